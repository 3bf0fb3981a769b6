"""What was read of people, and how likely it is beside what was predicted."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.engine.draws import Numbers
from baclofen.engine.program import Program
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.value import Value, replace

# Squares of what lies beyond are no numbers that can be worked with.
LEAST_SD, MOST_SD = 1e-100, 1e100


class Residual(Value):
    """SD of a reading: a part of the prediction, and a constant, added as variances.

    >>> Residual(proportional=0.15, additive=0.005)
    Residual(proportional=0.15, additive=0.005)
    """

    proportional: float = 0.0
    additive: float = 0.0

    def __post_init__(self) -> None:
        for name, value in (("proportional", self.proportional), ("additive", self.additive)):
            if value and not LEAST_SD <= value <= MOST_SD:
                raise OutOfRange(
                    f"{name} residual SD", value, "", f"0, or from {LEAST_SD:g} to {MOST_SD:g}"
                )
        if not self.proportional + self.additive > 0:
            raise OutOfRange("residual SD", 0, "", "above 0 in one of its parts")


class Readings(Value, eq=False):
    """Readings of p people in r rows: the program's readings of each of `outputs` in turn.

    `y` (r, p) is NaN where there is none, `limit` (r, p) where none was below a limit of
    quantification. `proportional` and `additive` (r, 1) are the parts of their SD.
    """

    outputs: tuple[str, ...]
    y: Numbers
    limit: Numbers
    proportional: Numbers
    additive: Numbers

    @property
    def count(self) -> int:
        """How many people."""
        return int(self.y.shape[1])

    def some(self, who: NDArray[np.intp]) -> Readings:
        """Those of some people."""
        return replace(self, y=self.y[:, who], limit=self.limit[:, who])

    def terms(self, f: Numbers) -> Numbers:
        """Minus twice the log-likelihood of each reading (r, c, a), at predictions f."""
        from scipy.special import log_ndtr  # type: ignore[import-untyped]

        y, limit = self.y[:, None], self.limit[:, None]
        v = (self.proportional[:, None] * f) ** 2 + self.additive[:, None] ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            seen = np.log(v) + (y - f) ** 2 / v
            total = np.where(np.isnan(y), 0.0, seen)
            if np.isnan(self.limit).all():
                return np.asarray(total)
            below = -2 * log_ndtr((limit - f) / np.sqrt(v))
        return np.asarray(total + np.where(np.isnan(limit), 0.0, below))

    @property
    def least(self) -> Numbers:
        """What the terms of each person (p,) add up to at least, whatever is predicted."""
        a, b, y = self.additive, self.proportional, np.abs(self.y)
        # Of all misses d the term is least where d is as large as the SD that it can have there:
        # d^2 = b^2 (y - d)^2 + a^2, or a where that is more than y.
        with np.errstate(divide="ignore", invalid="ignore"):
            within = np.sqrt((b * y) ** 2 + a**2 * (1 - b**2))
            d = ((b * y) ** 2 + a**2) / (b**2 * y + within)
            terms = 2 * np.log(np.where(d <= y, d, a))
        # What is below a limit adds 0 or more.
        return np.asarray(np.where(np.isnan(self.y), 0.0, terms).sum(axis=0))

    def slopes(self, f: Numbers) -> tuple[Numbers, Numbers]:
        """First derivatives of the terms in f (r, a), and second ones as scoring expects them."""
        from scipy.special import log_ndtr

        v = (self.proportional * f) ** 2 + self.additive**2
        dv = 2 * self.proportional**2 * f
        with np.errstate(divide="ignore", invalid="ignore"):
            miss = self.y - f
            by_f = np.where(
                np.isnan(self.y), 0.0, dv / v - 2 * miss / v - miss**2 * dv / v**2
            )  # fmt: skip
            expected = np.where(np.isnan(self.y), 0.0, 2 / v + (dv / v) ** 2)
            if np.isnan(self.limit).all():
                return by_f, expected
            z = (self.limit - f) / np.sqrt(v)
            dz = -1 / np.sqrt(v) - z * dv / (2 * v)
            # The normal density over its integral, from logarithms: both may be too small.
            hazard = np.exp(-(z**2) / 2 - math.log(2 * math.pi) / 2 - log_ndtr(z))
            # Where nothing is predicted and nothing added, it is below the limit for certain.
            counts = ~np.isnan(self.limit) & (v > 0)
            by_f = by_f + np.where(counts, -2 * hazard * dz, 0.0)
            bend = np.where(counts, 2 * hazard * (hazard + z) * dz**2, 0.0)
        return by_f, expected + bend

    def refuse_impossible(self, f: Numbers, person: int, times_h: Numbers) -> None:
        """Raises `InputRefused` for the first reading of a person that has no variance."""
        v = (self.proportional * f) ** 2 + self.additive**2
        bad = ~np.isnan(self.y[:, [person]]) & ~((v > 0) & np.isfinite(v))
        row = int(np.argmax(bad[:, 0]))
        name, time_h = self.outputs[row // times_h.size], times_h[row % times_h.size]
        raise InputRefused(
            f"reading of {name} at {time_h:g} h of person {person + 1}",
            f"{self.y[row, person]:g} where {f[row, 0]:g} is predicted",
            "its error must have a size there",
            do="Give the residual an additive part, or leave the reading out.",
            why="an error in proportion to a prediction of 0 is 0: the reading could not be",
        )  # fmt: skip


def read_readings(
    program: Program,
    observed: ArrayLike | Mapping[str, ArrayLike],
    output: str | None,
    residual: Residual | Mapping[str, Residual],
    below: ArrayLike | Mapping[str, ArrayLike] | None,
) -> Readings:
    """The readings as `find_mode` takes them, checked. Raises `UnknownName`, `InputRefused`,
    `OutOfRange`."""
    if isinstance(observed, Mapping) == (output is not None):
        raise InputRefused(
            "output", "missing" if output is None else "given twice",
            "it must be named, or observations must be by output",
        )  # fmt: skip
    tables = dict(observed) if isinstance(observed, Mapping) else {str(output): observed}
    if not tables:
        raise InputRefused("table of observations", "empty", "one output must be observed")
    limits: Mapping[str, ArrayLike] = {}
    if below is not None:
        limits = below if isinstance(below, Mapping) else dict.fromkeys(tables, below)
    errors = residual if isinstance(residual, Mapping) else dict.fromkeys(tables, residual)
    for given in (limits, errors):
        for name in given:
            if name not in tables:
                raise UnknownName("observed output", name, tables)
    for name in tables:
        if name not in errors:
            raise InputRefused("set of residuals", f"missing {name}", "each output must have one")
    y = {name: _table("observations", values, program) for name, values in tables.items()}
    people = {table.shape[1] for table in y.values()}
    if len(people) > 1:
        raise InputRefused("tables of observations", f"of {people} people", "they must be the same")
    nothing = np.full(next(iter(y.values())).shape, np.nan)
    limit = {
        name: _table("limits", limits[name], program) if name in limits else nothing for name in y
    }
    for name, table in limit.items():
        if table.shape != nothing.shape:
            raise InputRefused("table of limits", f"of shape {table.shape}", "as observations")
        if (~np.isnan(table) & ~np.isnan(y[name])).any():
            raise InputRefused(
                f"reading of {name}", "given, and below a limit too", "it must be one of the two",
                do="Put NaN into the observations where only the limit is known.",
            )  # fmt: skip
    k = program.times_h.size

    def parts(kind: str) -> Numbers:
        return np.repeat([getattr(errors[name], kind) for name in y], k)[:, None].astype(float)

    return Readings(
        tuple(y), np.concatenate(list(y.values())), np.concatenate(list(limit.values())),
        parts("proportional"), parts("additive"),
    )  # fmt: skip


def _table(what: str, values: ArrayLike, program: Program) -> Numbers:
    table = np.array(values, dtype=float)
    if table.ndim != 2 or table.shape[0] != program.times_h.size:
        raise InputRefused(
            f"table of {what}",
            "of shape " + " by ".join(str(s) for s in table.shape),
            f"it must be {program.times_h.size} readings by people",
        )
    if (far := table[np.abs(table) > MOST_SD]).size:
        allowed = f"at most {MOST_SD:g} either way, or NaN where there is none"
        raise OutOfRange(what.rstrip("s"), float(far[0]), "", allowed)
    return table

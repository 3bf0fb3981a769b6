"""How several parameters vary together, each on its own scale."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from baclofen.errors import InputRefused, OutOfRange
from baclofen.value import Value, force_setattr

if TYPE_CHECKING:
    from baclofen.model.draws import Numbers

#: Part of a variance below which nothing is left of it once those before are known: dropping it
#: costs a correlation 3e-5 at most, dividing by its root would make rounding grow.
_USED_UP = 1e-9
#: How far below 0 rounding may bring what is left: figures are written to six digits.
_ROUNDED = 1e-6


class Covariance(Value, dict=True):
    """A covariance as its lower triangle, as NM-TRAN's `$OMEGA BLOCK` has it.

    `rows` holds one row for each of `names`, ending with its variance; `why` are the facts behind
    it. It may be semi-definite. Raises `InputRefused` where no people could vary so, and
    `OutOfRange`.

    >>> Covariance(("CL", "V"), ((0.04,), (0.03, 0.09))).correlations
    ((1.0,), (0.5, 1.0))
    """

    names: tuple[str, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()
    why: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # One number has one form, so that what is equal also reads the same.
        rows = tuple(tuple(float(number) + 0.0 for number in row) for row in self.rows)
        force_setattr(self, "rows", rows)
        if len(set(self.names)) < len(self.names):
            raise self._no("with a name twice", "each parameter may be there once")
        if [len(row) for row in rows] != list(range(1, len(self.names) + 1)):
            raise self._no(
                f"in rows of {', '.join(str(len(row)) for row in rows) or 'nothing'}",
                "it must be the lower triangle: one number in the first row, two in the second, "
                f"and {len(self.names)} rows",
            )
        for name, row in zip(self.names, rows, strict=True):
            if not 0 <= row[-1] < math.inf:
                raise OutOfRange(f"variance of {name}", row[-1], "", "0 or more, and finite")
        for i, row in enumerate(rows):
            for j, number in enumerate(row[:-1]):
                most = self.sds[i] * self.sds[j]
                if not abs(number) <= most * (1 + _ROUNDED):
                    raise OutOfRange(
                        f"covariance of {self.names[i]} and {self.names[j]}", number, "",
                        f"between {-most:g} and {most:g}, the product of their SDs",
                    )  # fmt: skip
        _ = self._factor

    @cached_property
    def sds(self) -> tuple[float, ...]:
        """The SD of each on its scale."""
        return tuple(math.sqrt(row[-1]) for row in self.rows)

    @cached_property
    def correlations(self) -> tuple[tuple[float, ...], ...]:
        """The lower triangle of the correlations; 0 where one does not vary."""
        each = [[one * other for other in self.sds[:i]] for i, one in enumerate(self.sds)]
        return tuple(
            (*(c / both if both else 0.0 for c, both in zip(row, sds, strict=False)), 1.0)
            for row, sds in zip(self.rows, each, strict=True)
        )

    @cached_property
    def _factor(self) -> tuple[tuple[float, ...], ...]:
        """The Cholesky factor of the correlations, by rows.

        Written out: every machine adds in this order, so that draws are the same on all, and a
        parameter that is tied to none of the others changes nothing of theirs.
        """
        factor: list[list[float]] = []
        for i, name in enumerate(self.names):
            row: list[float] = []
            for j, before in enumerate(factor):
                left = self.correlations[i][j]
                for k in range(j):
                    left -= row[k] * before[k]
                if before[j] == 0 and abs(left) > math.sqrt(_ROUNDED):
                    raise self._impossible(name)
                row.append(left / before[j] if before[j] else 0.0)
            left = 1.0
            for k in range(i):
                left -= row[k] * row[k]
            if left < -_ROUNDED:
                raise self._impossible(name)
            factor.append([*row, math.sqrt(left) if left > _USED_UP else 0.0])
        return tuple(map(tuple, factor))

    def mixed(self, normals: Mapping[str, Numbers]) -> dict[str, Numbers]:
        """Independent standard normals, each (n,), as standard normals that vary together.

        The first of its names keeps its own; each later one is made of those up to it.
        """
        made = dict(normals)
        for name, row in zip(self.names, self._factor, strict=True):
            if name not in normals:
                continue
            parts = [
                weight * normals[other]
                for other, weight in zip(self.names, row, strict=False)
                if weight
            ]
            made[name] = sum(parts[1:], parts[0])
        return made

    def without(self, names: Container[str]) -> Covariance:
        """The covariance of the others."""
        kept = [i for i, name in enumerate(self.names) if name not in names]
        return Covariance(
            tuple(self.names[i] for i in kept),
            tuple(tuple(self.rows[i][j] for j in kept if j <= i) for i in kept),
            self.why if kept else (),
        )

    def _impossible(self, name: str) -> InputRefused:
        return self._no(
            "not positive semi-definite",
            f"no people can vary so: {name} does not fit those before it",
            do="Check signs, and that variances stand on the diagonal.",
        )

    def _no(self, came: str, allowed: str, do: str = "") -> InputRefused:
        return InputRefused(
            f"covariance of {', '.join(self.names) or 'nothing'}", came, allowed, do=do
        )

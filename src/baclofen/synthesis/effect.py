"""Effect sizes: what each study found, on the scale on which it is pooled.

Every way in returns `Effects`. Symbols are the field's: `ai` events of `n1i` people in the first
arm, `ci` of `n2i` in the second; `m1i`, `sd1i` and `n1i` a mean, its SD and the people behind it.
The first arm is the treated one, so a ratio below 1 and a difference below 0 favour it where
less is better. Ratios are natural logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.synthesis.columns import Numbers, above, labelled, read, refuse
from baclofen.synthesis.weighted import Studies, studies
from baclofen.value import Value, force_setattr, replace

#: No effect or variance of a study is larger; squares of what is would leave the numbers.
LARGEST = 1e100
#: Measures that are logarithms of a ratio: shown as exp(estimate).
RATIOS = ("RR", "OR", "PETO", "IRR", "ROM", "ROMC", "MPRR", "MPOR", "MPORC", "CVR", "VR")


class Effects(Value, eq=False, dict=True):
    """Effect sizes of k studies: `yi` on the analysis scale, their sampling variances `vi`.

    `measure` is the field's code ("MD", "SMD", "RR", ...), `unit` what it is in, where it is told
    and the measure has one ("points of 10"). `ni` are the people of each study
    where they are known. `notes` say what was done beyond the plain formula: cells that got a
    half, studies that were left out.

    >>> both = given([0.2, 0.4], se=[0.1, 0.2], labels=["A", "B"])
    >>> both.k, both.labels, both.se
    (2, ('A', 'B'), array([0.1, 0.2]))
    """

    measure: str
    yi: Numbers
    vi: Numbers
    labels: tuple[str, ...]
    ni: Numbers | None = None
    notes: tuple[str, ...] = ()
    unit: str = ""

    def __post_init__(self) -> None:
        yi = read("yi", self.yi)
        vi = above("vi", self.vi, yi.size)
        far = np.abs(yi) > LARGEST
        refuse("yi", yi, far, f"between {-LARGEST:g} and {LARGEST:g}", why="its square overflows")
        extreme = (vi > LARGEST) | (vi < 1 / LARGEST)
        refuse("vi", vi, extreme, f"between {1 / LARGEST:g} and {LARGEST:g}")
        force_setattr(self, "yi", yi)
        force_setattr(self, "vi", vi)
        force_setattr(self, "labels", labelled(self.labels, yi.size))
        if self.ni is not None:
            force_setattr(self, "ni", above("ni", self.ni, yi.size))

    @property
    def k(self) -> int:
        """How many studies."""
        return int(self.yi.size)

    @property
    def se(self) -> Numbers:
        """Standard errors, shape (k,)."""
        return np.sqrt(self.vi)

    @property
    def is_ratio(self) -> bool:
        """Whether the analysis scale is a logarithm of a ratio."""
        return self.measure in RATIOS

    @cached_property
    def studies(self) -> Studies:
        """All of them, ready for one mean; it keeps what was found."""
        return studies(self.yi, self.vi)

    def take(self, which: ArrayLike) -> Effects:
        """Some of the studies, by places or by a mask, in the order asked for."""
        chosen = np.asarray(which)
        if chosen.dtype != bool:
            chosen = chosen.astype(int)
        at = np.arange(self.k)[chosen]
        if at.size == 0:
            raise InputRefused("effects", "empty", "at least one study must be left")
        return replace(
            self,
            yi=self.yi[at],
            vi=self.vi[at],
            labels=tuple(self.labels[i] for i in at),
            ni=None if self.ni is None else self.ni[at],
        )


def given(
    yi: ArrayLike,
    *,
    vi: ArrayLike | None = None,
    se: ArrayLike | None = None,
    measure: str = "GEN",
    labels: Sequence[object] | None = None,
    ni: ArrayLike | None = None,
    unit: str = "",
) -> Effects:
    """Effects as reported, with exactly one of sampling variance `vi` and standard error `se`.

    A ratio must come as its logarithm. Raises `InputRefused`.
    """
    if (vi is None) == (se is None):
        raise InputRefused(
            "variance", "given twice" if vi is not None else "missing",
            "exactly one of vi (variance) and se (standard error) must be given",
            why="an effect without its error cannot be weighed",
        )  # fmt: skip
    y = read("yi", yi)
    variance = np.asarray(vi) if se is None else above("se", se, y.size) ** 2
    people = None if ni is None else above("ni", ni, y.size)
    return Effects(measure, y, variance, labelled(labels, y.size), people, unit=unit)


def from_interval(
    estimate: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    level: float = 0.95,
    is_ratio: bool = False,
    measure: str = "GEN",
    labels: Sequence[object] | None = None,
    unit: str = "",
) -> Effects:
    """Effects reported with normal-theory intervals; with `is_ratio`, on the scale of the ratio.

    The standard error is the width over twice the quantile. An estimate that is not between its
    limits is refused; one that is off their middle by over a tenth of the width is noted, as the
    interval may then not be a normal one.

    >>> round(float(from_interval(1.18, 0.90, 1.54, is_ratio=True).se[0]), 3)
    0.137
    """
    from baclofen.synthesis.quantiles import normal_quantile

    y = read("estimate", estimate)
    lo, hi = read("low", low, y.size), read("high", high, y.size)
    if is_ratio:
        y, lo, hi = (np.log(above(n, v)) for n, v in (("estimate", y), ("low", lo), ("high", hi)))
    outside = ~((lo < y) & (y < hi))
    if np.any(outside):
        at = int(np.argmax(outside))
        raise InputRefused(
            f"interval of study {at + 1}", f"{lo[at]:g} to {hi[at]:g} around {y[at]:g}",
            "the estimate must lie between its limits", do="Look for swapped or mistyped limits.",
        )  # fmt: skip
    if not 0 < level < 1:
        raise OutOfRange("level", level, "", "between 0 and 1, such as 0.95")
    found = given(
        y, se=(hi - lo) / (2 * normal_quantile(0.5 + level / 2)), measure=measure, labels=labels,
        unit=unit,
    )  # fmt: skip
    lopsided = np.abs(y - (lo + hi) / 2) > 0.1 * (hi - lo)
    if not np.any(lopsided):
        return found
    which = ", ".join(n for n, off in zip(found.labels, lopsided, strict=True) if off)
    return replace(found, notes=(f"The limits are not symmetric about the estimate: {which}.",))


def choose(name: str, came: str, known: Sequence[str]) -> str:
    """`came`, if it is one of those known. Raises `UnknownName`."""
    if came not in known:
        raise UnknownName(name, came, known)
    return came


def half_added(
    cells: Sequence[Numbers], wrong: NDArray[np.bool_], labels: tuple[str, ...], half: float
) -> tuple[tuple[Numbers, ...], tuple[str, ...]]:
    """The cells with `half` added in studies that are `wrong`, and a note that names them."""
    if half < 0:
        raise InputRefused("add", f"{half:g}", "what is added to cells must be 0 or more")
    if not np.any(wrong) or half == 0:
        return tuple(cells), ()
    added = half * wrong
    which = ", ".join(label for label, is_wrong in zip(labels, wrong, strict=True) if is_wrong)
    return tuple(c + added for c in cells), (f"{half:g} added to each cell, for a zero: {which}.",)


def undefined(measure: str, vi: Numbers, labels: tuple[str, ...]) -> None:
    """Raises `InputRefused` where a study's measure or its variance does not exist."""
    bad = ~(np.isfinite(vi) & (vi > 0))
    if np.any(bad):
        at = int(np.argmax(bad))
        raise InputRefused(
            f"{measure} of study {labels[at]}", "not defined or without a variance",
            "it must have a variance above 0",
            do="Use another measure or add=0.5, or leave the study out and say so.",
            why="no spread, or a zero where the formula divides or takes a logarithm",
        )  # fmt: skip

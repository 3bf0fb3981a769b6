"""Weight for age: how far a child's weight is from that of others, in SD, by the CDC's charts."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from baclofen.value import Value

Sex = Literal["female", "male"]
_MONTHS_A_YEAR = 12


class Lms(Value):
    """The distribution at so many months: skewness `l`, median `m` (kg), spread `s`."""

    months: float
    l: float  # noqa: E741 - the letters by which the method is known
    m: float
    s: float

    def z(self, kg: float) -> float:
        """The weight in SD: ((kg / m)^l - 1) / (l s), and its limit ln(kg / m) / s at l = 0."""
        if abs(self.l) < _NO_SKEW:
            return math.log(kg / self.m) / self.s
        return float(((kg / self.m) ** self.l - 1) / (self.l * self.s))


#: Below this the power is its limit, the logarithm.
_NO_SKEW = 1e-9


@cache
def charts() -> Mapping[str, tuple[Lms, ...]]:
    """The rows by sex, in the order of months. Read where a child is judged, and only then."""
    import csv  # only where a child is judged

    path = Path(__file__).parent / "data" / "growth" / "cdc_weight_for_age.csv"
    rows: dict[str, list[Lms]] = {"female": [], "male": []}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["sex"]].append(
                Lms(float(row["months"]), float(row["l"]), float(row["m"]), float(row["s"]))
            )
    return {sex: tuple(of) for sex, of in rows.items()}


def weight_z(kg: float, *, age_y: float, sex: Sex | None) -> float | None:
    """The weight for age in SD (CDC 2000, from birth to 20 y); None beyond those ages.

    Between the months of the chart L, M and S are interpolated. Without a sex it is the one of
    both that is nearer to the median: what is odd for either is odd.

    >>> round(weight_z(20.0, age_y=6, sex="male"), 1), weight_z(70.0, age_y=40, sex="male")
    (-0.2, None)
    """
    made = [_z(kg, months=_MONTHS_A_YEAR * age_y, rows=charts()[s]) for s in _of(sex)]
    known = [z for z in made if z is not None]
    return min(known, key=abs, default=None)


def _of(sex: Sex | None) -> tuple[Sex, ...]:
    return ("female", "male") if sex is None else (sex,)


def _z(kg: float, *, months: float, rows: tuple[Lms, ...]) -> float | None:
    if not rows[0].months <= months <= rows[-1].months:
        return None
    after = min(bisect_right(rows, months, key=lambda row: row.months), len(rows) - 1)
    low, high = rows[after - 1], rows[after]
    share = (months - low.months) / (high.months - low.months)
    between = Lms(
        months,
        low.l + share * (high.l - low.l),
        low.m + share * (high.m - low.m),
        low.s + share * (high.s - low.s),
    )
    return between.z(kg)

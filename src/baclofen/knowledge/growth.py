"""Weight and body mass for age: how far a child is from others, by the CDC's charts."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Literal

from baclofen.value import Value

Sex = Literal["female", "male"]
_MONTHS_A_YEAR = 12


class Lms(Value):
    """The distribution at so many months: skewness `l`, median `m` (kg, kg/m2), spread `s`."""

    months: float
    l: float  # noqa: E741 - the letters by which the method is known
    m: float
    s: float

    def z(self, kg: float) -> float:
        """The weight in SD: ((kg / m)^l - 1) / (l s), and its limit ln(kg / m) / s at l = 0."""
        if abs(self.l) < _NO_SKEW:
            return math.log(kg / self.m) / self.s
        return float(((kg / self.m) ** self.l - 1) / (self.l * self.s))

    def at(self, z: float) -> float:
        """What lies so many SD from the median."""
        if abs(self.l) < _NO_SKEW:
            return self.m * math.exp(self.s * z)
        return float(self.m * (1 + self.l * self.s * z) ** (1 / self.l))


#: Below this the power is its limit, the logarithm.
_NO_SKEW = 1e-9

#: The 95th percentile, in SD.
_P95 = NormalDist().inv_cdf(0.95)

Chart = Literal["weight", "bmi"]


@cache
def charts(of: Chart = "weight") -> Mapping[str, tuple[Lms, ...]]:
    """The rows by sex, in the order of months. Read where a child is judged, and only then."""
    import csv  # only where a child is judged

    path = Path(__file__).parent / "data" / "growth" / f"cdc_{of}_for_age.csv"
    rows: dict[str, list[Lms]] = {"female": [], "male": []}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["sex"]].append(
                Lms(float(row["months"]), float(row["l"]), float(row["m"]), float(row["s"]))
            )
    return {sex: tuple(found) for sex, found in rows.items()}


def weight_z(kg: float, *, age_y: float, sex: Sex | None) -> float | None:
    """The weight for age in SD (CDC 2000, from birth to 20 y); None beyond those ages.

    Between the months of the chart L, M and S are interpolated. Without a sex it is the one of
    both that is nearer to the median: what is odd for either is odd.

    >>> round(weight_z(20.0, age_y=6, sex="male"), 1), weight_z(70.0, age_y=40, sex="male")
    (-0.2, None)
    """
    rows = (_between(_MONTHS_A_YEAR * age_y, charts()[s]) for s in _of(sex))
    return min((row.z(kg) for row in rows if row is not None), key=abs, default=None)


def bmi_of_95th(bmi: float, *, age_y: float, sex: Sex | None) -> float | None:
    """The body mass index (kg/m2) as a share of the 95th percentile of the age (CDC 2000, from 2 y
    on); None where the chart has none. Without a sex it is the smaller share of both.

    SD of so skewed an index hardly grow beyond the third: this does.

    >>> round(bmi_of_95th(16.0, age_y=8, sex="male"), 2), bmi_of_95th(16.0, age_y=1, sex="male")
    (0.8, None)
    """
    rows = (_between(_MONTHS_A_YEAR * age_y, charts("bmi")[s]) for s in _of(sex))
    return min((bmi / row.at(_P95) for row in rows if row is not None), default=None)


def _of(sex: Sex | None) -> tuple[Sex, ...]:
    return ("female", "male") if sex is None else (sex,)


def _between(months: float, rows: tuple[Lms, ...]) -> Lms | None:
    if not rows[0].months <= months <= rows[-1].months:
        return None
    after = min(bisect_right(rows, months, key=lambda row: row.months), len(rows) - 1)
    low, high = rows[after - 1], rows[after]
    share = (months - low.months) / (high.months - low.months)
    return Lms(
        months,
        low.l + share * (high.l - low.l),
        low.m + share * (high.m - low.m),
        low.s + share * (high.s - low.s),
    )

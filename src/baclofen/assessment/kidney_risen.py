"""A creatinine that rose over weeks: held against what was usual before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from baclofen.knowledge import Knowledge
from baclofen.patient import KidneyValue
from baclofen.units import months_before
from baclofen.value import Value


class Risen(Value):
    """A creatinine `after` that is well above the median (mg/dL) of `count` earlier ones."""

    usual: float
    count: int
    after: KidneyValue


def risen_over_weeks(values: Iterable[KidneyValue], known: Knowledge, today: date) -> Risen | None:
    """The last creatinine that is well above the median of those of the weeks and months before
    it, unless it is old or what came after it, or stood beside it before, shows where it stays.

    Shown it is by two like values, `kidney.aki_rise_hours` apart or more, of which one is the
    newest and the other is of the rise or later; or by a newest one that is like the median again.

    Facts: `kidney.aki_median_days`, `kidney.aki_median_rise`, `kidney.aki_ratio`,
    `kidney.chronic_after`, `kidney.aki_still_open`.
    """
    series = sorted(
        (v for v in values if v.kind == "creatinine"), key=lambda v: (v.on or today, v.value)
    )
    found = [(i, up) for i in range(len(series)) if (up := _risen(series, i, known, today))]
    if not found:
        return None
    at, last = found[-1]
    if (last.after.on or today) < _open_since(known, today, is_newest=at == len(series) - 1):
        return None
    risen = {i for i, _ in found}
    first = at
    while first - 1 in risen:
        first -= 1
    return None if _is_shown(series, first, last.usual, known, today) else last


def _risen(series: Sequence[KidneyValue], at: int, known: Knowledge, today: date) -> Risen | None:
    value = series[at]
    day = value.on or today
    nearest, farthest = (timedelta(days=d) for d in known.numbers("kidney.aki_median_days"))
    before = [v.value for v in series if nearest <= day - (v.on or today) <= farthest]
    if not before:
        return None
    usual = median(before)
    # With rounding of printed decimals allowed for.
    is_far = value.value >= known.number("kidney.aki_ratio") * usual - 1e-9
    is_more = value.value - usual >= known.number("kidney.aki_median_rise") - 1e-9
    return Risen(usual, len(before), value) if is_far and is_more else None


def _open_since(known: Knowledge, today: date, *, is_newest: bool) -> date:
    """The first day of which such a rise still counts: longer where no later value is there."""
    if is_newest:
        return months_before(today, int(known.number("kidney.chronic_after")))
    return today - timedelta(days=known.number("kidney.aki_still_open"))


def _is_shown(
    series: Sequence[KidneyValue], first: int, usual: float, known: Knowledge, today: date
) -> bool:
    newest = series[-1]
    last = newest.on or today
    apart = timedelta(hours=known.number("kidney.aki_rise_hours"))
    of_the_rise = (v for v in series[first:] if last - (v.on or today) >= apart)
    return _alike(newest.value, usual, known) or any(
        _alike(newest.value, v.value, known) for v in of_the_rise
    )


def _alike(one: float, other: float, known: Knowledge) -> bool:
    """Whether two creatinines differ by no more than measurements of steady kidneys do."""
    apart = abs(one - other)
    share = known.number("kidney.expected_change")
    return apart < known.number("kidney.aki_rise") and apart <= share * max(one, other)

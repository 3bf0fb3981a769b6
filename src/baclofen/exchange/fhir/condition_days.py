"""When a condition began and ended, and whether it is of the days whose signs count."""

from __future__ import annotations

from datetime import date

from baclofen.exchange.fhir.dates import Day, days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.systems import has_code
from baclofen.knowledge import Knowledge
from baclofen.patient import LIMITS
from baclofen.units import months_before

#: An illness of weeks, appendicitis or a miscarriage, that was never closed is over by then.
ACUTE_MONTHS = 12
_OVER = ("resolved", "inactive", "remission")
#: What was over and came back.
_BACK = ("recurrence", "relapse")


def was_long_ago(condition: Element, today: date) -> bool:
    began = day_began(condition)
    if began is None or _is_back_on_no_day(condition):
        return False
    return began < months_before(today, ACUTE_MONTHS)


def is_of_these_days(condition: Element, known: Knowledge, today: date) -> bool:
    """Whether it began, or ended, on one of the days whose signs count: what is marked as over is
    no less of these days for that."""
    days = (day_began(condition), day_ended(condition))
    return any(day is not None and recent(known, today) <= day <= today for day in days)


def has_no_day(condition: Element, known: Knowledge, today: date) -> bool:
    """Whether no day tells if it was there in the days whose signs count."""
    day = days_begun(condition)
    if day is None:
        return day_ended(condition) is None or not has_ended(condition, today)
    if _is_back_on_no_day(condition):
        return day.last < recent(known, today)
    return day.first < recent(known, today) <= day.last


def is_open(condition: Element, known: Knowledge, today: date) -> bool:
    """Whether it began within the weeks for which what nobody closed may still be there."""
    is_told = days_begun(condition) is not None
    return is_told and not (has_ended(condition, today) or is_old(condition, known, today))


def is_noted_now(condition: Element, known: Knowledge, today: date) -> bool:
    """Whether it was noted as there on one of the days whose signs count, and began within the
    weeks before them."""
    noted = condition.day("recordedDate")
    is_of_now = noted is not None and recent(known, today) <= noted.last <= today
    return is_of_now and is_open(condition, known, today)


def is_old(condition: Element, known: Knowledge, today: date) -> bool:
    """Whether it began before the weeks for which what nobody closed may still be there."""
    day = days_begun(condition)
    return day is not None and day.last < days_after(today, -known.number("patient.sign_open"))


def recent(known: Knowledge, today: date) -> date:
    """The first of the days whose signs count."""
    return days_after(today, -known.number("patient.sign_recent"))


def day_began(condition: Element) -> date | None:
    """The first day on which it may have begun; None where that is not told."""
    day = days_begun(condition)
    return day.first if day else None


def days_begun(condition: Element) -> Day | None:
    day = condition.day("onsetDateTime")
    if day is None and (period := condition.child("onsetPeriod")):
        day = period.day("start")
    noted = condition.day("recordedDate")
    if day is None or noted is None:
        return day or noted
    if _is_back(condition):
        # What came back did so by the day on which that was noted.
        return max(day, noted, key=lambda one: one.last)
    # Of a month or a year in which it was noted too, that day is the nearest that is told.
    return noted if day.first < noted.first and noted.last <= day.last else day


def _is_back(condition: Element) -> bool:
    """Whether it was over, and came back."""
    return has_code(condition.child("clinicalStatus"), *_BACK)


def _is_back_on_no_day(condition: Element) -> bool:
    """Whether it came back, and only the day is told on which it began at first."""
    return _is_back(condition) and condition.day("recordedDate") is None


def has_ended(condition: Element, today: date) -> bool:
    """Over on the day of judgement: by its status, unless its end is dated after that day."""
    ended = day_ended(condition)
    if ended is not None:
        return ended <= today
    return has_code(condition.child("clinicalStatus"), *_OVER)


def day_ended(condition: Element) -> date | None:
    """The last day on which it may have ended; None where its end is not told."""
    ended = condition.day("abatementDateTime")
    if ended is None and (period := condition.child("abatementPeriod")):
        ended = period.day("end", "start")
    return None if ended is None else ended.last


def longest_pregnancy(today: date) -> date:
    return days_after(today, -7 * LIMITS["gestation_weeks"][1])

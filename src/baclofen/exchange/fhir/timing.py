"""How often a day: the timing of a dosage, coded or abbreviated."""

from __future__ import annotations

import re

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.sig import read_times
from baclofen.exchange.fhir.systems import codings

_DAYS = {"d": 1.0, "h": 1 / 24, "min": 1 / 1440, "s": 1 / 86400, "wk": 7.0}
_PART_OF_DAY = re.compile(
    r"\b(?:morning|breakfast|noon|midday|lunch|afternoon|evening|dinner|supper|night|bedtime)\b",
    re.IGNORECASE,
)
#: Not a number of times a day.
_NOT_DAILY = ("dayOfWeek", "countMax", "frequencyMax", "periodMax", "durationMax")


def times_a_day(timing: Element | None) -> tuple[float | None, str]:
    """How often a day, None when it is not said; and why it cannot be read, if so.

    >>> repeat = {"frequency": 3, "period": 1, "periodUnit": "d"}
    >>> times_a_day(Element({"repeat": repeat}, "timing"))
    (3.0, '')
    """
    if timing is None:
        return None, ""
    repeat, coded = timing.child("repeat"), timing.child("code")
    by_repeat, doubt = _by_repeat(repeat) if repeat else (None, "")
    if doubt:
        return None, doubt
    if timing.has("event") and by_repeat is None:
        return None, "it is taken at single times"
    by_code = None
    if coded is not None:
        words = [c.code for c in codings(coded)] + [c.display for c in codings(coded)]
        said = {read_times(w) for w in (*words, coded.text("text")) if w} - {None}
        if len(said) > 1:
            return None, "how often it is taken is said in two ways"
        by_code = next(iter(said), None)
        if by_code is None and by_repeat is None:
            return None, "how often it is taken could not be read"
    if by_repeat is not None and by_code is not None and by_repeat != by_code:
        return None, "how often it is taken is said in two ways"
    return (by_repeat if by_repeat is not None else by_code), ""


def _by_repeat(repeat: Element) -> tuple[float | None, str]:
    if repeat.has(*_NOT_DAILY):
        return None, "it is not taken the same way every day"
    frequency, period = repeat.number("frequency"), repeat.number("period")
    named = len(repeat.texts("timeOfDay")) or len(repeat.texts("when"))
    if frequency is None and period is None:
        return (float(named), "") if named else (None, "")
    if period is None or period <= 0 or frequency == 0:
        return None, "how often it is taken could not be read"
    days = _DAYS.get(repeat.text("periodUnit"))
    if days is None:
        return None, "it is not taken every day"
    # FHIR: without a frequency, it is taken once in each period.
    times = (frequency if frequency is not None else float(named or 1)) / (period * days)
    if named > 1 and frequency is not None and abs(times - named) > 1e-9:
        return None, "how often it is taken is said in two ways"
    whole = round(times)
    if abs(times - whole) > 1e-9 or not 1 <= whole <= 24:
        return None, "it is not taken a whole number of times a day"
    return float(whole), ""


def repeat_of(dosage: Element) -> Element | None:
    """How a dosage repeats, as it is coded; None where it is not."""
    timing = dosage.child("timing")
    return timing.child("repeat") if timing else None


def words_beside(dosage: Element) -> str:
    """What a dosage says in words."""
    return dosage.text("text") or dosage.text("patientInstruction")


def times_of_day(dosage: Element) -> frozenset[str]:
    """The parts of the day at which it is taken, as coded or in words; none where none is told."""
    repeat = repeat_of(dosage)
    if repeat and (coded := (*repeat.texts("timeOfDay"), *repeat.texts("when"))):
        return frozenset(coded)
    return frozenset(found.lower() for found in _PART_OF_DAY.findall(words_beside(dosage)))

"""Pregnancy by measurements: whether it is told, and in which week it is on the day judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from baclofen.exchange.fhir.dates import days_after, read_day
from baclofen.exchange.fhir.observations import Measured, Results
from baclofen.exchange.fhir.systems import codings, words_of
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge
from baclofen.patient import LIMITS, TERM_WEEKS
from baclofen.value import Value

#: An answer list of LOINC: pregnant.
_PREGNANT = "LA15173-0"
_DAYS = {"d": 1.0, "day": 1.0, "days": 1.0, "wk": 7.0, "week": 7.0, "weeks": 7.0}


class Ended(Value):
    """A pregnancy that was closed on record: when it was noted, and when it ended; None where that
    is not told."""

    began: date | None
    on: date | None

    def is_of(self, conceived: date, recorded: date) -> bool:
        """Whether it is the pregnancy of a date that was recorded then: it was noted in it, and did
        not end before. What tells no day of its own is of none."""
        if self.began is None and self.on is None:
            return False
        last = days_after(conceived, round(7 * LIMITS["gestation_weeks"][1]))
        noted = self.began is None or conceived <= self.began <= last
        return noted and (self.on is None or self.on >= recorded)


class Pregnancy(Value):
    """`told` is True where a measurement says that she is pregnant now; `weeks` from the last
    period, where one tells them."""

    told: bool | None
    weeks: float | None
    notes: tuple[str, ...]


def read_pregnancy(
    results: Results, known: Knowledge, *, age_y: float | None, today: date,
    ended: Sequence[Ended] = (),
) -> Pregnancy:  # fmt: skip
    """The week by the newest date of delivery or gestational age, of equals the one nearest to
    term. A child's own gestational age at birth tells of its mother. What was recorded of a
    pregnancy that `ended` since is left out."""
    low, high = known.numbers("patient.pregnancy_age")
    if age_y is not None and not low <= age_y <= high:
        return Pregnancy(None, None, ())
    found = [*_by_delivery(results, today), *_by_weeks(results, today)]
    longest = LIMITS["gestation_weeks"][1]
    closed = [one for one in found if _is_closed(one, ended, today)]
    found = [one for one in found if one not in closed]
    over = [weeks for _, weeks in found if weeks > longest]
    now = [one for one in found if LIMITS["gestation_weeks"][0] <= one[1] <= longest]
    notes = []
    if closed:
        notes.append(
            "A pregnancy on record has ended, and its due date was not counted: ask whether the "
            "newborn was exposed, and whether she nurses."
        )
    if over and not now:
        notes.append(
            "A pregnancy on record was due more than "
            f"{longest - TERM_WEEKS:.0f} weeks ago and was not counted: ask whether she is "
            "pregnant, and whether the newborn was exposed."
        )
    if now:
        on, weeks = max(now)
        told = listed(f"{w:.1f}" for w in sorted({round(w, 1) for _, w in now}))
        notes.append(f"Pregnancy: week {weeks:.1f} on {today}, by what was recorded on {on}.")
        if len({round(w) for _, w in now}) > 1:
            notes.append(f"The record tells of different weeks ({told}): the newest was used.")
        return Pregnancy(True, weeks, tuple(notes))
    return Pregnancy(_status(results, today, ended), None, tuple(notes))


def _is_closed(told: tuple[date, float], ended: Sequence[Ended], today: date) -> bool:
    recorded, weeks = told
    conceived = days_after(today, -round(7 * weeks))
    return any(one.is_of(conceived, recorded) for one in ended)


def _by_delivery(results: Results, today: date) -> Iterator[tuple[date, float]]:
    for result in results.of("delivery_date"):
        day = read_day(result.what.text("valueDateTime"))
        if day is not None:
            yield result.on or today, TERM_WEEKS - (day.first - today).days / 7


def _by_weeks(results: Results, today: date) -> Iterator[tuple[date, float]]:
    for result in results.of("gestational_age", "gestational_age_days"):
        days = _days(result)
        if days is not None and result.on is not None:
            yield result.on, (days + (today - result.on).days) / 7


def _days(result: Measured) -> float | None:
    usual = 1.0 if result.key == "gestational_age_days" else 7.0
    quantity = result.what.child("valueQuantity")
    if quantity is None:
        bare = result.what.number("valueInteger")
        return None if bare is None else usual * bare
    value, unit = quantity.number("value"), quantity.text("code") or quantity.text("unit")
    factor = _DAYS.get(unit.lower(), None if unit else usual)
    return None if value is None or factor is None else factor * value


def _status(results: Results, today: date, ended: Sequence[Ended]) -> bool | None:
    """Whether the newest status says that she is pregnant, not longer ago than one lasts, and no
    pregnancy ended since."""
    dated = [r for r in results.of("pregnancy_status") if r.on is not None]
    if not dated:
        return None
    newest = max(r.on for r in dated if r.on is not None)
    since = any(one.on is not None and one.on >= newest for one in ended)
    if since or newest < days_after(today, -7 * TERM_WEEKS):
        return None
    said = [r.what.child("valueCodeableConcept") for r in dated if r.on == newest]
    is_so = any(
        any(c.code == _PREGNANT for c in codings(one)) or words_of(one).lower() == "pregnant"
        for one in said
    )
    return True if is_so else None

"""Dialysis and a transplanted kidney: what was done, by the procedures of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.concept import keys_of
from baclofen.exchange.fhir.condition_days import day_ended
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.wording import many
from baclofen.knowledge import Knowledge
from baclofen.units import months_before

#: Dialysis is done several times a week: a procedure older than this may be of the past.
DIALYSIS_MONTHS = 3
_NOT_DONE = frozenset({"not-done", "entered-in-error", "preparation"})


def read_dialysis(
    entries: Entries, known: Knowledge, ledger: Ledger, today: date
) -> tuple[bool | None, tuple[str, ...], tuple[tuple[Element, date], ...]]:
    """Whether dialysis was done in the last months, None where that is open; notes; and each that
    was, with its last day."""
    since = months_before(today, DIALYSIS_MONTHS)
    recent: list[tuple[Element, date]] = []
    unclear = 0
    for procedure in entries.of("Procedure"):
        concept = procedure.child("code")
        if "dialysis" not in keys_of(concept, known):
            continue
        words = words_of(concept)
        if procedure.text("status") in _NOT_DONE:
            ledger.harmless(procedure, "procedure", words, "not done")
            continue
        began, ended = _done(procedure, today)
        if began is not None and began > today:
            ledger.harmless(procedure, "procedure", words, f"dated after {today}")
            continue
        ledger.read(procedure, "procedure", words, ("dialysis",))
        if ended is not None and ended >= since:
            recent.append((procedure, min(ended, today)))
        else:
            unclear += 1
    if recent:
        note = f"Dialysis was done on {recent[0][1]}: taken as being on dialysis."
        return True, (note,), tuple(recent)
    if not unclear:
        return None, (), ()
    return (
        None,
        (
            f"Dialysis is on record {many(unclear, 'time')}, longer than {DIALYSIS_MONTHS} months "
            "ago or without a date: ask whether the patient is on dialysis.",
        ),
        (),
    )


def may_go_on(condition: Element, today: date) -> bool:
    """Whether a dialysis that is marked as over ended in the last months: it may begin again."""
    ended = day_ended(condition)
    return ended is not None and ended >= months_before(today, DIALYSIS_MONTHS)


def _done(procedure: Element, today: date) -> tuple[date | None, date | None]:
    if day := procedure.day("performedDateTime"):
        return day.first, day.last
    if period := procedure.child("performedPeriod"):
        began, ended = period.day("start"), period.day("end")
        if ended is None and procedure.text("status") == "in-progress":
            return (began.first if began else None), today
        last = ended or began
        return (began.first if began else None), (last.last if last else None)
    return None, None


def read_transplants(
    entries: Entries, known: Knowledge, ledger: Ledger, today: date
) -> tuple[date | None, ...]:
    """The days before on which a kidney was transplanted, None for one that is not told: that it
    failed since is said by a diagnosis."""
    days: list[date | None] = []
    for procedure in entries.of("Procedure"):
        concept = procedure.child("code")
        if "kidney_transplant" not in keys_of(concept, known):
            continue
        began, _ = _done(procedure, today)
        if procedure.text("status") in _NOT_DONE or (began is not None and began > today):
            ledger.harmless(procedure, "procedure", words_of(concept), "not done")
            continue
        days.append(began)
        ledger.read(procedure, "procedure", words_of(concept), ("conditions.kidney_transplant",))
    return tuple(days)


def failed_since(
    transplants: Sequence[date | None], troubles: Iterable[date], stages: Iterable[date],
    known: Knowledge,
) -> date | None:  # fmt: skip
    """The day of an advanced kidney disease that is the transplanted kidney's own: it came after
    every transplant, when that had had the months to settle, or with a trouble of it or after one.
    None where none did, or where the day of a transplant is not told.

    Facts: `kidney.chronic_after`.
    """
    days = [day for day in transplants if day is not None]
    last = max(days, default=date.min)
    is_told = bool(days) and len(days) == len(transplants)
    months, since = int(known.number("kidney.chronic_after")), tuple(troubles)
    own = (
        day for day in stages
        if (is_told and months_before(day, months) > last)
        or any(last <= trouble <= day for trouble in since)
    )  # fmt: skip
    return max(own, default=None)

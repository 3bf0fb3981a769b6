"""Conditions and dialysis: what is present, and what is over."""

from __future__ import annotations

from datetime import date

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.systems import codings, has_code, words_of
from baclofen.exchange.wording import listed, many, plain, was
from baclofen.knowledge import Knowledge
from baclofen.patient import LIMITS
from baclofen.units import months_before
from baclofen.value import Value

#: States that end. Of all others, the past matters too: a seizure, a stroke, an ulcer.
TRANSIENT = frozenset({
    "pregnancy", "lactation", "aki", "active_infection", "sepsis", "respiratory_depression",
    "confusional_state", "baclofen_overdose", "withdrawal", "hypotension",
})  # fmt: skip
#: Dialysis is done several times a week: a procedure older than this may be of the past.
DIALYSIS_MONTHS = 3
#: An acute kidney injury that was never closed in the record is over, or chronic, by then.
AKI_MONTHS = 3
_OVER = ("resolved", "inactive", "remission")
_VOID = ("refuted", "entered-in-error")
_UNSURE = ("unconfirmed", "provisional", "differential")
_NOT_DONE = frozenset({"not-done", "entered-in-error", "preparation"})


class Conditions(Value):
    """The condition keys that count on the day of judgement, and dialysis when it is seen."""

    present: frozenset[str]
    dialysis: bool | None
    notes: tuple[str, ...]


def read_conditions(entries: Entries, known: Knowledge, *, today: date) -> Conditions:
    """Conditions by their codes, and by words that are one known name and nothing else.

    Those refuted, and transient ones that are over, do not count. Where code and words name
    different conditions both count, and it is said.
    """
    present: set[str] = set()
    late = unknown = 0
    in_words: list[str] = []
    by_words: list[str] = []
    clashes: list[str] = []
    unsure: list[str] = []
    old_pregnancy: list[str] = []
    old_aki: list[str] = []
    for condition in entries.of("Condition"):
        if has_code(condition.child("verificationStatus"), *_VOID):
            continue
        began = _began(condition)
        if began is not None and began > today:
            late += 1
            continue
        concept = condition.child("code")
        found = codings(concept)
        coded = known.codes.condition((c.system, c.code) for c in found)
        named = _named(concept, known)
        keys = coded | named
        if coded and named and not coded & named:
            clashes.append(plain(words_of(concept), 60))
        if _is_over(condition, today):
            keys -= TRANSIENT
        if "pregnancy" in keys and began is not None and began < _longest_pregnancy(today):
            keys -= {"pregnancy"}
            old_pregnancy.append(str(began))
        if "aki" in keys and began is not None and began < months_before(today, AKI_MONTHS):
            keys -= {"aki"}
            old_aki.append(str(began))
        present |= keys
        if not keys:
            unknown += 1
            if not any(c.code for c in found) and (words := words_of(concept)):
                in_words.append(plain(words, 60))
            continue
        if not coded:
            by_words.append(plain(words_of(concept), 60))
        if has_code(condition.child("verificationStatus"), *_UNSURE):
            unsure.append(plain(words_of(concept), 60))
    notes = []
    if late:
        notes.append(f"{many(late, 'condition')} dated after {today} {was(late)} left out.")
    if unknown:
        plays = "plays" if unknown == 1 else "play"
        notes.append(f"{many(unknown, 'other condition')} on record {plays} no part in the rules.")
    if in_words:
        notes.append(
            "Conditions that carry only words were not read, check them yourself: "
            f"{listed(in_words)}."
        )
    if by_words:
        notes.append(f"Conditions read by their words alone: {listed(by_words)}. Confirm.")
    if clashes:
        notes.append(
            "Code and words name different conditions, and both were counted: "
            f"{listed(clashes)}. Confirm."
        )
    if unsure:
        notes.append(f"Not confirmed in the record, but counted: {listed(unsure)}.")
    if old_pregnancy:
        notes.append(
            f"A pregnancy recorded on {listed(old_pregnancy)} and never closed was not counted: "
            "ask whether the patient is pregnant."
        )
    if old_aki:
        notes.append(
            f"An acute kidney injury recorded on {listed(old_aki)} and never closed was not "
            "counted as acute: look at the kidney function since then."
        )
    dialysis, dialysis_notes = _dialysis(entries, known, today)
    return Conditions(frozenset(present), dialysis, (*notes, *dialysis_notes))


def _named(concept: Element | None, known: Knowledge) -> frozenset[str]:
    """The conditions of the first of its names that is one known here."""
    if concept is None:
        return frozenset()
    names = (concept.text("text"), *(c.display for c in codings(concept)))
    found = (known.codes.condition_named(name) for name in names if name)
    return next(filter(None, found), frozenset())


def _began(condition: Element) -> date | None:
    day = condition.day("onsetDateTime")
    if day is None and (period := condition.child("onsetPeriod")):
        day = period.day("start")
    if day is None:
        day = condition.day("recordedDate")
    return day.first if day else None


def _is_over(condition: Element, today: date) -> bool:
    """Over on the day of judgement: by its status, unless its end is dated after that day."""
    ended = condition.day("abatementDateTime")
    if ended is None and (period := condition.child("abatementPeriod")):
        ended = period.day("end", "start")
    if ended is not None:
        return ended.last <= today
    return has_code(condition.child("clinicalStatus"), *_OVER)


def _longest_pregnancy(today: date) -> date:
    return days_after(today, -7 * LIMITS["gestation_weeks"][1])


def _dialysis(
    entries: Entries, known: Knowledge, today: date
) -> tuple[bool | None, tuple[str, ...]]:
    since = months_before(today, DIALYSIS_MONTHS)
    unclear = 0
    for procedure in entries.of("Procedure"):
        found = codings(procedure.child("code"))
        if "dialysis" not in known.codes.condition((c.system, c.code) for c in found):
            continue
        if procedure.text("status") in _NOT_DONE:
            continue
        began, ended = _done(procedure, today)
        if began is not None and began > today:
            continue
        if ended is not None and ended >= since:
            on = min(ended, today)
            return True, (f"Dialysis was done on {on}: taken as being on dialysis.",)
        unclear += 1
    if not unclear:
        return None, ()
    return None, (
        f"Dialysis is on record {many(unclear, 'time')}, longer than {DIALYSIS_MONTHS} months ago "
        "or without a date: ask whether the patient is on dialysis.",
    )


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

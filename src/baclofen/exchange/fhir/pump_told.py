"""Trouble with a pump, its catheter, its pocket or its filling, told in any text of a record: it
stays open for a month, until somebody tells that the pump was read out, filled or mended. And the
last day on which it was filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.dates import Day, days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.elsewhere import Spoken, answered, spoken_in
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.fhir.texts import MESSAGE, Said
from baclofen.exchange.fhir.told_now import WITHDRAWN
from baclofen.knowledge import PUMP_TROUBLE, Knowledge, words_in
from baclofen.patient import BaclofenUse
from baclofen.value import replace

_TROUBLE, _ = PUMP_TROUBLE
#: What it is called was done, and may be how the trouble was mended.
_DONE = "Procedure"
#: What is told in one clause; a text of a pump is short.
_CLAUSE = re.compile(r"[,;!?()\n]|\.(?=\s|$)")
_LONGEST = 20_000
#: What took place, and what should have.
_TOOK_PLACE = frozenset({"completed", "finished"})
_MISSED = {_DONE: "not-done", "Appointment": "noshow"}


def last_refill(
    texts: Iterable[Said], entries: Entries, known: Knowledge, *, today: date
) -> date | None:  # fmt: skip
    """The last day up to today on which anything tells that a pump was filled; None for none."""
    pump = known.codes.harmless.pump
    return max(
        (
            one.on.last
            for one in chain(_said(texts), spoken_in(entries))
            if one.on is not None
            and one.on.last <= today
            and any(pump.is_refill(words, is_done=_took_place(one)) for words in _clauses(one))
        ),
        default=None,
    )


def hear_pump(
    texts: Iterable[Said], entries: Entries, heard: Iterable[str], known: Knowledge,
    ledger: Ledger, *, today: date,
) -> None:  # fmt: skip
    """Writes of each place whose text tells of a pump in trouble that it was not understood, but of
    those that are `heard` already, and of what a later text or procedure has answered.

    Facts: `patient.sign_open`, `patient.recent_baclofen`, `P-RINGS`.
    """
    since = days_after(today, -known.number("patient.sign_open"))
    lately = days_after(today, -known.number("patient.recent_baclofen"))
    spoken = (one for one in spoken_in(entries) if one.kind != _DONE)
    pump = known.codes.harmless.pump
    out = (
        one for one in spoken_in(entries, _DONE)
        if _took_place(one) and any(map(pump.is_removed, _clauses(one)))
    )  # fmt: skip
    told = [one for one in chain(_said(texts), spoken) if not one.is_over]
    told += out
    told = [one for one in told if one.on is None or since <= one.on.last]
    told = [one for one in told if one.on is None or one.on.first <= today]
    troubles = [(one, words) for one in told if (words := _trouble_in(one, known, today))]
    missed = _missed(entries, known)
    troubles += [(one, one.text) for one in missed if one.on and since <= one.on.last <= today]
    if not troubles:
        return
    answers = [
        one.on
        for one in chain(told, spoken_in(entries, _DONE))
        if one.on is not None and one.on.last <= today and _is_answer(one, known, today)
    ]
    seen = {*heard}
    for one, words in troubles:
        place = one.element.where
        if place not in seen and not _is_answered(one.on, answers):
            seen.add(place)
            # Whoever lost a pump lately lacks it, whatever is taken by mouth.
            is_lost = (one.on is None or lately <= one.on.last) and any(
                map(pump.is_removed, _clauses(one))
            )
            sounds = (*PUMP_TROUBLE, WITHDRAWN) if is_lost else PUMP_TROUBLE
            ledger.unread(
                one.element, "sign", f"{one.kind}: {words}", sounds=sounds,
                heard=(_TROUBLE.replace("_", " "),),
            )  # fmt: skip


def with_refill(
    uses: tuple[BaclofenUse, ...] | None, day: date | None
) -> tuple[BaclofenUse, ...] | None:
    """The same uses, those of a pump with the day on which it was last filled."""
    if uses is None or day is None:
        return uses
    return tuple(
        replace(use, refilled_on=day) if use.route == "intrathecal" else use for use in uses
    )


def _said(texts: Iterable[Said]) -> Iterator[Spoken]:
    """What is said in words, each at its own place; of a form with what was asked."""
    for said in texts:
        words = said.words if said.answer is None else answered(said.answer)
        yield Spoken(said.kind, Element({}, said.place), words, said.day, is_over=not words)


def _trouble_in(one: Spoken, known: Knowledge, today: date) -> str:
    """The sentence of a text that tells of such a trouble now; empty where none does."""

    def sounds(part: str) -> bool:
        return _TROUBLE in known.codes.alarms_in(part)

    text, told = one.text[:_LONGEST], known.codes.told
    if not sounds(text):
        return ""
    news = told.news_in(text, sounds, year=today.year, from_kin=one.kind == MESSAGE)
    is_now = any(sounds(part) for part in news)
    return next(told.sentences_of_now(text, sounds, year=today.year), text) if is_now else ""


def _is_answer(one: Spoken, known: Knowledge, today: date) -> bool:
    """Whether a text tells that the pump was seen to, and of no trouble of it."""
    pump = known.codes.harmless.pump
    is_done = one.kind == _DONE and _took_place(one)
    if not any(pump.is_answer(words, is_done=is_done) for words in _clauses(one)):
        return False
    return not _trouble_in(one, known, today)


def _took_place(one: Spoken) -> bool:
    return one.element.text("status") in _TOOK_PLACE


def _missed(entries: Entries, known: Knowledge) -> Iterator[Spoken]:
    """Fillings of a pump that should have been and were not, each with its day."""
    for kind, status in _MISSED.items():
        for entry in entries.of(kind):
            if entry.text("status") != status:
                continue
            text = words_of(entry.child("code")) or entry.text("description")
            day = entry.day("performedDateTime", "start")
            told = Spoken(kind, entry, text, day, is_over=False)
            pump = known.codes.harmless.pump
            if any(pump.is_refill(words, is_done=True) for words in _clauses(told)):
                yield told


def _clauses(one: Spoken) -> Iterator[tuple[str, ...]]:
    return map(words_in, _CLAUSE.split(one.text[:_LONGEST]))


def _is_answered(told: Day | None, answers: Iterable[Day]) -> bool:
    return told is not None and any(day.first > told.last for day in answers)

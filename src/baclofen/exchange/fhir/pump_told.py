"""Trouble with a pump, its catheter, its pocket or its filling, told in any text of a record: it
stays open for a month, until somebody tells that the pump was read out, filled or mended."""

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
from baclofen.exchange.fhir.texts import MESSAGE, Said
from baclofen.knowledge import PUMP_TROUBLE, Knowledge, words_in

_TROUBLE, _ = PUMP_TROUBLE
#: What it is called was done, and may be how the trouble was mended.
_DONE = "Procedure"
#: What is told in one clause; a text of a pump is short.
_CLAUSE = re.compile(r"[,;!?()\n]|\.(?=\s|$)")
_LONGEST = 20_000


def hear_pump(
    texts: Iterable[Said], entries: Entries, heard: Iterable[str], known: Knowledge,
    ledger: Ledger, *, today: date,
) -> None:  # fmt: skip
    """Writes of each place whose text tells of a pump in trouble that it was not understood, but of
    those that are `heard` already, and of what a later text or procedure has answered.

    Facts: `patient.sign_open`, `P-RINGS`.
    """
    since = days_after(today, -known.number("patient.sign_open"))
    spoken = (one for one in spoken_in(entries) if one.kind != _DONE)
    told = [one for one in chain(_said(texts), spoken) if not one.is_over]
    told = [one for one in told if one.on is None or since <= one.on.last]
    told = [one for one in told if one.on is None or one.on.first <= today]
    troubles = [(one, words) for one in told if (words := _trouble_in(one, known, today))]
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
            ledger.unread(
                one.element, "sign", f"{one.kind}: {words}", sounds=PUMP_TROUBLE,
                heard=(_TROUBLE.replace("_", " "),),
            )  # fmt: skip


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
    is_done = one.kind == _DONE and one.element.text("status") == "completed"
    clauses = map(words_in, _CLAUSE.split(one.text[:_LONGEST]))
    pump = known.codes.harmless.pump
    if not any(pump.is_answer(words, is_done=is_done) for words in clauses):
        return False
    return not _trouble_in(one, known, today)


def _is_answered(told: Day | None, answers: Iterable[Day]) -> bool:
    return told is not None and any(day.first > told.last for day in answers)

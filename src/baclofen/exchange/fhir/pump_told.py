"""Trouble with a pump, its catheter, its pocket or its filling, told in any text of a record: it
stays open for a month, until somebody tells that the pump was read out, filled or mended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.dates import Day, days_after
from baclofen.exchange.fhir.elsewhere import Spoken, spoken_in
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.pump_seen import LONGEST, STOPPED, clauses_of, said_of
from baclofen.exchange.fhir.texts import MESSAGE, Said
from baclofen.knowledge import PUMP_TROUBLE, Knowledge

_TROUBLE, _ = PUMP_TROUBLE
#: What it is called was done, and may be how the trouble was mended.
_DONE = "Procedure"


def hear_pump(
    texts: Iterable[Said], entries: Entries, heard: Iterable[str], known: Knowledge,
    ledger: Ledger, *, today: date,
) -> None:  # fmt: skip
    """Writes of each place whose text tells of a pump in trouble that it was not understood, but of
    those that are `heard` already, and of what a later text or procedure has answered.

    Facts: `patient.sign_open`, `patient.recent_baclofen`, `P-RINGS`, `USE-STOP-TOLD`.
    """
    since = days_after(today, -known.number("patient.sign_open"))
    recent = days_after(today, -known.number("patient.recent_baclofen"))
    spoken = (one for one in spoken_in(entries) if one.kind != _DONE)
    told = [one for one in chain(said_of(texts), spoken) if not one.is_over]
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
    seen, pump = {*heard}, known.codes.harmless.pump
    for one, words in troubles:
        place = one.element.where
        if place not in seen and not _is_answered(one.on, answers):
            seen.add(place)
            is_gone = any(map(pump.is_stopped, clauses_of(words)))
            is_stop = is_gone and one.on is not None and recent <= one.on.last
            ledger.unread(
                one.element, "sign", f"{one.kind}: {words}",
                sounds=(*PUMP_TROUBLE, *((STOPPED,) if is_stop else ())),
                heard=(_TROUBLE.replace("_", " "),),
            )  # fmt: skip


def _trouble_in(one: Spoken, known: Knowledge, today: date) -> str:
    """The sentence of a text that tells of such a trouble now; empty where none does."""

    pump = known.codes.harmless.pump
    # The old one is out where a new one is in.
    is_back = any(map(pump.is_put_in, clauses_of(one.text)))

    def sounds(part: str) -> bool:
        if _TROUBLE not in known.codes.alarms_in(part):
            return False
        return not (is_back and any(map(pump.is_out, clauses_of(part))))

    text, told = one.text[:LONGEST], known.codes.told
    if not sounds(text):
        return ""
    news = told.news_in(text, sounds, year=today.year, from_kin=one.kind == MESSAGE)
    is_now = any(sounds(part) for part in news)
    return next(told.sentences_of_now(text, sounds, year=today.year), text) if is_now else ""


def _is_answer(one: Spoken, known: Knowledge, today: date) -> bool:
    """Whether a text tells that the pump was seen to, and of no trouble of it."""
    is_done = one.kind == _DONE and one.element.text("status") == "completed"
    clauses = clauses_of(one.text)
    pump = known.codes.harmless.pump
    if not any(pump.is_answer(words, is_done=is_done) for words in clauses):
        return False
    return not _trouble_in(one, known, today)


def _is_answered(told: Day | None, answers: Iterable[Day]) -> bool:
    return told is not None and any(day.first > told.last for day in answers)

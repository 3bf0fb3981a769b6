"""Dialysis, and that nothing may be swallowed, heard in what stands in no field of its own: asked
about as the same words among the conditions are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from baclofen.exchange.fhir.bundle import Entries, words_of_all
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.elsewhere import OF_A_TIME, Spoken, spoken_in
from baclofen.exchange.fhir.kidney_told import is_not_so, pieces_of
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.nutrition import last_food
from baclofen.exchange.fhir.procedures import DIALYSIS_MONTHS
from baclofen.knowledge import GUT, NIL, Knowledge, plain_letters
from baclofen.units import months_before

_DIALYSIS = "dialysis"
#: In these somebody orders what may be swallowed; a report of a look inside tells of that day.
_ORDERS_MOUTH = frozenset({
    "ServiceRequest", "CarePlan", "Flag", "Task", "Communication", "CommunicationRequest",
    "Observation",
})  # fmt: skip
_MOUTH = frozenset({NIL, GUT})
#: A dialysis that is not, or not yet, or no more, or that is somebody else's.
_NO_DIALYSIS = re.compile(
    r"\b(?:no|not|never|without|nie|nicht|kein\w*|ohne|pas|jamais|sans|aucune?|non|mai|senza|"
    r"nessuna|sin|nunca|ninguna|pre|predialy\w*|predialis\w*|pradialy\w*|avoid\w*|prevent\w*|"
    r"works?|working|arbeitet|travaille|lavora|trabaja|delay\w*|postpone\w*|hinauszoger\w*|retard\w*|retras\w*|ritard\w*|vermeid\w*|evit\w*|option\w*|education\w*|discuss\w*|future|former\w*|previous\w*|"
    r"was|were|until|bis|war|fruher\w*|jusqu\w*|hasta|fino|if|wenn|falls|risk|risiko|risque|"
    r"riesgo|rischio|father|mother|brother|sister|son|daughter|husband|wife|family|vater|mutter|"
    r"bruder|schwester|familie|pere|mere|frere|soeur|padre|madre|hermano|hermana|fratello|"
    r"sorella)\b"
)
_NO_VALUE = re.compile(r":\s*(?:no|none|nil|false|nein|non|aucune?|keine?|negativ\w*|n/a)\W*$")
#: What somebody says who gives none: that is no bar.
_NOT_NIL = re.compile(r"\b(?:not|no longer|lifted|ended|aufgehoben|nicht mehr|levee|revocad\w*)\b")


def hear_elsewhere(
    entries: Entries, pages: Iterable[Spoken], present: frozenset[str], known: Knowledge,
    ledger: Ledger, *, today: date,
) -> None:  # fmt: skip
    """Writes of each text of these kinds, and of these pages, that sounds like dialysis, or as if
    nothing might be swallowed now, that it was not understood; those are named that `present` does
    not hold."""
    fed = last_food(entries, known, today)
    heard: dict[str, tuple[Spoken, set[str], str]] = {}
    fields = (
        one for one in spoken_in(entries)
        if not (one.kind == "Procedure" and ledger.has(one.element))
    )  # fmt: skip
    for one in chain(fields, pages):
        for piece, alarm in _heard_in(one, known, today, fed):
            if alarm not in present:
                _, alarms, _ = heard.setdefault(one.element.where, (one, set(), piece))
                alarms.add(alarm)
    for one, alarms, words in heard.values():
        element = one.element
        is_all = ledger.sounds_only(words_of_all(element.raw), alarms)
        if not is_all:
            # The rest of it is looked at by whoever reads such an entry.
            element = element._replace(name=f"{element.name}.words")
        ledger.unread(element, "condition", f"{one.kind}: {words}", sounds=sorted(alarms))


def _heard_in(
    one: Spoken, known: Knowledge, today: date, fed: date | None
) -> Iterator[tuple[str, str]]:
    """What a text sounds like of these, each with its piece."""
    alarms = {*known.codes.alarms_in(one.text)}
    if _DIALYSIS in alarms and _is_of_now(one, months_before(today, DIALYSIS_MONTHS)):
        for piece in pieces_of(one.text):
            if _DIALYSIS in known.codes.alarms_in(piece) and not _is_none(piece, known):
                yield piece, _DIALYSIS
                break
    if one.kind not in _ORDERS_MOUTH or one.is_over or not alarms & _MOUTH:
        return
    since = days_after(today, -known.number("patient.sign_open"))
    day = one.on
    if day is not None and (day.last < since or day.first > today):
        return
    if fed is not None and day is not None and day.last < fed:
        return
    yield from ((one.text, alarm) for alarm in _mouth_in(one.text, alarms & _MOUTH, known))


def _mouth_in(text: str, alarms: Iterable[str], known: Knowledge) -> Iterator[str]:
    codes = known.codes
    letters = plain_letters(text)
    if codes.swallowing.diet(text, codes.idle_words) == "medicines" or codes.is_denied(text):
        return
    if _NO_VALUE.search(letters) or _NOT_NIL.search(letters):
        return
    yield from sorted(alarms)


def _is_of_now(one: Spoken, since: date) -> bool:
    """Whether a text of dialysis is of the months in which it may still be done: what is open
    holds, whenever it was written."""
    if one.on is None:
        return not one.is_over
    return one.on.last >= since or not (one.kind in OF_A_TIME or one.is_over)


def _is_none(piece: str, known: Knowledge) -> bool:
    letters = plain_letters(piece)
    return (
        known.codes.is_denied(piece)
        or known.codes.is_told_as_past(piece)
        or bool(_NO_DIALYSIS.search(letters))
        or bool(_NO_VALUE.search(letters))
        or is_not_so(letters)
    )

"""What questions and scales tell of a wish to die: an answer is read with what was asked, the ninth
item of the PHQ-9 with its number, and its total where nobody gives the item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from baclofen.exchange.fhir.dates import Day
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.findings import Finding, number_of
from baclofen.exchange.fhir.systems import codings, words_of
from baclofen.exchange.fhir.told import WISHES
from baclofen.knowledge import Knowledge

_ITEM, _TOTAL = "phq9_item_9", "phq9_total"
#: The answers of the item by their codes: from "not at all" to "nearly every day".
_NEVER, _OFTEN = "LA6568-5", frozenset({"LA6569-3", "LA6570-1", "LA6571-9"})
#: Beyond this a number is no score.
_MOST = 1000

_Scale = Literal["item", "total", ""]


def scale_of(part: Element, known: Knowledge) -> _Scale:
    """What a result is on the scale: the item on death and self-harm, the total, or nothing."""
    codes = {coding.code for coding in codings(part.child("code"))}
    if not codes.isdisjoint(known.codes.observations[_ITEM]):
        return "item"
    is_named = not codes and known.codes.told.is_mood_total(words_of(part.child("code")))
    return "total" if is_named or codes & {*known.codes.observations[_TOTAL]} else ""


def finding_of_scale(part: Element, known: Knowledge, day: Day | None) -> Finding | None:
    """What a result of the scale says: a wish to die where the item is above none or the total is
    severe; None of any other result. Facts: `patient.phq9_severe`."""
    scale = scale_of(part, known)
    if not scale:
        return None
    least = known.number("patient.phq9_severe") if scale == "total" else 0
    if _is_above(part, least, known):
        said = _said(part)
        return Finding(part, "sounds", said, said, tuple(WISHES), day)
    is_none = scale == "item" and bool(_said(part))
    return Finding(part, "absent" if is_none else "", day=day)


def answered_totals(found: Iterable[Finding], known: Knowledge) -> frozenset[str]:
    """The places of severe totals beside which the item of the same day says none."""
    every = [(one, scale_of(one.part, known)) for one in found]
    none_on = {one.day for one, scale in every if scale == "item" and one.says == "absent"}
    of_item = {one.day for one, scale in every if scale == "item" and one.says == "sounds"}
    answered = none_on - of_item - {None}
    return frozenset(
        one.part.where for one, scale in every if scale == "total" and one.day in answered
    )


def _said(part: Element) -> str:
    """A result as it is quoted; empty where it has no value."""
    number = _score_of(part)
    value = f"{number:g}" if number is not None else _words_of(part)
    return f"{words_of(part.child('code')) or 'PHQ-9'}: {value}" if value else ""


def _is_above(part: Element, least: float, known: Knowledge) -> bool:
    """Whether a result is above none, or at least so much; of words only what says that it is."""
    number = _score_of(part)
    if number is not None:
        return number >= least if least else number > 0
    codes = {coding.code for coding in codings(part.child("valueCodeableConcept"))}
    if codes & (_OFTEN | {_NEVER}):
        return not least and bool(codes & _OFTEN)
    told = known.codes.told
    words = _words_of(part)
    return not least and bool(words) and (told.is_there(words) or told.says_yes(words))


def _words_of(part: Element) -> str:
    text = part.raw.get("valueString")
    if isinstance(text, str):
        return text
    return words_of(part.child("valueCodeableConcept"))


def _score_of(part: Element) -> float | None:
    number = number_of(part)
    return number if number is not None and abs(number) <= _MOST else None

"""Orders of a diet: whether one says that nothing is to be swallowed.

Of any other diet nothing is read: it is looked through for words that sound an alarm, as every
entry that no reader knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.concept import names_of
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.systems import codings
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge

_KIND = "NutritionOrder"
#: What of an order of a diet may say that nothing is to be swallowed: names of lists of concepts.
_CONCEPTS = ("type", "fluidConsistencyType")
_NIL = "nil_by_mouth"
#: Over, taken back, or never meant to hold yet.
_NOT_NOW = ("completed", "revoked", "entered-in-error", "draft", "ended", "on-hold")


def read_diets(
    entries: Entries, known: Knowledge, ledger: Ledger, *, since: date, today: date
) -> tuple[bool, tuple[str, ...]]:
    """Whether a diet of these weeks says that nothing may be swallowed, and notes on those that say
    so and do not count."""
    nil = False
    past: list[str] = []
    for order in entries.of(_KIND):
        names = tuple(filter(None, _names(order)))
        words = next((name for name in names if _NIL in known.codes.condition_named(name)), "")
        heard = next((name for name in names if _NIL in known.codes.alarms_in(name)), "")
        is_nil = bool(words) or _is_coded(order, known)
        if not (is_nil or heard):
            continue
        said = words or heard or "nothing by mouth, as coded"
        if why := _not_now(order, since, today):
            ledger.harmless(order, "resource", said, why)
            past.append(f"{said}, {why}")
        elif is_nil:
            nil = True
            ledger.read(order, "condition", said, (f"conditions.{_NIL}", _NIL))
        else:
            ledger.unread(order, "condition", said)
    notes = (f"Diets that do not count: {listed(past, 3)}.",) if past else ()
    return nil, notes


def _not_now(order: Element, since: date, today: date) -> str:
    """Why an order of a diet is none of now; empty where it is."""
    status = order.text("status")
    if status in _NOT_NOW:
        return status
    if order.text("intent") in ("proposal", "option"):
        return "proposed only"
    day = order.day("dateTime")
    if day is not None and day.first > today:
        return f"dated after {today}"
    return f"of {day.last}, and never closed" if day is not None and day.last < since else ""


def _diets(order: Element) -> Iterator[Element]:
    if (diet := order.child("oralDiet")) is not None:
        yield diet


def _concepts(order: Element) -> Iterator[Element]:
    for diet in _diets(order):
        for name in _CONCEPTS:
            yield from diet.children(name)


def _names(order: Element) -> Iterator[str]:
    """What an order of a diet says, piece by piece."""
    for concept in _concepts(order):
        yield from names_of(concept, codings(concept))
    for diet in _diets(order):
        yield diet.text("instruction")
    for note in order.children("note"):
        yield note.text("text")


def _is_coded(order: Element, known: Knowledge) -> bool:
    found = ((c.system, c.code) for concept in _concepts(order) for c in codings(concept))
    return _NIL in known.codes.condition(found)

"""Orders of a diet: whether one says that nothing is to be swallowed, now or from a coming hour.

A newer order of food or drink answers an older one. Of other diets nothing is read but that they
are one; an order whose words nobody can read is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.concept import names_of
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.systems import codings
from baclofen.exchange.wording import listed
from baclofen.knowledge import NIL, NIL_LATER, Diet, Knowledge

_KIND = "NutritionOrder"
#: What of an order of a diet may say that nothing is to be swallowed: names of lists of concepts.
_CONCEPTS = ("type", "fluidConsistencyType")
#: Over, taken back, or never meant to hold yet.
_NOT_NOW = ("completed", "revoked", "entered-in-error", "draft", "ended", "on-hold")
_KEYS: Mapping[str, str] = {"nil": NIL, "later": NIL_LATER}
_PIECE = re.compile(r"[,;.]\s")


class _Order(NamedTuple):
    """An order of a diet by mouth: what it says, in which words, and why it is none of now."""

    element: Element
    says: Diet
    words: str
    is_heard: bool
    why_not: str


def read_diets(
    entries: Entries, known: Knowledge, ledger: Ledger, *, since: date, today: date
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Whether a diet of these weeks says that nothing may be swallowed, as keys of conditions, and
    notes on those that say so and do not count."""
    orders = [one for order in entries.of(_KIND) if (one := _order(order, known, since, today))]
    foods = [
        one.element for one in orders if one.says == "food" and not (one.why_not or one.is_heard)
    ]
    keys: set[str] = set()
    past: list[str] = []
    for element, says, words, is_heard, why_not in orders:
        is_nil = says in _KEYS
        why = why_not or ("answered by a newer diet" if _is_answered(element, foods) else "")
        if why and (is_nil or is_heard):
            ledger.harmless(element, "resource", words, why)
            past.append(f"{words}, {why}")
        elif is_nil and _is_old(element, known, today):
            named = f"{words}, of weeks ago and never closed"
            ledger.unread(element, "resource", named, sounds=())
        elif is_nil:
            keys.add(_KEYS[says])
            means = (f"conditions.{_KEYS[says]}", *({NIL} & {_KEYS[says]}))
            ledger.read(element, "condition", words, means)
        elif is_heard:
            ledger.unread(element, "condition", words)
        elif says == "medicines":
            ledger.harmless(element, "resource", words, "medicines may be swallowed")
        elif says == "food":
            ledger.harmless(element, "resource", words, "a diet, of which nothing is asked for")
        elif not why:
            ledger.unread(element, "resource", words)
    notes = (f"Diets that do not count: {listed(past, 3)}.",) if past else ()
    return frozenset(keys), notes


def last_food(entries: Entries, known: Knowledge, today: date) -> date | None:
    """The day of the newest order of food or drink that holds; None where none is dated."""
    orders = (_order(order, known, date.min, today) for order in entries.of(_KIND))
    days = (
        one.element.day("dateTime") for one in orders
        if one is not None and one.says == "food" and not (one.why_not or one.is_heard)
    )  # fmt: skip
    return max((day.first for day in days if day is not None), default=None)


def _order(order: Element, known: Knowledge, since: date, today: date) -> _Order | None:
    """An order of a diet as read; None where it is of none by mouth."""
    if not order.has("oralDiet"):
        return None
    codes, diet = known.codes, known.codes.swallowing.diet
    kinds = tuple(filter(None, _kinds(order)))
    names = (*kinds, *filter(None, _remarks(order)))
    # All of it together first: a remark may say that medicines may be swallowed.
    pieces = (" ".join(names), " ".join(kinds), *names)
    found: dict[Diet, str] = {
        says: piece for piece in reversed(pieces) if (says := diet(piece, codes.idle_words))
    }
    if _is_coded(order, known) and "medicines" not in found:
        found.setdefault("nil", "nothing by mouth, as coded")
    worst: Diet = next((one for one in _WORST_FIRST if one in found), "")
    if worst == "food" and not any(diet(kind, codes.idle_words) == "food" for kind in kinds):
        worst = ""
    heard = next((name for name in names if _sounds_nil(name, known)), "")
    is_heard = bool(heard) and worst in ("", "food")
    words = heard if is_heard else found.get(worst) or next(iter(names), "a diet, as coded")
    return _Order(order, worst, words, is_heard, _not_now(order, since, today))


#: Of what several pieces say the first of these counts: that medicines may be swallowed is said of
#: nothing by mouth.
_WORST_FIRST: Sequence[Diet] = ("medicines", "nil", "later", "food")


def _sounds_nil(words: str, known: Knowledge) -> bool:
    """Whether words sound like nothing by mouth, and do not only deny it."""
    pieces = (piece for piece in _PIECE.split(words) if NIL in known.codes.alarms_in(piece))
    return any(not known.codes.is_denied(piece) for piece in pieces)


def _is_answered(order: Element, foods: Sequence[Element]) -> bool:
    """Whether food or drink was ordered after this."""
    return any(_is_later(food, order) for food in foods)


def _is_later(one: Element, other: Element) -> bool:
    """Whether an order is later than another: of a later day, or of a later hour of one."""
    days = one.day("dateTime"), other.day("dateTime")
    if days[0] is None or days[1] is None:
        return False
    if days[0].first > days[1].last:
        return True
    hours = _moment(one), _moment(other)
    return hours[0] is not None and hours[1] is not None and hours[0] > hours[1]


def _moment(order: Element) -> datetime | None:
    """When an order was written; None where its hour or its zone is not told."""
    try:
        moment = datetime.fromisoformat(order.text("dateTime"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _is_old(order: Element, known: Knowledge, today: date) -> bool:
    """Whether an order that nobody closed is of weeks ago.

    Facts: `patient.sign_open`.
    """
    day = order.day("dateTime")
    return day is not None and day.last < days_after(today, -known.number("patient.sign_open"))


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


def _concepts(order: Element) -> Iterator[Element]:
    if (diet := order.child("oralDiet")) is not None:
        for name in _CONCEPTS:
            yield from diet.children(name)


def _kinds(order: Element) -> Iterator[str]:
    """What kinds of a diet an order names, piece by piece."""
    for concept in _concepts(order):
        yield next(iter(names_of(concept, codings(concept))), "")


def _remarks(order: Element) -> Iterator[str]:
    """What an order says of the diet beside its kinds."""
    for concept in _concepts(order):
        yield from names_of(concept, codings(concept))[1:]
    if (diet := order.child("oralDiet")) is not None:
        yield diet.text("instruction")
    for note in order.children("note"):
        yield note.text("text")


def _is_coded(order: Element, known: Knowledge) -> bool:
    found = ((c.system, c.code) for concept in _concepts(order) for c in codings(concept))
    return NIL in known.codes.condition(found)

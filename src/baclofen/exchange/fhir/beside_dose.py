"""What stands in an order beside its dose and may change it: none of it is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from baclofen.cleaned import plain
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.systems import codings, words_of
from baclofen.knowledge import Knowledge
from baclofen.regimen import portion_mg
from baclofen.units import Dose

#: What patients are told beside every dose, and that changes none.
_HARMLESS = re.compile(
    r"\b(?:food|meals?|milk|water|swallow|drows\w*|sleep\w*|driv\w*|machin\w*|alcohol|leaflet|"
    r"abruptly|suddenly|by mouth|orally|"
    # German, French, Italian, Spanish.
    r"mahlzeit\w*|essen|milch|wasser|müde?|schläfrig\w*|alkohol|"
    r"repas|nourriture|lait|somnol\w*|conduire|alcool|"
    r"past[oi]|cibo|latte|acqua|guidare|comidas?|alimentos?|leche|agua|conducir)\b",
    re.IGNORECASE,
)
#: What may change one, in any remark.
_CHANGES = re.compile(
    r"\d\s*(?:mg|mcg|ug|tab|ml|x\b|times)|\b(?:doubl\w*|tripl\w*|halv\w*|half|increas\w*|rais\w*|"
    r"decreas\w*|reduc\w*|lower\w*|titrat\w*|taper\w*|wean\w*|extra|up to|at once|p\.?r\.?n|"
    r"(?:one|two|three|four|five|six|eight|ten) (?:tab\w*|doses?|times)|"
    r"(?:as|if|when) (?:needed|required|necessary))\b",
    re.IGNORECASE,
)
#: What an instruction may count or weigh by, whatever else it says.
_COUNTS = re.compile(r"\d|\b(?:one|two|three|four|five|six|eight|ten|more|less)\b", re.IGNORECASE)
#: Ways by which a dose for the mouth is given.
_ENTERAL = re.compile(
    r"\b(?:oral\w*|mouth|p\.?o|per os|peg|tube|enteral|gastr\w*|nasogastric|ng|jejun\w*|swallow\w*|"
    r"take|takes|taken|tak)\b",
    re.IGNORECASE,
)
#: Into the spine, by whatever word.
_SPINAL = re.compile(r"intra-?thec|intrathek|spin|pump|\bIT\b", re.IGNORECASE)
_ORAL_ROUTE = "26643006"
_MG, _DAY = ("mg", "milligram"), ("d", "day", "24 h")


def changes_beside(order: Order, daily: Dose, known: Knowledge, *, is_spinal: bool) -> str:
    """Why a dose that was read may not be the dose meant; empty where nothing beside it may change
    it. A way of giving is looked at where the dose is not one into the spine."""
    return next(filter(None, _found(order, daily, known, is_spinal)), "")


def _found(order: Order, daily: Dose, known: Knowledge, is_spinal: bool) -> Iterable[str]:
    if order.resource.has("modifierExtension"):
        # By FHIR whoever does not understand one must not read the order as if it were not there.
        yield "it carries a modifier not understood here"
    for note in order.resource.children("note"):
        text = note.text("text")
        if _CHANGES.search(text) and not _is_of_ids(text, known):
            yield f'a note may change its dose ("{plain(text, 60)}")'
    for dosage in dosages_of(order.kind, order.resource):
        for more in dosage.children("additionalInstruction"):
            words = words_of(more) or ", ".join(c.code for c in codings(more))
            if words and not (_is_harmless(words) or _tells_the_same(words, dosage)):
                yield f'an instruction may change its dose ("{plain(words, 60)}")'
        yield _most(dosage, daily)
        if not is_spinal:
            yield from _ways(dosage)


def _is_of_ids(text: str, known: Knowledge) -> bool:
    """Whether a note holds ids of this project and nothing else, as those of its own plans do."""
    return all(known.holds(id) for id in text.split(", "))


def _is_harmless(words: str) -> bool:
    held = _HARMLESS.search(words) is not None
    return held and not (_CHANGES.search(words) or _COUNTS.search(words))


def _tells_the_same(words: str, dosage: Element) -> bool:
    """Whether words tell what gives the coded dose, as a plan prints it: "half x 10 mg" for 5."""
    rates = dosage.children("doseAndRate")
    each = rates[0].child("doseQuantity") if len(rates) == 1 else None
    told = portion_mg(words.strip())
    if told is None or each is None or (each.text("code") or each.text("unit")) != "mg":
        return False
    return abs(told - (each.number("value") or 0)) < 1e-9


def _ways(dosage: Element) -> Iterable[str]:
    """A route, a site or a method that is none of those by mouth."""
    for name in ("route", "site", "method"):
        concept = dosage.child(name)
        words = words_of(concept)
        by_mouth = any(c.code == _ORAL_ROUTE for c in codings(concept)) or _ENTERAL.search(words)
        if words and not by_mouth:
            yield f'its {name} is not one by mouth ("{plain(words, 60)}")'


def other_way(order: Order) -> str:
    """Why an order's own way is neither the mouth nor the spine, as a vein; empty where none of its
    dosages names another."""
    ways = (way for dosage in dosages_of(order.kind, order.resource) for way in _ways(dosage))
    return next((way for way in ways if not _SPINAL.search(way)), "")


def _most(dosage: Element, daily: Dose) -> str:
    """A most per day that is above the dose, or that could not be read."""
    held = dosage.raw.get("maxDosePerPeriod")
    # One in R4, and a list of them in R5.
    several = held if isinstance(held, list) else [held]
    for most in (
        Element(one, "maxDosePerPeriod", dosage) for one in several if isinstance(one, dict)
    ):
        top, below = most.child("numerator"), most.child("denominator")
        value, span = (part.number("value") if part else None for part in (top, below))
        is_mg = top is not None and (top.text("code") or top.text("unit")).lower() in _MG
        is_day = below is not None and (below.text("code") or below.text("unit")).lower() in _DAY
        if not (value and span and is_mg and is_day and daily.unit == "mg"):
            return "the most that may be taken could not be read"
        if value / span > daily.in_mg + 1e-9:
            return f"more may be taken than its dose ({value:g} mg in {span:g} d)"
    return ""

"""Results under a name that no table of codes holds: what they say of the patient, as a diagnosis
of their day would. "Level of consciousness" that is "Unresponsive" says coma."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from baclofen.exchange.fhir.dates import Day
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.systems import codings, words_of
from baclofen.exchange.fhir.told import WISHES, sounds_of_note
from baclofen.exchange.measured import in_words
from baclofen.knowledge import Knowledge
from baclofen.value import Value

#: What a result says: a sign and nothing else, something that sounds like a danger, that a sign is
#: not there, or nothing of it.
_Says = Literal["sign", "sounds", "absent", ""]


class Finding(Value):
    """A result that says something of a danger: the `words` that say it, and those `said` in all;
    the alarms it `sounds` like where it is no sign by itself; its day, where it is told."""

    part: Element
    says: _Says
    words: str = ""
    said: str = ""
    sounds: tuple[str, ...] = ()
    day: Day | None = None

    @property
    def as_condition(self) -> Element:
        """The diagnosis that a sign is, under its own place."""
        concept = self.part.child("valueCodeableConcept")
        own = concept is not None and self.words == words_of(concept)
        made: dict[str, Any] = {"code": concept.raw if own and concept else {"text": self.words}}
        if self.day is not None:
            made["onsetDateTime"] = self.day.last.isoformat()
        return Element(made, self.part.where)


def finding_of(
    part: Element, known: Knowledge, *, day: Day | None, today: date, from_kin: bool = False
) -> Finding:
    """What a result says by its value, read together with its name. `from_kin`: a relative may have
    said it of the patient."""
    name, words = words_of(part.child("code")), _words_of_value(part)
    is_sign = bool(known.codes.signs_of((), (name,)))
    asks_wish = not WISHES.isdisjoint(known.codes.alarms_in(name))
    flag, told = part.raw.get("valueBoolean"), known.codes.told
    nothing = Finding(part, "", day=day)
    if flag is True or told.is_there(words):
        texts: tuple[str, ...] = (name,)
    elif told.says_yes(words) and asks_wish:
        # "Yes, I have written the letters" answers what was asked, and says more.
        texts = (name, words)
    elif asks_wish and _is_above_none(part, words):
        # How often somebody wishes to die, as the number of an answer.
        return Finding(part, "sounds", name, f"{name}: {words}", tuple(WISHES), day)
    elif flag is False or told.is_not_there(words) or _is_none(part):
        return Finding(part, "absent", name, name, day=day) if is_sign else nothing
    elif not words:
        return nothing
    else:
        # A sign that is told by a degree ("Drowsiness": "severe") is named by both.
        values = in_words(f"{name}: {words}", known).is_told
        texts = (words, *((f"{words} {name}",) if is_sign else ()),
                 *((f"{name}: {words}",) if values else ()))  # fmt: skip
    found = codings(part.child("valueCodeableConcept"))
    for text in texts:
        coded = [(c.system, c.code) for c in found] if text == words else []
        told_signs = in_words(text, known)
        if known.codes.signs_of(coded, (text,)) or (told_signs.signs and told_signs.is_all):
            return Finding(part, "sign", text, f"{name}: {words}", day=day)
    for text in texts:
        if sounds := sounds_of_note(text, known, today=today, from_kin=from_kin):
            return Finding(part, "sounds", text, f"{name}: {words}" if words else name, sounds, day)
    return nothing


def _words_of_value(part: Element) -> str:
    """The value of a result as somebody would say it; empty where there is none."""
    concept = part.raw.get("valueCodeableConcept")
    if isinstance(concept, dict) and (words := words_of(part.child("valueCodeableConcept"))):
        return words
    text = part.raw.get("valueString")
    if isinstance(text, str):
        return text.strip()
    number = number_of(part)
    if number is None:
        return ""
    held = part.raw.get("valueQuantity")
    told = held if isinstance(held, dict) else {}
    unit, sign = told.get("unit") or told.get("code"), told.get("comparator")
    shown = f"{number:g} {unit if isinstance(unit, str) else ''}".strip()
    return f"{sign if isinstance(sign, str) else ''}{shown}"


def number_of(part: Element) -> float | None:
    """The number that a result is; None where it is none, or is beyond all numbers."""
    held = part.raw.get("valueQuantity")
    number = held.get("value") if isinstance(held, dict) else part.raw.get("valueInteger")
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    try:
        return float(number)
    except OverflowError:
        return None


def _is_above_none(part: Element, words: str) -> bool:
    """Whether the value of a result is a number above none, or its digit alone."""
    number = number_of(part)
    if number is None and words.strip().isdecimal():
        number = float(words)
    return number is not None and number > 0


def _is_none(part: Element) -> bool:
    """Whether the value of a result is the number none."""
    return number_of(part) == 0

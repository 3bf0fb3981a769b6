"""Steps that an order tells in its words: "10 mg TID for 1 week, then 5 mg TID for 1 week".

Where every part is a dose with its length they are the dosages that they say. Where the words tell
of steps and are not all read, they have no dose: the first amount in them is not that of each day.
"""

from __future__ import annotations

import re
from typing import Any

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.steps import bounds_of
from baclofen.exchange.fhir.timing import words_beside

_NEXT = (
    r"\b(?:and then|then|followed by|afterwards|thereafter|dann|danach|anschlie(?:ß|ss)end|puis|"
    r"ensuite|poi|quindi|luego|despu[eé]s)\b"
)
_THEN = re.compile(rf"[\s,;.]*{_NEXT}[\s,:]*", re.IGNORECASE)
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "a": 1, "eine": 1, "einen": 1, "zwei": 2, "drei": 3,
    "vier": 4, "une": 1, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "una": 1, "due": 2, "tre": 3,
    "quattro": 4, "dos": 2, "tres": 3, "cuatro": 4,
}  # fmt: skip
_FOR = re.compile(
    r"[\s,(]*\b(?:for|during|x|für|w[aä]hrend|pendant|durant|per|durante|por)\s+"
    r"(?:the (?:first|next) )?"
    rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s*"
    r"(?:(?P<days>days?|tage?n?|jours?|giorn[oi]|d[ií]as?)|"
    r"(?P<weeks>weeks?|wks?|wochen?|semaines?|settiman[ae]|semanas?))\b\)?",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:and )?(?:stop(?:ped)?|stopp(?:en)?|off|discontinue|cease|nothing|none|nil|absetzen|"
    r"arr[eê]t(?:er)?|sospendere|suspender)(?: (?:it|taking it|baclofen|completely))?[\s.]*",
    re.IGNORECASE,
)
#: What tells of doses that change, wherever it stands.
_CHANGES = re.compile(
    r"\b(?:taper\w*|wean\w*|titrat\w*|ausschleich\w*|einschleich\w*|"
    r"(?:increas|decreas|reduc|rais|lower)\w*(?: the)?(?: dose)? (?:by|every|each|weekly))\b",
    re.IGNORECASE,
)
#: What tells of a next dose where another one stands before it.
_GOES_ON = re.compile(
    rf"\w\W+(?:{_NEXT}|\b(?:increas|decreas|reduc|rais|lower)\w*(?: the)?(?: dose)? to\b)",
    re.IGNORECASE,
)
#: What is not to be done: "do not stop without tapering".
_NOT = re.compile(r"\b(?:do not|don't|never|must not|nicht|ne pas|non|no)\b[^.;]*", re.IGNORECASE)


def dosages_in_words(dosage: Element) -> list[dict[str, Any]] | None:
    """The dosages that the words of one tell, with numbers and lengths; None where they tell of no
    steps, or not all of each."""
    text = words_beside(dosage)
    parts = _THEN.split(text)
    if len(parts) < 2 or bounds_of(dosage):
        return None
    if ends := ends_in_words(dosage):
        parts = parts[:-1]
    lengths = [list(_FOR.finditer(part)) for part in parts]
    if any(len(found) > 1 for found in lengths) or not all(lengths[: None if ends else -1]):
        return None
    made = []
    for place, (part, found) in enumerate(zip(parts, lengths, strict=True), start=1):
        words = _FOR.sub("", part).strip(" ,;.")
        made.append(_made(dosage, place, words, _days(found[0]) if found else None))
    return made


def ends_in_words(dosage: Element) -> bool:
    """Whether the words of a dosage end with that none is taken after it."""
    parts = _THEN.split(words_beside(dosage))
    return len(parts) > 1 and _END.fullmatch(parts[-1]) is not None


def tells_of_steps(text: str) -> bool:
    """Whether words tell of doses that follow each other, or of one that changes."""
    told = _NOT.sub(" ", text)
    return bool(_CHANGES.search(told) or _GOES_ON.search(told))


def _made(dosage: Element, place: int, words: str, days: int | None) -> dict[str, Any]:
    """One step: the first keeps what is coded beside the words, which must then say the same."""
    kept = dict(dosage.raw)
    if kept.get("patientInstruction") in (None, words_beside(dosage)):
        kept.pop("patientInstruction", None)
    timing = dict(kept.get("timing") or {}) if place == 1 else {}
    if place > 1:
        kept.pop("doseAndRate", None)
    if days is not None:
        length = {"value": days, "unit": "d", "code": "d"}
        timing["repeat"] = {**(timing.get("repeat") or {}), "boundsDuration": length}
    return {**kept, "sequence": place, "text": words, "timing": timing}


def _days(length: re.Match[str]) -> int:
    counted = length["count"].lower()
    count = _COUNTS.get(counted) or int(counted)
    return count * (1 if length["days"] else 7)

"""Results of the kidneys that are no plain quantity: text, whole numbers, ranges, stages.

Laboratories send "<15" and ">60" as text. What can be read for sure is read, of a range the end
that allows less; the rest stays unread, and is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from baclofen.cleaned import plain
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.quantities import Quantity, bare, read_quantity
from baclofen.exchange.fhir.systems import words_of
from baclofen.knowledge import Knowledge, words_in

_SIGNS = {
    "<": "<", "<=": "<=", "≤": "<=", "=<": "<=", ">": ">", ">=": ">=", "≥": ">=", "=>": ">=",
    "less than": "<", "below": "<", "under": "<", "unter": "<", "kleiner als": "<",
    "more than": ">", "greater than": ">", "above": ">", "over": ">", "über": ">",
    "größer als": ">", "at least": ">=", "mindestens": ">=",
}  # fmt: skip
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
#: Three digits behind a comma may be thousands.
_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?(?![\d.,]*\d)"
_TEXT = re.compile(
    rf"(?:e?gfr\s*)?[:=]?\s*(?P<sign>{_SIGN})?\s*(?P<number>{_NUMBER})"
    rf"(?:\s*(?:-|–|to|bis)\s*(?P<high>{_NUMBER}))?\s*(?P<more>\+)?(?P<rest>.*)"
)
#: A value of before, told behind one: "88 (was 18)".
_BEFORE = re.compile(
    rf"\s*[,;]?\s*[\[(]?\s*(?:was|previously|prev\.?|prior|before|last|war|zuvor|vorher|avant|"
    rf"precedemment|prima|precedente|antes|previo)\s*:?\s*(?P<was>{_NUMBER})(?P<unit>[^\d\])]*)[\])]?$"
)
#: A result that is told to be as usual, and no more.
_USUAL = frozenset({
    "normal", "unremarkable", "wnl", "within normal limits", "within normal range",
    "within reference range", "in range", "norm", "normwertig", "im normbereich", "normbereich",
    "unauffallig", "normale", "dans les normes", "dans la norme", "nella norma",
    "nei limiti", "nei limiti della norma", "dentro de la normalidad", "dentro de limites normales",
    "en rango",
})  # fmt: skip
#: What a laboratory writes behind a number: its marks, or that it is as usual.
_MARK = re.compile(r"(?:^|\s+|\s*[\[(])\s*(?:hh|ll|h|l|n|a|\*+|!+|normal)\s*[\])]?$")
_STAGE = re.compile(r"(?:ckd\s*)?(?:stage\s*)?g\s?(?P<stage>[1-5])\s?(?P<part>[ab]?)\b\D*")

#: Which end of a range allows less.
Worse = Literal["low", "high"]


def measured_quantity(part: Element, spellings: Mapping[str, str], worse: Worse) -> Quantity | None:
    """The number and unit of a result, in whatever form it came; None where there is none for sure.

    Raises `UnitProblem` as `read_quantity` does.
    """
    if (quantity := read_quantity(part.child("valueQuantity"), spellings)) is not None:
        return quantity
    if (whole := part.number("valueInteger")) is not None:
        return Quantity(whole, "", "", f"{whole:g} without unit")
    if (ends := part.child("valueRange")) is not None:
        return _of_range(ends, spellings, worse)
    return _of_text(words_of_value(part), spellings, worse)


def words_of_value(part: Element) -> str:
    """A result in words."""
    return part.text("valueString") or words_of(part.child("valueCodeableConcept"))


def is_as_usual(part: Element) -> bool:
    """Whether a result is only told to be as usual."""
    return " ".join(words_in(words_of_value(part))) in _USUAL


def lowest_of_stage(part: Element, known: Knowledge) -> tuple[float, bool] | None:
    """The eGFR where the stage begins as which a result is given, and whether it is below that;
    None where it is no stage.

    Facts: `kidney.g_stages`.
    """
    found = _STAGE.fullmatch(words_of_value(part).casefold())
    if found is None:
        return None
    ends = known.numbers("kidney.g_stages")
    names = ("1", "2", "3a", "3b", "4")
    stage = found["stage"] + found["part"]
    if stage == "5":
        return ends[-1], True
    # A third stage of no part may be the lower one.
    stage = "3b" if stage == "3" else stage
    return (ends[names.index(stage)], False) if stage in names else None


def _of_range(ends: Element, spellings: Mapping[str, str], worse: Worse) -> Quantity | None:
    low = read_quantity(ends.child("low"), spellings)
    high = read_quantity(ends.child("high"), spellings)
    if any(_is_strange(ends.child(end), spellings) for end in ("low", "high")):
        return None
    if low is None or high is None:
        one, sign = (low, ">=") if low is not None else (high, "<=")
        if one is None:
            return None
        return Quantity(one.value, one.unit, sign, f"{sign} {one.as_written}")
    shown = f"{low.value:g} to {high.as_written}"
    if low.unit != high.unit and low.unit and high.unit:
        return None
    return _worse_of(low.value, high.value, low.unit or high.unit, shown, worse)


def _is_strange(end: Element | None, spellings: Mapping[str, str]) -> bool:
    """Whether an end of a range has a unit that is none of these."""
    written = end.text("unit") or end.text("code") if end is not None else ""
    return bool(written) and bare(written) not in spellings


def _worse_of(low: float, high: float, unit: str, shown: str, worse: Worse) -> Quantity | None:
    if not low <= high:
        return None
    if worse == "high":
        return Quantity(high, unit, "", shown, is_range=True)
    # From none up to a number is below that number.
    if not low:
        return Quantity(high, unit, "<=", shown)
    return Quantity(low, unit, "", shown, is_range=True)


def _of_text(words: str, spellings: Mapping[str, str], worse: Worse) -> Quantity | None:
    # HL7's structured numeric, carried over as text: ">^60".
    text = " ".join(words.replace("^", " ").casefold().split())
    found = _TEXT.fullmatch(text)
    if found is None or (found["sign"] and (found["high"] or found["more"])):
        return None
    rest = found["rest"]
    if before := _BEFORE.search(rest):
        if bare(before["unit"]) and bare(before["unit"]) not in spellings:
            return None
        rest = rest[: before.start()]
    unit = spellings.get(bare(rest))
    if unit is None:
        rest = _MARK.sub("", rest)
        unit = spellings.get(bare(rest))
    if unit is None and bare(rest):
        return None
    shown = plain(words, 40) + ("" if unit else " without unit")
    number = float(found["number"].replace(",", "."))
    if found["high"]:
        high = float(found["high"].replace(",", "."))
        return _worse_of(number, high, unit or "", shown, worse)
    sign = ">=" if found["more"] else _SIGNS[found["sign"]] if found["sign"] else ""
    return Quantity(number, unit or "", sign, shown, has_before=before is not None)

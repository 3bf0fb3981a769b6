"""Figures written as words: "three days" beside `every_days = 3` would outlive its value.

A word of a number is an idiom as often as a figure ("one at a time", "the first hour"), so that a
sentence's own words are held against the rule's own values alone, and a number counts as a figure
where a unit follows it, or the end of a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from baclofen.knowledge.phrases import Language, pieces

#: What a number is a figure of, in the words of the first language.
_UNIT = (
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|doses?|times|steps?|sessions?|visits?|signs?"
    r"|kinds?|people|patients|children|adults|studies|mcg|mg|mL|kg|points?)\b"
)

#: Words that are a figure with no unit behind them, and the numbers that they may be.
_ALONE: Mapping[str, tuple[float, ...]] = {
    "twice": (2,), "thrice": (3,), "half": (0.5,), "third": (3, 0.3333), "quarter": (0.25,),
    "weekly": (7,), "once a week": (7,), "mg a week": (7,), "fortnight": (14,), "yearly": (12,),
    "once a year": (12,), "once a month": (1,), "the first year": (365,),
}  # fmt: skip


def spelt_figures(says: str, values: Mapping[str, Any], language: Language) -> Iterator[str]:
    """What a sentence writes in words, of a number that stands in these values.

    >>> from baclofen.knowledge import load_knowledge
    >>> english = load_knowledge().languages["en"]
    >>> list(spelt_figures("Up every three days, by {add_mg} mg.", {"every_days": 3}, english))
    ['three days']
    >>> list(spelt_figures("One thing at a time.", {"every_days": 1}, english))
    []
    """
    counts = {word: float(key) for key, word in language.words["count"].items() if key != "else"}
    word = "|".join(counts)
    figure = re.compile(
        rf"\b({word})(?:(?: to| or| and) ({word}))?(?: {_UNIT}|(?<!\bone)[.,;:)])", re.IGNORECASE
    )
    held = set(_numbers(values))
    for piece in pieces(says):
        if not isinstance(piece, str):
            continue
        for found in figure.finditer(piece):
            if any(counts[each.lower()] in held for each in found.groups() if each):
                yield found.group()
        for alone, numbers in _ALONE.items():
            if held.intersection(numbers) and re.search(rf"\b{alone}\b", piece, re.IGNORECASE):
                yield alone


def _numbers(values: Any) -> Iterator[float]:
    """The numbers of a value, however deep."""
    if isinstance(values, Mapping):
        values = tuple(values.values())
    if isinstance(values, list | tuple):
        for value in values:
            yield from _numbers(value)
    elif isinstance(values, int | float) and not isinstance(values, bool):
        yield float(values)

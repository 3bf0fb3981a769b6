"""Whether what was told could say who a patient is: words that are none of ours may be a name.

Without the clinic's key only words of the tables, amounts and times are kept; anything else counts
as identifying, wherever in what was told it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from baclofen.knowledge import Vocabulary
from baclofen.record import Answered, Corrected, Happening, Told

#: Amounts, times and answers, as they are written beside a dose.
_AMOUNTS = frozenset({
    "all", "and", "as", "at", "bedtime", "bolus", "breakfast", "by", "capsule", "capsules", "cm",
    "comprime", "comprimes", "constant", "d", "daily", "day", "days", "dinner", "dl", "drop",
    "drops", "each", "epidural", "evening", "every", "false", "five", "flex", "for", "four", "ft",
    "g", "gouttes", "granules", "h", "half", "hour", "hours", "hr", "im", "in", "intrathecal",
    "iu", "iv", "kdigo", "kg", "known", "l", "lb", "lbs", "lunch", "m", "m2", "mas", "mcg",
    "mcmol", "mg", "microgram", "micrograms", "midday", "milligram", "milligrams", "min",
    "minutes", "ml", "mmol", "mol", "month", "months", "morning", "mouth", "needed", "ng",
    "night", "no", "none", "noon", "not", "nrs", "of", "once", "one", "or", "oral", "oz",
    "packet", "packets", "patch", "per", "percent", "periodic", "prn", "prometra", "pump",
    "quarter", "sc", "sd", "simple", "six", "solution", "st", "suspension", "synchromed",
    "tablet", "tablets", "tablette", "tabletten", "the", "three", "times", "to", "transdermal",
    "tropfen", "true", "twice", "two", "ug", "umol", "unit", "units", "unknown", "week", "weekly",
    "weeks", "with", "without", "x", "year", "years", "yes",
})  # fmt: skip
#: Why something that was put down is put right.
_SLIPS = frozenset({
    "typing", "typed", "typo", "error", "mistake", "wrong", "slip", "entered", "twice", "date",
    "dose", "patient", "medicine", "was", "is", "it", "this", "day", "misread", "wrongly",
})  # fmt: skip
#: A number of more digits, or two such in a row, may be a telephone or a record's number.
_LONG = re.compile(r"\d{5,}|\d{3,}[\s/.-]+\d{3,}")
#: Days, which hold such.
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def may_identify(what: Happening, words: Vocabulary) -> bool:
    """Whether an event holds words or numbers that may say who somebody is."""
    match what:
        case Told():
            told: Any = what.table
        case Answered():
            told = what.words
        case Corrected():
            told = what.why
            if what.to is not None and may_identify(what.to, words):
                return True
        case _:
            return False
    ours = _AMOUNTS | _SLIPS
    return any(
        _LONG.search(_DAY.sub(" ", text)) is not None or not ours.issuperset(words.foreign(text))
        for text in _texts(told)
    )


def _texts(told: Any) -> Iterator[str]:
    """Every text in what was told: values, not the keys, which are ours."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for value in told.values():
            yield from _texts(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from _texts(value)

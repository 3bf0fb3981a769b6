"""Words of a sign or an overdose that tell their year: "delirium after surgery in 2019", noted
yesterday, is of 2019."""

from __future__ import annotations

import re
from datetime import date

from baclofen.exchange.fhir.ledger import is_sign
from baclofen.knowledge import Knowledge, without_childhood, words_in
from baclofen.knowledge.numbers import UnreadSign
from baclofen.patient import ADULT_FROM_Y

#: What one part of a text says holds of no other.
_PART = re.compile(r"[,;()\n]|\.(?=\s)")
#: A year as a word of its own.
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
#: So many calendar years back a year is of long ago on any day of this one.
_LONG_AGO = 2


def is_told_as_long_ago(words: str, known: Knowledge, today: date, age_y: float | None) -> bool:
    """Whether each part of a text that sounds like a sign tells itself that it was in a year of
    long ago, or in the childhood of somebody grown.

    It does where nothing stands in the part but the sign, the year, and words of when: a number
    beside anything else may be a time, what a confused person says, or the year of another thing.
    Of a coma and of hardly breathing no year is taken for the day.
    """
    signs = {one for one in known.codes.alarms_in(words) if is_sign(one)}
    if signs & known.of(UnreadSign).grave:
        return False
    is_grown = age_y is not None and age_y >= ADULT_FROM_Y
    sounding = [part for part in _PART.split(words) if _sounds(part, known)]
    return bool(sounding) and all(
        _is_of_a_year(part, known, today) or (is_grown and _is_of_childhood(part, known))
        for part in sounding
    )


def _is_of_a_year(part: str, known: Knowledge, today: date) -> bool:
    told = words_in(part)
    years = [at for at, word in enumerate(told) if _YEAR.fullmatch(word)]
    if len(years) != 1 or int(told[years[0]]) > today.year - _LONG_AGO:
        return False
    left = known.codes.harmless.others.beside_year(told, years[0])
    # Without a word of when a number may be a time of the day.
    return len(left) < len(told) - 1 and _is_the_sign(left, known)


def _is_of_childhood(part: str, known: Knowledge) -> bool:
    told = words_in(without_childhood(part))
    left = known.codes.harmless.others.beside_year(told)
    return len(told) < len(words_in(part)) and _is_the_sign(left, known)


def _is_the_sign(left: tuple[str, ...], known: Knowledge) -> bool:
    return bool(left) and all(_sounds(word, known) for word in left)


def _sounds(part: str, known: Knowledge) -> bool:
    is_named = bool(known.codes.signs_of((), [part]))
    return is_named or any(is_sign(one) for one in known.codes.alarms_in(part))

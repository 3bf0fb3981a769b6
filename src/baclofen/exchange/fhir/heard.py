"""What the words of a condition that nobody could read sound like: by its stems, by the values told
in them, and by whether it was acute and is over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from baclofen.exchange.fhir.ledger import is_sign
from baclofen.exchange.measured import InWords
from baclofen.knowledge import ICD10CM, Knowledge

#: The US edition has poisonings, adverse effects and underdosing under the same codes, T36 to T50:
#: the sixth character tells which.
_CUT_OFF = re.compile(r"T(?:3[6-9]|4\d|50)(?:\.[\dX]{1,2}[1-4]?)?")
_POISONED = "drug_overdose_history"
#: What was one in its days, and is a history ever after: what it sounds like it counts as.
_HISTORIES = frozenset({"suicidality", "suicide_attempt", "drug_overdose_history"})
_BESIDE_THEM = frozenset({
    "opioid_use_disorder", "alcohol_use_disorder", "sedative_use_disorder",
    "substance_use_disorder", "depression",
})  # fmt: skip
#: Failing lungs: acute ones that are over left nothing, where they were not chronic as well.
FAILING_LUNGS = frozenset({"respiratory_failure", "respiratory_depression"})


def sounds_of(words: str, known: Knowledge, measured: InWords) -> tuple[str, ...]:
    """The alarms of words, each once: of the values in them, and of what they say beside.

    Facts: `SIGN-MEASURED`, `UNREAD-SIGN`.
    """
    signs = (f"signs.{sign}" for sign in sorted(measured.signs))
    heard = known.codes.alarms_in(measured.beside if measured.is_told else words)
    return tuple(dict.fromkeys((*heard, *signs, *measured.sounds)))


def sounds_of_codes(codes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What a code of the US edition may be that is cut off before it tells a poisoning by a
    medicine from an adverse effect of one.

    >>> from baclofen.knowledge import ICD10CM
    >>> sounds_of_codes([(ICD10CM, "T43.2")]), sounds_of_codes([(ICD10CM, "T43.205A")])
    (('drug_overdose_history',), ())
    """
    is_cut = any(system == ICD10CM and _CUT_OFF.fullmatch(code) for system, code in codes)
    return (_POISONED,) if is_cut else ()


def history_in(words: str, known: Knowledge) -> frozenset[str]:
    """The illnesses of the past that words of something over sound like: an overdose or an attempt,
    and what may stand beside it; none where they sound like anything else or deny it."""
    heard = {name for name in known.codes.alarms_in(words) if not is_sign(name)}
    if not heard & _HISTORIES or heard - _HISTORIES - _BESIDE_THEM or known.codes.is_denied(words):
        return frozenset()
    return frozenset(heard)


def was_acute(names: Iterable[str], signs: Iterable[str], known: Knowledge) -> bool:
    """Whether lungs that failed are told as acute, or by what they are in those days alone, and by
    no word for what lasts."""
    found = [*names]
    course = {word for name in found for word in known.codes.course_of(name)}
    is_acute = "slow_breathing" in signs or "acute" in course
    return bool(found) and is_acute and "lasting" not in course


def may_be_acute(names: Iterable[str], known: Knowledge) -> bool:
    """Whether lungs are told to fail, and no word says whether that is acute or lasts."""
    course = {word for name in names for word in known.codes.course_of(name)}
    return "failing" in course and "lasting" not in course

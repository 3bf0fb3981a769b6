"""What the words of a condition that nobody could read sound like: by its stems, by a temperature
or a muscle enzyme told in figures, and by whether it was acute and is over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from baclofen.exchange.fhir.ledger import is_sign
from baclofen.knowledge import ICD10CM, Knowledge
from baclofen.knowledge.numbers import MeasuredSigns, UnreadSign

#: A temperature in words: "Temperature 41", "fever of 40.5", "Fieber 40,2 °C", "104 °F".
_TEMPERATURE = re.compile(
    r"(?<![^\W_])(?:(?:temp(?:erature|eratura|eratur|érature)?|fever|fieber|fièvre|fiebre|febbre|"
    r"hyperthermi[ae]|hyperthermie|hipertermia|ipertermia|pyrexia)\.?\s*"
    r"(?:of|is|was|to|von|bis|auf|à|de|di|a)?\s*[:=]?\s*(\d{2,3}(?:[.,]\d{1,2})?)(?![\d.,]*\d)"
    r"|(\d{2,3}(?:[.,]\d{1,2})?)\s*[°º]\s*[CF](?![^\W_]))(?:\s*[°º]?\s*(?:C|F)(?![^\W_]))?",
    re.IGNORECASE,
)
#: A temperature that no body has in Celsius is one in Fahrenheit.
_FAHRENHEIT_FROM = 80.0
#: Creatine kinase in words: "CK 32000 U/L", "CPK: 12 500".
_MUSCLE = re.compile(
    r"(?<![^\W_])(?:ck|cpk|creatine\s+kinase|kreatin\s?kinase|créatine\s+kinase|"
    r"creatin[ao]?\s?quinasa|creatin\s?chinasi)\s*(?:of|is|was|von|de|di|à|a)?\s*[:=>]?\s*"
    r"(\d{1,3}(?:[.,' ]\d{3})+|\d+)(?![.,]?\d)(?!\s*[µμ]kat)",
    re.IGNORECASE,
)
#: What a fever, and a heat or broken muscle that a withdrawal can make, sound like.
_FEVER, _ESCALATES = "signs.fever", "signs.baclofen_withdrawal"
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


def sounds_of(words: str, known: Knowledge) -> tuple[str, ...]:
    """The alarms of words, and those of the figures in them, each once.

    Facts: `SIGN-MEASURED`, `UNREAD-SIGN`.
    """
    return tuple(dict.fromkeys((*known.codes.alarms_in(words), *_of_figures(words, known))))


def sounds_of_codes(codes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What a code of the US edition may be that is cut off before it tells a poisoning by a
    medicine from an adverse effect of one.

    >>> from baclofen.knowledge import ICD10CM
    >>> sounds_of_codes([(ICD10CM, "T43.2")]), sounds_of_codes([(ICD10CM, "T43.205A")])
    (('drug_overdose_history',), ())
    """
    is_cut = any(system == ICD10CM and _CUT_OFF.fullmatch(code) for system, code in codes)
    return (_POISONED,) if is_cut else ()


def _of_figures(words: str, known: Knowledge) -> Iterator[str]:
    measured, numbers = known.of(MeasuredSigns), known.of(UnreadSign)
    least, most = measured.readable["temperature"]
    for told in _TEMPERATURE.finditer(words):
        value = float((told[1] or told[2]).replace(",", "."))
        warmth = (value - 32) / 1.8 if value >= _FAHRENHEIT_FROM else value
        if measured.warm_Cel < warmth <= most and warmth >= least:
            yield _FEVER
            if warmth >= numbers.hot_Cel:
                yield _ESCALATES
    for told in _MUSCLE.finditer(words):
        if int(re.sub(r"\D", "", told[1])) >= numbers.muscle_U_per_L:
            yield _ESCALATES


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

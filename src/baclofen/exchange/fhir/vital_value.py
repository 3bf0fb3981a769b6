"""The value of a vital sign, in whatever form it came, and results that their name says are one."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.errors import UnitProblem
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.quantities import FRACTION, RATE, SCORE, TEMPERATURE, read_quantity
from baclofen.exchange.fhir.systems import codes_of, codings, words_of
from baclofen.knowledge import LOINC, Knowledge, words_in
from baclofen.knowledge.numbers import MeasuredSigns

_UNITS: Mapping[str, Mapping[str, str]] = {
    "breaths": RATE, "pulse": RATE, "saturation": FRACTION, "awake": SCORE,
    "temperature": TEMPERATURE, "alertness": SCORE,
}  # fmt: skip
#: The name by which a value in words is read that stands alone: "78 %" of a saturation.
_AS_TOLD = {
    "breaths": "RR", "pulse": "HR", "saturation": "SpO2", "awake": "GCS", "temperature": "temp",
}  # fmt: skip
#: The key of each, as that of its codes.
_KEYS = {
    "breaths": "respiratory_rate", "pulse": "heart_rate", "saturation": "spo2_pulse_oximetry",
    "awake": "gcs_total", "temperature": "body_temperature",
}  # fmt: skip
_LEVEL_KEY = "consciousness"
#: The letters of AVPU, and of the C for a new confusion.
_LETTERS = frozenset("acvpu")


def value_of(part: Element, what: str, known: Knowledge) -> tuple[float | None, str, str]:
    """The value in %, a minute, points or Cel, its comparator and its words.

    Without a unit a number can mean one only, within what is readable."""
    if (points := part.number("valueInteger")) is not None:
        return points, "", f"{points:g}"
    if what in _AS_TOLD and (words := level_of(part)):
        return _told(words, what, known)
    held = part.child("valueQuantity")
    try:
        quantity = read_quantity(held, _UNITS[what])
    except UnitProblem as gap:
        return None, "", gap.came
    if held is None or quantity is None:
        return None, "", "not a number"
    value, unit = quantity.value, quantity.unit
    if not unit and (held.text("unit") or held.text("code")):
        return None, "", quantity.as_written
    if unit == "degF":
        value = (value - 32) * 5 / 9
    elif unit == "1" and what == "saturation":
        value = 100 * value
    return value, quantity.comparator, quantity.as_written


def level_of(part: Element) -> str:
    """A result in words."""
    return words_of(part.child("valueCodeableConcept")) or part.text("valueString")


def vital_named(part: Element, known: Knowledge) -> str | None:
    """The key of a result without a LOINC code that is called what a vital sign is, and whose value
    can be read as one; None of any other. AVPU is one whose value is a letter."""
    concept = part.child("code")
    if concept is None or codes_of(codings(concept), LOINC):
        return None
    name = words_of(concept)
    if known.codes.told.is_level(name):
        is_letter = _LETTERS.issuperset(words_in(level_of(part))) and level_of(part)
        return _LEVEL_KEY if is_letter else None
    what = known.codes.measured.called(name)
    if what not in _KEYS:
        return None
    value, _, _ = value_of(part, what, known)
    if value is None:
        return None
    least, most = known.of(MeasuredSigns).readable[what]
    return _KEYS[what] if least <= value <= most else None


def _told(words: str, what: str, known: Knowledge) -> tuple[float | None, str, str]:
    """A value in words that says nothing else."""
    told, beside = known.codes.measured.told_in(f"{_AS_TOLD[what]} {words}")
    if len(told) != 1 or told[0].of != what or words_in(beside):
        return None, "", "not a number"
    return told[0].value, "<" if told[0].is_below else "", words

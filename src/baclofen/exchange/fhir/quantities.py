"""Quantities and their units: the one spelling of each that the project uses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from baclofen.cleaned import plain
from baclofen.errors import UnitProblem
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.systems import UCUM, system_of
from baclofen.value import Value

CREATININE: Mapping[str, str] = {
    "mg/dl": "mg/dL", "mg/100ml": "mg/dL", "mg%": "mg/dL", "milligramperdeciliter": "mg/dL",
    "milligramsperdeciliter": "mg/dL",
    "umol/l": "umol/L", "micromol/l": "umol/L", "mcmol/l": "umol/L", "micromoleperliter": "umol/L",
    "micromolesperliter": "umol/L",
}  # fmt: skip
#: Per 1.73 m2, and the same without the surface.
INDEXED, PLAIN = "mL/min/1.73m2", "mL/min"
EGFR: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "ml/min/1.73m2", "ml/min/1.73", "ml/min/1.73sqm", "ml/min/1.73msq",
            "ml/min/1,73m2", "ml/minper1.73m2", "ml/minper1.73sqm", "ml/min1.73m2",
            "ml/min/m2.1.73", "ml/min.1.73m2", "ml/min.1.73sqm",
        ),
        INDEXED,
    ),
    "ml/min": PLAIN, "milliliterperminute": PLAIN, "millilitersperminute": PLAIN,
}  # fmt: skip
CYSTATIN: Mapping[str, str] = {"mg/l": "mg/L", "ug/ml": "mg/L", "mcg/ml": "mg/L"}
#: Amounts of a medicine in a sample, and how many ng/mL each is.
LEVEL: Mapping[str, str] = {
    "ng/ml": "ng/mL", "ug/l": "ng/mL", "mcg/l": "ng/mL",
    "mg/l": "mg/L", "ug/ml": "mg/L", "mcg/ml": "mg/L",
}  # fmt: skip
NG_ML_PER: Mapping[str, float] = {"ng/mL": 1.0, "mg/L": 1000.0}
WEIGHT: Mapping[str, str] = {
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg",
    "g": "g", "gram": "g", "grams": "g",
    "[lbav]": "lb", "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb",
}  # fmt: skip
HEIGHT: Mapping[str, str] = {
    "cm": "cm", "centimeter": "cm", "centimeters": "cm", "m": "m", "meter": "m", "meters": "m",
    "[ini]": "in", "in": "in", "inch": "in", "inches": "in",
}  # fmt: skip
RATE: Mapping[str, str] = dict.fromkeys(
    (
        "/min", "/minute", "1/min", "min-1", "permin", "perminute", "bpm", "rpm", "breaths/min",
        "breath/min", "breaths/minute", "breathsperminute", "resp/min", "beats/min", "beat/min",
        "beats/minute", "beatsperminute", "beats", "breaths", "heartbeats/min",
    ),
    "/min",
)  # fmt: skip
#: The fraction 1 is 100 %.
FRACTION: Mapping[str, str] = {"%": "%", "percent": "%", "pct": "%", "%o2": "%", "1": "1"}
SCORE: Mapping[str, str] = dict.fromkeys(("score", "1", "points", "point", "gcs"), "1")
TEMPERATURE: Mapping[str, str] = {
    **dict.fromkeys(("cel", "degc", "°c", "c", "celsius", "degreescelsius", "degreec"), "Cel"),
    **dict.fromkeys(("[degf]", "degf", "°f", "f", "fahrenheit", "degreesfahrenheit"), "degF"),
}


class Quantity(Value):
    """A number as printed, with its unit in the project's spelling (empty: none known). Of a range
    it is one of the two ends; one that `has_before` was told with another, of before, behind it."""

    value: float
    unit: str
    comparator: str
    as_written: str
    is_range: bool = False
    has_before: bool = False


def read_quantity(element: Element | None, spellings: Mapping[str, str]) -> Quantity | None:
    """The number and unit of a FHIR Quantity. None when there is no number.

    Raises `UnitProblem` when the coded and the printed unit say different things.
    """
    if element is None or (value := element.number("value")) is None:
        return None
    coded, printed = _code(element), element.text("unit")
    comparator = element.text("comparator")
    shown = plain(f"{comparator} {value:g} {printed or coded}", 60)
    if coded and printed and not _same(coded, printed, spellings):
        raise UnitProblem(
            "unit", f"{shown} with the coded unit {plain(coded, 30)}",
            "the printed and the coded unit must be the same",
            do="Ask the laboratory which is right.", why="M-UNITS",
        )  # fmt: skip
    unit = spellings.get(bare(coded or printed), "")
    return Quantity(value, unit, comparator, shown if printed or coded else f"{shown} without unit")


def _code(element: Element) -> str:
    """The unit in UCUM. A code of another system is no unit."""
    system = element.text("system")
    return element.text("code") if not system or system_of(system) == UCUM else ""


def _same(coded: str, printed: str, spellings: Mapping[str, str]) -> bool:
    one, other = bare(coded), bare(printed)
    return one == other or (one in spellings and spellings[one] == spellings.get(other))


def bare(unit: str) -> str:
    """A unit without case, spaces and the marks that differ between laboratories.

    >>> bare("mL/min/{1.73_m2}") == bare("mL/min/1.73 m²")
    True
    """
    text = unit.lower().replace("µ", "u").replace("μ", "u").replace("²", "2")
    return re.sub(r"[\s{}_*^()]", "", text)

"""Levels of baclofen that a record holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baclofen.errors import UnitProblem
from baclofen.exchange.fhir.observations import LEVEL_KEY, Measured, Results
from baclofen.exchange.fhir.quantities import LEVEL, NG_ML_PER, read_quantity
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.levels import BaclofenLevel

_CSF = re.compile(r"\bcsf\b|cerebr\w*[ -]*spinal|\bspinal fluid\b|\bliquor\b", re.IGNORECASE)
#: Reported only as below its number: none was found.
_BELOW = ("<", "<=")


def read_levels(results: Results) -> tuple[BaclofenLevel, ...]:
    """Every level above what the assay finds. One whose two units differ counts as it is printed:
    how much it is is asked, and that it was taken is told."""
    return tuple(_levels(results))


def _levels(results: Results) -> Iterator[BaclofenLevel]:
    for result in results.of(LEVEL_KEY):
        amount = _amount(result)
        if amount:
            words = words_of(result.what.child("code"))
            yield BaclofenLevel("csf" if _CSF.search(words) else "plasma", amount, result.on)


def _amount(result: Measured) -> float:
    element = result.what.child("valueQuantity")
    try:
        quantity = read_quantity(element, LEVEL)
    except UnitProblem:
        return (element.number("value") or 0.0) if element else 0.0
    if quantity is None or quantity.comparator in _BELOW:
        return 0.0
    return quantity.value * NG_ML_PER.get(quantity.unit, 1.0)

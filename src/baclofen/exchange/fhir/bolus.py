"""Whether an order into the spine is one dose, as a test bolus is, and no dose of every day."""

from __future__ import annotations

import re

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Order, dosages_of

#: Words of a dose that is given one time.
_ONCE = re.compile(
    r"\bonce\b(?!\W*(?:a|per|each|every|daily|/))|\b(?:bolus|test|trial|screening|single)\b",
    re.IGNORECASE,
)


def is_bolus(order: Order) -> bool:
    """Whether its one dosage is an amount, not a rate, and is given one time."""
    dosages = dosages_of(order.kind, order.resource)
    return len(dosages) == 1 and _is_once(dosages[0])


def _is_once(dosage: Element) -> bool:
    rates = dosage.children("doseAndRate")
    is_rate = any(rate.has("rateQuantity", "rateRatio", "rateRange") for rate in rates)
    return not is_rate and _ONCE.search(dosage.text("text")) is not None

"""Whether an order gives nothing: a dose of zero, or words that say to stop. It is a stop."""

from __future__ import annotations

import re

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.sig import read_sig
from baclofen.exchange.fhir.timing import words_beside

#: What an order begins with that says to stop.
_STOP = re.compile(r"\W*(?:stop|discontinue|cease|absetzen|arr[eê]t(?:er)?)\b", re.IGNORECASE)
_AMOUNTS = ("doseQuantity", "rateQuantity")


def gives_nothing(order: Order) -> bool:
    """Whether each of its dosages says so, as coded or in words; False without a dosage."""
    dosages = dosages_of(order.kind, order.resource)
    return bool(dosages) and all(map(is_nothing, dosages))


def is_nothing(dosage: Element) -> bool:
    """Whether one dosage gives nothing."""
    text = words_beside(dosage)
    quantities = [
        quantity for rate in dosage.children("doseAndRate")
        for name in _AMOUNTS if (quantity := rate.child(name))
    ]  # fmt: skip
    if quantities:
        return all(quantity.number("value") == 0 for quantity in quantities)
    sig = read_sig(text)
    return bool(_STOP.match(text)) or (sig is not None and sig.each.in_mcg == 0)

"""Of which concentration what goes into the spine is, by an order's code and its words."""

from __future__ import annotations

from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.product_words import strength_in
from baclofen.knowledge import Knowledge

_MCG_PER_MG = 1000


def mcg_per_mL(order: Order, known: Knowledge) -> float | None:
    """The one concentration that an order tells; None where none, or two, are told."""
    products = (known.codes.products[c] for c in order.rxnorm if c in known.codes.products)
    told = {product.strength for product in products if product.strength_how == "seen"}
    found = {strength for text in (*told, order.words) if (strength := strength_in(text))}
    return round(found.pop() * _MCG_PER_MG, 6) if len(found) == 1 else None

"""Which product a person means: a brand, a form in words, a strength beside it."""

from __future__ import annotations

import re

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.regimen import PRODUCTS, Product

#: Longest names first: "Lioresal Intrathecal" is no tablet.
_BRANDS: tuple[tuple[str, Product], ...] = (
    ("lioresal intrathecal", "ampoule"), ("gablofen", "ampoule"), ("lyvispah", "granules"),
    ("ozobax ds", "solution_2"), ("ozobax", "solution_1"), ("fleqsuvy", "suspension_5"),
    ("lyflex", "solution_1"), ("kemstro", "tablet"), ("lioresal", "tablet"),
)  # fmt: skip
_FORMS: tuple[tuple[str, Product], ...] = (
    ("intrathecal", "ampoule"), ("ampoule", "ampoule"), ("ampule", "ampoule"),
    ("vial", "ampoule"), ("injection", "ampoule"), ("granule", "granules"), ("packet", "granules"),
    ("tablet", "tablet"), ("solution", "liquid"), ("suspension", "liquid"), ("liquid", "liquid"),
)  # fmt: skip
_OF_STRENGTH: dict[float, Product] = {1.0: "solution_1", 2.0: "solution_2", 5.0: "suspension_5"}
_STRENGTH = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>mg|mcg|µg)\s*(?:/|per|in)\s*(?P<per>\d+(?:\.\d+)?)?\s*mL\b",
    re.IGNORECASE,
)


def product_named(text: str) -> tuple[Product, float | None]:
    """The product and, for a liquid whose strength is written, its mg/mL.

    Raises `InputRefused` for words that name no baclofen product.

    >>> product_named("solution 5 mg/5 mL"), product_named("LYVISPAH")
    (('solution_1', 1.0), ('granules', None))
    """
    words = text.strip().lower()
    strength = strength_in(text)
    for product in PRODUCTS:
        if words == product:
            return product, strength
    for name, product in (*_BRANDS, *_FORMS):
        if name in words:
            if product == "liquid" and strength is not None:
                return _OF_STRENGTH.get(strength, "liquid"), strength
            return product, strength
    raise InputRefused(
        "product", repr(plain(text, 60)), "it names no baclofen product known here",
        do=f"Write one of {', '.join(PRODUCTS)}, a brand, or the form and its strength.",
        why="PR-LIQ-CONC",
    )  # fmt: skip


def strength_in(text: str) -> float | None:
    """A concentration in mg/mL, written as mg (or mcg) in some mL.

    >>> strength_in("2000 mcg/mL"), strength_in("25 mg/5 mL"), strength_in("10 mg")
    (2.0, 5.0, None)
    """
    found = _STRENGTH.search(text)
    if found is None:
        return None
    volume = float(found["per"] or 1)
    if volume == 0:
        return None
    amount = float(found["n"]) / (1 if found["unit"].lower() == "mg" else 1000)
    return amount / volume

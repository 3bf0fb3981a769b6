"""The product that an order names: what a way down, or a suggestion, must keep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.strength import strength_of
from baclofen.exchange.product_words import product_in
from baclofen.knowledge import Knowledge
from baclofen.regimen import OralOrder, Packets, Pieces, Portion, Poured
from baclofen.value import Value

Form = Literal["tablet", "melting", "liquid", "granules", "other"]
#: Tablets that melt on the tongue, in words and names.
_MELTS = re.compile(
    r"disintegrat|orodispers|\bodt\b|kemstro|schmelz|bucodispers|orosolub", re.IGNORECASE
)
#: What is no tablet to swallow, whatever gives it.
_OTHER = re.compile(
    r"capsul|kapsel|gelule|g\u00e9lule|extended|retard|\ber\b|\bxr\b|supposit", re.IGNORECASE
)


class Product(Value):
    """What is ordered, as far as it tells: its form, and its strength where that is sure: the mg
    of one tablet or of one mL. An order that names no form is one of tablets."""

    form: Form = "tablet"
    each_mg: float | None = None
    per_mL_mg: float | None = None

    def has_form_of(self, portions: Sequence[Portion]) -> bool:
        """Whether doses are made of this form; of a liquid, of this strength."""
        match self.form:
            case "tablet":
                return all(isinstance(one, Pieces) for one in portions)
            case "granules":
                return all(isinstance(one, Packets) for one in portions)
            case "liquid":
                return self.per_mL_mg is not None and self.is_of(portions)
        return False

    def is_of(self, portions: Sequence[Portion]) -> bool:
        """Whether doses are made of this very product."""
        if self.form == "liquid":
            return all(isinstance(p, Poured) and p.mg_per_mL == self.per_mL_mg for p in portions)
        held = {mg for p in portions if isinstance(p, Pieces) for mg, _ in p.items}
        return self.form == "tablet" and held == {self.each_mg}

    @property
    def is_unsure(self) -> bool:
        """Whether it is a liquid whose strength is not told."""
        return self.form == "liquid" and self.per_mL_mg is None

    @property
    def as_order(self) -> OralOrder | None:
        """This product alone, as an order of it; None for tablets to swallow, which a plan is made
        of anyway, and for what is none of these."""
        match self.form:
            case "granules" | "melting":
                return OralOrder(product=self.form)
            case "liquid" if self.per_mL_mg is not None:
                return OralOrder(product="liquid", mg_per_mL=self.per_mL_mg)
        return None


def product_of(order: Order, known: Knowledge) -> Product:
    """The product of an order by mouth."""
    strength = strength_of(order, known, is_counted=True)
    return Product(_form(order, known), strength.tablet_mg, strength.per_mL_mg)


def _form(order: Order, known: Knowledge) -> Form:
    forms = [known.codes.products[c].form for c in order.rxnorm if c in known.codes.products]
    words = " / ".join((order.words, *forms))
    named = product_in(words)
    if _MELTS.search(words):
        return "melting"
    if _OTHER.search(words) or (named is not None and named.product == "ampoule"):
        return "other"
    if named is None or named.product == "tablet":
        return "tablet"
    return "granules" if named.product == "granules" else "liquid"

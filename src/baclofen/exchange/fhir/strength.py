"""What one tablet, or one mL, of an ordered product holds, where that is sure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.sig_words import in_english
from baclofen.exchange.product_words import NUMBER, liquid_strength, number_of
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import TabletsSold
from baclofen.units import Dose, mg
from baclofen.value import Value

_MG = re.compile(rf"({NUMBER})\s*mg\b(?!\s*/)", re.IGNORECASE | re.ASCII)
_MG_PER_ML = re.compile(rf"({NUMBER})\s*mg\s*/\s*({NUMBER})?\s*ml\b", re.IGNORECASE | re.ASCII)
#: Tablets in the languages of the names.
_TABLET = re.compile(
    r"\btab(?:s|l|let|lets|lette|letten|letta|leta|letas)?\b|\bcpr?\b|\bcomp(?:r|rim[eé]s?|rimidos?|ress[ae])\b",
    re.IGNORECASE,
)
_NO_TABLET = re.compile(
    r"m[lL]\b|int?rath|\bamp|\binj|\binf|l[öo]sung|solu|sirup|syrup|sirop|susp|tropfen|gran",
    re.IGNORECASE,
)

#: What can be broken off a tablet: a quarter.
LEAST_OF_TABLET = 0.25


class Strength(Value):
    """What one tablet or one mL of a product holds, in mg; None when that is not sure."""

    tablet_mg: float | None = None
    per_mL_mg: float | None = None


def counts_tablets(text: str) -> bool:
    """Whether the words of an order count tablets, in any of the languages of orders."""
    return _TABLET.search(in_english(text.lower())) is not None


def strength_of(
    order: Order, known: Knowledge, *, is_counted: bool = False, is_poured: bool = False
) -> Strength:
    """The strength of the product, where its code was read at the source and the words agree;
    without a code of a product that of tablets or of a liquid, where the name says it and it is
    sold. `is_counted`: the order counts tablets, which a name without a form then is; `is_poured`:
    it measures mL several times a day, as nothing for the spine is given."""
    # The number of the ingredient alone names no product.
    coded = [code for code in order.rxnorm if code != known.codes.baclofen.rxnorm]
    if not coded:
        is_liquid = is_poured and _MG_PER_ML.search(order.words) is not None
        words = f"{order.words} oral liquid" if is_liquid else order.words
        return _named(words, known, is_counted=is_counted)
    products = [known.codes.products[c] for c in coded if c in known.codes.products]
    sure = {(p.form, p.strength) for p in products if p.strength_how == "seen"}
    if len(sure) != 1 or len({p.strength for p in products}) != 1:
        return Strength()
    form, strength = sure.pop()
    amount, _, unit = strength.partition(" ")
    if not amount.replace(".", "", 1).isdigit():
        return Strength()
    value = float(amount)
    if unit == "mg" and "tablet" in form:
        said = {number_of(found) for found in _MG.findall(order.words)}
        return Strength(tablet_mg=value) if not said or said == {value} else Strength()
    if unit == "mg/mL" and form.startswith("oral"):
        found = _MG_PER_ML.findall(order.words)
        per = {number_of(a) / number_of(b or "1") for a, b in found if number_of(b or "1")}
        return Strength(per_mL_mg=value) if not per or per == {value} else Strength()
    return Strength()


def _named(words: str, known: Knowledge, *, is_counted: bool) -> Strength:
    """The one strength that the name of tablets tells, or of a liquid by mouth, if it is sold
    anywhere."""
    if (per_mL := liquid_strength(words, known)) is not None:
        return Strength(per_mL_mg=per_mL)
    said = {number_of(found) for found in _MG.findall(words)}
    sold = {each for market in known.every(TabletsSold) for each in market.tablets_mg}
    are_tablets = _TABLET.search(words) or (is_counted and not _NO_TABLET.search(words))
    if len(said) != 1 or not said <= sold or not are_tablets or _MG_PER_ML.search(words):
        return Strength()
    return Strength(tablet_mg=said.pop())


def crumb_of(singles: Sequence[Dose], strength: Strength) -> str:
    """Why a dose is less than its tablets can give."""
    if strength.tablet_mg is None:
        return ""
    least = mg(strength.tablet_mg * LEAST_OF_TABLET)
    small = [dose for dose in singles if dose.unit == "mg" and dose < least]
    if not small:
        return ""
    return (
        f"{min(small)} is less than a quarter of its tablet of {strength.tablet_mg:g} mg: "
        "a slip of the decimal point?"
    )

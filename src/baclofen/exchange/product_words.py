"""Which product a person means: a brand, a form in words, a strength beside it."""

from __future__ import annotations

import re

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnitProblem
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import LiquidProduct
from baclofen.regimen import PRODUCTS, OralOrder, Product
from baclofen.units import Dose
from baclofen.value import Value, replace

#: Longest names first: "Lioresal Intrathecal" is no tablet.
_BRANDS: tuple[tuple[str, Product], ...] = (
    ("lioresal intrathecal", "ampoule"), ("gablofen", "ampoule"), ("lyvispah", "granules"),
    ("ozobax ds", "solution_2"), ("ozobax", "solution_1"), ("fleqsuvy", "suspension_5"),
    ("lyflex", "solution_1"), ("lioresal liquid", "solution_1"), ("kemstro", "melting"),
)  # fmt: skip
#: Brands of several forms, which are tablets where no form is named.
_OF_SEVERAL_FORMS: tuple[tuple[str, Product], ...] = (
    ("lioresal", "tablet"), ("liorésal", "tablet"),
)  # fmt: skip
_FORMS: tuple[tuple[str, Product], ...] = (
    ("intrathecal", "ampoule"), ("ampoule", "ampoule"), ("ampule", "ampoule"),
    ("vial", "ampoule"), ("injection", "ampoule"), ("granule", "granules"), ("packet", "granules"),
    ("disintegrat", "melting"), ("orodispers", "melting"), ("melting", "melting"),
    ("schmelz", "melting"), ("bucodispers", "melting"), ("orosolub", "melting"),
    ("tablet", "tablet"), ("solution", "liquid"), ("suspension", "liquid"), ("liquid", "liquid"),
    # German, French, Spanish, Italian.
    ("intrathekal", "ampoule"), ("intratecal", "ampoule"), ("intrathécal", "ampoule"),
    ("ampull", "ampoule"), ("ampoll", "ampoule"), ("fiala", "ampoule"), ("injektion", "ampoule"),
    ("granul", "granules"), ("beutel", "granules"), ("sachet", "granules"),
    ("comprim", "tablet"), ("compress", "tablet"), ("tbl", "tablet"),
    ("lösung", "liquid"), ("loesung", "liquid"), ("sirup", "liquid"), ("sirop", "liquid"),
    ("solución", "liquid"), ("solucion", "liquid"), ("jarabe", "liquid"), ("soluzione", "liquid"),
    ("sciroppo", "liquid"), ("sospensione", "liquid"), ("suspensión", "liquid"),
)  # fmt: skip
#: What ends a brand's name, and is no strength.
_DS = re.compile(r"\bds\b", re.IGNORECASE)
_OF_STRENGTH: dict[float, Product] = {1.0: "solution_1", 2.0: "solution_2", 5.0: "suspension_5"}
#: A number whole: "2.5", or "2,5" as most of Europe writes it. Of "2,000" nobody knows which it is.
NUMBER = r"(?<![\d.,])\d+(?:\.\d+|,\d{1,2}(?!\d))?"
_STRENGTH = re.compile(
    rf"(?P<n>{NUMBER})\s*(?P<unit>mg|mcg|µg)\s*(?:/|per|in)\s*(?P<per>{NUMBER})?\s*mL\b",
    re.IGNORECASE,
)
_UNIT = (
    r"(?:tabletten?|tablettes|tab(?:let|lets|s|l)?|tbl|comprim[ée]s?|comprimidos?|compress[ae]|"
    r"packets?|granules?|lioresal|kemstro|lyvispah)"
)
#: The strength of one: "10 mg tablets", "10 MG Oral Tablet", "tablets of 10 mg", "Lioresal 25 mg".
_EACH = re.compile(
    rf"(?P<before>{NUMBER})\s*mg\s+(?:oral\s+)?{_UNIT}\b"
    rf"|\b{_UNIT}\s+(?:of\s+)?(?P<after>{NUMBER})\s*mg\b(?!\s*/)",
    re.IGNORECASE,
)

#: A leading name, what parts a dose from its product, and the words of a product in between.
_DRUG = re.compile(r"^\s*baclofen\s+", re.IGNORECASE)
_APART = re.compile(r"\s+as\s+|\s*\(|\s*,\s+")
_WORDS = re.compile(rf"\b(?:oral\s+)?{_UNIT}\b", re.IGNORECASE)


class Named(Value):
    """What a text names: the product, and its strength in mg/mL or in mg each where that is
    written."""

    product: Product
    mg_per_mL: float | None = None
    mg_each: float | None = None

    def __str__(self) -> str:
        strength = [
            f"{n:g} {unit}"
            for n, unit in ((self.mg_per_mL, "mg/mL"), (self.mg_each, "mg each"))
            if n is not None
        ]
        return ", ".join((self.product.replace("_", " "), *strength))


def product_named(text: str) -> Named:
    """The product of a text that must name one. Raises `InputRefused` where it names none.

    >>> product_named("solution 5 mg/5 mL")
    Named(product='solution_1', mg_per_mL=1.0, mg_each=None)
    >>> product_named("LYVISPAH").product, product_named("tablet 20 mg").mg_each
    ('granules', 20.0)
    """
    if (found := product_in(text)) is not None:
        return _with_all_read(found, text)
    raise InputRefused(
        "product", repr(plain(text, 60)), "it names no baclofen product known here",
        do=f"Write one of {', '.join(PRODUCTS)}, a brand, or the form and its strength.",
        why="PR-LIQ-CONC",
    )  # fmt: skip


#: The amounts of a product, with those per mL or packet, and any number.
_AMOUNTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*mg\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d")


def _with_all_read(named: Named, text: str) -> Named:
    """The product with the one amount that its words hold, whatever stands around it. Raises
    `InputRefused` where a number was not read: a strength is used or refused, never ignored."""
    if text.strip().lower() in PRODUCTS or not _NUMBER.search(_DS.sub("", text)):
        return named
    if named.mg_per_mL is not None:
        return named
    amounts = {float(amount.replace(",", ".")) for amount in _AMOUNTS.findall(text)}
    if named.product in ("tablet", "melting", "granules") and len(amounts) == 1:
        return replace(named, mg_each=amounts.pop())
    raise InputRefused(
        "product", repr(plain(text, 60)), "its strength could not be read in one way only",
        do='Write the form and one strength: "tablet 10 mg", "solution 5 mg/5 mL".',
        why="PR-LIQ-CONC",
    )  # fmt: skip


def product_in(text: str) -> Named | None:
    """The product that a text names among other words; None where it names none.

    >>> product_in("Baclofen 10 MG Oral Tablet"), product_in("10 mg three times daily")
    (Named(product='tablet', mg_per_mL=None, mg_each=10.0), None)
    """
    words = text.strip().lower()
    for product in PRODUCTS:
        if words == product:
            return Named(product)
    for name, product in (*_BRANDS, *_FORMS, *_OF_SEVERAL_FORMS):
        if name in words:
            return _with_strength(product, text)
    return None


def _with_strength(product: Product, text: str) -> Named:
    strength = strength_in(text)
    if product in ("tablet", "melting", "granules"):
        each = _EACH.search(text)
        mg = number_of(each["before"] or each["after"]) if each is not None else None
        return Named(product, strength, mg)
    if product == "liquid" and strength is not None:
        return Named(_OF_STRENGTH.get(strength, "liquid"), strength)
    return Named(product, strength)


def dose_and_product(text: str) -> tuple[str, Named | None]:
    """The words of a dose without those of the product, and the product; as it is where none is
    named.

    >>> dose_and_product("10 mg three times daily as oral solution 5 mg/5 mL")[0]
    '10 mg three times daily'
    >>> dose_and_product("baclofen 10 mg tablets TID")
    ('10 mg TID', Named(product='tablet', mg_per_mL=None, mg_each=10.0))
    """
    bare = _DRUG.sub("", text)
    if (named := product_in(text)) is None:
        return bare, None
    dose, *tail = _APART.split(bare, maxsplit=1)
    if not tail or product_in(tail[0]) is None:
        dose = _WORDS.sub("", bare)
    return " ".join(dose.split()), named


#: Before a product that stands behind its dose.
_AS = re.compile(r"\s+as\s+", re.IGNORECASE)


def dose_before_product(text: str) -> str:
    """The words of a dose without the product that stands behind it; any other words as they are.

    >>> dose_before_product("5 mg three times daily as granules of 5 mg")
    '5 mg three times daily'
    >>> dose_before_product("10 mg three times daily")
    '10 mg three times daily'
    """
    dose, *behind = _AS.split(text, maxsplit=1)
    return dose if behind and product_in(behind[0]) is not None else text


def asked_for(
    daily: Dose | None, named: Named | None, single: Dose | None = None, *, each: Dose | None = None
) -> OralOrder:
    """A day's dose, and the most of it at one time, of the product that was named beside it. Of a
    product it matters into how many doses it is shared out, which `each` of them tells."""
    if named is None:
        return OralOrder(daily=daily, dose=single)
    return OralOrder(
        daily=daily,
        dose=single,
        product=named.product,
        mg_per_mL=named.mg_per_mL,
        mg_each=named.mg_each,
        times_per_day=daily.in_mg / each.in_mg if daily and each and each.in_mg else None,
    )


def number_of(text: str) -> float:
    """A `NUMBER`, with a decimal comma or a point.

    >>> number_of("2,5")
    2.5
    """
    return float(text.replace(",", "."))


def strength_in(text: str) -> float | None:
    """A concentration in mg/mL, written as mg (or mcg) in some mL.

    >>> strength_in("2000 mcg/mL"), strength_in("25 mg/5 mL"), strength_in("10 mg")
    (2.0, 5.0, None)
    >>> strength_in("2,5 mg/mL"), strength_in("2,000 mcg/mL")
    (2.5, None)
    """
    found = _STRENGTH.search(text)
    if found is None:
        return None
    volume = number_of(found["per"] or "1")
    if volume == 0:
        return None
    amount = number_of(found["n"]) / (1 if found["unit"].lower() == "mg" else 1000)
    return amount / volume


#: A volume, and what is left of words that tell a liquid and its strength.
_VOLUME = re.compile(rf"(?P<mL>{NUMBER})\s*mL\b", re.IGNORECASE)
_LIQUID = re.compile(
    r"\b(?:baclofen|oral|solution|suspension|liquid|of|as)\b|[(),;:]", re.IGNORECASE
)


def poured_in_mg(text: str) -> str:
    """A volume of a named liquid, of a strength that is sold, as its mg with how often it is taken;
    any other words as they are.

    >>> poured_in_mg("baclofen oral solution 5 mg/5 mL, 10 mL three times daily")
    '10 mg three times daily'
    >>> poured_in_mg("10 mL three times daily")
    '10 mL three times daily'

    Raises `UnitProblem` for a strength that no liquid by mouth has.
    """
    found = _STRENGTH.search(text)
    strength = strength_in(text)
    if found is None or strength is None:
        return text
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    volumes = list(_VOLUME.finditer(rest))
    if len(volumes) != 1 or _AMOUNTS.search(rest):
        return text
    if strength not in _OF_STRENGTH or found["unit"].lower() != "mg":
        sold = ", ".join(f"{mg_per_mL:g}" for mg_per_mL in _OF_STRENGTH)
        raise UnitProblem(
            "oral liquid", repr(plain(found[0], 40)), "no liquid of this strength is sold",
            do=f"Liquids of {sold} mg/mL are sold; mcg/mL is a pump's. Write the dose in mg.",
            why="PR-LIQ-CONC",
        )  # fmt: skip
    often = f"{rest[: volumes[0].start()]} {rest[volumes[0].end() :]}"
    words = " ".join(_LIQUID.sub(" ", often).split())
    return f"{number_of(volumes[0]['mL']) * strength:g} mg {words}"


def liquid_strength(text: str, known: Knowledge) -> float | None:
    """The mg in each mL of a liquid by mouth that is sold, where its name or its brand tells it and
    both agree; no liquid for the spine is one.

    >>> from baclofen.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> [liquid_strength(text, known) for text in ("Fleqsuvy", "Baclofen 5mg/5ml oral solution")]
    [5.0, 1.0]
    >>> liquid_strength("Fleqsuvy 5 mg/5 mL", known) is None
    True
    """
    named = product_in(text)
    if named is None or "spinal" in known.codes.routes_in(text):
        return None
    sold = (one for one in known.every(LiquidProduct) if one.product == named.product)
    own = {float(one.mg_per_mL) for one in sold}
    return own.pop() if len(own) == 1 and named.mg_per_mL in (None, *own) else None

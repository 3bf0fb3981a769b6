"""Kidney results that no code of a table here names: known by what they are called.

Many laboratories send a name alone, or a code of their own. What speaks of urine, or of a ratio,
is no function of the kidneys here.
"""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.quantities import EGFR, INDEXED, bare
from baclofen.exchange.fhir.systems import codes_of, codings, words_of
from baclofen.knowledge import LOINC, words_in

#: Keys of results that are known by their name. They begin as those of codes do.
CREATININE_NAMED, EGFR_NAMED = "creatinine_serum_named", "egfr_named"
CLEARANCE_NAMED, CYSTATIN_NAMED = "creatinine_clearance_named", "cystatin_c_named"
#: So is one that nothing but its unit tells: it is asked about where it is low.
UNIT_ALONE = "creatinine_clearance_by_unit"

NAMED = frozenset({CREATININE_NAMED, EGFR_NAMED, CLEARANCE_NAMED, CYSTATIN_NAMED, UNIT_ALONE})

#: Short names of laboratories for a creatinine.
_SHORT = frozenset({"crea", "krea", "creat", "kreat", "scr"})
#: How creatinine begins in the languages that records come in; "creatine kinase" does not.
_CREATININE = ("creatinin", "kreatinin")
_CYSTATIN = ("cystatin", "cistatin", "zystatin")
_FILTRATION = frozenset({"egfr", "gfr", "dfg", "dfge", "tfg", "tfge", "vfg", "fge"})
#: How such a name begins where the method follows it: eGFRcr, eGFRcys.
_FILTRATES = ("egfr", "dfge", "tfge")
#: Equations, beside the unit that only they have.
_EQUATIONS = frozenset({"mdrd", "epi", "schwartz", "fg", "fge", "lmr", "eker"})
_PREDICTED = frozenset({"ccr", "clcr", "crcl", "ccl", "cockcroft", "clcrea", "clkrea"})
#: What runs in mL/min and is not filtered.
_FLOWS = (
    "flow",
    "fluss",
    "flux",
    "flujo",
    "flusso",
    "debit",
    "output",
    "infus",
    "perfus",
    "ventil",
    "leak",
    "pump",
    "rate",
    "volum",
    "qb",
    "qd",
    "ultrafilt",
    "uptake",
    "oxygen",
    "vo2",
)
_GLOMERULAR, _FILTERED = ("glomerul",), ("filtra",)
_CLEARANCE = ("clearance", "clairance", "klarans", "aclaramiento", "depuracion")
#: Words that say urine, or a ratio of two results.
_IN_URINE = ("uacr", "upcr", "creatininuri", "kreatininuri")
_OF_URINE = (*_IN_URINE, "urin", "orina", "harn", "spontanurin", "sammelurin")
#: Beside urine these make it a result of the kidneys after all, or of both.
_OF_BLOOD = ("serum", "plasma", "blood", "blut", "sang", "suero", "sier")
_RATIO = ("ratio", "quotient", "quozient", "cociente", "rapport", "relacion", "acr", "akr")
_ALBUMIN = ("albumin", "microalbumin", "mikroalbumin", "protein")
#: EGFR is a gene and a receptor too.
_OF_A_GENE = ("epiderm", "growth", "recept", "mutat", "gene", "exon", "variant")
#: Words of other tests in which one of these is named.
_OTHER = (
    *_OF_URINE, *_RATIO, *_ALBUMIN, *_OF_A_GENE, "pcr", "kinase", "dialys",
)  # fmt: skip


def kidney_named(part: Element, whole: Element) -> str | None:
    """The key of a result that is called after the kidneys' function; None of any other.

    One with a LOINC code that no table here has is known by its name where that says eGFR: other
    codes of creatinine are of urine, or a ratio.
    """
    concept = part.child("code")
    words = words_in(words_of(concept))
    filters = (
        bool(_FILTRATION.intersection(words))
        or _any_begins(words, _FILTRATES)
        or (_any_begins(words, _GLOMERULAR) and _any_begins(words, _FILTERED))
    )
    is_creatinine = _any_begins(words, _CREATININE) or bool(_SHORT.intersection(words))
    is_cystatin = _any_begins(words, _CYSTATIN)
    if not (filters or is_creatinine or is_cystatin or "crcl" in words):
        return _by_unit(part, words, is_coded=bool(codes_of(codings(concept), LOINC)))
    if codes_of(codings(concept), LOINC) and not filters:
        return None
    specimen = whole.child("specimen")
    taken_of = words_in(specimen.text("display")) if specimen else ()
    others = _OTHER if filters else (*_OTHER, "index")
    if _any_begins([*words, *taken_of], others) and not _any_begins(words, _CLEARANCE):
        return None
    if filters:
        return EGFR_NAMED
    if "crcl" in words or _any_begins(words, _CLEARANCE):
        return CLEARANCE_NAMED
    return CREATININE_NAMED if is_creatinine else CYSTATIN_NAMED


def _by_unit(part: Element, words: Iterable[str], *, is_coded: bool) -> str | None:
    """The key of a result in mL/min, which is the kidneys' own unit: of what its name says of an
    equation, or by the unit alone; None of what flows, and of what another code tells."""
    quantity = part.child("valueQuantity") if "valueQuantity" in part.raw else None
    unit = EGFR.get(bare(quantity.text("unit") or quantity.text("code"))) if quantity else None
    words = [*words]
    if unit is None or _any_begins(words, (*_FLOWS, *_OF_A_GENE)):
        return None
    if not _EQUATIONS.isdisjoint(words):
        return EGFR_NAMED
    if not _PREDICTED.isdisjoint(words) or _any_begins(words, _CLEARANCE):
        return CLEARANCE_NAMED
    return UNIT_ALONE if unit == INDEXED or not is_coded else None


def is_none_of_kidneys(whole: Element) -> bool:
    """Whether a result is called a creatinine of urine, or a ratio to one."""
    words = words_in(words_of(whole.child("code")))
    is_creatinine = _any_begins(words, (*_CREATININE, *_IN_URINE)) or bool(_SHORT & {*words})
    if not is_creatinine or _any_begins(words, (*_CLEARANCE, *_OF_BLOOD)):
        return False
    specimen = whole.child("specimen")
    taken_of = words_in(specimen.text("display")) if specimen else ()
    return is_of_urine([*words, *taken_of])


def is_of_urine(words: Iterable[str]) -> bool:
    """Whether the name of a result says urine, or a ratio to the creatinine there, as words in
    small letters without accents."""
    words = [*words]
    return _any_begins(words, (*_OF_URINE, *_RATIO, *_ALBUMIN))


def is_of_a_gene(words: Iterable[str]) -> bool:
    """Whether words in small letters speak of the receptor that is called as the filtration is."""
    return _any_begins(words, _OF_A_GENE)


def _any_begins(words: Iterable[str], starts: tuple[str, ...]) -> bool:
    return any(word.startswith(starts) for word in words)

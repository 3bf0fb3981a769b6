"""Allergies: to baclofen, or to nothing at all."""

from __future__ import annotations

from baclofen.cleaned import plain
from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.systems import Coding, codes_of, codings, has_code
from baclofen.exchange.names import is_baclofen
from baclofen.exchange.none_known import says_none_known
from baclofen.exchange.wording import listed
from baclofen.knowledge import ATC, RXNORM, Knowledge
from baclofen.value import Value

_VOID = ("refuted", "entered-in-error")
_NO_LONGER = ("inactive", "resolved")
_NONE_CODES = frozenset({"no-known-allergies", "no-known-medication-allergies"})


class Allergies(Value):
    """Whether an allergy to baclofen is present, or stated to be absent."""

    present: frozenset[str]
    absent: frozenset[str]
    notes: tuple[str, ...]


def read_allergies(entries: Entries, known: Knowledge, ledger: Ledger) -> Allergies:
    """An allergy to baclofen counts when it is over too; "none known" must be active."""
    baclofen: list[str] = []
    none_said: list[str] = []
    medicines = unread = 0
    for allergy in entries.of("AllergyIntolerance"):
        names, found = _names(allergy)
        words = names[0] if names else "by its code"
        if has_code(allergy.child("verificationStatus"), *_VOID):
            ledger.harmless(allergy, "allergy", words, "refuted, or entered in error")
            continue
        is_over = has_code(allergy.child("clinicalStatus"), *_NO_LONGER)
        if _is_baclofen(names, found, known):
            baclofen.append(words)
            ledger.read(allergy, "allergy", words, ("allergies.baclofen",))
        elif _says_none(names, found):
            ledger.read(allergy, "allergy", words, ("allergies.baclofen", "no_allergy_told"))
            if not is_over:
                none_said.append(words)
        elif _is_medicine(names, known):
            medicines += not is_over
            ledger.harmless(allergy, "allergy", words, "to a medicine that is not baclofen")
        elif by := _harmless(names, found, known):
            ledger.harmless(allergy, "allergy", words, by)
        else:
            unread += 1
            medicines += not is_over and "medication" in allergy.texts("category")
            ledger.unread(allergy, "allergy", words)
    if baclofen:
        note = f"The record says hypersensitivity to baclofen: {listed(baclofen, 3)}."
        return Allergies(frozenset({"baclofen"}), frozenset(), (note,))
    if none_said and (medicines or unread):
        besides = "names an allergy to a medicine" if medicines else "holds one that was not read"
        note = f'The record says "{none_said[0]}" and also {besides}: the first was not believed.'
        return Allergies(frozenset(), frozenset(), (note,))
    if none_said:
        note = f'"{none_said[0]}" on record was taken as no hypersensitivity to baclofen.'
        return Allergies(frozenset(), frozenset({"baclofen"}), (note,))
    return Allergies(frozenset(), frozenset(), ())


def _names(allergy: Element) -> tuple[list[str], tuple[Coding, ...]]:
    concepts = [allergy.child("code")]
    concepts += [reaction.child("substance") for reaction in allergy.children("reaction")]
    found = tuple(c for concept in concepts for c in codings(concept))
    names = [concept.text("text") for concept in concepts if concept]
    names += [c.display for c in found]
    return [plain(n, 100) for n in dict.fromkeys(names) if n], found


def _is_baclofen(names: list[str], found: tuple[Coding, ...], known: Knowledge) -> bool:
    taken_for = known.codes.medicine(
        " / ".join(names), rxnorm=codes_of(found, RXNORM), atc=codes_of(found, ATC)
    )
    return is_baclofen(taken_for, " / ".join(names), known.codes)


def _is_medicine(names: list[str], known: Knowledge) -> bool:
    return bool(known.codes.medicine(" / ".join(names)).ingredients)


def _harmless(names: list[str], found: tuple[Coding, ...], known: Knowledge) -> str:
    """The kept list of substances that are no medicine, on which one of the names stands."""
    codes = [(c.system, c.code) for c in found]
    listed_in = (known.codes.harmless_allergen(codes, name) for name in names or [""])
    return next(filter(None, listed_in), "")


def _says_none(names: list[str], found: tuple[Coding, ...]) -> bool:
    if any(c.code in _NONE_CODES for c in found):
        return True
    return bool(names) and all(says_none_known(name) for name in names)

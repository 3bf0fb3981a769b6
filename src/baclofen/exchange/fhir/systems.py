"""Code systems by any of their addresses, and the codings of a concept."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from baclofen.exchange.fhir.element import Element
from baclofen.knowledge import ATC, ICD10, ICD10CM, LOINC, RXNORM, SNOMED

UCUM = "http://unitsofmeasure.org"
#: Where codes of our own are named. A reserved domain: the address leads nowhere.
OWN = "https://baclofen.example"
FIGURES = f"{OWN}/figure"
#: "No known ..." said with a code, in the International Patient Summary.
ABSENT = "http://hl7.org/fhir/uv/ips/codesystem/absent-unknown-uv-ips"

#: By address without scheme, "www." and what an edition adds; by OID; by plain name.
_BY_ADDRESS = {
    "nlm.nih.gov/research/umls/rxnorm": RXNORM, "2.16.840.1.113883.6.88": RXNORM, "rxnorm": RXNORM,
    "whocc.no/atc": ATC, "2.16.840.1.113883.6.73": ATC, "atc": ATC,
    "fhir.de/codesystem/bfarm/atc": ATC, "fhir.de/codesystem/dimdi/atc": ATC,
    "loinc.org": LOINC, "2.16.840.1.113883.6.1": LOINC, "loinc": LOINC,
    "snomed.info/sct": SNOMED, "2.16.840.1.113883.6.96": SNOMED, "snomed": SNOMED,
    "snomedct": SNOMED, "snomed-ct": SNOMED, "snomed ct": SNOMED,
    "hl7.org/fhir/sid/icd-10-cm": ICD10CM, "2.16.840.1.113883.6.90": ICD10CM,
    "icd-10-cm": ICD10CM, "icd10cm": ICD10CM, "icd10-cm": ICD10CM,
    "hl7.org/fhir/sid/icd-10": ICD10, "2.16.840.1.113883.6.3": ICD10,
    "icd-10": ICD10, "icd10": ICD10, "fhir.de/codesystem/bfarm/icd-10-gm": ICD10,
    "fhir.de/codesystem/dimdi/icd-10-gm": ICD10, "unitsofmeasure.org": UCUM,
    "2.16.840.1.113883.6.8": UCUM, "ucum": UCUM,
}  # fmt: skip


class Coding(NamedTuple):
    """One code of one system, with the name that came with it."""

    system: str
    code: str
    display: str


@lru_cache(maxsize=256)
def system_of(address: str) -> str:
    """The usual address of a code system; an unknown one comes back in small letters.

    >>> system_of("urn:oid:2.16.840.1.113883.6.96") == system_of("https://snomed.info/sct/")
    True
    """
    whole = address.split("|")[0].strip().lower().rstrip("/").replace("https://", "http://", 1)
    bare = whole
    for start in ("http://", "urn:oid:", "www."):
        bare = bare.removeprefix(start)
    # An edition of SNOMED CT stands behind its address: .../sct/900000000000207008/version/...
    if bare.startswith("snomed.info/sct/"):
        return SNOMED
    return _BY_ADDRESS.get(bare, whole)


def codings(concept: Element | None) -> tuple[Coding, ...]:
    """The codings of a CodeableConcept. ICD-10 codes get the dot that claims leave out."""
    if concept is None:
        return ()
    made = []
    for coding in concept.children("coding"):
        system, code = system_of(coding.text("system")), coding.text("code")
        if system in (ICD10CM, ICD10):
            code = code.upper()
            if len(code) > 3 and "." not in code:
                code = f"{code[:3]}.{code[3:]}"
        made.append(Coding(system, code, coding.text("display")))
    return tuple(made)


def codes_of(found: tuple[Coding, ...], system: str) -> tuple[str, ...]:
    """The codes of one system, each once."""
    return tuple(dict.fromkeys(c.code for c in found if c.system == system and c.code))


def words_of(concept: Element | None) -> str:
    """What a concept is called: its text, else the names of its codings."""
    if concept is None:
        return ""
    if text := concept.text("text"):
        return text
    return "; ".join(dict.fromkeys(c.display for c in codings(concept) if c.display))


def has_code(concept: Element | None, *codes: str) -> bool:
    """Whether a status given as a concept carries one of these codes (or says it in words)."""
    if concept is None:
        return False
    said = {c.code.lower() for c in codings(concept)} | {concept.text("text").lower()}
    return bool(said & set(codes))

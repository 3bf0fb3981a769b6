"""Code lists: what a condition, medicine or measurement is called by other systems.

Every row carries how it was verified. Nothing is guessed: a code and a text that
disagree give no match, and what matches nothing is "not recognised", never harmless.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"


@dataclass(frozen=True)
class Ingredient:
    """A medicine by its ingredient, with the class that rules speak of."""

    name: str
    medicine_class: str
    rxnorm: str
    atc: tuple[str, ...]
    brands: tuple[str, ...]


@dataclass(frozen=True)
class Product:
    """A baclofen product by RxNorm number. `strength` is empty when it was not read."""

    rxnorm: str
    form: str
    route: str
    brand: str
    strength: str
    strength_how: str


@dataclass(frozen=True)
class Recognised:
    """What a medicine entry was taken for. No ingredients: not recognised."""

    ingredients: tuple[Ingredient, ...]
    problem: str = ""

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(i.medicine_class for i in self.ingredients)


@dataclass(frozen=True)
class Codes:
    """The code lists, and the two questions asked of them."""

    condition_labels: Mapping[str, str]
    condition_codes: Mapping[tuple[str, str], frozenset[str]]
    icd_prefixes: Mapping[str, frozenset[str]]
    ingredients: tuple[Ingredient, ...]
    products: Mapping[str, Product]
    observations: Mapping[str, tuple[str, ...]]

    @property
    def conditions(self) -> frozenset[str]:
        return frozenset(self.condition_labels)

    @cached_property
    def medicine_classes(self) -> frozenset[str]:
        return frozenset(i.medicine_class for i in self.ingredients)

    @cached_property
    def _by_name(self) -> Mapping[str, Ingredient]:
        names: dict[str, Ingredient] = {}
        for item in self.ingredients:
            for name in (item.name, *item.brands):
                names.setdefault(name.lower(), item)
        return names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        # Longest first, so that "ozobax ds" is not read as "ozobax" only.
        return tuple(sorted(self._by_name, key=len, reverse=True))

    def _named_in(self, text: str) -> tuple[Ingredient, ...]:
        """The ingredients whose names stand in a text as whole words, in their order.

        A search name by name: one pattern of all names would cost a tenth of a cold start
        to compile, and a record holds few medicines.
        """
        left, found = text.lower(), []
        for name in self._names:
            at = left.find(name)
            while at >= 0:
                end = at + len(name)
                if not (_is_letter(left[at - 1 : at]) or _is_letter(left[end : end + 1])):
                    found.append((at, self._by_name[name]))
                    left = left[:at] + " " * len(name) + left[end:]
                at = left.find(name, end)
        return tuple(dict.fromkeys(item for _, item in sorted(found, key=lambda f: f[0])))

    @cached_property
    def _by_rxnorm(self) -> Mapping[str, Ingredient]:
        return {i.rxnorm: i for i in self.ingredients if i.rxnorm}

    @cached_property
    def _by_atc(self) -> Mapping[str, Ingredient]:
        found = {code: i for i in self.ingredients for code in i.atc if len(code) == 7}
        # WHO moved the gabapentinoids; older records carry the old codes.
        for old, new in (("N03AX12", "N02BF01"), ("N03AX16", "N02BF02")):
            if new in found:
                found[old] = found[new]
        return found

    @property
    def baclofen(self) -> Ingredient:
        return self._by_name["baclofen"]

    def medicine(
        self, text: str, *, rxnorm: Iterable[str] = (), atc: Iterable[str] = ()
    ) -> Recognised:
        """What a medicine is, from its words and its codes together.

        Codes and words must agree where both are known here; where they do not,
        nothing is recognised and `problem` says what came.
        """
        by_text = self._named_in(text)
        by_code: list[Ingredient] = []
        for code in rxnorm:
            if code in self.products:
                by_code.append(self.baclofen)
            elif code in self._by_rxnorm:
                by_code.append(self._by_rxnorm[code])
        by_code += [self._by_atc[code] for code in atc if code in self._by_atc]
        if by_text and by_code and not set(by_text) & set(by_code):
            said = ", ".join(i.name for i in by_text)
            coded = ", ".join(i.name for i in by_code)
            return Recognised((), f"the words say {said}, the code says {coded}")
        # Baclofen by its words alone, under a code this list does not hold, may be a
        # mislabelled code: it counts as baclofen (the safe side), with the doubt said.
        codes = [*rxnorm, *atc]
        if self.baclofen in by_text and codes and not by_code:
            return Recognised(
                by_text, f"code {', '.join(codes)} is not one of baclofen's codes known here"
            )
        return Recognised(tuple(dict.fromkeys((*by_text, *by_code))))

    def condition(self, coding: Iterable[tuple[str, str]]) -> frozenset[str]:
        """The condition keys of a list of (system, code). Empty: not one this project uses."""
        keys: set[str] = set()
        for system, code in coding:
            if (system, code) in self.condition_codes:
                keys |= self.condition_codes[system, code]
            elif system in (ICD10CM, ICD10):
                # ICD is a tree by prefix: G35.A is multiple sclerosis, as G35 was.
                for cut in range(len(code), 2, -1):
                    if code[:cut].rstrip(".") in self.icd_prefixes:
                        keys |= self.icd_prefixes[code[:cut].rstrip(".")]
                        break
        return frozenset(keys)


def _is_letter(mark: str) -> bool:
    return "a" <= mark <= "z"


def load_codes(folder: Path) -> Codes:
    """The code lists of a folder. `snomed.csv` may be left out where its licence forbids it."""

    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))

    # One code may stand for two keys: syringomyelia is also a spinal cord disease.
    prefixes: dict[str, frozenset[str]] = defaultdict(frozenset)
    codes: dict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    for row in rows("icd10cm.csv"):
        prefixes[row["code"]] |= {row["key"]}
    if (folder / "snomed.csv").is_file():
        for row in rows("snomed.csv"):
            codes[SNOMED, row["code"]] |= {row["key"]}
    observations: dict[str, list[str]] = defaultdict(list)
    for row in rows("observations.csv"):
        if row["system"] == LOINC:
            observations[row["key"]].append(row["code"])
    return Codes(
        condition_labels={r["key"]: r["label"] for r in rows("conditions.csv")},
        condition_codes=dict(codes),
        icd_prefixes=dict(prefixes),
        ingredients=tuple(
            Ingredient(
                r["ingredient"],
                r["class"],
                r["rxnorm"],
                tuple(filter(None, r["atc"].split(";"))),
                tuple(filter(None, (r["brands"] + ";" + r["brands_from_memory"]).split(";"))),
            )
            for r in rows("medicines.csv")
        ),
        products={
            r["rxnorm"]: Product(
                r["rxnorm"], r["form"], r["route"], r["brand"], r["strength"], r["strength_how"]
            )
            for r in rows("baclofen_products.csv")
        },
        observations={key: tuple(found) for key, found in observations.items()},
    )

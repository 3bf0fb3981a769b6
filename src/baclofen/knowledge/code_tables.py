"""Reads the code tables of a folder: one CSV a kind, each row with how it was verified."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from baclofen.errors import KnowledgeError
from baclofen.knowledge.codes import ICD10CM, LOINC, SNOMED, Codes, Product, without_kind
from baclofen.knowledge.harmless import Harmless, KeptList, allergen_of, plain_words
from baclofen.knowledge.medicines import Group, Ingredient, Medicines
from baclofen.knowledge.names import Names, names_of, sound_of, words_in
from baclofen.value import asdict

Row = Mapping[str, str]
#: What a kind of name is a member of, for the rules.
_SETS = {"condition": "conditions", "class": "medicine_classes"}
Tables = Mapping[str, Any]

_MEDICINES = ("medicines.csv", "medicines_more.csv", "medicines_common.csv")
#: What the kept lists are asked for, with the table of names.
_ASKED = {
    "condition": "harmless_conditions",
    "past": "harmless_conditions",
    "allergen": "harmless_allergens",
    "measurement": "harmless_measurements",
    "procedure": "harmless_procedures",
}


def read_code_tables(folder: Path) -> Tables:
    """What the code tables of a folder say, checked, as plain lists and objects.

    `snomed.csv` and `harmless_snomed.csv` may be left out where their licence forbids them.
    Raises `KnowledgeError` where a row names a medicine or a condition that no table holds.
    """
    labels = {r["key"]: r["label"] for r in _rows(folder / "conditions.csv")}
    icd = _rows(folder / "icd10cm.csv")
    snomed = _rows_if_there(folder / "snomed.csv")
    names = _rows(folder / "names.csv")
    observations = defaultdict(list)
    for row in _rows(folder / "observations.csv"):
        if row["system"] in (LOINC, SNOMED):
            observations[row["key"]].append(row["code"])
    products = [
        [r[name] for name in ("rxnorm", "form", "route", "brand", "strength", "strength_how")]
        for r in _rows(folder / "baclofen_products.csv")
    ]
    return {
        "labels": labels,
        "icd": _by_code(icd, labels),
        "snomed": _by_code(snomed, labels),
        "condition_names": _index(
            [
                *((label, [key]) for key, label in labels.items()),
                *((without_kind(r["display"]), [r["key"]]) for r in (*icd, *snomed)),
                *((r["name"], _several(r["means"])) for r in _checked(names, "condition", labels)),
            ]
        ),
        "idle_words": _index((r["name"], []) for r in names if r["kind"] == "beside"),
        "observations": observations,
        "now_words": _index((r["name"], []) for r in names if r["kind"] in ("beside", "now")),
        "once_over": [plain_words(r["name"]) for r in names if r["kind"] == "once over"],
        "denials": _index(
            (r["name"], [r["kind"].removeprefix("denial ")])
            for r in names
            if r["kind"].startswith("denial ")
        ),
        **_signs(_rows(folder / "signs.csv")),
        "information_only": {
            f"{_SETS[r['kind']]}.{r['name']}": ("waits: " if r["waits"] else "") + r["reason"]
            for r in _rows(folder / "information_only.csv")
        },
        "products": products,
        "harmless": _harmless(folder),
        **_medicines(folder, names, [product[0] for product in products]),
    }


def codes_of(tables: Tables) -> Codes:
    """The codes that tables of `read_code_tables` say, also after a way through JSON."""
    return Codes(
        condition_labels=tables["labels"],
        condition_codes={(SNOMED, c): frozenset(keys) for c, keys in tables["snomed"].items()},
        icd_prefixes={c: frozenset(keys) for c, keys in tables["icd"].items()},
        condition_names=Names(**tables["condition_names"]),
        idle_words=Names(**tables["idle_words"]),
        signs=tables["signs"],
        sign_names=Names(**tables["sign_names"]),
        now_words=Names(**tables["now_words"]),
        denials=Names(**tables["denials"]),
        once_over=frozenset(tables["once_over"]),
        medicines=Medicines(
            tuple(
                Ingredient(name, kind, rxnorm, tuple(atc), tuple(brands), tuple(names), tuple(also))
                for name, kind, rxnorm, atc, brands, names, also in tables["ingredients"]
            ),
            Names(**tables["names"]),
            tables["alone"],
            Names(**tables["routes"]),
            frozenset(tables["supplements"]),
            tables["by_rxnorm"],
            {row[0]: Group(*row) for row in tables["groups"]},
        ),
        products={row[0]: Product(*row) for row in tables["products"]},
        observations={key: tuple(found) for key, found in tables["observations"].items()},
        baclofen_names=tuple(tables["baclofen_names"]),
        harmless=_kept(tables["harmless"]),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _rows_if_there(path: Path) -> list[dict[str, str]]:
    return _rows(path) if path.is_file() else []


def _signs(rows: Iterable[Row]) -> dict[str, Any]:
    """Signs by "system code", and the index of their words."""
    systems = {"snomed": SNOMED, "icd10cm": ICD10CM}
    found: dict[str, str] = {}
    called: dict[str, str] = {}
    for row in rows:
        if row["code"]:
            found[f"{systems[row['system']]} {row['code']}"] = row["sign"]
        for name in _several(row["words"]):
            if called.setdefault(plain_words(name), row["sign"]) != row["sign"]:
                raise KnowledgeError(f"signs.csv: {name!r} means two signs")
    return {"signs": found, "sign_names": _index((n, [sign]) for n, sign in called.items())}


def _several(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def _by_code(rows: Iterable[Row], labels: Mapping[str, str]) -> dict[str, list[str]]:
    """Codes with their conditions. One may stand for two: syringomyelia is a cord disease too."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["key"] not in labels:
            raise KnowledgeError(f"the code {row['code']} means {row['key']!r}, which is no key")
        found[row["code"]].append(row["key"])
    return found


def _checked(names: Iterable[Row], kind: str, known: Iterable[str]) -> list[Row]:
    """The names of one kind. Each must mean something that a table holds."""
    found = [row for row in names if row["kind"] == kind]
    for row in found:
        if unknown := set(_several(row["means"])) - set(known):
            raise KnowledgeError(f"names.csv: {row['name']!r} means {sorted(unknown)}, not known")
    return found


def _medicines(folder: Path, names: Iterable[Row], baclofen: Iterable[str]) -> dict[str, Any]:
    rows = [r for n in _MEDICINES for r in _rows(folder / n)]
    known = {row["ingredient"] for row in rows if not row["salt_of"]}
    by_rxnorm = {code: ["baclofen"] for code in baclofen}
    called: dict[str, list[str]] = {}
    for row in rows:
        if base := row["salt_of"]:
            by_rxnorm[row["rxnorm"]] = called[row["ingredient"]] = [base]
    for row in _rows(folder / "rxnorm_products.csv"):
        by_rxnorm[row["rxnorm"]] = _several(row["ingredients"])
    called |= {r["name"]: _several(r["means"]) for r in _checked(names, "medicine", known)}
    alone: dict[str, list[str]] = {}
    for row in _rows(folder / "medicine_names.csv"):
        if unknown := set(_several(row["means"])) - known:
            raise KnowledgeError(f"{row['name']!r} means {sorted(unknown)}, not known")
        if row["kind"] == "alone":
            alone[plain_words(row["name"])] = _several(row["means"])
        else:
            called.setdefault(row["name"], _several(row["means"]))
    groups = [
        [r["code"], r["display"], _several(r["classes"]), _several(r["ingredients"])]
        for r in _rows(folder / "atc_groups.csv")
    ]
    for code, meant in (*by_rxnorm.items(), *((g[0], g[3]) for g in groups)):
        if unknown := set(meant) - known:
            raise KnowledgeError(f"the code {code} means {sorted(unknown)}, not known")
    ingredients = [_ingredient(row) for row in rows if not row["salt_of"]]
    pairs = [
        *((one, [i[0]]) for i in ingredients for one in (i[0], *i[5], *i[4])),
        *called.items(),
        *((row["name"], []) for row in names if row["kind"] == "not meant"),
    ]
    return {
        "ingredients": ingredients,
        "names": _index(pairs, _sounds(ingredients)),
        "routes": _index((row["words"], [row["route"]]) for row in _rows(folder / "routes.csv")),
        "supplements": [row["name"] for row in names if row["kind"] == "supplement"],
        "baclofen_names": sorted(
            {one.lower() for one, meant in pairs if meant == ["baclofen"]},
            key=lambda name: (-len(name), name),
        ),
        "alone": alone,
        "by_rxnorm": by_rxnorm,
        "groups": groups,
    }


def _index(
    pairs: Iterable[tuple[str, list[str]]], by_sound: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """An index of names as a plain object, so that no start has to make it."""
    return asdict(names_of(pairs, by_sound))


def _sounds(ingredients: Iterable[list[Any]]) -> dict[str, list[str]]:
    """The ingredients by the sound of their names, but those of two that sound alike.

    Baclofen is left out: what is nearly its name is looked at apart, and said.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name, kind, _, _, _, names, _ in ingredients:
        for one in (name, *names):
            if len(words := words_in(one)) == 1:
                # Spanish writes one letter where other languages write it twice.
                for sound in filter(None, (sound_of(words[0], doubled=d) for d in (False, True))):
                    found[sound].add("" if kind == "target" else name)
    return {sound: [*of] for sound, of in found.items() if len(of) == 1 and "" not in of}


def _ingredient(row: Row) -> list[Any]:
    return [
        row["ingredient"],
        row["class"],
        row["rxnorm"],
        _several(f"{row['atc']};{row['atc_former']}"),
        _several(f"{row['brands']};{row['brands_from_memory']}"),
        _several(f"{row['synonyms']};{row['synonyms_from_memory']}"),
        _several(row["also_class"]),
    ]


def _harmless(folder: Path) -> dict[str, Any]:
    """The kept lists by what they are asked for, the silent types, the alarm words."""
    snomed = _rows_if_there(folder / "harmless_snomed.csv")
    alarms = _rows(folder / "alarm_words.csv")
    if strange := {row["asked"] for row in snomed} - set(_ASKED):
        raise KnowledgeError(f"harmless_snomed.csv: {sorted(strange)} is asked for by nobody")
    lists = {}
    for asked, table in _ASKED.items():
        rows = [
            row
            for row in _rows(folder / f"{table}.csv")
            if (row.get("only_past") == "yes") is (asked == "past")
        ]
        coded = [row for row in snomed if row["asked"] == asked]
        name_of = allergen_of if asked == "allergen" else plain_words
        lists[asked] = {
            "codes": [row["code"] for row in rows if row.get("code")],
            "excepted": [code for row in rows for code in _several(row.get("except", ""))],
            "words": [
                name_of(name)
                for row in rows
                for name in (row["name"], *_several(row.get("also", "")))
            ],
            "snomed": [row["code"] for row in coded],
            "snomed_words": [name_of(without_kind(row["display"])) for row in coded],
        }
    return {
        "lists": lists,
        "silent": [r["type"] for r in _rows(folder / "silent_resources.csv") if r["list"] == "in"],
        "types": [r["type"] for r in _rows(folder / "silent_resources.csv")],
        "alarms": {r["stem"]: _several(r["means"]) for r in alarms},
        "unless": {r["stem"]: _several(r["unless"]) for r in alarms if r["unless"]},
    }


def _kept(raw: Mapping[str, Any]) -> Harmless:
    return Harmless(
        **{asked: _lists(asked, found) for asked, found in raw["lists"].items()},
        silent=frozenset(raw["silent"]),
        types=frozenset(raw["types"]),
        alarms=raw["alarms"],
        unless=raw["unless"],
    )


def _lists(asked: str, found: Mapping[str, Any]) -> tuple[KeptList, KeptList]:
    """The list of one kind and its rows of SNOMED CT. Only measurements have LOINC codes."""
    codes = frozenset(found["codes"])
    is_loinc = asked == "measurement"
    return (
        KeptList(
            name=_ASKED[asked],
            codes=frozenset((LOINC, code) for code in codes) if is_loinc else frozenset(),
            prefixes=frozenset() if is_loinc else codes,
            excepted=frozenset(found["excepted"]),
            words=frozenset(found["words"]),
        ),
        KeptList(
            name="harmless_snomed",
            codes=frozenset((SNOMED, code) for code in found["snomed"]),
            words=frozenset(found["snomed_words"]),
        ),
    )

"""Reads the code tables of a folder: one CSV a kind, each row with how it was verified."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from baclofen.errors import KnowledgeError
from baclofen.knowledge.codes import ICD10, ICD10CM, LOINC, SNOMED, Codes
from baclofen.knowledge.diagnosis_text import without_kind
from baclofen.knowledge.functions import Functions
from baclofen.knowledge.harmless import Harmless, KeptList, allergen_of, plain_words
from baclofen.knowledge.medicines import Group, Ingredient, Medicines, Product
from baclofen.knowledge.names import Names, sound_of, words_in
from baclofen.knowledge.reasons import read_reasons, reasons_of
from baclofen.knowledge.swallowing import Swallowing, swallowing_tables
from baclofen.knowledge.told_words import ToldWords
from baclofen.knowledge.word_tables import (
    Row,
    functions_of,
    heard_of,
    index_of,
    measured_of,
    measured_words_of,
    numbers_of,
    others_of,
    self_named,
    several,
    times_of_day_of,
    words_by_kind,
)

#: What a kind of name is a member of, for the rules.
_SETS = {"condition": "conditions", "class": "medicine_classes"}
Tables = Mapping[str, Any]

#: What a diagnosis means that speaks against nothing, as far as known.
_HARMLESS, _ONCE_OVER = "harmless", "harmless once over"
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
    conditions = _rows(folder / "conditions.csv")
    labels = {r["key"]: r["label"] for r in conditions}
    icd = _rows(folder / "icd10cm.csv")
    snomed = _rows_if_there(folder / "snomed.csv")
    names = _rows(folder / "names.csv")
    diagnoses = _diagnoses(_rows(folder / "diagnoses.csv"), labels)
    words = _rows(folder / "diagnosis_words.csv")
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
        "passing": [r["key"] for r in conditions if r["passes"] == "yes"],
        "icd": _by_code(icd, labels),
        "snomed": _by_code(snomed, labels),
        "condition_names": index_of(
            [
                *((label, [key]) for key, label in labels.items()),
                *((without_kind(r["display"]), [r["key"]]) for r in (*icd, *snomed)),
                *((r["name"], several(r["means"])) for r in diagnoses if not _is_harmless(r)),
            ]
        ),
        "idle_words": _beside(words, "beside"),
        "past_words": _beside(words, "before"),
        "course_words": index_of(
            (form, [r["kind"].removeprefix("course ")])
            for r in words
            if r["kind"].startswith("course ")
            for form in _forms(r)
        ),
        "swallowing": swallowing_tables(words, diagnoses, _forms),
        "observations": observations,
        "now_words": _beside(words, "beside", "now"),
        "once_over": [plain_words(r["name"]) for r in words if r["kind"] == "once over"],
        "denials": index_of(
            (r["name"], [r["kind"].removeprefix("denial ")])
            for r in words
            if r["kind"].startswith("denial ")
        ),
        **_signs(_rows(folder / "signs.csv")),
        **times_of_day_of(_rows(folder / "times_of_day.csv")),
        "functions": functions_of(_rows(folder / "functions.csv")),
        "swallowed": words_by_kind(_rows(folder / "swallowed_words.csv")),
        "pump_words": words_by_kind(_rows(folder / "pump_words.csv")),
        "others": others_of(_rows(folder / "other_meanings.csv")),
        "told": words_by_kind(_rows(folder / "told_words.csv")),
        "measured": measured_of(_rows(folder / "measured_words.csv")),
        "numbers": numbers_of(_rows(folder / "number_words.csv")),
        **read_reasons(_rows(folder / "reasons_not_given.csv")),
        "information_only": {
            f"{_SETS[r['kind']]}.{r['name']}": ("waits: " if r["waits"] else "") + r["reason"]
            for r in _rows(folder / "information_only.csv")
        },
        "products": products,
        **_harmless(folder, [r for r in diagnoses if _is_harmless(r)]),
        **_medicines(folder, names, [product[0] for product in products]),
    }


def codes_of(tables: Tables) -> Codes:
    """The codes that tables of `read_code_tables` say, also after a way through JSON."""
    names = Names(**tables["names"])
    return Codes(
        condition_labels=tables["labels"],
        condition_codes={(SNOMED, c): frozenset(keys) for c, keys in tables["snomed"].items()},
        icd_prefixes={c: frozenset(keys) for c, keys in tables["icd"].items()},
        condition_names=Names(**tables["condition_names"]),
        passing=frozenset(tables["passing"]),
        idle_words=Names(**tables["idle_words"]),
        past_words=Names(**tables["past_words"]),
        course_words=Names(**tables["course_words"]),
        swallowing=Swallowing(**{k: Names(**one) for k, one in tables["swallowing"].items()}),
        signs=tables["signs"],
        sign_names=Names(**tables["sign_names"]),
        now_words=Names(**tables["now_words"]),
        day_parts=tuple(tables["day_parts"]),
        day_codes=tables["day_codes"],
        day_words=Names(**tables["day_words"]),
        denials=Names(**tables["denials"]),
        told=ToldWords(tables["told"], Names(**tables["denials"]), Names(**tables["sign_names"])),
        reasons=reasons_of(tables),
        once_over=frozenset(tables["once_over"]),
        medicines=Medicines(
            tuple(
                Ingredient(name, kind, rxnorm, tuple(atc), tuple(brands), tuple(names), tuple(also))
                for name, kind, rxnorm, atc, brands, names, also in tables["ingredients"]
            ),
            names,
            tables["alone"],
            Names(**tables["routes"]),
            frozenset(tables["supplements"]),
            frozenset(tables["slow"]),
            tables["by_rxnorm"],
            {row[0]: Group(*row) for row in tables["groups"]},
        ),
        products={row[0]: Product(*row) for row in tables["products"]},
        observations={key: tuple(found) for key, found in tables["observations"].items()},
        baclofen_names=tuple(tables["baclofen_names"]),
        harmless=_kept(tables, names),
        harmless_names=Names(**tables["harmless_names"]),
        harmless_once_over=Names(**tables["harmless_once_over"]),
        measured=measured_words_of(tables),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _rows_if_there(path: Path) -> list[dict[str, str]]:
    return _rows(path) if path.is_file() else []


def _signs(rows: Iterable[Row]) -> dict[str, Any]:
    """Signs by "system code", and the index of their words."""
    systems = {"snomed": SNOMED, "icd10cm": ICD10CM, "icd10": ICD10}
    found: dict[str, str] = {}
    called: dict[str, str] = {}
    for row in rows:
        if row["code"]:
            found[f"{systems[row['system']]} {row['code']}"] = row["sign"]
        for name in several(row["words"]):
            if called.setdefault(plain_words(name), row["sign"]) != row["sign"]:
                raise KnowledgeError(f"signs.csv: {name!r} means two signs")
    return {"signs": found, "sign_names": index_of((n, [sign]) for n, sign in called.items())}


def _by_code(rows: Iterable[Row], labels: Mapping[str, str]) -> dict[str, list[str]]:
    """Codes with their conditions. One may stand for two: syringomyelia is a cord disease too."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["key"] not in labels:
            raise KnowledgeError(f"the code {row['code']} means {row['key']!r}, which is no key")
        found[row["code"]].append(row["key"])
    return found


def _checked(table: str, rows: Iterable[Row], known: Iterable[str]) -> list[Row]:
    """The rows of a table of names. Each must mean something that another table holds."""
    found = list(rows)
    for row in found:
        if unknown := set(several(row["means"])) - set(known):
            raise KnowledgeError(f"{table}: {row['name']!r} means {sorted(unknown)}, not known")
    return found


def _diagnoses(rows: Iterable[Row], labels: Iterable[str]) -> list[Row]:
    return _checked("diagnoses.csv", rows, {*labels, _HARMLESS, _ONCE_OVER})


def _is_harmless(row: Row) -> bool:
    return row["means"] in (_HARMLESS, _ONCE_OVER)


#: The endings that an adjective may have in a language, one of which it is written with.
_ENDINGS = {
    "de": re.compile(r"(?<=[a-zäöüß]{4})(?:e[mnrs]?)?$"),
    "fr": re.compile(r"(?<=[^\W\d_]{4})e?s?$"),
    "es": re.compile(r"(?<=[^\W\d_]{4})[ao]s?$"),
    "it": re.compile(r"(?<=[^\W\d_]{4})[aoie]$"),
}
_ALL_ENDINGS = {
    "de": ("", "e", "em", "en", "er", "es"),
    "fr": ("", "e", "s", "es"),
    "es": ("a", "o", "as", "os"),
    "it": ("a", "o", "e", "i"),
}


def _beside(rows: Iterable[Row], *kinds: str) -> dict[str, Any]:
    """The index of words of these kinds; a single one stands for its other endings too."""
    return index_of((form, [r["kind"]]) for r in rows if r["kind"] in kinds for form in _forms(r))


def _forms(row: Row) -> Iterable[str]:
    yield row["name"]
    if len(words_in(row["name"])) == 1:
        for language in several(row["languages"]):
            if language in _ENDINGS and (found := _ENDINGS[language].search(row["name"].lower())):
                stem = row["name"][: found.start()]
                yield from (stem + ending for ending in _ALL_ENDINGS[language])


def _medicines(folder: Path, names: Iterable[Row], baclofen: Iterable[str]) -> dict[str, Any]:
    rows = [r for n in _MEDICINES for r in _rows(folder / n)]
    known = {row["ingredient"] for row in rows if not row["salt_of"]}
    by_rxnorm = {code: ["baclofen"] for code in baclofen}
    called: dict[str, list[str]] = {}
    for row in rows:
        if base := row["salt_of"]:
            by_rxnorm[row["rxnorm"]] = called[row["ingredient"]] = [base]
    for row in _rows(folder / "rxnorm_products.csv"):
        by_rxnorm[row["rxnorm"]] = several(row["ingredients"])
    medicines = (row for row in names if row["kind"] == "medicine")
    called |= {r["name"]: several(r["means"]) for r in _checked("names.csv", medicines, known)}
    alone: dict[str, list[str]] = {}
    for row in _rows(folder / "medicine_names.csv"):
        if unknown := set(several(row["means"])) - known:
            raise KnowledgeError(f"{row['name']!r} means {sorted(unknown)}, not known")
        if row["kind"] == "alone":
            alone[plain_words(row["name"])] = several(row["means"])
        else:
            called.setdefault(row["name"], several(row["means"]))
    groups = [
        [r["code"], r["display"], several(r["classes"]), several(r["ingredients"])]
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
        "names": index_of(pairs, _sounds(ingredients)),
        "routes": index_of((row["words"], [row["route"]]) for row in _rows(folder / "routes.csv")),
        "supplements": [row["name"] for row in names if row["kind"] == "supplement"],
        "slow": [plain_words(row["name"]) for row in names if row["kind"] == "slow"],
        "baclofen_names": sorted(
            {one.lower() for one, meant in pairs if meant == ["baclofen"]},
            key=lambda name: (-len(name), name),
        ),
        "alone": alone,
        "by_rxnorm": by_rxnorm,
        "groups": groups,
    }


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
        several(f"{row['atc']};{row['atc_former']}"),
        several(f"{row['brands']};{row['brands_from_memory']}"),
        several(f"{row['synonyms']};{row['synonyms_from_memory']}"),
        several(row["also_class"]),
    ]


def _harmless(folder: Path, diagnoses: Iterable[Row]) -> dict[str, Any]:
    """The kept lists, silent types and alarm words, and the names that others may stand beside."""
    snomed = _rows_if_there(folder / "harmless_snomed.csv")
    alarms, types = (_rows(folder / f"{of}.csv") for of in ("alarm_words", "silent_resources"))
    if strange := {row["asked"] for row in snomed} - set(_ASKED):
        raise KnowledgeError(f"harmless_snomed.csv: {sorted(strange)} is asked for by nobody")
    lists = {}
    for asked, table in _ASKED.items():
        every, is_past = _rows(folder / f"{table}.csv"), asked == "past"
        rows = [row for row in every if (row.get("only_past") == "yes") is is_past]
        coded = [row for row in snomed if row["asked"] == asked]
        name_of = allergen_of if asked == "allergen" else plain_words
        lists[asked] = {
            "codes": [row["code"] for row in rows if row.get("code")],
            "excepted": [code for row in rows for code in several(row.get("except", ""))],
            "words": [
                name_of(name)
                for row in rows
                for name in (row["name"], *several(row.get("also", "")))
            ],
            "snomed": [row["code"] for row in coded],
            "snomed_words": [name_of(without_kind(row["display"])) for row in coded],
        }
    for row in diagnoses:
        of = "past" if row["means"] == _ONCE_OVER else "condition"
        lists[of]["words"].append(plain_words(row["name"]))
    made = {
        "lists": lists,
        "silent": [r["type"] for r in types if r["list"] != "out"],
        "told": [r["type"] for r in types if r["list"] == "told"],
        "types": [r["type"] for r in types],
        "alarms": {r["stem"]: several(r["means"]) for r in alarms},
        "unless": {r["stem"]: several(r["unless"]) for r in alarms if r["unless"]},
    }
    return {
        "harmless": made,
        "harmless_names": self_named(lists["condition"], lists["procedure"]),
        "harmless_once_over": self_named(lists["past"]),
    }


def _kept(tables: Tables, names: Names[str]) -> Harmless:
    raw = tables["harmless"]
    swallowed, pump, others = heard_of(tables)
    return Harmless(
        **{asked: _lists(asked, found) for asked, found in raw["lists"].items()},
        silent=frozenset(raw["silent"]),
        told=frozenset(raw["told"]),
        types=frozenset(raw["types"]),
        alarms=raw["alarms"],
        unless=raw["unless"],
        functions=Functions(**tables["functions"], medicines=names),
        swallowed=swallowed,
        pump=pump,
        others=others,
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

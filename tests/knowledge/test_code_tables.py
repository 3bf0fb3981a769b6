"""The code tables hold what was verified, each row with how and where."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

import baclofen.knowledge
from baclofen.errors import KnowledgeError
from baclofen.knowledge import ICD10, LOINC, SNOMED, words_in
from baclofen.knowledge.code_tables import read_code_tables
from tests.people import known

FOLDER = Path(baclofen.knowledge.__file__).parent / "data" / "codes"
HOWS = {"seen", "memory", "derived", "policy", "assumed", "not found", "not looked for"}
#: Keys of conditions that the verified list does not hold.
OURS = {
    "cancer", "ckd_severe", "ckd_stage_3", "drug_overdose_history", "wasting", "amputation",
    "advanced_multiple_sclerosis", "raised_intracranial_pressure", "neuromuscular_weakness",
    "pressure_ulcer", "excipient_intolerance", "suicide_attempt", "nil_by_mouth",
    "bowel_obstruction", "nil_by_mouth_later",
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))


def test_the_whole_verified_list_is_here() -> None:
    keys = {row["key"] for row in rows("conditions.csv")}
    assert len(keys - OURS) == 85
    assert keys >= OURS
    assert len(rows("medicines.csv")) == 318
    assert Counter(r["rxnorm_how"] for r in rows("medicines.csv")) == {"seen": 309, "not found": 9}
    assert sum(len(r["atc"].split(";")) for r in rows("medicines.csv")) == 413
    assert len(rows("observations.csv")) == 83 + 24
    systems = Counter(row["system"] for row in rows("observations.csv"))
    assert systems == {LOINC: 76 + 19, SNOMED: 5 + 5, "local": 2}
    icd = {(r["key"], r["code"]) for r in rows("icd10cm.csv") if r["key"] not in OURS}
    added = {(r["key"], r["code"]) for r in rows("icd10cm.csv") if "added" in r["agreement"]}
    who = {(r["key"], r["code"]) for r in rows("icd10cm.csv") if r["where"] == "who_icd10"}
    assert len(icd - added - who) == 391 + 3
    assert len(rows("snomed.csv")) == 125 + 35 + 189 + 4 + 9 + 2 + 3 + 1
    assert len(rows("baclofen_products.csv")) == 34 + 10


@pytest.mark.parametrize(
    ("table", "how", "where"),
    [
        ("icd10cm.csv", "how", "where"),
        ("snomed.csv", "how", "where"),
        ("observations.csv", "how", "where"),
        ("medicines.csv", "rxnorm_how", "rxnorm_where"),
        ("medicines.csv", "atc_how", "atc_where"),
        ("medicines_more.csv", "rxnorm_how", "rxnorm_where"),
        ("medicines_more.csv", "atc_how", "atc_where"),
        ("baclofen_products.csv", "how", "where"),
        ("rxnorm_products.csv", "how", "where"),
        ("atc_groups.csv", "how", "where"),
        ("names.csv", "how", "where"),
        ("diagnoses.csv", "how", "where"),
        ("diagnosis_words.csv", "how", "where"),
        ("medicine_names.csv", "how", "where"),
        ("routes.csv", "how", "where"),
        ("times_of_day.csv", "how", "where"),
        ("reasons_not_given.csv", "how", "where"),
        ("medicines_common.csv", "rxnorm_how", "rxnorm_where"),
        ("medicines_common.csv", "atc_how", "atc_where"),
        ("harmless_conditions.csv", "how", "where"),
        ("harmless_allergens.csv", "how", "where"),
        ("harmless_measurements.csv", "how", "where"),
        ("harmless_procedures.csv", "how", "where"),
        ("harmless_snomed.csv", "how", "where"),
        ("silent_resources.csv", "how", "where"),
        ("alarm_words.csv", "how", "where"),
        ("functions.csv", "how", "where"),
        ("measured_words.csv", "how", "where"),
        ("swallowed_words.csv", "how", "where"),
        ("other_meanings.csv", "how", "where"),
        ("told_words.csv", "how", "where"),
        ("pump_words.csv", "how", "where"),
    ],
)
def test_every_row_says_how_and_where_it_was_verified(table: str, how: str, where: str) -> None:
    sources = {row["key"] for row in rows("sources.csv")}
    for row in rows(table):
        assert row[how] in HOWS, row
        cited = set(filter(None, row[where].split(";")))
        assert cited <= sources, row
        # What was not found was found nowhere, and has no code; all else has a source.
        code = {"rxnorm_how": "rxnorm", "atc_how": "atc"}.get(how)
        if row[how] in ("not found", "not looked for"):
            assert not code or not row[code], row
        else:
            assert cited, row


def test_every_source_says_what_it_is_and_is_cited() -> None:
    cited = {
        key
        for table in FOLDER.glob("*.csv")
        for row in rows(table.name)
        for column in ("where", "rxnorm_where", "atc_where")
        for key in (row.get(column) or "").split(";")
    }
    for source in rows("sources.csv"):
        assert source["what"], source
        assert source["licence"], source
        assert source["key"] in cited


def test_no_code_stands_for_two_medicines() -> None:
    tables = ("medicines.csv", "medicines_more.csv", "medicines_common.csv")
    both = [row for table in tables for row in rows(table)]
    assert max(Counter(r["ingredient"] for r in both).values()) == 1
    assert max(Counter(r["rxnorm"] for r in both if r["rxnorm"]).values()) == 1
    whole = [code for r in both for code in r["atc"].split(";") if len(code) == 7]
    assert [code for code, n in Counter(whole).items() if n > 1] == ["N05AN01"]
    salts = {r["ingredient"]: r["salt_of"] for r in both if r["salt_of"]}
    assert salts == {"lithium carbonate": "lithium"}
    ingredients = {r["rxnorm"] for r in both if r["rxnorm"]}
    products = {r["rxnorm"] for r in rows("rxnorm_products.csv")}
    assert not ingredients & products
    assert len(products) == len(rows("rxnorm_products.csv"))


def test_a_products_ingredients_are_those_its_name_holds() -> None:
    """The names of RxNorm say what is in a product; the words are read for it once more."""
    for row in rows("rxnorm_products.csv"):
        named = [i.name for i in known().codes.medicine(row["display"]).ingredients]
        assert sorted(named) == sorted(row["ingredients"].split(";")), row


def test_the_known_corrections_hold() -> None:
    codes = known().codes
    strengths = {
        code: codes.products[code].strength
        for code in ("308517", "1300890", "1666613", "1666622", "308516", "1047437")
    }
    assert strengths == {
        "308517": "500 mcg/mL", "1300890": "1000 mcg/mL", "1666613": "2000 mcg/mL",
        "1666622": "2000 mcg/mL", "308516": "50 mcg/mL", "1047437": "50 mcg/mL",
    }  # fmt: skip
    # A change of mental state in another scale, once noted for RASS.
    assert "54632-5" not in {row["code"] for row in rows("observations.csv")}
    assert {r["code"] for r in rows("observations.csv") if r["key"] == "sedation_rass"} == {
        "457441000124102"
    }
    for code, key in {
        "G35.D": "multiple_sclerosis", "G20.C": "parkinson_disease",
        "M54.59": "chronic_low_back_pain", "M62.411": "spasticity", "N31.9": "urinary_retention",
        "R33.9": "urinary_retention", "G53.0": "postherpetic_neuralgia",
        "G63.2": "diabetic_neuropathy", "I64": "stroke",
    }.items():  # fmt: skip
        assert key in codes.condition([(ICD10, code)]), code
    assert [i.name for i in codes.medicine("", rxnorm=["6375"]).ingredients] == ["levodopa"]
    assert codes.medicine("", rxnorm=["6376"]).ingredients == ()
    for atc in ("R05DA04", "R05DA03", "N02AA08", "N02AJ06", "N07BC02", "N01AH01"):
        assert "opioid" in codes.medicine("", atc=[atc]).classes, atc
    for snomed in ("24700007", "221360009", "90584004", "203082005", "279039007", "2177002"):
        assert codes.condition([(SNOMED, snomed)]), snomed
    # It carries 21 different names in one public set of records.
    assert codes.condition([(SNOMED, "399935008")]) == frozenset()


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("names.csv", "Percodan,oxycodone;aspirin", "Percodan,oxycodone;asprin"),
        ("diagnoses.csv", "cachexia,wasting", "cachexia,waisting"),
        ("medicine_names.csv", "Liorel,baclofen,", "Liorel,baclofn,"),
        ("atc_groups.csv", "codeine;ibuprofen", "codeine;ibuprofn"),
        ("icd10cm.csv", "epilepsy,G40,", "epilepsi,G40,"),
        ("harmless_snomed.csv", "allergen,84489001", "alergen,84489001"),
    ],
)
def test_a_table_that_names_what_no_table_holds_is_refused(
    tmp_path: Path, table: str, old: str, new: str
) -> None:
    for path in FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    read_code_tables(tmp_path)
    text = (tmp_path / table).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / table).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KnowledgeError):
        read_code_tables(tmp_path)


def test_without_the_snomed_tables_the_rest_is_read(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.csv"):
        if path.name not in ("snomed.csv", "harmless_snomed.csv"):
            (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    tables = read_code_tables(tmp_path)
    assert tables["snomed"] == {}
    assert not any(kept["snomed"] for kept in tables["harmless"]["lists"].values())


#: The tables of Verhoeff's check digit: products of the dihedral group, and the permutation.
_PRODUCT = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901",
    "2793806415", "7046913258",
)  # fmt: skip


def has_right_check_digit(code: str) -> bool:
    sum_ = 0
    for place, digit in enumerate(reversed(code)):
        sum_ = int(_PRODUCT[sum_][int(_PERMUTED[place % 8][int(digit)])])
    return sum_ == 0


def test_the_check_digit_tells_a_wrong_code() -> None:
    assert has_right_check_digit("24700007")
    for wrong in ("24700008", "42700007", "78433007"):
        assert not has_right_check_digit(wrong)


def test_every_snomed_code_passes_its_check_digit() -> None:
    found = [row["code"] for name in ("snomed.csv", "harmless_snomed.csv") for row in rows(name)]
    found += [row["code"] for row in rows("observations.csv") if row["system"] == SNOMED]
    found += [row["words"] for row in rows("routes.csv") if row["languages"] == "sct"]
    assert len(found) > 550
    assert [code for code in found if not has_right_check_digit(code)] == []


def test_no_name_of_a_medicine_is_written_twice() -> None:
    names = Counter(" ".join(words_in(row["name"])) for row in rows("medicine_names.csv"))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_name_that_counts_alone_is_no_name_anywhere_else() -> None:
    """A word of everyday in the long list too would be found in the midst of a sentence."""
    index = known().codes.medicines.names.meanings
    alone = [row["name"] for row in rows("medicine_names.csv") if row["kind"] == "alone"]
    assert {"Moment", "Frontal", "magnesium"} <= set(alone)
    assert [name for name in alone if " ".join(words_in(name)) in index] == []

"""The kept lists against the keys, the alarms, the rules and the records of third parties."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import baclofen.knowledge
from baclofen.knowledge import ICD10, ICD10CM, LOINC, RXNORM, SNOMED, Has
from baclofen.knowledge.diagnosis_text import without_kind
from baclofen.knowledge.harmless import KeptList, allergen_of, plain_words
from baclofen.knowledge.numbers import UnreadWatched
from baclofen.patient import SIGNS
from tests.people import known

FOLDER = Path(baclofen.knowledge.__file__).parent / "data" / "codes"
RECORDS = Path(__file__).parents[1] / "records" / "synthea"
CODES = known().codes
HARMLESS = CODES.harmless
#: Measurements whose value is read, by the start of their key.
READ = ("creatinine_serum", "creatinine_blood", "egfr", "weight", "height")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))


def names_of(row: dict[str, str]) -> list[str]:
    if "display" in row:
        return [without_kind(row["display"])]
    return [row["name"], *filter(None, row.get("also", "").split(";"))]


def test_the_lists_have_the_size_they_were_made_for() -> None:
    counts = {name: len(rows(f"{name}.csv")) for name in (
        "harmless_conditions", "harmless_allergens", "harmless_measurements",
        "harmless_procedures", "harmless_snomed", "silent_resources", "alarm_words",
        "medicines_common",
    )}  # fmt: skip
    assert counts["harmless_conditions"] >= 395
    assert counts["harmless_measurements"] >= 250
    assert counts["medicines_common"] >= 670
    assert counts["alarm_words"] >= 400
    assert all(counts.values())


# --- against the keys -------------------------------------------------------------------


def test_no_key_covers_what_a_list_calls_harmless() -> None:
    for row in [*rows("harmless_conditions.csv"), *rows("harmless_procedures.csv")]:
        for name in names_of(row):
            assert not CODES.condition_named(name), row
        if code := row.get("code"):
            assert not CODES.condition([(ICD10CM, code)]), row
            # Nor does a key have a code below it, but those taken out.
            out = row["except"].split(";")
            below = {k for k in CODES.icd_prefixes if k.startswith(code)}
            assert {k for k in below if k not in out} == set(), row
    for row in rows("harmless_snomed.csv"):
        assert not CODES.condition([(SNOMED, row["code"])]), row
        assert not CODES.condition_named(row["display"]), row


def test_no_allergen_is_a_medicine() -> None:
    for row in rows("harmless_allergens.csv"):
        for name in names_of(row):
            assert not CODES.medicine(name).ingredients, row


def test_each_row_is_found_under_each_of_its_names_and_its_code() -> None:
    for row in rows("harmless_conditions.csv"):
        over = row["only_past"] == "yes"
        for name in names_of(row):
            assert CODES.harmless_condition([], name, over=over) != "", (row, name)
        if row["code"]:
            for system in (ICD10, ICD10CM):
                assert CODES.harmless_condition([(system, row["code"])], "", over=over), row
            for out in filter(None, row["except"].split(";")):
                assert not CODES.harmless_condition([(ICD10CM, out)], "", over=True), out
    for row in rows("harmless_measurements.csv"):
        assert CODES.harmless_measurement([(LOINC, row["code"])]), row
    for row in rows("harmless_allergens.csv"):
        assert all(CODES.harmless_allergen([], name) for name in names_of(row)), row
    for row in rows("harmless_procedures.csv"):
        assert all(CODES.harmless_procedure([], name) for name in names_of(row)), row


def test_no_code_and_no_name_stands_in_two_rows() -> None:
    for table in ("harmless_conditions.csv", "harmless_measurements.csv", "harmless_snomed.csv"):
        codes = [row["code"] for row in rows(table) if row["code"]]
        assert len(codes) == len(set(codes)), table
    kinds = [(row["type"]) for row in rows("silent_resources.csv")]
    assert len(kinds) == len(set(kinds))
    stems = [row["stem"] for row in rows("alarm_words.csv")]
    assert len(stems) == len(set(stems))


# --- against the alarms and the rules ---------------------------------------------------


def test_a_harmless_name_that_holds_an_alarm_says_why_it_is_listed() -> None:
    for table in (
        "harmless_conditions.csv", "harmless_procedures.csv", "harmless_allergens.csv",
        "harmless_snomed.csv",
    ):  # fmt: skip
        for row in rows(table):
            for name in names_of(row):
                assert not CODES.alarms_in(name) or row["note"], (table, name)


#: Conditions that are harmless as they stand, though a word in their name sounds an alarm.
ALARMING = {
    "R73.03", "R03.0", "Z83.3", "K57.30", "K57.90", "K57.10", "K40.90", "K40.20", "K41.90",
    "K42.9", "K43.9", "K44.9", "history of miscarriage", "victim of intimate partner abuse",
    "R00.1", "R11", "I47.1", "L29.0", "K59.1", "N20.0",
    "febrile convulsions in childhood", "nephrolithiasis", "simple renal cyst", "kidney donor",
    "hyperreflexia",
}  # fmt: skip


def test_no_other_condition_is_listed_against_an_alarm() -> None:
    found = {
        row["code"] or row["name"]
        for row in rows("harmless_conditions.csv")
        if row["only_past"] != "yes" and any(CODES.alarms_in(name) for name in names_of(row))
    }
    assert found == ALARMING


def test_every_alarm_means_a_condition_a_sign_or_a_rule() -> None:
    means_all = CODES.conditions | {f"signs.{sign}" for sign in SIGNS} | known().rules.keys()
    for row in rows("alarm_words.csv"):
        assert set(row["means"].split(";")) <= means_all, row
        for stem in (row["stem"], *filter(None, row["unless"].split(";"))):
            # "#" stands for any number.
            plain = stem.replace("#", "1")
            assert plain == "*".join(plain_words(part) for part in plain.split("*")), row
        assert set(row["languages"].split(";")) <= {*LANGUAGES, *UNREAD_LANGUAGES}, row


#: The languages of the jurisdictions whose labels are known here.
LANGUAGES = ("en", "de", "fr", "es", "it")
#: Languages of records that are not read: what would hurt first has its roots.
UNREAD_LANGUAGES = ("pl", "nl", "ru", "sv", "no", "da", "el", "tr", "hu", "pt", "cs", "ro", "fi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_strong_rule_asks_for_has_its_alarm_in_each_language(language: str) -> None:
    """Each condition and sign that a rule at avoid or worse speaks of, and each illness that slows
    a start where an unread entry sounds like it."""
    strong = [r for r in known().rules.values() if r.severity in STRONG and r.when is not None]
    leaves = [x for r in strong if r.when for x in r.when.leaves() if isinstance(x, Has)]
    asked = {x.member for x in leaves if x.field == "conditions"}
    asked |= {f"signs.{x.member}" for x in leaves if x.field == "signs"}
    asked |= known().of(UnreadWatched).heard
    asked |= {"ckd", "aki", "dialysis", "kidney_transplant", "pregnancy", "pump_presence"}
    heard = {
        means
        for row in rows("alarm_words.csv")
        if language in row["languages"].split(";")
        for means in row["means"].split(";")
    }
    assert asked - heard == set()
    assert asked <= known().stops_needle | known().of(UnreadWatched).heard | AFTER_A_STOP


@pytest.mark.parametrize("language", UNREAD_LANGUAGES)
def test_failing_kidneys_dialysis_and_fits_have_roots_in_languages_that_are_not_read(
    language: str,
) -> None:
    heard = {
        means
        for row in rows("alarm_words.csv")
        if language in row["languages"].split(";")
        for means in row["means"].split(";")
    }
    assert {"ckd", "dialysis"} <= heard
    assert {"seizure", "epilepsy"} & heard


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("Przewlekła choroba nerek stadium 5", "ckd"), ("Drgawki", "signs.seizure"),
        ("Padaczka", "epilepsy"), ("Dializoterapia", "dialysis"),
        ("Chronische nierziekte stadium 5", "ckd"), ("Stuipen", "signs.seizure"),
        ("Хроническая болезнь почек 5 стадии", "ckd"), ("Программный гемодиализ", "dialysis"),
        ("Судорожный приступ", "signs.seizure"), ("Эпилепсия", "epilepsy"),
        ("Kronisk nyresvikt stadium 5", "ckd"), ("Kronisk njursvikt", "ckd"),
        ("Krampeanfall", "signs.seizure"), ("Χρόνια νεφρική νόσος", "ckd"),
        ("Αιμοκάθαρση", "dialysis"), ("Επιληψία", "epilepsy"),
        ("Kronik böbrek yetmezliği", "ckd"), ("Diyaliz hastası", "dialysis"),
        ("Krónikus veseelégtelenség", "ckd"), ("Görcsroham", "signs.seizure"),
        ("Insuficiência dos rins", "ckd"), ("Selhání ledvin", "ckd"), ("Hemodialýza", "dialysis"),
        ("Boala cronica de rinichi", "ckd"), ("Munuaisten vajaatoiminta", "ckd"), ("IRA", "aki"),
    ],
)  # fmt: skip
def test_words_of_other_languages_sound_the_alarm_that_they_are(words: str, means: str) -> None:
    assert means in CODES.alarms_in(words)


@pytest.mark.parametrize(
    "words",
    ["Μυϊκοί σπασμοί", "Spastyczność", "Spasticiteit", "Spastisitet", "Izomgörcs", "Spasticitet",
     "Nadciśnienie tętnicze", "Рассеянный склероз", "Multipel skleros", "Roztroušená skleróza"],
)  # fmt: skip
def test_what_is_ordinary_in_those_languages_sounds_none(words: str) -> None:
    assert CODES.alarms_in(words) == ()


STRONG = ("avoid", "contraindicated", "emergency")
#: Signs of a lack of baclofen, or that count beside another alone: they keep nobody from a start.
AFTER_A_STOP = {f"signs.{sign}" for sign in (
    "rigidity", "fast_pulse", "dark_urine", "itching", "fever", "limpness", "slow_pulse",
    "low_temperature",
)}  # fmt: skip


def test_an_alarm_sounds_for_every_condition_that_a_rule_asks_for() -> None:
    """By their own labels. Those left out carry no danger that an unread word could hide."""
    leaves = (leaf for rule in known().rules.values() if rule.when for leaf in rule.when.leaves())
    asked = {x.member for x in leaves if isinstance(x, Has) and x.field == "conditions"}
    asked |= {"ckd", "aki", "dialysis", "kidney_transplant", "pregnancy", "pump_presence"}
    silent = {key for key in asked if not CODES.alarms_in(CODES.condition_labels[key])}
    assert silent == {
        "active_infection", "excipient_intolerance", "functional_spasticity", "hypersensitivity",
        "rheumatic_muscle_spasm",
    }  # fmt: skip


def test_every_type_of_fhir_r4_is_weighed_with_its_reason() -> None:
    for row in rows("silent_resources.csv"):
        assert row["list"] in ("in", "told", "out"), row
        assert row["reason"], row
    weighed = {row["type"] for row in rows("silent_resources.csv")}
    assert {
        "Flag", "RiskAssessment", "QuestionnaireResponse", "FamilyMemberHistory", "CarePlan",
        "DocumentReference", "ClinicalImpression", "Communication", "NutritionOrder",
        "ServiceRequest", "Device", "Procedure", "Condition", "Observation", "Patient",
    } <= weighed - HARMLESS.silent  # fmt: skip
    assert len(weighed) >= 130


# --- against the medicines --------------------------------------------------------------

#: Medicines of the new table that sedate, and the classes that say so.
SEDATING = (
    "cetirizine", "levocetirizine", "azelastine", "olopatadine", "lasmiditan", "tetrabenazine",
    "deutetrabenazine", "valbenazine", "trihexyphenidyl", "benztropine", "biperiden",
    "procyclidine", "buspirone", "etifoxine", "nefopam", "flupirtine", "thalidomide",
    "flibanserin", "efavirenz", "kratom", "barbital", "diphenoxylate", "metopimazine",
    "scopolamine",
)  # fmt: skip


@pytest.mark.parametrize("name", SEDATING)
def test_a_sedating_medicine_has_a_class_that_a_rule_speaks_of(name: str) -> None:
    (item,) = CODES.medicine(name).ingredients
    assert set(item.classes) & known().classes_spoken_of


@pytest.mark.parametrize(
    ("name", "medicine_class"),
    [
        ("sildenafil", "vasodilator"), ("tadalafil", "vasodilator"),
        ("levobunolol", "beta_blocker"), ("brimonidine", "alpha2_agonist"),
        ("mesalazine", "nephrotoxic_other"), ("cobicistat", "nephrotoxic_other"),
        ("pemetrexed", "antineoplastic_nephrotoxic"), ("procarbazine", "maoi"),
        ("nusinersen", "intrathecal_other"), ("phenylbutazone", "nsaid"),
    ],
)  # fmt: skip
def test_a_class_that_a_rule_speaks_of_is_used(name: str, medicine_class: str) -> None:
    (item,) = CODES.medicine(name).ingredients
    assert item.medicine_class == medicine_class
    assert medicine_class in known().classes_spoken_of


# --- against the records of third parties -----------------------------------------------


def entries(*kinds: str) -> Iterator[dict[str, Any]]:
    for path in sorted(RECORDS.glob("*.json.gz")):
        bundle = json.loads(gzip.decompress(path.read_bytes()))
        for entry in bundle["entry"]:
            if entry["resource"]["resourceType"] in kinds:
                yield entry["resource"]


def said(concept: dict[str, Any]) -> tuple[list[tuple[str, str]], str]:
    found = [(c["system"], c["code"]) for c in concept["coding"]]
    return found, concept.get("text") or concept["coding"][0]["display"]


def test_every_condition_of_the_records_is_read_or_listed() -> None:
    left: set[str] = set()
    once_over: set[str] = set()
    for condition in entries("Condition"):
        coding, text = said(condition["code"])
        if CODES.condition(coding) or CODES.harmless_condition(coding, text):
            continue
        past = CODES.harmless_condition(coding, text, over=True)
        (once_over if past else left).add(text)
    assert left == set()
    assert once_over == {
        "Acute bacterial sinusitis (disorder)", "Appendicitis", "Blighted ovum", "Cardiac Arrest",
        "Fracture of ankle", "Fracture of forearm", "Miscarriage in first trimester",
        "Otitis media", "Rupture of appendix", "Streptococcal sore throat (disorder)",
    }  # fmt: skip


def test_every_medicine_of_the_records_is_recognised() -> None:
    left = set()
    for order in entries("MedicationRequest"):
        if concept := order.get("medicationCodeableConcept"):
            coding, text = said(concept)
            rxnorm = [code for system, code in coding if system == RXNORM]
            if not CODES.medicine(text, rxnorm=rxnorm).ingredients:
                left.add(text)
    assert left == set()


def test_every_measurement_of_the_records_is_read_or_listed() -> None:
    read = {c for key, codes in CODES.observations.items() if key.startswith(READ) for c in codes}
    left = set()
    for result in entries("Observation"):
        coding, text = said(result["code"])
        if not (CODES.harmless_measurement(coding) or {code for _, code in coding} & read):
            left.add(text)
    assert left == {
        "Cause of Death [US Standard Certificate of Death]", "FEV1/FVC",
        "Hemoglobin.gastrointestinal [Presence] in Stool by Immunologic method",
        "Mental health Outpatient Note", "Mental health Telehealth Note", "Oral temperature",
        "Total score [MMSE]",
    }  # fmt: skip


def test_every_procedure_of_the_records_is_read_or_listed() -> None:
    left = set()
    for procedure in entries("Procedure"):
        coding, text = said(procedure["code"])
        if not (CODES.condition(coding) or CODES.harmless_procedure(coding, text)):
            left.add(text)
    assert left == {
        "Childbirth", "Counseling for termination of pregnancy", "Epidural anesthesia",
        "Induced termination of pregnancy", "Medical induction of labor",
        "Percutaneous mechanical thrombectomy of portal vein using fluoroscopic guidance",
        "Physical exam following abortion", "Pregnancy termination care",
        "Premature birth of newborn",
        "Seizure Count Cerebral Cortex Electroencephalogram (EEG)",
        "Suicide risk assessment (procedure)",
    }  # fmt: skip


def test_every_allergy_of_the_records_is_listed() -> None:
    for allergy in entries("AllergyIntolerance"):
        coding, text = said(allergy["code"])
        assert CODES.harmless_allergen(coding, text), text


def test_words_are_kept_as_they_are_compared() -> None:
    kept: KeptList
    for kept in (*HARMLESS.condition, *HARMLESS.past, *HARMLESS.procedure):
        assert kept.words == {plain_words(word) for word in kept.words}
    for kept in HARMLESS.allergen:
        assert kept.words == {allergen_of(word) for word in kept.words}

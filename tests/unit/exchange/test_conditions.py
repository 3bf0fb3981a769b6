"""Conditions, dialysis and allergies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baclofen.exchange.fhir.conditions import LINGERING
from baclofen.knowledge import ICD10, ICD10CM, load_knowledge
from tests.unit.exchange.build import SNOMED, bundle, condition, day, medicine, read, said

MS, SEIZURE, DELIRIUM, PREGNANT, DIALYSIS = (
    "426373005", "91175000", "2776000", "77386006", "302497006",
)  # fmt: skip


def present(tmp_path: Path, *resources: dict[str, Any]) -> set[str]:
    return set(read(bundle(*resources), tmp_path).patient.conditions)


@pytest.mark.parametrize(
    ("system", "code", "key"),
    [
        (SNOMED, MS, "multiple_sclerosis"),
        ("urn:oid:2.16.840.1.113883.6.96", MS, "multiple_sclerosis"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "G35.A", "multiple_sclerosis"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "g35a", "multiple_sclerosis"),
        ("urn:oid:2.16.840.1.113883.6.90", "G35.A", "multiple_sclerosis"),
        ("http://hl7.org/fhir/sid/icd-10", "G35", "multiple_sclerosis"),
        ("urn:oid:2.16.840.1.113883.6.3", "G35", "multiple_sclerosis"),
        (SNOMED, "221360009", "spasticity"),
    ],
)
def test_conditions_by_code(tmp_path: Path, system: str, code: str, key: str) -> None:
    assert present(tmp_path, condition(code, system)) == {key}


def test_the_addresses_of_icd_10_are_those_of_the_knowledge() -> None:
    codes = load_knowledge().codes
    assert codes.condition([(ICD10CM, "G35.A")]) == codes.condition([(ICD10, "G35")]) != frozenset()


@pytest.mark.parametrize(("ends", "alarms"), [(-3, {"signs.coma"}), (300, set())])
def test_what_is_yet_to_end_is_not_of_the_past(tmp_path: Path, ends: int, alarms: set[str]) -> None:
    unknown = condition("0") | {"abatementDateTime": day(ends), "code": {"text": "Coma-like state"}}
    (entry,) = (e for e in read(bundle(unknown), tmp_path).entries if "Coma" in e.words)
    assert (entry.state, {a for a in entry.alarms if a.startswith("signs.")}) == ("unread", alarms)


def test_what_still_counts_for_days_passes_at_last() -> None:
    codes = load_knowledge().codes
    assert LINGERING < codes.passing < codes.conditions


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_refuted_conditions_do_not_count(tmp_path: Path, status: str) -> None:
    refuted = condition(SEIZURE, verificationStatus={"coding": [{"code": status}]})
    assert present(tmp_path, refuted) == set()


def test_unconfirmed_conditions_count_and_are_said(tmp_path: Path) -> None:
    unsure = condition(SEIZURE, verificationStatus={"coding": [{"code": "provisional"}]})
    unsure["code"]["text"] = "Seizure?"
    record = read(bundle(unsure), tmp_path)
    assert record.patient.conditions == {"seizure"}
    assert "Not confirmed in the record, but counted: Seizure?." in record.notes


@pytest.mark.parametrize("status", ["resolved", "inactive", "remission"])
def test_of_what_is_over_only_transient_states_go(tmp_path: Path, status: str) -> None:
    found = present(tmp_path, condition(SEIZURE, status=status), condition(DELIRIUM, status=status))
    assert found == {"seizure"}


@pytest.mark.parametrize(
    ("end", "counts"),
    [
        ({"abatementDateTime": "2026-11-22"}, True),
        ({"abatementDateTime": "2026-11-15"}, True),
        ({"abatementDateTime": "2026-11-14"}, False),
        ({"abatementDateTime": "2026-11-23"}, True),
        ({"abatementDateTime": "2026-11"}, True),
        ({"abatementPeriod": {"end": "2026-10-01"}}, False),
        ({}, True),
    ],
)
def test_the_end_of_a_transient_state(tmp_path: Path, end: dict[str, Any], counts: bool) -> None:
    assert present(tmp_path, condition(DELIRIUM, **end)) == (
        {"confusional_state"} if counts else set()
    )


def test_what_ends_after_the_day_judged_is_active_then(tmp_path: Path) -> None:
    delirium = condition(DELIRIUM, status="resolved", abatementDateTime="2026-11-30")
    assert present(tmp_path, delirium) == {"confusional_state"}


def test_what_begins_after_the_day_judged_is_left_out_and_counted(tmp_path: Path) -> None:
    later = [condition(SEIZURE, onsetDateTime="2021-01-01") for _ in range(2)]
    record = read(bundle(*later), tmp_path, today=date(2020, 1, 1))
    assert record.patient.conditions == frozenset()
    assert "2 conditions dated after 2020-01-01 were left out." in record.notes


@pytest.mark.parametrize(("days", "counts"), [(280, True), (315, True), (317, False)])
def test_a_pregnancy_never_closed_does_not_last_for_ever(
    tmp_path: Path, days: int, counts: bool
) -> None:
    record = read(bundle(condition(PREGNANT, onsetDateTime=day(days))), tmp_path)
    assert ("pregnancy" in record.patient.conditions) is counts
    assert ("ask whether the patient is pregnant" in said(record)) is not counts


@pytest.mark.parametrize(("days", "counts"), [(10, True), (80, True), (120, False)])
def test_an_acute_kidney_injury_never_closed_does_not_last_for_ever(
    tmp_path: Path, days: int, counts: bool
) -> None:
    record = read(bundle(condition("14669001", onsetDateTime=day(days))), tmp_path)
    assert ("aki" in record.patient.conditions) is counts
    assert ("was not counted as acute" in said(record)) is not counts


def in_words(text: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "code": {"text": text}} | more


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Epilepsy", "epilepsy"), ("EPILEPSY (disorder)", "epilepsy"),
        ("Multiple sclerosis", "multiple_sclerosis"), ("Parkinson's disease", "parkinson_disease"),
        ("End-stage renal disease", "ckd"), ("Haemodialysis", "dialysis"), ("COPD", "copd"),
        ("History of seizures", "seizure"), ("Peptic ulcer disease", "peptic_ulcer"),
        ("Relapsing-remitting multiple sclerosis", "multiple_sclerosis"),
    ],
)  # fmt: skip
def test_words_that_are_one_known_name_are_read_and_said(
    tmp_path: Path, text: str, key: str
) -> None:
    record = read(bundle(in_words(text)), tmp_path)
    assert key in record.patient.conditions
    assert f"Conditions read by their words alone: {text}. Confirm." in record.notes


@pytest.mark.parametrize(
    "text",
    [
        "No epilepsy", "Family history of epilepsy", "Mother has multiple sclerosis",
        "Rule out stroke", "Stroke?? not confirmed", "Seizure-like event excluded", "Fear of falls",
        "MS", "CP", "Denies depression", "Epilepsy in father",
    ],
)  # fmt: skip
def test_a_name_inside_other_words_is_no_condition(tmp_path: Path, text: str) -> None:
    record = read(bundle(in_words(text)), tmp_path)
    assert record.patient.conditions == frozenset()
    (entry,) = [e for e in record.entries if e.kind == "condition"]
    assert (entry.words, entry.state) == (text, "unread")
    assert entry in record.patient.unread


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_words_that_are_refuted_do_not_count(tmp_path: Path, status: str) -> None:
    assert present(tmp_path, in_words("Epilepsy", verificationStatus={"text": status})) == set()


def test_a_family_history_is_none_of_the_patient(tmp_path: Path) -> None:
    relative = {
        "resourceType": "FamilyMemberHistory", "status": "completed",
        "relationship": {"text": "mother"},
        "condition": [{"code": {"coding": [{"system": SNOMED, "code": SEIZURE}]}}],
    }  # fmt: skip
    assert (
        present(tmp_path, relative, condition("Z82.0", ICD10CM), condition("Z823", ICD10)) == set()
    )


def test_a_code_of_another_system_leaves_the_words_to_speak(tmp_path: Path) -> None:
    other = condition("345.90", "http://hl7.org/fhir/sid/icd-9-cm")
    other["code"]["text"] = "Epilepsy"
    assert present(tmp_path, other) == {"epilepsy"}


def test_code_and_words_that_differ_both_count_and_it_is_said(tmp_path: Path) -> None:
    torn = condition(MS)
    torn["code"]["text"] = "Epilepsy"
    record = read(bundle(torn), tmp_path)
    assert record.patient.conditions == {"multiple_sclerosis", "epilepsy"}
    assert (
        "Code and words name different conditions, and both were counted: Epilepsy. Confirm."
        in record.notes
    )


@pytest.mark.parametrize("code", ["O24.410", "O24410", "Z3A.20", "z3a20", "O14.9", "Z34"])
def test_every_pregnancy_code_counts(tmp_path: Path, code: str) -> None:
    assert present(tmp_path, condition(code, ICD10CM, onsetDateTime=day(60))) == {"pregnancy"}


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "G35.10"), ("ICD-10-CM", "G35A"),
        ("https://hl7.org/fhir/sid/icd-10-cm/", "G35.C1"), (ICD10, "G35.-"), (ICD10, "G35*"),
        ("2.16.840.1.113883.6.90", "G35"),
    ],
)  # fmt: skip
def test_icd_10_under_its_many_addresses(tmp_path: Path, system: str, code: str) -> None:
    assert "multiple_sclerosis" in present(tmp_path, condition(code, system))


# --- dialysis -------------------------------------------------------------------------------


def procedure(status: str = "completed", **more: Any) -> dict[str, Any]:
    code = {"coding": [{"system": SNOMED, "code": DIALYSIS}]}
    return {"resourceType": "Procedure", "status": status, "code": code} | more


@pytest.mark.parametrize(
    ("done", "dialysis"),
    [
        (procedure(performedDateTime=day(80)), True),
        (procedure(performedDateTime=day(100)), None),
        (procedure(performedDateTime="2026-12-01"), None),
        (procedure(performedPeriod={"start": day(400), "end": day(3)}), True),
        (procedure("in-progress", performedPeriod={"start": day(400)}), True),
        (procedure("not-done", performedDateTime=day(3)), None),
        (procedure(), None),
    ],
)
def test_dialysis_by_procedure(tmp_path: Path, done: dict[str, Any], dialysis: bool | None) -> None:
    assert read(bundle(done), tmp_path).patient.dialysis is dialysis


def test_dialysis_of_the_past_is_asked_about(tmp_path: Path) -> None:
    record = read(bundle(procedure(performedDateTime=day(200))), tmp_path)
    assert "ask whether the patient is on dialysis" in said(record)


# --- allergies ------------------------------------------------------------------------------


def allergy(text: str = "", status: str = "active", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p"},
        "code": {"text": text}, "clinicalStatus": {"coding": [{"code": status}]},
    } | more  # fmt: skip


RXNORM_CODE = {
    "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "1292"}]
}


@pytest.mark.parametrize(
    "found",
    [
        allergy("Baclofen"),
        allergy("Lioresal tablets", status="resolved"),
        allergy("Baclophen"),
        allergy(code=RXNORM_CODE),
        allergy("Rash", reaction=[{"substance": {"text": "baclofen"}}]),
        allergy("Aspirin", code=RXNORM_CODE | {"text": "Aspirin"}),
    ],
)
def test_hypersensitivity_to_baclofen(tmp_path: Path, found: dict[str, Any]) -> None:
    record = read(bundle(found, allergy("No known allergies")), tmp_path)
    assert record.patient.allergies == {"baclofen"}
    assert record.patient.no_allergies == frozenset()
    assert "The record says hypersensitivity to baclofen" in said(record)


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_a_refuted_allergy_does_not_count(tmp_path: Path, status: str) -> None:
    refuted = allergy("Baclofen", verificationStatus={"coding": [{"code": status}]})
    assert read(bundle(refuted), tmp_path).patient.allergies == frozenset()


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("No known allergies", True), ("No Known Allergy (situation)", True),
        ("No known drug allergy", True), ("NKDA", True), ("NKA", True),
        ("No known medication allergies", True), ("No known food allergy", False),
        ("No known latex allergy", False), ("Penicillin", False), ("", False),
    ],
)  # fmt: skip
def test_none_known(tmp_path: Path, text: str, absent: bool) -> None:
    record = read(bundle(allergy(text)), tmp_path)
    assert record.patient.no_allergies == ({"baclofen"} if absent else frozenset())
    assert ("was taken as no hypersensitivity to baclofen" in said(record)) is absent


def test_none_known_must_be_active(tmp_path: Path) -> None:
    record = read(bundle(allergy("No known allergies", status="inactive")), tmp_path)
    assert record.patient.no_allergies == frozenset()


def test_none_known_beside_an_allergy_to_a_medicine_is_not_believed(tmp_path: Path) -> None:
    record = read(bundle(allergy("NKDA"), allergy("Morphine")), tmp_path)
    assert record.patient.no_allergies == frozenset()
    assert "the first was not believed" in said(record)


def test_an_allergy_alone_does_not_say_that_baclofen_is_taken(tmp_path: Path) -> None:
    assert read(bundle(allergy("Baclofen")), tmp_path).patient.baclofen is None
    record = read(bundle(allergy("Baclofen"), medicine("Sertraline")), tmp_path)
    assert record.patient.baclofen == ()


# --- words alone --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Stroke due to cerebral infarction", {"stroke"}),
        ("Epilepsy, grand mal", {"epilepsy"}),
        ("Haemodialysis three times a week", {"dialysis"}),
        ("Hämodialyse 3x pro Woche seit 2021", {"dialysis"}),
        ("Left hemiparesis after stroke", {"hemiplegia", "stroke"}),
        ("CKD 4", {"ckd", "ckd_severe"}),
        ("Diabetes with kidney disease, stage IV", {"diabetes", "ckd", "ckd_severe"}),
        ("Kidney disease stage 3a", {"ckd", "ckd_stage_3"}),
        ("End-stage renal disease", {"ckd", "ckd_severe"}),
        ("ESRD on dialysis", {"ckd", "ckd_severe", "dialysis"}),
        ("Niereninsuffizienz Stadium 5", {"ckd", "ckd_severe"}),
        ("insuffisance rénale chronique", {"ckd"}),
        ("Multiple sclerosis, primary progressive",
         {"multiple_sclerosis", "advanced_multiple_sclerosis"}),
        ("Epilepsy in remission", {"epilepsy"}),
        ("History of gastric ulcer", {"peptic_ulcer"}),
        ("Z.n. Hirnblutung rechts 2018", {"stroke"}),
        ("Antécédent d'AVC ischémique", {"stroke"}),
        ("Antecedente de úlcera duodenal", {"peptic_ulcer"}),
        ("Pregressa emorragia cerebrale", {"stroke"}),
        ("Asthma, hay fever, osteoarthritis of both knees", {"asthma"}),
        ("COPD, GOLD stage III", {"copd"}),
        ("Trastorno bipolar tipo II", {"bipolar_mania"}),
    ],
)  # fmt: skip
def test_names_and_idle_words_are_understood(tmp_path: Path, text: str, keys: set[str]) -> None:
    assert present(tmp_path, in_words(text)) == keys


@pytest.mark.parametrize(
    "text",
    [
        "No epilepsy", "No history of stroke", "Epilepsy excluded", "Stroke ruled out",
        "Family history of epilepsy", "Mother with multiple sclerosis", "Father: stroke",
        "Risk of stroke", "Prevention of stroke", "Fear of falls", "Suspected epilepsy",
        "Previous pregnancy", "History of pregnancy", "Not pregnant", "Z.n. Schwangerschaft",
        "Antécédent d'insuffisance rénale aiguë", "Antecedentes familiares de ictus",
        "Familiäre Epilepsie", "Verdacht auf Schlafapnoe", "Sin apnea del sueño",
        "kein Schlaganfall", "Verdacht auf Epilepsie", "Mutter mit Epilepsie",
        "pas d'épilepsie", "sin epilepsia", "senza epilessia", "Stroke unit", "Dialysis declined",
        "Denies depression", "Screening for depression", "Epilepsy?  no",
    ],
)  # fmt: skip
def test_what_says_more_than_names_and_idle_words_is_not_taken(tmp_path: Path, text: str) -> None:
    assert present(tmp_path, in_words(text)) == set()


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("127295002", {"traumatic_brain_injury"}), ("275272006", {"traumatic_brain_injury"}),
        ("46177005", {"ckd", "ckd_severe"}), ("90688005", {"ckd"}),
        ("714152005", {"ckd", "ckd_severe", "dialysis"}),
        ("236436003", {"ckd", "kidney_transplant"}), ("313307000", {"seizure"}),
        ("230456007", {"epilepsy"}), ("352818000", {"epilepsy"}),
        ("428700003", {"multiple_sclerosis", "advanced_multiple_sclerosis"}),
        ("230698000", {"stroke"}), ("278284007", {"hemiplegia"}),
    ],
)  # fmt: skip
def test_codes_that_were_missed(tmp_path: Path, code: str, keys: set[str]) -> None:
    assert present(tmp_path, condition(code)) == keys


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("E11.22", {"ckd", "diabetes"}), ("I12.0", {"ckd", "ckd_severe", "hypertension"}),
        ("I13.2", {"ckd", "ckd_severe", "hypertension", "heart_failure"}),
        ("T86.11", {"kidney_transplant"}), ("T86.12", {"ckd", "ckd_severe"}),
        ("Y84.1", {"dialysis"}),
        ("O15.0", {"pregnancy", "seizure"}),
        ("K76.7", {"aki", "hepatic_impairment"}), ("Z99.11", {"respiratory_failure"}),
    ],
)  # fmt: skip
def test_icd_codes_that_say_two_things(tmp_path: Path, code: str, keys: set[str]) -> None:
    assert present(tmp_path, condition(code, ICD10CM)) == keys


@pytest.mark.parametrize(
    ("code", "system", "asked"),
    [
        ("T43", ICD10CM, True), ("T43.2", ICD10CM, True), ("T43.2X1", ICD10CM, True),
        # An adverse effect, and a poisoning that is read.
        ("T43.2X5", ICD10CM, False), ("T43.205A", ICD10CM, False), ("T43.2X1A", ICD10CM, False),
        ("T43.2", ICD10, False), ("T51.0", ICD10CM, False),
    ],
)  # fmt: skip
def test_a_code_that_is_cut_off_before_it_tells_a_poisoning_is_asked_about(
    tmp_path: Path, code: str, system: str, asked: bool
) -> None:
    entries = read(bundle(condition(code, system)), tmp_path).entries
    alarms = {alarm for entry in entries if entry.state == "unread" for alarm in entry.alarms}
    assert ("drug_overdose_history" in alarms) is asked


def test_an_unknown_code_is_named_with_its_display(tmp_path: Path) -> None:
    strange = condition("999000004")
    strange["code"]["coding"][0]["display"] = "Renal oddity"
    (entry,) = [e for e in read(bundle(strange), tmp_path).entries if e.state == "unread"]
    assert entry.words == "Renal oddity (999000004)"


@pytest.mark.parametrize(
    ("done", "has"),
    [
        ({"performedDateTime": "2015-02-03"}, True),
        ({}, True),
        ({"status": "not-done"}, False),
        ({"performedDateTime": "2027-02-03"}, False),
    ],
)
def test_a_kidney_transplanted_once_counts(tmp_path: Path, done: dict[str, Any], has: bool) -> None:
    code = {"coding": [{"system": SNOMED, "code": "70536003"}]}
    entry = {"resourceType": "Procedure", "status": "completed", "code": code} | done
    assert ("kidney_transplant" in present(tmp_path, entry)) is has


def coded(code: str, began: str, **more: Any) -> dict[str, Any]:
    return condition(code, ICD10CM, onsetDateTime=began, **more)


OLD_GRAFT = coded("Z94.0", "2015-03-01", recordedDate="2024-01-01")


@pytest.mark.parametrize(
    ("held", "answers"),
    [
        # Newer than the transplant: that kidney fails.
        ((OLD_GRAFT, coded("N18.6", "2026-09-01")), False),
        ((OLD_GRAFT, coded("N18.4", "2026-09-01")), False),
        ((OLD_GRAFT, coded("T86.12", "2026-09-01")), False),
        ((coded("T86.11", "2026-09-01"), coded("N18.6", "2026-09-01")), False),
        ((coded("Z94.0", "2026-08-01"), coded("T86.12", "2026-09-01")), False),
        # Never closed from before it, of its first weeks, over, or answered by another one.
        ((OLD_GRAFT, coded("N18.6", "2012-01-01")), True),
        ((OLD_GRAFT, coded("N18.6", "2015-05-01")), True),
        ((OLD_GRAFT, coded("N18.6", "2016-01-01", abatementDateTime="2018-01-01")), True),
        ((OLD_GRAFT, coded("N18.6", "2019-01-01"), coded("Z94.0", "2020-06-01")), True),
        ((OLD_GRAFT, coded("T86.11", "2018-01-01"), coded("N18.6", "2012-01-01")), True),
        # Of a transplant on no day nobody knows.
        ((condition("Z94.0", ICD10CM), coded("N18.6", "2026-09-01")), True),
    ],
)  # fmt: skip
def test_a_transplant_answers_no_end_stage_of_a_later_day(
    tmp_path: Path, held: tuple[dict[str, Any], ...], answers: bool
) -> None:
    found = read(bundle(*held), tmp_path)
    assert ("kidney_transplant" in found.patient.conditions) is answers
    assert any("ask how the new kidney works" in note for note in found.notes) is not answers


def test_dialysis_by_the_words_of_a_procedure(tmp_path: Path) -> None:
    entry = procedure(performedDateTime=day(3)) | {"code": {"text": "Haemodialysis"}}
    assert read(bundle(entry), tmp_path).patient.dialysis is True


@pytest.mark.parametrize(
    "text",
    [
        "febrile convulsions aged 2", "infantile febrile seizure", "Febrile fits in childhood",
        "Febrile convulsion at the age of 18 months", "Fieberkrampf im Alter von 2 Jahren",
        "Fieberkrämpfe als Kind", "Convulsions fébriles à 2 ans", "Crisis febriles en la infancia",
        "Convulsioni febbrili da bambina",
    ],
)  # fmt: skip
def test_a_small_childs_febrile_fit_is_nothing_once_over(tmp_path: Path, text: str) -> None:
    old = {"code": {"text": text}, "resourceType": "Condition", "onsetDateTime": "1990-01-01"}
    found = read(bundle(old), tmp_path)
    assert not found.patient.conditions
    assert not found.patient.unread


def test_and_one_that_went_on_as_epilepsy_is_asked_about(tmp_path: Path) -> None:
    text = "febrile convulsions aged 2, then epilepsy"
    old = {"code": {"text": text}, "resourceType": "Condition", "onsetDateTime": "1990-01-01"}
    assert "epilepsy" in read(bundle(old), tmp_path).patient.unread[0].alarms


@pytest.mark.parametrize("text", ["brother epileptic", "Vater Epileptiker", "mère épileptique"])
def test_what_is_a_relatives_sounds_no_alarm(tmp_path: Path, text: str) -> None:
    old = {"code": {"text": text}, "resourceType": "Condition", "onsetDateTime": "1990-01-01"}
    found = read(bundle(old), tmp_path)
    assert not found.patient.conditions
    assert [entry.alarms for entry in found.patient.unread] == [()]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("End stage renal failure, haemodialysis via AV fistula",
         {"ckd", "ckd_severe", "dialysis"}),
        ("migraine without aura", {"headache_migraine"}),
        ("T6 AIS A paraplegia", {"paraplegia_tetraplegia"}), ("Asthme", {"asthma"}),
        ("Multiple Sklerose, schubförmig remittierend", {"multiple_sclerosis"}),
        ("Sclérose en plaques secondairement progressive",
         {"multiple_sclerosis", "advanced_multiple_sclerosis"}),
        ("Paralysie cérébrale, diplégie spastique", {"cerebral_palsy"}),
        ("known epileptic", {"epilepsy"}),
    ],
)  # fmt: skip
def test_ordinary_words_are_read(tmp_path: Path, text: str, keys: set[str]) -> None:
    told = {"code": {"text": text}, "resourceType": "Condition", "onsetDateTime": "2012-01-01"}
    assert read(bundle(told), tmp_path).patient.conditions == keys


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("Seizure", "seizure"), ("Krampfanfall", "seizure"), ("Status epilepticus", "seizure"),
        ("Delirium", "delirium"), ("Coma", "coma"), ("Baclofen overdose", "baclofen_poisoning"),
        ("Baclofen withdrawal syndrome", "baclofen_withdrawal"), ("Very drowsy", "somnolence"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("days", "counts"),
    [
        ({"onsetDateTime": day(2)}, True),
        ({"recordedDate": day(7)}, True),
        ({"onsetDateTime": day(200), "abatementDateTime": day(3)}, True),
        ({"onsetDateTime": day(8)}, False),
        ({"onsetDateTime": day(40), "abatementDateTime": day(9)}, False),
    ],
)
def test_what_is_over_but_of_the_last_days_is_a_sign(
    tmp_path: Path, words: str, sign: str, days: dict[str, Any], counts: bool
) -> None:
    over = in_words(words, clinicalStatus={"coding": [{"code": "resolved"}]}, **days)
    assert (sign in read(bundle(over), tmp_path).patient.signs) is counts


@pytest.mark.parametrize("words", ["Vomiting", "Fever", "Tachycardia"])
def test_what_passes_is_nothing_once_over(tmp_path: Path, words: str) -> None:
    over = in_words(words, clinicalStatus={"coding": [{"code": "resolved"}]}, onsetDateTime=day(2))
    assert not read(bundle(over), tmp_path).patient.signs


@pytest.mark.parametrize(("ago", "counts"), [(0, True), (5, True), (7, True), (8, False)])
def test_kidneys_that_failed_last_week_are_not_of_the_past(
    tmp_path: Path, ago: int, counts: bool
) -> None:
    over = condition("14669001", status="resolved", onsetDateTime=day(ago))
    assert present(tmp_path, over) == ({"aki"} if counts else set())


@pytest.mark.parametrize("words", ["Coma", "Delirium", "Baclofen overdose"])
@pytest.mark.parametrize("when", [{}, {"onsetDateTime": "2026-11"}])
def test_a_grave_one_that_is_over_without_a_day_is_asked_about(
    tmp_path: Path, words: str, when: dict[str, Any]
) -> None:
    over = in_words(words, clinicalStatus={"coding": [{"code": "resolved"}]}, **when)
    (asked,) = read(bundle(over), tmp_path).patient.unread
    assert asked.alarms

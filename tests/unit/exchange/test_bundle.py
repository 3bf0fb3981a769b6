"""Bundles: exactly one patient, and nothing of anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from baclofen.errors import UnreadableRecord
from baclofen.exchange.fhir.bundle import all_words, words_of_all
from tests.unit.exchange.build import (
    bundle,
    condition,
    creatinine,
    medicine,
    patient,
    read,
    said,
)


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction", "batch", "document"])
def test_bundles_of_records_are_read(tmp_path: Path, kind: str) -> None:
    assert read(bundle(creatinine(0.9), kind=kind), tmp_path).patient.age_y == 52


@pytest.mark.parametrize("kind", ["history", "message", "transaction-response", ""])
def test_other_bundles_are_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnreadableRecord, match=r"Bundle\.type is .*it must be one of collection"):
        read(bundle(kind=kind), tmp_path)


@pytest.mark.parametrize("kind", ["Patient", "Observation", "Parameters"])
def test_a_single_resource_is_refused_by_its_name(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnreadableRecord, match=f"record is a single {kind}; it must be a FHIR R4"):
        read({"resourceType": kind}, tmp_path)


def test_json_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord, match="record is JSON without a resourceType"):
        read({"name": "x"}, tmp_path)


def test_an_entry_without_a_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord, match=r"entry\[1\]\.resource\.resourceType is missing"):
        read(bundle({"status": "final"}), tmp_path)


def test_no_patient_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord, match="record is without a Patient; it must hold exactly"):
        read({"resourceType": "Bundle", "type": "collection", "entry": []}, tmp_path)


def test_two_patients_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord) as refusal:
        read(bundle(patient(id="q")), tmp_path)
    assert str(refusal.value) == (
        "record is of 2 patients (p; q); it must hold exactly one. Export one patient only."
    )


def test_the_same_patient_on_two_pages_is_one(tmp_path: Path) -> None:
    assert read(bundle(patient(), kind="searchset"), tmp_path).patient.age_y == 52


def test_the_same_patient_with_two_birthdays_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord, match="Patient/p is there twice, with different content"):
        read(bundle(patient(birthDate="1947-03-14")), tmp_path)


@pytest.mark.parametrize(
    "reference",
    ["Patient/p", "Patient/p/_history/3", "urn:uuid:p", "https://a.example/fhir/Patient/p"],
)
def test_every_way_to_name_the_patient(tmp_path: Path, reference: str) -> None:
    named = creatinine(0.9) | {"subject": {"reference": reference}}
    record = read(bundle(named), tmp_path)
    assert len(record.patient.kidney) == 1
    assert "another patient" not in said(record)


def test_the_address_of_the_entry_names_the_patient(tmp_path: Path) -> None:
    content = bundle(creatinine(0.9) | {"subject": {"reference": "urn:uuid:77"}})
    content["entry"][0]["fullUrl"] = "urn:uuid:77"
    assert len(read(content, tmp_path).patient.kidney) == 1


@pytest.mark.parametrize("mine", ["urn:uuid:77", "https://a.example/fhir/Patient/p"])
def test_another_address_is_another_where_the_patient_has_one_of_its_kind(
    tmp_path: Path, mine: str
) -> None:
    """Where the patient goes by another kind of address, nothing is settled: it is kept."""
    content = bundle(creatinine(0.9) | {"subject": {"reference": "urn:uuid:78"}})
    content["entry"][0]["fullUrl"] = mine
    record = read(content, tmp_path)
    assert len(record.patient.kidney) == (0 if mine.startswith("urn:") else 1)
    assert ("names another patient" in said(record)) is mine.startswith("urn:")


@pytest.mark.parametrize(
    "reference", ["Patient/q", "https://a.example/fhir/Patient/q", "Group/p", "Device/p"]
)
def test_what_names_another_is_left_out_and_said(tmp_path: Path, reference: str) -> None:
    other = medicine("Morphine 10 mg") | {"subject": {"reference": reference}}
    record = read(bundle(other, medicine("Sertraline 50 mg")), tmp_path)
    assert [m.name for m in record.patient.medicines or ()] == ["Sertraline 50 mg"]
    assert (
        "1 entry names another patient or another subject and was left out: MedicationRequest (1)."
        in record.notes
    )
    assert record.patient.baclofen is None


def test_another_patients_baclofen_is_not_this_patients(tmp_path: Path) -> None:
    other = medicine("Baclofen 10 mg") | {"subject": {"reference": "Patient/q"}}
    record = read(bundle(other), tmp_path)
    assert record.patient.baclofen is None
    assert record.patient.medicines is None


def test_a_reference_that_settles_nothing_is_kept_and_said(tmp_path: Path) -> None:
    unclear = medicine("Morphine 10 mg") | {"subject": {"reference": "urn:uuid:else"}}
    record = read(bundle(unclear), tmp_path)
    assert [m.name for m in record.patient.medicines or ()] == ["Morphine 10 mg"]
    assert "could not be matched and was kept" in said(record)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        ({"link": [{"relation": "next", "url": "x"}]}, "it has a link to a next page"),
        ({"total": 40}, "it has 2 of 40 results"),
        (
            {"entry+": {"resource": {"resourceType": "OperationOutcome"}}},
            "it has a message of the server",
        ),
        ({"entry+": {"fullUrl": "x"}}, "it has entries without a resource"),
        (
            {"entry+": {"resource": {
                "resourceType": "CarePlan", "meta": {"tag": [{"code": "SUBSETTED"}]},
            }}},
            "it has abridged entries (1)",
        ),
    ],
)  # fmt: skip
def test_an_incomplete_record_shows_no_absence(
    tmp_path: Path, gap: dict[str, object], words: str
) -> None:
    content = bundle(medicine("Sertraline 50 mg"), kind="searchset")
    extra = gap.pop("entry+", None)
    content |= gap
    if extra:
        content["entry"].append(extra)
    record = read(content, tmp_path)
    assert f"The record is not complete: {words}" in said(record)
    assert record.patient.baclofen is None
    assert "Whether baclofen is taken stays open: the record is not complete." in record.notes


def test_an_incomplete_record_still_shows_what_is_there(tmp_path: Path) -> None:
    content = bundle(medicine("Baclofen 10 mg tablet", sig="10 mg three times daily"))
    content["link"] = [{"relation": "next"}]
    uses = read(content, tmp_path).patient.baclofen
    assert uses is not None
    assert str(uses[0].daily) == "30 mg"


def test_an_entry_word_for_word_again_counts_once(tmp_path: Path) -> None:
    once = condition("84757009") | {"id": "c"}
    record = read(bundle(once, once), tmp_path)
    assert "1 entry came again, word for word." in record.notes


def test_two_versions_of_an_entry_are_both_read_and_said(tmp_path: Path) -> None:
    first = medicine("Sertraline 50 mg") | {"id": "m"}
    second = medicine("Sertraline 100 mg") | {"id": "m"}
    record = read(bundle(first, second), tmp_path)
    assert len(record.patient.medicines or ()) == 2
    assert "1 entry came again with other content under the same id" in said(record)


def test_a_modifier_is_said(tmp_path: Path) -> None:
    odd = medicine("Sertraline 50 mg") | {"modifierExtension": [{"url": "x"}]}
    assert "Some entries carry a modifier" in said(read(bundle(odd), tmp_path))


def test_a_bundle_inside_a_bundle_is_opened(tmp_path: Path) -> None:
    inner = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": creatinine(0.9)}],
    }
    assert len(read(bundle(inner), tmp_path).patient.kidney) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"birthDate": "1975-03-14"}, {"gender": "male"}, {"deceasedBoolean": True},
        {"deceasedDateTime": "2020-05-01"}, {"name": [{"family": "Other"}]},
    ],
)  # fmt: skip
def test_a_patient_who_comes_twice_is_the_same_in_all_that_says_who(
    tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(UnreadableRecord, match="there twice, with different content"):
        read(bundle(patient(), who=patient(**change)), tmp_path)
    assert read(bundle(patient(), who=patient(active=True)), tmp_path).patient.sex == "female"


def test_addresses_and_codes_are_no_words() -> None:
    """What is looked at for its words alone leaves out each key that holds none."""
    told = {"text": "stiff", "note": [{"text": "legs"}], "code": {"text": "spasticity"}}
    labels = ("meta", "id", "system", "reference", "url", "status", "fullUrl")
    for key in labels:
        assert words_of_all({**told, key: "baclofen"}).split() == words_of_all(told).split(), key
    assert "legs" in words_of_all(told)
    assert "spasticity" not in words_of_all({"code": "spasticity"})
    assert "baclofen" in all_words({"status": "baclofen"})
    assert "baclofen" not in all_words({"meta": {"tag": "baclofen"}})

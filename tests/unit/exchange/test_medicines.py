"""The medicine list: what is on it, under which name, and what is taken now."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baclofen.assessment import Assessment, Request, assess
from baclofen.knowledge import Verdict, load_knowledge
from baclofen.value import replace
from tests.people import known, person
from tests.saying import worded
from tests.unit.exchange.build import RXNORM, TODAY, Json, bundle, day, medicine, read, said

REFERENCE = {"medicationCodeableConcept": None, "status": "active"}


def names(tmp_path: Path, *resources: Json) -> list[str] | None:
    found = read(bundle(*resources), tmp_path).patient.medicines
    return None if found is None else [m.name for m in found]


def by_reference(target: Json, **more: Any) -> Json:
    return medicine("", medicationReference=target, medicationCodeableConcept=None, **more)


def test_no_medicine_resource_is_no_list(tmp_path: Path) -> None:
    record = read(bundle(), tmp_path)
    assert (record.patient.medicines, record.patient.baclofen) == (None, None)
    assert "The record lists no medicines: whether baclofen is taken is not known." in record.notes


def test_a_list_of_things_past_is_a_list(tmp_path: Path) -> None:
    record = read(bundle(medicine("Amoxicillin", status="completed")), tmp_path)
    assert (record.patient.medicines, record.patient.baclofen) == ((), ())
    assert "1 medicine entry no longer current (completed or stopped) was left out." in record.notes
    assert "The record's medicine list (1 entry) shows no baclofen." in record.notes


def test_name_codes_and_start(tmp_path: Path) -> None:
    entry = medicine("Sertraline 50 mg", "36437")
    entry["medicationCodeableConcept"]["coding"].append(
        {"system": "http://www.whocc.no/atc", "code": "N06AB06"}
    )
    (found,) = read(bundle(entry), tmp_path).patient.medicines or ()
    assert (found.name, found.rxnorm, found.atc) == ("Sertraline 50 mg", ("36437",), ("N06AB06",))
    assert found.since == date(2026, 9, 23)


@pytest.mark.parametrize(
    ("concept", "name"),
    [
        ({"text": "A", "coding": [{"display": "B"}]}, "A"),
        ({"coding": [{"display": "B", "code": "1"}]}, "B"),
        ({"coding": [{"system": RXNORM, "code": "7"}]}, "code 7"),
        ({"text": "note", "coding": [{"display": "Diazepam 5 MG"}]}, "note (Diazepam 5 MG)"),
        ({"text": "Diazepam", "coding": [{"display": "diazepam 5 MG Tablet"}]}, "Diazepam"),
        ({"text": "A\n  B"}, "A B"),
        ({}, "medicine without a name"),
    ],
)  # fmt: skip
def test_the_name(tmp_path: Path, concept: Json, name: str) -> None:
    assert names(tmp_path, medicine("", medicationCodeableConcept=concept)) == [name]


def test_a_medicine_inside_its_order(tmp_path: Path) -> None:
    inside = [{"resourceType": "Medication", "id": "m", "code": {"text": "Azithromycin 250 mg"}}]
    entry = by_reference({"reference": "#m"}, contained=inside)
    assert names(tmp_path, entry) == ["Azithromycin 250 mg"]


@pytest.mark.parametrize(
    "reference", ["Medication/m", "https://a.example/fhir/Medication/m/_history/1", "urn:uuid:m"]
)
def test_a_medicine_elsewhere_in_the_record(tmp_path: Path, reference: str) -> None:
    content = bundle(by_reference({"reference": reference}))
    content["entry"].append(
        {
            "fullUrl": "urn:uuid:m",
            "resource": {
                "resourceType": "Medication",
                "id": "m",
                "code": {"text": "Morphine 10 mg"},
            },
        }
    )
    found = read(content, tmp_path).patient.medicines or ()
    assert [m.name for m in found] == ["Morphine 10 mg"]


def test_a_dangling_reference_with_a_name(tmp_path: Path) -> None:
    entry = by_reference({"reference": "Medication/x", "display": "Morphine 10 mg"})
    record = read(bundle(entry), tmp_path)
    assert [m.name for m in record.patient.medicines or ()] == ["Morphine 10 mg"]
    assert record.patient.baclofen == ()


@pytest.mark.parametrize(
    "unread",
    [
        by_reference({"reference": "Medication/x"}),
        medicine("", "999999999"),
        medicine("", medicationCodeableConcept={}),
        medicine("", medicationCodeableConcept=None),
    ],
)
def test_what_cannot_be_told_may_be_baclofen(tmp_path: Path, unread: Json) -> None:
    record = read(bundle(unread, medicine("Sertraline")), tmp_path)
    assert "1 medicine entry could not be told by name" in said(record)
    fit = assessed(tmp_path, unread, medicine("Sertraline"))
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert "UNREAD-BACLOFEN" in {f.rule.id for f in fit.blocking}
    assert "unread" in {q.question.id for q in fit.questions if q.blocks}


@pytest.mark.parametrize(("name", "blocks"), [("Baclodol", True), ("Xyzzyzol", False)])
def test_none_said_settles_no_name_that_is_spelt_nearly_like_baclofen(
    name: str, blocks: bool
) -> None:
    told = person(baclofen=(), said_none=True, medicines=[name])
    request = Request(today=TODAY, kind="start")
    assert assess(told, known(), request).fired("UNREAD-BACLOFEN") is blocks
    settled = replace(told, unread_are="not baclofen")
    assert not assess(settled, known(), request).fired("UNREAD-BACLOFEN")


def test_a_dangling_reference_is_named(tmp_path: Path) -> None:
    found = names(tmp_path, by_reference({"reference": "Medication/xyz"}))
    assert found == ["medicine behind an unresolved reference Medication/xyz"]


def test_a_mixture_shows_what_it_holds(tmp_path: Path) -> None:
    mixture = {
        "resourceType": "Medication", "id": "m", "code": {"text": "Pump fill"},
        "ingredient": [
            {"itemCodeableConcept": {"text": "morphine"}},
            {"itemCodeableConcept": {"text": "baclofen"}},
        ],
    }  # fmt: skip
    record = read(bundle(by_reference({"reference": "Medication/m"}), mixture), tmp_path)
    assert [m.name for m in record.patient.medicines or ()] == ["Pump fill (morphine) (baclofen)"]
    (use,) = record.patient.baclofen or ()
    assert use.doubt.startswith("Read as baclofen and morphine")


@pytest.mark.parametrize(
    ("change", "current"),
    [
        ({"status": "active"}, True),
        ({"status": "on-hold"}, True),
        ({"status": "unknown"}, True),
        ({"status": None}, True),
        ({"status": "Active "}, True),
        ({"status": "completed"}, False),
        ({"status": "stopped"}, False),
        ({"status": "cancelled"}, False),
        ({"status": "entered-in-error"}, False),
        ({"status": "draft"}, False),
        ({"intent": None}, True),
        ({"intent": "reflex-order"}, True),
        ({"intent": "proposal"}, False),
        ({"intent": "plan"}, False),
        ({"intent": "plan", "reportedBoolean": True}, True),
        ({"intent": "option"}, False),
        ({"doNotPerform": True}, False),
        ({"authoredOn": "2026-12-01"}, False),
        ({"kind": "MedicationStatement", "status": "active"}, True),
        ({"kind": "MedicationStatement", "status": "completed"}, False),
        (
            {
                "kind": "MedicationStatement", "status": "completed",
                "effectivePeriod": {"end": "2026-12-31"},
            },
            True,
        ),
        ({"kind": "MedicationStatement", "status": "intended"}, False),
        ({"kind": "MedicationStatement", "status": "not-taken"}, False),
        ({"kind": "MedicationDispense", "status": "in-progress"}, True),
        ({"kind": "MedicationDispense", "status": "declined"}, False),
        ({"kind": "MedicationDispense", "status": "completed", "whenHandedOver": day(30)}, True),
        ({"kind": "MedicationDispense", "status": "completed", "whenHandedOver": day(120)}, False),
        (
            {
                "kind": "MedicationDispense", "status": "completed", "whenHandedOver": day(120),
                "daysSupply": {"value": 180, "unit": "days"},
            },
            True,
        ),
        (
            {
                "kind": "MedicationDispense", "status": "completed", "whenHandedOver": day(30),
                "daysSupply": {"value": 1, "unit": "wk"},
            },
            False,
        ),
        ({"kind": "MedicationAdministration", "status": "completed",
          "effectiveDateTime": day(14)}, True),
        ({"kind": "MedicationAdministration", "status": "completed",
          "effectiveDateTime": day(15)}, False),
        ({"kind": "MedicationAdministration", "status": "not-done",
          "effectiveDateTime": day(1)}, False),
        ({"kind": "MedicationAdministration", "status": "in-progress",
          "effectivePeriod": {"start": day(90)}}, True),
    ],
)  # fmt: skip
def test_what_is_taken_now(tmp_path: Path, change: dict[str, Any], current: bool) -> None:
    found = names(tmp_path, medicine("Morphine 10 mg", **change), medicine("Sertraline"))
    assert ("Morphine 10 mg" in (found or [])) is current


def test_the_same_medicine_counts_once_since_its_first_order(tmp_path: Path) -> None:
    content = bundle(
        medicine("Naproxen 500 MG Oral Tablet", authoredOn=day(10)),
        medicine("NAPROXEN 500 mg oral tablet", authoredOn=day(700)),
        medicine("Naproxen 500 MG Oral Tablet", authoredOn=None),
    )
    (found,) = read(content, tmp_path).patient.medicines or ()
    assert found.since == date(2024, 12, 22)


@pytest.mark.parametrize(
    "concept",
    [
        {"text": "No known medications"},
        {"text": "None"},
        {"coding": [{"system": "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips",
                     "code": "no-medication-info", "display": "No information"}]},
    ],
)  # fmt: skip
def test_a_statement_of_none_is_no_medicine_and_no_proof(tmp_path: Path, concept: Json) -> None:
    entry = medicine("", kind="MedicationStatement", medicationCodeableConcept=concept)
    record = read(bundle(entry), tmp_path)
    assert (record.patient.medicines, record.patient.baclofen) == (None, None)
    assert "This is not taken as proof: ask." in said(record)


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    record = read(
        bundle(
            medicine("A", status="entered-in-error"), medicine("B", authoredOn="2027-01-01"),
            medicine("C", status="draft"), medicine("D", doNotPerform=True), medicine("E"),
        ),
        tmp_path,
    )  # fmt: skip
    assert record.notes[1:5] == (
        "1 medicine entry dated after 2026-11-22 was left out.",
        "1 medicine entry marked as entered in error was left out.",
        "Only planned, proposed or drafted, and not counted as taken: C.",
        "Recorded as not given or not to be given: D.",
    )
    assert record.patient.baclofen == ()


# --- what a medicine is, when its names and codes say several things ----------------------

ATC = "http://www.whocc.no/atc"


def coded(*codings: tuple[str, str, str], text: str = "") -> Json:
    concept: Json = {"coding": [{"system": s, "code": c, "display": d} for s, c, d in codings]}
    for coding in concept["coding"]:
        if not coding["display"]:
            del coding["display"]
    return medicine("", medicationCodeableConcept=concept | ({"text": text} if text else {}))


def assessed(tmp_path: Path, *resources: Json) -> Assessment:
    person = read(bundle(*resources), tmp_path).patient
    return assess(person, load_knowledge(), Request(today=TODAY, kind="start"))


def test_text_and_display_that_disagree_are_not_identified(tmp_path: Path) -> None:
    torn = coded((RXNORM, "7052", "morphine"), text="Aspirin 81mg")
    record = read(bundle(torn), tmp_path)
    (entry,) = record.patient.medicines or ()
    assert (entry.name, entry.also) == ("Aspirin 81mg", ("morphine",))
    (seen,) = assessed(tmp_path, torn).medicines
    assert not seen.is_recognised
    assert seen.taken_for.problem == "one name says aspirin, another morphine"


def test_baclofen_hidden_behind_another_name_is_no_start(tmp_path: Path) -> None:
    torn = coded((RXNORM, "197391", "baclofen 10 MG Oral Tablet"), text="Aspirin 81mg")
    (use,) = read(bundle(torn), tmp_path).patient.baclofen or ()
    assert use.daily is None
    assert use.doubt.startswith("One name says aspirin, another baclofen")


def test_a_code_of_baclofen_under_an_unknown_name_gives_no_dose(tmp_path: Path) -> None:
    entry = coded((RXNORM, "197391", ""), text="Lorbexal 20 MG Oral Tablet")
    entry["dosageInstruction"] = [{"text": "1 tablet daily"}]
    (use,) = read(bundle(entry), tmp_path).patient.baclofen or ()
    assert use.daily is None
    assert use.doubt.startswith("The code says baclofen, and the words name no medicine known here")


def test_two_codes_of_two_medicines_without_words_are_not_identified(tmp_path: Path) -> None:
    fit = assessed(tmp_path, coded((RXNORM, "7052", ""), (RXNORM, "3322", "")))
    (seen,) = fit.medicines
    assert seen.entry.name == "code 7052"
    assert not seen.is_recognised
    assert any("7052 says morphine, the code 3322 says diazepam" in worded(n) for n in fit.notes)


@pytest.mark.parametrize(
    ("system", "code", "found"),
    [
        (RXNORM, "7052", "morphine"), (RXNORM + "/", "7052", "morphine"),
        ("https://www.nlm.nih.gov/research/umls/rxnorm", "7052", "morphine"),
        ("urn:oid:2.16.840.1.113883.6.88", "7052", "morphine"), ("RxNorm", "7052", "morphine"),
        ("2.16.840.1.113883.6.88", "7052", "morphine"), (RXNORM + "|2024", "7052", "morphine"),
        (ATC, "N02AA01", "morphine"), (ATC + "/", "N02AA01", "morphine"),
        ("http://whocc.no/atc", "N02AA01", "morphine"), ("ATC", "N02AA01", "morphine"),
        ("urn:oid:2.16.840.1.113883.6.73", "N02AA01", "morphine"),
        ("http://fhir.de/CodeSystem/bfarm/atc", "N02AA01", "morphine"),
        ("http://hl7.org/fhir/sid/ndc", "7052", None), ("", "7052", None),
    ],
)  # fmt: skip
def test_code_systems_under_their_many_addresses(
    tmp_path: Path, system: str, code: str, found: str | None
) -> None:
    (seen,) = assessed(tmp_path, coded((system, code, ""))).medicines
    assert seen.entry.name == f"code {code}"
    assert [i.name for i in seen.taken_for.ingredients] == ([found] if found else [])
    assert seen.taken_for.problem == ""


def test_a_mixture_by_its_codes_alone(tmp_path: Path) -> None:
    parts = [
        {"itemCodeableConcept": {"coding": [{"system": RXNORM, "code": code}]}}
        for code in ("1292", "7052")
    ]
    mixture = {"resourceType": "Medication", "id": "m", "ingredient": parts}
    record = read(bundle(by_reference({"reference": "Medication/m"}), mixture), tmp_path)
    assert [m.name for m in record.patient.medicines or ()] == ["baclofen (morphine)"]
    (use,) = record.patient.baclofen or ()
    assert use.doubt.startswith("Read as baclofen and morphine")


@pytest.mark.parametrize(
    ("code", "name", "route"),
    [("317302", "Baclofen 10 MG", "unknown"), ("1155671", "Baclofen Pill", "oral")],
)
def test_a_strength_alone_does_not_say_the_route(
    tmp_path: Path, code: str, name: str, route: str
) -> None:
    (use,) = read(bundle(coded((RXNORM, code, name))), tmp_path).patient.baclofen or ()
    assert use.route == route


# --- the route ----------------------------------------------------------------------------


def by_route(text: str, route: Json, **more: Any) -> Json:
    return medicine(text, dosageInstruction=[{"route": route}], **more)


@pytest.mark.parametrize(
    "route",
    [{"text": "Intrathecal use"}, {"coding": [{"display": "Epidural route"}]},
     {"coding": [{"system": "http://snomed.info/sct", "code": "72607000"}]}],
)  # fmt: skip
def test_a_spinal_route_counts_beside_the_class(tmp_path: Path, route: Json) -> None:
    record = read(bundle(by_route("Morphine 10 mg/mL", route)), tmp_path)
    (found,) = record.patient.medicines or ()
    classes = load_knowledge().codes.medicine(found.name).classes
    assert classes == {"opioid", "intrathecal_other"}
    assert f"counted as such beside its class: {found.name}." in said(record)


@pytest.mark.parametrize("kind", ["MedicationStatement", "MedicationAdministration"])
def test_the_route_of_other_entries(tmp_path: Path, kind: str) -> None:
    way: Any = {"route": {"text": "intrathecal"}}
    if kind == "MedicationStatement":
        way = [way]
    entry = medicine("Ropivacaine", kind=kind, dosage=way, effectiveDateTime=day(1))
    assert names(tmp_path, entry) == ["Ropivacaine (intrathecal)"]


def test_a_route_by_mouth_adds_nothing_to_the_name(tmp_path: Path) -> None:
    assert names(tmp_path, by_route("Morphine 10 mg", {"text": "Oral"})) == ["Morphine 10 mg"]


def test_the_route_of_baclofen_stays_where_it_is_read(tmp_path: Path) -> None:
    record = read(bundle(by_route("Baclofen", {"text": "Intrathecal"})), tmp_path)
    assert [m.name for m in record.patient.medicines or ()] == ["Baclofen"]
    (use,) = record.patient.baclofen or ()
    assert use.route == "intrathecal"


def test_what_is_put_on_skin_or_eye_counts_as_if_swallowed_and_is_said(tmp_path: Path) -> None:
    entries = (medicine("Diclofenac gel"), by_route("Timolol", {"text": "Ophthalmic"}))
    record = read(bundle(*entries), tmp_path)
    assert "counted as if it were swallowed, the safer reading: Diclofenac gel; Timolol" in said(
        record
    )
    assert "nsaid" in load_knowledge().codes.medicine("Diclofenac gel").classes

"""Keys of other FHIR versions: honoured, or refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baclofen.errors import UnreadableRecord
from tests.unit.exchange.build import Json, bundle, condition, day, dosage, medicine, read, said

TABLETS = "Baclofen 10 MG Oral Tablet"
TID = "10 mg three times daily"


def statement(**more: Any) -> Json:
    return medicine(TABLETS, kind="MedicationStatement", sig=TID, **more)


@pytest.mark.parametrize(
    ("key", "value", "is_taken"),
    [
        ("taken", "n", False), ("taken", "y", True), ("wasNotTaken", True, False),
        ("wasNotTaken", False, True),
    ],
)  # fmt: skip
def test_a_statement_says_whether_it_is_taken(
    tmp_path: Path, key: str, value: Any, is_taken: bool
) -> None:
    record = read(bundle(statement(**{key: value})), tmp_path)
    assert bool(record.patient.baclofen) is is_taken
    assert f"MedicationStatement.{key} (1)" in said(record)


@pytest.mark.parametrize(
    ("adherence", "status"),
    [("taking-as-directed", "active"), ("on-hold", "unknown"), (None, "unknown")],
)
def test_adherence_of_r5(tmp_path: Path, adherence: str | None, status: str) -> None:
    more = {"adherence": {"code": {"coding": [{"code": adherence}]}}} if adherence else {}
    (use,) = read(bundle(statement(status="recorded", **more)), tmp_path).patient.baclofen or ()
    assert use.status == status


def test_adherence_of_r5_that_says_no(tmp_path: Path) -> None:
    more = {"adherence": {"code": {"coding": [{"code": "not-taking"}]}}}
    assert read(bundle(statement(status="recorded", **more)), tmp_path).patient.baclofen == ()


@pytest.mark.parametrize(
    "needed", [{"asNeeded": True}, {"asNeededFor": [{"text": "spasm"}]}, {"asNeededBoolean": True}]
)
def test_as_needed_is_no_daily_dose(tmp_path: Path, needed: Json) -> None:
    order = medicine(TABLETS, "197391", dosageInstruction=[dosage(10, **needed)])
    (use,) = read(bundle(order), tmp_path).patient.baclofen or ()
    assert (use.daily, use.doubt) == (None, "Taken as needed")


def test_a_dose_that_is_said_not_to_be_as_needed(tmp_path: Path) -> None:
    order = medicine(TABLETS, "197391", dosageInstruction=[dosage(10, asNeeded=False)])
    (use,) = read(bundle(order), tmp_path).patient.baclofen or ()
    assert str(use.daily) == "30 mg"


@pytest.mark.parametrize(
    "medication",
    [{"concept": {"text": TABLETS}}, {"reference": {"reference": "Medication/m"}}],
)
def test_the_medication_of_r5(tmp_path: Path, medication: Json) -> None:
    order = medicine("", medicationCodeableConcept=None, medication=medication, sig=TID)
    drug = {"resourceType": "Medication", "id": "m", "code": {"text": TABLETS}}
    (use,) = read(bundle(order, drug), tmp_path).patient.baclofen or ()
    assert (use.route, str(use.daily)) == ("oral", "30 mg")


def test_an_amount_beside_the_timing_of_stu3(tmp_path: Path) -> None:
    given = dosage(10)
    (amount,) = given.pop("doseAndRate")
    order = medicine(TABLETS, "197391", dosageInstruction=[{**given, **amount}])
    (use,) = read(bundle(order), tmp_path).patient.baclofen or ()
    assert str(use.daily) == "30 mg"


@pytest.mark.parametrize("key", ["notDone", "notPerformed"])
def test_a_procedure_that_was_not_done(tmp_path: Path, key: str) -> None:
    dialysis = {
        "resourceType": "Procedure", "status": "completed", "performedDateTime": day(3),
        "code": {"text": "Haemodialysis"},
    }  # fmt: skip
    assert read(bundle(dialysis), tmp_path).patient.dialysis is True
    assert read(bundle(dialysis | {key: True}), tmp_path).patient.dialysis is None


def test_a_dose_that_was_not_given(tmp_path: Path) -> None:
    given = medicine(
        TABLETS, kind="MedicationAdministration", status="completed", effectiveDateTime=day(1)
    )
    assert read(bundle(given), tmp_path).patient.baclofen
    assert not read(bundle(given | {"wasNotGiven": True}), tmp_path).patient.baclofen


def test_statuses_as_bare_codes(tmp_path: Path) -> None:
    stroke = condition("230690007", clinicalStatus="active", verificationStatus="refuted")
    assert not read(bundle(stroke), tmp_path).patient.conditions
    there = condition("230690007", clinicalStatus="active", verificationStatus="confirmed")
    assert read(bundle(there), tmp_path).patient.conditions == {"stroke"}


@pytest.mark.parametrize("kind", ["MedicationOrder", "MedicationPrescription", "MedicationUsage"])
def test_a_kind_that_r4_does_not_have_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnreadableRecord, match=f"a {kind} of FHIR"):
        read(bundle({"resourceType": kind, "id": "x"}), tmp_path)


def test_a_month_00_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord, match=r"'2026-00-10'.*00 is no month or day"):
        read(bundle(medicine(TABLETS, authoredOn="2026-00-10")), tmp_path)


# --- the day's doses, and until when they hold ------------------------------------------------


def doses(*amounts: float, **more: list[Any]) -> list[Json]:
    made = [dosage(amount, frequency=1) for amount in amounts]
    for key, values in more.items():
        for one, value in zip(made, values, strict=True):
            if key == "when":
                one["timing"] = {"repeat": {"when": [value]}}
            else:
                one[key] = value
    return made


@pytest.mark.parametrize(
    ("given", "daily"),
    [
        (doses(20, 10, 10), "40 mg"),
        (doses(20, 10, 10, when=["MORN", "NOON", "EVE"]), "40 mg"),
        (doses(20, 10, 10, when=["MORN", "NOON", "EVE"], sequence=[1, 2, 3]), "40 mg"),
        (doses(10, 10, when=["MORN", "EVE"]), "20 mg"),
        ([{"text": "20 mg in the morning", "sequence": 1}, {"text": "10 mg at noon", "sequence": 2},
          {"text": "10 mg at night", "sequence": 3}], "40 mg"),
        (doses(10, 10), None),
        (doses(20, 10, 20, 10), None),
        (doses(20, 10, 10, when=["MORN", "EVE", "EVE"]), None),
        (doses(5, 10, sequence=[1, 2]), None),
        (doses(20, 10, 10, asNeededBoolean=[False, False, True]), None),
    ],
)  # fmt: skip
def test_the_sum_of_the_parts_of_a_day(
    tmp_path: Path, given: list[Json], daily: str | None
) -> None:
    record = read(bundle(medicine(TABLETS, "197391", dosageInstruction=given)), tmp_path)
    (use,) = record.patient.baclofen or ()
    assert (str(use.daily) if use.daily else None) == daily
    assert bool(use.doubt) is (daily is None)


def supply(days: float, repeats: float = 0, **more: Any) -> Json:
    lasts = {"value": days, "unit": "days", "code": "d"}
    return {"expectedSupplyDuration": lasts, "numberOfRepeatsAllowed": repeats, **more}


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"dispenseRequest": supply(30), "authoredOn": day(200)},
         "Marked as active, but its supply ended on 2026-06-05"),
        ({"dispenseRequest": supply(30, 6), "authoredOn": day(200)}, ""),
        ({"dispenseRequest": supply(30), "authoredOn": day(50)}, ""),
        ({"dispenseRequest": {"validityPeriod": {"end": day(200)}}, "authoredOn": day(300)},
         "Marked as active, but its supply ended on 2026-05-06"),
        ({"dispenseRequest": {"validityPeriod": {"end": day(10)}}, "authoredOn": day(300)}, ""),
        ({"effectiveDosePeriod": {"end": day(2)}}, "Marked as active, but its end was 2026-11-20"),
        ({"authoredOn": day(400)}, "Ordered more than 12 months ago: is it still taken?"),
        ({"authoredOn": day(400), "statusChanged": day(20)}, ""),
    ],
)  # fmt: skip
def test_what_ended_long_ago_is_in_doubt(tmp_path: Path, change: Json, doubt: str) -> None:
    (use,) = read(bundle(medicine(TABLETS, sig=TID, **change)), tmp_path).patient.baclofen or ()
    assert (use.status, use.doubt) == ("unknown" if doubt else "active", doubt)


def test_the_days_of_a_dosage(tmp_path: Path) -> None:
    bounds = {"frequency": 3, "period": 1, "periodUnit": "d",
              "boundsDuration": {"value": 14, "code": "d"}}  # fmt: skip
    order = medicine(TABLETS, "197391", authoredOn=day(60),
                     dosageInstruction=[dosage(10, timing={"repeat": bounds})])  # fmt: skip
    (use,) = read(bundle(order), tmp_path).patient.baclofen or ()
    assert (use.status, str(use.daily)) == ("unknown", "30 mg")
    assert use.doubt == "Marked as active, but its end was 2026-10-07"

"""What a record tells of the course: doses given, pain, whose it is."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from baclofen import load_knowledge
from baclofen.errors import InputRefused
from baclofen.exchange import read_follow_up
from baclofen.units import mg

KNOWN = load_knowledge()
TODAY = date(2026, 11, 22)
BACLOFEN = {"text": "baclofen 10 mg tablet"}


def _bundle(*resources: dict[str, Any]) -> bytes:
    patient = {
        "resourceType": "Patient", "id": "p", "birthDate": "1974-03-02", "gender": "female",
        "identifier": [{"system": "urn:clinic", "value": "17"}],
    }  # fmt: skip
    entries = [{"resource": {**r, "subject": {"reference": "Patient/p"}}} for r in resources]
    made = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": patient}, *entries],
    }
    return json.dumps(made).encode()


def _given(dose: Any, when: str = "2026-11-20T08:00:00+01:00", **more: Any) -> dict[str, Any]:
    made = {
        "resourceType": "MedicationAdministration", "status": "completed",
        "medicationCodeableConcept": BACLOFEN, "effectiveDateTime": when,
    }  # fmt: skip
    return made | ({"dosage": {"dose": dose}} if dose else {}) | more


def _spinal(dose: Any, **more: Any) -> dict[str, Any]:
    way = {"coding": [{"system": "http://snomed.info/sct", "code": "72607000"}],
           "text": "intrathecal"}  # fmt: skip
    made = _given(None, dosage={"dose": dose, "route": way})
    return made | {"medicationCodeableConcept": {"text": "baclofen"}} | more


def _pain(value: float, code: str = "72514-3", when: str = "2026-11-20") -> dict[str, Any]:
    return {
        "resourceType": "Observation", "status": "final", "effectiveDateTime": when,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": {"value": value},
    }  # fmt: skip


def test_doses_and_scores_come_with_their_times() -> None:
    ten = {"value": 10, "unit": "mg"}
    found = read_follow_up(_bundle(_given(ten), _pain(6)), KNOWN, today=TODAY)
    assert (found.born, found.sex, found.named) == (date(1974, 3, 2), "female", "urn:clinic|17")
    (given,) = found.given
    assert given.dose == mg(10)
    assert given.at.astimezone(UTC) == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert [(p.score, p.at.date()) for p in found.pain] == [(6, date(2026, 11, 20))]
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        (
            _given({"value": 1, "unit": "tablet"}, medicationCodeableConcept={"text": "baclofen"}),
            "strength",
        ),
        (_given({"value": 50, "unit": "mcg"}), "spine"),
        (_given({"value": 5000, "unit": "mg"}), "more than anyone"),
        (_given(None), "no dose in it"),
        (_given({"value": 10, "unit": "mg"}, status="unknown"), "unknown"),
        (_given({"value": 10, "unit": "mg"}, status="on-hold"), "on-hold"),
        (_given({"value": 10, "unit": "mg"}, status="in-progress"), "in-progress"),
        (_given({"value": 10, "unit": "mg"}, status="stopped"), "stopped"),
        (_spinal({"value": 0.05, "unit": "mg"}), "spine"),
        (_spinal({"value": 0.05, "unit": "mg"}, status="not-done"), "spine"),
        (
            _spinal({"value": 0.05, "unit": "mg"}, medicationCodeableConcept=BACLOFEN),
            "the mouth and of the pump",
        ),
        (_pain(11), "off the scale"),
        (_pain(60, "72514-3"), "off the scale"),
        (_pain(-1), "off the scale"),
        (_pain(5, when=""), "without a day"),
        (_pain(5) | {"valueQuantity": {"value": 5, "comparator": ">"}}, "off the scale"),
        (_pain(5, when="2026-12-01"), "dated after"),
    ],
)
def test_what_is_left_out_is_named(resource: dict[str, Any], says: str) -> None:
    found = read_follow_up(_bundle(resource), KNOWN, today=TODAY)
    assert not found.given
    assert not found.pain
    assert says in " ".join(found.left_out)


def test_a_dose_in_mcg_by_mouth_is_one() -> None:
    way = {"coding": [{"system": "http://snomed.info/sct", "code": "26643006"}], "text": "oral"}
    dose = {"dose": {"value": 10_000, "unit": "ug"}, "route": way}
    found = read_follow_up(_bundle(_given(None, dosage=dose)), KNOWN, today=TODAY)
    assert [g.dose for g in found.given] == [mg(10)]


def test_one_dose_under_two_names_is_one_where_an_identifier_says_so() -> None:
    ten = {"value": 10, "unit": "mg"}
    own: dict[str, Any] = {"identifier": [{"system": "urn:chart", "value": "7"}]}
    twice = _bundle(_given(ten, id="a", **own), _given(ten, id="b", **own))
    found = read_follow_up(twice, KNOWN, today=TODAY)
    assert len(found.given) == 1
    assert "once more" in " ".join(found.left_out)
    # Two tablets of one minute, each with its id.
    two = _bundle(_given(ten, id="a"), _given(ten, id="b"))
    assert len(read_follow_up(two, KNOWN, today=TODAY).given) == 2
    # Of a day without times they may be two.
    days = _bundle(_given(ten, "2026-11-20", id="a"), _given(ten, "2026-11-20", id="b"))
    assert len(read_follow_up(days, KNOWN, today=TODAY).given) == 2


def test_a_dose_not_given_is_one_missed() -> None:
    found = read_follow_up(
        _bundle(_given({"value": 10, "unit": "mg"}, status="not-done")), KNOWN, today=TODAY
    )
    assert [g.dose for g in found.given] == [None]


def test_other_medicines_and_scales_are_no_concern_here() -> None:
    other = _given({"value": 5, "unit": "mg"}, medicationCodeableConcept={"text": "diazepam 5 mg"})
    found = read_follow_up(_bundle(other, _pain(30, "38214-3")), KNOWN, today=TODAY)
    assert (found.given, found.pain, found.left_out) == ((), (), ())


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(InputRefused):
        read_follow_up(b"{}", KNOWN, today=TODAY)


def test_a_real_record_tells_its_pain() -> None:
    folder = Path(__file__).parents[2] / "records" / "synthea"
    records = (gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.gz")))
    scores = [len(read_follow_up(raw, KNOWN, today=TODAY).pain) for raw in records]
    assert max(scores) > 3

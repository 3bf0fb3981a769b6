"""Vital signs of a record: dangerous values are signs, doubtful ones are asked about."""

import json
from typing import Any

import pytest

from baclofen.answering import AssessInputs, answer
from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import SNOMED, Verdict
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle, day, egfr, medicine, observation, patient

K = known()
RESP, SPO2, SAT, GCS, TEMP, PULSE = "9279-1", "59408-5", "2708-6", "9269-2", "8310-5", "8867-4"
BACLOFEN = medicine("Baclofen 10 mg tablet", sig="10 mg three times daily")


def vital(
    code: str, value: float | None, unit: str = "", days: int | None = 0, **more: Any
) -> dict[str, Any]:
    return observation(code, value, unit, None if days is None else day(days), **more)


def read(record: dict[str, Any]) -> Reading:
    return read_patient(json.dumps(record).encode(), known=K, today=TODAY)


def held(found: Reading) -> set[str]:
    """The signs that a start or raise waits for."""
    return {alarm for entry in found.patient.unread for alarm in entry.alarms}


@pytest.mark.parametrize(
    ("code", "value", "unit", "sign"),
    [
        (RESP, 7, "/min", "slow_breathing"), (RESP, 8, "{breaths}/min", "slow_breathing"),
        (RESP, 7, "", "slow_breathing"), (SAT, 81, "%", "slow_breathing"),
        (SPO2, 83, "%", "slow_breathing"), (SPO2, 0.81, "1", "slow_breathing"),
        (GCS, 8, "{score}", "coma"), (GCS, 12, "", "coma"),
        (SPO2, 81, "", "slow_breathing"), (TEMP, 39.3, "Cel", "fever"),
        (TEMP, 39, "", "fever"), (TEMP, 101.3, "[degF]", "fever"), (TEMP, 38.1, "Cel", "fever"),
        (TEMP, 33.1, "Cel", "low_temperature"), (TEMP, 91.6, "[degF]", "low_temperature"),
        (PULSE, 36, "/min", "slow_pulse"), (PULSE, 148, "{beats}/min", "fast_pulse"),
    ],
)  # fmt: skip
def test_a_dangerous_value_of_the_last_days_is_a_sign(
    code: str, value: float, unit: str, sign: str
) -> None:
    found = read(bundle(vital(code, value, unit, 6)))
    assert found.patient.signs == {sign}
    assert not found.patient.unread
    assert any(entry.means == (f"signs.{sign}",) for entry in found.entries)


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        (RESP, 14, "/min"), (RESP, 28, "/min"), (SPO2, 97, "%"), (SPO2, 92, "%"),
        (SPO2, 0.97, "1"), (GCS, 15, "{score}"), (TEMP, 36.8, "Cel"), (TEMP, 38.0, "Cel"),
        (TEMP, 98.6, "[degF]"), (TEMP, 35.4, "Cel"), (PULSE, 48, "/min"), (PULSE, 115, "/min"),
        (RESP, 14, ""), (PULSE, 72, ""),
    ],
)  # fmt: skip
def test_an_ordinary_value_changes_nothing(code: str, value: float, unit: str) -> None:
    found = read(bundle(vital(code, value, unit)))
    assert not found.patient.signs
    assert not found.patient.unread


@pytest.mark.parametrize(
    ("code", "value", "unit", "sign"),
    [
        (RESP, 10, "/min", "signs.slow_breathing"), (SPO2, 86, "%", "signs.slow_breathing"),
        (GCS, 14, "{score}", "signs.coma"), (GCS, 13, "{score}", "signs.coma"),
        # What cannot be, or is in another unit, is not believed and not passed over.
        (RESP, 0, "/min", "signs.slow_breathing"), (SPO2, 0, "%", "signs.slow_breathing"),
        (RESP, 7, "mm[Hg]", "signs.slow_breathing"),
        (SPO2, 0.81, "%", "signs.slow_breathing"), (SPO2, 9.5, "kPa", "signs.slow_breathing"),
    ],
)  # fmt: skip
def test_a_doubtful_value_is_asked_about(code: str, value: float, unit: str, sign: str) -> None:
    found = read(bundle(vital(code, value, unit)))
    assert not found.patient.signs
    assert held(found) == {sign}


def test_a_temperature_in_the_wrong_unit_is_asked_about() -> None:
    found = read(bundle(vital(TEMP, 98.6, "Cel")))
    assert not found.patient.signs
    assert [entry.words for entry in found.patient.unread] == ["98.6 Cel"]


@pytest.mark.parametrize(
    ("entries", "signs", "asked"),
    [
        # Of one day the worst counts.
        ([vital(SPO2, 81, "%"), vital(SPO2, 97, "%")], {"slow_breathing"}, set()),
        # An older danger that a later day answers: of a grave sign somebody asks.
        ([vital(RESP, 7, "/min", 3), vital(RESP, 15, "/min")], set(), {"signs.slow_breathing"}),
        ([vital(TEMP, 39.5, "Cel", 3), vital(TEMP, 36.9, "Cel")], set(), set()),
        ([vital(RESP, 15, "/min", 3), vital(RESP, 7, "/min")], {"slow_breathing"}, set()),
        ([vital(RESP, 10, "/min", 3), vital(RESP, 15, "/min")], set(), set()),
        ([vital(RESP, 7, "/min", 3), vital(RESP, None)], {"slow_breathing"}, set()),
        # Another vital sign answers nothing.
        ([vital(RESP, 7, "/min", 3), vital(PULSE, 70, "/min")], {"slow_breathing"}, set()),
        # Older than the days that count; without a day; of a month.
        ([vital(RESP, 7, "/min", 8)], set(), set()),
        ([vital(RESP, 7, "/min", None)], set(), {"signs.slow_breathing"}),
        ([vital(TEMP, 39.5, "Cel", None)], set(), {"signs.fever"}),
        ([vital(RESP, 15, "/min", None)], set(), set()),
        ([vital(RESP, 7, "/min") | {"effectiveDateTime": "2026-11"}], set(),
         {"signs.slow_breathing"}),
        ([vital(RESP, 7, "/min") | {"effectiveDateTime": "2019"}], set(), set()),
        ([vital(RESP, 7, "/min", -1)], set(), set()),
        # What does not count, what has no result, what is no number.
        ([vital(RESP, 7, "/min", status="entered-in-error")], set(), set()),
        ([vital(RESP, None)], set(), set()),
        ([vital(RESP, None, dataAbsentReason={"text": "not asked"})], set(), set()),
        ([vital(RESP, None, valueString="7")], {"slow_breathing"}, set()),
        ([vital(RESP, None, valueString="see chart")], set(), {"signs.slow_breathing"}),
        ([vital(GCS, None, valueInteger=8)], {"coma"}, set()),
    ],
)  # fmt: skip
def test_days_and_doubts(entries: list[dict[str, Any]], signs: set[str], asked: set[str]) -> None:
    found = read(bundle(*entries))
    assert found.patient.signs == signs
    assert held(found) == asked


def test_parts_of_a_panel_count_as_measurements_of_their_own() -> None:
    def part(code: str, value: float, unit: str) -> dict[str, Any]:
        whole = vital(code, value, unit)
        return {name: whole[name] for name in ("code", "valueQuantity")}

    panel = vital("85353-1", None, component=[part(RESP, 7, "/min"), part(PULSE, 72, "/min")])
    found = read(bundle(panel))
    assert found.patient.signs == {"slow_breathing"}
    assert not found.patient.unread


def test_a_childs_pulse_is_faster() -> None:
    toddler = bundle(vital(PULSE, 150, "/min"), who=patient(birthDate="2022-03-01"))
    assert not read(toddler).patient.signs


@pytest.mark.parametrize(
    ("code", "value", "unit", "verdict"),
    [
        (SAT, 81, "%", Verdict.EMERGENCY), (RESP, 7, "/min", Verdict.EMERGENCY),
        (GCS, 8, "{score}", Verdict.EMERGENCY), (SPO2, 86, "%", Verdict.NEEDS_INFO),
        (SPO2, 97, "%", Verdict.OK),
    ],
)  # fmt: skip
def test_on_baclofen(code: str, value: float, unit: str, verdict: Verdict) -> None:
    found = read(bundle(BACLOFEN, egfr(95), vital(code, value, unit)))
    inputs = AssessInputs(patient=found.patient, request=found.asks(today=TODAY))
    assert answer(inputs, K).verdict == verdict


def test_by_its_snomed_code() -> None:
    low = vital(SPO2, 81, "%")
    low["code"] = {"coding": [{"system": SNOMED, "code": "431314004"}]}
    assert read(bundle(low)).patient.signs == {"slow_breathing"}


@pytest.mark.parametrize(
    ("value", "signs", "asked"),
    [
        (90, set(), set()), (88, set(), set()), (86, set(), {"signs.slow_breathing"}),
        (83, {"slow_breathing"}, set()),
    ],
)  # fmt: skip
def test_with_copd_a_lower_saturation_is_ordinary(
    value: float, signs: set[str], asked: set[str]
) -> None:
    copd = {"resourceType": "Condition", "code": {"text": "COPD"}, "recordedDate": "2020-01-01"}
    found = read(bundle(copd, vital(SPO2, value, "%")))
    assert found.patient.signs == signs
    assert held(found) == asked


@pytest.mark.parametrize("in_order", [True, False])
def test_of_several_ordinary_values_the_newest_answers_what_was_before(in_order: bool) -> None:
    ordinary = [vital(TEMP, 36.8, "Cel", 1), vital(TEMP, 36.9, "Cel", 5)]
    fever = vital(TEMP, 39, "Cel", 3)
    assert read(bundle(fever, *(ordinary if in_order else ordinary[::-1]))).patient.signs == set()


@pytest.mark.parametrize(
    ("level", "signs", "asked"),
    [
        ("Alert", set(), set()), ("Awake", set(), set()), ("Unresponsive", {"coma"}, set()),
        ("Responds to pain only", {"coma"}, set()), ("Voice", set(), {"signs.coma"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("code", ["67775-7", "80288-4"])
def test_a_level_of_consciousness_in_words(
    code: str, level: str, signs: set[str], asked: set[str]
) -> None:
    found = read(bundle(vital(code, None, valueCodeableConcept={"text": level})))
    assert found.patient.signs == signs
    assert held(found) == asked


@pytest.mark.parametrize("value", [1, 4, 8, 15])
def test_a_level_of_consciousness_in_figures_is_on_no_known_score(value: int) -> None:
    for written in ({"value": value, "unit": "{score}"}, {"value": None, "valueInteger": value}):
        found = read(bundle(vital("80288-4", **written)))
        assert not found.patient.signs
        assert held(found) == {"signs.coma"}

"""Kidney results that are no plain quantity: read where that is sure, else never passed over.

Each is told beside a good creatinine of months ago, on which alone a raise would be offered.
"""

from __future__ import annotations

from typing import Any

import pytest

from baclofen import PlanInputs, answer
from baclofen.answering import Answer
from baclofen.exchange import Reading, read_patient, with_answers
from baclofen.knowledge import Verdict
from tests.people import TODAY, known
from tests.unit.exchange.build import (
    Json,
    bundle,
    condition,
    creatinine,
    day,
    egfr,
    medicine,
    observation,
)

MS = condition("426373005")
RUNS = medicine("Baclofen 10 MG Oral Tablet", sig="10 mg TID", authoredOn=day(200))
GOOD = creatinine(0.8, on=day(60))
_MARKS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
CRITICAL: Json = {"interpretation": [{"coding": [{"system": _MARKS, "code": "HH"}]}]}


def in_words(words: str, code: str = "98979-8", on: str | None = day(1), **more: Any) -> Json:
    return observation(code, None, on=on, valueString=words, **more)


def read(*resources: Json) -> Reading:
    return read_patient(bundle(MS, RUNS, *resources), known=known(), today=TODAY)


def judged(reading: Reading) -> Answer:
    return answer(
        PlanInputs(
            patient=reading.patient, request=reading.asks(today=TODAY), entries=reading.entries
        ),
        known(),
    )


def lost(made: Answer) -> list[str]:
    return [entry.words for entry in made.account.not_understood]


# --- what can be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "value", "below"),
    [
        (in_words("<15"), 15, True),
        (in_words("< 15 ml/min"), 15, True),
        (in_words("<^15"), 15, True),
        (in_words("eGFR: 18,5 mL/min/1,73 m² (L)"), 18.5, False),
        (in_words("15 - 29"), 15, False),
        (in_words("0-15 mL/min"), 15, True),
        (in_words("unter 30"), 30, True),
        (in_words("G4 (severely decreased)"), 15, False),
        (in_words("G5"), 15, True),
        (in_words("stage G3b"), 30, False),
        (in_words("G3"), 30, False),
        (egfr(18, ""), 18, False),
        (observation("98979-8", None, valueInteger=18), 18, False),
        (
            observation("98979-8", None, valueRange={"low": {"value": 15}, "high": {"value": 29}}),
            15, False,
        ),
        (observation("98979-8", None, valueRange={"high": {"value": 15}}), 15, True),
        (observation("98979-8", None, valueCodeableConcept={"text": "<15"}), 15, True),
        (in_words(">60"), 60, False),
        (in_words("60+"), 60, False),
        (in_words("≥ 90"), 90, False),
        (in_words("> 90 mL/min"), 90, False),
        (in_words(">60 (normal)"), 60, False),
        (in_words("G2"), 60, False),
        (in_words("88 (was 18)"), 88, False),
        (in_words("88 mL/min, previously 18"), 88, False),
        (in_words("18 (was 88)"), 18, False),
    ],
)  # fmt: skip
def test_what_is_sure_is_read_at_the_end_that_allows_less(
    result: Json, value: float, below: bool
) -> None:
    reading = read(GOOD, result)
    (found,) = (v for v in reading.patient.kidney if v.kind == "egfr")
    assert (found.value, found.below) == (value, below)
    made = judged(reading)
    assert lost(made) == []
    if value >= 60:
        assert made.verdict is Verdict.OK
        assert made.fit.against_raise == ()
    elif value < 30 or below:
        assert made.verdict is Verdict.CONTRAINDICATED


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (in_words("4.2 mg/dL", "2160-0"), 4.2),
        (in_words("4,2 mg/dl", "2160-0"), 4.2),
        (in_words("353.6 µmol/L H", "14682-9"), 4.0),
        (observation("14682-9", None, valueRange={"low": {"value": 200, "unit": "umol/L"},
                                                  "high": {"value": 442, "unit": "umol/L"}}), 5.0),
        (creatinine(0.0884, "mmol/L"), 1.0),
        (creatinine(1.0, "mg%"), 1.0),
    ],
)  # fmt: skip
def test_a_creatinine_is_read_with_its_unit_alone_at_the_end_that_allows_less(
    result: Json, value: float
) -> None:
    (_, found) = read(GOOD, result).patient.kidney
    assert found.value == pytest.approx(value)


# --- what cannot ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "result",
    [
        in_words("see comment"),
        in_words("see comment, repeated: 8"),
        in_words("1,234"),
        # At least a low number is no value, and cuts nothing.
        in_words(">15"),
        in_words("45+"),
        in_words("88 (was 18 on 1.11.)"),
        in_words("normal", "2160-0", **CRITICAL),
        in_words("Critically high", "2160-0"),
        in_words("haemolysed", on=None),
        in_words("4.2", "2160-0", on=None),
        in_words("4.2", "2160-0", on="2027-11-20"),
        egfr(1.4, "", on=day(1)),
        egfr(18, "%", on=day(1)),
        observation(
            "98979-8",
            None,
            on=day(1),
            valueRange={"low": {"value": 15, "unit": "%"}, "high": {"value": 29, "unit": "%"}},
        ),
        observation("2160-0", None, on=day(1), **CRITICAL),
        observation("2160-0", None, on=day(1), dataAbsentReason={"text": "error"}, **CRITICAL),
        observation("2160-0", None, on=day(60), **CRITICAL),
        creatinine(4.2, on=None),
        creatinine(4.2, on="2027-11-20"),
        egfr(22, on="2027-11-20"),
    ],
)
def test_what_nobody_can_use_holds_the_raise_and_is_not_understood(result: Json) -> None:
    reading = read(GOOD, result)
    made = judged(reading)
    assert made.verdict is Verdict.NEEDS_INFO
    assert made.fit.blocking[0].rule.id == "ASK-KIDNEY-UNREAD"
    assert len(lost(made)) == 1
    assert made.fit.kidney.egfr is not None, "what counts goes on counting"
    # A value of today answers it.
    after = with_answers(reading, [("creatinine", '"0.9 mg/dL"')], known(), today=TODAY)
    assert not judged(after).fit.fired("ASK-KIDNEY-UNREAD")


def test_who_has_read_it_answers_it_too() -> None:
    reading = read(GOOD, in_words("see comment"))
    after = with_answers(reading, [("unread", "checked")], known(), today=TODAY)
    assert judged(after).verdict is Verdict.OK


@pytest.mark.parametrize(
    "result",
    [
        in_words("see comment", on=day(60)),
        in_words("see comment", on=day(90)),
        in_words("normal"),
        in_words("im Normbereich", "2160-0"),
        in_words("4.2", "2160-0", on=day(90)),
        observation("2160-0", None, on=day(90), **CRITICAL),
        observation("2160-0", None, on=day(1), dataAbsentReason={"text": "haemolysed"}),
        creatinine(0.9, on=None),
        creatinine(0.9, on="2027-11-20"),
        egfr(88, on="2027-11-20"),
    ],
)
def test_what_is_answered_or_no_worse_stays_a_note(result: Json) -> None:
    made = judged(read(GOOD, result))
    assert made.verdict is Verdict.OK
    assert lost(made) == []


# --- one number in two fields -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ((creatinine(0.8), egfr(0.8)), Verdict.NEEDS_INFO),
        ((creatinine(1.2), egfr(1.2)), Verdict.NEEDS_INFO),
        # Later values answer it.
        ((creatinine(0.8, on=day(30)), egfr(0.8, on=day(30)), GOOD | {
            "effectiveDateTime": day(2)}), Verdict.OK),
        # Numbers of their own: the lower governs. A creatinine that allows none says so itself.
        ((creatinine(0.9), egfr(12)), Verdict.CONTRAINDICATED),
        ((creatinine(0.8), egfr(0.8, on=day(9))), Verdict.CONTRAINDICATED),
        ((creatinine(7.5), egfr(7.5)), Verdict.CONTRAINDICATED),
    ],
)  # fmt: skip
def test_one_number_in_two_fields_is_asked_about_and_cuts_nothing(
    results: tuple[Json, ...], verdict: Verdict
) -> None:
    made = judged(read(*results))
    assert made.verdict is verdict
    said = known().say(made.headline)
    assert ("measure both again today" in said) is (verdict is Verdict.NEEDS_INFO)
    assert ("at once down" in said) is (verdict is Verdict.CONTRAINDICATED)

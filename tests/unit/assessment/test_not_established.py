"""A use that a label calls not established is not begun and not raised; what runs is reviewed, and
nobody is told to come down today."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest

import baclofen as bac
from tests.people import known

TODAY = date(2026, 11, 22)
STEADY = {
    "age_y": 36, "sex": "male", "weight_kg": 58, "height_cm": 165, "creatinine_mg_per_dL": 0.8,
    "syndrome": "cerebral_spasticity", "conditions": ["cerebral_palsy"],
    "medicines": ["paracetamol"],
    "no_allergies": ["baclofen"], "baclofen": "10 mg three times daily",
    "baclofen_since": date(2006, 1, 2),
}  # fmt: skip
PARKINSON = {
    "syndrome": "ms_spasticity", "conditions": ["multiple_sclerosis", "parkinson_disease"],
}  # fmt: skip
CHILD = {
    "age_y": 8, "weight_kg": 25, "height_cm": 125, "creatinine_mg_per_dL": 0.5,
    "syndrome": "ms_spasticity", "conditions": ["multiple_sclerosis"],
    "baclofen": "5 mg twice daily",
    "baclofen_since": date(2024, 1, 2),
}  # fmt: skip


def judged(kind: Literal["start"] | None, **told: Any) -> bac.Assessment:
    table = {key: is_ for key, is_ in {**STEADY, **told}.items() if is_ is not None}
    reading = bac.read_patient(table, known=known(), today=TODAY)
    asked = reading.asks(today=TODAY, kind=kind, jurisdiction="US")
    return bac.assess(reading.patient, known(), asked)


@pytest.mark.parametrize(
    ("told", "runs", "begun"),
    [
        ({}, "IND-US-CEREBRAL-RUNS", "IND-US-STROKE-CP-PD"),
        ({"conditions": ["stroke"]}, "IND-US-CEREBRAL-RUNS", "IND-US-STROKE-CP-PD"),
        (PARKINSON, "IND-US-CEREBRAL-RUNS", "IND-US-STROKE-CP-PD"),
        (CHILD, "AGE-US-RUNS", "AGE-US-LT12"),
    ],
)  # fmt: skip
def test_what_runs_is_reviewed_and_not_begun_or_raised(
    told: dict[str, Any], runs: str, begun: str
) -> None:
    steady = judged(None, **told)
    assert steady.verdict is bac.Verdict.CAUTION
    assert steady.fired(runs)
    assert not steady.fired(begun)
    fresh = judged("start", **{**told, "baclofen": "none", "baclofen_since": None})
    assert fresh.fired(begun)
    assert not fresh.fired(runs)

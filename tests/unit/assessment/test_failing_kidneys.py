"""Kidneys that fail are the same to each rule, by whatever tells it."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.assessment.case import read_situation
from baclofen.assessment.request import Request
from baclofen.knowledge import Verdict
from baclofen.knowledge.numbers import KidneyTaper
from baclofen.patient import BaclofenUse, Patient
from baclofen.units import mg
from tests.people import TODAY, judge, known, person

K = known()
ON = (BaclofenUse("oral", "active", "baclofen 10 mg TID", mg(30)),)
OFF = (BaclofenUse("oral", "stopped", "baclofen 10 mg TID", mg(30), hours_since_last=30.0),)

#: Old and light: a good eGFR, and a clearance that allows none, or half.
LIGHT = {
    "age_y": 88.0, "weight_kg": 40.0, "height_cm": 152.0, "egfr": None, "creatinine_mg_per_dL": 0.9
}  # fmt: skip
OLD = {
    "age_y": 80.0, "weight_kg": 48.0, "height_cm": 158.0, "egfr": None, "creatinine_mg_per_dL": 0.85
}  # fmt: skip
FAILING: dict[str, dict[str, Any]] = {
    "eGFR 29": {"egfr": 29.0},
    "CrCl 27 at eGFR 61": LIGHT,
    "dialysis": {"dialysis": True},
    "AKI": {"conditions": ["aki"]},
    "stage 4 without a value": {"egfr": None, "conditions": ["ckd_severe"]},
    "an infant's creatinine": {
        "age_y": 0.5, "weight_kg": 7.0, "egfr": None, "creatinine_mg_per_dL": 1.0,
    },
}  # fmt: skip
REDUCED: dict[str, dict[str, Any]] = {
    "eGFR 59": {"egfr": 59.0},
    "CrCl 40 at a good eGFR": OLD,
    "stage 4 beside a good value": {"conditions": ["ckd_severe"]},
    "stage 3 beside a good value": {"conditions": ["ckd_stage_3"]},
    "a creatinine high in an infant": {
        "age_y": 0.5, "weight_kg": 7.0, "egfr": None, "creatinine_mg_per_dL": 0.45,
    },
    "a creatinine far too high at 13 months": {
        "age_y": 1.1, "weight_kg": 9.5, "height_cm": 76.0, "egfr": None,
        "creatinine_mg_per_dL": 0.5,
    },
}  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    "eGFR 60": {"egfr": 60.0},
    "CrCl 55 at 50 years": LIGHT | {"age_y": 50.0, "weight_kg": 45.0, "creatinine_mg_per_dL": 0.85},
    "little muscle, near the edge": {"egfr": 61.0, "conditions": ["wasting"]},
    "nothing told": {"egfr": None},
}
EVERY = FAILING | REDUCED | GOOD


def flags(who: Patient) -> tuple[bool, bool]:
    case = read_situation(who, Request(today=TODAY, kind="continue"), K).case
    return case["kidneys_failing"], case["kidneys_reduced"]


@pytest.mark.parametrize("name", EVERY)
def test_kidneys_fail_where_the_way_down_is_theirs_and_nowhere_else(name: str) -> None:
    who = person(baclofen=ON, **EVERY[name])
    quick = judge(who, "continue").fired(*K.of(KidneyTaper).holds_where)
    assert flags(who) == (name in FAILING, name not in GOOD)
    assert quick is (name in FAILING)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("sign", ["delirium", "somnolence"])
def test_a_sign_with_reduced_kidneys_is_an_emergency(name: str, sign: str) -> None:
    told = judge(person(baclofen=ON, signs=[sign], **EVERY[name]), "continue")
    assert told.fired("TOX-KIDNEY") is (name not in GOOD)
    assert (told.verdict is Verdict.EMERGENCY) is (name not in GOOD)


@pytest.mark.parametrize("name", EVERY)
def test_what_was_stopped_is_not_taken_up_with_kidneys_that_fail(name: str) -> None:
    told = judge(person(baclofen=OFF, **EVERY[name]), "continue")
    assert told.fired("STOP-FOR-GOOD") is (name in FAILING)

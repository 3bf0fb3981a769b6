"""What happened is checked once, when it is told."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen import load_knowledge
from baclofen.errors import InputRefused
from baclofen.knowledge.trials import load_trials
from baclofen.record import (
    RANGES,
    Alarmed,
    Confirmed,
    Corrected,
    DoseSet,
    Interrogated,
    Level,
    Measured,
    Missed,
    Overridden,
    Refilled,
    Scored,
    SideEffect,
    Stopped,
    Told,
    Took,
)
from baclofen.regimen import MAS_GRADES
from baclofen.units import mcg, mg


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (DoseSet, {"route": "oral", "per_day": mcg(300)}, "it must be in mg"),
        (DoseSet, {"route": "intrathecal", "per_day": mg(0.3)}, "300 mcg: was that meant"),
        (DoseSet, {"route": "oral", "per_day": mg(0)}, "Tell a stop as stopped"),
        (DoseSet, {"route": "oral", "per_day": mg(5000)}, "oral dose a day"),
        (DoseSet, {"route": "oral", "per_day": mg(15), "times_per_day": 25}, "from 1 to 24"),
        (DoseSet, {"route": "nasal", "per_day": mg(15)}, "one of intrathecal, oral"),
        (Took, {"dose": mg(0)}, "missed"),
        (Took, {"dose": mcg(50)}, "it must be in mg"),
        (Missed, {"doses": 0}, "from 1"),
        (Stopped, {"route": "oral", "why": "because"}, "one of"),
        (Scored, {"scale": "nrs", "score": "11"}, "between 0 and 10"),
        (Scored, {"scale": "nrs", "score": "six"}, "a number"),
        (Scored, {"scale": "nrs", "score": "nan"}, "a number"),
        (Scored, {"scale": "mas", "score": "1.5"}, "0, 1, 1+, 2, 3, 4"),
        (Scored, {"scale": "ashworth", "score": "0"}, "between 1 and 5"),
        (Scored, {"scale": "spasms_penn", "score": "5"}, "between 0 and 4"),
        (Scored, {"scale": "pain", "score": "5"}, "one of"),
        (SideEffect, {"name": "other", "severity": "mild"}, "words"),
        (SideEffect, {"name": "nausea", "severity": "mild", "words": "bad"}, "words"),
        (SideEffect, {"name": "nausea", "severity": "awful"}, "one of"),
        (Level, {"matrix": "plasma", "ng_per_mL": -1.0}, "between 0"),
        (Level, {"matrix": "hair", "ng_per_mL": 10.0}, "csf, plasma"),
        (Level, {"matrix": "csf", "ng_per_mL": 10.0, "hours_after": -1.0}, "between 0"),
        (Measured, {"what": "creatinine", "value": 88.0, "unit": "mg/dL"}, "umol/L"),
        (Measured, {"what": "creatinine", "value": 0.9, "unit": "umol/L"}, "mg/dL"),
        (Measured, {"what": "weight", "value": 68.0, "unit": "st"}, "one of kg, lb"),
        (Measured, {"what": "weight", "value": float("nan"), "unit": "kg"}, "finite"),
        (Interrogated, {"now": mg(0.3)}, "it must be in mcg"),
        (Interrogated, {"alarm": "beep"}, "one of"),
        (Refilled, {"fill_mL": 18.0, "mcg_per_mL": 500.0, "alarm_mL": 20.0}, "below the fill"),
        (Refilled, {"fill_mL": 0.0, "mcg_per_mL": 500.0}, "above 0"),
        (Alarmed, {"alarm": "beep"}, "one of"),
        (
            Confirmed,
            {"drug": "morphine", "mcg_per_mL": 500.0, "per_day": mcg(300)},
            "gives baclofen",
        ),
        (Confirmed, {"drug": "baclofen", "mcg_per_mL": 0.0, "per_day": mcg(300)}, "above 0"),
        (Overridden, {"plan": 1, "rule": "R", "reason": " "}, "needs its reason"),
        (Corrected, {"of": 1, "why": " "}, "what was wrong"),
        (Told, {"table": {}}, "a key of a typed patient"),
    ],
)
def test_what_cannot_be_is_refused_by_name(kind: Any, given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputRefused) as refused:
        kind(**given)
    assert says in str(refused.value)


def test_scales_end_where_facts_and_rules_say() -> None:
    known = load_knowledge()
    assert RANGES["nrs"][1] == known.number("pain.nrs_top")
    assert RANGES["ashworth"][:2] == known.numbers("syndrome.limits.ashworth")
    scales = {"nrs": "nrs_0_10", "ashworth": "ashworth_1_5", "spasms_penn": "penn_0_4"}
    of_trials = load_trials().scales
    for ours, theirs in scales.items():
        assert RANGES[ours][:2] == (of_trials[theirs].low, of_trials[theirs].high)
    assert len(MAS_GRADES) == len(known.numbers("spasticity.mas_points"))


def test_a_measured_value_is_kept_in_the_house_unit() -> None:
    assert Measured(what="weight", value=100, unit="lb").in_house == pytest.approx(45.359237)
    assert Measured(what="height", value=70, unit="in").in_house == pytest.approx(177.8)
    assert Measured(what="egfr", value=55, unit="mL/min/1.73m2").in_house == 55
    assert Scored(scale="mas", score="1+").number == 2


def test_what_may_name_a_person_is_marked() -> None:
    assert not Scored(scale="nrs", score="5").identifies
    assert Scored(scale="mas", score="2", site="left knee").identifies
    assert Told(table={"label": "Mrs X"}).identifies
    assert not Told(table={"age_y": 52}).identifies
    assert SideEffect(name="other", severity="mild", words="hiccups").identifies

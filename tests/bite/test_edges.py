"""The edge of every number that a rule compares with: in the rule, and in the field that a typed
patient or order fills."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import timedelta
from statistics import NormalDist
from typing import Any

import pytest

from baclofen.assessment import Request
from baclofen.assessment.case import read_situation
from baclofen.exchange import read_patient
from baclofen.knowledge import Compare
from baclofen.knowledge.growth import charts
from baclofen.knowledge.numbers import DangerSigns, LackSigns
from baclofen.patient import BaclofenUse, DoseBefore, Patient
from baclofen.regimen import Filling, PumpOrder
from baclofen.units import mg
from tests.bite.edges import DECIDES, DECIDES_KEPT, KEPT, around, decided_by, edges, table
from tests.people import TODAY, known

K = known()
EDGES = tuple(edges(K))
Table = dict[str, Any]


def test_every_rule_says_below_at_and_above_its_numbers_what_was_read_and_kept() -> None:
    """Changed on purpose? `python -m tests.bite.edges` writes the table anew: read what changed."""
    made, kept = table(K).splitlines(), KEPT.read_text(encoding="utf-8").splitlines()
    assert len(made) > 200
    assert [line for line in made if line not in kept] == []
    assert made == kept


def test_every_rule_decides_by_what_was_read_and_kept() -> None:
    made, kept = decided_by(K).splitlines(), DECIDES_KEPT.read_text(encoding="utf-8").splitlines()
    assert len(made) == len(K.rules) + 1
    assert [line for line in made if line not in kept] == []
    assert made == kept


@pytest.mark.parametrize("sign", DECIDES)
def test_a_comparison_decides_as_its_sign_says(sign: str) -> None:
    for value in (-20.0, 0.0, 0.35, 1.0, 65, 2003.0):
        leaf = Compare("x", sign, value)
        got = tuple(leaf.judge({"x": v}) for v in around(value))
        assert got == DECIDES[sign], value


# --- the fields, through the door of typed patients and orders --------------------------

KG, SMALL = 12.0, 0.001
DANGER = K.of(DangerSigns).signs
LACK = K.of(LackSigns).signs


def _on(days: float) -> Any:
    return TODAY + timedelta(days=days)


def _pump(**given: Any) -> Table:
    return {"pump": given}


def _screening(**given: Any) -> Table:
    return {"screening": given}


def _given(**bolus: Any) -> Table:
    return _screening(given=[{"dose": "50 mcg", **bolus}])


def _per_kg(value: float, **more: Any) -> Table:
    """A day's dose by weight, as it is printed: the quotient must come out whole."""
    return {
        "weight_kg": KG, "age_y": 8.0, "baclofen": "none",
        "oral": {"per_day": f"{value * KG:.10g} mg/day", **more},
    }  # fmt: skip


def _gone(days: float) -> Table:
    """A pump of 18 mL down to its alarm, of 500 mcg/mL, that lasts so many days."""
    return _pump(
        device="SynchroMed II", fill_mL=20, alarm_mL=2, concentration=500,
        now=f"{18 * 500 / days:.12g} mcg/day",
    )  # fmt: skip


def _heavy() -> float:
    """The 95th percentile of the body mass index of a boy of 72.5 months."""
    row = next(r for r in charts("bmi")["male"] if r.months == 72.5)
    return row.at(NormalDist().inv_cdf(0.95))


def _kg(z: float) -> float:
    """The weight so many SD from the median, of a boy of 72.5 months."""
    row = next(r for r in charts()["male"] if r.months == 72.5)
    return float(row.m * (1 + row.l * row.s * z) ** (1 / row.l))


def _set(
    daily: float, before: float, days: float = 0, **body: Any
) -> tuple[Patient, PumpOrder | None]:
    """A dose by mouth that a record has after another, which ran until so many days ago."""
    use = BaclofenUse(
        "oral", "active", "by a record", mg(daily),
        before=(DoseBefore(mg(before), _on(-round(days))),),
    )  # fmt: skip
    return Patient(baclofen=(use,), **body), None


def _ordered(daily: float, *doses: str, **body: Any) -> Table:
    """A dose by mouth, and those that are ordered after it, ten days each."""
    steps = [f"{dose} from {_on(10 * n)}" for n, dose in enumerate(doses, start=1)]
    return {"baclofen": f"{daily:.10g} mg/day", "ordered_ahead": steps, **body}


#: Field -> the smallest step that is told of it, and the table in which it is so much.
DOOR: Mapping[str, tuple[float, Callable[[float], Table | tuple[Patient, PumpOrder | None]]]] = {
    # Only a record holds what ran before.
    "set_change": (SMALL, lambda v: _set(100 + v, 100)),
    "set_change_per_kg": (SMALL, lambda v: _set(100 + v * KG, 100, age_y=8.0, weight_kg=KG)),
    "set_ratio": (SMALL, lambda v: _set(40 * v, 40)),
    "set_days": (1, lambda v: _set(30, 60, v)),
    "set_after_none": (SMALL, lambda v: _set(v, 0)),
    "set_after_none_per_kg": (SMALL, lambda v: _set(v * KG, 0, age_y=8.0, weight_kg=KG)),
    "ahead_change": (SMALL, lambda v: _ordered(100, f"{100 + v:.10g} mg/day")),
    "ahead_change_per_kg": (SMALL, lambda v: _ordered(
        100, f"{100 + v * KG:.10g} mg/day", age_y=8.0, weight_kg=KG)),
    "ahead_ratio": (SMALL, lambda v: _ordered(40, f"{40 * v:.10g} mg/day")),
    "ahead_after_none": (SMALL, lambda v: _ordered(5, "none", f"{v:.10g} mg/day")),
    "ahead_after_none_per_kg": (SMALL, lambda v: _ordered(
        5, "none", f"{v * KG:.10g} mg/day", age_y=8.0, weight_kg=KG)),
    "concentration_before": (SMALL, lambda v: (Patient(), PumpOrder(
        filling=Filling(mcg_per_mL=500, before_mcg_per_mL=v),
    ))),
    "rate_set_change": (SMALL, lambda v: _pump(history=["100 mcg/day"],
                                               now=f"{100 + v:.10g} mcg/day")),
    "rate_set_ratio": (SMALL, lambda v: _pump(history=["100 mcg/day"],
                                              now=f"{100 * v:.10g} mcg/day")),
    "rate_set_days": (1, lambda v: _pump(history=["100 mcg/day"], now="200 mcg/day",
                                         hours_since_change=24 * v)),
    "age": (SMALL, lambda v: {"age_y": v}),
    "weight": (SMALL, lambda v: {"age_y": 8.0, "weight_kg": v}),
    "egfr": (SMALL, lambda v: {"egfr": v}),
    "infant_creatinine": (SMALL, lambda v: {"age_y": 0.5, "creatinine": f"{v:.10g} mg/dL"}),
    "small_child_creatinine": (SMALL, lambda v: {"age_y": 1, "creatinine": f"{v:.10g} mg/dL"}),
    # (140 - 60) x weight / (72 x 1): 10/9 mL/min a kilogram.
    "crcl": (SMALL, lambda v: {"age_y": 60.0, "sex": "male", "creatinine": "1.0 mg/dL",
                               "weight_kg": v * 0.9}),
    "trimester": (1, lambda v: {"sex": "female", "pregnant": True,
                                "gestation_weeks": {0: 1.0, 1: 13.9, 2: 14.0}[round(v)]}),
    # Forty weeks less those that are told.
    "weeks_to_term": (SMALL, lambda v: {"sex": "female", "pregnant": True,
                                        "gestation_weeks": 40 - v}),
    "days_since_injury": (1, lambda v: {"days_since_injury": v}),
    "cns_classes": (1, lambda v: {"medicines": ["morphine", "diazepam", "zolpidem",
                                                "pregabalin"][: round(v)]}),
    "baclofen_orders": (1, lambda v: {"baclofen": ["10 mg/day"] * round(v) or "none"}),
    "weeks_at_maximum": (SMALL, lambda v: {"baclofen": "30 mg/day", "weeks_at_maximum": v}),
    "hours_since_stop": (
        SMALL,
        lambda v: {"stopped": "30 mg/day", "hours_since_last_dose": v},
    ),
    "danger_signs": (1, lambda v: {"signs": list(DANGER)[: round(v)]}),
    "danger_signs_open": (1, lambda v: (Patient(signs_open=frozenset(DANGER[: round(v)])), None)),
    "lack_signs": (1, lambda v: {"signs": list(LACK)[: round(v)]}),
    "days_without_supply": (1, lambda v: (Patient(baclofen=(BaclofenUse(
        "oral", "active", "by a record", mg(30), used_up=_on(-round(v))),)), None)),
    "days_without_before": (1, lambda v: (Patient(baclofen=(BaclofenUse(
        "oral", "active", "by a record", mg(30), used_up=_on(-1 - round(v)),
        supplied_again=_on(-1)),)), None)),
    "days_of_supply": (1, lambda v: {"baclofen": "30 mg/day", "baclofen_until": _on(round(v))}),
    "weeks_on_treatment": (1 / 7, lambda v: {"baclofen": "30 mg/day",
                                             "baclofen_since": _on(-round(7 * v))}),
    "days_since_begun": (1, lambda v: {"baclofen": "30 mg/day", "baclofen_since": _on(-round(v))}),
    "days_unchanged": (1, lambda v: {"baclofen": "30 mg/day", "baclofen_since": _on(-round(v))}),
    "ingested": (SMALL, lambda v: {"swallowed": {"amount": f"{v:.10g} mg"}}),
    "taper_weeks": (SMALL, lambda v: {"baclofen": "30 mg/day", "taper": {"weeks": v}}),
    "requested_daily_dose": (SMALL, lambda v: {"requested": f"{v:.10g} mg/day"}),
    "times_per_day": (0.5, lambda v: {"oral": {"dose": "5 mg", "times_per_day": v}}),
    "single_dose": (SMALL, lambda v: {"oral": {"dose": f"{v:.10g} mg"}}),
    "tube_fr": (SMALL, lambda v: {"oral": {"tube": "ng", "tube_fr": v}}),
    "daily_dose_per_kg": (SMALL, _per_kg),
    "start_dose_per_kg": (SMALL, lambda v: {**_per_kg(v, starts=True), "request": "start"}),
    "start_daily_dose": (SMALL, lambda v: {"baclofen": "none", "request": "start",
                                           "oral": {"per_day": f"{v:.10g} mg/day",
                                                    "starts": True}}),
    "bmi": (SMALL, lambda v: {"age_y": 40, "weight_kg": v * 4, "height_cm": 200}),
    "bmi_of_95th": (SMALL, lambda v: {"age_y": 72.5 / 12, "sex": "male", "height_cm": 100,
                                      "weight_kg": v * _heavy()}),
    "weight_z": (SMALL, lambda v: {"age_y": 72.5 / 12, "sex": "male", "weight_kg": _kg(v)}),
    "untold_start_dose": (SMALL, lambda v: {"baclofen": "none", "request": "start",
                                            "oral": {"per_day": f"{v:.10g} mg/day"}}),
    "first_dose_per_kg": (SMALL, lambda v: {"baclofen": "none", "request": "start",
                                            "age_y": 8.0, "weight_kg": KG,
                                            "oral": {"per_day": f"{v * KG:.10g} mg/day"}}),
    "dose_for_none": (SMALL, lambda v: {"baclofen": "none", "request": "start",
                                        "oral": {"per_day": f"{v:.10g} mg/day"}}),
    "dose_for_none_per_kg": (SMALL, lambda v: {"baclofen": "none", "request": "start",
                                               "age_y": 8.0, "weight_kg": KG,
                                               "oral": {"per_day": f"{v * KG:.10g} mg/day"}}),
    "running_daily_dose": (SMALL, lambda v: {"baclofen": f"{v:.10g} mg/day"}),
    "running_dose_per_kg": (SMALL, lambda v: {"age_y": 8.0, "weight_kg": KG,
                                              "baclofen": f"{v * KG:.10g} mg/day"}),
    "least_by_mouth": (SMALL, lambda v: {"baclofen": f"{v:.10g} mg/day"}),
    "least_stopped": (
        SMALL, lambda v: {"stopped": f"{v:.10g} mg/day", "hours_since_last_dose": 20},
    ),
    "least_rate": (SMALL, lambda v: {"baclofen": f"{v:.10g} mcg/day"}),
    "running_rate": (SMALL, lambda v: {"baclofen": f"{v:.10g} mcg/day"}),
    # A mL a day, to an alarm in ten days.
    "empties_too_soon": (SMALL, lambda v: _pump(
        now="1000 mcg/day", concentration=1000, fill_mL=10 / v, filled_on=TODAY, alarm_on=_on(10),
    )),
    "dose_change": (SMALL, lambda v: {"baclofen": "60 mg/day",
                                      "requested": f"{60 + v:.10g} mg/day"}),
    "dose_change_per_kg": (SMALL, lambda v: {"baclofen": "60 mg/day", "weight_kg": KG, "age_y": 8.0,
                                             "requested": f"{60 + v * KG:.10g} mg/day"}),
    "dose_ratio": (SMALL, lambda v: {"baclofen": "10 mg/day",
                                     "requested": f"{10 * v:.10g} mg/day"}),
    "bolus": (SMALL, lambda v: _screening(dose=f"{v:.10g} mcg")),
    "bolus_given": (SMALL, lambda v: _given(dose=f"{v:.10g} mcg")),
    "bolus_number": (1, lambda v: _screening(given=[{"dose": "50 mcg"}] * (round(v) - 1))),
    "hours_since_bolus": (SMALL, lambda v: _given(hours_ago=v, responded=False)),
    "effect_hours": (SMALL, lambda v: _given(effect_hours=v)),
    "concentration": (SMALL, lambda v: _screening(concentration=v)),
    "pump_dose": (SMALL, lambda v: _pump(now=f"{v:.10g} mcg/day")),
    "pump_change": (SMALL, lambda v: _pump(now="130 mcg/day",
                                           asked=f"{130 + 1.3 * v:.10g} mcg/day")),
    "pump_start_ratio": (SMALL, lambda v: _pump(stage="start", screening={"dose": "75 mcg"},
                                                asked=f"{75 * v:.10g} mcg/day")),
    "pump_dose_rise_year": (SMALL, lambda v: _pump(now=f"{130.1 + v:.10g} mcg/day",
                                                   a_year_ago="130.1 mcg/day")),
    "pump_flow": (0.0001, lambda v: _pump(now=f"{150 * v:.10g} mcg/day", concentration=150)),
    "hours_since_change": (SMALL, lambda v: _pump(hours_since_change=v)),
    "hours_since_refill": (SMALL, lambda v: _pump(hours_since_refill=v)),
    "interruption_hours": (SMALL, lambda v: _pump(interruption_hours=v)),
    "reservoir_left": (SMALL, lambda v: _pump(left_mL=v)),
    "volume_difference": (SMALL, lambda v: _pump(expected_mL=3.1, withdrawn_mL=3.1 + v)),
    "days_to_refill": (1, lambda v: _pump(refill_on=_on(v))),
    "days_to_alarm": (1, lambda v: _pump(alarm_on=_on(v))),
    "refill_after_alarm": (1, lambda v: _pump(alarm_on=_on(9), refill_on=_on(9 + v))),
    "alarm_interval": (SMALL, _gone),
    # Five days before the alarm.
    "refill_interval": (1, lambda v: _gone(v + 5)),
}  # fmt: skip
#: The least that a file can tell, where a rule asks for less or the same.
LEAST = {
    "ingested": 0.0, "pump_dose": 0.0, "pump_flow": 0.0, "refill_interval": 0.0,
    "concentration": SMALL, "bolus_number": 1.0, "trimester": 1.0, "interruption_hours": 0.0,
    "baclofen_orders": 0.0, "concentration_before": SMALL,
}  # fmt: skip
#: Edges that no file reaches, and why.
OUT_OF_REACH = {
    ("refill_interval", 180.0): "a refill is never planned later than 180 days less five",
    ("refill_interval", 183.0): "the same",
}

ASKED = sorted({(edge.leaf.field, float(edge.leaf.value)) for edge in EDGES})


def field(name: str, told: Table | tuple[Patient, PumpOrder | None]) -> Any:
    if isinstance(told, tuple):
        person, order = told
        return read_situation(person, Request(today=TODAY, order=order), K).case.get(name)
    reading = read_patient(told, known=K, today=TODAY)
    return read_situation(reading.patient, reading.asks(today=TODAY), K).case.get(name)


def test_every_field_has_a_way_through_the_door() -> None:
    assert {name for name, _ in ASKED} == set(DOOR)
    assert set(OUT_OF_REACH) <= set(ASKED)


@pytest.mark.parametrize(("name", "value"), ASKED)
def test_a_field_is_below_at_and_above_an_edge_as_it_was_told(name: str, value: float) -> None:
    if (name, value) in OUT_OF_REACH:
        assert field(name, _gone(400.0)) == 175
        return
    step, told = DOOR[name]
    least = LEAST.get(name, -math.inf)
    assert field(name, told(value + step)) > value
    if value >= least:
        assert field(name, told(value)) == value
    if value - step >= least:
        assert field(name, told(value - step)) < value

"""Random typed files: a few keys, each with one of its values, from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

#: Key -> what may stand there.
TYPED: Mapping[str, tuple[Any, ...]] = {
    "sex": ("female", "male"), "weight_kg": (68, 20.5),
    "height_cm": (166, 120), "egfr": (95, 44, 12), "creatinine": ("0.8 mg/dL", "90 umol/L"),
    "creatinine_on": (date(2026, 11, 1), date(2025, 3, 1)), "egfr_on": (date(2026, 6, 1),),
    "weight_on": (date(2026, 11, 1), date(2024, 1, 1)), "egfr_equation": ("CKD-EPI 2021",),
    "syndrome": ("ms_spasticity", "cerebral_spasticity", "trigeminal_neuralgia", "fibromyalgia"),
    "conditions": (["multiple_sclerosis"], ["epilepsy", "stroke"], [], ["ckd_severe"],
                   ["spinal_cord_injury", "dementia"]),
    "no_conditions": (["epilepsy"],), "signs": (["confusion"], ["coma", "slow_breathing"], [],
                                                 ["fever", "rigidity"], ["itching"]),
    "no_signs": (["confusion"],),
    "medicines": (["sertraline"], ["diazepam 5 mg", "Xyzzium"], [], ["morphine", "ibuprofen"],
                  ["warfarin"], ["aspirin", "clopidogrel"]),
    "allergies": (["baclofen"], []), "no_allergies": (["baclofen"],),
    "pregnant": (True, False), "gestation_weeks": (9, 30), "lactating": (True,),
    "newborn": (True,), "dialysis": (True, False), "alcohol": (True, False),
    "infection_active": (True, False), "surgery_planned": (True,), "oral_failed": (True, False),
    "epilepsy_resistant": (True, False), "seizure_as_usual": (True, False),
    "days_since_injury": (200, 500), "lesion_level": ("C5", "T6", "T10"),
    "hours_since_antithrombotic": (10, 60, 200), "inr": (1.1, 2.4), "weight_confirmed": (True,),
    "dose_confirmed": (True, False), "unread": ("not baclofen", "checked"),
}  # fmt: skip
#: What is told of another key, and only beside it.
OF = {
    "creatinine_on": "creatinine", "egfr_on": "egfr", "egfr_equation": "egfr",
    "weight_on": "weight_kg",
}  # fmt: skip
#: An age, or a date of birth that leaves it open on which side of an edge someone is.
AGES: tuple[Mapping[str, Any], ...] = (
    {"age_y": 52}, {"age_y": 8}, {"age_y": 71.5}, {"age_y": 0.4}, {"born": "1961-05-12"},
    {"born": "1961"}, {"born": "2008"}, {"born": "2008-11"}, {"born": "2014"}, {},
)  # fmt: skip
#: What is told of baclofen, and what goes with it.
BACLOFEN: tuple[Mapping[str, Any], ...] = (
    {"baclofen": "none"}, {"baclofen": "30 mg/day"}, {"baclofen": "10 mg three times daily"},
    {"baclofen": ["10 mg TID", "300 mcg/day"]}, {"baclofen": "150 mg/day"}, {}, {},
    {"baclofen": "60 mg/day", "weeks_at_maximum": 9.5},
    {"baclofen": "5 mg/day", "request": "taper"},
    {"baclofen": "40 mg/day", "baclofen_since": date(2026, 10, 20), "request": "taper"},
    {"stopped": "30 mg/day", "hours_since_last_dose": 20}, {"stopped": "75 mg/day"},
    {"stopped": "75 mg/day", "hours_since_last_dose": 60}, {"baclofen": "300 mcg/day"},
    {"baclofen": "30 mg/day", "requested": "60 mg/day"}, {"baclofen": "none", "request": "start"},
    {"baclofen": "60 mg/day", "requested": "20 mg/day"}, {"baclofen": "none", "request": "prepare"},
)  # fmt: skip
#: Keys of each table, of which a few are told.
TABLES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "oral": {
        "per_day": ("30 mg/day", "90 mg/day"), "starts": (True, False), "tube_fr": (4, 8, 12),
        "product": ("granules", "solution_1", "tablet", "suspension_5"), "tube": ("ng", "g"),
        "setting": ("inpatient", "outpatient"), "worst_at": ("night", "day"),
    },
    "taper": {
        "weeks": (0, 3, 12, 60), "returned": (True, False), "previous": ("40 mg/day",),
        "shape": ("linear", "slow-end"),
    },
    "swallowed": {"amount": ("300 mg", "80 mg"), "hours_ago": (2,)},
    "screening": {
        "dose": ("50 mcg", "100 mcg"), "origin": ("spinal", "cerebral"), "concentration": (50, 500),
        "setting": ("inpatient",),
        "given": (
            [{"dose": "50 mcg", "hours_ago": 30, "responded": False}], [{"dose": "50 mcg"}],
            [{"dose": "75 mcg", "effect_hours": 6, "responded": True, "hours_ago": 30}],
            [{"dose": "100 mcg", "hours_ago": 30, "responded": False}],
        ),
    },
    "pump": {
        "now": ("300 mcg/day", "12.5 mcg/h", "900 mcg/day"), "origin": ("spinal", "cerebral"),
        "asked": ("330 mcg/day", "360 mcg/day", "240 mcg/day", "7200 mcg/day"),
        "stage": ("start", "titration", "refill", "maintenance", "replacement"),
        "screening": ({"dose": "50 mcg", "responded": True, "effect_hours": 9},),
        "concentration": (500, 2000), "new_concentration": (2000,), "fill_mL": (20, 40),
        "alarm_mL": (2,), "filled_on": (date(2026, 11, 1), date(2026, 6, 1)),
        "left_mL": (0, 1.4, 12), "expected_mL": (3,), "withdrawn_mL": (0, 3, 6.5),
        "tubing_mL": (0.2,), "catheter_mL": (0.2,),
        "catheter_cm": (60,), "catheter_mL_per_cm": (0.0022,), "refill_on": (date(2026, 12, 24),),
        "alarm_on": (date(2026, 12, 20), date(2026, 11, 10)), "weans_oral": (True,),
        "alarm": (True, False), "fault": (True, False), "fits": (True, False),
        "hours_since_change": (10, 30, 200), "hours_since_refill": (5, 400),
        "interruption_hours": (0, 20, 60), "history": (["100 mcg/day", "150 mcg/day"],),
        "a_year_ago": ("150 mcg/day",), "device": ("SynchroMed II", "Prometra II", "Codman 3000"),
        "accuracy": (0.1,), "unusable_mL": (1.0,), "setting": ("outpatient",),
        "flex": ([{"from": "06:00", "rate": "10 mcg/h"}, {"from": "22:00", "rate": "20 mcg/h"}],),
        "boluses": ({"dose": "30 mcg", "times_per_day": 4, "base": "5 mcg/h"},),
    },
    "other_route": {"route": ("intravenous", "topical"), "product": ("ampoule", "granules")},
}  # fmt: skip


def typed(seed: int) -> dict[str, Any]:
    """One of endlessly many typed files."""
    r = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
    told = {name: r.choice(TYPED[name]) for name in r.sample(sorted(TYPED), r.randrange(4, 14))}
    told |= {of: r.choice(TYPED[of]) for name, of in OF.items() if name in told and of not in told}
    told |= {**r.choice(AGES), **r.choice(BACLOFEN)}
    name = r.choice([
        "", "", "oral", "oral", "taper", "swallowed", "screening", "screening", *["pump"] * 5,
        "other_route",
    ])  # fmt: skip
    if name and not (name in ("oral", "taper") and ("requested" in told or "request" in told)):
        keys = TABLES[name]
        some = r.sample(sorted(keys), min(len(keys), r.randrange(2, 14 if name == "pump" else 4)))
        told[name] = {key: r.choice(keys[key]) for key in some}
        if name == "pump" and r.random() < 0.6:
            told[name] |= {"now": "300 mcg/day", "concentration": 500, "fill_mL": 20}
    return told

"""Healthy people of whom all that decides is told, as a user types them: what dangers are told to.

One of every indication, age, thing asked for and country, each as a typed table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any, NamedTuple

from tests.people import TODAY, known

Typed = dict[str, Any]

BODIES: Mapping[str, Typed] = {
    "child": {"age_y": 9, "weight_kg": 28, "height_cm": 130},
    "young": {"age_y": 15, "weight_kg": 52, "height_cm": 164},
    "adult": {"age_y": 45, "weight_kg": 70, "height_cm": 165},
    "old": {"age_y": 75, "weight_kg": 70, "height_cm": 165},
}
#: What is told of everybody: each is a question that would block, or a danger that is not there.
TOLD: Typed = {
    "sex": "female", "egfr": 95, "dialysis": False, "pregnant": False, "conditions": [],
    "medicines": [], "signs": [], "no_allergies": ["baclofen"],
}  # fmt: skip
_PUMP: Typed = {
    "device": "SynchroMed II", "fill_mL": 20, "alarm_mL": 4, "concentration": 500,
    # Confirmed with the order: figures from memory are a caution of their own.
    "accuracy": 0.145, "unusable_mL": 1.4, "least_mL_per_day": 0.048, "most_mL_per_day": 24,
}  # fmt: skip
#: What is asked for. A running pump was filled some days ago and is set by a little.
ASKED: Mapping[str, Typed] = {
    "start": {"request": "start", "baclofen": "none"},
    "order": {
        "request": "start", "baclofen": "none",
        "oral": {"per_day": "15 mg/day", "times_per_day": 3, "starts": True, "product": "tablet"},
    },
    "steady": {"request": "continue", "baclofen": "10 mg three times daily"},
    "change": {
        "request": "change", "baclofen": "10 mg three times daily", "requested": "36 mg/day",
    },
    "taper": {"request": "taper", "baclofen": "20 mg three times daily", "taper": {"weeks": 8}},
    "bolus": {"screening": {"dose": "50 mcg"}},
    "pump start": {
        "pump": {
            **_PUMP, "stage": "start", "asked": "80 mcg/day",
            "screening": {"dose": "50 mcg", "responded": True, "effect_hours": 6},
        },
    },
    "titration": {
        "pump": {
            **_PUMP, "stage": "titration", "now": "100 mcg/day", "asked": "110 mcg/day",
            "hours_since_change": 48, "filled_on": TODAY - timedelta(days=2),
        },
    },
    "maintenance": {
        "pump": {
            **_PUMP, "stage": "maintenance", "now": "110 mcg/day", "asked": "115 mcg/day",
            "filled_on": TODAY - timedelta(days=10),
        },
    },
    "refill": {
        "pump": {
            **_PUMP, "stage": "refill", "now": "110 mcg/day", "asked": "115 mcg/day",
            "expected_mL": 5, "withdrawn_mL": 5,
        },
    },
}  # fmt: skip


class Base(NamedTuple):
    """Someone healthy, and the country whose label holds."""

    syndrome: str
    body: str
    asks: str
    place: str

    @property
    def typed(self) -> Typed:
        table = {**TOLD, "syndrome": self.syndrome, **BODIES[self.body], **ASKED[self.asks]}
        return deepcopy(table)

    def __str__(self) -> str:
        return f"{self.syndrome}, {self.body}, {self.asks}, {self.place}"


def bases() -> Iterator[Base]:
    """Everybody."""
    for syndrome in known().syndromes:
        for body in BODIES:
            for asks in ASKED:
                for place in known().jurisdictions:
                    yield Base(syndrome, body, asks, place)


def told(table: Mapping[str, Any], more: Mapping[str, Any]) -> Typed:
    """A table with more told: lists grow, tables are told more, None takes a key away."""
    made = deepcopy(dict(table))
    for key, value in more.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, list) and isinstance(made.get(key), list):
            made[key] = [*made[key], *value]
        elif isinstance(value, Mapping):
            made[key] = told(made.get(key, {}), value)
        else:
            made[key] = value
    return made

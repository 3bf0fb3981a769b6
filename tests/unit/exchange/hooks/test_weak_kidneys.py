"""No order goes above what weak kidneys leave without a warning; what runs above it is shown."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.exchange import Card
from tests.hook_requests import SERTRALINE, asked, cards, order, prefetch

Json = dict[str, Any]
#: An eGFR of about 40 at 52 years: at most 40 mg a day.
WEAK = 1.55


def runs(mg: float) -> Json:
    return order("m2", mg=mg, status="active", authoredOn="2026-11-01")


def ordered(mg: float, *held: Json, kidney: float = WEAK) -> Card:
    prior: Json = {"priorPrescription": {"reference": "MedicationRequest/m2"}} if held else {}
    made = prefetch(SERTRALINE, *held, kidney=kidney)
    (card,) = cards(asked("order-sign", made, order("o1", mg=mg, **prior)))
    return card


@pytest.mark.parametrize("was", [10, 15])
def test_a_raise_above_the_most_is_advised_against_by_its_figure(was: float) -> None:
    card = ordered(was + 5, runs(was))
    assert (card.indicator, card.verdict) == ("warning", "avoid")
    assert f"{3 * was + 15} mg a day is above 40 mg a day" in card.detail


def test_at_healthy_kidneys_and_up_to_the_most_nothing_is_said_of_it() -> None:
    assert ordered(20, runs(15), kidney=0.8).indicator == "info"
    assert "is above" not in ordered(10, runs(5)).detail
    # What runs goes on, and comes down: that is no raise.
    assert ordered(20, runs(20)).verdict == "caution"


def test_steps_that_climb_above_the_most_are_held_against_it() -> None:
    days = {"repeat": {"boundsDuration": {"value": 7, "unit": "d"}, "frequency": 3, "period": 1,
                       "periodUnit": "d"}}  # fmt: skip
    doses = [
        {
            "sequence": n,
            "timing": days,
            "doseAndRate": [{"doseQuantity": {"value": mg, "unit": "mg"}}],
        }
        for n, mg in enumerate((5, 10, 15), start=1)
    ]
    made = order("o1", dosageInstruction=doses)
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, kidney=WEAK), made))
    assert (card.indicator, card.verdict) == ("warning", "avoid")
    assert "45 mg a day is above 40 mg a day" in card.detail


def test_what_runs_above_it_is_shown_to_whoever_opens_the_record() -> None:
    (card,) = cards(asked("patient-view", prefetch(SERTRALINE, runs(20), kidney=WEAK)))
    assert card.indicator == "info"
    assert card.summary.startswith("60 mg a day is above 40 mg a day")
    assert cards(asked("patient-view", prefetch(SERTRALINE, runs(10), kidney=WEAK))) == ()
    assert cards(asked("patient-view", prefetch(SERTRALINE, runs(20)))) == ()


def test_and_to_whoever_sends_the_patient_home_on_it() -> None:
    home = {**runs(20), "category": [{"coding": [{"code": "community"}]}]}
    (card,) = cards(asked("encounter-discharge", prefetch(SERTRALINE, home, kidney=WEAK)))
    assert card.summary.startswith("60 mg a day is above 40 mg a day")

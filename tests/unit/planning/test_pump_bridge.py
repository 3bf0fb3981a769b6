"""Another concentration: where the old drug stands, and what runs until when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from numpy.testing import assert_allclose

from baclofen.errors import OutOfRange
from baclofen.knowledge import Verdict
from baclofen.planning import PumpPlan
from baclofen.record.later import order_later
from baclofen.regimen import Filling, PumpOrder
from baclofen.units import mcg
from tests.saying import worded
from tests.tolerances import EXACT
from tests.unit.planning.test_pump_plan import plan, words

SPINAL = {"syndrome": "sci_spasticity"}
#: A pump at its end of life, from 500 to 2,000 mcg/mL.
NEW: dict[str, Any] = {
    "stage": "replacement", "now": "320 mcg/day", "fill_mL": 40, "alarm_mL": 2,
    "concentration": 500, "new_concentration": 2000, "tubing_mL": 0.26, "catheter_mL": 0.17,
}  # fmt: skip
#: A refill, from 2,000 to 500 mcg/mL.
DOWN: dict[str, Any] = {
    "stage": "refill", "now": "300 mcg/day", "fill_mL": 20, "alarm_mL": 2, "concentration": 2000,
    "new_concentration": 500, "tubing_mL": 0.26, "catheter_mL": 0.18,
}  # fmt: skip


def holding(tubing: str, catheter: str, **more: Any) -> PumpPlan:
    return plan(SPINAL, **NEW, tubing_holds=tubing, catheter_holds=catheter, **more)


@pytest.mark.parametrize("told", [{}, {"tubing_holds": "new drug"}, {"catheter_holds": "old drug"}])
def test_what_a_replaced_pump_holds_is_asked(told: dict[str, Any]) -> None:
    made = plan(SPINAL, **NEW, asked="320 mcg/day", **told)
    assert (made.new, made.bridge, made.verdict) == (None, None, Verdict.NEEDS_INFO)
    for key in ("tubing_holds", "catheter_holds"):
        assert (f"({key}" in words(made)) is (key not in told)


def test_the_bridge_counts_what_stayed_alone() -> None:
    """By hand: 0.17 mL x 500 = 85 mcg; 24 x 85 / 320 = 6.375 h; 0.17 x 2,000 = 340 mcg."""
    made = holding("new drug", "old drug", asked="320 mcg/day").bridge
    assert made is not None
    assert made.parts == ("catheter",)
    figures = [made.volume_mL, made.old.in_mcg, made.hours, made.shown.in_mcg]
    assert_allclose(figures, [0.17, 85, 6.375, 340], **EXACT)
    stayed = holding("old drug", "no drug", asked="320 mcg/day").bridge
    assert stayed is not None
    assert (stayed.parts, stayed.volume_mL) == (("tubing",), 0.26)
    both = holding("old drug", "old drug", asked="320 mcg/day").bridge
    assert both is not None
    assert_allclose(both.volume_mL, 0.43, **EXACT)


@pytest.mark.parametrize("catheter", ["no drug", "new drug"])
def test_without_old_drug_there_is_no_bridge_and_a_raise_is_set(catheter: str) -> None:
    made = holding("new drug", catheter, asked="360 mcg/day")
    assert made.bridge is None
    assert made.new is not None
    assert (made.new.per_day, made.new.mcg_per_mL) == (mcg(360), 2000)
    assert "in 2,000 mcg/mL, without a bridge" in worded(made.headline)
    assert not made.fit.fired("P-BRIDGE-RAISE")


def test_no_volume_is_needed_of_what_holds_no_old_drug() -> None:
    lacking = {k: v for k, v in NEW.items() if k != "tubing_mL"}
    told = {"tubing_holds": "new drug", "catheter_holds": "old drug"}
    assert plan(SPINAL, **lacking, **told).bridge is not None
    with pytest.raises(OutOfRange, match='tubing_holds = "new drug"'):
        plan(SPINAL, **{**NEW, "tubing_mL": 0})


@pytest.mark.parametrize(
    ("tubing", "catheter", "says"),
    [
        ("no drug", "old drug", "for hours nothing would be given"),
        ("no drug", "new drug", "for hours nothing would be given"),
        ("old drug", "new drug", "Which is right"),
    ],
)
def test_what_cannot_stand_so_is_asked(tubing: str, catheter: str, says: str) -> None:
    made = holding(tubing, catheter, asked="320 mcg/day")
    assert (made.new, made.verdict) == (None, Verdict.NEEDS_INFO)
    assert says in words(made)


def test_a_catheter_that_holds_drug_is_not_primed() -> None:
    def primed(made: PumpPlan) -> str:
        return " ".join(worded(note) for note in made.watch if "P-PRIME" in note.why)

    assert "gets no priming bolus" in primed(holding("new drug", "old drug"))
    assert "a catheter that holds no drug one afterwards" in primed(holding("new drug", "no drug"))
    same = {k: v for k, v in NEW.items() if k != "new_concentration"}
    assert "only where it is new or was emptied" in primed(plan(SPINAL, **same))
    assert not primed(plan(SPINAL, **{**NEW, "stage": "refill"}))


def test_a_cut_follows_the_bridge_and_says_what_runs_until_then() -> None:
    """By hand: 0.44 mL x 2,000 = 880 mcg; 24 x 880 / 300 = 70.4 h, on the third day after."""
    made = plan(SPINAL, **DOWN, asked="270 mcg/day")
    assert made.new is not None
    assert (made.new.per_day, made.held) == (mcg(270), None)
    assert worded(made.headline).startswith(
        "Stay at 300 mcg/day (12.5 mcg/h) under a bridge of 70.4 hours, through by 25 November "
        "2026; only then 270 mcg/day (11.2 mcg/h), -10.0 %, in 500 mcg/mL."
    )


def test_a_raise_waits_until_the_bridge_is_through() -> None:
    made = plan(SPINAL, **DOWN, asked="390 mcg/day")
    assert made.new is not None
    assert (made.new.per_day, made.new.mcg_per_mL, made.held) == (mcg(300), 500, mcg(390))
    assert made.change_percent == 0
    assert made.bridge is not None
    assert made.bridge.through_by(date(2026, 11, 22)) == date(2026, 11, 25)
    said = worded(made.headline)
    assert said.startswith("Stay at 300 mcg/day (12.5 mcg/h), in 500 mcg/mL after a bridge of 70.4")
    assert "No raise at this visit: 390 mcg a day is judged anew" in said
    assert made.fit.fired("P-BRIDGE-RAISE")
    assert plan(SPINAL, **DOWN, asked="450 mcg/day").new is None  # beyond the rule as ever


def test_what_a_part_held_is_of_its_day() -> None:
    filling = Filling(tubing_mL=0.26, tubing_holds="new drug", catheter_holds="no drug")
    order = PumpOrder(stage="replacement", now=mcg(320), filling=filling)
    later = order_later(order, 1)
    assert isinstance(later, PumpOrder)
    assert later.stage == "maintenance"
    assert (later.filling.tubing_holds, later.filling.catheter_holds) == (None, None)
    assert later.filling.tubing_mL == 0.26

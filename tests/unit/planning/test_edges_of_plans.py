"""The very dose, week or hour at which a plan turns."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from baclofen.assessment import assess
from baclofen.errors import UnitProblem
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, Patient
from baclofen.planning import Plan, PumpPlan, monitor, optimise, plan_pump
from baclofen.planning.reckon.titrate import Ladder
from baclofen.regimen import Bolus, OralOrder
from baclofen.units import mcg, mg
from tests.people import TODAY, judge, known, on_baclofen, person, plan

K = known()


def doses(made: Plan) -> list[list[float]]:
    """The doses of each day's step up."""
    assert made.up is not None
    return [[i.dose.in_mg for i in step.step.intakes] for step in made.up.steps]


# --- single doses -----------------------------------------------------------------------


@pytest.mark.parametrize("worst_at", ["night", "day"])
def test_no_single_dose_passes_its_maximum_when_it_moves_to_the_worst_hours(worst_at: Any) -> None:
    """60 mg are three times 20 mg, the largest single dose: nothing can move there."""
    made = doses(plan(person(), order=OralOrder(worst_at=worst_at)))
    assert made[-1] == [20.0, 20.0, 20.0]
    assert sorted(made[-2]) == [10.0, 15.0, 20.0]
    assert max(map(max, made)) == 20.0


# --- a running dose ---------------------------------------------------------------------


@pytest.mark.parametrize(("daily", "above"), [(80, False), (80.5, True)])
def test_a_running_dose_is_above_the_ceiling_from_a_hair_above_it(
    daily: float, above: bool
) -> None:
    assert plan(on_baclofen(mg(daily)), "continue").exceeds is above


def since(weeks: float, daily: float) -> Patient:
    days = timedelta(days=round(7 * weeks))
    return person(baclofen=(BaclofenUse("oral", "active", "b", mg(daily), since=TODAY - days),))


@pytest.mark.parametrize(
    ("daily", "weeks", "days"), [(40, 3, 4), (40.5, 3, 7), (40, 55 / 7, 4), (40, 8, 7)]
)
def test_a_short_and_low_course_comes_down_fast_to_the_very_edge(
    daily: float, weeks: float, days: int
) -> None:
    made = plan(since(weeks, daily), "stop")
    assert made.down is not None
    assert made.down.steps[0].step.days == days


# --- children ---------------------------------------------------------------------------


def child(place: str = "UK", **more: Any) -> Plan:
    told = {"age_y": 10.0, "weight_kg": 40.0, "syndrome": "cerebral_spasticity",
            "height_cm": 120.0, "egfr": 110.0} | more  # fmt: skip
    return plan(person(**told), jurisdiction=place)


def test_weak_kidneys_cut_each_step_of_a_child_as_they_cut_the_start() -> None:
    well, weak = child(), child(egfr=45.0)
    for made, start in ((well, 12.0), (weak, 6.0)):
        daily = [sum(step) for step in doses(made)]
        assert daily[0] == pytest.approx(start)
        # 0.75 mg/kg a day is kept up: each step but the last adds the start again.
        assert daily[1] == pytest.approx(2 * start)


def test_of_two_intervals_of_a_label_a_child_takes_the_longer() -> None:
    made = plan(
        person(age_y=10.0, weight_kg=60.0, syndrome="cerebral_spasticity", egfr=110.0),
        jurisdiction="FR", order=OralOrder(product="solution_1"),
    )  # fmt: skip
    assert made.up is not None
    assert {step.step.days for step in made.up.steps} == {14}


def test_no_cut_of_a_child_is_larger_than_the_label_s_start_by_weight() -> None:
    use = BaclofenUse("oral", "active", "b", mg(24))
    who = person(
        age_y=6.0, weight_kg=12.0, syndrome="cerebral_spasticity", egfr=110.0, baclofen=(use,)
    )
    made = plan(who, "stop", "UK")
    assert made.down is not None
    levels = [24.0, *(step.daily.in_mg for step in made.down.steps)]
    cuts = [before - after for before, after in pairwise(levels)]
    assert max(cuts) == pytest.approx(3.6)


# --- pumps ------------------------------------------------------------------------------

WHO: dict[str, Any] = {
    "age_y": 41, "egfr": 95, "syndrome": "sci_spasticity", "weight_kg": 70, "sex": "male",
}  # fmt: skip


def pump(**told: Any) -> PumpPlan:
    record = read_table({**WHO, "pump": told}, K, today=TODAY)
    return plan_pump(assess(record.patient, K, record.asks(today=TODAY)), K)


def refused_by(made: PumpPlan, *ids: str) -> bool:
    """Whether a refusal rests on just these ids."""
    return any(r.note.why == ids for r in made.refusals)


@pytest.mark.parametrize(
    ("asked", "beyond"), [(140, False), (140.5, True), (80, False), (79.5, True), (40, True)]
)
def test_a_change_is_beyond_the_rule_from_a_hair_beyond_it(asked: float, beyond: bool) -> None:
    made = pump(now="100 mcg/day", asked=f"{asked} mcg/day")
    assert refused_by(made, "ITM-REFILL-SPINAL", "ITM-CHANGE-ANY") is beyond


@pytest.mark.parametrize(("now", "most"), [(800, 40), (800.5, 20)])
def test_a_high_dose_is_raised_by_less_from_a_hair_above_800(now: float, most: int) -> None:
    made = pump(now=f"{now} mcg/day")
    assert made.offer is not None
    assert made.offer.limits.raises[1] == most


@pytest.mark.parametrize(("hours", "asks", "avoids"), [(0, False, False), (48, True, False),
                                                       (48.5, False, True)])  # fmt: skip
def test_a_pump_that_stood_still_is_watched_up_to_48_hours_and_begun_anew_after(
    hours: float, asks: bool, avoids: bool
) -> None:
    made = pump(now="100 mcg/day", interruption_hours=hours)
    assert made.fit.fired("P-PAUSED") is asks
    assert made.fit.fired("P-INTERRUPTED") is avoids


@pytest.mark.parametrize("amount", [1000.0])
def test_a_bolus_of_a_thousand_is_the_last_that_can_be_one(amount: float) -> None:
    assert Bolus(dose=mcg(amount)).dose == mcg(amount)
    with pytest.raises(UnitProblem):
        Bolus(dose=mcg(amount + 1))


def test_the_red_flag_of_a_pump_is_said_to_whoever_has_one() -> None:
    use = BaclofenUse("intrathecal", "active", "pump", mcg(300))
    oral = BaclofenUse("oral", "active", "tablets", mg(30))

    def flags(*uses: BaclofenUse) -> bool:
        fit = judge(person(baclofen=uses), "continue")
        found = monitor(fit, K)
        return any("P-ALARMS" in note.why for note in found.red_flags)

    assert flags(use, oral)
    assert not flags(oral)


def test_a_stop_of_a_pump_is_never_overridden() -> None:
    made = pump(now="100 mcg/day", asked="0 mcg/day")
    assert made.verdict >= Verdict.AVOID


@pytest.mark.parametrize("place", ["US", "UK", "DE", "FR", "CH"])
def test_older_people_with_weak_kidneys_stay_below_20_mg_a_day(place: str) -> None:
    who = person(age_y=70.0, egfr=50.0)
    made = plan(who, jurisdiction=place, overrides=("REN-BEERS",), reason="all else failed")
    assert made.ceiling is not None
    assert 10 <= made.ceiling.in_mg < 20
    assert max(sum(step) for step in doses(made)) <= made.ceiling.in_mg


@pytest.mark.parametrize(
    ("syndrome", "output"),
    [("ms_spasticity", "ashworth_1_5"), ("trigeminal_neuralgia", "paroxysm_ratio")],
)
def test_what_a_dose_gains_is_by_how_much_symptoms_fall(syndrome: str, output: str) -> None:
    found = optimise(
        plan(person(weight_kg=70.0, syndrome=syndrome)), K, seed=1, purpose="comparison"
    )
    assert found is not None
    trades = []
    for weighed in found.weighed:
        assert weighed.effects[output].mean <= 0
        assert weighed.trade is not None
        assert weighed.trade.gain > 0 or weighed.daily == mg(0)
        assert weighed.trade.cost >= 0
        trades.append(weighed.trade)
    assert trades[-1].gain > trades[1].gain


@pytest.mark.parametrize(
    ("ratio", "slips"),
    [(24.0, True), (1 / 24, True), (1000.0, True), (0.001, True), (2.0, False), (1.0, False)],
)
def test_a_slip_of_unit_is_a_rate_so_many_times_the_other(ratio: float, slips: bool) -> None:
    now = 1.0 if ratio > 100 else 5000.0 if ratio < 0.01 else 240.0
    made = pump(now=f"{now:g} mcg/day", asked=f"{now * ratio:.10g} mcg/day")
    factors = [slip.factor for slip in made.slips]
    assert factors == ([pytest.approx(ratio)] if slips else [])


@pytest.mark.parametrize(("asked", "factor"), [(75, 0.25), (1200, 4.0), (600, None)])
def test_a_slip_of_the_vial_names_the_ratio_of_the_concentrations(
    asked: int, factor: float | None
) -> None:
    made = pump(now="300 mcg/day", asked=f"{asked} mcg/day", stage="refill", fill_mL=20,
                concentration=500, new_concentration=2000)  # fmt: skip
    found = [slip for slip in made.slips if slip.by_concentration]
    assert [slip.factor for slip in found] == ([] if factor is None else [factor])
    assert [dict(slip.note.values)["factor"] for slip in found] == [s.factor for s in found]


def test_a_rate_that_is_lost_is_not_shown_as_the_old_one() -> None:
    told: dict[str, Any] = {"now": "300 mcg/day", "fill_mL": 20, "concentration": 500}
    kept, lost = pump(**told, interruption_hours=48), pump(**told, interruption_hours=49)
    assert kept.old is not None
    assert kept.old.per_day == mcg(300)
    assert lost.old is None


def test_by_how_much_a_dose_is_above_a_ceiling() -> None:
    ladder = Ladder(start=15, add=15, every=3, target=60, ceiling=80, why=())
    assert [ladder.excess(mg(d)) for d in (79.5, 80, 80.5, 90)] == [None, None, 0.5, 10]


@pytest.mark.parametrize(("hours", "refused"), [(0, False), (0.5, True), (48, True), (48.5, False)])
def test_after_a_gap_of_up_to_48_hours_no_raise_is_set(hours: float, refused: bool) -> None:
    made = pump(now="100 mcg/day", asked="120 mcg/day", interruption_hours=hours)
    found = {r.note.phrase for r in made.refusals}
    assert ("pump.after_gap_no_raise" in found) is refused

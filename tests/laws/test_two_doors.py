"""Every figure that two doors hold is equal: the worked figures say what the plan says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from baclofen.assessment import Assessment, Request, assess
from baclofen.patient import BaclofenUse, Patient
from baclofen.planning import Plan, ScreeningPlan, work_figures
from baclofen.regimen import (
    SHAPES,
    Bolus,
    Device,
    Filling,
    OralOrder,
    PumpOrder,
    ScreeningOrder,
    TaperOrder,
)
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.laws.crowd import K, person_and_request
from tests.laws.two_doors import AnyPlan, disagreements, plan_of, same, stated_by, within
from tests.people import TODAY
from tests.size import people

SHARDS, EACH = 10, people(300)
#: What the two doors must both have stated somewhere in the crowd, or the law says little.
MUST_MEET = {
    "mg_per_day_by_step", "day_ranges", "cumulative_mg", "ceiling_mg_per_day", "start_mg_per_day",
    "next_mg_per_day", "taper_mg_per_day_by_step", "taper_day_ranges", "return_to_mg_per_day",
    "initial_mcg_per_day", "next_range_mcg_per_day", "raise_range_mcg_per_day",
    "max_next_mcg_per_day", "cut_range_mcg_per_day", "wait_hours", "mcg_per_h", "flow_mL_day",
    "days_to_alarm", "earliest_empty_days", "refill_by_day_project", "offered_refill_days",
    "V_mL", "amount_old_mcg", "duration_h", "display_mcg", "factor_without_bridge",
    "first_cut_mg", "next_oral_mg_per_day", "requested_pct", "first_dose_mcg", "volume_mL_at_50",
    "next_dose_mcg", "volume_mL",
}  # fmt: skip


def person_asking(seed: int) -> tuple[Patient, Request]:
    """The crowd's, and beside it people of whom everything is told, so that a plan is printed: a
    dose that runs and goes on or down, a pump, a needle."""
    if seed % 2:
        return person_and_request(seed)
    r = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
    age = r.choice([r.uniform(1, 18), r.uniform(18, 64), r.uniform(65, 90)])
    who = Patient(
        age_y=age,
        sex="male",
        weight_kg=r.choice([None, r.uniform(8, 60)]) if age < 18 else r.uniform(45, 110),
        egfr=r.choice([None, r.uniform(60, 120), r.uniform(25, 70)]),
        syndrome=r.choice(["ms_spasticity", "cerebral_spasticity", "other"]),
        baclofen=(),
    )
    make = r.choice([_goes_on, _goes_down, _pump, _needle])
    return make(r, who)


def _running(r: Random, *, pump: bool = False) -> tuple[BaclofenUse, ...]:
    days = r.choice([None, r.randrange(900)])
    oral = BaclofenUse(
        "oral", "active", "baclofen", mg(r.choice([2.5, 5, 7, 10, 20, 30, 45, 60, 80, 100])),
        since=None if days is None else TODAY - timedelta(days=days),
        weeks_at_maximum=r.choice([None, None, 2.0, 9.0]),
    )  # fmt: skip
    needle = BaclofenUse("intrathecal", "active", "pump", mcg(r.uniform(50, 400)))
    return (oral, needle) if pump else (oral,)


def _goes_on(r: Random, who: Patient) -> tuple[Patient, Request]:
    previous = TaperOrder(previous=mg(r.choice([10, 25, 60])))
    product = r.choice([None, None, "tablet", "granules", "solution_1", "suspension_5"])
    order = OralOrder(product=product) if product else None  # type: ignore[arg-type]
    who = replace(who, baclofen=_running(r, pump=r.random() < 0.1))
    return who, _request(r, kind=r.choice(["continue", "change"]), order=order,
                         taper=r.choice([None, previous]))  # fmt: skip


def _goes_down(r: Random, who: Patient) -> tuple[Patient, Request]:
    who = replace(who, baclofen=_running(r))
    order = TaperOrder(
        weeks=r.choice([None, None, 2.0, 30.0]), shape=r.choice(SHAPES),
        returned=r.choice([None, None, True]), previous=r.choice([None, mg(25), mg(60), mg(90)]),
    )  # fmt: skip
    product = r.choice([None, None, "granules", "solution_1", "solution_2"])
    oral = OralOrder(product=product) if product else None  # type: ignore[arg-type]
    return who, _request(r, kind=r.choice(["taper", "stop"]), order=oral,
                         taper=r.choice([None, order, order]))  # fmt: skip


def _pump(r: Random, who: Patient) -> tuple[Patient, Request]:
    stage = r.choice(["start", "titration", "maintenance", "refill", "replacement"])
    now = None if stage == "start" else mcg(r.choice([60, 100, 300, 900, 1200]))
    old = r.choice([500.0, 1000.0, 2000.0])
    new = r.choice([None, None, 500.0, 2000.0]) if stage in ("refill", "replacement") else None
    day = None if new or stage != "maintenance" else TODAY - timedelta(days=r.randrange(40))
    volumes: dict[str, Any] = r.choice([
        {}, {"tubing_mL": 0.2, "catheter_mL": 0.18}, {"tubing_mL": 0.2, "catheter_cm": 80.0},
    ])  # fmt: skip
    filling = Filling(
        fill_mL=r.choice([None, 20.0, 40.0]), alarm_mL=r.choice([None, 2.0]), filled_on=day,
        left_mL=r.choice([None, None, 9.0]), mcg_per_mL=old, new_mcg_per_mL=new, **volumes,
    )  # fmt: skip
    tried = Bolus(
        dose=mcg(r.choice([25, 50, 75, 100])), responded=r.choice([None, True, True, False]),
        effect_hours=r.choice([None, 5.0, 10.0, 13.0]), badly_tolerated=r.choice([None, True]),
    )  # fmt: skip
    oral = _running(r) if r.random() < 0.4 else ()
    asked = None
    if now is not None and r.random() < 0.5:
        asked = mcg(now.in_mcg * r.choice([0.85, 1.0, 1.1, 1.3]))
    order = PumpOrder(
        stage=stage, now=now, screening=r.choice([None, tried, tried]), filling=filling,  # type: ignore[arg-type]
        asked=asked,
        hours_since_change=r.choice([None, 10.0, 30.0, 60.0]), weans_oral=bool(oral),
        device=r.choice([Device(), Device("synchromed2", {"catheter_mL_per_cm": 0.0022}),
                         Device("codman3000"),
                         Device("other", {"accuracy": 0.05, "unusable_mL": 1.0}),
                         Device("other", {"least_mL_per_day": 0.3})]),
        interruption_hours=r.choice([None, 0.0, 60.0]),
    )  # fmt: skip
    return replace(who, baclofen=oral), _request(r, order=order)


def _needle(r: Random, who: Patient) -> tuple[Patient, Request]:
    given = tuple(
        Bolus(
            dose=mcg(dose), hours_ago=r.choice([None, 5.0, 30.0]),
            responded=r.choice([None, False, False, True]),
            effect_hours=r.choice([None, 5.0, 10.0, 13.0]),
            badly_tolerated=r.choice([None, None, True]),
        )
        for dose in [25, 50, 75, 100][: r.randrange(4)]
    )  # fmt: skip
    dose = r.choice([None, None, mcg(20), mcg(50), mcg(75)])
    return who, _request(r, order=ScreeningOrder(dose=dose, given=given))


def _request(r: Random, **told: Any) -> Request:
    place = r.choice(["US", "UK", "FR", "DE", "CH", "SG", "AT"])
    return Request(today=TODAY, jurisdiction=place, **told)


def doors(shard: int) -> Iterator[tuple[int, Assessment, dict[str, Any], AnyPlan]]:
    for seed in range(shard * EACH, (shard + 1) * EACH):
        who, request = person_asking(seed)
        # A predicted course is slow and states none of this; one trial in six is enough.
        if isinstance(request.order, ScreeningOrder) and seed % 6 > 1:
            continue
        fit = assess(who, K, request)
        plan = plan_of(fit, K)
        if plan is not None:
            yield seed, fit, {f.name: f.value for f in work_figures(fit, K)}, plan


@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_two_doors_hold_is_equal(shard: int) -> None:
    for seed, fit, figures, plan in doors(shard):
        assert not disagreements(fit, figures, plan), (seed, disagreements(fit, figures, plan))
        if isinstance(plan, Plan):
            assert not within(fit, figures, plan), (seed, within(fit, figures, plan))


def test_an_altered_figure_is_noticed() -> None:
    """Each figure in turn, wherever the plan states it too; and every one is met."""
    met: Counter[str] = Counter()
    for shard in range(SHARDS):
        for seed, fit, figures, plan in doors(shard):
            for name, stated in stated_by(fit, plan):
                if stated is None or (not isinstance(plan, ScreeningPlan) and met[name] > 2):
                    continue
                met[name] += 1
                altered = figures | {name: _altered(figures[name])}
                assert disagreements(fit, altered, plan), (seed, name)
                lost = {k: v for k, v in figures.items() if k != name}
                assert disagreements(fit, lost, plan), (seed, name)
    assert set(met) == MUST_MEET


def _altered(value: Any) -> Any:
    return tuple(map(_altered, value)) if isinstance(value, tuple) else value * 1.01 + 0.01


def test_equal_means_equal() -> None:
    assert same((1.0, (2.0, 3)), (1.0, (2.0, 3.0)))
    assert not same((1.0, 2.0), (1.0,))
    assert not same(None, 0.0)
    assert not same(1.0, 1.001)

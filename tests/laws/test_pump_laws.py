"""Random pumps and needles: what must hold for each of their plans, whatever was ordered."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.answering import PumpInputs, answer, answer_json
from baclofen.assessment import Assessment, PumpSetting, Request, assess, device_figure
from baclofen.knowledge import Verdict
from baclofen.patient import Patient
from baclofen.planning import (
    PumpPlan,
    ScreeningPlan,
    plan_pump,
    plan_screening,
    slips,
    work_figures,
)
from baclofen.planning.pump.change import change_limits
from baclofen.planning.pump.first_rate import first_by_rule
from baclofen.regimen import Bolus, Device, Filling, PumpOrder, ScreeningOrder
from baclofen.reporting import compose, render_text
from baclofen.units import mcg
from baclofen.value import replace
from tests.laws.crowd import K, person_and_request
from tests.people import TODAY
from tests.tolerances import EXACT

SHARDS, EACH = 10, 400
FACTORS = (24.0, 1 / 24, 1000.0, 1 / 1000)


def changed(r: Random, order: PumpOrder) -> PumpOrder:
    """The crowd's pump, often asked for a small change, sometimes stood still."""
    now = order.before
    asked = order.asked
    if now is not None and r.random() < 0.6:
        asked = mcg(now.in_mcg * r.choice([1.0, 1.1, 1.25, 1.4, 0.85, 24.0, 1 / 24, 1.5]))
        asked = min(asked, mcg(10_000))
    # A filling on a day to come is refused (`Filling.check_day`).
    day = TODAY - timedelta(days=max(0, r.randrange(-2, 90)))
    filling = replace(order.filling, filled_on=day, alarm_on=None)
    return replace(
        order, asked=asked, filling=filling if r.random() < 0.5 else order.filling,
        interruption_hours=r.choice([None, None, 0.0, 20.0, 60.0]),
        interruption_unknown=r.choice([None, None, None, True]),
        fault=r.choice([None, False, False, True]),
        device=r.choice([Device(), Device("synchromed2"), Device("other"),
                         Device("other", {"accuracy": 0.1, "unusable_mL": 1.0})]),
    )  # fmt: skip


def plain(r: Random, order: PumpOrder) -> PumpOrder:
    """A pump of which everything is told and nothing is wrong: only the change decides."""
    now = mcg(r.uniform(60, 900))
    strength = r.choice([500.0, 1000.0, 2000.0])
    asked = mcg(now.in_mcg * r.choice([1.0, 1.1, 1.15, 1.25, 1.4, 0.85, 0.8, 1.5]))
    fresh = order.stage in ("refill", "replacement", "start")
    filling = Filling(
        fill_mL=r.choice([20.0, 40.0]), alarm_mL=2, mcg_per_mL=strength, tubing_mL=0.2,
        catheter_mL=0.2, tubing_holds=r.choice([None, "old drug", "new drug"]),
        catheter_holds=r.choice([None, "old drug", "no drug"]),
        new_mcg_per_mL=r.choice([500.0, 1000.0, 2000.0]) if fresh else None,
        filled_on=None if fresh else TODAY - timedelta(days=r.randrange(20)),
    )  # fmt: skip
    tried = Bolus(dose=mcg(r.choice([50, 75])), responded=True, effect_hours=r.uniform(3, 14))
    return replace(
        changed(r, order), now=None if order.stage == "start" else now, history=(),
        asked=None if order.stage == "start" or r.random() < 0.2 else asked,
        screening=tried, hours_since_change=r.choice([10.0, 24.0, 70.0]), filling=filling,
        alarm=False, fault=False, interruption_hours=None, interruption_unknown=None,
    )  # fmt: skip


def pumps(shard: int) -> list[tuple[int, Patient, Request]]:
    made = []
    for seed in range(shard * EACH, (shard + 1) * EACH):
        r = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
        who, request = person_and_request(seed)
        if isinstance(request.order, PumpOrder):
            order = changed(r, request.order)
            # Often nothing but the change decides: else the verdict hides the limits.
            if r.random() < 0.6:
                order = plain(r, request.order)
                age = r.choice([None, 9.0, 45.0, 45.0])
                who = Patient(age_y=age, syndrome="sci_spasticity", egfr=95.0, baclofen=())
                request = replace(request, kind=None)
            made.append((seed, who, replace(request, order=order, taper=None, swallowed=None)))
    return made


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_pump_plan(shard: int) -> None:
    met: Counter[str] = Counter()
    for seed, who, request in pumps(shard):
        fit = assess(who, K, request)
        plan = plan_pump(fit, K)
        met["new" if plan.new else "refused" if plan.refusals else "none"] += 1
        met["offer"] += plan.offer is not None
        met["bridge"] += plan.bridge is not None
        met["dated"] += plan.new is not None and plan.new.offered is not None
        assert plan.verdict >= fit.verdict, seed
        assert plan.headline.why, seed
        nothing_beyond_the_rule(plan, fit, seed)
        numbers_agree(plan, seed)
        a_table_says_the_figures(plan, fit, seed)
        memory_is_never_ok(plan, seed)
    for kind in ("new", "refused", "offer", "bridge", "dated"):
        assert met[kind] > 0, met


def nothing_beyond_the_rule(plan: PumpPlan, fit: Assessment, seed: int) -> None:
    order = fit.request.order
    assert isinstance(order, PumpOrder)
    if plan.refusals:
        assert plan.new is None, seed
        assert plan.offer is None, seed
        assert plan.change_percent is None, seed
        assert plan.first is None, seed
    if fit.verdict is Verdict.EMERGENCY:
        assert plan.old is None, seed
    lost = bool(order.interruption_unknown) or (order.interruption_hours or 0) > 48
    if lost and order.stage != "start":
        assert plan.old is None, seed
        assert plan.new is None, seed
    if plan.new is None:
        return
    assert not order.fault, seed
    asked = plan.new.per_day
    if order.stage == "start":
        first, _ = first_by_rule(order.screening, fit, K)
        assert first is not None, seed
        assert asked <= first, seed
        return
    now = order.before
    assert now is not None, seed
    limits = change_limits(fit, order, K)
    assert limits is not None, seed
    low, high = limits.raised(now)
    assert low <= high, seed
    assert asked <= high or asked == now, seed
    if limits.cuts is not None:
        assert asked >= mcg(now.in_mcg * (1 - (limits.cuts[1] + 1) / 100)), seed
    if order.stage == "titration" and asked > now:
        assert order.hours_since_change is not None, seed
        assert order.hours_since_change >= 24, seed
    ratio = asked.in_mcg / now.in_mcg
    assert not [f for f in FACTORS if 0.6 < ratio / f < 1.4], seed


def numbers_agree(plan: PumpPlan, seed: int) -> None:
    for setting in (plan.old, plan.new):
        if setting is None:
            continue
        assert_allclose(setting.per_hour.in_mcg * 24, setting.per_day.in_mcg, **EXACT)
        if setting.offered is not None and setting.nominal is not None:
            assert setting.offered <= setting.nominal, seed
            empty = setting.earliest_empty_days
            assert empty is not None, seed
            # The day to book is never after the day on which the pump may be empty.
            assert setting.offered <= empty or setting.offered == 0, seed
    if plan.change_percent is not None and plan.old and plan.new:
        assert_allclose(
            plan.old.per_day.in_mcg * (1 + plan.change_percent / 100),
            plan.new.per_day.in_mcg, **EXACT,
        )  # fmt: skip


def a_table_says_the_figures(plan: PumpPlan, fit: Assessment, seed: int) -> None:
    """Where a filling is fresh and needs no bridge, `assess` and the plan count the same."""
    order = fit.request.order
    assert isinstance(order, PumpOrder)
    fresh = order.filling.filled_on is None or order.filling.filled_on >= TODAY
    told = order.filling.left_mL is None
    if plan.new is None or order.filling.changes_concentration or not (fresh and told):
        return
    figures: dict[str, Any] = {f.name: f.value for f in work_figures(fit, K)}
    if plan.new.per_day != (order.asked or order.before):
        return
    pairs: tuple[tuple[str, float | None], ...] = (
        ("mcg_per_h", plan.new.per_hour.in_mcg), ("flow_mL_day", plan.new.flow_mL_per_day),
        ("days_to_alarm", plan.new.days_to_alarm if plan.new.nominal is not None else None),
        ("earliest_empty_days",
         plan.new.earliest_empty_days if plan.new.nominal is not None else None),
        ("refill_by_day_project", plan.new.nominal),
    )  # fmt: skip
    for name, value in pairs:
        assert (name in figures) is (value is not None), (seed, name)
        if value is not None:
            assert_allclose(figures[name], value, **EXACT)
    offered = figures.get("offered_refill_days")
    assert offered == (plan.new.offered if plan.new.may_be_empty_before else None), seed


def memory_is_never_ok(plan: PumpPlan, seed: int) -> None:
    shown = [s for s in (plan.old, plan.new) if s is not None and s.flow_mL_per_day is not None]
    order = plan.fit.request.order
    assert isinstance(order, PumpOrder)
    accuracy = device_figure(order.device, "accuracy", K)
    if shown and accuracy is not None and not accuracy.is_confirmed:
        assert plan.verdict >= Verdict.CAUTION, seed
        assert any("P-CONFIRM" in note.why for note in plan.cautions), seed


@pytest.mark.parametrize("shard", range(2))
def test_reports_say_what_the_plan_says(shard: int) -> None:
    for seed, who, request in pumps(shard)[:60]:
        answered = answer(PumpInputs(patient=who, request=request), K)
        plan = answered.decision
        assert isinstance(plan, PumpPlan)
        report = compose(answered, K)
        made = json.loads(answer_json(answered, K))["decision"]
        assert (made["new"] is None) is (plan.new is None), seed
        words = render_text(report, width=80)
        if plan.new is not None:
            assert f"{plan.new.per_day.in_mcg:,.6g}" in words, seed
            assert f"{plan.new.per_hour.in_mcg:,.4g}" in words, seed
            assert made["new"]["mcg_per_day"] == plan.new.per_day.in_mcg, seed
        for section in report.sections:
            if section.kind in ("refusals", "cautions", "supply", "device", "watch", "branches"):
                assert all(line.why for line in section.lines), (seed, section.kind)


def fitted(order: PumpOrder) -> Assessment:
    who = Patient(age_y=45, syndrome="sci_spasticity", egfr=95.0, baclofen=())
    return assess(who, K, Request(today=TODAY, order=order))


@settings(max_examples=60, deadline=None)
@given(
    now=st.floats(20, 1500), factor=st.sampled_from(FACTORS), step=st.floats(0.9, 1.3),
    stage=st.sampled_from(["titration", "maintenance", "refill", "replacement"]),
)  # fmt: skip
def test_every_slip_of_unit_is_named(now: float, factor: float, step: float, stage: str) -> None:
    """Whatever the stage, the size, and a wanted change that is mixed in."""
    asked = now * factor * step
    if asked > 10_000:
        assert [s.factor for s in slips(mcg(now), mcg(asked), K)] == [factor]
        return
    order = PumpOrder(stage=stage, now=mcg(now), asked=mcg(asked), hours_since_change=50)  # type: ignore[arg-type]
    plan = plan_pump(fitted(order), K)
    assert [s.factor for s in plan.slips] == [factor]
    assert plan.new is None
    assert plan.verdict >= Verdict.AVOID


@settings(max_examples=60, deadline=None)
@given(
    now=st.floats(50, 800), pair=st.sampled_from([(500.0, 2000.0), (2000.0, 500.0), (500.0, 1000.0),
                                                 (2000.0, 1000.0), (1000.0, 1250.0)]),
    way=st.booleans(),
)  # fmt: skip
def test_every_slip_of_concentration_is_named(
    now: float, pair: tuple[float, float], way: bool
) -> None:
    old, new = pair
    factor = old / new if way else new / old
    filling = Filling(
        fill_mL=20, alarm_mL=2, mcg_per_mL=old, new_mcg_per_mL=new, tubing_mL=0.2, catheter_mL=0.2
    )
    order = PumpOrder(stage="refill", origin="spinal", now=mcg(now), asked=mcg(now * factor),
                      filling=filling)  # fmt: skip
    plan = plan_pump(fitted(order), K)
    assert any(abs(s.factor / factor - 1) < 0.1 and s.by_concentration for s in plan.slips)
    assert plan.verdict >= Verdict.CAUTION
    if factor > 1.4 or factor < 0.8:
        assert plan.new is None


@settings(max_examples=80, deadline=None)
@given(
    dose=st.floats(30, 1500), fill=st.floats(5, 40), low=st.floats(0, 0.2), more=st.floats(0, 0.3),
    days=st.integers(0, 60),
)  # fmt: skip
def test_a_less_accurate_pump_is_never_refilled_later(
    dose: float, fill: float, low: float, more: float, days: int
) -> None:
    def offered(accuracy: float) -> PumpSetting | None:
        filling = Filling(fill_mL=fill, alarm_mL=2, mcg_per_mL=1000,
                          filled_on=TODAY - timedelta(days=days))  # fmt: skip
        device = Device("other", {"accuracy": accuracy, "unusable_mL": 1.4})
        order = PumpOrder(now=mcg(dose), filling=filling, device=device, origin="spinal")
        return plan_pump(fitted(order), K).old

    first, second = offered(low), offered(low + more)
    if first is None:
        assert second is None  # may be empty already: worse accuracy cannot mend it
    elif second is not None:
        assert first.offered is not None
        assert second.offered is not None
        assert second.offered <= first.offered


def screenings(shard: int) -> list[tuple[int, ScreeningPlan]]:
    made = []
    for seed in range(shard * 300, (shard + 1) * 300):
        who, request = person_and_request(seed)
        if isinstance(request.order, ScreeningOrder):
            if seed % 2:
                who = Patient(age_y=45, syndrome="sci_spasticity", baclofen=())
            request = replace(request, taper=None, swallowed=None)
            made.append((seed, plan_screening(assess(who, K, request), K, seed=1)))
    return made


@pytest.mark.parametrize("shard", range(4))
def test_every_screening_plan(shard: int) -> None:
    met: Counter[str] = Counter()
    for seed, plan in screenings(shard):
        order = plan.fit.request.order
        assert isinstance(order, ScreeningOrder)
        met["next" if plan.next else "none"] += 1
        assert plan.verdict >= plan.fit.verdict, seed
        if plan.refusals or plan.fit.verdict >= Verdict.AVOID:
            assert plan.refusals or plan.fit.request.overrides, seed
            assert plan.next is None, seed
            assert plan.start is None, seed
        if plan.next is None:
            continue
        assert plan.next.dose <= mcg(100), seed
        assert_allclose(plan.next.volume_mL * 50, plan.next.dose.in_mcg, **EXACT)
        if order.given:
            assert not any(b.responded for b in order.given), seed
            assert order.given[-1].hours_ago is None or order.given[-1].hours_ago >= 24, seed
            assert plan.next.gap_h >= 24, seed
    assert min(met.values()) > 0

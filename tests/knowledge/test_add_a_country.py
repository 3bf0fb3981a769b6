"""A country is data alone: the one of `docs/how-to/add-a-country.md` is planned in."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.answering import (
    Answer,
    AssessInputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
    answer_json,
)
from baclofen.assessment import Request
from baclofen.knowledge import Knowledge, Verdict, read_knowledge
from baclofen.planning import Plan, PumpPlan, ScreeningPlan
from baclofen.regimen import OralOrder, PumpOrder, ScreeningOrder
from baclofen.reporting import compose, render_text
from baclofen.units import mcg, mg
from tests.knowledge.copied import followed
from tests.people import TODAY, on_baclofen, person

PUMP = PumpOrder(stage="titration", now=mcg(100), asked=mcg(120), hours_since_change=26)
SPINE = person(syndrome="sci_spasticity", oral_failed=True, baclofen=())


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return read_knowledge(followed("add-a-country.md", tmp_path_factory.mktemp("country")))


def made(known: Knowledge, door: Any, who: Any, **asked: Any) -> Answer:
    request = Request(today=TODAY, jurisdiction="XA", **asked)
    return answer(door(patient=who, request=request), known)


def test_a_start_follows_the_new_label_and_its_tablets(known: Knowledge) -> None:
    got = made(known, PlanInputs, person(weight_kg=68.0), kind="start")
    assert isinstance(got.decision, Plan)
    up = got.decision.up
    assert up is not None
    label = known.schedules["DO-XA-ADULT"].values
    assert up.steps[0].daily.in_mg == label["start_mg_per_day"]
    assert {step.step.days for step in up.steps} == {label["every_days"]}
    assert {"DO-XA-ADULT", "PR-TAB-XA"} <= set(up.why)
    assert "DO-UK-ADULT" not in up.why
    assert got.decision.ceiling == mg(label["ceiling_mg_per_day"])
    said = render_text(compose(got, known))
    assert "under the XA label" in said
    assert answer_json(got, known)


def test_its_own_limit_and_the_shared_texts_are_judged(known: Knowledge) -> None:
    over = OralOrder(dose=mg(25), times_per_day=3)
    got = made(known, AssessInputs, on_baclofen(mg(60)), kind="change", order=over)
    verdicts = {f.rule.id: f.verdict for f in got.fit.findings}
    assert verdicts["DO-XA-MAX"] is Verdict.AVOID
    # The UK's texts are read there too.
    child = made(known, AssessInputs, person(age_y=10.0, weight_kg=30.0), kind="start")
    assert "DO-PED-START" in {f.rule.id for f in (*child.fit.findings, *child.fit.cited)}


def test_the_way_down_needle_and_pump_are_planned(known: Knowledge) -> None:
    down = made(known, TaperInputs, on_baclofen(mg(60), weight_kg=68.0), kind="taper")
    assert isinstance(down.decision, Plan)
    needle = made(known, ScreenInputs, SPINE, order=ScreeningOrder(dose=mcg(50)))
    assert isinstance(needle.decision, ScreeningPlan)
    pump = made(known, PumpInputs, SPINE, order=PUMP)
    assert isinstance(pump.decision, PumpPlan)
    for got in (down, needle, pump):
        assert render_text(compose(got, known))
        assert answer_json(got, known)

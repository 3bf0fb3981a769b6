"""The search for a dose stays inside the rules, and says what it weighed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from baclofen.answering import Answer, answer_json
from baclofen.engine import Window
from baclofen.errors import InputRefused
from baclofen.model import Body, build_model, model_of
from baclofen.planning import Optimum, Plan, optimise, tablets
from baclofen.regimen import Intake, by_mouth
from baclofen.reporting import Table, compose, render_text
from baclofen.simulation import settled_days, simulate
from baclofen.units import mg
from tests.people import answered, judge, known, on_baclofen, person, plan
from tests.saying import worded

K = known()


@cache
def found(**given: Any) -> Optimum:
    made = optimise(plan(person(weight_kg=70.0, **given)), K, seed=1)
    assert made is not None
    return made


@pytest.mark.parametrize(
    "given", [{}, {"egfr": 45.0}, {"age_y": 70.0}, {"syndrome": "trigeminal_neuralgia"}], ids=str
)
def test_no_schedule_is_above_the_ceiling_or_beyond_the_tablets(given: dict[str, Any]) -> None:
    made = optimise(plan(person(weight_kg=70.0, **given)), K, seed=1)
    ceiling = plan(person(weight_kg=70.0, **given)).ceiling
    assert made is not None
    assert ceiling is not None
    market, _ = tablets(K, "US")
    for one in made.weighed:
        assert one.daily <= ceiling
        for intake in one.intakes:
            pieces = market.pieces(intake.dose.in_mg)
            assert sum(s * n for s, n in pieces.items) == intake.dose.in_mg
    assert made.best is None or made.best.daily <= ceiling


def test_the_frontier_holds_what_nothing_beats() -> None:
    made = found()
    frontier = [w for w in made.weighed if w.on_frontier]
    assert frontier
    for one in made.weighed:
        better = [o for o in frontier if o.gain > one.gain and o.cost < one.cost]
        assert not (one.on_frontier and better)
    gains = [w.gain for w in frontier]
    assert gains == sorted(gains)


SPASTIC: list[dict[str, Any]] = [
    {}, {"egfr": 45.0}, {"age_y": 70.0}, {"syndrome": "sci_spasticity"},
    {"medicines": ["morphine"]},
]  # fmt: skip


@pytest.mark.parametrize("given", SPASTIC, ids=str)
def test_target_best_trade_and_headline_agree(given: dict[str, Any]) -> None:
    """The best trade is one of the plan's steps, and the headline names it where it comes before
    the last of them."""
    made, _, _ = weighed(**given)
    found, plan_made = made.optimum, made.decision
    assert found is not None
    assert isinstance(plan_made, Plan)
    assert found.best is not None
    assert found.plain is not None
    assert plan_made.up is not None
    steps = [step.daily for step in plan_made.up.steps]
    assert found.best.daily in steps
    assert found.plain.daily == steps[-1]
    assert f"to {steps[-1]} a day" in worded(made.headline)
    assert (found.best.daily < steps[-1]) is ("Judge at" in worded(made.headline))
    least = min(w.loss for w in found.weighed if w.daily in steps)
    tie = K.number("optimum.tie")
    assert found.best.loss <= least + tie
    if found.best.daily < steps[-1]:
        assert found.plain.loss > least + tie


def test_what_is_printed_reads_the_right_way() -> None:
    """More is better in the last column, and each chance stands beside its baseline."""
    made, table, lines = weighed()
    assert made.optimum is not None
    best = made.optimum.best
    assert best is not None
    row = next(row for row in table.rows if row[0] == f"{best.daily.in_mg:g}")
    assert table.header[-2] == "net gain"
    assert row[-2] == f"{best.gain - best.cost:+.2f}"
    assert row[-2].startswith("+")
    without = made.optimum.without["prob_drowsiness"].mean
    with_it = without + best.effects["prob_drowsiness"].mean
    shown = f"{100 * with_it:.0f} ({100 * without:.0f})"
    assert row[table.header.index("drowsy of 100")] == shown
    followed = [line for line in lines if line.startswith("Followed")]
    assert followed
    assert all(line.count("of 100 (") == line.count("without baclofen)") == 3 for line in followed)


def weighed(**given: Any) -> tuple[Answer, Table, list[str]]:
    """An answer, and its table and lines of weighed doses."""
    made = answered(person(weight_kg=70.0, **given), seed=1)
    section = next(s for s in compose(made, K).sections if s.kind == "weighed")
    assert section.table is not None
    return made, section.table, [line.text for line in section.lines]


def test_pain_alone_is_not_worth_it_where_no_dose_reaches_what_matters() -> None:
    made = found(syndrome="neuropathic_pain")
    assert made.is_worth is False
    assert made.best is None
    words = " ".join(worded(note) for note in made.notes)
    assert "Not worth titrating for pain alone" in words
    assert found(syndrome="trigeminal_neuralgia").is_worth is None


def test_the_same_seed_gives_the_same_search() -> None:
    again = optimise(plan(person(weight_kg=70.0)), K, seed=1)
    assert again == found()


def test_three_are_followed_and_printed_beside_the_labels_target() -> None:
    made = answered(person(weight_kg=70.0), seed=1)
    assert made.optimum is not None
    assert made.optimum == found()
    assert len(made.optimum.followed) == 3
    assert isinstance(made.decision, Plan)
    assert made.optimum.plain is not None
    assert made.decision.up is not None
    assert made.optimum.plain.daily == made.decision.up.steps[-1].daily
    text = render_text(compose(made, K))
    assert "What each dose is expected to bring" in text
    assert "label's" in text
    assert "policy" in text


def test_nothing_is_weighed_without_a_titration_or_a_kidney_value() -> None:
    assert optimise(plan(on_baclofen()), K, seed=1) is None
    assert optimise(plan(person(egfr=None)), K, seed=1) is None


def test_settled_days_agree_with_months_of_doses() -> None:
    model = build_model(judge(person(weight_kg=70.0)), K)
    assert model is not None
    outputs = ("nrs_change", "prob_drowsiness")
    thrice = tuple(Intake(hour, mg(10)) for hour in (0, 8, 16))
    quick = settled_days(model, [(), thrice], outputs=outputs, seed=3, n=40)
    end = 24.0 * 180
    slow = simulate(
        model, by_mouth(mg(10), every_h=8, days=180), outputs=outputs, seed=3, n=40, per_h=0,
        windows=[Window("last", end - 24, end)], until_h=end, whole=False,
    )  # fmt: skip
    for name in outputs:
        mean = slow[name].each["last"].Cavg.mean()
        assert quick[name][1].mean() == pytest.approx(mean, rel=0.03)
    assert np.all(quick["nrs_change"][0] == 0)


def test_settled_days_refuse_what_they_cannot_do() -> None:
    body = Body(age_y=50, weight_kg=70, crcl=90)
    averaged = model_of(body, K, "ms_spasticity", kinetics="average")
    with pytest.raises(InputRefused, match="one set of equations"):
        settled_days(averaged, [()], outputs=["nrs_change"], seed=1)
    one = model_of(body, K, "ms_spasticity")
    with pytest.raises(InputRefused, match="on the hour"):
        settled_days(one, [(Intake(8.5, mg(5)),)], outputs=["nrs_change"], seed=1)


def test_the_file_of_a_plan_holds_the_numbers() -> None:
    made = answered(person(weight_kg=70.0), seed=1)
    kept = json.loads(answer_json(made, K))["decision"]["weighed"]
    best = found().best
    assert best is not None
    assert kept["best_mg_per_day"] == best.daily.in_mg
    assert [d["mg_per_day"] for d in kept["doses"]] == [w.daily.in_mg for w in found().weighed]
    plain = answered(person(weight_kg=70.0), seed=1, weighs=False)
    assert json.loads(answer_json(plain, K))["decision"]["weighed"] is None

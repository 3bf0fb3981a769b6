"""The search for a dose stays inside the rules, and says what it weighed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from baclofen.answering import Answer, PlanInputs, answer, answer_json
from baclofen.assessment import Request
from baclofen.engine import Window
from baclofen.errors import InputRefused
from baclofen.knowledge import Knowledge
from baclofen.model import Body, build_model, model_of
from baclofen.planning import Optimum, Plan, optimise, tablets
from baclofen.planning.decide.optimum import Best, Trade, Weighed
from baclofen.planning.foresee.weigh import _Judged, _notes, _way_up, _with_frontier
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.reckon.titrate import label_ladder
from baclofen.regimen import Intake, by_mouth
from baclofen.reporting import Section, compose, render_text
from baclofen.simulation import Spread, settled_days, simulate
from baclofen.units import mg
from tests.believing import believing
from tests.people import TODAY, answered, judge, known, on_baclofen, person, plan
from tests.saying import worded

K = known()
#: As if all of the model were believed: what a later fit may come to.
ALL = believing(K)


@cache
def found(**given: Any) -> Optimum:
    made = optimise(plan(person(weight_kg=70.0, **given)), ALL, seed=1)
    assert made is not None
    return made


@pytest.mark.parametrize(
    "given", [{}, {"egfr": 45.0}, {"age_y": 70.0}, {"syndrome": "trigeminal_neuralgia"}], ids=str
)
def test_no_schedule_is_above_the_ceiling_or_beyond_the_tablets(given: dict[str, Any]) -> None:
    made = optimise(plan(person(weight_kg=70.0, **given)), ALL, seed=1)
    ceiling = plan(person(weight_kg=70.0, **given)).ceiling
    assert made is not None
    assert ceiling is not None
    market, _ = tablets(K, "US")
    for one in made.weighed:
        assert one.daily <= ceiling
        for intake in one.intakes:
            pieces = market.pieces(intake.dose.in_mg)
            assert sum(s * n for s, n in pieces.items) == intake.dose.in_mg
    assert made.best is None or made.best.high <= ceiling


def test_a_dose_that_gives_the_same_for_more_is_off_the_frontier() -> None:
    def one(gain: float, cost: float) -> Weighed:
        trade = Trade(gain, cost, Spread(0.0, 0.0, 0.0), 0.5)
        return Weighed((Intake(8.0, mg(5)),), {}, {}, 0.0, trade)

    traded = [one(1.0, 0.5), one(1.0, 0.8), one(0.5, 0.5), one(2.0, 3.0), one(2.0, 3.0)]
    assert [w.on_frontier for w in _with_frontier(traded)] == [True, False, False, True, True]


@pytest.mark.parametrize("above", [0.0, 0.5, 1.0])
def test_the_way_up_is_the_labels_steps_below_the_dose(above: float) -> None:
    ladder = label_ladder(K, "US")
    to = ladder.start + ladder.add
    at = Weighed((Intake(8.0, mg(to + above)),), {}, {}, 0.0)
    steps = _way_up(at, ladder, StepMaker.under(K, "US"))
    assert [s.daily.in_mg for s in steps] == [ladder.start, *([to] if above else [])]


def test_where_all_steps_are_alike_the_first_and_the_last_are_named() -> None:
    steps = [Weighed((Intake(8.0, mg(dose)),), {}, {}, 0.0) for dose in (5, 10, 20)]
    credit = next(iter(K.credibility.entries.values()))
    judged = _Judged((), (), {}, credit, credit, "comparison")
    for low, high, phrase in ((5, 20, "all_alike"), (5, 10, "between"), (20, 20, "at_one")):
        (note, *_) = _notes(steps, Best(mg(low), mg(high), 0.95), steps, judged, None, K)
        assert note.phrase == f"weighed.{phrase}"
        named = dict(note.values)
        if phrase != "at_one":
            assert (named["low"], named["high"]) == (mg(low), mg(high))


def test_the_frontier_holds_what_nothing_beats() -> None:
    made = found()
    frontier = [trade for w in made.weighed if w.on_frontier and (trade := w.trade)]
    assert frontier
    for one in made.weighed:
        trade = one.trade
        assert trade is not None
        better = [o for o in frontier if o.gain > trade.gain and o.cost < trade.cost]
        assert not (one.on_frontier and better)
    gains = [trade.gain for trade in frontier]
    assert gains == sorted(gains)


SPASTIC: list[dict[str, Any]] = [
    {}, {"egfr": 45.0}, {"age_y": 70.0}, {"syndrome": "sci_spasticity"},
    {"medicines": ["morphine"]},
]  # fmt: skip


def in_a_world(k: Knowledge, **given: Any) -> tuple[Answer, list[Section]]:
    """An answer, and its sections of weighed doses."""
    who = person(weight_kg=70.0, **given)
    asked = PlanInputs(patient=who, request=Request(today=TODAY, kind="start"), seed=1)
    made = answer(asked, k)
    return made, [s for s in compose(made, k).sections if s.kind in ("weighed", "illustrated")]


@pytest.mark.parametrize("given", SPASTIC, ids=str)
def test_a_trade_that_is_believed_is_a_range_of_the_plans_steps_surely_better_than_no_drug(
    given: dict[str, Any],
) -> None:
    made, _ = in_a_world(ALL, **given)
    found, plan_made = made.optimum, made.decision
    assert found is not None
    assert isinstance(plan_made, Plan)
    assert found.plain is not None
    assert plan_made.up is not None
    steps = [step.daily for step in plan_made.up.steps]
    trades = {w.daily: w.trade for w in found.weighed if w.daily in steps and w.trade}
    sure = [d for d, t in trades.items() if t.beats_none >= K.number("optimum.sure")]
    if found.best is None:
        assert not sure
        assert any(note.phrase == "weighed.none" for note in found.notes)
        return
    assert {found.best.low, found.best.high} <= set(sure)
    most = max(trades[daily].net for daily in sure)
    assert all(most - trades[d].net < 1 for d in (found.best.low, found.best.high))
    assert found.best.beats_none >= K.number("optimum.sure")
    assert found.plain.daily == steps[-1]
    assert (found.best.high < steps[-1]) is ("Judge at" in worded(made.headline))


def test_what_is_sure_is_counted_draw_by_draw() -> None:
    for one in found().weighed:
        trade = one.trade
        assert trade is not None
        assert (trade.over.low > 0) <= (trade.beats_none >= 0.95)
        assert (trade.over.high < 0) <= (trade.beats_none <= 0.05)


def test_the_model_names_no_dose_where_its_trade_is_refused() -> None:
    """As things stand: no trade, no column of it, no dose in the headline, and why."""
    made, (first, folded) = in_a_world(K)
    found = made.optimum
    assert found is not None
    assert found.best is None
    assert found.is_worth is None
    assert all(w.trade is None for w in found.weighed)
    assert set(found.outputs) == {"nrs_change", "prob_drowsiness"}
    words = [line.text for line in first.lines]
    assert any("The model cannot tell 15 mg from 60 mg a day here" in text for text in words)
    assert sum(text.startswith("Not shown: ") for text in words) == 2
    assert first.table is None
    assert "Judge at" not in worded(made.headline)
    assert folded.fold.startswith("Illustration, not to act on")
    assert folded.table is not None
    assert "net gain" not in folded.table.header


@pytest.mark.parametrize("k", [K, ALL], ids=["today", "believed"])
def test_every_number_of_the_table_has_its_band(k: Knowledge) -> None:
    """Each chance also stands beside its baseline, which has its own."""
    made, sections = in_a_world(k)
    assert made.optimum is not None
    tables = [s.table for s in sections if s.table is not None]
    assert len(tables) == 1
    (table,) = tables
    assert (table.header[-2] == "net gain") is (k is ALL)
    for row in table.rows:
        for head, cell in zip(table.header[2:-1], row[2:-1], strict=True):
            numbers = cell.split("; without ")
            assert len(numbers) == (2 if " of 100" in head else 1)
            for number in numbers:
                low, high = number.partition(" (")[2].partition(")")[0].split(" to ")
                assert float(low) <= float(high)


def test_pain_alone_is_not_worth_it_where_no_dose_reaches_what_matters() -> None:
    made = found(syndrome="neuropathic_pain")
    assert made.is_worth is False
    assert made.best is None
    words = " ".join(worded(note) for note in made.notes)
    assert "Not worth titrating for pain alone" in words
    assert found(syndrome="trigeminal_neuralgia").is_worth is None


def test_the_same_seed_gives_the_same_search() -> None:
    again = optimise(plan(person(weight_kg=70.0)), ALL, seed=1)
    assert again == found()


def test_three_are_followed_and_printed_beside_the_labels_target() -> None:
    made = answered(person(weight_kg=70.0), seed=1)
    assert made.optimum is not None
    assert isinstance(made.decision, Plan)
    assert made.optimum.plain is not None
    assert made.decision.up is not None
    # The highest, where nothing is traded: of the way up it is the end that is looked at.
    steps = sorted({step.daily for step in made.decision.up.steps}, reverse=True)
    assert [one.daily for one in made.optimum.followed] == steps[:3]
    assert made.optimum.plain.daily == made.decision.up.steps[-1].daily
    text = render_text(compose(made, K))
    assert "What each dose is expected to bring" in text
    assert "Folded: --illustrations prints it here" in text
    assert "Followed from the first dose on" not in text
    assert text.count("mg/day") < render_text(compose(made, K), unfolds=True).count("mg/day")


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


@pytest.mark.parametrize("k", [K, ALL], ids=["today", "believed"])
def test_the_file_of_a_plan_holds_the_numbers_and_their_marks(k: Knowledge) -> None:
    made, _ = in_a_world(k)
    kept = json.loads(answer_json(made, k))["decision"]["weighed"]
    found = made.optimum
    assert found is not None
    assert (kept["best"] is None) is (found.best is None)
    assert [d["mg_per_day"] for d in kept["doses"]] == [w.daily.in_mg for w in found.weighed]
    assert all((d["trade"] is None) is (k is K) for d in kept["doses"])
    said = kept["credibility"]
    assert set(kept["without"]) == {n for n, c in said.items() if c["verdict"] != "refused"} - {
        "gain", "trade",
    }  # fmt: skip
    assert len(kept["refused"]) == (2 if k is K else 0)
    plain = answered(person(weight_kg=70.0), seed=1, weighs=False)
    assert json.loads(answer_json(plain, K))["decision"]["weighed"] is None

"""A product or strength that is ordered is used in every step, or refused; and weak legs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from baclofen.answering import answer_json
from baclofen.knowledge import Verdict
from baclofen.planning import Plan, optimise
from baclofen.regimen import OralOrder, Packets, Pieces, Poured, Untold
from baclofen.units import mg
from tests.people import answered, known, on_baclofen, person, plan
from tests.saying import worded

K = known()


def strengths(made: Plan) -> set[float]:
    """The strengths in all that a plan prints."""
    found = set()
    for course in (made.up, made.down):
        for step in course.steps if course else ():
            for portion in step.portions:
                if isinstance(portion, Poured):
                    found.add(portion.mg_per_mL)
                else:
                    assert isinstance(portion, Pieces | Packets)
                    found |= {strength for strength, _ in portion.items}
    return found


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({"product": "tablet", "mg_each": 5.0}, {5.0}),
        ({"product": "tablet", "mg_each": 10.0}, {10.0}),
        ({"product": "granules", "mg_each": 5.0}, {5.0}),
        ({"product": "suspension_5"}, {5.0}),
        ({"product": "liquid", "mg_per_mL": 2.0}, {2.0}),
        ({"mg_per_mL": 2.0}, {2.0}),
    ],
    ids=str,
)
def test_what_is_ordered_is_what_is_printed(asked: dict[str, Any], held: set[float]) -> None:
    order = OralOrder(**asked)
    assert strengths(plan(person(), order=order)) == held
    assert strengths(plan(on_baclofen(), "taper", order=order)) == held
    raised = plan(on_baclofen(), "change", order=order)
    assert any("one step up is" in worded(note) for note in raised.options)


@pytest.mark.parametrize(("year", "first"), [(2024, True), (2026, False)])
def test_a_child_whose_weight_is_old_is_weighed_first(year: int, first: bool) -> None:
    child = person(age_y=5.0, weight_kg=17.0, weight_on=date(year, 10, 1))
    headline = worded(plan(child, "start", "UK").headline)
    assert headline.startswith("Weigh first: the 17 kg") is first


@pytest.mark.parametrize("place", ["US", "UK", "DE"])
def test_down_a_tube_nothing_is_made_of_tablets_that_nobody_asked_for(place: str) -> None:
    down = plan(on_baclofen(), "taper", place, order=OralOrder(tube="peg"))
    made = [plan(person(), "start", place, order=OralOrder(tube="peg")), down]
    for course in (made[0].up, down.down):
        assert course is not None
        for step in course.steps:
            for intake, portion in zip(step.step.intakes, step.portions, strict=True):
                assert portion == Untold(intake.dose.in_mg)
    for one in made:
        assert any("which liquid, and of which strength" in worded(note) for note in one.reasons)
    told = plan(on_baclofen(), "taper", place, order=OralOrder(tube="peg", product="tablet"))
    assert strengths(told)


@pytest.mark.parametrize(
    ("asked", "place", "why"),
    [
        ({"product": "tablet", "mg_each": 25.0}, "US", "25 mg was asked for, and is not sold here"),
        ({"product": "tablet", "mg_each": 5.0}, "UK", "5 mg was asked for, and is not sold here"),
        ({"product": "tablet", "mg_each": 20.0}, "US", "20 mg alone gives no step of 5 mg"),
        ({"product": "granules", "mg_each": 20.0}, "US", "20 mg alone gives no step of 5 mg"),
        ({"product": "granules", "mg_per_mL": 1.0}, "US", "1 mg in a mL are of a liquid"),
        ({"product": "liquid"}, "US", "A liquid without its strength gives no volume"),
        ({"product": "ampoule"}, "US", "An ampoule is not for the mouth"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused_and_said(
    asked: dict[str, Any], place: str, why: str
) -> None:
    order = OralOrder(**asked)
    start = plan(person(), jurisdiction=place, order=order)
    assert start.up is None
    assert why in worded(start.headline)
    running = plan(on_baclofen(), "change", jurisdiction=place, order=order)
    said = " ".join(worded(n) for n in (*running.options, *running.reasons))
    assert "one step up is" not in said
    assert why in said
    assert running.down is None


def test_doses_are_weighed_in_what_is_ordered() -> None:
    made = plan(person(weight_kg=70.0), order=OralOrder(product="tablet", mg_each=10.0))
    found = optimise(made, K, seed=1)
    assert found is not None
    assert {i.dose.in_mg % 5 for w in found.weighed for i in w.intakes} == {0}


# --- legs too weak to walk ----------------------------------------------------------------


def test_weak_legs_are_a_caution_and_move_the_dose_to_the_evening() -> None:
    plain = plan(person())
    made = plan(person(signs=["weak_legs"]))
    assert plain.fit.verdict is Verdict.OK
    assert made.fit.verdict is Verdict.CAUTION
    assert made.up is not None
    assert plain.up is not None
    for step, before in zip(made.up.steps, plain.up.steps, strict=True):
        doses = [i.dose for i in step.step.intakes]
        assert step.daily == before.daily
        assert doses[-1] >= doses[0]
    assert [i.dose.in_mg for i in made.up.steps[1].step.intakes] == [5, 10, 15]
    assert "the larger dose goes to the evening" in " ".join(worded(n) for n in made.reasons)


def test_whoever_takes_it_gets_the_same_days_dose_with_less_by_day() -> None:
    made = plan(on_baclofen(signs=["weak_legs"]), "continue")
    (note,) = [n for n in made.options if n.phrase == "running.weak_legs"]
    assert "(5 + 10 + 15 mg at 8, 14, 20 h)" in worded(note)
    assert made.fit.verdict is Verdict.CAUTION
    small = plan(on_baclofen(mg(7.5), signs=["weak_legs"]), "continue")
    (note,) = [n for n in small.options if n.phrase == "running.weak_legs"]
    assert " mg at " not in worded(note)
    least = plan(on_baclofen(mg(1.5), signs=["weak_legs"]), "continue")
    assert [n for n in least.options if n.phrase == note.phrase] == [note]
    assert not [n for n in plan(on_baclofen(), "continue").options if n.phrase == note.phrase]
    parts = OralOrder(parts=(mg(10), mg(10), mg(10)))
    figures = {
        f.name: f.value
        for f in answered(on_baclofen(signs=["weak_legs"]), "continue", order=parts).figures
    }
    assert figures["next_schedule"] == {"morning_mg": 5, "noon_mg": 10, "evening_mg": 15}


def test_a_strength_asked_for_is_kept_in_the_file() -> None:
    order = OralOrder(product="tablet", mg_each=10.0)
    kept = json.loads(answer_json(answered(person(), order=order), K))
    assert kept["origin"]["inputs"]["request"]["order"]["mg_each"] == 10

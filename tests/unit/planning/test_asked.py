"""A dose that was asked for is answered, whether it is offered or not; so is a feeding tube."""

from typing import Any

import pytest

from baclofen.knowledge import Note, Verdict
from baclofen.planning import Plan, agenda_of
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import known, on_baclofen, person, plan
from tests.saying import worded

#: CrCl is 79 and leaves 50 of 80 mg a day.
WEAKER: dict[str, Any] = {
    "age_y": 64.0, "weight_kg": 70.0, "height_cm": 163.0, "egfr": None,
    "creatinine_mg_per_dL": 0.8,
}  # fmt: skip


def answers(p: Plan) -> list[Note]:
    return [n for n in (*p.opening, *p.options) if n.phrase.startswith("asked.")]


def on(daily: float, asked: float, kind: str = "change", place: str = "US", **given: Any) -> Plan:
    order = OralOrder(daily=mg(asked))
    return plan(on_baclofen(mg(daily), **given), kind, place, order=order)


@pytest.mark.parametrize(
    ("daily", "asked", "phrase"),
    [
        (30, 30, "asked.same"), (30, 35, "asked.within"), (30, 45, "asked.within"),
        (30, 60, "asked.several"), (30, 90, "asked.not_offered"), (60, 40, "asked.less"),
        (80, 90, "asked.not_offered"),
    ],
)  # fmt: skip
def test_each_dose_that_was_asked_for_has_its_answer(
    daily: float, asked: float, phrase: str
) -> None:
    (note,) = answers(on(daily, asked))
    assert note.phrase == phrase
    assert f"Asked for: {asked} mg a day" in worded(note)


def test_one_step_that_is_slow_says_why() -> None:
    (note,) = answers(on(30, 45, "change", "CA", syndrome="other"))
    said = worded(note)
    assert "several steps above 30 mg at once. Offered is 35 mg a day, one step" in said
    assert "a slow one of 5 mg a day, because of an indication that no label names" in said


def test_where_nothing_goes_up_the_answer_says_so() -> None:
    (note,) = answers(on(30, 60, signs=["somnolence"]))
    assert note.phrase == "asked.not_offered"
    (note,) = answers(on(60, 80, **WEAKER))
    assert note.phrase == "asked.not_offered"
    (note,) = answers(on(30, 60, **WEAKER))
    assert note.phrase == "asked.above"
    assert "at most 50 mg a day is allowed here" in worded(note)


def test_a_dose_below_what_runs_is_reached_by_the_steps_down() -> None:
    p = on(60, 35)
    (note,) = answers(p)
    assert p.down is not None
    assert note.value("step") == next(s.daily for s in p.down.steps if s.daily <= mg(35))


def test_none_any_more_and_a_dose_on_a_way_down_are_answered_too() -> None:
    (none,) = answers(on(30, 0))
    assert none.phrase == "asked.none"
    p = on(60, 10, "taper")
    (kept,) = answers(p)
    assert kept.phrase == "asked.way_down"
    assert agenda_of(p, known()) is None
    assert agenda_of(on(60, 60, "taper"), known()) is not None
    assert "The steps below lead to none" in worded(kept)


def test_nothing_was_asked_for_and_nothing_is_answered() -> None:
    assert not answers(plan(on_baclofen(mg(30)), "change"))
    assert not answers(plan(on_baclofen(mg(30)), "change", order=OralOrder(product="tablet")))
    assert not answers(plan(person()))


@pytest.mark.parametrize(
    ("asked", "phrase"),
    [(60, "asked.start_more"), (5, "asked.start_less"), (15, None)],
)
def test_an_ordered_dose_that_is_no_start_dose_is_said_first(
    asked: float, phrase: str | None
) -> None:
    p = plan(person(baclofen=()), "start", order=OralOrder(daily=mg(asked)))
    assert [n.phrase for n in answers(p)] == ([phrase] if phrase else [])
    assert p.up is not None
    assert p.up.steps[0].daily == mg(15)
    if phrase == "asked.start_more":
        assert worded(p.opening[0]).startswith("Asked for: 60 mg a day. That is no start dose")
        assert {"DO-FIRST-ORDER", "DO-FIRST-MUCH"} <= {f.rule.id for f in p.fit.findings}
        assert p.verdict is Verdict.AVOID


def test_one_above_what_the_kidneys_leave_is_said_to_be_that_too() -> None:
    p = plan(person(baclofen=(), **WEAKER), "start", order=OralOrder(daily=mg(60)))
    (note,) = answers(p)
    assert note.phrase == "asked.start_above"
    assert "above the 50 mg a day that is allowed here at most" in worded(note)


@pytest.mark.parametrize(
    ("place", "product", "fires"),
    [("UK", "solution_1", True), ("UK", None, True), ("US", "tablet", True),
     ("US", "suspension_5", False), ("US", "granules", False)],
)  # fmt: skip
@pytest.mark.parametrize("tube", ["ng", "g", "peg", "gj"])
def test_a_tube_of_which_no_text_was_read_is_said(
    place: str, product: Any, tube: Any, fires: bool
) -> None:
    p = plan(person(), jurisdiction=place, order=OralOrder(product=product, tube=tube))
    assert p.fit.fired("PR-TUBE") is fires
    assert p.verdict >= (Verdict.CAUTION if fires else Verdict.OK)
    phrases = {n.phrase for n in p.watch}
    assert {"advice.tube", "advice.food"} & phrases == {"advice.tube"}
    assert bool({"PR-SUSP-TUBE", "DO-LYV-ADMIN"} & phrases) is not fires
    runs = plan(on_baclofen(), "continue", place, order=OralOrder(product=product, tube=tube))
    assert runs.fit.fired("PR-TUBE") is fires
    assert bool({"PR-SUSP-TUBE", "DO-LYV-ADMIN"} & {n.phrase for n in runs.watch}) is not fires
    found = agenda_of(p, known())
    assert found is not None
    daily = {n.phrase for part in found.sheet.parts for n in part.lines}
    assert {"sheet.daily.tube", "sheet.daily.food"} & daily == {"sheet.daily.tube"}


def test_without_a_tube_nothing_is_said_of_one() -> None:
    p = plan(person(), order=OralOrder(product="tablet"))
    assert not p.fit.fired("PR-TUBE")
    assert "advice.food" in {n.phrase for n in p.watch}


def test_a_start_that_cannot_be_made_as_asked_is_no_ok() -> None:
    p = plan(person(), jurisdiction="DE", order=OralOrder(product="tablet", mg_each=25.0))
    assert p.fit.verdict is Verdict.OK
    assert (p.up, p.verdict) == (None, Verdict.CAUTION)
    assert plan(person(), jurisdiction="DE").verdict is Verdict.OK

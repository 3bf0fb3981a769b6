"""A weight that can hardly be: which slip it looks like, and what keeps from a plan until then."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.knowledge import Verdict
from tests.people import fired, judge, on_baclofen, person, plan
from tests.saying import worded

CHILD: dict[str, Any] = {"age_y": 6.0, "sex": "male", "syndrome": "sci_spasticity"}


@pytest.mark.parametrize(
    ("told", "likely"),
    [
        ({**CHILD, "weight_kg": 115, "height_cm": 20}, "exchanged, 20 kg and 115 cm"),
        ({**CHILD, "weight_kg": 46, "height_cm": 116}, "in pounds, 20.9 kg"),
        ({**CHILD, "age_y": 8, "weight_kg": 55, "height_cm": 126}, "in pounds, 24.9 kg"),
        ({**CHILD, "age_y": 7, "weight_kg": 45, "height_cm": 122}, "in pounds, 20.4 kg"),
        ({**CHILD, "age_y": 12, "weight_kg": 90, "height_cm": 150}, "in pounds, 40.8 kg"),
        ({**CHILD, "age_y": 8, "weight_kg": 25, "height_cm": 50}, "the height in inches, 127.0 cm"),
        ({"weight_kg": 166, "height_cm": 68}, "exchanged, 68 kg and 166 cm"),
        ({"weight_kg": 68, "height_cm": 66}, "the height in inches, 167.6 cm"),
        ({"weight_kg": 170, "height_cm": 160}, "in pounds, 77.1 kg"),
    ],
)
def test_the_likely_slip_is_named_before_any_plan(told: dict[str, Any], likely: str) -> None:
    made = plan(person(**told), jurisdiction="UK")
    assert made.fit.verdict is Verdict.NEEDS_INFO
    assert made.up is None
    assert worded(made.headline).startswith("Height and weight exchanged")
    assert likely in worded(made.headline)
    assert "weight_confirmed" in {q.question.id for q in made.fit.questions}


@pytest.mark.parametrize("told", [{**CHILD, "weight_kg": 46}, {"weight_kg": 166, "height_cm": 68}])
def test_a_confirmed_weight_is_believed_and_kept(told: dict[str, Any]) -> None:
    made = plan(person(**told, weight_confirmed=True), jurisdiction="UK")
    assert not fired(made.fit) & {"BODY-HEAVY", "BODY-MASS"}
    assert made.fit.person.weight_kg == told["weight_kg"]
    assert made.fit.verdict < Verdict.AVOID


@pytest.mark.parametrize(
    ("age", "kg", "cm", "asked"),
    [
        (8, 9, 126, True),  # 5.7 kg/m2
        (4, 7.3, 102, True),  # 7.0
        (8, 17.5, 126, False),  # 11, as in cerebral palsy
        (8, 41.3, 126, False),  # 26, as in obesity
        (16, 100, 172, False),  # 34
        (1.5, 11, 80, False),
        (12, 40, 150, False),
    ],
)
@pytest.mark.parametrize("sex", ["female", "male", None])
def test_a_childs_weight_for_its_height_is_asked_about_where_it_can_hardly_be(
    age: float, kg: float, cm: float, asked: bool, sex: Any
) -> None:
    told: dict[str, Any] = {"age_y": age, "sex": sex, "weight_kg": kg, "height_cm": cm}
    told |= {"syndrome": "cerebral_spasticity", "conditions": ["cerebral_palsy"]}
    fit = judge(person(**told), jurisdiction="UK")
    assert ("weight_confirmed" in {q.question.id for q in fit.questions}) is asked
    assert not fired(judge(person(**told, weight_confirmed=True), jurisdiction="UK")) & {
        "BODY-MASS", "BODY-HEAVY-HEIGHT",
    }  # fmt: skip


def test_nobody_on_it_comes_down_by_a_weight_in_doubt() -> None:
    made = plan(on_baclofen(**{**CHILD, "weight_kg": 115.0}), "taper", "UK")
    assert made.down is None
    sure = plan(on_baclofen(**{**CHILD, "weight_kg": 20.0}), "taper", "UK")
    assert sure.down is not None


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({}, "BODY-LIGHT"),
        ({"conditions": ["cerebral_palsy"]}, "BODY-LIGHT-KNOWN"),
        ({"conditions": ["wasting"]}, "BODY-LIGHT-KNOWN"),
        ({"syndrome": "cerebral_spasticity"}, "BODY-LIGHT-KNOWN"),
    ],
)
def test_a_low_weight_blocks_only_where_nothing_explains_it(
    more: dict[str, Any], rule: str
) -> None:
    fit = judge(person(**{**CHILD, "age_y": 8.0, "weight_kg": 12.0, **more}), jurisdiction="UK")
    assert fired(fit) & {"BODY-LIGHT", "BODY-LIGHT-KNOWN"} == {rule}
    assert (rule in {f.rule.id for f in fit.blocking}) is (rule == "BODY-LIGHT")


def test_from_12_years_mg_per_kg_stand_beside_an_adults_dose() -> None:
    made = plan(person(age_y=13.0, sex="male", weight_kg=40.0, height_cm=150.0))
    assert any("60 mg a day is 1.5 mg/kg a day" in worded(note) for note in made.reasons)
    adult = plan(person(weight_kg=40.0))
    assert not any("mg/kg" in worded(note) for note in adult.reasons)
    grown = plan(on_baclofen(age_y=13.0, sex="male", weight_kg=40.0), "change")
    assert any("45 mg a day is 1.1 mg/kg a day" in worded(note) for note in grown.options)


@pytest.mark.parametrize(
    ("kg", "explained", "asked"),
    [(12.5, True, False), (13.2, True, False), (10.7, True, True), (13.2, False, True)],
)
def test_a_child_whose_illness_explains_a_low_weight_keeps_its_plan(
    kg: float, explained: bool, asked: bool
) -> None:
    told = (
        {"conditions": ["cerebral_palsy"], "syndrome": "cerebral_spasticity"} if explained else {}
    )
    made = plan(person(age_y=6, weight_kg=kg, height_cm=116, **told), jurisdiction="UK")
    assert ("BODY-MASS" in fired(made.fit)) is asked
    if not asked:
        assert made.fit.verdict is Verdict.CAUTION
        assert "BODY-LIGHT-KNOWN" in fired(made.fit)


def test_no_slip_is_named_that_would_make_a_giant() -> None:
    made = plan(person(weight_kg=171, height_cm=66))
    assert "434" not in worded(made.headline)
    assert "exchanged, 66 kg and 171 cm" in worded(made.headline)


@pytest.mark.parametrize(("kg", "cm", "asked"), [
    (400.0, None, True), (265.0, None, True), (264.0, None, False), (45.0, None, False),
    (265.0, 215.0, False),
])  # fmt: skip
def test_a_weight_without_a_height_is_asked_about_beyond_the_tallest(
    kg: float, cm: float | None, asked: bool
) -> None:
    fit = judge(person(weight_kg=kg, height_cm=cm), "start")
    assert ("BODY-MASS" in fired(fit)) is asked

"""Children by weight: small, slow, never rounded upward, and refused where nothing measures it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclofen.answering.about import age_said
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning import Plan
from baclofen.planning.decide.agenda import agenda_of
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import judge, known, on_baclofen, person, plan
from tests.saying import worded

K = known()


def child(age: float = 10, weight: float = 25, place: str = "UK", **more: Any) -> Plan:
    asked = {"order": more.pop("order")} if "order" in more else {}
    who = person(
        age_y=age, weight_kg=weight, syndrome="cerebral_spasticity",
        **({"egfr": 110.0, "height_cm": 120} | more),
    )  # fmt: skip
    return plan(who, jurisdiction=place, **asked)


def daily(made: Plan) -> list[float]:
    assert made.up is not None
    return [step.daily.in_mg for step in made.up.steps]


def test_the_uk_child_of_the_vignette() -> None:
    made = child()
    assert daily(made) == pytest.approx([7.2, 14.4, 18.8])
    assert made.up is not None
    assert [str(p) for p in made.up.steps[0].portions] == ["1.8 mL of 1 mg/mL"] * 4
    assert made.up.steps[0].step.days == 7
    assert made.ceiling is not None
    assert made.ceiling.in_mg == 50


def test_a_heavy_child_starts_no_higher_than_an_adult() -> None:
    assert daily(child(age=15, weight=80, height_cm=168))[0] <= 15


def test_weak_kidneys_cut_a_childs_doses_too() -> None:
    weak, well = child(egfr=45.0), child()
    assert daily(weak)[0] <= 0.5 * daily(well)[0] + 0.4  # one step of the syringe, four times
    assert daily(weak)[0] <= 0.5 * 7.5
    assert weak.ceiling is not None
    assert weak.ceiling.in_mg == 25


def test_no_newborn_begins_and_an_infant_is_looked_at_again_within_weeks() -> None:
    newborn = child(age=0.02, weight=3.4, height_cm=50, egfr=None, creatinine_mg_per_dL=0.6)
    assert newborn.fit.verdict is Verdict.AVOID
    assert newborn.up is None
    infant = child(age=0.5, weight=7, height_cm=66, egfr=None, creatinine_mg_per_dL=0.25)
    assert infant.fit.verdict is Verdict.CAUTION
    assert infant.fit.fired("AGE-INFANT", "REN-INFANT")
    assert infant.up is not None
    assert "Schwartz equation does not hold" in " ".join(worded(n) for n in infant.fit.kidney.notes)
    agenda = agenda_of(infant, K)
    assert agenda is not None
    due = {d.says.phrase: d.first for d in agenda.due}
    assert due["due.kidneys"] == due["due.weight"] == infant.fit.request.today + timedelta(weeks=4)
    older = child(age=1, weight=10, height_cm=76, egfr=None, creatinine_mg_per_dL=0.25)
    assert not older.fit.fired("AGE-NEWBORN", "AGE-INFANT", "REN-INFANT")


def test_a_child_that_its_own_label_does_not_reach_is_not_sent_to_that_label() -> None:
    made = child(age=1.5, weight=10, place="FR")
    assert made.up is None
    assert made.headline.phrase == "newcomer.label_elsewhere"
    assert "DO-PED-FR" in made.headline.why
    others = worded(made.headline).split("others do")[1]
    assert "FR" not in others
    assert "UK" in others


@pytest.mark.parametrize(
    ("creatinine", "verdict", "first"),
    [
        (0.3, Verdict.CAUTION, 2.1), (0.44, Verdict.CAUTION, 1.05), (0.45, Verdict.AVOID, None),
        (0.8, Verdict.AVOID, None), (0.9, Verdict.CONTRAINDICATED, None),
    ],
)  # fmt: skip
def test_an_infants_kidneys_are_held_against_what_is_normal_and_by_no_equation(
    creatinine: float, verdict: Verdict, first: float | None
) -> None:
    infant = child(
        age=0.5, weight=7, height_cm=67, egfr=None, creatinine_mg_per_dL=creatinine,
        no_signs=frozenset(("confusion", "somnolence")),
    )  # fmt: skip
    assert infant.fit.verdict is verdict
    assert infant.fit.kidney.estimates == ()
    assert (infant.up is not None) is (first is not None)
    if first is not None:
        assert first / 2 < daily(infant)[0] <= first
    assert not any(a.question.id == "egfr" for a in infant.fit.questions)


@pytest.mark.parametrize(
    ("creatinine", "verdict"),
    [(0.2, Verdict.CAUTION), (0.4, Verdict.CAUTION), (0.5, Verdict.AVOID), (0.9, Verdict.AVOID)],
)
def test_what_is_far_above_normal_before_the_first_birthday_is_so_after_it(
    creatinine: float, verdict: Verdict
) -> None:
    def aged(age: float) -> Plan:
        return child(
            age=age, weight=9.8, height_cm=76, egfr=None, creatinine_mg_per_dL=creatinine,
            no_signs=frozenset(("confusion", "somnolence")),
        )  # fmt: skip

    before, after = aged(0.99), aged(1.01)
    assert after.fit.verdict is verdict
    assert before.fit.verdict >= verdict
    assert (after.up is None) is (before.up is None)
    assert after.fit.fired("REN-SMALL-CHILD") is (verdict is Verdict.AVOID)


def test_a_child_dosed_by_weight_is_told_no_tiers_of_adults() -> None:
    small = child(age=1.5, weight=10, height_cm=80, egfr=45.0)
    assert small.fit.fired("REN-TIERS-CHILD")
    assert not small.fit.fired("REN-TIERS-PROJECT")
    assert small.fit.kidney.fraction_why[0] == "REN-TIERS-CHILD"
    grown = child(age=13, weight=50, height_cm=160, egfr=45.0)
    assert grown.fit.fired("REN-TIERS-PROJECT")


def test_no_equation_speaks_of_a_newborn_that_has_its_mothers_creatinine() -> None:
    newborn = child(age=0.01, weight=3.2, height_cm=50, egfr=None, creatinine_mg_per_dL=1.0)
    assert newborn.fit.verdict is Verdict.AVOID
    assert newborn.fit.fired("AGE-NEWBORN")
    assert not newborn.fit.fired("CI-SEVERE-RENAL-SEED", "REN-INFANT-HIGH", "REN-INFANT-STOP")


def test_a_drowsy_infant_with_weak_kidneys_is_an_emergency() -> None:
    weak, well = (
        on_baclofen(
            mg(2), age_y=0.5, weight_kg=7, height_cm=67, creatinine_mg_per_dL=creatinine,
            signs=frozenset({"somnolence"}),
        )
        for creatinine in (0.4, 0.3)
    )  # fmt: skip
    assert judge(weak, kind="continue").fired("TOX-KIDNEY")
    assert not judge(well, kind="continue").fired("TOX-KIDNEY")


@pytest.mark.parametrize(
    ("age", "says"),
    [(0.0192, "7 days"), (0.0833, "1 month"), (0.9, "10 months"), (1.999, "23 months"),
     (2, "2 y"), (11.97, "11 y"), (52, "52 y")],
)  # fmt: skip
def test_how_an_age_is_said(age: float, says: str) -> None:
    assert worded(age_said(age, K)) == says


@pytest.mark.parametrize(
    ("age", "kg", "steps", "first"),
    [
        (13, 44, [10, 20, 30, 35], ["half x 10 mg"] * 2),
        (11, 37, [10, 20, 30], ["half x 10 mg"] * 2),
        (10, 33, [5, 10, 15, 20, 25], ["half x 10 mg"]),
        (16, 66, [15, 30, 45, 50], ["half x 10 mg"] * 3),
    ],
)  # fmt: skip
def test_where_tablets_do_not_meet_a_dose_it_begins_below_and_says_so(
    age: float, kg: float, steps: list[float], first: list[str]
) -> None:
    made = child(age=age, weight=kg, height_cm=168 if kg > 50 else 140, place="FR")
    assert daily(made) == steps
    assert made.up is not None
    assert [str(p) for p in made.up.steps[0].portions] == first
    said = [worded(n) for n in made.reasons if "the nearest dose below" in worded(n)]
    computed = min(0.3 * kg, 15)
    assert bool(said) == (steps[0] < 0.9 * computed)
    assert all(f"{steps[0]:g} mg a day ({steps[0] / kg:.2f} mg/kg)" in x for x in said)


def test_tablets_that_the_label_has_not_for_so_light_a_child_are_no_start() -> None:
    made = child(age=8, weight=26, place="FR")
    assert made.up is None
    assert "this child of 26 kg: the label has tablets from 33 kg on" in worded(made.headline)
    poured = child(age=8, weight=26, place="FR", order=OralOrder(product="liquid", mg_per_mL=1.0))
    assert daily(poured) == pytest.approx([7.6, 15.2, 19.6])


def test_a_light_child_who_takes_tablets_comes_down_with_them() -> None:
    use = BaclofenUse("oral", "active", "tablets", mg(10))
    who = person(age_y=8.0, weight_kg=26.0, syndrome="cerebral_spasticity", baclofen=(use,))
    made = plan(who, "taper", "FR")
    assert made.down is not None
    assert [step.daily.in_mg for step in made.down.steps] == [5]


def test_other_labels_give_no_dose_below_eighteen() -> None:
    made = child(place="DE")
    assert made.up is None
    assert "no schedule that was read" in worded(made.headline)


def test_the_us_label_from_twelve_is_the_adults() -> None:
    made = plan(person(age_y=14.0, weight_kg=50.0), jurisdiction="US")
    assert daily(made) == [15, 30, 45, 60]


def test_a_stronger_liquid_when_it_is_asked_for() -> None:
    made = child(order=OralOrder(product="suspension_5"))
    assert made.up is not None
    assert "of 5 mg/mL" in str(made.up.steps[0].portions[0])
    assert daily(made)[0] <= 7.5


@settings(max_examples=150, deadline=None)
@given(
    age=st.floats(2, 17.9), weight=st.floats(8, 90), egfr=st.floats(35, 130),
    place=st.sampled_from(["UK", "FR"]),
)  # fmt: skip
def test_never_above_what_was_computed_and_no_step_beyond_the_labels(
    age: float, weight: float, egfr: float, place: str
) -> None:
    made = child(age=age, weight=weight, place=place, egfr=egfr)
    if made.up is None:
        return
    fraction = made.fit.kidney.fraction
    assert fraction is not None
    computed = min(0.3 * weight, 15) * fraction
    doses = daily(made)
    assert doses[0] <= computed + 1e-9
    assert doses[0] >= 0.9 * computed - 1e-9 or any(
        "the nearest dose below" in worded(n) for n in made.reasons
    )
    assert all(after - before <= computed + 1e-9 for before, after in pairwise(doses))
    assert all(after > before for before, after in pairwise(doses))
    assert made.ceiling is not None
    assert max(doses) <= made.ceiling.in_mg + 1e-9
    if fraction == 1 and place == "UK":
        assert doses[-1] >= min(0.75 * weight, made.ceiling.in_mg) - 0.4  # one step of the syringe


@pytest.mark.parametrize(
    ("place", "age", "kg", "most"),
    [
        ("UK", 9.0, 40.0, 60.0), ("UK", 9.0, 24.0, 48.0), ("UK", 8.5, 40.0, 40.0),
        ("FR", 9.0, 40.0, 60.0), ("DE", 8.0, 40.0, 40.0), ("US", 11.0, 40.0, 60.0),
        ("US", 13.0, 40.0, 80.0),
    ],
)  # fmt: skip
def test_a_childs_running_dose_is_held_against_the_childrens_highest(
    place: str, age: float, kg: float, most: float
) -> None:
    def of(dose: float) -> Plan:
        use = BaclofenUse("oral", "active", "tablets", mg(dose))
        who = person(age_y=age, weight_kg=kg, syndrome="ms_spasticity", baclofen=(use,))
        return plan(who, "continue", place)

    above, at = of(most + 1), of(most)
    assert any(f"above {most:g} mg a day" in worded(n) for n in above.options)
    assert above.exceeds
    assert above.verdict >= Verdict.CAUTION
    assert not at.exceeds
    assert not any(" is above " in worded(n) for n in at.options)


def test_a_child_on_baclofen_gets_one_step_by_weight_and_none_above_the_highest() -> None:
    def change(dose: float, place: str = "UK", kg: float = 30.0) -> str:
        use = BaclofenUse("oral", "active", "tablets", mg(dose))
        who = person(age_y=9.0, weight_kg=kg, syndrome="ms_spasticity", baclofen=(use,))
        (note,) = [
            worded(n) for n in plan(who, "change", place).options if worded(n).startswith("Change")
        ]
        return note

    assert "one step up is 4.4 mg four times daily (17.6 mg a day), 7 days or more" in change(15)
    assert "no step up; 60 mg a day is the most" in change(60)
    assert "(60 mg a day)" in change(55)
    assert "no step up is printed. Nothing that is sold here suits" in change(15, "FR")
    assert "one step up is 5 mg four times daily (20 mg a day)" in change(15, "FR", 36.0)
    assert "no label read has one for this child here" in change(15, "DE")

"""The way down: shapes, products, back steps; never faster than the policy and the labels."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclofen.answering import TaperInputs
from baclofen.errors import NotPlanned
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, KidneyValue
from baclofen.planning import Compared, Plan, Steps
from baclofen.planning.foresee import rebound
from baclofen.planning.reckon.shapes import holds
from baclofen.planning.reckon.taper import steps_of, way_down
from baclofen.regimen import SHAPES, OralOrder, Packets, Poured, Shape, TaperOrder
from baclofen.units import Dose, mg
from tests.people import TODAY, answered, judge, known, on_baclofen, person, plan
from tests.saying import worded

K = known()
POLICY: Any = K.schedules["T-PROJECT"].values
PRODUCTS = [None, "granules", "solution_1", "solution_2", "suspension_5"]


def user(dose: float, weeks: float | None = None, **more: Any) -> Any:
    since = None if weeks is None else TODAY - timedelta(weeks=weeks)
    use = BaclofenUse("oral", "active", "baclofen tablets", mg(dose), since=since)
    return person(baclofen=(use,), **more)


def down(p: Plan) -> Steps:
    assert p.down is not None
    return p.down


def levels(p: Plan) -> list[tuple[float, int]]:
    return [(s.daily.in_mg, s.step.days) for s in down(p).steps]


def compared(who: Any) -> Compared | None:
    return answered(who, "taper", door=TaperInputs).compared


def words(p: Plan) -> str:
    return " ".join(worded(n) for n in (p.headline, *p.reasons, *p.options))


@given(
    dose=st.one_of(st.integers(1, 24).map(lambda n: 5.0 * n), st.floats(1, 120)),
    weeks=st.one_of(st.none(), st.integers(0, 200)),
    jurisdiction=st.sampled_from(sorted(K.jurisdictions)),
    shape=st.sampled_from(SHAPES),
    product=st.sampled_from(PRODUCTS),
    asked=st.one_of(st.none(), st.integers(1, 40)),
)
def test_no_way_down_is_faster_than_the_policy_and_the_label(
    dose: float, weeks: int | None, jurisdiction: str, shape: Shape, product: Any, asked: int | None
) -> None:
    order = None if product is None else OralOrder(product=product)
    fit = judge(
        user(dose, weeks), "taper", jurisdiction, order=order, taper=TaperOrder(weeks=asked)
    )
    way = way_down(fit, K, daily=mg(dose), start=TODAY, weeks_on=weeks)
    try:
        course = steps_of(way, shape, K)
    except NotPlanned:
        assert dose < way.maker.unit_mg
        return
    slow = weeks is None or weeks >= POLICY["fast_below_weeks"] or dose > 40
    most = max(POLICY["slow_steps_mg" if slow else "fast_steps_mg"])
    least_days = POLICY["slow_step_days"] if slow else min(POLICY["fast_steps_days"])
    doses = [dose, *(s.daily.in_mg for s in course.steps)]
    cuts = -np.diff(doses)
    # From the smallest dose its own days are left, and no cut before the end.
    assert min(cuts) > 0 or (len(cuts) == 1 and cuts[0] == 0)
    assert max(cuts) <= most + 1e-6
    assert doses[-1] <= most
    assert min(s.step.days for s in course.steps) >= least_days
    for step in course.steps:
        assert step.daily.in_mg >= way.pace.least_mg(dose, step.step.first_day) - 1e-6
    standard = steps_of(way, "standard", K).regimen.days
    assert course.regimen.days >= standard >= way.pace.floor_days >= 7
    assert course.regimen.days >= 7 * (asked or 0)


@pytest.mark.parametrize("shape", SHAPES)
def test_from_the_last_milligram_that_is_poured_the_end_of_every_way_is_left(shape: Shape) -> None:
    order = OralOrder(product="solution_1")
    made = plan(user(1), "taper", "DE", order=order, taper=TaperOrder(shape=shape))
    assert [(d, days >= 7) for d, days in levels(made)] == [(1, True)]


def test_the_models_word_changes_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the model finds that the linear shape has no rebound at all."""

    def kind(
        model: Any,
        way: Any,
        courses: list[Steps],
        known: Any,
        *,
        days: int,
        n: int,
        seed: int,
        belief: Any,
    ) -> Any:
        linear = steps_of(way, "linear", K).regimen.steps
        values = [1e-9 if course.regimen.steps == linear else 1.0 for course in courses]
        return [np.full((days, n), value) for value in values]

    alone = answered(user(60, weight_kg=68.0), "taper").decision
    assert isinstance(alone, Plan)
    monkeypatch.setattr(rebound, "_daily_means", kind)
    beside = answered(user(60, weight_kg=68.0), "taper", door=TaperInputs)
    assert beside.compared is not None
    assert beside.compared["standard"].peak.median > beside.compared["linear"].peak.median
    assert beside.decision == alone
    assert levels(alone)[:2] == [(50, 7), (40, 7)]
    assert all(way.days >= down(alone).regimen.days for way in beside.compared.ways)


def test_the_shapes_of_sixty_milligrams() -> None:
    def shape(name: Shape) -> list[float]:
        return [d for d, _ in levels(plan(user(60), "taper", taper=TaperOrder(shape=name)))]

    assert shape("standard") == [50, 40, 30, 20, 15, 10, 5]
    assert shape("linear") == [55, 45, 40, 30, 25, 15, 10]
    assert shape("proportional") == [50, 45, 35, 30, 25, 20, 15, 10, 5]
    slow = levels(plan(user(60), "taper", taper=TaperOrder(shape="slow-end")))
    assert slow == [(50, 7), (40, 7), (30, 7), (20, 14), (15, 14), (10, 14), (5, 14)]


def test_a_linear_rebound_peaks_at_its_end_and_the_others_do_not() -> None:
    got = compared(user(60, weight_kg=68.0))
    assert got is not None
    linear, standard, even = got["linear"], got["standard"], got["proportional"]
    assert linear.peak.low == linear.peak.high == 1
    assert linear.peak_day.median > linear.days
    for other in (standard, even):
        assert other.peak.median < 1
        assert other.peak_day.median < other.days / 2
    assert even.peak.median < standard.peak.median
    assert even.days > got["slow-end"].days > standard.days == linear.days
    assert got.mark.startswith("derived by the model")
    assert len({len(way.median) for way in got.ways}) == 1


def test_shapes_of_the_same_steps_are_listed_once_and_none_without_a_kidney_value() -> None:
    got = compared(user(7.5, weight_kg=68.0))
    assert got is not None
    assert got["standard"] is got["linear"]
    assert sorted(s for way in got.ways for s in way.shapes) == sorted(SHAPES)
    made = answered(user(60, egfr=None), "taper", door=TaperInputs)
    assert isinstance(made.decision, Plan)
    assert made.decision.down is not None
    assert made.compared is None


# --- products ---------------------------------------------------------------------------


def test_a_liquid_carries_its_strength_and_goes_below_the_smallest_tablet() -> None:
    p = plan(on_baclofen(mg(4)), "taper", order=OralOrder(product="solution_1"))
    assert [d for d, _ in levels(p)] == [2, 1]
    for step in down(p).steps:
        for intake, portion in zip(step.step.intakes, step.portions, strict=True):
            assert isinstance(portion, Poured)
            assert portion.mL * portion.mg_per_mL == intake.dose.in_mg
            assert str(portion).endswith("mL of 1 mg/mL")
    assert "PR-SOL-1" in down(p).why
    strong = plan(on_baclofen(mg(30)), "taper", order=OralOrder(product="suspension_5"))
    assert str(down(strong).steps[0].portions[0]) == "1 mL of 5 mg/mL"


def test_granules_come_in_whole_packets() -> None:
    p = plan(on_baclofen(mg(30)), "taper", order=OralOrder(product="granules"))
    portions = [x for step in down(p).steps for x in step.portions]
    assert all(isinstance(x, Packets) and all(n % 1 == 0 for _, n in x.items) for x in portions)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (OralOrder(product="liquid"), "without its strength"),
        (OralOrder(product="solution_1", mg_per_mL=5), "say which is meant"),
        (OralOrder(product="ampoule"), "not for the mouth"),
        (OralOrder(product="granules"), "less than this product can step down from"),
        (None, "the prescriber decides with a liquid"),
    ],
)
def test_a_product_that_cannot_do_it_is_named(order: OralOrder | None, said: str) -> None:
    p = plan(on_baclofen(mg(4)), "taper", order=order)
    assert p.down is None
    assert said in words(p)


def test_a_child_comes_down_by_no_more_than_the_start_by_weight() -> None:
    child = on_baclofen(mg(20), age_y=10.0, weight_kg=30.0)
    p = plan(child, "taper", order=OralOrder(product="solution_1"))
    doses = [20.0, *(step.daily.in_mg for step in down(p).steps)]
    assert all(before - after <= 0.3 * 30 + 1e-9 for before, after in pairwise(doses))
    assert all(step.step.days >= 7 for step in down(p).steps)
    assert "T-CHILD-PROJECT" in down(p).why
    unweighed = plan(on_baclofen(mg(20), age_y=10.0), "taper")
    assert unweighed.down is None
    assert "needs the weight" in words(unweighed)


# --- what was asked ---------------------------------------------------------------------


def test_more_weeks_are_kept_and_fewer_are_not_printed() -> None:
    longer = plan(user(30), "taper", taper=TaperOrder(weeks=12))
    assert down(longer).regimen.days == 84
    assert "Held to the 12 weeks" in words(longer)
    shorter = plan(user(30), "taper", taper=TaperOrder(weeks=2))
    assert down(shorter).regimen.days == 28
    assert "2 weeks were asked for; the policy's steps take 28 days" in words(shorter)


def test_symptoms_that_returned_lead_back_then_down_more_slowly() -> None:
    p = plan(user(30), "taper", taper=TaperOrder(returned=True, previous=mg(40)))
    assert levels(p) == [(40, 14), (30, 14), (20, 14), (15, 14), (10, 14), (5, 14)]
    assert worded(p.headline).startswith("Symptoms came back on the way down")
    assert "T-BACKSTEP" in p.headline.why
    quick = plan(user(20, 3), "taper", taper=TaperOrder(returned=True, previous=mg(30)))
    assert levels(quick) == [(30, 14), (20, 14), (15, 14), (10, 14), (5, 14)]


@pytest.mark.parametrize(
    ("dose", "previous", "more", "said"),
    [
        (30, None, {}, "which is not told"),
        (30, mg(30), {}, "one of the two is wrong"),
        (30, mg(20), {}, "one of the two is wrong"),
        (30, mg(32), {}, "cannot be made from this product"),
        (30, mg(100), {}, "above 80 mg a day"),
        (30, mg(40), {"egfr": 20.0}, "an increase, which the rules do not allow here"),
        (30, mg(40), {"egfr": None}, "an increase, and kidney function is not known"),
    ],
)
def test_no_dose_goes_back_up_where_the_rules_let_none(
    dose: float, previous: Dose | None, more: dict[str, Any], said: str
) -> None:
    p = plan(user(dose, **more), "taper", taper=TaperOrder(returned=True, previous=previous))
    assert p.down is None
    assert said in words(p)
    assert "printed below" not in words(p)


def test_signs_of_withdrawal_on_the_way_down_get_no_steps_at_all() -> None:
    order = TaperOrder(returned=True, previous=mg(40))
    p = plan(user(30, signs=["hallucinations"]), "taper", taper=order)
    assert p.fit.verdict is Verdict.EMERGENCY
    assert p.down is None
    assert "No dose is computed" in worded(p.refusals[0])


MUSCLE = {"conditions": ["rhabdomyolysis"], "signs": ["dark_urine"]}
STIFF = {"signs": ["fever", "rigidity"]}


@pytest.mark.parametrize("kind", ["continue", "change", "taper"])
@pytest.mark.parametrize(("told", "is_muscle"), [(MUSCLE, True), (STIFF, False)])
def test_beside_signs_that_may_be_of_too_little_no_step_down_is_printed(
    told: dict[str, Any], kind: Any, *, is_muscle: bool
) -> None:
    p = plan(user(60, 52, **told), kind)
    assert p.fit.verdict is Verdict.AVOID
    assert p.down is None
    assert ("To a hospital today, where creatine kinase" in worded(p.headline)) is is_muscle
    assert "below" not in worded(p.headline)
    # With kidneys that allow none what poisons comes down all the same.
    assert plan(user(60, 52, egfr=20.0, **told), kind).down is not None


def test_toxicity_gets_no_faster_steps_but_the_emergency_team() -> None:
    p = plan(user(60, egfr=25.0, signs=["somnolence"]), "stop")
    assert (p.up, p.down) == (None, None)
    assert "theirs to decide" in worded(p.headline)


def test_holds_are_empty_where_the_product_gives_no_such_dose() -> None:
    way = way_down(judge(user(5), "taper"), K, daily=mg(5), start=date(2026, 1, 1), weeks_on=None)
    for shape in SHAPES:
        assert holds(shape, 4, way.pace) == ()
        assert [dose for dose, _ in holds(shape, 5, way.pace)] == [5]


# --- kidneys that allow none -------------------------------------------------------------


@pytest.mark.parametrize(
    ("dose", "who", "expected"),
    [
        (60, {"egfr": 20.0}, [(20, 4), (10, 4), (5, 4)]),
        (100, {"egfr": 20.0}, [(35, 4), (15, 4), (5, 4)]),
        (60, {"conditions": ["aki"]}, [(20, 4), (10, 4), (5, 4)]),
        (60, {"egfr": 20.0, "dialysis": True}, [(15, 4), (5, 4)]),
        (60, {"egfr": None, "conditions": ["dialysis"]}, [(15, 4), (5, 4)]),
        (15, {"egfr": 20.0}, [(5, 7)]),
    ],
)
@pytest.mark.parametrize("kind", ["continue", "change", "taper", "stop"])
def test_kidneys_that_allow_none_bring_the_level_down_at_once_and_never_to_nothing(
    dose: float, who: dict[str, Any], expected: list[tuple[float, int]], kind: str
) -> None:
    p = plan(user(dose, 52, **who), kind)
    assert levels(p) == expected
    if p.fit.verdict is not Verdict.NEEDS_INFO:
        assert "nephrology" in worded(p.headline)
    assert "only until the prescriber decides, today" in words(p)
    assert "Nephrology" in words(p)
    watched = " ".join(worded(n) for n in p.watch)
    assert "possible poisoning, to hospital" in watched
    assert "one step back on these steps, never to a dose before them" in watched
    assert "back to the previous dose" not in watched + words(p)
    assert ("On days of dialysis the dose is taken after it." in watched) is (len(expected) == 2)
    assert all(rule not in down(p).why for rule in ("T-PROJECT", "T-DE-CH-3WK"))


@given(
    dose=st.integers(1, 24).map(lambda n: 5.0 * n),
    egfr=st.floats(1, 29),
    dialysis=st.booleans(),
    jurisdiction=st.sampled_from(sorted(K.jurisdictions)),
    product=st.sampled_from(PRODUCTS),
)
def test_the_way_down_of_failing_kidneys_halves_and_never_rises(
    dose: float, egfr: float, dialysis: bool, jurisdiction: str, product: Any
) -> None:
    order = None if product is None else OralOrder(product=product)
    p = plan(
        user(dose, egfr=egfr, dialysis=dialysis), "taper", jurisdiction=jurisdiction, order=order
    )
    assert p.down is not None
    unit = 5.0 if product in (None, "granules") else K.number("plan.liquid_step") * 5
    doses = [s.daily.in_mg for s in p.down.steps]
    assert doses[0] <= max(unit, dose * K.numbers("kidney.crcl_fractions")[0] + unit / 2)
    assert all(after >= before / 2 - unit for before, after in pairwise(doses))
    at_the_end = doses == [dose] and dose <= unit
    assert at_the_end or all(after < before for before, after in pairwise([dose, *doses]))
    assert p.down.regimen.days >= POLICY["floor_days"]


def test_a_longer_floor_and_what_was_asked_for_are_named_where_kidneys_do_not_wait() -> None:
    long_use = plan(user(60, 52, egfr=20.0), "taper", jurisdiction="DE")
    assert "faster than the 21 days" in words(long_use)
    assert "faster than the" not in words(plan(user(60, 52, egfr=20.0), "taper"))
    asked = plan(user(60, 52, egfr=20.0), "taper", taper=TaperOrder(weeks=12))
    assert "asked for are those of kidneys that work" in words(asked)
    assert levels(asked) == levels(plan(user(60, 52, egfr=20.0), "taper"))


def test_no_dose_before_the_way_down_of_failing_kidneys_is_gone_back_to() -> None:
    order = TaperOrder(returned=True, previous=mg(40))
    p = plan(user(20, 52, egfr=20.0), "taper", taper=order)
    assert p.down is None
    assert "stay on 20 mg" in words(p)


def test_kidneys_are_measured_by_the_second_cut_and_no_shape_is_offered() -> None:
    said = " ".join(worded(n) for n in plan(user(60, egfr=20.0), "taper").watch)
    assert "Kidney function again by 26 November 2026" in said
    moving = plan(user(60, conditions=["aki"]), "taper")
    assert "Kidney function today, and" in " ".join(worded(n) for n in moving.watch)
    assert compared(user(60, egfr=20.0, weight_kg=70.0, height_cm=170.0)) is None


OLD = KidneyValue("egfr", 18.0, on=TODAY - timedelta(days=430))
SEVERE, STAGE_3 = {"conditions": ["ckd", "ckd_severe"]}, {"conditions": ["ckd", "ckd_stage_3"]}


@pytest.mark.parametrize(
    ("told", "verdict", "rule"),
    [
        (SEVERE, Verdict.AVOID, "REN-STAGE-UNSEEN"),
        ({"kidney": (OLD,)}, Verdict.CONTRAINDICATED, "CI-SEVERE-RENAL-SEED"),
        (SEVERE | {"kidney": (OLD,)}, Verdict.CONTRAINDICATED, "REN-STAGE-UNSEEN"),
        (SEVERE | {"signs": ["confusion"]}, Verdict.EMERGENCY, "TOX-KIDNEY"),
        (SEVERE | {"egfr": 95.0}, Verdict.NEEDS_INFO, "ASK-CKD"),
        ({"conditions": ["ckd", "ckd_severe", "kidney_transplant"]}, None, None),
        (STAGE_3, None, None),
        ({"conditions": ["ckd"]}, None, None),
        ({}, None, None),
    ],
)
def test_kidneys_that_fail_unmeasured_are_no_milder_than_measured_ones(
    told: dict[str, Any], verdict: Verdict | None, rule: str | None
) -> None:
    p = plan(user(60, 52, **({"egfr": None} | told)), "continue")
    if verdict is None or rule is None:
        assert p.fit.verdict <= Verdict.CAUTION
        assert levels(p)[0][0] > 40
        return
    assert p.fit.verdict == verdict
    assert p.fit.fired(rule)
    if verdict in (Verdict.AVOID, Verdict.CONTRAINDICATED):
        assert levels(p)[0][0] <= 20
        for first in ("nephrology", "a creatinine of today", "a look for confusion"):
            assert first in worded(p.headline)

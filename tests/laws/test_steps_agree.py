"""Steps agree: the next one of whoever takes it is the start's, and a way down is one way."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclofen.assessment import Request, assess, by_mouth_now
from baclofen.errors import NotPlanned
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, KidneyValue, Patient
from baclofen.planning import Plan, Worked, plan_oral
from baclofen.planning.reckon.taper import steps_of, way_down
from baclofen.planning.say.advice import kidney_day
from baclofen.regimen import OralOrder, TaperOrder
from baclofen.units import Dose, mg
from baclofen.value import replace
from tests.laws.crowd import person_and_request
from tests.people import TODAY, judge, known, person
from tests.size import people
from tests.tolerances import EXACT

K = known()
PEOPLE = people(500)
#: A product that is asked for, and one that is poured.
PRODUCTS = (None, "granules", "solution_1", "suspension_5")


def beginners() -> list[tuple[Patient, Request]]:
    """Those of the crowd who may well start, of every indication."""
    names = sorted(K.syndromes)
    found = []
    for at in range(PEOPLE):
        who, request = person_and_request(2 * at + 1)
        found.append((replace(who, syndrome=names[at % len(names)]), request))
    return found


def taking(who: Patient, daily: Dose) -> Patient:
    return replace(who, baclofen=(BaclofenUse("oral", "active", "baclofen", daily),))


def test_one_step_up_from_each_level_of_a_start_is_the_starts_next_level() -> None:
    """At each level, label and band; on the slow way, with weak kidneys and in children too."""
    walked, slow, cut = 0, 0, 0
    for who, request in beginners():
        made: Plan = plan_oral(assess(who, K, request), K)
        if made.up is None:
            continue
        steps = made.up.steps
        levels = [s.daily for s in (*steps, *([made.if_needed] if made.if_needed else []))]
        for now, then in pairwise(levels):
            fit = assess(taking(who, now), K, replace(request, kind="change"))
            raising = Worked(fit, K).raising
            if raising is None:
                assert not fit.may_go_up
                continue
            assert raising.step is not None, (who, now)
            assert raising.step.daily.in_mg == pytest.approx(then.in_mg, rel=EXACT["rtol"]), (
                who,
                now,
            )
            assert raising.step.step.days == steps[0].step.days
            walked += 1
            slow += steps[0].step.days == 7
            cut += fit.kidney.fraction is not None and fit.kidney.fraction < 1
    assert min(walked, slow, cut) > PEOPLE / 10


#: Kidneys that keep from more, each in its own way: no value, an old one, one too low, a stage.
KIDNEYS: tuple[dict[str, Any], ...] = (
    {},
    {"egfr": None},
    {"egfr": None, "kidney": (KidneyValue("egfr", 95.0, on=TODAY - timedelta(days=900)),)},
    {"egfr": None, "creatinine_mg_per_dL": 0.2},
    {"egfr": 95.0, "conditions": frozenset({"ckd_severe"})},
)


def running() -> list[tuple[Patient, Request]]:
    """Those of the crowd who take baclofen by mouth and go on, ill or well, with legs that carry
    or not, kidneys known or not."""
    found = []
    for at in range(8 * PEOPLE):
        who, request = person_and_request(at)
        if at % 2:
            who = taking(replace(who, **KIDNEYS[at % len(KIDNEYS)]), mg(5.0 * (2 + at % 15)))
        found.append((who, replace(request, kind="continue", order=None, swallowed=None)))
    return found


def test_going_on_offers_the_step_that_a_request_for_it_is_granted() -> None:
    """The next step beside `continue` is that of `change`, whose verdict does not refuse it; where
    the one offers none, the other does not either."""
    offered, barred = 0, 0
    for who, request in running():
        fit = assess(who, K, request)
        asked = assess(who, K, replace(request, kind="change"))
        found, granted = Worked(fit, K).raising, Worked(asked, K).raising
        step = found.step if found is not None else None
        assert step == (granted.step if granted is not None else None), (who, request)
        if step is None:
            barred += bool(fit.may_go_up and fit.against_raise)
            continue
        order = OralOrder(daily=step.daily)
        wished = assess(who, K, replace(request, kind="change", order=order))
        assert wished.may_go_up, (who, step.daily, wished.findings[0].rule.id)
        offered += 1
    assert min(offered, barred) > PEOPLE / 10


def test_whoever_waits_for_a_kidney_value_is_checked_today_and_keeps_the_dose() -> None:
    waiting = 0
    for who, request in running():
        fit = assess(who, K, request)
        if not fit.lacks_for_more("renal") or not by_mouth_now(fit.uses):
            continue
        about = {f.rule.asks for f in (*fit.findings, *fit.against_raise) if f.role == "blocks"}
        # In place of a value: what one that is told lacks, or the doubt about it.
        instead = {"height", "age"} if "kidney_known" in about else set()
        assert {q.question.id for q in fit.questions} & (about | instead)
        assert kidney_day(fit, K) == TODAY
        if fit.verdict is Verdict.NEEDS_INFO:
            made = plan_oral(fit, K)
            said = {note.phrase for note in (*made.opening, *made.options)}
            assert "running.never_abruptly" in said
        waiting += 1
    assert waiting > PEOPLE / 10


@settings(deadline=None)
@given(
    dose=st.integers(2, 30).map(lambda n: 5.0 * n),
    weeks=st.sampled_from([None, 1.0, 7.0, 30.0]),
    place=st.sampled_from(sorted(K.jurisdictions)),
    product=st.sampled_from(PRODUCTS),
    child=st.booleans(),
)
def test_what_is_left_of_a_way_down_is_the_way_down_from_there(
    dose: float, weeks: float | None, place: str, product: str | None, child: bool
) -> None:
    """On the same label and at the same pace; from the smallest dose its own days are left."""
    body = {"age_y": 10.0, "weight_kg": 30.0} if child else {}
    order = None if product is None else OralOrder(product=product)  # type: ignore[arg-type]
    fit = judge(
        person(syndrome="ms_spasticity", **body, baclofen=(
            BaclofenUse("oral", "active", "baclofen", mg(dose)),)),
        "taper", place, order=order, taper=TaperOrder(),
    )  # fmt: skip
    if fit.verdict >= Verdict.EMERGENCY:
        return
    try:
        way = way_down(fit, K, daily=mg(dose), start=TODAY, weeks_on=weeks)
        whole = steps_of(way, "standard", K).steps
    except NotPlanned:
        return
    for at, step in enumerate(whole):
        rest = steps_of(replace(way, daily=step.daily), "standard", K).steps
        left = whole[at + 1 :] or whole[-1:]
        assert [s.daily for s in rest] == [s.daily for s in left]
        # Fewer steps are held no shorter: a label's fewest days are those of a whole way.
        assert all(a.step.days >= b.step.days for a, b in zip(rest, left, strict=True))
        if len(rest) * way.pace.step_days >= way.pace.floor_days:
            assert [s.step.days for s in rest] == [way.pace.step_days] * len(rest)

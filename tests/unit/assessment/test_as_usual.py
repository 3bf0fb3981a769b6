"""What is told in good faith, and what else is told beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.units import mg
from baclofen.value import replace
from tests.people import TODAY, judge, known, on_baclofen, person, plan

K = known()
LONG_AGO, LATELY = TODAY - timedelta(days=400), TODAY - timedelta(days=13)
STEADY = BaclofenUse("oral", "active", "baclofen 10 mg TID", mg(30), since=LONG_AGO)
USUAL: dict[str, Any] = {"conditions": ["epilepsy"], "signs": ["seizure"], "seizure_as_usual": True}

#: By name: the use, and what else is told.
AGAINST: dict[str, tuple[BaclofenUse, dict[str, Any]]] = {
    "begun lately": (replace(STEADY, since=LATELY), {}),
    "first ordered lately": (replace(STEADY, since=None, ordered_on=LATELY), {}),
    "this dose since lately": (replace(STEADY, dose_since=LATELY), {}),
    "raised lately": (replace(STEADY, before=(DoseBefore(mg(15), LATELY),)), {}),
    "cut lately": (replace(STEADY, before=(DoseBefore(mg(35), LATELY),)), {}),
    "unclear": (replace(STEADY, status="unknown"), {}),
    "used up": (replace(STEADY, used_up=TODAY - timedelta(days=4)), {}),
    "weak kidneys": (STEADY, {"egfr": 18.0}),
    "dialysis": (STEADY, {"dialysis": True}),
    "nothing by mouth": (STEADY, {"nil_by_mouth": True}),
    "vomiting": (STEADY, {"signs": ["seizure", "vomiting"]}),
    "delirium": (STEADY, {"signs": ["seizure", "delirium"]}),
}


@pytest.mark.parametrize("name", AGAINST)
def test_a_seizure_is_not_as_usual_where_what_is_told_speaks_against_it(name: str) -> None:
    use, more = AGAINST[name]
    told = judge(person(baclofen=(use,), **(USUAL | more)), "continue")
    assert told.verdict is Verdict.EMERGENCY
    assert told.fired("SIGN-SEIZURE")
    assert not told.fired("SIGN-SEIZURE-USUAL")
    assert "SAY-SEIZURE" in {f.rule.id for f in told.contradictions}


@pytest.mark.parametrize(
    "use",
    [
        STEADY,
        replace(STEADY, since=None),
        replace(STEADY, ordered_on=LATELY),
        replace(STEADY, dose_since=TODAY - timedelta(days=14)),
    ],
)
def test_a_seizure_as_usual_on_a_steady_dose_is_no_emergency(use: BaclofenUse) -> None:
    told = judge(person(baclofen=(use,), **USUAL), "continue")
    assert told.verdict is Verdict.AVOID
    assert told.fired("SIGN-SEIZURE-USUAL")
    assert not told.contradictions


@pytest.mark.parametrize("kind", ["suicide_attempt", "suicidality"])
def test_an_attempt_begins_as_slowly_as_thoughts_of_it(kind: str) -> None:
    made = plan(person(conditions=[kind], baclofen=()))
    assert made.fit.verdict is Verdict.CAUTION
    assert made.up is not None
    assert [(s.daily, s.step.days) for s in made.up.steps[:2]] == [(mg(5), 7), (mg(10), 7)]


def test_a_start_waits_for_the_week_of_a_pregnancy() -> None:
    told: dict[str, Any] = {"age_y": 30.0, "pregnant": True, "baclofen": ()}
    untold = judge(person(**told))
    assert (untold.verdict, untold.questions[0].question.id) == (Verdict.NEEDS_INFO, "trimester")
    assert judge(person(gestation_weeks=28.0, **told)).verdict is Verdict.CAUTION
    assert judge(person(gestation_weeks=29.0, **told)).verdict is Verdict.AVOID
    runs = judge(on_baclofen(age_y=30.0, pregnant=True), "continue")
    assert runs.verdict is Verdict.CAUTION


@pytest.mark.parametrize(
    ("signs", "verdict"),
    [
        (["limpness"], Verdict.CAUTION),
        (["limpness", "slow_pulse"], Verdict.AVOID),
        (["slow_pulse", "low_temperature"], Verdict.AVOID),
        (["limpness", "slow_pulse", "low_temperature"], Verdict.EMERGENCY),
    ],
)
def test_limp_cold_and_slow_of_pulse_weigh_beside_each_other(
    signs: list[str], verdict: Verdict
) -> None:
    told = judge(on_baclofen(signs=signs), "continue")
    assert told.verdict is verdict
    assert told.fired("SIGN-BESIDE-TWO") is (verdict is Verdict.AVOID)


def test_a_sign_with_a_pump_leads_the_headline() -> None:
    pump = (BaclofenUse("intrathecal", "active", "baclofen", daily=None),)
    made = plan(person(baclofen=pump, signs=["somnolence"]), "continue")
    assert K.rules["SIGN-ONE"].says in K.say(made.headline)

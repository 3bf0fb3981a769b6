"""The screening trial's plan: the ladder, who was judged how, and the predicted course."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.assessment import assess, read_response
from baclofen.errors import InputRefused, NotPlanned
from baclofen.exchange import read_table
from baclofen.knowledge import Knowledge, Verdict
from baclofen.model import Body, model_of
from baclofen.planning import ScreeningPlan, plan_screening
from baclofen.planning.needle import effect as effect_of_a_bolus
from baclofen.planning.needle.effect import _from_score
from baclofen.regimen import Bolus, Scored
from baclofen.simulation import Course, simulate
from baclofen.units import mcg
from baclofen.value import replace
from tests.believing import believing
from tests.people import TODAY, known
from tests.saying import worded
from tests.tolerances import EXACT

K = known()
WHO: dict[str, Any] = {
    "age_y": 41, "egfr": 95, "syndrome": "ms_spasticity", "weight_kg": 70, "baclofen": "none",
}  # fmt: skip


def plan(
    who: dict[str, Any] | None = None, place: str = "US", k: Knowledge = K, **screening: Any
) -> ScreeningPlan:
    record = read_table({**WHO, **(who or {}), "screening": screening}, K, today=TODAY)
    request = record.asks(today=TODAY, jurisdiction=place)
    return plan_screening(assess(record.patient, k, request), k, seed=1)


def gave(*doses: int, **last: Any) -> list[dict[str, Any]]:
    """Boluses without effect a day apart; `last` changes the last of them."""
    made: list[dict[str, Any]] = [
        {"dose": f"{d} mcg", "hours_ago": 26 + 25 * (len(doses) - 1 - i), "responded": False}
        for i, d in enumerate(doses)
    ]
    made[-1] |= last
    return made


def words(made: ScreeningPlan) -> str:
    notes = [made.headline, *made.cautions, *(r.note for r in made.refusals)]
    return " ".join(worded(n) for n in notes)


@pytest.mark.parametrize(
    ("given", "dose", "volume"),
    [((), 50, 1.0), ((50,), 75, 1.5), ((50, 75), 100, 2.0), ((25,), 50, 1.0)],
)
def test_the_ladder(given: tuple[int, ...], dose: float, volume: float) -> None:
    made = plan(given=gave(*given)) if given else plan()
    assert made.next is not None
    assert made.next.dose == mcg(dose)
    assert_allclose(made.next.volume_mL, volume, **EXACT)
    assert made.next.gap_h == (24 if given else 0)
    assert [b.dose.in_mcg for b in made.later] == [d for d in (50, 75, 100) if d > dose]
    assert f"{volume:g} mL of 50 mcg/mL" in worded(made.headline)


@pytest.mark.parametrize(
    ("who", "first"),
    [
        ({"age_y": 5, "weight_kg": 15, "syndrome": "cerebral_spasticity"}, 25),
        ({"conditions": ["functional_spasticity"]}, 25),
        ({"age_y": 9, "weight_kg": 30, "syndrome": "cerebral_spasticity"}, 50),
        ({}, 50),
    ],
)
def test_the_small_and_those_who_walk_on_spasticity_begin_low(
    who: dict[str, Any], first: float
) -> None:
    made = plan(who)
    assert made.next is not None
    assert made.next.dose == mcg(first)


def test_a_child_without_a_weight_gets_no_bolus() -> None:
    record = read_table({"age_y": 9, "syndrome": "cerebral_spasticity", "egfr": 95,
                         "baclofen": "none", "screening": {}}, K, today=TODAY)  # fmt: skip
    made = plan_screening(assess(record.patient, K, record.asks(today=TODAY)), K, seed=1)
    assert made.next is None
    assert made.verdict >= Verdict.NEEDS_INFO


@pytest.mark.parametrize("place", ["US", "UK", "EU", "CH", "DE", "FR"])
def test_no_country_skips_a_step_or_the_day_between(place: str) -> None:
    assert plan(place=place, dose="100 mcg").next is None
    early = plan(place=place, given=gave(50, hours_ago=23))
    assert early.next is None
    assert "Wait 1 hours more" in words(early)
    assert plan(place=place, given=gave(50, hours_ago=24)).next is not None


def test_nothing_at_100_ends_it() -> None:
    made = plan(given=gave(50, 75, 100))
    assert made.next is None
    assert made.start is None
    assert made.verdict is Verdict.CONTRAINDICATED
    assert "no pump" in words(made).lower()


def test_a_bolus_that_nobody_judged_is_followed_by_none() -> None:
    made = plan(given=[{"dose": "50 mcg", "hours_ago": 30}])
    assert made.next is None
    assert made.verdict is Verdict.NEEDS_INFO
    assert "Whether the bolus of 50 mcg worked is not told" in words(made)


@pytest.mark.parametrize(("hours", "start"), [(6, 100), (10, 50), (None, None)])
def test_one_that_worked_leads_to_the_pump(hours: float | None, start: float | None) -> None:
    told = {} if hours is None else {"effect_hours": hours}
    made = plan(given=gave(50, responded=True, hours_ago=12, **told))
    assert made.next is None
    assert made.verdict is not Verdict.AVOID
    assert (made.start.in_mcg if made.start else None) == start
    if start is not None:
        assert f"{start} mcg/day ({start / 24:.3g} mcg/h)" in worded(made.headline)


def test_badly_borne_is_followed_by_no_higher_one() -> None:
    made = plan(given=gave(50, badly_tolerated=True))
    assert made.next is None
    assert "badly tolerated" in words(made)


@pytest.mark.parametrize(
    "who",
    [{"infection_active": True}, {"age_y": 3, "weight_kg": 14},
     {"conditions": ["traumatic_brain_injury"], "days_since_injury": 100},
     {"allergies": ["baclofen"]}, {"signs": ["coma"], "baclofen": "60 mg/day"}],
)  # fmt: skip
def test_what_the_assessment_forbids_prints_no_bolus(who: dict[str, Any]) -> None:
    made = plan(who)
    assert made.fit.verdict >= Verdict.AVOID
    assert (made.next, made.start, made.effect, made.outcomes) == (None, None, None, ())


def test_preconditions_say_what_is_told() -> None:
    made = plan({"infection_active": False, "oral_failed": True,
                 "conditions": ["anticoagulation"]})  # fmt: skip
    told = {worded(name): worded(note) for name, note in made.before}
    assert told["Infection"].startswith("Told: no.")
    assert told["Baclofen by mouth has failed or was not borne"].startswith("Told: yes.")
    assert told["Anticoagulation, platelets, pressure in the head"].startswith("Told: yes.")
    assert told["Brain injury within a year"].startswith("Not told")
    assert made.verdict is Verdict.AVOID


def test_outcomes_name_the_pump_dose_of_each() -> None:
    told = {worded(name): worded(note) for name, note in plan().outcomes}
    assert "100 mcg/day (4.17 mcg/h)" in told["Works up to 8 hours"]
    assert "50 mcg/day (2.08 mcg/h)" in told["Works longer than 8 hours, or is badly borne"]
    assert "75 mcg in 1.5 mL" in told["No response"]
    german = {worded(name) for name, _ in plan(place="DE").outcomes}
    assert "Works up to 12 hours" in german
    last = {worded(name): worded(note) for name, note in plan(given=gave(50, 75)).outcomes}
    assert "no pump" in last["No response"]


# --- scores -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "fall", "responded"),
    [
        (("3", "3"), ("2", "2"), 1.0, True),
        (("3", "2"), ("2", "2"), 0.5, False),
        (("2",), ("1+",), 0.5, False),
        (("1+",), ("0",), 1.5, True),
        (("3", "1+", "2"), ("2", "1", "1"), 2.5 / 3, False),
        (("2",), ("3",), -1.0, False),
        (("3.4",), ("2.2",), 1.2, True),
    ],
)
def test_tone_by_hand(
    before: tuple[str, ...], after: tuple[str, ...], fall: float, responded: bool
) -> None:
    got = read_response(Bolus(dose=mcg(50), ashworth=Scored("ashworth", before, after)), K)
    assert got.ashworth_fall == pytest.approx(fall)
    assert got.responded is responded
    assert got.rests_on_scores
    assert f"{before[0]} to {after[0]}" in worded(got.notes[0])  # grade by grade, before any mean
    assert ("averaged" in worded(got.notes[0])) is (len(before) > 1)
    assert ("1+ counts as 1.5" in worded(got.notes[0])) is ("1+" in (*before, *after))


@pytest.mark.parametrize(("before", "after", "responded"), [("4", "2", True), ("3", "2", False)])
def test_spasms_by_hand(before: str, after: str, responded: bool) -> None:
    got = read_response(Bolus(dose=mcg(50), spasms=Scored("spasm", (before,), (after,))), K)
    assert got.responded is responded


def test_either_score_is_enough_and_the_clinician_governs() -> None:
    both = Bolus(dose=mcg(50), ashworth=Scored("ashworth", ("3",), ("3",)),
                 spasms=Scored("spasm", ("4",), ("1",)))  # fmt: skip
    assert read_response(both, K).responded is True
    told = Bolus(dose=mcg(50), responded=False, spasms=Scored("spasm", ("4",), ("1",)))
    got = read_response(told, K)
    assert (got.responded, got.by_scores, got.rests_on_scores) == (False, True, False)
    assert "the clinician's judgement counts" in worded(got.notes[-1])
    half = Bolus(dose=mcg(50), ashworth=Scored("ashworth", ("3",)))
    assert read_response(half, K).responded is None


@pytest.mark.parametrize(
    "scores",
    [
        {"ashworth_before": [3, 2], "ashworth_after": [2]},
        {"ashworth_before": [5], "ashworth_after": ["1+"]},
        {"ashworth_before": [6]}, {"ashworth_before": "2+"}, {"ashworth_before": []},
        {"spasms_before": 5}, {"spasms_before": "1+"}, {"ashworth_before": [True]},
    ],
)  # fmt: skip
def test_scores_that_cannot_be_are_refused(scores: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        plan(given=gave(50, **scores))


def test_scores_decide_the_next_step_where_nobody_else_does() -> None:
    none: dict[str, Any] = {"dose": "50 mcg", "hours_ago": 26, "ashworth_before": 3}
    again = plan(given=[none | {"ashworth_after": 3}])
    assert again.next is not None
    assert again.next.dose == mcg(75)
    assert again.verdict is Verdict.CAUTION
    done = plan(given=[none | {"ashworth_after": 1, "effect_hours": 5}])
    assert done.next is None
    assert done.start == mcg(100)
    assert "a cut from memory" in words(done)


# --- the predicted course ---------------------------------------------------------------


def test_the_course_is_counted_from_its_draws() -> None:
    effect = plan().effect
    assert effect is not None
    curve = effect.course["ashworth_1_5"]
    falls = curve.values[0] - curve.values
    reached = (falls >= 1).any(axis=0)
    assert_allclose(effect.reached, reached.mean(), **EXACT)
    onset = [curve.times_h[np.flatnonzero(f >= 1)[0]] for f in falls.T[reached]]
    assert effect.onset_h is not None
    assert effect.peak_h is not None
    assert_allclose(effect.onset_h.median, np.median(onset), **EXACT)
    assert effect.onset_h.low < effect.onset_h.high
    assert effect.onset_h.median < effect.peak_h.median < 24
    assert curve.output.kind == "calibrated"


@pytest.mark.parametrize("responding", [0, 1, 2])
def test_one_draw_that_responds_has_no_interval(
    responding: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulated(*given: Any, **more: Any) -> Course:
        course = simulate(*given, **more)
        curve = course["ashworth_1_5"]
        values = np.full_like(curve.values, 4.0)
        values[100:, :responding] = 1.0
        curves = {"ashworth_1_5": replace(curve, values=values)}
        return replace(course, curves=curves)

    monkeypatch.setattr(effect_of_a_bolus, "simulate", simulated)
    effect = plan(k=believing(K)).effect
    assert effect is not None
    assert (effect.onset_h is None) == (responding < 2)
    assert (effect.duration_h is None) == (responding < 2)


def test_more_drug_works_longer_and_a_seed_repeats() -> None:
    trusting = believing(K)
    low, high = plan(k=trusting).effect, plan(given=gave(50), k=trusting).effect
    again = plan(k=trusting).effect
    assert low is not None
    assert high is not None
    assert low.duration_h is not None
    assert high.duration_h is not None
    assert low.duration_h.median < high.duration_h.median
    assert again is not None
    assert low.duration_h == again.duration_h


def test_when_a_bolus_ends_is_not_told_by_the_model() -> None:
    """The label's first pump dose depends on it."""
    effect = plan().effect
    assert effect is not None
    assert effect.duration_h is None
    assert effect.credits["end"].verdict == "refused"
    assert any("Not shown: end of what the model draws" in worded(n) for n in effect.refused)


def test_an_entered_score_is_where_the_curve_begins() -> None:
    given = gave(50, ashworth_before=["1+", 3], ashworth_after=["1+", 3])
    effect = plan(given=given).effect
    assert effect is not None
    assert effect.baseline == pytest.approx(1 + 2.25)
    assert_allclose(effect.course["ashworth_1_5"].values[0], 3.25, **EXACT)


def test_without_a_kidney_value_or_spasticity_no_course_is_drawn() -> None:
    record = read_table({"age_y": 41, "syndrome": "ms_spasticity", "baclofen": "none",
                         "screening": {}}, K, today=TODAY)  # fmt: skip
    blind = plan_screening(assess(record.patient, K, record.asks(today=TODAY)), K, seed=1)
    pain = plan({"syndrome": "neuropathic_pain"})
    for made in (blind, pain):
        assert made.effect is None
        assert (made.next is None) is (made.no_effect is None)
    assert blind.no_effect is not None or pain.no_effect is not None


def test_a_pump_is_no_needle() -> None:
    record = read_table({**WHO, "pump": {}}, K, today=TODAY)
    with pytest.raises(NotPlanned, match="No screening bolus"):
        plan_screening(assess(record.patient, K, record.asks(today=TODAY)), K, seed=1)


def test_a_first_bolus_in_pregnancy_says_so_first() -> None:
    who = {"sex": "female", "pregnant": True, "gestation_weeks": 20}
    made = plan(who, dose="50 mcg", origin="spinal")
    assert made.next is not None
    assert worded(made.headline).startswith("She is pregnant")
    assert "PRG-IT" in made.headline.why
    assert not worded(plan().headline).startswith("She is")


@pytest.mark.parametrize(
    ("grades", "start"),
    # A grade 5 is of the scale of trials, from 1 to 5, whatever stands beside it.
    [(("5", "2"), 3.5), (("4", "2"), 4.0), (("5",), 5.0), (("4",), 5.0), (("1+", "0"), None)],
)
def test_a_score_is_read_on_its_own_scale(grades: tuple[str, ...], start: float | None) -> None:
    body = Body(age_y=40, weight_kg=70, crcl=105)
    scored = Bolus(dose=mcg(50), ashworth=Scored("ashworth", grades, grades))
    found = _from_score(model_of(body, K, "ms_spasticity"), scored, K).body.baseline["ashworth"]
    assert found == start or (start is None and 1 < found < 2.5)

"""A usual dose that is borne, and kidneys a little weaker than healthy: it stays and is not raised;
what speaks against it is still said."""

from datetime import date, timedelta
from typing import Any

import pytest

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, KidneyValue, Patient
from baclofen.planning import Plan
from baclofen.regimen import TaperOrder
from baclofen.units import Dose, mg
from tests.people import TODAY, person, plan
from tests.saying import worded


def woman(dose: Dose | None = None, *, since: date | None = None, **given: Any) -> Patient:
    """Of 64 y and 70 kg: CrCl is 79 at 0.8 mg/dL, with an eGFR of 82."""
    use = BaclofenUse("oral", "active", "baclofen", dose or mg(60), since=since)
    base: dict[str, Any] = {
        "age_y": 64.0, "weight_kg": 70.0, "height_cm": 163.0, "egfr": None,
        "creatinine_mg_per_dL": 0.8, "baclofen": (use,),
    }  # fmt: skip
    return person(**(base | given))


def is_kept(p: Plan) -> bool:
    return any(note.phrase == "running.kept" for note in p.options)


def test_it_stays_and_is_not_raised() -> None:
    p = plan(woman(), "continue")
    assert worded(p.headline) == (
        "Continue baclofen (60 mg a day as read), after confirming it with the patient, and do not"
        " raise it; do not stop abruptly."
    )
    assert is_kept(p)
    assert not p.exceeds
    assert p.verdict is Verdict.CAUTION
    assert [n.phrase for n in p.options if n.phrase.startswith("change.")] == [
        "change.above_ceiling"
    ]


def test_with_a_creatinine_a_little_lower_it_goes_on_as_before() -> None:
    p = plan(woman(creatinine_mg_per_dL=0.78), "continue")
    assert worded(p.headline).startswith("Continue baclofen (60 mg a day as read)")
    assert "do not raise" not in worded(p.headline)


@pytest.mark.parametrize("place", ["US", "FR", "DE", "CA", "AT", "CH", "EU"])
def test_it_stays_under_each_label_whose_share_is_below_it(place: str) -> None:
    assert is_kept(plan(woman(), "continue", place))


def test_up_to_what_the_label_allows() -> None:
    assert is_kept(plan(woman(mg(80)), "continue", "UK"))
    assert is_kept(plan(woman(mg(80)), "continue", "US"))
    above = plan(woman(mg(80)), "continue", "DE")
    assert not is_kept(above)
    assert above.exceeds


@pytest.mark.parametrize(
    "given",
    [
        {"signs": ["somnolence"]},
        {"signs": ["limpness"]},
        {"medicines": ["oxycodone"]},
        {"medicines": ["diazepam", "pregabalin"]},
        {"conditions": ["ckd_stage_3"]},
        {"creatinine_mg_per_dL": 1.3},  # CrCl 48
        {"since": TODAY - timedelta(days=9)},
    ],
)
def test_what_speaks_against_it_is_still_said(given: dict[str, Any]) -> None:
    p = plan(woman(**given), "continue")
    assert not is_kept(p)
    assert p.exceeds or not p.fit.may_go_up


def test_one_sedative_is_the_same_caution_as_without_the_band() -> None:
    assert is_kept(plan(woman(medicines=["pregabalin"]), "continue"))


def test_kidneys_on_their_way_down_are_no_steady_ones() -> None:
    before = KidneyValue("egfr", 119.0, TODAY - timedelta(days=200))
    p = plan(woman(kidney=(before,)), "continue")
    assert not is_kept(p)
    assert worded(p.headline).startswith("60 mg a day is above 50 mg a day")
    still = KidneyValue("egfr", 85.0, TODAY - timedelta(days=200))
    assert is_kept(plan(woman(kidney=(still,)), "continue"))


def test_a_raise_that_was_not_borne_is_no_steady_dose() -> None:
    back = TaperOrder(previous=mg(45))
    assert not is_kept(plan(woman(), "continue", taper=back))


def at(egfr: float, **given: Any) -> Patient:
    """Of 44 y on 60 mg for years."""
    since = date(2018, 1, 1)
    return woman(age_y=44.0, weight_kg=64.0, height_cm=167.0, creatinine_mg_per_dL=None, egfr=egfr,
                 since=since, **given)  # fmt: skip


@pytest.mark.parametrize(("egfr", "kept"), [(59, True), (54, True), (53.9, False), (45, False)])
def test_below_the_edge_of_the_usual_dose_it_stays_by_as_much_as_samples_differ(
    egfr: float, kept: bool
) -> None:
    p = plan(at(egfr), "continue", "UK")
    assert is_kept(p) is kept
    assert p.exceeds is not kept
    assert p.verdict is Verdict.CAUTION
    assert not any(note.phrase == "change.up" for note in p.options)
    (said,) = (n for n in p.options if n.phrase in ("running.kept", "running.above_most"))
    assert ("no more than 10 % below the edge" in worded(said)) is kept


@pytest.mark.parametrize(
    ("before", "kept"), [(75.0, False), (73.0, True), (119.0, False), (58.0, True)]
)
def test_near_the_edge_a_fall_asks_for_a_way_down(before: float, kept: bool) -> None:
    """From 75 to 59 is 21 %; from 73 it is 19 %."""
    earlier = KidneyValue("egfr", before, TODAY - timedelta(days=200))
    assert is_kept(plan(at(59, kidney=(earlier,)), "continue", "UK")) is kept


def test_a_fall_in_small_steps_within_a_year_is_one() -> None:
    steps = tuple(
        KidneyValue("egfr", value, TODAY - timedelta(days=days))
        for value, days in ((78.0, 330), (70.0, 200), (65.0, 90))
    )
    assert not is_kept(plan(at(59, kidney=steps), "continue", "UK"))
    assert is_kept(plan(at(59, kidney=steps[1:]), "continue", "UK"))


@pytest.mark.parametrize(("creatinine", "kept"), [(0.86, True), (0.92, True), (0.93, False)])
def test_the_edge_of_the_old_is_no_cliff_either(creatinine: float, kept: bool) -> None:
    """At 66 y and 57 kg: CrCl 58, 54.1 and 53.5, with an eGFR above 60."""
    old = woman(age_y=66.0, weight_kg=57.0, height_cm=167.0, creatinine_mg_per_dL=creatinine)
    p = plan(old, "continue")
    assert p.fit.fired("REN-OLD-CRCL")
    assert is_kept(p) is kept


@pytest.mark.parametrize(
    "given", [{"signs": ["somnolence"]}, {"medicines": ["oxycodone"]},
              {"medicines": ["diazepam", "pregabalin"]}, {"conditions": ["ckd_stage_3"]}],
)  # fmt: skip
def test_near_the_edge_what_speaks_against_it_is_still_said(given: dict[str, Any]) -> None:
    p = plan(at(59, **given), "continue", "UK")
    assert not is_kept(p)
    assert p.exceeds or not p.fit.may_go_up


def test_no_margin_moves_the_stop_or_what_a_guideline_refuses() -> None:
    stopped = plan(at(29), "continue", "UK")
    assert not is_kept(stopped)
    assert stopped.verdict is Verdict.CONTRAINDICATED
    old = plan(woman(age_y=66.0, creatinine_mg_per_dL=None, egfr=59.0), "continue")
    assert not is_kept(old)
    assert old.verdict is Verdict.AVOID


def test_taken_for_long_it_stays_and_a_start_does_not_go_there() -> None:
    assert is_kept(plan(woman(since=date(2018, 1, 1)), "continue"))
    start = plan(woman(baclofen=()), "start")
    assert start.up is not None
    assert start.up.steps[-1].daily <= mg(50)
    assert start.ceiling == mg(50)


def test_the_way_down_of_whoever_goes_on_ends_at_what_these_kidneys_allow() -> None:
    p = plan(woman(mg(75), egfr=45.0, creatinine_mg_per_dL=None), "continue")
    assert p.exceeds
    assert p.down is not None
    *before, last = p.down.steps
    most = p.above[0].value("ceiling")
    assert isinstance(most, Dose)
    assert last.daily <= most < min(step.daily for step in before)
    assert p.keeps == last.daily
    assert p.down.regimen.days == last.step.last_day
    said = next(worded(n) for n in p.options if n.phrase == "running.taper")
    assert f"to {last.daily.in_mg:g} mg a day as printed below" in said
    assert plan(woman(), "continue").keeps is None


def test_a_way_down_that_is_asked_for_leads_to_nothing() -> None:
    weak = woman(mg(75), egfr=45.0, creatinine_mg_per_dL=None)
    p = plan(weak, "taper")
    assert p.keeps is None
    assert not is_kept(plan(woman(), "taper"))
    assert p.down is not None
    assert p.down.steps[-1].daily == mg(5)


def test_where_rules_refuse_the_dose_itself_the_way_leads_to_nothing_and_is_marked() -> None:
    """At 70 with an eGFR of 50 a guideline advises against any of it."""
    p = plan(woman(age_y=70.0, egfr=50.0, creatinine_mg_per_dL=None), "continue")
    assert p.verdict is Verdict.AVOID
    assert p.keeps is None
    assert p.down is not None
    assert p.reached is not None
    at_step, most = p.reached
    assert p.down.steps[at_step - 1].daily <= most
    assert all(step.daily > most for step in p.down.steps[: at_step - 1])
    assert plan(woman(), "continue").reached is None

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


def test_taken_for_long_it_stays_and_a_start_does_not_go_there() -> None:
    assert is_kept(plan(woman(since=date(2018, 1, 1)), "continue"))
    start = plan(woman(baclofen=()), "start")
    assert start.up is not None
    assert start.up.steps[-1].daily <= mg(50)
    assert start.ceiling == mg(50)


def test_the_way_down_marks_where_what_these_kidneys_allow_is_reached() -> None:
    p = plan(woman(mg(75), egfr=45.0, creatinine_mg_per_dL=None), "continue")
    assert p.exceeds
    assert p.down is not None
    assert p.reached is not None
    at, most = p.reached
    assert p.down.steps[at - 1].daily <= most
    assert all(step.daily > most for step in p.down.steps[: at - 1])
    assert plan(woman(), "continue").reached is None

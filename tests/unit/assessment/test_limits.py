"""Limits: cited where they apply, an avoid beyond, information under another label."""

from baclofen.assessment import Assessment
from baclofen.knowledge import Verdict
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import judge, on_baclofen, person


def roles(fit: Assessment, id: str) -> set[str]:
    return {f.role for f in (*fit.findings, *fit.information, *fit.cited) if f.rule.id == id}


def test_a_limit_that_is_kept_is_cited_and_changes_nothing() -> None:
    fit = judge(person(weight_kg=70.0))
    assert roles(fit, "DO-US-MAX") == {"cited"}
    assert fit.verdict < Verdict.AVOID


def test_a_request_beyond_a_limit_is_an_avoid() -> None:
    fit = judge(person(weight_kg=70.0), order=OralOrder(daily=mg(100)))
    assert roles(fit, "DO-US-MAX") == {"fires"}
    assert fit.verdict is Verdict.AVOID
    assert roles(judge(person(weight_kg=70.0), order=OralOrder(daily=mg(80))), "DO-US-MAX") == {
        "cited"
    }


def test_beyond_another_countrys_limit_is_information() -> None:
    fit = judge(person(weight_kg=70.0), order=OralOrder(daily=mg(90)), jurisdiction="UK")
    assert roles(fit, "DO-US-MAX") == {"information"}
    kept = judge(person(weight_kg=70.0), order=OralOrder(daily=mg(60)), jurisdiction="UK")
    assert roles(kept, "DO-US-MAX") == {"cited"}


def test_what_a_request_does_not_say_is_not_asked_for() -> None:
    """No pump and nothing swallowed: none of the questions is about them."""
    fit = judge(person())
    waiting = {id for asked in fit.questions for id in asked.rules}
    assert waiting
    assert not waiting & {"OD-ANY", "OD-200"}


def test_of_the_dose_that_runs_and_the_one_asked_for_the_smaller_may_be_a_slip() -> None:
    """0.35 mg a day by mouth is a pump's dose, whichever of the two it is."""
    runs, asked = on_baclofen(mg(0.35)), OralOrder(daily=mg(30))
    assert "fires" in roles(judge(runs, "change", order=asked), "SLIP-PUMP-BY-MOUTH")
    runs, asked = on_baclofen(mg(30)), OralOrder(daily=mg(0.35))
    assert "fires" in roles(judge(runs, "change", order=asked), "SLIP-PUMP-BY-MOUTH")

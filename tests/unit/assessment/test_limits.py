"""Limits: cited where they apply, an avoid beyond, information under another label."""

from baclofen.assessment import Assessment
from baclofen.knowledge import Verdict
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import judge, person


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

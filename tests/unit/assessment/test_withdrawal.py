"""Withdrawal: the itch is a caution, what is known of it is cited, and only with baclofen."""

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse
from tests.people import fired, judge, person

PUMP = (BaclofenUse("intrathecal", "active", "baclofen pump"),)
STOPPED = (BaclofenUse("oral", "stopped", "baclofen tablets"),)


def test_itching_on_a_pump_is_a_caution() -> None:
    fit = judge(person(baclofen=PUMP, signs=["itching"]), "continue")
    assert "WD-PRURITUS" in fired(fit)
    assert fit.verdict >= Verdict.CAUTION
    assert "WD-ORAL-FAIL" in {f.rule.id for f in fit.cited}


def test_itching_without_baclofen_says_nothing() -> None:
    assert "WD-PRURITUS" not in fired(judge(person(baclofen=(), signs=["itching"])))


def test_what_is_known_of_withdrawal_is_cited_with_the_emergency() -> None:
    fit = judge(person(baclofen=STOPPED, signs=["hallucinations"]), "continue")
    assert fit.verdict is Verdict.EMERGENCY
    cited = {f.rule.id for f in fit.cited}
    assert {"WD-DDX", "WD-MANAGE", "WD-ONSET", "WD-SIGNS", "W-ABRUPT-ORAL", "WD-LEO"} <= cited


def test_what_only_a_request_could_say_is_not_asked_for() -> None:
    """Rules on screening hang on the route and stage, which are no questions to a patient."""
    assert not [q for q in judge(person()).questions if "ITS-STOP" in q.rules]

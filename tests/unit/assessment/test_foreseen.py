"""A sign that is foreseen is as urgent as the whole case with that sign is."""

from __future__ import annotations

from baclofen.assessment import Assessment, Request, assess, emergencies_with
from baclofen.assessment.case import read_situation
from baclofen.patient import BaclofenUse
from baclofen.value import replace
from tests.golden.crowd import everyone
from tests.laws.crowd import K


def _by_the_whole_case(fit: Assessment, sign: str) -> tuple[str, ...]:
    person = replace(
        fit.person,
        baclofen=fit.uses or (BaclofenUse("oral", "active", "baclofen"),),
        signs=fit.person.signs | {sign},
        no_signs=fit.person.no_signs - {sign},
    )
    request = Request(
        today=fit.request.today, kind="continue", jurisdiction=fit.request.jurisdiction
    )
    case = read_situation(person, request, K).case
    rules = (r for r in K.rules.values() if r.role == "emergency" and r.when is not None)
    return tuple(r.id for r in rules if r.when is not None and r.when.judge(case) is True)


def test_what_is_taken_from_the_judgement_answers_as_the_whole_case() -> None:
    fits = [assess(who, K, request) for _, who, request in list(everyone())[::3]]
    found = {
        (sign, at): emergencies_with(fit, K, sign)
        for at, fit in enumerate(fits)
        for sign in ("somnolence", "seizure", "slow_breathing")
    }
    assert found == {(sign, at): _by_the_whole_case(fits[at], sign) for sign, at in found}
    rules = {id for ids in found.values() for id in ids}
    # By kidneys, by a sedative beside it, and by a pump.
    assert {"TOX-KIDNEY", "SIGN-SEDATED", "TOX-PUMP"} <= rules

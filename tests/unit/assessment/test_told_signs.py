"""A sign that was told is asked for nowhere, and contradicted nowhere."""

from __future__ import annotations

import pytest

from baclofen.answering import PlanInputs, answer, answer_json
from baclofen.assessment import Request
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse
from baclofen.reporting import compose, render_text
from baclofen.units import mg
from tests.people import TODAY, judge, known, person

K = known()
NAMES = K.questions["signs"].names or {}
ON = (BaclofenUse("oral", "active", "baclofen 10 mg TID", mg(30)),)


@pytest.mark.parametrize("sign", sorted(NAMES))
def test_a_sign_that_was_told_is_not_asked_for(sign: str) -> None:
    who = person(baclofen=ON, signs=frozenset({sign}), conditions=frozenset({"epilepsy"}))
    request = Request(today=TODAY, kind="continue")
    made = answer(PlanInputs(patient=who, request=request), K)
    open_ = {q.question.id: q for q in made.fit.questions}
    if "signs" not in open_:
        assert made.verdict is Verdict.EMERGENCY
        return
    asked = K.say(open_["signs"].says("ask", K))
    assert NAMES[sign] not in asked
    assert asked in answer_json(made, K)
    if made.verdict < Verdict.EMERGENCY:
        text = " ".join(render_text(compose(made, K), width=10_000).split())
        assert asked in text
        assert K.say(K.question_says("signs", "provided")) not in text


def test_a_sign_at_avoid_has_the_kidneys_looked_at_today() -> None:
    made = answer(
        PlanInputs(
            patient=person(baclofen=ON, signs=frozenset({"somnolence"})),
            request=Request(today=TODAY, kind="continue"),
        ),
        K,
    )
    assert made.verdict is Verdict.AVOID
    text = " ".join(render_text(compose(made, K), width=10_000).split())
    assert "Kidney function today, and" in text
    assert "Look for a second sign" in text
    assert "Look first for confusion, drowsiness" not in text


def test_a_child_whose_kidneys_are_known_is_asked_for_no_clearance() -> None:
    """None is reckoned below 18: no answer would give it."""
    child = person(age_y=5.0, weight_kg=18.0, height_cm=108.0, egfr=None, creatinine_mg_per_dL=0.36)
    asked = {q.question.id for q in judge(child, "start", "UK").questions}
    assert not asked & {"creatinine", "crcl"}
    grown = person(age_y=70.0, weight_kg=70.0, egfr=95.0)
    assert "creatinine" in {q.question.id for q in judge(grown, "start", "UK").questions}

"""Signs of too much beside signs of too little: nobody takes a step, either way, before a look."""

from __future__ import annotations

import pytest

from baclofen.assessment import Kind
from tests.people import known
from tests.unit.answering.test_unread_words import plan_of, told
from tests.unit.exchange.build import medicine

#: Who takes 60 mg a day.
TAKEN = [medicine("Baclofen 10 MG Oral Tablet", sig="20 mg three times daily")]


@pytest.mark.parametrize("kind", [None, "taper"])
@pytest.mark.parametrize("beside", ["Fever", "Muscle rigidity", "Pruritus", "Tachycardia"])
def test_hallucinations_beside_a_sign_of_withdrawal_hold_every_step(
    beside: str, kind: Kind | None
) -> None:
    plan = plan_of(TAKEN, told("Hallucinations"), told(beside), kind=kind)
    assert plan.fit.fired("SIGN-EITHER")
    assert not plan.fit.fired("SIGN-ONE")
    assert plan.down is None
    assert plan.up is None
    assert "both are looked at today" in known().say(plan.headline)


def test_hallucinations_alone_keep_the_way_down() -> None:
    plan = plan_of(TAKEN, told("Hallucinations"), kind="taper")
    assert plan.fit.fired("SIGN-ONE")
    assert plan.down is not None


@pytest.mark.parametrize("kind", [None, "taper"])
@pytest.mark.parametrize("text", ["Not breathing normally", "Husband cannot wake her", "SpO2 88 %"])
def test_below_a_lead_of_a_coma_nothing_goes_on(text: str, kind: Kind | None) -> None:
    plan = plan_of(TAKEN, told(text), kind=kind)
    assert plan.fit.fired("UNREAD-GRAVE")
    assert plan.down is None
    said = [known().say(note) for note in (*plan.opening, *plan.options)]
    assert not [text for text in said if text.startswith("Continue")]
    assert "no next dose before somebody has looked" in known().say(plan.headline)

"""Baclofen that was stopped long ago: a new start, and the old dose is never offered again."""

from datetime import timedelta

import pytest

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, Patient
from baclofen.planning import Plan
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import TODAY, person, plan
from tests.saying import worded


def who(days: int) -> Patient:
    use = BaclofenUse(
        "oral", "stopped", "30 mg three times daily", mg(90), stopped_on=TODAY - timedelta(days)
    )
    return person(baclofen=(use,))


def says(p: Plan) -> str:
    notes = (p.headline, *p.opening, *p.options, *p.reasons, *p.refusals)
    return " ".join(worded(n) for n in notes)


@pytest.mark.parametrize("days", [15, 20, 400])
@pytest.mark.parametrize("asked", [90, 60, 16])
def test_an_order_above_a_start_is_no_less_refused_later_than_in_the_first_days(
    days: int, asked: float
) -> None:
    p = plan(who(days), None, order=OralOrder(daily=mg(asked)))
    assert p.fit.fired("STOP-OLD-DOSE")
    assert p.verdict is Verdict.AVOID
    assert p.up is None


@pytest.mark.parametrize("days", [15, 20, 400])
def test_a_new_start_begins_low_and_says_what_it_is(days: int) -> None:
    p = plan(who(days), None)
    assert p.up is not None
    assert p.up.steps[0].daily == mg(15)
    assert "this is a new start, from its lowest dose; the old dose is never taken up" in says(p)
    at_a_start = plan(who(days), None, order=OralOrder(daily=mg(15)))
    assert not at_a_start.fit.fired("STOP-OLD-DOSE")


@pytest.mark.parametrize("kind", ["continue", "change", "taper"])
def test_no_other_request_brings_the_old_dose_back(kind: str) -> None:
    p = plan(who(20), kind)
    assert (p.up, p.down) == (None, None)
    assert p.verdict >= Verdict.NEEDS_INFO
    assert "90 mg" not in says(p)


def test_what_runs_now_is_no_new_start() -> None:
    running = BaclofenUse("oral", "active", "20 mg three times daily", mg(60))
    both = person(baclofen=(*(who(400).baclofen or ()), running))
    assert not plan(both, None, order=OralOrder(daily=mg(60))).fit.fired("STOP-OLD-DOSE")

"""How soon a dose that runs steadily is decided on."""

from datetime import timedelta
from typing import Any

import pytest

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.planning import Plan
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import TODAY, person, plan
from tests.saying import worded


def old(daily: float = 10, more: dict[str, Any] | None = None, **use: Any) -> Plan:
    taken = BaclofenUse("oral", "active", f"{daily:g} mg a day", mg(daily), **use)
    return plan(person(age_y=74, egfr=45.0, baclofen=(taken,), **(more or {})), kind="continue")


def test_age_with_weak_kidneys_alone_is_decided_on_soon_and_still_advised_against() -> None:
    made = old()
    assert made.fit.verdict is Verdict.AVOID
    assert made.headline.phrase == "running.held_soon"
    said = " ".join(worded(n) for n in (made.headline, *made.options))
    assert "the prescriber decides soon" in said
    assert "only until the prescriber decides, today" not in said


@pytest.mark.parametrize(
    "made",
    [
        old(60),
        old(more={"signs": ["somnolence"]}),
        old(more={"alcohol": True}),
        old(since=TODAY - timedelta(days=5)),
        old(before=(DoseBefore(mg(5), TODAY - timedelta(days=5)),)),
    ],
    ids=["above what kidneys leave", "a sign", "alcohol", "just begun", "just raised"],
)
def test_what_is_acute_beside_it_is_decided_on_today(made: Plan) -> None:
    assert made.headline.phrase != "running.held_soon"


def test_too_much_at_once_is_said_with_what_weak_kidneys_leave_of_it() -> None:
    taken = BaclofenUse("oral", "active", "5 mg twice daily", mg(10))
    asked = OralOrder(dose=mg(10), times_per_day=4)
    weak = plan(person(egfr=40.0, baclofen=(taken,)), kind="change", order=asked)
    assert "of it they leave 20 mg a day" in worded(weak.headline)
    well = plan(person(egfr=90.0, baclofen=(taken,)), kind="change", order=asked)
    assert well.headline.phrase == "asked.too_much"
    assert "kidneys" not in worded(well.headline)

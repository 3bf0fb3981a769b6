"""A dose that was begun days ago, far above any start, goes back at once, and not by weeks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.assessment import assess
from baclofen.knowledge import Verdict
from baclofen.value import replace
from tests.people import TODAY, fired, known
from tests.saying import worded
from tests.unit.planning.test_ordered_too_much import CHILD, judged, plan

K = known()
HIGH: dict[str, Any] = {"baclofen": "20 mg three times daily"}


def since(days: int) -> dict[str, Any]:
    return {"baclofen_since": TODAY - timedelta(days=days)}


@pytest.mark.parametrize("signs", [[], ["somnolence"]])
def test_a_dose_begun_days_ago_goes_back_to_a_start_at_once(signs: list[str]) -> None:
    made = plan(**HIGH, **since(2), signs=signs)
    assert made.verdict is Verdict.AVOID
    said = worded(made.headline)
    assert said.startswith("Begun days ago, and far above any start (60 mg a day as read)")
    assert "15 mg a day at once" in said
    assert made.down is not None
    assert [step.daily.in_mg for step in made.down.steps] == [15, 5]
    assert "Do not stop baclofen abruptly" in worded(made.opening[0])


@pytest.mark.parametrize(
    "told",
    [
        HIGH, HIGH | since(6), HIGH | since(400),
        {"baclofen": "10 mg three times daily"} | since(2),
    ],
)  # fmt: skip
def test_what_runs_for_longer_or_within_a_start_comes_down_by_steps(told: dict[str, Any]) -> None:
    made = plan(**told)
    assert "DO-BEGUN-MUCH" not in fired(made.fit)
    assert made.verdict is Verdict.OK


def test_neither_a_child_nor_a_record_nor_a_way_down_that_is_asked_for() -> None:
    assert "DO-BEGUN-MUCH" not in fired(judged(who=CHILD, baclofen="35 mg/day", **since(2)))
    asked = plan(**HIGH, **since(2), request="taper")
    assert asked.down is not None
    assert asked.down.steps[0].daily.in_mg > 15
    fit = judged(**HIGH, **since(2))
    assert "DO-BEGUN-MUCH" in fired(fit)
    (use,) = fit.person.baclofen or ()
    ordered = replace(use, since=None, ordered_on=use.since)
    kept = replace(fit.person, baclofen=(ordered,), from_record=True)
    assert "DO-BEGUN-MUCH" not in fired(assess(kept, K, fit.request))

"""Orders that follow each other, and plans that are over."""

from __future__ import annotations

from pathlib import Path

import pytest

from baclofen.units import mg
from tests.hook_requests import order
from tests.unit.exchange.build import Json, asked_daily, bundle, day, dosage, medicine, read


def span(begins: int, ends: int | None) -> Json:
    """A dosage of days, counted from today."""
    held = dosage(5, frequency=3)
    last = {} if ends is None else {"end": day(-ends)}
    held["timing"]["repeat"]["boundsPeriod"] = {"start": day(-begins), **last}
    return held


@pytest.mark.parametrize(
    ("spans", "at_once"),
    [
        # The second begins before the first is over, the third after both: two at once.
        ([(0, 5), (3, 9), (8, None)], 3), ([(0, 5), (3, 9), (10, None)], 2),
        ([(0, 9), (3, 5), (8, None)], 3), ([(0, 2), (3, None), (90, None)], 1),
        # What never ends is not over when another begins.
        ([(0, 5), (3, None), (90, None)], 3), ([(0, None), (3, 5), (90, None)], 3),
    ],
)  # fmt: skip
def test_drafts_that_overlap_are_taken_together(
    tmp_path: Path, spans: list[tuple[int, int | None]], at_once: int
) -> None:
    drafts = [order(f"o{n}", dosageInstruction=[span(*one)]) for n, one in enumerate(spans)]
    who = {"reference": "Patient/p"}
    record = read(bundle(*({**one, "subject": who} for one in drafts)), tmp_path)
    assert asked_daily(record) == mg(15 * at_once)


@pytest.mark.parametrize(
    ("status", "state"),
    [("active", "unread"), *((s, "harmless") for s in ("completed", "revoked", "cancelled",
                                                       "entered-in-error", "stopped", "inactive"))],
)  # fmt: skip
def test_a_plan_that_is_over_says_nothing_of_today(tmp_path: Path, status: str, state: str) -> None:
    plan = {
        "resourceType": "CarePlan",
        "status": status,
        "intent": "plan",
        "title": "Epilepsy surgery",
    }
    found = read(bundle(medicine("Sertraline"), plan), tmp_path).entries
    assert [e.state for e in found if e.place.startswith("CarePlan")] == [state]

"""What runs on while another order ends, or begins beside it, is seen."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.exchange import Card
from tests.hook_requests import SERTRALINE, asked, cards, order, prefetch

Json = dict[str, Any]
OLD = "2026-06-01"
LARGE = order("m2", mg=20, status="active", authoredOn=OLD)
SMALL = order("m3", mg=5, times=1, status="active", authoredOn=OLD)


def stopped(*gone: Json, held: tuple[Json, ...] = (LARGE, SMALL)) -> tuple[Card, ...]:
    drafts = [{**one, "status": "stopped"} for one in gone]
    return cards(asked("order-sign", prefetch(SERTRALINE, *held), *drafts))


def test_a_small_part_that_ends_is_no_stop() -> None:
    (card,) = stopped(SMALL)
    assert card.indicator == "info"
    assert "60 mg a day runs on, of 65 mg" in card.summary
    assert card.suggestion is None


HALF = order("m4", mg=10, status="active", authoredOn=OLD)


@pytest.mark.parametrize(
    ("gone", "left", "loud"),
    [(LARGE, SMALL, "critical"), (LARGE, HALF, "critical"), (HALF, LARGE, "warning"),
     (order("m5", mg=5, status="active", authoredOn=OLD), SMALL, "info")],
)  # fmt: skip
def test_a_part_that_ends_is_a_stop_where_less_is_left_than_ends(
    gone: Json, left: Json, loud: str
) -> None:
    """Of 65 mg 60, of 90 mg 60 and 30; of 20 mg 15, which anybody may leave off."""
    (card,) = stopped(gone, held=(gone, left))
    assert card.indicator == loud
    assert ("Most of it would stop at once" in card.summary) is (loud == "critical")
    assert "One of several orders of baclofen ends" in card.detail + card.summary


def test_a_lower_dose_that_is_written_says_how_much_goes_on() -> None:
    """From 90 mg to 30 mg a day by one order: several steps at once, and no stop of an order."""
    runs = order("m6", mg=30, status="active", authoredOn=OLD)
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, runs), order("m6", mg=10)))
    assert (card.indicator, "DO-ONE-STEP" in card.rules) == ("warning", True)


def test_all_of_them_are_a_stop() -> None:
    assert [card.indicator for card in stopped(LARGE, SMALL)] == ["critical", "critical"]


@pytest.mark.parametrize("left", [
    {**SMALL, "dosageInstruction": [{"text": "as told"}]},
    {**SMALL, "dosageInstruction": [{"text": "300 mcg/day", "route": {"text": "intrathecal"}}]},
])  # fmt: skip
def test_what_is_left_in_doubt_or_goes_another_way_is_a_stop(left: Json) -> None:
    (card,) = stopped(LARGE, held=(LARGE, left))
    assert card.indicator == "critical"


def test_oxybate_for_someone_on_baclofen_is_told_though_baclofen_goes_on() -> None:
    oxybate = order("o1", "Sodium oxybate 500 MG/ML Oral Solution", "", mg=2250, times=2)
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, LARGE), oxybate))
    assert card.indicator == "warning"
    assert card.rules[0] == "INT-OXYBATE-NOW"
    assert cards(asked("order-sign", prefetch(SERTRALINE), oxybate)) == ()


@pytest.mark.parametrize(
    "name",
    ["Methadone 10 MG Oral Tablet", "72 HR Fentanyl 0.1 MG/HR Transdermal System",
     "12 HR Morphine Sulfate 60 MG Extended Release Oral Tablet", "Butrans 10 mcg/h"],
)  # fmt: skip
def test_a_long_acting_opioid_for_someone_on_baclofen_is_told(name: str) -> None:
    opioid = order("o1", name, "", mg=10, times=1)
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, LARGE), opioid))
    assert (card.indicator, card.rules[0]) == ("warning", "INT-OPIOID-LONG")
    # Signed again it brings nothing new, and who takes no baclofen is not told of it.
    runs = {**opioid, "status": "active", "authoredOn": OLD}
    assert cards(asked("order-sign", prefetch(SERTRALINE, LARGE, runs), opioid)) == ()
    assert cards(asked("order-sign", prefetch(SERTRALINE), opioid)) == ()


def test_an_opioid_that_acts_for_hours_is_told_where_baclofen_is_ordered() -> None:
    short = order("o1", "Oxycodone 5 MG Oral Tablet", "", mg=5, times=3)
    assert cards(asked("order-sign", prefetch(SERTRALINE, LARGE), short)) == ()

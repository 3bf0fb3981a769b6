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


def test_a_large_part_that_ends_is_a_fall_of_several_steps() -> None:
    (card,) = stopped(LARGE)
    assert card.indicator == "warning"
    assert "DO-ONE-STEP" in card.rules
    assert "5 mg a day runs on, of 65 mg" in card.detail


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

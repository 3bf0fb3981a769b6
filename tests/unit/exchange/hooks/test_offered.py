"""When nothing is offered, and what is said of an end that is none, or is one after days."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from tests.hook_requests import SERTRALINE, asked, cards, order, prefetch
from tests.people import TODAY

Json = dict[str, Any]


def day(later: int) -> str:
    return (TODAY + timedelta(days=later)).isoformat()


def runs(mg: float = 20, times: int = 3, **more: Any) -> Json:
    return order("m2", mg=mg, times=times, status="active", authoredOn=day(-90), **more)


def within(of: Json, **bounds: str) -> Json:
    made = copy.deepcopy(of)
    made["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = bounds
    return made


@pytest.mark.parametrize(("begins", "is_offered"), [(0, True), (60, False)])
def test_an_order_that_begins_later_is_not_moved_to_today(begins: int, *, is_offered: bool) -> None:
    drafted = within(order("o1", mg=5), start=day(begins))
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE), drafted))
    assert (card.indicator, card.suggestion is not None) == ("info", is_offered)


@pytest.mark.parametrize(
    "words", ["as directed", "20 mg three times daily as needed", "by the scheme of the clinic"]
)
def test_no_way_down_is_offered_beside_an_order_that_may_carry_on(words: str) -> None:
    stop = {**runs(), "status": "stopped"}
    other = order("o2", dosageInstruction=[{"text": words}])
    stopped, _ = sorted(
        cards(asked("order-sign", prefetch(SERTRALINE, runs()), stop, other)),
        key=lambda card: card.order,
    )
    assert (stopped.indicator, stopped.suggestion) == ("critical", None)
    (alone,) = cards(asked("order-sign", prefetch(SERTRALINE, runs()), stop))
    assert alone.suggestion is not None


@pytest.mark.parametrize(("mg", "times", "loud"), [(5, 1, "info"), (5, 3, "critical")])
def test_the_last_step_of_a_way_down_may_end(mg: float, times: int, loud: str) -> None:
    held = runs(mg, times)
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, held), {**held, "status": "stopped"}))
    assert card.indicator == loud
    assert (card.suggestion is None) is (loud == "info")
    assert ("last step of a way down" in card.summary) is (loud == "info")


def category(code: str) -> Json:
    return {"category": [{"coding": [{"code": code}]}]}


@pytest.mark.parametrize(("last", "is_told"), [(2, True), (4, True), (30, False)])
def test_an_order_for_home_that_ends_in_days_is_told_at_discharge(
    last: int, *, is_told: bool
) -> None:
    stay = runs(**category("inpatient"))
    home = order("h1", mg=20, status="active", authoredOn=day(0), **category("discharge"))
    held = prefetch(SERTRALINE, stay, within(home, end=day(last)))
    made = cards(asked("encounter-discharge", held))
    assert [card.indicator for card in made] == (["warning"] if is_told else [])
    assert all("is over soon" in card.detail for card in made)

"""Orders that ran out, or are on hold, in these days: whoever opens the record is told."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from baclofen.exchange import Card
from tests.hook_requests import SERTRALINE, asked, broken_rules, cards, order, prefetch
from tests.people import TODAY

Json = dict[str, Any]
HOOKS = ["patient-view", "encounter-discharge"]


def day(later: int) -> str:
    return (TODAY + timedelta(days=later)).isoformat()


def runs(mg: float = 20, id: str = "m2", **more: Any) -> Json:
    return order(id, mg=mg, times=4, **{"status": "active", "authoredOn": day(-60), **more})


def bounded(of: Json, first: int, last: int | None) -> Json:
    made = copy.deepcopy(of)
    end = {} if last is None else {"end": day(last)}
    made["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": day(first), **end}
    return made


def found(hook: str, *held: Json) -> list[Card]:
    made = list(cards(asked(hook, prefetch(SERTRALINE, *held))))
    assert broken_rules({"cards": [card.as_json() for card in made]}) == []
    return made


@pytest.mark.parametrize("hook", HOOKS)
def test_an_order_that_ran_out_in_these_days_is_told(hook: str) -> None:
    (card,) = found(hook, bounded(runs(), -60, -2))
    assert card.indicator == "warning"
    assert "(80 mg a day) ended on" in card.summary
    assert "must not stop abruptly" in card.summary


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("more", [{}, {"statusChanged": day(-3)}])
def test_an_order_on_hold_is_told(hook: str, more: Json) -> None:
    (card,) = found(hook, runs(status="on-hold", **more))
    assert (card.indicator, "is on hold" in card.summary) == ("warning", True)


def test_a_step_that_ran_out_with_nothing_after_it_is_told() -> None:
    """As what was taken over of a way down, with the old order stopped."""
    old = runs(id="m1b", status="stopped")
    (card,) = found("patient-view", old, bounded(runs(17.5, authoredOn=day(-9)), -9, -2))
    assert (card.indicator, "(70 mg a day) ended on" in card.summary) == ("warning", True)


@pytest.mark.parametrize(
    "held",
    [
        (runs(),),
        (bounded(runs(), -60, 30),),
        (bounded(runs(), -60, -2), bounded(runs(15, id="m3"), -1, 30)),
        (bounded(runs(), -60, 0), bounded(runs(15, id="m3"), 1, 30)),
        (bounded(runs(2.5), -60, -2),),
        (bounded(runs(), -300, -200),),
        (runs(status="on-hold", statusChanged=day(-100)),),
    ],
)
def test_what_goes_on_or_ended_long_ago_is_not(held: tuple[Json, ...]) -> None:
    assert found("patient-view", *held) == []


def test_a_rule_that_advises_against_comes_first_and_the_end_is_told_below() -> None:
    held = prefetch(SERTRALINE, bounded(runs(), -60, -2), kidney=3.5)
    (card,) = cards(asked("patient-view", held))
    assert (card.indicator, card.verdict) == ("critical", "contraindicated")
    assert "ended on" in card.detail

"""What a card and its suggestion hold, to the letter."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from baclofen.exchange import HOOK_SCHEMAS
from baclofen.exchange.hooks.card import SUMMARY_BELOW
from tests.hook_requests import RUNNING, SERTRALINE, asked, cards, order, prefetch, search
from tests.unit.exchange.hooks.test_changes import pump

Json = dict[str, Any]
FIVE = order("o1", mg=20, times=4)
#: What an order says of itself that another dose does not change.
STAYS: Json = {
    "identifier": [{"system": "https://a.example", "value": "77"}], "priority": "urgent",
    "statusReason": {"text": "as agreed"}, "encounter": {"reference": "Encounter/e1"},
    "category": [{"text": "outpatient"}], "requester": {"reference": "Practitioner/1"},
    "performer": {"reference": "Practitioner/2"}, "performerType": {"text": "nurse"},
    "recorder": {"reference": "Practitioner/3"}, "reportedBoolean": False,
    "reasonCode": [{"text": "Spasticity"}], "reasonReference": [{"reference": "Condition/c"}],
    "basedOn": [{"reference": "CarePlan/c"}], "groupIdentifier": {"value": "5"},
    "courseOfTherapyType": {"text": "continuous"}, "insurance": [{"reference": "Coverage/c"}],
}  # fmt: skip


def test_a_suggestion_is_recommended_and_keeps_what_another_dose_does_not_change() -> None:
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE), {**FIVE, **STAYS}))
    (made,) = card.as_json()["suggestions"]
    assert made["isRecommended"] is True
    (action,) = made["actions"]
    assert {name: action["resource"].get(name) for name in STAYS} == STAYS
    assert action["resource"]["dosageInstruction"] != FIVE["dosageInstruction"]


@pytest.mark.parametrize(("length", "fits"), [(SUMMARY_BELOW - 1, True), (SUMMARY_BELOW, False)])
def test_the_schema_of_a_card_bounds_its_summary(length: int, fits: bool) -> None:
    (card,) = (one.as_json() for one in cards(asked("order-sign", prefetch(SERTRALINE), FIVE)))
    answer = {"cards": [card | {"summary": "x" * length}]}
    assert jsonschema_rs.is_valid(HOOK_SCHEMAS["hook-cards"], answer) is fits


def test_orders_without_an_id_are_counted_from_one() -> None:
    def bare(mg: float) -> Json:
        return {name: value for name, value in order("", mg=mg).items() if name != "id"}

    found = cards(asked("order-sign", prefetch(SERTRALINE), bare(5), bare(20)))
    assert {card.order for card in found} <= {"draft-1", "draft-2"}
    assert found


def test_a_record_whose_lists_are_empty_is_read_without_the_order_that_is_replaced() -> None:
    empty = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    kept_in = {"resourceType": "List", "status": "current", "mode": "working", "entry": []}
    held = prefetch(SERTRALINE, RUNNING, allergies=empty, devices=search(kept_in))
    (card,) = cards(asked("order-sign", held, {**RUNNING, "status": "draft"}))
    assert (card.indicator, card.order) == ("info", "m2")


def test_a_pump_may_follow_tablets_that_are_stopped_in_the_same_breath() -> None:
    rate = pump("o1", "Baclofen 500 mcg/mL intrathecal solution") | {
        "priorPrescription": {"reference": "MedicationRequest/m2"}
    }
    alone, beside = (
        {card.order: card for card in cards(asked("order-sign", prefetch(RUNNING), *orders))}["o1"]
        for orders in ((rate,), (rate, {**RUNNING, "status": "stopped"}))
    )
    assert "do not replace each other" in alone.summary
    assert "do not replace each other" not in beside.summary

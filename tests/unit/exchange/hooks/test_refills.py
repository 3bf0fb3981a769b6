"""Refills that come long before the supply can be used up, or long after it must be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.exchange import Card
from tests.hook_requests import (
    SERTRALINE,
    SUBJECT,
    asked,
    broken_rules,
    cards,
    order,
    prefetch,
    search,
)
from tests.people import TODAY

Json = dict[str, Any]


def day(later: int) -> str:
    return (TODAY + timedelta(days=later)).isoformat()


def runs(mg: float = 20, **more: Any) -> Json:
    return order("m2", mg=mg, status="active", **{"authoredOn": day(-300), **more})


def fetched(ago: int, days: float | None = 30, mg: float = 20, **more: Any) -> Json:
    """Tablets handed over so many days ago, for so many days; without an order that it names."""
    of = order(f"d{ago}", mg=mg, status="completed")
    lasts = {} if days is None else {"daysSupply": {"value": days, "unit": "d"}}
    kept = {name: of[name] for name in ("medicationCodeableConcept", "dosageInstruction", "id")}
    return {"resourceType": "MedicationDispense", "status": "completed", "subject": SUBJECT,
            "whenHandedOver": day(-ago), **kept, **lasts, **more}  # fmt: skip


def refill(*dispensed: Json, of: Json | None = None, known: bool = True) -> Card:
    of = of or runs()
    held = prefetch(SERTRALINE, of)
    if known:
        held["dispenses"] = search(*dispensed)
    (card,) = cards(
        asked("medication-refill", held, {**of, "status": "draft", "authoredOn": day(0)})
    )
    assert broken_rules({"cards": [card.as_json()]}, 1) == []
    return card


@pytest.mark.parametrize(
    "dispensed",
    [
        (fetched(26),), (fetched(16),), (fetched(76, 90),), (fetched(43),),
        tuple(fetched(ago) for ago in range(26, 380, 28)),
        (fetched(26), fetched(26 + 1000)),
    ],
)  # fmt: skip
def test_a_refill_in_time_is_as_before(dispensed: tuple[Json, ...]) -> None:
    """A month after month, a few days early or late, for years."""
    card = refill(*dispensed)
    assert (card.indicator, card.verdict) == ("info", "ok")
    assert "No rule speaks against it" in card.summary
    assert "lasts until" in card.detail


@pytest.mark.parametrize(
    "dispensed",
    [(fetched(5, 90),), (fetched(14),), (fetched(20), fetched(22), fetched(30))],
)
def test_a_refill_long_before_the_supply_can_be_used_up_is_said(
    dispensed: tuple[Json, ...],
) -> None:
    """85 of 90 days are left, 16 of 30, and what was laid up in three fillings of ten days."""
    card = refill(*dispensed)
    assert (card.indicator, card.verdict) == ("info", "caution")
    assert card.summary.startswith("A refill long before the supply can be used up")
    assert "overdose at hand" in card.detail


@pytest.mark.parametrize(
    "dispensed", [(fetched(120),), (fetched(61),), (fetched(45),), (fetched(200, 90),)]
)
def test_a_refill_long_after_the_supply_must_have_ended_asks_for_the_last_dose(
    dispensed: tuple[Json, ...],
) -> None:
    card = refill(*dispensed)
    assert (card.indicator, card.verdict) == ("warning", "needs-info")
    assert "when was the last dose" in card.summary
    assert "old dose is not taken up" in card.detail
    assert card.suggestion is None
    low = refill(*(fetched(120, mg=5),), of=runs(5))
    assert low.indicator == "info"


def test_of_two_products_the_one_that_is_asked_for_is_early_and_the_longest_is_late() -> None:
    other = {"medicationCodeableConcept": {"text": "Baclofen 20 MG Oral Tablet"}}
    card = refill(fetched(100), {**fetched(10, 60), **other, "id": "d2"})
    assert (card.indicator, card.verdict) == ("info", "ok")


@pytest.mark.parametrize(
    "dispensed", [(), (fetched(5, None),), (fetched(5, 90, status="cancelled"),), (fetched(800),)]
)
def test_what_nothing_tells_is_said_to_be_unknown(dispensed: tuple[Json, ...]) -> None:
    card = refill(*dispensed)
    assert card.indicator == "info"
    assert "too early or too late is not known" in card.detail


def test_a_dose_that_was_raised_since_is_not_too_early() -> None:
    """The tablets of 30 mg a day last half as long in 60."""
    card = refill(fetched(5, 30, mg=10), of=runs(20, authoredOn=day(-3)))
    assert card.verdict == "ok"


def test_what_was_not_supplied_is_said() -> None:
    card = refill(known=False)
    assert "dispenses" in card.summary
    assert "dispenses" not in next(
        c.summary for c in cards(asked("order-sign", prefetch(SERTRALINE), order("o1", mg=5)))
    )


@pytest.mark.parametrize(
    ("ago", "repeats", "begins"),
    [(5, 0, "A refill long before"), (5, 3, "No rule"), (80, 0, "No rule"), (105, 0, "Not before"),
     (105, 3, "No rule")],
)  # fmt: skip
def test_an_order_alone_tells_it_by_its_supply(ago: int, repeats: int, begins: str) -> None:
    """Where it may be repeated nobody knows how often it was fetched."""
    lasts = {
        "expectedSupplyDuration": {"value": 90, "unit": "d"},
        "numberOfRepeatsAllowed": repeats,
    }
    card = refill(of=runs(authoredOn=day(-ago), dispenseRequest=lasts))
    assert card.summary.startswith(begins)


def test_what_was_handed_over_of_what_nobody_ordered_is_a_sign_that_it_is_taken() -> None:
    held = prefetch(SERTRALINE, dispenses=search(fetched(10)))
    (card,) = cards(asked("medication-refill", held, order("o1", mg=20)))
    assert "ASK-DOSE" not in card.rules
    (card,) = cards(
        asked("medication-refill", prefetch(SERTRALINE, dispenses=None), order("o1", mg=20))
    )
    assert "ASK-DOSE" in card.rules


def test_other_medicines_that_were_handed_over_count() -> None:
    opioid = fetched(3, medicationCodeableConcept={"text": "Morphine 10 MG Oral Tablet"})
    assert "INT-OPIOID" in refill(fetched(26), {**opioid, "id": "d9"}).rules

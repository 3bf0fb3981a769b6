"""Orders that replace what runs and end; emergencies of today, beside whichever order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.exchange import Card, read_patient
from tests.hook_requests import (
    MS,
    RUNNING,
    SERTRALINE,
    SPASTICITY,
    asked,
    broken_rules,
    cards,
    condition,
    order,
    prefetch,
    search,
)
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle, dosage, medicine

Json = dict[str, Any]
GAP = "Baclofen would stop abruptly"
MORPHINE = order("x1", "Morphine 10 MG Oral Tablet", "", mg=10)
AMLODIPINE = order("x3", "Amlodipine 5 MG Oral Tablet", "", mg=5, times=1)


def day(later: int) -> str:
    return (TODAY + timedelta(days=later)).isoformat()


def bounded(id: str = "m2", mg: float = 10, **repeat: Any) -> Json:
    held = dosage(mg, frequency=3)
    held["timing"]["repeat"] |= repeat
    return order(id, dosageInstruction=[held])


def found(*orders: Json, held: Json | None = None, hook: str = "order-sign") -> list[Card]:
    made = list(cards(asked(hook, held or prefetch(RUNNING), *orders)))
    assert broken_rules({"cards": [card.as_json() for card in made]}) == []
    return made


def weeks(value: float, unit: str = "d") -> Json:
    return {"boundsDuration": {"value": value, "unit": unit, "code": unit}}


@pytest.mark.parametrize("how", ["id", "prior", "refill"])
@pytest.mark.parametrize(
    ("repeat", "is_gap"),
    [
        ({"boundsPeriod": {"end": day(1)}}, True),
        ({"boundsPeriod": {"end": day(-9)}}, True),
        ({"boundsPeriod": {"start": day(30), "end": day(300)}}, True),
        ({"boundsPeriod": {"start": day(1), "end": day(300)}}, False),
        (weeks(2), True),
        (weeks(7), False),
        (weeks(2, "wk"), False),
        ({"count": 3}, True),
        ({"count": 90}, False),
        ({"boundsPeriod": {"end": day(90)}}, False),
    ],
)
def test_an_order_that_ends_in_days_carries_nothing_on(
    repeat: Json, is_gap: bool, how: str
) -> None:
    prior = {"priorPrescription": {"reference": "MedicationRequest/m2"}}
    signed = bounded("m2" if how == "id" else "o1", **repeat)
    signed |= prior if how == "prior" else {}
    (card,) = found(signed, hook="medication-refill" if how == "refill" else "order-sign")
    assert card.summary.startswith(GAP) is is_gap
    assert card.indicator == ("warning" if is_gap else "info")
    assert (GAP in card.detail) is is_gap


def test_a_step_down_may_be_as_short_as_a_step_is() -> None:
    for mg, is_gap in ((10, True), (5, False)):
        (card,) = found(bounded(mg=mg, **weeks(3)))
        assert (GAP in card.detail) is is_gap


def test_who_takes_none_may_begin_with_a_first_step() -> None:
    (card,) = found(bounded("o1", 5, **weeks(2)), held=prefetch(SERTRALINE))
    assert (card.indicator, GAP in card.detail) == ("info", False)


def test_a_series_with_a_gap_is_told_and_one_without_is_not() -> None:
    first = bounded("m2", boundsPeriod={"start": day(0), "end": day(9)})
    for start, is_gap in ((20, True), (10, False)):
        then = bounded("o2", boundsPeriod={"start": day(start), "end": day(90)})
        assert [GAP in card.detail for card in found(first, then)] == [is_gap, is_gap]
        stop = {**RUNNING, "status": "stopped"}
        also = found({**first, "id": "o1"}, then, stop)
        assert [GAP in card.detail for card in also] == [is_gap, is_gap]


@pytest.mark.parametrize(("ends", "stops"), [(0, True), (1, True), (9, False)])
def test_a_stop_is_not_carried_on_by_an_order_of_a_day(ends: int, stops: bool) -> None:
    short = bounded("o1", boundsPeriod={"end": day(ends)})
    told = {card.order: card for card in found(short, {**RUNNING, "status": "stopped"})}
    assert ("m2" in told) is stops
    if stops:
        assert told["m2"].indicator == "critical"


def test_drafts_whose_length_is_told_follow_each_other() -> None:
    """A length counts from its start: a week and what begins after it are no double dose."""
    first = bounded("o1", 5, **weeks(7))
    then = bounded("o2", 10, boundsPeriod={"start": day(7)})
    made = found(first, then, held=prefetch(SERTRALINE))
    assert not any("together" in card.detail for card in made)


# --- emergencies -------------------------------------------------------------------------------


def of(*conditions: Json) -> Json:
    return search(MS, SPASTICITY, *conditions)


def overdose(text: str = "Drug overdose", ago: int = 0, code: str = "55680006") -> Json:
    return condition(code, text, onsetDateTime=day(-ago))


@pytest.mark.parametrize("one", [overdose(), overdose(code=""), overdose("Overdose", code="")])
def test_an_overdose_of_today_is_no_history_and_is_asked_about(one: Json) -> None:
    held = prefetch(RUNNING, conditions=of(one))
    for made in (found(held=held, hook="patient-view"), found(order("m2", mg=15), held=held)):
        (card,) = made
        assert (card.indicator, card.verdict) == ("warning", "needs-info")
        assert "sounds like" in card.summary
    (start,) = found(order("o1", mg=5), held=prefetch(SERTRALINE, conditions=of(one)))
    assert (start.indicator, start.suggestion) == ("warning", None)


def test_an_overdose_of_the_past_is_none() -> None:
    for one in (overdose(ago=400), overdose("History of overdose", code="")):
        read = read_patient(bundle(medicine("Baclofen 10 MG Oral Tablet"), one),
                            known=known(), today=TODAY)  # fmt: skip
        assert "baclofen_poisoning" not in (read.patient.signs or ())


@pytest.mark.parametrize("other", [MORPHINE, AMLODIPINE])
def test_an_emergency_is_told_beside_any_order_and_once(other: Json) -> None:
    coma = condition("371632003", "Coma", onsetDateTime=day(0))
    more = {**other, "id": "x9"}
    made = found(other, more, held=prefetch(RUNNING, conditions=of(coma)))
    assert [(card.order, card.verdict) for card in made] == [(other["id"], "emergency")]
    assert made[0].indicator == "critical"


def test_what_must_not_be_taken_is_told_beside_what_matters_and_not_beside_others() -> None:
    held = prefetch(RUNNING, kidney=6.1)
    (card,) = found(MORPHINE, held=held)
    assert (card.indicator, card.verdict) == ("critical", "contraindicated")
    iron = order("x4", "Ferrous sulfate 325 MG Oral Tablet", "", mg=325)
    assert found(iron, held=held) == []

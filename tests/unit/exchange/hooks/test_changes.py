"""Orders that change much at once, take up what lapsed, or bring another concentration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.exchange import Card
from baclofen.exchange.fhir.concentration import mcg_per_mL
from baclofen.exchange.fhir.medicines import Order
from tests.hook_requests import (
    RUNNING,
    SERTRALINE,
    asked,
    broken_rules,
    cards,
    order,
    prefetch,
)
from tests.people import TODAY, known
from tests.unit.exchange.build import dosage

Json = dict[str, Any]
PRIOR: Json = {"priorPrescription": {"reference": "MedicationRequest/m2"}}


def day(later: int) -> str:
    return (TODAY + timedelta(days=later)).isoformat()


def found(*orders: Json, held: tuple[Json, ...] = (RUNNING,), hook: str = "order-sign",
          **more: Any) -> list[Card]:  # fmt: skip
    made = list(cards(asked(hook, prefetch(SERTRALINE, *held), *orders, **more)))
    assert broken_rules({"cards": [card.as_json() for card in made]}) == []
    return made


def says(id: str, text: str, **more: Any) -> Json:
    return order(id, dosageInstruction=[{"text": text}], **more)


# --- much at once ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "indicator"),
    [("10 mg three times daily", "info"), ("15 mg three times daily", "info"),
     ("20 mg three times daily", "warning"), ("20 mg four times daily", "warning")],
)  # fmt: skip
def test_several_steps_up_are_a_warning_and_one_is_not(text: str, indicator: str) -> None:
    (card,) = found(says("m2", text))
    assert card.indicator == indicator
    assert ("DO-ONE-STEP" in card.rules) is (indicator == "warning")


def test_a_series_that_jumps_is_a_warning() -> None:
    first, then = dosage(5, frequency=3), dosage(20, frequency=4)
    first["timing"]["repeat"]["boundsPeriod"] = {"start": day(0), "end": day(1)}
    then["timing"]["repeat"]["boundsPeriod"] = {"start": day(2), "end": day(60)}
    made = found(
        order("o1", dosageInstruction=[first]), order("o2", dosageInstruction=[then]), held=()
    )
    assert [(card.order, card.indicator) for card in made] == [("o1", "info"), ("o2", "warning")]


@pytest.mark.parametrize(("days", "indicators"), [(7, ["info"] * 3), (1, ["info", "warning"])])
def test_a_way_down_in_orders_is_measured_step_by_step(days: int, indicators: list[str]) -> None:
    sixty = order("m2", mg=20, status="active", authoredOn="2026-06-01")
    steps = []
    for place, mg in enumerate((15, 10, 5)):
        held = dosage(mg, frequency=3)
        span = {"start": day(place * days), "end": day(place * days + days - 1)}
        held["timing"]["repeat"]["boundsPeriod"] = span
        steps.append(order(f"o{place}", dosageInstruction=[held], **PRIOR))
    steps[-1]["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"].pop("end")
    made = found(*steps, held=(sixty,))
    assert [card.indicator for card in made][: len(indicators)] == indicators
    assert ("DO-ONE-STEP" in made[1].rules) is (days == 1)


#: A rate by mouth says nothing of how the day is divided.
A_DAY: Json = {"doseAndRate": [{"rateQuantity": {"value": 80, "unit": "mg/day"}}]}
EIGHTY = says("m2", "20 mg four times daily", status="active", authoredOn="2026-06-01")


@pytest.mark.parametrize("jurisdiction", ["US", "UK", "DE"])
@pytest.mark.parametrize(
    ("drafted", "at_once"),
    [
        (says("m2", "80 mg once daily"), True),
        (says("m2", "40 mg twice daily"), True),
        (order("m2", dosageInstruction=[dosage(40, frequency=2)]), True),
        (says("m2", "20 mg four times daily"), False),
        (says("m2", "80 mg per day"), False),
        (says("m2", "80 mg/day"), False),
        (order("m2", dosageInstruction=[A_DAY]), False),
    ],
)
def test_a_days_dose_at_one_time_is_a_warning(
    drafted: Json, at_once: bool, jurisdiction: str
) -> None:
    held = prefetch(SERTRALINE, EIGHTY)
    (card,) = cards(asked("order-sign", held, drafted), jurisdiction=jurisdiction)
    assert ("DO-SINGLE-MOST" in card.rules) is at_once
    assert (card.indicator == "warning") is at_once


def test_a_lower_start_is_not_asked_to_be_more() -> None:
    for text, offers in (("5 mg three times daily", True), ("5 mg once daily", False)):
        (card,) = found(says("o1", text), held=())
        assert (card.indicator, card.suggestion is not None) == ("info", offers)


def test_a_bolus_in_milligrams_is_a_slip_however_often_it_is_given() -> None:
    dose = {**dosage(50), "route": {"text": "Intrathecal"}, "timing": {"repeat": {"count": 1}}}
    name = "Baclofen 50 mcg/mL intrathecal injection"
    (card,) = found(order("o1", name, "", dosageInstruction=[dose]), held=())
    assert card.indicator == "warning"
    assert "likely a slip" in card.summary
    assert "50 mg at once into the spine" in card.summary


# --- taken up again ----------------------------------------------------------------------------


def ended(ago: int) -> Json:
    held = dosage(10, frequency=3)
    held["timing"]["repeat"]["boundsPeriod"] = {"start": day(-200), "end": day(-ago)}
    return {**RUNNING, "dosageInstruction": [held], "authoredOn": day(-200)}


@pytest.mark.parametrize("how", ["id", "prior", "refill"])
@pytest.mark.parametrize(
    ("before", "lapsed"),
    [({**RUNNING, "status": "on-hold"}, True), (ended(60), True), (ended(3), False),
     (RUNNING, False)],
)  # fmt: skip
def test_what_lapsed_is_not_taken_up_unasked(before: Json, lapsed: bool, how: str) -> None:
    hook = "medication-refill" if how == "refill" else "order-sign"
    signed = order("m2" if how == "id" else "o1", **(PRIOR if how == "prior" else {}))
    (card,) = found(signed, held=(before,), hook=hook)
    assert ("when was the last dose" in card.detail) is lapsed
    assert card.indicator == ("warning" if lapsed else "info")
    assert not lapsed or (card.verdict, card.suggestion) == ("needs-info", None)


def test_a_start_after_it_lapsed_is_one() -> None:
    (card,) = found(order("m2", mg=5), held=({**RUNNING, "status": "on-hold"},))
    assert "when was the last dose" not in card.detail


# --- another concentration ---------------------------------------------------------------------


def pump(id: str, name: str, **more: Any) -> Json:
    rate = {"value": 200, "unit": "mcg/d", "system": "http://unitsofmeasure.org", "code": "ug/d"}
    held = {"route": {"text": "intrathecal"}, "doseAndRate": [{"rateQuantity": rate}]}
    return order(id, name, "", dosageInstruction=[held], **more)


HALF = "Baclofen 500 mcg/mL intrathecal solution"
ON_PUMP = pump("m3", HALF, status="active", authoredOn="2026-06-01")


@pytest.mark.parametrize(
    ("name", "changes"),
    [("Baclofen 2000 mcg/mL intrathecal solution", True), ("Gablofen 2 mg/mL injection", True),
     (HALF, False), ("Baclofen 0.5 mg/mL intrathecal solution", False),
     ("Baclofen intrathecal solution", False)],
)  # fmt: skip
def test_another_concentration_is_asked_about(name: str, changes: bool) -> None:
    prior = {"priorPrescription": {"reference": "MedicationRequest/m3"}}
    for signed in (pump("m3", name), pump("o1", name, **prior)):
        (card,) = found(signed, held=(ON_PUMP,))
        assert ("the concentration changes" in card.summary) is changes
        assert card.indicator == ("warning" if changes else "info")


def test_two_concentrations_are_none() -> None:
    def read(name: str, *codes: str) -> float | None:
        made: dict[str, Any] = dict.fromkeys(Order.__struct_fields__)
        made |= {"words": name, "rxnorm": codes}
        return mcg_per_mL(Order(**made), known())

    assert read(HALF) == 500
    assert read("Baclofen injection", "1666613") == 2000
    assert read(HALF, "308517") == 500
    assert read(HALF, "1666613") is None


# --- a pump's rate, tenfold --------------------------------------------------------------------


def at_rate(mcg_per_day: float, **more: Any) -> Json:
    made = pump("m3", "Baclofen 500 mcg/mL intrathecal solution", **more)
    made["dosageInstruction"][0]["doseAndRate"][0]["rateQuantity"]["value"] = mcg_per_day
    return made


@pytest.mark.parametrize(
    ("runs", "asks", "indicator"),
    [(200, 20, "critical"), (200, 15, "critical"), (20, 200, "critical"), (150, 1900, "critical"),
     (200, 21, "warning"), (200, 100, "warning"), (200, 180, "info"), (200, 240, "info")],
)  # fmt: skip
def test_a_rate_that_changes_tenfold_is_critical(runs: float, asks: float, indicator: str) -> None:
    running = at_rate(runs, status="active", authoredOn="2026-06-01")
    (card,) = found(at_rate(asks), held=(running,))
    assert (card.indicator, card.suggestion) == (indicator, None)
    assert ("ITM-TENFOLD" in card.rules) is (indicator == "critical")
    assert ("changes tenfold" in card.summary) is (indicator == "critical")

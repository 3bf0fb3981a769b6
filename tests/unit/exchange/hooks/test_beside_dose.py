"""What stands in an order beside its dose: read as part of it, or asked about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hook_requests import RUNNING, SERTRALINE, asked, cards, order, prefetch
from tests.unit.exchange.build import dosage

Json = dict[str, Any]


def of(mg: float = 5, more: Json | None = None, **order_more: Any) -> Json:
    held = dosage(mg, frequency=3) | (more or {})
    return order("o1", **order_more, dosageInstruction=[held])


def most(value: float, unit: str = "mg", per: str = "d") -> Json:
    return {"maxDosePerPeriod": {
        "numerator": {"value": value, "unit": unit}, "denominator": {"value": 1, "unit": per},
    }}  # fmt: skip


AS_REQUIRED: Json = {"system": "http://snomed.info/sct", "code": "225761000"}


def told(text: str) -> Json:
    return {"additionalInstruction": [{"text": text}]}


@pytest.mark.parametrize(
    "drafted",
    [
        of(more=told("take ten tablets at once if spasms are bad")),
        of(more=told("double every day")),
        of(more=told("10 x 10 mg")),
        of(more=told("with food, and one extra at night")),
        of(more=told("see the sheet")),
        of(more={"additionalInstruction": [{"coding": [AS_REQUIRED]}]}),
        of(more={"site": {"text": "intrathecal"}, "method": {"text": "inject"}}),
        of(more={"route": {"text": "rectal"}}),
        of(more=most(200)),
        of(more=most(15.5)),
        of(more=most(2, "tablet")),
        of(more=most(15, "mg", "h")),
        of(note=[{"text": "increase to 40 mg TID tomorrow"}]),
        of(note=[{"text": "ITM-TITRATE-ANY, titrate at home"}]),
        of(more=told("two with food if it is bad")),
        of(modifierExtension=[{"url": "https://a.example/m", "valueBoolean": True}]),
    ],
)
@pytest.mark.parametrize("held", [(SERTRALINE,), (SERTRALINE, RUNNING)])
def test_what_may_change_the_dose_is_asked_about(drafted: Json, held: tuple[Json, ...]) -> None:
    prior = {"priorPrescription": {"reference": "MedicationRequest/m2"}}
    (card,) = cards(asked("order-sign", prefetch(*held), {**drafted, **prior}))
    assert (card.indicator, card.verdict) == ("warning", "needs-info")
    assert "could not be read" in card.summary
    assert card.suggestion is None


@pytest.mark.parametrize(
    "drafted",
    [
        of(more=told("Take with food")),
        of(more=told("half x 10 mg")),
        of(more=told("May cause drowsiness. If affected do not drive.")),
        of(more=told("Zu den Mahlzeiten")),
        of(more={"route": {"text": "oral"}, "method": {"text": "Swallow"}}),
        of(more={"route": {"text": "PEG tube"}}),
        of(more=most(15)),
        of(note=[{"text": "discussed with the family"}]),
        of(note=[{"text": "DO-US-SCHED, ITM-TITRATE-ANY"}]),
    ],
)
def test_what_changes_nothing_is_not_in_the_way(drafted: Json) -> None:
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE), drafted))
    assert (card.indicator, card.verdict) == ("info", "ok")
    assert card.suggestion is not None


@pytest.mark.parametrize(
    ("mg", "words"),
    [(5, "half x 10 mg"), (15, "1 and a half x 10 mg"), (25, "1 x 20 mg + 1 x 5 mg"),
     (20, "2 packets of 10 mg"), (7.5, "7.5 mL of 1 mg/mL")],
)  # fmt: skip
def test_what_gives_the_coded_dose_is_no_other_instruction(mg: float, words: str) -> None:
    running = order("m2", mg=mg, status="active", authoredOn="2026-06-01")
    signed = {**running, "dosageInstruction": [dosage(mg, frequency=3) | told(words)]}
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, running), signed))
    assert (card.indicator, "not judged" in card.detail) == ("info", False)
    other = {**signed, "dosageInstruction": [dosage(mg + 5, frequency=3) | told(words)]}
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, running), other))
    assert (card.indicator, card.verdict) == ("warning", "needs-info")


def test_what_was_suggested_reads_back() -> None:
    stop = {**RUNNING, "status": "stopped"}
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, RUNNING), stop))
    assert card.suggestion is not None
    steps = [{**action.resource, "id": f"o{n}"} for n, action in enumerate(card.suggestion.actions)]
    made = cards(asked("order-sign", prefetch(SERTRALINE, RUNNING), stop, *steps))
    assert [card.order for card in made] == [step["id"] for step in steps]
    assert {(card.indicator, "not judged" in card.detail) for card in made} == {("info", False)}

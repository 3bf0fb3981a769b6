"""What this service wrote itself, stored in the record, and what the record tells of long ago."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.exchange import Card
from tests.hook_requests import (
    MS,
    RUNNING,
    SERTRALINE,
    SPASTICITY,
    SUBJECT,
    asked,
    cards,
    creatinine,
    order,
    prefetch,
    search,
)
from tests.people import TODAY
from tests.unit.exchange.build import dosage

Json = dict[str, Any]
EIGHTY = order("m2", mg=20, times=4, status="active", authoredOn="2026-06-01")
#: A figure of an answer of ours, as it goes out.
FIGURE: Json = {
    "resourceType": "Observation", "id": "f1", "status": "preliminary", "subject": SUBJECT,
    "code": {"coding": [{"system": "https://baclofen.example/figure", "code": "egfr"}],
             "text": "eGFR as it governs this judgement"},
    "effectiveDateTime": TODAY.isoformat(),
    "valueQuantity": {"value": 20.0, "unit": "mL/min/{1.73_m2}"},
}  # fmt: skip


def found(hook: str, held: Json, *orders: Json) -> list[Card]:
    return list(cards(asked(hook, held, *orders)))


def steps(intent: str) -> list[Json]:
    """A way down as a plan writes it: proposals that follow each other."""
    made = []
    for at, mg in enumerate((17.5, 15.0, 12.5)):
        dose = dosage(mg, frequency=4)
        dose["timing"]["repeat"]["boundsPeriod"] = {
            "start": f"2026-12-{1 + 7 * at:02d}", "end": f"2026-12-{7 + 7 * at:02d}"}  # fmt: skip
        made.append(order(f"p{at}", intent=intent, dosageInstruction=[dose]))
    return made


@pytest.mark.parametrize("intent", ["proposal", "order"])
@pytest.mark.parametrize("hook", ["patient-view", "order-sign"])
def test_a_stored_plan_is_no_order(hook: str, intent: str) -> None:
    ferrous = order("o1", "Ferrous sulfate 325 MG Oral Tablet", "", mg=325)
    held = prefetch(SERTRALINE, EIGHTY, *steps(intent))
    assert found(hook, held, *([ferrous] if hook == "order-sign" else [])) == []


def test_a_stored_figure_of_ours_is_no_result() -> None:
    held = prefetch(SERTRALINE, observations=search(creatinine(), FIGURE))
    (card,) = found("order-sign", held, order("o1", mg=5))
    assert (card.indicator, card.verdict) == ("info", "ok")
    assert "eGFR of 89" in card.detail


def test_a_result_that_has_a_code_of_a_laboratory_too_is_one() -> None:
    both: Json = {**FIGURE, "code": {"coding": [
        *FIGURE["code"]["coding"], {"system": "http://loinc.org", "code": "62238-1"}]}}  # fmt: skip
    held = prefetch(SERTRALINE, observations=search(both))
    (card,) = found("order-sign", held, order("o1", mg=5))
    assert card.verdict == "contraindicated"


def ended(ago_month: str, mg: float = 20) -> Json:
    dose = dosage(mg, frequency=4)
    dose["timing"]["repeat"]["boundsPeriod"] = {"start": "2023-01-01", "end": ago_month}
    return order("m2", status="completed", authoredOn="2023-01-01", dosageInstruction=[dose])


@pytest.mark.parametrize("day", ["2024-12-01", "2026-10-20"])
def test_a_course_that_ended_before_makes_an_order_a_start(day: str) -> None:
    held = prefetch(SERTRALINE, ended(day), conditions=search(MS, SPASTICITY))
    (card,) = found("order-sign", held, order("o1", mg=5))
    assert "speaks of baclofen that is not known" not in card.detail
    assert card.indicator == "info"
    (high,) = found("order-sign", held, order("o1", mg=20, times=4))
    assert (high.indicator, high.rules[0]) == ("critical", "STOP-OLD-DOSE")
    assert "speaks of baclofen that is not known" not in high.detail


def test_one_that_ended_in_these_days_is_no_start() -> None:
    held = prefetch(SERTRALINE, ended("2026-11-20"))
    (card,) = found("order-sign", held, order("o1", mg=20, times=4))
    assert card.indicator == "critical"


def test_orders_that_nobody_reads_here_are_not_counted() -> None:
    others = [
        {"resourceType": "ServiceRequest", "id": f"s{n}", "status": "draft", "intent": "order",
         "subject": SUBJECT, "code": {"text": f"Laboratory {n}"}} for n in range(60)
    ]  # fmt: skip
    stopped = {**RUNNING, "status": "stopped"}
    (card,) = found("order-sign", prefetch(SERTRALINE, RUNNING), *others, stopped)
    assert card.indicator == "critical"

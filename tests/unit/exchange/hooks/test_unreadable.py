"""A record of which something cannot be read is judged as one that lacks it, and says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.errors import InputRefused
from baclofen.exchange import Card
from tests.hook_requests import (
    RUNNING,
    SERTRALINE,
    asked,
    cards,
    creatinine,
    order,
    prefetch,
    search,
)
from tests.people import TODAY

Json = dict[str, Any]
BARE = {**creatinine(), "valueQuantity": {"value": 540}}
TEXT = {
    **{k: v for k, v in creatinine().items() if k != "valueQuantity"},
    "valueString": "6.1",
}
WRONG = {**creatinine(), "valueQuantity": {"value": 540, "unit": "mg/dL"}}
PANEL = {
    **{k: v for k, v in creatinine().items() if k != "valueQuantity"},
    "code": {"text": "Kidney panel"},
    "component": [{"code": creatinine()["code"], "valueQuantity": {"value": 540}}],
}
#: A good one of before says nothing beside it.
BEFORE = creatinine(0.8, TODAY - timedelta(days=30))


@pytest.mark.parametrize("bad", [BARE, TEXT, WRONG, PANEL])
@pytest.mark.parametrize(
    ("hook", "orders", "indicator"),
    [
        ("order-sign", [order("o1", mg=5)], "warning"),
        ("order-sign", [{**RUNNING, "status": "stopped"}], "critical"),
        ("patient-view", [], "warning"),
        ("medication-refill", [order("m2")], "warning"),
    ],
)
def test_a_kidney_value_that_cannot_be_read_is_unknown(
    bad: Json, hook: str, orders: list[Json], indicator: str
) -> None:
    runs = () if hook == "order-sign" and orders[0]["id"] == "o1" else (RUNNING,)
    held = prefetch(SERTRALINE, *runs, observations=search(BEFORE, bad))
    (card,) = cards(asked(hook, held, *orders))
    assert card.indicator == indicator
    assert "could not be read, and count as unknown: creatinine of" in card.detail
    assert "Judged with an eGFR" not in card.detail
    assert card.suggestion is None or card.order == "m2"


@pytest.mark.parametrize(
    ("words", "indicator", "rule"),
    [("<15", "critical", "CI-SEVERE-RENAL-SEED"), ("see comment", "warning", "ASK-KIDNEY-UNREAD")],
)
@pytest.mark.parametrize(
    ("hook", "orders"),
    [
        ("patient-view", []),
        ("order-sign", [order("o1", mg=15, priorPrescription={
            "reference": "MedicationRequest/m2"})]),
    ],
)  # fmt: skip
def test_an_egfr_in_words_is_read_or_said(
    words: str, indicator: str, rule: str, hook: str, orders: list[Json]
) -> None:
    egfr = {**TEXT, "valueString": words, "code": {"coding": [
        {"system": "http://loinc.org", "code": "98979-8"}]}}  # fmt: skip
    held = prefetch(RUNNING, observations=search(BEFORE, egfr))
    (card,) = cards(asked(hook, held, *orders))
    assert (card.indicator, card.rules[0]) == (indicator, rule)


def test_what_else_cannot_be_read_is_refused() -> None:
    held = prefetch({**SERTRALINE, "id": [1]}, observations=search(BARE))
    with pytest.raises(InputRefused, match="it must be a text"):
        cards(asked("order-sign", held, order("o1", mg=5)))


# --- medicines that did not come ---------------------------------------------------------------


def unsupplied(hook: str, *orders: Json, **more: Any) -> tuple[Card, ...]:
    held = prefetch(**more)
    del held["medications"]
    return cards(asked(hook, held, *orders))


def test_a_stack_is_told_where_nobody_knows_whether_baclofen_is_taken() -> None:
    oxycodone = order("x1", "Oxycodone 5 MG Oral Tablet", "", mg=5)
    lorazepam = order("x2", "Lorazepam 1 MG Oral Tablet", "", mg=1)
    (card,) = unsupplied("order-sign", oxycodone, lorazepam)
    assert (card.indicator, card.verdict, card.order) == ("warning", "needs-info", "x2")
    assert card.rules[0] == "INT-MULTI-CNS"
    assert card.summary.startswith("Whether baclofen is taken is not known. If it is:")
    # One alone is no stack, failing kidneys and none on record are nobody's contraindication, and
    # null is an answer.
    assert unsupplied("order-sign", lorazepam) == ()
    assert unsupplied("order-sign", lorazepam, kidney=6.1) == ()
    assert cards(asked("order-sign", prefetch(medications=None), oxycodone, lorazepam)) == ()


def test_a_discharge_or_a_pump_without_medicines_says_so() -> None:
    (home,) = unsupplied("encounter-discharge")
    assert (home.indicator, home.suggestion) == ("info", None)
    assert "must not stop with this stay" in home.summary
    assert cards(asked("encounter-discharge", prefetch(medications=None))) == ()
    device = {"resourceType": "Device", "id": "d1", "status": "active",
              "type": {"text": "Baclofen pump, SynchroMed II"}}  # fmt: skip
    (pump,) = unsupplied("patient-view", devices=search(device))
    assert pump.indicator == "info"
    assert "medications" in pump.summary


# --- what else did not come --------------------------------------------------------------------

FAILED_SEARCH: Json = {"resourceType": "OperationOutcome", "issue": []}


@pytest.mark.parametrize("how", ["left out", "failed"])
@pytest.mark.parametrize(
    ("key", "asks"),
    [("devices", "Whether a pump gives baclofen was not looked at"),
     ("allergies", "Whether there is an allergy to baclofen was not looked at")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("hook", "orders", "runs"),
    [
        ("order-sign", [order("o1", mg=5)], ()),
        ("order-select", [order("o1", mg=5)], ()),
        ("order-sign", [{**RUNNING, "status": "stopped"}], (RUNNING,)),
        ("medication-refill", [order("m2")], (RUNNING,)),
        ("patient-view", [], (RUNNING,)),
        ("encounter-discharge", [], (RUNNING,)),
    ],
)
def test_what_was_not_looked_at_is_said_at_every_hook(
    hook: str, orders: list[Json], runs: tuple[Json, ...], key: str, asks: str, how: str
) -> None:
    held = prefetch(SERTRALINE, *runs)
    if how == "failed":
        held[key] = FAILED_SEARCH
    else:
        del held[key]
    (card,) = cards(asked(hook, held, *orders))
    assert f"Not supplied, and so unknown: {key}" in card.detail
    assert asks in card.detail
    # Where nothing else is to be said the line says it too.
    assert card.summary != "No rule speaks against it."
    assert (key in card.summary) is (card.indicator == "info" and hook != "encounter-discharge")
    # null is an answer: somebody looked, and there is none.
    told = cards(asked(hook, {**held, key: None}, *orders))
    assert all(asks not in one.detail and key not in one.summary for one in told)


def test_what_goes_home_unchanged_says_what_was_not_looked_at() -> None:
    def at(where: str, id: str) -> Json:
        category = [{"coding": [{"code": where}]}]
        return order(id, status="active", authoredOn="2026-11-01", category=category)

    held = prefetch(SERTRALINE, at("inpatient", "m5"), at("discharge", "m6"))
    assert cards(asked("encounter-discharge", held)) == ()
    del held["devices"]
    (card,) = cards(asked("encounter-discharge", held))
    assert (card.indicator, "devices" in card.summary) == ("info", True)


@pytest.mark.parametrize("key", ["allergies", "observations", "conditions", "devices"])
def test_a_failed_search_for_something_else_says_nothing_of_the_medicines(key: str) -> None:
    held = {**prefetch(), key: FAILED_SEARCH, "medications": None}
    for made in (held, {**held, key: search(FAILED_SEARCH)}):
        (card,) = cards(asked("order-sign", made, order("o1", mg=5)))
        assert "without knowing whether baclofen is taken" not in card.detail
        assert key in card.detail


@pytest.mark.parametrize(
    "more", [{"active": False}, {"link": [{"type": "replaced-by", "other": {"display": "x"}}]}]
)
def test_a_record_that_is_no_longer_the_record_says_so_on_its_card(more: Json) -> None:
    held = prefetch(SERTRALINE)
    assert "only partly known" not in cards(asked("order-sign", held, order("o1", mg=5)))[0].detail
    held["patient"] = {**held["patient"], **more}
    (card,) = cards(asked("order-sign", held, order("o1", mg=5)))
    assert "only partly known: patient" in card.detail


def test_an_order_that_is_selected_and_is_not_there_leaves_none_out() -> None:
    lost = asked("order-select", prefetch(SERTRALINE), order("o1", mg=20),
                 selections=["MedicationRequest/o9"])  # fmt: skip
    assert [card.order for card in cards(lost)] == ["o1"]
    other = asked("order-select", prefetch(SERTRALINE), order("o1", mg=20),
                  selections=["ServiceRequest/s1"])  # fmt: skip
    assert cards(other) == ()


def test_the_token_of_another_patient_is_refused() -> None:
    made = asked("patient-view", prefetch(SERTRALINE))
    made |= {"fhirServer": "https://a.example/fhir", "fhirAuthorization": {"patient": "p1"}}
    assert cards(made) == ()
    with pytest.raises(InputRefused, match="another patient"):
        cards({**made, "fhirAuthorization": {"patient": "p2"}})

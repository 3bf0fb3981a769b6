"""Orders in doubt, for a pump, under the running id, doubled, replaced: each card says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.errors import InputRefused
from baclofen.exchange import Card, read_patient
from baclofen.regimen import OralOrder, PumpOrder, ScreeningOrder
from tests.hook_requests import (
    RUNNING,
    SERTRALINE,
    asked,
    broken_rules,
    cards,
    order,
    prefetch,
    search,
)
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle, dosage, medicine

Json = dict[str, Any]
CLEAR = "No rule speaks against it"
OXYCODONE = order("x1", "Oxycodone 5 MG Oral Tablet", "", mg=5)
LORAZEPAM = order("x2", "Lorazepam 1 MG Oral Tablet", "", mg=1)
PUMP = order("o1", "Baclofen 2 mg/mL intrathecal solution", "", dosageInstruction=[
    {"route": {"text": "intrathecal"}, "doseAndRate": [{"rateQuantity": {
        "value": 200, "unit": "mcg/d", "system": "http://unitsofmeasure.org", "code": "ug/d",
    }}]},
])  # fmt: skip


def sign(*orders: Json, held: Json | None = None, hook: str = "order-sign", **more: Any) -> Json:
    return asked(hook, prefetch(SERTRALINE) if held is None else held, *orders, **more)


def one(request: Json) -> Card:
    (card,) = cards(request)
    assert broken_rules({"cards": [card.as_json()]}) == []
    return card


def words(text: str) -> Json:
    return order("o1", dosageInstruction=[{"text": text}])


def quantity(value: float, unit: str) -> Json:
    held = dosage(value, frequency=3)
    held["doseAndRate"][0]["doseQuantity"] = {"value": value, "unit": unit}
    return order("o1", dosageInstruction=[held])


# --- slips, and what cannot be read ------------------------------------------------------------


@pytest.mark.parametrize("held", [(SERTRALINE,), (SERTRALINE, RUNNING)])
@pytest.mark.parametrize(
    ("drafted", "verdict", "says"),
    [
        (order("o1", mg=5000), "avoid", "likely a slip"),
        (order("o1", mg=101), "avoid", "likely a slip"),
        (words("5 mcg three times daily"), "avoid", "likely a slip"),
        (quantity(5, "ug"), "avoid", "likely a slip"),
        (quantity(5, "g"), "avoid", "likely a slip"),
        (words("10 mg every hour"), "needs-info", "could not be read"),
        (words("5 mg three times daily as needed"), "needs-info", "could not be read"),
    ],
)
def test_what_is_no_dose_or_unread_is_never_clear(
    drafted: Json, verdict: str, says: str, held: tuple[Json, ...]
) -> None:
    card = one(sign({**drafted, "priorPrescription": {"reference": "MedicationRequest/m2"}},
                    held=prefetch(*held)))  # fmt: skip
    assert (card.indicator, card.verdict) == ("warning", verdict)
    assert says in card.summary
    assert "not judged" in card.detail
    assert CLEAR not in card.detail + card.summary
    assert card.suggestion is None


def test_the_same_reaches_the_command_that_judges_an_order() -> None:
    draft = medicine("Baclofen 10 MG Oral Tablet", status="draft", sig="5000 mg three times daily")
    read = read_patient(bundle(draft, medicine("Sertraline")), known=known(), today=TODAY)
    (doubt,) = read.asks(today=TODAY).doubts
    assert (doubt.kind, doubt.because.split()[0]) == ("slip", "15,000")


def test_an_order_that_is_still_without_a_dose_is_said_to_be() -> None:
    bare = {name: value for name, value in order("o1").items() if name != "dosageInstruction"}
    card = one(sign(bare, hook="order-select"))
    assert (card.indicator, card.verdict) == ("info", "caution")
    assert "names no dose" in card.summary
    assert card.suggestion is not None


# --- into the spine ----------------------------------------------------------------------------


def test_an_order_for_a_pump_is_judged_as_one_and_gets_no_tablets() -> None:
    card = one(sign(PUMP))
    assert (card.indicator, card.verdict, card.suggestion) == ("warning", "needs-info", None)
    assert "test bolus" in card.summary
    read = read_patient(bundle(medicine("Sertraline"), {**PUMP, "subject": None}),
                        known=known(), today=TODAY)  # fmt: skip
    asks = read.ordered.order
    assert isinstance(asks, PumpOrder)
    assert (asks.stage, str(asks.asked)) == ("start", "200 mcg")


def spinal(route: str, unit: str, text: str = "", **repeat: Any) -> Json:
    held: Json = dosage(50, text=text) | {"route": {"text": route}}
    held["doseAndRate"] = [{"doseQuantity": {"value": 50, "unit": unit}}]
    held["timing"] = {"repeat": repeat}
    return order("o1", "Baclofen 50 mcg/mL injection", "", dosageInstruction=[held])


def test_one_dose_into_the_spine_is_a_test_bolus() -> None:
    drafted = spinal("intrathecal", "mcg", "50 mcg once")
    read = read_patient(bundle(medicine("Sertraline"), {**drafted, "subject": None}),
                        known=known(), today=TODAY)  # fmt: skip
    asks = read.ordered.order
    assert isinstance(asks, ScreeningOrder)
    assert (str(asks.dose), asks.mcg_per_mL) == ("50 mcg", 50)
    assert one(sign(drafted)).suggestion is None


def test_into_a_vein_is_not_into_the_spine() -> None:
    card = one(sign(spinal("IV", "mg", frequency=3, period=1, periodUnit="d")))
    assert (card.indicator, card.verdict) == ("warning", "needs-info")
    assert 'not one by mouth ("IV")' in card.summary


@pytest.mark.parametrize(
    ("name", "text", "daily"),
    [
        ("Baclofen 5 mg/5 mL oral solution", "", 15),
        ("Baclofen 1 mg/mL oral solution", "5 mL three times daily", 15),
        ("Lyflex 5mg/5ml oral solution", "5 mg (5 mL) three times a day", 15),
        ("Fleqsuvy", "", 75),
        ("Baclofen oral solution", "", None),
        ("Baclofen 3 mg/mL oral solution", "", None),
        ("Fleqsuvy 5 mg/5 mL oral suspension", "", None),
        ("Baclofen 5 mg/5 mL oral solution", "10 mg (5 mL) three times a day", None),
    ],
)
def test_a_volume_is_a_dose_where_the_strength_is_sure(
    name: str, text: str, daily: float | None
) -> None:
    held = dosage(5, frequency=3, text=text)
    held["doseAndRate"] = [{"doseQuantity": {"value": 5, "unit": "mL"}}]
    drafted = order("o1", name, "", dosageInstruction=[held])
    read = read_patient(bundle(medicine("Sertraline"), {**drafted, "subject": None}),
                        known=known(), today=TODAY)  # fmt: skip
    asks = read.ordered.order
    told = asks.daily if isinstance(asks, OralOrder) else None
    assert (None if told is None else told.in_mg) == daily
    assert ("not judged" in one(sign(drafted)).detail) is (daily is None)


def test_by_mouth_and_by_pump_together_is_advised_against_both_ways_round() -> None:
    beside = one(sign(PUMP, held=prefetch(RUNNING)))
    assert beside.indicator == "warning"
    assert "by mouth and into the spine together (30 mg a day)" in beside.detail
    pump = {**PUMP, "id": "m3", "status": "active"}
    tablets = one(sign(order("o1", mg=5), held=prefetch(SERTRALINE, pump)))
    assert tablets.indicator == "warning"
    assert "DUP-BACLOFEN" in tablets.rules
    assert (beside.suggestion, tablets.suggestion) == (None, None)


# --- changes of what runs ----------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "active"])
@pytest.mark.parametrize(
    ("mg", "indicator", "rule"), [(20, "info", ""), (5, "warning", "DO-ONE-STEP"), (25, "info", "")]
)
def test_an_order_under_the_running_id_is_a_change_of_it(
    mg: float, indicator: str, rule: str, status: str
) -> None:
    sixty = order("m2", mg=20, status="active", authoredOn="2026-06-01")
    card = one(sign(order("m2", mg=mg, status=status), held=prefetch(SERTRALINE, sixty)))
    assert card.indicator == indicator
    assert "DO-FIRST-ORDER" not in card.rules
    assert (rule in card.rules) is bool(rule)
    assert card.suggestion is None


def test_a_draft_that_the_record_holds_already_is_counted_once() -> None:
    saved = order("o1", mg=5)
    card = one(sign(saved, held=prefetch(SERTRALINE, saved)))
    assert (card.indicator, card.verdict) == ("info", "ok")


@pytest.mark.parametrize("how", ["id", "prior", "stop"])
def test_a_drop_of_several_steps_is_louder_than_a_note(how: str) -> None:
    sixty = order("m2", mg=20, status="active", authoredOn="2026-06-01")
    prior: Json = {"priorPrescription": {"reference": "MedicationRequest/m2"}}
    orders = {
        "id": [order("m2", mg=5)],
        "prior": [order("o1", mg=5, **prior)],
        "stop": [order("o1", mg=5), {**sixty, "status": "stopped"}],
    }[how]
    card = one(sign(*orders, held=prefetch(SERTRALINE, sixty)))
    assert (card.indicator, card.verdict) == ("warning", "avoid")


def test_a_second_order_that_replaces_nothing_is_summed_and_said() -> None:
    card = one(sign(order("o1", mg=10), held=prefetch(RUNNING)))
    assert (card.indicator, card.verdict, card.suggestion) == ("warning", "avoid", None)
    assert "(30 mg a day): together 60 mg a day" in card.detail


def test_two_drafts_are_judged_as_their_sum_and_none_is_offered() -> None:
    found = cards(sign(order("o1", mg=5), order("o2", mg=5)))
    assert [(card.order, card.indicator) for card in found] == [
        ("o1", "warning"),
        ("o2", "warning"),
    ]
    for card in found:
        assert "together 30 mg a day" in card.detail
        assert "DO-FIRST-ORDER" in card.rules
        assert card.suggestion is None
    read = read_patient(
        bundle(medicine("Sertraline"), *(medicine(
            "Baclofen 10 MG Oral Tablet", status="draft", sig=f"{n} mg three times daily"
        ) for n in (5, 10))), known=known(), today=TODAY,
    )  # fmt: skip
    asks = read.ordered.order
    assert isinstance(asks, OralOrder)
    assert str(asks.daily) == "45 mg"


def test_steps_one_after_the_other_are_no_doubled_dose() -> None:
    def step(id: str, mg: float, start: str, end: str) -> Json:
        held = dosage(mg, frequency=3)
        held["timing"]["repeat"]["boundsPeriod"] = {"start": start, "end": end}
        return order(id, mg=mg, dosageInstruction=[held])

    first = step("o1", 5, TODAY.isoformat(), "2026-11-24")
    found = cards(sign(first, step("o2", 10, "2026-11-25", "2026-11-27")))
    assert [(card.order, card.indicator) for card in found] == [("o1", "info"), ("o2", "info")]
    wild = cards(sign(first, step("o2", 500, "2026-11-25", "2026-11-27")))
    assert [card.indicator for card in wild] == ["info", "warning"]
    assert "likely a slip" in wild[1].summary


def test_an_order_that_begins_or_is_dated_tomorrow_is_judged_all_the_same() -> None:
    late = order("o1", mg=20, times=4, authoredOn="2030-01-01")
    late["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": "2030-01-01"}
    assert one(sign(late)).indicator == "warning"
    sedative = {**LORAZEPAM, "authoredOn": "2030-01-01"}
    opioid = {**OXYCODONE, "status": "active"}
    assert one(sign(sedative, held=prefetch(RUNNING, opioid))).indicator == "critical"


# --- a stop, whatever else is ordered ----------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [PUMP, order("o1", code="8163"), words("10 mg every hour"), order("o1", mg=5000)],
)
def test_a_stop_that_nothing_carries_on_is_seen_beside_another_order(other: Json) -> None:
    found = cards(sign(other, {**RUNNING, "status": "stopped"}, held=prefetch(RUNNING)))
    told = {card.order: card for card in found}
    assert told["m2"].indicator == "critical"
    assert told["m2"].summary.startswith("Do not stop baclofen abruptly")
    assert told["o1"].indicator == "warning"


def test_what_begins_only_later_carries_nothing_on() -> None:
    stop = {**RUNNING, "status": "stopped"}
    for day, stops in ((TODAY + timedelta(days=1), False), (TODAY + timedelta(days=9), True)):
        held = dosage(10, frequency=3)
        held["timing"]["repeat"]["boundsPeriod"] = {"start": day.isoformat()}
        found = cards(sign(order("o1", dosageInstruction=[held]), stop, held=prefetch(RUNNING)))
        assert ("m2" in {card.order for card in found}) is stops


def test_a_contraindication_is_said_before_a_slip() -> None:
    card = one(sign(order("o1", mg=5000), held=prefetch(SERTRALINE, kidney=3.5)))
    assert (card.indicator, card.verdict) == ("critical", "contraindicated")
    assert "slip" not in card.summary
    assert "likely a slip" in card.detail


# --- sedatives together ------------------------------------------------------------------------


def test_sedatives_signed_together_are_judged_together() -> None:
    for drafts in ([OXYCODONE, LORAZEPAM], [LORAZEPAM, OXYCODONE]):
        card = one(sign(*drafts, held=prefetch(RUNNING)))
        assert (card.indicator, card.order) == ("critical", drafts[1]["id"])
        assert card.rules[0] == "INT-MULTI-CNS"
    more = [order(f"x{n}", name, "") for n, name in enumerate(("Zolpidem", "Diazepam"), start=3)]
    assert "critical" in {
        card.indicator for card in cards(sign(OXYCODONE, LORAZEPAM, *more, held=prefetch(RUNNING)))
    }


@pytest.mark.parametrize("runs", [True, False])
def test_what_is_drafted_and_not_selected_counts_as_taken(runs: bool) -> None:
    held = prefetch(RUNNING) if runs else prefetch(SERTRALINE)
    drafts = [OXYCODONE, LORAZEPAM] if runs else [order("o1", mg=5), OXYCODONE, LORAZEPAM]
    selections = ["MedicationRequest/x2"]
    card = one(sign(*drafts, held=held, hook="order-select", selections=selections))
    assert (card.indicator, card.order) == ("critical", "x2")


# --- whose, which, and what is kept ------------------------------------------------------------


def test_an_order_for_another_patient_is_refused() -> None:
    with pytest.raises(InputRefused, match="an order for another patient"):
        cards(sign(order("o1", subject={"reference": "Patient/other"})))


def test_an_id_that_is_no_text_is_refused_by_name() -> None:
    for id in ([1], {"a": 1}):
        odd = {**SERTRALINE, "id": id}
        with pytest.raises(InputRefused, match="it must be a text"):
            cards(sign(order("o1", mg=5), held=prefetch(odd)))


def test_no_two_orders_share_a_key() -> None:
    bare = {name: value for name, value in order("o1", mg=5).items() if name != "id"}
    found = cards(sign(bare, order("draft-1", mg=20)))
    assert len({card.uuid for card in found}) == len({card.order for card in found}) == 2
    assert len(cards(sign(order("o1", mg=5), order("o1", mg=5)))) == 1


def test_a_refill_of_the_running_order_is_an_ordinary_one() -> None:
    for id in ("m2", "r1"):
        card = one(asked("medication-refill", prefetch(RUNNING), order(id, status="active")))
        assert (card.indicator, card.verdict) == ("info", "ok"), id


def test_nothing_of_the_old_dose_stays_in_a_suggestion() -> None:
    said: Json = {
        "text": {"status": "generated", "div": "<div>20 mg QID</div>"}, "note": [{"text": "QID"}],
        "extension": [{"url": "https://a.example/sig", "valueString": "20 mg QID"}],
        "substitution": {"allowedBoolean": True}, "dispenseRequest": {"numberOfRepeatsAllowed": 3},
        "contained": [
            {"resourceType": "Medication", "id": "drug"},
            {"resourceType": "Practitioner", "id": "who"},
        ],
        "requester": {"reference": "#who"}, "reasonCode": [{"text": "spasticity"}],
    }  # fmt: skip
    card = one(sign(order("o1", mg=20, times=4, **said)))
    assert card.suggestion is not None
    (action,) = card.suggestion.actions
    assert "QID" not in str(action.resource)
    assert not {"text", "note", "extension", "substitution",
                "dispenseRequest"} & set(action.resource)  # fmt: skip
    assert [one["id"] for one in action.resource["contained"]] == ["who"]
    assert action.resource["reasonCode"] == [{"text": "spasticity"}]
    assert action.resource["subject"] == {"reference": "Patient/p1"}


@pytest.mark.parametrize("none", [None, search()])
def test_no_medicine_at_all_is_an_answer(none: Json | None) -> None:
    card = one(sign(order("o1", mg=5), held=prefetch(SERTRALINE, medications=none)))
    assert (card.indicator, card.verdict) == ("info", "ok")
    assert card.suggestion is not None

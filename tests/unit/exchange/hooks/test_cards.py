"""Cards: which hook gets one, how loud it is, what it offers; three absences told apart."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from baclofen.errors import InputRefused, KnowledgeError
from baclofen.exchange import FAILED, Card, cards_of, lacking_keys, read_request, record_of
from baclofen.value import replace
from tests.hook_requests import (
    MS,
    RUNNING,
    SERTRALINE,
    asked,
    broken_rules,
    cards,
    condition,
    creatinine,
    order,
    patient,
    prefetch,
    search,
)
from tests.people import TODAY, known
from tests.records.hooks import EXPECTED, OVERLAYS
from tests.unit.exchange.build import dosage

K = known()
FIVE = order("o1", mg=5)


def one(request: dict[str, Any], **more: Any) -> Card:
    (card,) = cards(request, **more)
    assert broken_rules({"cards": [card.as_json()]}) == []
    return card


# --- the fifteen, written down before -------------------------------------------------------


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_fifteen_orders_get_the_card_that_was_written_down(name: str) -> None:
    request, _ = read_request(OVERLAYS[name])
    day = date.fromisoformat(request.orders[0]["authoredOn"])
    (card,) = cards_of(
        request, record_of(request, {}), K, today=day, jurisdiction="US", url="https://cds.example"
    )
    wanted = EXPECTED[name]
    assert (card.indicator, card.verdict) == (wanted["indicator"], wanted["verdict"])
    assert set(wanted["rules"]) <= set(card.rules)
    assert wanted.get("says", "") in card.summary
    assert ("could not be identified" in card.summary) is wanted.get("unread", False)
    assert card.suggestion is None
    assert broken_rules({"cards": [card.as_json()]}, 1) == []


# --- orders ---------------------------------------------------------------------------------


def test_a_first_order_is_offered_as_the_plans_first_step() -> None:
    card = one(asked("order-sign", prefetch(SERTRALINE), FIVE))
    headline, *others = card.detail.split("\n\n")
    assert headline.startswith("**")
    assert headline.endswith("**")
    assert "**" not in "".join(others)
    assert card.indicator == "info"
    assert card.suggestion is not None
    (action,) = card.suggestion.actions
    assert action.type == "update"
    changed = action.resource
    assert (changed["id"], changed["status"]) == ("o1", "draft")
    (dose,) = changed["dosageInstruction"]
    assert dose["doseAndRate"][0]["doseQuantity"]["value"] == 5
    assert dose["timing"]["repeat"]["frequency"] == 3
    assert dose["timing"]["repeat"]["boundsPeriod"]["start"] == TODAY.isoformat()


def test_a_first_order_above_every_labels_start_is_a_warning_with_the_right_dose() -> None:
    card = one(asked("order-sign", prefetch(SERTRALINE), order("o1", mg=20, times=4)))
    assert card.indicator == "warning"
    assert card.suggestion is not None
    (dose,) = card.suggestion.actions[0].resource["dosageInstruction"]
    assert dose["doseAndRate"][0]["doseQuantity"]["value"] == 5


def test_what_it_is_for_is_asked_before_a_dose_is_offered() -> None:
    card = one(asked("order-sign", prefetch(SERTRALINE, conditions=search(MS)), FIVE))
    assert (card.indicator, card.suggestion) == ("info", None)
    assert card.summary.startswith("Ask first what baclofen is for")


def test_failing_kidneys_are_critical_and_nothing_is_offered() -> None:
    card = one(asked("order-sign", prefetch(SERTRALINE, kidney=3.5), FIVE))
    assert (card.indicator, card.verdict) == ("critical", "contraindicated")
    assert card.suggestion is None


def test_what_a_card_leaves_out_is_counted_and_only_then() -> None:
    assert " more\n" not in one(asked("order-sign", prefetch(SERTRALINE), FIVE)).detail
    also = ("Oxycodone", "Diazepam", "Zolpidem", "Gabapentin", "Ibuprofen")
    medicines = [order(f"m{at}", name, "", status="active") for at, name in enumerate(also)]
    past = [condition("", words) for words in ("Epilepsy", "Peptic ulcer", "Schizophrenia")]
    held = prefetch(*medicines, kidney=1.6, conditions=search(MS, *past))
    # No more than the most of a start with these kidneys: that is said by no rule.
    card = one(asked("order-sign", held, order("o1", mg=5, times=2)))
    lines = card.detail.splitlines()
    (left,) = (line for line in lines if line.endswith(" more"))
    shown = sum(line.startswith("- *") for line in lines)
    assert left == f"- {len(card.rules) - shown} more"


def test_an_order_that_cannot_be_identified_gives_no_dose() -> None:
    for wrong in (
        order("o1", code="8163"), order("o1", "Aspirin 81mg"), order("o1", "Baclophen 10 mg", ""),
    ):  # fmt: skip
        card = one(asked("order-sign", prefetch(SERTRALINE), wrong))
        assert card.indicator == "warning", wrong
        assert "could not be identified" in card.summary
        assert "please confirm" in card.detail
        assert card.suggestion is None


def test_at_most_one_card_for_each_order() -> None:
    orders = (FIVE, order("o2", mg=20, times=4))
    found = cards(asked("order-sign", prefetch(SERTRALINE), *orders))
    assert [card.order for card in found] == ["o1", "o2"]
    assert len({card.uuid for card in found}) == 2


def test_an_order_without_an_id_is_judged_and_not_changed() -> None:
    bare = {name: value for name, value in FIVE.items() if name != "id"}
    assert one(asked("order-sign", prefetch(SERTRALINE), bare)).suggestion is None


def test_two_orders_under_one_id_are_each_judged_and_neither_is_changed() -> None:
    high = order("o1", mg=20, times=4)
    found = cards(asked("order-sign", prefetch(SERTRALINE), FIVE, high))
    assert [card.indicator for card in found] == ["warning", "warning"]
    assert len({card.uuid for card in found}) == 2
    assert [card.suggestion for card in found] == [None, None]


def test_other_orders_alone_get_no_card() -> None:
    tablets = order("o1", "Ibuprofen 400 MG Oral Tablet", "", mg=400)
    assert cards(asked("order-sign", prefetch(SERTRALINE), tablets)) == ()
    assert cards(asked("order-sign", prefetch(SERTRALINE))) == ()


def test_opioid_and_benzodiazepine_ordered_beside_are_a_critical_stack() -> None:
    opioid = order("m3", "Oxycodone 5 MG Oral Tablet", "", status="active", mg=5)
    diazepam = order("o1", "Diazepam 5 MG Oral Tablet", "", mg=5)
    # For someone on baclofen the order of the sedative gets the card,
    card = one(asked("order-sign", prefetch(RUNNING, opioid), diazepam))
    assert (card.indicator, card.order, card.rules[0]) == ("critical", "o1", "INT-MULTI-CNS")
    assert card.suggestion is None
    # and where baclofen itself is ordered with it, that order does.
    both = cards(asked("order-sign", prefetch(SERTRALINE, opioid), FIVE, {**diazepam, "id": "o2"}))
    assert [(card.indicator, card.order) for card in both] == [("critical", "o1")]
    # What brings nothing new says nothing.
    tablets = order("o1", "Ferrous sulfate 325 MG Oral Tablet", "", mg=325)
    assert cards(asked("order-sign", prefetch(RUNNING, opioid), tablets)) == ()


@pytest.mark.parametrize("gone", [{"status": "stopped"}, {"status": "cancelled"},
                                  {"status": "on-hold"}, {"doNotPerform": True}])  # fmt: skip
def test_an_order_that_takes_baclofen_away_is_an_abrupt_stop(gone: dict[str, Any]) -> None:
    card = one(asked("order-sign", prefetch(RUNNING), {**RUNNING, **gone}))
    assert card.indicator == "critical"
    assert card.summary.startswith("Do not stop baclofen abruptly")
    assert card.suggestion is not None
    assert {action.type for action in card.suggestion.actions} == {"create"}
    kinds = {action.resource["resourceType"] for action in card.suggestion.actions}
    assert kinds == {"MedicationRequest"}
    # Where another order of it is made in the same breath, it goes on.
    again = cards(asked("order-sign", prefetch(RUNNING), {**RUNNING, **gone}, order("o9", mg=10)))
    assert [card.order for card in again] == ["o9"]


def test_only_what_is_selected_is_looked_at() -> None:
    request = asked("order-select", prefetch(SERTRALINE), FIVE, order("o2", mg=20, times=4),
                    selections=["MedicationRequest/o2"])  # fmt: skip
    assert [card.order for card in cards(request)] == ["o2"]
    assert cards({**request, "context": {**request["context"], "selections": []}}) == ()


def test_an_order_without_a_dose_yet_is_judged() -> None:
    bare = {name: value for name, value in FIVE.items() if name != "dosageInstruction"}
    card = one(asked("order-select", prefetch(SERTRALINE), bare))
    assert card.suggestion is not None


# --- the other hooks ------------------------------------------------------------------------


def test_a_patient_without_baclofen_or_with_nothing_against_it_gets_no_card() -> None:
    assert cards(asked("patient-view", prefetch(SERTRALINE))) == ()
    assert cards(asked("patient-view", prefetch(RUNNING))) == ()


def test_a_patient_on_baclofen_with_failing_kidneys_gets_one() -> None:
    card = one(asked("patient-view", prefetch(RUNNING, kidney=3.5)))
    assert (card.indicator, card.order, card.suggestion) == ("critical", "", None)


def test_an_emergency_is_critical() -> None:
    coma = condition("371632003", "Coma", onsetDateTime=TODAY.isoformat())
    card = one(asked("patient-view", prefetch(RUNNING, conditions=search(MS, coma))))
    assert (card.indicator, card.verdict) == ("critical", "emergency")
    assert card.summary.startswith("Emergency:")


def category(code: str) -> list[dict[str, Any]]:
    return [{"coding": [{"code": code}]}]


def test_baclofen_that_ends_with_the_stay_is_an_abrupt_stop() -> None:
    inpatient = {**RUNNING, "category": category("inpatient")}
    card = one(asked("encounter-discharge", prefetch(inpatient)))
    assert card.indicator == "critical"
    assert "ends with this stay" in card.summary
    home = order("m9", status="active", category=category("discharge"))
    assert cards(asked("encounter-discharge", prefetch(inpatient, home))) == ()
    unsaid = one(asked("encounter-discharge", prefetch(RUNNING)))
    assert (unsaid.indicator, unsaid.suggestion) == ("info", None)
    assert cards(asked("encounter-discharge", prefetch(SERTRALINE))) == ()


def test_a_refill_is_of_someone_who_takes_it() -> None:
    card = one(asked("medication-refill", prefetch(RUNNING), order("o1", mg=10)))
    assert card.indicator == "info"
    assert "DO-FIRST-ORDER" not in card.rules
    # Also where the record does not show it.
    unshown = one(asked("medication-refill", prefetch(SERTRALINE), order("o1", mg=10)))
    assert "DO-FIRST-ORDER" not in unshown.rules


# --- three absences -------------------------------------------------------------------------


def test_left_out_and_failed_are_unknown_and_null_is_nothing() -> None:
    whole = prefetch(SERTRALINE)
    outcome = {"resourceType": "OperationOutcome", "issue": []}
    for key in whole:
        left_out = asked("order-sign", {k: v for k, v in whole.items() if k != key}, FIVE)
        failed = asked("order-sign", {**whole, key: outcome}, FIVE)
        none = asked("order-sign", {**whole, key: None}, FIVE)
        for request in (left_out, failed):
            read, _ = read_request(json.dumps(request).encode())
            assert lacking_keys(read) == (key,)
            assert record_of(read, {}).lacking == (key,)
            assert record_of(read, {key: FAILED}).lacking == (key,)
            assert record_of(read, {key: whole[key]}).lacking == ()
        read, _ = read_request(json.dumps(none).encode())
        assert lacking_keys(read) == ()


@pytest.mark.parametrize("hole", ["left out", "failed", "paged"])
def test_without_all_medicines_whether_baclofen_is_taken_is_not_known(hole: str) -> None:
    held = prefetch(SERTRALINE)
    if hole == "left out":
        del held["medications"]
    elif hole == "failed":
        held["medications"] = {"resourceType": "OperationOutcome", "issue": []}
    else:
        held["medications"]["link"] = [{"relation": "next", "url": "https://x/2"}]
    card = one(asked("order-sign", held, FIVE))
    assert "ASK-BACLOFEN" in card.rules
    assert (card.indicator, card.verdict, card.suggestion) == ("warning", "needs-info", None)
    assert ("Not supplied" in card.detail) is (hole != "paged")
    assert ("only partly known: medications" in card.detail) is (hole == "paged")


def test_entries_of_somebody_else_are_left_out_and_said() -> None:
    theirs = {**creatinine(3.5), "subject": {"reference": "Patient/p2"}}
    held = prefetch(SERTRALINE, observations=search(theirs))
    card = one(asked("order-sign", held, FIVE))
    assert "only partly known: observations" in card.detail
    assert card.verdict == "needs-info"
    fewer = prefetch(SERTRALINE, observations={**search(creatinine()), "total": 2})
    assert "only partly known: observations" in one(asked("order-sign", fewer, FIVE)).detail


def test_the_link_leads_to_pages_that_are_there() -> None:
    request = asked("order-sign", prefetch(SERTRALINE), FIVE)
    assert one(request).link is None
    read, _ = read_request(json.dumps(request).encode())
    (card,) = cards_of(
        read, record_of(read, {}), K, today=TODAY, jurisdiction="US", url="https://cds.example",
        planner="https://cds.example/smart/launch", is_launch=True,
    )  # fmt: skip
    assert card.as_json()["links"] == [
        {"label": "Open the planner", "url": "https://cds.example/smart/launch", "type": "smart"}
    ]
    assert broken_rules({"cards": [card.as_json()]}, 1) == []


def test_kidneys_that_were_not_supplied_are_asked_for() -> None:
    held = prefetch(SERTRALINE)
    del held["observations"]
    card = one(asked("order-sign", held, FIVE))
    assert "ASK-KIDNEY" in card.rules
    assert "observations" in card.detail


# --- strictness -----------------------------------------------------------------------------


def test_the_record_of_another_patient_is_refused() -> None:
    with pytest.raises(InputRefused, match="another patient"):
        cards(asked("order-sign", prefetch(SERTRALINE, patient=patient(id="p2")), FIVE))


def test_a_patient_that_is_none_is_refused() -> None:
    with pytest.raises(InputRefused):
        cards(asked("order-sign", {"patient": "x"}, FIVE))


def test_words_of_the_record_cannot_become_markup() -> None:
    nasty = order("m5", "<img src=x onerror=alert(1)> [a](http://x) **b**", "", status="active")
    card = one(asked("order-sign", prefetch(SERTRALINE, nasty), FIVE))
    assert "<img" not in card.detail.replace("\\<", "")
    assert "](http" not in card.detail


def test_a_card_that_breaks_the_rules_cannot_be_made() -> None:
    card = one(asked("order-sign", prefetch(SERTRALINE), FIVE))
    for summary in ("", "x" * 140):
        with pytest.raises(KnowledgeError):
            replace(card, summary=summary)
    assert dosage(1)

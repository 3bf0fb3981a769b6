"""The medicine of an order that stands elsewhere, that nobody tells, or that the record knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hook_requests import RUNNING, SERTRALINE, asked, broken_rules, cards, order, prefetch

Json = dict[str, Any]
MEDICATION: Json = {
    "resourceType": "Medication", "id": "99", "code": {"text": "Baclofen 10 MG Oral Tablet"},
}  # fmt: skip
STOP = "Do not stop baclofen abruptly"


def pointing(id: str = "o1", to: str = "Medication/99", **more: Any) -> Json:
    made = {k: v for k, v in order(id, **more).items() if k != "medicationCodeableConcept"}
    return {**made, "medicationReference": {"reference": to}}


def found(*orders: Json, held: Json | None = None, **context: Any) -> list[tuple[str, str, str]]:
    request = asked("order-sign", held or prefetch(SERTRALINE), *orders, **context)
    made = cards(request)
    assert broken_rules({"cards": [card.as_json() for card in made]}) == []
    return [(card.order, card.indicator, card.verdict) for card in made]


@pytest.mark.parametrize(
    "to", ["Medication/99", "Medication/99/_history/2", "urn:uuid:99", "https://a.example/Medication/99"]
)  # fmt: skip
def test_a_medicine_beside_its_order_or_in_the_record_is_read_with_it(to: str) -> None:
    high = pointing(to=to, mg=50, times=4)
    assert found(high, MEDICATION) == [("o1", "warning", "avoid")]
    in_record = prefetch(SERTRALINE, devices=MEDICATION)
    assert found(high, held=in_record) == [("o1", "warning", "avoid")]


def test_the_dose_of_an_order_with_its_medicine_beside_it_is_what_is_offered_from() -> None:
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE), pointing(mg=5), MEDICATION))
    assert (card.indicator, card.verdict) == ("info", "ok")
    assert card.suggestion is not None
    (action,) = card.suggestion.actions
    assert not {"medicationReference", "contained"} & set(action.resource)
    assert "medicationCodeableConcept" in action.resource


def test_an_address_that_only_the_bundle_gives_is_found() -> None:
    request = asked(
        "order-sign", prefetch(SERTRALINE), pointing(to="urn:uuid:a1", mg=50), MEDICATION
    )
    request["context"]["draftOrders"]["entry"][1]["fullUrl"] = "urn:uuid:a1"
    (card,) = cards(request)
    assert (card.indicator, card.verdict) == ("warning", "avoid")


def test_sedatives_that_are_pointed_at_are_stacked_too() -> None:
    def pair(at: int, name: str) -> list[Json]:
        medicine = {"resourceType": "Medication", "id": f"d{at}", "code": {"text": name}}
        return [pointing(f"x{at}", f"Medication/d{at}", mg=1), medicine]

    both = [*pair(1, "Oxycodone 5 MG Oral Tablet"), *pair(2, "Lorazepam 1 MG Oral Tablet")]
    assert found(*both, held=prefetch(RUNNING)) == [("x2", "critical", "avoid")]


@pytest.mark.parametrize("held", [(SERTRALINE,), (SERTRALINE, RUNNING)])
def test_a_medicine_that_nobody_tells_is_asked_for(held: tuple[Json, ...]) -> None:
    (card,) = cards(asked("order-sign", prefetch(*held), pointing(mg=50)))
    assert card.indicator == "warning"
    assert card.summary.startswith("The order could not be identified")
    assert "its medicine is not told" in card.detail
    assert card.suggestion is None


@pytest.mark.parametrize(
    "medicine",
    [
        {"medicationReference": {"reference": "Medication/99"}},
        {},
        {"medicationCodeableConcept": {"text": "muscle relaxant"}},
        {"medicationCodeableConcept": {"coding": [{"system": "urn:oid:1.2.3", "code": "4711"}]}},
    ],
)
def test_a_stop_by_id_stops_what_the_record_knows_under_that_id(medicine: Json) -> None:
    bare = {k: v for k, v in RUNNING.items() if k != "medicationCodeableConcept"}
    (card,) = cards(
        asked("order-sign", prefetch(RUNNING), {**bare, **medicine, "status": "stopped"})
    )
    assert card.indicator == "critical"
    assert card.summary.startswith(STOP)


def test_another_medicine_under_the_running_id_is_asked_about() -> None:
    other = order("m2", "Tizanidine 4 MG Oral Tablet", "", mg=4)
    (card,) = cards(asked("order-sign", prefetch(RUNNING), other))
    assert card.indicator == "warning"
    assert "under this id" in card.detail


@pytest.mark.parametrize("of", ["none", "another order"])
@pytest.mark.parametrize("gone", [{"status": "cancelled"}, {"doNotPerform": True}])
def test_what_is_called_back_before_anyone_took_it_is_no_abrupt_stop(of: str, gone: Json) -> None:
    held = prefetch(SERTRALINE) if of == "none" else prefetch(RUNNING)
    made = cards(asked("order-sign", held, order("o9", mg=5, **gone)))
    # On baclofen, that it is not to be given is a stop of it, by whichever id.
    stops = of != "none" and "doNotPerform" in gone
    assert [card.indicator for card in made] == (["critical"] if stops else [])


def test_a_call_back_where_nobody_knows_what_is_taken_stays_a_stop() -> None:
    held = {k: v for k, v in prefetch().items() if k != "medications"}
    (card,) = cards(asked("order-sign", held, order("o9", mg=5, status="cancelled")))
    assert card.indicator == "critical"


def test_of_two_stops_one_offers_the_way_down() -> None:
    stops = [{**RUNNING, "status": "stopped"}, order("o9", doNotPerform=True)]
    made = cards(asked("order-sign", prefetch(RUNNING), *stops))
    assert [card.suggestion is not None for card in made] == [True, False]


@pytest.mark.parametrize("status", ["ended", "revoked", "unknown", "completed", "entered-in-error",
                                    "Stopped", " CANCELLED ", "no such status"])  # fmt: skip
def test_the_running_order_signed_as_over_in_any_words_is_a_stop(status: str) -> None:
    (card,) = cards(asked("order-sign", prefetch(RUNNING), {**RUNNING, "status": status}))
    assert card.indicator == "critical"
    assert card.summary.startswith(STOP)


def test_a_proposal_carries_nothing_on() -> None:
    stop = {**RUNNING, "status": "stopped"}
    for intent, stops in (("proposal", True), ("plan", True), ("order", False)):
        told = {one[0] for one in found(stop, order("o1", intent=intent), held=prefetch(RUNNING))}
        assert ("m2" in told) is stops, intent

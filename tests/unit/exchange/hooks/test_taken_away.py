"""What takes baclofen away without saying so, and what a stop or a discharge says first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.exchange import Card
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
    patient,
    prefetch,
    search,
)
from tests.people import TODAY
from tests.unit.exchange.build import dosage
from tests.unit.exchange.hooks.test_changes import ON_PUMP, pump

Json = dict[str, Any]
STOP = {**RUNNING, "status": "stopped"}
ABRUPT = "Do not stop baclofen abruptly"
OXYCODONE = order("x1", "Oxycodone 5 MG Oral Tablet", "", mg=5)
LORAZEPAM = order("x2", "Lorazepam 1 MG Oral Tablet", "", mg=1)


def found(*orders: Json, held: Json | None = None, hook: str = "order-sign", **more: Any
          ) -> list[Card]:  # fmt: skip
    made = list(cards(asked(hook, held or prefetch(SERTRALINE, RUNNING), *orders, **more)))
    assert broken_rules({"cards": [card.as_json() for card in made]}) == []
    return made


def says(id: str, text: str, **more: Any) -> Json:
    return order(id, dosageInstruction=[{"text": text}], **more)


# --- an order that gives nothing ---------------------------------------------------------------


@pytest.mark.parametrize(
    "nothing",
    [says("m2", "0 mg three times daily"), order("m2", mg=0), says("m2", "stop"),
     says("m2", "STOP baclofen today"),
     says("o1", "0 mg daily", priorPrescription={"reference": "MedicationRequest/m2"})],
)  # fmt: skip
def test_an_order_of_nothing_is_a_stop(nothing: Json) -> None:
    (card,) = found(nothing)
    assert (card.indicator, card.order) == ("critical", nothing["id"])
    assert card.summary.startswith(ABRUPT)
    assert card.suggestion is not None
    assert {action.type for action in card.suggestion.actions} == {"create"}


def test_a_rate_of_nothing_stops_a_pump() -> None:
    none = pump("m3", "Baclofen 500 mcg/mL intrathecal solution")
    none["dosageInstruction"][0]["doseAndRate"][0]["rateQuantity"]["value"] = 0
    (card,) = found(none, held=prefetch(SERTRALINE, ON_PUMP))
    assert (card.indicator, card.suggestion) == ("critical", None)


def test_nothing_for_who_takes_none_is_no_stop() -> None:
    (card,) = found(says("o1", "0 mg three times daily"), held=prefetch(SERTRALINE))
    assert not card.summary.startswith(ABRUPT)


def test_a_dose_once_carries_nothing_on() -> None:
    once = dosage(20, text="20 mg once")
    once["timing"] = {"repeat": {"count": 1}}
    told = {card.order: card for card in found(STOP, order("o1", dosageInstruction=[once]))}
    assert (told["m2"].indicator, told["m2"].summary.startswith(ABRUPT)) == ("critical", True)


# --- another way -------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["id", "prior"])
def test_by_mouth_and_by_pump_do_not_replace_each_other(how: str) -> None:
    def instead(of: str, made: Json) -> Json:
        if how == "id":
            return {**made, "id": of}
        return {**made, "priorPrescription": {"reference": f"MedicationRequest/{of}"}}

    tablets, rate = order("o1", mg=20), pump("o1", "Baclofen 500 mcg/mL intrathecal solution")
    for held, drafted in ((ON_PUMP, instead("m3", tablets)), (RUNNING, instead("m2", rate))):
        (card,) = found(drafted, held=prefetch(SERTRALINE, held))
        assert (card.indicator, card.suggestion) == ("critical", None)
        assert "do not replace each other" in card.summary


# --- sedatives that end ------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["stopped", "on-hold", "cancelled"])
def test_a_sedative_that_ends_in_the_same_breath_is_no_stack(status: str) -> None:
    runs = {**LORAZEPAM, "status": "active"}
    held = prefetch(SERTRALINE, RUNNING, runs)
    (both,) = found(OXYCODONE, held=held)
    assert both.indicator == "critical"
    assert found(OXYCODONE, {**LORAZEPAM, "status": status}, held=held) == []
    # One that is not this one does not take it away.
    (card,) = found(OXYCODONE, {**LORAZEPAM, "id": "x9", "status": status}, held=held)
    assert card.indicator == "critical"


# --- what is said first ------------------------------------------------------------------------


def test_a_stop_is_not_headed_as_clear() -> None:
    (card,) = found(STOP)
    assert card.detail.startswith(f"**{ABRUPT}")
    assert "No rule speaks against it" not in card.detail


@pytest.mark.parametrize("inpatient", [True, False])
def test_a_discharge_says_the_contraindication_first(inpatient: bool) -> None:
    stay = {"category": [{"coding": [{"code": "inpatient"}]}]} if inpatient else {}
    held = prefetch(SERTRALINE, {**RUNNING, **stay}, kidney=6.1)
    (card,) = found(hook="encounter-discharge", held=held)
    assert (card.indicator, card.verdict) == ("critical", "contraindicated")
    assert "Contraindicated" in card.summary
    assert ("Neither stop it abruptly" in card.summary) is inpatient
    assert "neither stops abruptly nor goes on as before" in card.detail
    assert "list for home" not in card.detail + card.summary


def test_nobody_who_died_is_told_to_go_on() -> None:
    held = prefetch(SERTRALINE, RUNNING, patient=patient(deceasedBoolean=True))
    (card,) = found(STOP, held=held)
    assert (card.indicator, "abruptly" in card.detail) == ("warning", False)


def test_a_stop_beside_failing_kidneys_is_not_told_to_go_on() -> None:
    (card,) = found(STOP, held=prefetch(SERTRALINE, RUNNING, kidney=6.1))
    assert card.summary.startswith("Neither stop it abruptly nor go on as before")
    assert "goes on under another order" not in card.detail + card.summary


def test_a_danger_of_today_is_said_first_at_discharge() -> None:
    overdose = condition("55680006", "Drug overdose", onsetDateTime=TODAY.isoformat())
    held = prefetch(SERTRALINE, RUNNING, conditions=search(MS, SPASTICITY, overdose))
    (card,) = found(hook="encounter-discharge", held=held)
    assert "Not before this is known" in card.summary
    assert "list for home" in card.detail


# --- what is looked at -------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["MedicationRequest/o1/_history/2", "urn:uuid:o1"])
def test_an_order_is_selected_by_any_name(named: str) -> None:
    (card,) = found(order("o1", mg=20, times=4), held=prefetch(SERTRALINE), hook="order-select",
                    selections=[named])  # fmt: skip
    assert card.indicator == "warning"


def test_an_order_without_an_id_is_selected_by_its_address() -> None:
    request = asked("order-select", prefetch(SERTRALINE), order("o1", mg=20, times=4),
                    selections=["urn:uuid:7"])  # fmt: skip
    (entry,) = request["context"]["draftOrders"]["entry"]
    del entry["resource"]["id"]
    assert cards(request) == ()
    entry["fullUrl"] = "urn:uuid:7"
    (card,) = cards(request)
    assert (card.indicator, card.suggestion) == ("warning", None)


# --- what goes home ----------------------------------------------------------------------------


def at(where: str, made: Json) -> Json:
    return {**made, "category": [{"coding": [{"code": where}]}]}


STAY = at("inpatient", order("m5", mg=20, status="active", authoredOn=TODAY.isoformat()))


def home(mg: float = 20, **more: Any) -> Json:
    made = {"status": "active", "authoredOn": TODAY.isoformat(), **more}
    return at("discharge", order("m6", mg=mg, **made))


def ends(later: int) -> Json:
    held = dosage(20, frequency=3)
    until = (TODAY + timedelta(days=later)).isoformat()
    held["timing"]["repeat"]["boundsPeriod"] = {"end": until}
    return home(dosageInstruction=[held])


@pytest.mark.parametrize(
    ("goes_home", "indicator", "says"),
    [
        (home(20), "", ""),
        (ends(90), "", ""),
        (home(5), "warning", "several steps down at once"),
        (ends(1), "warning", "Baclofen would stop abruptly"),
        (home(dosageInstruction=[{"text": "20 mg TID as needed"}]), "warning", "taken as needed"),
        (at("discharge", ON_PUMP), "critical", "do not replace each other"),
        (home(20, authoredOn="2024-01-01"), "critical", "Baclofen ends with this stay"),
    ],
)
def test_what_goes_home_is_held_against_what_the_stay_gave(
    goes_home: Json, indicator: str, says: str
) -> None:
    made = found(hook="encounter-discharge", held=prefetch(SERTRALINE, STAY, goes_home))
    assert [card.indicator for card in made] == ([indicator] if indicator else [])
    assert all(says in card.summary for card in made)
    assert all("duplicate therapy" not in card.summary for card in made)


# --- what is marked as over when the stay ends -------------------------------------------------

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


def over(id: str = "m5", mg: float = 20, status: str = "completed", **more: Any) -> Json:
    made = {"status": status, "authoredOn": "2026-11-10", **more}
    return at("inpatient", order(id, mg=mg, **made))


def until(day: str, made: Json) -> Json:
    held = dosage(20, frequency=3)
    held["timing"]["repeat"]["boundsPeriod"] = {"start": "2026-11-10", "end": day}
    return {**made, "dosageInstruction": [held]}


OF_STAY: Json = {"encounter": {"reference": "Encounter/e1"}}
BARE = {name: value for name, value in over().items() if name != "category"}


@pytest.mark.parametrize(
    ("ran", "offers"),
    [
        (over(), False),
        (over(status="stopped"), False),
        (over(authoredOn="2025-06-01", **OF_STAY), False),
        ({**BARE, **OF_STAY}, False),
        (until(TODAY.isoformat(), over()), True),
        (until(YESTERDAY, over()), True),
        (until(YESTERDAY, over(authoredOn="2025-06-01", **OF_STAY)), True),
    ],
)
def test_what_is_completed_when_a_stay_ends_is_a_stop_and_its_dose_is_known(
    ran: Json, offers: bool
) -> None:
    (card,) = found(hook="encounter-discharge", held=prefetch(SERTRALINE, ran))
    assert card.indicator == "critical"
    assert card.summary.startswith("Baclofen (60 mg a day) ended with this stay: who continues it")
    assert "It must not stop abruptly" in card.detail
    # Nobody takes up what may have ended days ago.
    assert (card.suggestion is not None) is offers


def test_the_last_of_a_stays_orders_is_what_ran() -> None:
    first = over("m5", 5, authoredOn="2026-11-02")
    (card,) = found(hook="encounter-discharge", held=prefetch(SERTRALINE, first, over("m7", 15)))
    assert card.summary.startswith("Baclofen (45 mg a day) ended")
    both = prefetch(SERTRALINE, over("m5", 5), over("m7", 15))
    (card,) = found(hook="encounter-discharge", held=both)
    assert card.summary.startswith("Baclofen (60 mg a day) ended")


@pytest.mark.parametrize(
    ("elsewhere", "says"),
    [(over(encounter={"reference": "Encounter/e0"}), "a stop whose day is not told"),
     (over(authoredOn="2025-06-01"), "")],
)  # fmt: skip
def test_what_another_stay_gave_did_not_end_with_this_one(elsewhere: Json, says: str) -> None:
    made = found(hook="encounter-discharge", held=prefetch(SERTRALINE, elsewhere))
    assert all("ended with this stay" not in card.summary for card in made)
    assert [says in card.summary for card in made] == ([True] if says else [])


@pytest.mark.parametrize(
    ("mg", "indicator"), [(20, ""), (5, "warning"), (40, "warning")]
)  # fmt: skip
def test_what_goes_home_is_held_against_what_the_stay_completed(mg: float, indicator: str) -> None:
    held = prefetch(SERTRALINE, over(), home(mg))
    made = found(hook="encounter-discharge", held=held)
    assert [card.indicator for card in made] == ([indicator] if indicator else [])
    assert all("DO-ONE-STEP" in card.rules for card in made)


def test_failing_kidneys_are_said_before_who_continues_it() -> None:
    held = prefetch(SERTRALINE, until(YESTERDAY, over()), kidney=6.1)
    (card,) = found(hook="encounter-discharge", held=held)
    assert (card.indicator, card.verdict) == ("critical", "contraindicated")
    assert "who continues it" not in card.summary


# --- several that end together -----------------------------------------------------------------

TWO = (order("a", mg=20, times=1, status="active", authoredOn="2026-06-01"),
       order("b", mg=10, times=1, status="active", authoredOn="2026-06-01"))  # fmt: skip
STOPPED = tuple({**one, "status": "stopped"} for one in TWO)


@pytest.mark.parametrize("prior", [None, "a"])
@pytest.mark.parametrize(
    ("mg", "indicator"), [(10, "warning"), (5, "warning"), (15, "info"), (30, "info"),
                          (45, "info"), (50, "warning")]
)  # fmt: skip
def test_one_order_in_place_of_two_is_held_against_their_sum(
    mg: float, indicator: str, prior: str | None
) -> None:
    before: Json = (
        {"priorPrescription": {"reference": f"MedicationRequest/{prior}"}} if prior else {}
    )
    instead = order("c", mg=mg / 2, times=2, **before)
    (card,) = found(*STOPPED, instead, held=prefetch(SERTRALINE, *TWO))
    assert (card.order, card.indicator) == ("c", indicator)
    assert ("DO-ONE-STEP" in card.rules) is (indicator == "warning")
    # With them ends that two were taken.
    assert "DUP-BACLOFEN" not in card.rules


def test_two_that_end_come_down_from_their_sum_once() -> None:
    made = found(*STOPPED, held=prefetch(SERTRALINE, *TWO))
    assert [card.indicator for card in made] == ["critical", "critical"]
    assert all("DUP-BACLOFEN" not in card.rules for card in made)
    (offered,) = (card.suggestion for card in made if card.suggestion)
    assert "20 mg a day" in offered.label


def test_a_refill_of_one_of_two_still_says_that_two_are_taken() -> None:
    (card,) = found({**TWO[1], "status": "draft"}, held=prefetch(SERTRALINE, *TWO),
                    hook="medication-refill")  # fmt: skip
    assert "DUP-BACLOFEN" in card.rules

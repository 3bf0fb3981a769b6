"""What a ward gave, or did not and why, held against an order that runs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baclofen.exchange import read_patient
from baclofen.exchange.fhir.follow_up import read_follow_up
from baclofen.knowledge import SNOMED, Verdict
from baclofen.units import mg
from tests.hook_requests import creatinine, order, patient, reading
from tests.hook_requests import search as record
from tests.people import TODAY, fired, known
from tests.unit.exchange.test_otherwise import (
    TIMES,
    Json,
    ago,
    dose,
    doses,
    judged,
    offers,
    ordered,
    runs,
    says,
)

K = known()
OF_FHIR = "http://terminology.hl7.org/CodeSystem/reason-medication-not-given"


def because(*words: str, code: str = "", system: str = OF_FHIR) -> dict[str, Any]:
    """Why a dose was not given."""
    coded = {"coding": [{"system": system, "code": code}]} if code else {}
    return {"statusReason": [{"text": one, **coded} for one in words] or [coded]}


def unread(*held: Json) -> list[str]:
    """What of it nobody understood."""
    return [one.words for one in reading(*held).entries if one.state == "unread"]


# --- why it was not given ---------------------------------------------------------------


@pytest.mark.parametrize(
    "why",
    [because("Refused by patient"), because("nil by mouth for theatre"), because("nicht lieferbar"),
     because("Drug not available"), because("rifiutato dal paziente"), because(code="c"),
     because(code="182862001", system=SNOMED), because(code="a"), because("Hallucinations"), {}],
)  # fmt: skip
def test_doses_that_the_patient_is_known_not_to_have_got_are_a_stop(why: Json) -> None:
    fit = judged(runs(), *doses(2, 1, **why))
    assert [use.status for use in fit.uses] == ["stopped"]
    assert "STOP-NOW" in fired(fit)


@pytest.mark.parametrize(
    "why",
    [because("self-administered by patient"), because("on home leave, took own supply"),
     because("refused", "already taken at home"), because("Doppeleintrag"), because(code="b"),
     because("Refused, not self-administered"),
     {**because("Refused"), "note": [{"text": "Patient took own tablets."}]},
     {"note": [{"text": "given in theatre"}]}],
)  # fmt: skip
def test_doses_taken_otherwise_are_asked_about_and_are_no_stop(why: Json) -> None:
    fit = judged(runs(), *doses(2, 1, **why))
    assert [(use.status, use.daily) for use in fit.uses] == [("unknown", mg(60))]
    assert fired(fit) >= {"USE-UNCLEAR"}
    assert not {one for one in fired(fit) if one.startswith(("STOP", "WD-STOPPED"))}
    said = [*(one["text"] for one in why.get("statusReason", ()) if "text" in one),
            *(one["text"] for one in why.get("note", ()))]  # fmt: skip
    assert all(words in fit.uses[0].doubt for words in said)
    assert not offers(fit)


@pytest.mark.parametrize(
    "words",
    ["Own supply run out", "Did not self-administer", "Self-administration forgotten",
     "Forgot tablets, on leave", "No own supply, pharmacy closed", "Home supply finished",
     "Eigenmedikation aufgebraucht", "Nahm seine Eigenmedikation nicht",
     "N'a pas pris son traitement personnel", "medicación propia agotada",
     "refused, did not take own supply either"],
)  # fmt: skip
def test_an_own_supply_that_is_denied_is_a_stop(words: str) -> None:
    assert "STOP-NOW" in fired(judged(runs(), *doses(2, 1, **because(words))))


@pytest.mark.parametrize("words", ["see notes", "Not refused", "not required", "R7"])
def test_a_reason_that_says_neither_is_asked_about_from_both_sides(words: str) -> None:
    held = (runs(), *doses(2, 1, **because(words)))
    fit = judged(*held)
    assert fired(fit) >= {"USE-UNCLEAR", "STOP-UNSURE"}
    assert "STOP-NOW" not in fired(fit)
    assert f'"{words}"' in fit.uses[0].doubt
    assert [one for one in unread(*held) if words in one] or words == "not required"


def test_one_dose_that_was_missed_for_a_reason_nobody_read_is_named_and_changes_no_plan() -> None:
    held = (runs(), dose(1, "14", None, **because("see notes")))
    assert any("see notes" in one for one in unread(*held))
    fit = judged(*held)
    assert fit.verdict is Verdict.CAUTION
    assert [use.status for use in fit.uses] == ["active"]
    assert offers(fit)


def test_a_dose_taken_otherwise_between_refused_ones_is_a_dose() -> None:
    leave = dose(1, "08", None, **because("on leave, took own"))
    held = [*doses(2, **because("refused")), leave,
            *(dose(1, hour, None, **because("refused")) for hour in TIMES[1:])]  # fmt: skip
    assert "STOP-NOW" not in fired(judged(runs(), *held))
    assert "USE-UNCLEAR" in fired(judged(runs(), *held))


def test_a_diary_takes_over_no_missed_dose_that_was_taken_otherwise() -> None:
    held = (patient(), runs(), *doses(1, **because("took own supply")), dose(2, "08", None))
    found = read_follow_up(json.dumps(record(*held)).encode(), K, today=TODAY)
    assert [one.dose for one in found.given] == [None]
    assert len(found.left_out) == 3
    assert "took own supply" in found.left_out[0]


@pytest.mark.parametrize("why", [because("PRN not required"), because("refused"), {}])
def test_an_order_as_needed_has_no_missed_dose(why: Json) -> None:
    needed = runs()
    needed["dosageInstruction"] = [{**needed["dosageInstruction"][0], "asNeededBoolean": True}]
    fit = judged(needed, *doses(2, 1, **why))
    assert not {one for one in fired(fit) if one.startswith("STOP")}
    assert "USE-UNCLEAR" in fired(fit)


# --- how much was given -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "leads"),
    [
        ([dose(1, "20", 200)], True),
        # More than anyone was ever given, and an amount in words alone.
        ([dose(1, "20", 400)], True),
        ([dose(1, "20", 20, dosage={"text": "200 mg by mouth"})], True),
        ([*doses(2, given=20), *doses(1, given=20)[:2], dose(1, "20", 60)], True),
        ([dose(1, "20", 40)], False),
        # A whole day's dose, charted as one.
        ([dose(2, "08", 60), dose(1, "08", 60)], False),
        ([dose(20, "20", 200)], False),
    ],
)
def test_far_more_at_one_time_than_ordered_is_too_much_that_was_swallowed(
    given: list[Json], leads: bool
) -> None:
    fit = judged(runs(), *given)
    assert ("UNREAD-POISONING" in fired(fit)) is leads
    if leads:
        assert not offers(fit)


def test_two_identified_entries_of_one_minute_are_two_doses() -> None:
    halves = [{**one, "id": f"{one['id']}-{part}"} for part in "ab"
              for one in doses(3, 2, 1, given=10)]  # fmt: skip
    assert ordered(judged(runs(), *halves))
    double = judged(runs(), *doses(3, 2, 1, given=20), {**dose(1, "08", 20), "id": "b"})
    assert "USE-UNCLEAR" in fired(double)
    assert "40 mg were given at one time" in double.uses[0].doubt
    assert "entered twice" in double.uses[0].doubt


@pytest.mark.parametrize(
    "more",
    [{"identifier": [{"system": "urn:chart", "value": "7"}]},
     {"partOf": [{"reference": "MedicationAdministration/a1-08"}]}],
)  # fmt: skip
def test_one_dose_that_stands_twice_counts_once(more: Json) -> None:
    first = {**dose(1, "08", 20), **({} if "partOf" in more else more)}
    rest = [one for one in doses(3, 2, 1, given=20) if one["id"] != "a1-08"]
    assert ordered(judged(runs(), *rest, first, {**dose(1, "08", 20), **more, "id": "b"}))


def test_what_nothing_tells_apart_is_asked_about_with_both_readings() -> None:
    nameless = [{key: value for key, value in one.items() if key != "id"}
                for one in (dose(1, "08", 20), {**dose(1, "08", 20), "note": [{"text": "x"}]})
    ]  # fmt: skip
    rest = [one for one in doses(3, 2, 1, given=20) if one["id"] != "a1-08"]
    fit = judged(runs(), *rest, *nameless)
    assert "USE-UNCLEAR" in fired(fit)
    assert "stand twice at one time" in fit.uses[0].doubt


def test_a_third_of_the_dose_for_days_is_judged_as_a_cut_of_that_size() -> None:
    def a_third(*days: int) -> list[Json]:
        return [dose(day, hour, 20 if hour == "08" else None) for day in days for hour in TIMES]

    assert {"SET-CUT-FAR", "USE-UNCLEAR"} <= fired(judged(runs(), *a_third(2, 1)))
    assert "SET-CUT-WATCH" in fired(judged(runs(), *a_third(5, 4, 3, 2, 1)))
    # Where nobody tells of the other doses they may have been taken.
    silent = judged(runs(), dose(2, "08", 20), dose(1, "08", 20))
    assert "SET-CUT-FAR" not in fired(silent)
    assert "USE-UNCLEAR" in fired(silent)


def test_a_dose_just_after_midnight_is_of_the_evening_that_lacks_it() -> None:
    held = [*doses(3, given=20), dose(2, "08", 20), dose(2, "14", 20), dose(1, "00", 20),
            *doses(1, given=20)]  # fmt: skip
    assert ordered(judged(runs(), *held))
    assert not ordered(judged(runs(), *doses(2, given=20), dose(1, "00", 20), *doses(1, given=20)))


# --- what is over -----------------------------------------------------------------------


@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_a_statement_of_long_ago_that_it_is_over_is_no_stop_of_these_weeks(status: str) -> None:
    other = order("x", mg=10, times=3)["dosageInstruction"]
    asserted = says(status, 200, dosage=other, dateAsserted=ago(200))
    assert ordered(judged(runs(), asserted))
    assert ordered(judged(runs(), says(status, 200, dosage=other)))
    assert reading(asserted).patient.baclofen is not None
    # Its use may have begun then and ended since.
    alone = reading(says(status, 200)).patient.baclofen
    assert alone is not None
    assert alone[0].stopped_on is None
    newer = judged(runs(), says(status, 30, dateAsserted=ago(30)))
    assert "USE-UNCLEAR" in fired(newer)


def test_what_was_reported_as_over_ended_by_its_report() -> None:
    over = runs("r0", status="stopped", authoredOn=ago(200), reportedBoolean=True)
    [use] = reading(over).patient.baclofen or ()
    assert use.stopped_on is not None
    assert use.stopped_on.isoformat() == ago(200)


# --- whose it is ------------------------------------------------------------------------


def test_entries_of_a_patient_who_is_not_here_are_named() -> None:
    others = [{**one, "subject": {"reference": "Patient/other"}} for one in doses(2, 1)]
    assert any("Patient/other" in one for one in unread(runs(), *others))
    fit = judged(runs(), *others)
    assert fit.verdict is Verdict.CAUTION
    assert offers(fit)
    device = {**creatinine(), "id": "of-a-device", "subject": {"reference": "Device/d"}}
    held = record(patient(), runs(), device)
    assert not [e for e in read_patient(held, known=K, today=TODAY).entries if e.state == "unread"]

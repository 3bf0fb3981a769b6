"""Trouble with a pump, its catheter, its pocket or its filling that a text tells of: no new rate is
set before somebody has looked; what goes as it should, and other pumps, hold nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baclofen.answering import PumpInputs, answer
from baclofen.exchange import read_patient
from baclofen.knowledge import Verdict
from tests.people import TODAY, fired, known
from tests.unit.exchange.build import day, medicine
from tests.unit.exchange.test_stops_told import form, letter, message
from tests.unit.exchange.test_told import WHO, heard, judged, note, read, result

K = known()
Json = dict[str, Any]
RINGS = "P-RINGS"
PUMP = medicine(
    "Baclofen intrathecal solution 500 mcg/mL", sig="300 mcg/day", id="order", authoredOn=day(90)
)
ASKED: Json = {
    "age_y": 52, "syndrome": "ms_spasticity", "egfr": 95,
    "pump": {
        "stage": "titration", "device": "SynchroMed II", "now": "300 mcg/day",
        "asked": "330 mcg/day", "hours_since_change": 96, "fill_mL": 20, "alarm_mL": 2,
        "concentration": 500, "filled_on": date.fromisoformat(day(20)), "origin": "spinal",
        "read_by_two": True,
    },
}  # fmt: skip

TROUBLE = (
    "The pump is empty.", "The pump has run dry.", "My pump is beeping again.",
    "My pump has been making a two-tone beep since last night", "The pump went off twice tonight.",
    "CSF leak at the catheter.", "Catheter migrated out of the intrathecal space.",
    "Catheter tip has slipped out of the canal.", "Leak at the catheter connector suspected",
    "The pump was filled with the wrong concentration.", "Pump programmed in error to ten times",
    "Pump refill was missed", "Pump pocket is swollen, boggy and fluid leaks from the wound",
    "Side-port aspiration was not possible; dye study planned", "Unable to aspirate the catheter",
    "Rotor stall after MRI, not restarted", "The pump is no longer working",
    "The patient asked for the pump to be switched off and this was done.",
    "Insulin continued. The baclofen pump is alarming.", "The pump stopped working on Friday",
    "Pump has not been refilled since June", "I can hear the pump beeping at night",
    "Interrogation showed the pump had been off since the scan", "Wrong drug in the pump",
    "Catheter has come away from the pump", "Refill abandoned, septum could not be found",
    "20 mL of 2000 mcg/mL were put in instead of 500 mcg/mL", "Drug was injected into the pocket",
    "Pumpe macht komische Geräusche", "Der Katheter ist aus dem Liquorraum gerutscht",
    "Se apagó la bomba ayer", "El catéter se desconectó", "Il catetere si è staccato dalla pompa",
    "Die Pumpe ist leer.", "Die Pumpe piept seit gestern.", "Die Pumpe gibt Alarm.",
    "Die Pumpe wurde versehentlich mit der vierfachen Konzentration befüllt.",
    "Katheter disloziert", "Pumpentasche gerötet und geschwollen", "Die Pumpe funktioniert nicht.",
    "La pompe sonne depuis hier.", "La pompe est vide.", "La pompe ne fonctionne plus.",
    "Le cathéter est déplacé.", "La pompe a été remplie avec la mauvaise concentration.",
    "La bomba pita desde ayer.", "La bomba está vacía.", "El catéter está desplazado.",
    "La bomba fue rellenada con la concentración equivocada.", "La bomba ya no funciona.",
    "La pompa suona da ieri.", "La pompa è vuota.", "Il catetere è dislocato.",
    "La pompa è stata riempita con la concentrazione sbagliata.", "La pompa non funziona più.",
)  # fmt: skip
GOES_WELL = (
    "Pump refill today went smoothly. Residual as expected, alarm date 9 December.",
    "Pump working well, no alarm, no leak at the catheter.", "The pump is not empty.",
    "Drawn 2.1 mL, expected 2.0. 20 mL of 500 mcg/mL in. No alarm.", "Pump site clean and dry.",
    "Next pump alarm date 9 December.", "Please come before the pump is empty",
    "What should I do if the pump alarms?", "Call us if the pump beeps.",
    "Catheter dye study normal, no leak, no migration.", "No CSF leak.",
    "Interrogated at clinic, battery 38 months, no events in the log", "Pump implanted in 2019.",
    "Pump pocket healed, no swelling, no redness.", "Pump alarm in 2021 after MRI.",
    "Oral baclofen stopped when the pump was implanted.", "Pump was emptied and refilled.",
    "Pump refilled, 19.8 mL withdrawn, no complications", "Off-pump coronary bypass in 2019",
    "Patient knows what to do when the pump alarms", "Pump and catheter visible on the X-ray",
    "Insulin pump alarm last night, changed the set.", "Breast pump is broken.",
    "Feeding pump beeping all night.", "Urinary catheter blocked, changed.", "Proton pump stopped.",
    "Pumpe ohne Probleme befüllt, Pumpentasche reizlos, kein Alarm.", "Insulinpumpe defekt",
    "Milchpumpe ist kaputt.", "Blasenkatheter verstopft, gewechselt.",
    "Pompe remplie sans difficulté, pas de fuite, pas d'alarme.", "Pompe à insuline en panne.",
    "Bomba rellenada sin incidencias, sin alarma.", "Bomba de insulina averiada.",
    "Pompa riempita, nessun allarme, tasca nella norma.", "Tiralatte rotto.",
)  # fmt: skip


def nursing(words: str) -> Json:
    return result("Nursing note", valueString=words)


def task(words: str) -> Json:
    return {"resourceType": "Task", "status": "requested", "intent": "order", "for": WHO["subject"],
            "authoredOn": day(1), "description": words}  # fmt: skip


def flag(words: str) -> Json:
    return {"resourceType": "Flag", "status": "active", **WHO, "code": {"text": words},
            "period": {"start": day(1)}}  # fmt: skip


def plan(words: str) -> Json:
    detail = {"detail": {"status": "in-progress", "description": words}}
    return {"resourceType": "CarePlan", "status": "active", "intent": "plan", **WHO,
            "created": day(1), "title": "Care plan", "activity": [detail]}  # fmt: skip


def device(called: str, *notes: str) -> Json:
    told = [{"text": words, "time": day(1)} for words in notes]
    return {"resourceType": "Device", "status": "active", "patient": WHO["subject"],
            "type": {"text": called}, **({"note": told} if told else {})}  # fmt: skip


def pump_device(words: str) -> Json:
    return device("Implanted infusion pump", words)


def refill(on: int, called: str = "Refill of intrathecal pump") -> Json:
    return {"resourceType": "Procedure", "status": "completed", **WHO, "code": {"text": called},
            "performedDateTime": day(on)}  # fmt: skip


@pytest.mark.parametrize("words", TROUBLE)
def test_trouble_with_a_pump_is_heard(words: str) -> None:
    assert {"UNREAD-SIGN"} <= fired(judged(read(letter(words), order=PUMP)))


@pytest.mark.parametrize("words", GOES_WELL)
def test_what_goes_as_it_should_holds_nobody(words: str) -> None:
    assert not heard(letter(words), order=PUMP) & {RINGS, "signs.baclofen_withdrawal"}


@pytest.mark.parametrize("words", GOES_WELL)
def test_beside_tablets_it_keeps_the_raise(words: str) -> None:
    fit = judged(read(message(words)))
    assert fit.verdict <= Verdict.CAUTION
    assert fit.may_go_up


@pytest.mark.parametrize("door", [letter, message, nursing, task, flag, plan, pump_device])
@pytest.mark.parametrize("words", [
    "The pump is empty.", "CSF leak at the catheter.", "Catheter migrated out of the sac.",
    "The pump was filled with the wrong concentration.",
])  # fmt: skip
def test_wherever_it_stands_no_new_rate_is_set(door: Any, words: str) -> None:
    assert RINGS in heard(door(words), order=PUMP)
    reading = read(door(words), order=PUMP)
    asked = read_patient(ASKED, known=K, today=TODAY).asks(today=TODAY)
    inputs = PumpInputs(
        patient=reading.patient, request=asked, entries=reading.entries, notes=reading.notes
    )
    fit = answer(inputs, K).fit
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert "UNREAD-SIGN" in fired(fit)


def test_a_note_and_an_answer_of_a_form_tell_it_too() -> None:
    words = "The pump is empty."
    assert RINGS in heard(order={**PUMP, **note(words, time=day(1))})
    beeps = {RINGS, "signs.baclofen_withdrawal"}
    assert beeps & heard(form("How is your pump?", "The pump beeps"), order=PUMP)
    assert beeps & heard(form("Is the pump beeping?", True), order=PUMP)
    assert not beeps & heard(form("Is the pump beeping?", False), order=PUMP)


@pytest.mark.parametrize(("ago", "is_open"), [(2, True), (8, True), (20, True), (60, False)])
def test_what_nobody_answered_holds_for_a_month(ago: int, is_open: bool) -> None:
    told = letter("Pump alarm sounding since last night.", on=ago)
    assert ("UNREAD-SIGN" in fired(judged(read(told, order=PUMP)))) is is_open


def test_who_filled_or_read_out_the_pump_has_answered_it() -> None:
    told = letter("Pump alarm sounding since last night.", on=20)
    assert RINGS not in heard(told, refill(15), order=PUMP)
    assert RINGS not in heard(told, letter("Pump refilled and interrogated, fine.", 15), order=PUMP)
    assert RINGS in heard(told, refill(25), order=PUMP)
    assert RINGS in heard(told, letter("Pump refill is due in January.", 15), order=PUMP)
    assert RINGS in heard(told, letter("Pump refilled. The pump still beeps.", 15), order=PUMP)


@pytest.mark.parametrize("called", [
    "Insulin pump", "Breast pump", "Feeding pump", "Enteral feeding pump", "Vacuum wound pump",
    "Insulinpumpe", "Milchpumpe", "Bomba de insulina", "Pompe à insuline", "Wheelchair",
])  # fmt: skip
def test_another_pump_is_none_of_baclofen(called: str) -> None:
    fit = judged(read(device(called)))
    assert fit.verdict is Verdict.OK
    assert fit.may_go_up


def test_an_infusion_pump_beside_tablets_is_asked_about() -> None:
    assert judged(read(device("Infusion pump"))).verdict is Verdict.NEEDS_INFO
    assert "pump_presence" not in heard(device("Infusion pump"), order=PUMP)

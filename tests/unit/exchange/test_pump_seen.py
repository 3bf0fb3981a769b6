"""A refill that a record tells of reaches the hours of the 72-hour rules; a pump that was taken out
or turned off, and a refill that was not done, do not run on; ordinary visits keep their plan."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.knowledge import Verdict
from tests.unit.exchange.build import day, medicine
from tests.unit.exchange.test_stops_told import letter
from tests.unit.exchange.test_told import judged, read

Json = dict[str, Any]
PUMP = medicine(
    "Baclofen intrathecal solution 500 mcg/mL", sig="300 mcg/day", id="order", authoredOn=day(90)
)
BY_MOUTH = medicine("Baclofen 10 mg tablet", sig="10 mg three times daily", authoredOn=day(90))
DROWSY: Json = {
    "resourceType": "Condition", "code": {"text": "Drowsiness"}, "onsetDateTime": day(0),
    "clinicalStatus": {"coding": [{"code": "active"}]}, "subject": {"reference": "Patient/p"},
}  # fmt: skip


def done(text: str, days: int | None = 1, status: str = "completed", code: str = "") -> Json:
    made: Json = {"resourceType": "Procedure", "status": status, "code": {"text": text}}
    if code:
        coding = {"system": "http://www.ama-assn.org/go/cpt", "code": code}
        made["code"] = {"coding": [coding]}
    return made | ({} if days is None else {"performedDateTime": day(days)})


def given(text: str, days: int = 1, status: str = "completed") -> Json:
    return {
        "resourceType": "MedicationAdministration", "status": status, "dosage": {"text": text},
        "medicationCodeableConcept": {"text": "Baclofen intrathecal 500 mcg/mL"},
        "effectiveDateTime": day(days),
    }  # fmt: skip


def visit(text: str, days: int = 1, status: str = "finished") -> Json:
    period = {"start": day(days), "end": day(days)}
    return {
        "resourceType": "Encounter", "status": status, "type": [{"text": text}], "period": period
    }  # fmt: skip


def handed(text: str, days: int = 1) -> Json:
    return {
        "resourceType": "MedicationDispense", "status": "completed", "whenHandedOver": day(days),
        "medicationCodeableConcept": {"text": "Baclofen intrathecal 500 mcg/mL"},
        "dosageInstruction": [{"text": text}],
    }  # fmt: skip


def missed(text: str, days: int = 3) -> Json:
    return {
        "resourceType": "Appointment", "status": "noshow", "description": text,
        "start": f"{day(days)}T10:00:00Z",
    }  # fmt: skip


def device(status: str, name: str = "SynchroMed II intrathecal baclofen pump", **more: Any) -> Json:
    return {"resourceType": "Device", "status": status, "type": {"text": name}, **more}


def use_of(status: str, days: int) -> Json:
    return {
        "resourceType": "DeviceUseStatement", "status": status,
        "timingPeriod": {"start": day(900), "end": day(days)},
        "device": {"display": "Intrathecal baclofen pump"},
    }  # fmt: skip


FILLED = (
    done("Intrathecal baclofen pump refill"), done("Refill of intrathecal pump", 3),
    done("Refill and maintenance of implantable pump"), done("", code="62370"),
    done("", code="95990"), done("Pumpenfüllung"), done("Pumpenbefüllung"),
    done("Remplissage de pompe intrathécale"), done("Relleno de la bomba intratecal"),
    done("Riempimento della pompa intratecale"), given("pump refill 20 mL"),
    handed("for pump refill"), visit("Baclofen pump refill"), visit("ITB refill", status=""),
    letter("Pump refilled today with 20 mL"), letter("Pumpe heute befüllt."),
    letter("Remplissage de la pompe effectué hier."), letter("Bomba rellenada ayer."),
    letter("Pompa riempita ieri."), letter("Pump refill done, next refill in 3 months"),
)  # fmt: skip
NOT_FILLED = (
    done("Intrathecal baclofen pump refill", 4), done("Intrathecal baclofen pump refill", 21),
    done("Intrathecal baclofen pump refill", 1, "preparation"), letter("Pump refill due tomorrow"),
    letter("Last pump refill 3 weeks ago"), letter("Pump refill booked for 9 December"),
    visit("Baclofen pump refill", status="cancelled"), letter("Insulin pump refilled."),
    done("Refill of insulin pump"), letter("Pumpenfüllung geplant"),
    letter("Remplissage de la pompe prévu"), letter("Feeding pump filled today"),
    letter("La bomba será rellenada"), letter("La pompa sarà riempita"),
)  # fmt: skip
GONE = (
    done("Removal of intrathecal baclofen pump"), done("", code="62365"), done("Pump explant"),
    done("Explantation of intrathecal drug infusion pump"), done("Intrathecal pump turned off"),
    done("Removal of implanted infusion pump"), done("Ausbau der Baclofenpumpe"),
    done("Ablation de la pompe intrathécale"), done("Retirada de la bomba intratecal"),
    done("Rimozione della pompa intratecale"), done("Removal of intrathecal pump", None),
    letter("Pump explanted because of infection."), letter("Pump was removed yesterday."),
    letter("The baclofen pump had to be removed on Sunday"), letter("Pump taken out 2 days ago"),
    letter("Pumpe gestern explantiert."), letter("Pompe explantée hier."),
    letter("Bomba retirada ayer."), letter("Pompa rimossa ieri."),
    letter("ITB discontinued yesterday."), device("inactive"), use_of("completed", 1),
    given("pump stopped", status="stopped"),
    done("Intrathecal baclofen pump refill", 3, "not-done"),
    done("Pumpenfüllung", 2, "not-done"), missed("Baclofen pump refill"),
)  # fmt: skip
RUNS_ON = (
    (done("Removal of staples"),), (done("Removal of intrathecal baclofen pump", 900),),
    (done("Replacement of intrathecal baclofen pump"),), (done("Removal of PCA pump"),),
    (done("Removal and replacement of intrathecal pump"),), (done("Removal of insulin pump"),),
    (done("Removal of intrathecal pump", 5), done("Implantation of intrathecal pump", 5)),
    (done("Implantation of intrathecal baclofen pump", 90),),
    (device("inactive"), device("active", udiCarrier=[])), (use_of("completed", 400),),
    (done("Pump refill", 3, "not-done"), done("Pump refill", 2)), (missed("Dental visit"),),
    (done("Intrathecal baclofen pump refill", 21),), (done("Intrathecal baclofen pump refill", 1),),
    *(
        (letter(text),)
        for text in (
            "Pump removed and replaced yesterday.", "Insulin pump removed.", "Breast pump removed.",
            "PCA pump removed yesterday.", "Staples removed from over the pump.",
            "Removal of staples at the pump site.", "Old pump removed in 2021.",
            "Pump removal discussed, not wanted.", "Old pump removed, new pump implanted",
            "Pumpe gewechselt, alte Pumpe entfernt.", "Dressing over the pump removed.",
            "The pump will be removed if infected", "Fäden über der Pumpe entfernt.",
            "Ancienne pompe retirée, nouvelle pompe posée.", "Bomba de insulina retirada.",
            "Grapas sobre la bomba retiradas.", "Vecchia pompa rimossa.", "Pump not removed.",
        )
    ),
)  # fmt: skip


def verdict(order: Json, *more: Json) -> Verdict:
    return judged(read(*more, order=order)).verdict


@pytest.mark.parametrize("told", FILLED)
def test_a_refill_of_these_days_with_a_drowsy_patient_is_an_emergency(told: Json) -> None:
    assert verdict(PUMP, DROWSY, told) is Verdict.EMERGENCY
    assert verdict(PUMP, told) is not Verdict.EMERGENCY


@pytest.mark.parametrize("told", NOT_FILLED)
def test_what_tells_of_no_refill_of_these_days_leaves_the_one_sign(told: Json) -> None:
    assert verdict(PUMP, DROWSY, told) is verdict(PUMP, DROWSY)


@pytest.mark.parametrize("told", GONE)
def test_a_pump_that_is_gone_or_was_not_filled_is_looked_at_first(told: Json) -> None:
    assert verdict(PUMP, told) is Verdict.NEEDS_INFO


@pytest.mark.parametrize("told", RUNS_ON)
def test_a_pump_that_runs_on_keeps_what_is_said_of_it(told: tuple[Json, ...]) -> None:
    assert verdict(PUMP, *told) in (verdict(PUMP), Verdict.OK, Verdict.CAUTION)


@pytest.mark.parametrize("told", [GONE[0], use_of("completed", 1)])
def test_a_pump_that_was_taken_out_beside_tablets_was_stopped(told: Json) -> None:
    assert verdict(BY_MOUTH, told) is Verdict.EMERGENCY


def test_words_of_it_beside_tablets_hold_the_raise() -> None:
    assert verdict(BY_MOUTH, letter("Pump explanted yesterday.")) is Verdict.NEEDS_INFO


@pytest.mark.parametrize(
    "told",
    [
        done("Removal of intrathecal baclofen pump", 900), device("inactive"),
        letter("Pump removed in 2019, oral baclofen since."), use_of("completed", 400),
    ],
)  # fmt: skip
def test_a_pump_that_went_long_ago_holds_nobody_on_tablets(told: Json) -> None:
    assert verdict(BY_MOUTH, told) is verdict(BY_MOUTH)


def test_the_last_refill_is_kept_with_its_day() -> None:
    first, last = done("Intrathecal pump refill", 40), done("Intrathecal pump refill", 2)
    found = read(first, last, order=PUMP).patient.baclofen
    assert found is not None
    assert [use.refilled_on and use.refilled_on.isoformat() for use in found] == [day(2)]

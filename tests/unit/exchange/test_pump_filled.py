"""When a pump was last filled, and that one was taken out or turned off, or not filled when it
should have been: as any place of a record tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import Verdict
from tests.people import TODAY, fired
from tests.unit.exchange.build import bundle, condition, day, egfr
from tests.unit.exchange.test_pump_seen import PUMP, done, visit
from tests.unit.exchange.test_stops_told import letter, message
from tests.unit.exchange.test_told import ORDER, WHO, K, judged

Json = dict[str, Any]
DROWSY = condition("271782001", onsetDateTime=day(0))
COMA = condition("371632003", onsetDateTime=day(0))


def read(*what: Json) -> Reading:
    ms = condition("24700007", onsetDateTime="2011-05-02")
    return read_patient(bundle(ms, egfr(95), *what), known=K, today=TODAY)


FILLED: tuple[tuple[Callable[..., Json], str], ...] = (
    (done, "Intrathecal baclofen pump refill"), (done, "Pumpenfüllung"),
    (visit, "Baclofen pump refill"), (letter, "Pump refilled today with 20 mL."),
    (message, "Pumpe heute befüllt."), (letter, "Pompe remplie ce jour."),
    (letter, "Bomba rellenada hoy."), (letter, "Pompa riempita oggi."),
)  # fmt: skip


@pytest.mark.parametrize(("place", "words"), FILLED)
def test_drowsiness_within_three_days_of_a_filling_is_an_emergency(
    place: Callable[..., Json], words: str
) -> None:
    for on, is_soon in ((3, True), (4, False)):
        fit = judged(read(PUMP, place(words, on), DROWSY))
        assert ("TOX-PUMP" in fired(fit)) is is_soon
        assert (fit.verdict is Verdict.EMERGENCY) is is_soon


def test_coma_soon_after_a_filling_names_the_pocket() -> None:
    assert "TOX-POCKET" in fired(judged(read(PUMP, done("Pump refill", 0), COMA)))
    assert "TOX-POCKET" not in fired(judged(read(PUMP, done("Pump refill", 9), COMA)))


@pytest.mark.parametrize("words", ["Pump refill due next week.", "Please book the pump refill."])
def test_a_filling_to_come_is_none(words: str) -> None:
    assert "TOX-PUMP" not in fired(judged(read(PUMP, letter(words), DROWSY)))


def test_a_filling_alone_holds_nobody() -> None:
    assert (
        judged(read(PUMP, done("Intrathecal baclofen pump refill", 1))).verdict <= Verdict.CAUTION
    )


REMOVED: tuple[tuple[Callable[..., Json], str], ...] = (
    (done, "Removal of intrathecal baclofen pump"), (done, "Pump explant"),
    (done, "Explantation of intrathecal drug infusion pump"), (done, "Ausbau der Baclofenpumpe"),
    (done, "Intrathecal pump turned off"), (done, "Ablation de la pompe intrathécale"),
    (letter, "Pump explanted because of infection."), (letter, "Pump was removed yesterday."),
    (letter, "Pumpe gestern explantiert."), (message, "Pompe explantée hier."),
    (letter, "Bomba retirada ayer."), (letter, "Pompa rimossa ieri."),
    (letter, "ITB discontinued yesterday."), (letter, "The baclofen pump has been taken out."),
)  # fmt: skip


@pytest.mark.parametrize(("place", "words"), REMOVED)
@pytest.mark.parametrize("runs", [PUMP, ORDER], ids=["pump", "tablets"])
def test_a_pump_that_was_taken_out_is_looked_at_first(
    runs: Json, place: Callable[..., Json], words: str
) -> None:
    fit = judged(read(runs, place(words)))
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert not fit.may_go_up


@pytest.mark.parametrize("words", [
    "Old pump removed and replaced with a new SynchroMed II.", "Pump replacement without problems.",
    "Dressing removed from pump site, wound clean.", "Staples removed over pump pocket.",
    "Pump removal was discussed, patient declined.", "Insulin pump removed for the MRI.",
    "PCA pump discontinued after surgery", "Pump removed in 2015, new pump 2016.",
    "Feeding pump turned off at night", "Pumpe gewechselt, alte entfernt.",
    "No removal of the pump planned", "Pump will be removed next year.",
])  # fmt: skip
def test_another_pump_and_one_in_its_place_hold_nobody(words: str) -> None:
    assert judged(read(PUMP, letter(words))).verdict <= Verdict.CAUTION


def test_a_removal_of_years_ago_holds_nobody() -> None:
    assert judged(read(ORDER, done("Removal of intrathecal baclofen pump", 700))).may_go_up


def test_a_filling_that_was_missed_is_looked_at_until_one_was_made() -> None:
    missed = done("Intrathecal baclofen pump refill", 5, "not-done")
    away = {"resourceType": "Appointment", "status": "noshow", "description": "Pump refill",
            "start": f"{day(5)}T09:00:00Z", "participant": [{"actor": WHO["subject"]}]}  # fmt: skip
    for gap in (missed, away):
        assert judged(read(PUMP, gap)).verdict >= Verdict.NEEDS_INFO
        assert judged(read(PUMP, gap, done("Pump refill", 2))).verdict <= Verdict.CAUTION


@pytest.mark.parametrize("words", ["Epidural abscess", "Epiduralabszess", "Absceso epidural"])
def test_an_abscess_near_the_spine_is_looked_at_beside_a_pump(words: str) -> None:
    ill = {"resourceType": "Condition", **WHO, "code": {"text": words}, "onsetDateTime": day(2),
           "clinicalStatus": {"coding": [{"code": "active"}]}}  # fmt: skip
    assert judged(read(PUMP, ill)).verdict >= Verdict.NEEDS_INFO
    assert judged(read(ORDER, ill)).verdict <= Verdict.CAUTION

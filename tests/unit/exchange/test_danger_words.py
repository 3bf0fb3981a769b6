"""Words of danger that hold a number, a scale or an amount, and words of ordinary people: what
leads, what lets no dose be given before a look, and what stays quiet."""

from __future__ import annotations

import pytest

import baclofen as bac
from baclofen.knowledge.numbers import UnreadSign
from baclofen.patient import Patient
from tests.people import known
from tests.unit.exchange.build import TODAY, bundle, condition, day, observation

PULSE, HEAT = "8867-4", "8310-5"


def read(text: str) -> Patient:
    entry = condition("") | {"code": {"text": text}, "onsetDateTime": day(1)}
    return bac.read_patient(bundle(entry), known=known(), today=TODAY).patient


def heard(patient: Patient) -> set[str]:
    return {f"signs.{sign}" for sign in patient.signs} | {
        alarm for entry in patient.unread for alarm in entry.alarms
    }


def is_grave(patient: Patient) -> bool:
    """Whether nothing is given before somebody has looked."""
    return bool(known().of(UnreadSign).grave & heard(patient))


def is_poisoned(patient: Patient) -> bool:
    return bool(known().of(UnreadSign).poisoned & heard(patient))


def leads(patient: Patient) -> bool:
    numbers = known().of(UnreadSign)
    return bool((numbers.heard | numbers.poisoned) & heard(patient))


GRAVE = (
    "AVPU: U", "AVPU: P", "AVPU = U", "AVPU P", "AVPU unresponsive", "ACVPU: U",
    "Sats 97% yesterday, 78% today", "SpO2 normally 96, now 81", "RR 16 then 6", "Sats in the 70s",
    "GCS 15 this morning, now 8", "SpO2 97 % -> 79 %", "Breathing 6 times a minute",
    "Respirations six a minute", "Respiration 6", "AF 6", "FR 6/min", "FR 6 atti/min",
    "Atmet nur sechsmal pro Minute", "Atmet 6 Mal pro Minute", "Respire 6 fois par minute",
    "Respire six fois par minute", "Respira 6 veces por minuto", "Respira seis veces por minuto",
    "Respira 6 volte al minuto", "Respira sei volte al minuto", "Respiratory rate of six",
    "E2 V2 M4", "E1 V2 M3", "E1V1M4", "GCS E2 V2 M4", "FC 34 lpm", "FC 34 bpm", "HR 34",
    "Puls 34/min", "Pouls à 34", "Polso 32", "HR in the 30s", "Temp 31", "Temperatur 30,5 °C",
    "NEWS2 score 12", "NEWS 9", "NEWS2: 14", "Responds only to sternal rub",
    "Eyes do not open to voice", "Opens eyes only to pain", "Eyes open to pain only",
    "Wakes only when shaken hard", "Only responds to voice", "Rousable only to pain",
    "Slept through the whole day and cannot be stirred", "Slumped over, drooling, eyes rolled back",
    "Resuscitated yesterday", "Needs bag-valve-mask ventilation", "Cheyne-Stokes breathing",
    "Blackout", "Passed out after tablets", "Moribund", "Blue and floppy", "Limp as a rag doll",
    "Atempausen", "Schnappatmung", "Atmet sehr langsam", "Atmet ganz flach", "Wurde reanimiert",
    "Reagiert nur auf Schmerz", "Öffnet die Augen nur auf Schmerzreiz", "Augen verdreht",
    "Pauses respiratoires", "Respire extrêmement lentement", "Ne réagit qu'à la douleur",
    "Réagit seulement à la douleur", "Respira muy despacio", "Responde solo al dolor",
    "Respiro molto lento", "Risponde solo al dolore", "Pause respiratorie",
)  # fmt: skip
NOT_GRAVE = (
    "AVPU: A", "AVPU alert", "ACVPU: A", "E4 V5 M6", "GCS E4V5M6 = 15", "GCS 15 (E4 V5 M6)",
    "Sats 95% yesterday, 97% today", "SpO2 96, now 97", "RR 16 then 18", "Sats in the 90s",
    "HR in the 70s", "HR 48", "Temp 35.2", "Puls 62/min", "FC 72 lpm", "FR 16/min",
    "Breathing 16 times a minute", "Atmet 14 Mal pro Minute", "Respira 16 veces por minuto",
    "NEWS2 score 1", "NEWS 0", "AF 80/min", "AF since 2019", "HR 72, three children",
    "Six times a day", "Not for resuscitation", "Do not resuscitate",
    "Walks with a limp", "Sits slumped in the wheelchair", "Slump test positive",
    "Reagiert auf Ansprache", "Sensitive only to light", "Good news: 7 weeks pregnant",
)  # fmt: skip
SWALLOWED = (
    "Took 400 mg baclofen", "Took 400 mg of baclofen last night", "Baclofen 400 mg taken at once",
    "Swallowed 50 baclofen", "Swallowed fifty baclofen", "OD baclofen last night",
    "Empty baclofen bottle beside bed", "Toddler got into the baclofen",
    "Took a month's supply at once", "Took his week's tablets in one go",
    "Took twenty of her tablets at once", "Ate her medication box",
    "Found with empty blister packs",
    "Took 0.4 g baclofen", "Took two boxes of baclofen", "Drank a bottle of baclofen solution",
    "Ha ingoiato 40 compresse", "Ha preso quaranta compresse di baclofene",
    "Hat 400 mg Baclofen geschluckt", "Hat zwanzig Tabletten auf einmal genommen",
    "Leere Blister neben dem Bett gefunden", "A avalé quarante comprimés",
    "A pris 400 mg de baclofène", "Se tomó veinte comprimidos", "Tomó 400 mg de baclofeno",
    "Hat einen Monatsvorrat auf einmal geschluckt",
    "A avalé un mois de traitement d'un coup", "Se tragó la medicación de un mes de golpe",
    "Ha preso la scorta di un mese in una volta",
)  # fmt: skip
NOT_SWALLOWED = (
    "Took 20 mg baclofen this morning", "Took 10 mg baclofen", "Took 400 mg ibuprofen",
    "Took ibuprofen 400 mg and baclofen 10 mg", "Took 2 puffs", "Baclofen 100 mg daily taken",
    "Has taken baclofen for 20 years", "Took part in a trial of 40 patients",
    "Empty blister packs returned to pharmacy", "Given a month's supply",
    "Collects a week's tablets",
    "Has taken 80 mg baclofen daily since 2019", "Walked 400 m", "Bladder empty",
    "Hat 20 mg Baclofen genommen", "A pris 20 mg de baclofène", "Medication box filled weekly",
    "Baclofen 10 mg od", "Takes ten tablets a day, all as prescribed",
)  # fmt: skip


@pytest.mark.parametrize("text", GRAVE)
def test_nothing_is_given_before_a_look(text: str) -> None:
    assert is_grave(read(text))


@pytest.mark.parametrize("text", NOT_GRAVE)
def test_ordinary_values_and_other_things_are_not_looked_at(text: str) -> None:
    assert not leads(read(text))


@pytest.mark.parametrize("text", SWALLOWED)
def test_a_named_amount_that_was_swallowed_sounds_like_an_overdose(text: str) -> None:
    assert is_poisoned(read(text))


@pytest.mark.parametrize("text", NOT_SWALLOWED)
def test_a_dose_and_a_supply_do_not(text: str) -> None:
    assert not is_poisoned(read(text))


@pytest.mark.parametrize(
    ("code", "value", "unit", "grave"),
    [
        (PULSE, 22, "/min", True), (PULSE, 39, "/min", True), (PULSE, 40, "/min", False),
        (PULSE, 48, "/min", False), (HEAT, 27, "Cel", True), (HEAT, 31.9, "Cel", True),
        (HEAT, 32, "Cel", False), (HEAT, 35.2, "Cel", False), (HEAT, 36.8, "Cel", False),
    ],
)  # fmt: skip
def test_a_pulse_and_a_temperature_have_a_grave_end(
    code: str, value: float, unit: str, *, grave: bool
) -> None:
    entry = observation(code, value, unit, on=day(1))
    patient = bac.read_patient(bundle(entry), known=known(), today=TODAY).patient
    assert is_grave(patient) is grave


def test_a_better_pulse_does_not_answer_a_grave_one() -> None:
    values = [observation(PULSE, v, "/min", on=day(n)) for v, n in ((34, 2), (72, 1))]
    patient = bac.read_patient(bundle(*values), known=known(), today=TODAY).patient
    assert is_grave(patient)
    assert "slow_pulse" not in patient.signs

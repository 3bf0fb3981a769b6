"""Who is told to wish to die, wherever it stands: a start goes slowly with small supplies, what
runs is asked about; what denies it, asks for it or guards against it holds nobody."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.answering import PlanInputs, answer
from baclofen.assessment import Assessment
from baclofen.exchange import read_patient
from baclofen.exchange.fhir.told import sounds_of_note
from baclofen.knowledge import Verdict
from tests.people import TODAY, fired
from tests.unit.exchange.build import bundle, condition, day, egfr, medicine
from tests.unit.exchange.test_every_slot import SLOTS, named, of
from tests.unit.exchange.test_stops_told import form, message
from tests.unit.exchange.test_told import K, heard, judged, read

Json = dict[str, Any]
MOOD = "suicidality"
NONE = medicine("Baclofen", kind="MedicationStatement", status="not-taken")


def begins(*more: Json) -> Assessment:
    what = condition("24700007", onsetDateTime="2011-05-02")
    reading = read_patient(bundle(what, egfr(95), NONE, *more), known=K, today=TODAY)
    inputs = PlanInputs(
        patient=reading.patient, request=reading.asks(today=TODAY), entries=reading.entries,
        notes=reading.notes,
    )  # fmt: skip
    return answer(inputs, K).fit


WISHES = (
    "Suicidal, has a plan.", "Wants to end her life tonight.", "Suizidal, hat einen Plan.",
    "Idées suicidaires avec un plan.", "Ideación suicida con plan.",
    "Ideazione suicidaria con un piano.", "Tried to hang herself.",
    "Plans to take all her pills on discharge.", "Stockpiling baclofen at home.",
    "I have saved up my tablets and written the letters.", "Hortet Tabletten.",
    "Stocke ses comprimés pour en finir.", "Acumula pastillas para quitarse la vida.",
    "Mette da parte le compresse per farla finita.", "Says she will kill herself.",
    "Brought by police from the bridge, says she will do it again.", "Je veux mourir.",
    "Je ne veux plus vivre.", "Il dit vouloir mourir.", "Quiero morir.", "No quiero vivir más.",
    "Voglio morire.", "Non voglio più vivere.", "Ich will nicht mehr leben.",
    "Suicide risk: high", "High suicide risk.", "At high risk of suicide.", "Suicide risk is acute",
    "Moderate suicide risk", "Hohes Suizidrisiko", "Risque suicidaire élevé",
    "Riesgo de suicidio alto", "Rischio suicidario elevato", "No longer denies suicidal ideation.",
)  # fmt: skip
QUIET = (
    "Denies suicidal ideation.", "No suicidal ideation.", "Not suicidal.",
    "No thoughts of self-harm or suicide.", "Suicide screening negative.", "Suicide risk: low.",
    "Suicide risk screening done.", "Suicide precautions", "No evidence of suicidality.",
    "Family history of suicide.", "Father died by suicide.", "Suicide prevention leaflet given.",
    "Suicide attempt in 2009.", "Keine Suizidalität.", "Kein Anhalt für Suizidalität.",
    "Von Suizidalität glaubhaft distanziert.", "Nicht suizidal.", "Pas d'idées suicidaires.",
    "Niega ideación suicida.", "Sin ideación suicida.", "Nega ideazione suicidaria.",
    "Nessuna ideazione suicidaria.", "Wants to live at home again.",
    "Suicide risk: none", "Not at high risk of suicide.", "No acute suicide risk.",
    "Antidepressants raise the risk of suicide in the young.",
    "Will never do it again.", "The chemist is out of stock.", "Keeps a stock of catheters.",
)  # fmt: skip
OVERDOSES = (
    "Has been taking double the dose since Friday.", "Takes the tablets every hour.",
    "Takes twice the dose that was ordered.", "Nimmt seit Freitag die doppelte Dosis.",
    "Prend le double de la dose depuis vendredi.", "Toma el doble de la dosis desde el viernes.",
    "Prende il doppio della dose da venerdì.", "Nimmt jede Stunde eine Tablette.",
    "Prend un comprimé toutes les heures.", "Toma una pastilla cada hora.",
    "Prende una compressa ogni ora.",
)  # fmt: skip
NO_OVERDOSES = (
    "Never takes a double dose.", "Do not take a double dose to make up for a missed one.",
    "Turned every hour at night.", "Nehmen Sie nicht die doppelte Dosis.",
    "Ne prenez pas de dose double.", "No tome una dosis doble.", "Non prenda una dose doppia.",
    "Stretches every hour.", "Has a double room.",
)  # fmt: skip


@pytest.mark.parametrize("words", WISHES)
def test_a_wish_to_die_in_words_is_heard(words: str) -> None:
    fit = judged(read(message(words)))
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert not fit.may_go_up
    slow = fired(begins(message(words)))
    assert "W-SLOW-RISK" in slow or "UNREAD-POISONING" in fired(fit)


@pytest.mark.parametrize("slot", SLOTS)
def test_it_is_heard_wherever_it_stands(slot: str) -> None:
    fit = judged(read(SLOTS[slot]("Suicidal, has a plan.")))
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert "W-SLOW-RISK" in fired(begins(SLOTS[slot]("Suicidal, has a plan.")))


@pytest.mark.parametrize("words", QUIET)
def test_what_tells_of_no_such_wish_is_quiet(words: str) -> None:
    assert MOOD not in sounds_of_note(words, K, today=TODAY)
    fit = judged(read(message(words)))
    assert fit.verdict <= Verdict.CAUTION
    assert fit.may_go_up


@pytest.mark.parametrize("words", OVERDOSES)
def test_more_than_is_ordered_in_a_running_way_is_looked_at(words: str) -> None:
    assert "UNREAD-POISONING" in fired(judged(read(message(words))))


@pytest.mark.parametrize("words", NO_OVERDOSES)
def test_what_tells_of_no_such_dose_is_quiet(words: str) -> None:
    assert sounds_of_note(words, K, today=TODAY) == ()


THOUGHTS = "Thoughts that you would be better off dead, or of hurting yourself in some way"


@pytest.mark.parametrize(("asked", "answer", "wishes"), [
    ("Thoughts of suicide?", True, True), ("Thoughts of suicide?", False, False),
    ("Have you thought of ending your life?", "Yes, and I have written the letters", True),
    ("Have you thought of ending your life?", "No, never", False),
    ("Have you thought of ending your life?", "No", False),
    (THOUGHTS, "Nearly every day", True), (THOUGHTS, "Several days", True),
    (THOUGHTS, "More than half the days", True), (THOUGHTS, "Not at all", False),
    ("Haben Sie daran gedacht, sich das Leben zu nehmen?", "Ja", True),
    ("Haben Sie daran gedacht, sich das Leben zu nehmen?", "Nein", False),
    ("Suizidgedanken", "Beinahe jeden Tag", True), ("Suizidgedanken", "Überhaupt nicht", False),
    ("Idées suicidaires", "Presque tous les jours", True),
    ("Ideas suicidas", "Casi todos los días", True),
    ("Idee suicidarie", "Quasi tutti i giorni", True), ("Idee suicidarie", "Mai", False),
    ("Trouble falling asleep", "Nearly every day", False),
])  # fmt: skip
def test_a_form_is_read_with_what_it_asks(asked: str, answer: str | bool, wishes: bool) -> None:
    fit = judged(read(form(asked, answer)))
    assert (fit.verdict >= Verdict.NEEDS_INFO) is wishes
    assert ("W-SLOW-RISK" in fired(begins(form(asked, answer)))) is wishes


def scored(code: str, on: int = 1, **value: Any) -> Json:
    named_so = {"44260-8": THOUGHTS, "44261-6": "PHQ-9 total score"}[code]
    coding = [{"system": "http://loinc.org", "code": code, "display": named_so}]
    return of("Observation", status="final", code={"coding": coding, "text": named_so},
              effectiveDateTime=day(on), **value)  # fmt: skip


def points(number: float) -> Json:
    return {"valueQuantity": {"value": number, "unit": "{score}"}}


def chosen(code: str, words: str) -> Json:
    coding = [{"system": "http://loinc.org", "code": code, "display": words}]
    return {"valueCodeableConcept": {"coding": coding}}


ITEM, TOTAL = "44260-8", "44261-6"


@pytest.mark.parametrize(("results", "wishes"), [
    ([scored(ITEM, **points(3))], True), ([scored(ITEM, **points(1))], True),
    ([scored(ITEM, **points(0))], False), ([scored(ITEM, valueInteger=2)], True),
    ([scored(ITEM, valueString="Nearly every day")], True),
    ([scored(ITEM, **chosen("LA6571-9", "Nearly every day"))], True),
    ([scored(ITEM, **chosen("LA6568-5", "Not at all"))], False),
    ([scored(ITEM, on=200, **points(3))], False),
    ([scored(TOTAL, **points(25))], True), ([scored(TOTAL, **points(20))], True),
    ([scored(TOTAL, **points(12))], False), ([scored(TOTAL, on=200, **points(25))], False),
    # Who was asked for it, and has none, is no such person; one on another day is.
    ([scored(TOTAL, **points(22)), scored(ITEM, **points(0))], False),
    ([scored(TOTAL, **points(22)), scored(ITEM, on=6, **points(0))], True),
])  # fmt: skip
def test_a_scale_tells_it(results: list[Json], wishes: bool) -> None:
    fit = judged(read(*results))
    assert (fit.verdict >= Verdict.NEEDS_INFO) is wishes
    assert ("W-SLOW-RISK" in fired(begins(*results))) is wishes


def test_a_part_of_a_panel_tells_it_too() -> None:
    part = {"code": {"coding": [{"system": "http://loinc.org", "code": ITEM}]}, "valueInteger": 2}
    whole = of("Observation", status="final", code=named("PHQ-9"), effectiveDateTime=day(1),
               component=[part])  # fmt: skip
    assert judged(read(whole)).verdict >= Verdict.NEEDS_INFO


QUESTION = "Thoughts that you would be better off dead, or of hurting yourself"


@pytest.mark.parametrize(("answer", "is_heard"), [
    ({"valueInteger": 3}, True), ({"valueInteger": 1}, True), ({"valueInteger": 0}, False),
    ({"valueDecimal": 2.0}, True), ({"valueString": "3"}, True), ({"valueString": "0"}, False),
    ({"valueCoding": {"display": "2"}}, True), ({"valueCoding": {"display": "Not at all"}}, False),
])  # fmt: skip
def test_the_number_of_an_answer_tells_how_often(answer: Json, is_heard: bool) -> None:
    asked = form(QUESTION, "")
    asked["item"][0]["answer"] = [answer]
    assert (MOOD in heard(asked)) is is_heard


@pytest.mark.parametrize(("name", "value", "is_heard"), [
    ("PHQ-9 total score", 22, True), ("PHQ-9 score", 19, False), ("PHQ-9 Summenwert", 21, True),
    ("GAD-7 total score", 21, False),
])  # fmt: skip
def test_a_severe_total_without_a_code_is_asked_about(
    name: str, value: int, is_heard: bool
) -> None:
    total = {"resourceType": "Observation", "status": "final", "code": {"text": name},
             "effectiveDateTime": day(1), "valueQuantity": {"value": value}}  # fmt: skip
    assert (MOOD in heard(total)) is is_heard

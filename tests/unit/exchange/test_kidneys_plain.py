"""Kidneys that fail, what stands in for them, and how little urine came, in the words of people,
each beside the ordinary sentence that is nearest to it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.exchange.test_kidneys_elsewhere import HELD, begins, flag, on_it, plan, seen
from tests.unit.exchange.test_stops_told import form, letter, message

FAIL = (
    "Kidneys have packed up.", "My kidneys packed up in the summer.", "His kidneys have given up.",
    "Both kidneys have completely packed in.", "Her kidneys don't work any more.",
    "The kidneys are shutting down.", "Creatinine has trebled.", "Creatinine four times higher.",
    "Die Nieren arbeiten nicht mehr.", "Die Nieren haben aufgegeben.", "Nieren versagen.",
    "Kreatinin verdreifacht.", "Kreatinin auf das Dreifache gestiegen.",
    "Les reins ne fonctionnent plus.", "Ses reins ont lâché.", "Créatinine triplée.",
    "Los riñones han dejado de funcionar.", "Los riñones ya no funcionan.",
    "Creatinina triplicada.",
    "I reni non funzionano più.", "I reni hanno smesso di funzionare.", "Creatinina triplicata.",
    "Cardiorenal syndrome, diuretics failing, urine 100 mL a day.",
)  # fmt: skip
MACHINE = (
    "CAPD four bags a day", "Peritoneal exchanges four times a day, fluid allowance 700 mL",
    "On the kidney machine.", "Goes for blood cleaning three times a week.",
    "Is on the machine three times a week for her kidneys.", "PD exchanges overnight.",
    "Geht dreimal in der Woche zur Blutwäsche.", "Hängt an der künstlichen Niere.",
    "Va au rein artificiel trois fois par semaine.", "Échanges péritonéaux quatre fois par jour.",
    "Va al riñón artificial tres veces por semana.", "Intercambios peritoneales cada noche.",
    "Va al rene artificiale tre volte a settimana.", "Scambi peritoneali quattro volte al giorno.",
)  # fmt: skip
DRY = (
    "Catheter bag dry for twelve hours.", "Passing hardly any urine since Friday.",
    "Only 8 mL of urine in six hours.", "Urine output 90 mL in 24 hours.",
    "Very little urine since yesterday.", "Urinbeutel seit gestern leer.",
    "Kaum noch Urin seit Freitag.", "Nur 20 ml Urin in 8 Stunden.",
    "N'urine presque plus depuis vendredi.", "Seulement 50 ml d'urine en 12 heures.",
    "Casi no orina desde el viernes.", "Solo 30 ml de orina en 6 horas.",
    "Quasi non urina da venerdì.", "Solo 40 ml di urina in 12 ore.",
)  # fmt: skip


@pytest.mark.parametrize("door", [letter, plan, flag])
@pytest.mark.parametrize("words", [*FAIL, *MACHINE, *DRY])
def test_kidneys_in_plain_words_hold_a_raise(door: Any, words: str) -> None:
    assert not on_it(door(words)).fit.may_go_up


@pytest.mark.parametrize("words", [*FAIL, *MACHINE, *DRY])
def test_kidneys_in_plain_words_hold_a_start(words: str) -> None:
    assert begins(letter(words)).fit.verdict in HELD


@pytest.mark.parametrize(("asked", "answer"), [
    ("Do you have any kidney problems?",
     "Yes, my kidneys packed up in the summer, I am on the machine three times a week"),
    ("Anything else?", "On the kidney machine since August"),
])  # fmt: skip
def test_an_answer_of_a_form_is_heard(asked: str, answer: str) -> None:
    assert begins(form(asked, answer)).fit.verdict in HELD


def test_urine_of_hours_as_a_result_is_heard() -> None:
    words = "8 mL in the last six hours, catheter flushed, bladder scan empty"
    result = seen("Urine output", valueString=words)
    assert not on_it(result).fit.may_go_up


ORDINARY = (
    "Kidneys work well.", "Suitcase packed up for the trip.", "Gave up salt for her kidneys.",
    "Eats kidney beans.", "Kidneys not affected.", "His father's kidneys packed up at sixty.",
    "On the rowing machine three times a week.", "Coffee machine three times a week repaired.",
    "Blood cleaned from the wound.", "Peritoneum smooth.", "Exchanges messages four times a day.",
    "Only 8 mL of urine left in the bladder after voiding.", "Urine output 1500 mL in 24 hours.",
    "Residual urine 20 mL in the last six hours.", "Passes 400 mL of urine in 6 hours.",
    "Catheter bag changed, urine clear.", "Bag dry and clean, catheter out for two weeks.",
    "Creatinine unchanged.", "Urine volume per void 150 mL.", "Leg bag emptied four times a day.",
    "Die Nieren arbeiten gut.", "Nierenlager frei.", "Restharn 20 ml.", "Wäsche gewaschen.",
    "Les reins fonctionnent bien.", "Urines claires.",
    "Los riñones funcionan bien.", "Orina clara, 1200 ml en 24 horas.",
    "I reni funzionano bene.", "Urine limpide, 1400 ml in 24 ore.",
    "Drinks 100 mL in six hours, urine clear.",
)  # fmt: skip


@pytest.mark.parametrize("door", [letter, message])
@pytest.mark.parametrize("words", ORDINARY)
def test_the_ordinary_sentence_beside_it_holds_nobody(door: Any, words: str) -> None:
    assert on_it(door(words)).fit.may_go_up

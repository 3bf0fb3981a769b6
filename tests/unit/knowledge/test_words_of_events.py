"""Words of an overdose and of a withdrawal: all of a pack that was swallowed is looked at, doses
taken as ordered are not; a withdrawal that is denied, or of consent, is none."""

from __future__ import annotations

import pytest

from baclofen.knowledge.numbers import UnreadSign
from tests.people import known
from tests.unit.knowledge.test_functions import leads


def sounds_swallowed(text: str) -> bool:
    return bool(known().of(UnreadSign).poisoned.intersection(known().codes.alarms_in(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Took her husband's baclofen, all of it", "Swallowed all of her husband's baclofen",
        "Took all his baclofen", "Took a whole strip of baclofen",
        "Swallowed the entire pack of tablets", "Took all the tablets at once",
        "Hat alles Baclofen genommen", "Alle Baclofen-Tabletten ihres Mannes geschluckt",
        "A pris tout le baclofène", "A avalé toute la plaquette", "Se tomó todo el baclofeno",
        "Se ha tomado toda la caja", "Ha preso tutto il baclofene", "Ha ingerito tutta la scatola",
    ],
)  # fmt: skip
def test_all_of_it_swallowed_sounds_like_an_overdose(text: str) -> None:
    assert sounds_swallowed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Took all his baclofen doses as prescribed", "Takes all her medicines",
        "Took all his tablets this morning", "Took baclofen, itching all over",
        "Has taken all her medication regularly", "Did not take all his baclofen",
        "Hat alle Tabletten wie verordnet genommen", "Prend tous ses médicaments",
        "A pris toutes ses doses de baclofène", "Toma toda su medicación",
        "Ha preso tutte le dosi di baclofene", "Finished all antibiotics",
    ],
)  # fmt: skip
def test_doses_taken_as_ordered_do_not(text: str) -> None:
    assert not sounds_swallowed(text)


@pytest.mark.parametrize(
    "text",
    [
        "No withdrawal symptoms", "No signs of withdrawal", "No baclofen withdrawal",
        "No withdrawal symptoms on current dose", "Withdrawal symptoms: none",
        "Keine Entzugserscheinungen", "Entzugserscheinungen: keine", "Pas de signe de sevrage",
        "Sin síntomas de abstinencia", "Nessun segno di astinenza", "Social withdrawal",
        "Withdrawal from study", "Withdrawal of consent", "Alcohol withdrawal 2010",
        "Alkoholentzug 2010", "Keine Bewusstlosigkeit", "Sturzprophylaxe, keine Bewusstlosigkeit",
        "Fall, no loss of consciousness", "Chute sans perte de connaissance",
    ],
)  # fmt: skip
def test_what_is_denied_or_means_something_else_is_quiet(text: str) -> None:
    assert not leads(text)


@pytest.mark.parametrize(
    "text",
    [
        "No withdrawal symptoms, but hallucinations since yesterday", "Withdrawal symptoms",
        "No withdrawal symptoms since Monday", "No seizures, severe withdrawal",
        "Social withdrawal, found unconscious", "No loss of consciousness, then unresponsive",
        "Alcohol withdrawal and baclofen withdrawal", "Entzugssymptome", "Syndrome de sevrage",
    ],
)  # fmt: skip
def test_what_stands_beside_a_denial_is_still_read(text: str) -> None:
    assert leads(text)


def test_another_withdrawal_keeps_what_it_tells() -> None:
    assert known().codes.alarms_in("Alcohol withdrawal 2010") == ("alcohol_use_disorder",)

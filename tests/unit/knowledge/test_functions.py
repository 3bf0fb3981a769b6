"""Functions that are lost, told by a negation: who does not respond is looked at, who is no longer
unresponsive is not. In five languages, and beside what else a response or a breath may be of."""

from __future__ import annotations

import pytest

from baclofen.knowledge.numbers import UnreadSign
from tests.people import known

LOST = (
    "No longer responds", "No longer responding to voice", "No longer waking", "No longer rousable",
    "No longer breathing normally", "Has stopped responding", "Doesn't open her eyes",
    "Isn't reacting to pain", "Cannot be roused", "Hardly breathing", "Not responding to Narcan",
    "Does not react when spoken to", "No reaction to pain", "Responds to nothing",
    "No longer responding after taking gabapentin", "Could not be woken at night",
    "Reagiert nicht mehr", "Antwortet nicht mehr", "Keine Reaktion auf Ansprache",
    "Öffnet die Augen nicht mehr", "Nicht mehr erweckbar", "Atmet nicht mehr richtig",
    "Lässt sich nicht mehr wecken", "Reagiert auf Ansprache nicht", "Reagiert kaum noch",
    "Pas réveillable", "Inréveillable", "Respire à peine", "Plus de respiration", "Pas réactif",
    "Aucune réaction", "Ne réagit plus", "N'ouvre plus les yeux", "Ne se réveille plus",
    "Non reattivo agli stimoli", "Non respira bene", "Non risponde più", "Non si sveglia più",
    "Non apre gli occhi", "Nessuna risposta agli stimoli",
    "Ya no responde", "No reacciona", "No abre los ojos", "Ya no respira bien",
    "Ya no se despierta", "Sin respuesta a estímulos", "No pain, no longer responds",
    "Not confused. Reagiert nicht",
)  # fmt: skip
THERE = (
    "Responds to voice normally", "Reacts normally", "Breathing normally", "Eyes open, responds",
    "No longer unresponsive", "No longer drowsy", "No longer unconscious", "Not confused",
    "No response to gabapentin", "No reaction to penicillin", "Did not respond to physiotherapy",
    "Pain no longer responds to paracetamol", "Spasticity does not respond to stretching",
    "No response to bowel cancer screening invitation", "Did not respond to letter",
    "No allergic reaction", "No adverse reaction", "HIV test non-reactive",
    "No longer wakes at night", "No longer wakes with pain", "No breathing problems",
    "Keine Reaktion auf Baclofen", "Reagiert nicht auf Krankengymnastik", "Atmet ruhig",
    "Keine allergische Reaktion", "Wacht nachts nicht mehr auf", "Nicht mehr schläfrig",
    "Nicht mehr bewusstlos", "Keine Bewusstlosigkeit", "Nicht verwirrt",
    "Ne répond pas au traitement", "Aucune réaction allergique", "N'est plus confus",
    "Ne se réveille plus la nuit", "Respire bien", "Ne répond pas aux critères",
    "Non risponde alla terapia", "Non si sveglia più di notte", "Non più confuso", "Respira bene",
    "No responde al tratamiento", "Sin reacción adversa", "Ya no se despierta por la noche",
    "Ya no está confuso", "Ya no está inconsciente", "Non più incosciente",
    "N'est plus inconscient",
)  # fmt: skip


def leads(text: str) -> bool:
    """Whether words of a condition that nobody could read are looked at before anything else."""
    codes, numbers = known().codes, known().of(UnreadSign)
    if codes.is_denied(text):
        return False
    return bool(codes.signs_of((), [text]) or numbers.heard.intersection(codes.alarms_in(text)))


@pytest.mark.parametrize("text", LOST)
def test_a_function_that_is_lost_is_a_sign(text: str) -> None:
    assert leads(text)


@pytest.mark.parametrize("text", THERE)
def test_a_sign_that_is_gone_and_a_response_of_something_else_are_none(text: str) -> None:
    assert not leads(text)

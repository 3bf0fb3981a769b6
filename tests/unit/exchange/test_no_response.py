"""Whose "no response" it is: a person's who was touched or spoken to, or that of a telephone, a
reflex, an injection, an illness."""

from __future__ import annotations

import pytest

from baclofen.exchange.fhir.told import sounds_of_note
from tests.people import TODAY, known

K = known()

OF_SOMETHING = (
    "Unable to reach patient by phone. No response.", "No response to voicemail.",
    "Patient unresponsive to portal messages, letter sent.",
    "MS not responding to interferon. Spasticity unresponsive to tizanidine.",
    "Insomnia unresponsive to CBT.", "Non-responder to interferon.", "VEP: no response left eye.",
    "Babinski: no response.", "Reflexes: no response at ankles.", "Left plantar unresponsive.",
    "Pupils equal and reactive. Plantar response: unresponsive on the left.",
    "No reaction observed for 15 minutes.", "Flu vaccine given, no reaction.",
    "Called twice, no response.", "Text message sent, no response.",
    "Rang the doorbell, no response, left a card.", "EMG: no response of the tibial nerve.",
    "Anruf: keine Antwort.", "Zweimal angerufen, keine Reaktion.",
    "Appelé deux fois, pas de réponse.", "F-wave: no response.", "Pharmacy called, no answer.",
    "Rang patient, no answer.", "Tried to ring, no answer.", "Sorry I did not answer.",
    "Did not answer the door, card left.", "I did not get a response from the clinic.",
    "Unable to get a response to tizanidine.", "Could not get an appointment.",
)  # fmt: skip
OF_A_PERSON = (
    "Found on the floor. No response.", "No response to voice or pain.",
    "Patient unresponsive in bed, phoned the ambulance.", "Called her name, no response.",
    "Rang the bell, wife says he does not respond.", "Phoned by wife, unresponsive.",
    "Unresponsive to phone call and to knocking, found on the floor.",
    "No response to naloxone, unresponsive to pain.", "Corneal reflex: no response.",
    "Gag reflex absent, unresponsive.", "Pupils: no response to light.", "Voice: no response.",
    "Could not get her to respond.", "I did not get a response from him.",
    "Unable to get a response.", "Cannot get any response from mum.",
    "Vaccine given, then unresponsive.", "Vaccinated, no reaction, unresponsive to voice.",
)  # fmt: skip


@pytest.mark.parametrize("text", OF_SOMETHING)
def test_what_is_no_persons_frightens_nobody(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY) == ()


@pytest.mark.parametrize("text", OF_A_PERSON)
def test_a_person_who_does_not_respond_is_heard(text: str) -> None:
    assert "signs.coma" in sounds_of_note(text, K, today=TODAY)


@pytest.mark.parametrize("text", ["Not oriented and drowsy.", "Not lucid and very drowsy."])
def test_not_to_be_what_one_is_denies_nothing_behind_it(text: str) -> None:
    assert "signs.somnolence" in sounds_of_note(text, K, today=TODAY)

"""Ordinary sentences that hold a grave word and tell of no danger, each beside one like it that
does; and what a relative tells of somebody now."""

from __future__ import annotations

import pytest

from baclofen.exchange.fhir.told import sounds_of_note
from tests.people import TODAY, known
from tests.unit.exchange.test_told import Json, heard

K = known()

QUIET = (
    # A condition in Spanish and Italian.
    "Si no responde, llamar al 112.", "Llamar al 112 si no responde.",
    "Llamar al 112 si no despierta.", "Acudir a urgencias si no responde.",
    "Se non risponde chiamare il 118.", "Chiamare il 118 se non risponde.",
    "Chiamare il 118 se incosciente.", "Llamar al 112 si inconsciente.",
    # Lists of risks.
    "Risks discussed: bleeding, coma, death.", "Possible complications include respiratory arrest.",
    "Risks: coma, respiratory arrest", "Rischi: coma, arresto respiratorio.",
    "Risques: coma, détresse respiratoire.", "Risiken: Koma, Atemstillstand.",
    "Riesgos: coma, parada respiratoria.", "Potential complications: coma, respiratory arrest",
    "Mögliche Komplikationen: Koma, Atemstillstand", "Complications possibles: coma",
    "Posibles complicaciones: coma", "Possibili complicanze: coma",
    # Ordinary sleep.
    "Fell asleep watching TV.", "She fell asleep on the sofa after lunch as usual.",
    "Sleepy in the morning because the baby cries at night.", "Sleepy because the baby cries",
    "Sleeps through, does not wake until 7.", "Normal awake and drowsy EEG",
    # A question about medicines.
    "Do you take medicine that makes you sleepy?",
    "Do you take any medicines that make you drowsy or confused?",
    "Nehmen Sie Medikamente, die Sie schläfrig machen?",
    "Prenez-vous des médicaments qui vous rendent somnolent ?",
    "¿Toma medicamentos que le dan somnolencia?", "Prende farmaci che le danno sonnolenza?",
    # The lowest value of a sleep study.
    "AHI 4/h. Lowest SpO2 88%. No significant sleep apnoea.", "Lowest saturation overnight 88%.",
    "SpO2 overnight minimum: 87 %",
    # Other meanings.
    "Slow breathing exercises recommended for relaxation.",
    "Slow breathing (6 breaths a minute) as biofeedback.", "Unconscious bias training completed.",
    "Lethargic dog taken to the vet.", "Responds only to loud voice, hearing aid",
    # Who is woken easily.
    "Schläft ruhig, gut erweckbar", "Gut erweckbar.", "Jederzeit erweckbar.", "Leicht weckbar.",
    # What was used up as ordered.
    "Took 90 tablets over the last month as prescribed.",
    "Has taken 90 tablets since last fill 30 days ago.",
    "Swallowed 2 tablets with water without difficulty.",
)  # fmt: skip

HEARD = (
    "No responde. Llamar al 112.", "No responde, se llama al 112", "Non risponde, chiamato il 118",
    "Si no responde, llamar. Ahora no responde.", "No se despierta", "Non si sveglia",
    "Sí, no responde", "Si no se le pincha, no responde", "Se non stimolato, non risponde",
    "Complications: respiratory arrest at 06:00", "Risks discussed, patient now comatose",
    "Risks discussed, patient unresponsive", "Komplikation: Atemstillstand",
    "Risks: coma, death. Found unresponsive at 06:00", "Risk assessment: unresponsive",
    "Risks: took 40 tablets",
    "Keeps falling asleep in the middle of sentences", "Fell asleep watching TV, cannot be woken",
    "Fell asleep mid-meal", "Very sleepy since the dose was raised", "Patient awake and drowsy",
    "Does not wake until 8 when shaken", "Could not be woken until 7", "Does not wake",
    "Sleepy because of the new dose", "Drowsy during the EEG and not rousable",
    "The medicine makes me sleepy", "Takes medicine that makes her sleepy, cannot be woken",
    "Lowest SpO2 71% overnight", "SpO2 78 % overnight", "Lowest SpO2 84 % this morning",
    "SpO2 88 % on air, sleepy",
    "Slow breathing since noon", "Slow breathing, exercise stopped",
    "Breathing 6/min, exercises stopped", "Unconscious in bed",
    "Lethargic, dog barking did not wake her", "Responds only to loud voice",
    "Wears a hearing aid, responds only to pain",
    "Slow breathing after exercise", "Takes medicine that makes you sleepy today unresponsive",
    "Sleepy dog barked, patient unconscious", "Fell asleep reading and is not rousable",
    "Does not wake until shaken", "Did not wake until noon", "Risk: patient unresponsive",
    "Nicht erweckbar", "Kaum erweckbar", "Schwer erweckbar", "Nicht gut erweckbar",
    "Nicht jederzeit erweckbar", "Nicht leicht weckbar", "Nicht prompt erweckbar",
    "Gestern gut erweckbar, heute nicht erweckbar",
    "Took 90 tablets over the last hour", "Took 90 tablets last night, not as prescribed",
    "Swallowed 20 tablets with water",
)  # fmt: skip


@pytest.mark.parametrize("text", QUIET)
def test_an_ordinary_sentence_with_a_grave_word_is_quiet(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY) == ()


@pytest.mark.parametrize("text", HEARD)
def test_one_like_it_that_tells_of_a_danger_is_heard(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY)


# --- what a relative tells ---------------------------------------------------------------

NOW = (
    "My husband is unconscious.", "My wife is very confused since yesterday.",
    "Since the new dose my wife is confused and sees people who are not there.",
    "My husband is hallucinating since last night.",
    "My son had a seizure this morning, please call me.",
    "Mein Mann ist bewusstlos.", "Mon mari est inconscient.", "Mi marido está inconsciente.",
    "Mio marito è incosciente.",
)  # fmt: skip
BEFORE = (
    "My mother died in a coma.", "My husband had a seizure in 2010.",
    "My son had seizures as a child.",
    "My mother had epilepsy.",
)  # fmt: skip


def message(text: str) -> Json:
    return {"resourceType": "Communication", "status": "completed",
            "subject": {"reference": "Patient/p"}, "sent": TODAY.isoformat(),
            "payload": [{"contentString": text}]}  # fmt: skip


def answered(text: str) -> Json:
    return {"resourceType": "QuestionnaireResponse", "status": "completed",
            "subject": {"reference": "Patient/p"}, "authored": TODAY.isoformat(),
            "item": [{"linkId": "0", "text": "Anything else?",
                      "answer": [{"valueString": text}]}]}  # fmt: skip


@pytest.mark.parametrize("text", NOW)
def test_what_a_relative_tells_of_now_is_heard(text: str) -> None:
    assert heard(message(text))
    assert heard(answered(text))


@pytest.mark.parametrize("text", BEFORE)
def test_what_a_relative_had_is_none(text: str) -> None:
    assert not heard(message(text))
    assert not heard(answered(text))


@pytest.mark.parametrize(
    "text", ["Husband is confused at night", "Wife is unconscious in hospital"]
)
def test_a_relative_in_a_note_is_none_of_the_patients(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY) == ()

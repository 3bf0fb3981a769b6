"""What baclofen is for is told in the same words at every door, and a disease at none."""

from __future__ import annotations

import pytest

import baclofen as bac
from baclofen.answering import PlanInputs
from baclofen.errors import UnknownName
from baclofen.evidence import summary
from baclofen.knowledge import load_trials
from baclofen.patient import SYNDROMES
from baclofen.spoken import DISEASES, WORDS
from tests.people import TODAY, known

TYPED = {"age_y": 52, "sex": "female", "baclofen": "none"}


def in_python(words: str) -> str | None:
    return bac.Patient(syndrome=words).syndrome  # type: ignore[arg-type]


def typed(words: str) -> str | None:
    table = {**TYPED, "syndrome": words}
    return bac.read_patient(table, known=known(), today=TODAY).patient.syndrome


def answered(words: str) -> str | None:
    reading = bac.read_patient(TYPED, known=known(), today=TODAY)
    told = bac.with_answers(reading, [("syndrome", words)], known(), today=TODAY)
    return told.patient.syndrome


def of_evidence(words: str) -> str | None:
    (member,) = summary(load_trials(), words).syndromes
    return member


DOORS = (in_python, typed, answered, of_evidence)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("ms_spasticity", "ms_spasticity"),
        ("MS spasticity", "ms_spasticity"),
        (" spasticity-MS", "ms_spasticity"),
        ("tn", "trigeminal_neuralgia"),
        ("Chronic low back pain", "chronic_low_back_pain"),
    ],
)
def test_a_syndrome_has_the_same_words_at_every_door(door: object, words: str, key: str) -> None:
    assert callable(door)
    assert door(words) == key


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("words", ["ms", "MS", "multiple sclerosis", "sci", "stroke", "cancer"])
def test_a_disease_is_no_syndrome_at_any_door(door: object, words: str) -> None:
    assert callable(door)
    with pytest.raises(UnknownName, match="A disease does not say what baclofen is for") as told:
        door(words)
    meant = [key for key in SYNDROMES if key in str(told.value).partition("did you mean")[2]]
    assert set(meant) == set(DISEASES[words.lower()])


def test_the_words_are_of_syndromes_each_of_one() -> None:
    words = [word for each in WORDS.values() for word in each]
    assert len(words) == len({*words, *DISEASES}) - len(DISEASES)
    assert set(WORDS) <= set(SYNDROMES)
    assert {key for keys in DISEASES.values() for key in keys} <= set(SYNDROMES)


def test_an_answer_keeps_the_key_and_comes_out_the_same() -> None:
    inputs = [
        PlanInputs(
            patient=bac.Patient(age_y=52.0, syndrome=words),  # type: ignore[arg-type]
            request=bac.Request(today=TODAY),
        )
        for words in ("MS spasticity", "ms_spasticity")
    ]
    assert inputs[0] == inputs[1]
    text = bac.answer_json(bac.answer(inputs[0], known()), known())
    assert '"MS spasticity"' not in text
    assert bac.replay(text.encode(), known()).how == "same"

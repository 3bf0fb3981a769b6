"""What baclofen is for is told in the same words at every door, and a disease at none."""

from __future__ import annotations

import pytest

import baclofen as bac
from baclofen.answering import PlanInputs
from baclofen.errors import UnknownName
from baclofen.evidence import summary
from baclofen.knowledge import load_trials
from baclofen.patient import SYNDROMES, Patient
from baclofen.spoken import DISEASES, WIDER, WORDS, no_syndrome, spelled
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


def test_a_word_that_covers_several_is_answered_with_what_it_could_mean() -> None:
    """Whatever `evidence` takes for a group is at least explained at every other door."""
    trials = load_trials()
    members = {key for keys in WIDER.values() for key in keys}
    assert members <= set(SYNDROMES)
    for group in trials.groups.values():
        if group.id == "all":
            continue
        for word in group.aliases:
            with pytest.raises(UnknownName) as refused:
                Patient(syndrome=word)  # type: ignore[arg-type]
            assert "did you mean" in str(refused.value)
            assert set(WIDER[spelled(word)]) & {*group.members}
    assert "did you mean chronic_low_back_pain or other?" in str(
        no_syndrome("back pain", SYNDROMES)
    )

"""Every question has a control, and every answer that a press gives is one that is understood."""

from __future__ import annotations

import pytest

from baclofen.assessment import Asked
from baclofen.exchange import read_patient, with_answers
from baclofen.knowledge import Verdict
from baclofen.patient import SIGNS
from baclofen.record import MEASURES
from baclofen.service.page.controls import MEASURED, control_of, syndromes
from tests.people import TODAY, known

K = known()
QUESTIONS = sorted(K.questions)


@pytest.mark.parametrize("id", QUESTIONS)
def test_what_is_pressed_or_chosen_is_understood(id: str) -> None:
    control = control_of(Asked(K.questions[id], Verdict.OK, ()), K)
    assert control.presses or control.entered
    reading = read_patient({"age_y": 40}, known=K, today=TODAY)
    answers = [(control.key, words) for words in control.presses]
    if control.key == "syndrome":
        answers += [("syndrome", name) for name, _ in control.members]
    else:
        answers += [(name, "yes") for name, _ in control.members[:5]]
    for key, words in answers:
        assert with_answers(reading, [(key, words)], K, today=TODAY) != reading, (key, words)


def test_what_is_measured_has_its_units() -> None:
    for what in (name for names in MEASURED.values() for name in names):
        assert MEASURES[what][1]


def test_members_are_all_there() -> None:
    signs = control_of(Asked(K.questions["signs"], Verdict.OK, ()), K)
    assert {name for name, _ in signs.members} == set(SIGNS)
    ill = control_of(Asked(K.questions["conditions"], Verdict.OK, ()), K)
    assert {name for name, _ in ill.members} == set(K.codes.condition_labels)
    stroke = control_of(Asked(K.questions["conditions.stroke"], Verdict.OK, ()), K)
    assert "parkinson_disease" in dict(stroke.members)


def test_what_it_is_for_is_said_in_words() -> None:
    said = dict(syndromes(K))
    assert said["ms_spasticity"] == "spasticity with pain in MS"
    assert set(said) == set(K.syndromes)

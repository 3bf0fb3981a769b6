"""Scales of sedation that are told in words: from a moderate sedation on somebody looks."""

from __future__ import annotations

import pytest

from baclofen.exchange.fhir.told import sounds_of_note
from tests.people import TODAY, known

K = known()


@pytest.mark.parametrize("text", [
    "RASS -4", "RASS: -5 this morning.", "RASS-4", "RASS score -3", "RASS of -2 before lunch.",
    "POSS 3", "Pasero 4", "Ramsay score 5", "Sedation score 3.",
])  # fmt: skip
def test_a_score_of_sedation_is_heard(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY)


@pytest.mark.parametrize("text", [
    "RASS 0", "RASS +1", "RASS -1 to 0", "Target RASS -2", "POSS 1", "POSS 2, easily roused.",
    "Ramsay 2", "Ramsay Hunt syndrome", "Sedation score 1.",
])  # fmt: skip
def test_who_is_awake_or_is_meant_to_sleep_frightens_nobody(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY) == ()

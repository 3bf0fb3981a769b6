"""Dangers as records call them: an emergency where the words tell one of today, else none."""

from __future__ import annotations

import pytest

from tests.hook_requests import (
    MS,
    RUNNING,
    SERTRALINE,
    SPASTICITY,
    asked,
    cards,
    condition,
    prefetch,
    search,
)
from tests.people import TODAY


def told(words: str, day: str) -> list[str]:
    one = condition("", words, onsetDateTime=day)
    held = prefetch(SERTRALINE, RUNNING, conditions=search(MS, SPASTICITY, one))
    return [card.verdict for card in cards(asked("patient-view", held))]


@pytest.mark.parametrize(
    "words",
    ["Intentional baclofen overdose", "Acute intoxication with baclofen", "Baclofen encephalopathy",
     "Suspected baclofen withdrawal", "Apnoea", "Poisoning by baclofen, intentional self-harm"],
)  # fmt: skip
def test_words_of_an_emergency_of_today_are_one(words: str) -> None:
    assert told(words, TODAY.isoformat()) == ["emergency"]
    assert "emergency" not in told(words, "2019-01-01")


def test_what_only_sounds_alike_is_none() -> None:
    for words in ("Sleep apnoea", "Family history of baclofen overdose"):
        assert "emergency" not in told(words, TODAY.isoformat())


def test_a_patient_of_peritoneal_dialysis_is_on_dialysis() -> None:
    assert told("Peritoneal dialysis patient", TODAY.isoformat()) == ["contraindicated"]


def test_what_was_not_understood_is_named() -> None:
    today = {"onsetDateTime": TODAY.isoformat()}
    held = prefetch(SERTRALINE, RUNNING, conditions=search(
        MS, SPASTICITY, *(condition("", f"Qwertyosis {n}", **today) for n in range(4)),
        condition("55680006", "Drug overdose", **today),
    ))  # fmt: skip
    (card,) = cards(asked("patient-view", held))
    assert "not understood: Drug overdose" in card.detail
    assert "Qwertyosis 0" in card.detail
    assert "Qwertyosis 3" not in card.detail

"""Where certainty turns: half of the weight, an interval of what a further study would show."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.evidence.certainty import _held_by_half, _inconsistency
from baclofen.knowledge import load_trials
from baclofen.synthesis import Pooled, given, pool

T = load_trials()


@pytest.mark.parametrize(
    ("weights", "levels", "down"),
    [
        ((50.0, 50.0), (1, 0), 1),
        ((49.9, 50.1), (1, 0), 0),
        ((30.0, 20.0, 50.0), (2, 1, 0), 1),
        ((50.0, 20.0, 30.0), (2, 1, 0), 2),
        ((100.0,), (0,), 0),
    ],
)
def test_a_level_is_taken_off_by_answers_of_half_the_weight(
    weights: tuple[float, ...], levels: tuple[int, ...], down: int
) -> None:
    answers: Any = levels
    itself: Any = int
    assert _held_by_half(answers, weights, itself) == down


def pooled(*yi: float) -> Pooled:
    return pool(given(yi, vi=[0.04, 0.03, 0.05, 0.03]))


def test_a_further_study_that_may_well_show_nothing_lowers_certainty() -> None:
    answers: Any = (None,) * 4
    spread, alike = pooled(0.7, 0.2, 0.4, 0.6), pooled(0.5, 0.45, 0.5, 0.55)
    for found in (spread, alike):
        assert T.number("inconsistency.some") > found.heterogeneity.I2
        assert not found.ci.holds(0)
    lowered = _inconsistency(answers, spread, T)
    assert (lowered.down, "may well show nothing" in lowered.why) == (1, True)
    assert _inconsistency(answers, alike, T).down == 0

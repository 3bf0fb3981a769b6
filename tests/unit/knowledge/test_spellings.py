"""Names offered for a misspelt word are those that comparing with every name would offer."""

from __future__ import annotations

from difflib import get_close_matches
from random import Random

from baclofen.knowledge.spellings import Spellings
from tests.people import known

NAMES = tuple(known().codes.medicines._spellings)


def test_no_name_is_passed_over() -> None:
    rng = Random(20261122)  # noqa: S311 - a seed for tests
    near = Spellings(NAMES, alike=0.8, most=2)
    offered = 0
    for _ in range(60):
        word = list(rng.choice(NAMES))
        for _ in range(rng.randint(0, 3)):
            at = rng.randint(0, len(word))
            word[at : at + rng.randint(0, 1)] = rng.choice("abcdeimnorstxyzéщ")
        text = "".join(word)
        expected = get_close_matches(text, NAMES, n=2, cutoff=0.8)
        assert near.to(text) == expected
        offered += bool(expected)
    assert offered > 20


def test_a_long_text_is_looked_through_in_pieces_and_nothing_is_lost_at_a_cut() -> None:
    alarms = known().codes.alarms_in
    for before in (19_900, 19_990, 19_999, 40_000):
        for filling in ("x", "la "):
            text = (filling * before)[:before] + " renal failure " + filling * 9_000
            assert "ckd" in alarms(text)
    assert alarms("la " * 30_000) == ()

"""What a small change of an input changes in what comes of it, changes by a reviewed diff."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from tests.golden import varied
from tests.golden.plain import mark

#: So much of what now differs is shown.
_LONGEST = 1_500


@pytest.mark.parametrize("names", varied.parts(), ids=lambda names: names[0])
def test_a_small_change_changes_what_was_reviewed(names: Sequence[str]) -> None:
    """Meant to change? Run `python -m tests.golden.varied` and review the diff."""
    found = []
    for name in names:
        for at, (place, change, words) in enumerate(varied.said(name)):
            if mark(words) != varied.kept()[name][at][2]:
                shown = f"{name}, {at}: {json.dumps(place)} {json.dumps(change)}"
                found.append(f"{shown} now gives {words[:_LONGEST]}")
    assert not found, "\n".join(found)


def test_every_input_that_is_varied_is_kept_and_no_other() -> None:
    assert set(varied.kept()) == set(varied.inputs())
    assert {name for part in varied.parts() for name in part} == set(varied.inputs())


def test_a_change_leaves_what_it_changes_as_it_was() -> None:
    told = {"a": [{"b": 1, "c": "x"}], "d": 2}
    assert varied.changed(told, ("a", 0, "b"), 5) == {"a": [{"b": 5, "c": "x"}], "d": 2}
    assert varied.changed(told, ("a", 0, "b"), varied.LEFT_OUT) == {"a": [{"c": "x"}], "d": 2}
    assert varied.changed(told, ("a", 0), varied.TWICE) == {"a": [{"b": 1, "c": "x"}] * 2, "d": 2}
    assert told == {"a": [{"b": 1, "c": "x"}], "d": 2}

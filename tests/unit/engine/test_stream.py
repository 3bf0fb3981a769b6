"""Runs in parts: the same numbers, told as they come, kept when interrupted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Event, Program, Window, compile_program, run, stream
from baclofen.engine.execute import CHUNK
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from tests.tolerances import ROUNDING
from tests.unit.engine.models import ORAL, ORAL_TYPICAL, TANK


def program() -> Program:
    events = [Event(0, 5, "oral", ii_h=6, addl=2), Event(3, 2, "iv", 1.5)]
    return compile_program(ORAL, events, until_h=24, per_h=1, windows=[Window("day", 0, 24)])


DRAWS: dict[str, Any] = {
    **ORAL_TYPICAL, "ka": np.linspace(0.5, 2.0, 11), "F": np.linspace(0.4, 1.0, 11),
}  # fmt: skip
LEVELS = {"CP": np.linspace(0.02, 0.1, 11)}


@pytest.mark.parametrize("size", [1, 3, 4, 11, 1000])
def test_the_parts_together_are_the_whole(size: int) -> None:
    whole = run(program(), DRAWS, ["CP"], above=LEVELS)
    seen = []
    for which, part in stream(program(), DRAWS, ["CP"], above=LEVELS, size=size):
        seen += list(range(which.start, which.stop))
        assert which.stop - which.start == part["CP"].shape[1] <= size
        assert_allclose(part["CP"], whole["CP"][:, which], **ROUNDING)
        one, other = part.windows["day"]["CP"], whole.windows["day"]["CP"]
        for kind in ("peak", "peak_at_h", "trough", "area", "above_h"):
            assert_allclose(getattr(one, kind), getattr(other, kind)[which], **ROUNDING)
    assert seen == list(range(11))


def test_more_draws_than_fit_in_one_part_are_joined_by_a_run() -> None:
    n = CHUNK["numpy"] + 5
    ke = np.linspace(0.1, 1.0, n)
    tank = compile_program(TANK, [Event(0, 8, "iv")], at_h=[0, 1])
    told: list[tuple[int, int]] = []
    got = run(tank, {"ke": ke}, ["tank"], progress=lambda done, of: told.append((done, of)))
    assert_array_equal(got["tank"].shape, (2, n))
    last = run(tank, {"ke": ke[-1]}, ["tank"])["tank"]
    assert_allclose(got["tank"][:, -1:], last, **ROUNDING)
    assert told == [(CHUNK["numpy"], n), (n, n)]


def test_progress_is_told_after_each_part_has_been_taken() -> None:
    told: list[tuple[int, int]] = []
    turns = stream(
        program(), DRAWS, ["CP"], size=4, progress=lambda done, of: told.append((done, of))
    )
    next(turns)
    assert told == []
    next(turns)
    assert told == [(4, 11)]
    assert len(list(turns)) == 1
    assert told == [(4, 11), (8, 11), (11, 11)]


def test_an_interrupted_caller_keeps_what_was_finished() -> None:
    whole = run(program(), DRAWS, ["CP"])["CP"]
    kept: dict[int, Any] = {}

    def stop(done: int, _: int) -> None:
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        for which, part in stream(program(), DRAWS, ["CP"], size=4, progress=stop):
            kept[which.start] = part["CP"]
    assert list(kept) == [0, 4]
    assert_allclose(np.hstack([kept[0], kept[4]]), whole[:, :8], **ROUNDING)


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    told: list[int] = []
    turns = stream(program(), DRAWS, ["CP"], size=1, progress=lambda done, _: told.append(done))
    assert told == []
    assert next(turns)[0] == slice(0, 1)


def test_what_varies_along_a_run_is_the_same_in_parts() -> None:
    events = [Event(0, 8, "iv", values={"ke": 0.2}), Event(3, evid=2, values={"ke": 0.7})]
    tank = compile_program(TANK, events, until_h=6, per_h=2)
    whole = run(tank, {"ke": np.linspace(0.1, 1, 5)}, ["tank"])["tank"]
    parts = [p["tank"] for _, p in stream(tank, {"ke": np.linspace(0.1, 1, 5)}, ["tank"], size=2)]
    assert_allclose(np.hstack(parts), whole, **ROUNDING)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"size": 0}, OutOfRange, "number of draws in a turn is 0; it must be 1 or more"),
        ({"outputs": ["nix"]}, UnknownName, "output is 'nix'"),
        ({"parameters": {**DRAWS, "ke": -1.0}}, OutOfRange, "rate ke of central is -1 per h"),
        ({"parameters": {**DRAWS, "V": [1.0, 2.0]}}, InputRefused, "number of draws is 11 for ka"),
        ({"executor": "abacus"}, UnknownName, "executor is 'abacus'"),
        ({"above": {"CP": [0.1] * 3}}, InputRefused, "number of draws is 11 for ka but 3 for CP"),
    ],
)
def test_refusals_come_before_the_first_part(
    changes: dict[str, Any], error: type[InputRefused], message: str
) -> None:
    asked: dict[str, Any] = {"parameters": DRAWS, "outputs": ["CP"], **changes}
    with pytest.raises(error, match=message):
        stream(program(), **asked)

"""Programs: what they explain, and what they refuse."""

from __future__ import annotations

import pickle

import pytest

from baclofen.engine import Event, Window, compile_program
from baclofen.errors import OutOfRange, UnknownName
from tests.unit.engine.models import BATEMAN


def test_explain_names_states_inputs_steps_and_executor() -> None:
    events = [Event(0, 5, "oral"), Event(6.1, 5, "oral"), Event(8, 24, "iv", 4)]
    assert compile_program(BATEMAN, events, 24, 4).explain().splitlines() == [
        "states: gut, central, rate of iv",
        "inputs: oral into gut, iv into central",
        "events: 2 boluses, 1 infusion",
        "steps: 97 over 24 h, in 7 blocks, of 3 lengths (0.1 h, 0.15 h, 0.25 h)",
        "executor: NumPy, exact steps by uniformisation, float64",
    ]


def test_a_program_travels_between_processes() -> None:
    program = compile_program(BATEMAN, [Event(0, 5, "oral")], 24, 4)
    assert pickle.loads(pickle.dumps(program)) == program  # noqa: S301


def test_an_event_into_an_unknown_input_is_refused() -> None:
    with pytest.raises(
        UnknownName, match="input of an event is 'orall'; it must be one of iv, oral"
    ):
        compile_program(BATEMAN, [Event(0, 5, "orall")], 24, 4)


def test_a_window_beyond_the_run_is_refused() -> None:
    program = compile_program(BATEMAN, [], 24, 4)
    with pytest.raises(
        OutOfRange,
        match="end of the window day 2 is 48 h; it must be at most the end of the run, 24",
    ):
        program.schedule_for([Window("day 2", 24.0, 48.0)])

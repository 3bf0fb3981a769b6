"""Four runs that every executor follows as NumPy does: program, people, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from baclofen.engine import Event, Program, Window, compile_program
from bench.w1 import GRAPH, fixed_sets
from tests.unit.engine.models import LOOPS, ORAL, ORAL_EVENTS, ORAL_TYPICAL, SITE, SITE_PEOPLE

#: One lag for all, and lags that differ.
LAGS: tuple[Any, ...] = (0.5, [0.0, 0.75, 3.25])


class Run(NamedTuple):
    """What an executor is given."""

    program: Program
    people: Mapping[str, Any]
    outputs: list[str]


def the_benchmark() -> Run:
    program = compile_program(
        GRAPH, [Event(0, 10, "oral", ii_h=6, addl=9), Event(60, 20, "oral", ii_h=6, addl=3)],
        until_h=96, per_h=1, windows=[Window("day 2", 24, 48), Window("all", 0, 96)],
    )  # fmt: skip
    return Run(program, fixed_sets(), ["CPL", "OCC", "EFF", "TOL"])


def a_table_of_every_kind() -> Run:
    program = compile_program(
        ORAL, ORAL_EVENTS, per_h=1, until_h=30, windows=[Window("last", 20, 30)]
    )
    people = {**ORAL_TYPICAL, "F": [0.4, 0.7, 1.0], "ktr": [1.0, 4.0, 4.0], "V": [20, 50, 80]}
    return Run(program, people, ["gut", "central", "CP"])


def loops_resets_and_steady_states(lag: Any) -> Run:
    events = [Event(0, 4, "oral", ii_h=6, ss=1, addl=2), Event(20, evid=3), Event(21, 8, "oral")]
    program = compile_program(
        SITE, events, until_h=40, per_h=1, windows=[Window("first", 0, 20), Window("all", 0, 40)]
    )
    return Run(program, {**SITE_PEOPLE, "lag": lag}, ["central", "effect", "tolerance", "slow"])


def loops_of_several(doses: int = 13, until_h: float = 120, places: int = 24) -> Run:
    program = compile_program(
        LOOPS, [Event(0, 4, "iv", ii_h=8, addl=doses - 1)], per_h=1, until_h=until_h,
        places=places, windows=[Window("all", 0, until_h)],
    )  # fmt: skip
    people = {"ke": [0.1, 0.3, 0.9], "k": [0.05, 0.2, 0.6], "half": [1.0, 3.0, 2.0]}
    return Run(program, people, ["A", "B", "D", "E", "seen"])

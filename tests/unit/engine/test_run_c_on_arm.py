"""What arm64 computes is what x86-64 does, to the bit: each fused multiplication is written out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baclofen.engine import Event, Program, Window, compile_program
from baclofen.engine.course_c import make_course
from baclofen.engine.draws import as_draws, count_draws
from baclofen.engine.leg import Leg
from baclofen.engine.library import Precision
from baclofen.engine.reduce import Kind
from baclofen.engine.run_c import compiled, follow
from baclofen.engine.step import Wanted
from bench import chain
from bench.w1 import GRAPH, fixed_sets
from tests.unit.engine import on_arm
from tests.unit.engine.models import (
    LOOPS,
    ORAL,
    ORAL_EVENTS,
    ORAL_TYPICAL,
    SITE,
    SITE_PEOPLE,
)
from tests.unit.engine.test_run_c import NEAR, holding

ALL: frozenset[Kind] = frozenset(["peak", "trough", "area", "above"])

pytestmark = [
    pytest.mark.usefixtures("compiled"),
    pytest.mark.skipif(on_arm.missing() is not None, reason=f"no arm64: {on_arm.missing()}"),
]


def assert_same_bits(
    program: Program, parameters: Any, outputs: list[str], folder: Path,
    precision: Precision = "float64", kinds: frozenset[Kind] = ALL,
) -> None:  # fmt: skip
    """One course, followed here and on arm64."""
    draws = as_draws("parameter", parameters, program.graph.parameters)
    n = count_draws(draws)
    levels = {name: np.array([0.1]) for name in outputs} if "above" in kinds else {}
    wanted = Wanted(tuple(outputs), kinds if program.windows else frozenset(), levels)
    own = compiled(program, wanted, precision)
    with np.errstate(all="ignore"):
        here, there = (
            make_course(program, own.printed, draws, n, wanted, Leg(), precision) for _ in range(2)
        )
    follow(own, here)
    found = on_arm.follow_on_arm(own.printed.text, there, folder)
    for name, values in found.items():
        # Lanes beyond the last patient are followed where a vector has them.
        few = n if name != "values" else values.shape[-1]
        got, wanted_bits = values[..., :few], here.arrays[name][..., :few]
        assert got.shape == wanted_bits.shape
        same = (got == wanted_bits) | (np.isnan(got) & np.isnan(wanted_bits))
        assert same.all(), (name, int((~same).sum()), got[~same][:3], wanted_bits[~same][:3])


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_benchmark_has_the_same_bits(precision: Precision, tmp_path: Path) -> None:
    program = compile_program(
        GRAPH, [Event(0, 10, "oral", ii_h=6, addl=9), Event(60, 20, "oral", ii_h=6, addl=3)],
        until_h=96, per_h=1, windows=[Window("day 2", 24, 48), Window("all", 0, 96)],
    )  # fmt: skip
    assert_same_bits(program, fixed_sets(), ["CPL", "OCC", "EFF", "TOL"], tmp_path, precision)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_table_of_every_kind_has_the_same_bits(precision: Precision, tmp_path: Path) -> None:
    program = compile_program(
        ORAL, ORAL_EVENTS, per_h=1, until_h=30, windows=[Window("last", 20, 30)]
    )
    draws = {**ORAL_TYPICAL, "F": [0.4, 0.7, 1.0], "ktr": [1.0, 4.0, 4.0], "V": [20, 50, 80]}
    assert_same_bits(program, draws, ["gut", "central", "CP"], tmp_path, precision)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_loops_and_steady_states_have_the_same_bits(precision: Precision, tmp_path: Path) -> None:
    events = [Event(0, 4, "oral", ii_h=6, ss=1, addl=2), Event(20, evid=3), Event(21, 8, "oral")]
    program = compile_program(
        SITE, events, until_h=40, per_h=1, windows=[Window("first", 0, 20), Window("all", 0, 40)]
    )
    people = {**SITE_PEOPLE, "lag": [0.0, 0.75, 3.25]}
    outputs = ["central", "effect", "tolerance", "slow"]
    assert_same_bits(program, people, outputs, tmp_path, precision)
    program = compile_program(
        LOOPS, [Event(0, 4, "iv", ii_h=8, addl=5)], per_h=1, until_h=48, places=9,
        windows=[Window("all", 0, 48)],
    )  # fmt: skip
    people = {"ke": [0.1, 0.3, 0.9], "k": [0.05, 0.2, 0.6], "half": [1.0, 3.0, 2.0]}
    assert_same_bits(program, people, ["A", "B", "D", "E", "seen"], tmp_path, precision)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_functions_have_the_same_bits_also_at_their_ends(
    precision: Precision, tmp_path: Path
) -> None:
    graph = holding([formula for formula, _ in NEAR])
    wide = max(len(x) for _, x in NEAR)
    given = {f"x{i}": np.resize(np.array(x, dtype=float), wide) for i, (_, x) in enumerate(NEAR)}
    program = compile_program(graph, [], until_h=1, at_h=[0.5])
    outputs = [f"y{i}" for i in range(len(NEAR))]
    people = {**given, "k": 1.0, "three": 3.0}
    assert_same_bits(program, people, outputs, tmp_path, precision, frozenset())


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_whole_chain_has_the_same_bits(precision: Precision, tmp_path: Path) -> None:
    whole = chain.program(chain.OUTPUTS, 8, 6.0, 0)
    people = chain.own(chain.people(3), slice(None), whole.graph.parameters)
    assert_same_bits(whole, people, list(chain.OUTPUTS), tmp_path, precision)

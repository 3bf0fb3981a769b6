"""What arm64 computes is what x86-64 does, to the bit: each fused multiplication is written out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baclofen.engine import Program, compile_program
from baclofen.engine.course_c import make_course
from baclofen.engine.draws import as_draws, count_draws
from baclofen.engine.leg import Leg
from baclofen.engine.library import Precision
from baclofen.engine.reduce import Kind
from baclofen.engine.run_c import compiled, follow
from baclofen.engine.step import Wanted
from bench import chain
from tests.unit.engine import on_arm
from tests.unit.engine.followed import (
    LAGS,
    a_table_of_every_kind,
    loops_of_several,
    loops_resets_and_steady_states,
    the_benchmark,
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
    assert_same_bits(*the_benchmark(), tmp_path, precision)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_table_of_every_kind_has_the_same_bits(precision: Precision, tmp_path: Path) -> None:
    assert_same_bits(*a_table_of_every_kind(), tmp_path, precision)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_loops_and_steady_states_have_the_same_bits(precision: Precision, tmp_path: Path) -> None:
    assert_same_bits(*loops_resets_and_steady_states(LAGS[-1]), tmp_path, precision)
    assert_same_bits(*loops_of_several(doses=6, until_h=48, places=9), tmp_path, precision)


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

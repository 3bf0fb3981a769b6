"""Programs as C in single precision, amounts in doubles: beside NumPy in doubles, to 1e-5."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import Event, Program, Trajectory, Window, compile_program, run
from baclofen.engine.reduce import Kind
from baclofen.errors import InputRefused
from baclofen.native import loader, machine
from bench import chain
from bench.w1 import GRAPH, population
from tests.peers.events import DATA, MODELS, asked_of
from tests.size import examples
from tests.tolerances import SINGLE_AS_C
from tests.unit.engine.followed import (
    LAGS,
    a_table_of_every_kind,
    loops_of_several,
    loops_resets_and_steady_states,
    the_benchmark,
)
from tests.unit.engine.models import (
    ORAL,
    ORAL_TYPICAL,
    UNTIL_H,
    Case,
    cases,
    tables,
)
from tests.unit.engine.test_run_c import assert_close

KINDS: tuple[Kind, ...] = ("peak", "trough", "area")


def both(
    program: Program, parameters: object, outputs: list[str], **how: object
) -> tuple[Trajectory, Trajectory]:
    """The same run on NumPy, and as C in single precision."""
    given = {"reduce": KINDS, **how}
    numpy = run(program, parameters, outputs, executor="numpy", **given)  # type: ignore[arg-type]
    c = run(program, parameters, outputs, executor="c", precision="float32", **given)  # type: ignore[arg-type]
    assert c.executor == "c"
    return numpy, c


def assert_near(numpy: Trajectory, c: Trajectory) -> None:
    """Readings and reductions agree, as parts of the largest of each. Where a peak is, is not
    compared: of several that differ by rounding either may come first."""
    for name, values in numpy.values.items():
        assert c[name].dtype == np.float64
        assert_close(c[name], values, SINGLE_AS_C, name)
    for window, outputs in numpy.windows.items():
        for name, reduced in outputs.items():
            for field in ("peak", "trough", "area", "above_h"):
                got, wanted = getattr(c.windows[window][name], field), getattr(reduced, field)
                assert_close(got, wanted, SINGLE_AS_C, f"{window} {name} {field}")


@pytest.mark.usefixtures("compiled")
def test_the_benchmark_is_near_in_single_precision() -> None:
    asked = the_benchmark()
    numpy, c = both(*asked, above={"CPL": 0.1})
    assert_near(numpy, c)
    # It is single precision that was asked for, and not doubles again.
    assert any((c[name] != numpy[name]).any() for name in asked.outputs)
    assert (c["EFF"].astype(np.float32) == c["EFF"]).all()


@pytest.mark.usefixtures("compiled")
def test_every_event_case_is_near_in_single_precision() -> None:
    """The cases of the peers, which all other executors follow too."""
    followed = 0
    for case in json.loads(DATA.read_text(encoding="utf-8"))["cases"]:
        if case["implementation_defined"] or not MODELS[case["model"]][0].is_linear:
            continue
        for asked in asked_of(case):
            assert_near(*both(asked.program, asked.parameters, asked.outputs, reduce=()))
            followed += 1
    assert followed > 20


@pytest.mark.usefixtures("compiled")
def test_a_table_of_every_kind_is_near_in_single_precision() -> None:
    assert_near(*both(*a_table_of_every_kind(), above={"CP": [0.01, 0.1, 9]}))


@pytest.mark.parametrize("lag", LAGS)
@pytest.mark.usefixtures("compiled")
def test_loops_resets_and_steady_states_are_near_in_single_precision(lag: object) -> None:
    assert_near(*both(*loops_resets_and_steady_states(lag)))


@pytest.mark.usefixtures("compiled")
def test_loops_of_several_are_near_in_single_precision() -> None:
    assert_near(*both(*loops_of_several(), reduce=["area"]))


@given(case=cases(empties=True), data=st.data())
@settings(
    deadline=None, max_examples=examples(10), derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@pytest.mark.usefixtures("compiled")
def test_any_graph_and_any_table_are_near_in_single_precision(
    case: Case, data: st.DataObject
) -> None:
    program = compile_program(
        case.graph, data.draw(tables(case, steady=True)), until_h=UNTIL_H, per_h=2,
        nocb=data.draw(st.booleans()), windows=[Window("all", 0, UNTIL_H)],
    )  # fmt: skip
    assert_near(*both(program, case.parameters, [*case.graph.compartments], reduce=["area"]))


@pytest.mark.usefixtures("compiled")
def test_the_whole_chain_is_near_in_single_precision() -> None:
    whole = chain.program(chain.OUTPUTS, 8, 6.0)
    people = chain.own(chain.people(17), slice(None), whole.graph.parameters)
    numpy, c = both(whole, people, list(chain.OUTPUTS), reduce=["peak", "area"])
    # Rebound is what is left of one share less another, a thousandth of either where it is small:
    # a part of the shares is all that can be held.
    differences = {"W_s", "W_drive"}
    for name, values in numpy.values.items():
        scale = 1.0 if name in differences else abs(values).max() or 1.0
        assert_allclose(c[name] / scale, values / scale, **SINGLE_AS_C, err_msg=name)


@pytest.mark.usefixtures("compiled")
def test_amounts_of_any_size_are_near_in_single_precision() -> None:
    """Units are the user's: moles and micrograms lie fifteen powers of ten apart."""
    program = compile_program(ORAL, [Event(0, 1, "oral", ii_h=6, addl=7)], until_h=200, per_h=1)
    for size in (1e-15, 1.0, 1e12):
        numpy, c = (
            run(program, {**ORAL_TYPICAL, "F": size}, ["central"], reduce=(), executor="c",
                precision=precision)["central"] / size
            for precision in ("float64", "float32")
        )  # fmt: skip
        assert_allclose(c, numpy, **SINGLE_AS_C, err_msg=str(size))


@pytest.mark.usefixtures("compiled")
def test_narrower_vectors_give_the_same_bits_in_single_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not machine.needs_probe():
        pytest.skip("one width of vectors is all there is here")
    program = compile_program(
        GRAPH, [Event(0, 10, "oral", ii_h=6, addl=9)], until_h=72, per_h=1,
        windows=[Window("all", 0, 72)],
    )  # fmt: skip
    people, outputs = population(70), ["CPL", "OCC", "EFF", "TOL"]
    wide = run(program, people, outputs, executor="c", precision="float32")
    monkeypatch.setattr(machine, "WIDE", machine.USUAL)
    monkeypatch.setattr(loader, "_FOUND", {})
    program.compiled.clear()
    narrow = run(program, people, outputs, executor="c", precision="float32")
    for name in outputs:
        assert (narrow[name] == wide[name]).all(), name
        for field in ("peak", "peak_at_h", "trough", "area"):
            got, wanted = (getattr(t.windows["all"][name], field) for t in (narrow, wide))
            assert (got == wanted).all(), (name, field)


@pytest.mark.usefixtures("compiled")
def test_what_is_no_number_is_refused_in_single_precision() -> None:
    program = compile_program(GRAPH, [Event(0, 10, "oral")], until_h=24, per_h=1)
    people = {**population(40), "T50": np.where(np.arange(40) == 33, 0.0, 0.5)}
    with pytest.raises(InputRefused, match="output EFF is not finite"):
        run(program, people, ["EFF"], executor="c", precision="float32")

"""The same program as C and on NumPy: one answer."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen import native
from baclofen.engine import (
    Event,
    Graph,
    Program,
    Trajectory,
    Turnover,
    Window,
    compile_program,
    run,
    run_c,
)
from baclofen.engine.library import Precision
from baclofen.engine.panel import make_panel
from baclofen.engine.reduce import Kind
from baclofen.errors import InputRefused
from baclofen.native import loader, machine
from bench.w1 import GRAPH, Numbers, population
from tests.size import examples
from tests.tolerances import ESTIMATES, ONE_ANSWER, ROUNDING, SWEPT, Tolerance
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

KINDS: tuple[Kind, ...] = ("peak", "trough", "area")


def both(
    program: Program, parameters: object, outputs: list[str], **how: object
) -> tuple[Trajectory, Trajectory]:
    """The same run on NumPy and as C."""
    numpy, c = (
        run(program, parameters, outputs, executor=executor, **{"reduce": KINDS, **how})  # type: ignore[arg-type]
        for executor in ("numpy", "c")
    )
    assert (numpy.executor, c.executor) == ("numpy", "c")
    return numpy, c


def assert_one_answer(numpy: Trajectory, c: Trajectory, within: Tolerance = ONE_ANSWER) -> None:
    """Readings, reductions and errors of both agree, as parts of the largest of each."""
    for name, values in numpy.values.items():
        assert_close(c[name], values, within, name)
    for window, outputs in numpy.windows.items():
        for name, reduced in outputs.items():
            for field in ("peak", "peak_at_h", "trough", "area", "above_h"):
                got, wanted = getattr(c.windows[window][name], field), getattr(reduced, field)
                assert_close(got, wanted, within, f"{window} {name} {field}")
    assert c.errors.keys() == numpy.errors.keys()
    for name, error in numpy.errors.items():
        assert_allclose(c.errors[name], error, **ESTIMATES, err_msg=name)


def assert_close(got: Numbers, wanted: Numbers, within: Tolerance, name: str) -> None:
    assert got.shape == wanted.shape, name
    scale = max(float(np.abs(wanted).max(initial=0.0)), 1.0)
    assert_allclose(got / scale, wanted / scale, **within, err_msg=name)


@pytest.mark.usefixtures("compiled")
def test_the_benchmark_is_the_same_as_c() -> None:
    numpy, c = both(*the_benchmark(), above={"CPL": 0.1})
    assert_one_answer(numpy, c)


@pytest.mark.usefixtures("compiled")
def test_a_table_of_every_kind_is_the_same_as_c() -> None:
    assert_one_answer(*both(*a_table_of_every_kind(), above={"CP": [0.01, 0.1, 9]}))


@pytest.mark.parametrize("lag", LAGS)
@pytest.mark.usefixtures("compiled")
def test_loops_resets_and_steady_states_are_the_same_as_c(lag: object) -> None:
    # NumPy sweeps a loop day by day, C panel by panel and each patient until he is settled.
    assert_one_answer(*both(*loops_resets_and_steady_states(lag)), SWEPT)


@pytest.mark.usefixtures("compiled")
def test_loops_of_several_are_the_same_as_c() -> None:
    numpy, c = both(*loops_of_several(), reduce=["area"])
    assert_one_answer(numpy, c, SWEPT)


@given(case=cases(empties=True), data=st.data())
@settings(
    deadline=None, max_examples=examples(10), derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@pytest.mark.usefixtures("compiled")
def test_any_graph_and_any_table_are_the_same_as_c(case: Case, data: st.DataObject) -> None:
    program = compile_program(
        case.graph, data.draw(tables(case, steady=True)), until_h=UNTIL_H, per_h=2,
        nocb=data.draw(st.booleans()), windows=[Window("all", 0, UNTIL_H)],
    )  # fmt: skip
    numpy, c = both(program, case.parameters, [*case.graph.compartments], reduce=["area"])
    assert_one_answer(numpy, c)


@pytest.mark.usefixtures("compiled")
def test_a_patient_is_the_same_to_the_bit_alone_or_among_others() -> None:
    """No lane looks at another, and none is at the end of a vector for nothing."""
    program = compile_program(GRAPH, [Event(0, 10, "oral", ii_h=6, addl=3)], until_h=24, per_h=1)
    many = population(21)
    # The fastest patient decides how many terms a series has: he is in each of the runs.
    fastest = int(np.argmax(many["KTR"]))
    together = run(program, many, ["EFF"], executor="c")["EFF"]
    for i in (0, 7, 8, 20):
        pair = {k: v[[i, fastest]] if v.size > 1 else v for k, v in many.items()}
        assert (run(program, pair, ["EFF"], executor="c")["EFF"][:, 0] == together[:, i]).all()


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.usefixtures("compiled")
def test_who_is_near_the_ends_changes_nobody_beside_him(precision: Precision) -> None:
    """What is slow to compute for one is not computed otherwise for the others of a vector."""
    graph = Graph(
        {"tank": "1"}, {"k": "1/h", "x0": "1", "x1": "1/h"}, [], {"iv": "tank"},
        {"up": "exp(X)", "log": "log(X*X + 0.5)", "power": "X**1.5", "half": "hill(X, 2, 3)"},
        [Turnover("X", gain="0*k*tank", loss="0*k", initial="x0"),
         Turnover("fading", gain="0*k*tank", loss="x1*X*X", initial="1")],
    )  # fmt: skip
    last = make_panel(16).at[-1]
    program = compile_program(graph, [], until_h=2, at_h=[0.5, 2 * last])
    outputs = ["up", "log", "power", "half", "fading"]
    end = {"float64": 708.5, "float32": 86.5}[precision]
    # At the last place of the panel the integral of the loss is there too.
    loss = 1.0 / (2.0 * end * last)
    x0, x1 = np.linspace(0.3, 3.0, 64), np.linspace(0.05, 0.2, 64)
    x0[3::4], x1[3::4] = end, loss
    how: dict[str, object] = {"executor": "c", "precision": precision, "reduce": ()}
    together = run(program, {"k": 0.1, "x0": x0, "x1": x1}, outputs, **how)  # type: ignore[arg-type]
    for i in range(x0.size):
        alone = run(program, {"k": 0.1, "x0": x0[i], "x1": x1[i]}, outputs, **how)  # type: ignore[arg-type]
        for name in outputs:
            assert (alone[name][:, 0] == together[name][:, i]).all(), (name, i)


#: Formulas of a state X, and what it is.
NEAR: list[tuple[str, list[float]]] = [
    ("exp(X)", [-800, -745.2, -708.5, -1e-300, 0, 1, 700, 709.7]),
    ("log(X)", [5e-324, 1e-310, 1e-300, 0.7, 1, 1.5, 1e300]),
    ("1/(1 + exp(X))", [-1e9, 709, 710, 1e9]),
    ("hill(X, 2, 3)", [-1, 0, 1e-320, 1, 2, 1e200, 1.7e308]),
    ("hill(2, X, 1.5)", [0, 1e-320, 1, 1e300]),
    ("hill(X, 2, 0 - 3)", [0, 1, 2, 1e200]),
    ("X**1.5", [0, 1e-310, 1, 2, 1e100]),
    ("X**0.5", [0, 1, 2]),
    ("X**-0.5", [1e-310, 1, 1e300]),
    ("2**X", [-1080, -3, 0, 0.5, 1000]),
    ("(0 - X)**3", [0, 1, 2.5]),
    ("(0 - X)**three", [0, 1, 2.5, 1e50]),
    ("0**X", [1, 2]),
    ("X**0", [0, 1, 2]),
    ("1/log(X)", [0, 2]),
    ("sqrt(X)", [0, 1e-320, 2]),
    ("max(X, 1) - min(X, 1)", [-1, 0, 1, 2]),
    ("max(X, X*X) + min(X, X*X)", [-1, 0, 0.5, 2]),
    ("X*X - X/3 + 2*X - 5/(1 + X*X)", [-1, 0, 0.5, 2]),
]


def holding(formulas: list[str]) -> Graph:
    """Each formula of a turnover that stays what it begins with, x0, x1, ..."""
    named = [text.replace("X", f"X{i}") for i, text in enumerate(formulas)]
    return Graph(
        {"tank": "1"}, {"k": "1/h", "three": "1", **{f"x{i}": "1" for i in range(len(named))}}, [],
        {"iv": "tank"}, {f"y{i}": text for i, text in enumerate(named)},
        [Turnover(f"X{i}", gain="k*tank", loss="0*k", initial=f"x{i}")
         for i in range(len(named))],
    )  # fmt: skip


@pytest.mark.usefixtures("compiled")
def test_functions_of_states_are_the_same_as_c() -> None:
    """Also near the ends of what there is."""
    graph = holding([formula for formula, _ in NEAR])
    wide = max(len(x) for _, x in NEAR)
    given = {f"x{i}": np.resize(np.array(x, dtype=float), wide) for i, (_, x) in enumerate(NEAR)}
    program = compile_program(graph, [], until_h=1, at_h=[0.5])
    outputs = [f"y{i}" for i in range(len(NEAR))]
    numpy, c = both(program, {**given, "k": 1.0, "three": 3.0}, outputs, reduce=())
    for (formula, _), name in zip(NEAR, outputs, strict=True):
        assert_allclose(c[name], numpy[name], **ROUNDING, err_msg=formula)


@pytest.mark.usefixtures("compiled")
def test_what_is_no_number_is_refused_as_on_numpy() -> None:
    beyond = [
        ("1/X", 0.0),
        ("log(X)", -1.0),
        ("X**0.3", -1.0),
        ("exp(X)", 710.0),
        ("sqrt(X)", -1.0),
    ]
    program = compile_program(holding([f for f, _ in beyond]), [], until_h=1, at_h=[0.5])
    outputs = [f"y{i}" for i in range(len(beyond))]
    for i, (_, x) in enumerate(beyond):
        given = {f"x{j}": x if j == i else 1.0 for j in range(len(beyond))}
        for executor in ("numpy", "c"):
            with pytest.raises(InputRefused, match=f"output y{i} is not finite"):
                run(program, {**given, "k": 1.0, "three": 3.0}, outputs, executor=executor)


def test_without_a_compiler_numpy_computes_and_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a run, and afterwards in what a program explains."""
    program = compile_program(ORAL, [Event(0, 5, "oral")], until_h=4, per_h=1)
    said: list[str] = []

    def refuse(*_: str) -> object:
        said.append("there is no C compiler")
        raise native.NotCompiled(said[0])

    monkeypatch.setattr(run_c, "load", refuse)
    monkeypatch.setattr(run_c, "why_not", lambda: said[0] if said else None)
    monkeypatch.setattr(native, "why_not", lambda: said[0] if said else None)
    assert "C was asked for" not in program.explain()
    said_so = "C is not used: there is no C compiler. NumPy computes"
    with pytest.warns(UserWarning, match=said_so) as warned:
        course = run(program, ORAL_TYPICAL, ["CP"], executor="c")
    assert [warning.filename for warning in warned] == [__file__]
    assert course.executor == "numpy"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = run(program, ORAL_TYPICAL, ["CP"], executor="c")
    assert (again["CP"] == run(program, ORAL_TYPICAL, ["CP"])["CP"]).all()
    assert "C was asked for and not used: there is no C compiler" in program.explain()


@pytest.mark.usefixtures("compiled")
def test_narrower_vectors_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a processor has wide ones: what is compiled for AVX2 runs on it too."""
    if not machine.needs_probe():
        pytest.skip("one width of vectors is all there is here")
    program = compile_program(
        GRAPH, [Event(0, 10, "oral", ii_h=6, addl=9)], until_h=72, per_h=1,
        windows=[Window("all", 0, 72)],
    )  # fmt: skip
    people, outputs = population(70), ["CPL", "OCC", "EFF", "TOL"]
    wide = run(program, people, outputs, executor="c")
    monkeypatch.setattr(machine, "WIDE", machine.USUAL)
    monkeypatch.setattr(loader, "_FOUND", {})
    program.compiled.clear()
    narrow = run(program, people, outputs, executor="c")
    for name in outputs:
        assert (narrow[name] == wide[name]).all(), name
        for field in ("peak", "peak_at_h", "trough", "area"):
            got, wanted = (getattr(t.windows["all"][name], field) for t in (narrow, wide))
            assert (got == wanted).all(), (name, field)

"""Corners of the engine and its tables, each of which has been wrong once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import (
    Event,
    Flow,
    Graph,
    Input,
    Turnover,
    Window,
    compile_program,
    run,
    stream,
)
from baclofen.engine.dimension import parse_unit
from baclofen.engine.expression import evaluate, parse
from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.exchange.nmtran import Subject, format_nmtran, parse_nmtran
from bench.w1 import FIXED, GRAPH, TYPICAL
from tests.peers.events import main
from tests.tolerances import (
    CLOSED_FORM,
    EXACT,
    FAST_TOP,
    ORACLE_BETWEEN_STEPS,
    TOP,
    TOP_AT,
    TURNOVER,
)
from tests.unit.engine.models import BATEMAN, PUMP, PUMP_TYPICAL, TANK


def obs(time_h: float, **values: float) -> Event:
    return Event(time_h, evid=0, values=values)


def test_a_dose_whose_lag_ends_after_the_run_is_not_there_in_any_draw() -> None:
    program = compile_program(PUMP, [Event(0, 8, "pump")], until_h=2, per_h=1)
    got = run(program, {**PUMP_TYPICAL, "lag": [1.0, 3.0]}, ["tank"])["tank"]
    assert_array_equal(got, [[0, 0], [8, 0], [8, 0]])


@pytest.mark.parametrize(
    "events",
    [
        [Event(0, 8, "pump", evid=4), obs(1)],
        [obs(1), Event(1, 8, "pump"), obs(2)],
        [Event(0, 3, "iv"), Event(1, 8, "pump", evid=4), obs(1)],
        [Event(0, 8, "pump", ss=1, ii_h=4), obs(1)],
        [Event(0, 8, "pump", 2.0, ss=1, ii_h=4), obs(0), obs(1)],
    ],
    ids=["reset and dose", "observed before", "emptied before", "steady", "steady infusion"],
)
def test_a_draw_without_a_lag_is_as_alone_beside_one_with_a_lag(events: list[Event]) -> None:
    program = compile_program(PUMP, events, until_h=3)
    typical = {**PUMP_TYPICAL, "ke": 0.2}
    together = run(program, {**typical, "lag": [0.0, 0.5]}, ["tank"])["tank"]
    alone = run(program, {**typical, "lag": 0.0}, ["tank"])["tank"]
    assert_allclose(together[:, :1], alone, **CLOSED_FORM)


# test_steady.py

WEIGHTED = Graph(
    {"tank": "mg"}, {"ke": "1/h", "lag": "h", "WT": "1"}, [Flow("tank", None, "ke*WT")],
    {"iv": Input("tank", lag="lag")},
    turnovers=[Turnover("pool", gain="0*ke", loss="0*ke", initial="WT")],
)  # fmt: skip


@pytest.mark.parametrize("lag", [0.0, [0.25, 0.25001]])
def test_a_steady_state_has_the_covariates_of_its_own_record(lag: Any) -> None:
    """NOCB: what follows the record has the next record's, but the past had its own."""
    events = [Event(0, 8, "iv", ss=1, ii_h=4, values={"WT": 1}), obs(1, WT=3)]
    graph = Graph(WEIGHTED.compartments, WEIGHTED.parameters, WEIGHTED.flows, WEIGHTED.inputs)
    program = compile_program(graph, events)
    got = run(program, {"ke": 0.2, "lag": lag, "WT": 9.0}, ["tank"])["tank"]
    lags = np.atleast_1d(lag)
    left = 8 / np.expm1(0.8) * np.exp(0.2 * lags)  # Just before the record's own dose.
    left = left + 8 * (lags == 0)
    after = left * np.exp(-0.6) + 8 * (lags > 0) * np.exp(-0.6 * (1 - lags))
    assert_allclose(got[0], after, **CLOSED_FORM)


def test_a_turnover_starts_with_the_covariates_of_the_first_record() -> None:
    events = [Event(0, 8, "iv", values={"WT": 1}), obs(1, WT=3)]
    program = compile_program(WEIGHTED, events)
    for lag in (0.0, [0.25, 0.5]):
        got = run(program, {"ke": 0.2, "lag": lag, "WT": 9.0}, ["pool"])["pool"]
        assert_allclose(got, 1.0, **EXACT)


@pytest.mark.parametrize(("k", "j"), [(2.67, 0.8), (0.3, 0.2), (1.1, 0.7)])
@pytest.mark.parametrize("executor", ["numpy", "ode"])
def test_a_loop_that_never_empties_is_refused(k: float, j: float, executor: Any) -> None:
    """I - exp(K II) is singular but for rounding: 1e15 is no steady state."""
    graph = Graph(
        {"a": "mg", "b": "mg"}, {"k": "1/h", "j": "1/h"},
        [Flow("a", "b", "k"), Flow("b", "a", "j")],
        {"iv": "a"},
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 8, "iv", ss=1, ii_h=4)], until_h=2, per_h=1)
    with pytest.raises(InputRefused, match="some amount would grow for ever"):
        run(program, {"k": k, "j": j}, ["a"], executor=executor)


@pytest.mark.parametrize("cancel", ["reset", "reset and ss", "never"])
@pytest.mark.parametrize(
    ("events", "lag", "seen"),
    [
        ([Event(1, 4, "iv"), obs(1), Event(1, evid=3), obs(1)], 0.0, 4),
        ([Event(0, 4, "pump"), obs(1), Event(1, evid=3), obs(1)], 1.0, 4),
        ([Event(0.5, 4, "iv", ii_h=0.5, addl=1), obs(1), Event(1, evid=3), obs(1)], 0.0, 8),
    ],
    ids=["own", "lagged", "additional"],
)
def test_what_came_just_before_a_reset_is_seen_by_an_observation_before_it(
    cancel: Any, events: list[Event], lag: float, seen: float
) -> None:
    program = compile_program(PUMP, events, cancel=cancel)
    got = run(program, {**PUMP_TYPICAL, "lag": lag}, ["tank"])["tank"]
    assert_array_equal(got, [[seen], [0]])


def test_what_came_just_before_a_steady_state_is_seen_by_an_observation_before_it() -> None:
    events = [Event(1, 4, "iv"), obs(1), Event(1, 1, "iv", ii_h=4, ss=1)]
    program = compile_program(TANK, events, cancel="reset and ss")
    assert_array_equal(run(program, {"ke": 100.0}, ["tank"])["tank"], [[4]])


def test_an_infusion_begun_just_before_a_reset_is_stopped_by_it() -> None:
    events = [Event(1, 4, "iv", 2.0), Event(1, evid=3)]
    program = compile_program(TANK, events, at_h=[2, 4], cancel="never")
    assert not run(program, {"ke": 0.0}, ["tank"])["tank"].any()


def test_a_dose_due_at_the_end_comes_though_its_time_is_rounded() -> None:
    """0.1 + 0.2 is a little more than 0.3."""
    program = compile_program(PUMP, [Event(0.1, 5, "pump"), obs(0.3)])
    assert run(program, {**PUMP_TYPICAL, "lag": 0.2}, ["tank"])["tank"].item() == 5
    program = compile_program(TANK, [Event(0.1 + 0.2, 5, "iv")], until_h=0.3, at_h=[0.3])
    assert run(program, {"ke": 0.0}, ["tank"])["tank"].item() == 5


def test_records_of_one_moment_keep_their_order_though_their_times_are_rounded() -> None:
    program = compile_program(TANK, [Event(0.1 + 0.2, 5, "iv"), obs(0.3), obs(1)])
    assert_array_equal(run(program, {"ke": 0.0}, ["tank"])["tank"], [[5], [5]])


@pytest.mark.parametrize("x", [2.0, np.float64(2.0), np.array(2.0)])
def test_hill_of_a_single_number_is_a_number(x: Any) -> None:
    assert_allclose(evaluate(parse("hill(x, 1, 1)"), {"x": x}, np, {}), 2 / 3, **EXACT)


def test_hill_of_one_concentration_has_a_value_for_each_draw() -> None:
    at = {"x": np.array([2.0]), "x50": np.array([1.0, 2.0, 4.0]), "g": np.array([1.0])}
    got = evaluate(parse("hill(x, x50, g)"), at, np, {})
    assert_allclose(got, [2 / 3, 1 / 2, 1 / 3], **EXACT)


def test_the_benchmark_runs_as_an_ode() -> None:
    program = compile_program(GRAPH, [Event(0, 10, "oral", ii_h=6, addl=3)], until_h=24, per_h=1)
    exact = run(program, {**TYPICAL, **FIXED}, ["EFF"])
    solved = run(program, {**TYPICAL, **FIXED}, ["EFF"], executor="ode")
    assert_allclose(exact["EFF"], solved["EFF"], **TURNOVER)


def test_windows_are_the_same_by_both_executors() -> None:
    events = [Event(0, 3, "oral", ii_h=3, addl=2), Event(1, 2, "iv", 2)]
    program = compile_program(BATEMAN, events, windows=[Window("most", 1.25, 9.0)])
    one, other = (
        run(program, {"ka": 1.5, "ke": 0.3}, ["central"], executor=executor, above={"central": 1.0})
        for executor in ("numpy", "ode")
    )  # fmt: skip
    for kind in ("peak", "peak_at_h", "trough", "area", "above_h"):
        a, b = (getattr(c.windows["most"]["central"], kind) for c in (one, other))
        assert_allclose(a, b, **ORACLE_BETWEEN_STEPS)


@pytest.mark.parametrize("part", [0.9, 0.98, 0.985, 0.99, 0.995, 0.999, 1.001])
@pytest.mark.parametrize("longest_h", [2.0, 6.0])
def test_a_peak_near_the_end_of_a_panel_is_found(part: float, longest_h: float) -> None:
    """In the last half of the last fine step the end itself was taken."""
    from scipy.optimize import brentq  # type: ignore[import-untyped]

    peak_at_h = part * longest_h
    ka = 2.0 / longest_h
    ke = brentq(lambda k: np.log(ka / k) / (ka - k) - peak_at_h, 1e-3 * ka, 0.999 * ka)
    windows = [Window("all", 0, 24)]
    program = compile_program(BATEMAN, [Event(0, 1, "oral")], windows=windows, longest_h=longest_h)
    found = run(program, {"ka": ka, "ke": ke}, ["central"]).windows["all"]["central"]
    assert_allclose(found.peak, np.exp(-ke * peak_at_h), **TOP)
    assert_allclose(found.peak_at_h / longest_h, part, **TOP_AT)


@pytest.mark.parametrize("ka", [10.0, 20.0, 100.0, 1000.0])
def test_reductions_of_what_is_fast_stay_within_what_there_is(ka: float) -> None:
    """At 16 places in 6 h the curve is overshot: a gut holds less than nothing."""
    events = [Event(0, 10, "oral", ii_h=6, addl=3)]
    program = compile_program(BATEMAN, events, windows=[Window("all", 0, 24)])
    found = run(program, {"ka": ka, "ke": 0.2}, ["gut", "central"]).windows["all"]
    assert found["gut"].trough.item() >= -ORACLE_BETWEEN_STEPS["atol"]
    dense = compile_program(BATEMAN, events, until_h=24, per_h=3000)
    highest = run(dense, {"ka": ka, "ke": 0.2}, ["central"])["central"].max()
    assert found["central"].peak.item() <= highest * (1 + FAST_TOP["rtol"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lag": [0.0] * 20 + [-1.0]}, "lag of the input pump is -1 h"),
        ({"F": [1.0] * 20 + [-1.0]}, "F of the input pump is -1"),
    ],
)
def test_a_way_in_that_makes_no_sense_is_refused_before_the_first_part(
    changes: dict[str, Any], message: str
) -> None:
    program = compile_program(PUMP, [Event(0, 8, "pump")], until_h=2, per_h=1)
    with pytest.raises(OutOfRange, match=message):
        stream(program, {**PUMP_TYPICAL, **changes}, ["tank"], size=10)


def test_a_flow_between_compartments_of_other_units_is_refused() -> None:
    """What the source loses, in mg, is not what the target gains, in mg/L."""
    with pytest.raises(UnitProblem):
        Graph({"a": "mg", "b": "mg/L"}, {"k": "1/L/h"}, [Flow("a", "b", "k")], {})


def test_a_name_that_cannot_stand_in_a_formula_is_refused_as_a_name() -> None:
    for name in ("lambda", "None", "True", "if"):
        with pytest.raises(InputRefused, match="name in the graph"):
            Graph({name: "mg"}, {}, [], {})


def test_a_unit_of_words_with_spaces_is_refused() -> None:
    with pytest.raises(UnitProblem):
        parse_unit("mg per L")


def test_signals_of_signals_are_read_however_many() -> None:
    signals = {"s0": "a", **{f"s{i}": f"s{i - 1} + s{i - 1}" for i in range(1, 61)}}
    graph = Graph({"a": "mg"}, {}, [], {"in": "a"}, signals)
    program = compile_program(graph, [Event(0, 1, "in")], at_h=[1])
    assert run(program, {}, ["s60"])["s60"].item() == 2.0**60


def test_deep_signals_are_refused_and_do_not_overflow_the_stack() -> None:
    signals = {"s0": "a", **{f"s{i}": "-" * 200 + f"s{i - 1}" for i in range(1, 8)}}
    with pytest.raises(InputRefused, match="signal s2 is 400 operations deep"):
        Graph({"a": "mg"}, {}, [], {"in": "a"}, signals)


def test_a_way_to_cancel_that_there_is_not_is_refused() -> None:
    wrong: Any = "sometimes"
    with pytest.raises(InputRefused):
        compile_program(TANK, [], until_h=1, cancel=wrong)


def test_a_graph_without_inputs_can_be_run() -> None:
    graph = Graph({"a": "mg"}, {}, [], {}, turnovers=[])
    got = run(compile_program(graph, [], until_h=1, per_h=1), {}, ["a"])
    assert not got["a"].any()


def test_a_panel_so_short_that_there_would_be_millions_is_refused() -> None:
    """Left to itself this takes all memory."""
    with pytest.raises(InputRefused):
        compile_program(TANK, [], until_h=24, windows=[Window("all", 0, 24)], longest_h=1e-7)


# tests/unit/exchange/test_nmtran.py


def test_a_covariate_that_a_record_does_not_have_is_not_there_when_it_is_read_again() -> None:
    written = (Subject("1", (Event(0, 1, "iv", values={"ke": 70.0}), Event(1, evid=0)), (1.5,)),)
    assert parse_nmtran(format_nmtran(written, TANK), TANK).subjects == written


def test_an_id_with_a_comma_is_read_again() -> None:
    written = (Subject('a,"b', (Event(0, 1, "iv"),), ()),)
    assert parse_nmtran(format_nmtran(written, TANK), TANK).subjects == written


@pytest.mark.parametrize("row", ["1,1,0,0,x,0", "1,1,0,0,1e999,0", "1,1,0,0,1,x"])
def test_an_observed_value_that_is_no_number_is_refused_by_its_row(row: str) -> None:
    with pytest.raises(InputRefused, match="row 3 of the NM-TRAN table"):
        parse_nmtran(f"ID,TIME,EVID,AMT,DV,MDV\n1,0,1,5,.,1\n{row}", TANK)


def test_a_row_is_counted_as_a_line_of_the_file() -> None:
    with pytest.raises(InputRefused, match="row 5 of the NM-TRAN table"):
        parse_nmtran("# a comment\nID,TIME,AMT\n# another\n1,0,5\n1,x,0", TANK)


def test_a_number_with_an_underscore_is_no_number() -> None:
    with pytest.raises(InputRefused, match="row 2 of the NM-TRAN table"):
        parse_nmtran("ID,TIME,AMT\n1,0,1_000", TANK)


# tests/peers/test_events.py


@pytest.mark.parametrize("cases", [[{}], 5, [5], {"a": 1}])
def test_a_file_of_broken_cases_is_told(cases: Any, tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    assert main([str(path)]) == 2


def test_an_output_without_states_is_read_in_the_block_that_has_the_reading() -> None:
    """Blocks of one length are followed together, and only some of them are read."""
    graph = Graph(
        {"gut": "mg", "central": "mg"}, {"ka": "1/h", "CL": "L/h", "V": "L", "k": "1/h"},
        [Flow("gut", "central", "ka"), Flow("central", None, "CL/V")], {"oral": "gut"},
        {"CP": "central/V", "ke": "CL/V"},
        [Turnover("site", gain="k*CP", loss="k", unit="mg/L")],
    )  # fmt: skip
    program = compile_program(graph, [Event(25, 1, "oral")], until_h=36, at_h=[36.0])
    course = run(program, {"ka": [1.0, 2.0], "CL": 5.0, "V": [50.0, 40.0], "k": 0.01}, ["ke", "CP"])
    assert_allclose(course["ke"], [[0.1, 0.125]], **EXACT)

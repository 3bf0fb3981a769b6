"""Turnovers: filters, losses that vary, loops; against closed forms, ODEs and benchmark W1."""

from __future__ import annotations

import csv
from functools import cache
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
    Trajectory,
    Turnover,
    Window,
    compile_program,
    run,
    run_numpy,
)
from baclofen.engine.draws import Numbers
from baclofen.errors import InputRefused
from bench.w1 import FIXED, GRAPH
from tests.tolerances import (
    CLOSED_FORM,
    ERROR_TOLD,
    EXACT,
    FALLS_FAST,
    FILTER,
    ROUNDING,
    SWEPT,
    TOP,
    TOP_AT,
    TURNOVER,
    W1,
    W1_EXACT,
)

DATA = Path(__file__).parents[2] / "peers" / "data"


def body(*turnovers: Turnover, **signals: str) -> Graph:
    """A tank of concentration CP with turnovers behind it."""
    return Graph(
        {"tank": "mg"},
        {"ke": "1/h", "V": "L", "k": "1/h", "j": "1/h", "C50": "mg/L", "start": "1"},
        [Flow("tank", None, "ke")],
        {"iv": "tank"},
        {"CP": "tank/V", "occ": "CP/(C50 + CP)", **signals},
        turnovers,
    )


TYPICAL: dict[str, Any] = {"ke": 0.4, "V": 2.0, "k": 0.25, "j": 0.1, "C50": 1.5, "start": 1.0}
LINK = Turnover("link", gain="k*occ", loss="k")
POOL = Turnover("pool", gain="k", loss="k*(1 + 2*occ)", initial="start")
#: What the pool does makes tolerance, and tolerance slows how the pool is made.
POOL_BACK = Turnover("pool", gain="k*(1 - 0.5*tol)", loss="k*(1 + occ)", initial="start")
TOL = Turnover("tol", gain="j*occ*pool", loss="j*(1 + 0.5*pool)")
DOSES = [Event(0, 8, "iv", ii_h=5, addl=3), Event(22, 6, "iv", 3.0), Event(30, 2, "iv")]


def course(
    graph: Graph, events: list[Event] = DOSES, *, more: Any = None, **settings: Any
) -> Trajectory:
    executor = settings.pop("executor", None)
    program = compile_program(graph, events, until_h=40, per_h=1, **settings)
    outputs = [*graph.slow, *graph.signals]
    return run(program, {**TYPICAL, **(more or {})}, outputs, executor=executor)


@pytest.mark.parametrize(
    "turnovers",
    [(LINK,), (POOL,), (LINK, POOL), (POOL_BACK, TOL), (TOL, POOL_BACK, LINK)],
    ids=["a filter", "a loss that varies", "both", "a loop", "a loop and a filter"],
)
def test_turnovers_are_what_an_ode_makes_of_them(turnovers: tuple[Turnover, ...]) -> None:
    graph = body(*turnovers)
    exact, solved = course(graph), course(graph, executor="ode")
    for name in graph.slow:
        assert_allclose(exact[name], solved[name], **TURNOVER)
        assert np.ptp(exact[name]) > 0.05


@pytest.mark.parametrize(
    "turnovers", [(LINK, POOL), (TOL, POOL_BACK, LINK)], ids=["apart", "a loop"]
)
@pytest.mark.parametrize("lag", [0.0, [0.0, 1.5]], ids=["one time", "own times"])
def test_blocks_of_any_length_are_followed_together_as_one_by_one(
    turnovers: tuple[Turnover, ...], lag: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The peak of what no turnover reads is asked for in a window that covers some of them.
    flows = [Flow("tank", "side", "ke"), Flow("side", None, "k")]
    whole = body(*turnovers)
    graph = Graph(
        {"tank": "mg", "side": "mg"}, {**whole.parameters, "lag": "h"}, flows,
        {"iv": Input("tank", lag="lag")}, {**whole.signals, "square": "side*side"}, turnovers,
    )  # fmt: skip
    hours = (0, 5, 9, 18, 24, 29, 33, 42, 48, 55)
    program = compile_program(
        graph, [Event(h, 4, "iv") for h in hours], until_h=70, per_h=2,
        windows=[Window("late", 26, 52)], longest_h=4.0,
    )  # fmt: skip
    draws = {**TYPICAL, "k": [0.25, 0.05], "lag": lag}
    outputs = [*graph.slow, "square", "occ"]
    together = run(program, draws, outputs)
    monkeypatch.setattr(run_numpy, "TOGETHER", 0)
    alone = run(program, draws, outputs)
    for name in outputs:
        assert_allclose(together[name], alone[name], **SWEPT, err_msg=name)
        for field in ("peak", "trough", "area"):
            got, wanted = (getattr(c.windows["late"][name], field) for c in (together, alone))
            assert_allclose(got, wanted, **SWEPT, err_msg=f"{name} {field}")


def test_turnovers_that_covariates_and_resets_change_are_what_an_ode_makes_of_them() -> None:
    events = [
        Event(0, 8, "iv", ii_h=5, addl=3), Event(3, evid=2, values={"k": 0.25}),
        Event(9, evid=2, values={"k": 0.4, "start": 2.0}), Event(21, 4, "iv", evid=4),
        Event(30, evid=2, values={"k": 0.1}),
    ]  # fmt: skip
    for nocb in (True, False):
        graph = body(POOL_BACK, TOL, LINK)
        exact = course(graph, events, nocb=nocb)
        solved = course(graph, events, nocb=nocb, executor="ode")
        for name in graph.slow:
            assert_allclose(exact[name], solved[name], **TURNOVER)


@pytest.mark.parametrize("k", [0.05, 0.4, 0.8, 3.0, 50.0, 700.0])
def test_a_filter_of_a_decay_follows_bateman_also_where_the_rates_are_equal(k: float) -> None:
    graph = body(Turnover("link", gain="k*CP", loss="k", unit="mg/L"))
    found = course(graph, [Event(0, 8, "iv")], more={"k": k})
    t, ke = found.times_h, 0.4
    wanted = 4 * k * t * np.exp(-k * t)
    if k != ke:
        wanted = 4 * k / (k - ke) * (np.exp(-ke * t) - np.exp(-k * t))
    assert_allclose(found["link"][:, 0], wanted, **FILTER)


def test_a_filter_of_a_filter_is_a_chain() -> None:
    graph = body(
        Turnover("second", gain="k*first", loss="k", unit="mg/L"),
        Turnover("first", gain="k*CP", loss="k", unit="mg/L"),
    )
    found = course(graph, [Event(0, 8, "iv")], more={"k": 0.4})
    t = found.times_h
    assert_allclose(found["second"][:, 0], 4 * (0.4 * t) ** 2 / 2 * np.exp(-0.4 * t), **FILTER)


def test_without_a_drug_what_is_balanced_stays_and_what_is_not_settles() -> None:
    found = course(body(POOL), [], more={"start": [1.0, 3.0, 0.0]})
    wanted = 1 + np.array([0.0, 2.0, -1.0]) * np.exp(-0.25 * found.times_h[:, None])
    assert_allclose(found["pool"], wanted, **FILTER)


def test_what_is_only_lost_or_only_made_is_an_exponential_or_a_line() -> None:
    graph = body(
        Turnover("lost", gain="0*k", loss="k", initial="start"), Turnover("made", "k", "0*k")
    )
    found = course(graph, [])
    assert_allclose(found["lost"][:, 0], np.exp(-0.25 * found.times_h), **CLOSED_FORM)
    assert_allclose(found["made"][:, 0], 0.25 * found.times_h, **CLOSED_FORM)


def test_a_turnover_starts_and_starts_again_at_its_start() -> None:
    events = [Event(0, 8, "iv"), Event(7, evid=3), Event(7, evid=0)]
    found = course(body(POOL), events, more={"start": [0.5, 2.0]})
    assert_array_equal(found["pool"][[0, 1]], [[0.5, 2.0], [0.5, 2.0]])


def test_turnovers_are_read_in_windows_too() -> None:
    graph = body(Turnover("link", gain="k*CP", loss="k", unit="mg/L"), twice="2*link")
    window = Window("all", 0, 40)
    program = compile_program(graph, [Event(0, 8, "iv")], windows=[window])
    names = ["link", "twice"]
    found = run(program, {**TYPICAL, "k": 0.8}, names, above={"link": 0.5}).windows["all"]
    peak_at = np.log(0.8 / 0.4) / 0.4
    peak = 8 * (np.exp(-0.4 * peak_at) - np.exp(-0.8 * peak_at))
    area = 4 / 0.4 - 8 * np.exp(-16) / 0.4 + 8 * np.exp(-32) / 0.8
    assert_allclose(found["link"].peak, peak, **TOP)
    assert_allclose(found["link"].peak_at_h, peak_at, **TOP_AT)
    assert_allclose(found["link"].area, area, **FILTER)
    assert_allclose(found["twice"].area, 2 * found["link"].area, **EXACT)
    # Above a sixteenth of the dose: 8 (x - x^2) = 1/2, with x = exp(-0.4 t).
    x = (1 + np.array([1.0, -1.0]) * np.sqrt(0.75)) / 2
    assert_allclose(found["link"].above_h, np.log(x[0] / x[1]) / 0.4, **TOP_AT)


def test_a_loop_does_not_depend_on_the_order_in_which_it_is_listed() -> None:
    one, other = course(body(POOL_BACK, TOL)), course(body(TOL, POOL_BACK))
    for name in ("pool", "tol"):
        assert_allclose(one[name], other[name], **ROUNDING)


def test_each_draw_has_its_own_turnovers() -> None:
    draws = {"k": [0.1, 0.25, 0.5], "C50": [0.2, 1.5, 9.0], "start": [0.5, 1.0, 2.0]}
    graph = body(POOL_BACK, TOL, LINK)
    together = course(graph, more=draws)
    for i in range(3):
        alone = course(graph, more={name: values[i] for name, values in draws.items()})
        for name in graph.slow:
            # The fastest draw of all decides how long the panels are.
            assert_allclose(together[name][:, i], alone[name][:, 0], **FILTER)


def test_what_all_draws_gain_and_lose_alike_may_start_apart() -> None:
    """Nothing of its equation has draws: only where it begins, or what else the model has."""
    alike = Turnover("alike", gain="j", loss="k", initial="start")
    starts = np.array([0.5, 1.0, 2.0])
    apart = course(body(alike), more={"start": starts})
    gone = np.exp(-0.25 * apart.times_h)[:, None]
    assert_allclose(apart["alike"], 0.4 + (starts - 0.4) * gone, **CLOSED_FORM)
    beside = course(body(alike, LINK), more={"C50": [0.2, 1.5, 9.0]})
    assert_allclose(beside["alike"], 0.4 + 0.6 * gone + np.zeros(3), **CLOSED_FORM)


@pytest.mark.parametrize("turnovers", [(LINK,), (POOL,), (POOL_BACK, TOL)], ids=len)
def test_errors_fall_fast_with_more_places(turnovers: tuple[Turnover, ...]) -> None:
    graph = body(*turnovers)
    best = course(graph, places=40)
    for places in (6, 12):
        few, many = (course(graph, places=k) for k in (places, 2 * places))
        for name in graph.slow:
            error, less = (np.abs(c[name] - best[name]).max() for c in (few, many))
            assert less < error / FALLS_FAST
            assert few.errors[name] > ERROR_TOLD * error


def test_a_loss_too_fast_for_its_panels_is_refused_and_followed_in_shorter_ones() -> None:
    fast = {"k": 5.0}
    with pytest.raises(
        InputRefused, match=r"turnover pool is followed too coarsely: .* Give a shorter longest_h"
    ):
        course(body(POOL), more=fast)
    found = course(body(POOL), more=fast, longest_h=0.5)
    solved = course(body(POOL), more=fast, executor="ode")
    assert_allclose(found["pool"], solved["pool"], **TURNOVER)


OUTPUTS = {
    "CPL": "cp_mg_L", "CSF": "csf_mg_L", "REC": "rec", "TOL": "tol", "OCC": "occ", "EFF": "eff",
}  # fmt: skip
REGIMEN = [
    Event(0, 10, "oral", ii_h=6, addl=11), Event(72, 15, "oral", ii_h=6, addl=11),
    Event(144, 20, "oral", ii_h=6, addl=87),
]  # fmt: skip


@cache
def w1_sets() -> dict[str, list[float]]:
    """The five parameter sets."""
    with (DATA / "w1_fixed5.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0] if name != "ID"}


@cache
def w1_reference() -> dict[str, Numbers]:
    """Each output's reference, (hours, sets)."""
    table = np.genfromtxt(DATA / "w1_reference.csv", delimiter=",", names=True)
    sets = np.unique(table["set"])
    return {
        name: np.array([table[column][table["set"] == i] for i in sets]).T
        for name, column in OUTPUTS.items()
    }


def w1(**settings: Any) -> Trajectory:
    program = compile_program(GRAPH, REGIMEN, until_h=840, per_h=1, **settings)
    return run(program, {**FIXED, **w1_sets()}, list(OUTPUTS))


def test_the_benchmark_is_met_at_the_default_settings() -> None:
    found, wanted = w1(), w1_reference()
    assert found["EFF"].shape == (841, 5)
    for name in OUTPUTS:
        largest = np.abs(wanted[name]).max(axis=0)
        assert_allclose(found[name] / largest, wanted[name] / largest, **W1)


def test_what_is_exact_in_the_benchmark_is_met_as_closely_as_it_was_solved() -> None:
    found, wanted = w1(), w1_reference()
    for name in ("CPL", "CSF", "OCC"):
        largest = np.abs(wanted[name]).max(axis=0)
        assert_allclose(found[name] / largest, wanted[name] / largest, **W1_EXACT)


@pytest.mark.parametrize("settings", [{}, {"places": 8}, {"longest_h": 2.0}], ids=str)
def test_the_benchmark_tells_its_errors(settings: dict[str, Any]) -> None:
    wanted = w1_reference()
    for i in range(5):
        own = {name: values[i] for name, values in w1_sets().items()}
        program = compile_program(GRAPH, REGIMEN, until_h=840, per_h=1, **settings)
        found = run(program, {**FIXED, **own}, ["REC", "TOL"])
        for name in ("REC", "TOL"):
            error = np.abs(found[name][:, 0] - wanted[name][:, i]).max()
            assert found.errors[name] > ERROR_TOLD * error


def test_the_benchmark_is_met_ever_more_closely_with_more_places() -> None:
    wanted = w1_reference()
    for places in (6, 12, 20):
        few, many = (w1(places=k) for k in (places, 2 * places))
        for name in ("REC", "TOL", "EFF"):
            error, less = (np.abs(c[name] - wanted[name]).max() for c in (few, many))
            assert less < error / FALLS_FAST

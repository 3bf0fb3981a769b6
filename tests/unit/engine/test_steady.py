"""Steady state against the regimen given for so long that it is one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Drive, Event, Flow, Graph, Input, Turnover, compile_program, run
from baclofen.engine.draws import Numbers
from baclofen.engine.execute import Executor
from baclofen.engine.library import NUMPY
from baclofen.engine.steady import settle
from baclofen.errors import InputRefused
from tests.tolerances import CLOSED_FORM, LONG_RUN, SETTLED
from tests.unit.engine.models import TANK

BODY = Graph(
    {"gut": "mg", "central": "mg", "peripheral": "mg", "site": "mg"},
    {
        "ka": "1/h", "ke": "1/h", "k12": "1/h", "k21": "1/h", "ke0": "1/h", "F": "1", "lag": "h",
        "D": "h", "R": "mg/h",
    },
    [
        Flow("gut", "central", "ka"), Flow("central", None, "ke"),
        Flow("central", "peripheral", "k12"), Flow("peripheral", "central", "k21"),
        Drive("central", "site", "ke0"), Flow("site", None, "ke0"),
    ],
    {"oral": Input("gut", F="F", lag="lag", duration="D", rate="R"), "iv": "central"},
    {"all": "gut + central + peripheral + site"},
)  # fmt: skip
TYPICAL: dict[str, Any] = {
    "ka": 1.5, "ke": 0.4, "k12": 0.3, "k21": 0.4, "ke0": 0.7, "F": 0.8, "lag": 0.0, "D": 2.5,
    "R": 3.0,
}  # fmt: skip
#: The slowest mode, 0.17 per h, has lost all but 1e-18 of what it held after so long.
LONG_H = 240.0
II_H = 6.0

GIVEN: list[dict[str, Any]] = [
    {}, {"duration_h": 2.0}, {"duration_h": II_H}, {"duration_h": 9.0}, {"duration_h": 2 * II_H},
    {"duration_h": 20.5}, {"rate_per_h": 2.0}, {"rate_per_h": 0.5}, {"modelled": "duration"},
    {"modelled": "rate"},
]  # fmt: skip


def course(events: list[Event], executor: Executor = "numpy", **changes: Any) -> Numbers:
    """All amounts, from a moment after `LONG_H` on."""
    at_h = LONG_H + np.array([0.0, 0.25, 2.0, 3.0, 5.0, 6.0, 7.5, 12.0, 17.0, 30.0])
    program = compile_program(BODY, events, at_h=at_h)
    names = list(BODY.compartments)
    got = run(program, {**TYPICAL, **changes}, names, executor=executor)
    return np.array([got[name][:, 0] for name in names])


def since_long(event: dict[str, Any], addl: int = 0) -> Event:
    """The dose given every `II_H` from 0 on, so that one of them comes at `LONG_H`."""
    return Event(0.0, 4.0, "oral", ii_h=II_H, addl=int(LONG_H / II_H) + addl, **event)


@pytest.mark.parametrize("given", GIVEN, ids=str)
@pytest.mark.parametrize("lag", [0.0, 1.5, II_H, 7.0, 2 * II_H, 14.5])
def test_a_steady_state_is_that_of_many_doses(given: dict[str, Any], lag: float) -> None:
    steady = Event(LONG_H, 4.0, "oral", ii_h=II_H, ss=1, **given)
    wanted = course([since_long(given)], lag=lag)
    assert_allclose(course([steady], lag=lag), wanted, **LONG_RUN)


@pytest.mark.parametrize("lag", [0.0, 1.5, 7.0])
def test_a_steady_regimen_may_go_on(lag: float) -> None:
    steady = Event(LONG_H, 4.0, "oral", 2.0, ii_h=II_H, ss=1, addl=3)
    wanted = course([since_long({"duration_h": 2.0}, addl=3)], lag=lag)
    assert_allclose(course([steady], lag=lag), wanted, **LONG_RUN)


@pytest.mark.parametrize("given", GIVEN, ids=str)
@pytest.mark.parametrize("lag", [0.0, 1.5, II_H, 7.0])
def test_a_second_steady_state_is_added(given: dict[str, Any], lag: float) -> None:
    first = Event(LONG_H - 2, 4.0, "oral", ii_h=II_H, ss=1, addl=1)
    second = Event(LONG_H, 2.0, "oral", ii_h=8.0, ss=2, **given)
    alone = course([Event(LONG_H, 2.0, "oral", ii_h=8.0, ss=1, **given)], lag=lag)
    wanted = course([first], lag=lag) + alone
    assert_allclose(course([first, second], lag=lag), wanted, **LONG_RUN)


def test_a_first_steady_state_sets_what_there_is() -> None:
    steady = Event(LONG_H, 4.0, "oral", ii_h=II_H, ss=1)
    wanted = course([steady])
    before = [Event(LONG_H - 1, 9.0, "iv"), Event(LONG_H - 1, 9.0, "oral", 50.0)]
    assert_allclose(course([*before, steady]), wanted, **CLOSED_FORM)


def test_reset_and_steady_state_go_together() -> None:
    steady = Event(LONG_H, 4.0, "oral", ii_h=II_H, ss=2, evid=4)
    wanted = course([Event(LONG_H, 4.0, "oral", ii_h=II_H, ss=1)])
    assert_allclose(course([Event(LONG_H - 1, 9.0, "iv"), steady]), wanted, **CLOSED_FORM)


@pytest.mark.parametrize("given", [{"rate_per_h": 3.0}, {"modelled": "rate"}], ids=str)
def test_an_infusion_since_ever_is_at_its_plateau_and_ends_at_its_record(
    given: dict[str, Any],
) -> None:
    endless = course([Event(LONG_H, 0.0, "oral", ss=1, **given)])
    F = TYPICAL["F"]
    long = course([Event(0.0, 3.0 * LONG_H / F, "oral", LONG_H)])
    assert_allclose(endless, long, **LONG_RUN)


def test_the_plateau_of_an_infusion_is_rate_over_rate() -> None:
    program = compile_program(TANK, [Event(0, 0.0, "iv", rate_per_h=3.0, ss=1)], at_h=[0, 2])
    got = run(program, {"ke": [0.5, 1.0]}, ["tank"])["tank"]
    wanted = [[6, 3], [6 * np.exp(-1), 3 * np.exp(-2)]]
    assert_allclose(got, wanted, **CLOSED_FORM)


def test_the_steady_state_of_boluses_is_a_geometric_sum() -> None:
    ke = np.array([0.05, 0.5, 5.0])
    program = compile_program(TANK, [Event(1, 8, "iv", ii_h=4, ss=1)], at_h=[1, 3])
    got = run(program, {"ke": ke}, ["tank"])["tank"]
    peak = 8 / -np.expm1(-4 * ke)
    assert_allclose(got, [peak, peak * np.exp(-2 * ke)], **CLOSED_FORM)


@pytest.mark.parametrize(
    ("given", "lag"),
    [({}, 0.0), ({}, 7.0), ({"duration_h": 2.0}, 1.5), ({"duration_h": 9.0}, 7.0)],
    ids=str,
)
@pytest.mark.parametrize("ss", [1, 2])
def test_the_ode_settles_at_the_same(given: dict[str, Any], lag: float, ss: int) -> None:
    events = [
        Event(LONG_H - 1, 2.0, "iv"), Event(LONG_H, 4.0, "oral", ii_h=II_H, ss=ss, **given),
    ]  # fmt: skip
    assert_allclose(course(events, "ode", lag=lag), course(events, lag=lag), **SETTLED)


def test_the_ode_settles_at_the_same_plateau() -> None:
    endless = [Event(LONG_H, 0.0, "oral", rate_per_h=3.0, ss=1)]
    assert_allclose(course(endless, "ode"), course(endless), **SETTLED)


SLOW = Graph(
    {"central": "mg"},
    {"ke": "1/h", "k": "1/h", "C50": "mg", "kin": "1/h", "kt": "1/h"},
    [Flow("central", None, "ke")],
    {"iv": "central"},
    {"occ": "central/(C50 + central)"},
    [
        Turnover("link", gain="k*central/C50", loss="k"),
        Turnover("pool", gain="kin", loss="kin*(1 + occ)", initial="1"),
        Turnover("drive", gain="kin*(1 - 0.5*back)", loss="kin", initial="1"),
        Turnover("back", gain="kt*drive*link", loss="kt*(1 + drive)"),
    ],
)
SLOW_TYPICAL: dict[str, Any] = {"ke": 0.3, "k": 0.2, "C50": 2.0, "kin": 0.15, "kt": 0.2}


@pytest.mark.parametrize(
    "given", [{}, {"duration_h": 2.0}, {"duration_h": 6.0}, {"duration_h": 9.0}], ids=str
)
def test_turnovers_at_steady_state_are_those_of_a_long_run(given: dict[str, Any]) -> None:
    at_h = LONG_H + np.linspace(0, 12, 13)
    steady = [Event(LONG_H, 4.0, "iv", ii_h=II_H, ss=1, addl=1, **given)]
    long = [Event(0.0, 4.0, "iv", ii_h=II_H, addl=int(LONG_H / II_H) + 1, **given)]
    names = SLOW.states
    a, b = (
        run(compile_program(SLOW, e, at_h=at_h, longest_h=2.0), SLOW_TYPICAL, names)
        for e in (steady, long)
    )
    for name in names:
        assert_allclose(a[name], b[name], **LONG_RUN)


def test_turnovers_under_an_infusion_since_ever_stand_still() -> None:
    endless = [Event(0, 0.0, "iv", rate_per_h=3.0, ss=1)]
    program = compile_program(SLOW, endless, until_h=1, at_h=[0.0])
    got = run(program, SLOW_TYPICAL, [*SLOW.slow, "occ"])
    assert_allclose(got["link"], 10.0 / 2.0, **LONG_RUN)
    assert_allclose(got["pool"], 1 / (1 + got["occ"]), **LONG_RUN)
    back = got["drive"] * got["link"] / (1 + got["drive"])
    assert_allclose(got["back"], back, **LONG_RUN)
    assert_allclose(got["drive"], 1 - 0.5 * back, **LONG_RUN)


def test_a_second_steady_state_cannot_be_added_to_turnovers() -> None:
    program = compile_program(SLOW, [Event(0, 4.0, "iv", ii_h=6, ss=2)], until_h=1, per_h=1)
    for executor in ("numpy", "ode"):
        with pytest.raises(
            InputRefused, match=r"\(SS\) is 2 in a model with turnovers \(link, pool, drive, back"
        ):
            run(program, SLOW_TYPICAL, ["link"], executor=executor)


KEPT = Graph(
    {"gut": "mg", "central": "mg", "bone": "mg", "skin": "mg"},
    {"ka": "1/h", "ke": "1/h", "kb": "1/h"},
    [Flow("gut", "central", "ka"), Flow("central", None, "ke"), Flow("skin", "bone", "kb")],
    {"oral": "gut", "patch": "skin"},
)
KEPT_TYPICAL = {"ka": 1.0, "ke": 0.2, "kb": 0.1}


def test_what_the_dose_reaches_and_never_empties_is_refused() -> None:
    program = compile_program(KEPT, [Event(0, 4.0, "patch", ii_h=6, ss=1)], until_h=1, per_h=1)
    with pytest.raises(
        InputRefused, match=r"steady state .* not there: some amount would grow for"
    ):
        run(program, KEPT_TYPICAL, ["bone"])


def test_an_infusion_since_ever_into_what_never_empties_is_refused() -> None:
    program = compile_program(KEPT, [Event(0, 0.0, "patch", rate_per_h=1, ss=1)], until_h=1)
    with pytest.raises(InputRefused, match="every compartment that the dose reaches must empty"):
        run(program, KEPT_TYPICAL, ["bone"])


def test_what_the_dose_never_reaches_may_keep_what_it_has() -> None:
    events = [Event(0, 3.0, "patch"), Event(1, 4.0, "oral", ii_h=6, ss=2)]
    program = compile_program(KEPT, events, until_h=2, per_h=1)
    got = run(program, KEPT_TYPICAL, ["skin", "bone", "central"])
    assert_allclose((got["skin"] + got["bone"])[:, 0], 3.0, **CLOSED_FORM)
    assert (got["central"][1:] > 1).all()


def test_one_draw_that_never_empties_is_enough_for_a_refusal() -> None:
    program = compile_program(TANK, [Event(0, 4.0, "iv", ii_h=6, ss=1)], until_h=1)
    with pytest.raises(InputRefused, match="some amount would grow for ever"):
        run(program, {"ke": [0.5, 0.0]}, ["tank"])


def test_a_state_that_an_interval_changes_for_ever_is_refused() -> None:
    start = np.zeros((1, 1))
    with pytest.raises(InputRefused, match="some amount would grow for ever"):
        settle(lambda a: a + 1.0, start, NUMPY)


def test_states_that_an_interval_mixes_are_found_for_each_draw() -> None:
    A = np.array([[0.5, 0.3], [-0.2, 0.1]])
    b = np.array([[1.0, 2.0], [3.0, 4.0]])
    got = settle(lambda x: A @ x + b, np.zeros((2, 2)), NUMPY)
    assert_allclose(got, np.linalg.solve(np.eye(2) - A, b), **CLOSED_FORM)


def test_a_curved_interval_is_settled_too() -> None:
    got = settle(np.cos, np.ones((1, 3)), NUMPY)
    assert_allclose(np.cos(got), got, **CLOSED_FORM)

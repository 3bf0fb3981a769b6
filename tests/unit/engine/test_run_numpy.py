"""The NumPy executor against closed forms, against DOP853, and at its edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Event, Flow, Graph, Reduction, Window, compile_program, run
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from tests.size import examples
from tests.tolerances import CLOSED_FORM, EXACT, ORACLE, ROUNDING, TOP_AT
from tests.unit.engine.models import (
    BATEMAN,
    ORAL,
    ORAL_TYPICAL,
    PUMP,
    PUMP_TYPICAL,
    TANK,
    UNTIL_H,
    Case,
    cases,
    solve,
)


def test_a_bolus_decays_as_one_exponential() -> None:
    ke = np.array([0.05, 0.5, 5.0])
    program = compile_program(TANK, [Event(0, 8, "iv")], until_h=24, per_h=4)
    course = run(program, {"ke": ke}, ["tank"])
    assert_allclose(course["tank"], 8 * np.exp(-ke * course.times_h[:, None]), **CLOSED_FORM)


def test_an_infusion_fills_and_then_decays() -> None:
    ke, rate, end = 0.3, 2.0, 5.0
    program = compile_program(TANK, [Event(0, rate * end, "iv", end)], until_h=24, per_h=4)
    course = run(program, {"ke": ke}, ["tank"])
    t = course.times_h
    filled = rate / ke * -np.expm1(-ke * np.minimum(t, end))
    wanted = filled * np.exp(-ke * np.maximum(t - end, 0))
    assert_allclose(course["tank"][:, 0], wanted, **CLOSED_FORM)


def test_absorption_follows_bateman() -> None:
    ka, ke = np.array([0.4, 1.0, 1.5]), 0.2
    program = compile_program(BATEMAN, [Event(0, 10, "oral")], until_h=24, per_h=4)
    course = run(program, {"ka": ka, "ke": ke}, ["central"])
    t = course.times_h[:, None]
    wanted = 10 * ka / (ka - ke) * (np.exp(-ke * t) - np.exp(-ka * t))
    assert_allclose(course["central"], wanted, **CLOSED_FORM)


def test_absorption_as_fast_as_elimination_follows_the_limit_of_bateman() -> None:
    program = compile_program(BATEMAN, [Event(0, 10, "oral")], until_h=24, per_h=4)
    course = run(program, {"ka": 0.5, "ke": 0.5}, ["central"])
    t = course.times_h
    assert_allclose(course["central"][:, 0], 10 * 0.5 * t * np.exp(-0.5 * t), **CLOSED_FORM)


@given(case=cases())
@settings(deadline=None, max_examples=examples(60))
def test_agrees_with_dop853_on_any_graph(case: Case) -> None:
    window = Window("most", 0.75, UNTIL_H)
    program = compile_program(
        case.graph, case.events, until_h=UNTIL_H, per_h=2, at_h=[0.75], windows=[window]
    )
    names = list(case.graph.compartments)
    course = run(program, case.parameters, [*names, "all"])
    wanted = solve(case, course.times_h.tolist())
    start = np.flatnonzero(course.times_h == window.start_h).item()
    for place, name in enumerate(names):
        assert_allclose(course[name][:, 0], wanted[place], **ORACLE)
        area = wanted[len(names) + place, -1] - wanted[len(names) + place, start]
        assert_allclose(course.windows["most"][name].area.item(), area, **ORACLE)
    assert_allclose(course["all"][:, 0], wanted[: len(names)].sum(axis=0), **ORACLE)


def test_outputs_may_be_compartments_signals_parameters_and_numbers() -> None:
    graph = Graph(
        {"tank": "mg"}, {"ke": "1/h", "V": "L", "C50": "mg/L"}, [Flow("tank", None, "ke")],
        {"iv": "tank"},
        {"CP": "tank/V", "E": "CP/(C50 + CP)", "twice": "2*E", "V2": "V", "one": "1", "none": "0"},
    )  # fmt: skip
    program = compile_program(
        graph, [Event(0, 8, "iv")], at_h=[0, 1, 2, 1], windows=[Window("all", 0, 2)]
    )
    names = ["tank", "CP", "E", "twice", "V2", "one", "none"]
    course = run(program, {"ke": np.log(2), "V": [1.0, 4.0], "C50": 2.0}, names)
    cp = np.array([8, 4, 2, 4])[:, None] / [1.0, 4.0]
    wanted = [
        cp * [1, 4],
        cp,
        cp / (2 + cp),
        2 * cp / (2 + cp),
        0 * cp + [1, 4],
        1 + 0 * cp,
        0 * cp,
    ]
    for name, values in zip(names, wanted, strict=True):
        assert_allclose(course[name], values, **EXACT)
    windows = course.windows["all"]
    assert_allclose(windows["V2"].area, [2, 8], **EXACT)
    assert_allclose([windows["none"].peak, windows["one"].trough], [[0, 0], [1, 1]], **ROUNDING)


def test_an_output_asked_for_twice_is_given_once() -> None:
    program = compile_program(TANK, [Event(0, 8, "iv")], until_h=1, per_h=1)
    assert list(run(program, {"ke": 1.0}, ["tank", "tank"]).values) == ["tank"]


def day(start_h: float, end_h: float) -> Reduction:
    """A window of a tank that holds 8 at 0 h, halves each hour, and gets 3 more at 1 h."""
    program = compile_program(
        TANK,
        [Event(0, 8, "iv"), Event(1, 3, "iv")],
        until_h=2,
        windows=[Window("it", start_h, end_h)],
    )
    return run(program, {"ke": np.log(2)}, ["tank"]).windows["it"]["tank"]


def test_reductions_of_a_day_are_those_of_the_curve() -> None:
    whole = day(0, 2)
    assert_allclose([whole.peak, whole.trough], [[8.0], [3.5]], **EXACT)
    assert_allclose(whole.area, (8 - 4 + 7 - 3.5) / np.log(2), **EXACT)
    assert_allclose(whole.mean, whole.area / 2, **EXACT)
    assert_allclose(whole.peak_at_h, [0.0], **ROUNDING)


def test_a_trough_just_before_a_dose_counts() -> None:
    assert_allclose(day(0, 1.5).trough, [4.0], **EXACT)


def test_a_dose_at_the_start_of_a_window_belongs_to_it() -> None:
    assert_allclose([day(1, 2).peak, day(1, 2).trough], [[7.0], [3.5]], **EXACT)
    assert_allclose(day(1, 2).peak_at_h, [1.0], **ROUNDING)


def test_a_dose_at_the_end_of_a_window_does_not_belong_to_it() -> None:
    before = day(0.5, 1)
    assert_allclose([before.peak, before.trough], [[8 / np.sqrt(2)], [4.0]], **EXACT)
    assert_allclose([before.peak_at_h], [[0.5]], **EXACT)


def test_the_first_of_two_equal_peaks_counts() -> None:
    events = [Event(1, 8, "iv"), Event(2, 8, "iv", evid=4)]
    program = compile_program(TANK, events, windows=[Window("all", 0, 4)])
    found = run(program, {"ke": np.log(2)}, ["tank"]).windows["all"]["tank"]
    assert_allclose([found.peak_at_h, found.peak, found.trough], [[1], [8], [0]], **EXACT)


def test_windows_may_overlap_and_share_their_area() -> None:
    windows = [Window("a", 0, 30.1), Window("b", 30.1, 48), Window("both", 0, 48)]
    events = [Event(0, 5, "oral", ii_h=6, addl=7)]
    program = compile_program(ORAL, events, until_h=48, windows=windows)
    got = run(program, ORAL_TYPICAL, ["central"]).windows
    found = {name: outputs["central"] for name, outputs in got.items()}
    assert_allclose(found["a"].area + found["b"].area, found["both"].area, **EXACT)
    assert_allclose(found["both"].mean, found["both"].area / 48, **EXACT)
    assert_allclose(np.maximum(found["a"].peak, found["b"].peak), found["both"].peak, **EXACT)
    trough = np.minimum(found["a"].trough, found["b"].trough)
    assert_allclose(trough, found["both"].trough, **EXACT)


def test_a_window_reads_the_same_wherever_the_readings_are() -> None:
    window = Window("it", 3.3, 21.7)
    plain, many = (
        run(
            compile_program(ORAL, [Event(0, 5, "oral")], until_h=24, per_h=k, windows=[window]),
            ORAL_TYPICAL, ["CP"],
        ).windows["it"]["CP"]
        for k in (0, 7)
    )  # fmt: skip
    for kind in ("peak", "peak_at_h", "trough", "area"):
        assert_allclose(getattr(many, kind), getattr(plain, kind), **EXACT)


def test_the_whole_area_is_dose_times_F_over_clearance() -> None:
    F, CL, V = np.array([0.3, 0.7, 1.0]), np.array([5.0, 10.0, 20.0]), 50.0
    events = [Event(0, 10, "oral"), Event(9, 20, "oral", 3)]
    program = compile_program(ORAL, events, windows=[Window("all", 0, 1000)])
    course = run(program, {**ORAL_TYPICAL, "ke": CL / V, "V": V, "F": F}, ["CP"])
    assert_allclose(course.windows["all"]["CP"].area, 30 * F / CL, **CLOSED_FORM)


def test_only_reductions_that_are_asked_for_are_given() -> None:
    program = compile_program(TANK, [Event(0, 8, "iv")], windows=[Window("all", 0, 2)])
    found = run(program, {"ke": 1.0}, ["tank"], reduce=["trough"]).windows["all"]["tank"]
    assert (found.trough.size, found.peak.size, found.area.size, found.above_h.size) == (1, 0, 0, 0)


def test_time_above_a_level_may_differ_between_draws_and_outputs() -> None:
    program = compile_program(ORAL, [Event(0, 8, "iv")], windows=[Window("all", 0, 5)])
    halving = {**ORAL_TYPICAL, "k12": 0.0, "ke": np.log(2), "V": 2.0}
    levels: dict[str, Any] = {"central": [4.0, 1.0, 9.0], "CP": 2.0}
    found = run(program, halving, ["central", "CP", "gut"], above=levels).windows["all"]
    assert_allclose(found["central"].above_h, [1, 3, 0], **TOP_AT)
    assert_allclose(found["CP"].above_h, [1, 1, 1], **TOP_AT)
    assert found["gut"].above_h.size == 0


def test_no_events_leave_everything_at_zero() -> None:
    program = compile_program(ORAL, [], until_h=24, per_h=4, windows=[Window("all", 0, 24)])
    course = run(program, ORAL_TYPICAL, ["central"])
    all_day = course.windows["all"]["central"]
    assert not course["central"].any()
    assert not any([all_day.peak, all_day.trough, all_day.area, all_day.mean])


def test_a_compartment_without_any_flow_keeps_what_it_has() -> None:
    graph = Graph({"a": "mg", "b": "mg"}, {}, [], {"in": "a"})
    course = run(compile_program(graph, [Event(1, 3, "in")], until_h=9, per_h=1), {}, ["a", "b"])
    assert_allclose(course["a"][1:, 0], 3.0, **EXACT)
    assert not course["b"].any()


@pytest.mark.parametrize("executor", ["numpy", "ode"])
def test_each_draw_runs_as_if_alone(executor: Any) -> None:
    events = [Event(0, 5, "oral"), Event(6.1, 5, "oral", 2)]
    program = compile_program(ORAL, events, until_h=24, per_h=1)
    ka, F = np.array([0.5, 1.0, 4.0]), np.array([0.5, 0.7, 0.9])
    together = run(program, {**ORAL_TYPICAL, "ka": ka, "F": F}, ["CP"], executor=executor)
    for i in range(3):
        alone = run(program, {**ORAL_TYPICAL, "ka": ka[i], "F": F[i]}, ["CP"], executor=executor)
        assert_allclose(together["CP"][:, i], alone["CP"][:, 0], **CLOSED_FORM)


def test_draws_may_differ_in_how_much_enters_alone() -> None:
    program = compile_program(PUMP, [Event(0, 8, "pump")], until_h=2, per_h=1)
    course = run(program, {**PUMP_TYPICAL, "ke": np.log(2), "F": [1.0, 0.5]}, ["tank"])
    assert_allclose(course["tank"], [[8, 4], [4, 2], [2, 1]], **EXACT)


def test_numbers_that_all_draws_share_may_be_given_once_or_for_each() -> None:
    program = compile_program(BATEMAN, [Event(0, 5, "oral")], until_h=9, per_h=1)
    once = run(program, {"ka": 1.0, "ke": [0.1, 0.2]}, ["central"])
    each = run(program, {"ka": [1.0, 1.0], "ke": [0.1, 0.2]}, ["central"])
    assert_array_equal(once["central"], each["central"])


def test_no_windows_give_no_reductions() -> None:
    course = run(compile_program(TANK, [], until_h=2, per_h=1), {"ke": 1.0}, ["tank"])
    assert_array_equal([len(course.windows), *course["tank"].shape], [0, 3, 1])


def test_an_output_that_was_not_asked_for_is_refused() -> None:
    course = run(compile_program(TANK, [], until_h=2), {"ke": 1.0}, ["tank"])
    with pytest.raises(UnknownName, match=r"output is 'tanks'; .* Did you mean tank\?"):
        course["tanks"]


REFUSED: list[tuple[dict[str, Any], type[InputRefused], str]] = [
    ({"outputs": ["tanks"]}, UnknownName, r"output is 'tanks'; .* Did you mean tank\?"),
    ({"outputs": ["ke"]}, UnknownName, "output is 'ke'; it must be one of tank"),
    ({"parameters": {}}, InputRefused, "set of parameters is missing ke; it must give ke"),
    ({"parameters": {"ke": 1, "kel": 1}}, UnknownName, "parameter is 'kel'; it must be one of ke"),
    ({"parameters": {"ke": np.nan}}, OutOfRange, "parameter 'ke' is nan; it must be finite"),
    ({"parameters": {"ke": [1, np.inf]}}, OutOfRange, "parameter 'ke' is inf; it must be finite"),
    ({"parameters": {"ke": [1, -0.5]}}, OutOfRange, "rate ke of tank is -0.5 per h; it must be 0"),
    ({"parameters": {"ke": 2e9}}, OutOfRange, r"rate ke of tank is 2e\+09 per h; it must be 0 to"),
    ({"parameters": {"ke": [[1.0, 2.0]]}}, InputRefused, "'ke' is an array of 1 by 2; it must be"),
    ({"parameters": {"ke": []}}, InputRefused, "'ke' is an array of 0; it must be one number"),
    ({"reduce": ["median"]}, UnknownName, "reduction is 'median'; it must be one of above, area"),
    ({"above": {"tanks": 1.0}}, UnknownName, "output with a level is 'tanks'; it must be one of"),
    ({"above": {"tank": np.nan}}, OutOfRange, "level 'tank' is nan; it must be finite"),
    (
        {"parameters": {"ke": [1, 1, 1]}, "above": {"tank": [1, 2]}}, InputRefused,
        "number of draws is 3 for ke but 2 for tank",
    ),
    ({"executor": "fortran"}, UnknownName, "executor is 'fortran'; it must be one of c, jax"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "error", "message"), REFUSED, ids=[m for _, _, m in REFUSED])
def test_what_a_run_cannot_use_is_refused(
    changes: dict[str, Any], error: type[InputRefused], message: str
) -> None:
    program = compile_program(TANK, [Event(0, 8, "iv")], until_h=2, windows=[Window("all", 0, 2)])
    asked: dict[str, Any] = {"parameters": {"ke": 1.0}, "outputs": ["tank"], **changes}
    with pytest.raises(error, match=message):
        run(program, **asked)


def test_two_numbers_of_draws_are_refused() -> None:
    program = compile_program(BATEMAN, [], until_h=2)
    with pytest.raises(InputRefused, match="number of draws is 3 for ka but 2 for ke"):
        run(program, {"ka": [1.0, 1.0, 1.0], "ke": [1.0, 1.0]}, ["central"])


@pytest.mark.parametrize(
    ("changes", "event", "message"),
    [
        ({"F": -0.1}, {}, "F of the input pump is -0.1; it must be 0 or more"),
        ({"F": [1.0, -0.1]}, {"rate_per_h": 2}, "F of the input pump is -0.1; it must be 0 or"),
        ({"lag": -1.0}, {}, "lag of the input pump is -1 h; it must be 0 or more"),
        ({"D": 0.0}, {"modelled": "duration"}, "duration of the input pump is 0; it must be above"),
        ({"R": -2.0}, {"modelled": "rate"}, "rate of the input pump is -2; it must be above 0"),
    ],
)
def test_a_way_in_that_makes_no_sense_is_refused(
    changes: dict[str, Any], event: dict[str, Any], message: str
) -> None:
    program = compile_program(PUMP, [Event(0, 8, "pump", **event)], until_h=2)
    with pytest.raises(OutOfRange, match=message):
        run(program, {**PUMP_TYPICAL, **changes}, ["tank"])


@pytest.mark.parametrize("modelled", ["rate", "duration"])
def test_a_modelled_infusion_needs_an_input_that_models_it(modelled: Any) -> None:
    program = compile_program(TANK, [Event(0, 8, "iv", modelled=modelled)], until_h=2)
    with pytest.raises(InputRefused, match=f"into iv; that input must say its {modelled}"):
        run(program, {"ke": 1.0}, ["tank"])


def test_a_rate_that_a_covariate_makes_negative_is_refused() -> None:
    events = [Event(0, 8, "iv"), Event(1, evid=2, values={"ke": -1.0})]
    program = compile_program(TANK, events, until_h=2)
    with pytest.raises(OutOfRange, match="rate ke of tank is -1 per h; it must be 0 to"):
        run(program, {"ke": 1.0}, ["tank"])


def test_more_doses_than_anyone_takes_are_refused() -> None:
    events = [Event(0, 1, "iv", ii_h=1, addl=60_000)] * 2
    program = compile_program(TANK, events, until_h=10)
    with pytest.raises(OutOfRange, match="number of doses is 120002; it must be at most 100,000"):
        run(program, {"ke": 1.0}, ["tank"])

"""A course: the same for a seed however it is asked for, marked for what it is, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Executor, Window
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.model import KIND_WORDS, Body, Kinetics, Model, model_of
from baclofen.regimen import Dosing, bolus, by_mouth, dialysis, pump
from baclofen.regimen.dosing import Dialysis, Given
from baclofen.simulation import Course, simulate, simulate_typical
from baclofen.units import mcg, mg
from tests.kinetics import HEALTHY, healthy, spinal
from tests.people import known
from tests.saying import worded
from tests.tolerances import EXACT, ONE_ANSWER, ROUNDING, TURNOVER, published

PLASMA = "plasma_ng_mL"
TWO_DAYS = by_mouth(mg(20), every_h=8, days=2)


def anuric() -> Model:
    return model_of(Body(age_y=60, weight_kg=70, crcl=5), known())


# --- marks and bands --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cord_ng_mL", "occupancy_cord", "rebound_cord"])
def test_what_the_model_only_derives_is_never_shown_without_its_band(name: str) -> None:
    assert spinal().output(name).kind == "model-derived"
    with pytest.raises(InputRefused) as refusal:
        simulate_typical(spinal(), TWO_DAYS, outputs=[PLASMA, name])
    for words in (f"typical course of {name} is without a band", "Use simulate()",
                  "never observed in a patient"):  # fmt: skip
        assert words in str(refusal.value)


def test_a_curve_prints_its_mark_its_unit_and_its_band() -> None:
    names = [PLASMA, "ashworth_1_5", "prob_nausea", "occupancy_cord"]
    course = simulate(
        spinal(), TWO_DAYS, outputs=names, seed=1, n=20, until_h=24, purpose="comparison"
    )
    kinds = {course[name].output.kind for name in names}
    assert kinds == set(KIND_WORDS)
    for name in names:
        curve, mean = course[name], course[name].over().Cavg
        assert curve.output.mark == KIND_WORDS[curve.output.kind]
        assert f"({curve.output.mark})" in str(curve)
        assert f"mean {mean.median:.3g} ({mean.low:.3g} to {mean.high:.3g})" in str(curve)
        assert str(curve) in str(course)
    assert " ng/mL, highest" in str(course[PLASMA])
    assert "Simulated for 20 people, seed 1." in str(course)
    assert all(worded(note) in str(course) for note in (*course.assumed, *course.outside))


def test_the_typical_person_has_one_curve_and_no_band() -> None:
    course = simulate_typical(spinal(), TWO_DAYS)
    assert course.n == 1
    assert course.seed is None
    assert "the typical person" in str(course)
    assert f"mean {course[PLASMA].over().Cavg.median:.3g} ng/mL" in str(course)


def test_a_curve_says_nothing_beyond_its_end() -> None:
    curve = simulate_typical(healthy(), TWO_DAYS, until_h=24)[PLASMA]
    assert curve.at(24.0).median == curve.median[-1]
    for time_h in (-0.1, 24.1, np.nan):
        with pytest.raises(OutOfRange, match="between 0 and 24"):
            curve.at(time_h)


def test_two_ways_at_once_and_more_than_was_studied_are_said() -> None:
    both = simulate_typical(healthy(), TWO_DAYS + bolus(mcg(50)), until_h=12)
    assert "effects add at the same receptors" in worded(both.outside[-1])
    twice = by_mouth(mg(200), at_h=(0, 3))
    large = simulate_typical(healthy(), twice, until_h=12)
    assert "More than 300 mg by mouth within a day" in worded(large.outside[-1])
    granules = simulate_typical(healthy(), by_mouth(mg(5), form="granules"), until_h=12)
    assert "taken as tablets" in worded(granules.outside[-1])
    assert not simulate_typical(healthy(), TWO_DAYS, until_h=12).outside


# --- seeds and executors ----------------------------------------------------------------


def test_the_same_people_are_drawn_whatever_else_is_asked_for() -> None:
    alone = simulate(spinal(), TWO_DAYS, seed=7, n=12, until_h=24)
    among = simulate(
        spinal(), TWO_DAYS, outputs=["nrs_change", PLASMA, "urine_unchanged_mg"], seed=7, n=12,
        until_h=24,
    )  # fmt: skip
    assert_allclose(among[PLASMA].values, alone[PLASMA].values, **ROUNDING)
    without = simulate(healthy(), TWO_DAYS, seed=7, n=12, until_h=24)
    assert_allclose(without[PLASMA].values, alone[PLASMA].values, **ROUNDING)


def test_a_plasma_curve_rests_on_no_fact_of_the_cord() -> None:
    used = simulate(spinal(), TWO_DAYS, seed=7, n=2, until_h=24).why
    assert "oral.CLnr" in used
    assert not [id for id in used if id.startswith(("site.", "it.", "receptor.", "dialysis."))]


def followed_by(executor: Executor, names: list[str]) -> Course:
    given = by_mouth(mg(20), every_h=12, days=1) + pump(mcg(100), per="day", days=1)
    return simulate(spinal(), given, outputs=names, seed=3, n=3, until_h=48, per_h=1,
                    executor=executor, purpose="comparison")  # fmt: skip


def test_an_ode_solver_finds_the_same_course() -> None:
    names = [PLASMA, "csf_lumbar_ng_mL", "ashworth_1_5"]
    exact, by_ode = followed_by("numpy", names), followed_by("ode", names)
    for name in names:
        largest = exact[name].values.max()
        got, wanted = by_ode[name].values / largest, exact[name].values / largest
        assert_allclose(got, wanted, **TURNOVER, err_msg=name)


@pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed")
def test_jax_finds_the_same_course() -> None:
    names = [PLASMA, "csf_lumbar_ng_mL", "prob_deep_coma"]
    on_numpy, on_jax = followed_by("numpy", names), followed_by("jax", names)
    for name in names:
        assert_allclose(on_jax[name].values, on_numpy[name].values, **ONE_ANSWER, err_msg=name)


# --- dialysis and kidneys ---------------------------------------------------------------


@pytest.mark.parametrize(("kind", "hours"), [("haemodialysis", 4), ("cvvh", 24), ("capd", 24)])
def test_dialysis_lowers_levels_while_it_runs_and_not_before(kind: Dialysis, hours: float) -> None:
    given = by_mouth(mg(20))
    without, cleaned = (
        simulate_typical(anuric(), dosing, until_h=72)[PLASMA]
        for dosing in (given, given + dialysis(kind, start_h=24, hours=hours))
    )
    before = cleaned.times_h <= 24
    assert_allclose(cleaned.median[before], without.median[before], **ROUNDING)
    share = cleaned.median[~before] / without.median[~before]
    running = cleaned.times_h[~before] <= 24 + hours
    assert (np.diff(share[running]) < 0).all()
    # Afterwards it comes back from where dialysis did not reach.
    assert share[~running][0] > share[running][-1]


def test_more_clearance_by_the_machine_takes_more_out() -> None:
    left = [
        simulate_typical(anuric(), by_mouth(mg(20)) + dialysis(kind, start_h=12, hours=12),
                         until_h=24)[PLASMA].median[-1]
        for kind in ("haemodialysis", "cvvh", "capd")
    ]  # fmt: skip
    assert left == sorted(left)
    assert len(set(left)) == 3


def test_plasma_rebounds_when_haemodialysis_stops() -> None:
    """7.7 L/h against a clearance of 1.3: plasma falls to a half, then the tissue refills it."""
    given = by_mouth(mg(20)) + dialysis("haemodialysis", start_h=24, hours=4)
    curve = simulate_typical(anuric(), given, until_h=48)[PLASMA]
    at = {hour: curve.at(hour).median for hour in (20.0, 24.0, 28.0, 29.0, 30.0)}
    assert at[28.0] < 0.6 * at[24.0] < at[24.0] < at[20.0]
    assert at[28.0] < at[29.0] < at[24.0]
    assert at[30.0] > at[28.0]


def test_kidneys_that_fail_raise_levels_from_then_on() -> None:
    dosing = by_mouth(mg(10), every_h=8, days=6)
    good, failing = (
        simulate(healthy(), dosing, seed=1, n=8, until_h=144, changes=changes)[PLASMA]
        for changes in (None, {72.0: {"CRCL": 20.0}})
    )
    before = good.times_h <= 72
    assert_allclose(failing.values[before], good.values[before], **ROUNDING)
    assert (failing.values[~before][1:] > good.values[~before][1:]).all()
    assert failing.at(144).median > 2 * good.at(144).median


def test_a_change_that_no_output_depends_on_changes_nothing() -> None:
    """A trial has no plasma, and catheter fluid knows no dialysis."""
    plain = simulate(spinal(), TWO_DAYS, seed=1, n=4, until_h=12)
    trial = simulate(spinal(), TWO_DAYS, seed=1, n=4, until_h=12, changes={0.0: {"in_trial": 1.0}})
    assert_allclose(trial[PLASMA].values, plain[PLASMA].values, **ROUNDING)
    pumped = pump(mcg(100), per="day", days=1)
    one, two = (
        simulate(spinal(), dosing, outputs=["csf_catheter_ng_mL"], seed=1, n=4, until_h=12)
        for dosing in (pumped, pumped + dialysis("haemodialysis", start_h=4, hours=4))
    )
    assert_allclose(two["csf_catheter_ng_mL"].values, one["csf_catheter_ng_mL"].values, **ROUNDING)


# --- averaged kinetics ------------------------------------------------------------------


def test_averaged_kinetics_share_the_draws_and_are_named() -> None:
    average = model_of(HEALTHY, known(), kinetics="average")
    course = simulate(average, TWO_DAYS, seed=1, n=10, until_h=24)
    assert course.n == 10
    for kinetics in ("composite", "simon2018", "marsot2014", "chevillard2018"):
        assert kinetics in course.kinetics
    # 10 by four: 2, 3, 3 and 2, in that order.
    shares: tuple[tuple[Kinetics, int], ...] = (
        ("composite", 2), ("simon2018", 3), ("marsot2014", 3), ("chevillard2018", 2),
    )  # fmt: skip
    alone = [
        simulate(model_of(HEALTHY, known(), kinetics=one), TWO_DAYS, seed=1, n=n, until_h=24)
        for one, n in shares
    ]
    wanted = np.hstack([each[PLASMA].values for each in alone])
    assert_allclose(course[PLASMA].values, wanted, **EXACT)


def test_averaged_kinetics_have_no_typical_person_and_need_a_draw_each() -> None:
    average = model_of(HEALTHY, known(), kinetics="average")
    with pytest.raises(InputRefused, match="typical person is of several kinetics"):
        simulate_typical(average, TWO_DAYS)
    with pytest.raises(OutOfRange, match="one for each of the kinetics"):
        simulate(average, TWO_DAYS, seed=1, n=3)
    with pytest.raises(InputRefused, match="Name one of the kinetics"):
        simulate(average, TWO_DAYS, seed=1, n=8, belief=average.prior)


def test_a_parameter_that_is_known_is_the_same_as_one_that_all_draws_share() -> None:
    """Also the placebo response, whose course then has nothing in it that differs."""
    model = model_of(HEALTHY, known(), "ms_spasticity")
    held = model.prior.fixed({"P": 0.3})
    course, without = (
        simulate(model, TWO_DAYS, outputs=["nrs_change"], seed=1, n=5, belief=held, changes=changes)
        for changes in ({0.0: {"in_trial": 1.0}}, None)
    )
    times_h = course.times_h[:, None]
    placebo = 0.3 * (1 - np.exp(-times_h / known().number("placebo.t_PL")))
    fell = without["nrs_change"].values - course["nrs_change"].values
    assert_allclose(fell, placebo + np.zeros(5), **TURNOVER)


# --- time -------------------------------------------------------------------------------


def test_hour_0_may_be_any_hour_of_the_dosing() -> None:
    windows = [Window("night", 0.0, 8.0)]
    whole = simulate(healthy(), TWO_DAYS, seed=1, n=5, until_h=48, per_h=4,
                     windows=[Window("night", 24.0, 32.0)])[PLASMA]  # fmt: skip
    later = simulate(healthy(), TWO_DAYS, seed=1, n=5, from_h=24.0, until_h=24, per_h=4,
                     windows=windows)[PLASMA]  # fmt: skip
    assert later.times_h[0] == 0
    assert later.times_h[-1] == 24
    assert_allclose(later.values, whole.values[whole.times_h >= 24], **ROUNDING)
    night, same = later.over("night"), whole.over("night")
    assert (night.start_h, night.end_h) == (0.0, 8.0)
    assert_allclose(night.AUC.median, same.AUC.median, **EXACT)
    assert_allclose(night.tmax.median, same.tmax.median - 24, **ROUNDING)


def test_a_course_without_an_end_goes_on_for_two_days_after_the_last_dose() -> None:
    assert simulate_typical(healthy(), by_mouth(mg(5), at_h=10)).times_h[-1] == 58


def test_extremes_in_a_window_stay_on_the_scale_of_the_output() -> None:
    """A polynomial through the places of a panel would say 1.12 and -0.07 after 1 g by mouth."""
    coma = simulate(healthy(), by_mouth(mg(1000)), outputs=["prob_deep_coma"], seed=1, n=40,
                    purpose="comparison")  # fmt: skip
    window, values = coma["prob_deep_coma"].over(), coma["prob_deep_coma"].values
    assert values.min() >= 0
    assert values.max() <= 1
    assert window.Cmin.low >= 0
    assert window.Cmax.high <= 1


# --- refusals ---------------------------------------------------------------------------

Asked = Callable[[], object]


def of(**asked: object) -> Asked:
    """A course of the spinal patient, asked for in this way."""
    return lambda: simulate(spinal(), TWO_DAYS, **({"seed": 1, "n": 4} | asked))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        (of(outputs=["plasma"]), UnknownName, "output of the model is 'plasma'"),
        (of(outputs=[]), InputRefused, "outputs is none; at least one"),
        (of(n=1), OutOfRange, "one tells nothing of the spread"),
        (of(until_h=0.0), OutOfRange, "end of the simulation is 0 h"),
        (of(from_h=500.0), OutOfRange, "end of the simulation is -404 h"),
        (of(windows=[Window("all", 0, 5)]), InputRefused, "'all' twice"),
        (of(until_h=10.0, windows=[Window("a", 0, 20)]), OutOfRange, "end of the window a"),
        (of(changes={3.0: {"crcl": 40.0}}), UnknownName, "covariate is 'crcl'"),
        (of(changes={3.0: {"CRCL": 4000.0}}), OutOfRange, "kidney clearance is 4000 mL/min"),
        (of(changes={300.0: {"CRCL": 40.0}}), OutOfRange, "time of an event is 300 h"),
        (of(executor="gpu"), UnknownName, "executor is 'gpu'"),
        (of(spreads="all"), UnknownName, "spread is 'all'"),
        (of(belief=healthy().prior, outputs=["nrs_change"]), InputRefused,
         "belief is without B, "),
        (lambda: simulate(healthy(), Dosing((Given(0, mg(5), "patch"),)), seed=1, n=4),
         UnknownName, "'patch'"),
        (lambda: simulate_typical(healthy(), TWO_DAYS).__getitem__("cord_ng_mL"),
         UnknownName, "output is 'cord_ng_mL'"),
        (lambda: simulate_typical(healthy(), TWO_DAYS)[PLASMA].over("day 9"),
         UnknownName, "window is 'day 9'"),
        (lambda: model_of(HEALTHY, known(), "gout"), UnknownName, "syndrome of the model"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_in_words(
    asked: Asked, kind: type[InputRefused], says: str
) -> None:
    with pytest.raises(kind, match=says):
        asked()


def test_a_half_life_is_read_from_the_falling_curve() -> None:
    """4.7 h in the typical adult by Varea/F of 67 L; NaN of what never falls."""
    curve = simulate_typical(healthy(), by_mouth(mg(10)), until_h=60)[PLASMA]
    assert_allclose(curve.terminal_half_life_h.median, 4.72, **published(1.05))
    urine = simulate_typical(healthy(), by_mouth(mg(10)), outputs=["urine_unchanged_mg"])
    assert np.isnan(urine["urine_unchanged_mg"].terminal_half_life_h.median)

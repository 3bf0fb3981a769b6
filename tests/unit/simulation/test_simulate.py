"""A forecast: exposure by step, reproducible, and honest about its limits."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused, OutOfRange
from baclofen.model import Model, build_model
from baclofen.patient import BaclofenUse
from baclofen.planning import predict
from baclofen.regimen import Dosing, by_mouth, dosing_of
from baclofen.simulation import Course, Exposure, run, simulate
from baclofen.simulation.quantile import quantiles
from baclofen.units import mg
from tests.people import TODAY, answered, judge, known, on_baclofen, person, plan
from tests.saying import worded
from tests.tolerances import EXACT, ROUNDING, published


def model(**given: object) -> Model:
    made = build_model(judge(person(**given)), known())
    assert made is not None
    return made


def steps(course: Course) -> list[Exposure]:
    windows = course["plasma_ng_mL"].windows
    return [e for name, e in windows.items() if name != "all"]


def test_quantiles_agree_with_numpy() -> None:
    values = np.random.default_rng(5).lognormal(size=(7, 501))
    assert_allclose(quantiles(values), np.quantile(values, (0.05, 0.5, 0.95), axis=-1), **ROUNDING)


def test_exposure_is_proportional_to_the_dose_step_by_step() -> None:
    forecast = predict(plan(person(weight_kg=70.0)), known(), seed=1)
    assert forecast is not None
    areas = [e.AUC.median for e in steps(forecast)]
    assert_allclose(np.array(areas) / areas[0], [1, 2, 3, 4], **published(1.05))
    for e in steps(forecast):
        assert e.Cmin.median < e.Cavg.median < e.Cmax.median
        assert e.Cmax.low < e.Cmax.median < e.Cmax.high
        assert_allclose(e.AUC.median / 24, e.Cavg.median, **EXACT)


def test_the_same_seed_gives_the_same_forecast_and_another_a_near_one() -> None:
    p = plan(person(weight_kg=70.0))
    one, two, other = (predict(p, known(), seed=s) for s in (1, 1, 2))
    assert one is not None
    assert two is not None
    assert other is not None
    assert np.array_equal(one["plasma_ng_mL"].median, two["plasma_ng_mL"].median)
    assert not np.array_equal(one["plasma_ng_mL"].median, other["plasma_ng_mL"].median)
    assert_allclose(steps(other)[-1].AUC.median, steps(one)[-1].AUC.median, **published(1.1))


def test_failing_kidneys_raise_the_exposure_of_one_dose() -> None:
    regimen = plan(person(weight_kg=70.0)).up
    assert regimen is not None
    good, poor = (
        simulate(m, dosing_of(regimen.regimen), seed=1)["plasma_ng_mL"].over()
        for m in (model(egfr=100.0, weight_kg=70.0), model(egfr=40.0, weight_kg=70.0))
    )
    assert poor.AUC.median > 1.5 * good.AUC.median


def test_a_taper_starts_from_the_running_dose_not_from_nothing() -> None:
    forecast = predict(plan(on_baclofen(mg(60), weight_kg=70.0), kind="stop"), known(), seed=1)
    assert forecast is not None
    assert forecast["plasma_ng_mL"].median[0] > 100
    assert forecast.times_h[0] == 0
    areas = [e.AUC.median for e in steps(forecast)]
    assert areas == sorted(areas, reverse=True)


def test_a_taper_starts_from_the_dose_that_runs_not_from_one_that_ended() -> None:
    ended = BaclofenUse("oral", "stopped", "old order", mg(80), stopped_on=TODAY)
    runs = BaclofenUse("oral", "active", "new order", mg(30))
    both = predict(
        plan(person(baclofen=(ended, runs), weight_kg=70.0), kind="stop"), known(), seed=1
    )
    alone = predict(plan(person(baclofen=(runs,), weight_kg=70.0), kind="stop"), known(), seed=1)
    assert both is not None
    assert alone is not None
    assert np.array_equal(both["plasma_ng_mL"].median, alone["plasma_ng_mL"].median)


def test_without_a_kidney_value_or_steps_nothing_is_predicted() -> None:
    assert predict(plan(person(egfr=None)), known(), seed=1) is None
    assert build_model(judge(person(egfr=None)), known()) is None
    m = model()
    with pytest.raises(InputRefused):
        simulate(m, Dosing(), seed=1, until_h=0)


def test_what_was_assumed_and_who_is_outside_is_said() -> None:
    assert any("Weight is not known" in worded(n) for n in model().assumed)
    assert not any("Weight" in worded(n) for n in model(weight_kg=70.0).assumed)
    young = model(age_y=14.0, weight_kg=50.0)
    assert "rest on adults" in worded(young.outside[0])
    assert "below 15 mL/min" in worded(model(egfr=10.0, weight_kg=70.0).outside[0])


def test_a_forecast_names_the_facts_behind_it() -> None:
    forecast = predict(plan(person(weight_kg=70.0)), known(), seed=1)
    assert forecast is not None
    assert {"oral.F", "oral.CLnr", "oral.omega.CL_factor", "predict.draws"} <= set(forecast.why)
    assert all(id in known().facts for id in forecast.why)


def test_an_infant_gets_a_plan_without_a_forecast_and_not_an_error() -> None:
    taken = BaclofenUse("oral", "active", "2.5 mg three times daily", mg(7.5))
    infant = person(
        age_y=1.0, weight_kg=9.0, height_cm=75.0, egfr=100.0, baclofen=(taken,),
        syndrome="cerebral_spasticity",
    )  # fmt: skip
    assert build_model(judge(infant, kind="continue"), known()) is None
    assert predict(plan(infant, kind="continue"), known(), seed=1) is None


@pytest.mark.parametrize("seed", [-1, 2**53, 10**400, 1.5, float("nan"), "1", None, True])
def test_a_seed_is_a_whole_number_from_0_on(seed: object) -> None:
    with pytest.raises(OutOfRange, match=r"seed is .*; it must be a whole number from 0 to"):
        simulate(model(weight_kg=70.0), by_mouth(mg(20)), seed=seed, until_h=6)  # type: ignore[arg-type]
    with pytest.raises(OutOfRange, match="seed is "):
        answered(person(), seed=seed)


def test_more_people_than_can_be_kept_are_refused() -> None:
    with pytest.raises(OutOfRange, match="number of draws is 1000000000; it must be at most 1,000"):
        simulate(model(weight_kg=70.0), by_mouth(mg(20)), seed=1, n=10**9)


def test_a_course_of_years_is_read_at_fewer_times_and_at_all_hours_of_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given, body = by_mouth(mg(20), every_h=8, days=14), model(weight_kg=70.0)
    usual = simulate(body, given, seed=1, n=10, until_h=24 * 14)
    monkeypatch.setattr(run, "MOST_KEPT", 2_000)
    fewer = simulate(body, given, seed=1, n=10, until_h=24 * 14)
    assert 100 < fewer.times_h.size <= 201 < usual.times_h.size
    assert set(fewer.times_h) <= set(usual.times_h)
    assert set(np.floor(fewer.times_h % 24)) == set(range(24))
    shown = np.isin(usual.times_h, fewer.times_h)
    assert_allclose(fewer["plasma_ng_mL"].values, usual["plasma_ng_mL"].values[shown], **ROUNDING)
    assert fewer["plasma_ng_mL"].over() == usual["plasma_ng_mL"].over()


def test_hours_to_read_at_come_in_order_and_are_those_of_the_whole_curve() -> None:
    given = by_mouth(mg(20), every_h=8, days=1)
    whole = simulate(model(), given, seed=3, n=20, until_h=24)["plasma_ng_mL"]
    some = simulate(model(), given, seed=3, n=20, until_h=24, at_h=[12, 1, 4, 1])
    assert some.times_h.tolist() == [1, 4, 12]
    where = np.searchsorted(whole.times_h, some.times_h)
    assert_allclose(some["plasma_ng_mL"].values, whole.values[where], **EXACT)
    later = simulate(model(), given, seed=3, n=20, from_h=4, until_h=8, at_h=[0, 8])
    assert later.times_h.tolist() == [0, 8]
    assert_allclose(later["plasma_ng_mL"].values, some["plasma_ng_mL"].values[1:], **EXACT)

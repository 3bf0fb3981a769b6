"""The oral model against published figures, and the laws it must keep."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Event, Reduction, Window, compile_program, run
from baclofen.errors import OutOfRange
from baclofen.model import Belief, Covariates, Parameter, disposition, prior, rates
from baclofen.model.oral_pk import GRAPH
from tests.people import known
from tests.tolerances import EXACT, published

HEALTHY = Covariates(crcl=105, weight_kg=70)


def single(dose_mg: float, body: Covariates = HEALTHY) -> tuple[Reduction, float]:
    """Exposure after one dose in the typical person: amounts in mg, and Vc in L."""
    k = known()
    draws = prior(k).typical()
    program = compile_program(GRAPH, [Event(0, dose_mg, "oral")], until_h=96, nodes_per_h=20)
    course = run(
        program, dict(rates(draws, body, k)), bioavailability={"oral": draws["F"]},
        keep="central", windows=[Window("all", 0, 96)],
    )  # fmt: skip
    return course.windows["all"], float(disposition(draws, body, k)["Vc"][0])


def test_peak_after_10_mg_meets_the_swiss_label() -> None:
    """Fachinformation Lioresal: Cmax 180 ng/mL after 10 mg. Not used to fit."""
    got, Vc = single(10)
    assert_allclose(
        got.peak[0] / Vc * 1000, known().number("oral.compare.cmax_10mg"), **published(1.25)
    )


def test_area_after_10_mg_meets_the_swiss_label() -> None:
    """Fachinformation Lioresal: AUC 1135 ng*h/mL after 10 mg. Not used to fit."""
    got, Vc = single(10)
    assert_allclose(
        got.area[0] / Vc * 1000, known().number("oral.compare.auc_10mg"), **published(1.25)
    )


def test_the_peak_comes_when_the_label_says() -> None:
    """Fachinformation Lioresal: tmax 0.5 to 1.5 h. Not used to fit."""
    got, _ = single(10)
    low, high = known().numbers("oral.compare.tmax")
    assert low <= got.peak_at_h[0] <= high


@pytest.mark.parametrize(("crcl", "cut"), [(65.0, 1 / 3), (20.0, 2 / 3)])
def test_kidney_failure_cuts_clearance_as_vlavonou_measured(crcl: float, cut: float) -> None:
    """Vlavonou 2014: doses cut by a third (CrCl 50-80) and two thirds (<30) match exposure."""
    k = known()
    draws = prior(k).typical()
    healthy = disposition(draws, HEALTHY, k)["CL"][0]
    failing = disposition(draws, Covariates(crcl, 70), k)["CL"][0]
    assert_allclose(1 - failing / healthy, cut, **published(1.25))


def test_clearance_of_a_typical_healthy_adult() -> None:
    """CL/F 9.86 L/h: five studies from 8.0 to 11.6."""
    k = known()
    draws = prior(k).typical()
    CL_F = disposition(draws, HEALTHY, k)["CL"] / draws["F"]
    assert_allclose(CL_F, 7.3 / 0.74, **EXACT)


def test_volumes_scale_with_weight_and_renal_clearance_does_not() -> None:
    k = known()
    draws = prior(k).typical()
    light, heavy = (disposition(draws, Covariates(60, w), k) for w in (50.0, 100.0))
    assert_allclose(heavy["Vc"] / light["Vc"], 2, **EXACT)
    assert_allclose(heavy["CL"] - light["CL"], (100 / 70) ** 0.75 - (50 / 70) ** 0.75, **EXACT)


def test_draws_repeat_with_the_seed_and_fractions_stay_fractions() -> None:
    belief = prior(known())
    one = belief.draw(2000, np.random.default_rng(3))
    two = belief.draw(2000, np.random.default_rng(3))
    assert all(np.array_equal(one[name], two[name]) for name in one)
    assert 0 < one["F"].min() < one["F"].max() < 1
    assert all((values > 0).all() for values in one.values())


def test_a_belief_of_no_width_gives_one_person() -> None:
    exact = Belief((Parameter("CL", 7.3, ()),)).draw(5, np.random.default_rng(0))
    assert_allclose(exact["CL"], 7.3, **EXACT)


def test_a_parameter_outside_its_scale_is_refused() -> None:
    with pytest.raises(OutOfRange):
        Parameter("F", 1.2, (), scale="logit")
    with pytest.raises(OutOfRange):
        Parameter("CL", 0.0, ())

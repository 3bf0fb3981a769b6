"""The oral model against published figures that were not used to make it."""

import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Event, Reduction, Window, compile_program, run
from baclofen.model import Covariates, prior, scale_to_body
from baclofen.model.oral_pk import GRAPH
from tests.people import known
from tests.tolerances import published

HEALTHY = Covariates(crcl=105, weight_kg=70)


def single(dose_mg: float, body: Covariates = HEALTHY) -> Reduction:
    """Exposure after one dose in the typical person, in mg/L and h."""
    k = known()
    window = Window("all", 0, 96)
    program = compile_program(GRAPH, [Event(0, dose_mg, "oral")], windows=[window])
    course = run(program, scale_to_body(prior(k).typical(), body, k), ["CP"])
    return course.windows["all"]["CP"]


def test_peak_after_10_mg_meets_the_swiss_label() -> None:
    """Fachinformation Lioresal: Cmax 180 ng/mL after 10 mg. Not used to fit."""
    wanted = known().number("pk.chlabel_cmax_10")
    assert_allclose(single(10).peak[0] * 1000, wanted, **published(1.25))


def test_area_after_10_mg_meets_the_swiss_label() -> None:
    """Fachinformation Lioresal: AUC 1135 ng*h/mL after 10 mg. Not used to fit."""
    wanted = known().number("pk.chlabel_auc_10")
    assert_allclose(single(10).area[0] * 1000, wanted, **published(1.25))


def test_the_peak_comes_when_the_label_says() -> None:
    """Fachinformation Lioresal: tmax 0.5 to 1.5 h. Not used to fit."""
    low, high = known().numbers("pk.chlabel_tmax")
    assert low <= single(10).peak_at_h[0] <= high


@pytest.mark.parametrize(("crcl", "cut"), [(65.0, 1 / 3), (20.0, 2 / 3)])
def test_kidney_failure_cuts_clearance_as_vlavonou_measured(crcl: float, cut: float) -> None:
    """Vlavonou 2014: doses cut by a third (CrCl 50-80) and two thirds (<30) match exposure."""
    k = known()
    draws = prior(k).typical()
    healthy = scale_to_body(draws, HEALTHY, k)["CL"][0]
    failing = scale_to_body(draws, Covariates(crcl, 70), k)["CL"][0]
    assert_allclose(1 - failing / healthy, cut, **published(1.25))

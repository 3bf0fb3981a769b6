"""The oral model against published figures that were not used to make it."""

import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Event, Reduction, Window, compile_program, run
from baclofen.model import Covariates, disposition, prior, rates
from baclofen.model.oral_pk import GRAPH
from tests.people import known
from tests.tolerances import published

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

"""The oral model against published figures that were not used to make it."""

import pytest
from numpy.testing import assert_allclose

from baclofen.model import Body, model_of
from baclofen.regimen import by_mouth
from baclofen.simulation import Exposure, simulate_typical
from baclofen.units import mg
from tests.kinetics import healthy, individual
from tests.people import known
from tests.tolerances import published


def single(dose_mg: float) -> Exposure:
    """Exposure after one tablet in the typical person, in ng/mL and h."""
    return simulate_typical(healthy(), by_mouth(mg(dose_mg)), until_h=96)["plasma_ng_mL"].over()


def test_peak_after_10_mg_meets_the_swiss_label() -> None:
    """Fachinformation Lioresal: Cmax 180 ng/mL after 10 mg. Not used to fit."""
    wanted = known().number("pk.chlabel_cmax_10")
    assert_allclose(single(10).Cmax.median, wanted, **published(1.25))


def test_area_after_10_mg_meets_the_swiss_label() -> None:
    """Fachinformation Lioresal: AUC 1135 ng*h/mL after 10 mg. Not used to fit."""
    wanted = known().number("pk.chlabel_auc_10")
    assert_allclose(single(10).AUC.median, wanted, **published(1.25))


def test_the_peak_comes_when_the_label_says() -> None:
    """Fachinformation Lioresal: tmax 0.5 to 1.5 h. Not used to fit."""
    low, high = known().numbers("pk.chlabel_tmax")
    assert low <= single(10).tmax.median <= high


@pytest.mark.parametrize(("crcl", "cut"), [(65.0, 1 / 3), (20.0, 2 / 3)])
def test_kidney_failure_cuts_clearance_as_vlavonou_measured(crcl: float, cut: float) -> None:
    """Vlavonou 2014: doses cut by a third (CrCl 50-80) and two thirds (<30) match exposure."""
    sick = model_of(Body(age_y=60, weight_kg=70, crcl=crcl), known())
    CL = [individual(m, "CL_renal") + individual(m, "CL_other") for m in (sick, healthy())]
    assert_allclose(1 - CL[0] / CL[1], cut, **published(1.25))

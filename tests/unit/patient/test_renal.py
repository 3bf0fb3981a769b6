"""Kidney equations against worked values of the rule base's own reference cases."""

import pytest
from numpy.testing import assert_allclose

from baclofen.errors import OutOfRange
from baclofen.patient import (
    adjusted_weight,
    bedside_schwartz,
    body_mass_index,
    body_surface,
    ckd_epi_2021,
    creatinine_clearance,
    creatinine_in_mg_per_dL,
    deindexed,
)
from tests.tolerances import EXACT, printed


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "egfr"),
    [
        (1.199, 70, "female", 48.7),
        (2.05, 58, "female", 27.6),
        (1.0, 50, "male", 92.0),
        (0.7, 30, "female", 119.2),
    ],
)
def test_ckd_epi_2021(creatinine: float, age: float, sex: str, egfr: float) -> None:
    """Worked values; the third and fourth from the published calculator, recalled."""
    got = ckd_epi_2021(creatinine_mg_per_dL=creatinine, age_y=age, sex=sex)  # type: ignore[arg-type]
    assert abs(got - egfr) < 1.0


@pytest.mark.parametrize(
    ("age", "weight", "creatinine", "sex", "crcl"),
    [(60, 76, 1.3, "male", 65.0), (58, 95, 2.05, "female", 44.9), (60, 72, 1.0, "male", 80.0)],
)
def test_cockcroft_gault(
    age: float, weight: float, creatinine: float, sex: str, crcl: float
) -> None:
    got = creatinine_clearance(
        age_y=age,
        weight_kg=weight,
        creatinine_mg_per_dL=creatinine,
        sex=sex,  # type: ignore[arg-type]
    )
    assert_allclose(got, crcl, **printed(1))


def test_units_of_creatinine_meet() -> None:
    assert_allclose(creatinine_in_mg_per_dL(88.4, "µmol/L"), 1.0, **EXACT)
    assert_allclose(creatinine_in_mg_per_dL(1.3, "mg/dL"), 1.3, **EXACT)


def test_body_size() -> None:
    assert_allclose(body_surface(weight_kg=70, height_cm=175), 1.845, **printed(3))
    assert_allclose(body_mass_index(weight_kg=100, height_cm=200), 25.0, **EXACT)
    assert_allclose(deindexed(60, body_surface_m2=1.73), 60, **EXACT)
    assert_allclose(bedside_schwartz(creatinine_mg_per_dL=0.413, height_cm=100), 100, **EXACT)


def test_adjusted_weight_never_exceeds_the_actual_one() -> None:
    assert adjusted_weight(weight_kg=40, height_cm=190, sex="male") == 40
    assert adjusted_weight(weight_kg=140, height_cm=170, sex="male") < 140


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_a_formula_refuses_what_cannot_be(value: float) -> None:
    with pytest.raises(OutOfRange):
        ckd_epi_2021(creatinine_mg_per_dL=value, age_y=50, sex="male")
    with pytest.raises(OutOfRange):
        body_surface(weight_kg=value, height_cm=170)

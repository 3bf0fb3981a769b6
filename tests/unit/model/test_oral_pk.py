"""The oral model: the laws of clearance and volume in adults and children."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.model import KINETICS, Body, Kinetics, Model, model_of
from tests.kinetics import individual
from tests.people import known
from tests.tolerances import EXACT, published


def adult(crcl: float = 105.0, weight_kg: float = 70.0, kinetics: Kinetics = "composite") -> Model:
    return model_of(Body(age_y=40, weight_kg=weight_kg, crcl=crcl), known(), kinetics=kinetics)


def CL(model: Model) -> float:
    return individual(model, "CL_renal") + individual(model, "CL_other")


def test_clearance_of_a_typical_healthy_adult() -> None:
    """CL/F 9.86 L/h: five studies from 8.0 to 11.6."""
    assert_allclose(CL(adult()) / individual(adult(), "F"), 7.3 / 0.74, **EXACT)


def test_volumes_scale_with_weight_and_renal_clearance_does_not() -> None:
    light, heavy = (adult(60, w) for w in (50.0, 100.0))
    assert_allclose(individual(heavy, "V1") / individual(light, "V1"), 2, **EXACT)
    assert_allclose(CL(heavy) - CL(light), (100 / 70) ** 0.75 - (50 / 70) ** 0.75, **EXACT)
    assert_allclose(individual(heavy, "CL_renal"), individual(light, "CL_renal"), **EXACT)


def test_blocked_secretion_leaves_filtration() -> None:
    free = model_of(Body(age_y=40, weight_kg=70, crcl=105, secretion=0.0), known())
    assert_allclose(individual(free, "CL_renal") / individual(adult(), "CL_renal"), 0.67, **EXACT)


@pytest.mark.parametrize(
    ("study", "CL_F"), [("simon2018", 11.6), ("marsot2014", 9.9), ("chevillard2018", 8.0)]
)
def test_a_published_model_has_the_clearance_it_printed(study: Kinetics, CL_F: float) -> None:
    model = adult(kinetics=study)
    assert_allclose(CL(model) / individual(model, "F"), CL_F, **EXACT)
    assert study in model.kinetics
    assert any(study in id for note in model.assumed for id in note.why)


@pytest.mark.parametrize("kinetics", [k for k in KINETICS if k != "average"])
def test_no_kinetics_forget_the_kidney(kinetics: Kinetics) -> None:
    """A model printed without a kidney term must not read failing kidneys as healthy."""
    assert_allclose(CL(adult(20, kinetics=kinetics)) / CL(adult(105, kinetics=kinetics)),
                    (1.2 + 1) / (6.3 + 1), **EXACT)  # fmt: skip


def test_unknown_kinetics_and_arbaclofen_are_refused() -> None:
    with pytest.raises(UnknownName, match="arbaclofen"):
        adult(kinetics="arbaclofen")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("age_y", "weight_kg", "crcl", "CL_per_kg"), [(2, 12, 36.4, 0.33), (8, 25, 65.9, 0.27)]
)
def test_children_clear_more_by_weight(
    age_y: float, weight_kg: float, crcl: float, CL_per_kg: float
) -> None:
    """He 2014: 0.273 L/h/kg over 2 to 17 years; more in the youngest."""
    model = model_of(Body(age_y=age_y, weight_kg=weight_kg, crcl=crcl), known())
    got = CL(model) / individual(model, "F") / weight_kg
    assert_allclose(got, CL_per_kg, **published(1.05))


def test_the_model_of_a_child_meets_that_of_an_adult_at_18() -> None:
    child = model_of(Body(age_y=17.9999, weight_kg=70, crcl=105), known())
    assert_allclose(CL(child), CL(adult()), **published(1.001))
    VSS = [individual(m, "V1") + individual(m, "V2") for m in (child, adult())]
    assert_allclose(VSS[0], VSS[1], **published(1.01))


def test_below_two_years_nothing_is_predicted() -> None:
    with pytest.raises(OutOfRange, match="none are predicted"):
        model_of(Body(age_y=1.5, weight_kg=10, crcl=40), known())


def test_a_kidney_clearance_that_cannot_be_is_refused() -> None:
    for crcl in (-1.0, 500.0, np.nan):
        with pytest.raises(OutOfRange, match="kidney clearance"):
            Body(age_y=40, weight_kg=70, crcl=crcl)


def test_a_child_is_not_given_the_kinetics_of_adults() -> None:
    with pytest.raises(InputRefused, match="made of adults"):
        model_of(Body(age_y=8, weight_kg=25, crcl=66), known(), kinetics="simon2018")

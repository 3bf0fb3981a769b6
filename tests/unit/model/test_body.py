"""What may be said of a body, and what of it may change."""

import numpy as np
import pytest

from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.model import Body, model_of
from tests.kinetics import HEALTHY
from tests.people import known


@pytest.mark.parametrize("age_y", [-1.0, 121.0, np.nan])
def test_an_age_that_cannot_be_is_refused(age_y: float) -> None:
    with pytest.raises(OutOfRange, match="age is"):
        Body(age_y=age_y, weight_kg=70, crcl=105)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ashworth", 0.5), ("ashworth", 5.5), ("B", 11.0), ("spasms", -1.0), ("spasms", np.nan)],
)
def test_a_score_outside_its_scale_is_refused(name: str, value: float) -> None:
    with pytest.raises(OutOfRange, match=f"{name} before treatment"):
        Body(age_y=40, weight_kg=70, crcl=105, baseline={name: value})


def test_only_scores_are_taken_as_known_before_treatment() -> None:
    """Else a slip of the pen would fix bioavailability at 1.5."""
    with pytest.raises(UnknownName, match="score before treatment is 'F'"):
        Body(age_y=40, weight_kg=70, crcl=105, baseline={"F": 1.5})


@pytest.mark.parametrize("syndrome", [None, "fibromyalgia", "trigeminal_neuralgia"])
def test_a_score_that_the_syndrome_has_no_use_for_is_refused(syndrome: str | None) -> None:
    body = Body(age_y=40, weight_kg=70, crcl=105, baseline={"ashworth": 3.0})
    with pytest.raises(InputRefused, match="ashworth before treatment is given for"):
        model_of(body, known(), syndrome)


def test_a_score_that_the_syndrome_uses_has_no_spread() -> None:
    body = Body(age_y=40, weight_kg=70, crcl=105, baseline={"B": 7.5})
    assert model_of(body, known(), "fibromyalgia").prior["B"].is_fixed


def test_a_covariate_may_become_what_a_body_may_have() -> None:
    for name, value in (("CRCL", 20.0), ("WT", 60.0), ("secretion", 0.0), ("in_trial", 1.0)):
        HEALTHY.check_covariate(name, value, known())


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CRCL", -5.0, "kidney clearance is -5 mL/min"),
        ("CRCL", np.nan, "kidney clearance is nan"),
        ("WT", 0.0, "weight is 0 kg"),
        ("secretion", 2.0, "secretion is 2"),
        ("on_HD", 2.0, "on_HD is 2"),
        ("crcl", 40.0, "covariate is 'crcl'"),
    ],
)
def test_a_covariate_may_become_nothing_else(name: str, value: float, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        HEALTHY.check_covariate(name, value, known())

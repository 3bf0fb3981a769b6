"""Means of several dosings are those that each would have alone, in the same people."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Window
from baclofen.errors import InputRefused, UnknownName
from baclofen.model import Body, model_of
from baclofen.regimen import Dosing, bolus, by_mouth, dialysis, pump
from baclofen.simulation import simulate, window_means
from baclofen.units import mcg, mg
from tests.people import known
from tests.tolerances import EIGHT_PLACES

K = known()
BODY = Body(age_y=50, weight_kg=70, crcl=60)
WINDOWS = [Window("day 2", 24, 48), Window("last", 72, 120)]
OUTPUTS = ("nrs_change", "plasma_ng_mL", "prob_drowsiness")


@pytest.mark.parametrize("kinetics", ["composite", "average"])
def test_each_is_what_it_is_alone(kinetics: str) -> None:
    model = model_of(BODY, K, "ms_spasticity", kinetics=kinetics)  # type: ignore[arg-type]
    dosings = [
        by_mouth(mg(10), every_h=8, days=5),
        by_mouth(mg(20), at_h=[7.5, 30.0, 80.0]),
        bolus(mcg(50), at_h=26) + pump(mcg(100), per="day", days=5),
        by_mouth(mg(10), every_h=6, days=5) + dialysis("haemodialysis", start_h=40, hours=4),
        Dosing(until_h=120.0),
    ]
    made = window_means(model, dosings, outputs=OUTPUTS, windows=WINDOWS, seed=4, n=20)
    for dosing, means in zip(dosings, made, strict=True):
        alone = simulate(
            model, dosing, outputs=OUTPUTS, seed=4, n=20, windows=WINDOWS, until_h=120.0
        )
        for name in OUTPUTS:
            wanted = [alone[name].each[w.name].Cavg for w in WINDOWS]
            assert_allclose(means[name], wanted, **EIGHT_PLACES, err_msg=name)
    assert np.ptp(made[0]["nrs_change"]) > 0


def test_what_cannot_be_compared_is_refused() -> None:
    model = model_of(BODY, K, "ms_spasticity")
    given = [by_mouth(mg(10), every_h=8, days=5)]
    with pytest.raises(InputRefused, match="at least one must be asked for"):
        window_means(model, given, outputs=OUTPUTS, windows=[], seed=1)
    with pytest.raises(UnknownName, match="pain"):
        window_means(model, given, outputs=["pain"], windows=WINDOWS, seed=1)
    assert window_means(model, [], outputs=OUTPUTS, windows=WINDOWS, seed=1) == []

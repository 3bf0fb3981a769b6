"""The whole chain as C: what NumPy gives, for every output, by mouth and by pump together."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from baclofen.engine import run
from baclofen.regimen import by_mouth
from baclofen.simulation import simulate
from baclofen.units import mg
from bench import chain
from tests.tolerances import CHAIN_AS_C

PEOPLE = 12


@pytest.mark.usefixtures("compiled")
def test_every_output_of_the_whole_chain_is_the_same_as_c() -> None:
    whole = chain.program(chain.OUTPUTS, 8, 6.0)
    people = chain.own(chain.people(PEOPLE), slice(None), whole.graph.parameters)
    numpy, c = (
        run(whole, people, chain.OUTPUTS, reduce=["peak", "trough", "area"], executor=executor)
        for executor in ("numpy", "c")
    )
    assert c.executor == "c"
    for name, values in numpy.values.items():
        scale = abs(values).max() or 1.0
        assert_allclose(c[name] / scale, values / scale, **CHAIN_AS_C, err_msg=name)
        for field in ("peak", "trough", "area"):
            got, wanted = (
                getattr(course.windows["last week"][name], field) for course in (c, numpy)
            )
            size = abs(wanted).max() or 1.0
            assert_allclose(got / size, wanted / size, **CHAIN_AS_C, err_msg=f"{name} {field}")


@pytest.mark.usefixtures("compiled")
def test_a_simulation_takes_c_by_name() -> None:
    dosing = by_mouth(mg(20), every_h=8, days=3)
    numpy, c = (
        simulate(
            chain.MODEL, dosing, outputs=["plasma_ng_mL", "nrs_0_10"], seed=1, n=20, until_h=96,
            executor=executor,
        )
        for executor in (None, "c")
    )  # fmt: skip
    for name in ("plasma_ng_mL", "nrs_0_10"):
        got, wanted = c[name].over(), numpy[name].over()
        assert_allclose(got.Cmax.median, wanted.Cmax.median, **CHAIN_AS_C)
        assert_allclose(got.AUC.median, wanted.AUC.median, **CHAIN_AS_C)

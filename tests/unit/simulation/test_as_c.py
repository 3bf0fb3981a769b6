"""The whole chain as C: what NumPy gives, for every output, by mouth and by pump together."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Program, run
from baclofen.regimen import by_mouth
from baclofen.simulation import simulate
from baclofen.units import mg
from bench import chain
from tests.tolerances import ONE_ANSWER, SWEPT

PEOPLE = 12


def behind_loops(program: Program) -> set[str]:
    """The outputs of the chain in which a turnover of a loop is; no turnover follows a loop."""
    loops = {name for names in program.slow_order if program.is_loop(names) for name in names}
    return {o for o in chain.OUTPUTS if loops & set(program.graph.formula(o).names)}


@pytest.mark.usefixtures("compiled")
def test_every_output_of_the_whole_chain_is_the_same_as_c() -> None:
    whole = chain.program(chain.OUTPUTS, 8, 6.0)
    people = chain.own(chain.people(PEOPLE), slice(None), whole.graph.parameters)
    numpy, c = (
        run(whole, people, chain.OUTPUTS, reduce=["peak", "trough", "area"], executor=executor)
        for executor in ("numpy", "c")
    )
    assert c.executor == "c"
    looped = behind_loops(whole)
    assert {"nrs_now", "W_s"} <= looped
    assert {"urine", "C_cord", "T_s", "glutamate"} <= set(chain.OUTPUTS) - looped
    for name, values in numpy.values.items():
        within = SWEPT if name in looped else ONE_ANSWER
        scale = abs(values).max() or 1.0
        assert_allclose(c[name] / scale, values / scale, **within, err_msg=name)
        for field in ("peak", "trough", "area"):
            got, wanted = (
                getattr(course.windows["last week"][name], field) for course in (c, numpy)
            )
            size = abs(wanted).max() or 1.0
            assert_allclose(got / size, wanted / size, **within, err_msg=f"{name} {field}")


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
        assert_allclose(got.Cmax.median, wanted.Cmax.median, **SWEPT)
        assert_allclose(got.AUC.median, wanted.AUC.median, **SWEPT)

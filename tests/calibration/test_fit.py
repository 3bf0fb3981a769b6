"""What is kept in the knowledge is what the calibration facts give, and nothing else moved."""

import pytest
from numpy.testing import assert_allclose

from baclofen.knowledge import load_knowledge
from tests.calibration.fit import Found, fit_all
from tests.tolerances import published

K = load_knowledge()
FITTED = {
    "site.ke_it", "receptor.K_A", "receptor.tau_Ia", "spasticity.theta_m", "spasticity.theta_sp",
    "tolerance.T_max", "pain.theta_tn",
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Found:
    return fit_all()


def test_every_calibrated_parameter_is_what_its_facts_give(found: Found) -> None:
    assert set(found) >= FITTED
    for id, value in found.items():
        assert_allclose(K.number(id), value, **published(1.01), err_msg=id)


def test_what_was_fitted_rests_on_calibration_facts_only(found: Found) -> None:
    for id in found:
        fact = K.facts[id]
        assert fact.how == "derived"
        assert fact.derived_from
        assert {K.facts[parent].split for parent in fact.derived_from} == {"calibration"}


def test_only_what_was_fitted_has_another_value_before(found: Found) -> None:
    moved = {f.id for f in K.facts.values() if f.was is not None}
    # The lumbar volume and the CSF ratio follow from the choice of link and of source.
    assert moved - set(found) == {"it.V_L", "it.K_CSF"}

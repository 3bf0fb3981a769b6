"""What is kept in the knowledge is what the calibration facts give, and nothing else moved."""

import pytest
from numpy.testing import assert_allclose

from baclofen.knowledge import load_knowledge
from baclofen.model import SIDE_EFFECTS
from baclofen.qualification import own_targets
from tests.calibration.fit import Found, fit_all
from tests.calibration.posterior import told
from tests.tolerances import published

K = load_knowledge()
FITTED = {
    "tolerance.T_max", "pain.theta_tn", "overdose.deep_coma.midpoint",
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
    assert moved - set(found) - {fact for _, fact, _, _ in told()} == {"it.V_L", "it.K_CSF"}


def test_a_range_of_a_label_sets_no_side_effect() -> None:
    """Ranges over studies are no dose response: what came of them is assumed, and shown so."""
    for name in set(SIDE_EFFECTS) - {"drowsiness"}:
        for part in ("intercept", "slope"):
            fact = K.facts[f"harm.{name}.{part}"]
            assert (fact.how, fact.derived_from, fact.was) == ("assumed", (), None)
    ranges = {"pd.ae_dizzy", "pd.ae_weak", "pd.ae_fatigue", "pd.ae_other"}
    assert not ranges & {target.fact for target in own_targets(K)}
    assert not any(ranges & set(fact.derived_from) for fact in K.facts.values())

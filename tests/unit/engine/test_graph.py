"""Graphs: what is refused, and which number lands where in K."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from baclofen.engine import Flow, Graph
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from tests.unit.engine.models import BATEMAN, ORAL, TANK


def test_columns_are_sources_and_rows_are_targets() -> None:
    K = BATEMAN.rate_matrix({"ka": [1.0, 2.0], "ke": 0.25})
    assert K.shape == (2, 2, 2)
    assert_array_equal(K[:, :, 0], [[-1.0, 0.0], [1.0, -0.25]])
    assert_array_equal(K[:, :, 1], [[-2.0, 0.0], [2.0, -0.25]])


def test_one_rate_may_serve_several_flows() -> None:
    assert ORAL.rate_names == ("ktr", "ka", "k12", "k21", "ke")


def test_two_flows_between_the_same_compartments_add() -> None:
    flows = (Flow("tank", None, "urine"), Flow("tank", None, "bile"))
    K = Graph(("tank",), flows, {}).rate_matrix({"urine": 0.5, "bile": 0.25})
    assert_array_equal(K, [[[-0.75]]])


def test_later_changes_to_the_callers_dict_do_not_reach_the_graph() -> None:
    inputs = {"iv": "tank"}
    graph = Graph(("tank",), (), inputs)
    inputs["iv"] = "nowhere"
    assert graph.inputs == {"iv": "tank"}


def test_a_graph_without_compartments_is_refused() -> None:
    with pytest.raises(InputRefused, match="graph is without compartments; it must have at least"):
        Graph((), (), {})


def test_a_compartment_listed_twice_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"compartment is 'gut' twice; each must be listed once"):
        Graph(("gut", "gut"), (), {})


def test_a_flow_listed_twice_is_refused() -> None:
    flow = Flow("tank", None, "ke")
    with pytest.raises(InputRefused, match=r"flow is Flow\(.*\) twice; each must be listed once"):
        Graph(("tank",), (flow, flow), {})


def test_a_flow_to_its_own_source_is_refused() -> None:
    with pytest.raises(InputRefused, match="target of the flow ka is 'gut', its own source"):
        Flow("gut", "gut", "ka")


@pytest.mark.parametrize("flow", [Flow("centre", None, "ke"), Flow("gut", "centre", "ke")])
def test_a_flow_from_or_to_an_unknown_compartment_is_refused(flow: Flow) -> None:
    with pytest.raises(UnknownName, match=r"compartment is 'centre'; it must be one of .*, gut"):
        Graph(("gut", "central"), (flow,), {})


def test_an_input_into_an_unknown_compartment_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"compartment is 'gutt'.* Did you mean gut\?"):
        Graph(("gut",), (), {"oral": "gutt"})


def test_missing_rates_are_named() -> None:
    with pytest.raises(InputRefused, match="set of rates is missing ke; it must give ka, ke"):
        BATEMAN.rate_matrix({"ka": 1.0})


def test_an_extra_rate_is_refused() -> None:
    with pytest.raises(UnknownName, match="rate is 'kel'; it must be one of ke"):
        TANK.rate_matrix({"ke": 1.0, "kel": 1.0})


@pytest.mark.parametrize(
    ("rate", "came"), [(-0.5, "-0.5"), (np.inf, "inf"), (np.nan, "nan"), ([1.0, -2.0], "-2")]
)
def test_a_rate_that_is_negative_or_not_finite_is_refused(
    rate: float | list[float], came: str
) -> None:
    with pytest.raises(OutOfRange, match=f"rate 'ke' is {came} per h; it must be 0 or more, and"):
        TANK.rate_matrix({"ke": rate})


def test_a_rate_of_two_dimensions_is_refused() -> None:
    with pytest.raises(
        InputRefused, match="rate 'ke' is an array of 1 by 2; it must be one number"
    ):
        TANK.rate_matrix({"ke": [[1.0, 2.0]]})


def test_no_draws_at_all_are_refused() -> None:
    with pytest.raises(InputRefused, match="rate 'ke' is an array of 0; it must be one number"):
        TANK.rate_matrix({"ke": []})


def test_two_numbers_of_draws_are_refused() -> None:
    with pytest.raises(InputRefused, match="number of draws is 3 for ka but 2 for ke"):
        BATEMAN.rate_matrix({"ka": [1.0, 1.0, 1.0], "ke": [1.0, 1.0]})

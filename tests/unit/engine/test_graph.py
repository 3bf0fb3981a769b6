"""Graphs: what is refused, and what a model says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.engine import Drive, Flow, Graph, Input, Turnover
from baclofen.engine.dimension import parse_unit
from baclofen.errors import InputRefused, UnitProblem, UnknownName
from tests.unit.engine.models import BATEMAN, ORAL, PUMP


def graph(**changes: Any) -> Graph:
    """A central compartment that is cleared, an effect site, a receptor; with changes."""
    whole: dict[str, Any] = {
        "compartments": {"central": "mg", "site": "mg/L"},
        "parameters": {"CL": "L/h", "V": "L", "ke0": "1/h", "kout": "1/h", "C50": "mg/L"},
        "flows": [
            Flow("central", None, "CL/V"),
            Drive("central", "site", "ke0/V"),
            Flow("site", None, "ke0"),
        ],
        "inputs": {"iv": "central"},
        "signals": {"CP": "central/V", "occ": "hill(site, C50, 1)"},
        "turnovers": [Turnover("rec", gain="kout", loss="kout*(1 + occ)", initial="1")],
    }
    return Graph(**{**whole, **changes})


def test_every_name_has_a_unit() -> None:
    for name, unit in {
        "central": "mg", "site": "mg/L", "CL": "L/h", "CP": "mg/L", "occ": "1", "rec": "1",
    }.items():  # fmt: skip
        assert graph().unit(name) == parse_unit(unit)


def test_the_unit_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownName, match="name in the graph is 'CPP'"):
        graph().unit("CPP")


def test_states_are_compartments_and_then_turnovers() -> None:
    assert graph().states == ("central", "site", "rec")
    assert graph().slow == ("rec",)
    assert graph().index("site") == 1


def test_a_bare_name_is_an_input_into_that_compartment() -> None:
    assert graph().inputs == {"iv": Input("central")}
    assert Input("central") == Input("central", F="1", lag="0", duration=None, rate=None)


def test_later_changes_to_the_callers_own_do_not_reach_the_graph() -> None:
    inputs: dict[str, Input | str] = {"iv": "central"}
    compartments = {"central": "mg"}
    flows: list[Flow | Drive] = []
    made = Graph(compartments, {}, flows, inputs)
    inputs["iv"], compartments["more"] = "nowhere", "mg"
    flows.append(Flow("central", None, "ke"))
    assert (made.inputs, made.states, made.flows) == ({"iv": Input("central")}, ("central",), ())


def test_signals_become_formulas_of_states_and_parameters() -> None:
    signals = {"CP": "central/V", "double": "2*CP"}
    assert graph(signals=signals, turnovers=()).formula("double").names == ("central", "V")


def test_a_weighted_sum_of_compartments_is_known_as_one() -> None:
    signals = {"CP": "central/V", "sum": "CP + site", "occ": "hill(site, C50, 1)", "r": "rec/2"}
    made = graph(signals=signals)
    assert set(made.weights("sum") or {}) == {"central", "site"}
    assert [made.weights(name) for name in ("occ", "r", "rec")] == [None, None, None]


def test_one_parameter_may_serve_several_flows() -> None:
    assert [flow.rate for flow in ORAL.flows].count("ktr") == 2


def test_a_graph_knows_whether_it_is_linear() -> None:
    saturable = Flow("central", None, "CL/(V + central/C50)")
    made = graph(flows=[saturable], turnovers=(), signals={})
    assert BATEMAN.is_linear
    assert not made.is_linear
    assert made.nonlinear_flows == (saturable,)


def test_a_rate_that_depends_on_a_signal_or_a_turnover_is_not_linear() -> None:
    by_signal = Flow("central", None, "CL/V*(1 - occ)")
    by_turnover = Flow("central", None, "CL/V*rec")
    assert graph(flows=[by_signal]).nonlinear_flows == (by_signal,)
    assert graph(flows=[by_turnover]).nonlinear_flows == (by_turnover,)


def test_a_graph_without_compartments_is_refused() -> None:
    with pytest.raises(InputRefused, match="graph is without compartments; it must have at least"):
        Graph({}, {}, [], {})


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": {"central": "1/h"}},
        {"signals": {"site": "central"}},
        {"turnovers": [Turnover("CP", gain="0", loss="kout")]},
        {"turnovers": [Turnover("rec", "kout", "kout"), Turnover("rec", "kout", "kout")]},
    ],
)
def test_a_name_that_means_two_things_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(
        InputRefused, match=r"name in the graph is '.*' twice; each must be its own"
    ):
        graph(**changes)


@pytest.mark.parametrize("name", ["", "2C", "C P", "C-P", "C/P", "exp("])
def test_a_name_that_does_not_read_like_one_is_refused(name: str) -> None:
    with pytest.raises(InputRefused, match=r"name in the graph is '.*'; it must read like a name"):
        graph(signals={name: "central"}, turnovers=())


def test_a_flow_listed_twice_is_refused() -> None:
    flow = Flow("central", None, "CL/V")
    with pytest.raises(InputRefused, match=r"flow is Flow\(.*\) twice; each must be listed once"):
        graph(flows=[flow, flow])


def test_a_flow_to_its_own_source_is_refused() -> None:
    with pytest.raises(InputRefused, match="target of the flow ka is 'gut', its own source"):
        Flow("gut", "gut", "ka")


@pytest.mark.parametrize(
    "flow",
    [
        Flow("centre", None, "ke0"), Flow("central", "centre", "ke0"),
        Drive("centre", "site", "ke0"), Drive("central", "centre", "ke0"),
    ],
)  # fmt: skip
def test_a_flow_from_or_to_an_unknown_compartment_is_refused(flow: Flow | Drive) -> None:
    with pytest.raises(UnknownName, match="compartment is 'centre'; it must be one of central"):
        graph(flows=[flow])


def test_a_flow_from_a_turnover_is_refused() -> None:
    with pytest.raises(UnknownName, match="compartment is 'rec'; it must be one of central, site"):
        graph(flows=[Flow("rec", None, "kout")])


@pytest.mark.parametrize(
    "flows",
    [
        [Drive("central", "central", "ke0")],
        [Drive("central", "more", "ke0"), Flow("more", "central", "ke0")],
        [
            Flow("more", "central", "ke0"),
            Flow("central", "deep", "ke0"),
            Drive("deep", "more", "ke0"),
        ],
        [Drive("central", "more", "ke0"), Drive("more", "central", "ke0")],
    ],
    ids=len,
)
def test_a_drive_that_leads_back_to_its_source_is_refused(flows: list[Flow | Drive]) -> None:
    compartments = dict.fromkeys(("central", "more", "deep"), "mg")
    with pytest.raises(InputRefused, match=r"drive from .* is part of a loop; what is driven must"):
        graph(compartments=compartments, flows=flows, turnovers=(), signals={})


def test_an_input_into_an_unknown_compartment_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"compartment is 'centrall'.* Did you mean central\?"):
        graph(inputs={"iv": "centrall"})


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"flows": [Flow("central", None, "CLL/V")]}, "the flow from central is 'CLL'"),
        ({"signals": {"CP": "centre/V"}}, "the signal CP is 'centre'"),
        ({"signals": {"CP": "CP/V"}}, "the signal CP is 'CP'"),
        ({"signals": {"one": "two", "two": "central"}}, "the signal one is 'two'"),
        ({"turnovers": [Turnover("t", gain="nix", loss="kout")]}, "the gain of t is 'nix'"),
        ({"turnovers": [Turnover("t", gain="0", loss="nix")]}, "the loss of t is 'nix'"),
        ({"turnovers": [Turnover("t", "0", "kout", "occ")]}, "the start of t is 'occ'"),
        ({"inputs": {"iv": Input("central", F="CP")}}, "F of the input iv is 'CP'"),
        ({"inputs": {"iv": Input("central", lag="central")}}, "lag of the input iv is 'central'"),
        ({"inputs": {"iv": Input("central", duration="d")}}, "duration of the input iv is 'd'"),
        ({"inputs": {"iv": Input("central", rate="r")}}, "rate of the input iv is 'r'"),
    ],
)
def test_an_unknown_name_is_refused_where_it_stands(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(UnknownName, match=f"name in {what}; it must be one of"):
        graph(**changes)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"flows": [Flow("central", None, "CL")]},
            "rate CL of central is in L/h; it must be in 1/h",
        ),
        (
            {"flows": [Drive("central", "site", "ke0")]},
            "rate ke0 of central is in L/h; it must be in 1/h",
        ),
        (
            {"turnovers": [Turnover("t", gain="kout*C50", loss="kout")]},
            "gain of t is in 0.001 g/L/h; it must be in 1/h",
        ),
        (
            {"turnovers": [Turnover("t", gain="kout", loss="1")]},
            "loss of t is in 1; it must be in 1/h",
        ),
        (
            {"turnovers": [Turnover("t", "kout", "kout", initial="C50")]},
            "start of t is in 0.001 g/L; it must be in 1",
        ),
        (
            {"inputs": {"iv": Input("central", F="V")}},
            "F of the input iv is in L; it must be in 1",
        ),
        (
            {"inputs": {"iv": Input("central", lag="kout")}},
            "lag of the input iv is in 1/h; it must be in h",
        ),
        (
            {"inputs": {"iv": Input("central", duration="V")}},
            "duration of the input iv is in L; it must be in h",
        ),
        (
            {"inputs": {"iv": Input("central", rate="CL")}},
            "rate of the input iv is in L/h; it must be in 0.001 g/h",
        ),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(UnitProblem, match=problem):
        graph(**changes)


@pytest.mark.parametrize(
    ("changes", "factor"),
    [
        ({"compartments": {"central": "mg", "site": "ng/mL"}}, "1000"),
        ({"compartments": {"central": "mcg", "site": "mg/L"}}, "0.001"),
        (
            {
                "parameters": {
                    "CL": "mL/h", "V": "L", "ke0": "1/h", "kout": "1/h", "C50": "mg/L",
                },
            },
            "0.001",
        ),
        (
            {
                "parameters": {
                    "CL": "L/min", "V": "L", "ke0": "1/h", "kout": "1/h", "C50": "mg/L",
                },
            },
            "60",
        ),
    ],
)  # fmt: skip
def test_a_slip_of_scale_is_refused_with_its_factor(changes: dict[str, Any], factor: str) -> None:
    with pytest.raises(UnitProblem, match=f"it is off by a factor of {factor}"):
        graph(turnovers=(), signals={}, **changes)


def test_a_signal_whose_units_do_not_fit_is_refused() -> None:
    with pytest.raises(UnitProblem, match=r"central is in 0.001 g but site is in 0.001 g/L"):
        graph(signals={"sum": "central + site"}, turnovers=())


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnitProblem, match="unit is 'mg%L'; it must read like"):
        graph(compartments={"central": "mg", "site": "mg%L"})


def test_plain_numbers_need_no_unit_in_an_input() -> None:
    made = graph(inputs={"iv": Input("central", F="0.5", lag="0.25", duration="2", rate="5")})
    assert made.inputs["iv"].lag == "0.25"
    assert PUMP.inputs["pump"].rate == "R"


def test_a_body_may_be_given_by_other_ways_in() -> None:
    body = Graph(
        {"gut": "mg", "central": "mg"}, {"ka": "1/h", "ke": "1/h", "F": "1"},
        [Flow("gut", "central", "ka"), Flow("central", None, "ke")], {"oral": Input("gut", F="F")},
    )  # fmt: skip
    two = body.given_by({f"oral_{i}": Input("gut", F=f"F*only_{i}") for i in range(2)},
                        {"only_0": "1", "only_1": "1"})  # fmt: skip
    assert list(two.inputs) == ["oral_0", "oral_1"]
    assert list(body.inputs) == ["oral"]
    assert two.unit("only_1") == body.unit("F")
    with pytest.raises(InputRefused, match="'ka' twice"):
        body.given_by({}, {"ka": "1"})
    with pytest.raises(UnknownName, match="only_2"):
        body.given_by({"oral": Input("gut", F="F*only_2")}, {})
    with pytest.raises(UnknownName, match="lung"):
        body.given_by({"inhaled": Input("lung")}, {})
    with pytest.raises(UnitProblem, match="F of the input oral"):
        body.given_by({"oral": Input("gut", F="F*hours")}, {"hours": "h"})

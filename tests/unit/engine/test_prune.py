"""A graph with only what is asked for gives the same, for any graph."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import Drive, Event, Flow, Graph, compile_program, keep_only, run
from baclofen.engine.draws import Numbers
from baclofen.errors import UnknownName
from tests.tolerances import CLOSED_FORM, ROUNDING
from tests.unit.engine.models import UNTIL_H, Case, cases


def amounts(graph: Graph, case: Case, names: list[str]) -> list[Numbers]:
    used = {name: case.parameters[name] for name in graph.parameters}
    kept = [e for e in case.events if e.input in graph.inputs]
    program = compile_program(graph, kept, until_h=UNTIL_H, per_h=2)
    found = run(program, used, names)
    return [found[name] for name in names]


@given(case=cases(), data=st.data())
@settings(deadline=None, max_examples=40)
def test_what_is_left_out_changes_nothing_that_is_asked_for(
    case: Case, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(list(case.graph.compartments)), min_size=1))
    ways = {e.input for e in case.events}
    small = keep_only(case.graph, names, inputs=ways)
    for got, wanted in zip(
        amounts(small, case, names), amounts(case.graph, case, names), strict=True
    ):
        assert_allclose(got, wanted, **ROUNDING)


def test_two_flows_of_one_rate_to_places_that_are_gone_both_still_leave() -> None:
    graph = Graph(
        dict.fromkeys(("central", "urine", "bile", "skin"), "mg"),
        {"k": "1/h"},
        [*(Flow("central", to, "k") for to in ("urine", "bile", "skin")),
         Flow("central", None, "k")],
        {"iv": "central"},
    )  # fmt: skip
    small = keep_only(graph, ["central"])
    assert list(small.compartments) == ["central"]
    program = compile_program(small, [Event(0, 1, "iv")], at_h=[1.0])
    assert_allclose(run(program, {"k": 0.1}, ["central"])["central"], np.exp(-0.4), **CLOSED_FORM)


def test_what_stays_zero_and_what_nothing_reaches_is_left_out() -> None:
    graph = Graph(
        {"gut": "mg", "central": "mg", "effect": "mg"},
        {"ka": "1/h", "ke": "1/h", "CL": "1/h", "on": "1", "k0": "1/h"},
        [Flow("gut", "central", "ka"), Flow("central", None, "ke"),
         Flow("central", None, "CL*on"), Drive("central", "effect", "k0")],
        {"oral": "gut", "iv": "central"},
    )  # fmt: skip
    small = keep_only(graph, ["central"], inputs=["iv"], idle=["on"])
    assert list(small.compartments) == ["central"]
    assert set(small.parameters) == {"ke"}
    assert set(small.inputs) == {"iv"}


def test_an_unknown_output_or_way_in_is_refused_by_name() -> None:
    graph = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    with pytest.raises(UnknownName, match="output is 'tnak'"):
        keep_only(graph, ["tnak"])
    with pytest.raises(UnknownName, match="input is 'oral'"):
        keep_only(graph, ["tank"], inputs=["oral"])

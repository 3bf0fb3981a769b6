"""A link of the chain from dose to effect: what it adds to the equations, and what it shows.

Links are data. `chain` joins them, in order, into one engine graph, which checks that
every name is known and every unit fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from baclofen.engine import Drive, Flow, Graph, Input, Turnover
from baclofen.value import Value, field

#: How an output is known. `model-derived` is never shown without this mark and its band.
Kind = Literal["measured in people", "calibrated", "assumed", "model-derived"]

#: What a reader is told of each kind.
KIND_WORDS: Mapping[Kind, str] = {
    "measured in people": "of a kind that is measured in people",
    "calibrated": "fitted to what was seen in groups of people",
    "assumed": "an assumption: no figures by dose were seen",
    "model-derived": "derived by the model; never observed in a patient",
}


class Output(Value):
    """Something a forecast can show: `signal` of the graph, in `unit`.

    `rests_on` are facts a reader of it should know first. `worse` says which way harms:
    1 when more is worse, -1 when less is, 0 neither.
    """

    name: str
    signal: str
    unit: str
    kind: Kind
    says: str
    rests_on: tuple[str, ...] = ()
    worse: Literal[-1, 0, 1] = 0

    @property
    def mark(self) -> str:
        """The words that go with it wherever it is shown."""
        return KIND_WORDS[self.kind]


class Link(Value):
    """One link. Each of its `parameters` (name and unit) is a fact, `<facts>.<name>`.

    The fact's spreads are `<facts>.omega.<name>`, between people, and `<facts>.rse.<name>`,
    of the typical value. `elsewhere` names the facts of parameters that are not there, and
    `covariates` what comes from the patient and not from knowledge.
    """

    facts: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    covariates: Mapping[str, str] = field(default_factory=dict)
    compartments: Mapping[str, str] = field(default_factory=dict)
    flows: tuple[Flow | Drive, ...] = ()
    inputs: Mapping[str, Input] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    turnovers: tuple[Turnover, ...] = ()
    outputs: tuple[Output, ...] = ()

    def fact_of(self, parameter: str) -> str:
        """The id of the fact that holds a parameter's typical value."""
        return self.elsewhere.get(parameter, f"{self.facts}.{parameter}")


def chain(links: Iterable[Link]) -> Graph:
    """The links as one graph; each may use the signals of those before it.

    Raises what `Graph` raises: a name used twice or unknown, a unit that does not fit.
    """
    links = tuple(links)
    parameters: dict[str, str] = {}
    for link in links:
        parameters |= {**link.parameters, **link.covariates}
    return Graph(
        compartments={n: unit for link in links for n, unit in link.compartments.items()},
        parameters=parameters,
        flows=[flow for link in links for flow in link.flows],
        inputs={n: way_in for link in links for n, way_in in link.inputs.items()},
        signals={n: text for link in links for n, text in link.signals.items()},
        turnovers=[turnover for link in links for turnover in link.turnovers],
    )

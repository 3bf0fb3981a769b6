"""A graph with only what some outputs need: what is not looked at is not computed."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.engine.expression import parse
from baclofen.engine.graph import Drive, Flow, Graph
from baclofen.errors import UnknownName
from baclofen.value import replace


def keep_only(
    graph: Graph, outputs: Iterable[str], *, inputs: Iterable[str] | None = None,
    idle: Iterable[str] = (),
) -> Graph:  # fmt: skip
    """The graph without the states, signals and parameters that no output depends on.

    Its outputs are the same as before. `inputs` are the ways in that will be used: nothing
    flows from compartments that none of them reaches. `idle` are parameters that stay 0 and
    are a factor of the rates they are in: those flows go too. What flows to a compartment
    that is gone leaves the body. Raises `UnknownName`.

    >>> graph = Graph(
    ...     {"gut": "mg", "central": "mg", "urine": "mg"}, {"ka": "1/h", "ke": "1/h"},
    ...     [Flow("gut", "central", "ka"), Flow("central", "urine", "ke")], {"oral": "gut"})
    >>> list(keep_only(graph, ["central"]).compartments)
    ['gut', 'central']
    """
    outputs, inputs = tuple(outputs), None if inputs is None else tuple(inputs)
    readable = (*graph.states, *graph.signals)
    for name in outputs:
        if name not in readable:
            raise UnknownName("output", name, readable)
    for name in inputs or ():
        if name not in graph.inputs:
            raise UnknownName("input", name, graph.inputs)
    flows = _that_run(graph, inputs, frozenset(idle))
    turnovers = {t.name: t for t in graph.turnovers}
    needed: set[str] = set()
    left = list(outputs)
    while left:
        name = left.pop()
        if name in needed:
            continue
        needed.add(name)
        texts: list[str] = []
        if name in graph.signals:
            texts.append(graph.signals[name])
        if name in turnovers:
            t = turnovers[name]
            texts += [t.gain, t.loss, t.initial]
        for flow in flows:
            if flow.target == name:
                left.append(flow.source)
            # A drive takes nothing from its source.
            if flow.target == name or (flow.source == name and isinstance(flow, Flow)):
                texts.append(flow.rate)
        for way, way_in in graph.inputs.items():
            if way_in.into == name and (inputs is None or way in inputs):
                texts += [way_in.F, way_in.lag, way_in.duration or "0", way_in.rate or "0"]
        left += [used for text in texts for used in parse(text).names]
    ways_in = {
        way
        for way, way_in in graph.inputs.items()
        if way_in.into in needed and (inputs is None or way in inputs)
    }
    return graph.part(needed, _kept_flows(flows, needed), ways_in)


def _that_run(
    graph: Graph, inputs: tuple[str, ...] | None, idle: frozenset[str]
) -> tuple[Flow | Drive, ...]:
    """Flows that can carry something."""
    used = graph.inputs.values() if inputs is None else [graph.inputs[name] for name in inputs]
    reached = {c for way_in in used for c in graph.reached_from(way_in.into)}
    return tuple(
        flow
        for flow in graph.flows
        if flow.source in reached and not idle & set(parse(flow.rate).names)
    )


def _kept_flows(flows: Iterable[Flow | Drive], needed: set[str]) -> list[Flow | Drive]:
    kept: dict[Flow | Drive, int] = {}
    for flow in flows:
        if flow.source not in needed:
            continue
        if flow.target is None or flow.target in needed:
            kept[flow] = kept.get(flow, 0) + 1
        elif isinstance(flow, Flow):
            left = replace(flow, target=None)
            kept[left] = kept.get(left, 0) + 1
    # Flows of one rate to two places that are gone are one flow of twice the rate.
    return [
        flow if count == 1 else replace(flow, rate=f"{count}*({flow.rate})")
        for flow, count in kept.items()
    ]

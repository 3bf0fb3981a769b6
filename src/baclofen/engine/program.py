"""A graph and its events, compiled: all an executor needs besides the numbers of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from baclofen.engine.events import MOMENT_H, Event
from baclofen.engine.graph import Graph
from baclofen.engine.reduce import Window
from baclofen.engine.schedule import Schedule, build_schedule
from baclofen.errors import OutOfRange, UnknownName


@dataclass(frozen=True)
class Program:
    """Pure data, made by `compile_program`, and the same for every executor.

    `infused` names the inputs that some event gives over time: each has one more
    state, its rate, which stays as it is through a step and flows into its target.
    """

    graph: Graph
    events: tuple[Event, ...]
    until_h: float
    nodes_per_h: int
    schedule: Schedule = field(compare=False)
    infused: tuple[str, ...]

    def schedule_for(self, windows: Sequence[Window]) -> Schedule:
        """The schedule with a block beginning at every window's edges.

        Raises `OutOfRange` for a window that outlasts the run.
        """
        for window in windows:
            if window.end_h > self.until_h + MOMENT_H:
                raise OutOfRange(
                    f"end of the window {window.name}",
                    window.end_h,
                    "h",
                    f"at most the end of the run, {self.until_h:g} h",
                )
        if not windows:
            return self.schedule
        edges_h = [edge for window in windows for edge in (window.start_h, window.end_h)]
        return build_schedule(self.events, self.until_h, self.nodes_per_h, edges_h)

    def explain(self) -> str:
        """What will be computed, in a few lines for people.

        >>> from baclofen.engine import Flow
        >>> tank = Graph(("tank",), (Flow("tank", None, "ke"),), {"iv": "tank"})
        >>> print(compile_program(tank, [Event(0, 5, "iv")], until_h=24, nodes_per_h=4).explain())
        states: tank
        inputs: iv into tank
        events: 1 bolus, 0 infusions
        steps: 96 over 24 h, in 3 blocks, of 1 length (0.25 h)
        executor: NumPy, exact steps by uniformisation, float64
        """
        graph, schedule = self.graph, self.schedule
        infusions = sum(event.is_infusion for event in self.events)
        rates = [f"rate of {name}" for name in self.infused]
        inputs = [f"{name} into {target}" for name, target in graph.inputs.items()]
        lengths = [f"{length:g} h" for length in schedule.lengths_h[:4]]
        more = ["..."] if len(schedule.lengths_h) > len(lengths) else []
        return "\n".join(
            [
                f"states: {', '.join([*graph.compartments, *rates])}",
                f"inputs: {', '.join(inputs) or 'none'}",
                f"events: {_count(len(self.events) - infusions, 'bolus', 'boluses')}, "
                f"{_count(infusions, 'infusion', 'infusions')}",
                f"steps: {schedule.times_h.size - 1:,} over {self.until_h:g} h, "
                f"in {_count(len(schedule.blocks), 'block', 'blocks')}, "
                f"of {_count(len(schedule.lengths_h), 'length', 'lengths')} "
                f"({', '.join(lengths + more)})",
                "executor: NumPy, exact steps by uniformisation, float64",
            ]
        )


def compile_program(
    graph: Graph, events: Sequence[Event], until_h: float, nodes_per_h: int
) -> Program:
    """The program that follows `events` through `graph` from 0 to `until_h` hours.

    All amounts are 0 at time 0. Results are read at `nodes_per_h` nodes in each
    hour, and at every event's start and end. Raises `UnknownName` for an event
    whose input the graph lacks, and `OutOfRange`.
    """
    for event in events:
        if event.input not in graph.inputs:
            raise UnknownName("input of an event", event.input, graph.inputs)
    return Program(
        graph=graph,
        events=tuple(events),
        until_h=until_h,
        nodes_per_h=nodes_per_h,
        schedule=build_schedule(events, until_h, nodes_per_h),
        infused=tuple(dict.fromkeys(event.input for event in events if event.is_infusion)),
    )


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"

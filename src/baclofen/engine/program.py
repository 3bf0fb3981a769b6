"""A graph and its events, compiled: all an executor needs besides the numbers of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.doses import Cancel, enter
from baclofen.engine.draws import Numbers, must_hold
from baclofen.engine.events import MOMENT_H, Event
from baclofen.engine.expression import evaluate, parse
from baclofen.engine.graph import Graph, Input
from baclofen.engine.layout import lay_out
from baclofen.engine.moments import Agenda
from baclofen.engine.reduce import Window
from baclofen.engine.timeline import Timeline
from baclofen.value import Value, replace

#: Into which a run may be cut; more are a slip, or a model that is not one of turnovers.
MOST_PANELS = 100_000


class Program(Value, dict=True):
    """Pure data, made by `compile_program`, and the same for every executor.

    `readings_h` are read besides the observations among `events`, after everything else at
    their time. `epochs` holds the parameters that events set, `record_epochs` which epoch
    each event begins or ends. `places` and `longest_h` say how finely a step is looked at. At
    `stops_h` a run may stop and go on (`Legs`).
    """

    graph: Graph
    events: tuple[Event, ...]
    until_h: float
    readings_h: tuple[float, ...]
    windows: tuple[Window, ...]
    nocb: bool
    additional_first: bool
    cancel: Cancel
    places: int
    longest_h: float
    epochs: tuple[Mapping[str, float], ...]
    record_epochs: tuple[int, ...]
    stops_h: tuple[float, ...] = ()

    @cached_property
    def times_h(self) -> Numbers:
        """When each row of a trajectory is read, in h: observations first, then the grid."""
        observed = [event.time_h for event in self.events if event.evid == 0]
        return np.array([*observed, *self.readings_h])

    @cached_property
    def infused(self) -> tuple[str, ...]:
        """Inputs that some event gives over time."""
        return tuple(dict.fromkeys(e.input for e in self.events if e.is_infusion))

    @property
    def is_exact(self) -> bool:
        """True when amounts are propagated exactly; else the whole model is an ODE."""
        return self.graph.is_linear

    @cached_property
    def slow_order(self) -> tuple[tuple[str, ...], ...]:
        """Turnovers in an order in which each follows those it depends on; a loop is one item."""
        graph = self.graph
        needs = {
            t.name: {
                name
                for text in (t.gain, t.loss)
                for name in graph.formula(text).names
                if name in graph.slow
            }
            for t in graph.turnovers
        }
        reach = {name: _reachable(name, needs) for name in needs}
        order: list[tuple[str, ...]] = []
        left = list(graph.slow)
        while left:
            # What nothing else that is left leads to, except itself in a loop.
            ready = next(
                name
                for name in left
                if all(name in reach[other] for other in reach[name] if other in left)
            )
            loop = tuple(n for n in left if n == ready or (n in reach[ready] and ready in reach[n]))
            order.append(loop)
            left = [name for name in left if name not in loop]
        return tuple(order)

    def is_loop(self, names: tuple[str, ...]) -> bool:
        """True when these turnovers depend on themselves."""
        graph = self.graph
        return len(names) > 1 or any(
            names[0] in graph.formula(text).names
            for t in graph.turnovers
            if t.name == names[0]
            for text in (t.gain, t.loss)
        )

    def at_epoch(self, parameters: Mapping[str, Any], epoch: int) -> dict[str, Any]:
        """The parameters with those that the epoch sets in their place."""
        return {**parameters, **{k: np.array([v]) for k, v in self.epochs[epoch].items()}}

    def at_epochs(
        self, parameters: Mapping[str, Any], epoch: NDArray[np.intp], n: int
    ) -> dict[str, Any]:
        """The parameters at one epoch (1,), or at the own of each of n draws (n,)."""
        if (epoch == epoch[0]).all():
            return self.at_epoch(parameters, int(epoch[0]))
        each = [self.at_epoch(parameters, e) for e in range(len(self.epochs))]
        return {
            name: np.array([np.broadcast_to(p[name], n) for p in each])[epoch, range(n)]
            for name in parameters
        }

    def with_panels(self, longest_h: float) -> Program:
        """The same program with panels of at most this length; made once for each."""
        if longest_h not in self._shorter:
            self._shorter[longest_h] = replace(self, longest_h=longest_h)
        return self._shorter[longest_h]

    @cached_property
    def _shorter(self) -> dict[float, Program]:
        return {}

    @cached_property
    def compiled(self) -> dict[Any, Any]:
        """What executors have made of it, by the form in which each was asked for it."""
        return {}

    def timeline(
        self, parameters: Mapping[str, Numbers], shares: Numbers | None = None
    ) -> Timeline:
        """The blocks for these parameters, with `shares` (doses, n) of each dose, or all of them;
        laid out once when no time depends on parameters."""
        if self.times_need:
            own = self._build(parameters, dict(self.graph.inputs))
            return own if shares is None else own.given(shares)
        whole = self.whole_timeline
        whole = whole if shares is None else whole.given(shares)
        factors = [np.atleast_1d(np.asarray(F, dtype=float)) for F in self.factors(parameters, np)]
        for name, F in zip(self.graph.inputs, factors, strict=True):
            must_hold(f"F of the input {name}", F, F >= 0, "", "0 or more")
        return whole.scaled(factors, tuple(self.graph.inputs))

    def factors(self, parameters: Mapping[str, Any], xp: ModuleType) -> list[Any]:
        """F of each input, where it is the same all along the run."""
        now = self.at_epoch(parameters, 0)
        return [evaluate(parse(way_in.F), now, xp, {}) for way_in in self.graph.inputs.values()]

    @cached_property
    def _doses(self) -> list[tuple[Event, Input]]:
        return [(e, self.graph.inputs[e.input]) for e in self.events if e.is_dose]

    @cached_property
    def times_need(self) -> frozenset[str]:
        """Parameters that decide when something enters; F among them where it stretches an
        infusion of given rate, or changes along the run."""
        needed: set[str] = set()
        for event, way_in in self._doses:
            texts = [way_in.lag]
            if event.modelled:
                texts += [text for text in (way_in.rate, way_in.duration) if text]
            if event.modelled == "rate" or event.rate_per_h or len(self.epochs) > 1:
                texts.append(way_in.F)
            needed |= {name for text in texts for name in parse(text).names}
        return frozenset(needed)

    @cached_property
    def whole_timeline(self) -> Timeline:
        """The blocks as if all of every dose entered, where no time depends on parameters.

        What enters is then this times `factors`.
        """
        whole = {name: replace(way_in, F="1") for name, way_in in self.graph.inputs.items()}
        return self._build({}, whole)

    def _build(self, parameters: Mapping[str, Numbers], inputs: Mapping[str, Input]) -> Timeline:
        known: dict[tuple[str, int], Numbers] = {}

        def at_epoch(text: str, epoch: int) -> Numbers:
            if (text, epoch) not in known:
                values = evaluate(parse(text), self.at_epoch(parameters, epoch), np, {})
                known[text, epoch] = np.atleast_1d(np.asarray(values, dtype=float))
            return known[text, epoch]

        def at(text: str, record: int) -> Numbers:
            return at_epoch(text, self.record_epochs[record])

        times = np.array([event.time_h for event in self.events])

        def at_time(text: str, time_h: Numbers) -> Numbers:
            if len(self.epochs) == 1 or not parse(text).names:
                return at_epoch(text, 0)
            if self.nocb:
                record = np.searchsorted(times, time_h - MOMENT_H)
            else:
                record = np.searchsorted(times, time_h + MOMENT_H) - 1
            epoch = np.array(self.record_epochs)[record.clip(0, len(times) - 1)]
            if epoch.size == 1:
                return at_epoch(text, int(epoch[0]))
            each = [
                np.broadcast_to(at_epoch(text, e), epoch.shape) for e in range(len(self.epochs))
            ]
            return np.asarray(np.take_along_axis(np.array(each), epoch[None], axis=0)[0])

        entries, steady = enter(
            self.events, inputs, self.until_h, at, at_time, self.cancel, self.additional_first
        )
        needs_places = bool(self.graph.turnovers or self.windows)
        return lay_out(
            Agenda(
                entries=entries,
                until_h=self.until_h,
                inputs=tuple(inputs),
                events=self.events,
                record_epochs=self.record_epochs,
                steady=steady,
                readings_h=self.readings_h,
                windows=self.windows,
                nocb=self.nocb,
                additional_first=self.additional_first,
                longest_h=self.longest_h if needs_places else math.inf,
                stops_h=self.stops_h,
            )
        )

    def explain(self) -> str:
        """What will be computed and how, in a few lines for people.

        >>> from baclofen.engine import Flow, compile_program
        >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
        >>> print(compile_program(tank, [Event(0, 5, "iv")], until_h=24, per_h=4).explain())
        compartments: tank (exact, by uniformisation)
        inputs: iv into tank
        events: 1 bolus, 0 infusions, 0 others
        readings: 97 from 0 to 24 h
        executor: NumPy (float64), C or JAX
        """
        graph = self.graph
        how = "exact, by uniformisation" if self.is_exact else "solved as an ODE"
        lines = [f"compartments: {', '.join(graph.compartments)} ({how})"]
        if not self.is_exact:
            lines += [
                f"not linear: the rate {f.rate} of {f.source} depends on a state"
                for f in graph.nonlinear_flows
            ]
        for names in self.slow_order:
            kind = "a loop, iterated in each step" if self.is_loop(names) else self._kind(names[0])
            lines.append(f"turnover: {', '.join(names)} ({kind})")
        if graph.turnovers or self.windows:
            lines.append(f"places: {self.places} in each panel of at most {self.longest_h:g} h")
        inputs = [f"{name} into {way_in.into}" for name, way_in in graph.inputs.items()]
        doses = sum(e.addl + 1 for e in self.events if e.is_dose)
        infusions = sum(e.addl + 1 for e in self.events if e.is_infusion)
        others = sum(not e.is_dose for e in self.events)
        lines += [
            f"inputs: {', '.join(inputs) or 'none'}",
            f"events: {_count(doses - infusions, 'bolus', 'boluses')}, "
            f"{_count(infusions, 'infusion', 'infusions')}, {_count(others, 'other', 'others')}",
            f"readings: {self.times_h.size:,} from 0 to {self.until_h:g} h",
        ]
        if len(self.epochs) > 1:
            held = "held back to the record before (NOCB)" if self.nocb else "held on (LOCF)"
            lines.append(f"covariates: {len(self.epochs)} sets of values, {held}")
        if self.windows:
            lines.append(f"windows: {_count(len(self.windows), 'window', 'windows')}")
        lines.append(
            "executor: NumPy (float64), C or JAX"
            if self.is_exact
            else "executor: ODE (SciPy DOP853), because the compartments are not linear"
        )
        from baclofen.native import why_not  # what it needs is slow to import

        if self.is_exact and (why := why_not()):
            lines.append(f"C was asked for and not used: {why}")
        return "\n".join(lines)

    def _kind(self, name: str) -> str:
        (turnover,) = (t for t in self.graph.turnovers if t.name == name)
        varies = set(self.graph.formula(turnover.loss).names) & set(self.graph.states)
        return "its loss varies" if varies else "a filter"


def _reachable(name: str, needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = [name]
    while left:
        for other in needs[left.pop()]:
            if other not in found:
                found.add(other)
                left.append(other)
    return found


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"

"""A run that stops, and goes on as was decided meanwhile: doses are data, each patient's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from baclofen.engine.draws import Numbers, must_hold
from baclofen.engine.execute import Executor, Plan, plan_run
from baclofen.engine.leg import Leg, State
from baclofen.engine.limits import must_be_finite
from baclofen.engine.program import Program
from baclofen.engine.reduce import Kind
from baclofen.engine.run_numpy import follow_numpy
from baclofen.engine.trajectory import Trajectory
from baclofen.engine.turns import in_turns, join
from baclofen.errors import InputRefused
from baclofen.value import Value


class Dose(Value):
    """A dose that is to come: when it enters (h), through which input, and how much of it there
    is as a whole, or per hour of an infusion."""

    time_h: float
    input: str
    amount: float
    rate_per_h: float


class Legs:
    """A program from stop to stop, for n draws of its parameters.

    The events of the program are what can be given; `go_on` says of each patient what share of
    each dose is. Doses at other times of day lie in the program beside those that are usual, and
    of either a patient gets 0 or 1. Each leg is what the whole run with these doses, stopped at the
    same times, gives there: to the bit. Executors are "numpy" and "c". Raises as `run` does.

    >>> from baclofen.engine import Event, Flow, Graph, compile_program
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> program = compile_program(
    ...     tank, [Event(0, 8, "iv", ii_h=1, addl=3)], at_h=[0, 1, 2, 3], stops_h=[2])
    >>> legs = Legs(program, {"ke": [np.log(2), np.log(2)]}, ["tank"])
    >>> legs.go_on()["tank"].round(9)
    array([[ 8.,  8.],
           [12., 12.]])
    >>> [dose.time_h for dose in legs.doses]
    [2.0, 3.0]
    >>> legs.go_on([[1, 0], [1, 0.5]])["tank"].round(9)
    array([[14.,  6.],
           [15.,  7.]])
    """

    def __init__(
        self, program: Program, parameters: Mapping[str, ArrayLike], outputs: Iterable[str], *,
        reduce: Iterable[Kind] = ("peak", "trough", "area"), executor: Executor | None = None,
    ) -> None:  # fmt: skip
        self._plan: Plan = plan_run(
            program, parameters, outputs, reduce, None, executor, "float64", None, 1
        )
        if not program.is_exact or executor not in (None, "numpy", "c"):
            raise InputRefused(
                "executor of a run that stops", repr(executor or "ode"), "it must be 'numpy' or 'c'"
            )
        plan, n = self._plan, self._plan.n
        one = {k: v[:1] for k, v in plan.draws.items()}
        self._timeline = plan.program.timeline(one)
        if program.times_need and plan.program.timeline(plan.draws).length_h.shape[1] > 1:
            raise InputRefused(
                "run that stops", "of draws whose lags or durations differ",
                "doses must enter at the same times for all",
            )  # fmt: skip
        for window in self._timeline.windows:
            if len([p for p in range(self.count) if window in self._windows(p)]) > 1:
                raise InputRefused(
                    f"window {window.name}", "across a stop", "it must lie between two of them"
                )
        self._before: State | None = None
        self._shares = np.ones((len(self._timeline.doses), n))
        #: How many legs have been followed.
        self.done = 0

    @property
    def count(self) -> int:
        """How many legs there are."""
        return len(self._plan.program.stops_h) + 1

    @property
    def doses(self) -> tuple[Dose, ...]:
        """The doses of the next leg, in the order in which `go_on` takes their shares."""
        graph = self._plan.program.graph
        inputs, doses = list(graph.inputs), self._timeline.doses
        return tuple(
            Dose(doses[i].time_h, inputs[doses[i].input], float(doses[i].amount[0]),
                 float(doses[i].rate_per_h[0]))
            for i in self._own_doses()
        )  # fmt: skip

    def _windows(self, place: int) -> tuple[object, ...]:
        return self._timeline.windows_in(Leg(place).blocks(self._timeline))

    def _own_doses(self) -> list[int]:
        if self.done == self.count:
            return []
        blocks = Leg(self.done).blocks(self._timeline)
        return [i for i, dose in enumerate(self._timeline.doses) if dose.first in blocks]

    def go_on(self, shares: ArrayLike | None = None) -> Trajectory:
        """Follows the next leg, with `shares` (doses, n or 1) from 0 to 1 of its doses; of all
        else the whole. An infusion that goes on beyond a stop keeps its share."""
        if self.done == self.count:
            raise InputRefused("run that stops", "at its end", "it must have a leg left")
        own = self._own_doses()
        if shares is not None:
            given = np.asarray(shares, dtype=float)
            if given.shape not in ((len(own), 1), (len(own), self._plan.n)):
                raise InputRefused(
                    "table of shares", f"of shape {given.shape}",
                    f"it must be {len(own)} doses by {self._plan.n} draws",
                )  # fmt: skip
            must_hold("share of a dose", given, (given >= 0) & (given <= 1), "", "0 to 1")
            self._shares[own] = given
        plan, graph = self._plan, self._plan.program.graph
        m, S = len(graph.compartments), len(graph.turnovers)
        reached = State(np.empty((m, plan.n)), np.empty((S, plan.n)))
        turn = partial(self._turn, reached)
        parts = [part for _, part in in_turns(turn, plan.draws, plan.n, plan.size)]
        # Where a turn is refused nothing has happened to anybody.
        self.done, self._before = self.done + 1, reached
        return join(parts)

    def _turn(
        self, reached: State, draws: Mapping[str, Numbers], count: int, some: slice
    ) -> Trajectory:
        """The leg of some draws; what is there at its end goes into `reached`."""
        plan, before = self._plan, self._before
        if before is not None:
            before = State(before.amounts[:, some], before.slow[:, some])
        leg = Leg(self.done, before, self._shares[:, some])
        with np.errstate(all="ignore"):
            if plan.is_c:
                from baclofen.engine.run_c import follow_c  # asked for by name

                found, end = follow_c(plan.program, draws, count, plan.wanted, leg)
            else:
                found, end = follow_numpy(plan.program, draws, count, plan.wanted, leg)
                must_be_finite(found)
        reached.amounts[:, some], reached.slow[:, some] = end.amounts, end.slow
        return found

"""An event table followed record by record with SciPy's expm, sharing nothing with the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm  # type: ignore[import-untyped]

from baclofen.engine import Event
from baclofen.engine.doses import Cancel
from tests.unit.engine.models import Case, rate_matrix


@dataclass
class Waiting:
    """A dose that has been ordered and has not come yet."""

    at_h: float
    place: int
    event: Event
    is_lagged: bool
    value: float


@dataclass
class Walk:
    """What there is now: amounts, infusions as (place, rate, end), doses to come, readings."""

    case: Case
    nocb: bool
    additional_first: bool
    cancel: Cancel
    now_h: float
    state: NDArray[np.float64]
    running: list[tuple[int, float, float]] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    def covariates(self, at_h: float) -> Mapping[str, float]:
        """The parameters that hold at a time."""
        times = [event.time_h for event in self.case.events]
        if self.nocb:
            record = next((i for i, t in enumerate(times) if t >= at_h), len(times) - 1)
        else:
            record = max((i for i, t in enumerate(times) if t <= at_h), default=0)
        return self.at_record(record)

    def at_record(self, record: int) -> Mapping[str, float]:
        """The parameters of a record: the last value of each, or the first where none was."""
        parameters = dict(self.case.parameters)
        for event in reversed(self.case.events[record + 1 :]):
            parameters.update(event.values)
        for event in self.case.events[: record + 1]:
            parameters.update(event.values)
        return parameters

    def go_to(self, then_h: float) -> None:
        """Flows, and infusions, until then."""
        if then_h > self.now_h and self.case.events:
            middle = self.covariates((self.now_h + then_h) / 2)
            m = len(self.state)
            M = np.zeros((m + 1, m + 1))
            M[:m, :m] = rate_matrix(self.case, middle)
            for place, rate, _ in self.running:
                M[place, m] += rate
            self.state = (expm(M * (then_h - self.now_h)) @ [*self.state, 1.0])[:m]
        self.now_h = then_h

    def enter(self, dose: Waiting, F: float) -> None:
        """A dose comes."""
        event, amount = dose.event, dose.event.amount * F
        if not event.is_infusion:
            self.state[dose.place] += amount
            return
        duration = event.duration_h
        if event.modelled == "duration":
            duration = dose.value
        elif not duration:
            duration = amount / (dose.value if event.modelled else event.rate_per_h)
        if amount:
            self.running.append((dose.place, amount / duration, self.now_h + duration))

    def come_in(self, *, lagged: bool) -> None:
        """All doses that wait for now."""
        due = [w for w in self.waiting if w.at_h == self.now_h and w.is_lagged == lagged]
        self.waiting = [w for w in self.waiting if w not in due]
        for dose in due:
            self.enter(dose, self.covariates(self.now_h)[f"F{dose.place}"])

    def happen(self, record: int) -> None:
        """A record that is no observation."""
        event, now = self.case.events[record], self.at_record(record)
        if event.evid in (3, 4):
            self.state, self.running = np.zeros_like(self.state), []
            if self.cancel != "never":
                self.waiting = []
        if event.evid not in (1, 4):
            return
        place = self.case.graph.index(self.case.graph.inputs[event.input].into)
        lag = now[f"lag{place}"]
        value = now[f"{'D' if event.modelled == 'duration' else 'R'}{place}"]
        for k in range(event.addl + 1):
            at_h = event.time_h + k * event.ii_h + lag
            dose = Waiting(at_h, place, event, lag > 0, value)
            if at_h == self.now_h:
                self.enter(dose, now[f"F{place}"])
            else:
                self.waiting.append(dose)


def follow(
    case: Case,
    until_h: float,
    grid_h: Sequence[float],
    *,
    nocb: bool = True,
    additional_first: bool = True,
    cancel: Cancel = "reset",
) -> NDArray[np.float64]:
    """Amounts (k, m) at the observations among the events, then at the times of the grid.

    All times must be such that sums of them are exact. No record may be at steady state.
    """
    start = np.zeros(len(case.graph.compartments))
    walk = Walk(case, nocb, additional_first, cancel, 0.0, start)
    observed: list[NDArray[np.float64]] = []
    gridded: dict[float, NDArray[np.float64]] = {}
    records = list(range(len(case.events)))
    while walk.now_h <= until_h:
        ended = [r for r in walk.running if r[2] <= walk.now_h]
        walk.running = [r for r in walk.running if r not in ended]
        walk.come_in(lagged=True)
        if additional_first:
            walk.come_in(lagged=False)
        while records and case.events[records[0]].time_h == walk.now_h:
            record = records.pop(0)
            walk.happen(record)
            if case.events[record].evid == 0:
                observed.append(walk.state.copy())
        walk.come_in(lagged=False)
        if walk.now_h in grid_h:
            gridded[walk.now_h] = walk.state.copy()
        to_come = [case.events[i].time_h for i in records] + [w.at_h for w in walk.waiting]
        to_come += [end for _, _, end in walk.running] + [t for t in grid_h if t > walk.now_h]
        if not to_come:
            break
        walk.go_to(min(to_come))
    return np.array([*observed, *(gridded[t] for t in grid_h)])

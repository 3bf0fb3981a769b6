"""Graph and events become a program: everything that can be refused is refused here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

import numpy as np

from baclofen.engine.doses import Cancel
from baclofen.engine.events import MOMENT_H, Event
from baclofen.engine.graph import Graph
from baclofen.engine.panel import make_panel
from baclofen.engine.program import MOST_PANELS, Program
from baclofen.engine.reduce import Window
from baclofen.errors import InputRefused, OutOfRange, UnknownName

#: A year and a half at hourly readings of every minute would pass this; more has slipped.
MOST_READINGS = 1_000_000
LONGEST_RUN_H = 24 * 366 * 20.0


def compile_program(
    graph: Graph,
    events: Iterable[Event],
    *,
    until_h: float | None = None,
    from_h: float = 0.0,
    per_h: int = 0,
    at_h: Iterable[float] = (),
    windows: Iterable[Window] = (),
    nocb: bool = True,
    additional_first: bool = True,
    cancel: Cancel = "reset",
    places: int = 16,
    longest_h: float = 6.0,
    stops_h: Iterable[float] = (),
) -> Program:
    """The program that follows `events` through `graph` from 0 to `until_h` hours.

    All amounts are 0 at time 0 and turnovers at their start. Read are the observations
    among the events, each in its place; the times `at_h`; and `per_h` times an hour, from `from_h`
    on. By default the run ends with the last of these.

    `nocb`: a covariate holds from the record before up to its own (next observation
    carried backward, as in NONMEM); else from its record on (LOCF). `additional_first`:
    an ADDL dose comes before the records of its time. `cancel`: what a reset does to doses
    still to come. `places` per panel of at most `longest_h` decide how closely turnovers
    and windows are computed. At `stops_h` a run may stop and go on with other doses (`Legs`); what
    happens at a stop comes after it. Raises `UnknownName`, `OutOfRange` and `InputRefused`.
    """
    # Records of one moment keep their order, though their times may differ by rounding.
    ordered = tuple(sorted(events, key=lambda event: round(event.time_h / MOMENT_H)))
    for event in ordered:
        if event.is_dose and event.input not in graph.inputs:
            raise UnknownName("input of an event", event.input, graph.inputs)
        for name in event.values:
            if name not in graph.parameters:
                raise UnknownName("covariate of an event", name, graph.parameters)
    windows, at_h = tuple(windows), tuple(float(t) for t in at_h)
    until_h = _end(ordered, at_h, windows, until_h)
    _check_run(ordered, at_h, windows, until_h, per_h)
    make_panel(places)
    if not longest_h > 0:
        raise OutOfRange("longest panel", longest_h, "h", "above 0")
    if until_h / longest_h > MOST_PANELS:
        raise OutOfRange("longest panel", longest_h, "h", f"at least {until_h / MOST_PANELS:g}")
    if cancel not in get_args(Cancel):
        raise UnknownName("what a reset cancels", cancel, get_args(Cancel))
    stops_h = tuple(sorted({float(t) for t in stops_h}))
    for stop_h in stops_h:
        if not MOMENT_H < stop_h < until_h - MOMENT_H:
            raise OutOfRange("stop", stop_h, "h", f"above 0, and below {until_h:g} h")
    epochs, record_epochs = _epochs(ordered)
    return Program(
        graph=graph,
        events=ordered,
        until_h=until_h,
        readings_h=_readings(at_h, from_h, until_h, per_h),
        windows=windows,
        nocb=nocb,
        additional_first=additional_first,
        cancel=cancel,
        places=places,
        longest_h=longest_h,
        epochs=epochs,
        record_epochs=record_epochs,
        stops_h=stops_h,
    )


def _end(
    events: Sequence[Event], at_h: Sequence[float], windows: Sequence[Window], until_h: float | None
) -> float:
    if until_h is not None:
        return float(until_h)
    last = [event.time_h for event in events] + list(at_h) + [w.end_h for w in windows]
    return max(last, default=0.0)


def _check_run(
    events: Sequence[Event], at_h: Sequence[float], windows: Sequence[Window],
    until_h: float, per_h: int,
) -> None:  # fmt: skip
    if not 0 < until_h <= LONGEST_RUN_H:
        raise OutOfRange("end of the run", until_h, "h", f"above 0, at most {LONGEST_RUN_H:,.0f}")
    if per_h < 0 or per_h != int(per_h):
        raise OutOfRange("number of readings per hour", per_h, "", "0 or more, and whole")
    if per_h * until_h > MOST_READINGS:
        raise OutOfRange("number of readings", per_h * until_h, "", f"at most {MOST_READINGS:,}")
    limit = until_h + MOMENT_H
    for event in events:
        if event.time_h > limit:
            raise OutOfRange(
                "time of an event",
                event.time_h,
                "h",
                f"within the run, at most {until_h:g} h",
                do="Let the run end later, or leave the event out.",
            )
    for time_h in at_h:
        if not 0 <= time_h <= limit:
            raise OutOfRange("time of a reading", time_h, "h", f"from 0 to {until_h:g} h")
    names = [window.name for window in windows]
    for window in windows:
        if names.count(window.name) > 1:
            raise InputRefused(
                "name of a window", f"{window.name!r} twice", "each must have its own"
            )
        if window.end_h > limit:
            raise OutOfRange(
                f"end of the window {window.name}",
                window.end_h,
                "h",
                f"at most the end of the run, {until_h:g} h",
            )


def _readings(
    at_h: Sequence[float], from_h: float, until_h: float, per_h: int
) -> tuple[float, ...]:
    if not per_h:
        return tuple(at_h)
    first = max(0, math.ceil((from_h - MOMENT_H) * per_h))
    grid = [i / per_h for i in range(first, math.ceil(until_h * per_h - MOMENT_H))]
    times = np.sort([*grid, until_h, *at_h])
    return tuple(times[np.diff(times, prepend=-1.0) > MOMENT_H].tolist())


def _epochs(events: Sequence[Event]) -> tuple[tuple[Mapping[str, float], ...], tuple[int, ...]]:
    """The distinct sets of values, and the one of each event: each value until the next."""
    now: dict[str, float] = {}
    for event in reversed(events):
        now.update(event.values)  # Before its first value a covariate has that value.
    epochs: list[Mapping[str, float]] = []
    of_record: list[int] = []
    for event in events:
        now = {**now, **event.values}
        if now not in epochs:
            epochs.append(now)
        of_record.append(epochs.index(now))
    return tuple(epochs) or ({},), tuple(of_record)

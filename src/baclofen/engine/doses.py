"""Events become entries: what goes in, from when to when, for every draw.

Here ADDL is expanded, F, lag, modelled rates and durations are applied, steady-state doses
leave behind what is still on its way, and resets take away what has not come yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.draws import Numbers, must_hold
from baclofen.engine.events import MOMENT_H, MOST_DOSES, SHORTEST_INFUSION_H, Event
from baclofen.engine.graph import Input
from baclofen.errors import InputRefused, OutOfRange
from baclofen.value import Value, replace

#: What a reset (EVID 3 or 4), or also SS = 1, does to additional and lagged doses to come.
Cancel = Literal["reset", "reset and ss", "never"]


class Entry(Value, eq=False):
    """Amounts going into one input, from `start_h` to `end_h` (a bolus: at once).

    Times have shape (1,) or (n,), and so has `amount`, or `rate_per_h` for an infusion.
    `is_own` says that it enters with its own record; otherwise `is_lagged` says why not.
    """

    record: int
    input: str
    start_h: Numbers
    end_h: Numbers
    amount: Numbers
    rate_per_h: Numbers
    is_own: bool
    is_lagged: bool


class SteadyDose(Value, eq=False):
    """A dose that has been given every `ii_h` hours since ever, as an SS record says.

    `amount` is what enters; `lag_h` and `duration_h` have shape (1,) or (n,); `duration_h`
    is 0 for a bolus. `ii_h` is 0 for an infusion that never stopped.
    """

    record: int
    input: str
    amount: Numbers
    rate_per_h: Numbers
    ii_h: float
    lag_h: Numbers
    duration_h: Numbers
    is_added: bool

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for doses that are equal."""
        arrays = (self.amount, self.rate_per_h, self.lag_h, self.duration_h)
        parts = tuple(array.tobytes() for array in arrays)
        return self.record, self.input, self.ii_h, self.is_added, *parts

    @property
    def since_h(self) -> Numbers:
        """Hours from the last entry before the record to the record; II without a lag."""
        # The record's own dose is not among the past ones: the last was given one II ago.
        waits = np.maximum(np.ceil((self.lag_h - MOMENT_H) / self.ii_h), 1.0)
        return np.asarray(waits * self.ii_h - self.lag_h)


#: Values of a formula at the epoch of a record, or at the epoch in force at a time.
At = Callable[[str, int], Numbers]
AtTime = Callable[[str, Numbers], Numbers]


def enter(
    events: Sequence[Event],
    inputs: Mapping[str, Input],
    until_h: float,
    at: At,
    at_time: AtTime,
    cancel: Cancel,
    additional_first: bool,
) -> tuple[list[Entry], list[SteadyDose]]:
    """All entries and steady-state doses of a table of events in order of time.

    Raises `OutOfRange` and `InputRefused`.
    """
    total = sum(event.addl + 1 for event in events if event.is_dose)
    if total > MOST_DOSES:
        raise OutOfRange("number of doses", total, "", f"at most {MOST_DOSES:,}")
    entries: list[Entry] = []
    steady: list[SteadyDose] = []
    for i, event in enumerate(events):
        if not event.is_dose:
            continue
        way_in = inputs[event.input]
        lag = at(way_in.lag, i)
        must_hold(f"lag of the input {event.input}", lag, lag >= 0, "h", "0 or more")
        F = at(way_in.F, i)
        must_hold(f"F of the input {event.input}", F, F >= 0, "", "0 or more")
        if not (event.is_infusion or event.addl or event.ss or lag.any()):
            # Most events of a long table are this.
            if event.time_h <= until_h + MOMENT_H:
                entries.append(_bolus(i, event, F))
            continue
        duration, rate = _given(event, way_in, F, i, at)
        if event.ss:
            dose = SteadyDose(
                i, event.input, event.amount * F, rate, event.ii_h, lag, duration, event.ss == 2
            )
            steady.append(dose)
            if not event.is_constant:
                entries += _still_to_come(dose, event, until_h)
        if event.is_constant:
            continue
        for k in range(event.addl + 1):
            start = event.time_h + k * event.ii_h + lag
            if start.min() > until_h + MOMENT_H:
                break
            # A draw without a lag takes the dose with its record, one with a lag later: where
            # draws differ, each gets its own entry, which is nothing to the others.
            for waits in (False, True):
                some = (lag > 0) == waits
                if not some.any():
                    continue
                is_own = k == 0 and not waits
                # F is applied when the dose enters, with the covariates of that time.
                F_now = F if is_own else at_time(way_in.F, start)
                lasts = duration
                if event.modelled == "rate" or event.rate_per_h:
                    lasts = event.amount * F_now / rate
                some = some & (start <= until_h + MOMENT_H)
                given = event.amount * F_now * some
                entries.append(_entry(i, event, start, lasts, given, is_own, waits))
    clears = [(i, event) for i, event in enumerate(events) if event.is_reset or event.ss == 1]
    if clears:
        entries = [_cut(entry, clears, cancel, additional_first) for entry in entries]
    return [entry for entry in entries if entry.amount.any() or entry.rate_per_h.any()], steady


def _given(event: Event, way_in: Input, F: Numbers, i: int, at: At) -> tuple[Numbers, Numbers]:
    """Duration (0 for a bolus) and rate of a dose, by which of them is given."""
    amount = event.amount * F
    if event.modelled:
        formula = way_in.rate if event.modelled == "rate" else way_in.duration
        if formula is None:
            raise InputRefused(
                f"dose at {event.time_h:g} h",
                f"an infusion of modelled {event.modelled} into {event.input}",
                f"that input must say its {event.modelled}",
            )
        value = at(formula, i)
        shortest = 0.0 if event.modelled == "rate" else SHORTEST_INFUSION_H
        must_hold(f"{event.modelled} of the input {event.input}", value, value > shortest, "",
                  "above 0")  # fmt: skip
        return (amount / value, value) if event.modelled == "rate" else (value, amount / value)
    if event.rate_per_h:
        return amount / event.rate_per_h, np.array([event.rate_per_h])
    if event.duration_h:
        return np.array([event.duration_h]), amount / event.duration_h
    return np.zeros(1), np.zeros(1)


def _bolus(i: int, event: Event, F: Numbers) -> Entry:
    """A dose that enters at once and with its record."""
    now = np.array([event.time_h])
    return Entry(i, event.input, now, now, event.amount * F, np.zeros(1), True, False)


def _entry(
    i: int, event: Event, start: Numbers, duration: Numbers, amount: Numbers,
    is_own: bool, is_lagged: bool,
) -> Entry:  # fmt: skip
    if not event.is_infusion:
        return Entry(i, event.input, start, start, amount, np.zeros(1), is_own, is_lagged)
    # Too short to be placed in time, so that it would lose its amount: it enters at once.
    at_once = duration < SHORTEST_INFUSION_H
    rate = np.where(at_once, 0.0, amount / np.where(at_once, 1.0, duration))
    return Entry(i, event.input, start, start + duration, amount * at_once, rate, is_own, is_lagged)


def _still_to_come(dose: SteadyDose, event: Event, until_h: float) -> list[Entry]:
    """Past doses of a steady regimen that are still waiting or running at its record."""
    longest = float((dose.lag_h + dose.duration_h).max())
    most = math.ceil((longest - MOMENT_H) / dose.ii_h)
    if most > MOST_DOSES:
        raise OutOfRange(
            "number of doses under way at steady state", most, "", f"at most {MOST_DOSES:,}"
        )
    left = []
    for k in range(1, most + 1):
        start = event.time_h - k * dose.ii_h + dose.lag_h
        waits = start > event.time_h + MOMENT_H
        if not event.is_infusion:
            entry = _entry(dose.record, event, start, np.zeros(1), dose.amount * waits, False, True)
            left.append(replace(entry, start_h=np.where(waits, start, until_h), end_h=start))
            continue
        entry = _entry(dose.record, event, start, dose.duration_h, dose.amount, False, True)
        runs = entry.end_h > event.time_h + MOMENT_H
        left.append(
            replace(
                entry,
                start_h=np.where(waits, start, event.time_h),
                end_h=np.where(runs, entry.end_h, event.time_h),
                rate_per_h=entry.rate_per_h * runs,
                is_lagged=False,
            )
        )
    return left


def _cut(
    entry: Entry, clears: Sequence[tuple[int, Event]], cancel: Cancel, additional_first: bool
) -> Entry:
    """The entry without what a later reset, or a later SS = 1, takes away."""
    # What enters at the moment of a reset comes before it, and is there until then; only an
    # additional dose that comes after the records of its time is still to come.
    comes_after = not (entry.is_own or entry.is_lagged or additional_first)
    moment = -MOMENT_H if comes_after else MOMENT_H
    amount, rate, end = entry.amount, entry.rate_per_h, entry.end_h
    for i, event in clears:
        if i <= entry.record:
            continue
        to_come: NDArray[np.bool_] = entry.start_h > event.time_h + moment
        running = ~to_come & (end > event.time_h)
        # An infusion that runs is cut; what has not begun is cancelled or goes on.
        end = np.where(running, event.time_h, end)
        if cancel == "reset and ss" or (cancel == "reset" and event.is_reset):
            amount, rate = amount * ~to_come, rate * ~to_come
    return replace(entry, amount=amount, rate_per_h=rate, end_h=np.maximum(end, entry.start_h))

"""Dosages of one order that follow each other, as a titration or a way down is written.

Never guessed: where the length of a step, or which comes first, is not told, there are no steps to
be judged, and the order says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.lengths import bounds_days
from baclofen.exchange.fhir.timing import repeat_of, times_a_day, times_of_day
from baclofen.value import Value, replace

_BOUNDS = ("boundsDuration", "boundsRange", "boundsPeriod", "count")
_NEXT_DAY = timedelta(days=1)


class Step(Value):
    """One step: the places of its dosages in the order, its first day, and its last, None for one
    without an end."""

    places: tuple[int, ...]
    first: date
    last: date | None


class Steps(Value):
    """The steps of an order in their turn; none where it goes in none, or where `doubt` says why
    they cannot be told."""

    steps: tuple[Step, ...] = ()
    doubt: str = ""

    def on(self, day: date) -> Step | None:
        """The step of a day: the last that began by then; None before the first."""
        return next((step for step in reversed(self.steps) if step.first <= day), None)


def go_in_steps(dosages: Sequence[Element]) -> bool:
    """Whether several dosages follow each other: different numbers, or limits in time. Numbers
    only put the parts of one day in their order where each has its own."""
    if len(dosages) < 2:
        return False
    bounds = [bounds_of(dosage) for dosage in dosages]
    # Between the same days they are parts of one day's dose.
    if any("count" in b for b in bounds) or bounds.count(bounds[0]) < len(bounds):
        return True
    if len({d.number("sequence") for d in dosages} - {None}) < 2:
        return False
    parts = [times_of_day(dosage) for dosage in dosages]
    return not (all(parts) and sum(map(len, parts)) == len(frozenset().union(*parts)))


def read_steps(dosages: Sequence[Element], start: date) -> Steps:
    """The steps of dosages that go in steps, of which the first begins on `start` where it names no
    day itself."""
    groups = _in_order(dosages)
    if groups is None:
        return Steps(doubt="which of its steps comes first is not told")
    found: list[Step] = []
    for place, group in enumerate(groups):
        members = [dosages[at] for at in group]
        if any(bounds_of(one) != bounds_of(members[0]) for one in members):
            return Steps(doubt=f"its step {place + 1} is limited in two ways")
        due = start if not found else (found[-1].last or start) + _NEXT_DAY
        step = _spanned(members[0], tuple(group), due)
        if isinstance(step, str) or (step.last is None and place + 1 < len(groups)):
            why = step if isinstance(step, str) else "has no end that could be read"
            return Steps(doubt=f"its step {place + 1} {why}")
        if found and step.first != due:
            how = "begins before the one before it ends" if step.first < due else "leaves a gap"
            return Steps(doubt=f"its step {place + 1} {how}")
        if step.last is not None and step.last < step.first:
            return Steps(doubt=f"its step {place + 1} ends before it begins")
        found.append(step)
    return Steps(tuple(found))


def last_day(dosages: Sequence[Element], start: date) -> date | None:
    """The last day of an order that goes in steps; None where it does not, where they cannot be
    told, or where the last has no end."""
    if not go_in_steps(dosages):
        return None
    steps = read_steps(dosages, start).steps
    return steps[-1].last if steps else None


def of_step(resource: Element, name: str, step: Step) -> Element:
    """An order that holds one of its steps alone, between that step's days. `name` is what its
    dosages are called."""
    held = resource.children(name)
    made = [_alone(held[at].raw, step) for at in step.places]
    return resource._replace(raw={**resource.raw, name: made})


def without_nothing(steps: Steps, is_nothing: Sequence[bool]) -> Steps:
    """Steps without a last one that gives nothing, as a way down may be written to its end."""
    last = steps.steps[-1] if steps.steps else None
    if last is None or not all(is_nothing[at] for at in last.places):
        return steps
    return replace(steps, steps=steps.steps[:-1])


def _alone(dosage: Any, step: Step) -> dict[str, Any]:
    timing = dosage.get("timing") or {}
    repeat = {name: v for name, v in (timing.get("repeat") or {}).items() if name not in _BOUNDS}
    days = {"start": step.first.isoformat()}
    if step.last is not None:
        days["end"] = step.last.isoformat()
    kept = {name: value for name, value in dosage.items() if name != "sequence"}
    return {**kept, "timing": {**timing, "repeat": {**repeat, "boundsPeriod": days}}}


def _in_order(dosages: Sequence[Element]) -> list[list[int]] | None:
    """The places of the dosages of each step: by their numbers, else by the days on which they
    begin; None where some have neither."""
    numbers = [dosage.number("sequence") for dosage in dosages]
    keys: list[Any] = list(numbers)
    if len(set(numbers) - {None}) < 2:
        keys = [_start(dosage) for dosage in dosages]
    if None in keys:
        return None
    groups: dict[Any, list[int]] = {}
    for at, key in enumerate(keys):
        groups.setdefault(key, []).append(at)
    return [groups[key] for key in sorted(groups)]


def _spanned(dosage: Element, places: tuple[int, ...], due: date) -> Step | str:
    """One step from its limits, or why it has none that could be read."""
    first = _start(dosage) or due
    repeat = repeat_of(dosage)
    if repeat is None:
        return Step(places, first, None)
    period = repeat.child("boundsPeriod")
    if period and (end := period.day("end")):
        return Step(places, first, end.last)
    if repeat.has("boundsRange"):
        return "lasts for a range of days"
    days, count = bounds_days(repeat), repeat.number("count")
    if days is None and count is not None:
        often = times_a_day(dosage.child("timing"))[0]
        days = None if not often else count / often
    if days is None:
        return "has a length that could not be read" if bounds_of(dosage).keys() - {
            "boundsPeriod"
        } else Step(places, first, None)  # fmt: skip
    if days <= 0:
        return "lasts for no day"
    return Step(places, first, days_after(first, ceil(days) - 1))


def _start(dosage: Element) -> date | None:
    repeat = repeat_of(dosage)
    period = repeat.child("boundsPeriod") if repeat else None
    start = period.day("start") if period else None
    return start.first if start else None


def bounds_of(dosage: Element) -> dict[str, Any]:
    """What limits a dosage in time."""
    repeat = repeat_of(dosage)
    return {} if repeat is None else {n: v for n, v in repeat.raw.items() if n in _BOUNDS}

"""What ran by a record before the order that runs: its earlier orders, by their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from baclofen.exchange.fhir.dates import days_after
from baclofen.patient import DoseBefore
from baclofen.units import Dose, mcg, mg, sum_of
from baclofen.value import Value, replace


class Earlier(Value):
    """An order that is over: its dose a day, None where it was not read, the day on which it was
    written, and the one on which it ended, None where that is not told. `was_stopped`: somebody
    ended it, and it did not just run out. `goes_on`: it is not over, but a part of what runs.
    `is_part`: it was for times of the day of its own, so that no other one took its place."""

    daily: Dose | None
    since: date
    ended: date | None
    was_stopped: bool
    goes_on: bool = False
    is_part: bool = False


def ran_before(
    earlier: Sequence[Earlier], began: date, *, gap_days: float, overlap_days: float
) -> tuple[DoseBefore, ...]:
    """The doses a day before `began`, the oldest first. Orders of the same time are added, but for
    those that overlap by no more than `overlap_days`: they follow each other. Where the dose of one
    was not read nothing is told of that time.

    Only an order that was stopped, and that none followed for more than `gap_days`, leaves a time
    without: one that ran out on paper may have been taken all the while.
    """
    over = [(one, _until(one, earlier, began, overlap_days)) for one in earlier]
    made: list[DoseBefore] = []
    # A part that came beside what ran and goes on makes another dose too.
    added = {one.since for one in earlier if one.goes_on}
    for end in sorted({until for _, until in over} | added):
        daily = sum_of(one.daily for one, until in over if one.since < end <= until)
        if daily is not None:
            made.append(DoseBefore(daily, end))
    if not made or made[-1].until >= began:
        return tuple(made)
    last = made[-1]
    was_stopped = all(one.was_stopped for one, until in over if until == last.until)
    if was_stopped and days_after(last.until, gap_days) < began:
        none = mg(0) if last.daily.unit == "mg" else mcg(0)
        return (*made, DoseBefore(none, began))
    return (*made[:-1], replace(last, until=began))


def _until(one: Earlier, every: Sequence[Earlier], began: date, overlap_days: float) -> date:
    """The day from which it no longer ran: its end, or the day of the order that follows it."""
    if one.goes_on:
        return began
    until = began if one.ended is None else min(one.ended, began)
    begins = {began, *(other.since for other in every)}
    if until not in begins and days_after(until, 1) in begins:
        # Its last day is one of its days: what begins on the next one takes its place.
        until = days_after(until, 1)
    if one.is_part:
        return until
    follow = (
        other.since for other in every
        if one.since < other.since < until
        and (one.ended is None or until <= days_after(other.since, overlap_days))
    )  # fmt: skip
    return min(follow, default=until)

"""What is taken by mouth now: the uses that run, and the one daily dose that they make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baclofen.assessment.request import Request
from baclofen.patient import BaclofenUse
from baclofen.regimen import OralOrder, PumpOrder
from baclofen.units import Dose


def running(uses: Iterable[BaclofenUse]) -> tuple[BaclofenUse, ...]:
    """What was not stopped, by any route; what is on hold or unclear counts as running."""
    return tuple(use for use in uses if use.status != "stopped")


def by_mouth_now(uses: Iterable[BaclofenUse]) -> tuple[BaclofenUse, ...]:
    """What is taken by mouth, or by a route that is not stated, and was not stopped."""
    return tuple(use for use in running(uses) if use.route != "intrathecal")


def by_pump_now(uses: Iterable[BaclofenUse]) -> tuple[BaclofenUse, ...]:
    """What a pump gives that was not stopped."""
    return tuple(use for use in running(uses) if use.route == "intrathecal")


def pump_stop_stands(request: Request, uses: Iterable[BaclofenUse]) -> bool:
    """Whether a pump is told to be stopped and nothing tells that one runs again: another use of
    one or, of a stop that a record dates, a pause that is over, or a rate that was set on that day
    or since. A table of the pump alone says no such thing."""
    found = tuple(uses)
    stopped = [u for u in found if u.status == "stopped" and u.route == "intrathecal"]
    if not stopped or by_pump_now(found):
        return False
    order = request.order
    if not isinstance(order, PumpOrder):
        return True
    return not all(_runs_again(order, use, request.today) for use in stopped)


def least_stopped_mg(request: Request, uses: Iterable[BaclofenUse]) -> float | None:
    """The least dose a day in mg, by mouth or by a route that is not stated, that was stopped; None
    where none is told, or a pump runs, the rate of which it may have been."""
    found, order = tuple(uses), request.order
    if by_pump_now(found):
        return None
    doses = (
        dose.in_mg
        for use in found
        if use.status == "stopped" and use.route != "intrathecal"
        and (dose := use.daily or use.written) is not None and dose.in_mg > 0
        and not (isinstance(order, PumpOrder) and _runs_again(order, use, request.today))
    )  # fmt: skip
    return min(doses, default=None)


def _runs_again(order: PumpOrder, stopped: BaclofenUse, today: date) -> bool:
    """Whether the order tells that the pump runs again: an old order ends where a new one begins.
    Who types the stop with its hours beside it says that it stands."""
    day, hours = stopped.stopped_on, order.hours_since_change
    if day is None or stopped.hours_since_last is not None or order.interruption_stands:
        return False
    is_set_since = order.now is not None and hours is not None and hours // 24 <= (today - day).days
    return order.gap_told or is_set_since


def stop_is_doubted(uses: Iterable[BaclofenUse]) -> bool:
    """Whether a stop is told beside the only baclofen that may run by the same route, and nobody
    knows which holds."""
    found = tuple(uses)
    runs, stopped = running(found), [use for use in found if use.status == "stopped"]
    if len(runs) != 1 or runs[0].status != "unknown":
        return False
    routes = {use.route for use in found} - {"unknown"}
    return bool(stopped) and len(routes) <= 1


def orders_of(uses: Iterable[BaclofenUse]) -> int:
    """How many orders of baclofen there are, stopped ones too: one that was stopped beside another
    may have been taken with it. A stop that is doubted is of the one that may run."""
    found = tuple(uses)
    return 1 if stop_is_doubted(found) else len(found)


def begun(uses: Iterable[BaclofenUse]) -> date | None:
    """The earliest day on which any of this was begun; None where that of one is not told, or one
    is on record from before: then it was taken for longer, nobody knows for how long."""
    days: list[date] = []
    for use in uses:
        if use.since is None or (use.ordered_on is not None and use.ordered_on < use.since):
            return None
        days.append(use.since)
    return min(days, default=None)


def first_seen(uses: Iterable[BaclofenUse]) -> date | None:
    """The first day on which any of this was taken, for all that is told or on record."""
    return min((day for use in uses if (day := use.first_seen) is not None), default=None)


def supply_end(uses: Iterable[BaclofenUse], today: date) -> date | None:
    """The first day on which the days or the supply of something taken by mouth end; None where
    none is told that is not past."""
    ends = (use.until for use in by_mouth_now(uses))
    return min((end for end in ends if end is not None and end >= today), default=None)


def used_up(uses: Iterable[BaclofenUse]) -> date | None:
    """The day on which what was handed over of something taken by mouth must have been used up,
    where it is past and no more was; None else."""
    days = (use.used_up for use in by_mouth_now(uses) if use.supplied_again is None)
    return max((day for day in days if day is not None), default=None)


def supplied_again(uses: Iterable[BaclofenUse]) -> tuple[date, date] | None:
    """The day on which what was handed over by mouth must have been used up, and the one on which
    more was, a few days ago; None where no time lay between."""
    found = [(use.used_up, use.supplied_again) for use in by_mouth_now(uses)]
    told = [(ended, again) for ended, again in found if ended is not None and again is not None]
    return max(told, key=lambda one: one[1], default=None)


def oral_dose(uses: Iterable[BaclofenUse]) -> Dose | None:
    """The daily dose by mouth, when there is just one use, read without a doubt; a pump beside it
    says nothing of it."""
    found = by_mouth_now(uses)
    if len(found) != 1 or found[0].daily is None or found[0].daily.unit != "mg":
        return None
    return None if found[0].doubt else found[0].daily


def oral_sum_mg(uses: Iterable[BaclofenUse]) -> float | None:
    """All that is told of a day by mouth, doubtful or not, in mg; None where no dose is told.

    A use whose route is not stated counts as one by mouth, as everywhere.
    """
    told = [u.daily for u in by_mouth_now(uses) if u.daily is not None]
    return sum(dose.in_mg for dose in told) if told else None


def oral_is_added(request: Request, uses: Iterable[BaclofenUse]) -> bool:
    """Whether a dose by mouth is ordered that comes on top of what runs: beside a pump, or as the
    first one where another is taken already."""
    order = request.order
    if not isinstance(order, OralOrder):
        return False
    runs = running(uses)
    return bool(by_pump_now(runs)) or (bool(order.starts) and bool(runs))

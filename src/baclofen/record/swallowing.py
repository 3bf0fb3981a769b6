"""What is taken by mouth, by the events: set, taken, missed, stopped, planned.

What is not certain is told as such: a plan that was accepted is no dose that was taken, and a day
without any dose is a stop.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.record.events import Event, Record
from baclofen.record.happened import Accepted, DoseSet, Missed, Planned, Stopped, Took
from baclofen.units import Dose, mg

#: Doses of a day may add up to this much more than was set before that is said.
_MORE = 1.01


def by_mouth(
    record: Record, day: date, known: Knowledge, *, told_on: datetime | None
) -> BaclofenUse | None:
    """What the events say of baclofen by mouth on this day; None where they say nothing newer than
    what was told at `told_on`."""
    events = [
        e for e in record.of(DoseSet, Took, Missed, Stopped)
        if not _of_pump(e) and e.day <= day
    ]  # fmt: skip
    planned = _planned(record, day)
    newest = max((e.at for e in events), default=None)
    if newest is not None and (told_on is None or newest >= told_on):
        return _after(planned, newest) or _of_events(events, day, known)
    return _after(planned, told_on)


def record_says_poisoned(record: Record, day: date) -> bool:
    """Whether the last stop, by either route, was for poisoning, and nothing was set since."""
    newest = None
    for event in record.of(Stopped, DoseSet):
        if event.day <= day:
            newest = event.what
    return isinstance(newest, Stopped) and newest.why == "poisoning"


def _of_pump(event: Event) -> bool:
    return getattr(event.what, "route", "oral") == "intrathecal"


def _of_events(events: list[Event], day: date, known: Knowledge) -> BaclofenUse | None:
    """What was set last, unless it was stopped or a whole day was missed since."""
    last_set = next((e for e in reversed(events) if isinstance(e.what, DoseSet)), None)
    newest = events[-1]
    daily = last_set.what.per_day if last_set and isinstance(last_set.what, DoseSet) else None
    if isinstance(newest.what, Stopped):
        words = f"stopped ({newest.what.why}) on {newest.day}"
        return _stopped(words, daily, newest.at, day, events)
    if (since := _nothing_since(events, last_set, known)) is not None:
        return _stopped(f"no dose since {since:%Y-%m-%d %H:%M}", daily, since, day, events)
    taken = _of_a_day(events, day)
    if last_set is None:
        if taken is None:
            return BaclofenUse(
                "oral", "unknown", "doses by the record", doubt="Tell the dose a day that was set"
            )
        last, amount = taken
        return BaclofenUse("oral", "active", f"{amount} taken on {last}", amount)
    words = f"{daily}/day, set on {last_set.day}"
    doubt = ""
    if taken is not None and daily is not None and taken[0] > last_set.day:
        last, amount = taken
        if amount.in_mg > daily.in_mg * _MORE:
            doubt = f"{amount} were taken on {last}; say what is taken a day"
    return BaclofenUse("oral", "active", words, daily, since=last_set.day, doubt=doubt)


def _stopped(
    words: str, daily: Dose | None, since: datetime, day: date, events: list[Event]
) -> BaclofenUse:
    """A stop, with the hours since the last dose that is known to have been taken, where one is."""
    taken = [e.at for e in events if isinstance(e.what, Took) and e.at <= since]
    hours = None
    if taken and since - taken[-1] < timedelta(days=1):
        # By the end of the day that is asked about, as everywhere where days are told.
        end = datetime.combine(day, since.timetz()).replace(hour=23, minute=59, second=59)
        hours = max(0.0, (end - taken[-1]).total_seconds() / 3600)
    return BaclofenUse(
        "oral", "stopped", words, daily, stopped_on=since.date(), hours_since_last=hours
    )


def _nothing_since(
    events: list[Event], last_set: Event | None, known: Knowledge
) -> datetime | None:
    """Since when nothing was taken, where the newest events are missed doses of a whole day."""
    run: list[Event] = []
    for event in reversed(events):
        if not isinstance(event.what, Missed):
            break
        run.append(event)
    if not run:
        return None
    times = last_set.what.times_per_day if last_set and isinstance(last_set.what, DoseSet) else None
    a_day = times or known.number("records.times_a_day")
    missed = sum(e.what.doses for e in run if isinstance(e.what, Missed))
    if missed < a_day:
        return None
    # The last missed dose was due at its event; those before it at the usual distance.
    first = min(run[-1].at, run[0].at - timedelta(hours=24 / a_day * (missed - 1)))
    before = [e.at for e in events if isinstance(e.what, Took | DoseSet) and e.at <= run[0].at]
    return max(first, before[-1]) if before else first


def _of_a_day(events: list[Event], day: date) -> tuple[date, Dose] | None:
    """The last whole day on which doses were taken, and what they add up to."""
    taken = [(e.day, e.what.dose) for e in events if isinstance(e.what, Took) and e.day < day]
    if not taken:
        return None
    last = taken[-1][0]
    return last, mg(sum(dose.in_mg for when, dose in taken if when == last))


def _planned(record: Record, day: date) -> tuple[datetime, BaclofenUse] | None:
    """The dose that an accepted plan has reached: planned, and not known to be taken."""
    newest = None
    for event in record.of(Accepted):
        if event.day > day or not isinstance(event.what, Accepted):
            continue
        plan = record[event.what.plan].what
        if isinstance(plan, Planned) and plan.steps:
            newest = event.at, plan, event
    if newest is None:
        return None
    at, plan, event = newest
    reached = [step for step in plan.steps if step.first <= day]
    if not reached:
        return None
    return at, BaclofenUse(
        "oral", "unknown", f"planned: {reached[-1].per_day}/day from {reached[-1].first}",
        reached[-1].per_day, since=reached[0].first,
        doubt=f"A plan was accepted on {event.day}; say what is taken",
    )  # fmt: skip


def _after(
    planned: tuple[datetime, BaclofenUse] | None, than: datetime | None
) -> BaclofenUse | None:
    if planned is None or (than is not None and planned[0] < than):
        return None
    return planned[1]

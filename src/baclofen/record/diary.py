"""Doses by mouth as a diary has them: what a day adds up to, and when a whole day went without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from baclofen.record.events import Event
from baclofen.record.happened import Missed, Took
from baclofen.units import Dose, mg
from baclofen.value import Value

#: Doses of a day may add up to this share more or less than was set: print rounds.
_SAME = 0.01
#: Doses that follow each other are up to this many usual distances apart: the night is longer.
_NIGHT = 1.5

#: What should be taken on a day, in mg; None where nothing tells.
Expected = Callable[[date], float | None]


class Doubt(Value):
    """Why what is taken is not certain, and the dose a day that speaks for another, where one
    does."""

    words: str
    daily: Dose | None = None


class Gap(Value):
    """A whole day or more without a dose: since when, and the doses that were taken after it."""

    since: datetime
    after: tuple[Event, ...] = ()


def day_sums(events: Iterable[Event], *, first: date) -> dict[date, float]:
    """What the doses of each day add up to, in mg, from a day on."""
    sums: Counter[date] = Counter()
    for event in events:
        if isinstance(event.what, Took) and event.day >= first:
            sums[event.day] += event.what.dose.in_mg  # type: ignore[assignment]
    return {day: float(sums[day]) for day in sorted(sums)}


def as_expected(taken: float, expected: float | None) -> bool:
    """Whether a day's doses are what should be taken."""
    return expected is not None and abs(taken - expected) <= _SAME * expected


def taken_otherwise(
    sums: dict[date, float], expected: Expected, today: date, *, days: int
) -> tuple[Doubt, ...]:
    """What the last days on which doses were told, `days` of them, have against what was set.

    One day with more counts, for less all of them: a dose may be missed, or not told.
    """
    doubts: list[Doubt] = []
    for day in list(sums)[-days:]:
        due = expected(day)
        if due is not None and sums[day] > due * (1 + _SAME):
            amount = mg(sums[day])
            doubts.append(Doubt(f"{amount} were taken on {day}; say what is taken a day", amount))
    whole = [day for day in sums if day < today][-days:]
    if len(whole) == days:
        due_of = [(day, expected(day)) for day in whole]
        if all(due is not None and sums[day] < due * (1 - _SAME) for day, due in due_of):
            least = mg(min(sums[day] for day in whole))
            doubts.append(Doubt(
                f"less than was set was taken, {mg(sums[whole[-1]])} on {whole[-1]}; say what is "
                "taken a day", least,
            ))  # fmt: skip
    return tuple(doubts)


def last_gap(events: Sequence[Event], *, times_a_day: float, begun: datetime) -> Gap | None:
    """The last time that a whole day of doses was missed one after the other, none taken between.

    `begun` is when it was set or told: a dose may have been taken then.
    """
    every = timedelta(hours=24 / times_a_day)
    gap: Gap | None = None
    run: list[Event] = []
    before = begun
    for event in events:
        if isinstance(event.what, Took):
            run, before = [], max(before, event.at)
            if gap is not None:
                gap = Gap(gap.since, (*gap.after, event))
        elif isinstance(event.what, Missed):
            if run and event.at - every * (_doses(event) - 1) - run[-1].at > every * _NIGHT:
                run = []
            run.append(event)
            missed = sum(map(_doses, run))
            if missed >= times_a_day:
                # The last missed dose was due at its event; those before it at the usual distance.
                first = min(run[0].at, event.at - every * (missed - 1))
                gap = Gap(max(first, before))
    return gap


def _doses(event: Event) -> int:
    return event.what.doses if isinstance(event.what, Missed) else 0

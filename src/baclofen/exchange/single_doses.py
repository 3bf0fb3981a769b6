"""Doses by mouth told one by one: what a day adds up to, and when a whole day went without.

A diary and the administrations of an electronic record are read by these same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from baclofen.patient import BaclofenUse
from baclofen.units import Dose, mg
from baclofen.value import Value, replace

#: Doses of a day may add up to this share more or less than was set: print rounds.
_SAME = 0.01
#: Doses that follow each other are up to this many usual distances apart: the night is longer.
_NIGHT = 1.5

#: What should be taken on a day, in mg; None where nothing tells.
Expected = Callable[[date], float | None]


class SingleDose(Value):
    """One dose that was taken, in mg (None where nobody tells how much), or so many that were
    `missed`, the last of them at this time."""

    at: datetime
    mg: float | None = None
    missed: int = 0

    @property
    def day(self) -> date:
        """The day it was due or taken, where it was."""
        return self.at.date()


class Doubt(Value):
    """Why what is taken is not certain, and the dose a day that speaks for another, where one
    does."""

    words: str
    daily: Dose | None = None


class Gap(Value):
    """A whole day or more without a dose: since when, the last that was missed, and the doses that
    were taken after it."""

    since: datetime
    until: datetime
    after: tuple[SingleDose, ...] = ()


def day_sums(doses: Iterable[SingleDose], *, first: date) -> dict[date, float]:
    """What the doses of each day add up to, in mg, from a day on."""
    sums: dict[date, float] = {}
    for one in doses:
        if not one.missed and one.mg is not None and one.day >= first:
            sums[one.day] = sums.get(one.day, 0.0) + one.mg
    return {day: sums[day] for day in sorted(sums)}


def as_expected(taken: float, expected: float | None) -> bool:
    """Whether a day's doses are what should be taken."""
    return expected is not None and abs(taken - expected) <= _SAME * expected


def is_more(taken: float, expected: float) -> bool:
    """Whether it is more than it should be, beyond what print rounds."""
    return taken > expected * (1 + _SAME)


def taken_otherwise(
    sums: dict[date, float], expected: Expected, today: date, *, days: int
) -> tuple[Doubt, ...]:
    """What the last days on which doses were told, `days` of them, have against what was set.

    One day with more counts, for less all of them: a dose may be missed, or not told.
    """
    doubts: list[Doubt] = []
    for day in list(sums)[-days:]:
        due = expected(day)
        if due is not None and is_more(sums[day], due):
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


def last_gap(doses: Sequence[SingleDose], *, times_a_day: float, begun: datetime) -> Gap | None:
    """The last time that a whole day of doses was missed one after the other, none taken between.

    `begun` is when it was set or told: a dose may have been taken then.
    """
    every = timedelta(hours=24 / times_a_day)
    gap: Gap | None = None
    run: list[SingleDose] = []
    before = begun
    for one in doses:
        if not one.missed:
            run, before = [], max(before, one.at)
            if gap is not None:
                gap = Gap(gap.since, gap.until, (*gap.after, one))
            continue
        if run and one.at - every * (one.missed - 1) - run[-1].at > every * _NIGHT:
            run = []
        run.append(one)
        missed = sum(each.missed for each in run)
        if missed >= times_a_day:
            # The last missed dose was due at its time; those before it at the usual distance.
            first = min(run[0].at, one.at - every * (missed - 1))
            gap = Gap(max(first, before), one.at)
    return gap


def not_taken_up(
    gap: Gap | None, sums: dict[date, float], expected: Expected, *, days: int
) -> Doubt | None:
    """Why what is taken since a gap is asked: until `days` days of doses are as they should be.
    None where there was none, or nothing was taken after it."""
    if gap is None or not gap.after:
        return None
    first = gap.after[0].day
    again = [day for day in sums if day >= first and as_expected(sums[day], expected(day))]
    if len(again) >= days:
        return None
    amount = sums.get(gap.after[-1].day, 0.0) or gap.after[-1].mg
    return Doubt(
        f"No dose was taken for a day or more before {first}; say what is taken since",
        None if amount is None else mg(amount),
    )


def as_unclear(
    use: BaclofenUse, doubts: Iterable[Doubt], said: str, *, is_only: bool
) -> BaclofenUse:
    """A use that runs, with what speaks against it: unclear, and of the only one there is the
    smallest of the doses told. `said` are the words of all of it."""
    doses = [use.daily, *(doubt.daily for doubt in doubts)]
    daily = min((d for d in doses if d is not None), default=None) if is_only else use.daily
    # Another dose than the one that was set is no step from what ran before that one.
    before = use.before if daily == use.daily else ()
    return replace(use, status="unknown", daily=daily, doubt=said, before=before)

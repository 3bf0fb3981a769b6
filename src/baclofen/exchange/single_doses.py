"""Doses by mouth told one by one: what a day adds up to, and when a whole day went without.

A diary and the administrations of an electronic record are read by these same rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from math import ceil

from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import Overdose, SeveralSteps, TooManyZeros
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.units import Dose, mg
from baclofen.value import Value, replace

#: Doses of a day may add up to this share more or less than was set: print rounds.
_SAME = 0.01
#: Doses that follow each other are up to this many usual distances apart: the night is longer.
_NIGHT = 1.5

#: What an amount sounds like that is far above what is meant for one time.
POISONED = "signs.baclofen_poisoning"

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
    does; `since` when that one took the place of what was set, where every dose of it is told."""

    words: str
    daily: Dose | None = None
    since: date | None = None


class Gap(Value):
    """A whole day or more without a dose: since when, the last that was missed, and the doses that
    were taken after it."""

    since: datetime
    until: datetime
    after: tuple[SingleDose, ...] = ()


def of_evenings(doses: Iterable[SingleDose], *, times_a_day: float) -> tuple[SingleDose, ...]:
    """The doses, those of just after midnight that the evening before lacks as of that evening: up
    to half the usual distance late, on a day that has one too many by it."""
    told = tuple(doses)
    often = Counter(one.day for one in told)
    made: list[SingleDose] = []
    for one in told:
        midnight = datetime.combine(one.day, time.min, one.at.tzinfo)
        before = one.day - timedelta(days=1)
        is_late = one.at - midnight < timedelta(hours=12 / times_a_day)
        if is_late and often[one.day] > times_a_day > often[before] > 0:
            often[one.day] -= 1
            often[before] += 1
            made.append(replace(one, at=midnight - timedelta(minutes=1)))
        else:
            made.append(one)
    return tuple(made)


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


def may_poison(
    given: float, known: Knowledge, *, single: float | None, due: float | None, of_day: float
) -> bool:
    """Whether what was given at one time, in mg, may poison: as much as made people comatose; or,
    of a day with more than is `due`, ten times what is meant for one time (`single`), or twice as
    much and several steps above it.

    Facts: `OD-200`, `SLIP-ZERO`, `DO-DOUBLE-MORE`, `plan.steps`.
    """
    if given >= known.of(Overdose).from_mg:
        return True
    if single is None or (due is not None and not is_more(of_day, due)):
        return False
    is_far = given >= known.of(SeveralSteps).times * single
    is_steps = given - single >= known.number("plan.steps")
    return given >= known.of(TooManyZeros).times * single or (is_far and is_steps)


class Swallowed(Value):
    """Doses that come to far too much: how many mg, from the first to the last of them."""

    mg: float
    at: datetime
    until: datetime

    @property
    def when(self) -> str:
        """Within what time, and on which day it began."""
        hours = ceil((self.until - self.at) / timedelta(hours=1))
        within = "at one time" if self.until == self.at else f"within {hours} h"
        return f"{within} on {self.at.date()}"


def swallowed(
    doses: Sequence[tuple[datetime, float]], known: Knowledge, *,
    single: Callable[[date, int], float | None], due: Expected, alone: Collection[int] = (),
) -> tuple[Swallowed, ...]:  # fmt: skip
    """What was taken at one time, or within less than the hours by which the doses of a day lie
    apart, and may poison; and what makes people comatose within a day, and is twice what is due or
    more. `doses` are in the order of their times, in mg; `single` is what is meant for one time
    of a day, in so many of them, `alone` are the places of those of which only the day is told.

    Facts: `records.doses_apart`, and those of `may_poison`.
    """
    sums: dict[date, float] = {}
    for at, given in doses:
        sums[at.date()] = sums.get(at.date(), 0.0) + given
    apart = timedelta(hours=known.number("records.doses_apart"))
    least, times = known.of(Overdose).from_mg, known.of(SeveralSteps).times

    def is_at_once(one: Swallowed, count: int) -> bool:
        meant = due(one.at.date())
        of_day = max(sums[one.at.date()], sums[one.until.date()])
        is_over = meant is None or is_more(of_day, meant) or one.at == one.until
        return is_over and may_poison(
            one.mg, known, single=single(one.at.date(), count), due=meant, of_day=of_day
        )  # fmt: skip

    def is_of_a_day(one: Swallowed, count: int) -> bool:
        meant = due(one.at.date())
        return one.mg >= least and (meant is None or one.mg >= times * meant)

    timed = [one for place, one in enumerate(doses) if place not in alone]
    found = [one for one, count in _within(timed, apart) if is_at_once(one, count)]
    by_day = (Swallowed(doses[place][1], doses[place][0], doses[place][0]) for place in alone)
    found += [one for one in by_day if is_at_once(one, 1)]
    found += [one for one, count in _within(doses, timedelta(days=1)) if is_of_a_day(one, count)]
    kept: list[Swallowed] = []
    # The same doses are told once, as of the shortest time in which they are too much.
    for one in found:
        if not any(other.at <= one.until and one.at <= other.until for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.at))


def _within(
    doses: Sequence[tuple[datetime, float]], span: timedelta
) -> Iterable[tuple[Swallowed, int]]:
    """What was taken from each dose on within less than this time, and in how many."""
    ats, sums = [at for at, _ in doses], [0.0, *accumulate(given for _, given in doses)]
    for first, at in enumerate(ats):
        last = bisect_left(ats, at + span)
        yield Swallowed(sums[last] - sums[first], at, ats[last - 1]), last - first


def taken_otherwise(
    sums: dict[date, float], doses: Iterable[SingleDose], expected: Expected, today: date, *,
    days: int, times_a_day: float,
) -> tuple[Doubt, ...]:  # fmt: skip
    """What the last days on which doses were told, `days` of them, have against what was set.

    One day with more counts, for less all of them: a dose may be missed, or not told. Where each of
    the day's doses is told as taken or missed, less is what was taken, and a cut from its first
    day.
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
                _less_since(sums, doses, expected, whole, times_a_day),
            ))  # fmt: skip
    return tuple(doubts)


def _less_since(
    sums: dict[date, float], doses: Iterable[SingleDose], expected: Expected,
    last: Sequence[date], times_a_day: float,
) -> date | None:  # fmt: skip
    """The first of the days, one after the other up to the last whole one, with less than was set
    and every dose told; None where it is not so on each of these `last` days."""
    told = Counter[date]()
    for one in doses:
        told[one.day] += one.missed or 1
    day, since = last[-1], None
    while day in sums and told[day] >= times_a_day:
        due = expected(day)
        if due is None or sums[day] >= due * (1 - _SAME):
            break
        since, day = day, day - timedelta(days=1)
    return since if since is not None and since <= last[0] else None


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
    use: BaclofenUse, doubts: Collection[Doubt], said: str, *, is_only: bool
) -> BaclofenUse:
    """A use that runs, with what speaks against it: unclear, and of the only one there is the
    smallest of the doses told. `said` are the words of all of it."""
    doses = [use.daily, *(doubt.daily for doubt in doubts)]
    daily = min((d for d in doses if d is not None), default=None) if is_only else use.daily
    # Another dose than the one that was set is no step from what ran before that one, but may be
    # one from what was set itself.
    before = use.before if daily == use.daily else ()
    since = next((d.since for d in doubts if d.daily == daily and d.since is not None), None)
    if since is not None and use.daily is not None and daily != use.daily:
        before = (DoseBefore(use.daily, since),)
    return replace(use, status="unknown", daily=daily, doubt=said, before=before)

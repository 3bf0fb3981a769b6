"""What is taken by mouth on a day: the evidence, in the order in which it happened.

Each source says something, and has what it can and cannot overrule:

- **set** (a dose set here): from now on this much a day. Ends all before it, a stop too.
- **answered, typed**: this much is taken. Ends what was before; a typed list that shows a dose of
  before the one that holds, or the dose that was stopped, is an old list: doubt.
- **an electronic record**: what is ordered elsewhere. Replaces an older record; agrees with what
  was set here, or is doubt. Ends no stop.
- **a plan that was accepted**: this much is planned from its step on. Confirmed by a day's doses,
  or by a dose set or told, that are its step; until then what is taken is asked.
- **doses taken, missed**: never a dose a day of their own. More on a day, or less for days, is
  doubt; a whole day missed one after the other is a stop; a dose after a stop is doubt.
- **none** (told, or a record without it): ends nothing that nobody stopped; after a stop it
  confirms it.
- **stopped**: stays until a dose is set, planned or told anew. Its reasons stay with it.

What holds is doubtful again after `records.no_lapses` days in which nothing confirmed it.
Where sources disagree the use is "unknown" with the smallest of the doses that speak, and the doubt
says why: then nothing is continued, raised or tapered before somebody has asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.record.accepted import Plans
from baclofen.record.diary import Doubt, as_expected, day_sums, last_gap, taken_otherwise
from baclofen.record.events import Event, Record
from baclofen.record.happened import Accepted, DoseSet, Missed, Planned, Stopped, Took
from baclofen.record.telling import Saying
from baclofen.units import Dose, mg
from baclofen.value import Value, replace


class Mouth(Value):
    """What is taken by mouth: the uses, whether none is told, and whether the uses are just what
    was told, so that what was confirmed of them still is."""

    uses: tuple[BaclofenUse, ...]
    said_none: bool = False
    as_told: bool = False


def by_mouth(
    record: Record, sayings: Mapping[int, Saying], day: date, known: Knowledge
) -> Mouth | None:
    """What the evidence says of baclofen by mouth on this day; None where none speaks of it.

    `sayings` is what pieces that were told say of baclofen, by the number of their event.
    """
    table = _Evidence(record, known)
    for event in record.standing:
        if event.day > day:
            continue
        if (saying := sayings.get(event.number)) is not None:
            table.hear(event, saying)
        else:
            table.happen(event)
    return table.on(day)


def poisoned(record: Record, day: date) -> bool:
    """Whether a route was stopped for poisoning, and nothing was set by that route since."""
    there: set[str] = set()
    for event in record.of(Stopped, DoseSet):
        if event.day > day:
            continue
        if isinstance(event.what, DoseSet):
            there.discard(event.what.route)
        elif isinstance(event.what, Stopped) and event.what.why == "poisoning":
            there.add(event.what.route)
    return bool(there)


class _Word(Value):
    """The newest word on what is taken a day."""

    event: Event
    uses: tuple[BaclofenUse, ...]
    source: Literal["set", "typed", "answer", "record"]
    times: int | None = None

    @property
    def running(self) -> tuple[BaclofenUse, ...]:
        return tuple(use for use in self.uses if use.status != "stopped")

    @property
    def daily(self) -> Dose | None:
        return self.running[0].daily if len(self.running) == 1 else None


class _Stop(Value):
    """A stop that holds: its event, the uses as they were stopped, and every reason told."""

    event: Event
    uses: tuple[BaclofenUse, ...]
    reasons: tuple[str, ...] = ()

    @property
    def daily(self) -> Dose | None:
        return self.uses[0].daily


class _Evidence:
    """The table of evidence, event by event."""

    def __init__(self, record: Record, known: Knowledge) -> None:
        self._record, self._known = record, known
        self._word: _Word | None = None
        self._stop: _Stop | None = None
        self._plans = Plans()
        self._doubts: list[Doubt] = []
        #: Doses a day that held before, mg: a list that shows one of them is an old list.
        self._old: set[float] = set()
        #: Doses taken and missed since the newest word.
        self._diary: list[Event] = []
        self._last_taken: datetime | None = None
        self._said_none = False
        #: The last day on which what holds was said again, and the dose that was said then.
        self._agreed: tuple[date, Dose | None] | None = None

    # --- what comes ------------------------------------------------------------------------

    def happen(self, event: Event) -> None:
        what = event.what
        if isinstance(what, DoseSet) and what.route == "oral":
            self._set(event, what)
        elif isinstance(what, Stopped) and what.route == "oral":
            self._stopped(event, what)
        elif isinstance(what, Took | Missed):
            self._diary.append(event)
            if isinstance(what, Took):
                self._last_taken = event.at
        elif isinstance(what, Accepted):
            plan = self._record[what.plan].what
            if isinstance(plan, Planned) and plan.steps:
                self._remember(self._due(event.day))
                self._plans = self._plans.and_then(event, plan)

    def hear(self, event: Event, saying: Saying) -> None:
        uses = tuple(use for use in saying.uses if use.route != "intrathecal")
        running = tuple(use for use in uses if use.status != "stopped")
        word = _Word(event, uses, saying.source)
        if not uses:
            self._none(event, saying)
        elif not running:
            self._told_stopped(word)
        elif self._stop is not None:
            self._told_after_stop(word)
        elif saying.source == "record":
            self._recorded(word)
        else:
            self._told(word)

    def _set(self, event: Event, what: DoseSet) -> None:
        if self._stop is not None and _order_open(self._stop.event, event):
            self._doubts.append(Doubt(
                f"{what.per_day}/day was set on the day of the stop; say which came later",
                what.per_day,
            ))  # fmt: skip
            return
        words = f"{what.per_day}/day, set on {event.day}"
        use = BaclofenUse("oral", "active", words, what.per_day, since=event.day)
        self._settle(_Word(event, (use,), "set", what.times_per_day))

    def _settle(self, word: _Word) -> None:
        """What is taken is told anew: a plan goes on if that is its step, all else is over."""
        step = self._plans.step(word.event.day)
        self._remember(self._due(word.event.day))
        if step is None or step.per_day != word.daily:
            self._plans = Plans()
        self._word, self._stop = word, None
        self._doubts, self._diary = [], []
        self._said_none = False
        self._agreed = word.event.day, word.daily

    def _stopped(self, event: Event, what: Stopped) -> None:
        reasons = dict.fromkeys((*(self._stop.reasons if self._stop else ()), what.why))
        daily = self._stop.daily if self._stop else self._due(event.day)
        words = f"stopped ({', '.join(reasons)}) on {event.day}"
        use = BaclofenUse("oral", "stopped", words, daily, stopped_on=event.day)
        self._halt(_Stop(event, (use,), tuple(reasons)))

    def _halt(self, stop: _Stop) -> None:
        self._stop, self._plans = stop, Plans()
        self._doubts, self._diary = [], []
        self._agreed = stop.event.day, None

    def _none(self, event: Event, saying: Saying) -> None:
        by_record = saying.source == "record"
        if self._stop is not None:
            if not by_record:
                self._agreed, self._said_none = (event.day, None), True
            return
        is_taken = self._word is not None or self._plans.on(event.day) is not None
        if is_taken or any(isinstance(e.what, Took) for e in self._diary):
            said = "An electronic record shows none since" if by_record else (
                "It was told since that none is taken"
            )  # fmt: skip
            self._doubts.append(Doubt(f"{said} ({event.day}); say what is taken"))
            self._said_none = self._said_none or not by_record

    def _told_stopped(self, word: _Word) -> None:
        ours = self._word is not None and self._word.source != "record"
        if word.source == "record" and (ours or self._plans.on(word.event.day) is not None):
            self._doubts.append(
                Doubt(f"An electronic record shows it as stopped since ({word.event.day})")
            )
        elif self._stop is None or not self._stop.reasons:
            self._halt(_Stop(word.event, word.uses))

    def _told_after_stop(self, word: _Word) -> None:
        """Only what is told to be taken anew ends a stop; a list may be as old as the dose."""
        is_clear = word.daily is not None and not any(use.doubt for use in word.running)
        is_new = word.source == "typed" and is_clear and not self._is_old(word)
        if word.source == "answer" or is_new:
            self._settle(word)
        else:
            self._doubts.append(_shown(word, "it was stopped before"))

    def _recorded(self, word: _Word) -> None:
        due = self._due(word.event.day)
        has_plan = self._plans.on(word.event.day) is not None
        if not has_plan and (self._word is None or self._word.source == "record"):
            self._settle(word)
        elif due is not None and word.daily == due:
            self._agreed = word.event.day, due
        else:
            ours = self._word.running[0].as_written if self._word and not has_plan else f"{due}/day"
            self._doubts.append(_shown(word, f"the clinic's own record says {ours}"))

    def _told(self, word: _Word) -> None:
        due = self._due(word.event.day)
        if word.source == "typed" and due is not None and word.daily == due:
            self._agreed = word.event.day, due
        elif word.source == "typed" and due is not None and self._is_old(word):
            self._doubts.append(_shown(word, f"{due}/day is newer"))
        else:
            self._settle(word)

    def _remember(self, dose: Dose | None) -> None:
        if dose is not None:
            self._old.add(dose.in_mg)

    def _is_old(self, word: _Word) -> bool:
        """Whether a list shows a dose of before."""
        if word.daily is None:
            return True
        passed = {
            step.per_day.in_mg
            for _, plan in self._plans.taken_over
            for step in plan.steps
            if step.first <= word.event.day
        }
        stopped = {self._stop.daily.in_mg} if self._stop and self._stop.daily else set()
        return word.daily.in_mg in self._old | passed | stopped

    def _due(self, day: date) -> Dose | None:
        """What should be taken on a day, by plan or by the newest word."""
        step = self._plans.step(day)
        if step is not None:
            return step.per_day
        return self._word.daily if self._word else None

    # --- what it comes to ------------------------------------------------------------------

    def on(self, day: date) -> Mouth | None:
        step = self._plans.step(day)
        if self._stop is not None and step is None:
            return self._of_a_stop(self._stop, day)
        if self._word is None and step is None:
            return self._of_single_doses(day)
        return self._of_a_word(day)

    def _of_a_word(self, day: date) -> Mouth:
        """A dose a day that was set, told or planned, held against what came since."""
        word, plan = self._word, self._plans.on(day)
        due = self._due(day)
        event = plan[0] if plan else word.event if word else None
        assert event is not None  # noqa: S101 - one of both is there
        sums, otherwise = self._taken(day)
        doubts = [*self._doubts, *otherwise]
        gap = last_gap(self._since(event), times_a_day=self._times(), begun=event.at)
        if gap is not None and not gap.after:
            words = f"no dose since {gap.since:%Y-%m-%d %H:%M}"
            return Mouth((self._ended(words, due, gap.since, day),), self._said_none)
        fits = [d for d in sums if as_expected(sums[d], self._mg_due(d))]
        if gap is not None:
            again = [d for d in fits if d >= gap.after[0].day]
            if len(again) < self._days:
                amount = mg(sums.get(gap.after[-1].day, 0.0) or _amount(gap.after[-1]))
                doubts.append(Doubt(
                    f"No dose was taken for a day or more before {gap.after[0].day}; say what is "
                    "taken since", amount,
                ))  # fmt: skip
        if plan is not None:
            return self._of_a_plan(day, fits, doubts)
        assert word is not None  # noqa: S101 - as above
        agreed = [self._agreed[0]] if self._agreed else []
        last = max([*agreed, *fits], default=word.event.day)
        if word.source != "record" and (day - last).days > self._lapses:
            doubts.append(Doubt("It was told long ago; say what is taken now"))
        return Mouth(_doubtful(word.uses, doubts), self._said_none,
                     as_told=word.source != "set" and not doubts)  # fmt: skip

    def _of_a_plan(self, day: date, fits: list[date], doubts: list[Doubt]) -> Mouth:
        """Its step is taken where a day's doses, or a dose that was set or told, are that step."""
        plan, step = self._plans.on(day), self._plans.step(day)
        assert plan is not None  # noqa: S101 - it was asked for before
        assert step is not None  # noqa: S101 - as above
        reached = step.first - timedelta(days=1)
        followed = bool(fits) and fits[-1] >= reached and (day - fits[-1]).days <= self._lapses
        if self._agreed is not None:
            when, dose = self._agreed
            followed |= (
                dose == step.per_day and when >= max(plan[0].day, reached)
                and (day - when).days <= self._lapses
            )  # fmt: skip
        since = plan[1].steps[0].first
        if self._word is not None and self._stop is None and self._word.running[0].since:
            since = min(since, self._word.running[0].since)
        words = f"planned: {step.per_day}/day from {step.first}"
        use = BaclofenUse("oral", "active", words, step.per_day, since=since)
        if not followed:
            doubts = [
                *doubts, Doubt(f"A plan was accepted on {plan[0].day}; say what is taken"),
            ]  # fmt: skip
        return Mouth(_doubtful((use,), doubts), self._said_none)

    def _of_a_stop(self, stop: _Stop, day: date) -> Mouth:
        """The stop stays; what speaks for baclofen since is doubt beside it."""
        uses = tuple(self._with_hours(use, stop.event.at, day) for use in stop.uses)
        taken = [event for event in self._diary if isinstance(event.what, Took)]
        doubts = list(self._doubts)
        if taken:
            amount = mg(day_sums(taken, first=taken[-1].day)[taken[-1].day])
            doubts.append(Doubt(f"{amount} were taken on {taken[-1].day}, after the stop", amount))
        if "poisoning" in stop.reasons:
            # Whoever was poisoned stays stopped: what was taken since moves the last dose.
            last = max([stop.event.day, *(event.day for event in taken)])
            said = "; ".join(doubt.words for doubt in doubts)
            return Mouth(
                tuple(replace(use, stopped_on=last, doubt=said) for use in uses), self._said_none
            )
        agreed = self._agreed[0] if self._agreed else stop.event.day
        if stop.reasons and not doubts and (day - agreed).days > self._lapses:
            doubts.append(Doubt("It was stopped long ago; say whether it is taken again"))
        if not doubts:
            return Mouth(uses, self._said_none, as_told=not stop.reasons)
        shown = BaclofenUse("oral", "unknown", "baclofen after a stop")
        return Mouth((*uses, *_doubtful((shown,), doubts)), self._said_none)

    def _of_single_doses(self, day: date) -> Mouth | None:
        """Doses of which nobody tells how much a day was set."""
        if not self._diary:
            return None
        first = self._diary[0]
        gap = last_gap(self._diary, times_a_day=self._times(), begun=first.at)
        if gap is not None and not gap.after:
            words = f"no dose since {gap.since:%Y-%m-%d %H:%M}"
            return Mouth((self._ended(words, None, gap.since, day),), self._said_none)
        sums = [(d, s) for d, s in day_sums(self._diary, first=first.day).items() if d < day]
        words = f"{mg(sums[-1][1])} taken on {sums[-1][0]}" if sums else "doses by the record"
        use = BaclofenUse("oral", "unknown", words, mg(sums[-1][1]) if sums else None)
        doubt = Doubt("single doses are told, and none a day; tell the dose a day that was set")
        return Mouth(_doubtful((use,), [doubt, *self._doubts]), self._said_none)

    # --- how -------------------------------------------------------------------------------

    @property
    def _days(self) -> int:
        return int(self._known.number("records.taken_otherwise"))

    @property
    def _lapses(self) -> float:
        return self._known.number("records.no_lapses")

    def _times(self) -> float:
        told = self._word.times if self._word else None
        return told or self._known.number("records.times_a_day")

    def _mg_due(self, day: date) -> float | None:
        due = self._due(day)
        return None if due is None else due.in_mg

    def _since(self, event: Event) -> list[Event]:
        return [one for one in self._diary if one.at >= event.at]

    def _taken(self, day: date) -> tuple[dict[date, float], tuple[Doubt, ...]]:
        """What was taken on whole days since the newest word, and what of it is otherwise."""
        plan = self._plans.on(day)
        first = self._word.event.day + timedelta(days=1) if self._word else date.min
        if plan is not None and (self._word is None or self._stop is not None):
            first = plan[1].steps[0].first
        sums = day_sums(self._diary, first=first)
        return sums, taken_otherwise(sums, self._mg_due, day, days=self._days)

    def _ended(self, words: str, daily: Dose | None, since: datetime, day: date) -> BaclofenUse:
        use = BaclofenUse("oral", "stopped", words, daily, stopped_on=since.date())
        return self._with_hours(use, since, day)

    def _with_hours(self, use: BaclofenUse, since: datetime, day: date) -> BaclofenUse:
        """A stop, with the hours since the last dose that is known to have been taken."""
        last = self._last_taken
        if use.hours_since_last is not None or last is None or last > since:
            return use
        if since - last >= timedelta(days=1):
            return use
        # By the end of the day that is asked about, as everywhere where days are told.
        end = datetime.combine(day, since.timetz()).replace(hour=23, minute=59, second=59)
        return replace(use, hours_since_last=max(0.0, (end - last).total_seconds() / 3600))


def _order_open(stop: Event, start: Event) -> bool:
    """Whether nothing tells which of two things of one day came first."""
    if stop.day != start.day or not (stop.whole_day or start.whole_day):
        return False
    return not all(one.written.date() == one.day for one in (stop, start))


def _shown(word: _Word, against: str) -> Doubt:
    where = "An electronic record" if word.source == "record" else "A list"
    shown = ", ".join(use.as_written for use in word.running)
    return Doubt(
        f"{where} of {word.event.day} shows {shown}; {against}; say what is taken", word.daily
    )


def _amount(event: Event) -> float:
    return event.what.dose.in_mg if isinstance(event.what, Took) else 0.0


def _doubtful(uses: tuple[BaclofenUse, ...], doubts: list[Doubt]) -> tuple[BaclofenUse, ...]:
    """The uses with what speaks against them: unknown, with the smallest of the doses told."""
    if not doubts:
        return uses
    words = "; ".join(dict.fromkeys(doubt.words for doubt in doubts))
    told = [doubt.daily for doubt in doubts if doubt.daily is not None]
    running = [use for use in uses if use.status != "stopped"]
    made = []
    for use in uses:
        if use.status == "stopped":
            made.append(use)
            continue
        doses = [dose for dose in (use.daily, *told) if dose is not None]
        daily = min(doses, default=None) if len(running) == 1 else use.daily
        said = f"{use.doubt}; {words}" if use.doubt else words
        made.append(replace(use, status="unknown", daily=daily, doubt=said))
    return tuple(made)

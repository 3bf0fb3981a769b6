"""The evidence on what is taken by mouth, event by event: what each says, and what it overrules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from baclofen.exchange import Doubt
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.record.accepted import Plans
from baclofen.record.events import Event, Record
from baclofen.record.happened import Accepted, DoseSet, Missed, Planned, Stopped, Took
from baclofen.record.telling import Saying
from baclofen.units import Dose, mg
from baclofen.value import Value, replace

#: None at all a day, by mouth.
NONE = mg(0)


class Word(Value):
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


class Stop(Value):
    """A stop that holds: its event, the uses as they were stopped, and every reason told."""

    event: Event
    uses: tuple[BaclofenUse, ...]
    reasons: tuple[str, ...] = ()

    @property
    def daily(self) -> Dose | None:
        return self.uses[0].daily

    def ends_in_poisoning_on(self, day: date) -> bool:
        """Whether somebody was poisoned on this day: nobody is well again by its end."""
        return self.event.day == day and "poisoning" in self.reasons


class Evidence:
    """The table of evidence, event by event."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.word: Word | None = None
        self.stop: Stop | None = None
        self.plans = Plans()
        self.doubts: list[Doubt] = []
        #: What ran before what holds, the oldest first.
        self.ran: tuple[DoseBefore, ...] = ()
        #: Doses a day that held before, mg: a list that shows one of them is an old list.
        self.old: set[float] = set()
        #: Doses taken and missed since the newest word.
        self.diary: list[Event] = []
        self.last_taken: datetime | None = None
        self.said_none = False
        #: It was told that none is taken, before any was.
        self.none_before = False
        #: The last day on which what holds was said again, and the dose that was said then.
        self.agreed: tuple[date, Dose | None] | None = None

    def is_after(self, one: Event, other: Event) -> bool:
        """Whether one came after the other."""
        return self._record.is_after(one, other)

    # --- what comes ------------------------------------------------------------------------

    def happen(self, event: Event) -> None:
        what = event.what
        if isinstance(what, DoseSet) and what.route == "oral":
            self._set(event, what)
        elif isinstance(what, Stopped) and what.route == "oral":
            self._stopped(event, what)
        elif isinstance(what, Took | Missed):
            self.diary.append(event)
            if isinstance(what, Took):
                self.last_taken = event.at
        elif isinstance(what, Accepted):
            plan = self._record[what.plan].what
            if isinstance(plan, Planned) and plan.steps:
                self._remember(self.due(event.day))
                self.plans = self.plans.and_then(event, plan)

    def hear(self, event: Event, saying: Saying) -> None:
        uses = tuple(use for use in saying.uses if use.route != "intrathecal")
        running = tuple(use for use in uses if use.status != "stopped")
        word = Word(event, uses, saying.source)
        if not uses:
            self._none(event, saying)
        elif not running:
            self._told_stopped(word)
        elif self.stop is not None or self._ended(event.day) is not None:
            self._told_after_stop(word)
        elif saying.source == "record":
            self._recorded(word)
        else:
            self._told(word)

    def _set(self, event: Event, what: DoseSet) -> None:
        if self.stop is not None and _order_open(self.stop.event, event):
            self.doubts.append(Doubt(
                f"{what.per_day}/day was set on the day of the stop; say which came later",
                what.per_day,
            ))  # fmt: skip
            return
        if self.stop is not None and self.stop.ends_in_poisoning_on(event.day):
            self.doubts.append(Doubt(
                f"{what.per_day}/day was set on the day of the stop for poisoning; say whether it "
                "is taken", what.per_day,
            ))  # fmt: skip
            return
        words = f"{what.per_day}/day, set on {event.day}"
        use = BaclofenUse("oral", "active", words, what.per_day, since=self.begun(event.day),
                          dose_since=event.day)  # fmt: skip
        self._settle(Word(event, (use,), "set", what.times_per_day))

    def begun(self, day: date) -> date | None:
        """When the baclofen was begun of which a dose is told on a day: as the dose before it, or
        by a plan, where none was taken before. After a stop nobody counts from when."""
        if self.stop is not None:
            return None
        if self.word is not None:
            return self.word.running[0].since if self.word.running else None
        if not self.none_before:
            return None
        plan = self.plans.on(day)
        return None if plan is None else plan.begins

    def _settle(self, word: Word) -> None:
        """What is taken is told anew: a plan goes on if that is its step, all else is over."""
        plan = self.plans.on(word.event.day)
        self._remember(self.due(word.event.day))
        word = self._after_what_ran(word)
        if plan is None or plan.step.per_day != word.daily:
            self.plans = Plans()
        self.word, self.stop = word, None
        self.doubts, self.diary = [], []
        self.said_none = False
        self.agreed = word.event.day, word.daily

    def _after_what_ran(self, word: Word) -> Word:
        """The word with what ran before it, which is kept for the next."""
        one = word.running[0] if len(word.running) == 1 else None
        if word.source == "record" and one is not None and one.before:
            # What an electronic record tells of it has days of its own.
            self.ran = one.before
            return word
        day = word.event.day
        is_set_anew = (
            self.word is not None and self.stop is None and self.word.event.day == day
            and self.word.source == word.source == "set"
        )  # fmt: skip
        is_unplanned = self.plans.on(day) is None
        ended = self.stop.uses[0] if self.stop else self._ended(day)
        due = self.due(day)
        if ended is not None:
            self._keep(ended.daily, ended.stopped_on or day)
            self._keep(NONE, day)
        elif due is not None and due != word.daily and not is_set_anew:
            # What was set twice on a day is what was set last: the first was not taken for long.
            self._keep(due, day)
        elif self.none_before and self.word is None and word.source == "set" and is_unplanned:
            # What is told to be taken after that may have been taken all the while.
            self._keep(NONE, day)
        if one is None:
            return word
        # Doses that were ordered with it, and are over by the day asked about, ran after it.
        after = tuple(ran for ran in one.before if ran.until > day)
        told = replace(one, before=(*self.ran, *after))
        return replace(word, uses=tuple(told if use is one else use for use in word.uses))

    def _keep(self, daily: Dose | None, until: date) -> None:
        """What ran until a day is kept, where its dose is known."""
        if daily is not None:
            self.ran = (*self.ran, DoseBefore(daily, until))

    def _stopped(self, event: Event, what: Stopped) -> None:
        reasons = dict.fromkeys((*(self.stop.reasons if self.stop else ()), what.why))
        ended = self._ended(event.day)
        daily = self.stop.daily if self.stop else ended.daily if ended else self.due(event.day)
        words = f"stopped ({', '.join(reasons)}) on {event.day}"
        use = BaclofenUse("oral", "stopped", words, daily, stopped_on=event.day)
        self._halt(Stop(event, (use,), tuple(reasons)))

    def _halt(self, stop: Stop) -> None:
        self.stop, self.plans = stop, Plans()
        self.doubts, self.diary = [], []
        self.agreed = stop.event.day, None

    def _none(self, event: Event, saying: Saying) -> None:
        by_record = saying.source == "record"
        if self.stop is not None:
            if not by_record:
                self.agreed, self.said_none = (event.day, None), True
            return
        if not by_record and (ended := self._ended(event.day)) is not None:
            self._halt(Stop(event, (ended,), ("planned",)))
            self.said_none = True
            return
        is_taken = self.word is not None or self.plans.on(event.day) is not None
        if is_taken or any(isinstance(e.what, Took) for e in self.diary):
            said = "An electronic record shows none since" if by_record else (
                "It was told since that none is taken"
            )  # fmt: skip
            self.doubts.append(Doubt(f"{said} ({event.day}); say what is taken"))
            self.said_none = self.said_none or not by_record
        elif not by_record:
            self.none_before = True

    def _told_stopped(self, word: Word) -> None:
        ours = self.word is not None and self.word.source != "record"
        if word.source == "record" and (ours or self.plans.on(word.event.day) is not None):
            self.doubts.append(
                Doubt(f"An electronic record shows it as stopped since ({word.event.day})")
            )
        elif self.stop is None or not self.stop.reasons:
            self._halt(Stop(word.event, word.uses))

    def _told_after_stop(self, word: Word) -> None:
        """Only what is told to be taken anew ends a stop; a list may be as old as the dose."""
        is_clear = word.daily is not None and not any(use.doubt for use in word.running)
        is_new = word.source == "typed" and is_clear and not self._is_old(word)
        if word.source == "answer" or is_new:
            self._settle(word)
        else:
            self.doubts.append(_shown(word, "it was stopped before"))

    def _recorded(self, word: Word) -> None:
        due = self.due(word.event.day)
        has_plan = self.plans.on(word.event.day) is not None
        if not has_plan and (self.word is None or self.word.source == "record"):
            self._settle(word)
        elif due is not None and word.daily == due:
            self.agreed = word.event.day, due
        else:
            ours = (
                self.word.running[0].as_written
                if self.word and not has_plan
                else f"{due or 'none'}/day"
            )
            self.doubts.append(_shown(word, f"the clinic's own record says {ours}"))

    def _told(self, word: Word) -> None:
        due = self.due(word.event.day)
        if word.source == "typed" and due is not None and word.daily == due:
            self.agreed = word.event.day, due
        elif word.source == "typed" and due is not None and self._is_old(word):
            self.doubts.append(_shown(word, f"{due}/day is newer"))
        else:
            self._settle(word)

    def _remember(self, dose: Dose | None) -> None:
        if dose is not None:
            self.old.add(dose.in_mg)

    def _is_old(self, word: Word) -> bool:
        """Whether a list shows a dose of before."""
        if word.daily is None:
            return True
        passed = {
            step.per_day.in_mg
            for _, plan in self.plans.taken_over
            for step in plan.steps
            if step.first <= word.event.day
        }
        stopped = {self.stop.daily.in_mg} if self.stop and self.stop.daily else set()
        return word.daily.in_mg in self.old | passed | stopped

    def _ended(self, day: date) -> BaclofenUse | None:
        plan = self.plans.on(day)
        return plan.end if plan else None

    def due(self, day: date) -> Dose | None:
        """What should be taken on a day, by plan or by the newest word; None after a plan's end."""
        plan = self.plans.on(day)
        if plan is not None:
            return None if plan.end else plan.step.per_day
        if self.word is None or len(self.word.running) != 1:
            return None
        return self.word.running[0].daily_on(day)


def _order_open(stop: Event, start: Event) -> bool:
    """Whether nothing tells which of two things of one day came first."""
    if stop.day != start.day or not (stop.whole_day or start.whole_day):
        return False
    return not all(one.written.date() == one.day for one in (stop, start))


def _shown(word: Word, against: str) -> Doubt:
    where = "An electronic record" if word.source == "record" else "A list"
    shown = ", ".join(use.as_written for use in word.running)
    return Doubt(
        f"{where} of {word.event.day} shows {shown}; {against}; say what is taken", word.daily
    )

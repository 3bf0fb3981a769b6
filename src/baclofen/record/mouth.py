"""What is taken by mouth on a day: the evidence, in the order in which it happened.

Each source says something, and has what it can and cannot overrule:

- **set** (a dose set here): from now on this much a day. Ends all before it, a stop too.
- **answered, typed**: this much is taken. Ends what was before; a typed list that shows a dose of
  before the one that holds, or the dose that was stopped, is an old list: doubt.
- **an electronic record**: what is ordered elsewhere. Replaces an older record; agrees with what
  was set here, or is doubt. Ends no stop.
- **a plan that was accepted**: this much is planned from its step on. Confirmed by a day's doses,
  or by a dose set or told, that are its step; until then what is taken is asked. After the last day
  of one that leads to nothing none is planned, and whether any is taken is asked.
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

from baclofen.exchange import (
    Doubt,
    SingleDose,
    Swallowed,
    as_expected,
    as_unclear,
    day_sums,
    last_gap,
    not_taken_up,
    of_evenings,
    swallowed,
    taken_otherwise,
)
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, DoseAhead
from baclofen.record.accepted import InForce
from baclofen.record.diary import doses_of
from baclofen.record.events import Event, Record
from baclofen.record.evidence import Evidence, Stop
from baclofen.record.happened import DoseSet, Stopped
from baclofen.record.later import sign_days
from baclofen.record.telling import Saying
from baclofen.units import Dose, mg
from baclofen.value import Value, replace


class Mouth(Value):
    """What is taken by mouth: the uses, whether none is told, and whether the uses are just what
    was told, so that what was confirmed of them still is. `swallowed` is what was taken at one time
    of the last days far above what is meant for it, in words."""

    uses: tuple[BaclofenUse, ...]
    said_none: bool = False
    as_told: bool = False
    swallowed: tuple[str, ...] = ()


def by_mouth(
    record: Record, sayings: Mapping[int, Saying], day: date, known: Knowledge
) -> Mouth | None:
    """What the evidence says of baclofen by mouth on this day; None where none speaks of it.

    `sayings` is what pieces that were told say of baclofen, by the number of their event.
    """
    table = Evidence(record)
    for event in record.standing:
        if event.day > day:
            continue
        if (saying := sayings.get(event.number)) is not None:
            table.hear(event, saying)
        else:
            table.happen(event)
    read = _Read(table, known)
    made = read.on(day)
    return None if made is None else replace(made, swallowed=read.swallowed(day))


def poisoned(record: Record, day: date, known: Knowledge) -> bool:
    """Whether a route was stopped for poisoning, and nothing was set by that route on a later day;
    for some days, as long as a sign counts, whatever was set."""
    earliest = day - timedelta(days=sign_days(known))
    there: dict[str, date] = {}
    last = date.min
    for event in record.of(Stopped, DoseSet):
        what = event.what
        if event.day > day:
            continue
        if isinstance(what, DoseSet) and there.get(what.route, date.max) < event.day:
            del there[what.route]
        elif isinstance(what, Stopped) and what.why == "poisoning":
            last = there[what.route] = event.day
    return bool(there) or last >= earliest


class _Read:
    """What the evidence comes to on a day."""

    def __init__(self, said: Evidence, known: Knowledge) -> None:
        self._said, self._known = said, known
        self._doses = doses_of(said.diary)

    def on(self, day: date) -> Mouth | None:
        plan = self._said.plans.on(day)
        if self._said.stop is not None and plan is None:
            return self._of_a_stop(self._said.stop, day)
        if self._said.word is None and plan is None:
            return self._of_single_doses(day)
        if plan is not None and plan.end is not None:
            return self._of_an_end(plan.event.day, plan.end)
        return self._of_a_word(day)

    def _of_a_word(self, day: date) -> Mouth:
        """A dose a day that was set, told or planned, held against what came since."""
        word, plan = self._said.word, self._said.plans.on(day)
        due = self._said.due(day)
        event = plan.event if plan else word.event if word else None
        assert event is not None  # noqa: S101 - one of both is there
        sums, otherwise = self._taken(day)
        doubts = [*self._said.doubts, *otherwise]
        gap = last_gap(self._since(event), times_a_day=self._times(), begun=event.at)
        if gap is not None and not gap.after:
            words = f"no dose since {gap.since:%Y-%m-%d %H:%M}"
            return Mouth((self._ended(words, due, gap.since, day),), self._said.said_none)
        fits = [d for d in sums if as_expected(sums[d], self._mg_due(d))]
        again = not_taken_up(gap, sums, self._mg_due, days=self._days)
        doubts += [again] if again else []
        if plan is not None:
            return self._of_a_plan(plan, day, fits, doubts)
        assert word is not None  # noqa: S101 - as above
        agreed = [self._said.agreed[0]] if self._said.agreed else []
        last = max([*agreed, *fits], default=word.event.day)
        if word.source != "record" and (day - last).days > self._lapses:
            doubts.append(Doubt("It was told long ago; say what is taken now"))
        return Mouth(_doubtful(word.uses, doubts), self._said.said_none,
                     as_told=word.source != "set" and not doubts)  # fmt: skip

    def _of_a_plan(self, plan: InForce, day: date, fits: list[date], doubts: list[Doubt]) -> Mouth:
        """Its step is taken where a day's doses, or a dose that was set or told, are that step."""
        step = plan.step
        reached = step.first - timedelta(days=1)
        followed = bool(fits) and fits[-1] >= reached and (day - fits[-1]).days <= self._lapses
        if self._said.agreed is not None:
            when, dose = self._said.agreed
            followed |= (
                dose == step.per_day and when >= max(plan.event.day, reached)
                and (day - when).days <= self._lapses
            )  # fmt: skip
        words = f"planned: {step.per_day}/day from {step.first}"
        use = BaclofenUse(
            "oral", "active", words, step.per_day, since=self._said.begun(plan.begins),
            dose_since=step.first,
            ahead=tuple(DoseAhead(one.per_day, one.first) for one in plan.ahead),
        )  # fmt: skip
        if not followed:
            doubts = [
                *doubts, Doubt(f"A plan was accepted on {plan.event.day}; say what is taken"),
            ]  # fmt: skip
        return Mouth(_doubtful((use,), doubts), self._said.said_none)

    def _of_an_end(self, accepted: date, use: BaclofenUse) -> Mouth:
        """A way down that has ended: none is planned any more, and until somebody has said so what
        is taken is asked."""
        last = use.stopped_on
        assert last is not None  # noqa: S101 - an end has its day
        taken = day_sums(self._doses, first=last + timedelta(days=1))
        doubts = [*self._said.doubts, Doubt(
            f"By the plan that was accepted on {accepted} the last dose was on {last}; say whether "
            "any is taken"
        )]  # fmt: skip
        if taken:
            amount = mg(list(taken.values())[-1])
            doubts.append(Doubt(f"{amount} were taken on {list(taken)[-1]}, after that", amount))
        shown = BaclofenUse("oral", "unknown", "baclofen after the end of a plan")
        return Mouth((use, *_doubtful((shown,), doubts)), self._said.said_none)

    def _of_a_stop(self, stop: Stop, day: date) -> Mouth:
        """The stop stays; what speaks for baclofen since is doubt beside it."""
        uses = tuple(self._with_hours(use, stop.event.at, day) for use in stop.uses)
        taken = [dose for dose in self._doses if not dose.missed]
        doubts = list(self._said.doubts)
        if taken:
            amount = mg(day_sums(taken, first=taken[-1].day)[taken[-1].day])
            doubts.append(Doubt(f"{amount} were taken on {taken[-1].day}, after the stop", amount))
        if "poisoning" in stop.reasons:
            # Whoever was poisoned stays stopped: what was taken since moves the last dose.
            last = max([stop.event.day, *(dose.day for dose in taken)])
            said = "; ".join(doubt.words for doubt in doubts)
            return Mouth(
                tuple(replace(use, stopped_on=last, doubt=said) for use in uses),
                self._said.said_none,
            )
        agreed = self._said.agreed[0] if self._said.agreed else stop.event.day
        if stop.reasons and not doubts and (day - agreed).days > self._lapses:
            doubts.append(Doubt("It was stopped long ago; say whether it is taken again"))
        if not doubts:
            return Mouth(uses, self._said.said_none, as_told=not stop.reasons)
        shown = BaclofenUse("oral", "unknown", "baclofen after a stop")
        return Mouth((*uses, *_doubtful((shown,), doubts)), self._said.said_none)

    def _of_single_doses(self, day: date) -> Mouth | None:
        """Doses of which nobody tells how much a day was set."""
        if not self._doses:
            return None
        first = self._doses[0]
        gap = last_gap(self._doses, times_a_day=self._times(), begun=first.at)
        if gap is not None and not gap.after:
            words = f"no dose since {gap.since:%Y-%m-%d %H:%M}"
            return Mouth((self._ended(words, None, gap.since, day),), self._said.said_none)
        sums = [(d, s) for d, s in day_sums(self._doses, first=first.day).items() if d < day]
        words = f"{mg(sums[-1][1])} taken on {sums[-1][0]}" if sums else "doses by the record"
        use = BaclofenUse("oral", "unknown", words, mg(sums[-1][1]) if sums else None)
        doubt = Doubt("single doses are told, and none a day; tell the dose a day that was set")
        return Mouth(_doubtful((use,), [doubt, *self._said.doubts]), self._said.said_none)

    def swallowed(self, day: date) -> tuple[str, ...]:
        """What was taken at one time of the days whose signs count, far above what is meant."""
        first = day - timedelta(days=sign_days(self._known))
        taken = [(one.at, one.mg) for one in self._doses if one.mg is not None]
        found = swallowed(taken, self._known, single=self._single, due=self._mg_due)
        return tuple(self._too_much(one) for one in found if one.until.date() >= first)

    def _single(self, day: date, _: int) -> float | None:
        """What is meant for one time of a day, in mg."""
        due = self._mg_due(day)
        return None if due is None else due / self._times()

    def _too_much(self, one: Swallowed) -> str:
        due = self._said.due(one.at.date())
        meant = "" if due is None else f", where {due} a day are meant"
        return f"{mg(one.mg)} taken {one.when}{meant}"

    # --- how -------------------------------------------------------------------------------

    @property
    def _days(self) -> int:
        return int(self._known.number("records.taken_otherwise"))

    @property
    def _lapses(self) -> float:
        return self._known.number("records.no_lapses")

    def _times(self) -> float:
        told = self._said.word.times if self._said.word else None
        return told or self._known.number("records.times_a_day")

    def _mg_due(self, day: date) -> float | None:
        due = self._said.due(day)
        return None if due is None else due.in_mg

    def _since(self, event: Event) -> tuple[SingleDose, ...]:
        return doses_of(one for one in self._said.diary if self._said.is_after(one, event))

    def _taken(self, day: date) -> tuple[dict[date, float], tuple[Doubt, ...]]:
        """What was taken on whole days since the newest word, and what of it is otherwise."""
        plan = self._said.plans.on(day)
        first = self._said.word.event.day + timedelta(days=1) if self._said.word else date.min
        if plan is not None and (self._said.word is None or self._said.stop is not None):
            first = plan.begins
        doses = of_evenings(self._doses, times_a_day=self._times())
        sums = day_sums(doses, first=first)
        return sums, taken_otherwise(
            sums, doses, self._mg_due, day, days=self._days, times_a_day=self._times()
        )

    def _ended(self, words: str, daily: Dose | None, since: datetime, day: date) -> BaclofenUse:
        use = BaclofenUse("oral", "stopped", words, daily, stopped_on=since.date())
        return self._with_hours(use, since, day)

    def _with_hours(self, use: BaclofenUse, since: datetime, day: date) -> BaclofenUse:
        """A stop, with the hours since the last dose that is known to have been taken."""
        last = self._said.last_taken
        if use.hours_since_last is not None or last is None or last > since:
            return use
        if since - last >= timedelta(days=1):
            return use
        # By the end of the day that is asked about, as everywhere where days are told.
        end = datetime.combine(day, since.timetz()).replace(hour=23, minute=59, second=59)
        return replace(use, hours_since_last=max(0.0, (end - last).total_seconds() / 3600))


def _doubtful(uses: tuple[BaclofenUse, ...], doubts: list[Doubt]) -> tuple[BaclofenUse, ...]:
    """The uses with what speaks against them: unknown, with the smallest of the doses told."""
    if not doubts:
        return uses
    words = "; ".join(dict.fromkeys(doubt.words for doubt in doubts))
    is_only = sum(use.status != "stopped" for use in uses) == 1
    return tuple(
        use if use.status == "stopped"
        else as_unclear(use, doubts, f"{use.doubt}; {words}" if use.doubt else words,
                        is_only=is_only)
        for use in uses
    )  # fmt: skip

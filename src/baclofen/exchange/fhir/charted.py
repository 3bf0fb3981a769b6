"""What was given by mouth by a record, or was not, held against the orders that run.

The rules are those of a diary (`exchange.single_doses`). A whole day of doses that the patient is
known not to have got is a stop, where the record goes on to these days and nothing was given since.
Where the reason says that they were taken all the same, or nobody could read it, or the order is
one as needed, whether it is taken is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from baclofen.assessment import by_mouth_now
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.dosage import is_for_need, on_day, read_dose
from baclofen.exchange.fhir.given import Given, Said, administrations
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.references import Index
from baclofen.exchange.fhir.signs import links_of
from baclofen.exchange.single_doses import (
    POISONED,
    Doubt,
    Gap,
    SingleDose,
    day_sums,
    is_more,
    last_gap,
    not_taken_up,
    of_evenings,
    swallowed,
    taken_otherwise,
)
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import OldDoseAfterStop
from baclofen.patient import BaclofenUse
from baclofen.units import Dose
from baclofen.value import Value, replace

#: Why none is known to have been given, told with its first day.
NONE_SINCE = "no dose is known to have been given since {}"
#: What of a dose leaves open whether the patient got it.
_OPEN: tuple[Said, ...] = ("otherwise", "unneeded", "unread", "unclear")
#: What of a dose that was not given may be a stop: not that it was taken all the same.
_MAY_BE_STOP = frozenset({"missed", "unread", "unneeded"})


class Charted(Value):
    """What the doses come to: the `stop` that holds today; else what is doubtful about them, and
    since when it may have been a stop."""

    stop: Gap | None = None
    doubts: tuple[Doubt, ...] = ()
    since: date | None = None


def charted(
    alike: Sequence[Order], orders: Sequence[Order], running: Sequence[BaclofenUse], word: date,
    index: Index, known: Knowledge, today: date,
) -> Charted:  # fmt: skip
    """What was given of `alike`, entries by mouth, against the `orders` that run and the uses that
    they are. `word` is the last day of which these tell."""
    return _Chart(alike, orders, running, word, index, known, today).told()


class _Chart:
    """The doses of a record by mouth, and what they are held against."""

    def __init__(
        self, alike: Sequence[Order], orders: Sequence[Order], running: Sequence[BaclofenUse],
        word: date, index: Index, known: Knowledge, today: date,
    ) -> None:  # fmt: skip
        self._orders, self._running, self._word = orders, running, word
        self._known, self._today = known, today
        runs = frozenset(o.resource.where for o in orders)
        needed = {o.resource.where for o in orders if is_for_need(o)}
        self._only_needed = needed == runs
        self._begun = min((u.ordered_on for u in running if u.ordered_on), default=None)
        every = [g for g in administrations(alike, known) if not isinstance(g, str)]
        told = [g for g in every if self._begun is None or g.at.date() >= self._begun]
        self._told = sorted((_as_ordered(g, needed, runs, index) for g in told), key=lambda g: g.at)

    def told(self) -> Charted:
        known, today, begun = self._known, self._today, self._begun
        first = datetime.combine(begun or date(1900, 1, 1), time.min, UTC)
        times = self._times()
        sure = of_evenings(_doses(self._told), times_a_day=times)
        gap = last_gap(sure, times_a_day=times, begun=first)
        if gap is not None and not gap.after and self._holds(gap):
            return Charted(gap)
        unsure = last_gap(_doses(self._told, missed=_OPEN), times_a_day=times, begun=first)
        doubts: list[Doubt] = []
        since = None
        if unsure is not None and not unsure.after and self._is_recent(unsure):
            doubts.append(self._none_since(unsure))
            since = self._may_be_stop(unsure)
        sums = day_sums(sure, first=date.min if begun is None else begun + timedelta(days=1))
        # Of a day with a dose that nobody could read no sum is less than what was ordered.
        dark = {one.day for one in sure if not one.missed and one.mg is None}
        whole = {day: taken for day, taken in sums.items() if day not in dark}
        days = int(known.number("records.taken_otherwise"))
        again = not_taken_up(gap, sums, self._due, days=days)
        if again is not None and gap is not None and self._is_recent(gap):
            doubts.append(again)
        doubts += taken_otherwise(whole, sure, self._due, today, days=days, times_a_day=times)
        doubts += self._too_much(sure, days)
        doubts += self._twice(sure, days)
        doubts += self._dark(days)
        return Charted(None, tuple(doubts), since)

    def _none_since(self, gap: Gap) -> Doubt:
        """That none is known to have been given, and why, as far as told."""
        words = NONE_SINCE.format(gap.since.date())
        reasons = [g.reason for g in self._within(gap) if g.said in _OPEN and g.reason]
        quoted = listed(dict.fromkeys(f'"{reason}"' for reason in reasons), 3)
        return Doubt(f"{words}; why not is told as {quoted}" if reasons else words)

    def _may_be_stop(self, gap: Gap) -> date | None:
        """Since when it may be a stop of now: not where all that speaks for one is that it was
        taken all the same, or that an order as needed was not needed."""
        of = {g.said for g in self._within(gap)}
        is_one = bool(of & _MAY_BE_STOP) and not self._only_needed and self._holds(gap)
        return gap.since.date() if is_one else None

    def _within(self, gap: Gap) -> Iterator[Given]:
        return (g for g in self._told if gap.since <= g.at <= gap.until)

    def _holds(self, gap: Gap) -> bool:
        """Whether a stop that the record tells of is one of now: it goes on to these days, and
        nothing was ordered or said since."""
        last = gap.until.date()
        within = self._known.of(OldDoseAfterStop).within_h / 24
        return last >= self._word and (self._today - last).days <= within

    def _is_recent(self, gap: Gap) -> bool:
        """Whether what was ordered or said since cannot have settled it: of the days in which a
        stop counts as of now, or after all that was said."""
        last, days = gap.until.date(), self._known.number("patient.recent_baclofen")
        return last >= self._word or (self._today - last).days <= days

    def _too_much(self, doses: Sequence[SingleDose], days: int) -> list[Doubt]:
        """What was given at one time on the last days, more than the order has for one time."""
        singles = _singles(self._orders, self._known, self._today)
        last = sorted({one.day for one in doses})[-days:]
        given = [
            (at, parts, most) for at, parts in _at_one_time(self._told)
            if at.date() in last
            and (most := _most(singles, len(parts), len(self._running))) is not None
            and is_more(sum(parts), most)
        ]  # fmt: skip
        if not given:
            return []
        at, parts, most = given[-1]
        twice = "" if len(parts) == 1 else (
            f", in {len(parts)} entries of one and the same time: {sum(parts):g} mg, or a dose "
            "that was entered twice"
        )  # fmt: skip
        return [Doubt(
            f"{sum(parts):g} mg were given at one time on {at.date()}, more than the {most:g} mg "
            f"that are ordered for one time{twice}"
        )]  # fmt: skip

    def _twice(self, doses: Sequence[SingleDose], days: int) -> list[Doubt]:
        """What stands twice at one time on the last days, and nothing tells whether it is one
        dose."""
        last = sorted({one.day for one in doses})[-days:]
        found = [g for g in self._told if g.is_double and g.at.date() in last and g.told]
        if not found:
            return []
        one = found[-1]
        return [Doubt(
            f"{one.told} stand twice at one time on {one.at.date()}: both were given, or one was "
            "entered twice"
        )]  # fmt: skip

    def _dark(self, days: int) -> list[Doubt]:
        """What was given on the last days, in amounts that nobody could read."""
        last = sorted({one.at.date() for one in self._told})[-days:]
        found = [g for g in self._told if g.dark and g.said == "taken" and g.at.date() in last]
        words = dict.fromkeys(f'"{one.dark}" on {one.at.date()}' for one in found)
        return [Doubt(f"how much was given could not be read: {listed(words, 3)}")] if words else []

    def _times(self) -> float:
        read = [read_dose(on_day(o, self._today), self._known).times for o in self._orders]
        told = [often for often in read if often]
        return max(told, default=self._known.number("records.times_a_day"))

    def _due(self, day: date) -> float | None:
        """What should be taken on a day, in mg, by all that runs."""
        if len(self._running) > 1 or len(self._orders) != 1:
            return _sum(use.daily for use in self._running)
        return _sum([read_dose(on_day(self._orders[0], day), self._known).daily])


def _as_ordered(given: Given, needed: set[str], runs: frozenset[str], index: Index) -> Given:
    """A dose that was not given as one that nobody needed, where it is of orders as needed."""
    if given.said not in ("missed", "unread") or not needed:
        return given
    of = links_of(given.resource, index) & runs or runs
    return replace(given, said="unneeded") if of <= needed else given


def _doses(told: Iterable[Given], *, missed: Sequence[Said] = ()) -> list[SingleDose]:
    """What was taken and missed; `missed` is what counts as missed beside that. What was taken
    otherwise is a dose of which nobody tells how much."""
    made: list[SingleDose] = []
    for one in told:
        if one.said == "missed" or one.said in missed:
            made.append(SingleDose(one.at, missed=1))
        elif one.said in ("taken", "otherwise"):
            made.append(SingleDose(one.at, None if one.dose is None else one.dose.in_mg))
    return made


def _singles(orders: Iterable[Order], known: Knowledge, today: date) -> list[float]:
    """What each order has for one time, in mg, the most first; none where one tells none."""
    singles = [read_dose(on_day(o, today), known).single for o in orders]
    told = sorted((dose.in_mg for dose in singles if dose is not None), reverse=True)
    return told if len(told) == len(singles) else []


def _most(singles: Sequence[float], entries: int, uses: int) -> float | None:
    """The most that is ordered for one time, in mg, told in so many entries: of several uses one
    entry each. None where it is not told."""
    return sum(singles[: max(1, min(entries, uses))]) if singles else None


def _at_one_time(told: Iterable[Given]) -> list[tuple[datetime, list[float]]]:
    """What was given at each time, in mg, entry by entry, the last at the end. Those of which only
    the day is told are each of a time of their own."""
    found: dict[tuple[datetime, int], list[float]] = {}
    for place, one in enumerate(told):
        if one.told is not None and _is_told(one):
            key = one.at, place if one.whole_day else 0
            found.setdefault(key, []).append(one.told.in_mg)
    return [(at, parts) for (at, _), parts in sorted(found.items())]


# --- what nobody could read, and what was far too much -----------------------------------


def write_charted(
    ours: Sequence[Order], orders: Sequence[Order], uses: Iterable[BaclofenUse], known: Knowledge,
    ledger: Ledger, today: date,
) -> None:  # fmt: skip
    """Writes into the ledger why doses of the last days were not given, where nobody could read
    it, and what was given by mouth at one time far above what the `orders` and `uses` by mouth that
    run have for it."""
    told = [g for g in administrations(ours, known) if not isinstance(g, str)]
    since = days_after(today, -known.number("patient.recent_baclofen"))
    unread: dict[str, Given] = {}
    for one in told:
        if one.said == "unread" and since <= one.at.date() <= today:
            unread.setdefault(one.reason, one)
    for reason, one in unread.items():
        words = f'why baclofen was not given ("{reason}", {one.at.date()})'
        ledger.unread(one.resource, "order", words, sounds=())
    first = days_after(today, -known.number("patient.sign_recent"))
    runs = by_mouth_now(uses)
    singles, due = _singles(orders, known, today), _sum(use.daily for use in runs)
    timed = sorted(filter(_is_told, told), key=lambda one: one.at)
    found = swallowed(
        [(one.at, 0.0 if one.told is None else one.told.in_mg) for one in timed], known,
        single=lambda _, count: _most(singles, count, len(runs)), due=lambda _: due,
        alone=[place for place, one in enumerate(timed) if one.whole_day],
    )  # fmt: skip
    at_first = {one.at: one for one in reversed(timed)}
    for much in found:
        if first <= much.until.date() <= today:
            most = _most(singles, 1, len(runs))
            meant = "" if most is None else f", where {most:g} mg are ordered"
            words = f"{much.mg:g} mg given {much.when}{meant}"
            ledger.unread(at_first[much.at].resource, "sign", words, sounds=(POISONED,))


def _is_told(given: Given) -> bool:
    """Whether it was given, and somebody wrote how many mg."""
    return given.said == "taken" and given.told is not None and given.told.unit == "mg"


def _sum(doses: Iterable[Dose | None]) -> float | None:
    """What doses a day come to, in mg; None where one of them is not told, or none is there."""
    found = list(doses)
    if not found or any(dose is None or dose.unit != "mg" for dose in found):
        return None
    return sum(dose.in_mg for dose in found if dose is not None)

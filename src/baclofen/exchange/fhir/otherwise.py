"""What is told beside an order that runs, and says otherwise: that a dose was not given, that
another was, that it is not taken, stopped or on hold.

What was given is held against the order by the rules of a diary (`exchange.single_doses`): a whole
day that was missed is a stop, where the record goes on to these days and nothing was given since.
What a statement newer than the order says is asked about, with the day of the stop that it tells:
the order may be as old as the dose. Older ones are history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from baclofen.cleaned import plain
from baclofen.exchange.fhir.dosage import on_day, read_dose
from baclofen.exchange.fhir.given import Given, administrations
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.references import Index
from baclofen.exchange.fhir.signs import links_of, read_route
from baclofen.exchange.fhir.standing import NOT_TAKEN
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.single_doses import (
    Doubt,
    Gap,
    SingleDose,
    as_unclear,
    day_sums,
    is_more,
    last_gap,
    not_taken_up,
    taken_otherwise,
)
from baclofen.exchange.wording import sentence
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import OldDoseAfterStop
from baclofen.patient import BaclofenUse
from baclofen.value import Value, replace

_TOLD = ("MedicationRequest", "MedicationStatement")
_HELD = "on-hold"
_NONE_SINCE = "no dose is known to have been given since {}"


class Stop(Value):
    """That it is not taken, by a statement: why it is asked, since when, where that is told, and
    whether it is the pump's."""

    doubt: Doubt
    on: date | None
    is_pump: bool


def stops_told(
    ours: Sequence[Order], index: Index, known: Knowledge, today: date
) -> dict[str, Stop]:
    """The statements by which it is not taken, of those newer than the orders that run by the same
    route: by their places."""
    found: dict[str, Stop] = {}
    for is_pump in (False, True):
        alike = _by_route(ours, known, is_pump=is_pump)
        orders = _active(alike)
        for order in alike if orders else ():
            if order.kind != "MedicationStatement" or not (how := _how(order)):
                continue
            on = _said_on(order)
            is_newer = on is None or on > _last_word(orders)
            if is_newer and not _is_of_another(order, orders, index, known, today):
                day = f" of {on}" if on else " without a day"
                reasons = [words_of(r) for r in order.resource.children("statusReason")]
                why = f' ("{plain(reasons[0], 80)}")' if reasons else ""
                doubt = Doubt(f"by a statement{day} it is {how}{why}")
                found[order.resource.where] = Stop(doubt, _stopped_on(order), is_pump)
    return found


def heard_otherwise(
    uses: Sequence[BaclofenUse], ours: Sequence[Order], stops: Iterable[Stop], known: Knowledge,
    today: date,
) -> tuple[BaclofenUse, ...]:  # fmt: skip
    """The uses that run, with what newer entries of the record say against them."""
    made, told = tuple(uses), tuple(stops)
    for is_pump in (False, True):
        alike = _by_route(ours, known, is_pump=is_pump)
        orders = _active(alike)
        running = [u for u in made if _runs(u, is_pump=is_pump)]
        if not orders or not running:
            continue
        said = [stop for stop in told if stop.is_pump == is_pump]
        doubts = [stop.doubt for stop in said]
        if not is_pump:
            gap, otherwise = _Given(alike, orders, running, known, today).told()
            if gap is not None and not said and len(running) == 1:
                made = tuple(_ended(u, gap) if u is running[0] else u for u in made)
                continue
            doubts += otherwise
            if gap is not None:
                doubts.append(Doubt(_NONE_SINCE.format(gap.since.date())))
        if doubts:
            days = [stop.on for stop in said if stop.on is not None]
            days += [] if is_pump or gap is None else [gap.since.date()]
            made = _asked(made, running, doubts, max(days, default=None), is_pump=is_pump)
    return made


def _by_route(ours: Iterable[Order], known: Knowledge, *, is_pump: bool) -> list[Order]:
    return [o for o in ours if (read_route(o, known)[0] == "intrathecal") == is_pump]


def _active(alike: Iterable[Order]) -> list[Order]:
    """What says what is taken a day, and runs."""
    return [o for o in alike if o.kind in _TOLD and o.standing.is_active]


def _last_word(orders: Iterable[Order]) -> date:
    """The last day of which what runs tells. Beside an order without a day everything is newer."""
    days = [o.standing.told or o.standing.since for o in orders]
    return max((day for day in days if day is not None), default=date.min)


def _is_of_another(
    order: Order, orders: Sequence[Order], index: Index, known: Knowledge, today: date
) -> bool:
    """Whether a statement tells of what ran before: of another dose, since before the order, or of
    an order that does not run."""
    of = links_of(order.resource, index) - {order.resource.where}
    if of:
        return not of & {one.resource.where for one in orders}
    dose = read_dose(on_day(order, order.standing.ended or today), known).daily
    since = order.standing.since
    is_older = since is not None and since <= _last_word(orders)
    runs = [read_dose(on_day(one, today), known).daily for one in orders]
    return is_older and dose is not None and dose not in runs


class _Given:
    """What was given by mouth, held against the orders that run."""

    def __init__(
        self, alike: Sequence[Order], orders: Sequence[Order], running: Sequence[BaclofenUse],
        known: Knowledge, today: date,
    ) -> None:  # fmt: skip
        self._alike, self._orders, self._running = alike, orders, running
        self._known, self._today = known, today
        self._word = _last_word(orders)

    def told(self) -> tuple[Gap | None, list[Doubt]]:
        """The stop that a whole day of doses that were not given is, where it holds today; and what
        is doubtful about what was given."""
        known, today = self._known, self._today
        begun = min((u.ordered_on for u in self._running if u.ordered_on), default=None)
        every = [g for g in administrations(self._alike, known) if not isinstance(g, str)]
        told = sorted((g for g in every if begun is None or g.at.date() >= begun), key=_at)
        first = datetime.combine(begun or date(1900, 1, 1), time.min, UTC)
        sure = _doses(told)
        times = self._times()
        gap = last_gap(sure, times_a_day=times, begun=first)
        if gap is not None and not gap.after and self._holds(gap):
            return gap, []
        unsure = last_gap(_doses(told, unclear=True), times_a_day=times, begun=first)
        doubts = []
        if unsure is not None and not unsure.after and self._is_recent(unsure):
            doubts.append(Doubt(_NONE_SINCE.format(unsure.since.date())))
        sums = day_sums(sure, first=date.min if begun is None else begun + timedelta(days=1))
        # Of a day with a dose that nobody could read no sum is less than what was ordered.
        dark = {one.day for one in sure if not one.missed and one.mg is None}
        whole = {day: mg for day, mg in sums.items() if day not in dark}
        days = int(known.number("records.taken_otherwise"))
        again = not_taken_up(gap, sums, self._due, days=days)
        if again is not None and gap is not None and self._is_recent(gap):
            doubts.append(again)
        doubts += taken_otherwise(whole, self._due, today, days=days)
        doubts += self._too_much(sure, days)
        return None, doubts

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
        singles = [read_dose(on_day(o, self._today), self._known).single for o in self._orders]
        if None in singles or not singles:
            return []
        most = max(dose.in_mg for dose in singles if dose is not None)
        last = sorted({one.day for one in doses})[-days:]
        given = [one for one in doses if one.day in last and is_more(one.mg or 0.0, most)]
        if not given:
            return []
        one = given[-1]
        return [Doubt(
            f"{one.mg:g} mg were given at one time on {one.day}, more than the {most:g} mg that "
            "are ordered for one time"
        )]  # fmt: skip

    def _times(self) -> float:
        read = [read_dose(on_day(o, self._today), self._known).times for o in self._orders]
        told = [often for often in read if often]
        return max(told, default=self._known.number("records.times_a_day"))

    def _due(self, day: date) -> float | None:
        """What should be taken on a day, in mg, by all that runs."""
        if len(self._running) > 1 or len(self._orders) != 1:
            doses = [use.daily for use in self._running]
        else:
            order = self._orders[0]
            doses = [read_dose(on_day(order, day), self._known).daily]
        if any(dose is None or dose.unit != "mg" for dose in doses):
            return None
        return sum(dose.in_mg for dose in doses if dose is not None)


def _runs(use: BaclofenUse, *, is_pump: bool) -> bool:
    return use.status != "stopped" and (use.route == "intrathecal") == is_pump


def _at(given: Given) -> datetime:
    return given.at


def _doses(told: Iterable[Given], *, unclear: bool = False) -> list[SingleDose]:
    """What was taken and missed; with what is unclear as missed."""
    missed = ("missed", "unclear") if unclear else ("missed",)
    return [
        SingleDose(one.at, missed=1)
        if one.said in missed
        else SingleDose(one.at, None if one.dose is None else one.dose.in_mg)
        for one in told
        if one.said == "taken" or one.said in missed
    ]


def _how(order: Order) -> str:
    """How a statement says that it is not taken; empty where it does not."""
    standing = order.standing
    if standing.status == NOT_TAKEN:
        return "not taken"
    if standing.status == "stopped" and standing.name == "past":
        return "stopped"
    return "on hold" if standing.status == _HELD and standing.is_current else ""


def _said_on(order: Order) -> date | None:
    """The last day of which a statement tells."""
    standing = order.standing
    days = (standing.told, standing.since, standing.ended)
    return max((day for day in days if day is not None), default=None)


def _stopped_on(order: Order) -> date | None:
    """The day from which on it is not taken, where a statement tells it."""
    resource, standing = order.resource, order.standing
    if standing.status == _HELD:
        return None
    if standing.ended is not None:
        return standing.ended
    period = resource.child("effectivePeriod")
    is_from = standing.status == NOT_TAKEN and period is not None and period.has("start")
    return standing.since if resource.has("effectiveDateTime") or is_from else None


def _ended(use: BaclofenUse, gap: Gap) -> BaclofenUse:
    """A use of which no dose was given since."""
    words = f"{_NONE_SINCE.format(gap.since.date())}, though its order goes on"
    return replace(
        use, status="stopped", stopped_on=gap.since.date(), until=None, used_up=None,
        supplied_again=None, ahead=(), doubt=sentence([words]),
    )  # fmt: skip


def _asked(
    uses: Sequence[BaclofenUse], running: Sequence[BaclofenUse], doubts: Sequence[Doubt],
    stopped_on: date | None, *, is_pump: bool,
) -> tuple[BaclofenUse, ...]:  # fmt: skip
    """The uses, those that run as unclear, with the smallest dose that speaks; and the stop that is
    told beside them."""
    words = sentence(list(dict.fromkeys(doubt.words for doubt in doubts)))
    is_only = len(running) == 1 and not is_pump
    made = [
        as_unclear(use, doubts, " ".join(filter(None, (use.doubt, words))), is_only=is_only)
        if use in running
        else use
        for use in uses
    ]
    if stopped_on is not None and len(running) == 1:
        one = running[0]
        made.append(replace(
            one, status="stopped", stopped_on=stopped_on, until=None, used_up=None,
            supplied_again=None, ahead=(), doubt=words,
        ))  # fmt: skip
    return tuple(made)

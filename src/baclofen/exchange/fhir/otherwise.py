"""What is told beside an order that runs, and says otherwise: that a dose was not given, that
another was, that it is not taken, stopped or on hold.

What was given is held against the order in `charted`. What a statement newer than the order says is
asked about, with the day of the stop that it tells: the order may be as old as the dose. Older ones
are history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.charted import NONE_SINCE, charted
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.dosage import on_day, read_dose
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.references import Index
from baclofen.exchange.fhir.signs import links_of, read_route
from baclofen.exchange.fhir.standing import NOT_TAKEN
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.single_doses import Doubt, Gap, as_unclear
from baclofen.exchange.wording import sentence
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.value import Value, replace

_TOLD = ("MedicationRequest", "MedicationStatement")
_HELD = "on-hold"


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


def with_history(ours: Sequence[Order], known: Knowledge, today: date) -> list[Order]:
    """Statements that it is over, of a day before the orders that run by the same route and of no
    other, as ended on that day: they tell of what ran before."""
    least = days_after(today, -known.number("patient.recent_baclofen"))

    def is_by_pump(order: Order) -> bool:
        return read_route(order, known)[0] == "intrathecal"

    words = {
        is_pump: _last_word(_active(_by_route(ours, known, is_pump=is_pump)))
        for is_pump in (False, True)
    }

    def settled(order: Order) -> Order:
        standing, on = order.standing, order.standing.since
        is_open = order.kind == "MedicationStatement" and standing.name == "past"
        if not is_open or standing.ended is not None or on is None or on != standing.told:
            return order
        if not order.resource.has("effectiveDateTime") or on >= min(
            words[is_by_pump(order)], least
        ):
            return order
        return replace(order, standing=replace(standing, ended=on))

    return [settled(order) for order in ours]


def heard_otherwise(
    uses: Sequence[BaclofenUse], ours: Sequence[Order], stops: Iterable[Stop], index: Index,
    known: Knowledge, today: date, *, noted: Mapping[str, Doubt],
) -> tuple[BaclofenUse, ...]:  # fmt: skip
    """The uses that run, with what newer entries of the record say against them, and what is
    `noted` with an order (by its place) or elsewhere (by none)."""
    made, told = tuple(uses), tuple(stops)
    for is_pump in (False, True):
        alike = _by_route(ours, known, is_pump=is_pump)
        orders, places = _active(alike), {order.resource.where for order in alike}
        running = [u for u in made if _runs(u, is_pump=is_pump)]
        if not orders or not running:
            continue
        said = [stop for stop in told if stop.is_pump == is_pump]
        doubts = [stop.doubt for stop in said]
        doubts += [d for at, d in noted.items() if not at or at in places]
        if not is_pump:
            chart = charted(alike, orders, running, _last_word(orders), index, known, today)
            gap = chart.stop
            if gap is not None and not said and len(running) == 1:
                made = tuple(_ended(u, gap) if u is running[0] else u for u in made)
                continue
            doubts += chart.doubts
            if gap is not None:
                doubts.append(Doubt(NONE_SINCE.format(gap.since.date())))
            since = chart.since if gap is None else gap.since.date()
        if doubts:
            days = [stop.on for stop in said if stop.on is not None]
            days += [] if is_pump or since is None else [since]
            made = _asked(made, running, doubts, max(days, default=None), is_pump=is_pump)
    return made


def _by_route(ours: Iterable[Order], known: Knowledge, *, is_pump: bool) -> list[Order]:
    return [o for o in ours if (read_route(o, known)[0] == "intrathecal") == is_pump]


def active_by_mouth(ours: Iterable[Order], known: Knowledge) -> list[Order]:
    """What says what is taken a day by mouth, and runs."""
    return _active(_by_route(ours, known, is_pump=False))


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


def _runs(use: BaclofenUse, *, is_pump: bool) -> bool:
    return use.status != "stopped" and (use.route == "intrathecal") == is_pump


def _how(order: Order) -> str:
    """How a statement says that it is not taken; empty where it does not."""
    standing = order.standing
    if standing.status == NOT_TAKEN:
        return "not taken"
    if standing.status == "stopped" and standing.name == "past":
        return "stopped"
    # What was completed on a day of before tells of that time, whenever it was told.
    on = standing.ended
    if standing.status == "completed" and standing.name == "past" and on in (None, _said_on(order)):
        return "over"
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
    none = NONE_SINCE.format(gap.since.date())
    words = f"{none}, though its order goes on: ask first whether it was taken otherwise"
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

"""What becomes of baclofen when a stay ends: it goes home, ends with the stay, or nobody says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from baclofen.exchange.fhir.dosage import read_dose
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.product import Product, product_of
from baclofen.exchange.fhir.series import ends_on
from baclofen.exchange.fhir.signs import is_long_ago
from baclofen.exchange.hooks.boundless import without_bounds
from baclofen.exchange.hooks.judging import Case, Judge
from baclofen.exchange.hooks.orders import (
    current_baclofen,
    ended_baclofen,
    is_for,
    void,
)
from baclofen.exchange.hooks.policy import indicator_of
from baclofen.exchange.hooks.request import Json
from baclofen.exchange.hooks.summed import as_one
from baclofen.units import sum_of
from baclofen.value import Value, replace

#: The codes of a MedicationRequest.category that say where it counts.
_IN_HOSPITAL = frozenset({"inpatient"})
_AT_HOME = frozenset({"outpatient", "community", "discharge"})
_NEXT_DAY = timedelta(days=1)


class Ran(Value, eq=False):
    """Orders of a stay that are marked as over, and ran until it ends as far as anybody knows.
    `is_dated`: the record tells that this was today or the day before."""

    orders: tuple[Order, ...]
    is_dated: bool

    @property
    def running(self) -> list[Json]:
        """As orders that run still."""
        return [_running(order) for order in self.orders]


def of_discharge(judge: Judge) -> tuple[Case, ...]:
    """Baclofen that ends, or ended, with the stay, or of which nothing says that it goes on."""
    reading = judge.read(())
    running = current_baclofen(judge.record.resources, judge.known, judge.today)
    ran = None if running and not _for_home(running, judge) else _ran(judge)
    if reading.patient.baclofen is None and judge.lacks_medicines and not ran:
        return (judge.judged("unknown", reading),)
    if not reading.patient.baclofen and not ran:
        return ()
    home = _for_home(running, judge)
    stay = [o for o in running if o not in home and is_for(o, _IN_HOSPITAL)]
    if home:
        return _going_home(judge, home, running, ran) if stay or ran else judge.of_patient()
    if stay:
        return (judge.ending("ends", reading, _product(stay, judge)),)
    if ran:
        return (_ended(judge, ran),)
    return (judge.lapsed(reading) or judge.judged("unsaid", reading),)


def _product(orders: Iterable[Order], judge: Judge) -> Product:
    """What orders that end give. Of two products nobody knows which is to come down first."""
    found = {product_of(order, judge.known) for order in orders}
    return found.pop() if len(found) == 1 else Product(form="other")


def _for_home(running: Iterable[Order], judge: Judge) -> list[Order]:
    return [o for o in running if is_for(o, _AT_HOME) and not is_long_ago(o, judge.today)]


def _ran(judge: Judge) -> Ran | None:
    """What ran last of the stay and is marked as over; None where nothing was, or where it ended
    days ago: that is a stop of the past, whose day the record tells."""
    over = [
        o for o in ended_baclofen(judge.record.resources, judge.known, judge.today)
        if _is_of_stay(o, judge)
    ]  # fmt: skip
    now = [o for o in over if o.standing.ended and o.standing.ended >= judge.today - _NEXT_DAY]
    if now:
        return Ran(tuple(now), is_dated=True)
    undated = [o for o in over if o.standing.ended is None]
    # One that was written before another of the stay was followed by it, as far as anybody knows.
    last = max((o.standing.since for o in undated if o.standing.since), default=None)
    latest = tuple(o for o in undated if o.standing.since in (last, None))
    return Ran(latest, is_dated=False) if latest else None


def _is_of_stay(order: Order, judge: Judge) -> bool:
    """Whether an order is of the stay that ends: by its encounter, where both name one; else by
    where it counts, if it is not of long ago."""
    encounter = order.resource.child("encounter")
    named = encounter.text("reference").rpartition("/")[2] if encounter else ""
    if named and judge.request.encounter:
        return named == judge.request.encounter
    return is_for(order, _IN_HOSPITAL) and not is_long_ago(order, judge.today)


def _ended(judge: Judge, ran: Ran) -> Case:
    """A stay that ended baclofen, and no order that carries it on. Where nobody knows on which day
    it was given last, nothing is offered: it may have been days ago."""
    reading = judge.read(())
    if ran.is_dated or not reading.patient.baclofen:
        reading = as_one(judge.read(ran.running))
    case = judge.ending("ended", reading, _product(ran.orders, judge))
    gave = sum_of(read_dose(order, judge.known).daily for order in ran.orders)
    return replace(case, offers=ran.is_dated, ran=gave)


def _going_home(
    judge: Judge, home: Sequence[Order], running: Iterable[Order], ran: Ran | None
) -> tuple[Case, ...]:
    """What is ordered for home in place of what the stay gave, where it is not the same, or is
    soon over."""
    today = {"intent": "order", "status": "draft", "authoredOn": judge.today.isoformat()}
    drafts = [{**one.resource.raw, **today, "id": f"home {n}"} for n, one in enumerate(home)]
    given = ran.running if ran else []
    gave = (*running, *(ran.orders if ran else ()))
    replaced = frozenset(one.resource.where for one in gave)
    reading = as_one(judge.read([*map(void, home), *given, *drafts], replaced=replaced))
    ends = [ends_on(one, judge.today) for one in home]
    case = judge.judged("home", reading, kind=judge.changed(reading))
    least = judge.least_last(case)
    is_over = all(day is not None and day < least for day in ends)
    swaps = any(doubt.kind == "beside" for doubt in reading.ordered.doubts)
    case = replace(case, has_gap=is_over, takes_away=swaps)
    is_quiet = indicator_of(case.made.fit, case.made.verdict) == "info"
    is_whole = not (judge.record.unread or judge.record.lacking or judge.lacks_medicines)
    return () if is_quiet and not is_over and is_whole else (case,)


def _running(order: Order) -> Json:
    """An order that is over as one that runs still: without its days, and spoken of when it
    ended, where that is told."""
    made = {**order.resource.raw, "status": "active"}
    if order.standing.ended is not None:
        made["statusChanged"] = order.standing.ended.isoformat()
    for name in ("dispenseRequest", "effectiveDosePeriod", "statusReason"):
        made.pop(name, None)
    made["dosageInstruction"] = without_bounds(made.get("dosageInstruction", []))
    return made

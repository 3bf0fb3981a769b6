"""How long what was handed over, or ordered, of baclofen by mouth lasts where it is taken as told.

What was handed over tells more than what was ordered, and speaks alone where it is on record: by
its days, else by its tablets and the dose. An order alone tells it by its supply; where that may be
repeated nobody knows how often it was fetched, and so not what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil

from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.dosage import is_of_tablets, on_day, read_dose
from baclofen.exchange.fhir.lengths import supply_days
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.product import Product, product_of
from baclofen.exchange.fhir.signs import RECENT_MONTHS, read_route
from baclofen.exchange.fhir.strength import strength_of
from baclofen.knowledge import Knowledge
from baclofen.units import months_before, sum_of
from baclofen.value import Value, replace


class Supply(Value):
    """`on` is the day of the last filling and `days` for how long that is, as told. `until` is the
    day until which it lasts if it is taken as ordered, with what was laid up before; `last` the day
    on which whatever lasts longest must be used up, with all that may have been left. `is_handed`:
    it was handed over. `is_paced`: what is left of it is told, since it is taken in the dose for
    which it was reckoned and was fetched once. `is_whole`: no filling is without its days.
    """

    on: date
    days: int
    until: date
    last: date
    is_handed: bool
    is_paced: bool
    is_whole: bool = True

    def is_early(self, today: date, share: float) -> bool:
        """Whether more than this share of the last filling must be left on this day."""
        return self.is_paced and (self.until - today).days > share * self.days


class Gap(Value):
    """The time between the day on which all that was handed over, or ordered, must have been used
    up, and the one on which more was."""

    since: date
    until: date


class _Filling(Value):
    """What was handed over on one day; `days` for how long, None where nothing tells it."""

    order: Order
    on: date
    days: int | None


def gap_of(ours: Iterable[Order], known: Knowledge, today: date) -> Gap | None:
    """The time without a supply by mouth that ended in the last days (`plan.supply_again`); None
    where none was, where a filling does not tell for how long it was, and where somebody told or
    gave a dose all along. Any product counts: one may have taken the place of another. Where
    nothing was handed over by the record, the orders tell it."""
    oral = [o for o in ours if o.is_baclofen and read_route(o, known)[0] != "intrathecal"]
    handed = _fillings(oral, known, today)
    found = _gap_of(handed, known, today) if handed else _gap_of_orders(oral, known, today)
    if found is None:
        return None
    spoken = (
        day for o in oral if o.kind in _SAID and o.standing.name != "refused"
        for day in (o.standing.told, o.standing.since, o.standing.ended) if day is not None
    )  # fmt: skip
    heard = max((day for day in spoken if day < found.until), default=found.since)
    gap = replace(found, since=max(heard, found.since))
    return gap if handed or _is_past_grace(gap, known) else None


def _gap_of(handed: Sequence[_Filling], known: Knowledge, today: date) -> Gap | None:
    """The same by what was handed over."""
    if any(one.days is None for one in handed):
        return None
    share, within = known.number("records.refill_early"), known.number("plan.supply_again")
    found: Gap | None = None
    for again in sorted({one.on for one in handed if (today - one.on).days < within}):
        before = _handed_over([one for one in handed if one.on < again], share)
        if before is not None and before.last < again:
            found = Gap(before.last, again)
    return found


def _gap_of_orders(oral: Iterable[Order], known: Knowledge, today: date) -> Gap | None:
    """The same by orders, each of which tells its day and, but for the new one, its supply. What
    was ordered is fetched later, and outlasts missed doses: within its grace none is a gap
    (`patient.supply_grace`)."""
    orders = [
        o for o in oral
        if o.kind == "MedicationRequest" and o.standing.name in ("current", "past")
    ]  # fmt: skip
    if any(order.standing.since is None for order in orders):
        return None
    within = known.number("plan.supply_again")
    found: Gap | None = None
    for again in sorted({_day(o) for o in orders if 0 <= (today - _day(o)).days < within}):
        before = [o for o in orders if _day(o) < again]
        lasts = [supply.last for o in before if (supply := _ordered(o)) is not None]
        ended = [o.standing.ended for o in before if o.standing.ended is not None]
        if before and len(lasts) == len(before):
            gap = Gap(max(*lasts, *ended, date.min), again)
            found = gap if _is_past_grace(gap, known) else found
    return found


def _is_past_grace(gap: Gap, known: Knowledge) -> bool:
    return days_after(gap.since, known.number("patient.supply_grace")) < gap.until


#: What tells that it was taken on some day.
_SAID = ("MedicationStatement", "MedicationAdministration")


def _was_handed(order: Order, today: date) -> bool:
    standing = order.standing
    return (
        order.kind == "MedicationDispense" and standing.status == "completed"
        and standing.since is not None and standing.since <= today
    )  # fmt: skip


def supply_of(
    ours: Sequence[Order], product: Product, known: Knowledge, today: date
) -> Supply | None:
    """The supply of someone who asks for more of this product; None where nothing tells it."""
    oral = [o for o in ours if o.is_baclofen and read_route(o, known)[0] != "intrathecal"]
    running = [o for o in oral if o.kind == "MedicationRequest" and o.standing.is_current]
    handed = [
        one for one in _fillings(oral, known, today)
        if days_after(one.on, one.days or 0) >= months_before(today, RECENT_MONTHS)
    ]  # fmt: skip
    if not handed:
        return _of(product, [(product_of(o, known), _ordered(o)) for o in running])
    last = max(handed, key=lambda one: one.on)
    if last.days is None:
        return None
    share = known.number("records.refill_early")
    kinds = {product_of(one.order, known) for one in handed}
    found = _of(product, [
        (kind, _handed_over([o for o in handed if product_of(o.order, known) == kind], share))
        for kind in kinds
    ])  # fmt: skip
    is_paced = _is_paced(last.order, running, known, today)
    is_whole = all(one.days is not None for one in handed)
    return None if found is None else replace(found, is_paced=is_paced, is_whole=is_whole)


def _of(product: Product, told: Iterable[tuple[Product, Supply | None]]) -> Supply | None:
    """The supply of this product, else the one that was fetched last."""
    known = [(kind, supply) for kind, supply in told if supply is not None]
    if not known:
        return None
    own = [supply for kind, supply in known if kind == product]
    one = max(own or (supply for _, supply in known), key=lambda supply: (supply.on, supply.until))
    return replace(one, last=max(supply.last for _, supply in known))


def _handed_over(fillings: Sequence[_Filling], share: float) -> Supply | None:
    """One product's fillings, each after the other. What was left when the next was fetched may
    last so much longer, of one filling at most; it is laid up where it was more than this share.
    Two of one day are for two orders, and last side by side."""
    days: dict[date, int] = {}
    for one in fillings:
        if one.days is not None:
            days[one.on] = max(one.days, days.get(one.on, 0))
    found: Supply | None = None
    for on, lasts in sorted(days.items()):
        until = last = days_after(on, lasts)
        if found is not None:
            laid_up, left = (found.until - on).days, (found.last - on).days
            until = days_after(until, min(laid_up, lasts) if laid_up > share * lasts else 0)
            last = days_after(last, min(max(0, left), lasts))
        found = Supply(on, lasts, until, last, is_handed=True, is_paced=True)
    return found


def _ordered(order: Order) -> Supply | None:
    """What an order says itself of its supply."""
    supply, on = order.resource.child("dispenseRequest"), order.standing.since
    lasts = supply_days(supply.child("expectedSupplyDuration")) if supply else None
    if supply is None or on is None or not lasts:
        return None
    times = 1 + int(supply.number("numberOfRepeatsAllowed") or 0)
    until = days_after(on, lasts * times)
    return Supply(on, lasts, until, until, is_handed=False, is_paced=times == 1)


def _is_paced(last: Order, running: Sequence[Order], known: Knowledge, today: date) -> bool:
    """Whether the last filling is taken in the dose for which it was reckoned: the one of an order
    that runs, or of all of them; where it tells none, no order was written since."""
    doses = [read_dose(on_day(order, today), known).daily for order in running]
    told = read_dose(last, known).daily
    if told is not None:
        return not running or told in (*doses, sum_of(doses))
    return all(
        order.standing.since is None or order.standing.since <= _day(last) for order in running
    )


def _day(order: Order) -> date:
    return order.standing.since or date.min


def _fillings(oral: Sequence[Order], known: Knowledge, today: date) -> list[_Filling]:
    """What was handed over, each filling with its days."""
    return [
        _Filling(order, _day(order), _days(order, oral, known))
        for order in oral
        if _was_handed(order, today)
    ]


def _days(order: Order, oral: Iterable[Order], known: Knowledge) -> int | None:
    """For how long what was handed over lasts; None where nothing tells it."""
    told = supply_days(order.resource.child("daysSupply"))
    return _counted(order, oral, known) if told is None else told


def _counted(order: Order, oral: Iterable[Order], known: Knowledge) -> int | None:
    """For how many days the tablets last in the dose that is told with them, else in that of the
    one order that was there on that day; None where one of these is not sure. What a pack or a
    bottle holds nobody tells; and tablets of one day are a dose that was written there."""
    quantity = order.resource.child("quantity")
    if quantity is None or not is_of_tablets(quantity):
        return None
    count = quantity.number("value")
    each = strength_of(order, known, is_counted=True).tablet_mg
    read = read_dose(order, known)
    if read.is_silent:
        orders = [o for o in oral if _was_there(o, _day(order))]
        if len(orders) != 1:
            return None
        read = read_dose(on_day(orders[0], _day(order)), known)
    if not count or each is None or read.doubt or read.daily is None or read.daily.unit != "mg":
        return None
    days = ceil(count * each / read.daily.in_mg) if read.daily.in_mg > 0 else 0
    return days if days > 1 else None


def _was_there(order: Order, day: date) -> bool:
    """Whether this was an order on that day."""
    standing = order.standing
    return (
        order.kind == "MedicationRequest" and standing.name in ("current", "past")
        and (standing.since is None or standing.since <= day)
        and (standing.ended is None or standing.ended >= day)
    )  # fmt: skip

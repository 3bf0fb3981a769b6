"""How long what was handed over, or ordered, of baclofen by mouth lasts where it is taken as told.

What was handed over tells more than what was ordered, and speaks alone where it is on record. An
order alone tells it by its supply; where that may be repeated nobody knows how often it was
fetched, and so not what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.dosage import on_day, read_dose
from baclofen.exchange.fhir.lengths import supply_days
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.product import Product, product_of
from baclofen.exchange.fhir.signs import RECENT_MONTHS, read_route
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
    """The time between the day on which all that was handed over must have been used up, and the
    one on which more was."""

    since: date
    until: date


def gap_of(ours: Iterable[Order], known: Knowledge, today: date) -> Gap | None:
    """The time without a supply by mouth that ended in the last days (`plan.supply_again`); None
    where none was, where a filling does not tell for how long it was, and where somebody told or
    gave a dose all along. Any product counts: one may have taken the place of another."""
    oral = [o for o in ours if o.is_baclofen and read_route(o, known)[0] != "intrathecal"]
    handed = [o for o in oral if _was_handed(o, today)]
    if any(_days(one) is None for one in handed):
        return None
    share, within = known.number("records.refill_early"), known.number("plan.supply_again")
    found: Gap | None = None
    for again in sorted({_day(o) for o in handed if (today - _day(o)).days < within}):
        before = _handed_over([o for o in handed if _day(o) < again], share)
        if before is not None and before.last < again:
            found = Gap(before.last, again)
    if found is None:
        return None
    spoken = (
        day for o in oral if o.kind in _SAID and o.standing.name != "refused"
        for day in (o.standing.told, o.standing.since, o.standing.ended) if day is not None
    )  # fmt: skip
    heard = max((day for day in spoken if day < found.until), default=found.since)
    return replace(found, since=max(heard, found.since))


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
        o for o in oral
        if _was_handed(o, today)
        and days_after(_day(o), _days(o) or 0) >= months_before(today, RECENT_MONTHS)
    ]  # fmt: skip
    if not handed:
        return _of(product, [(product_of(o, known), _ordered(o)) for o in running])
    last = max(handed, key=_day)
    if _days(last) is None:
        return None
    share = known.number("records.refill_early")
    kinds = {product_of(one, known) for one in handed}
    found = _of(product, [
        (kind, _handed_over([o for o in handed if product_of(o, known) == kind], share))
        for kind in kinds
    ])  # fmt: skip
    is_paced = _is_paced(last, running, known, today)
    is_whole = all(_days(one) is not None for one in handed)
    return None if found is None else replace(found, is_paced=is_paced, is_whole=is_whole)


def _of(product: Product, told: Iterable[tuple[Product, Supply | None]]) -> Supply | None:
    """The supply of this product, else the one that was fetched last."""
    known = [(kind, supply) for kind, supply in told if supply is not None]
    if not known:
        return None
    own = [supply for kind, supply in known if kind == product]
    one = max(own or (supply for _, supply in known), key=lambda supply: (supply.on, supply.until))
    return replace(one, last=max(supply.last for _, supply in known))


def _handed_over(fillings: Sequence[Order], share: float) -> Supply | None:
    """One product's fillings, each after the other. What was left when the next was fetched may
    last so much longer, of one filling at most; it is laid up where it was more than this share.
    Two of one day are for two orders, and last side by side."""
    days: dict[date, int] = {}
    for one in fillings:
        if (lasts := _days(one)) is not None:
            days[_day(one)] = max(lasts, days.get(_day(one), 0))
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


def _days(order: Order) -> int | None:
    """For how long what was handed over lasts; None where that is not told."""
    return supply_days(order.resource.child("daysSupply"))

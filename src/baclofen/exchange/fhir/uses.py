"""All signs of baclofen in a record: one use for each order, and none claimed without proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from baclofen.assessment import by_mouth_now
from baclofen.cleaned import plain
from baclofen.exchange.fhir.ahead import with_ahead
from baclofen.exchange.fhir.asked import Asked, read_asked
from baclofen.exchange.fhir.bundle import Entries, all_words
from baclofen.exchange.fhir.charted import write_charted
from baclofen.exchange.fhir.concentration import mcg_per_mL
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.lapsed import used_up_on, why_lapsed, with_gaps, with_used_up
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.medicines import KINDS, Order, Orders, dosages_of
from baclofen.exchange.fhir.merge import Merged, merge_signs
from baclofen.exchange.fhir.of_the_day import Hours, as_regimen, parts_stopped_on_no_day
from baclofen.exchange.fhir.otherwise import (
    active_by_mouth,
    heard_otherwise,
    stops_told,
    with_history,
)
from baclofen.exchange.fhir.product import product_of
from baclofen.exchange.fhir.pumps import Pumps
from baclofen.exchange.fhir.references import Index
from baclofen.exchange.fhir.renewed import carried_on, to_come, write_to_come
from baclofen.exchange.fhir.series import begins_on, in_turn
from baclofen.exchange.fhir.signs import Sign, is_long_ago, read_route, read_sign
from baclofen.exchange.fhir.standing import NOT_GIVEN
from baclofen.exchange.fhir.systems import OWN
from baclofen.exchange.levels import BaclofenLevel, shown_by
from baclofen.exchange.names import is_spoken_of, may_speak
from baclofen.exchange.single_doses import Doubt
from baclofen.exchange.wording import listed, many
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.regimen import OralOrder
from baclofen.value import Value, replace

#: Read for baclofen elsewhere, or no statement about what is taken.
_READ = frozenset({*KINDS, "Patient", "AllergyIntolerance"})
_NOT_SEARCHED = _READ | {"Medication"}


class Uses(Value):
    """`found` is None when it is not known whether baclofen is taken.

    `asked` is what the draft orders of the record ask for, `runs_as` the liquid or the granules
    that all that runs by mouth is, None for tablets, for several products, and for what is neither.
    """

    found: tuple[BaclofenUse, ...] | None
    asked: Asked
    notes: tuple[str, ...]
    runs_as: OralOrder | None = None


def read_uses(
    entries: Entries,
    orders: Orders,
    pumps: Pumps,
    known: Knowledge,
    ledger: Ledger,
    *,
    open_conditions: Iterable[str],
    levels: Sequence[BaclofenLevel],
    is_named: bool,
    today: date,
    replaced: frozenset[str] = frozenset(),
    noted: Mapping[str, Doubt] | None = None,
) -> Uses:
    """The baclofen uses of a record. `()` only for a complete list that shows none. A dose that
    runs and that nobody could read is written into the `ledger` as not understood. `replaced` are
    places of orders that end with what is drafted, beside those that the drafts name; `noted` are
    notes that it is not taken, by the place of their order."""
    found = with_history([o for o in orders.found if o.is_baclofen], known, today)
    coming = to_come(found, orders.late, known, today)
    found = with_gaps(carried_on(found, coming, known, today), known, today)
    ours, later, followed = in_turn(found, today)
    planned = [o for o in (*ours, *orders.late) if o.is_baclofen and o.standing.name == "planned"]
    notes: list[str] = []
    signs: list[Sign] = []
    unheard: dict[str, Order] = {}
    dark: list[Order] = []
    past: list[Order] = []
    withdrawn = [o for o in ours if _is_withdrawn(o)]
    stops = stops_told(ours, entries.index, known, today)
    for order in ours:
        if order.standing.name in ("planned", "refused") or order in withdrawn:
            continue
        if order.resource.where in stops:
            continue
        sign = read_sign(order, known, entries.index, today=today)
        if sign is None:
            past.append(order)
        else:
            signs.append(sign)
            if sign.is_running and sign.dose is None:
                dark.append(order)
            elif sign.is_running and sign.unheard:
                unheard.setdefault(sign.unheard, order)
    if past:
        told = listed(
            (f"{o.name}, ordered on {o.standing.since}, {o.standing.status}" for o in past), 3
        )
        notes.append(f"Baclofen of the past, taken as over: {told}. Confirm.")
    if followed:
        told = listed((f"{o.name} (until {o.standing.ran_out})" for o in followed), 3)
        notes.append(f"Read as followed by a later order of a series, and over: {told}.")
    if unfetched := [o for o in ours if _is_unfetched(o)]:
        told = listed(map(_unfetched, unfetched), 3)
        notes.append(
            f"Baclofen that was not handed over: {told}. Ask why, and what is taken instead."
        )
    late = [(o, o.standing.since) for o in orders.late if o.is_baclofen]
    late += [(o, begins_on(o)) for o in later]
    if used_up := [o for o in ours if (until := o.standing.until) is not None and until < today]:
        told = listed((f"{o.name} ({o.standing.until})" for o in used_up), 3)
        notes.append(f"By its order the supply of baclofen is used up: {told}. Is it still taken?")
    if late:
        told = listed((f"{o.name} ({day})" for o, day in late), 3)
        notes.append(f"Baclofen dated after {today}, not counted as taken: {told}.")
    runs = [o for o in ours if o.kind == "MedicationRequest" and o.standing.is_current]
    for order in parts_stopped_on_no_day(runs, ours, known):
        words = f"the day on which {order.name}, a part of the day's dose, was stopped"
        ledger.unread(order.resource, "order", words, sounds=())
    merged = merge_signs(signs, known)
    uses = as_regimen(merged.uses, merged.hours, merged.before, known)
    uses = with_ahead(
        uses, ours, followed, (*later, *(o for o in orders.late if o.is_baclofen)), known, today,
        replaced=replaced | _named_before(planned, entries.index),
    )  # fmt: skip
    uses = with_used_up(uses, found, known, today)
    write_charted(ours, active_by_mouth(ours, known), uses, known, ledger, today)
    uses = heard_otherwise(
        uses, ours, stops.values(), entries.index, known, today, noted=noted or {}
    )
    if refused := [
        o for o in ours
        if ((o.standing.name == "refused" and o not in unfetched) or o in withdrawn)
        and o.resource.where not in stops
    ]:  # fmt: skip
        told = listed((_not_counted(o) for o in refused), 3)
        notes.append(f"Recorded about baclofen, and not counted as taken: {told}.")
    if later or planned:
        # What follows is ordered already.
        uses = tuple(replace(use, until=None) for use in uses)
    if any(use.status != "stopped" and use.daily is None for use in uses):
        for order in dark:
            texts = (part.text("text") for part in dosages_of(order.kind, order.resource))
            told = next(filter(None, texts), "")
            quoted = f'"{told}"' if told else "none is told"
            words = f"the dose of {order.name} ({quoted})"
            ledger.unread(order.resource, "order", words, sounds=())
    for said, order in unheard.items():
        words = f'what stands beside the dose of {order.name} ("{said}")'
        ledger.unread(order.resource, "order", words, sounds=())
    if not any(use.status == "active" or use.ahead for use in by_mouth_now(uses)):
        write_to_come(coming, known, ledger)
    notes += merged.notes
    uses, pump_notes = _with_pumps(uses, pumps)
    notes += pump_notes
    uses = (*uses, *shown_by(levels, uses, known, today=today))
    held = {mcg_per_mL(o, known) for o in ours if o.standing.is_current} - {None}
    asked = read_asked(
        planned, uses, known, notes, today=today, lapsed=why_lapsed(ours, known, today),
        in_pump=held.pop() if len(held) == 1 else None,
        left=lambda drafts: _left(merged, replaced | _named_before(drafts, entries.index)),
    )  # fmt: skip
    days = known.number("patient.recent_baclofen")
    if any(use.counts(today, days) for use in uses):
        return Uses(uses, asked, tuple(notes), _runs_as(ours, known))
    ended = used_up_on(signs, ours, today)
    for use in uses:
        what = "The supply of baclofen" if use.stopped_on == ended else "Baclofen"
        notes.append(f"{what} ended on {use.stopped_on} by the record: {use.as_written}. Confirm.")
    reasons = _open(entries, orders, pumps, ours, open_conditions, known)
    if ended is not None:
        reasons.append(f"its supply ended on {ended}, and nothing tells that it was stopped")
    if recent := [o for o in withdrawn if not is_long_ago(o, today)]:
        # Whoever ordered it wanted it taken, and it may be had elsewhere.
        reasons.append(f"an order of it was cancelled ({recent[0].name})")
    if not uses and any(o.standing.status == NOT_GIVEN for o in ours):
        reasons.append("doses of it are recorded as not given, and nothing tells who ordered them")
    if coming:
        reasons.append(f"an order of it begins on {min(day for _, day in coming)}")
    # The next day by one clock is this day by another.
    next_day = days_after(today, 1)
    if any(day == next_day and o.standing.name != "planned" for o, day in late):
        reasons.append("an entry on it is dated on the very next day")
    if is_named:
        reasons += _spoken(entries, known, skip=_NOT_SEARCHED if ours else _READ)
    if not orders.has_list:
        notes.append(
            "The record lists no medicines: whether baclofen is taken is not known."
            + (f" Besides: {listed(reasons)}." if reasons else "")
        )
        return Uses(None, asked, tuple(notes))
    if reasons:
        notes.append(f"Whether baclofen is taken stays open: {listed(reasons)}.")
        return Uses(None, asked, tuple(notes))
    if not uses:
        entry = many(orders.on_list, "entry", "entries")
        notes.append(f"The record's medicine list ({entry}) shows no baclofen.")
    return Uses(uses, asked, tuple(notes))


def _runs_as(ours: Iterable[Order], known: Knowledge) -> OralOrder | None:
    """What a way down is made of, where what runs by mouth is one product that is no tablet. Of a
    liquid whose strength is not told nothing can be poured: that is said, and no tablet takes its
    place."""
    runs = [o for o in ours if o.standing.is_current and read_route(o, known)[0] != "intrathecal"]
    found = {product_of(order, known) for order in runs}
    if len(found) != 1:
        return None
    product = found.pop()
    return OralOrder(product="liquid") if product.is_unsure else product.as_order


def _named_before(drafts: Iterable[Order], index: Index) -> frozenset[str]:
    """The places of the orders that drafts name as the one before them, of those that are here."""
    named = ((o.resource.child("priorPrescription"), o.resource) for o in drafts)
    found = (index.resolve(one.text("reference"), holder) for one, holder in named if one)
    return frozenset(one.where for one in found if one is not None)


def _left(merged: Merged, replaced: frozenset[str]) -> tuple[tuple[BaclofenUse, Hours | None], ...]:
    """The uses that go on beside drafts that replace orders at these places, and when in the day
    they are taken."""
    every = zip(merged.uses, merged.places, merged.hours, strict=True)
    return tuple((use, at) for use, places, at in every if not places <= replaced)


def _open(
    entries: Entries,
    orders: Orders,
    pumps: Pumps,
    ours: Sequence[Order],
    open_conditions: Iterable[str],
    known: Knowledge,
) -> list[str]:
    """Why an absence of baclofen may not be concluded."""
    reasons = []
    if not entries.is_complete:
        reasons.append("the record is not complete")
    if pumps.is_open:
        reasons.append("a pump is mentioned")
    if plans := [o for o in ours if o.standing.status == "plan" and _is_active(o)]:
        reasons.append(f"it is recorded as an active plan ({plans[0].name})")
    labels = [known.codes.condition_labels.get(key, key) for key in open_conditions]
    if labels:
        reasons.append(f"a diagnosis speaks of it or of a pump ({listed(labels, 3)})")
    return reasons


def _spoken(entries: Entries, known: Knowledge, *, skip: frozenset[str]) -> list[str]:
    """Where else in the record baclofen is spoken of."""
    found = Counter(
        kind
        for kind, resources in entries.by_type.items()
        if kind not in skip
        for resource in resources
        if may_speak(resource.raw, known.codes)
        # The addresses of our own codes name it, and say nothing of the patient.
        and is_spoken_of(all_words(resource.raw).replace(OWN, ""), known.codes)
    )
    if not found:
        return []
    kinds = listed(f"{plain(kind, 40)} ({count})" for kind, count in found.items())
    return [f"baclofen is spoken of elsewhere: {kinds}"]


def _is_withdrawn(order: Order) -> bool:
    """Whether an order was taken back before a dose of it was given: it tells of no use."""
    return order.kind == "MedicationRequest" and order.standing.status == "cancelled"


def _is_unfetched(order: Order) -> bool:
    """Whether a supply was prepared or asked for, and not handed over."""
    return order.kind == "MedicationDispense" and order.standing.name == "refused"


def _unfetched(order: Order) -> str:
    on = order.standing.since
    return f"{order.name}, {order.resource.text('status')}{f', {on}' if on else ''}"


def _not_counted(order: Order) -> str:
    """What is not counted as taken, and why; of a dose that was not given also the day."""
    on, status = order.standing.since, order.standing.status
    return f"{order.name} ({status}{f', {on}' if on and status == NOT_GIVEN else ''})"


def _is_active(order: Order) -> bool:
    return order.resource.text("status") in ("active", "on-hold", "unknown", "")


def _with_pumps(
    uses: tuple[BaclofenUse, ...], pumps: Pumps
) -> tuple[tuple[BaclofenUse, ...], list[str]]:
    """A pump device and a running intrathecal order are one use."""
    notes = list(pumps.notes)
    uses = tuple(
        replace(u, refilled_on=pumps.filled_on)
        if u.route == "intrathecal" and u.status != "stopped" else u
        for u in (*uses, *(() if _has_pump(uses, pumps) else pumps.stopped))
    )  # fmt: skip
    if not pumps.uses:
        return uses, notes
    if any(u.route == "intrathecal" and u.status != "stopped" for u in uses):
        notes.append(
            f"The pump on record ({pumps.uses[0].as_written}) was read as the one of the "
            "intrathecal order."
        )
        return uses, notes
    found = (replace(use, refilled_on=pumps.filled_on) for use in pumps.uses)
    return (*uses, *found), notes


def _has_pump(uses: Iterable[BaclofenUse], pumps: Pumps) -> bool:
    """Whether a pump runs, or its stop is on record: what says that it is out adds none."""
    return bool(pumps.uses) or any(use.route == "intrathecal" for use in uses)


def pump_set_on(orders: Orders, known: Knowledge) -> tuple[date, ...]:
    """The days since which a pump runs by the orders that do."""
    return tuple(
        order.standing.since
        for order in orders.found
        if order.is_baclofen and order.standing.is_current and order.standing.since is not None
        and order.kind == "MedicationRequest" and read_route(order, known)[0] == "intrathecal"
    )  # fmt: skip

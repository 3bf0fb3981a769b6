"""Entries that tell of the same baclofen order, read as one use.

An order, what was handed over for it and what was said about it are one thing, not three;
two orders that differ in words or dose stay two, since doubling is what must be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.medicines import KINDS
from baclofen.exchange.fhir.of_the_day import Hours, are_one_regimen
from baclofen.exchange.fhir.ran import Earlier, ran_before
from baclofen.exchange.fhir.signs import RECENT_MONTHS, Route, Sign
from baclofen.exchange.wording import listed, many, sentence
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import OldDoseAfterStop
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.value import Value, replace

#: What says what is taken a day; what was handed over or given follows from it.
_TOLD = ("MedicationRequest", "MedicationStatement")
#: More orders than these are not compared one with another.
_MANY = 100
#: An order that ended later than this after the next began ran beside it, not before it.
OVERLAP_DAYS = 14


class Merged(Value):
    """One use for each order, and notes on what was put together. `places` are, for each use, those
    of the orders that it was read from; where none was ordered, of whatever tells of it; `hours` is
    when in the day it is taken. `before` is what ran by mouth before the last change of several
    that run now, all orders of each day together; empty where just one runs."""

    uses: tuple[BaclofenUse, ...]
    places: tuple[frozenset[str], ...]
    hours: tuple[Hours | None, ...]
    notes: tuple[str, ...]
    before: tuple[DoseBefore, ...] = ()


def merge_signs(signs: Sequence[Sign], known: Knowledge) -> Merged:
    """One use for each order, of signs that tell of the same one."""
    gap_days = known.of(OldDoseAfterStop).within_h / 24
    groups = [_settled(group) for group in _by_link(signs)]
    notes: list[str] = []
    same_kind: list[str] = []
    by_words: dict[object, list[list[Sign]]] = {}
    for group in groups:
        best = _best(group)
        said = "" if _is_charted(group) else best.use.as_written.lower()
        key = (said, best.dose, best.use.route)
        by_words.setdefault(key, []).append(group)
    groups = [same for alike in by_words.values() for same in _of_one_time(alike)]
    for group in groups:
        running = Counter(s.kind for s in group if s.is_running)
        links = len(_by_link([s for s in group if s.is_running]))
        if links > 1 and any(count > 1 for count in running.values()):
            same_kind.append(_best(group).use.as_written)
    groups = _across_kinds(groups)
    groups = _without_used_up(groups)
    groups, ended = _without_ended_parts(groups, known)
    groups, past = _without_the_past(groups)
    if same_kind:
        notes.append(
            "The same baclofen order stands more than once in the record and is counted as one: "
            f"{listed(same_kind, 3)}. Make sure that it is not taken twice."
        )
    together = sum(len(group) > 1 for group in groups)
    if together and not same_kind:
        entries = sum(len(group) for group in groups if len(group) > 1)
        notes.append(f"{many(entries, 'entry', 'entries')} on baclofen were read as one order.")
    if past:
        earlier = "An earlier order was" if len(past) == 1 else f"{len(past)} earlier orders were"
        notes.append(f"{earlier} read as the past of the baclofen that is running.")
    if ended:
        told = listed(
            (f"{use.as_written} (until {use.stopped_on})" for use in map(_as_use, ended)), 3
        )
        notes.append(f"Read as parts of the day's dose that ended while the others go on: {told}.")
    over = [*_earlier(past), *_earlier(ended, are_parts=True)]
    uses = tuple(_with_before(group, groups, over, gap_days) for group in groups)
    places = tuple(_places(group) for group in groups)
    return Merged(
        uses, places, tuple(_hours(group) for group in groups), tuple(notes),
        _before_all(groups, over, gap_days),
    )  # fmt: skip


def _is_charted(group: Sequence[Sign]) -> bool:
    """Whether all of a group are doses of a chart that are not for the spine: amounts, in whatever
    words, and no doses of an order. What they come to is held against the orders elsewhere."""
    return all(s.kind == "MedicationAdministration" and s.use.route != "intrathecal" for s in group)


def _of_one_time(alike: Sequence[Sequence[Sign]]) -> list[list[Sign]]:
    """Groups that say the same in words, those for the same times of the day together: 20 mg in
    the morning and 20 mg at night are two. All together where one does not tell its times, and
    where all are doses of a chart, each of which was given at its own."""
    if all(map(_is_charted, alike)):
        return [[s for group in alike for s in group]]
    by_time: dict[Hours | None, list[Sign]] = {}
    for group in alike:
        by_time.setdefault(_best(group).hours, []).extend(group)
    return [[s for group in alike for s in group]] if None in by_time else list(by_time.values())


def _ordered(group: Sequence[Sign]) -> list[Sign]:
    live = [s for s in group if s.is_running]
    return [s for s in live if s.kind == "MedicationRequest"] or live


def _places(group: Sequence[Sign]) -> frozenset[str]:
    return frozenset(s.place for s in _ordered(group))


def _hours(group: Sequence[Sign]) -> Hours | None:
    """When in the day, where the orders of a group say the same."""
    found = {s.hours for s in _ordered(group)}
    return found.pop() if len(found) == 1 else None


def _by_link(signs: Sequence[Sign]) -> list[list[Sign]]:
    """Signs that refer to each other or to the same order, joined."""
    parent: dict[str, str] = {}

    def root(link: str) -> str:
        while (above := parent.setdefault(link, link)) != link:
            parent[link] = link = parent[above]
        return link

    for sign in signs:
        first, *others = sorted(sign.links)
        for other in others:
            parent[root(other)] = root(first)
    groups: dict[str, list[Sign]] = {}
    for sign in signs:
        # Of all its links the root is the same.
        groups.setdefault(root(next(iter(sign.links))), []).append(sign)
    return list(groups.values())


def _settled(group: list[Sign]) -> list[Sign]:
    """Without what was handed over for an order that has itself been stopped."""
    orders = [s for s in group if s.kind in _TOLD]
    if any(s.is_running for s in orders) or not any(s.is_halted for s in orders):
        return group
    return orders


def _across_kinds(groups: list[list[Sign]]) -> list[list[Sign]]:
    """A statement and a request of the same daily dose, or doses given under an order, are one."""
    if len(groups) > _MANY:
        return groups
    made: list[list[Sign]] = []
    for group in sorted(groups, key=lambda g: KINDS.index(_best(g).kind)):
        target = next((other for other in made if _tells_the_same(group, other)), None)
        if target is None:
            made.append(list(group))
        else:
            target += group
    return made


def _tells_the_same(group: Sequence[Sign], other: Sequence[Sign]) -> bool:
    one, two = _best(group), _best(other)
    if not (one.is_running and two.is_running) or {s.kind for s in group} & {s.kind for s in other}:
        return False
    if not _may_be_one_route(one, two):
        return False
    routes = {one.use.route, two.use.route}
    if {s.kind for s in group} == {"MedicationAdministration"}:
        return len(routes) == 1
    if one.is_silent or two.is_silent:
        return True
    return one.dose is not None and two.dose is not None and one.dose == two.dose


def _without_used_up(groups: list[list[Sign]]) -> list[list[Sign]]:
    """Without what was handed over and is used up, where an order or a statement runs by the same
    route: it was taken under that, whatever it names, and of what is used up nothing is taken
    twice. With just one that runs it is an entry of it."""
    run = [g for g in groups if _best(g).is_running and _best(g).kind in _TOLD]
    kept: list[list[Sign]] = []
    for group in groups:
        by_routes = [g for g in run if _may_be_one_route(_best(g), _best(group))]
        is_over = all(s.is_used_up and s.kind == "MedicationDispense" for s in group)
        if not (is_over and by_routes):
            kept.append(group)
        elif len(by_routes) == 1:
            by_routes[0] += group
    return kept


def _may_be_one_route(one: Sign, other: Sign) -> bool:
    return {one.use.route, other.use.route} != {"oral", "intrathecal"}


def _without_the_past(
    groups: list[list[Sign]],
) -> tuple[list[list[Sign]], list[list[Sign]]]:
    """Without orders that ended before a running one of the same route began; and those."""
    latest: dict[str, date] = {}
    for group in groups:
        use = _best(group).use
        if use.status != "stopped" and use.ordered_on:
            latest[use.route] = max(use.ordered_on, latest.get(use.route, use.ordered_on))
    kept, past = [], []
    for group in groups:
        use = _as_use(group)
        began = latest.get(use.route)
        replaced = began is not None and not _is_beside(use, began)
        ordered = use.ordered_on
        if use.status == "stopped" and replaced and began and ordered and ordered <= began:
            past.append(group)
            continue
        kept.append(group)
    return kept, past


def _without_ended_parts(
    groups: list[list[Sign]], known: Knowledge
) -> tuple[list[list[Sign]], list[list[Sign]]]:
    """Without orders by mouth that ended while others for other times of the day run on; and those.
    What is taken of a day is less since then: they are no second regimen. Only where every dose and
    every day is sure: what is in doubt stays a double until somebody says otherwise."""
    run = [g for g in groups if _best(g).is_running and _best(g).use.route != "intrathecal"]
    hours = [_hours(group) for group in run]
    uses = [_as_use(group) for group in run]
    if not run or not all(_is_sure(use) and not use.doubt for use in uses):
        return groups, []
    newest = max(use.ordered_on or date.min for use in uses)
    kept: list[list[Sign]] = []
    ended: list[list[Sign]] = []
    for group in groups:
        best, use = _best(group), _as_use(group)
        is_over = use.status == "stopped" and best.kind in _TOLD and use.stopped_on is not None
        # What ran out on paper soon after another began was followed by it, whatever its times.
        is_own = is_over and (best.is_halted or _is_beside(use, newest))
        is_part = is_own and _is_sure(use) and are_one_regimen([*hours, best.hours], known)
        (ended if is_part else kept).append(group)
    return kept, ended


def _is_sure(use: BaclofenUse) -> bool:
    """Whether a use is one by mouth whose dose and first day were read."""
    is_read = use.daily is not None and use.daily.unit == "mg" and use.ordered_on is not None
    return is_read and use.status != "unknown" and use.route != "intrathecal"


def _is_beside(use: BaclofenUse, began: date) -> bool:
    """Whether it ended so long after this day that it ran beside what began then, not before it."""
    return use.stopped_on is not None and use.stopped_on > days_after(began, OVERLAP_DAYS)


def _with_before(
    group: Sequence[Sign], kept: Sequence[Sequence[Sign]], over: Sequence[tuple[Route, Earlier]],
    gap_days: float,
) -> BaclofenUse:  # fmt: skip
    """The use of a group; of the only one by its route, with what ran by the same route before."""
    use, began = _as_use(group), _best(group).use.ordered_on
    beside = [g for g in kept if _best(g).is_running and _best(g).use.route == use.route]
    if len(beside) != 1 or beside[0] is not group or began is None:
        return use
    earlier = [one for route, one in over if route == use.route]
    return replace(use, before=_ran(earlier, [(use, began)], gap_days))


def _before_all(
    kept: Sequence[Sequence[Sign]], over: Sequence[tuple[Route, Earlier]], gap_days: float
) -> tuple[DoseBefore, ...]:
    """What ran by mouth before the last change of several orders that run: those of them that are
    older, and those that are over."""
    uses = [_as_use(g) for g in kept if _best(g).is_running and _best(g).kind in _TOLD]
    by_mouth = [use for use in uses if use.route != "intrathecal"]
    days = [(use, use.ordered_on) for use in by_mouth if use.ordered_on is not None]
    if len(by_mouth) < 2 or len(days) < len(by_mouth):
        return ()
    return _ran([one for route, one in over if route != "intrathecal"], days, gap_days)


def _ran(
    earlier: Sequence[Earlier], running: Sequence[tuple[BaclofenUse, date]], gap_days: float
) -> tuple[DoseBefore, ...]:
    """What ran before the last change of what runs since these days: the newest of it, or the end
    of a part of it."""
    ends = [one.ended for one in earlier if one.is_part and one.ended is not None]
    began = max([*(day for _, day in running), *ends])
    older = [
        Earlier(use.daily, day, None, was_stopped=False, goes_on=True)
        for use, day in running if day < began
    ]  # fmt: skip
    return ran_before(
        [*earlier, *older], began, gap_days=gap_days, overlap_days=OVERLAP_DAYS
    )  # fmt: skip


def _earlier(
    past: Sequence[Sequence[Sign]], *, are_parts: bool = False
) -> Iterator[tuple[Route, Earlier]]:
    """The orders and statements that are over, each with its route, as far as their day is told."""
    for group in past:
        over = _as_use(group)
        if _best(group).kind in _TOLD and over.ordered_on is not None:
            was_stopped = all(sign.is_halted for sign in group)
            yield (
                over.route,
                Earlier(
                    over.daily, over.ordered_on, over.stopped_on, was_stopped, is_part=are_parts
                ),
            )


def _best(group: Sequence[Sign]) -> Sign:
    """The entry that speaks for a group: running before over, orders before what follows them."""
    return min(group, key=lambda s: (not s.is_running, KINDS.index(s.kind)))


def _until(live: Sequence[Sign]) -> date | None:
    """The day on which what runs is used up: as it was handed over, else as it was ordered. An
    order without an end goes on."""
    handed = [s.use.until for s in live if s.kind == "MedicationDispense"]
    ends = handed or [s.use.until for s in live if s.is_running]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _as_use(group: Sequence[Sign]) -> BaclofenUse:
    best = _best(group)
    live = [s for s in group if s.is_running] or list(group)
    doubts = [d for s in live for d in s.doubts]
    statuses = {s.use.status for s in live}
    if "active" in statuses:
        # What an active order says needs no second entry to say it again.
        doubts = [d for s in live if s.use.status == "active" for d in s.doubts]
    routes = {s.use.route for s in live} - {"unknown"}
    route = routes.pop() if len(routes) == 1 else best.use.route if not routes else "unknown"
    if len(routes) > 1:
        doubts.append("its entries differ in the route")
    doses = {s.dose for s in live if s.dose is not None}
    daily = next(iter(doses)) if len(doses) == 1 else None
    if len(doses) > 1:
        doubts.append(f"its entries differ in the dose ({listed(str(d) for d in doses)} a day)")
    elif daily is None:
        doubts += [s.dose_doubt for s in live]
    else:
        doubts += [s.dose_doubt for s in live if s.dose is not None]
    status = "active" if "active" in statuses else best.use.status
    if all(s.is_stale for s in live):
        doubts.append(f"ordered more than {RECENT_MONTHS} months ago: is it still taken?")
        status = "unknown"
    # One end without its day may be the last of them: then the day is not known.
    ends = [s.use.stopped_on for s in group]
    last = None if None in ends else max(end for end in ends if end)
    return replace(
        best.use,
        route=route,
        status=status,
        daily=daily,
        ordered_on=min((s.use.ordered_on for s in group if s.use.ordered_on), default=None),
        stopped_on=last if best.use.status == "stopped" else None,
        until=_until(live),
        doubt=sentence(doubts),
    )

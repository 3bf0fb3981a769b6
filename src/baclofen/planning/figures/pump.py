"""A pump's daily dose: the first one, the next one, and the wean of what is taken by mouth."""

from __future__ import annotations

from baclofen.knowledge.numbers import PumpWatch
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.pump.first_rate import start_rule
from baclofen.planning.pump.reckoning import PumpReckoning
from baclofen.regimen import PumpOrder, ScreeningOrder


def pump_figures(sheet: Sheet) -> Figures:
    """Doses in mcg a day, by origin, age and stage; never from a dose by mouth."""
    order = sheet.fit.request.order
    begins = isinstance(order, PumpOrder) and order.stage == "start"
    if isinstance(order, ScreeningOrder) or begins:
        yield Figure("use_ratio", False, "", ("ITM-CONVERT",))
    if not isinstance(order, PumpOrder) or (made := sheet.worked.pump) is None:
        return
    if order.change_percent is not None:
        yield Figure("requested_pct", order.change_percent, "%", ())
    if not sheet.may_dose:
        return
    if made.first is not None and made.is_first_ever:
        rule = start_rule(sheet.fit, sheet.known).id
        yield Figure("initial_mcg_per_day", made.first.in_mcg, "mcg/day", (rule,))
        watch = sheet.known.of(PumpWatch)
        yield Figure("observe_h", watch.observe_h, "h", (watch.entry,))
    if not made.is_rate_lost:
        yield from _next(order, made)
    if (wean := made.wean) is not None:
        low, high = wean.cut
        yield Figure("first_cut_mg", (low.in_mg, high.in_mg), "mg/day", wean.why)
        less, more = wean.rest
        yield Figure("next_oral_mg_per_day", (less.in_mg, more.in_mg), "mg/day", wean.why)
        yield Figure("wean_first", wean.begins, "", wean.why)


def _next(order: PumpOrder, made: PumpReckoning) -> Figures:
    offer = made.offer
    if offer is None:
        return
    why = offer.limits.why
    name = "next_range_mcg_per_day" if order.stage == "titration" else "raise_range_mcg_per_day"
    yield Figure(name, (offer.low.in_mcg, offer.high.in_mcg), "mcg/day", why)
    yield Figure("max_next_mcg_per_day", offer.high.in_mcg, "mcg/day", why)
    if offer.cut is not None:
        low, high = offer.cut
        yield Figure("cut_range_mcg_per_day", (low.in_mcg, high.in_mcg), "mcg/day", why)
    if offer.wait_h is not None and order.stage == "titration":
        yield Figure("wait_hours", offer.wait_h, "h", why)

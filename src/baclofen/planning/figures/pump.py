"""A pump's daily dose: the first one, the next one, and the wean of what is taken by mouth."""

from __future__ import annotations

from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.figures.oral import daily_of
from baclofen.regimen import PumpOrder, ScreeningOrder

Percent = tuple[float, float]


def pump_figures(sheet: Sheet) -> Figures:
    """Doses in mcg a day, by origin, age and stage; never from a dose by mouth."""
    order = sheet.fit.request.order
    begins = isinstance(order, PumpOrder) and order.stage == "start"
    if isinstance(order, ScreeningOrder) or begins:
        yield Figure("use_ratio", False, "", ("ITM-CONVERT",))
    if not isinstance(order, PumpOrder):
        return
    if order.stage == "start":
        yield from _first(sheet, order)
    now = order.before
    if order.change_percent is not None:
        yield Figure("requested_pct", order.change_percent, "%", ())
    if now is not None and order.stage != "start":
        yield from _next(sheet, order, now.in_mcg)
    oral = daily_of(sheet.fit.uses)
    if oral is not None and sheet.holds("ITM-ORAL-WEAN"):
        values = sheet.values("ITM-ORAL-WEAN")
        low, high = (share / 100 * oral.in_mg for share in values["step_percent"])
        yield Figure("first_cut_mg", (low, high), "mg/day", ("ITM-ORAL-WEAN",))
        rest = (oral.in_mg - high, oral.in_mg - low)
        yield Figure("next_oral_mg_per_day", rest, "mg/day", ("ITM-ORAL-WEAN",))
        yield Figure("wean_first", values["first"], "", ("ITM-ORAL-WEAN",))


def _first(sheet: Sheet, order: PumpOrder) -> Figures:
    """Twice the bolus that worked, or the same where it worked for long."""
    tried = order.screening
    if tried is None:
        return
    rule = "ITM-START-12H" if sheet.at_home("ITM-START-12H") else "ITM-START"
    values = sheet.values(rule)
    long = tried.effect_hours is not None and tried.effect_hours > values["long_h"]
    if tried.effect_hours is None:
        return
    factor = values["factor_if_long"] if long else values["factor"]
    yield Figure("initial_mcg_per_day", factor * tried.dose.in_mcg, "mcg/day", (rule,))
    yield Figure("observe_h", sheet.values("ITM-OBS")["observe_h"], "h", ("ITM-OBS",))


def _next(sheet: Sheet, order: PumpOrder, now: float) -> Figures:
    found = _range_by_rule(sheet, order)
    if found is None:
        return
    rule, (low, high), cut = found
    why: tuple[str, ...] = (rule,)
    ceiling = sheet.values("ITM-HIGHDOSE")
    if now > ceiling["high_above_mcg_per_day"] and high > ceiling["raise_percent"]:
        high = float(ceiling["raise_percent"])
        why = (rule, "ITM-HIGHDOSE")
    span = (now * (1 + min(low, high) / 100), now * (1 + high / 100))
    refill = order.stage in ("refill", "maintenance")
    name = "raise_range_mcg_per_day" if refill else "next_range_mcg_per_day"
    yield Figure(name, span, "mcg/day", why)
    yield Figure("max_next_mcg_per_day", span[1], "mcg/day", why)
    if cut is not None:
        least, most = cut
        cuts = (now * (1 - most / 100), now * (1 - least / 100))
        yield Figure("cut_range_mcg_per_day", cuts, "mcg/day", (rule,))
    if order.hours_since_change is not None and not refill:
        gap = sheet.values(rule)["every_h"]
        yield Figure("wait_hours", max(0.0, gap - order.hours_since_change), "h", (rule,))


def _range_by_rule(sheet: Sheet, order: PumpOrder) -> tuple[str, Percent, Percent | None] | None:
    """The rule whose percentages hold here; the age outranks the origin."""
    for rule in ("ITM-TITRATE-PED", "ITM-TITRATE-SPINAL", "ITM-TITRATE-CEREBRAL"):
        if sheet.holds(rule):
            return rule, sheet.values(rule)["raise_percent"], None
    for rule in ("ITM-REFILL-SPINAL", "ITM-REFILL-CEREBRAL"):
        if sheet.holds(rule):
            values = sheet.values(rule)
            return rule, values["raise_percent"], values["cut_percent"]
    return None

"""By mouth, for adults: the label's steps, what is asked against it, and what comes next."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from baclofen.patient import BaclofenUse
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.market import oral_schedule, tablets
from baclofen.planning.titrate import ladder_of
from baclofen.regimen import OralOrder
from baclofen.units import Dose


def oral_figures(sheet: Sheet) -> Figures:
    """Start, steps and limits of an adult (or of 12 years and more under the US label)."""
    fit = sheet.fit
    order = fit.request.order if isinstance(fit.request.order, OralOrder) else None
    if fit.request.route not in (None, "oral") or (fit.person.is_minor and not _as_adult(sheet)):
        return
    schedule = oral_schedule(sheet.known, fit.request.jurisdiction)
    label: Any = schedule.values
    if fit.kind == "start":
        yield from _steps(sheet, label, schedule.id)
    ceiling, ids = _label_maximum(sheet, label, schedule.id)
    asked = order.per_day if order else None
    if asked is not None:
        yield Figure("requested_mg_per_day", asked.in_mg, "mg/day", ())
    if asked is not None or fit.uses:
        yield Figure("label_max_mg_per_day", ceiling, "mg/day", ids)
        if (hospital := _hospital(sheet)) is not None:
            yield hospital
    if asked is not None and asked.in_mg > ceiling:
        yield Figure("excess_mg", asked.in_mg - ceiling, "mg/day", ids)
    yield from _running(sheet, label, ceiling, ids)
    if order is not None:
        yield from _day_parts(sheet, order)


def _as_adult(sheet: Sheet) -> bool:
    from_y = sheet.values("DO-US-12UP")["from_y"]
    return sheet.at_home("DO-US-12UP") and (sheet.fit.person.age_y or 0) >= from_y


def _steps(sheet: Sheet, label: Any, id: str) -> Figures:
    start, add = label["start_mg_per_day"], label["add_mg_per_day"]
    count = 1 + round((label["target_mg_per_day"] - start) / add)
    doses = tuple(start + add * n for n in range(count))
    every = label["every_days"]
    yield Figure("label_start_mg_per_day", start, "mg/day", (id,))
    yield Figure("mg_per_day_by_step", doses, "mg/day", (id,))
    ends = tuple(every * (n + 1) for n in range(count))
    yield Figure("day_ranges", tuple((end - every + 1, end) for end in ends), "days", (id,))
    yield Figure("cumulative_mg", tuple(accumulate(every * d for d in doses)), "mg", (id,))
    if sheet.fit.may_go_up and sheet.fit.kidney.fraction != 0:
        ladder = ladder_of(sheet.fit, sheet.known)
        yield Figure("start_mg_per_day", ladder.start, "mg/day", ladder.why)


def _label_maximum(sheet: Sheet, label: Any, id: str) -> tuple[float, tuple[str, ...]]:
    rule = label.get("ceiling_rule")
    return float(label["ceiling_mg_per_day"]), (id, *([rule] if rule else []))


def _hospital(sheet: Sheet) -> Figure | None:
    values = sheet.values("DO-EU-MAX")
    home = set(sheet.known.family(sheet.fit.request.jurisdiction))
    if "DE" in home:
        key = "de_hospital_mg_per_day"
    elif home & {"SG", "FR"}:
        key = "hospital_max_mg_per_day"
    else:
        return None
    return Figure("hospital_max_mg_per_day", values[key], "mg/day", ("DO-EU-MAX",))


def daily_of(uses: tuple[BaclofenUse, ...]) -> Dose | None:
    """The running day's dose by mouth, where exactly one use states it."""
    told = [u.daily for u in uses if u.status != "stopped" and u.daily and u.daily.unit == "mg"]
    return told[0] if len(told) == 1 else None


def _running(sheet: Sheet, label: Any, ceiling: float, ids: tuple[str, ...]) -> Figures:
    fit = sheet.fit
    daily = daily_of(fit.uses)
    weeks = [u.weeks_at_maximum for u in fit.uses if u.weeks_at_maximum is not None]
    if weeks:
        values = sheet.values("DO-REEVAL")
        uk = "UK" in sheet.known.family(fit.request.jurisdiction)
        first, last = (values["weeks_uk"],) * 2 if uk else values["weeks_fr_sg"]
        yield Figure("weeks_threshold", first if uk else (first, last), "weeks", ("DO-REEVAL",))
        yield Figure("decision_due", max(weeks) >= first, "", ("DO-REEVAL",))
    taper = fit.request.taper
    if taper is not None and taper.previous is not None:
        back = "T-BACKSTEP" if fit.kind in ("taper", "stop") else "DO-BACKSTEP"
        yield Figure("return_to_mg_per_day", taper.previous.in_mg, "mg/day", (back,))
    if daily is None or fit.kind not in ("continue", "change") or fit.request.swallowed:
        return
    allowed = daily.in_mg < ceiling and fit.may_go_up and not (weeks and max(weeks) >= first)
    yield Figure("further_increase_allowed", allowed, "", ids)
    if allowed:
        ladder = ladder_of(fit, sheet.known)
        step = min(daily.in_mg + ladder.add, ladder.ceiling)
        if step > daily.in_mg:
            yield Figure("next_mg_per_day", step, "mg/day", ladder.why)


def _day_parts(sheet: Sheet, order: OralOrder) -> Figures:
    """The same day's dose, with one tablet unit more at night (or by day): the sum stays."""
    if len(order.parts) < 2 or order.worst_at is None:
        return
    market, entry = tablets(sheet.known, sheet.fit.request.jurisdiction)
    unit = market.smallest_mg
    parts = [p.in_mg for p in order.parts]
    night = len(parts) - 1
    giver = 0 if order.worst_at == "night" else night
    taker = night if order.worst_at == "night" else 0
    if parts[giver] < unit:
        return
    parts[giver] -= unit
    parts[taker] += unit
    names = ("morning_mg", "evening_mg") if night == 1 else ("morning_mg", "noon_mg", "evening_mg")
    why = ("DO-NIGHT", entry.id)
    yield Figure("next_schedule", dict(zip(names, parts, strict=False)), "mg", why)
    yield Figure("dose_change", 0.0, "mg/day", why)

"""The report of a pump's plan: old and new setting side by side, and what stands around it."""

from __future__ import annotations

from datetime import date

from baclofen.answering import Answer
from baclofen.assessment import DeviceFigure, PumpSetting
from baclofen.knowledge import Knowledge
from baclofen.planning import PumpPlan, figure_of, rate_of
from baclofen.regimen import Clocked, Flex, PumpOrder
from baclofen.reporting.report import (
    Line,
    Report,
    Section,
    Table,
    branches_section,
    caption,
    line_of,
    lines_section,
    opening_section,
    title,
)
from baclofen.reporting.spinal import (
    cautions_section,
    framed,
    refusals_section,
)

_SETTING_IDS = ("P-FORMULAS", "P-INTERVAL-PROJECT", "P-STABILITY")


def compose_pump(made: Answer, plan: PumpPlan, known: Knowledge) -> Report:
    """The report of a pump's plan. Pure: the same answer gives the same report."""
    own = [
        opening_section(known, plan.opening),
        refusals_section(known, plan.refusals, "no_setting"),
        _settings(plan, known),
        _offer(plan, known),
        _mode(plan, known),
        _bridge(plan, known),
        cautions_section(known, plan.cautions),
        lines_section(known, "supply", plan.supply),
        _device(plan, known),
        _wean(plan, known),
        branches_section(known, "branches", plan.branches),
        lines_section(known, "watch", plan.watch),
    ]
    return framed(made, plan.headline, own, known)


def _settings(plan: PumpPlan, known: Knowledge) -> Section | None:
    if plan.old is None and plan.new is None:
        return None
    old, new = (_column(s, known) for s in (plan.old, plan.new))
    names = tuple(old or new or {})
    change = "" if plan.change_percent is None else f"{plan.change_percent:+,.1f} %"
    now = "now_unread" if _is_unread(plan) else "now"
    header = known.words("head", "", *([now] if old else []), *(["new"] if new else []))
    rows = []
    for name in names:
        cells = [side[name] for side in (old, new) if side]
        rows.append((known.word("cell", name), *cells))
        if name == "mcg/day" and new and change:
            rows.append((known.word("cell", "change"), *([""] if old else []), change))
    since = plan.new.since if plan.new else plan.old.since if plan.old else None
    device = tuple(f.id for f in plan.device if f.id)
    counted = _day(since) if since else known.note("settings.filling")
    if new:
        over = caption(known, "settings", counted=counted)
    else:
        over = caption(known, "runs_only" if plan.refusals else "runs")
    table = Table(over, header, tuple(rows), (*_SETTING_IDS, *device))
    return Section("settings", title(known, "settings" if old and new else "setting"), (), table)


def _is_unread(plan: PumpPlan) -> bool:
    """Whether what runs was told, and two people have not read it off pump and ampoule."""
    order = plan.fit.request.order
    return isinstance(order, PumpOrder) and order.read_by_two is False


def _column(setting: PumpSetting | None, known: Knowledge) -> dict[str, str]:
    """One setting, each row by its name; empty without one."""
    if setting is None:
        return {}
    flow, strength = setting.flow_mL_per_day, setting.mcg_per_mL
    lacking = known.word("cell", "not_known")
    return {
        "mcg/day": f"{setting.per_day.in_mcg:,.6g}",
        "mcg/h": f"{setting.per_hour.in_mcg:,.4g}",
        "mcg/mL": lacking if strength is None else f"{strength:,.6g}",
        "mL/day": lacking if flow is None else f"{flow:.4g}",
        "alarm_after": _after(setting, setting.days_to_alarm, known),
        "earliest_empty": _after(setting, setting.earliest_empty_days, known),
        "refill_nominal": _after(setting, setting.nominal, known),
        "refill_offered": _after(setting, setting.offered, known),
    }


def _after(setting: PumpSetting, days: float | None, known: Knowledge) -> str:
    if days is None:
        return known.word("cell", "not_known")
    day = setting.on(days)
    if day is None:
        return known.say(known.note("cell.after", days=days))
    return known.say(known.note("cell.after_on", days=days, day=_day(day)))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _offer(plan: PumpPlan, known: Knowledge) -> Section | None:
    offer = plan.offer
    if offer is None:
        return None
    low, high = (known.say(rate_of(dose, known)) for dose in (offer.low, offer.high))
    rows = [("lowest_raise", low), ("highest_raise", high)]
    if offer.cut is not None:
        least, most = (known.say(rate_of(dose, known)) for dose in offer.cut)
        cut = known.note("cell.range", values=(least, most))
        rows.append(("cut", known.say(cut)))
    if offer.wait_h is None:
        untold = known.note("cell.last_untold", hours=offer.limits.every_h)
        rows.append(("between_raises", known.say(untold)))
    elif offer.wait_h > 0:
        rows.append(("to_wait", f"{offer.wait_h:.3g}"))
    told = tuple((known.word("cell", name), cell) for name, cell in rows)
    over = caption(known, "offer_unread" if _is_unread(plan) else "offer")
    table = Table(over, known.words("head", "", "dose"), told, offer.limits.why)
    return Section("offer", title(known, "offer"), (), table)


def _mode(plan: PumpPlan, known: Knowledge) -> Section | None:
    mode, new = plan.mode, plan.new
    if mode is None or new is None:
        return None
    if isinstance(mode, Clocked):
        steady, together = known.words("cell", "steady", "together")
        boluses = known.say(known.note("cell.boluses", count=mode.times_per_day))
        rows = [
            (steady, f"{mode.base.in_mcg:,.4g}", f"{mode.base.in_mcg / 24:,.4g}", ""),
            (
                boluses,
                f"{mode.dose.in_mcg * mode.times_per_day:,.4g}",
                "",
                f"{mode.dose}",
            ),
            (together, f"{mode.per_day.in_mcg:,.4g}", "", ""),
        ]
        table = Table(
            caption(known, "boluses"), known.words("head", "", "mcg/day", "mcg/h", "each"),
            tuple(rows), ("ITM-MODES", "P-FORMULAS"),
        )  # fmt: skip
        return Section("mode", title(known, "mode"), (), table)
    return Section("mode", title(known, "mode"), (), _flex(mode, new, known))


def _flex(mode: Flex, new: PumpSetting, known: Knowledge) -> Table:
    rows = [
        (
            known.say(known.note("cell.range", values=(_clock(s.from_h), _clock(s.to_h)))),
            f"{s.rate.in_mcg / 24:,.4g}",
            f"{s.rate.in_mcg:,.4g}",
            f"{s.given.in_mcg:,.4g}",
            "" if new.mcg_per_mL is None else f"{s.rate.in_mcg / new.mcg_per_mL:.3g}",
        )
        for s in mode.stretches
    ]
    rows.append((known.word("cell", "together"), "", "", f"{mode.per_day.in_mcg:,.4g}", ""))
    return Table(
        caption(known, "flex"),
        known.words("head", "hours", "mcg/h", "as_mcg", "mcg_given", "mL/day"),
        tuple(rows),
        ("P-FLEX13", "P-FORMULAS"),
    )


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _bridge(plan: PumpPlan, known: Knowledge) -> Section | None:
    bridge, old, new = plan.bridge, plan.old, plan.new
    if bridge is None or old is None or new is None:
        return None
    lasts = known.say(known.note("cell.hours", hours=bridge.hours))
    rows = (
        ("volume", f"{bridge.volume_mL:.4g} mL"),
        ("old_drug", f"{bridge.old.in_mcg:,.4g} mcg"),
        ("lasts", lasts),
        ("bridge_bolus", f"{bridge.shown.in_mcg:,.4g} mcg"),
        ("over", lasts),
        (
            "without",
            known.say(known.note("cell.times_meant", factor=bridge.error_factor)),
        ),
    )
    parts = tuple(known.note(f"bridge.in.{part}") for part in bridge.parts)
    over = known.note(
        "bridge.from_to", old=old.mcg_per_mL, new=new.mcg_per_mL, per_day=old.per_day, parts=parts
    )
    told = tuple((known.word("cell", name), cell) for name, cell in rows)
    table = Table(known.say(over), known.words("head", "bridge", "amount"), told, over.why)
    return Section("bridge", title(known, "bridge"), (), table)


def _device(plan: PumpPlan, known: Knowledge) -> Section | None:
    if not plan.device:
        return None
    lines = tuple(_device_line(f, f in plan.to_confirm, known) for f in plan.device)
    return Section("device", title(known, "device"), lines)


def _device_line(figure: DeviceFigure, doubtful: bool, known: Knowledge) -> Line:
    said = figure_of(figure, known)
    if figure.is_confirmed:
        return line_of(known, known.note("device.confirmed", figure=said, by=figure.by))
    if doubtful:
        return line_of(known, known.note("device.doubtful", figure.id, figure=said), "caution")
    return line_of(known, known.note("device.as_read", figure.id, figure=said))


def _wean(plan: PumpPlan, known: Knowledge) -> Section | None:
    wean = plan.wean
    if wean is None:
        return None
    least, most = wean.cut
    low, high = wean.rest
    notes = [
        known.note(
            "wean.first", medicine=wean.begins, now=wean.now, least=least, most=most, low=low,
            high=high,
        ),
        *([known.note("wean.others", names=wean.others)] if wean.others else []),
        known.note("wean.keep"),
    ]  # fmt: skip
    return lines_section(known, "wean", notes)

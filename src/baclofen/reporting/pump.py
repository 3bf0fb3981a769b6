"""The report of a pump's plan: old and new setting side by side, and what stands around it."""

from __future__ import annotations

from datetime import date

from baclofen.answering import Answer
from baclofen.assessment import DeviceFigure, PumpSetting
from baclofen.knowledge import Knowledge
from baclofen.planning import PumpPlan, figure_of, rate_of
from baclofen.regimen import Clocked, Flex
from baclofen.reporting.report import (
    Line,
    Report,
    Section,
    Table,
    branches_section,
    line_of,
    lines_section,
    opening_section,
)
from baclofen.reporting.spinal import (
    cautions_section,
    framed,
    refusals_section,
)

_NOT_KNOWN = "not known"
_SETTING_IDS = ("P-FORMULAS", "P-INTERVAL-PROJECT", "P-STABILITY")


def compose_pump(made: Answer, plan: PumpPlan, known: Knowledge) -> Report:
    """The report of a pump's plan. Pure: the same answer gives the same report."""
    own = [
        opening_section(known, plan.opening),
        refusals_section(known, plan.refusals, "Why no new setting is printed"),
        _settings(plan),
        _offer(plan, known),
        _mode(plan),
        _bridge(plan, known),
        cautions_section(known, plan.cautions),
        lines_section(known, "supply", "The refill", plan.supply),
        _device(plan, known),
        _wean(plan, known),
        branches_section(known, "What comes next", plan.branches),
        lines_section(known, "watch", "What to watch", plan.watch),
    ]
    return framed(made, plan.headline, own, known)


def _settings(plan: PumpPlan) -> Section | None:
    if plan.old is None and plan.new is None:
        return None
    old, new = (_column(s) for s in (plan.old, plan.new))
    names = tuple(old or new or {})
    change = "" if plan.change_percent is None else f"{plan.change_percent:+.1f} %"
    header = ["", *(["now"] if old else []), *(["new"] if new else [])]
    rows = []
    for name in names:
        cells = [side[name] for side in (old, new) if side]
        rows.append((name, *cells))
        if name == "mcg/day" and new and change:
            rows.append(("change", *([""] if old else []), change))
    since = plan.new.since if plan.new else plan.old.since if plan.old else None
    device = tuple(f.id for f in plan.device if f.id)
    counted = _day(since) if since else "the filling"
    caption = f"Now and new, for one filling; days count from {counted}."
    if not new:
        caption = "What runs. No new setting is printed." if plan.refusals else "What runs."
    table = Table(caption, tuple(header), tuple(rows), (*_SETTING_IDS, *device))
    return Section("settings", "Now and new" if old and new else "The setting", (), table)


def _column(setting: PumpSetting | None) -> dict[str, str]:
    """One setting in words, row by row; empty without one."""
    if setting is None:
        return {}
    flow, strength = setting.flow_mL_per_day, setting.mcg_per_mL
    return {
        "mcg/day": f"{setting.per_day.in_mcg:,.6g}",
        "mcg/h": f"{setting.per_hour.in_mcg:,.4g}",
        "mcg/mL": _NOT_KNOWN if strength is None else f"{strength:,.6g}",
        "mL/day": _NOT_KNOWN if flow is None else f"{flow:.4g}",
        "alarm after": _after(setting, setting.days_to_alarm),
        "empty at the earliest": _after(setting, setting.earliest_empty_days),
        "refill by alarm and drug life": _after(setting, setting.nominal),
        "refill to book": _after(setting, setting.offered),
    }


def _after(setting: PumpSetting, days: float | None) -> str:
    if days is None:
        return _NOT_KNOWN
    day = setting.on(days)
    return f"{days:.1f} days" + (f", {_day(day)}" if day else "")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _offer(plan: PumpPlan, known: Knowledge) -> Section | None:
    offer = plan.offer
    if offer is None:
        return None
    low, high = (known.say(rate_of(dose, known)) for dose in (offer.low, offer.high))
    rows = [("lowest raise", low), ("highest raise", high)]
    if offer.cut is not None:
        least, most = (known.say(rate_of(dose, known)) for dose in offer.cut)
        rows.append(("a cut, for side effects", f"{least} to {most}"))
    if offer.wait_h is None:
        rows.append(("hours between two raises", f"{offer.limits.every_h:g}, the last not told"))
    elif offer.wait_h > 0:
        rows.append(("hours to wait for a raise", f"{offer.wait_h:.3g}"))
    table = Table("What the rules allow next.", ("", "dose"), tuple(rows), offer.limits.why)
    return Section("offer", "Next dose", (), table)


def _mode(plan: PumpPlan) -> Section | None:
    mode, new = plan.mode, plan.new
    if mode is None or new is None:
        return None
    if isinstance(mode, Clocked):
        rows = [
            ("steady", f"{mode.base.in_mcg:,.4g}", f"{mode.base.in_mcg / 24:,.4g}", ""),
            (
                f"{mode.times_per_day} boluses",
                f"{mode.dose.in_mcg * mode.times_per_day:,.4g}",
                "",
                f"{mode.dose}",
            ),
            ("together", f"{mode.per_day.in_mcg:,.4g}", "", ""),
        ]
        table = Table(
            "Boluses by the clock over a steady rate.", ("", "mcg/day", "mcg/h", "each"),
            tuple(rows), ("ITM-MODES", "P-FORMULAS"),
        )  # fmt: skip
        return Section("mode", "Over the day", (), table)
    return Section("mode", "Over the day", (), _flex(mode, new))


def _flex(mode: Flex, new: PumpSetting) -> Table:
    rows = [
        (
            f"{_clock(s.from_h)} to {_clock(s.to_h)}",
            f"{s.rate.in_mcg / 24:,.4g}",
            f"{s.rate.in_mcg:,.4g}",
            f"{s.given.in_mcg:,.4g}",
            "" if new.mcg_per_mL is None else f"{s.rate.in_mcg / new.mcg_per_mL:.3g}",
        )
        for s in mode.stretches
    ]
    rows.append(("together", "", "", f"{mode.per_day.in_mcg:,.4g}", ""))
    return Table(
        "Rates by time of day; a change of the pump's clock shifts them.",
        ("hours", "mcg/h", "as mcg/day", "mcg given", "mL/day"),
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
    rows = (
        ("volume of tubing and catheter", f"{bridge.volume_mL:.4g} mL"),
        ("old drug in it", f"{bridge.old.in_mcg:,.4g} mcg"),
        ("it lasts at the old dose", f"{bridge.hours:.3g} hours"),
        ("bridge bolus as the pump shows it", f"{bridge.shown.in_mcg:,.4g} mcg"),
        ("over", f"{bridge.hours:.3g} hours"),
        ("without it the dose is", f"{bridge.error_factor:.3g} times what is meant"),
    )
    caption = known.note(
        "bridge.from_to", old=old.mcg_per_mL, new=new.mcg_per_mL, per_day=old.per_day
    )
    table = Table(known.say(caption), ("bridge", "amount"), rows, caption.why)
    return Section("bridge", "The bridge", (), table)


def _device(plan: PumpPlan, known: Knowledge) -> Section | None:
    if not plan.device:
        return None
    lines = tuple(_device_line(f, f in plan.to_confirm, known) for f in plan.device)
    return Section("device", "Figures of the pump", lines)


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
    return lines_section(known, "wean", "Baclofen by mouth", notes)

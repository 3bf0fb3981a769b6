"""Why no new setting of a pump is printed: rules, slips, limits, and what is not told."""

from __future__ import annotations

import math
from collections.abc import Iterator

from baclofen.assessment import (
    Assessment,
    DeviceFigure,
    PumpSetting,
    device_figure,
    drawn,
    reservoir_mL,
    volume_beyond,
)
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import DaySteps, Interruption
from baclofen.planning.pump.change import ChangeLimits
from baclofen.planning.pump.first_rate import start_rule
from baclofen.planning.pump.slip import Slip
from baclofen.planning.pump.standing import held_by, is_of_state, stands
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import Flex, PumpOrder
from baclofen.units import Dose

#: Rules on a flow that the pump cannot give.
_ON_FLOW = ("P-SPEC", "P-FLOW-CONFIRMED")
#: Limits of a dose and of a device: no override prints a setting beyond them.
_NEVER_OVERRIDDEN = (
    "dosing-it-maintenance", "dosing-it-change", "pump", "pump-state", "slip of order",
)  # fmt: skip


def refusals_of(
    fit: Assessment, order: PumpOrder, found: tuple[Slip, ...], limits: ChangeLimits | None,
    first: Dose | None, known: Knowledge,
) -> tuple[Refusal, ...]:  # fmt: skip
    """Everything that stands against a new setting, worst first; empty where nothing does."""
    every = (
        *_by_slips(found, order, limits, known),
        *_by_rules(fit, order, known),
        *(Refusal(note, Verdict.AVOID) for note in _by_gap(fit, order, known)),
        *(Refusal(note, Verdict.AVOID) for note in _by_limits(fit, order, limits, first, known)),
        *(Refusal(note, Verdict.NEEDS_INFO) for note in _not_told(order, limits, known)),
        *(Refusal(note, Verdict.NEEDS_INFO) for note in _beyond_pump(order, known)),
        *(Refusal(note, Verdict.AVOID) for note in _by_mode(order, known)),
    )
    return tuple(sorted(every, key=lambda r: -r.verdict.rank))


def _by_rules(fit: Assessment, order: PumpOrder, known: Knowledge) -> Iterator[Refusal]:
    # What is wrong with the pump comes before by how much its dose might change.
    for finding in sorted(fit.findings, key=lambda f: not is_of_state(f.rule)):
        rule = finding.rule
        stands = not finding.overridden or rule.topic in _NEVER_OVERRIDDEN
        if finding.verdict >= Verdict.AVOID and stands:
            flow = _flow_outside(order, known) if rule.id in _ON_FLOW else None
            yield Refusal(flow or known.rule_says(rule.id), finding.verdict)


def _flow_outside(order: PumpOrder, known: Knowledge) -> Note | None:
    """The flow that a dose would need in its concentration, the limit of the pump that it passes,
    and the concentration that fits it; None where it passes none that is known."""
    per_day, strength = order.asked or order.before, order.filling.strength
    flow = None if per_day is None else PumpSetting(per_day, strength).flow_mL_per_day
    if per_day is None or strength is None or flow is None:
        return None
    least = device_figure(order.device, "least_mL_per_day", known)
    most = device_figure(order.device, "most_mL_per_day", known)
    if least is not None and flow < least.value:
        return known.note(
            "pump.flow_too_low", *_basis(least), rate=per_day, mcg_per_mL=strength, flow=flow,
            limit=least.value, fits=math.floor(per_day.in_mcg / least.value),
        )  # fmt: skip
    if most is not None and flow > most.value:
        return known.note(
            "pump.flow_too_high", *_basis(most), rate=per_day, mcg_per_mL=strength, flow=flow,
            limit=most.value,
        )  # fmt: skip
    return None


def _by_gap(fit: Assessment, order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    """A raise of a pump that gave too little or too much, or beside a sign: the cause is not
    known yet."""
    if order.change_percent is None or order.change_percent <= 0:
        return
    apart = drawn(order, fit.request.today, known)
    if apart is not None and apart.is_large:
        yield known.note("pump.volumes_apart", volume=abs(apart.difference_mL))
    hours = order.interruption_hours
    if hours and hours <= known.of(Interruption).over_h:
        yield known.note("pump.after_gap_no_raise", hours=hours)
    yield from (known.rule_says(rule) for rule in held_by(fit))


def _by_slips(
    found: tuple[Slip, ...], order: PumpOrder, limits: ChangeLimits | None, known: Knowledge
) -> Iterator[Refusal]:
    percent = order.change_percent
    for slip in found:
        small = limits is not None and percent is not None and not limits.refuses(percent)
        if slip.by_concentration and small and abs(percent or 0) <= limits_cut(limits):
            continue
        note = known.note("slip.refused", *slip.note.why, slip=slip.note)
        yield Refusal(note, Verdict.AVOID)


def limits_cut(limits: ChangeLimits | None) -> float:
    """The largest change, in percent, that a slip of concentration may hide in and be only
    asked about: the highest raise that is allowed here."""
    return limits.raises[1] if limits is not None else 0.0


def _by_limits(
    fit: Assessment, order: PumpOrder, limits: ChangeLimits | None, first: Dose | None,
    known: Knowledge,
) -> Iterator[Note]:  # fmt: skip
    asked, now, percent = order.asked, order.before, order.change_percent
    if asked is not None and asked.in_mcg == 0:
        yield known.note("pump.to_nothing")
    if asked is not None and first is not None and asked > first:
        rule = start_rule(fit, known)
        yield known.note("pump.above_first", rule.id, asked=asked, first=first)
    if stands(fit):
        return
    if limits is not None and now is not None and percent is not None and limits.refuses(percent):
        low, high = limits.raised(now)
        cut = limits.cut(now)
        yield known.note(
            "pump.beyond", *limits.why, change=percent, now=now, asked=asked, low=low, high=high,
            cut=known.note("pump.beyond_cut", low=cut[0], high=cut[1]) if cut else None,
            assumed=limits.besides(known),
        )  # fmt: skip


def _not_told(order: PumpOrder, limits: ChangeLimits | None, known: Knowledge) -> Iterator[Note]:
    asked, now = order.asked, order.before
    if order.stage == "start" or asked is None:
        return
    if now is None:
        yield known.note("pump.now_untold")
    elif limits is not None and limits.every_h and asked > now and order.hours_since_change is None:
        yield known.note("pump.change_untold", *limits.one_flow, hours=limits.every_h)


def _beyond_pump(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    """A volume that this pump cannot hold: it, or the pump, is another."""
    volume = volume_beyond(order.filling, order.device, known)
    if volume is not None:
        most = reservoir_mL(order.device, known)
        yield known.note("pump.volume_beyond", volume=volume, most=most)


def _by_mode(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    """Rates by time of day: how many, and each within what the pump can do."""
    mode = order.mode
    if not isinstance(mode, Flex):
        return
    if len(mode.steps) > known.of(DaySteps).max_steps_per_day:
        yield known.note("pump.too_many_steps", steps=len(mode.steps))
    strength = order.filling.strength
    if strength is None:
        return
    least = device_figure(order.device, "least_step_mL_per_day", known)
    most = device_figure(order.device, "most_mL_per_day", known)
    slow, fast = mode.lowest.in_mcg / strength, mode.highest.in_mcg / strength
    if least is not None and slow < least.value:
        yield known.note("pump.slowest_step", *_basis(least), flow=slow, limit=least.value)
    if most is not None and fast > most.value:
        yield known.note("pump.fastest_step", *_basis(most), flow=fast, limit=most.value)


def _basis(limit: DeviceFigure) -> tuple[str, ...]:
    return ("P-SPEC", limit.id) if limit.id else ("P-FLOW-CONFIRMED",)

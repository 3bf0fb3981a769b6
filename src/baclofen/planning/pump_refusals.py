"""Why no new setting of a pump is printed: rules, slips, limits, and what is not told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.assessment import Assessment, DeviceFigure, device_figure, drawn, may_be_empty
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.change import ChangeLimits
from baclofen.planning.pump_plan import Refusal
from baclofen.planning.slip import Slip
from baclofen.regimen import Flex, PumpOrder
from baclofen.units import Dose

#: Limits of a dose and of a device: no override prints a setting beyond them.
_NEVER_OVERRIDDEN = ("dosing-it-maintenance", "pump")


def refusals_of(
    fit: Assessment, order: PumpOrder, found: tuple[Slip, ...], limits: ChangeLimits | None,
    first: Dose | None, known: Knowledge,
) -> tuple[Refusal, ...]:  # fmt: skip
    """Everything that stands against a new setting, worst first; empty where nothing does."""
    every = (
        *_by_slips(found, order, limits),
        *_by_rules(fit),
        *_by_gap(fit, order, known),
        *_by_limits(order, limits, first),
        *_not_told(order),
        *_by_mode(order, known),
    )
    return tuple(sorted(every, key=lambda r: -r.verdict.rank))


def _refused(words: str, why: tuple[str, ...], verdict: Verdict = Verdict.AVOID) -> Refusal:
    return Refusal(Note(words, why), verdict)


def _by_rules(fit: Assessment) -> Iterator[Refusal]:
    for finding in fit.findings:
        rule = finding.rule
        stands = not finding.overridden or rule.topic in _NEVER_OVERRIDDEN
        if finding.verdict >= Verdict.AVOID and stands:
            yield _refused(rule.says, (rule.id,), finding.verdict)


def _by_gap(fit: Assessment, order: PumpOrder, known: Knowledge) -> Iterator[Refusal]:
    """A pump that may be faulty, or may have stood empty for nobody knows how long."""
    if order.fault:
        yield _refused(
            "The pump may be faulty: it is read out before any dose is changed; a rise in need "
            "points to pump or catheter first.",
            ("P-ALARMS", "ITM-ESCALATION"),
        )
    apart = drawn(order.filling, known)
    raises = order.change_percent is not None and order.change_percent > 0
    if raises and apart is not None and apart.is_large:
        yield _refused(
            f"What was drawn and what was expected differ by {abs(apart.difference_mL):.3g} mL: "
            "pump and catheter are looked into before a raise.",
            ("P-DISCREP", "ITM-ESCALATION"),
        )
    if order.interruption_hours is not None or order.interruption_unknown or order.stage == "start":
        return
    told = "Say for how long it gave nothing (interruption_hours; 0 if it never stopped)."
    why = ("P-INTERRUPTED", "P-FORMULAS")
    unusable = device_figure(order.device, "unusable_mL", known)
    left = order.filling.withdrawn_mL
    if left is not None and unusable is not None:
        if left <= unusable.value:
            yield _refused(
                f"Only {left:g} mL were drawn, no more than the {unusable.value:g} mL that cannot "
                f"be used: the pump may have run empty. {told}",
                why,
            )
    elif may_be_empty(order, fit.request.today, known):
        yield _refused(
            "By dose, filling and labelled error the pump may be empty already, and nobody can "
            f"tell since when. {told}",
            why,
        )


def _by_slips(
    found: tuple[Slip, ...], order: PumpOrder, limits: ChangeLimits | None
) -> Iterator[Refusal]:
    percent = order.change_percent
    for slip in found:
        small = limits is not None and percent is not None and not limits.refuses(percent)
        if slip.by_concentration and small and abs(percent or 0) <= limits_cut(limits):
            continue
        yield _refused(f"Likely slip: {slip.says}", slip.why)


def limits_cut(limits: ChangeLimits | None) -> float:
    """The largest change, in percent, that a slip of concentration may hide in and be only
    asked about: the highest raise that is allowed here."""
    return limits.raises[1] if limits is not None else 0.0


def _by_limits(
    order: PumpOrder, limits: ChangeLimits | None, first: Dose | None
) -> Iterator[Refusal]:
    asked, now, percent = order.asked, order.before, order.change_percent
    if asked is not None and asked.in_mcg == 0:
        yield _refused("A pump is never set to nothing from one day to the next.", ("W-ABRUPT-IT",))
    if asked is not None and first is not None and asked > first:
        yield _refused(
            f"{asked} a day is above the first dose by rule, {_four(first)} a day.", ("ITM-START",)
        )
    if limits is not None and now is not None and percent is not None and limits.refuses(percent):
        low, high = limits.raised(now)
        allowed = f"A raise ends between {_four(low)} and {_four(high)} a day"
        if (cut := limits.cut(now)) is not None:
            allowed += f", a cut between {_four(cut[0])} and {_four(cut[1])}"
        assumed = f" {limits.assumed}" if limits.assumed else ""
        yield _refused(
            f"{percent:+,.0f} % ({now} to {asked} a day) is beyond the rule. {allowed}.{assumed}",
            limits.why,
        )


def _four(dose: Dose) -> str:
    """A limit that was reckoned, to four digits: more say nothing to whoever sets a pump."""
    return f"{dose.in_mcg:,.4g} mcg"


def _not_told(order: PumpOrder) -> Iterator[Refusal]:
    asked, now = order.asked, order.before
    if order.stage == "start" or asked is None:
        return
    if now is None:
        yield _refused(
            "What runs now is not told (now): a new rate is judged only against it.",
            ("P-SLIP", "ITM-CHANGE-ANY"), Verdict.NEEDS_INFO,
        )  # fmt: skip
    elif order.stage == "titration" and asked > now and order.hours_since_change is None:
        yield _refused(
            "When the dose was last changed is not told (hours_since_change): at most one raise "
            "in 24 hours.",
            ("ITM-TITRATE-ANY",), Verdict.NEEDS_INFO,
        )  # fmt: skip


def _by_mode(order: PumpOrder, known: Knowledge) -> Iterator[Refusal]:
    """Rates by time of day: how many, and each within what the pump can do."""
    mode = order.mode
    if not isinstance(mode, Flex):
        return
    values: Any = known.rules["P-FLEX13"].values
    if len(mode.steps) > values["max_steps_per_day"]:
        yield _refused(
            f"{len(mode.steps)} steps a day; a pump takes at most {values['max_steps_per_day']}.",
            ("P-FLEX13",),
        )
    strength = order.filling.strength
    if strength is None:
        return
    least = device_figure(order.device, "least_step_mL_per_day", known)
    most = device_figure(order.device, "most_mL_per_day", known)
    slow, fast = mode.lowest.in_mcg / strength, mode.highest.in_mcg / strength
    if least is not None and slow < least.value:
        yield _beyond("lowest", slow, least)
    if most is not None and fast > most.value:
        yield _beyond("highest", fast, most)


def _beyond(which: str, flow: float, limit: DeviceFigure) -> Refusal:
    ids = ("P-SPEC", limit.id) if limit.id else ("P-FLOW-CONFIRMED",)
    return _refused(
        f"The {which} step of the day flows at {flow:.3g} mL/day; the pump's limit is "
        f"{limit.value:g}.",
        ids,
    )

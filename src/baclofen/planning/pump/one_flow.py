"""Pumps of one flow: nothing is set on them, and their dose changes only with the concentration."""

from __future__ import annotations

from collections.abc import Iterator

from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.pump.change import ChangeLimits
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import PumpOrder, bridge_due
from baclofen.units import mcg

#: How far a dose may lie from flow times concentration and be the same: rounding of a label.
_SAME = 0.01


def by_one_flow(
    order: PumpOrder, rule: str, limits: ChangeLimits | None, known: Knowledge
) -> Iterator[Refusal]:
    """What cannot be set, or not yet, on a pump of one flow."""
    if order.mode is not None:
        yield Refusal(known.note("one_flow.no_modes", rule), Verdict.AVOID)
    since, percent = order.hours_since_change, order.change_percent
    raises = percent is not None and percent > 0
    if raises and limits is not None and limits.one_flow and limits.wait_h(since):
        early = known.note("one_flow.too_soon", *limits.one_flow, since=since, hours=limits.every_h)
        yield Refusal(early, Verdict.AVOID)
    yield from _by_dose(order, rule, known)


def _by_dose(order: PumpOrder, rule: str, known: Knowledge) -> Iterator[Refusal]:
    filling, now = order.filling, order.before
    target = order.asked or (now if filling.changes_concentration else None)
    if target is None or order.stage == "start":
        return
    old = filling.mcg_per_mL
    if now is None or now.in_mcg == 0 or old is None:
        yield Refusal(known.note("one_flow.untold", rule), Verdict.NEEDS_INFO)
        return
    flow, strength = now.in_mcg / old, filling.new_mcg_per_mL or old
    gives = mcg(flow * strength)
    if abs(gives.in_mcg - target.in_mcg) > _SAME * target.in_mcg:
        other = known.note(
            "one_flow.gives", rule, flow=flow, mcg_per_mL=strength, gives=gives, target=target,
            needs=target.in_mcg / flow,
        )  # fmt: skip
        yield Refusal(other, Verdict.AVOID)


def until_cleared(order: PumpOrder, rule: str, known: Knowledge) -> tuple[Note, ...]:
    """That a new concentration comes late, where the filling is changed."""
    if not bridge_due(order):
        return ()
    before = order.before or known.note("one_flow.old_dose")
    return (known.note("one_flow.until_cleared", rule, before=before),)

"""Pumps of one flow: nothing is set on them, and their dose changes only with the concentration."""

from __future__ import annotations

from collections.abc import Iterator

from baclofen.knowledge import Note, Verdict
from baclofen.planning.change import ChangeLimits
from baclofen.planning.pump_plan import Refusal
from baclofen.regimen import PumpOrder

#: How far a dose may lie from flow times concentration and be the same: rounding of a label.
_SAME = 0.01


def by_one_flow(order: PumpOrder, rule: str, limits: ChangeLimits | None) -> Iterator[Refusal]:
    """What cannot be set, or not yet, on a pump of one flow."""
    if order.mode is not None:
        words = "This pump has one flow: it gives neither boluses nor rates by the time of day."
        yield Refusal(Note(words, (rule,)), Verdict.AVOID)
    since, percent = order.hours_since_change, order.change_percent
    raises = percent is not None and percent > 0
    german = limits is not None and "ITM-TITRATE-DE" in limits.why
    if raises and limits is not None and german and limits.wait_h(since):
        yield Refusal(
            Note(
                f"The dose was changed {since:g} hours ago: with a pump of one flow at most one "
                f"raise in {limits.every_h:g} hours.",
                ("ITM-TITRATE-DE", rule),
            ),
            Verdict.AVOID,
        )
    yield from _by_dose(order, rule)


def _by_dose(order: PumpOrder, rule: str) -> Iterator[Refusal]:
    filling, now = order.filling, order.before
    target = order.asked or (now if filling.changes_concentration else None)
    if target is None or order.stage == "start":
        return
    old = filling.mcg_per_mL
    if now is None or now.in_mcg == 0 or old is None:
        yield Refusal(
            Note(
                "This pump has one flow: what it gives follows from the dose that runs (now) and "
                "the concentration in it (concentration). Tell both.",
                (rule, "P-FORMULAS"),
            ),
            Verdict.NEEDS_INFO,
        )
        return
    flow, strength = now.in_mcg / old, filling.new_mcg_per_mL or old
    gives = flow * strength
    if abs(gives - target.in_mcg) > _SAME * target.in_mcg:
        yield Refusal(
            Note(
                f"This pump has one flow, {flow:.3g} mL/day as it runs: filled with {strength:g} "
                f"mcg/mL it gives {gives:.4g} mcg/day, not {target.in_mcg:g}. That dose needs "
                f"{target.in_mcg / flow:.4g} mcg/mL (new_concentration).",
                (rule, "P-FORMULAS"),
            ),
            Verdict.AVOID,
        )


def until_cleared(order: PumpOrder, rule: str) -> tuple[Note, ...]:
    """That a new concentration comes late, where the filling is changed."""
    if not order.filling.changes_concentration:
        return ()
    return (
        Note(
            "No bridge can be set on a pump of one flow: until its tubing and catheter have "
            f"cleared it still gives {order.before or 'the old dose'} a day. Count the wait, and "
            "watch, from the clearing and not from the refill.",
            (rule, "P-BRIDGE-NEED"),
        ),
    )

"""Another concentration: the bridge for the old drug in tubing and catheter, or why there is none.

Volumes are never taken from memory: they are typed in, or confirmed from the device's manual.
"""

from __future__ import annotations

from datetime import date

from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import Bridge, PumpOrder, bridge


def bridge_for(
    order: PumpOrder, today: date, known: Knowledge
) -> tuple[Bridge | None, tuple[Refusal, ...]]:
    """The bridge of this order, None where the concentration stays, and what stands against it."""
    filling = order.filling
    old, new = filling.mcg_per_mL, filling.new_mcg_per_mL
    if new is not None and old is None:
        return _none(known.note("bridge.old_untold"))
    if not filling.changes_concentration or old is None or new is None:
        return None, ()
    if filling.filled_on is not None and filling.filled_on < today:
        return _none(known.note("bridge.old_filling", day=filling.filled_on))
    tubing = filling.tubing_mL or order.device["tubing_mL"]
    catheter = filling.catheter_mL
    if catheter is None and filling.catheter_cm is not None:
        per_cm = order.device["catheter_mL_per_cm"]
        catheter = filling.catheter_cm * per_cm if per_cm is not None else None
    lacking = tuple(
        known.note(phrase)
        for phrase, value in (
            ("bridge.tubing", tubing), ("bridge.catheter", catheter), ("bridge.now", order.before),
        )
        if value is None
    )  # fmt: skip
    if tubing is None or catheter is None or order.before is None or order.before.in_mcg == 0:
        factor = filling.unbridged_factor
        return _none(known.note("bridge.lacking", lacking=lacking, factor=factor))
    return (
        bridge(
            tubing_mL=tubing, catheter_mL=catheter, old_concentration=old,
            new_concentration=new, old_per_day=order.before,
        ),
        (),
    )  # fmt: skip


def _none(note: Note) -> tuple[None, tuple[Refusal, ...]]:
    return None, (Refusal(note, Verdict.NEEDS_INFO),)

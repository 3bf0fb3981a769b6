"""Another concentration: the bridge for the old drug in tubing and catheter, or why there is none.

Volumes are never taken from memory: they are typed in, or confirmed from the device's manual.
"""

from __future__ import annotations

from datetime import date

from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import PARTS, Bridge, Part, PumpOrder, bridge, held_in


def bridge_for(
    order: PumpOrder, today: date, known: Knowledge
) -> tuple[Bridge | None, tuple[Refusal, ...]]:
    """The bridge of this order, and what stands against a new setting; neither where the
    concentration stays, or where no part holds the old drug."""
    if (gap := _out_of_order(order, known)) is not None:
        return _none(gap)
    filling = order.filling
    old, new = filling.mcg_per_mL, filling.new_mcg_per_mL
    if new is not None and old is None:
        return _none(known.note("bridge.old_untold"))
    if not filling.changes_concentration or old is None or new is None:
        return None, ()
    if filling.filled_on is not None and filling.filled_on < today:
        return _none(known.note("bridge.old_filling", day=filling.filled_on))
    untold = tuple(part for part in PARTS if held_in(order, part) is None)
    if untold:
        parts = tuple(known.note(f"bridge.holds.{part}") for part in untold)
        return _none(known.note("bridge.parts_untold", parts=parts))
    volumes = {p: _volume(order, p) for p in PARTS if held_in(order, p) == "old drug"}
    if not volumes:
        return None, ()
    lacking = [known.note(f"bridge.volume.{part}") for part, mL in volumes.items() if mL is None]
    if order.before is None:
        lacking.append(known.note("bridge.now"))
    if lacking or order.before is None or order.before.in_mcg == 0:
        factor = filling.unbridged_factor
        return _none(known.note("bridge.lacking", lacking=tuple(lacking), factor=factor))
    return (
        bridge(
            tubing_mL=volumes.get("tubing") or 0.0, catheter_mL=volumes.get("catheter") or 0.0,
            old_concentration=old, new_concentration=new, old_per_day=order.before,
        ),
        (),
    )  # fmt: skip


def _volume(order: PumpOrder, part: Part) -> float | None:
    """The volume of a part, mL; None where it is not told."""
    filling = order.filling
    if part == "tubing":
        return filling.tubing_mL or order.device["tubing_mL"]
    if filling.catheter_mL is not None or filling.catheter_cm is None:
        return filling.catheter_mL
    per_cm = order.device["catheter_mL_per_cm"]
    return None if per_cm is None else filling.catheter_cm * per_cm


def _out_of_order(order: PumpOrder, known: Knowledge) -> Note | None:
    """What cannot be left standing in tubing and catheter: nothing behind a drug is hours without
    one, and new drug before old has not come through the tubing."""
    tubing, catheter = (held_in(order, part) for part in PARTS)
    if tubing == "no drug" and catheter in ("old drug", "new drug"):
        return known.note("bridge.gap")
    if tubing == "old drug" and catheter == "new drug":
        return known.note("bridge.reversed")
    return None


def _none(note: Note) -> tuple[None, tuple[Refusal, ...]]:
    return None, (Refusal(note, Verdict.NEEDS_INFO),)

"""Another concentration: the bridge for the old drug in tubing and catheter, or why there is none.

Volumes are never taken from memory: they are typed in, or confirmed from the device's manual.
"""

from __future__ import annotations

from datetime import date

from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.pump_plan import Refusal
from baclofen.regimen import Bridge, PumpOrder, bridge


def bridge_for(
    order: PumpOrder, today: date, known: Knowledge
) -> tuple[Bridge | None, tuple[Refusal, ...]]:
    """The bridge of this order, None where the concentration stays, and what stands against it."""
    filling = order.filling
    old, new = filling.mcg_per_mL, filling.new_mcg_per_mL
    if new is not None and old is None:
        words = (
            "No new setting: a new concentration is named, but not the one in the pump "
            "(concentration)."
        )
        return None, (_refused(words, ("P-BRIDGE-NEED",)),)
    if not filling.changes_concentration or old is None or new is None:
        return None, ()
    if filling.filled_on is not None and filling.filled_on < today:
        words = (
            f"No new setting: a new concentration needs a new filling, and filled_on is "
            f"{filling.filled_on}. Give the day of the new filling, and its volume."
        )
        return None, (_refused(words, ("P-BRIDGE-NEED",)),)
    tubing = filling.tubing_mL or order.device["tubing_mL"]
    catheter = filling.catheter_mL
    if catheter is None and filling.catheter_cm is not None:
        per_cm = order.device["catheter_mL_per_cm"]
        catheter = filling.catheter_cm * per_cm if per_cm is not None else None
    missing = [
        what
        for what, value in (
            ("the volume of the pump's tubing (tubing_mL)", tubing),
            ("that of the catheter (catheter_mL, or catheter_cm and catheter_mL_per_cm)", catheter),
            ("the dose that runs (now)", order.before),
        )
        if value is None
    ]
    if tubing is None or catheter is None or order.before is None or order.before.in_mcg == 0:
        words = (
            f"No new setting: the bridge needs {' and '.join(missing)}, from the implant record "
            "and the device's manual. Without a bridge the dose is "
            f"{filling.unbridged_factor:.3g} times what is meant until tubing and catheter have "
            "cleared."
        )
        return None, (_refused(words, ("P-BRIDGE-CALC", "P-BRIDGE-NEED", "P-VOLUMES")),)
    return (
        bridge(
            tubing_mL=tubing, catheter_mL=catheter, old_concentration=old,
            new_concentration=new, old_per_day=order.before,
        ),
        (),
    )  # fmt: skip


def _refused(words: str, why: tuple[str, ...]) -> Refusal:
    return Refusal(Note(words, why), Verdict.NEEDS_INFO)

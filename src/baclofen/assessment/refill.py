"""The next refill by the project's rule: before the alarm, and before the pump may be empty."""

from __future__ import annotations

from typing import Any

from baclofen.assessment.device import device_figure
from baclofen.knowledge import Knowledge
from baclofen.regimen import Booking, Device, Filling, Reservoir, book
from baclofen.units import Dose


def read_refill(
    filling: Filling, per_day: Dose | None, known: Knowledge, device: Device | None = None
) -> Booking | None:
    """When to refill, or None while fill, concentration, alarm volume or dose are not known.

    None too for a pump of which neither the unusable volume nor the error is known. Device
    figures: confirmed ones, else `P-SPEC`. Lead time and drug life: `P-INTERVAL-PROJECT`,
    `P-STABILITY`.
    """
    strength = filling.new_mcg_per_mL or filling.mcg_per_mL
    if per_day is None or per_day.in_mcg == 0 or strength is None:
        return None
    if filling.fill_mL is None or filling.alarm_mL is None:
        return None
    ours: Any = known.rules["P-INTERVAL-PROJECT"].values
    unusable = device_figure(device or Device(), "unusable_mL", known)
    accuracy = device_figure(device or Device(), "accuracy", known)
    if unusable is None or accuracy is None:
        return None
    return book(
        Reservoir(filling.fill_mL, strength, filling.alarm_mL), per_day,
        lead_days=ours["lead_days"], cap_days=ours["cap_days"],
        unusable_mL=unusable.value, accuracy=accuracy.value,
    )  # fmt: skip

"""What stands between a pump's reservoir and the spine as a visit ends: tubing and catheter."""

from __future__ import annotations

from baclofen.regimen.filling import PARTS, Holds, Part
from baclofen.regimen.order import PumpOrder


def held_in(order: PumpOrder, part: Part) -> Holds | None:
    """What a part holds: as told, else the old drug. None at a replacement of which nobody tells
    what is new and what it was filled with.

    >>> held_in(PumpOrder(stage="refill"), "tubing")
    'old drug'
    >>> held_in(PumpOrder(stage="replacement"), "tubing") is None
    True
    """
    filling = order.filling
    told = filling.tubing_holds if part == "tubing" else filling.catheter_holds
    return told or (None if order.stage == "replacement" else "old drug")


def bridge_due(order: PumpOrder) -> bool:
    """Whether another concentration goes in while a part holds, or may hold, the old drug."""
    parts = {held_in(order, part) for part in PARTS}
    return order.filling.changes_concentration and not parts.isdisjoint((None, "old drug"))

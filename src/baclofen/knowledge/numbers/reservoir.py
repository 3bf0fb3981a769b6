"""A pump and its reservoir: how long a filling lasts, how long it may stand, which can be set."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Kind, Numbers


class RefillInterval(Numbers):
    """Days from a filling to the next refill: at most, before the alarm, before it may be empty,
    and below which they are few."""

    entry = "P-INTERVAL-PROJECT"
    cap_days: int
    lead_days: int
    empty_lead_days: int
    short_days: int


class VolumeDiscrepancy(Numbers):
    """How many mL between the volume expected and the one drawn are looked into."""

    entry = "P-DISCREP"
    above_mL: float


class VolumeHalf(Numbers):
    """The share of what should have gone above which a volume is far off, from so many mL on."""

    entry = "P-VOLUME-HALF"
    above_share: float
    least_mL: float


class VolumeQuarter(Numbers):
    """The share of what should have gone from which on a volume is looked into."""

    entry = "P-VOLUME-QUARTER"
    from_share: float


class DrugLife(Numbers):
    """Days that the drug keeps in a pump."""

    entry = "P-STABILITY"
    max_days: int


class Interruption(Numbers):
    """Hours without a dose after which the body no longer knows the old rate."""

    entry = "P-INTERRUPTED"
    over_h: float


class OneFlowPump(Kind):
    """Pumps that cannot be programmed, by how their names begin."""

    called = "one_flow_pump"
    devices: tuple[str, ...]

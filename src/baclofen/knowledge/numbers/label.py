"""What labels say of adults by mouth, and what pharmacies sell: by place, or by product."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge.numbers.base import Kind, Numbers, Place


class AdultTitration(Kind):
    """The label's way up for adults. Daily doses in mg.

    From `start` by `add` every so many days to `target`, where the standard course ends; never
    above `ceiling`, which `ceiling_rule` gives where a rule of its own does. `times_per_day` is how
    the day's dose is divided while no single one is above `max_single_mg`.
    """

    called = "adult_titration"
    needed = True

    start_mg_per_day: int | float
    add_mg_per_day: int | float
    every_days: int
    times_per_day: int
    target_mg_per_day: int | float
    ceiling_mg_per_day: int | float
    max_single_mg: int | float
    ceiling_rule: str | None = None


class DayHours(Numbers):
    """Hours of the clock for one dose a day, for two, and so on."""

    entry = "plan.clock"
    hours: tuple[tuple[float, ...], ...]


class SlowStart(Numbers):
    """The project's slow way up, and the rule that asks for it by kidney function. mg a day."""

    entry = "DO-CEREBRAL-PROJECT"
    start_mg_per_day: int | float
    add_mg_per_day: int | float
    every_days: int
    kidney_rule: str


class HospitalMost(Kind):
    """The most by mouth in a day in hospital, from and to, by place: of labels that allow more
    there. An entry may hold for more places than it gives one for."""

    called = "hospital_most"
    hospital_mg_per_day: Mapping[Place, tuple[int | float, int | float]]


class TabletsSold(Kind):
    """The tablets of a market, and those whose score divides them evenly. mg."""

    called = "tablets"
    needed = True

    tablets_mg: tuple[int | float, ...]
    halves_mg: tuple[int | float, ...]


class LiquidsSold(Kind):
    """The strengths of the liquids of a market, mg/mL."""

    called = "liquids"
    liquids_mg_per_mL: tuple[int | float, ...]


class LiquidProduct(Kind):
    """A liquid that orders name, and its strength in mg/mL."""

    called = "liquid_product"
    product: str
    mg_per_mL: float


class GranulePackets(Numbers):
    """The packets that granules are sold in, mg."""

    entry = "PR-GRAN"
    packet_mg: tuple[int | float, ...]


class GranuleMixing(Numbers):
    """How much food a packet goes into at most (mL), how soon it is taken (h), and the smallest
    feeding tube of each kind (Fr)."""

    entry = "DO-LYV-ADMIN"
    mix_mL_max: int | float
    use_within_h: int | float
    tube_fr_min: Mapping[str, int | float]

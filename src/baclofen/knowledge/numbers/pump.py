"""Pumps: first rate, changes, what a pump can do, slips, refills, the way off tablets."""

from __future__ import annotations

from typing import Literal

from baclofen.knowledge.numbers.base import Kind, Numbers


class FirstRate(Kind):
    """The first dose a day after a bolus that worked: so many times the bolus, and the smaller
    number where its effect lasted longer than `long_h` hours; no raise for `no_increase_h` hours,
    where a label says so."""

    called = "first_rate"
    factor: int | float
    factor_if_long: int | float
    long_h: int | float
    no_increase_h: int | float = 0


class PumpChange(Kind):
    """By how many percent a dose may change at once, lowest and highest, and hours between raises.

    `stage` and `whose` say for what: on titration or on a steady dose, for spasticity of which
    origin, or for children. `policy` is the rule of this project that holds beside it.
    """

    called = "pump_change"
    is_one_a_place = False
    stage: Literal["titration", "steady"]
    whose: Literal["spinal", "cerebral", "minor"]
    policy: str
    raise_percent: tuple[float, float]
    cut_percent: tuple[float, float] | None = None
    every_h: float | None = None


class OneFlowWait(Kind):
    """Hours between two raises with a pump of one flow, where a label has more of them."""

    called = "one_flow_wait"
    fixed_flow_every_h: float


class HighDose(Numbers):
    """The highest raise from a dose above which it may be too much."""

    entry = "ITM-HIGHDOSE"
    raise_percent: float
    high_above_mcg_per_day: float


class PumpRange(Numbers):
    """Lowest and highest dose a day of pumps in trials."""

    entry = "ITM-RANGE-SPINAL"
    trials_mcg_per_day: tuple[float, float]


class PumpWatch(Numbers):
    """Hours of watching after a pump is started."""

    entry = "ITM-OBS"
    observe_h: int | float


class StudiedPump(Kind):
    """A pump, by how its name begins, and the age from which it was studied."""

    called = "studied_pump"
    is_one_a_place = False
    devices: tuple[str, ...]
    from_y: int | float


class RecalledPump(Kind):
    """A pump all of whose models were recalled, by how its name begins."""

    called = "recalled_pump"
    is_one_a_place = False
    devices: tuple[str, ...]


class PumpStrengths(Numbers):
    """Concentrations of what is filled into pumps, and of test doses."""

    entry = "P-CONC"
    test_mcg_per_mL: float
    pump_mcg_per_mL: tuple[float, ...]


class PumpReservoir(Kind):
    """What the reservoirs of a pump hold, by model, mL; the pump by how its names begin."""

    called = "reservoir"
    is_one_a_place = False
    devices: tuple[str, ...]
    reservoir_mL: tuple[float, ...]


class DaySteps(Numbers):
    """How many rates by the time of day a pump takes."""

    entry = "P-FLEX13"
    max_steps_per_day: int


class UnitSlips(Numbers):
    """What a dose is multiplied by in a slip of unit."""

    entry = "P-SLIP"
    hour_for_day: float
    mg_for_mcg: float


class BeforeAlarm(Numbers):
    """Days before the alarm at which the refill is booked, fewest and most."""

    entry = "P-REFILL-BEFORE"
    days_before_alarm: tuple[int, int]


class OralWean(Numbers):
    """The way off medicines by mouth: which is `first`, how much of it goes at a time, and the
    `classes` of medicines taken against spasticity that follow."""

    entry = "ITM-ORAL-WEAN"
    first: str
    step_percent: tuple[float, float]
    classes: frozenset[str]

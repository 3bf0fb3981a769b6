"""What is ordered or reported: by mouth, through a needle, in a pump, going down, swallowed.

Values as a clinician says them, in their units. What is not said is None: nothing is assumed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Literal, get_args

from baclofen.errors import InputRefused, UnitProblem
from baclofen.limits import named as _named
from baclofen.limits import within as _within
from baclofen.regimen.device import Device
from baclofen.regimen.filling import Filling
from baclofen.regimen.meant import (
    BY_MOUTH,
    BY_NEEDLE,
    BY_PUMP,
    MOST_BOLUS,
    MOST_PER_DAY,
    in_unit,
    not_beyond_people,
)
from baclofen.regimen.modes import Mode
from baclofen.regimen.scores import Scored
from baclofen.units import Dose, mcg, mg
from baclofen.value import TAG, Value, field

Product = Literal[
    "tablet", "melting", "granules", "solution_1", "solution_2", "suspension_5", "liquid", "ampoule"
]
Tube = Literal["ng", "g", "peg", "gj"]
Setting = Literal["inpatient", "outpatient"]
Stage = Literal["start", "titration", "maintenance", "refill", "replacement"]
Origin = Literal["spinal", "cerebral"]
Shape = Literal["standard", "linear", "proportional", "slow-end"]
#: What a pump's alarm says, as it is read out (P-ALARMS).
AlarmKind = Literal[
    "low reservoir", "battery low", "memory error", "empty reservoir", "end of service",
    "motor stall", "stopped", "memory failure",
]  # fmt: skip
PRODUCTS: tuple[Product, ...] = get_args(Product)
TUBES: tuple[Tube, ...] = get_args(Tube)
SETTINGS: tuple[Setting, ...] = get_args(Setting)
STAGES: tuple[Stage, ...] = get_args(Stage)
ORIGINS: tuple[Origin, ...] = get_args(Origin)
SHAPES: tuple[Shape, ...] = get_args(Shape)
ALARMS: tuple[AlarmKind, ...] = get_args(AlarmKind)

#: A way down of years is followed in people for every day of it: two are more than anyone plans.
MOST_WEEKS = 104.0

#: What an input that is refused could have meant, where nothing is known yet but the input: the
#: strengths of oral liquids (PR-SOL-1, PR-SOL-2, PR-SUSP-5), mg/mL. A test holds them to the rules.
LIQUID_MG_PER_ML: Mapping[str, float] = {"solution_1": 1.0, "solution_2": 2.0, "suspension_5": 5.0}
_SOLD = ", ".join(f"{strength:g}" for strength in LIQUID_MG_PER_ML.values())


class OralOrder(Value, kw_only=True, tag_field=TAG, tag=True):
    """A dose by mouth. `dose` is one intake, `daily` a day's sum; `starts` tells whether it is the
    first, None where nobody says so.

    `volume_mL` and `mg_per_mL` are those of a liquid, `before_mg_per_mL` is that of the liquid that
    was taken before; `mg_each` is the strength of one tablet or packet. `parts` are the doses of
    the running day in their order (morning, noon, evening), `worst_at` is when symptoms are worst.
    Raises `UnitProblem`, `OutOfRange`, `InputRefused`.
    """

    dose: Dose | None = None
    daily: Dose | None = None
    times_per_day: float | None = None
    starts: bool | None = None
    product: Product | None = None
    volume_mL: float | None = None
    mg_per_mL: float | None = None
    mg_each: float | None = None
    before_mg_per_mL: float | None = None
    tube: Tube | None = None
    tube_fr: float | None = None
    setting: Setting = "outpatient"
    parts: tuple[Dose, ...] = ()
    worst_at: Literal["night", "day"] | None = None

    def __post_init__(self) -> None:
        _named("product", self.product, PRODUCTS)
        _named("tube", self.tube, TUBES)
        _named("setting", self.setting, SETTINGS)
        for what, dose in (
            ("dose", self.dose), ("daily dose", self.daily), *(("part", p) for p in self.parts),
        ):  # fmt: skip
            in_unit(f"oral {what}", dose, "mg", meant=BY_MOUTH)
            not_beyond_people(f"oral {what}", dose)
        for what, value, unit, most in (
            ("times per day", self.times_per_day, "", 24.0),
            ("volume", self.volume_mL, "mL", 1000.0),
            ("concentration", self.mg_per_mL, "mg/mL", 25.0),
            ("strength of one", self.mg_each, "mg", 50.0),
            ("concentration before", self.before_mg_per_mL, "mg/mL", 25.0),
            ("tube", self.tube_fr, "Fr", 40.0),
        ):
            _within(what, value, unit, most)
        if self.mg_each is not None and self.product not in ("tablet", "melting", "granules"):
            raise InputRefused(
                "strength of one", f"{self.mg_each:g} mg for {self.product or 'no product'}",
                "only a tablet or a packet has a strength of its own",
                do="Name the product beside it: \"tablet 10 mg\".",
            )  # fmt: skip
        if self.volume_mL is not None and self.dose is None and self.strength is None:
            raise UnitProblem(
                "oral liquid", f"{self.volume_mL:g} mL alone",
                "it must carry the amount in mg and the concentration",
                do=f"Liquids of {_SOLD} mg/mL are sold: say mg, mL and mg/mL.",
                why="PR-LIQ-CONC",
                offers={
                    "missing": ("unit",),
                    "dose_mg_by_mg_per_mL": {
                        f"{strength:g} mg/mL": self.volume_mL * strength
                        for strength in LIQUID_MG_PER_ML.values()
                    },
                },
            )  # fmt: skip
        if self.dose and self.daily and self.times_per_day:
            sum_mg = self.dose.in_mg * self.times_per_day
            if not math.isclose(sum_mg, self.daily.in_mg, rel_tol=0.01):  # rounding of print
                raise InputRefused(
                    "oral dose",
                    f"{self.dose} {self.times_per_day:g} times a day, and {self.daily} a day",
                    f"the first makes {sum_mg:g} mg a day; both must agree",
                )
        not_beyond_people("oral daily dose", self.per_day)
        if self.parts:
            not_beyond_people("sum of the parts", mg(sum(part.in_mg for part in self.parts)))

    @property
    def strength(self) -> float | None:
        """The liquid's mg/mL: the product's own where it has one, else as told."""
        return LIQUID_MG_PER_ML.get(self.product or "", self.mg_per_mL)

    @property
    def changes_strength(self) -> bool | None:
        """Whether the liquid is of another strength than the one before; None where one of the two
        is not told."""
        if self.before_mg_per_mL is None or self.strength is None:
            return None
        return not math.isclose(self.before_mg_per_mL, self.strength, rel_tol=0.01)  # of print

    def mg_per_kg_day(self, weight_kg: float | None) -> float | None:
        """The day's dose by weight; None where either is not told."""
        daily = self.per_day
        if daily is None or not weight_kg:
            return None
        return round(daily.in_mg / weight_kg, 9)  # 4.2 mg in 12 kg is 0.35, not a hair more

    @property
    def per_day(self) -> Dose | None:
        """The day's dose: as said, or one intake times how often."""
        if self.daily is not None:
            return self.daily
        if self.intake is not None and self.times_per_day is not None:
            return mg(self.intake.in_mg * self.times_per_day)
        return None

    @property
    def single(self) -> Dose | None:
        """The most that is taken at one time: the largest of a day's parts, one intake, else the
        day's dose in as many equal parts as it is taken in; None where none is told."""
        if self.parts:
            return max((*self.parts, *filter(None, (self.intake,))), key=lambda dose: dose.in_mg)
        if self.intake is not None or self.daily is None or not self.times_per_day:
            return self.intake
        return mg(self.daily.in_mg / max(1.0, self.times_per_day))

    @property
    def intake(self) -> Dose | None:
        """One intake: as said, or the volume times the strength of the liquid."""
        if self.dose is None and self.volume_mL is not None and self.strength is not None:
            return mg(self.volume_mL * self.strength)
        return self.dose


class Bolus(Value, kw_only=True):
    """One screening bolus that was given: mcg, hours ago, whether it helped, for how long.

    `ashworth` and `spasms` are the scores before it and at its best, `badly_tolerated` says
    that side effects decided.
    """

    dose: Dose
    hours_ago: float | None = None
    responded: bool | None = None
    effect_hours: float | None = None
    ashworth: Scored = field(default_factory=lambda: Scored("ashworth"))
    spasms: Scored = field(default_factory=lambda: Scored("spasm"))
    badly_tolerated: bool | None = None

    def __post_init__(self) -> None:
        _bolus("screening bolus given", self.dose)
        _within("hours since the bolus", self.hours_ago, "h", 24 * 366.0, zero=True)
        _within("hours of effect", self.effect_hours, "h", 24 * 14.0, zero=True)


class ScreeningOrder(Value, kw_only=True, tag_field=TAG, tag=True):
    """A screening bolus into the spine: what is asked for, after what was given.

    `given` is in the order in which it was given. Raises `UnitProblem`, `OutOfRange`.
    """

    dose: Dose | None = None
    given: tuple[Bolus, ...] = ()
    mcg_per_mL: float | None = None
    origin: Origin | None = None
    setting: Setting | None = None

    def __post_init__(self) -> None:
        _bolus("screening bolus", self.dose)
        _named("origin", self.origin, ORIGINS)
        _named("setting", self.setting, SETTINGS)
        _within("concentration", self.mcg_per_mL, "mcg/mL", 10_000.0)

    @property
    def hours_since_last(self) -> float | None:
        """Hours since the last bolus, the fewest told; None where those of the last are not."""
        if not self.given or self.given[-1].hours_ago is None:
            return None
        return min(bolus.hours_ago for bolus in self.given if bolus.hours_ago is not None)

    @property
    def is_disordered(self) -> bool:
        """Whether a smaller bolus follows a larger that was borne, or a later one is told as longer
        ago."""
        told = [bolus.hours_ago for bolus in self.given if bolus.hours_ago is not None]
        return told != sorted(told, reverse=True) or any(
            later.dose < before.dose and not before.badly_tolerated
            for before, later in pairwise(self.given)
        )


class PumpOrder(Value, kw_only=True, tag_field=TAG, tag=True):
    """A pump: what runs (`now`), what is asked for (`asked`), both mcg a day, and its state.

    `history` holds earlier daily doses, oldest first. `weans_oral` marks the planned way off
    baclofen by mouth once the pump runs. `fits` is False where the body is too small for a
    pump. `mode` is how the dose asked for is spread over the day (None: one steady rate), and
    `device` what was confirmed of the pump. `alarm` is its kind, or True where that is not read
    out. The pump gave nothing for `interruption_hours`; for how long it was is not known, or it was
    a drug holiday, where `interruption_unknown` says so. Both are over, but where it gives nothing
    still: `interruption_stands`. `read_by_two`: two people read what runs, and what is in it, off
    pump and ampoule; None where nobody tells who read it.
    Raises `UnitProblem`, `OutOfRange`, `InputRefused`.
    """

    stage: Stage = "maintenance"
    origin: Origin | None = None
    now: Dose | None = None
    asked: Dose | None = None
    history: tuple[Dose, ...] = ()
    a_year_ago: Dose | None = None
    screening: Bolus | None = None
    hours_since_change: float | None = None
    filling: Filling = field(default_factory=Filling)
    weans_oral: bool = False
    alarm: bool | AlarmKind | None = None
    fault: bool | None = None
    fits: bool | None = None
    hours_since_refill: float | None = None
    setting: Setting | None = None
    mode: Mode | None = None
    device: Device = field(default_factory=Device)
    interruption_hours: float | None = None
    interruption_unknown: bool | None = None
    interruption_stands: bool | None = None
    read_by_two: bool | None = None

    def __post_init__(self) -> None:
        _named("stage", self.stage, STAGES)
        _named("origin", self.origin, ORIGINS)
        _named("setting", self.setting, SETTINGS)
        if isinstance(self.alarm, str):
            _named("alarm", self.alarm, ALARMS)
        for what, dose in (
            ("pump dose", self.now), ("pump dose asked for", self.asked),
            ("pump dose a year ago", self.a_year_ago),
            *(("earlier pump dose", dose) for dose in self.history),
        ):  # fmt: skip
            in_unit(what, dose, "mcg", meant=BY_PUMP, most=MOST_PER_DAY, why="ITM-RANGE-SPINAL")
        for what, value in (
            ("hours since the change", self.hours_since_change),
            ("hours since the refill", self.hours_since_refill),
            ("hours of the interruption", self.interruption_hours),
        ):
            _within(what, value, "h", 24 * 3660.0, zero=True)
        if self.mode is not None and self.asked is not None:
            both = self.mode.per_day.in_mcg
            if not math.isclose(both, self.asked.in_mcg, rel_tol=0.01):  # rounding of print
                raise InputRefused(
                    "pump dose asked for",
                    f"{self.asked} a day, and {mcg(both)} a day in its parts",
                    "both must agree", do="Check the rates and their hours.", why="P-FORMULAS",
                )  # fmt: skip

    @property
    def gap_told(self) -> bool:
        """Whether it is told that the pump gave nothing, or that it never stopped (0 hours)."""
        return self.interruption_hours is not None or bool(self.interruption_unknown)

    @property
    def before(self) -> Dose | None:
        """The dose that a change starts from: the running one, else the last of the history."""
        return self.now if self.now is not None else self.history[-1] if self.history else None

    @property
    def change_percent(self) -> float | None:
        """What is asked for against what runs, in percent.

        >>> round(PumpOrder(now=mcg(420), asked=mcg(1100)).change_percent, 1)
        161.9
        """
        return None if self.asked is None else self.percent_to(self.asked)

    def percent_to(self, per_day: Dose) -> float | None:
        """A daily dose against what runs, in percent; None where nothing runs."""
        if self.before is None or self.before.in_mcg == 0:
            return None
        change = 100 * (per_day.in_mcg - self.before.in_mcg) / self.before.in_mcg
        return round(change, 9)  # 100 to 130 is 30 %, not a hair more: limits are met exactly


class OtherOrder(Value, kw_only=True, tag_field=TAG, tag=True):
    """A route that baclofen is not made for, as written: into a vein, a muscle, under the skin."""

    route: str
    product: Product | None = None

    def __post_init__(self) -> None:
        _named("product", self.product, PRODUCTS)


class TaperOrder(Value, kw_only=True):
    """A way down that is asked for or runs. `weeks` 0 is a stop from one day to the next.

    `returned` says that symptoms came back on the way; `previous` is the dose before the
    last cut, mg a day. `shape` is how the cuts are spread: as the project's policy has them,
    evenly, each the same share of the dose, or with the last doses held longer.
    """

    weeks: float | None = None
    returned: bool | None = None
    previous: Dose | None = None
    shape: Shape = "standard"

    def __post_init__(self) -> None:
        _named("shape of the taper", self.shape, SHAPES)
        _within("weeks of the taper", self.weeks, "weeks", MOST_WEEKS, zero=True)
        in_unit("dose before the last cut", self.previous, "mg", meant=BY_MOUTH)
        not_beyond_people("dose before the last cut", self.previous)


class Swallowed(Value, kw_only=True):
    """More than prescribed, taken at once: the amount in mg, and hours ago."""

    amount: Dose
    hours_ago: float | None = None

    def __post_init__(self) -> None:
        in_unit("amount swallowed", self.amount, "mg", meant=BY_MOUTH)
        _within("hours since it was swallowed", self.hours_ago, "h", 24 * 60.0, zero=True)


Order = OralOrder | ScreeningOrder | PumpOrder | OtherOrder


def _bolus(what: str, dose: Dose | None) -> None:
    in_unit(what, dose, "mcg", meant=BY_NEEDLE, most=MOST_BOLUS, why="ITS-1")

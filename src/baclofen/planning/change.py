"""By how much a pump's daily dose may change, and how soon: by stage, origin and age."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import Assessment, one_flow_rule, origin_of
from baclofen.knowledge import Knowledge
from baclofen.regimen import PumpOrder
from baclofen.units import Dose, mcg
from baclofen.value import Value

#: Room for rounding when a limit is met exactly, in percentage points.
_SLACK = 1e-9


class ChangeLimits(Value):
    """Limits of one change in percent of the running dose, and the ids they rest on.

    `raises` are lowest and highest raise, `cuts` lowest and highest cut (None: no text has
    one), `every_h` the hours between two raises. `assumed` says why the lower of several limits
    was taken.
    """

    raises: tuple[float, float]
    cuts: tuple[float, float] | None
    every_h: float | None
    why: tuple[str, ...]
    assumed: str = ""

    def raised(self, now: Dose) -> tuple[Dose, Dose]:
        """Lowest and highest dose after a raise."""
        low, high = self.raises
        return mcg(now.in_mcg * (1 + low / 100)), mcg(now.in_mcg * (1 + high / 100))

    def cut(self, now: Dose) -> tuple[Dose, Dose] | None:
        """Lowest and highest dose after a cut; None where no text has one."""
        if self.cuts is None:
            return None
        least, most = self.cuts
        return mcg(now.in_mcg * (1 - most / 100)), mcg(now.in_mcg * (1 - least / 100))

    def wait_h(self, hours_since_change: float | None) -> float | None:
        """Hours until a raise may come; None where it is not told when the last change was."""
        if self.every_h is None:
            return 0.0
        return None if hours_since_change is None else max(0.0, self.every_h - hours_since_change)

    def refuses(self, percent: float) -> bool:
        """Whether a change of so many percent is beyond the limits."""
        if percent > self.raises[1] + _SLACK:
            return True
        return self.cuts is not None and percent < -self.cuts[1] - _SLACK


class Offer(Value):
    """Doses a day that the rules allow next, from lowest to highest; `wait_h` hours first.

    `cut` is the range of a cut, None where no text has one. `wait_h` is None where it is not told
    when the dose was last changed.
    """

    low: Dose
    high: Dose
    cut: tuple[Dose, Dose] | None
    wait_h: float | None
    limits: ChangeLimits


def offer_of(order: PumpOrder, limits: ChangeLimits | None) -> Offer | None:
    """What may be given next, or None where nothing runs, or on the first day."""
    now = order.before
    if limits is None or now is None or now.in_mcg == 0:
        return None
    low, high = limits.raised(now)
    return Offer(low, high, limits.cut(now), limits.wait_h(order.hours_since_change), limits)


def change_limits(fit: Assessment, order: PumpOrder, known: Knowledge) -> ChangeLimits | None:
    """The limits that hold here; None on the first day, which has its own rule.

    Where origin or age decide and are not told, the lower limit is kept, and said.
    """
    if order.stage == "start":
        return None
    age, origin = fit.person.age_y, origin_of(order, fit.syndrome, known)
    titrating = order.stage == "titration"
    assumed = ""
    if titrating and fit.person.is_minor:
        rule, also = "ITM-TITRATE-PED", "ITM-TITRATE-ANY"
    elif titrating:
        spinal = origin == "spinal" and age is not None
        rule = "ITM-TITRATE-SPINAL" if spinal else "ITM-TITRATE-CEREBRAL"
        also = "ITM-TITRATE-ANY"
        if not spinal and origin != "cerebral":
            what = "The age" if origin == "spinal" else "The origin of the spasticity"
            assumed = f"{what} is not told"
    else:
        rule = "ITM-REFILL-SPINAL" if origin == "spinal" else "ITM-REFILL-CEREBRAL"
        also = "ITM-CHANGE-ANY"
        if origin is None:
            assumed = "The origin of the spasticity is not told"
    values: Any = known.rules[rule].values
    low, high = (float(v) for v in values["raise_percent"])
    why: tuple[str, ...] = (rule, also)
    ceiling: Any = known.rules["ITM-HIGHDOSE"].values
    now = order.before
    if now is not None and now.in_mcg > ceiling["high_above_mcg_per_day"]:
        high = min(high, float(ceiling["raise_percent"]))
        why = (*why, "ITM-HIGHDOSE")
    cuts = None if titrating else tuple(float(v) for v in values["cut_percent"])
    every = float(values["every_h"]) if titrating else None
    fixed = one_flow_rule(order.device, known)
    if every is not None and fixed is not None and fit.request.jurisdiction == "DE":
        german: Any = known.rules["ITM-TITRATE-DE"].values
        every = max(every, float(german["fixed_flow_every_h"]))
        why = (*why, "ITM-TITRATE-DE", fixed)
    return ChangeLimits(
        (min(low, high), high),
        (cuts[0], cuts[1]) if cuts else None,
        every,
        why,
        f"{assumed}: the lower limit is kept." if assumed else "",
    )

"""By how much a pump's daily dose may change, and how soon: by stage, origin and age."""

from __future__ import annotations

from baclofen.assessment import Assessment, one_flow_rule, origin_of
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import HighDose, OneFlowWait, PumpChange, PumpRange
from baclofen.regimen import PumpOrder
from baclofen.units import Dose, mcg
from baclofen.value import Value

#: Room for rounding when a limit is met exactly, in percentage points.
_SLACK = 1e-9


class ChangeLimits(Value):
    """Limits of one change in percent of the running dose, and the ids they rest on.

    `raises` are lowest and highest raise, `cuts` lowest and highest cut (None: no text has
    one), `every_h` the hours between two raises; `one_flow` are the rules that make them more with
    a pump of one flow. `assumed` says why the lower of several limits was taken.
    """

    raises: tuple[float, float]
    cuts: tuple[float, float] | None
    every_h: float | None
    why: tuple[str, ...]
    assumed: Note | None = None
    one_flow: tuple[str, ...] = ()

    def besides(self, known: Knowledge) -> Note | None:
        """What was assumed, to follow a sentence."""
        return None if self.assumed is None else known.note("pump.besides", note=self.assumed)

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


def raise_within_trials(
    now: Dose, limits: ChangeLimits, known: Knowledge
) -> tuple[Dose, Dose] | None:
    """Lowest and highest dose after a raise, none above what pumps gave in trials; None where the
    lowest would be. Facts: `ITM-RANGE-SPINAL`."""
    most = mcg(known.of(PumpRange).trials_mcg_per_day[1])
    low, high = limits.raised(now)
    return None if low > most else (low, min(high, most))


def offer_of(order: PumpOrder, limits: ChangeLimits | None, known: Knowledge) -> Offer | None:
    """What may be given next, or None where nothing runs, on the first day, or where no raise is
    left."""
    now = order.before
    if limits is None or now is None or now.in_mcg == 0:
        return None
    raised = raise_within_trials(now, limits, known)
    if raised is None:
        return None
    low, high = raised
    return Offer(low, high, limits.cut(now), limits.wait_h(order.hours_since_change), limits)


def change_limits(fit: Assessment, order: PumpOrder, known: Knowledge) -> ChangeLimits | None:
    """The limits that hold here; None on the first day, which has its own rule.

    Where origin or age decide and are not told, the lower limit is kept, and said.
    """
    if order.stage == "start":
        return None
    rule, untold = _rule_for(fit, order, known)
    low, high = rule.raise_percent
    why: tuple[str, ...] = (rule.id, rule.policy)
    ceiling, now = known.of(HighDose), order.before
    if now is not None and now.in_mcg > ceiling.high_above_mcg_per_day:
        high = min(high, ceiling.raise_percent)
        why = (*why, ceiling.entry)
    every, one_flow = rule.every_h, _longer_wait(fit, order, known)
    if every is not None and one_flow is not None:
        wait, ids = one_flow
        every, why = max(every, wait), (*why, *ids)
    return ChangeLimits(
        (min(low, high), high), rule.cut_percent, every, why,
        known.note(f"pump.untold.{untold}", *why) if untold else None,
        one_flow[1] if every is not None and one_flow is not None else (),
    )  # fmt: skip


def _rule_for(fit: Assessment, order: PumpOrder, known: Knowledge) -> tuple[PumpChange, str]:
    """The rule for stage, age and origin; and which of the last two is not told, if one is."""
    origin = origin_of(order, fit.syndrome, known)
    titrates, spinal = order.stage == "titration", origin == "spinal"
    untold = "" if origin else "origin"
    if titrates and fit.person.is_minor:
        whose, untold = "minor", ""
    elif titrates and spinal and fit.person.age_y is None:
        whose, untold = "cerebral", "age"
    else:
        whose = "spinal" if spinal else "cerebral"
    wanted = ("titration" if titrates else "steady", whose)
    return next(c for c in known.every(PumpChange) if (c.stage, c.whose) == wanted), untold


def _longer_wait(
    fit: Assessment, order: PumpOrder, known: Knowledge
) -> tuple[float, tuple[str, ...]] | None:
    """The hours between raises that this label has for a pump of one flow, and the rules."""
    fixed = one_flow_rule(order.device, known)
    label = known.local(OneFlowWait, fit.request.jurisdiction)
    if fixed is None or label is None:
        return None
    return label.fixed_flow_every_h, (label.id, fixed)

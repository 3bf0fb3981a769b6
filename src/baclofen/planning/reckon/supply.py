"""What is dispensed for a course: counted day by day, whole, at once or in small parts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import takewhile

from baclofen.planning.reckon.course import PlannedStep
from baclofen.regimen import Packets, Portion, Poured, Step, Untold
from baclofen.units import Dose
from baclofen.value import Value, replace


class Amount(Value):
    """So much of one product: `number` of `unit`, each of `strength`.

    Tablets and packets in mg, a liquid in mg/mL with `number` in mL; whole, as a pharmacy counts.
    """

    unit: str
    strength: float
    number: int


class Handed(Value):
    """What is handed out at once, for each day from `first` to `last`."""

    first: date
    last: date
    amounts: tuple[Amount, ...]


class Supply(Value):
    """What is dispensed for a course: one part, or several of `most_days` each where rules want
    small ones; `why` names those. `reserve` comes on top of a way down that is handed out whole:
    for one step that is held, or one step back."""

    parts: tuple[Handed, ...]
    most_days: int | None
    why: tuple[str, ...]
    reserve: tuple[Amount, ...] = ()

    @property
    def last(self) -> date:
        """The last day that has a dose."""
        return self.parts[-1].last


def lasting(steps: Sequence[PlannedStep], until: date) -> tuple[PlannedStep, ...]:
    """The steps, the last of them held to this day where it ends before."""
    *before, top = steps
    more = (until - top.last).days
    if more <= 0:
        return tuple(steps)
    step = Step(top.step.first_day, top.step.last_day + more, top.step.intakes)
    return (*before, replace(top, step=step, last=until))


def supply_of(
    steps: Sequence[PlannedStep], most_days: int | None = None, why: tuple[str, ...] = ()
) -> Supply:
    """What these steps take, in parts of at most so many days; all at once without a limit."""
    first, last = steps[0].first, steps[-1].last
    days = most_days or (last - first).days + 1
    parts = []
    while first <= last:
        end = min(last, first + timedelta(days=days - 1))
        parts.append(Handed(first, end, _amounts(steps, first, end)))
        first = end + timedelta(days=1)
    return Supply(tuple(parts), most_days, why)


def with_reserve(supply: Supply, steps: Sequence[PlannedStep], before: Dose | None) -> Supply:
    """The supply of a way down with what one step costs that is taken again, or one step back, so
    that nobody who has to wait or go back runs out; `before` is the dose before the first step,
    None where nobody goes back to it.

    Small supplies stay small: theirs is the next part, fetched earlier. Facts: `T-RESERVE`.
    """
    if supply.most_days is not None:
        return supply
    first = steps[0]
    doses = [max(first.daily, before or first.daily), *(step.daily for step in steps[:-1])]
    most_mg = max(dose.in_mg * step.step.days for dose, step in zip(doses, steps, strict=True))
    # Of the smallest that the steps are made of, so that it gives each of their doses.
    (whole,) = supply.parts
    least = min(whole.amounts, key=lambda amount: amount.strength)
    number = math.ceil(most_mg / least.strength - 1e-9)  # less what sums of decimals leave behind
    return replace(supply, reserve=(Amount(least.unit, least.strength, number),))


def _amounts(steps: Sequence[PlannedStep], first: date, last: date) -> tuple[Amount, ...]:
    total: dict[tuple[str, float], float] = {}
    for step in takewhile(lambda s: s.first <= last, steps):
        days = (min(step.last, last) - max(step.first, first)).days + 1
        for key, number in (pair for portion in step.portions for pair in _parts(portion)):
            if days > 0:
                total[key] = total.get(key, 0) + number * days
    # Less what sums of decimals leave behind.
    whole = {key: math.ceil(number - 1e-9) for key, number in total.items()}
    return tuple(Amount(*key, number) for key, number in sorted(whole.items()))


def _parts(portion: Portion) -> Iterator[tuple[tuple[str, float], float]]:
    if isinstance(portion, Poured):
        yield ("mL", portion.mg_per_mL), portion.mL
        return
    if isinstance(portion, Untold):
        yield ("mg", 1.0), portion.mg
        return
    unit = "packet" if isinstance(portion, Packets) else "tablet"
    for strength, number in portion.items:
        yield (unit, strength), number

"""What is dispensed for a course: counted day by day, whole, at once or in small parts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import takewhile

from baclofen.planning.reckon.course import PlannedStep
from baclofen.regimen import Packets, Portion, Poured, Step
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
    small ones; `why` names those."""

    parts: tuple[Handed, ...]
    most_days: int | None
    why: tuple[str, ...]

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
    unit = "packet" if isinstance(portion, Packets) else "tablet"
    for strength, number in portion.items:
        yield (unit, strength), number

"""How the cuts of a way down are spread: as the policy has them, or more gently at one end.

Every shape takes at least the days of the policy's own, cuts no more at once, and is on no day
below the fastest line the policy allows (`Pace.least_mg`).
"""

from __future__ import annotations

import math

from baclofen.regimen import Shape
from baclofen.value import Value

#: A dose in mg a day, and the days it is held.
Hold = tuple[float, int]


class Pace(Value):
    """What policy and labels allow one person. Doses in mg a day, times in days.

    From `last_from_mg` down a cut is at most `last_cut_mg`, above it `cut_mg`. `even_share` is
    the largest part of a dose that a cut by shares takes, `share` any cut of what is `poured`;
    that goes down to `end_mg`. The last doses may be held `end_hold` times. `floor_days` is the
    label's, `asked_days` what was asked for.
    """

    unit_mg: float
    cut_mg: float
    last_cut_mg: float
    last_from_mg: float
    step_days: int
    floor_days: int
    end_hold: int
    share: float
    even_share: float
    poured: bool = False
    end_mg: float = 0.0
    asked_days: int = 0

    def cut(self, level_mg: float) -> float:
        """The largest cut from a dose, in whole units; never less than one unit."""
        most = self.last_cut_mg if level_mg <= self.last_from_mg + _SLACK else self.cut_mg
        if self.poured:
            most = min(most, self.share * level_mg)
        return max(self.unit_mg, math.floor(most / self.unit_mg + _SLACK) * self.unit_mg)

    def least_mg(self, daily_mg: float, day: int) -> float:
        """The lowest dose that the policy allows on a day of a way down from `daily_mg`."""
        cuts = 1 + (day - 1) // self.step_days
        return daily_mg - cuts * max(self.cut_mg, self.unit_mg)


#: Rounding only.
_SLACK = 1e-9


def holds(shape: Shape, daily_mg: float, pace: Pace) -> tuple[Hold, ...]:
    """Doses below the present one and how long each is held; empty when there are none.

    >>> pace = Pace(5, 10, 5, 20, step_days=7, floor_days=7, end_hold=2, share=0.5,
    ...     even_share=0.2)
    >>> holds("standard", 40, pace)
    ((30, 7), (20, 7), (15, 7), (10, 7), (5, 7))
    >>> holds("slow-end", 40, pace)
    ((30, 7), (20, 14), (15, 14), (10, 14), (5, 14))
    """
    standard = _standard(daily_mg, pace)
    if not standard:
        return ()
    least = max(pace.floor_days, pace.asked_days)
    days = max(pace.step_days, math.ceil(least / len(standard)))
    least = days * len(standard)
    if standard[0] >= daily_mg:
        levels = standard
    elif shape == "linear":
        levels = _linear(daily_mg, pace, len(standard))
    elif shape == "proportional":
        levels = _proportional(daily_mg, pace)
    elif shape == "slow-end":
        levels = [x for x in standard for _ in range(_times(x, pace))]
    else:
        levels = standard
    days = max(pace.step_days, math.ceil(least / len(levels)))
    return _merged(levels, days)


def _standard(daily_mg: float, pace: Pace) -> list[float]:
    """The policy's own: the largest cuts it allows, smaller ones at the end. What follows from a
    dose is the same whichever dose the way began from."""
    levels, level = [], _next(daily_mg, pace)
    while level > 0:
        levels.append(level)
        level = _next(level, pace)
    # From the smallest dose only the end of every way is left: its days, then nothing.
    is_given = abs(_down(daily_mg, pace) - daily_mg) < _SLACK
    return levels or ([daily_mg] if is_given else [])


def _next(level: float, pace: Pace) -> float:
    """The dose after this one; 0 after the last."""
    given, least = _down(level, pace), max(pace.unit_mg, pace.end_mg)
    if 0 < given < level - _SLACK:
        return given
    lower = _down(level - pace.cut(level), pace)
    if lower < least - _SLACK:
        # What one cut would end at once is halved first, where the product can.
        lower = max(_down(level / 2, pace), least)
    return lower if lower < level - _SLACK else 0.0


def _linear(daily_mg: float, pace: Pace, steps: int) -> list[float]:
    """Even cuts over as many steps as the policy's own."""
    return [_up(daily_mg * (1 - k / (steps + 1)), daily_mg, pace) for k in range(1, steps + 1)]


def _proportional(daily_mg: float, pace: Pace) -> list[float]:
    """Each cut the same part of the dose, and the first no larger than is allowed."""
    kept = 1 - min(pace.cut(daily_mg) / daily_mg, pace.even_share)
    least = max(pace.unit_mg / 2, pace.end_mg)
    levels, ideal = [], daily_mg * kept
    while ideal >= least - _SLACK:
        levels.append(_up(ideal, daily_mg, pace))
        ideal *= kept
    return levels or _standard(daily_mg, pace)


def _times(level_mg: float, pace: Pace) -> int:
    return pace.end_hold if level_mg <= pace.last_from_mg else 1


def _down(mg: float, pace: Pace) -> float:
    return math.floor(mg / pace.unit_mg + _SLACK) * pace.unit_mg


def _up(mg: float, below_mg: float, pace: Pace) -> float:
    """Rounded up to what can be given, so that no cut is larger for it; below the first dose."""
    level = math.ceil(mg / pace.unit_mg - _SLACK) * pace.unit_mg
    return level if level < below_mg - _SLACK else level - pace.unit_mg


def _merged(levels: list[float], days: int) -> tuple[Hold, ...]:
    """Neighbours on the same dose become one longer step."""
    made: list[Hold] = []
    for level in levels:
        if made and abs(made[-1][0] - level) < _SLACK:
            made[-1] = (level, made[-1][1] + days)
        else:
            made.append((level, days))
    return tuple(made)

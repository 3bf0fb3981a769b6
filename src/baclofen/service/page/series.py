"""What was scored and measured, over time: rows to read, and a drawing of them. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from baclofen.drawing import Chart, Point, Series, draw_chart
from baclofen.record import RANGES, Event, Level, Measured, Record, Scored
from baclofen.value import Value

#: Scales as they are called, with what a higher value means.
SCALES: Mapping[str, str] = MappingProxyType({
    "nrs": "Pain, NRS, 0 to 10",
    "mas": "Tone, modified Ashworth (grades in their order, no measure)",
    "ashworth": "Tone, Ashworth, 1 to 5",
    "spasms_penn": "Spasms, Penn, 0 to 4",
    "spasms_per_day": "Spasms a day",
    "hm_ratio": "H/M ratio",
})  # fmt: skip
#: A line needs this many values.
_LINE = 2
#: Of more values than this a table has the latest, and a drawing the middle of as many in turn.
MOST_SHOWN, _MOST_POINTS = 200, 300
#: A scale that goes beyond this has no end that anybody reaches.
_MOST_DRAWN = 10.0


class Observed(Value):
    """One value of a series: the event it is of, the number, and how it was told."""

    event: Event
    number: float
    says: str


class OverTime(Value):
    """A series with its name, and in one sentence."""

    id: str
    name: str
    values: tuple[Observed, ...]

    @property
    def latest(self) -> tuple[Observed, ...]:
        """What a table of it shows; the rest is in the record's own."""
        return self.values[-MOST_SHOWN:]

    @property
    def together(self) -> int:
        """How many values in turn one point of its drawing stands for."""
        return math.ceil(len(self.values) / _MOST_POINTS)

    @property
    def sentence(self) -> str:
        """How it went, for who does not see the drawing."""
        first, last = self.values[0], self.values[-1]
        if len(self.values) < _LINE:
            return f"{first.says} on {first.event.day}."
        low, high = (f(self.values, key=lambda v: v.number).says for f in (min, max))
        drawn = ""
        if self.together > 1:
            drawn = (
                f" Drawn is the middle of each {self.together} in turn, with lowest and highest."
            )
        return (
            f"{first.says} on {first.event.day}, {last.says} on {last.event.day}; "
            f"lowest {low}, highest {high} of {len(self.values)} values.{drawn}"
        )


def over_time(record: Record) -> tuple[OverTime, ...]:
    """Every scale, level and measured value that was told, each in the order of time."""
    found: dict[str, list[Observed]] = {}
    names: dict[str, str] = {}
    for event in record.standing:
        what = event.what
        if isinstance(what, Scored):
            id = f"{what.scale}-{what.site}" if what.site else what.scale
            names[id] = SCALES[what.scale] + (f", {what.site}" if what.site else "")
            value = Observed(event, what.number, what.score)
        elif isinstance(what, Level):
            id = f"level-{what.matrix}"
            names[id] = f"Level in {what.matrix}, ng/mL"
            value = Observed(event, what.ng_per_mL, _level(what))
        elif isinstance(what, Measured):
            id, names[what.what] = what.what, f"{what.what}, {what.unit}"
            value = Observed(event, what.value, f"{what.value:g} {what.unit}")
        else:
            continue
        found.setdefault(id, []).append(value)
    return tuple(OverTime(id, names[id], tuple(values)) for id, values in found.items())


def drawn(one: OverTime) -> str:
    """The series as SVG; nothing of a single value, which its sentence says, nor of grades: they
    have an order and no distance, and a line between them would lie."""
    days = {value.event.day for value in one.values}
    if len(days) < _LINE or one.id.startswith("mas"):
        return ""
    start = one.values[0].event.day
    x = np.array([float((v.event.day - start).days) for v in one.values])
    y = np.array([v.number for v in one.values])
    if one.together == 1:
        line, points = Series(one.name, x, y, y, y), _points(one.values, x, y)
    else:
        turns = range(0, len(x), one.together)
        at = [slice(first, first + one.together) for first in turns]
        low, middle, high = (
            np.array([of(y[part]) for part in at]) for of in (np.min, np.median, np.max)
        )
        line = Series(one.name, np.array([x[part].mean() for part in at]), low, middle, high)
        points = ()
    return draw_chart(
        Chart(
            f"over-{one.id}", one.name, f"days from {start}", one.name, (line,), points,
            _reach(one),
        )
    )  # fmt: skip


def _reach(one: OverTime) -> tuple[float, float] | None:
    """The whole of a scale that has an end, so that a point of it looks like one."""
    scale = one.id.partition("-")[0]
    low, high, _ = RANGES.get(scale, (0.0, math.inf, ""))
    return None if high > _MOST_DRAWN else (low, high)


def _points(values: Iterable[Observed], x: np.ndarray, y: np.ndarray) -> tuple[Point, ...]:
    return tuple(Point(float(a), float(b), v.says) for v, a, b in zip(values, x, y, strict=True))


def _level(what: Level) -> str:
    after = "" if what.hours_after is None else f", {what.hours_after:g} h after the dose"
    return f"{what.ng_per_mL:g} ng/mL{after}"

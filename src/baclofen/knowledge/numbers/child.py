"""Children by mouth: where the adult label begins, and what labels give by weight."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.knowledge.numbers.base import Kind, Numbers, Range
from baclofen.value import Value


class AdultFrom(Kind):
    """The age from which a label's adult schedule holds."""

    called = "adult_from"
    from_y: int | float


class ChildStart(Kind):
    """A label's start by weight: mg/kg a day, in how many doses, and days between two steps."""

    called = "child_start"
    start_mg_per_kg_day: int | float
    preferred_times_per_day: int
    interval_days: Range


class ChildMaintenance(Kind):
    """What a label keeps up by weight, from and to, mg/kg a day."""

    called = "child_maintenance"
    maint_mg_per_kg_day: tuple[int | float, int | float]


class AgeLimit(Value):
    """The most in a day (mg) below an age; without one, above all ages that are listed."""

    mg: int | float
    below_y: int | float | None = None


class ChildMost(Kind):
    """A label's highest daily dose by age."""

    called = "child_most"
    most_mg_per_day: tuple[AgeLimit, ...]

    def __post_init__(self) -> None:
        if not self.most_mg_per_day or self.most_mg_per_day[-1].below_y is not None:
            raise ValueError("the last limit by age holds for all ages above the others")


class ChildCap(Numbers):
    """The project's bounds for any child: the highest start, and the most in a day by age."""

    entry = "DO-PED-CAP"
    start_max_mg_per_day: int | float
    most_mg_per_day: tuple[AgeLimit, ...]


class TabletsFrom(Kind):
    """The weight from which tablets suit a child."""

    called = "tablets_from"
    tablets_from_kg: int | float


def most_at(limits: Sequence[AgeLimit], age_y: float) -> int | float | None:
    """The most in a day at this age, mg; None where the limits end below it.

    >>> limits = (AgeLimit(40, below_y=9), AgeLimit(60, below_y=12))
    >>> most_at(limits, 8.9), most_at(limits, 9), most_at(limits, 12)
    (40, 60, None)
    """
    return next((x.mg for x in limits if x.below_y is None or age_y < x.below_y), None)

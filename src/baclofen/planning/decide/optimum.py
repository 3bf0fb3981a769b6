"""What the search for a dose found: every allowed dose weighed, a frontier, one point."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge import Note
from baclofen.regimen import Intake
from baclofen.simulation import Spread
from baclofen.units import Dose, mg
from baclofen.value import Value


class Effect(Value):
    """What is expected of an output: the mean over people, and their spread."""

    mean: float
    over: Spread


class Weighed(Value):
    """One schedule: what it is expected to give and to cost, in changes that matter.

    `effects` are changes from no drug, in the unit of each output. `reach` is the share of
    people whose pain falls by one change that matters.
    """

    intakes: tuple[Intake, ...]
    gain: float
    cost: float
    effects: Mapping[str, Effect]
    reach: float
    on_frontier: bool = False

    @property
    def daily(self) -> Dose:
        return mg(sum(i.dose.in_mg for i in self.intakes))

    @property
    def loss(self) -> float:
        """Less is better: what it costs less what it gives."""
        return self.cost - self.gain

    @property
    def net(self) -> float:
        """More is better: what it gives less what it costs."""
        return self.gain - self.cost


class Followed(Value):
    """A schedule followed from the first dose on, step by step, to the end of the weeks."""

    daily: Dose
    effects: Mapping[str, Spread]


class Optimum(Value):
    """All schedules that the rules allow, the best of the plan's own steps, and the last of them.

    `weighed` are by daily dose, the best schedule of each; `best` is None where no step gains
    more than it costs, `plain` the plan's target. `without` is what each output is in the same
    people without the drug. `is_worth` says whether the expected fall of pain reaches one change
    that matters at any dose; None where pain is not what is modelled.
    """

    weighed: tuple[Weighed, ...]
    best: Weighed | None
    plain: Weighed | None
    followed: tuple[Followed, ...]
    without: Mapping[str, Effect]
    is_worth: bool | None
    notes: tuple[Note, ...]
    outputs: tuple[str, ...]
    searched: int
    draws: int
    seed: int
    why: tuple[str, ...]

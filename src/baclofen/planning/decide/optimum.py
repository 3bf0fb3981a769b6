"""What the search for a dose found: every allowed dose weighed, and the best trade where there is
one to be believed."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge import Credit, Note
from baclofen.regimen import Intake
from baclofen.simulation import Spread
from baclofen.units import Dose, mg
from baclofen.value import Value


class Effect(Value):
    """What is expected of an output: the mean over people, and their spread."""

    mean: float
    over: Spread


class Trade(Value):
    """What a dose gives and costs, in changes that matter, against no drug: means over people.

    `over` is the spread of what it gives less what it costs, `beats_none` the share of draws in
    which that is above nothing.
    """

    gain: float
    cost: float
    over: Spread
    beats_none: float

    @property
    def net(self) -> float:
        """More is better: what it gives less what it costs."""
        return self.gain - self.cost


class Weighed(Value):
    """One schedule, and what is expected of it.

    `effects` are changes from no drug, `on_it` what is on it, in the unit of each output; `trade`
    is None where an output that it weighs is refused. `reach` is the share of people whose pain
    falls by one change that matters.
    """

    intakes: tuple[Intake, ...]
    effects: Mapping[str, Effect]
    on_it: Mapping[str, Effect]
    reach: float
    trade: Trade | None = None
    on_frontier: bool = False

    @property
    def daily(self) -> Dose:
        return mg(sum(i.dose.in_mg for i in self.intakes))


class Best(Value):
    """The plan's own steps with the best trade: those nearer to each other than what matters, from
    the lowest to the highest; `beats_none` is the least share of draws in which one of them beats
    no drug."""

    low: Dose
    high: Dose
    beats_none: float


class Followed(Value):
    """A schedule followed from the first dose on, step by step, to the end of the weeks: each
    output as it is then, the mean over people and their spread."""

    daily: Dose
    effects: Mapping[str, Effect]


class Optimum(Value):
    """All schedules that the rules allow, the best trade of the plan's own steps, the last step.

    `weighed` are by daily dose; `best` is None where no trade is believed, or none of the steps
    beats no drug surely enough; `plain` is the plan's target. `without` is what each output is in
    the same people without the drug. `is_worth` says whether the expected fall of pain reaches one
    change that matters at any dose; None where that is not believed. `credits` says of each output
    whether it is, `gain` and `trade` of what they come to, `refused` why outputs are not there.
    """

    weighed: tuple[Weighed, ...]
    best: Best | None
    plain: Weighed | None
    followed: tuple[Followed, ...]
    without: Mapping[str, Effect]
    is_worth: bool | None
    notes: tuple[Note, ...]
    outputs: tuple[str, ...]
    credits: Mapping[str, Credit]
    gain: Credit
    trade: Credit
    refused: tuple[Note, ...]
    searched: int
    draws: int
    seed: int
    why: tuple[str, ...]

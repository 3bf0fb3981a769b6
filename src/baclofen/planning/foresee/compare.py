"""The shapes that a way down could have, beside each other, for someone who has one."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.model import Beliefs, Kinetics
from baclofen.planning.decide.plan import Plan
from baclofen.planning.foresee.rebound import Compared, compare_ways_down
from baclofen.planning.reckon.backstep import is_asked
from baclofen.planning.reckon.failing import is_failing
from baclofen.planning.reckon.present import present_dose
from baclofen.planning.reckon.taper import way_down


def compare_shapes(
    plan: Plan, known: Knowledge, *, seed: int, kinetics: Kinetics = "composite",
    belief: Beliefs | None = None,
) -> Compared | None:  # fmt: skip
    """Every shape from the present dose; None without a way down, on the way back from one, or
    where kidneys leave no choice of shape."""
    fit = plan.fit
    present = present_dose(fit)
    if plan.down is None or present is None or is_asked(fit) or is_failing(fit, known):
        return None
    daily, weeks = present
    way = way_down(fit, known, daily=daily, start=fit.request.today, weeks_on=weeks)
    return compare_ways_down(plan, way, known, seed=seed, kinetics=kinetics, belief=belief)

"""When in the day the larger doses are taken: where symptoms are worst, or away from the day where
legs are too weak to walk."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import WeakLegs
from baclofen.planning.reckon.steps import StepMaker
from baclofen.regimen import OralOrder
from baclofen.value import replace


def has_weak_legs(fit: Assessment, known: Knowledge) -> bool:
    """Whether legs are told to be too weak to walk. Facts: `SIGN-WEAK-LEGS`."""
    return known.of(WeakLegs).sign in fit.person.signs


def in_the_evening(maker: StepMaker, fit: Assessment, known: Knowledge) -> StepMaker:
    """The maker of steps with the larger dose where it belongs; weak legs come before where
    symptoms are worst, for a fall hurts more."""
    order = fit.request.order
    asked = order.worst_at if isinstance(order, OralOrder) else None
    return replace(maker, worst_at="night" if has_weak_legs(fit, known) else asked)

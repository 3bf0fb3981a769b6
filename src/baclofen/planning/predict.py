"""What a plan would do to this patient's plasma level."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.model import build_model
from baclofen.planning.plan import Plan
from baclofen.simulation import Forecast, simulate
from baclofen.units import Dose

#: Present doses before a taper: five days, long past five half-lives of 5 h.
RUN_IN_DAYS, RUN_IN_EVERY_H = 5, 8


def predict(plan: Plan, known: Knowledge, *, seed: int) -> Forecast | None:
    """Plasma levels over the plan's steps, or None when there are none to predict.

    None too without a valid kidney value: the organ that removes the drug would be a
    guess. A taper starts from the running dose at steady state.
    """
    course = plan.up or plan.down
    model = build_model(plan.fit, known)
    if course is None or model is None:
        return None
    if plan.up is not None:
        # Drawn to the end of the last step: a curve that falls to nothing after it would
        # look like a stop.
        return simulate(model, course.regimen, model.prior, seed=seed, after_days=0)
    return simulate(
        model, course.regimen, model.prior, seed=seed, before=_present_doses(plan), after_days=1
    )


def _present_doses(plan: Plan) -> tuple[tuple[float, Dose], ...]:
    running = (u.daily for u in plan.fit.uses if u.status != "stopped")
    daily = next((d for d in running if d and d.unit == "mg"), None)
    if daily is None:
        return ()
    hours = range(RUN_IN_EVERY_H, RUN_IN_DAYS * 24 + 1, RUN_IN_EVERY_H)
    return tuple((float(h), daily * (RUN_IN_EVERY_H / 24)) for h in hours)

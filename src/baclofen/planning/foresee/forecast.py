"""What a plan would do to this patient's plasma level."""

from __future__ import annotations

from baclofen.assessment import oral_dose
from baclofen.engine import Window
from baclofen.knowledge import Knowledge
from baclofen.model import Belief, Kinetics, build_model
from baclofen.planning.decide.plan import Plan
from baclofen.regimen import Dosing, by_mouth, dosing_of
from baclofen.simulation import Course, simulate


def predict(
    plan: Plan,
    known: Knowledge,
    *,
    seed: int,
    kinetics: Kinetics = "composite",
    belief: Belief | None = None,
) -> Course | None:
    """Plasma levels over the plan's steps, or None when there are none to predict.

    None too without a valid kidney value: the organ that removes the drug would be a
    guess. A taper starts from the running dose at steady state. `belief` is what is thought of
    this patient, by default the model's first; raises as `simulate` does.
    """
    steps = plan.up or plan.down
    model = build_model(plan.fit, known, kinetics=kinetics)
    if steps is None or model is None:
        return None
    regimen = steps.regimen
    windows = [
        Window(f"day {step.last_day}", 24.0 * (step.last_day - 1), 24.0 * step.last_day)
        for step in regimen.steps
    ]
    planned = dosing_of(regimen)
    if plan.up is not None:
        # Drawn to the end of the last step: a curve that falls to nothing after it would
        # look like a stop.
        return simulate(
            model, planned, seed=seed, belief=belief, until_h=24.0 * regimen.days, windows=windows
        )
    before = _present_doses(plan, known)
    run_in_h = 24.0 * known.number("predict.run_in_days") if before.given else 0.0
    return simulate(
        model, before + planned.later(run_in_h), seed=seed, belief=belief, windows=windows,
        from_h=run_in_h, until_h=24.0 * (regimen.days + (0 if plan.keeps else 1)),
    )  # fmt: skip


def _present_doses(plan: Plan, known: Knowledge) -> Dosing:
    """The running dose, for the days before the plan."""
    daily = oral_dose(plan.fit.uses)
    if daily is None:
        return Dosing()
    every = known.number("predict.run_in_every_h")
    return by_mouth(daily * (every / 24), every_h=every, days=known.number("predict.run_in_days"))

"""All that a plan follows from, as one value; and the plan that follows from it.

The same inputs, knowledge and version of the package give the same plan to the last byte.
"""

from __future__ import annotations

from baclofen.assessment import Request, assess
from baclofen.errors import UnknownName
from baclofen.knowledge import Knowledge, Verdict
from baclofen.model import KINETICS, Kinetics
from baclofen.patient import Patient
from baclofen.planning.backstep import is_asked
from baclofen.planning.choose import Choice, choose
from baclofen.planning.monitoring import Monitoring, monitor
from baclofen.planning.optimise import optimise
from baclofen.planning.optimum import Optimum
from baclofen.planning.oral import plan_oral
from baclofen.planning.plan import Plan
from baclofen.planning.predict import predict
from baclofen.planning.rebound import Compared, compare_ways_down
from baclofen.planning.running import present_dose
from baclofen.planning.taper import way_down
from baclofen.simulation import Course
from baclofen.value import Value

#: One seed for every report: the same record gives the same numbers on any day.
SEED = 20_260_101


class PlanInputs(Value, kw_only=True):
    """The patient, what is asked, and what the numbers are drawn with.

    `compares` asks for the shapes of a way down beside each other, `weighs` for the doses of a
    titration weighed against each other. `record_notes` are carried
    from how the record was read. Raises `UnknownName` for other kinetics.
    """

    patient: Patient
    request: Request
    record_notes: tuple[str, ...] = ()
    compares: bool = False
    weighs: bool = True
    kinetics: Kinetics = "composite"
    seed: int = SEED

    def __post_init__(self) -> None:
        if self.kinetics not in KINETICS:
            raise UnknownName("kinetics", self.kinetics, KINETICS)


class Worked(Value):
    """A plan with its inputs and all that goes with it; None where there is none: the forecast,
    the ways down compared, the doses weighed, the choice, and what to measure."""

    inputs: PlanInputs
    plan: Plan
    forecast: Course | None
    compared: Compared | None
    optimum: Optimum | None = None
    choice: Choice | None = None
    monitoring: Monitoring | None = None


def work_out(inputs: PlanInputs, known: Knowledge) -> Worked:
    """Assess, plan, predict and, where asked, weigh and compare. Pure; raises as each does."""
    fit = assess(inputs.patient, known, inputs.request)
    plan = plan_oral(fit, known)
    forecast = predict(plan, known, seed=inputs.seed, kinetics=inputs.kinetics)
    compared = _compared(plan, known, inputs) if inputs.compares else None
    optimum = optimise(plan, known, seed=inputs.seed) if inputs.weighs else None
    # In an emergency nobody chooses, and for the dead there is nothing to measure.
    calm = fit.verdict < Verdict.EMERGENCY
    choice = choose(fit, known, optimum) if calm and not fit.is_current_user else None
    monitoring = monitor(fit, known) if calm and (plan.up or fit.uses) else None
    return Worked(inputs, plan, forecast, compared, optimum, choice, monitoring)


def _compared(plan: Plan, known: Knowledge, inputs: PlanInputs) -> Compared | None:
    fit = plan.fit
    present = present_dose(fit)
    if plan.down is None or present is None or is_asked(fit):
        return None
    daily, weeks = present
    way = way_down(fit, known, daily=daily, start=fit.request.today, weeks_on=weeks)
    return compare_ways_down(plan, way, known, seed=inputs.seed, kinetics=inputs.kinetics)

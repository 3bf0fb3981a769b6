"""The report of any answer."""

from __future__ import annotations

from baclofen.answering import Answer
from baclofen.knowledge import Knowledge
from baclofen.planning import Plan, PumpPlan, ScreeningPlan
from baclofen.reporting.assessment import compose_assessment
from baclofen.reporting.report import Report


def compose(made: Answer, known: Knowledge) -> Report:
    """What an answer says, for every form it takes. Pure: the same answer gives the same report."""
    # Each is loaded where it is what is printed.
    match made.decision:
        case Plan():
            from baclofen.reporting.plan import compose_plan

            return compose_plan(made, made.decision, known)
        case ScreeningPlan():
            from baclofen.reporting.screening import compose_screening

            return compose_screening(made, made.decision, known)
        case PumpPlan():
            from baclofen.reporting.pump import compose_pump

            return compose_pump(made, made.decision, known)
        case _:
            return compose_assessment(made, known)

"""What comes of one patient and request: the verdict, and what is given all the same.

The judgement and its decision are those of every door; what only predicts or prints is left out
unless it is asked for.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from baclofen.answering import (
    AssessInputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
    answer_json,
    judge,
)
from baclofen.assessment import Assessment, Request, assess
from baclofen.errors import NotPlanned
from baclofen.exchange import Reading
from baclofen.knowledge import Verdict
from baclofen.patient import Entry, Patient
from baclofen.planning import Plan, PumpPlan, ScreeningPlan
from baclofen.planning.decide.raising import raise_of
from baclofen.reporting import compose, render_text
from tests.people import TODAY, known

SEED = 20261122


class Outcome(NamedTuple):
    """A verdict; what is given in one word, empty for nothing; the assessment behind both."""

    verdict: Verdict
    gives: str
    fit: Assessment

    @property
    def is_free(self) -> bool:
        """Whether someone is told to begin, to raise or to set, with no word against it."""
        return self.verdict is Verdict.OK and bool(self.gives)


def outcome(who: Patient, request: Request) -> Outcome:
    """What is judged and decided of a patient."""
    fit = assess(who, known(), request)
    judgement, decision = judge(fit, known(), seed=SEED)
    verdict, gives = judgement.verdict, ""
    match decision:
        case Plan():
            verdict = max(verdict, decision.verdict)
            raised = raise_of(fit, known())
            gives = "start" if decision.up else "raise" if raised and raised.step else ""
        case PumpPlan():
            verdict = max(verdict, decision.verdict)
            gives = "setting" if decision.new else ""
        case ScreeningPlan():
            verdict = max(verdict, decision.verdict)
            gives = "bolus" if decision.next else ""
    return Outcome(verdict, gives, fit)


def of_reading(reading: Reading) -> Outcome:
    """What comes of a file."""
    return outcome(reading.patient, reading.asks(today=TODAY))


def say(reading: Reading, rng: Random) -> None:
    """Ask one door whole, and print: nothing that was read may crash on its way out. A door that
    plans nothing of the kind says so."""
    entries: tuple[Entry, ...] = reading.entries
    doors = [AssessInputs] * 12 + [PlanInputs, TaperInputs, PumpInputs, ScreenInputs]
    door = rng.choice(doors)
    try:
        made = answer(
            door(patient=reading.patient, request=reading.asks(today=TODAY), entries=entries,
                 notes=reading.notes),
            known(),
        )  # fmt: skip
    except NotPlanned:
        return
    render_text(compose(made, known()))
    answer_json(made, known())


def is_heard(before: Outcome, after: Outcome) -> bool:
    """Whether what was told besides is spoken of: nothing is given, the verdict is worse, or a rule
    speaks against that did not before."""
    if not after.gives or after.verdict > before.verdict:
        return True
    return bool(loud(after.fit) - loud(before.fit))


def loud(fit: Assessment) -> set[str]:
    """The rules that speak against, by caution or worse."""
    return {f.rule.id for f in fit.findings if f.verdict >= Verdict.CAUTION}

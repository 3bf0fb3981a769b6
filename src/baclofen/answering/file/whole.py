"""An answer as a file for machines: every number with its unit in the name, every line with ids.

The shapes of this room are the schema. Forecast numbers are rounded to six digits, so that the file
is the same on every processor.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from baclofen import codec
from baclofen.answering.about import about_patient
from baclofen.answering.account import Account
from baclofen.answering.door import Answer
from baclofen.answering.file.judged import JudgementSaid, judgement_said
from baclofen.answering.file.needle import NeedleSaid, needle_said
from baclofen.answering.file.oral import OralSaid, oral_said
from baclofen.answering.file.pump import PumpSaid, pump_said
from baclofen.answering.file.said import Ids, Said, said
from baclofen.answering.inputs import Inputs
from baclofen.knowledge import Knowledge, Why, why
from baclofen.planning import (
    FigureValue,
    Plan,
    PumpPlan,
    ScreeningPlan,
)
from baclofen.value import Value
from baclofen.version import VERSION, WHAT_THIS_IS

#: The shape of the file; it changes when a reader would have to.
FORMAT = "baclofen-answer/2"
DecisionSaid = OralSaid | NeedleSaid | PumpSaid


class Origin(Value):
    """What the answer follows from: with it the file can be answered anew."""

    knowledge: str
    inputs: Inputs


class FigureSaid(Value):
    """One worked figure. A pair is a range."""

    name: str
    value: FigureValue
    unit: str
    why: Ids


class AnswerFile(Value):
    """The whole answer. `basis` holds what stands behind every id in it."""

    format: str
    version: str
    what_this_is: str
    about: str
    today: date
    jurisdiction: str
    request: str
    verdict: str
    headline: Said
    judgement: JudgementSaid
    account: Account
    figures: tuple[FigureSaid, ...]
    decision: DecisionSaid | None
    record: tuple[str, ...]
    basis: tuple[Why, ...]
    origin: Origin


def file_of(made: Answer, known: Knowledge) -> AnswerFile:
    """The answer in the form that is kept."""
    fit = made.fit
    parts: dict[str, Any] = {
        "headline": said(known, made.headline),
        "judgement": judgement_said(made, known),
        "figures": tuple(FigureSaid(f.name, f.value, f.unit, f.why) for f in made.figures),
        "decision": _decision(made, known),
    }
    ids = dict.fromkeys(id for part in parts.values() for id in _ids_in(codec.builtins(part)))
    return AnswerFile(
        format=FORMAT,
        version=VERSION,
        what_this_is=WHAT_THIS_IS,
        about=known.say(about_patient(fit, known)),
        today=fit.request.today,
        jurisdiction=fit.request.jurisdiction,
        request=fit.kind,
        verdict=made.verdict.value,
        account=made.account,
        record=made.inputs.notes,
        basis=tuple(why(id, known) for id in ids),
        origin=Origin(known.digest, made.inputs),
        **parts,
    )


def answer_json(made: Answer, known: Knowledge) -> str:
    """The answer as JSON text, ending in a newline: the same inputs give the same text."""
    return codec.encode(file_of(made, known)).decode()


def _decision(made: Answer, known: Knowledge) -> DecisionSaid | None:
    match made.decision:
        case Plan():
            return oral_said(made, made.decision, known)
        case ScreeningPlan():
            return needle_said(made.decision, known)
        case PumpPlan():
            return pump_said(made.decision, known)
        case _:
            return None


def _ids_in(plain: Any) -> Iterable[str]:
    """Every id under a `why`, a rule's own id, and what questions rest on, in their order."""
    if isinstance(plain, dict):
        if "role" in plain and "says" in plain:
            yield plain["id"]
        for key, value in plain.items():
            if key in ("why", "rules") and isinstance(value, list):
                yield from value
            else:
                yield from _ids_in(value)
    elif isinstance(plain, list):
        for item in plain:
            yield from _ids_in(item)

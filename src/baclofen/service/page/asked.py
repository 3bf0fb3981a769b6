"""From a chart to the question that is asked of it: what each screen answers. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, get_args

from baclofen.answering import (
    AssessInputs,
    Inputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
)
from baclofen.assessment import KINDS, Kind
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange import Reading
from baclofen.regimen import Filling, Holds, PumpOrder, Stage, TaperOrder
from baclofen.units import Dose
from baclofen.value import Value, replace

#: What a plan may be asked for: the kinds of request, a screening trial, or what the record shows.
Ask = Literal["", "start", "change", "continue", "taper", "stop", "screen"]
ASKS: tuple[Ask, ...] = get_args(Ask)


class Wanted(Value, kw_only=True):
    """What is wanted of a patient on a day, under whose label."""

    day: date
    jurisdiction: str
    ask: Ask = ""
    weighs: bool = False
    overrides: tuple[str, ...] = ()
    reason: str = ""


class PumpVisit(Value):
    """What is asked of a pump at one visit: the dose a day, another concentration where there is
    one, what is done (None: only the dose is changed), with how much it is filled, and what stands
    in tubing and catheter afterwards."""

    asked: Dose | None = None
    mcg_per_mL: float | None = None
    stage: Stage | None = None
    fill_mL: float | None = None
    tubing_holds: Holds | None = None
    catheter_holds: Holds | None = None


def ask_of(words: str) -> Ask:
    """What is asked for, if it is one of these. Raises `UnknownName`."""
    for ask in ASKS:
        if ask == words:
            return ask
    raise UnknownName("what is asked for", words[:40], filter(None, ASKS))


def assessed(reading: Reading, wanted: Wanted) -> Inputs:
    """Does it fit?"""
    return AssessInputs(**_shared(reading, wanted))


def planned(reading: Reading, wanted: Wanted) -> Inputs:
    """A plan by mouth, the way down, or a screening trial."""
    shared = _shared(reading, wanted)
    if wanted.ask == "screen":
        return ScreenInputs(**shared)
    request = shared["request"]
    if wanted.ask in ("taper", "stop"):
        shared["request"] = replace(request, taper=request.taper or TaperOrder())
        return TaperInputs(**shared)
    return PlanInputs(**shared, weighs=wanted.weighs)


def pumped(reading: Reading, wanted: Wanted, change: PumpVisit | None = None) -> Inputs:
    """The pump as it runs, with what is asked for at this visit (None: nothing)."""
    shared = _shared(reading, wanted)
    order = shared["request"].order
    if isinstance(order, PumpOrder) and change is not None:
        order = replace(
            order,
            asked=order.asked if change.asked is None else change.asked,
            stage=change.stage or order.stage,
            filling=_filled(order.filling, change),
        )
        shared["request"] = replace(shared["request"], order=order)
    return PumpInputs(**shared)


def _filled(before: Filling, visit: PumpVisit) -> Filling:
    """What is in the pump after this visit; what is told of a filling that was drawn, or left with
    the old pump, is past. Raises `InputRefused` for another concentration without a visit at which
    it goes in."""
    new = visit.mcg_per_mL if visit.mcg_per_mL != before.mcg_per_mL else None
    if visit.stage is None:
        if new is not None:
            raise InputRefused(
                "this visit", "not told", "another concentration goes in at one",
                do="Say whether the pump is refilled, or a part of it is replaced.",
                why="P-BRIDGE-PARTS",
            )  # fmt: skip
        return before
    return replace(
        before, new_mcg_per_mL=new or before.new_mcg_per_mL, fill_mL=visit.fill_mL,
        filled_on=None, refill_on=None, alarm_on=None, left_mL=None, expected_mL=None,
        withdrawn_mL=None, tubing_holds=visit.tubing_holds, catheter_holds=visit.catheter_holds,
    )  # fmt: skip


def _shared(reading: Reading, wanted: Wanted) -> dict[str, Any]:
    kind: Kind | None = next((k for k in KINDS if k == wanted.ask), None)
    return {
        "patient": reading.patient, "entries": reading.entries, "notes": reading.notes,
        "request": reading.asks(
            today=wanted.day, kind=kind, jurisdiction=wanted.jurisdiction,
            overrides=wanted.overrides, reason=wanted.reason,
        ),
    }  # fmt: skip

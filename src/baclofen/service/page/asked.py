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
from baclofen.errors import UnknownName
from baclofen.exchange import Reading
from baclofen.regimen import PumpOrder, TaperOrder
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


def pumped(
    reading: Reading, wanted: Wanted, asked: Dose | None = None, mcg_per_mL: float | None = None
) -> Inputs:
    """The pump as it runs, with the dose a day and the concentration that are asked for."""
    shared = _shared(reading, wanted)
    order = shared["request"].order
    if isinstance(order, PumpOrder):
        filling = order.filling
        if mcg_per_mL is not None and mcg_per_mL != filling.mcg_per_mL:
            filling = replace(filling, new_mcg_per_mL=mcg_per_mL)
        order = replace(order, asked=asked if asked is not None else order.asked, filling=filling)
        shared["request"] = replace(shared["request"], order=order)
    return PumpInputs(**shared)


def _shared(reading: Reading, wanted: Wanted) -> dict[str, Any]:
    kind: Kind | None = next((k for k in KINDS if k == wanted.ask), None)
    return {
        "patient": reading.patient, "entries": reading.entries, "notes": reading.notes,
        "request": reading.asks(
            today=wanted.day, kind=kind, jurisdiction=wanted.jurisdiction,
            overrides=wanted.overrides, reason=wanted.reason,
        ),
    }  # fmt: skip

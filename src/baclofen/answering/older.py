"""Files of older forms, brought up to today's inputs: what they did not hold gets what it meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen import codec
from baclofen.answering.inputs import DOOR, Inputs
from baclofen.errors import InputRefused
from baclofen.value import TAG

#: Forms that carry inputs, the newest last. Those before carried none, and cannot be replayed.
PLAN, ANSWER = "baclofen-plan/2", "baclofen-answer/1"
OLDER = (PLAN, ANSWER)
#: Fields of a patient that came later, with what their absence meant.
_LATER = {
    "medicines_complete": False, "said_none": False, "unread": [], "unread_are": None,
    "denied": [], "seizure_as_usual": None, "lesion_level": None, "dose_confirmed": None,
    "weight_confirmed": None, "rate_confirmed": None,
    "hours_since_antithrombotic": None, "inr": None, "age_most_y": None, "ended": [],
    "nil_by_mouth": None, "admitted": None, "signs_passed": [], "signs_again": [],
    "unread_kidney": [], "signs_open": [],
}  # fmt: skip
#: The same of baclofen that is taken.
_LATER_OF_USE: Mapping[str, Any] = {
    "until": None, "dose_since": None, "ordered_on": None, "before": [], "orders": 1,
    "used_up": None, "supplied_again": None, "ahead": [], "written": None,
    "is_poured_amiss": False, "refilled_on": None,
}  # fmt: skip
#: The same of a value of the kidneys.
_LATER_OF_KIDNEY: Mapping[str, Any] = {"above": False}
#: The same of a request.
_LATER_OF_REQUEST: Mapping[str, Any] = {"telephone": "", "doubts": []}
#: The same of an order, by what it is.
_LATER_OF_ORDER: Mapping[str, Mapping[str, Any]] = {
    "PumpOrder": {"interruption_stands": None, "read_by_two": None},
    "OralOrder": {"mg_each": None, "before_mg_per_mL": None},
}
#: The same of a pump's filling.
_LATER_OF_FILLING: Mapping[str, Any] = {
    "before_mcg_per_mL": None, "tubing_holds": None, "catheter_holds": None,
}  # fmt: skip


def inputs_of_older(kept: Mapping[str, Any]) -> Inputs:
    """Today's inputs of a file of an older form. Raises `InputRefused`."""
    made = _of_answer(kept) if kept["format"] == ANSWER else _of_plan(kept)
    inputs: Inputs = codec.read(Inputs, made, name="inputs")
    return inputs


def _of_answer(kept: Mapping[str, Any]) -> dict[str, Any]:
    """An answer of the form 1 held today's inputs, but for fields that came later."""
    old = kept["origin"]["inputs"]
    if not (isinstance(old, Mapping) and isinstance(old.get("patient"), Mapping)):
        raise _of_another_form("patient and request")
    return {**old, "patient": _patient(old["patient"]), "request": _request(old)}


def _patient(old: Mapping[str, Any]) -> dict[str, Any]:
    """The patient, with what came later, of each use of baclofen and value of the kidneys too."""
    for name, later in (("baclofen", _LATER_OF_USE), ("kidney", _LATER_OF_KIDNEY)):
        each = old.get(name)
        if isinstance(each, list) and all(isinstance(one, Mapping) for one in each):
            old = {**old, name: [{**later, **one} for one in each]}
    return {**_LATER, **old}


def _of_plan(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A plan of the form 2 held one kind of inputs, and whether shapes of a way down were compared;
    it forgot which entries of the record were not understood."""
    origin = kept["origin"]
    if not isinstance(origin, Mapping) or origin.get("format") != "baclofen-inputs/1":
        raise InputRefused(
            "origin of the plan", repr(str(origin)[:40]), "this version reads baclofen-inputs/1",
            do="Replay it with the version of the package that wrote it.",
        )  # fmt: skip
    old = origin["inputs"]
    if not (
        isinstance(old, Mapping)
        and {"patient", "request", "record_notes"} <= set(old)
        and isinstance(old["patient"], Mapping)
    ):
        raise _of_another_form("patient, request and record_notes")
    request = _request(old)
    old = dict(old)
    tapers = old.pop("compares", False)
    old.pop("request")
    return {
        DOOR: "taper" if tapers else "plan",
        "patient": _patient(old.pop("patient")),
        "request": request,
        "entries": [],
        "notes": old.pop("record_notes"),
        "answers": [],
        "belief": None,
        **old,
    }


def _request(old: Mapping[str, Any]) -> Any:
    request = old.get("request")
    if not isinstance(request, Mapping):
        return request
    request = {**_LATER_OF_REQUEST, **request}
    order = request.get("order")
    if not isinstance(order, Mapping):
        return request
    later = _LATER_OF_ORDER.get(str(order.get(TAG)), {})
    if isinstance(filling := order.get("filling"), Mapping):
        order = {**order, "filling": {**_LATER_OF_FILLING, **filling}}
    return {**request, "order": {**later, **order}}


def _of_another_form(held: str) -> InputRefused:
    return InputRefused(
        "inputs of the plan",
        "of another form",
        f"they must hold {held}, as they were written",
        do="Make it again from its record.",
    )

"""Files of older forms, brought up to today's inputs: what they did not hold gets what it meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen import codec
from baclofen.answering.inputs import DOOR, Inputs
from baclofen.errors import InputRefused

#: Forms that carry inputs, the newest last. Those before carried none, and cannot be replayed.
OLDER = ("baclofen-plan/2",)
#: Fields of a patient that came later, with what their absence meant.
_LATER = {
    "medicines_complete": False, "said_none": False, "unread": [], "unread_are": None,
    "denied": [], "seizure_as_usual": None, "lesion_level": None,
}  # fmt: skip


def inputs_of_older(kept: Mapping[str, Any]) -> Inputs:
    """Today's inputs of a file of an older form. Raises `InputRefused`.

    A plan of the form 2 held one kind of inputs, and whether shapes of a way down were compared; it
    forgot which entries of the record were not understood.
    """
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
        raise InputRefused(
            "inputs of the plan", "of another form",
            "they must hold patient, request and record_notes, as they were written",
            do="Make it again from its record.",
        )  # fmt: skip
    old = dict(old)
    tapers = old.pop("compares", False)
    made: dict[str, Any] = {
        DOOR: "taper" if tapers else "plan",
        "patient": {**old.pop("patient"), **_LATER},
        "request": old.pop("request"),
        "entries": [],
        "notes": old.pop("record_notes"),
        "answers": [],
        "belief": None,
        **old,
    }
    inputs: Inputs = codec.read(Inputs, made, name="inputs")
    return inputs

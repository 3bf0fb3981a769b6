"""What a plan follows from, as part of its file: written, and read back strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen import codec
from baclofen.errors import InputRefused
from baclofen.knowledge import Knowledge
from baclofen.planning import PlanInputs

#: The shape of this part; it changes whenever a field of the inputs does.
INPUTS_FORMAT = "baclofen-inputs/1"


def origin_of(inputs: PlanInputs, known: Knowledge) -> dict[str, Any]:
    """The inputs and the digest of the knowledge, in plain JSON types."""
    return {
        "format": INPUTS_FORMAT,
        "knowledge": known.digest,
        "inputs": codec.builtins(inputs),
    }


def inputs_in(origin: Any) -> PlanInputs:
    """The inputs that `origin_of` wrote. Raises `InputRefused` for any other content."""
    if not isinstance(origin, Mapping) or set(origin) != {"format", "knowledge", "inputs"}:
        raise InputRefused(
            "origin of the plan", "missing or of another form",
            f"it must be {INPUTS_FORMAT}, as `baclofen plan` writes it",
            do="Make the plan again from its record.",
        )  # fmt: skip
    if origin["format"] != INPUTS_FORMAT:
        raise InputRefused(
            "origin of the plan", repr(str(origin["format"])[:40]),
            f"this version reads {INPUTS_FORMAT}",
            do="Replay it with the version of the package that wrote it.",
        )  # fmt: skip
    made: PlanInputs = codec.read(PlanInputs, origin["inputs"], name="inputs")
    return made

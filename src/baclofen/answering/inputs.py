"""All that an answer follows from, as one value: nothing else, no file, no clock, no chance.

The same inputs, knowledge and version of the package give the same answer to the last byte.
"""

from __future__ import annotations

from typing import Literal

from baclofen.assessment import Request
from baclofen.errors import InputRefused, UnknownName
from baclofen.model import KINETICS, Beliefs, Kinetics, check_seed
from baclofen.patient import Entry, Patient
from baclofen.value import Value, own

#: One seed for every report: the same record gives the same numbers on any day.
SEED = 20_260_101
#: The field that names the door, and the doors.
DOOR = "door"
Door = Literal["assess", "plan", "taper", "screen", "pump"]


class Given(Value):
    """A question answered beside the record: the key and what was said, as it was said."""

    key: str
    words: str


class _Inputs(Value, kw_only=True, tag_field=DOOR):
    """What every door is given.

    `patient` is who it is with all answers taken over, `request` what is asked on which day under
    which label (with the order, the device and what is overridden), `entries` what became of each
    entry on reading, `notes` how the record was read, `answers` the questions that were answered
    beside it. `belief` is what is thought of this person's parameters (None: the model's own
    first belief). Raises `UnknownName` for other kinetics, `OutOfRange` for a seed below 0.
    """

    patient: Patient
    request: Request
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    answers: tuple[Given, ...] = ()
    belief: Beliefs | None = None
    kinetics: Kinetics = "composite"
    seed: int = SEED

    def __post_init__(self) -> None:
        own(self)
        if self.kinetics not in KINETICS:
            raise UnknownName("kinetics", self.kinetics, KINETICS)
        check_seed(self.seed)


class AssessInputs(_Inputs, kw_only=True, tag="assess"):
    """Does it fit: judged and worked out, not planned."""


class PlanInputs(_Inputs, kw_only=True, tag="plan"):
    """A plan by mouth. `weighs` asks for the doses of a titration weighed against each other."""

    weighs: bool = True


class TaperInputs(_Inputs, kw_only=True, tag="taper"):
    """The way down, and the shapes it could have beside each other.

    Raises `InputRefused` unless the request is to come down.
    """

    weighs: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.request.kind not in ("taper", "stop"):
            raise InputRefused(
                "request", repr(self.request.kind), "a way down is asked for by taper or stop",
                do='Ask with kind="taper".',
            )  # fmt: skip


class ScreenInputs(_Inputs, kw_only=True, tag="screen"):
    """The screening trial: the next bolus, its predicted course, each outcome."""


class PumpInputs(_Inputs, kw_only=True, tag="pump"):
    """The pump: old and new setting, refill, bridge."""


Inputs = AssessInputs | PlanInputs | TaperInputs | ScreenInputs | PumpInputs

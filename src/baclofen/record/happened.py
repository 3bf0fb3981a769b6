"""What can happen to a patient, as values: each is checked once, when it is made.

Nothing here is an opinion. What was told is kept as it was told; what it means on a day is worked
out from all of it (`record.day`), and can be worked out anew when more is known.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

from baclofen.errors import InputRefused, OutOfRange
from baclofen.limits import named
from baclofen.record.kind import Kind
from baclofen.record.observed import Fell, Level, Measured, Noticed, Scored, SideEffect
from baclofen.record.scales import (
    PUMP_ENDS,
    ROUTES,
    STOP_REASONS,
    ByRoute,
    StopReason,
)
from baclofen.regimen import (
    ALARMS,
    BY_MOUTH,
    BY_PUMP,
    MOST_PER_DAY,
    AlarmKind,
    Filling,
    in_unit,
    not_beyond_people,
)
from baclofen.units import Dose
from baclofen.value import Value, force_setattr


class Told(Kind, kw_only=True, tag="told"):
    """What a person typed of the patient: the keys of a typed patient, as JSON types, dates as
    text.

    A key that is told again takes the place of what it said before; the rest stays.
    """

    table: dict[str, Any]

    def __post_init__(self) -> None:
        if not self.table:
            raise InputRefused("what is told", "nothing", "it must hold a key of a typed patient")
        # Of its own: no caller can change it afterwards.
        force_setattr(self, "table", _in_json(self.table, "what is told"))

    @property
    def identifies(self) -> bool:
        return "label" in self.table


class Imported(Kind, kw_only=True, tag="imported"):
    """An electronic record as received: the digest of its bytes, which are kept beside the event,
    and what tells whose it is. `brought` counts the events right after it that came of it: they
    fall with it when it is taken back."""

    digest: str
    born: date | None = None
    sex: str | None = None
    named: str = ""
    called: tuple[str, ...] = ()
    brought: int | None = None

    @property
    def identifies(self) -> bool:
        return True


class Answered(Kind, kw_only=True, tag="answered"):
    """A question that was answered: its key and the words, as on the command line."""

    key: str
    words: str

    @property
    def identifies(self) -> bool:
        return self.key == "label"


class DoseSet(Kind, kw_only=True, tag="dose_set"):
    """What is given from now on, a day: mg by mouth, mcg from a pump.

    Raises `UnitProblem` for mcg by mouth or mg in a pump, and beyond what people were given.
    """

    route: ByRoute
    per_day: Dose
    times_per_day: int | None = None

    def __post_init__(self) -> None:
        named("route", self.route, ROUTES)
        if self.per_day.in_mcg == 0:
            raise InputRefused(
                "dose a day", "0", "it must be above 0", do="Tell a stop as stopped, with why."
            )
        _by_route(self.route, "dose a day", self.per_day)
        if self.times_per_day is not None and not 1 <= self.times_per_day <= 24:
            raise OutOfRange("times a day", self.times_per_day, "", "from 1 to 24")


class Took(Kind, kw_only=True, tag="took"):
    """One dose by mouth that was taken."""

    dose: Dose

    def __post_init__(self) -> None:
        _by_route("oral", "dose taken", self.dose)
        if self.dose.in_mcg == 0:
            raise InputRefused("dose taken", "0 mg", "it must be above 0", do="Tell it as missed.")


class Missed(Kind, kw_only=True, tag="missed"):
    """Doses by mouth that were not taken, the last of them at the time of the event."""

    doses: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.doses <= 1_000:
            raise OutOfRange("doses missed", self.doses, "", "from 1 to 1000")


class Stopped(Kind, kw_only=True, tag="stopped"):
    """Baclofen by one route was stopped: from the time of the event on none is given. A pump that
    was taken out or given up for good is told by `why`: it is then none that stands still."""

    route: ByRoute
    why: StopReason = "unknown"

    def __post_init__(self) -> None:
        named("route", self.route, ROUTES)
        named("reason of the stop", self.why, STOP_REASONS)
        if self.route == "oral" and self.why in PUMP_ENDS:
            raise InputRefused(
                "reason of the stop", f"{self.why}, by mouth", "it is said of a pump",
                do="Tell route=intrathecal, or another reason.",
            )  # fmt: skip


class Interrogated(Kind, kw_only=True, tag="interrogated"):
    """What the programmer read from a pump: the rate that runs, the volume it reckons to hold, the
    day its low reservoir alarm is due, alarms in its log."""

    now: Dose | None = None
    mcg_per_mL: float | None = None
    left_mL: float | None = None
    alarm_on: date | None = None
    alarm: AlarmKind | None = None
    fault: bool | None = None

    def __post_init__(self) -> None:
        _by_route("intrathecal", "pump dose a day", self.now)
        named("alarm", self.alarm, ALARMS)
        Filling(mcg_per_mL=self.mcg_per_mL, left_mL=self.left_mL)


class Refilled(Kind, kw_only=True, tag="refilled"):
    """A refill: what was drawn out, what the pump expected, what was put in, and its strength."""

    fill_mL: float
    mcg_per_mL: float
    withdrawn_mL: float | None = None
    expected_mL: float | None = None
    alarm_mL: float | None = None
    refill_on: date | None = None
    alarm_on: date | None = None

    def __post_init__(self) -> None:
        Filling(
            fill_mL=self.fill_mL, mcg_per_mL=self.mcg_per_mL, withdrawn_mL=self.withdrawn_mL,
            expected_mL=self.expected_mL, alarm_mL=self.alarm_mL, refill_on=self.refill_on,
            alarm_on=self.alarm_on,
        )  # fmt: skip


class Alarmed(Kind, kw_only=True, tag="alarmed"):
    """A pump's alarm was heard, or was silenced by whoever saw to it (`over`)."""

    alarm: AlarmKind | None = None
    over: bool = False

    def __post_init__(self) -> None:
        named("alarm", self.alarm, ALARMS)


class Confirmed(Kind, kw_only=True, tag="confirmed"):
    """Somebody read the drug and its concentration on the ampoule and the rate that runs on the
    programmer, and typed all three. Raises `InputRefused` for another drug."""

    drug: str
    mcg_per_mL: float
    per_day: Dose

    def __post_init__(self) -> None:
        if self.drug.strip().lower() != "baclofen":
            raise InputRefused(
                "drug", repr(self.drug[:40]), "a pump that is followed here gives baclofen",
                do="Read it again on the label of the ampoule.",
            )  # fmt: skip
        _by_route("intrathecal", "pump dose a day", self.per_day)
        Filling(mcg_per_mL=self.mcg_per_mL)


class Visited(Kind, kw_only=True, tag="visited"):
    """A visit, with a note in words."""

    note: str = ""

    @property
    def identifies(self) -> bool:
        return bool(self.note)


class StepPlanned(Value):
    """From this day on, this much a day, as a plan had it; 0 where it led to nothing."""

    first: date
    per_day: Dose


class Planned(Kind, kw_only=True, tag="planned"):
    """A plan was made: by which door, with which verdict. Its file is kept beside the event, by
    its digest. `headline` is as it was said, `steps` are those by mouth."""

    door: str
    verdict: str
    headline: str
    digest: str
    steps: tuple[StepPlanned, ...] = ()


class Accepted(Kind, kw_only=True, tag="accepted"):
    """The clinician took over a plan; `plan` is the number of its event."""

    plan: int


class Overridden(Kind, kw_only=True, tag="overridden"):
    """A rule was overridden for one plan, with the reason."""

    plan: int
    rule: str
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InputRefused("reason", "empty", "an override needs its reason, in words")

    @property
    def identifies(self) -> bool:
        return True


class Corrected(Kind, kw_only=True, tag="corrected"):
    """An earlier event was wrong: `to` is what happened, at the time of this event; None takes it
    back. Both stay in the record."""

    of: int
    why: str
    to: Happening | None = None

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise InputRefused("reason of a correction", "empty", "say what was wrong, in words")
        if isinstance(self.to, Corrected | Planned | Accepted | Overridden | Confirmed):
            raise InputRefused(
                "correction", f"to {type(self.to).__name__}", "only what happened can be put right"
            )

    @property
    def identifies(self) -> bool:
        # Its reason is looked at word by word: a slip can be put right without a key.
        return self.to is not None and self.to.identifies


Happening = (
    Told | Imported | Answered | DoseSet | Took | Missed | Stopped | Scored | SideEffect | Noticed
    | Fell | Level | Measured | Interrogated | Refilled | Alarmed | Confirmed | Visited | Planned
    | Accepted | Overridden | Corrected
)  # fmt: skip


def _by_route(route: str, what: str, dose: Dose | None) -> None:
    if route == "oral":
        in_unit(f"oral {what}", dose, "mg", meant=BY_MOUTH)
        not_beyond_people(f"oral {what}", dose)
    else:
        in_unit(what, dose, "mcg", meant=BY_PUMP, most=MOST_PER_DAY, why="ITM-RANGE-SPINAL")


def _in_json(value: Any, place: str) -> Any:
    """The same in JSON types: a date becomes text. Raises `InputRefused` for anything else."""
    if isinstance(value, dict):
        # In one order, in which it is kept too.
        return {str(key): _in_json(value[key], f"{place}.{key}") for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_in_json(inner, place) for inner in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise InputRefused(place, "of another kind", "it must be text, a number, yes or no, or a date")

"""What can happen to a patient, as values: each is checked once, when it is made.

Nothing here is an opinion. What was told is kept as it was told; what it means on a day is worked
out from all of it (`record.day`), and can be worked out anew when more is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, get_args

from baclofen.errors import InputRefused, OutOfRange
from baclofen.limits import between, named
from baclofen.patient import SIGNS, Sign, creatinine_in_mg_per_dL
from baclofen.regimen import (
    ALARMS,
    BETWEEN,
    BY_MOUTH,
    BY_PUMP,
    MOST_PER_DAY,
    AlarmKind,
    Filling,
    in_unit,
    not_beyond_people,
)
from baclofen.units import Dose, convert
from baclofen.value import Value, force_setattr

#: What tells which kind a happening is, in files.
KIND = "kind"
ByRoute = Literal["oral", "intrathecal"]
Scale = Literal["nrs", "mas", "ashworth", "spasms_penn", "spasms_per_day", "hm_ratio"]
Matrix = Literal["plasma", "csf"]
Quantity = Literal["creatinine", "egfr", "weight", "height", "inr"]
SideEffectName = Literal[
    "somnolence", "dizziness", "weakness", "fatigue", "nausea", "constipation", "confusion",
    "hallucinations", "headache", "low blood pressure", "urinary retention", "other",
]  # fmt: skip
Severity = Literal["mild", "moderate", "severe"]
#: Why baclofen was stopped, as far as it changes what may follow.
StopReason = Literal[
    "planned", "by the patient", "ran out", "side effect", "poisoning", "surgery", "unknown"
]  # fmt: skip
SCALES: tuple[str, ...] = get_args(Scale)
SIDE_EFFECTS: tuple[str, ...] = get_args(SideEffectName)
ROUTES: tuple[str, ...] = get_args(ByRoute)
MATRICES: tuple[str, ...] = get_args(Matrix)
SEVERITIES: tuple[str, ...] = get_args(Severity)
STOP_REASONS: tuple[str, ...] = get_args(StopReason)
#: The grades of the Modified Ashworth Scale, in their order.
MAS_GRADES = ("0", "1", BETWEEN, "2", "3", "4")

#: Lowest and highest of each scale. The facts and rules beside them say the same; a test holds
#: them together. A count of spasms and a ratio have no top: what is beyond was never seen.
RANGES: Mapping[str, tuple[float, float, str]] = MappingProxyType({
    "nrs": (0.0, 10.0, "pain.nrs_top"),
    "ashworth": (1.0, 5.0, "syndrome.limits.ashworth"),
    "spasms_penn": (0.0, 4.0, "M-PSFS"),
    "spasms_per_day": (0.0, 10_000.0, ""),
    "hm_ratio": (0.0, 2.0, ""),
})  # fmt: skip
#: What was measured → the unit it is kept in, the units it may come in, lowest, highest.
MEASURES: Mapping[str, tuple[str, tuple[str, ...], float, float]] = MappingProxyType({
    "creatinine": ("mg/dL", ("mg/dL", "umol/L"), 0.05, 50.0),
    "egfr": ("mL/min/1.73m2", ("mL/min/1.73m2",), 0.0, 250.0),
    "weight": ("kg", ("kg", "lb"), 0.3, 400.0),
    "height": ("cm", ("cm", "in"), 20.0, 260.0),
    "inr": ("ratio", ("ratio", "1"), 0.5, 20.0),
})  # fmt: skip
#: A level beyond this is a slip of the unit: poisonings that were measured stayed below (mg/L).
_MOST_NG_ML = 100_000.0


class _Happening(Value, kw_only=True, tag_field=KIND):
    """Something that happened. `identifies` tells whether it may hold what names a person."""

    @property
    def identifies(self) -> bool:
        return False


class Told(_Happening, kw_only=True, tag="told"):
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


class Imported(_Happening, kw_only=True, tag="imported"):
    """An electronic record as received: the digest of its bytes, which are kept beside the event,
    and what tells whose it is."""

    digest: str
    born: date | None = None
    sex: str | None = None
    named: str = ""

    @property
    def identifies(self) -> bool:
        return True


class Answered(_Happening, kw_only=True, tag="answered"):
    """A question that was answered: its key and the words, as on the command line."""

    key: str
    words: str

    @property
    def identifies(self) -> bool:
        return self.key == "label"


class DoseSet(_Happening, kw_only=True, tag="dose_set"):
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


class Took(_Happening, kw_only=True, tag="took"):
    """One dose by mouth that was taken."""

    dose: Dose

    def __post_init__(self) -> None:
        _by_route("oral", "dose taken", self.dose)
        if self.dose.in_mcg == 0:
            raise InputRefused("dose taken", "0 mg", "it must be above 0", do="Tell it as missed.")


class Missed(_Happening, kw_only=True, tag="missed"):
    """Doses by mouth that were not taken, the last of them at the time of the event."""

    doses: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.doses <= 1_000:
            raise OutOfRange("doses missed", self.doses, "", "from 1 to 1000")


class Stopped(_Happening, kw_only=True, tag="stopped"):
    """Baclofen by one route was stopped: from the time of the event on none is given."""

    route: ByRoute
    why: StopReason = "unknown"

    def __post_init__(self) -> None:
        named("route", self.route, ROUTES)
        named("reason of the stop", self.why, STOP_REASONS)


class Scored(_Happening, kw_only=True, tag="scored"):
    """A score on one scale, as it was told: "5", "1+" (MAS). `site` is the muscle group.

    Raises `UnknownName`, and `OutOfRange` off the scale.
    """

    scale: Scale
    score: str
    site: str = ""

    def __post_init__(self) -> None:
        named("scale", self.scale, SCALES)
        if self.scale == "mas":
            if self.score not in MAS_GRADES:
                raise InputRefused(
                    "score (mas)", repr(self.score), f"it must be one of {', '.join(MAS_GRADES)}",
                    why="M-MAS",
                )  # fmt: skip
            return
        low, high, why = RANGES[self.scale]
        number = _number("score", self.score)
        if not low <= number <= high:
            raise OutOfRange(
                f"score ({self.scale})", number, "", f"between {low:g} and {high:g}", why=why
            )

    @property
    def number(self) -> float:
        """The score as a number; a grade of the MAS by its place, 0 to 5: an order, no measure."""
        if self.scale == "mas":
            return float(MAS_GRADES.index(self.score))
        return float(self.score)

    @property
    def identifies(self) -> bool:
        return bool(self.site)


class SideEffect(_Happening, kw_only=True, tag="side_effect"):
    """A side effect as told, with how bad it was; `words` where it is another."""

    name: SideEffectName
    severity: Severity
    words: str = ""

    def __post_init__(self) -> None:
        named("side effect", self.name, SIDE_EFFECTS)
        named("severity", self.severity, SEVERITIES)
        if (self.name == "other") is not bool(self.words):
            raise InputRefused(
                "side effect", f"{self.name} with words {self.words[:40]!r}",
                'words stand beside "other", and only there',
            )  # fmt: skip

    @property
    def identifies(self) -> bool:
        return bool(self.words)


class Noticed(_Happening, kw_only=True, tag="noticed"):
    """A sign that may mean danger, or that someone looked and it was not there."""

    sign: Sign
    there: bool = True

    def __post_init__(self) -> None:
        named("sign", self.sign, SIGNS)


class Fell(_Happening, kw_only=True, tag="fell"):
    """A fall."""


class Level(_Happening, kw_only=True, tag="level"):
    """Baclofen that was measured, ng/mL; `hours_after` counts from the last dose before it."""

    matrix: Matrix
    ng_per_mL: float
    hours_after: float | None = None

    def __post_init__(self) -> None:
        named("matrix", self.matrix, MATRICES)
        between("level", self.ng_per_mL, "ng/mL", 0.0, _MOST_NG_ML)
        if self.hours_after is not None:
            between("hours after the dose", self.hours_after, "h", 0.0, 24.0 * 60)


class Measured(_Happening, kw_only=True, tag="measured"):
    """Something of the body or the blood that was measured, with its unit.

    Raises `UnknownName` for another unit, `OutOfRange` beyond what is survived.

    >>> Measured(what="creatinine", value=88.4, unit="umol/L").in_house
    1.0
    """

    what: Quantity
    value: float
    unit: str

    def __post_init__(self) -> None:
        named("what was measured", self.what, tuple(MEASURES))
        _, units, low, high = MEASURES[self.what]
        named(f"unit of {self.what}", self.unit, units)
        if not math.isfinite(self.value):
            raise OutOfRange(self.what, self.value, self.unit, "a finite number")
        between(self.what, self.in_house, MEASURES[self.what][0], low, high)

    @property
    def in_house(self) -> float:
        """The value in the unit it is kept in: mg/dL, mL/min/1.73 m2, kg, cm."""
        unit = MEASURES[self.what][0]
        if self.what == "creatinine":
            return creatinine_in_mg_per_dL(self.value, self.unit)
        return self.value if self.what in ("egfr", "inr") else convert(self.value, self.unit, unit)


class Interrogated(_Happening, kw_only=True, tag="interrogated"):
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


class Refilled(_Happening, kw_only=True, tag="refilled"):
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


class Alarmed(_Happening, kw_only=True, tag="alarmed"):
    """A pump's alarm was heard, or was silenced by whoever saw to it (`over`)."""

    alarm: AlarmKind | None = None
    over: bool = False

    def __post_init__(self) -> None:
        named("alarm", self.alarm, ALARMS)


class Visited(_Happening, kw_only=True, tag="visited"):
    """A visit, with a note in words."""

    note: str = ""

    @property
    def identifies(self) -> bool:
        return bool(self.note)


class StepPlanned(Value):
    """From this day on, this much a day, as a plan had it."""

    first: date
    per_day: Dose


class Planned(_Happening, kw_only=True, tag="planned"):
    """A plan was made: by which door, with which verdict. Its file is kept beside the event, by
    its digest. `headline` is as it was said, `steps` are those by mouth."""

    door: str
    verdict: str
    headline: str
    digest: str
    steps: tuple[StepPlanned, ...] = ()


class Accepted(_Happening, kw_only=True, tag="accepted"):
    """The clinician took over a plan; `plan` is the number of its event."""

    plan: int


class Overridden(_Happening, kw_only=True, tag="overridden"):
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


class Corrected(_Happening, kw_only=True, tag="corrected"):
    """An earlier event was wrong: `to` is what happened, at the time of this event; None takes it
    back. Both stay in the record."""

    of: int
    why: str
    to: Happening | None = None

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise InputRefused("reason of a correction", "empty", "say what was wrong, in words")
        if isinstance(self.to, Corrected | Planned | Accepted | Overridden):
            raise InputRefused(
                "correction", f"to {type(self.to).__name__}", "only what happened can be put right"
            )

    @property
    def identifies(self) -> bool:
        return True


Happening = (
    Told | Imported | Answered | DoseSet | Took | Missed | Stopped | Scored | SideEffect | Noticed
    | Fell | Level | Measured | Interrogated | Refilled | Alarmed | Visited | Planned | Accepted
    | Overridden | Corrected
)  # fmt: skip


def _number(what: str, words: str) -> float:
    try:
        number = float(words)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in words:
        raise InputRefused(what, repr(words[:40]), "it must be a number")
    return number


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
    raise InputRefused(place, repr(value)[:40], "it must be text, a number, yes or no, or a date")

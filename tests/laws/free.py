"""Single dangers that rightly leave someone healthy as free as before, each with its reason.

Held both ways by `test_danger_laws`: nothing else is free, and nothing stands here that is not.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.laws.dangers import Danger
from tests.laws.healthy import Base

NEEDLE = ("bolus", "pump start")
RUNNING = ("titration", "maintenance", "refill")
PUMP = ("pump start", *RUNNING)
BY_MOUTH = ("start", "order", "steady", "change", "taper")


class Free(NamedTuple):
    """Dangers by name, or `class X` for medicines of a class, the things asked for and, where it
    matters, the countries and ages for which they are free."""

    names: tuple[str, ...]
    asks: tuple[str, ...]
    why: str
    places: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()

    def covers(self, danger: Danger, base: Base) -> bool:
        return (
            (danger.name in self.names or danger.group in self.names)
            and base.asks in self.asks
            and (not self.places or base.place in self.places)
            and (not self.bodies or base.body in self.bodies)
        )


def is_declared(danger: Danger, base: Base) -> bool:
    return any(entry.covers(danger, base) for entry in FREE)


FREE = (
    Free(
        ("concentration >= 500",),
        PUMP,
        "What a pump is filled with: only for a test bolus is it the wrong ampoule (SLIP-AMPOULE).",
    ),
    Free(
        ("running_daily_dose > 30",),
        ("steady", "change", "taper"),
        "An ordinary dose that runs: only begun days ago is it far above a start (DO-BEGUN-MUCH).",
    ),
    Free(
        ("condition pressure_ulcer",),
        (*BY_MOUTH, *RUNNING),
        "A wound bears on a needle and on an implant: no tablet and no running pump does it harm.",
    ),
    Free(
        ("1 times a day", "2 times a day"),
        ("order",),
        "15 mg a day may be taken at once; a larger dose is DO-FREQ's.",
    ),
    Free(
        ("tube g", "tube gj", "tube peg", "tube_fr < 12", "tube_fr < 14", "tube_fr < 16"),
        ("order",),
        "Which granules go down is a matter of both the tube's kind and its size.",
    ),
    Free(
        ("tube_fr < 8",),
        ("order",),
        "The limit is the US label's; elsewhere it is information.",
        places=("UK", "DE", "FR", "AT", "EU", "CH", "CA", "SG"),
    ),
    Free(
        ("a lesion at T4", "condition csf_shunt", "class intrathecal_other"),
        BY_MOUTH,
        "It concerns what is given into the spine.",
    ),
    Free(
        ("admitted",),
        ("start", "order", *NEEDLE, *RUNNING),
        "What the ward writes up at once is baclofen that is taken by mouth already.",
    ),
    Free(
        ("condition anticoagulation", "warfarin acts", "class antithrombotic"),
        (*BY_MOUTH, *RUNNING),
        "It bleeds at a needle or an implant, and at nothing else.",
    ),
    Free(
        (
            "condition dysphagia",
            "condition bowel_obstruction",
            "nil_by_mouth",
            "condition nil_by_mouth_later",
        ),
        (*PUMP, "bolus"),
        "Nothing is swallowed.",
    ),
    Free(
        ("lactating",),
        (*PUMP, "bolus"),
        "A pump's baclofen hardly reaches milk (LAC-IT, which is shown).",
    ),
    Free(("condition pump_presence",), (*PUMP, "bolus"), "The pump is what it is about."),
    Free(
        ("crcl <= 80",),
        (*PUMP, "bolus"),
        "Two thirds of a dose by mouth (REN-VLAVONOU); the spine's is a thousandth of it.",
    ),
    Free(
        ("crcl < 60",),
        (*PUMP, "bolus"),
        "Of the old with a better eGFR, by mouth (REN-OLD-CRCL).",
        bodies=("old",),
    ),
    Free(
        ("condition rheumatic_muscle_spasm", "class antimalarial"),
        (*BY_MOUTH, *PUMP, "bolus"),
        "It speaks only as what baclofen is for, or beside an epilepsy.",
    ),
    Free(
        ("cut lately",),
        ("taper",),
        "A cut is no danger before a sign comes (WD-ESCALATE).",
    ),
    Free(
        ("taper_weeks < 3",),
        ("taper",),
        "Labels read go down in one to two weeks; a longer one asks how long it was taken.",
        bodies=("adult", "young", "old"),
    ),
    Free(
        ("requested_daily_dose > 15",),
        ("change",),
        "More than a start runs already; after a stop it is the old dose (STOP-OLD-DOSE).",
        bodies=("adult", "young", "old"),
    ),
    Free(
        ("running_daily_dose > 60",),
        ("steady", "taper"),
        "It is far above what a child may have (SLIP-CONFIRM-CHILD), and a usual dose of adults.",
        bodies=("adult", "young", "old"),
    ),
    Free(
        ("effect_hours > 8",),
        ("pump start",),
        "That first rate is no German text's.",
        places=("DE",),
    ),
    Free(
        (
            "hours_since_change <= 72",
            "hours_since_refill <= 72",
            "hours_since_refill <= 72, by hours",
            "hours_since_refill <= 72, by the day",
        ),
        RUNNING,
        "Three days are watched for signs (TOX-PUMP); none is told.",
    ),
    Free(
        ("days_to_alarm <= 1",),
        ("refill",),
        "It is filled at this visit.",
    ),
    Free(("pump_change > 0",), RUNNING, "A small raise is what is asked for."),
    Free(
        ("pump_change > 15", "pump_change > 20"),
        ("titration",),
        "Adults with spasticity of spinal origin go up by 10 to 30 % a step.",
        bodies=("adult", "young", "old"),
    ),
    Free(
        ("pump_change > 15", "pump_change > 20", "pump_change > 30"),
        ("maintenance", "refill"),
        "At refills and in the long run labels go up by 10 to 40 % a step.",
    ),
    Free(
        ("pump_start_ratio > 1",),
        ("pump start",),
        "Up to twice the test dose, unless its effect lasted for long (effect_hours).",
    ),
    Free(
        ("requested_daily_dose > 20", "requested_daily_dose > 30"),
        ("change",),
        "Limits of two doses a day, and of the old with failing kidneys.",
    ),
    Free(
        ("requested_daily_dose > 40",),
        ("change",),
        "A limit of small children.",
        bodies=("adult", "young", "old"),
    ),
    Free(
        ("least_by_mouth < 2.5",),
        ("steady", "order"),
        "Who is not grown up may take so little.",
        bodies=("child", "young"),
    ),
    Free(
        ("no oral_failed",),
        (*BY_MOUTH, *RUNNING),
        "What was tried by mouth is asked before a needle alone.",
    ),
    Free(
        ("no oral_failed",),
        NEEDLE,
        "Only the US label asks for it.",
        places=("UK", "DE", "FR", "AT", "EU", "CH", "CA", "SG"),
    ),
    Free(
        ("sign weak_legs",),
        NEEDLE,
        "Legs that do not carry are what many are tested for.",
    ),
    Free(
        ("weight < 20",),
        ("start", "steady", "change", *PUMP),
        "A light child is dosed by its weight; a first bolus is smaller (ITS-SMALL).",
    ),
)

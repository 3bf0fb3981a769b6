"""Which schedule and which tablets hold in a jurisdiction."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.errors import KnowledgeError
from baclofen.knowledge import Knowledge, Schedule
from baclofen.regimen import Tablets

Hours = tuple[float, ...]


def oral_schedule(known: Knowledge, jurisdiction: str) -> Schedule:
    """The adult oral titration of this jurisdiction, or of the wider one it belongs to."""
    return _at_home(known, jurisdiction, "target_mg_per_day")


def tablets(known: Knowledge, jurisdiction: str) -> tuple[Tablets, Schedule]:
    """The tablets of this market, and the entry that says so."""
    entry = _at_home(known, jurisdiction, "tablets_mg")
    return Tablets(entry.values["tablets_mg"], entry.values["halves_mg"]), entry


def liquids(known: Knowledge, jurisdiction: str) -> tuple[tuple[float, ...], Schedule] | None:
    """The strengths of the liquids of this market in mg/mL, and the entry; None where none is
    known."""
    for place in known.family(jurisdiction):
        for schedule in known.schedules.values():
            if place in schedule.only_in and "liquids_mg_per_mL" in schedule.values:
                return schedule.values["liquids_mg_per_mL"], schedule
    return None


def hours_of_day(known: Knowledge) -> Mapping[int, Hours]:
    """Hours of the clock for 1 to 4 doses a day, from the fact `plan.clock`."""
    text = known.facts["plan.clock"].value
    if not isinstance(text, str):
        raise KnowledgeError("plan.clock must be text")
    table: dict[int, Hours] = {}
    for part in text.split(";"):
        number, hours = part.split(":")
        table[int(number)] = tuple(float(h) for h in hours.split(","))
    return table


def _at_home(known: Knowledge, jurisdiction: str, key: str) -> Schedule:
    for place in known.family(jurisdiction):
        for schedule in known.schedules.values():
            if place in schedule.only_in and key in schedule.values:
                return schedule
    raise KnowledgeError(f"no schedule with {key} for {jurisdiction}")

"""Levels of baclofen that were measured: each tells that it was taken, whatever else is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.value import Value


class BaclofenLevel(Value):
    """Baclofen that was measured, ng/mL; 0 where none was found. `on` is the day of the sample,
    None where it is not told."""

    matrix: str
    ng_per_mL: float
    on: date | None = None


#: An overdose on record, among the illnesses.
OVERDOSE = "baclofen_overdose"


def is_poisoning(level: BaclofenLevel, known: Knowledge) -> bool:
    """Whether a level in plasma is one that people with acute poisoning had."""
    return level.matrix == "plasma" and level.ng_per_mL >= known.numbers("pk.tox_conc")[0]


def overdose_of(
    levels: Iterable[BaclofenLevel], known: Knowledge, *, today: date
) -> frozenset[str]:
    """The illness that a level of the last days is, where it is one of poisoning."""
    since = today - timedelta(days=known.number("records.signs"))
    there = any(is_poisoning(one, known) and (one.on or today) >= since for one in levels)
    return frozenset({OVERDOSE} if there else ())


def level_notes(
    levels: Iterable[BaclofenLevel], known: Knowledge, *, today: date
) -> tuple[str, ...]:
    """Each level of the last days that is one of poisoning: its figure, its day, and those that
    people with acute poisoning had."""
    low, high = known.numbers("pk.tox_conc")
    since = today - timedelta(days=known.number("records.signs"))
    return tuple(
        f"A level of {one.ng_per_mL:,g} ng/mL in {_IN[one.matrix]}"
        f"{'' if one.on is None else f' on {one.on}'}: among those of people with acute poisoning "
        f"({low:,g} to {high:,g} ng/mL)."
        for one in levels
        if is_poisoning(one, known) and since <= (one.on or today) <= today
    )


def shown_by(
    levels: Iterable[BaclofenLevel], uses: Sequence[BaclofenUse], known: Knowledge, *, today: date
) -> tuple[BaclofenUse, ...]:
    """The use that the last level tells of and nothing else does: empty where something runs, or
    was stopped so shortly before the sample that the level is still of it.

    Its route and its dose are not known. A level counts as long as what is told does.
    """
    if any(use.status != "stopped" for use in uses):
        return ()
    since = today - timedelta(days=known.number("records.no_lapses"))
    found = [
        one for one in levels
        if one.ng_per_mL > 0 and since <= (one.on or today) <= today
        and not any(_explains(use, one, known, today) for use in uses)
    ]  # fmt: skip
    if not found:
        return ()
    last = max(found, key=lambda one: one.on or date.max)
    words = f"{last.ng_per_mL:g} ng/mL in {_IN[last.matrix]}"
    doubt = "A level was measured, and nothing that is told explains it"
    return (BaclofenUse(
        "unknown", "unknown", f"{words} on {last.on}" if last.on else words,
        doubt=f"{doubt}; say what is taken or was given, how much and when",
    ),)  # fmt: skip


_IN = {"plasma": "plasma", "csf": "CSF"}


def _explains(use: BaclofenUse, level: BaclofenLevel, known: Knowledge, today: date) -> bool:
    """Whether a level may be of a use that was stopped: a stop of no known day may be of any."""
    ended = use.stopped_on
    if ended is None and use.hours_since_last is not None:
        ended = today - timedelta(hours=use.hours_since_last)
    if ended is None:
        return True
    return (level.on or today) <= ended + timedelta(days=known.number("patient.recent_baclofen"))

"""Whether two people read what a pump gives: who typed drug, concentration and rate, of what.

A slip of a unit or of a digit has killed. What one person told, or a table, is what runs as far as
anybody knows; it is confirmed by nobody until two have read it off the pump and typed it.
"""

from __future__ import annotations

import math
from datetime import date

from baclofen.record.events import Event, Record
from baclofen.record.happened import Accepted, Confirmed, DoseSet, Refilled
from baclofen.regimen import PumpOrder

#: Numbers are typed as they are printed: to four digits of a rate, and six of a concentration.
_PRINTED = 5e-4


def read_by(record: Record, runs: PumpOrder, day: date) -> tuple[str, ...]:
    """Who typed what runs on this day since it was last set or filled; two are enough. Whoever set
    it as the second of two (`first_of_two`) set it after the first had typed the same."""
    typed: list[tuple[str, Confirmed | None]] = []
    for event in record.standing:
        what = event.what
        if event.day > day:
            continue
        if isinstance(what, DoseSet) and what.route == "intrathecal":
            first = first_of_two(record, event)
            typed = [(first, None)] if first else []
        elif isinstance(what, Refilled):
            typed = []
        elif isinstance(what, Confirmed):
            typed.append((event.by, what))
    found = (by for by, what in typed if what is None or _is_of(what, runs))
    return tuple(dict.fromkeys(found))


def _is_of(typed: Confirmed, runs: PumpOrder) -> bool:
    """Whether what was typed is what runs, and what is in it."""
    strength = runs.filling.mcg_per_mL
    return (
        runs.now is not None and strength is not None
        and math.isclose(typed.per_day.in_mcg, runs.now.in_mcg, rel_tol=_PRINTED)
        and math.isclose(typed.mcg_per_mL, strength, rel_tol=_PRINTED)
    )  # fmt: skip


def first_of_two(record: Record, setting: Event) -> str:
    """Who typed a setting before whoever set it did: a pump is set with the plan taken over once
    more, by another than took it over first. Empty where it was set or told otherwise."""
    if setting.number == 1:
        return ""
    with_it = record[setting.number - 1]
    if not isinstance(with_it.what, Accepted) or with_it.by != setting.by:
        return ""
    first = next(event for event in record.of(Accepted) if event.what == with_it.what)
    return first.by if first.by != setting.by else ""

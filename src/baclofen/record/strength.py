"""Another concentration in a pump: while the programmer may reckon with the old one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baclofen.knowledge import Knowledge
from baclofen.record.events import Event
from baclofen.record.happened import Confirmed, DoseSet, Happening, Interrogated, Refilled

#: A programmer rounds: what it shows within this share of what was set is the same.
_SAME = 0.01


def apart(one: float, other: float) -> bool:
    """Whether two rates, or two concentrations, are not the same as a programmer shows them."""
    return abs(one - other) > _SAME * max(one, other)


def other_strength(
    events: Iterable[Event], held: float | None, day: date, known: Knowledge
) -> float | None:
    """The concentration before the last filling with another one, mcg/mL, while that may still
    matter: for some days, and until the new one was read off the programmer, typed off it, or a
    rate was set on a later day. None else. `held` is what was in it before these events."""
    before: float | None = None
    changed, is_read = day, True
    for event in events:
        what = event.what
        if isinstance(what, Refilled):
            if held is not None and apart(held, what.mcg_per_mL):
                before, changed, is_read = held, event.day, False
            held = what.mcg_per_mL
        elif held is not None:
            is_read |= _reads(what, held) or (
                isinstance(what, DoseSet) and what.route == "intrathecal" and event.day > changed
            )
    is_new = (day - changed).days < known.number("records.other_strength")
    return before if is_new or not is_read else None


def _reads(what: Happening, strength: float) -> bool:
    """Whether this concentration was read off the programmer."""
    if not isinstance(what, Interrogated | Confirmed) or what.mcg_per_mL is None:
        return False
    return not apart(what.mcg_per_mL, strength)

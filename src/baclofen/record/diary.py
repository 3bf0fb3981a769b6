"""The diary of a record: its doses by mouth, as they are told one by one."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.exchange import SingleDose
from baclofen.record.events import Event
from baclofen.record.happened import Missed, Took


def doses_of(events: Iterable[Event]) -> tuple[SingleDose, ...]:
    """The doses taken and missed that these events tell of, in their turn."""
    return tuple(
        SingleDose(one.at, one.what.dose.in_mg)
        if isinstance(one.what, Took)
        else SingleDose(one.at, missed=one.what.doses)
        for one in events
        if isinstance(one.what, Took | Missed)
    )

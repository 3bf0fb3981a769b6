"""One use of baclofen as the record has it, with what is in doubt about it."""

from __future__ import annotations

from baclofen.knowledge import Knowledge, Note
from baclofen.patient import BaclofenUse


def as_read(use: BaclofenUse, known: Knowledge) -> Note:
    """One use as the record has it, to be confirmed."""
    stopped = use.stopped_on if use.status == "stopped" else None
    return known.note(
        "running.as_read",
        written=use.as_written,
        route=use.route,
        dose=known.note("running.a_day", daily=use.daily)
        if use.daily
        else known.note("running.unreadable"),
        standing=use.status,
        stopped=known.note("running.stopped_on", day=stopped) if stopped else None,
        doubt=_doubt(use.doubt, known) if use.doubt else None,
    )


def _doubt(doubt: str, known: Knowledge) -> Note:
    """What is in doubt, as it was read: a sentence, or a question that has its mark already."""
    asked = doubt.endswith("?")
    return known.note("running.doubt_asked" if asked else "running.doubt", doubt=doubt)

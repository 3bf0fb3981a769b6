"""Nothing may be swallowed and a tube is told: whether the gut may be used comes first."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note


def with_tube_first(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it what is settled before a dose goes down the tube."""
    if not fit.fired("NBM-TUBE"):
        return headline
    return known.note("tube.first", *headline.why, headline=headline)

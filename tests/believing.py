"""Knowledge in which other parts of the model are believed than today."""

from __future__ import annotations

from baclofen.knowledge import Credence, Knowledge
from baclofen.value import replace


def believing(known: Knowledge, verdict: Credence = "believed", *ids: str) -> Knowledge:
    """The same knowledge where these entries of the table, or all, have this verdict."""
    table = known.credibility
    entries = {
        id: replace(credit, verdict=verdict, instead=credit.instead or "Ask somebody.")
        if not ids or id in ids
        else credit
        for id, credit in table.entries.items()
    }
    return replace(known, credibility=replace(table, entries=entries), digest="")

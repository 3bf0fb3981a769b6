"""Which texts were out on a day: those younger than it, and those that show no date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baclofen.knowledge.dates import first_day
from baclofen.knowledge.fact import Fact, Source
from baclofen.knowledge.known import Knowledge


def younger_than(day: date, ids: Iterable[str], known: Knowledge) -> tuple[str, ...]:
    """Those of these ids that rest on a text younger than this day, in the order given.

    A text dated by its month or year counts as younger only if all of that month or year
    lies after the day; an undated one never does. The text of a rest counts too.

    >>> from baclofen.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> younger_than(date(2020, 6, 1), ["P-PROMETRA-LIMITS", "P-RECALL-2019"], known)
    ('P-PROMETRA-LIMITS',)
    """
    return tuple(
        id for id in ids
        if any(text.dated and first_day(text.dated) > day for text in _texts(id, known))
    )  # fmt: skip


def undated_before(day: date, ids: Iterable[str], known: Knowledge) -> tuple[str, ...]:
    """Those of these ids of which nobody knows whether their text was out on this day, in the
    order given: it was read, shows no date, and the day lies before any source was read.

    What rests on a younger text is not among them.

    >>> from baclofen.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> undated_before(date(2020, 6, 1), ["DO-DE-ADULT", "P-RECALL-2019"], known)
    ('DO-DE-ADULT',)
    """
    if day >= known.read_from:
        return ()
    asked = tuple(ids)
    younger = set(younger_than(day, asked, known))
    return tuple(
        id for id in asked
        if id not in younger and known.about(id).how == "seen"
        and any(not text.dated and text.read_at != "own" for text in _texts(id, known))
    )  # fmt: skip


def _texts(id: str, known: Knowledge) -> tuple[Source, ...]:
    """The source that an id was read in, and that of its rest."""
    entry = known.about(id)
    rest = "" if isinstance(entry, Fact) else entry.rest
    return tuple(known.sources[name] for name in (entry.source, rest) if name)

"""What every part of an answer's file is made of: a sentence with its ids, an interval, a pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baclofen.assessment import Note
from baclofen.simulation import Spread
from baclofen.units import Dose
from baclofen.value import Value

Interval = tuple[float, float, float]
Ids = tuple[str, ...]


class Said(Value):
    """One sentence, with the ids it rests on."""

    text: str
    why: Ids


class Branch(Value):
    """What to do if so."""

    when: str
    text: str
    why: Ids


def said(note: Note) -> Said:
    return Said(note.text, note.why)


def all_said(notes: Iterable[Note]) -> tuple[Said, ...]:
    return tuple(said(n) for n in notes)


def branches_said(found: Iterable[tuple[str, Note]]) -> tuple[Branch, ...]:
    return tuple(Branch(when, n.text, n.why) for when, n in found)


def interval(spread: Spread) -> Interval:
    return (spread.low, spread.median, spread.high)


def pair(doses: Sequence[Dose], unit: str) -> tuple[float, float]:
    low, high = (d.in_mg if unit == "mg" else d.in_mcg for d in doses)
    return (low, high)

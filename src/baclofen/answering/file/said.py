"""What every part of an answer's file is made of: a sentence with its ids, an interval, a pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from baclofen import codec
from baclofen.knowledge import Knowledge, Note, Shown
from baclofen.simulation import Spread
from baclofen.units import Dose
from baclofen.value import Value

Interval = tuple[float, float, float]
Ids = tuple[str, ...]


class Said(Value):
    """One decision: which phrase, what fills it, its ids; and the sentence that these make.

    Machines read `phrase` and `values`: a dose is `{"mg": x}` or `{"mcg": x}`, a day ISO text, a
    further note an object like this one without its sentence.
    """

    text: str
    phrase: str
    values: dict[str, Any]
    why: Ids


class Branch(Value):
    """What to do if so."""

    when: Said
    then: Said


def said(known: Knowledge, note: Note) -> Said:
    return Said(known.say(note), note.phrase, _values(note), note.why)


def all_said(known: Knowledge, notes: Iterable[Note]) -> tuple[Said, ...]:
    return tuple(said(known, n) for n in notes)


def branches_said(known: Knowledge, found: Iterable[tuple[Note, Note]]) -> tuple[Branch, ...]:
    return tuple(Branch(said(known, when), said(known, then)) for when, then in found)


def interval(spread: Spread) -> Interval:
    return (spread.low, spread.median, spread.high)


def pair(doses: Sequence[Dose], unit: str) -> tuple[float, float]:
    low, high = (d.in_mg if unit == "mg" else d.in_mcg for d in doses)
    return (low, high)


def _values(note: Note) -> dict[str, Any]:
    return {name: _plain(value) for name, value in note.values}


def _plain(value: Shown) -> Any:
    if isinstance(value, Note):
        return {"phrase": value.phrase, "values": _values(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else codec.builtins(value)

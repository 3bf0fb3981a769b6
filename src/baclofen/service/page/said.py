"""Events of a record as words on a page. Pure."""

from __future__ import annotations

from baclofen.record import Event, Happening, kind_of, pieces
from baclofen.value import Value

#: Letters of one value that are shown.
_WIDTH = 200


class Told(Value):
    """An event as one row: what kind it is, and what it says."""

    event: Event
    kind: str
    says: str
    stands: bool


def told(event: Event, standing: frozenset[int]) -> Told:
    """The row of an event; `standing` are the numbers of those that still stand."""
    return Told(event, called(event.what), says_of(event.what), event.number in standing)


def called(what: Happening) -> str:
    """What kind an event is, in words."""
    return kind_of(what).replace("_", " ")


def says_of(what: Happening) -> str:
    """What an event says beside its kind; a digest tells a reader nothing."""
    said = (
        f"{piece.name.replace('_', ' ')}{':' if piece.is_list else ''} {piece.words}"
        for piece in pieces(what)
        if piece.name != "digest"
    )
    return ", ".join(said)[:_WIDTH]

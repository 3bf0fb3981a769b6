"""Events of a record as words on a page. Pure."""

from __future__ import annotations

import re

from baclofen.cleaned import cut
from baclofen.record import Answered, Event, Happening, Piece, kind_of, pieces
from baclofen.value import Value

#: Letters of one piece that are shown, and of all of them; what is left out is counted.
_PIECE, _WIDTH = 400, 2_000
#: And behind the fold of who wants all of a long one.
_WHOLE = 20_000


#: A name of a fact, a kind or a choice, as data have it.
_A_NAME = re.compile(r"\b[a-z]+(?:_[a-zA-Z0-9]+)+\b")


class Told(Value):
    """An event as one row: what kind it is, what it says, and all of it where that is longer."""

    event: Event
    kind: str
    says: str
    stands: bool
    whole: str = ""


def told(event: Event, standing: frozenset[int]) -> Told:
    """The row of an event; `standing` are the numbers of those that still stand."""
    long = (piece for piece in _shown(event.what) if len(piece.words) > _PIECE)
    whole = "; ".join(f"{in_words(piece.name)}: {piece.words}" for piece in long)
    return Told(
        event, called(event.what), says_of(event.what), event.number in standing, cut(whole, _WHOLE)
    )


def called(what: Happening) -> str:
    """What kind an event is, in words."""
    return in_words(kind_of(what))


def says_of(what: Happening) -> str:
    """What an event says beside its kind; a digest tells a reader nothing. No number is cut, and
    where there is no room for more it says so."""
    if isinstance(what, Answered):
        return f"{in_words(what.key)}: {cut(in_words(what.words), _PIECE)}"
    said = [
        f"{in_words(piece.name)}{':' if piece.is_list else ''} {in_words(cut(piece.words, _PIECE))}"
        for piece in _shown(what)
    ]
    room, shown = _WIDTH, 0
    while shown < len(said) and len(said[shown]) <= room:
        room -= len(said[shown])
        shown += 1
    left = len(said) - shown
    return ", ".join(
        [*said[:shown], *([f"… and {left} more, see the table (CSV)"] if left else [])]
    )


def in_words(words: str) -> str:
    """Words with those that are names of ours as anybody writes them: "spinal cord injury"."""
    return _A_NAME.sub(lambda name: name[0].replace("_", " "), words)


def _shown(what: Happening) -> list[Piece]:
    return [piece for piece in pieces(what) if piece.name != "digest"]

"""What an event says beside its kind, piece by piece, for whoever shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from baclofen import codec
from baclofen.record.happened import Happening
from baclofen.record.kind import KIND
from baclofen.value import Value, fields


class Piece(Value):
    """One field of an event and its words; `is_list` where it holds several."""

    name: str
    words: str
    is_list: bool = False


def pieces(what: Happening) -> Iterator[Piece]:
    """The pieces of an event; what was not told is left out.

    A flag is said where it is not as usual: that a sign was looked for and not there above all.

    >>> from baclofen.record import Noticed
    >>> [(p.name, p.words) for p in pieces(Noticed(sign="confusion", there=False))]
    [('sign', 'confusion'), ('there', 'no')]
    """
    shown = codec.builtins(what)
    shown.pop(KIND)
    for field in fields(type(what)):
        if isinstance(field.default, bool) and shown[field.name] is field.default:
            shown.pop(field.name)
    yield from _pieces(shown)


def _pieces(shown: Mapping[str, Any]) -> Iterator[Piece]:
    for name, value in shown.items():
        match value:
            case {"mg": amount} | {"mcg": amount}:
                yield Piece(name, f"{amount:g} {next(iter(value))}")
            case dict():
                yield from _pieces(value)
            case None | "" | []:
                continue
            case list():
                is_long = any(isinstance(one, dict) for one in value)
                words = f"{len(value)}" if is_long else ", ".join(map(str, value))
                yield Piece(name, words, is_list=True)
            case bool():
                yield Piece(name, "yes" if value else "no")
            case _:
                yield Piece(name, f"{value}")

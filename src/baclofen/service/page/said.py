"""Events of a record as words on a page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from baclofen import codec
from baclofen.record import Event, Happening
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
    return Told(event, kind_of(event.what), says_of(event.what), event.number in standing)


def kind_of(what: Happening) -> str:
    return str(what.__struct_config__.tag).replace("_", " ")


def says_of(what: Happening) -> str:
    """What an event says beside its kind."""
    shown = codec.builtins(what)
    shown.pop("kind")
    return ", ".join(_pairs(shown))[:_WIDTH]


def _pairs(shown: Mapping[str, Any]) -> Iterator[str]:
    for key, value in shown.items():
        name = key.replace("_", " ")
        match value:
            case {"mg": amount} | {"mcg": amount}:
                yield f"{name} {amount:g} {next(iter(value))}"
            case dict():
                yield from _pairs(value)
            case list():
                is_long = any(isinstance(one, dict) for one in value)
                yield f"{name}: {len(value) if is_long else ', '.join(map(str, value))}"
            case None | "" | False:
                continue
            case True:
                yield name
            case _ if key != "digest":
                yield f"{name} {value}"

"""The numbers of rules and schedules that a plan is made from, each with its type.

A rule holds its values as data. Code that makes a dose of them asks for a kind of `Numbers`
(`known.of(Reevaluation).weeks`): a name that the rule lacks, or a value of another type, is refused
when the knowledge is loaded, and one that the code misspells by the check of types. What each
country's label has of its own is a `Kind`: a further country is a further entry, and no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self, TypeVar, get_args, get_type_hints

import msgspec

from baclofen.errors import KnowledgeError
from baclofen.value import Value

#: From and to, or one number.
Range = tuple[int | float, ...]
#: What a table by place has for a key: a jurisdiction ("UK"), or "else"; see `Knowledge.here`.
Place = Annotated[str, "place"]


class Numbers(Value, forbid_unknown_fields=False):
    """Numbers of the rule or schedule `entry`: only those that the code reads."""

    entry: ClassVar[str]

    @property
    def conditions(self) -> frozenset[str]:
        """The conditions that its lists name, which must be known ones."""
        return frozenset()

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Raises `KnowledgeError` for a number that is missing or of another type."""
        return _read(cls, cls.entry, values)


class Kind(Value, forbid_unknown_fields=False):
    """Numbers that several rules or schedules hold, each for its own place or product.

    An entry that holds them says so in its `gives`, by the name in `called`; `id` is its own, and
    `places` are the jurisdictions that it is for, none where it is for all. Of a kind that is
    `needed` every jurisdiction has one; it has no two, unless the kind holds what several steps or
    origins have, and not `is_one_a_place`.
    """

    called: ClassVar[str]
    needed: ClassVar[bool] = False
    is_one_a_place: ClassVar[bool] = True

    id: str
    places: frozenset[str]

    @classmethod
    def read(cls, id: str, places: frozenset[str], values: Mapping[str, Any]) -> Self:
        """Raises `KnowledgeError` for a number that is missing or of another type."""
        return _read(cls, id, {**values, "id": id, "places": places})


def by_place(made: Value) -> dict[str, Mapping[str, Any]]:
    """The tables by place among these numbers, by their names."""
    hints = get_type_hints(type(made), include_extras=True)
    return {
        name: getattr(made, name) for name, hint in hints.items() if get_args(hint)[:1] == (Place,)
    }


R = TypeVar("R", bound=Value)


def _read(kind: type[R], entry: str, values: Mapping[str, Any]) -> R:
    try:
        return msgspec.convert(_plain(values), kind)
    except msgspec.ValidationError as gap:
        raise KnowledgeError(f"{entry}: its values: {gap}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value

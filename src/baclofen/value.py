"""What every value of this package is: frozen, compared by content, checked once when made.

A value is a msgspec Struct, so that it reads and writes itself as JSON, with a schema, and costs
a command next to nothing to define. `replace` makes a changed copy, checked like any other.
"""

from __future__ import annotations

from typing import dataclass_transform

from msgspec import Struct, field
from msgspec.structs import asdict, fields, force_setattr, replace

__all__ = ["TAG", "Value", "asdict", "field", "fields", "force_setattr", "own", "replace"]

#: The field that names which of several values stands where a union is allowed.
TAG = "is"


def own(value: Struct) -> None:
    """Takes copies of its own of lists, sets and tables that a caller could still change."""
    for name in value.__struct_fields__:
        held = getattr(value, name)
        if isinstance(held, list):
            force_setattr(value, name, tuple(held))
        elif isinstance(held, set):
            force_setattr(value, name, frozenset(held))


# Types are checked as those of a frozen dataclass; without this a subclass would have to say so.
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True, forbid_unknown_fields=True):
    """The root of all values. A class says `eq=False` where it holds arrays, `dict=True` where it
    keeps what it worked out, and `kw_only=True` where a place in a row would say too little."""

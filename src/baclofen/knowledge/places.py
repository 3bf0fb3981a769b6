"""Where a value stands among those of a rule (`weeks.else.0`), or in a fact of several (`ID.0`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baclofen.knowledge.fact import Fact


def value_at(values: Any, path: str) -> Any:
    """The value at a dotted path: a key of a table, or the number of an item of a list.

    Raises `KeyError` where there is none.

    >>> value_at({"weeks": {"UK": (6,), "else": (6, 8)}}, "weeks.else.1")
    8
    """
    found = values
    for step in path.split("."):
        if isinstance(found, list | tuple) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, Mapping) and step in found:
            found = found[step]
        else:
            raise KeyError(path)
    return found


def fact_at(facts: Mapping[str, Fact], name: str) -> Any:
    """The value of a fact by its id, or one of several with the number of the item behind it.

    Raises `KeyError` where there is none.
    """
    if name in facts:
        return facts[name].value
    id, _, item = name.rpartition(".")
    return value_at(facts[id].value, item)

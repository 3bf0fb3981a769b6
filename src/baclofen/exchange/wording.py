"""How counts, lists and quotes are written in the notes on a record."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_NAMED = 6


def many(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun.

    >>> many(1, "observation"), many(12, "observation"), many(2, "entry", "entries")
    ('1 observation', '12 observations', '2 entries')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def was(count: int) -> str:
    """The verb that goes with a count.

    >>> was(1), was(2)
    ('was', 'were')
    """
    return "was" if count == 1 else "were"


def listed(names: Iterable[str], most: int = _MOST_NAMED) -> str:
    """Names in a row, each once; what is too many is counted.

    >>> listed(["a", "b", "a", "c"], most=2)
    'a; b; and 1 more'
    """
    once = list(dict.fromkeys(names))
    shown = "; ".join(once[:most])
    return f"{shown}; and {len(once) - most} more" if len(once) > most else shown


def sentence(fragments: Iterable[str]) -> str:
    """Fragments joined, the first letter large: how a doubt is written, without a full stop.

    >>> sentence(["taken as needed", "the route is not stated"])
    'Taken as needed; the route is not stated'
    """
    joined = "; ".join(dict.fromkeys(f for f in fragments if f))
    return joined[:1].upper() + joined[1:]

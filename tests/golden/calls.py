"""A call that is not yet made: the function and what it is asked with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

#: A function, its arguments in order, and those by name.
Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def over(
    function: Callable[..., Any], *values: Iterable[Any], **named: Iterable[Any]
) -> Iterator[Call]:
    """The function with each combination of these, one of each."""
    at = len(values)
    for told in product(*values, *named.values()):
        yield function, told[:at], dict(zip(named, told[at:], strict=True))

"""What comes of a call that is kept: what it returns, what it changes of what it was given, or how
it refuses."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from types import FunctionType
from typing import Any
from unittest.mock import patch

from baclofen.errors import BaclofenError
from tests.asked.forms import made, whole

#: A call in JSON: the arguments in order, and those by name.
Form = Any
#: Of what comes one after the other no more is taken.
_MOST = 500
#: So wide is a terminal.
_WIDE = {"COLUMNS": "100"}


class NoCall(Exception):
    """What no caller would ask: the function falls over it."""


def came_of(function: FunctionType, form: Form) -> str:
    """What this call gives, as JSON. Raises `LookupError` where a form is of things now gone, and
    `NoCall` where the function falls over it."""
    if function.__name__ == "__post_init__":
        # A value is made, and checks itself, or refuses.
        try:
            return json.dumps(whole(_things(form[0])), sort_keys=True)
        except BaclofenError as refusal:
            return _said(refusal)
    return given_of(function, *things_of(form))


def things_of(form: Form) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call, in order and by name."""
    try:
        return _things(form[0]), _things(form[1])
    except BaclofenError as refusal:
        raise NoCall(_said(refusal)) from refusal


def given_of(function: FunctionType, arguments: tuple[Any, ...], named: dict[str, Any]) -> str:
    """What the function gives when it is asked with these, as JSON."""
    try:
        with patch.dict(os.environ, _WIDE):
            found = function(*arguments, **named)
            if isinstance(found, Iterator):
                found = list(islice(found, _MOST))
    except BaclofenError as refusal:
        found = _said(refusal)
    except Exception as fall:
        raise NoCall(_said(fall)) from fall
    changed = [one for one in (*arguments, *named.values()) if _may_change(one)]
    return json.dumps([whole(found), [whole(one) for one in changed]], sort_keys=True)


def _things(form: Form) -> Any:
    """What the form is of. Raises as `came_of` does, and as values that refuse do."""
    try:
        return made(form)
    except (BaclofenError, LookupError):
        raise
    except Exception as fall:
        raise NoCall(_said(fall)) from fall


def _said(fall: Exception) -> str:
    return f"{type(fall).__name__}: {fall}"


def _may_change(thing: Any) -> bool:
    if isinstance(thing, list | dict | set):
        return True
    return (
        type(thing).__module__.startswith("baclofen")
        and hasattr(thing, "__dict__")
        and not (hasattr(thing, "__struct_fields__"))
    )

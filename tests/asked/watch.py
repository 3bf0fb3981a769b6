"""In a run of tests (`-p tests.asked.watch`): what the functions of the rooms are asked with."""

from __future__ import annotations

import builtins
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from tests.asked.forms import NoForm, small
from tests.asked.functions import functions_of, modules_of
from tests.bite.warm import ROOMS

OUT = "ASKED_OUT"
#: Of one function so many calls are written down, of so many characters.
_MOST, _LONGEST = 300, 25_000
#: And no more parts than this.
_PARTS = 2500
#: Of calls that came to something alike, so many; of a long function, by its code, more: there are
#: many ways through it to the same.
_ALIKE, _ALIKE_IF_LONG, _LONG = 4, 40, 800
#: What a function may change is written down before it is called, whatever comes of it: so many
#: calls in one test and in all, and after so many only in one test of five.
_LOOKED_IN_A_TEST, _MOST_LOOKED_AT = 4, 900
_MANY, _ONE_OF = 150, 5
#: After so many calls of a function nobody listens any more.
_MOST_CALLS = 20_000
#: Different words and numbers count as different results up to this many of them.
_RESULTS = 120
#: A function, by its file and name.
Place = tuple[str, str]

#: The calls that were heard of each, in JSON, in their order and each once.
_heard: defaultdict[Place, dict[str, None]] = defaultdict(dict)
_in_test: Counter[Place] = Counter()
_looked: Counter[Place] = Counter()
_calls: Counter[Place] = Counter()
_watched: list[tuple[Place, FunctionType, FunctionType, CodeType]] = []
_busy = False
_long: set[Place] = set()
_tests = 0
_unheard: defaultdict[Place, Counter[str]] = defaultdict(Counter)
_alike: defaultdict[Place, Counter[Any]] = defaultdict(Counter)


def _asked(number: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    place, function, original, own = _watched[number]
    _calls[place] += 1
    if _calls[place] > _MOST_CALLS or len(_heard[place]) >= _MOST:
        function.__code__ = own
        return original(*arguments, **named)
    if _busy:
        return original(*arguments, **named)
    if all(map(_is_fixed, (*arguments, *named.values()))):
        came: Any = "it fell"
        try:
            came = original(*arguments, **named)
        finally:
            if _is_new(place, came) and (words := _words(place, arguments, named)) is not None:
                _keep(place, words, came)
        return came
    # What is read once is read here, and once more.
    heard = tuple(list(a) if isinstance(a, Iterator) else a for a in arguments)
    pairs = zip(arguments, heard, strict=True)
    arguments = tuple(iter(h) if isinstance(a, Iterator) else a for a, h in pairs)
    words = _words(place, heard, named) if _is_looked_at(place) else None
    came = "it fell"
    try:
        came = original(*arguments, **named)
    finally:
        if words is not None and _is_new(place, came):
            _keep(place, words, came)
    return came


def _is_fixed(thing: Any) -> bool:
    """Whether a call leaves it as it is."""
    return (
        thing is None
        or isinstance(thing, bool | str | int | float | date | tuple | frozenset | Enum)
        or hasattr(thing, "__struct_fields__")
    )


def _is_new(place: Place, came: Any) -> bool:
    """Whether few calls so far came to something alike."""
    alike = _alike[place]
    most = _ALIKE_IF_LONG if place in _long else _ALIKE
    return (
        _unheard[place].total() < _MOST
        and alike[_kind_of(came, exact=len(alike) < _RESULTS)] < most
    )


def _is_looked_at(place: Place) -> bool:
    if _in_test[place] >= _LOOKED_IN_A_TEST or _looked[place] >= _MOST_LOOKED_AT:
        return False
    _looked[place] += 1
    _in_test[place] += 1
    return _looked[place] <= _MANY or _tests % _ONE_OF == 0


def _words(place: Place, arguments: tuple[Any, ...], named: dict[str, Any]) -> str | None:
    """The call in JSON, before it changes what it was given."""
    global _busy
    _busy = True
    try:
        words = json.dumps(small((arguments, named), _PARTS), sort_keys=True)
    except (NoForm, RecursionError, ValueError, TypeError) as gap:
        _unheard[place][f"{type(gap).__name__}: {gap}"[:80]] += 1
        return None
    finally:
        _busy = False
    if len(words) > _LONGEST:
        _unheard[place]["too long"] += 1
        return None
    return words


def _keep(place: Place, words: str, came: Any) -> None:
    if words not in _heard[place]:
        _alike[place][_kind_of(came, exact=len(_alike[place]) < _RESULTS)] += 1
        _heard[place][words] = None


def _kind_of(came: Any, *, exact: bool) -> Any:
    if came is None or isinstance(came, bool | Enum):
        return came
    if isinstance(came, str | int | float | date):
        return (type(came).__name__, came if exact else bool(came))
    if isinstance(came, tuple | list | set | frozenset | dict):
        return (type(came).__name__, min(len(came), 3))
    if hasattr(came, "__struct_fields__") and exact:
        fields = (getattr(came, name) for name in came.__struct_fields__)
        return (type(came).__name__, *map(_kind_of_field, fields))
    return type(came).__name__


def _kind_of_field(thing: Any) -> Any:
    if thing is None or isinstance(thing, bool | Enum | str):
        return thing
    return _is_told(thing)


def _is_told(thing: Any) -> bool:
    try:
        return bool(thing)
    except (ValueError, TypeError):  # an array
        return True


def _watcher(number: int) -> CodeType:
    made: dict[str, Any] = {}
    source = f"def watched(*a, **k):\n    return __asked__({number}, a, k)\n"
    exec(source, made)  # noqa: S102 - our own words
    code: CodeType = made["watched"].__code__
    return code


def pytest_configure(config: pytest.Config) -> None:
    if OUT not in os.environ:
        return
    builtins.__asked__ = _asked  # type: ignore[attr-defined]
    for file in modules_of(ROOMS):
        for name, function in functions_of(file).items():
            own = function.__code__
            if own.co_freevars:
                continue
            original = FunctionType(
                own, function.__globals__, function.__name__, function.__defaults__
            )
            original.__kwdefaults__ = function.__kwdefaults__
            _watched.append(((file, name), function, original, own))
            if len(own.co_code) > _LONG:
                _long.add((file, name))
            function.__code__ = _watcher(len(_watched) - 1)


def pytest_runtest_setup(item: pytest.Item) -> None:
    global _tests
    _tests += 1
    _in_test.clear()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if OUT in os.environ:
        calls: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for (file, name), heard in _heard.items():
            calls[file][name] = list(heard)
        gaps = [[*place, dict(c), len(_heard[place])] for place, c in _unheard.items()]
        Path(os.environ[OUT] + ".gaps").write_text(json.dumps(gaps), encoding="utf-8")
        Path(os.environ[OUT]).write_text(json.dumps(calls), encoding="utf-8")

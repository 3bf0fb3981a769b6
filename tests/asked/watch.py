"""In a run of tests (`-p tests.asked.watch`): what the functions of the rooms are asked with."""

from __future__ import annotations

import builtins
import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from types import CodeType, FunctionType, GeneratorType
from typing import Any

import pytest

from tests.asked.forms import NoForm, small
from tests.asked.functions import functions_of, modules_of
from tests.bite.warm import ROOMS

OUT = "ASKED_OUT"
#: Of one function so many calls are written down, of so many characters.
_MOST, _LONGEST = 80, 4000
#: And no more parts than this.
_PARTS = 300
#: After so many calls of a function nobody looks any more, in one test and in all.
_LOOKED_IN_A_TEST, _MOST_LOOKED_AT = 2, 240
#: After so many only in one test of five.
_MANY, _ONE_OF = 60, 5
#: A function, by its file and name.
Place = tuple[str, str]

#: The calls that were heard of each, in JSON, in their order and each once.
_heard: defaultdict[Place, dict[str, None]] = defaultdict(dict)
_in_test: Counter[Place] = Counter()
_looked: Counter[Place] = Counter()
_watched: list[tuple[Place, FunctionType, FunctionType, CodeType]] = []
_busy = False
_tests = 0


def _asked(number: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    place, function, original, own = _watched[number]
    arguments = tuple(iter(list(a)) if isinstance(a, GeneratorType) else a for a in arguments)
    if not _busy and _is_looked_at(place):
        _note(place, arguments, named)
    if _looked[place] >= _MOST_LOOKED_AT:
        function.__code__ = own
    return original(*arguments, **named)


def _is_looked_at(place: Place) -> bool:
    if _in_test[place] >= _LOOKED_IN_A_TEST or len(_heard[place]) >= _MOST:
        return False
    return _looked[place] <= _MANY or _tests % _ONE_OF == 0


def _note(place: Place, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    global _busy
    _looked[place] += 1
    _in_test[place] += 1
    _busy = True
    try:
        words = json.dumps(small((arguments, named), _PARTS), sort_keys=True)
        if len(words) <= _LONGEST:
            _heard[place][words] = None
    except (NoForm, RecursionError, ValueError, TypeError):
        pass
    finally:
        _busy = False


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
        Path(os.environ[OUT]).write_text(json.dumps(calls), encoding="utf-8")

"""In a run of tests (`-p tests.asked.watch`): what the functions of the rooms are asked with."""

from __future__ import annotations

import builtins
import json
import os
from collections import Counter
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
Calls = dict[str, dict[str, list[Any]]]


class _Seen:
    """What was seen so far: no constant that tests share."""

    def __init__(self) -> None:
        self.calls: Calls = {}


_seen = _Seen()
_in_test: Counter[tuple[str, str]] = Counter()
_looked: Counter[tuple[str, str]] = Counter()
_watched: list[tuple[str, str, FunctionType, FunctionType, CodeType]] = []
_busy = False
_tests = 0


def _asked(number: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    file, name, function, original, own = _watched[number]
    arguments = tuple(iter(list(a)) if isinstance(a, GeneratorType) else a for a in arguments)
    _note(file, name, arguments, named)
    if _looked[file, name] >= _MOST_LOOKED_AT:
        function.__code__ = own
    return original(*arguments, **named)


def _note(file: str, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    global _busy
    if _busy:
        return
    if _in_test[file, name] >= _LOOKED_IN_A_TEST:
        return
    if _looked[file, name] > _MANY and (_tests + len(name)) % _ONE_OF:
        return
    _looked[file, name] += 1
    _in_test[file, name] += 1
    _busy = True
    try:
        calls = _seen.calls.setdefault(file, {}).setdefault(name, [])
        if len(calls) >= _MOST:
            return
        form = small((arguments, named), _PARTS)
        words = json.dumps(form, sort_keys=True)
        if len(words) <= _LONGEST and words not in _known_words(file, name):
            _known_words(file, name).add(words)
            calls.append(words)
    except (NoForm, RecursionError, ValueError, TypeError):
        pass
    finally:
        _busy = False


_words: dict[tuple[str, str], set[str]] = {}


def _known_words(file: str, name: str) -> set[str]:
    return _words.setdefault((file, name), set())


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
            _watched.append((file, name, function, original, own))
            function.__code__ = _watcher(len(_watched) - 1)


def pytest_runtest_setup(item: pytest.Item) -> None:
    global _tests
    _tests += 1
    _in_test.clear()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if OUT in os.environ:
        Path(os.environ[OUT]).write_text(json.dumps(_seen.calls), encoding="utf-8")

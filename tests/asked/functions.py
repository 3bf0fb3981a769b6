"""The functions of the rooms by file and name."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import baclofen

SRC = Path(baclofen.__file__).parent


def modules_of(rooms: Iterable[str]) -> list[str]:
    """The modules below these rooms or files, as "exchange/names.py"."""
    found = []
    for room in rooms:
        path = SRC / room
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        found += [file.relative_to(SRC).as_posix() for file in files]
    return found


def module(file: str) -> ModuleType:
    name = f"baclofen.{file.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")
    return import_module(name)


def functions_of(file: str) -> dict[str, FunctionType]:
    """The functions and methods that this file defines, by their name: "one", "Kind.one"."""
    home = module(file)
    found: dict[str, FunctionType] = {}
    for name, thing in vars(home).items():
        if isinstance(thing, type) and thing.__module__ == home.__name__:
            for inner, part in vars(thing).items():
                _add(found, f"{thing.__qualname__}.{inner}", part, home)
        else:
            _add(found, name, thing, home)
    return found


def _add(found: dict[str, FunctionType], name: str, thing: Any, home: ModuleType) -> None:
    function = bare(thing)
    if (
        function is not None
        and function.__module__ == home.__name__
        and function.__code__.co_filename == home.__file__
        and function.__qualname__ == name
    ):
        found[name] = function


def bare(thing: Any) -> FunctionType | None:
    """The function behind a property, a class method, a cache."""
    if isinstance(thing, property):
        thing = thing.fget
    if isinstance(thing, cached_property):
        thing = thing.func
    if isinstance(thing, classmethod | staticmethod):
        thing = thing.__func__
    thing = inspect.unwrap(thing) if callable(thing) and hasattr(thing, "__wrapped__") else thing
    return thing if isinstance(thing, FunctionType) else None

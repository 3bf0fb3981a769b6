"""Names of a package that are imported when first used: a command loads only what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def lazily(package: str, homes: Mapping[str, Iterable[str]]) -> Callable[[str], Any]:
    """The `__getattr__` of a package whose names live in its modules: `homes`, by module.

    A module must not bear the name of something it is the home of: once imported, it would stand
    in its place.
    """
    home_of = {name: module for module, names in homes.items() for name in names}
    if astray := home_of.keys() & homes.keys():
        raise ValueError(f"named as a module and as something in one: {', '.join(sorted(astray))}")

    def get(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no name {name!r}")
        return getattr(import_module(f"{package}.{home_of[name]}"), name)

    return get

"""What modules of tests share is as it was: a constant that one test changes in place makes another
fail, in another file and an hour later. So all of them are compared after each file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import ModuleType
from typing import Any

#: What JSON and TOML are made of.
_PLAIN = (str, int, float, bool, date, type(None))
#: Longer ones are data that was read, not something to ask with.
_LONGEST = 20_000


class Shared:
    """The dictionaries and lists that modules hold by name, as they are now; one that is empty is
    there to be filled."""

    def __init__(self, modules: Mapping[str, ModuleType]) -> None:
        self._kept: dict[int, tuple[str, Any, str]] = {}
        for of, module in modules.items():
            for name, value in vars(module).items():
                if not name.startswith("__") and _is_plain(value) and value:
                    self._keep(f"{of}.{name}", value)

    def damaged(self) -> list[str]:
        """The names of those that are not as they were, each once."""
        found = []
        for key, (name, value, was) in self._kept.items():
            if (now := repr(value)) != was:
                found.append(name)
                self._kept[key] = name, value, now
        return found

    def _keep(self, name: str, value: Any) -> None:
        text = repr(value)
        if len(text) <= _LONGEST:
            self._kept.setdefault(id(value), (name, value, text))


def _is_plain(value: object) -> bool:
    """Whether it is a dictionary or a list, or holds one, and nothing but what a file could."""
    if type(value) is dict:
        return all(_is_part(part) for part in value.values())
    if type(value) in (list, tuple):
        return all(_is_part(part) for part in value)  # type: ignore[attr-defined]
    return False


def _is_part(value: object) -> bool:
    return isinstance(value, _PLAIN) or _is_plain(value)

"""Values as plain JSON, and as short lines: what is kept of a crowd."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

from baclofen.knowledge import Note, Question, Rule
from baclofen.units import Dose
from baclofen.value import Value

#: The longest that a line may be before it becomes a mark.
_LONGEST = 160


def plain(value: Any) -> Any:
    """A value in types of JSON: what it holds, and no words."""
    if isinstance(value, Note):
        return [value.phrase, *value.why, {name: plain(v) for name, v in value.values}]
    if isinstance(value, Dose):
        return f"{value.in_mcg:.9g} mcg"
    if isinstance(value, Rule | Question):
        return value.id
    if isinstance(value, Value):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(json.dumps(plain(item), sort_keys=True) for item in value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return float(f"{value:.9g}")
    return value


#: What stands behind each mark that was made here.
_BEHIND: dict[str, str] = {}


def mark(words: str) -> str:
    """A few letters that stand for words."""
    return sha256(words.encode()).hexdigest()[:8]


def behind(words: str) -> str:
    """What stands behind a mark that this process made; other words as they are."""
    return _BEHIND.get(words, words)


def line(name: str, value: Any) -> str:
    said = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    if len(said) > _LONGEST and not isinstance(value, str):
        short = f"({mark(said)})"
        _BEHIND[short], said = said, short
    return f"  {name}: {said}"

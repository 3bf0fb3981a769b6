"""Tables of words that are no names: functions and their loss, and values in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from baclofen.errors import KnowledgeError

Row = Mapping[str, str]


def several(text: str) -> list[str]:
    """The parts of a cell that holds several."""
    return [part for part in text.split(";") if part]


#: What a row of a function begins its kind with.
_FUNCTION = "function "


def functions_of(rows: Iterable[Row]) -> dict[str, Any]:
    """The words of functions and of their loss by kind, and the alarms of each function."""
    words: dict[str, list[str]] = defaultdict(list)
    does: dict[str, list[str]] = defaultdict(list)
    means: dict[str, list[str]] = {}
    for row in rows:
        kind = row["kind"].removeprefix(_FUNCTION)
        if kind == row["kind"]:
            words[kind].append(row["word"])
        elif means.setdefault(kind, several(row["means"])) != several(row["means"]):
            raise KnowledgeError(f"functions.csv: {kind!r} means two things")
        else:
            does[kind].append(row["word"])
    return {"words": words, "functions": does, "means": means}


def measured_of(rows: Iterable[Row]) -> dict[str, Any]:
    """What each value is called, the words beside which it is another's, and those between."""
    names: dict[str, list[str]] = defaultdict(list)
    unless: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        names[row["of"]].append(row["word"])
        unless[row["of"].split()[0]].update(dict.fromkeys(several(row["unless"])))
    between, where = names.pop("between"), names.pop("where")
    others = {of: [*words] for of, words in unless.items()}
    return {"names": names, "unless": others, "between": between, "where": where}

"""How much of each file of the data was read, recalled, assumed or decided."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from baclofen.knowledge.fact import COPIES, HOWS, How
from baclofen.knowledge.tables import entries_of
from baclofen.value import Value


class Counts(Value):
    """Of one file of facts, rules or schedules: how its entries were come by.

    `in_copies` are those seen in a copy of their source, not with its publisher; `rest_in_copies`
    those seen with it, but for a rest.
    """

    file: str
    hows: Mapping[How, int]
    in_copies: int
    rest_in_copies: int

    @property
    def all(self) -> int:
        return sum(self.hows.values())


def count_hows() -> tuple[Counts, ...]:
    """The counts of every file that ships with this package, in the order of their names.

    >>> renal = next(c for c in count_hows() if c.file == "rules/renal.toml")
    >>> renal.hows["memory"]
    0
    """
    root = Path(__file__).parent / "data"
    copies = {
        id
        for id, raw in tomllib.loads((root / "sources.toml").read_text(encoding="utf-8")).items()
        if raw["read_at"] in COPIES
    }
    counted = []
    for folder in ("parameters", "rules", "schedules"):
        for path in sorted((root / folder).glob("*.toml"), key=lambda p: p.name):
            raws = [raw for _, raw in entries_of(path)]
            hows = Counter(raw["how"] for raw in raws)
            seen = [raw for raw in raws if raw["how"] == "seen"]
            whole = [raw for raw in seen if raw["source"] in copies]
            rests = [r for r in seen if r["source"] not in copies and r.get("rest") in copies]
            name = f"{folder}/{path.name}"
            counted.append(
                Counts(name, {how: hows[how] for how in HOWS}, len(whole), len(rests))
            )  # fmt: skip
    return tuple(counted)

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

    `in_copies` are those seen in a copy of their source, not with its publisher.
    """

    file: str
    hows: Mapping[How, int]
    in_copies: int

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
            seen_in_copies = sum(raw["how"] == "seen" and raw["source"] in copies for raw in raws)
            counted.append(
                Counts(
                    f"{folder}/{path.name}", {how: hows[how] for how in HOWS}, seen_in_copies
                )
            )  # fmt: skip
    return tuple(counted)

"""How much of each file of the data was read, recalled, assumed or decided."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
    """The counts of every file that ships with this package, in the order of their names; last the
    trials: each study, and each source of a claim.

    >>> renal = next(c for c in count_hows() if c.file == "rules/renal.toml")
    >>> renal.hows["memory"]
    0
    """
    root = Path(__file__).parent / "data"
    sources = _toml(root / "sources.toml")
    copies = {id for id, raw in sources.items() if raw["read_at"] in COPIES}
    counted = []
    for folder in ("parameters", "rules", "schedules"):
        for path in sorted((root / folder).glob("*.toml"), key=lambda p: p.name):
            raws = [raw for _, raw in entries_of(path)]
            counted.append(_counts(f"{folder}/{path.name}", raws, copies))
    studies, audit = (_toml(root / "trials" / f"{n}.toml") for n in ("studies", "claims"))
    read = {**sources, **studies, **audit["references"]}
    copies = {id for id, raw in read.items() if raw["read_at"] in COPIES}
    own = [{"how": raw["how"], "source": id} for id, raw in studies.items()]
    basis = [
        {"how": raw.get("how") or studies.get(id, {}).get("how", "seen"), "source": id}
        for claim in audit["claims"].values()
        for raw in claim["sources"]
        for id in (raw.get("study") or raw.get("source") or raw["reference"],)
    ]
    return (
        *counted,
        _counts("trials/studies.toml", own, copies),
        _counts("trials/claims.toml", basis, copies),
    )


def _counts(name: str, raws: Sequence[Mapping[str, Any]], copies: set[str]) -> Counts:
    hows = Counter(raw["how"] for raw in raws)
    seen = [raw for raw in raws if raw["how"] == "seen"]
    whole = [raw for raw in seen if raw["source"] in copies]
    rests = [r for r in seen if r["source"] not in copies and r.get("rest") in copies]
    return Counts(name, {how: hows[how] for how in HOWS}, len(whole), len(rests))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))

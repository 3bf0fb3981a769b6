"""Every number that a rule compares with: what the rule says below it, at it and above it.

    python -m tests.bite.edges      writes edges.csv and decides.csv anew, to be read before kept

decides.csv is what else a rule decides by: role, severity, where it holds, what it asks and slows.
The case around a number is one in which nothing but that comparison decides.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from baclofen.knowledge import Compare, Has, Knowledge, Members, load_knowledge
from baclofen.knowledge.condition import Condition, Not
from baclofen.value import Value

KEPT = Path(__file__).parent / "edges.csv"
DECIDES_KEPT = Path(__file__).parent / "decides.csv"
#: What a rule decides by beside its conditions.
_FIELDS = (
    "role", "severity", "topic", "only_in", "beyond_gives", "kept_gives", "asks", "check", "slows",
    "specialist_up_to_mg", "governs", "gives",
)  # fmt: skip
#: What a comparison says below its number, at it, above it: the meaning of the sign.
DECIDES: Mapping[str, tuple[bool, bool, bool]] = {
    "<": (True, False, False),
    "<=": (True, True, False),
    ">": (False, False, True),
    ">=": (False, True, True),
    "==": (False, True, False),
    "!=": (True, False, True),
}
#: Between which of the three its answer turns.
_TURNS: Mapping[str, tuple[int, ...]] = {
    "<": (0, 1), ">=": (0, 1), "<=": (1, 2), ">": (1, 2), "==": (0, 1, 2), "!=": (0, 1, 2),
}  # fmt: skip
#: Cases that are tried around one number, at most.
_MOST = 200_000


class Edge(Value):
    """One comparison with a number, in `when` or `beyond` of a rule; `at` counts its leaves."""

    rule: str
    part: str
    at: int
    leaf: Compare

    def condition(self, known: Knowledge) -> Condition:
        found: Condition = getattr(known.rules[self.rule], self.part)
        return found

    @property
    def name(self) -> str:
        return f"{self.rule} {self.part} {self.leaf.field} {self.leaf.value:g}"


def edges(known: Knowledge) -> Iterator[Edge]:
    for rule in known.rules.values():
        for part in ("when", "beyond"):
            condition = getattr(rule, part)
            if condition is None:
                continue
            for at, leaf in enumerate(condition.leaves()):
                if isinstance(leaf, Compare) and is_number(leaf.value):
                    yield Edge(rule.id, part, at, leaf)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def around(value: float) -> tuple[float, float, float]:
    """The nearest number below, the number, the nearest above."""
    return math.nextafter(value, -math.inf), value, math.nextafter(value, math.inf)


def said(edge: Edge, known: Knowledge) -> tuple[bool, bool, bool]:
    """What the rule says below, at and above, where this comparison alone decides.

    Raises `LookupError` where it decides nowhere: the comparison is then idle.
    """
    condition = edge.condition(known)
    turned = _turned(condition, edge.at)
    wanted = tuple(d is not turned for d in DECIDES[edge.leaf.sign])
    turns = _TURNS[edge.leaf.sign]
    for case in _cases(condition, edge.leaf.field):
        below, at, above = (
            condition.judge({**case, edge.leaf.field: v}) is True
            for v in around(float(edge.leaf.value))
        )
        got = (below, at, above)
        if all(got[n] is wanted[n] for n in turns):
            return got
    raise LookupError(f"{edge.name}: in no case does this comparison decide as its sign says")


def _turned(condition: Condition, at: int) -> bool:
    """Whether a leaf stands under an odd number of "not"."""
    if isinstance(condition, Compare | Has):
        return False
    if isinstance(condition, Not):
        return not _turned(condition.part, at)
    for part in condition.parts:
        count = sum(1 for _ in part.leaves())
        if at < count:
            return _turned(part, at)
        at -= count
    raise IndexError(at)


def decides(condition: Condition, leaf: Has) -> bool:
    """Whether there is a case in which this member of a set alone decides."""
    others = [x.member for x in condition.leaves() if isinstance(x, Has) and x.field == leaf.field]
    for case in _cases(condition, leaf.field):
        for other in ((), *((name,) for name in others if name != leaf.member)):
            lacks, has = (
                Members(frozenset(present), complete=True)
                for present in (other, (*other, leaf.member))
            )
            if condition.judge({**case, leaf.field: lacks}) is not condition.judge(
                {**case, leaf.field: has}
            ):
                return True
    return False


def _cases(condition: Condition, but: str) -> Iterator[dict[str, Any]]:
    """Cases of every field of a condition but one, each at values that matter to it."""
    values: dict[str, list[Any]] = {}
    for leaf in condition.leaves():
        if leaf.field == but:
            continue
        if isinstance(leaf, Has):
            found = values.setdefault(leaf.field, [Members(complete=True)])
            found.append(Members(frozenset({leaf.member}), complete=True))
        else:
            found = values.setdefault(leaf.field, [])
            if is_number(leaf.value):
                found += [float(leaf.value) - 1, float(leaf.value), float(leaf.value) + 1]
            else:
                found += [leaf.value, not leaf.value if isinstance(leaf.value, bool) else "else"]
    names = list(values)
    chosen = itertools.product(*(dict.fromkeys(values[n]) for n in names))
    for one in itertools.islice(chosen, _MOST):
        yield dict(zip(names, one, strict=True))


def table(known: Knowledge) -> str:
    """One line an edge: rule, part, field, number, and what the rule says there."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("rule", "part", "field", "number", "below", "at", "above"))
    words = {True: "yes", False: "no"}
    for edge in edges(known):
        three = (words[answer] for answer in said(edge, known))
        writer.writerow((edge.rule, edge.part, edge.leaf.field, f"{edge.leaf.value:g}", *three))
    return out.getvalue()


def decided_by(known: Knowledge) -> str:
    """One line a rule: what it decides by beside its conditions."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("rule", *_FIELDS))
    for rule in known.rules.values():
        writer.writerow((rule.id, *(_plain(getattr(rule, name)) for name in _FIELDS)))
    return out.getvalue()


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={value[key]}" for key in sorted(value))
    if isinstance(value, frozenset | tuple):
        return " ".join(sorted(value))
    return "" if value is None or value is False else str(value)


if __name__ == "__main__":
    KEPT.write_text(table(load_knowledge()), encoding="utf-8")
    DECIDES_KEPT.write_text(decided_by(load_knowledge()), encoding="utf-8")

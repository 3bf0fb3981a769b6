"""Single dangers, each as a change of what is typed: read off the conditions of the rules.

Whatever a rule speaks against (a sign, an illness, a class of medicines, a flag, a side of a
number) is a danger by itself, whatever else its rule waits for. A new rule joins by itself; of a
field that no rule asked for before, `telling` must say how it is typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from baclofen.knowledge import Compare, Has, Knowledge, Rule, Verdict
from baclofen.knowledge.condition import All as AllOf
from baclofen.knowledge.condition import AnyOf, Condition, Not
from tests.laws.healthy import Base, Typed, told
from tests.laws.telling import NO_TELLING, TELLING
from tests.laws.telling_ways import Tell
from tests.people import known


class Danger(NamedTuple):
    """One thing told that rules speak against: of which field, its name, how it is typed, the group
    that it belongs to (of a medicine its class), and the rules that ask for it."""

    field: str
    name: str
    tell: Tell
    group: str
    rules: frozenset[str]

    @property
    def is_left_out(self) -> bool:
        """Whether something is not told, and nothing else is: a proviso answers it."""
        return self.field in ("age_known", "kidney_known", "weight_known")

    def at(self, base: Base) -> Typed | None:
        """What someone types who has it; None where it is no danger of this person."""
        return self.on(base.typed)

    def on(self, table: Typed) -> Typed | None:
        """The same of a table that tells more already."""
        change = self.tell(table)
        return None if change is None else told(table, change)

    def __str__(self) -> str:
        return self.name


def asked(rule: Rule, known: Knowledge) -> Iterator[Compare | Has]:
    """What a rule speaks against: the leaves that make it fire, or take a limit beyond; not those
    that keep it silent, and none of a rule that says ok."""
    if rule.role in ("limit", "advice", "information"):
        parts = [rule.beyond] if rule.kept_gives == "ok" else [rule.when, rule.beyond]
    elif rule.role == "blocking" or known.severities[rule.severity] is not Verdict.OK:
        parts = [rule.when]
    else:
        parts = []
    for part in parts:
        if part is not None:
            yield from _holding(part)


def _holding(condition: Condition) -> Iterator[Compare | Has]:
    match condition:
        case AllOf() | AnyOf():
            for part in condition.parts:
                yield from _holding(part)
        case Not():
            return
        case _:
            yield condition


@cache
def dangers() -> tuple[Danger, ...]:
    """Every danger that any rule speaks of, once."""
    found: dict[str, Danger] = {}
    for rule in known().rules.values():
        for leaf in asked(rule, known()):
            for name, tell in TELLING.get(leaf.field, _no_telling)(leaf):
                of = found[name].rules if name in found else frozenset()
                found[name] = Danger(leaf.field, name, tell, _group(name), of | {rule.id})
    return tuple(found.values())


@cache
def one_of_each_class() -> tuple[Danger, ...]:
    """Every danger, but of the medicines one of each kind of them."""
    kinds: dict[object, Danger] = {}
    for danger in dangers():
        kinds.setdefault(_classes().get(danger.name, danger.name), danger)
    return tuple(kinds.values())


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    """The classes of each medicine, its own first, by the danger's name."""
    every = known().codes.ingredients
    return {f"medicine {i.name}": (i.medicine_class, *i.also_classes) for i in every}


def _group(name: str) -> str:
    return f"class {_classes()[name][0]}" if name in _classes() else name


def _no_telling(leaf: Compare | Has) -> Iterator[tuple[str, Tell]]:
    return iter(())


def untold_fields() -> set[str]:
    """Fields that a rule speaks against and nobody has said how to tell."""
    every = {leaf.field for rule in known().rules.values() for leaf in asked(rule, known())}
    return every - set(TELLING) - set(NO_TELLING)

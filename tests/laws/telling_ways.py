"""Ways to type what a rule speaks against: a flag, a member of a set, a side of a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from baclofen.knowledge import Compare, Has
from baclofen.knowledge.numbers import SedativeKinds
from tests.laws.healthy import Typed
from tests.people import known

Leaf = Compare | Has
#: What is typed besides, of what was typed before; None where it cannot be said of this person.
Tell = Callable[[Mapping[str, Any]], Typed | None]
#: Of a leaf: each danger that it speaks of, by name.
Telling = Callable[[Leaf], Iterator[tuple[str, Tell]]]


def beyond(leaf: Leaf) -> float | None:
    """A number on the side of which the rule speaks, as near as one types it."""
    assert isinstance(leaf, Compare)
    value = float(leaf.value)
    step = 0.01 * abs(value) or 1.0
    return {"<": value - step, "<=": value, ">": value + step, ">=": value, "==": value}.get(
        leaf.sign
    )


def side(leaf: Leaf) -> str:
    assert isinstance(leaf, Compare)
    return f"{leaf.field} {leaf.sign} {leaf.value:g}"


def one(name: str, tell: Tell) -> Telling:
    """A danger of one name, told in one way."""
    return lambda _: iter([(name, tell)])


def always(**change: Any) -> Tell:
    return lambda _: change


def flag(key: str, *, value: bool = True) -> Telling:
    return one(key if value else f"no {key}", always(**{key: value}))


def within(table: str, needs: str = "", **change: Any) -> Tell:
    """In an order's table, where there is one that tells the key it needs."""
    return lambda typed: (
        {table: change} if table in typed and (not needs or needs in typed[table]) else None
    )


def by_mouth(tell: Tell, needs: str = "") -> Tell:
    return lambda typed: (
        None
        if "pump" in typed or "screening" in typed or (needs and needs not in typed)
        else tell(typed)
    )


def taking(**change: Any) -> Tell:
    """Of whoever takes it by mouth already."""
    return by_mouth(lambda typed: change if typed["baclofen"] != "none" else None, "baclofen")


def number_of(write: Callable[[float, Mapping[str, Any]], Typed | None], sides: str) -> Telling:
    """Each number that a rule compares with, on these sides of it; the other bounds a band."""

    def telling(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
        assert isinstance(leaf, Compare)
        if leaf.sign[0] not in sides:
            return
        value = beyond(leaf)
        if value is not None:
            yield side(leaf), lambda typed: write(value, typed)

    return telling


def members_of(key: str, word: str, **also: Any) -> Telling:
    def telling(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
        assert isinstance(leaf, Has)
        yield f"{word} {leaf.member}", always(**{key: [leaf.member], **also})

    return telling


def medicines_of(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
    """Every medicine of the class."""
    assert isinstance(leaf, Has)
    for i in known().codes.ingredients:
        if leaf.member in (i.medicine_class, *i.also_classes) and not i.is_group:
            yield f"medicine {i.name}", always(medicines=[i.name])


def sedatives(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
    """So many kinds of sedating medicine, one of each."""
    assert isinstance(leaf, Compare)
    assert isinstance(leaf.value, int | float)
    kinds = known().of(SedativeKinds).classes
    names = []
    for kind in kinds:
        of_kind = [
            i.name for i in known().codes.ingredients
            if not i.is_group and i.medicine_class in kind and not i.also_classes
        ]  # fmt: skip
        names += sorted(of_kind)[:1]
    count = int(leaf.value)
    yield f"{count} kinds of sedative", always(medicines=names[:count])


def alarms(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
    assert isinstance(leaf, Compare)
    yield f"alarm {leaf.value}", within("pump", "now", alarm=leaf.value)


def tube(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
    assert isinstance(leaf, Compare)
    yield f"tube {leaf.value}", within("oral", tube=leaf.value, product="granules")


def times_a_day(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
    assert isinstance(leaf, Compare)
    yield f"{leaf.value} times a day", within("oral", times_per_day=leaf.value)

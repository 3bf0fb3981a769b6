"""No danger is passed over: told to someone healthy, it never leaves ok with a start, a raise or a
setting, whichever rule speaks of it."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from baclofen.errors import BaclofenError
from tests.laws.dangers import asked, dangers, one_of_each_class, untold_fields
from tests.laws.free import FREE, Free, is_declared
from tests.laws.healthy import ASKED, Base
from tests.laws.heard import EXACT, K, come_of, healthy, is_free
from tests.laws.telling import NO_TELLING, TELLING


def test_every_field_that_a_rule_speaks_against_is_told() -> None:
    assert untold_fields() == set()
    every = {leaf.field for rule in K.rules.values() for leaf in asked(rule, K)}
    assert set(NO_TELLING) | set(TELLING) == every
    assert not set(NO_TELLING) & set(TELLING)


def test_the_healthy_are_ok_and_given_something() -> None:
    """Else nothing is shown by what dangers change. Of the old alone all is with caution."""
    assert {healthy(base).verdict.value for base in EXACT if base.body != "old"} == {"ok"}
    given = {base.asks for base in EXACT if healthy(base).is_free}
    assert given == set(ASKED)


@pytest.mark.parametrize("base", EXACT, ids=str)
def test_no_danger_is_free_but_those_declared(base: Base) -> None:
    """Exactly those: what is declared and no longer free is struck from the list."""
    wrong = []
    for danger in one_of_each_class():
        free = is_free(danger, base)
        if free is not None and free is not is_declared(danger, base):
            wrong.append(f"{danger} is {'free, and not declared' if free else 'not free'}")
    assert not wrong


@pytest.mark.parametrize("entry", FREE, ids=lambda entry: ", ".join(entry.names)[:60])
def test_what_is_declared_is_met(entry: Free) -> None:
    """Each name of an entry, at each thing asked for; at one, where it is of some people alone."""
    met = {
        (name, base.asks)
        for danger in one_of_each_class()
        for base in EXACT
        if entry.covers(danger, base) and danger.at(base) is not None
        for name in (danger.name, danger.group)
    }
    assert entry.why
    if entry.places or entry.bodies:
        assert {name for name, _ in met} >= set(entry.names)
    else:
        assert {(name, asks) for name in entry.names for asks in entry.asks} <= met


def test_every_medicine_that_a_rule_speaks_against_is_heard() -> None:
    """Each, told to one of the healthy."""
    rng = Random(1)  # noqa: S311 - a seed for tests
    told = [(d, rng.choice(EXACT)) for d in dangers() if d.field == "medicine_classes"]
    wrong = [f"{d} at {base}" for d, base in told if is_free(d, base) and not is_declared(d, base)]
    assert len(told) > 500
    assert not wrong


def test_worse_is_never_better() -> None:
    """A danger beside another: the verdict is at least that of the first alone."""
    rng = Random(3)  # noqa: S311 - a seed for tests
    compared = 0
    for first, second in pairwise(rng.sample(dangers(), 200)):
        base = rng.choice(EXACT)
        one = first.at(base)
        both = second.on(one) if one is not None else None
        if one is None or both is None:
            continue
        try:
            alone, joined = come_of(one, base), come_of(both, base)
        except BaclofenError:
            continue
        compared += 1
        assert joined.verdict >= alone.verdict, (str(first), str(second), str(base))
    assert compared > 50

"""No danger is passed over: told to someone healthy, it never leaves ok with a start, a raise or a
setting, whichever rule speaks of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from baclofen.errors import BaclofenError
from baclofen.exchange import read_table
from tests.doors import Outcome, is_heard, loud, outcome
from tests.laws.dangers import Danger, asked, dangers, one_of_each_class, untold_fields
from tests.laws.free import FREE, Free, is_declared
from tests.laws.healthy import ASKED, Base, Typed, bases
from tests.laws.telling import NO_TELLING, TELLING
from tests.people import TODAY, known

K = known()
#: 15 mg at once is no child's start, and 60 mg of a child of 28 kg no dose to be raised.
NO_CHILD = ("order", "taper")
#: Those to whom every danger is told: every thing asked for, and where countries differ.
EXACT = [
    *(Base("ms_spasticity", "adult", asks, "US") for asks in ASKED),
    *(Base("ms_spasticity", "child", asks, "UK") for asks in ASKED if asks not in NO_CHILD),
    *(Base("ms_spasticity", "adult", asks, "UK") for asks in ("order", "bolus", "pump start")),
    *(Base("ms_spasticity", "adult", asks, "DE") for asks in ("taper", "pump start")),
    Base("ms_spasticity", "old", "refill", "US"),
]
SAMPLE = 1000
#: A proviso beside the verdict is the answer to what is left out: nothing is told then.
LEFT_OUT = ("age_known", "kidney_known", "weight_known")


def come_of(typed: Typed, place: str) -> Outcome | None:
    """What comes of a typed file; None where it is refused by name."""
    try:
        reading = read_table(typed, K, today=TODAY)
        return outcome(reading.patient, reading.asks(today=TODAY, jurisdiction=place))
    except BaclofenError:
        return None


@cache
def healthy(base: Base) -> Outcome:
    made = come_of(base.typed, base.place)
    assert made is not None
    return made


def is_free(danger: Danger, base: Base) -> bool | None:
    """Whether someone who has it is told to begin, raise or set as if they had it not; None where
    it is no danger of theirs."""
    typed = danger.at(base)
    if typed is None:
        return None
    before = healthy(base)
    if danger.rules & loud(before.fit):
        return None  # said of them even so: it need not be said twice
    made = come_of(typed, base.place)
    if made is None or is_heard(before, made):
        return False
    asks = {q.question.id for q in made.fit.questions} - {
        q.question.id for q in before.fit.questions
    }
    return not (danger.field in LEFT_OUT and asks)


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


def medicines() -> Iterator[tuple[Danger, Base]]:
    """Each medicine of which a rule speaks, told to one of the healthy."""
    rng = Random(1)  # noqa: S311 - a seed for tests
    for danger in dangers():
        if danger.field == "medicine_classes":
            yield danger, rng.choice(EXACT)


def test_every_medicine_that_a_rule_speaks_against_is_heard() -> None:
    wrong = [
        f"{danger} at {base}"
        for danger, base in medicines()
        if is_free(danger, base) and not is_declared(danger, base)
    ]
    assert not wrong


def test_dangers_at_anyone() -> None:
    """Of every indication, age, thing asked for and country."""
    rng, everybody = Random(2), list(bases())  # noqa: S311 - a seed for tests
    told = 0
    for _ in range(SAMPLE):
        wrong, count = wrong_at(rng, everybody)
        assert not wrong
        told += count
    assert told > SAMPLE / 2


def wrong_at(rng: Random, everybody: list[Base]) -> tuple[str, int]:
    """What is wrong of someone drawn, and whether a danger was told at all."""
    base, danger = rng.choice(everybody), rng.choice(dangers())
    before = healthy_or_none(base)
    if before is None or is_declared(danger, base):
        return "", 0
    free = is_free(danger, base)
    return (f"{danger} at {base} is passed over" if free else ""), int(free is not None)


def healthy_or_none(base: Base) -> Outcome | None:
    """What comes of someone healthy; None where nothing is given even so."""
    made = come_of(base.typed, base.place)
    return made if made is not None and made.gives else None


def test_worse_is_never_better() -> None:
    """A danger beside another: the verdict is at least that of either's alone."""
    rng = Random(3)  # noqa: S311 - a seed for tests
    for first, second in pairwise(rng.sample(dangers(), 200)):
        base = rng.choice(EXACT)
        one = first.at(base)
        if one is None:
            continue
        both = second.on(one)
        alone, joined = come_of(one, base.place), both and come_of(both, base.place)
        if alone is None or not joined:
            continue
        assert joined.verdict >= alone.verdict, (str(first), str(second), str(base))

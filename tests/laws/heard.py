"""Dangers told to the healthy, and whether they are heard."""

from __future__ import annotations

from functools import cache

from baclofen.errors import BaclofenError
from baclofen.exchange import read_table
from tests.doors import Outcome, is_heard, loud, outcome
from tests.laws.dangers import Danger
from tests.laws.healthy import ASKED, Base, Typed
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


def come_of(typed: Typed, base: Base) -> Outcome:
    """What comes of a typed file. Raises a subclass of `BaclofenError` where it is refused."""
    reading = read_table(typed, K, today=TODAY)
    return outcome(reading.patient, reading.asks(today=TODAY, jurisdiction=base.place))


@cache
def healthy(base: Base) -> Outcome:
    return come_of(base.typed, base)


def is_free(danger: Danger, base: Base) -> bool | None:
    """Whether someone who has it is told to begin, raise or set as if they had it not; None where
    it is no danger of theirs, or is said of them even so, or nothing is given to them anyway."""
    typed, before = danger.at(base), healthy(base)
    if typed is None or danger.rules & loud(before.fit) or not before.gives:
        return None
    try:
        made = come_of(typed, base)
    except BaclofenError:
        return False
    if is_heard(before, made):
        return False
    asks = {q.question.id for q in made.fit.questions} - {
        q.question.id for q in before.fit.questions
    }
    return not (danger.is_left_out and asks)

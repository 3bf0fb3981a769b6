"""Doses that are ordered ahead, on later days: each step is what is expected from its day on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baclofen import Verdict, answer, load_knowledge
from baclofen.answering import Answer
from baclofen.patient import BaclofenUse, DoseAhead, DoseBefore
from baclofen.record import (
    Accepted,
    DoseSet,
    Happening,
    Planned,
    StepPlanned,
    Told,
    Took,
    on_day,
)
from baclofen.units import mg
from tests.unit.exchange.build import medicine
from tests.unit.record.told import WOMAN, electronic, imported, inputs_of, record

KNOWN = load_knowledge()
Said = tuple[str, Happening]
WHO = {**WOMAN, "baclofen": "20 mg three times daily"}
DOWN = ["45 mg/day from 2026-02-01", "30 mg/day from 2026-02-15"]
TYPED: Said = ("2026-01-10", Told(table={**WHO, "ordered_ahead": DOWN}))


def step(text: str, first: str, last: str, sequence: int) -> dict[str, Any]:
    days = {"start": first, "end": last}
    return {"text": text, "sequence": sequence, "timing": {"repeat": {"boundsPeriod": days}}}


ORDERED: Said = ("2026-01-10", imported(medicine(
    "baclofen 10 mg tablet", authoredOn="2026-01-09", dosageInstruction=[
        step("20 mg three times daily", "2026-01-09", "2026-01-31", 1),
        step("15 mg three times daily", "2026-02-01", "2026-02-14", 2),
        step("10 mg three times daily", "2026-02-15", "2026-12-31", 3),
    ],
)))  # fmt: skip


def uses(day: str, *said: Said) -> tuple[BaclofenUse, ...]:
    made = on_day(record(*said), date.fromisoformat(day), KNOWN, electronic=electronic)
    return made.patient.baclofen or ()


def judged(day: str, *said: Said) -> Answer:
    when = date.fromisoformat(day)
    reading = on_day(record(*said), when, KNOWN, electronic=electronic)
    return answer(inputs_of(reading, when), KNOWN)


def taken(each: float, *days: str) -> list[Said]:
    """Three doses on each of these days."""
    return [
        (f"{day} {hour}:00", Took(dose=mg(each))) for day in days for hour in ("08", "14", "20")
    ]


@pytest.mark.parametrize("told", [TYPED, ORDERED])
def test_from_its_day_on_an_ordered_step_is_what_is_taken(told: Said) -> None:
    (before,) = uses("2026-01-31", told)
    (after,) = uses("2026-02-02", told)
    (last,) = uses("2026-02-20", told)
    assert [one.daily for one in (before, after, last)] == [mg(60), mg(45), mg(30)]
    assert [one.status for one in (before, after, last)] == ["active"] * 3
    assert after.ahead == (DoseAhead(mg(30), date(2026, 2, 15)),)
    assert last.before == (
        DoseBefore(mg(60), date(2026, 2, 1)), DoseBefore(mg(45), date(2026, 2, 15)),
    )  # fmt: skip


@pytest.mark.parametrize("told", [TYPED, ORDERED])
def test_doses_taken_as_the_steps_say_are_no_doubt_and_others_are(told: Said) -> None:
    over = [*taken(20, "2026-01-30", "2026-01-31"), *taken(15, "2026-02-01")]
    (use,) = uses("2026-02-02", told, *over)
    assert (use.status, use.doubt, use.daily) == ("active", "", mg(45))
    (more,) = uses("2026-02-04", told, *over, *taken(20, "2026-02-02", "2026-02-03"))
    assert more.status == "unknown"
    assert "60 mg were taken on 2026-02-03" in more.doubt


def test_a_step_too_far_is_judged_before_its_day_and_as_what_was_set_on_it() -> None:
    steep: Said = (
        "2026-01-10", Told(table={**WHO, "ordered_ahead": ["10 mg/day from 2026-02-01"]})
    )  # fmt: skip
    ahead, on_it = judged("2026-01-31", steep), judged("2026-02-01", steep)
    assert (ahead.verdict, ahead.fit.fired("AHEAD-CUT-FAR")) == (Verdict.AVOID, True)
    assert (on_it.verdict, on_it.fit.fired("SET-CUT-FAR")) == (Verdict.AVOID, True)


def test_after_a_way_down_that_is_ordered_to_end_it_is_asked_whether_any_is_taken() -> None:
    ends: Said = (
        "2026-01-10", Told(table={**WHO, "baclofen": "15 mg/day",
                                  "ordered_ahead": ["none from 2026-02-01"]}),
    )  # fmt: skip
    assert uses("2026-01-31", ends)[0].ahead == (DoseAhead(mg(0), date(2026, 2, 1)),)
    (use,) = uses("2026-02-01", ends)
    assert (use.status, use.daily) == ("unknown", None)
    assert use.doubt == "None was ordered from 2026-02-01 on; say what is taken"


def test_the_steps_of_a_plan_that_was_accepted_are_ordered_ahead() -> None:
    steps = tuple(
        StepPlanned(first=date.fromisoformat(first), per_day=mg(daily))
        for first, daily in (("2026-01-12", 45), ("2026-01-19", 30), ("2026-01-26", 0))
    )
    said: list[Said] = [
        ("2026-01-10", Told(table=WHO)), ("2026-01-11", DoseSet(route="oral", per_day=mg(60))),
        ("2026-01-12", Planned(
            door="taper", verdict="ok", headline="Taper", digest="0" * 64, steps=steps,
        )),
    ]  # fmt: skip
    made = record(*said)
    number = next(event.number for event in made.of(Planned))
    said += [("2026-01-12", Accepted(plan=number)), *taken(15, "2026-01-12", "2026-01-13")]
    (use,) = uses("2026-01-14", *said)
    assert use.ahead == (
        DoseAhead(mg(30), date(2026, 1, 19)), DoseAhead(mg(0), date(2026, 1, 26)),
    )  # fmt: skip
    found = judged("2026-01-14", *said)
    assert "Ordered for later: 30 mg a day from 19 January 2026" in KNOWN.say(found.headline)

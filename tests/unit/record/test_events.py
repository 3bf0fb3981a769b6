"""A record only grows, and what it says of its own past must be so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from baclofen.errors import InputRefused, OutOfRange
from baclofen.record import (
    Accepted,
    Corrected,
    Event,
    Fell,
    Imported,
    Missed,
    Overridden,
    Planned,
    Record,
    Scored,
)
from tests.unit.record.told import at, record


def _scores(made: Record) -> list[str]:
    return [e.what.score for e in made.of(Scored) if isinstance(e.what, Scored)]


def test_events_stand_in_the_order_in_which_they_happened() -> None:
    late, early = Scored(scale="nrs", score="4"), Scored(scale="nrs", score="7")
    made = record(("2026-02-01", late), ("2026-01-01", early))
    assert [e.number for e in made.events] == [1, 2]
    assert _scores(made) == ["7", "4"]


def test_a_correction_takes_the_place_and_keeps_both() -> None:
    made = record(
        ("2026-01-01", Scored(scale="nrs", score="9")),
        ("2026-01-01", Corrected(of=1, why="typed wrong", to=Scored(scale="nrs", score="6"))),
    )
    assert _scores(made) == ["6"]
    assert len(made.events) == 2
    again = made.with_(
        Corrected(of=2, why="was 5", to=Scored(scale="nrs", score="5")),
        at=at("2026-01-02"), written=at("2026-01-02"), by="dr.b",
    )  # fmt: skip
    assert _scores(again) == ["5"]
    gone = again.with_(
        Corrected(of=3, why="not this patient"), at=at("2026-01-03"), written=at("2026-01-03"),
        by="dr.b",
    )  # fmt: skip
    assert _scores(gone) == []


@pytest.mark.parametrize(
    ("then", "says"),
    [
        (Corrected(of=3, why="x"), "only events 1 to 2"),
        (Corrected(of=0, why="x"), "only events 1 to 2"),
        (Corrected(of=1, why="x"), "corrected before"),
        (Corrected(of=2, why="x"), "corrected before"),
        (Accepted(plan=1), "a plan that stands"),
        (Overridden(plan=7, rule="R", reason="because"), "a plan that stands"),
    ],
)
def test_what_is_said_of_the_past_must_be_so(then: Corrected, says: str) -> None:
    made = record(("2026-01-01", Fell()), ("2026-01-02", Corrected(of=1, why="did not fall")))
    with pytest.raises(InputRefused, match=says):
        made.with_(then, at=at("2026-01-03"), written=at("2026-01-03"), by="dr.a")


def test_a_plan_is_accepted_only_while_it_stands() -> None:
    plan = Planned(door="plan", verdict="ok", headline="Start", digest="0" * 64)
    made = record(("2026-01-01", plan), ("2026-01-01", Accepted(plan=1)))
    assert len(made.standing) == 2
    gone = record(("2026-01-01", plan), ("2026-01-01", Corrected(of=1, why="wrong patient")))
    with pytest.raises(InputRefused, match="a plan that stands"):
        gone.with_(Accepted(plan=1), at=at("2026-01-02"), written=at("2026-01-02"), by="dr.a")


def test_one_file_is_imported_once() -> None:
    one = Imported(digest="a" * 64)
    with pytest.raises(InputRefused, match="imported before"):
        record(("2026-01-01", one), ("2026-01-02", one))
    assert record(
        ("2026-01-01", one), ("2026-01-02", Corrected(of=1, why="cut off")), ("2026-01-03", one)
    )


def test_a_time_carries_its_zone_and_is_not_to_come() -> None:
    now = at("2026-01-01 10:00")

    def event(when: datetime, *, whole_day: bool = False) -> Event:
        return Event(number=1, at=when, written=now, by="a", what=Fell(), whole_day=whole_day)

    assert event(now + timedelta(minutes=4))
    assert event(at("2026-01-01"), whole_day=True)
    with pytest.raises(OutOfRange, match="no later than it is written"):
        event(now + timedelta(minutes=6))
    with pytest.raises(OutOfRange, match="no later than it is written"):
        event(now + timedelta(days=2), whole_day=True)
    with pytest.raises(InputRefused, match="must carry its zone"):
        event(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the fault
    with pytest.raises(OutOfRange, match="living patient"):
        event(at("1899-12-31"))
    with pytest.raises(InputRefused, match="a name"):
        Event(number=1, at=now, written=now, by=" ", what=Fell())


def test_two_clocks_that_disagree_are_refused() -> None:
    made = record(("2026-01-02", Fell()))
    with pytest.raises(InputRefused, match="Two clocks disagree"):
        made.with_(Fell(), at=at("2026-01-01"), written=at("2026-01-01"), by="dr.b")


def test_no_event_may_be_missing() -> None:
    made = record(("2026-01-01", Fell()), ("2026-01-02", Missed()))
    with pytest.raises(InputRefused, match="no event may be missing"):
        Record(made.events[1:])
    with pytest.raises(InputRefused, match="events 1 to 2"):
        made[3]
    with pytest.raises(InputRefused, match="empty"):
        Record()[1]


def test_what_one_could_know_on_a_day() -> None:
    made = record(("2026-01-01", Fell()), ("2026-01-02", Missed()), ("2026-01-04", Fell()))
    assert [len(made.until(at(day).date()).events) for day in ("2026-01-01", "2026-01-03")] == [
        1, 2,
    ]  # fmt: skip

"""What is told of one day: where only the day is known, what is told later counts later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from baclofen.exchange import Reading
from baclofen.record import (
    DoseSet,
    Happening,
    Interrogated,
    Missed,
    Record,
    Stopped,
    Told,
    Took,
    on_day,
)
from baclofen.regimen import PumpOrder
from baclofen.units import mcg, mg
from tests.people import known
from tests.unit.record.told import WOMAN, at

DAY = "2026-01-12"
PUMP: dict[str, Any] = {
    "age_y": 52, "sex": "female",
    "pump": {"origin": "spinal", "now": "300 mcg/day", "concentration": 2000},
}  # fmt: skip
TAKES = {**WOMAN, "baclofen": "20 mg three times daily"}
#: Hours at which the page is open, before noon and after it.
HOURS = pytest.mark.parametrize("hour", ["08", "11", "12", "15", "23"])


def _told(table: dict[str, Any], hour: str, *said: Happening) -> Record:
    """The patient, told at an hour of the day, and what was told minutes later of "today"."""
    first = at(f"{DAY} {hour}:00")
    made = Record().with_(Told(table=table), at=first, written=first, by="a")
    for minute, what in enumerate(said, start=5):
        written = at(f"{DAY} {hour}:{minute:02}")
        made = made.with_(what, at=at(DAY), written=written, by="a", whole_day=True)
    return made


def _on(made: Record, day: str) -> Reading:
    return on_day(made, date.fromisoformat(day), known())


def _pump(made: Record, day: str) -> PumpOrder:
    order = _on(made, day).ordered.order
    assert isinstance(order, PumpOrder)
    return order


@HOURS
@pytest.mark.parametrize("day", [DAY, "2026-01-13"])
def test_a_pump_that_ran_out_today_stands_still(hour: str, day: str) -> None:
    made = _told(PUMP, hour, Stopped(route="intrathecal", why="ran out"))
    assert _pump(made, day).interruption_stands


@HOURS
def test_the_rate_told_last_of_a_day_runs(hour: str) -> None:
    said: list[Happening] = [DoseSet(route="intrathecal", per_day=mcg(n)) for n in (384, 800)]
    assert _pump(_told(PUMP, hour, *said), DAY).now == mcg(800)
    assert _pump(_told(PUMP, hour, said[0], Interrogated(now=mcg(310))), DAY).fault
    assert _pump(_told(PUMP, hour, Stopped(route="intrathecal"), said[1]), DAY).now == mcg(800)


@HOURS
@pytest.mark.parametrize("day", [DAY, "2026-01-13"])
def test_doses_missed_today_are_a_stop(hour: str, day: str) -> None:
    made = _told(TAKES, hour, Missed(doses=9))
    assert [use.status for use in _on(made, day).patient.baclofen or ()] == ["stopped"]


@HOURS
def test_a_dose_taken_after_doses_missed_of_one_day_is_asked_about(hour: str) -> None:
    made = _told(TAKES, hour, Missed(doses=9), Took(dose=mg(20)))
    assert [use.status for use in _on(made, DAY).patient.baclofen or ()] == ["unknown"]


#: What a person could tell of one day, and what of it must count whatever the hour.
_PAIRS: dict[str, tuple[dict[str, Any], tuple[Happening, ...]]] = {
    "set, stopped": (TAKES, (DoseSet(route="oral", per_day=mg(30)), Stopped(route="oral"))),
    "stopped, set": (TAKES, (Stopped(route="oral"), DoseSet(route="oral", per_day=mg(30)))),
    "set, missed": (TAKES, (DoseSet(route="oral", per_day=mg(30)), Missed(doses=6))),
    "took, missed": (TAKES, (Took(dose=mg(20)), Missed(doses=6))),
    "pump set, stopped": (
        PUMP, (DoseSet(route="intrathecal", per_day=mcg(384)), Stopped(route="intrathecal")),
    ),
    "pump read, explanted": (
        PUMP, (Interrogated(now=mcg(300)), Stopped(route="intrathecal", why="explanted")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _PAIRS)
def test_the_hour_of_telling_changes_nothing(name: str) -> None:
    table, said = _PAIRS[name]
    comes: Callable[[str], Any] = lambda hour: _what_counts(_on(_told(table, hour, *said), DAY))  # noqa: E731
    assert comes("08") == comes("11") == comes("15") == comes("23")


def _what_counts(reading: Reading) -> Any:
    order = reading.ordered.order
    uses = reading.patient.baclofen or ()
    return (
        [(use.route, use.status, use.daily, bool(use.doubt)) for use in uses],
        (order.now, order.interruption_stands, order.fault)
        if isinstance(order, PumpOrder)
        else order,
    )

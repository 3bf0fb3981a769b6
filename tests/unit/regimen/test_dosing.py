"""What is given becomes events, and what cannot be given is refused."""

from collections.abc import Callable

import numpy as np
import pytest

from baclofen.engine import Event
from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName
from baclofen.regimen import FORMS, Dosing, bolus, by_mouth, dialysis, pump
from baclofen.simulation import simulate_typical
from baclofen.units import mcg, mg
from tests.kinetics import healthy


def test_doses_by_mouth_become_events_in_micrograms() -> None:
    assert by_mouth(mg(10), at_h=[8, 20], form="solution").events() == (
        Event(8, 10_000, "solution"), Event(20, 10_000, "solution"),
    )  # fmt: skip
    repeated = by_mouth(mg(5), at_h=2, every_h=8, days=2)
    assert [e.time_h for e in repeated.events()] == [2, 10, 18, 26, 34, 42]
    assert repeated.until_h == 50


def test_an_hour_may_be_any_kind_of_number() -> None:
    assert by_mouth(mg(5), at_h=np.int64(3)).given == by_mouth(mg(5), at_h=3.0).given  # type: ignore[arg-type]
    assert dialysis("capd", start_h=np.int64(3), hours=2).until_h == 5  # type: ignore[arg-type]


def test_the_last_dose_comes_before_the_days_are_over() -> None:
    assert len(by_mouth(mg(5), every_h=7, days=1).given) == 4
    assert len(by_mouth(mg(5), every_h=0.1, days=1).given) == 240


def test_a_pump_is_one_infusion_of_all_it_gives() -> None:
    for rate in (
        pump(mcg(96), per="day", days=2, start_h=5),
        pump(mcg(4), per="h", days=2, start_h=5),
    ):
        assert rate.events() == (Event(5, 192, "intrathecal", 48),)
        assert rate.until_h == 53
    assert pump(mcg(0), per="day", days=2).events() == ()


def test_a_bolus_goes_into_csf_at_once() -> None:
    assert bolus(mcg(50), at_h=3).events() == (Event(3, 50, "intrathecal"),)


def test_dialysis_is_off_until_it_is_switched_on_and_after() -> None:
    events = dialysis("haemodialysis", start_h=(24, 72), hours=4).events()
    switched = {(e.time_h, e.values["on_HD"]) for e in events}
    assert switched == {(0, 0), (24, 1), (28, 0), (72, 1), (76, 0)}
    assert not any(e.is_dose for e in events)


def test_sessions_that_meet_are_one_after_the_other_in_any_order() -> None:
    both = dialysis("cvvh", start_h=8, hours=8) + dialysis("cvvh", start_h=0, hours=8)
    last = {e.time_h: e.values["on_CVVH"] for e in both.events()}
    assert last == {0: 1, 8: 1, 16: 0}


def test_later_moves_all_that_is_given() -> None:
    both = by_mouth(mg(5), at_h=1) + pump(mcg(24), per="day", days=1) + bolus(mcg(25), at_h=2)
    both += dialysis("capd", start_h=3, hours=4)
    moved = both.later(10)
    assert [e.time_h for e in moved.events() if e.is_dose] == [11, 12, 10]
    assert [(s.start_h, s.end_h) for s in moved.sessions] == [(13, 17)]
    assert moved.until_h == both.until_h + 10
    assert [e.amount for e in moved.events()] == [e.amount for e in both.events()]


def test_together_is_all_of_both_for_as_long_as_the_longer() -> None:
    one, two = by_mouth(mg(5), every_h=8, days=1), bolus(mcg(50), at_h=40)
    both = one + two
    assert both.events() == (*one.events(), *two.events())
    assert both.until_h == 40
    assert both.ways == ("tablet", "intrathecal")
    assert (one + Dosing()) == one
    assert both.without_doses.events() == ()


def test_pumps_may_follow_each_other() -> None:
    steps = pump(mcg(50), per="day", days=1) + pump(mcg(75), per="day", days=1, start_h=24)
    assert [e.amount for e in steps.events()] == [50, 75]


def test_a_solution_peaks_earlier_and_higher_than_a_tablet() -> None:
    tablet, granules, solution = (
        simulate_typical(healthy(), by_mouth(mg(10), form=form), until_h=24)["plasma_ng_mL"].over()
        for form in FORMS
    )
    assert solution.tmax.median < tablet.tmax.median
    assert solution.Cmax.median > tablet.Cmax.median
    assert granules.tmax == tablet.tmax


@pytest.mark.parametrize(
    ("given", "kind", "says"),
    [
        (lambda: by_mouth(mcg(500)), UnitProblem, "oral dose is 500 mcg; it must be in mg"),
        (lambda: bolus(mg(0.05)), UnitProblem, "intrathecal dose is 0.05 mg; it must be in mcg"),
        (lambda: pump(mg(0.4), per="day", days=1), UnitProblem, "never converted"),
        (lambda: by_mouth(mg(5), form="topical"), InputRefused, "no level was ever measured"),  # type: ignore[arg-type]
        (lambda: by_mouth(mg(5), form="Arbaclofen"), InputRefused, "R-baclofen alone"),  # type: ignore[arg-type]
        (lambda: by_mouth(mg(5), form="patch"), UnknownName, "form is 'patch'"),  # type: ignore[arg-type]
        (lambda: by_mouth(mg(5), every_h=8), InputRefused, "must be given together"),
        (lambda: by_mouth(mg(5), at_h=[0, 8], every_h=8, days=1), InputRefused,
         "`at_h` is the first hour then"),
        (lambda: by_mouth(mg(5), every_h=0, days=1), OutOfRange, "interval is 0 h"),
        (lambda: by_mouth(mg(5), every_h=8, days=np.inf), OutOfRange, "days is inf"),
        (lambda: pump(mcg(50), per="week", days=1), UnknownName, "pump rate per is 'week'"),  # type: ignore[arg-type]
        (lambda: pump(mcg(50), per="day", days=0), OutOfRange, "days is 0"),
        (lambda: pump(mcg(50), per="day", days=2) + pump(mcg(60), per="day", days=1, start_h=24),
         InputRefused, "at two rates at 24 h"),
        (lambda: dialysis("plasmapheresis", start_h=0, hours=4), UnknownName, "kind of dialysis"),  # type: ignore[arg-type]
        (lambda: dialysis("cvvh", start_h=0, hours=0), OutOfRange, "length of dialysis is 0 h"),
        (lambda: dialysis("cvvh", start_h=(0, 3), hours=4), InputRefused,
         "two sessions at once at 3 h"),
        (lambda: by_mouth(mg(5), at_h=-3).events(), OutOfRange, "time of an event is -3 h"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_in_words(
    given: Callable[[], object], kind: type[InputRefused], says: str
) -> None:
    with pytest.raises(kind, match=says):
        given()

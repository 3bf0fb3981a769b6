"""Events: what is refused, and what each kind of record is."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from baclofen.engine import Event
from baclofen.engine.events import MOST_DOSES
from baclofen.errors import InputRefused, OutOfRange

NOT_FINITE = [math.inf, math.nan]


def test_a_bolus_is_a_dose_and_no_infusion() -> None:
    event = Event(2.0, 6.0, "oral")
    assert (event.is_dose, event.is_infusion, event.is_reset, event.is_constant) == (
        True, False, False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [{"duration_h": 4.0}, {"rate_per_h": 1.5}, {"modelled": "rate"}, {"modelled": "duration"}],
)
def test_a_dose_with_a_duration_or_a_rate_is_an_infusion(given: dict[str, Any]) -> None:
    event = Event(2.0, 6.0, "pump", **given)
    assert (event.is_infusion, event.is_constant) == (True, False)


@pytest.mark.parametrize("given", [{"rate_per_h": 1.5}, {"modelled": "rate"}])
def test_a_rate_without_an_amount_is_an_infusion_since_ever(given: dict[str, Any]) -> None:
    event = Event(2.0, 0.0, "pump", ss=1, **given)
    assert (event.is_infusion, event.is_constant) == (True, True)


@pytest.mark.parametrize(
    ("evid", "is_dose", "is_reset"),
    [(0, False, False), (1, True, False), (2, False, False), (3, False, True), (4, True, True)],
)
def test_evid_says_what_a_record_is(evid: int, is_dose: bool, is_reset: bool) -> None:
    event = Event(2.0, evid=evid)
    assert (event.is_dose, event.is_reset) == (is_dose, is_reset)


def test_later_changes_to_the_callers_values_do_not_reach_the_event() -> None:
    values = {"WT": 70.0}
    event = Event(0.0, 5.0, "oral", values=values)
    values["WT"] = 7.0
    assert event.values == {"WT": 70.0}


@pytest.mark.parametrize("time_h", [-1.0, -1e-12, *NOT_FINITE])
def test_a_time_before_zero_or_not_finite_is_refused(time_h: float) -> None:
    with pytest.raises(OutOfRange, match=f"time of an event is {time_h:g} h; it must be 0 or"):
        Event(time_h, 5.0, "oral")


@pytest.mark.parametrize("amount", [-5.0, *NOT_FINITE])
def test_a_negative_amount_is_an_error_not_a_zero(amount: float) -> None:
    with pytest.raises(OutOfRange, match=f"amount of an event is {amount:g}; it must be 0 or"):
        Event(0.0, amount, "oral")


@pytest.mark.parametrize("duration_h", [-1.0, 1e-9, *NOT_FINITE])
def test_a_duration_too_short_to_have_a_rate_is_refused(duration_h: float) -> None:
    with pytest.raises(OutOfRange, match=r"duration of an event is .* h; it must be 0 for a bolus"):
        Event(0.0, 5.0, "oral", duration_h)


@pytest.mark.parametrize("rate_per_h", [-1.0, -2.0, *NOT_FINITE])
def test_a_negative_rate_is_refused_as_it_is_no_code_here(rate_per_h: float) -> None:
    with pytest.raises(OutOfRange, match=r"rate of an event is .* per h; it must be 0 or more"):
        Event(0.0, 5.0, "oral", rate_per_h=rate_per_h)


@pytest.mark.parametrize("ii_h", [-6.0, *NOT_FINITE])
def test_a_negative_interval_is_refused(ii_h: float) -> None:
    with pytest.raises(OutOfRange, match=r"interval \(II\) of an event is .* h; it must be 0 or"):
        Event(0.0, 5.0, "oral", ii_h=ii_h, addl=1)


@pytest.mark.parametrize("addl", [-1, 0.5, 10**9, MOST_DOSES, math.nan])
def test_a_number_of_doses_that_has_slipped_is_refused(addl: Any) -> None:
    with pytest.raises(OutOfRange, match=r"additional doses \(ADDL\) of an event is .* 100,000"):
        Event(0.0, 5.0, "oral", ii_h=6, addl=addl)


@pytest.mark.parametrize("evid", [-1, 5, 101, 0.5, math.nan])
def test_an_evid_that_there_is_not_is_refused(evid: Any) -> None:
    with pytest.raises(OutOfRange, match=r"EVID of an event is .*; it must be 0, 1, 2, 3 or 4"):
        Event(0.0, evid=evid)


@pytest.mark.parametrize("ss", [-1, 3, 0.5])
def test_an_ss_that_there_is_not_is_refused(ss: Any) -> None:
    with pytest.raises(OutOfRange, match=r"SS of an event is .*; it must be 0, 1 or 2"):
        Event(0.0, 5.0, "oral", ii_h=6, ss=ss)


@pytest.mark.parametrize("value", NOT_FINITE)
def test_a_covariate_that_is_not_finite_is_refused_by_name(value: float) -> None:
    with pytest.raises(OutOfRange, match=f"WT of an event is {value:g}; it must be finite"):
        Event(0.0, 5.0, "oral", values={"WT": value})


@pytest.mark.parametrize("evid", [0, 2, 3])
@pytest.mark.parametrize(
    "column",
    [{"amount": 5.0}, {"duration_h": 2.0}, {"rate_per_h": 2.0}, {"modelled": "rate"},
     {"ii_h": 6.0}, {"addl": 2}, {"ss": 1}],
)  # fmt: skip
def test_dose_columns_on_what_is_no_dose_are_refused(evid: int, column: dict[str, Any]) -> None:
    message = f"event at 3 h is no dose (EVID {evid}) but has dose columns"
    with pytest.raises(InputRefused, match=re.escape(message)):
        Event(3.0, evid=evid, **column)


@pytest.mark.parametrize(
    "two",
    [
        {"duration_h": 2.0, "rate_per_h": 2.0}, {"duration_h": 2.0, "modelled": "rate"},
        {"rate_per_h": 2.0, "modelled": "duration"},
    ],
)  # fmt: skip
def test_an_infusion_told_twice_is_refused(two: dict[str, Any]) -> None:
    with pytest.raises(
        InputRefused, match="dose at 3 h is given two of duration, rate and modelled"
    ):
        Event(3.0, 5.0, "pump", **two)


def test_a_modelled_thing_that_there_is_not_is_refused() -> None:
    wrong: Any = "lag"
    with pytest.raises(InputRefused, match='modelled as \'lag\'; it must be "rate" or "duration"'):
        Event(3.0, 5.0, "pump", modelled=wrong)


@pytest.mark.parametrize("repeated", [{"addl": 1}, {"ss": 1}, {"ss": 2}])
def test_a_repeated_dose_without_an_interval_is_refused(repeated: dict[str, Any]) -> None:
    with pytest.raises(InputRefused, match=r"repeated \(ADDL or SS\) without an interval; II must"):
        Event(3.0, 5.0, "oral", **repeated)


@pytest.mark.parametrize("given", [{"rate_per_h": 2.0}, {"modelled": "rate"}])
@pytest.mark.parametrize(
    "more", [{}, {"ss": 2, "ii_h": 6.0}, {"ss": 1, "ii_h": 6.0}, {"ss": 1, "addl": 1}, {"addl": 1}]
)
def test_an_infusion_since_ever_has_ss_and_nothing_else(
    given: dict[str, Any], more: dict[str, Any]
) -> None:
    with pytest.raises(InputRefused, match="a rate without an amount; that is an infusion since"):
        Event(3.0, 0.0, "pump", **given, **more)

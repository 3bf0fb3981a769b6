"""Events: what is refused, and what an infusion means."""

from __future__ import annotations

import math

import pytest

from baclofen.engine import Event
from baclofen.errors import OutOfRange


def test_an_infusion_gives_its_amount_evenly() -> None:
    event = Event(2.0, 6.0, "pump", duration_h=4.0)
    assert (event.is_infusion, event.end_h, event.rate_per_h) == (True, 6.0, 1.5)


def test_a_bolus_has_no_rate() -> None:
    event = Event(2.0, 6.0, "oral")
    assert (event.is_infusion, event.end_h, event.rate_per_h) == (False, 2.0, 0.0)


@pytest.mark.parametrize("time_h", [-1.0, math.inf, math.nan])
def test_a_time_before_zero_or_not_finite_is_refused(time_h: float) -> None:
    with pytest.raises(OutOfRange, match=f"time of an event is {time_h:g} h; it must be 0 or"):
        Event(time_h, 5.0, "oral")


@pytest.mark.parametrize("amount", [-5.0, math.inf, math.nan])
def test_a_negative_amount_is_an_error_not_a_zero(amount: float) -> None:
    with pytest.raises(OutOfRange, match=f"amount of an event is {amount:g}; it must be 0 or"):
        Event(0.0, amount, "oral")


@pytest.mark.parametrize("duration_h", [-1.0, 1e-9, math.inf, math.nan])
def test_a_duration_too_short_to_have_a_rate_is_refused(duration_h: float) -> None:
    with pytest.raises(OutOfRange, match=r"duration of an event is .* h; it must be 0 for a bolus"):
        Event(0.0, 5.0, "oral", duration_h)

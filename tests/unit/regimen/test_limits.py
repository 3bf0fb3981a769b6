"""What an order or a reservoir can be at all: the least and the most of each number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from baclofen.errors import OutOfRange, UnitProblem, UnknownName
from baclofen.regimen import (
    Bolus,
    Clocked,
    Device,
    Filling,
    Flex,
    Liquid,
    OralOrder,
    OtherOrder,
    PumpOrder,
    Scored,
    ScreeningOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.units import Dose, mcg, mg


def bolus(**given: Any) -> Bolus:
    return Bolus(dose=mcg(50), **given)


def swallowed(**given: Any) -> Swallowed:
    return Swallowed(amount=mg(50), **given)


#: Who takes it, which number, the most it may be, and whether it may be none.
NUMBERS: tuple[tuple[Callable[..., Any], str, float, bool], ...] = (
    (OralOrder, "times_per_day", 24.0, False),
    (OralOrder, "mg_per_mL", 25.0, False),
    (OralOrder, "tube_fr", 40.0, False),
    (bolus, "hours_ago", 8784.0, True),
    (bolus, "effect_hours", 336.0, True),
    (ScreeningOrder, "mcg_per_mL", 10_000.0, False),
    (PumpOrder, "hours_since_change", 87_840.0, True),
    (PumpOrder, "hours_since_refill", 87_840.0, True),
    (PumpOrder, "interruption_hours", 87_840.0, True),
    (TaperOrder, "weeks", 104.0, True),
    (swallowed, "hours_ago", 1440.0, True),
    (Filling, "fill_mL", 60.0, False),
    (Filling, "mcg_per_mL", 10_000.0, False),
    (Filling, "new_mcg_per_mL", 10_000.0, False),
    (Filling, "alarm_mL", 20.0, True),
    (Filling, "left_mL", 60.0, True),
    (Filling, "expected_mL", 60.0, True),
    (Filling, "withdrawn_mL", 60.0, True),
    (Filling, "tubing_mL", 5.0, False),
    (Filling, "catheter_mL", 5.0, False),
    (Filling, "catheter_cm", 200.0, False),
)
NAMES = [f"{make.__name__}.{name}" for make, name, _, _ in NUMBERS]


@pytest.mark.parametrize(("make", "name", "most", "zero"), NUMBERS, ids=NAMES)
def test_a_number_is_within_its_limits(
    make: Callable[..., Any], name: str, most: float, zero: bool
) -> None:
    for fits in (most, 1e-9, *([0.0] if zero else [])):
        assert getattr(make(**{name: fits}), name) == fits
    beyond = math.nextafter(most, math.inf)
    for wrong in (beyond, -1e-9, math.inf, math.nan, *([] if zero else [0.0])):
        with pytest.raises(OutOfRange):
            make(**{name: wrong})


def test_a_volume_of_a_liquid_is_within_its_limits() -> None:
    for fits in (1e-9, 1000.0):
        assert OralOrder(volume_mL=fits, mg_per_mL=1.0).volume_mL == fits
    for wrong in (0.0, 1000.1):
        with pytest.raises(OutOfRange):
            OralOrder(volume_mL=wrong, mg_per_mL=1.0)


@pytest.mark.parametrize(
    ("mg_per_mL", "step_mL"),
    [(0.0, 1.0), (-1.0, 1.0), (math.inf, 1.0), (1.0, 0.0), (1.0, math.inf)],
)
def test_a_liquid_has_a_strength_and_a_step(mg_per_mL: float, step_mL: float) -> None:
    with pytest.raises(OutOfRange):
        Liquid(mg_per_mL, step_mL)


@pytest.mark.parametrize(
    ("make", "name", "right", "wrong"),
    [
        (OralOrder, "dose", mg(10), mcg(10)),
        (OralOrder, "daily", mg(10), mcg(10)),
        (TaperOrder, "previous", mg(10), mcg(10)),
        (ScreeningOrder, "dose", mcg(1000), mcg(1000.1)),
        (ScreeningOrder, "dose", mcg(50), mg(0.05)),
        (PumpOrder, "now", mcg(10_000), mcg(10_000.1)),
        (PumpOrder, "asked", mcg(10_000), mcg(10_000.1)),
        (PumpOrder, "a_year_ago", mcg(10_000), mcg(10_000.1)),
        (PumpOrder, "now", mcg(300), mg(0.3)),
    ],
)
def test_a_dose_is_in_the_unit_of_its_route_and_no_larger_than_there_is_any(
    make: Callable[..., Any], name: str, right: Dose, wrong: Dose
) -> None:
    assert getattr(make(**{name: right}), name) == right
    with pytest.raises(UnitProblem):
        make(**{name: wrong})


def test_parts_of_a_day_and_earlier_pump_doses_have_their_units_too() -> None:
    with pytest.raises(UnitProblem):
        OralOrder(parts=(mg(5), mcg(5)))
    with pytest.raises(UnitProblem):
        PumpOrder(history=(mcg(300), mg(0.3)))
    with pytest.raises(UnitProblem):
        Swallowed(amount=mcg(300))


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (OralOrder, "product"), (OralOrder, "tube"), (OralOrder, "setting"),
        (ScreeningOrder, "origin"), (ScreeningOrder, "setting"), (PumpOrder, "stage"),
        (PumpOrder, "origin"), (PumpOrder, "setting"),
        (Filling, "tubing_holds"), (Filling, "catheter_holds"), (TaperOrder, "shape"),
    ],
)  # fmt: skip
def test_a_word_is_one_that_is_known(make: Callable[..., Any], name: str) -> None:
    with pytest.raises(UnknownName):
        make(**{name: "nonesuch"})
    with pytest.raises(UnknownName):
        OtherOrder(route="intravenous", product="nonesuch")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "most", "zero"),
    [
        ("accuracy", 0.5, True), ("unusable_mL", 10.0, True), ("least_mL_per_day", 10.0, False),
        ("most_mL_per_day", 100.0, False), ("least_step_mL_per_day", 10.0, False),
        ("tubing_mL", 5.0, False), ("catheter_mL_per_cm", 0.1, False),
    ],
)  # fmt: skip
def test_a_figure_of_a_pump_is_within_its_limits(figure: str, most: float, zero: bool) -> None:
    for fits in (most, 1e-9, *([0.0] if zero else [])):
        assert Device("x", {figure: fits})[figure] == fits
    for wrong in (math.nextafter(most, math.inf), -1e-9, *([] if zero else [0.0])):
        with pytest.raises(OutOfRange):
            Device("x", {figure: wrong})


def test_the_hours_and_the_boluses_of_a_day_have_their_ends() -> None:
    assert Flex(((0.0, mcg(24)), (23.99, mcg(48)))).steps[1][0] == 23.99
    for wrong in (-0.01, 24.0):
        with pytest.raises(OutOfRange):
            Flex(((wrong, mcg(24)),))
    assert [Clocked(mcg(1), n, mcg(24)).per_day for n in (1, 48)] == [mcg(25), mcg(72)]
    for times in (0, 49):
        with pytest.raises(OutOfRange):
            Clocked(mcg(1), times, mcg(24))


def test_scores_are_paired_only_where_both_are_there() -> None:
    assert Scored("spasm", ("3", "2"), ("1", "0")).pairs == (("3", "1"), ("2", "0"))
    assert Scored("spasm", ("3",)).pairs == ()
    assert Scored("spasm", after=("3",)).pairs == ()
    assert Scored("spasm").pairs == ()

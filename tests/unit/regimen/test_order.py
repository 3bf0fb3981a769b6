"""Orders refuse what cannot be meant, and offer what may have been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName
from baclofen.knowledge import load_knowledge
from baclofen.knowledge.numbers import LiquidProduct
from baclofen.regimen import (
    Bolus,
    Filling,
    OralOrder,
    PumpOrder,
    ScreeningOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.regimen.meant import BY_MOUTH, BY_NEEDLE, BY_PUMP, MOST_BY_MOUTH, TEST_MCG_PER_ML
from baclofen.regimen.order import LIQUID_MG_PER_ML
from baclofen.units import mcg, mg


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda: OralOrder(daily=mcg(300)), UnitProblem, "Was 300 mg meant?"),
        (lambda: ScreeningOrder(dose=mg(50)), UnitProblem, "Was 50 mcg meant?"),
        (lambda: ScreeningOrder(dose=mcg(50_000)), UnitProblem, "there is no such dose"),
        (lambda: PumpOrder(now=mg(300)), UnitProblem, "it must be in mcg"),
        (lambda: PumpOrder(history=(mg(1),)), UnitProblem, "earlier pump dose"),
        (lambda: PumpOrder(asked=mcg(20_000)), UnitProblem, "above 10,000 mcg"),
        (lambda: Swallowed(amount=mcg(5)), UnitProblem, "amount swallowed"),
        (lambda: TaperOrder(weeks=-1), OutOfRange, "weeks of the taper is -1"),
        (lambda: Bolus(dose=mcg(50), hours_ago=float("nan")), OutOfRange, "hours since"),
        (lambda: Filling(fill_mL=0.0), OutOfRange, "fill volume is 0 mL; it must be above 0"),
        (lambda: Filling(alarm_mL=float("inf")), OutOfRange, "alarm volume is inf"),
        (lambda: OralOrder(times_per_day=0.0), OutOfRange, "times per day is 0"),
        (lambda: OralOrder(product="syrup"), UnknownName, "product is 'syrup'"),  # type: ignore[arg-type]
        (lambda: PumpOrder(stage="begin"), UnknownName, "stage is 'begin'"),  # type: ignore[arg-type]
        (
            lambda: OralOrder(dose=mg(10), times_per_day=3, daily=mg(60)),
            InputRefused,
            "the first makes 30 mg a day; both must agree",
        ),
        (
            lambda: Filling(filled_on=date(2026, 11, 20), refill_on=date(2026, 11, 2)),
            InputRefused,
            "refill date is 2026-11-02; it must not be before the filling on 2026-11-20",
        ),
    ],
)
def test_what_is_refused(make: Callable[[], Any], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as refusal:
        make()
    assert words in str(refusal.value)


def test_a_wrong_unit_offers_what_may_be_meant() -> None:
    with pytest.raises(UnitProblem) as refusal:
        ScreeningOrder(dose=mg(50))
    assert refusal.value.offers == {
        "likely_unit": "mcg", "factor": 1000, "if_mcg_plausible": True,
        "same_amount_mcg": 50_000, "if_mcg_volume_mL": 1.0,
    }  # fmt: skip
    with pytest.raises(UnitProblem) as refusal:
        PumpOrder(now=mg(300_000))
    assert refusal.value.offers["if_mcg_plausible"] is False


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PumpOrder(now=mg(0.4)), "0.4 mg is 400 mcg: was that meant?"),
        (lambda: PumpOrder(now=mg(300)), "Was 300 mcg meant? Confirm"),
        (lambda: ScreeningOrder(dose=mg(0.05)), "0.05 mg is 50 mcg: was that meant?"),
        (lambda: OralOrder(daily=mcg(30)), "Was 30 mg meant? Confirm"),
        (lambda: OralOrder(daily=mcg(30_000)), "30,000 mcg is 30 mg: was that meant?"),
        (lambda: OralOrder(daily=mcg(500)), "neither that nor 500 mg is given by this route"),
        (
            lambda: OralOrder(parts=(mg(200), mg(200), mg(200))),
            "slip of digits: sum of the parts is 600",
        ),
        (lambda: OralOrder(daily=mg(1500)), "A zero too many: was 150 mg meant?"),
        (
            lambda: OralOrder(dose=mg(150), times_per_day=3),
            "slip of digits: oral daily dose is 450",
        ),
        (lambda: OralOrder(daily=mg(10_000)), "Zeros too many, or another unit?"),
    ],
)
def test_a_slip_is_named_with_what_people_are_given(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(UnitProblem) as refusal:
        make()
    assert str(refusal.value).startswith("slip of ")
    assert words in str(refusal.value)


def test_what_people_were_given_at_most_is_taken() -> None:
    assert OralOrder(daily=mg(300)).per_day == mg(300)


def test_a_volume_alone_is_no_dose() -> None:
    with pytest.raises(UnitProblem) as refusal:
        OralOrder(product="liquid", volume_mL=10)
    assert refusal.value.why == "PR-LIQ-CONC"
    assert refusal.value.offers["dose_mg_by_mg_per_mL"] == {
        "1 mg/mL": 10.0, "2 mg/mL": 20.0, "5 mg/mL": 50.0,
    }  # fmt: skip


def test_a_day_is_as_said_or_the_sum_of_its_doses() -> None:
    assert OralOrder(dose=mg(10), times_per_day=3).per_day == mg(30)
    assert OralOrder(daily=mg(45)).per_day == mg(45)
    assert OralOrder(dose=mg(10)).per_day is None


def test_a_change_starts_from_what_runs_else_from_the_last_known() -> None:
    assert PumpOrder(now=mcg(100), asked=mcg(130)).change_percent == pytest.approx(30)
    assert PumpOrder(history=(mcg(90), mcg(100)), asked=mcg(80)).change_percent == pytest.approx(
        -20
    )
    assert PumpOrder(asked=mcg(80)).change_percent is None
    assert PumpOrder(now=mcg(0), asked=mcg(80)).change_percent is None


def test_the_strengths_are_those_of_the_rules() -> None:
    known = load_knowledge()
    assert (known.rules["P-CONC"].values or {})["test_mcg_per_mL"] == TEST_MCG_PER_ML
    assert {x.product: x.mg_per_mL for x in known.every(LiquidProduct)} == LIQUID_MG_PER_ML


def test_what_could_be_meant_is_what_the_rules_say() -> None:
    known = load_knowledge()
    assert known.number("patient.most_by_mouth") == MOST_BY_MOUTH.in_mg
    assert (known.rules["SLIP-PUMP-BY-MOUTH"].values or {})["below_mg_per_day"] == BY_MOUTH[0].in_mg
    least, most = (known.rules["ITM-RANGE-SPINAL"].values or {})["trials_mcg_per_day"]
    assert (least, most) == tuple(d.in_mcg for d in BY_PUMP)
    assert (known.rules["SLIP-PUMP-IN-MG"].values or {})["below_mcg_per_day"] == BY_PUMP[1].in_mg
    small, last = (known.rules["ITS-SMALL"].values or {}), known.number("screening.last_mcg")
    assert (small["dose_mcg"], last) == tuple(d.in_mcg for d in BY_NEEDLE)


@pytest.mark.parametrize(
    ("told", "single"),
    [
        ({"parts": (mg(20), mg(20), mg(40))}, mg(40)),
        ({"daily": mg(60), "times_per_day": 3}, mg(20)), ({"daily": mg(60)}, None),
        ({"daily": mg(20), "times_per_day": 0.5}, mg(20)),
        ({"volume_mL": 5.0, "mg_per_mL": 2.0}, mg(10)), ({"dose": mg(15)}, mg(15)),
    ],
)  # fmt: skip
def test_what_is_taken_at_one_time(told: dict[str, Any], single: Any) -> None:
    assert OralOrder(**told).single == single

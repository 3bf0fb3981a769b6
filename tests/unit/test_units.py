"""Doses and daily doses in words: the place where mg could become mcg."""

import pytest

from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.units import Dose, convert, mcg, mg, parse_daily_dose


@pytest.mark.parametrize(
    ("words", "dose"),
    [
        ("10 mg three times daily", mg(30)),
        ("10 mg TID", mg(30)),
        ("5mg bd", mg(10)),
        ("20 mg every 6 h", mg(80)),
        ("60 mg/day", mg(60)),
        ("7.5 mg daily", mg(7.5)),
        ("5 mg 4 times a day", mg(20)),
        ("300 mcg/day", mcg(300)),
        ("1,200 µg/day", mcg(1200)),
        ("12.5 mcg/hr", mcg(300)),
    ],
)
def test_a_daily_dose_is_read_in_its_own_unit(words: str, dose: Dose) -> None:
    got = parse_daily_dose(words)
    assert got == dose
    assert got.unit == dose.unit


@pytest.mark.parametrize(
    "words", ["10", "ten mg daily", "10 g daily", "", "mg", "7,5 mg twice daily"]
)
def test_a_number_without_mg_or_mcg_is_refused(words: str) -> None:
    with pytest.raises(UnitProblem) as refusal:
        parse_daily_dose(words)
    assert "amount with its unit" in str(refusal.value)


@pytest.mark.parametrize(
    "words", ["10 mg TIDD", "10 mg", "10 mg sometimes", "10 mg every 0 h", "10 mg 0 times daily"]
)
def test_an_unreadable_frequency_is_refused_not_guessed(words: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        parse_daily_dose(words)
    assert "how often it is taken could not be read" in str(refusal.value)


def test_oral_and_intrathecal_doses_are_never_added() -> None:
    with pytest.raises(UnitProblem) as refusal:
        mg(5) + mcg(100)
    assert "never added or converted" in str(refusal.value)


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf")])
def test_a_dose_is_zero_or_more_and_finite(amount: float) -> None:
    with pytest.raises(OutOfRange) as refusal:
        mg(amount)
    assert "0 or more, and finite" in str(refusal.value)


def test_a_dose_prints_without_trailing_zero_and_with_its_unit() -> None:
    assert [repr(d) for d in (mg(5.0), mcg(1200), mg(0.5))] == ["5 mg", "1,200 mcg", "0.5 mg"]


@pytest.mark.parametrize(
    ("value", "unit", "to", "wanted"),
    [
        (2.14, "mL/s", "L/h", 7.704),
        (30, "mL/h", "L/h", 0.03),
        (4.7, "uL/min", "L/h", 0.000282),
        (19, "nM", "umol/L", 0.019),
        (0.3, "mM", "umol/L", 300),
        (27, "mcg/h", "mcg/day", 648),
        (181.9, "lb", "kg", 82.508),
        (68.3, "mm", "cm", 6.83),
    ],
)
def test_units_in_which_sources_print_are_converted(
    value: float, unit: str, to: str, wanted: float
) -> None:
    assert convert(value, unit, to) == pytest.approx(wanted, rel=1e-4)


def test_units_that_do_not_meet_are_refused() -> None:
    assert convert(1, "L/h", "L/h") == 1
    with pytest.raises(UnitProblem) as refusal:
        convert(1, "mg", "L/h")
    assert "cannot be turned into L/h" in str(refusal.value)

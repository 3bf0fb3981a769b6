"""Units: what is the same, what only looks the same, and what is no unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from numpy.testing import assert_allclose

from baclofen.engine.dimension import NUMBER, RATE, parse_unit
from baclofen.errors import UnitProblem
from tests.tolerances import EXACT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mg/L", "mcg/mL"), ("ng/mL", "mcg/L"), ("ug", "mcg"), ("mg/L/h", "mg/h/L"),
        ("1/h", "h^-1"), ("L^2/L", "L"), ("day", "h*h/h"),
        ("mg / L", "mg/L"), ("kg", "g^1*mg/mg"), ("nmol/mL", "mmol/L"), ("beats/min", "beats/min"),
    ],
)  # fmt: skip
def test_two_spellings_have_the_same_powers(one: str, other: str) -> None:
    assert parse_unit(one).powers == parse_unit(other).powers


@pytest.mark.parametrize(
    ("one", "other"),
    [("mg/L", "mcg/mL"), ("ng/mL", "mcg/L"), ("ug", "mcg"), ("mL/min", "mL/min"), ("1", "g/g")],
)
def test_two_spellings_of_one_unit_are_equal_and_hash_alike(one: str, other: str) -> None:
    assert parse_unit(one) == parse_unit(other)
    assert len({parse_unit(one), parse_unit(other)}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("mg/L", "ng/mL"), ("h", "min"), ("mL", "L"), ("mmol", "nmol"), ("h", "day")]
)
def test_the_same_thing_on_another_scale_is_another_unit(one: str, other: str) -> None:
    assert parse_unit(one).powers == parse_unit(other).powers
    assert parse_unit(one) != parse_unit(other)


@pytest.mark.parametrize(
    ("text", "factor"),
    [("mg/L", 1e-3), ("ng/mL", 1e-6), ("L/day", 1 / 24), ("1/min", 60.0), ("dL^2", 1e-2)],
)
def test_a_scale_is_in_base_units(text: str, factor: float) -> None:
    assert_allclose(parse_unit(text).scale, factor, **EXACT)


def test_an_unknown_word_is_a_unit_of_its_own() -> None:
    assert parse_unit("beats/min") != parse_unit("steps/min")
    assert parse_unit("hr") != parse_unit("h")
    assert parse_unit("l") != parse_unit("L")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1", "1"), ("L", "L"), ("1/h", "1/h"), ("g/L/h", "g/L/h"), ("L^2", "L^2"),
        ("g*L/h^2", "L g/h^2"), ("mg", "0.001 g"), ("day", "24 h"),
    ],
)  # fmt: skip
def test_a_unit_is_shown_in_base_units(text: str, shown: str) -> None:
    assert str(parse_unit(text)) == shown


@pytest.mark.parametrize(
    "text", ["", " ", "mg//L", "2", "2 mg", "mg^", "mg^x", "mg/L)", "mg·L", "%"]
)
def test_what_does_not_read_like_a_unit_is_refused(text: str) -> None:
    with pytest.raises(UnitProblem, match=r"unit is '.*'; it must read like mg/L, 1/h, L\^2 or 1"):
        parse_unit(text)


def test_units_multiply_divide_and_have_roots() -> None:
    mg, L = parse_unit("mg"), parse_unit("L")
    assert mg / L == parse_unit("mg/L")
    assert mg / L * L == mg
    assert (L * L).to_the(Fraction(1, 2)) == L
    assert L.to_the(Fraction(-2)) == parse_unit("1/L^2")


def test_only_what_has_no_unit_is_a_number() -> None:
    assert NUMBER.is_number
    assert (RATE * parse_unit("h")).is_number
    assert not RATE.is_number
    assert not (parse_unit("mg") / parse_unit("g")).is_number


def test_a_unit_is_not_equal_to_its_text() -> None:
    assert parse_unit("mg") != "mg"

"""Formulas: what the language holds, what it refuses, and that nothing is computed wrongly."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine.dimension import Dimension, parse_unit
from baclofen.engine.expression import (
    LONGEST_FORMULA,
    bind,
    dimension,
    evaluate,
    inline,
    linear_form,
    number,
    parse,
)
from baclofen.errors import InputRefused, UnitProblem, UnknownName
from tests.tolerances import ROUNDING

A, B, C = (np.random.default_rng(7).uniform(0.5, 2.0, (2, 3, 4)) for _ in range(3))
ARRAYS = {"a": A, "b": B[:, :1], "c": C}


def value(text: str, **at: Any) -> Any:
    return evaluate(parse(text), at, np, {})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 + 2*3", 7.0), ("(1 + 2)*3", 9.0), ("2**3**2", 512.0), ("-2**2", -4.0), ("8/4/2", 1.0),
        ("8 - 4 - 2", 2.0), ("--3", 3.0), ("exp(0)", 1.0), ("log(1)", 0.0), ("sqrt(9)", 3.0),
        ("min(2, 3)", 2.0), ("max(2, 3)", 3.0), (" 1e3 ", 1000.0), ("7", 7.0), ("0.5", 0.5),
    ],
)  # fmt: skip
def test_arithmetic_means_what_it_means_in_python(text: str, wanted: float) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "a.b", "a.__class__", "a[0]", "[a for a in b]", "(a for a in b)", "lambda: 1", "a and b",
        "a if b else c", "a < b", "a == b", "not a", "~a", "+a", "a % b", "a // b", "a @ b",
        "a | b", "a << 1", "'text'", "'\\d'", "b'x'", "f'{a}'", "True", "None", "...", "1j",
        "(a := 1)", "(a, b)", "[a]", "{a: b}", "{a}", "*a", "exp(*a)", "exp(x=1)", "exp(**a)",
        "exp.real(1)", "exp(a)(b)", "(lambda: a)()", "(yield)", "1e400", "1" + "0" * 400,
    ],
)  # fmt: skip
def test_what_is_not_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match=r"formula is .*; it "):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "a b", "a +", "a;b", "a = 1", "import os", "a\nb", "\0", "(a", "9" * 5000,
     "(" * 300 + "a" + ")" * 300],
)  # fmt: skip
def test_what_is_not_one_formula_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="it must be one formula, like CL/V1"):
        parse(text)


@pytest.mark.parametrize("name", ["__import__", "eval", "open", "sin", "Exp"])
def test_a_function_that_is_not_known_is_refused(name: str) -> None:
    with pytest.raises(UnknownName, match=f"function in the formula .* is '{name}'; .* hill, log"):
        parse(f"{name}(a)")


@pytest.mark.parametrize(
    ("text", "takes"), [("exp()", 1), ("min(a)", 2), ("max(a, b, c)", 2), ("hill(a, b)", 3)]
)
def test_a_function_with_a_wrong_number_of_arguments_is_refused(text: str, takes: int) -> None:
    with pytest.raises(InputRefused, match=f"takes {takes}, not"):
        parse(text)


def test_a_huge_formula_is_refused() -> None:
    with pytest.raises(InputRefused, match=f"it must have at most {LONGEST_FORMULA} parts"):
        parse("+".join(["a"] * LONGEST_FORMULA))


def test_the_longest_formula_is_still_read() -> None:
    few = (LONGEST_FORMULA - 10) // 4
    assert value("+".join(["1"] * few)) == few


def test_names_are_listed_once_in_order_of_first_use() -> None:
    assert parse("b*a + hill(b, c, 1) - a").names == ("b", "a", "c")


@pytest.mark.parametrize(
    "text", ["((a + b) * (-c))", "hill(a, (b / 2), 1)", "exp((-a))", "(a ** 2)", "min(a, 0.5)"]
)
def test_a_formula_is_shown_as_it_can_be_read_again(text: str) -> None:
    assert str(parse(text)) == text
    assert repr(parse(text)) == f"parse({text!r})"


def test_equal_parts_are_one_object() -> None:
    whole = parse("(a*b + 1) / (a*b)")
    assert whole.parts[0].parts[0] is whole.parts[1]
    assert parse("a * b") is whole.parts[1]
    assert number(1) is whole.parts[0].parts[1]


def test_equal_parts_are_computed_once() -> None:
    asked = []

    def exp(x: float) -> float:
        asked.append(x)
        return math.exp(x)

    counting: Any = SimpleNamespace(exp=exp)
    memo: dict[int, Any] = {}
    assert evaluate(parse("exp(a) + exp(a)"), {"a": 1.0}, counting, memo) == 2 * math.e
    assert evaluate(parse("exp(a) * 2"), {"a": 1.0}, counting, memo) == 2 * math.e
    assert asked == [1.0]


@pytest.mark.parametrize("gamma", [0.5, 1.0, 3.0, 50.0])
def test_hill_is_the_sigmoid(gamma: float) -> None:
    x = np.geomspace(1e-3, 1e3, 13)
    wanted = x**gamma / (2.0**gamma + x**gamma)
    assert_allclose(value("hill(x, 2, g)", x=x, g=gamma), wanted, **ROUNDING)


@pytest.mark.parametrize("gamma", [0.7, 1.0, 8.0, 300.0])
def test_hill_is_nothing_at_zero_and_one_at_infinity(gamma: float) -> None:
    x = np.array([-1.0, -1e300, 0.0, 5e-324, 1e-300, 1e300, 1.7e308])
    wanted = [0, 0, 0, 0, 0, 1, 1]
    assert_allclose(value("hill(x, 1, g)", x=x, g=gamma), wanted, **ROUNDING)


def test_hill_leaves_its_argument_alone() -> None:
    x = A.copy()
    value("hill(x, 1, 2)", x=x)
    assert_array_equal(x, A)


LEAF = st.sampled_from(["a", "b", "c", "x", "2", "0.5"])
FORMULA = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
        st.builds("({} / (2 + {}*{}))".format, inner, inner, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("exp(-({}**2))".format, inner),
        st.builds("(-{})".format, inner),
    ),
    max_leaves=8,
)
PYTHON = {"exp": np.exp, "min": np.minimum, "max": np.maximum}


@given(texts=st.lists(FORMULA, min_size=1, max_size=4), known=st.sets(st.sampled_from("abcx")))
@settings(deadline=None, max_examples=150)
def test_any_formulas_together_are_what_python_makes_of_each(
    texts: list[str], known: set[str]
) -> None:
    """Arrays are written over where they are needed no more: never too early, never a name's."""
    at = {**ARRAYS, "x": np.array([1.5])}
    wanted = [eval(text, {**PYTHON, **at}) for text in texts]  # noqa: S307
    memo: dict[int, Any] = {}
    bound = [bind(parse(t), {k: at[k] for k in known}, np, memo) for t in texts]
    for formula in bound:
        formula.uses += 1
    own = {name: array.copy() for name, array in at.items()}
    memo = {}
    for formula, want in zip(bound, wanted, strict=True):
        got = np.broadcast_to(evaluate(formula, own, np, memo), np.shape(want))
        assert_allclose(got, want, **ROUNDING)
    for name, array in own.items():
        assert_array_equal(array, at[name])


def test_what_is_known_is_computed_when_it_is_bound() -> None:
    bound = bind(parse("CL/V * a"), {"CL": 10.0, "V": 50.0}, np, {})
    assert (bound.op, bound.names) == ("*", ("a",))
    assert bound.parts[0].op == "array"
    assert bound.parts[0].value == 0.2
    assert str(bound) == "((given) * a)"


def test_equal_parts_stay_one_when_they_are_bound() -> None:
    memo: dict[int, Any] = {}
    first = bind(parse("k*a + 1"), {"k": 2.0}, np, memo)
    second = bind(parse("k*a - 1"), {"k": 2.0}, np, memo)
    assert first.parts[0] is second.parts[0]


def test_inlining_puts_a_formula_in_the_place_of_its_name() -> None:
    got = inline(parse("CP * 2 + central"), {"CP": parse("central / V")})
    assert got is parse("(central / V) * 2 + central")


def test_inlining_goes_through_signals_of_signals() -> None:
    first = {"CP": parse("central / V")}
    occupied = inline(parse("CP / (CP + 1)"), first)
    assert inline(parse("occ"), {**first, "occ": occupied}).names == ("central", "V")


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("x", {"x": 1.0}), ("x / V", {"x": 0.5}), ("V*x*3", {"x": 6.0}), ("-x", {"x": -1.0}),
        ("x + y", {"x": 1.0, "y": 1.0}), ("(x - 2*y) / V", {"x": 0.5, "y": -1.0}),
        ("x - x", {"x": 0.0}), ("x + 0", {"x": 1.0}), ("0", {}), ("V * (x + y)", {"x": 2, "y": 2}),
        ("x/V + x", {"x": 1.5}), ("-(x - y)", {"x": -1.0, "y": 1.0}),
    ],
)  # fmt: skip
def test_a_weighted_sum_is_found_with_its_weights(text: str, weights: dict[str, float]) -> None:
    found = linear_form(parse(text), ("x", "y"))
    assert found is not None
    assert {k: evaluate(w, {"V": 2.0}, np, {}) for k, w in found.items()} == weights


@pytest.mark.parametrize(
    "text",
    ["x*y", "x**2", "x**1", "V/x", "x/y", "exp(x)", "max(x, 0)", "hill(x, V, 1)", "x + 1", "V",
     "5", "-x*y", "(x + V)*2", "x - V"],
)  # fmt: skip
def test_what_is_no_weighted_sum_is_told_apart(text: str) -> None:
    assert linear_form(parse(text), ("x", "y")) is None


UNITS: dict[str, Dimension] = {
    name: parse_unit(unit)
    for name, unit in {
        "A": "mg", "V": "L", "CL": "L/h", "C": "mg/L", "N": "ng/mL", "n": "1", "k": "1/h",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("A/V", "mg/L"), ("A/V + C", "mg/L"), ("C - 0", "mg/L"), ("max(C, 0)", "mg/L"),
        ("min(0, C)", "mg/L"), ("CL/V", "1/h"), ("V**2", "L^2"), ("V**0", "1"), ("sqrt(V*V)", "L"),
        ("n**0.75", "1"), ("n**n", "1"), ("(V/V)**0.75", "1"), ("exp(n)", "1"), ("log(C/C)", "1"),
        ("hill(C, A/V, n)", "1"), ("-C", "mg/L"), ("2*C", "mg/L"), ("C/2", "mg/L"),
    ],
)  # fmt: skip
def test_the_unit_of_a_formula_follows_from_its_names(text: str, unit: str) -> None:
    assert dimension(parse(text), UNITS) == parse_unit(unit)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A + V", "A is in 0.001 g but V is in L"),
        ("C + N", r"C is in 0.001 g/L but N is in 1e-06 g/L"),
        ("C + 1", "C is in 0.001 g/L but 1 is in 1"),
        ("min(A, V)", "A is in 0.001 g but V is in L"),
        ("hill(C, N, 1)", "C is in .* but N is in"),
        ("hill(C, 0, 1)", "C is in .* but 0 is in 1"),
        ("hill(C, C, k)", "gamma must be a plain number, not 1/h"),
        ("exp(k)", "exp takes a plain number, not 1/h"),
        ("log(C)", "log takes a plain number, not 0.001 g/L"),
        ("V**0.75", "only a plain number can have the power 0.75, not L"),
        ("V**n", "only a plain number can have the power n, not L"),
    ],
)
def test_units_that_do_not_fit_are_refused(text: str, problem: str) -> None:
    with pytest.raises(UnitProblem, match=f"whose units do not fit; {problem}"):
        dimension(parse(text), UNITS)

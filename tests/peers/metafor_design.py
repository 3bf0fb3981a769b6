"""A small reader of R's model formulas, such as `~ ablat + factor(alloc)*year - 1`.

Terms: columns, text columns as treatment contrasts, `factor(x)`, products with `:` and `*`, and
arithmetic of columns, bare or in `I()`, with log, sqrt, exp, pmin and pmax.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.peers.metafor_rows import NotUnderstood, Row

Numbers = NDArray[np.float64]
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "log": np.log, "sqrt": np.sqrt, "exp": np.exp, "pmin": np.minimum, "pmax": np.maximum,
}  # fmt: skip


def design(
    formula: str, rows: Sequence[Row], *, by_case: bool = False
) -> tuple[Numbers, list[str]]:
    """The design of a formula, (k, p), and R's names of its columns.

    A row of which a moderator is missing is not a number in its columns. Levels of text are in
    the order of a dictionary or, as R does in some places, `by_case`, with capitals first.
    """
    terms, has_intercept = _terms(formula.split("~")[-1])
    columns: list[Numbers] = [np.ones(len(rows))] if has_intercept else []
    names = ["intrcpt"] if has_intercept else []
    whole = has_intercept
    for term in sorted(terms, key=lambda t: t.count(":")):
        parts = [_part(factor, rows, all_levels=not whole and ":" not in term, by_case=by_case)
                 for factor in term.split(":")]  # fmt: skip
        # Without an intercept the first factor keeps all its levels.
        whole = whole or any(is_factor for _, _, is_factor in parts)
        at, labels = parts[0][0], parts[0][1]
        for more, its, _ in parts[1:]:
            at = [a * b for b in more for a in at]
            labels = [f"{a}:{b}" for b in its for a in labels]
        columns += at
        names += labels
    return np.column_stack(columns), names


def without_followers(X: Numbers, names: list[str]) -> tuple[Numbers, list[str]]:
    """The columns that do not follow from those before them, as R keeps them."""
    kept: list[int] = []
    for place in range(X.shape[1]):
        if np.linalg.matrix_rank(X[:, [*kept, place]]) > len(kept):
            kept.append(place)
    return X[:, kept], [names[i] for i in kept]


def _terms(text: str) -> tuple[list[str], bool]:
    """The terms of the right side, products spelt out; and whether it has an intercept."""
    terms: list[str] = []
    has_intercept = True
    for sign, piece in re.findall(r"([+-]?)((?:[^+\-()]|\((?:[^()]|\([^()]*\))*\))+)", text):
        term = re.sub(r"\s", "", piece)
        if term in ("", "1", "0"):
            if term == "0" or (term == "1" and sign == "-"):
                has_intercept = False
            continue
        if sign == "-":
            raise NotUnderstood(f"the formula {text!r}")
        factors = _outside(term, "*")
        for size in range(1, 2 ** len(factors)):
            chosen = [f for i, f in enumerate(factors) if size >> i & 1]
            if ":".join(chosen) not in terms:
                terms.append(":".join(chosen))
    return terms, has_intercept


def _outside(term: str, mark: str) -> list[str]:
    """Splits at a mark that is not inside brackets."""
    pieces, depth, start = [], 0, 0
    for i, letter in enumerate(term):
        depth += (letter == "(") - (letter == ")")
        if letter == mark and depth == 0:
            pieces.append(term[start:i])
            start = i + 1
    return [*pieces, term[start:]]


def _part(
    factor: str, rows: Sequence[Row], *, all_levels: bool, by_case: bool
) -> tuple[list[Numbers], list[str], bool]:
    inside = re.fullmatch(r"(?:as\.)?factor\((.+)\)", factor)
    name = inside[1] if inside else factor
    if name in rows[0]:
        values = [row.get(name) for row in rows]
        if inside or any(isinstance(v, str) for v in values):
            levels = _levels(values, by_case=by_case)
            return (
                [_is(values, level) for level in (levels if all_levels else levels[1:])],
                [f"{factor}{level}" for level in (levels if all_levels else levels[1:])],
                True,
            )
        return [np.array([np.nan if v is None else float(v) for v in values])], [factor], False
    return [_computed(factor, rows)], [factor], False


def _levels(values: Sequence[Any], *, by_case: bool) -> list[str]:
    found = {v for v in values if v is not None}
    if all(isinstance(v, (int, float)) for v in found):
        return [f"{v:g}" for v in sorted(found)]
    return sorted((str(v) for v in found), key=lambda v: (v if by_case else v.lower(), v))


def _is(values: Sequence[Any], level: str) -> Numbers:
    shown = [f"{v:g}" if isinstance(v, (int, float)) else v for v in values]
    return np.array([np.nan if v is None else float(str(v) == level) for v in shown])


def _computed(text: str, rows: Sequence[Row]) -> Numbers:
    inside = re.fullmatch(r"I\((.+)\)", text)
    source = (inside[1] if inside else text).replace("^", "**")
    try:
        return np.asarray(_value(ast.parse(source, mode="eval").body, rows), dtype=float)
    except (SyntaxError, KeyError, TypeError) as error:
        raise NotUnderstood(f"the term {text!r}: {error}") from None


def _value(node: ast.expr, rows: Sequence[Row]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return np.array([np.nan if r[node.id] is None else float(r[node.id]) for r in rows])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, rows)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, rows), _value(node.right, rows)
        for kind, apply in _OPERATORS.items():
            if isinstance(node.op, kind):
                return apply(left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id](*(_value(a, rows) for a in node.args))
    raise NotUnderstood(f"the arithmetic {ast.unparse(node)}")


_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}

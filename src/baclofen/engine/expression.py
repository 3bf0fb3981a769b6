"""Formulas of a model: read once into a tree, never evaluated as Python.

The language is arithmetic (`+ - * / **`), numbers, names, and a few functions:
`exp`, `log`, `sqrt`, `min(a, b)`, `max(a, b)` and `hill(x, x50, gamma)`, the sigmoid
x^gamma / (x50^gamma + x^gamma). Equal parts of formulas are one object, so that each is
computed once.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, MutableMapping
from fractions import Fraction
from functools import lru_cache
from types import ModuleType
from typing import Any, NoReturn

import numpy as np

from baclofen.engine.dimension import NUMBER, Dimension
from baclofen.errors import InputRefused, UnitProblem, UnknownName

# A formula is a few operations; beyond this it is not one that people can check.
LONGEST_FORMULA = 500
# exp of more than this is beyond the largest double.
LARGEST_EXPONENT = 700.0

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip
_FUNCTIONS = {"exp": 1, "log": 1, "sqrt": 1, "min": 2, "max": 2, "hill": 3}


class Expression:
    """One node: an operation on other nodes, or a number, a name or an array of draws.

    Made by `parse` and by operations on expressions; two equal ones are the same object.
    """

    __slots__ = ("depth", "names", "op", "parts", "uses", "value")
    op: str
    parts: tuple[Expression, ...]
    value: Any
    #: The names it uses, each once, in order of first use.
    names: tuple[str, ...]
    #: Operations from here to the deepest number or name.
    depth: int
    #: How many formulas need its value: after the last of them its array can be written over.
    uses: int

    def __init__(self, op: str, parts: tuple[Expression, ...], value: Any) -> None:
        self.op, self.parts, self.value, self.uses = op, parts, value, 0
        self.depth = 1 + max((part.depth for part in parts), default=-1)
        used = (value,) if op == "name" else (name for part in parts for name in part.names)
        self.names = tuple(dict.fromkeys(used))

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"

    def __str__(self) -> str:
        if self.op in ("number", "name"):
            return f"{self.value:g}" if self.op == "number" else str(self.value)
        if self.op == "array":
            return "(given)"
        inner = [str(part) for part in self.parts]
        if self.op in _FUNCTIONS:
            return f"{self.op}({', '.join(inner)})"
        return f"(-{inner[0]})" if self.op == "neg" else f"({inner[0]} {self.op} {inner[1]})"


_NODES: dict[tuple[object, ...], Expression] = {}


def _node(op: str, *parts: Expression, value: Any = None) -> Expression:
    key = (op, value, *map(id, parts))
    if key not in _NODES:
        _NODES[key] = Expression(op, parts, value)
    return _NODES[key]


def number(value: float) -> Expression:
    """A number as an expression."""
    return _node("number", value=float(value))


def combine(op: str, *parts: Expression) -> Expression:
    """An operation on expressions.

    >>> combine("/", parse("CL"), parse("V"))
    parse('(CL / V)')
    """
    return _node(op, *parts)


# A model's formulas are read again for each part of it that is followed.
@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of a formula. Raises `InputRefused` and `UnknownName`.

    >>> parse("CL / V + 0.5").names
    ('CL', 'V')
    >>> parse("a*b") is parse("a * b")
    True
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _refused(text, "it must be one formula, like CL/V1") from None
    if sum(1 for _ in ast.walk(tree)) > LONGEST_FORMULA:
        raise _refused(text, f"it must have at most {LONGEST_FORMULA} parts")
    return _read(tree.body, text)


def formula_names(text: str) -> tuple[str, ...]:
    """The names in a formula, each once.

    >>> formula_names("CL/V + CL")
    ('CL', 'V')
    """
    return parse(text).names


def _read(node: ast.expr, text: str) -> Expression:
    match node:
        case ast.Constant(value=bool()):
            raise _refused(text, "it may hold numbers and names only")
        case ast.Constant(value=int() | float() as value) if abs(value) < 1e300:
            return number(value)
        case ast.Name(id=name):
            return _node("name", value=name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _node("neg", _read(operand, text))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _node(_OPERATORS[type(op)], _read(left, text), _read(right, text))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            if name not in _FUNCTIONS:
                raise UnknownName(f"function in the formula {text!r}", name, _FUNCTIONS)
            if len(args) != _FUNCTIONS[name]:
                raise _refused(text, f"{name} takes {_FUNCTIONS[name]}, not {len(args)}")
            return _node(name, *(_read(arg, text) for arg in args))
        case _:
            raise _refused(text, "it may hold numbers, names, + - * / **, " + ", ".join(_FUNCTIONS))


def _refused(text: str, allowed: str) -> InputRefused:
    return InputRefused("formula", repr(text), allowed)


def evaluate(
    node: Expression, at: Mapping[str, Any], xp: ModuleType, memo: MutableMapping[int, Any]
) -> Any:
    """Its value, with arrays by name in `at`, computed by the array library `xp`.

    `memo` holds what has been computed for these arrays; share it between formulas.

    >>> evaluate(parse("hill(c, 50, 1)"), {"c": np.array([0.0, 50, 150])}, np, {}).round(9)
    array([0.  , 0.5 , 0.75])
    """
    if node.op in ("number", "array"):
        return node.value
    if node.op == "name":
        return at[node.value]
    if id(node) in memo:
        return memo[id(node)]
    parts = [evaluate(part, at, xp, memo) for part in node.parts]
    try:
        if xp is np and node.op in _UFUNCS:
            value = _UFUNCS[node.op](*parts, out=_free(node, parts))
        else:
            value = _COMPUTE[node.op](xp, *parts)
    except (OverflowError, ZeroDivisionError):
        raise _refused(str(node), "its numbers must give a number") from None
    if node.uses != 1:
        memo[id(node)] = value
    return value


def _free(node: Expression, parts: list[Any]) -> Any:
    """An array among the parts that is needed no more and large enough for the result."""
    for part, value in zip(node.parts, parts, strict=True):
        if part.uses == 1 and part.parts and np.ndim(value) > 1:
            shape = value.shape
            # Asking NumPy which shape comes of all would cost as much as a small operation.
            if all(s == shape or s in ((), (1,), shape[-1:]) for s in map(np.shape, parts)):
                return value
    return None


def _hill(xp: ModuleType, x: Any, x50: Any, gamma: Any) -> Any:
    # Through logarithms: one exp and two logs cost less than a power, and a ratio's power
    # cannot overflow. Below `tiny` x is 0: its logarithm must not be asked for, nor its slope.
    if xp is np:
        # An array also of a single number, so that it can be written over.
        u = np.array(np.maximum(x, np.finfo(float).tiny), dtype=float)
        shape = np.broadcast_shapes(u.shape, np.shape(x50), np.shape(gamma))
        if u.shape != shape:
            u = np.broadcast_to(u, shape).copy()
        # In place: these passes over an array are much of what a run costs.
        np.log(u, out=u)
        np.subtract(np.log(x50), u, out=u)
        np.multiply(u, gamma, out=u)
        np.minimum(u, LARGEST_EXPONENT, out=u)
        np.exp(u, out=u)
        np.add(u, 1.0, out=u)
        return np.divide(1.0, u, out=u)
    tiny = xp.finfo(x.dtype).tiny
    u = gamma * (xp.log(x50) - xp.log(xp.maximum(x, tiny)))
    return 1.0 / (1.0 + xp.exp(xp.minimum(u, -0.98 * float(np.log(tiny)))))


_UFUNCS: dict[str, Callable[..., Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
}  # fmt: skip

_COMPUTE: dict[str, Callable[..., Any]] = {
    "+": lambda xp, a, b: a + b,
    "-": lambda xp, a, b: a - b,
    "*": lambda xp, a, b: a * b,
    "/": lambda xp, a, b: a / b,
    "**": lambda xp, a, b: a**b,
    "neg": lambda xp, a: -a,
    "exp": lambda xp, a: xp.exp(a),
    "log": lambda xp, a: xp.log(a),
    "sqrt": lambda xp, a: xp.sqrt(a),
    "min": lambda xp, a, b: xp.minimum(a, b),
    "max": lambda xp, a, b: xp.maximum(a, b),
    "hill": _hill,
}


def bind(
    node: Expression, given: Mapping[str, Any], xp: ModuleType, memo: MutableMapping[int, Any]
) -> Expression:
    """The same formula with everything known from `given` already computed.

    `memo` belongs to one `given`; share it between formulas so that equal parts stay one.
    """
    if id(node) in memo:
        kept: Expression = memo[id(node)]
        return kept
    if node.op == "name":
        bound = Expression("array", (), given[node.value]) if node.value in given else node
    elif not node.parts:
        bound = node
    else:
        parts = tuple(bind(part, given, xp, memo) for part in node.parts)
        bound = Expression(node.op, parts, None)
        for part in parts:
            part.uses += 1
        if all(part.op in ("array", "number") for part in parts):
            bound = Expression("array", (), evaluate(bound, {}, xp, {}))
    memo[id(node)] = bound
    return bound


def inline(
    node: Expression,
    signals: Mapping[str, Expression],
    memo: MutableMapping[int, Expression] | None = None,
) -> Expression:
    """The same formula with the names of signals replaced by their own formulas."""
    memo = {} if memo is None else memo
    if node.op == "name":
        return signals.get(node.value, node)
    if id(node) not in memo:
        parts = (inline(part, signals, memo) for part in node.parts)
        memo[id(node)] = _node(node.op, *parts, value=node.value)
    return memo[id(node)]


def linear_form(
    node: Expression,
    states: tuple[str, ...],
    memo: MutableMapping[int, dict[str, Expression] | None] | None = None,
) -> dict[str, Expression] | None:
    """Coefficient of each state, if it is a weighted sum of states; else None.

    >>> linear_form(parse("central / V"), ("gut", "central"))
    {'central': parse('(1 / V)')}
    >>> linear_form(parse("central ** 2"), ("central",)) is None
    True
    """
    memo = {} if memo is None else memo
    if id(node) not in memo:
        memo[id(node)] = _linear_form(node, states, memo)
    found = memo[id(node)]
    return None if found is None else dict(found)


def _linear_form(
    node: Expression,
    states: tuple[str, ...],
    memo: MutableMapping[int, dict[str, Expression] | None],
) -> dict[str, Expression] | None:
    if not set(node.names) & set(states):
        # A constant is a weighted sum only if it is none.
        return {} if node.op == "number" and node.value == 0 else None
    if node.op == "name":
        return {node.value: number(1)}
    if node.op == "neg":
        inner = linear_form(node.parts[0], states, memo)
        return inner and {state: _node("neg", c) for state, c in inner.items()}
    if node.op in ("+", "-"):
        left, right = (linear_form(part, states, memo) for part in node.parts)
        if left is None or right is None:
            return None
        for state, weight in right.items():
            c = weight if node.op == "+" else _node("neg", weight)
            left[state] = _node("+", left[state], c) if state in left else c
        return left
    if node.op in ("*", "/"):
        first, second = node.parts
        if set(second.names) & set(states):
            if node.op == "/" or set(first.names) & set(states):
                return None
            first, second = second, first
        inner = linear_form(first, states, memo)
        return inner and {state: _node(node.op, c, second) for state, c in inner.items()}
    return None


def dimension(node: Expression, units: Mapping[str, Dimension]) -> Dimension:
    """Its unit, from the units of its names. Raises `UnitProblem` where they do not fit.

    >>> from baclofen.engine.dimension import parse_unit
    >>> units = {"CL": parse_unit("L/h"), "V": parse_unit("L")}
    >>> dimension(parse("CL/V"), units) == parse_unit("1/h")
    True
    """
    if node.op == "number":
        return NUMBER
    if node.op == "name":
        return units[node.value]
    inner = [dimension(part, units) for part in node.parts]
    if node.op == "neg":
        return inner[0]
    if node.op == "*":
        return inner[0] * inner[1]
    if node.op == "/":
        return inner[0] / inner[1]
    if node.op == "sqrt":
        return inner[0].to_the(Fraction(1, 2))
    if node.op == "**":
        power = node.parts[1]
        if inner[0].is_number and inner[1].is_number:
            return NUMBER
        if power.op != "number" or float(power.value) != int(power.value):
            _misfit(node, f"only a plain number can have the power {power}, not {inner[0]}")
        return inner[0].to_the(Fraction(int(power.value)))
    if node.op in ("exp", "log"):
        if not inner[0].is_number:
            _misfit(node, f"{node.op} takes a plain number, not {inner[0]}")
        return NUMBER
    if node.op != "hill":
        # 0 has any unit: max(a, 0) is meant.
        for this, that in ((0, 1), (1, 0)):
            if node.parts[this].op == "number" and node.parts[this].value == 0:
                return inner[that]
    if inner[0] != inner[1]:
        _misfit(node, f"{node.parts[0]} is in {inner[0]} but {node.parts[1]} is in {inner[1]}")
    if node.op == "hill":
        if not inner[2].is_number:
            _misfit(node, f"gamma must be a plain number, not {inner[2]}")
        return NUMBER
    return inner[0]


def _misfit(node: Expression, problem: str) -> NoReturn:
    raise UnitProblem("formula", f"{node}, whose units do not fit", problem)

"""The least and the most that a formula can be, whatever its states are: by interval arithmetic.

Between places a curve is drawn as a polynomial, which shoots over where the formula has a
corner. What `max(x, 0)` forbids must not be reported of it.
"""

from __future__ import annotations

from collections.abc import Collection, MutableMapping
from types import ModuleType
from typing import Any

import numpy as np

from baclofen.engine.expression import Expression

Range = tuple[Any, Any]
ANY: Range = (-np.inf, np.inf)


def bounds(
    node: Expression, amounts: Collection[str], xp: ModuleType, memo: MutableMapping[int, Range]
) -> Range:
    """The least and the most, of each draw; `amounts` are names of what is never below 0.

    It may be wider than what is reached, never narrower.

    >>> from baclofen.engine.expression import parse
    >>> bounds(parse("min(2*max(x, 0), 4)"), [], np, {})
    (np.float64(0.0), np.float64(4.0))
    >>> bounds(parse("1/(1 + exp(-x))"), [], np, {})
    (array(0.), array(1.))
    """
    if id(node) not in memo:
        inner = [bounds(part, amounts, xp, memo) for part in node.parts]
        # 0 times, or 1 over, what has no limit is asked for, and dealt with.
        with np.errstate(all="ignore"):
            memo[id(node)] = _bounds(node, inner, amounts, xp)
    return memo[id(node)]


def _bounds(node: Expression, inner: list[Range], amounts: Collection[str], xp: Any) -> Range:
    match node.op:
        case "number" | "array":
            return node.value, node.value
        case "name":
            return (0.0, np.inf) if node.value in amounts else ANY
        case "neg":
            return -inner[0][1], -inner[0][0]
        case "+":
            return inner[0][0] + inner[1][0], inner[0][1] + inner[1][1]
        case "-":
            return inner[0][0] - inner[1][1], inner[0][1] - inner[1][0]
        case "*":
            return _product(inner[0], inner[1], xp)
        case "/":
            low, high = inner[1]
            positive = _product(inner[0], (1 / xp.asarray(high), 1 / xp.asarray(low)), xp)
            return _if(low >= 0, positive, xp)
        case "**":
            # A power of what is 0 or more is 0 or more.
            return _if(inner[0][0] >= 0, (0.0, np.inf), xp)
        case "exp" | "min" | "max":
            does = {"exp": xp.exp, "min": xp.minimum, "max": xp.maximum}[node.op]
            return does(*(low for low, _ in inner)), does(*(high for _, high in inner))
        case "hill":
            return 0.0, 1.0
        case "sqrt":
            return 0.0, np.inf
        case _:
            return ANY


def _product(a: Range, b: Range, xp: Any) -> Range:
    ends = [xp.asarray(x) * y for x in a for y in b]
    # An end that is 0 stays 0 however far the other goes.
    ends = [xp.where(xp.isnan(end), 0.0, end) for end in ends]
    low, high = ends[0], ends[0]
    for end in ends[1:]:
        low, high = xp.minimum(low, end), xp.maximum(high, end)
    return low, high


def _if(condition: Any, found: Range, xp: Any) -> Range:
    return xp.where(condition, found[0], -np.inf), xp.where(condition, found[1], np.inf)

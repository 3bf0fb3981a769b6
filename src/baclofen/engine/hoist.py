"""What of a loop's formulas does not change while the loop is swept: computed once, before.

A loop of turnovers is swept many times, and mostly little of it depends on the loop itself.
The rest, which may be the long formula of a response, is taken out here and put back under
a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baclofen.engine.expression import Expression
from baclofen.value import Value


class Loop(Value, eq=False):
    """Turnovers that depend on themselves: their `gains` and `losses` in terms of each other
    and of `outside`, the formulas that none of them is in, by the names given to them here.

    `varies` are those whose loss one of them is in.
    """

    names: tuple[str, ...]
    gains: Mapping[str, Expression]
    losses: Mapping[str, Expression]
    outside: Mapping[str, Expression]
    varies: frozenset[str]


def take_out(
    names: Sequence[str], gains: Mapping[str, Expression], losses: Mapping[str, Expression]
) -> Loop:
    """The loop of these turnovers, with all taken out that can be.

    >>> from baclofen.engine.expression import parse
    >>> gain, loss = parse("k*max(hill(C, C50, 2) - O, 0)"), parse("k")
    >>> loop = take_out(["O"], {"O": gain}, {"O": loss})
    >>> loop.gains["O"], {name: str(formula) for name, formula in loop.outside.items()}
    (parse('(=0 * max((=1 - O), 0))'), {'=0': 'k', '=1': 'hill(C, C50, 2)'})
    """
    inside = frozenset(names)
    outside: dict[str, Expression] = {}
    memo: dict[int, Expression] = {}

    def apart(node: Expression) -> Expression:
        if id(node) not in memo:
            memo[id(node)] = _apart(node)
        memo[id(node)].uses += 1
        return memo[id(node)]

    def _apart(node: Expression) -> Expression:
        if not inside & set(node.names):
            if node.op in ("array", "number"):
                return Expression(node.op, (), node.value)
            name = f"={len(outside)}"
            outside[name] = node
            return Expression("name", (), name)
        if node.op == "name":
            return Expression("name", (), node.value)
        return Expression(node.op, tuple(apart(part) for part in node.parts), None)

    return Loop(
        names=tuple(names),
        gains={name: apart(gains[name]) for name in names},
        losses={name: apart(losses[name]) for name in names},
        outside=outside,
        varies=frozenset(name for name in names if inside & set(losses[name].names)),
    )

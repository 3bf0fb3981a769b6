"""Formulas as C: statements that compute some of them at one place, for a vector of patients.

What needs parameters alone is computed by NumPy before a run, and handed over as a constant.
Equal parts of formulas are one object, and so become one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from baclofen.engine.expression import Expression, combine, evaluate, number

# What is worth keeping for another stage rather than computing twice.
COSTLY = frozenset(["exp", "log", "sqrt", "hill", "**", "/"])


class Constants:
    """Formulas of parameters, in the order in which C finds their values."""

    def __init__(self, states: Collection[str]) -> None:
        self._states = frozenset(states)
        self._places: dict[int, int] = {}
        self.nodes: list[Expression] = []

    def has(self, node: Expression) -> bool:
        """True where no state is in a formula."""
        return self._states.isdisjoint(node.names)

    def place(self, node: Expression) -> int:
        """Where the formula's value stands; it is added where it is new."""
        if id(node) not in self._places:
            self._places[id(node)] = len(self.nodes)
            self.nodes.append(node)
        return self._places[id(node)]

    def text(self, node: Expression, spread: str = "all") -> str:
        """Its value in C; `spread` makes a vector of a number."""
        if not node.names:
            return literal(float(evaluate(node, {}, np, {})), spread)
        return f"c[{self.place(node)}]"


def literal(value: float, spread: str = "all") -> str:
    """A number in C, to the bit, in every lane."""
    if value != value or value in (np.inf, -np.inf):
        word = "NAN" if value != value else "INFINITY"
        return f"{spread}({'-' if value < 0 else ''}{word})"
    return f"{spread}({float(value).hex()})"


class Stage:
    """Formulas that are computed together, at each place in turn."""

    def __init__(self, constants: Constants, targets: Iterable[Expression]) -> None:
        self._constants, self.targets = constants, tuple(targets)
        self.parents: dict[int, int] = {}
        self.nodes: dict[int, Expression] = {}
        for target in self.targets:
            self._visit(target)

    def _visit(self, node: Expression) -> None:
        self.parents[id(node)] = self.parents.get(id(node), 0) + 1
        if id(node) in self.nodes or node.op == "name" or self._constants.has(node):
            return
        self.nodes[id(node)] = node
        for part in node.parts:
            self._visit(part)

    def statements(
        self, names: Mapping[str, str], known: Mapping[int, str], kept: Mapping[int, str]
    ) -> tuple[list[str], list[str]]:
        """Lines of C, and what each target is called after them.

        `names` says where states are found, `known` where what an earlier stage has kept, and
        `kept` where this one is to keep what it computes.
        """
        lines = _Lines(self, self._constants, names, known, kept)
        return lines.lines, [lines.text(target) for target in self.targets]


class _Lines:
    def __init__(
        self, stage: Stage, constants: Constants, names: Mapping[str, str],
        known: Mapping[int, str], kept: Mapping[int, str],
    ) -> None:  # fmt: skip
        self._stage, self._constants, self._names = stage, constants, names
        self._known, self._kept = known, kept
        self._memo: dict[object, str] = {}
        self.lines: list[str] = []

    def text(self, node: Expression) -> str:
        if self._constants.has(node):
            return self._constants.text(node)
        if node.op == "name":
            return self._names[str(node.value)]
        key = id(node)
        if key not in self._memo:
            self._memo[key] = self._known[key] if key in self._known else self._new(node)
        return self._memo[key]

    def _new(self, node: Expression) -> str:
        name = self._let(self._operation(node))
        if id(node) in self._kept:
            self.lines.append(f"{self._kept[id(node)]} = {name};")
        return name

    def _let(self, text: str) -> str:
        name = f"t{len(self.lines)}"
        self.lines.append(f"const v {name} = {text};")
        return name

    def _operation(self, node: Expression) -> str:
        match node.op:
            case "+" | "-":
                return self._sum(node)
            case "**":
                return self._power(node)
            case "hill":
                return self._hill(node)
            case "neg":
                return f"-{self.text(node.parts[0])}"
            case "exp" | "log":
                return f"v_{node.op}({self.text(node.parts[0])})"
            case "sqrt":
                return f"root({self.text(node.parts[0])})"
            case "min" | "max":
                return self._extreme(node)
            case "/" if self._constants.has(node.parts[1]):
                # One division by NumPy, and none here.
                inverse = combine("/", number(1), node.parts[1])
                return f"{self.text(node.parts[0])} * {self._constants.text(inverse)}"
            case _:
                first, second = (self.text(part) for part in node.parts)
                return f"{first} {node.op} {second}"

    def _sum(self, node: Expression) -> str:
        first, second = node.parts
        if self._is_free_product(first):
            a, b, c = *(self.text(part) for part in first.parts), self.text(second)
            return f"fma_v({a}, {b}, {c if node.op == '+' else f'-({c})'})"
        if self._is_free_product(second):
            a, b, c = *(self.text(part) for part in second.parts), self.text(first)
            return f"fma_v({a if node.op == '+' else f'-({a})'}, {b}, {c})"
        return f"{self.text(first)} {node.op} {self.text(second)}"

    def _is_free_product(self, node: Expression) -> bool:
        is_kept = id(node) in self._known or id(node) in self._kept
        alone = self._stage.parents.get(id(node)) == 1 and not is_kept
        return node.op == "*" and alone and not self._constants.has(node)

    def _power(self, node: Expression) -> str:
        base, power = (self.text(part) for part in node.parts)
        simple = {1.0: base, 2.0: f"{base} * {base}", 3.0: f"{base} * {base} * {base}",
                  0.5: f"root({base})", -1.0: f"all(1.0) / {base}"}  # fmt: skip
        exponent = node.parts[1]
        if exponent.op == "number" and exponent.value in simple:
            return simple[exponent.value]
        return f"v_pow({base}, {power})"

    def _extreme(self, node: Expression) -> str:
        first, second = node.parts
        if second.op == "number":
            first, second = second, first
        # Where one is a number only the other can be NaN, and is handed on as the second.
        quick, full = {"min": ("min_v", "least"), "max": ("max_v", "most")}[node.op]
        how = quick if first.op == "number" else full
        return f"{how}({self.text(first)}, {self.text(second)})"

    def _hill(self, node: Expression) -> str:
        x, x50, gamma = node.parts
        middle = combine("log", x50)
        log_x50 = (
            self._constants.text(middle)
            if self._constants.has(x50)
            else self._log("v_log", x50, self.text(x50))
        )
        # Below the smallest normal number it is 0, whose logarithm must not be asked for.
        log_x = self._log("high_log", x, f"max_v(all(SMALLEST), {self.text(x)})")
        return f"v_hill({log_x}, {log_x50}, {self.text(gamma)})"

    def _log(self, how: str, node: Expression, text: str) -> str:
        key = how, id(node)
        if key not in self._memo:
            self._memo[key] = self._let(f"{how}({text})")
        return self._memo[key]

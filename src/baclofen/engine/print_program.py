"""A program as C: what its graph and the outputs wanted are, before the walk that all share.

Doses, times and parameters are data: one text, once compiled, serves every table of events, any
number of patients and any draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from baclofen.engine.expression import Expression, combine, number
from baclofen.engine.graph import Flow
from baclofen.engine.library import Precision
from baclofen.engine.panel import FINE, Numbers, Panel, make_panel
from baclofen.engine.print_formula import Constants
from baclofen.engine.print_turnover import Turning
from baclofen.engine.program import Program
from baclofen.engine.reduce import NEED_FINE, SAME_PEAK
from baclofen.engine.slow import MOST_SWEEPS, PART_OF_MISSED, SAME
from baclofen.engine.step import NEARLY_NOTHING, Wanted
from baclofen.value import Value

#: What formulas are computed in.
FORMULAS_IN: Mapping[Precision, str] = {"float64": "as_double", "float32": "as_single"}


class Target(Value, eq=False):
    """A weighted sum of states that is looked at along blocks: a compartment, or an output.

    `sources` are the places of the states that anything of it can come from, `weights` those of
    them in the sum itself.
    """

    name: str
    sources: tuple[int, ...]
    weights: dict[int, Expression]


class Printed(Value, eq=False):
    """`text` in C, and the `constants` that it is handed: first what turnovers begin with. After
    them come the least and the most of the `limited` outputs, and the least of weighted sums with
    the weights `floored`. `leaves` are the rates at which states empty."""

    text: str
    constants: tuple[Expression, ...]
    limited: tuple[str, ...]
    floored: tuple[tuple[Expression, ...], ...]
    leaves: tuple[Expression, ...]


def print_program(program: Program, wanted: Wanted, precision: Precision) -> Printed:
    """The text for a program and what is wanted of it; amounts are doubles in any precision."""
    return _Print(program, wanted, precision).printed()


class _Print:
    def __init__(self, program: Program, wanted: Wanted, precision: Precision) -> None:
        self._program, self._wanted, self._precision = program, wanted, precision
        graph = self._graph = program.graph
        self._names = (*graph.compartments, *program.infused)
        self._constants = Constants(graph.states)
        for turnover in graph.turnovers:
            # Each has a place of its own, in order, though two may begin alike.
            self._constants.nodes.append(graph.formula(turnover.initial))
        self._rates = self._rate_cells()
        self._rate_at = {cell: place for place, cell in enumerate(self._rates)}
        self._steps = self._step_cells()
        outputs = {name: graph.weights(name) for name in wanted.outputs}
        self._formulas = [n for n, weights in outputs.items() if weights is None]
        formulas = [graph.formula(n) for n in self._formulas]
        self._turning = Turning(program, self._constants, formulas)
        self._targets = self._find_targets()
        self._along = len(self._turning.compartments)
        self._fine = FINE + 1 if wanted.kinds & NEED_FINE else 0

    def _rate_cells(self) -> dict[tuple[int, int], Expression]:
        """Rates by target and source, what leaves a state on the diagonal."""
        graph, names = self._graph, self._names
        cells: dict[tuple[int, int], Expression] = {}

        def add(cell: tuple[int, int], op: str, rate: Expression) -> None:
            if cell in cells:
                cells[cell] = combine(op, cells[cell], rate)
            else:
                cells[cell] = rate if op == "+" else combine("neg", rate)

        for flow in graph.flows:
            rate, source = graph.formula(flow.rate), names.index(flow.source)
            if flow.target is not None:
                add((names.index(flow.target), source), "+", rate)
            if isinstance(flow, Flow):
                add((source, source), "-", rate)
        for place, name in enumerate(self._program.infused, start=len(graph.compartments)):
            cells[graph.index(graph.inputs[name].into), place] = number(1)
        for i in range(len(names)):
            cells.setdefault((i, i), number(0))
        return dict(sorted(cells.items()))

    def _staying(self) -> list[int]:
        """For each state 1 where nothing leaves it or comes of it."""
        leads = [j for i, j in self._rates if i != j]
        return [
            int(j not in leads and self._rates[j, j] is number(0)) for j in range(len(self._names))
        ]

    def _step_cells(self) -> dict[tuple[int, int], int]:
        """Where a step can lead, by target and source: in the order in which C keeps it."""
        graph = self._graph
        into = [graph.inputs[name].into for name in self._program.infused]
        starts = (*graph.compartments, *into)
        cells = {(i, i) for i in range(len(self._names))}
        for i, name in enumerate(graph.compartments):
            cells |= {(i, j) for j, start in enumerate(starts) if start in graph.sources[name]}
        return {cell: place for place, cell in enumerate(sorted(cells))}

    def _find_targets(self) -> list[Target]:
        graph = self._graph

        def sources(compartments: Iterable[str]) -> tuple[int, ...]:
            own = [self._names.index(c) for c in compartments]
            found = sorted({j for i, j in self._steps if i in own})
            return tuple(found) or (0,)

        found = []
        for name in self._turning.compartments:
            place = self._names.index(name)
            found.append(Target(name, sources([name]), {place: number(1)}))
        for name in self._wanted.outputs:
            if name not in self._formulas:
                weights = graph.weights(name) or {}
                by_place = {self._names.index(c): weight for c, weight in weights.items()}
                found.append(Target(name, sources(weights), by_place))
        return found

    def printed(self) -> Printed:
        wanted, graph = self._wanted, self._graph
        body = "\n".join(
            [self._linear_algebra(), self._rows(), self._filters(), self._looks(),
             self._turning.turn(), self._turning.inside(), self._turning.outputs_at()]
        )  # fmt: skip
        count, formulas = len(self._constants.nodes), len(self._formulas)
        limits = bool(wanted.kinds & {"peak", "trough"})
        linear = self._targets[self._along :]
        floored = tuple(tuple(target.weights.values()) for target in linear)
        floor_at = count + 2 * formulas * limits
        # What singles cannot tell apart is the same.
        few = 4.0 * float(np.finfo(self._precision).eps)
        defines = {
            "STATES": len(self._names), "COMPARTMENTS": len(graph.compartments),
            "INPUTS": len(graph.inputs), "INFUSED": len(self._program.infused),
            "PLACES": self._program.places, "FINE": FINE, "TURNOVERS": len(graph.turnovers),
            "LOOPED": len(self._turning.looped), "FORMULAS": formulas,
            "OUTPUTS": len(wanted.outputs), "CONSTS": floor_at + len(floored),
            "TARGETS": len(self._targets), "ALONG": self._along,
            "TURNING": self._turning.turning, "KEPT": len(self._turning.kept),
            "FILTERS": len(self._turning.filters),
            "STEP_CELLS": len(self._steps), "RATE_CELLS": len(self._rates),
            "INITIAL_AT": 0, "LIMITS": int(limits), "LIMITS_AT": count, "FLOOR_AT": floor_at,
            "LOOKS_FINELY": int(self._fine > 0), "FINE_ROWS": self._fine,
            "NEARLY_NOTHING": float(np.finfo(float).tiny * NEARLY_NOTHING).hex(),
            "SAME_PEAK": max(SAME_PEAK, few).hex(), "SAME": max(SAME, few).hex(),
            "PART_OF_MISSED": PART_OF_MISSED.hex(), "MOST_SWEEPS": MOST_SWEEPS,
            "NOTHING": float(np.sqrt(np.finfo(self._precision).tiny)).hex(),
            **{f"WANTS_{kind.upper()}": int(kind in wanted.kinds)
               for kind in ("peak", "trough", "above")},
        }  # fmt: skip
        text = "\n".join(
            [_part("doubles"), _part(FORMULAS_IN[self._precision]), _part("lanes"),
             *(f"#define {name} {value}" for name, value in defines.items()),
             self._tables(), _part("course"), _part("looks"), body, _part("prepare"), _part("walk")]
        )  # fmt: skip
        return Printed(
            text, tuple(self._constants.nodes), tuple(self._formulas) if limits else (), floored,
            tuple(combine("neg", rate) for (i, j), rate in self._rates.items() if i == j),
        )  # fmt: skip

    def _tables(self) -> str:
        graph, panel = self._graph, make_panel(self._program.places)
        inputs = list(graph.inputs)
        linear = [t.name for t in self._targets[self._along :]]
        outputs = self._wanted.outputs
        read = [t.name in self._turning.read or i >= self._along
                for i, t in enumerate(self._targets)]  # fmt: skip
        counts = [len(t.sources) for t in self._targets]
        places = self._program.places
        sizes = [len(self._turning.filters) * 2 * places]
        sizes += [count * (places + 2) for count in counts[: self._along]]
        sizes += [count * self._fine for count in counts[self._along :]]
        sizes += counts[self._along :]
        ends = np.cumsum([0, *sizes]).tolist()
        lin = len(linear)
        along_at = ends[1 : 1 + self._along]
        fine_at = [0] * self._along + ends[1 + self._along : 1 + self._along + lin]
        area_at = [0] * self._along + ends[1 + self._along + lin : 1 + self._along + 2 * lin]
        before = np.cumsum([0, *(c * r for c, r in zip(counts, read, strict=True))]).tolist()
        lines = [
            f"#define FIXED_SIZE {ends[-1]}", f"#define PER_OFFSET {before[-1]}",
            *_matrices(panel),
            _table("int", "INTO", [graph.index(i.into) for i in graph.inputs.values()]),
            _table("int", "INFUSED_INPUT", [inputs.index(n) for n in self._program.infused]),
            _table("int", "DIAGONAL", [self._steps[i, i] for i in range(len(self._names))]),
            _table("int", "STAYS", self._staying()),
            _table("int", "COUNT_OF", counts), _table("int", "IS_READ", [int(r) for r in read]),
            _table("int", "OFFSETS_BEFORE", before), _table("int", "ALONG_AT", along_at),
            _table("int", "FINE_AT", fine_at), _table("int", "AREA_AT", area_at),
            _table("int", "IS_SHOWN", [int(n in self._turning.shown) for n in graph.slow]),
            _table("int", "FORMULA_OF",
                   [self._formulas.index(n) if n in self._formulas else -1 for n in outputs]),
            _table("int", "TARGET_OF",
                   [self._along + linear.index(n) if n in linear else -1 for n in outputs]),
        ]  # fmt: skip
        lines += [_table("int", f"FROM_{i}", t.sources) for i, t in enumerate(self._targets)]
        names = [f"FROM_{i}" for i in range(len(self._targets))]
        lines.append(_table("int *const", "FROM_OF", names))
        return "\n".join(lines)

    def _linear_algebra(self) -> str:
        size = len(self._names)
        fill, by_rates, by_steps, advance = [], [], [], []
        rate_at = self._rate_at
        for cell, place in rate_at.items():
            rate = f"{self._doubles(self._rates[cell])} * scale"
            fill.append(f"K[{place}] = {rate}{' + q' if cell[0] == cell[1] else ''};")
        for (i, k), place in self._steps.items():
            through = [j for j in range(size) if (i, j) in self._steps]
            rates = [(self._steps[i, j], rate_at[j, k]) for j in through if (j, k) in rate_at]
            steps = [(self._steps[i, j], self._steps[j, k]) for j in through
                     if (j, k) in self._steps]  # fmt: skip
            by_rates.append(f"out[{place}] = {_products('A', 'K', rates)};")
            by_steps.append(f"out[{place}] = {_products('A', 'B', steps)};")
        for i in range(len(self._graph.compartments)):
            own = [(place, j) for (row, j), place in self._steps.items() if row == i]
            advance.append(f"state[{i}] = {_products('E', 'begin', own)};")
        return "\n".join(
            [_function("void fill_rates(const d *c, d scale, d q, d *K)", fill),
             _function("void multiply_rates(const d *A, const d *K, d *out)", by_rates),
             _function("void multiply_steps(const d *A, const d *B, d *out)", by_steps),
             _function("inline void advance(const d *E, const d *begin, d *state)", advance)]
        )  # fmt: skip

    def _rows(self) -> str:
        """Products of a row with the rates and with a step, once for each set of sources."""
        text = []
        sets = list(dict.fromkeys(t.sources for t in self._targets))
        for s, sources in enumerate(sets):
            for what, at in (("rate", self._rate_at), ("step", self._steps)):
                lines = []
                for k, source in enumerate(sources):
                    own = [(j, at[row, source]) for j, row in enumerate(sources)
                           if (row, source) in at]  # fmt: skip
                    lines.append(f"out[{k}] = {_products('row', 'K', own)};")
                head = f"void row_by_{what}_{s}(const d *K, const d *row, d *out)"
                text.append(_function(head, lines))
        of = [f"{{row_by_rate_{s}, row_by_step_{s}}}" for t in self._targets
              for s in [sets.index(t.sources)]]  # fmt: skip
        text.append(
            "static const struct { void (*by_rate)(const d *, const d *, d *); "
            "void (*by_step)(const d *, const d *, d *); } "
            f"SUMS_OF[{len(of) + 1}] = {{{', '.join([*of, '{0, 0}'])}}};"
        )
        cases = []
        for i, target in enumerate(self._targets):
            weights = [
                f"row[{j}] = {self._doubles(target.weights[source])};"
                if source in target.weights
                else f"row[{j}] = all_d(0.0);"
                for j, source in enumerate(target.sources)
            ]
            cases += [f"case {i}:", *weights, "break;"]
        body = ["switch (t) {", *cases, "default: break;", "}"]
        text.append(_function("void first_row(int t, const d *c, d *row)", body))
        return "\n".join(text)

    def _filters(self) -> str:
        lines = []
        for place, loss in enumerate(self._turning.filters.values()):
            lines += [
                "{",
                f"d *f = made + {place} * 2 * PLACES;",
                f"const d gone = {self._doubles(loss)} * length;",
                "for (int k = 0; k < PLACES; k++) {",
                "f[k] = exp_d(all_d(PLACE_AT[k]) * gone);",
                "f[PLACES + k] = all_d(1.0) / f[k];",
                "}",
                f"fades[{place}] = exp_d(-gone);",
                "}",
            ]
        head = "void prepare_filters(const d *c, d length, d *fades, d *made)"
        return _function(head, lines)

    def _doubles(self, formula: Expression) -> str:
        """A formula of parameters among what is computed in doubles."""
        return self._constants.text(formula, "all_d")

    def _looks(self) -> str:
        lines = []
        for i in range(self._along):
            count, at = len(self._targets[i].sources), f"looks + ALONG_AT[{i}]"
            inner = f"begin, FROM_{i}, {count}"
            lines.append(f"if (reduces) look_along({at}, {inner}, PLACES + 2, x[{i}]);")
            if i < self._turning.turning:
                lines.append(f"else look_along({at} + {count}, {inner}, PLACES, x[{i}] + 1);")
        head = "inline void look(const v *looks, const v *begin, int reduces, v (*x)[PLACES + 2])"
        return _function(head, lines)


@cache
def _part(name: str) -> str:
    """What is the same in every program: one text then says all that is compiled."""
    return (files("baclofen.engine") / "c" / f"{name}.h").read_text(encoding="utf-8")


def _products(left: str, right: str, pairs: Sequence[tuple[int, int]]) -> str:
    if not pairs:
        return "all_d(0.0)"
    text = ""
    for i, j in pairs:
        a, b = f"{left}[{i}]", f"{right}[{j}]"
        text = f"fma_d({a}, {b}, {text})" if text else f"{a} * {b}"
    return text


def _matrices(panel: Panel) -> list[str]:
    """Those of a panel, halved: what they do to values that are even about the middle, and odd."""
    root = np.sqrt(panel.at)
    count = root.size
    half = -(-count // 2)
    # Time runs as the square of its root: without that factor they are as a mirror has them.
    plain = panel.sums / root

    def halved(matrix: Numbers, rows: int, columns: int, sign: int) -> Numbers:
        return np.asarray((matrix + sign * matrix[:, ::-1])[:rows, :columns] / 2)

    between = -(-(count + 2) // 2)
    # Of the last two coefficients of a polynomial one is even: the last, of an odd count.
    last = 1 if count % 2 else -1
    tail = [halved(plain[[row]], 1, half, sign)
            for row, sign in ((count + 2, last), (count + 1, -last))]  # fmt: skip
    tables = {
        "SUMS": panel.sums, "PLACE_AT": panel.at, "ROOT_AT": root,
        "EVEN": halved(plain[:half], half, half, 1), "ODD": halved(plain[:half], half, half, -1),
        "WEIGHTS": halved(plain[[count]], 1, half, 1), "TAIL": np.concatenate(tail),
        "EVEN_BETWEEN": halved(panel.fine, FINE // 2 + 1, between, 1),
        "ODD_BETWEEN": halved(panel.fine, FINE // 2 + 1, between, -1),
    }  # fmt: skip
    return [
        _table("double" if name == "PLACE_AT" else "real", name,
               [x.hex() for x in table.ravel().tolist()])
        for name, table in tables.items()
    ]  # fmt: skip


def _function(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"static {head} {{", *lines, "}"])


def _table(kind: str, name: str, values: Iterable[object]) -> str:
    each = [str(value) for value in values]
    # C has no empty array: one more than there are.
    return f"static const {kind} {name}[{len(each) + 1}] = {{{', '.join([*each, '0'])}}};"

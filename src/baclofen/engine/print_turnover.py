"""Turnovers and formulas of states as C: what `slow` does through a panel, for one patient a lane.

Formulas are computed in stages, one after the other along the places of a panel; what is costly
and needed by several stages is kept. A loop is swept in each panel until no lane changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from baclofen.engine.expression import Expression
from baclofen.engine.print_formula import COSTLY, Constants, Stage
from baclofen.engine.program import Program

_PANEL = "v (*x)[PLACES + 2], v (*a)[PLACES + 2], v (*kept)[PLACES]"
_EACH = "for (int k = 0; k < PLACES; k++) {"


class Turning:
    """What happens along a panel.

    `compartments` are those looked at there, the first `turning` of them for turnovers; `read`
    those that formulas of outputs need, `shown` the turnovers that do. `filters` are the losses
    that stay the same, `looped` the turnovers of loops, `kept` the places of what is kept.
    """

    def __init__(
        self, program: Program, constants: Constants, outputs: Sequence[Expression]
    ) -> None:
        self._program, self._constants, graph = program, constants, program.graph
        self._outputs = tuple(outputs)
        self._order = program.slow_order
        self._gains = {t.name: graph.formula(t.gain) for t in graph.turnovers}
        self._losses = {t.name: graph.formula(t.loss) for t in graph.turnovers}
        self._slow = graph.slow
        formulas = [*self._gains.values(), *self._losses.values()]
        turning = {name for f in formulas for name in f.names}
        self.read = {n for f in outputs for n in f.names if n in graph.compartments}
        first = [c for c in graph.compartments if c in turning]
        self.turning = len(first)
        self.compartments = (
            *first, *(c for c in graph.compartments if c in self.read and c not in turning),
        )  # fmt: skip
        self.shown = {n for f in outputs for n in f.names if n in graph.slow}
        self.filters = {n: loss for n, loss in self._losses.items() if constants.has(loss)}
        self.looped = [n for names in self._order if program.is_loop(names) for n in names]
        self._stages = {names: self._stage(names) for names in self._order}
        self._inside = Stage(constants, outputs)
        self.kept = self._find_kept()

    def _stage(self, names: tuple[str, ...]) -> Stage:
        if not self._program.is_loop(names):
            lost = [] if names[0] in self.filters else [self._losses[names[0]]]
            return Stage(self._constants, [*lost, self._gains[names[0]]])
        return Stage(self._constants, self._outside(names))

    def _outside(self, names: tuple[str, ...]) -> list[Expression]:
        """What of a loop's formulas does not change while it is swept, as far as it can be."""
        found: dict[int, Expression] = {}

        def visit(node: Expression) -> None:
            if node.op == "name" or self._constants.has(node):
                return
            if set(names).isdisjoint(node.names):
                found[id(node)] = node
                return
            for part in node.parts:
                visit(part)

        for name in names:
            visit(self._gains[name])
            visit(self._losses[name])
        return list(found.values())

    def _find_kept(self) -> dict[int, int]:
        stages = [*self._stages.values(), self._inside]
        needed: dict[int, int] = {}
        for stage in stages:
            for key in stage.nodes:
                needed[key] = needed.get(key, 0) + 1
        kept = [
            key
            for stage in stages
            for key, node in stage.nodes.items()
            if needed[key] > 1 and node.op in COSTLY
        ]
        for names, stage in self._stages.items():
            if self._program.is_loop(names):
                kept += [id(node) for node in stage.targets if node.op != "name"]
        return {key: place for place, key in enumerate(dict.fromkeys(kept))}

    def _names(self, at: str, slow: Mapping[str, str] | None = None) -> dict[str, str]:
        names = {c: f"x[{i}][{at}]" for i, c in enumerate(self.compartments)}
        names |= {t: f"a[{i}][{at}]" for i, t in enumerate(self._slow)}
        return names | dict(slow or {})

    def _along(self, stage: Stage, done: Iterable[Stage]) -> tuple[list[str], list[str]]:
        """A stage's lines at the place k of a panel, after those that are done."""
        before = {key for other in done for key in other.nodes}
        places = {key: f"kept[{place}][k]" for key, place in self.kept.items()}
        known = {key: text for key, text in places.items() if key in before}
        new = {key: text for key, text in places.items() if key not in before}
        return stage.statements(self._names("k + 1"), known, new)

    def turn(self) -> str:
        """The function that follows all turnovers through a panel."""
        lines: list[str] = []
        done: list[Stage] = []
        for names in self._order:
            stage = self._stages[names]
            is_loop = self._program.is_loop(names)
            own = self._loop(names, done) if is_loop else self._one(names[0], done)
            lines += ["{", *own, "}"]
            done.append(stage)
        head = (
            "static void turn(const struct course *r, int64_t b, const v *c, struct slot slot, "
            f"v length, {_PANEL}, wide *now, v *errors, const struct room *room)"
        )
        return "\n".join([f"{head} {{", *lines, "}"])

    def _filter(self, name: str) -> str:
        return f"slot.looks + {list(self.filters).index(name)} * 2 * PLACES"

    def _fade(self, name: str) -> str:
        return f"fade(slot, {list(self.filters).index(name)})"

    def _one(self, name: str, done: Iterable[Stage]) -> list[str]:
        place = self._slow.index(name)
        statements, found = self._along(self._stages[(name,)], done)
        if name in self.filters:
            return [
                "v made[PLACES], sums[PLACES + 3];",
                f"const v *f = {self._filter(name)};",
                _EACH, *statements, f"made[k] = ({found[0]}) * f[k];", "}",
                "sum_up(made, length, sums);",
                f"integrate(sums, f + PLACES, {self._fade(name)}, all(0.0), a[{place}], "
                f"now + {place}, errors + {2 * place});",
            ]  # fmt: skip
        return [
            "v made[PLACES], lost[PLACES], ungrown[PLACES], sums[PLACES + 3];",
            _EACH, *statements, f"lost[k] = {found[0]};", f"made[k] = {found[1]};", "}",
            *_growth("lost", "ungrown", "shrunk", "unresolved"),
            f"{_EACH} made[k] = made[k] * lost[k]; }}",
            "sum_up(made, length, sums);",
            f"integrate(sums, ungrown, shrunk, unresolved, a[{place}], now + {place}, "
            f"errors + {2 * place});",
        ]  # fmt: skip

    def _loop(self, names: tuple[str, ...], done: list[Stage]) -> list[str]:
        stage = self._stages[names]
        statements, _ = self._along(stage, done)
        lines = ["v made[PLACES], sums[PLACES + 3];", _EACH, *statements, "}"]
        for i, name in enumerate(names):
            lines += self._growth_of(i, name, [*done, stage], names)
            lines += self._guess(i, name)
        sweep, last = [], []
        for i, name in enumerate(names):
            step = self._member(i, name, [*done, stage], names)
            sweep += ["{", *step, f"settle_at(sums, ungrown_{i}, a[{self._slow.index(name)}][0], "
                      f"at_{i}, going, &change);", "}"]  # fmt: skip
            last += ["{", *step, *self._finish(i, name), "}"]
        lines += [
            "v before = all(NOTHING);",
            "mask going = le(before, all(1.0));",
            "for (int sweep = 0; sweep < MOST_SWEEPS && any(going); sweep++) {",
            "v change = all(0.0);", *sweep,
            "/* Each sweep changes less than the one before, by about the same factor. */",
            "const v next = change * min_v(all(1.0), change / before);",
            "before = pick(going, change, before);",
            "going = both(going, not(le(next, all(1.0))));", "}",
            *last,
        ]  # fmt: skip
        return lines

    def _varies(self, name: str, names: tuple[str, ...]) -> bool:
        return not set(names).isdisjoint(self._losses[name].names)

    def _growth_of(self, i: int, name: str, done: list[Stage], names: tuple[str, ...]) -> list[str]:
        """What does not change while a loop is swept: a member's growth, if it is none of it."""
        if name in self.filters:
            f = self._filter(name)
            return [
                f"const v *grown_{i} = {f}, *ungrown_{i} = grown_{i} + PLACES;",
                f"const wide shrunk_{i} = {self._fade(name)};",
                f"const v unresolved_{i} = all(0.0);",
            ]
        declared = [
            f"v grown_{i}[PLACES], ungrown_{i}[PLACES];",
            f"wide shrunk_{i} = widen(all(1.0));",
            f"v unresolved_{i} = all(0.0);",
        ]
        if self._varies(name, names):
            return declared
        own = Stage(self._constants, [self._losses[name]])
        statements, found = self._along(own, done)
        return [
            *declared, _EACH, *statements, f"grown_{i}[k] = {found[0]};", "}",
            *_growth(f"grown_{i}", f"ungrown_{i}", f"shrunk_{i}", f"unresolved_{i}", new=False),
        ]  # fmt: skip

    def _guess(self, i: int, name: str) -> list[str]:
        place, looped = self._slow.index(name), self.looped.index(name)
        return [
            f"v at_{i}[PLACES];",
            f"guess(r, room, b, {looped}, a[{place}][0], at_{i});",
        ]

    def _member(
        self, i: int, name: str, done: list[Stage], names: tuple[str, ...]
    ) -> list[str]:  # fmt: skip
        """One member's integrals, from where all members are now."""
        varies = self._varies(name, names)
        targets = [self._gains[name], *([self._losses[name]] if varies else [])]
        stage = Stage(self._constants, targets)
        before = {key for other in done for key in other.nodes}
        known = {k: f"kept[{place}][k]" for k, place in self.kept.items() if k in before}
        slow = {other: f"at_{j}[k]" for j, other in enumerate(names)}
        statements, found = stage.statements(self._names("k + 1", slow), known, {})
        if varies:
            return [
                _EACH, *statements, f"made[k] = {found[0]};", f"grown_{i}[k] = {found[1]};", "}",
                *_growth(f"grown_{i}", f"ungrown_{i}", f"shrunk_{i}", f"unresolved_{i}", new=False),
                f"{_EACH} made[k] = made[k] * grown_{i}[k]; }}",
                "sum_up(made, length, sums);",
            ]  # fmt: skip
        return [
            _EACH, *statements, f"made[k] = ({found[0]}) * grown_{i}[k];", "}",
            "sum_up(made, length, sums);",
        ]  # fmt: skip

    def _finish(self, i: int, name: str) -> list[str]:
        place, looped = self._slow.index(name), self.looped.index(name)
        return [
            f"integrate(sums, ungrown_{i}, shrunk_{i}, unresolved_{i}, a[{place}], now + {place}, "
            f"errors + {2 * place});",
            "/* What still changes when the sweeps are given up is an error too. */",
            f"still(a[{place}], at_{i}, going, errors + {2 * place});",
            f"remember(r, room, b, {looped}, a[{place}], at_{i});",
        ]

    def inside(self) -> str:
        """The function for formulas of outputs at the places of a panel."""
        statements, found = self._along(self._inside, self._stages.values())
        lines = [f"values[{f}][k + 1] = {text};" for f, text in enumerate(found)]
        head = f"static void inside(const v *c, {_PANEL}, v (*values)[PLACES + 2])"
        return "\n".join([f"{head} {{", _EACH, *statements, *lines, "}", "}"])

    def outputs_at(self) -> str:
        """The function for formulas of outputs anywhere."""
        names = {c: f"x[{i}]" for i, c in enumerate(self.compartments)}
        names |= {t: f"a[{i}]" for i, t in enumerate(self._slow)}
        statements, found = self._inside.statements(names, {}, {})
        lines = [f"values[{f}] = {text};" for f, text in enumerate(found)]
        head = "static void outputs_at(const v *c, const v *x, const v *a, v *values)"
        return "\n".join([f"{head} {{", *statements, *lines, "}"])


def _growth(lost: str, ungrown: str, shrunk: str, unresolved: str, new: bool = True) -> list[str]:
    """exp of the integrated loss in its own place, and one over it; see `slow.Growth`."""
    return [
        f"sum_up({lost}, length, sums);",
        f"{'wide ' if new else ''}{shrunk} = faded(sums[PLACES]);",
        f"{'v ' if new else ''}{unresolved} = missed(sums);",
        f"{_EACH} exp_both(sums[k], &{lost}[k], &{ungrown}[k]); }}",
    ]

"""A model as data: compartments and flows, signals, turnovers, and where doses arrive."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword

from baclofen.engine.dimension import NUMBER, RATE, Dimension, parse_unit
from baclofen.engine.expression import Expression, dimension, inline, linear_form, parse
from baclofen.errors import InputRefused, UnitProblem, UnknownName
from baclofen.value import Value, replace

# A formula is walked by recursion, for which the interpreter has so much room and no more.
DEEPEST_FORMULA = 300


class Flow(Value):
    """What moves from `source` to `target` each hour: the rate times what `source` holds.

    `rate` is a formula in 1/h. A `target` of None leaves the body.

    >>> Flow("central", None, "CL/V")
    Flow(source='central', target=None, rate='CL/V')
    """

    source: str
    target: str | None
    rate: str

    def __post_init__(self) -> None:
        if self.source == self.target:
            raise InputRefused(
                f"target of the flow {self.rate}",
                f"{self.target!r}, its own source",
                "a flow must go to another compartment, or to None",
            )


class Drive(Value):
    """What `target` gains each hour without `source` losing it: the rate times `source`.

    An effect site is driven so: too little drug goes there to be missed in the plasma.

    >>> Drive("central", "csf", "ke0*Kp/V")
    Drive(source='central', target='csf', rate='ke0*Kp/V')
    """

    source: str
    target: str
    rate: str


class Turnover(Value):
    """A state that is made and lost: dA/dt = gain - loss * A, from `initial`.

    `gain` and `loss` are formulas of parameters, compartments, signals and turnovers. A
    receptor pool, a tolerance and an indirect response are turnovers; so is a filter of a
    signal (gain = k * signal, loss = k).

    >>> Turnover("tol", gain="ktol * occ", loss="ktol")
    Turnover(name='tol', gain='ktol * occ', loss='ktol', initial='0', unit='1')
    """

    name: str
    gain: str
    loss: str
    initial: str = "0"
    unit: str = "1"


class Input(Value):
    """A way in: the compartment that gets the dose, and what happens to it before.

    Formulas of parameters: `F` the fraction that enters, `lag` how long it waits (h), and,
    for events that ask for them, the modelled `duration` (h; RATE = -2) and `rate` (amount
    per h; RATE = -1).

    >>> Input("gut", F="F1", lag="0.5").into
    'gut'
    """

    into: str
    F: str = "1"
    lag: str = "0"
    duration: str | None = None
    rate: str | None = None


def _empty() -> InputRefused:
    return InputRefused("graph", "without compartments", "it must have at least one")


# Made by its own constructor, which takes what a caller has at hand: no Struct.
@dataclass(frozen=True)
class Graph:
    """A compartment model, checked here once. It never changes, and knows no drug.

    `compartments` and `parameters` give each name its unit. `flows` holds `Flow`s and
    `Drive`s, `inputs` the ways in (a bare name is an `Input` into that compartment),
    `signals` named formulas, `turnovers` further states. Raises `UnknownName`,
    `UnitProblem` and `InputRefused`.

    >>> oral = Graph(
    ...     compartments={"gut": "mg", "central": "mg"},
    ...     parameters={"ka": "1/h", "CL": "L/h", "V": "L"},
    ...     flows=[Flow("gut", "central", "ka"), Flow("central", None, "CL/V")],
    ...     inputs={"oral": "gut"},
    ...     signals={"CP": "central/V"},
    ... )
    >>> oral.unit("CP") == parse_unit("mg/L"), oral.is_linear
    (True, True)
    """

    compartments: Mapping[str, str]
    parameters: Mapping[str, str]
    flows: tuple[Flow | Drive, ...]
    inputs: Mapping[str, Input]
    signals: Mapping[str, str] = dataclasses.field(default_factory=dict)
    turnovers: tuple[Turnover, ...] = ()

    def __init__(
        self,
        compartments: Mapping[str, str],
        parameters: Mapping[str, str],
        flows: Iterable[Flow | Drive],
        inputs: Mapping[str, Input | str],
        signals: Mapping[str, str] | None = None,
        turnovers: Iterable[Turnover] = (),
    ) -> None:
        # Copies, so that the caller's own can change without changing the model.
        ways_in = {n: i if isinstance(i, Input) else Input(i) for n, i in inputs.items()}
        for name, value in (
            ("compartments", dict(compartments)),
            ("parameters", dict(parameters)),
            ("flows", tuple(flows)),
            ("inputs", ways_in),
            ("signals", dict(signals or {})),
            ("turnovers", tuple(turnovers)),
        ):
            object.__setattr__(self, name, value)
        self._check_names()
        self._check_units()
        self._refuse_deep()

    def part(
        self, names: Container[str], flows: Iterable[Flow | Drive], ways_in: Container[str]
    ) -> Graph:
        """The graph with only these names, flows and inputs, which need no others.

        What was checked as a whole is not checked again. Raises `InputRefused` where no
        compartment is left.
        """
        compartments = {n: unit for n, unit in self.compartments.items() if n in names}
        if not compartments:
            raise _empty()
        made = object.__new__(Graph)
        signals = {n: text for n, text in self.signals.items() if n in names}
        made.__dict__.update(
            compartments=compartments,
            parameters={n: unit for n, unit in self.parameters.items() if n in names},
            flows=tuple(flows),
            inputs={n: way_in for n, way_in in self.inputs.items() if n in ways_in},
            signals=signals,
            turnovers=tuple(t for t in self.turnovers if t.name in names),
            # Of one name and text they are the same in the part.
            _units={n: unit for n, unit in self._units.items() if n in names},
            _inlined={n: self._inlined[n] for n in signals},
            _formulas=self._formulas,
        )
        return made

    def given_by(
        self, inputs: Mapping[str, Input], parameters: Mapping[str, str],
        initial: Mapping[str, str] | None = None,
    ) -> Graph:  # fmt: skip
        """The same body with other ways in and further parameters, and `initial` formulas of
        turnovers; only what is new is checked. Raises as a new graph does.
        """
        taken = {*self.compartments, *self.parameters, *self.signals, *self.slow}
        for name in parameters:
            if name in taken:
                raise InputRefused("name in the graph", f"{name!r} twice", "each must be its own")
        made = object.__new__(Graph)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(
            inputs=dict(inputs),
            parameters={**self.parameters, **parameters},
            turnovers=tuple(
                replace(t, initial=(initial or {}).get(t.name, t.initial)) for t in self.turnovers
            ),
            _units={**self._units, **{n: parse_unit(unit) for n, unit in parameters.items()}},
        )
        for what, text in made._parameter_texts():
            made._know(what, text, made.parameters)
        for way_in in inputs.values():
            made.index(way_in.into)
        made._check_starts()
        made._check_ways_in()
        return made

    def _check_names(self) -> None:
        if not self.compartments:
            raise _empty()
        seen: set[str] = set()
        for name in (*self.compartments, *self.parameters, *self.signals, *self.slow):
            if name in seen:
                raise InputRefused("name in the graph", f"{name!r} twice", "each must be its own")
            if not name.isidentifier() or iskeyword(name):
                raise InputRefused(
                    "name in the graph", repr(name), "it must read like a name: letters, digits, _"
                )
            seen.add(name)
        for place, flow in enumerate(self.flows):
            if flow in self.flows[:place]:
                raise InputRefused("flow", f"{flow!r} twice", "each must be listed once")
            self.index(flow.source)
            if flow.target is not None:
                self.index(flow.target)
            if isinstance(flow, Drive) and flow.source in self.reached_from(flow.target):
                raise InputRefused(
                    f"drive from {flow.source} to {flow.target}",
                    "part of a loop",
                    "what is driven must not lead back to its source",
                    why="Amounts would grow out of nothing.",
                )
        for way_in in self.inputs.values():
            self.index(way_in.into)
        for name, text in self.signals.items():
            earlier = list(self.signals)[: list(self.signals).index(name)]
            self._know(f"the signal {name}", text, (*self.states, *self.parameters, *earlier))
        anything = (*self.states, *self.parameters, *self.signals)
        for what, text in self._flow_texts():
            self._know(what, text, anything)
        for what, text in self._parameter_texts():
            self._know(what, text, self.parameters)

    def _refuse_deep(self) -> None:
        for name, formula in self._inlined.items():
            if formula.depth > DEEPEST_FORMULA:
                raise InputRefused(
                    f"signal {name}",
                    f"{formula.depth} operations deep, with the signals it uses",
                    f"it must be at most {DEEPEST_FORMULA}",
                )

    def _check_units(self) -> None:
        for flow in self.flows:
            there = self._units[flow.source] if flow.target is None else self._units[flow.target]
            if isinstance(flow, Flow):
                self._must_be(f"rate {flow.rate} of {flow.source}", self._unit_of(flow.rate), RATE)
            gained = self._unit_of(flow.rate) * self._units[flow.source]
            self._must_be(f"rate {flow.rate} of {flow.source}", gained / there, RATE)
        for t in self.turnovers:
            self._must_be(f"gain of {t.name}", self._unit_of(t.gain), self._units[t.name] * RATE)
            self._must_be(f"loss of {t.name}", self._unit_of(t.loss), RATE)
        self._check_starts()
        self._check_ways_in()

    def _check_starts(self) -> None:
        for t in self.turnovers:
            if parse(t.initial).op != "number":
                self._must_be(f"start of {t.name}", self._unit_of(t.initial), self._units[t.name])

    def _check_ways_in(self) -> None:
        hours = parse_unit("h")
        for name, way_in in self.inputs.items():
            amount = self._units[way_in.into]
            for what, text, unit in (
                ("F", way_in.F, NUMBER),
                ("lag", way_in.lag, hours),
                ("duration", way_in.duration, hours),
                ("rate", way_in.rate, amount * RATE),
            ):
                if text is not None and parse(text).op != "number":
                    self._must_be(f"{what} of the input {name}", self._unit_of(text), unit)

    def _flow_texts(self) -> Iterable[tuple[str, str]]:
        for flow in self.flows:
            yield f"the flow from {flow.source}", flow.rate
        for turnover in self.turnovers:
            yield f"the gain of {turnover.name}", turnover.gain
            yield f"the loss of {turnover.name}", turnover.loss

    def _parameter_texts(self) -> Iterable[tuple[str, str]]:
        for turnover in self.turnovers:
            yield f"the start of {turnover.name}", turnover.initial
        for name, way_in in self.inputs.items():
            for what in ("F", "lag", "duration", "rate"):
                text = getattr(way_in, what)
                if text is not None:
                    yield f"{what} of the input {name}", text

    def _know(self, what: str, text: str, known: Iterable[str]) -> None:
        known = tuple(known)
        for name in parse(text).names:
            if name not in known:
                raise UnknownName(f"name in {what}", name, known)

    def _must_be(self, what: str, came: Dimension, wanted: Dimension) -> None:
        if came == wanted:
            return
        if came.powers == wanted.powers:
            short = f"it is off by a factor of {came.scale / wanted.scale:g}"
        else:
            short = f"it must be in {wanted}"
        raise UnitProblem(what, f"in {came}", short)

    @cached_property
    def _units(self) -> dict[str, Dimension]:
        units = {n: parse_unit(u) for n, u in {**self.compartments, **self.parameters}.items()}
        units |= {t.name: parse_unit(t.unit) for t in self.turnovers}
        for name, text in self.signals.items():
            units[name] = dimension(parse(text), units)
        return units

    def _unit_of(self, text: str) -> Dimension:
        return dimension(parse(text), self._units)

    def unit(self, name: str) -> Dimension:
        """The unit of a compartment, parameter, signal or turnover. Raises `UnknownName`."""
        if name not in self._units:
            raise UnknownName("name in the graph", name, self._units)
        return self._units[name]

    @property
    def slow(self) -> tuple[str, ...]:
        """The names of the turnovers."""
        return tuple(turnover.name for turnover in self.turnovers)

    @property
    def states(self) -> tuple[str, ...]:
        """Compartments, then turnovers."""
        return (*self.compartments, *self.slow)

    def index(self, compartment: str) -> int:
        """Place of a compartment in every array of amounts. Raises `UnknownName`."""
        if compartment not in self.compartments:
            raise UnknownName("compartment", compartment, self.compartments)
        return list(self.compartments).index(compartment)

    def reached_from(self, start: str) -> tuple[str, ...]:
        """The compartments that what is in `start` can come to, itself first."""
        found = [start]
        for here in found:
            for flow in self.flows:
                if flow.source == here and flow.target is not None and flow.target not in found:
                    found.append(flow.target)
        return tuple(found)

    @cached_property
    def sources(self) -> dict[str, frozenset[str]]:
        """For each compartment, those from which anything can come to it, itself among them."""
        reached = {start: self.reached_from(start) for start in self.compartments}
        return {c: frozenset(s for s in reached if c in reached[s]) for c in self.compartments}

    def formula(self, text: str) -> Expression:
        """The tree of a formula, in parameters and states only."""
        if text not in self._formulas:
            self._formulas[text] = inline(parse(text), self._inlined)
        return self._formulas[text]

    @cached_property
    def _formulas(self) -> dict[str, Expression]:
        return {}

    @cached_property
    def _inlined(self) -> dict[str, Expression]:
        # Each signal holds those before it already written out.
        done: dict[str, Expression] = {}
        for name, text in self.signals.items():
            done[name] = inline(parse(text), done)
        return done

    def weights(self, name: str) -> dict[str, Expression] | None:
        """What a compartment or signal is a weighted sum of, if it is one of compartments."""
        if name not in self._weights:
            formula = self.formula(name)
            is_slow = set(formula.names) & set(self.slow)
            compartments = tuple(self.compartments)
            self._weights[name] = None if is_slow else linear_form(formula, compartments)
        return self._weights[name]

    @cached_property
    def _weights(self) -> dict[str, dict[str, Expression] | None]:
        return {}

    @property
    def is_linear(self) -> bool:
        """True when no flow's rate depends on a state: then amounts are found exactly."""
        return not self.nonlinear_flows

    @cached_property
    def nonlinear_flows(self) -> tuple[Flow | Drive, ...]:
        """The flows whose rate depends on a state, as saturable elimination does."""
        states = set(self.states)
        return tuple(f for f in self.flows if states & set(self.formula(f.rate).names))

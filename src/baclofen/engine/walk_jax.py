"""The walk along a timeline as JAX traces it: one scan over blocks, of few kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from baclofen.engine.bound import Bound, bind_graph
from baclofen.engine.doses import SteadyDose
from baclofen.engine.layout import lay_out
from baclofen.engine.library import Library
from baclofen.engine.moments import Agenda
from baclofen.engine.program import Program
from baclofen.engine.reduce import combine
from baclofen.engine.steady import not_added, one_interval, settle, steady_amounts
from baclofen.engine.step import Shown, Step, Wanted, follow


def _einsum(spec: str, a: Any, b: Any) -> Any:
    # Draws come last and are never summed over. A sum over few compartments written out is
    # one loop over draws; as a batched product of small matrices it would be thousands.
    inputs, wanted = spec.split("->")
    left, right = inputs.split(",")
    (summed,) = set(left) & set(right) - set(wanted) or {""}

    def spread(letters: str, values: Any, j: int) -> Any:
        if summed in letters and summed:
            values = lax.index_in_dim(values, j, letters.index(summed), keepdims=False)
            letters = letters.replace(summed, "")
        order = [letters.index(x) for x in wanted if x in letters]
        shape = [values.shape[letters.index(x)] if x in letters else 1 for x in wanted]
        return values.transpose(order).reshape(shape)

    size = a.shape[left.index(summed)]
    total = spread(left, a, 0) * spread(right, b, 0)
    for j in range(1, size):
        total = total + spread(left, a, j) * spread(right, b, j)
    return total


def _repeat(n: int, step: Callable[[Any, Any], Any], value: Any) -> Any:
    return lax.fori_loop(0, n, step, value)


def _until(stop: Callable[[Any], Any], step: Callable[[Any], Any], value: Any) -> Any:
    return lax.while_loop(lambda x: ~stop(x), step, value)


def _solve(A: Any, b: Any) -> Any:
    return jnp.linalg.solve(A.transpose(2, 0, 1), b.T[:, :, None])[:, :, 0].T


def _series(step: Callable[[Any], Any], value: Any, n: int) -> Any:
    return lax.scan(lambda x, _: (step(x), x), value, None, length=n)[1]


def _where(change: Callable[[Any], Any], mask: Any, array: Any) -> Any:
    # Changing all rows and choosing costs less than scattering some.
    return jnp.where(mask.reshape(-1, *[1] * (array.ndim - 1)), change(array), array)


JAX = Library(jnp, _einsum, jnp.matmul, _repeat, _until, _solve, _series, _where)


@dataclass(frozen=True)
class Kind:
    """Blocks of one kind, as far as it decides what is compiled."""

    epoch: int
    length_h: float
    offsets: tuple[float, ...]
    reduces: bool


@dataclass(frozen=True)
class Segment:
    """Blocks from `first` up to `last`, of these `kinds`, walked so many `together`."""

    first: int
    last: int
    kinds: tuple[int, ...]
    together: int


@dataclass(frozen=True)
class Form:
    """All that decides what is compiled: for equal forms one compiled function serves."""

    kinds: tuple[Kind, ...]
    segments: tuple[Segment, ...]
    apart: bool
    reads: int
    outflow: float
    longest_h: float
    precision: str
    wanted: tuple[Any, ...]
    steady: tuple[Any, ...]
    above: tuple[str, ...]


class Walk:
    """The walk along a timeline of one form, as JAX traces it."""

    def __init__(
        self, program: Program, form: Form, wanted: Wanted,
        steady: tuple[tuple[SteadyDose, Any, Any], ...],
    ) -> None:  # fmt: skip
        self._program, self._form, self._wanted, self._steady = program, form, wanted, steady
        graph = program.graph
        self._dtype = jnp.dtype(form.precision)
        self._into = np.zeros((len(graph.compartments), len(graph.inputs)))
        for place, way_in in enumerate(graph.inputs.values()):
            self._into[graph.index(way_in.into), place] = 1.0
        self._infused = [list(graph.inputs).index(name) for name in program.infused]

    def run(
        self, parameters: Mapping[str, Any], arrays: Mapping[str, Any], above: Mapping[str, Any]
    ) -> tuple[Any, Any, Any]:
        """Readings (B, offsets, n) by output, the fields of each window's reductions (n,) by
        output, and errors by turnover."""
        form, program = self._form, self._program
        wanted = replace(self._wanted, above={k: v.astype(self._dtype) for k, v in above.items()})
        n = max([v.size for v in parameters.values()] + [v.size for v in above.values()]
                + [arrays["jump"].shape[2]])  # fmt: skip
        factors = [1.0] * len(program.graph.inputs)
        if not program.times_need:
            factors = [F + jnp.zeros(n) for F in program.factors(parameters, jnp)]
        factor = jnp.stack([f + jnp.zeros(n) for f in factors])
        jump, rate = arrays["jump"] * factor, arrays["rate"] * factor
        xs = {
            "entering": jnp.einsum("mi,bin->bmn", self._into, jump).astype(self._dtype),
            "infusing": rate[:, jnp.asarray(self._infused, dtype=int)].astype(self._dtype),
            **{name: arrays[name] for name in ("keep", "epoch", "begin", "length", "kind")},
        }
        bounds = [
            self._bind(program.at_epoch(parameters, e), n) for e in range(len(program.epochs))
        ]
        first = self._initial(bounds, arrays["begin"][0])
        state = jnp.zeros((len(program.graph.compartments), n), self._dtype)
        errors = {name: jnp.zeros((2, n), self._dtype) for name in program.graph.slow}
        parts = []
        carry = (state, first, errors)
        for segment in form.segments:
            start, size = segment.first, segment.together
            steps = (segment.last - start) // size
            for dose, at, epoch in self._steady:
                if start in at:
                    bound = self._bound_at(bounds, parameters, epoch, n)
                    carry = self._reset(carry, bounds, xs["begin"][start], xs["keep"][start])
                    xs["keep"] = xs["keep"].at[start].set(1.0)
                    carry = self._set(dose, at == start, carry, bound, factor)
            some = {
                name: values[start : segment.last].reshape(steps, size, *values.shape[1:])
                for name, values in xs.items()
            }
            step = self._stepper(bounds, segment.kinds, wanted, parameters, n)
            carry, found = lax.scan(step, carry, some)
            parts.append(_in_order(found, steps * size))
        readings, reduced = jax.tree.map(lambda *p: jnp.concatenate(p), *parts)
        windows = [
            {
                name: combine(window, inside, arrays["start"], arrays["length"], blocks, JAX)
                for name, blocks in reduced.items()
            }
            for window, inside in zip(program.windows, arrays["inside"], strict=True)
        ]
        return readings, windows, carry[2]

    def _bind(self, parameters: Mapping[str, Any], n: int) -> Bound:
        """Exponentials from doubles, everything else in the precision asked for."""
        graph, program = self._program.graph, self._program
        exact = bind_graph(graph, program.infused, self._wanted.outputs, parameters, n, JAX)
        if self._dtype == jnp.float64:
            return exact
        short = {k: jnp.asarray(v, self._dtype) for k, v in parameters.items()}
        bound = bind_graph(graph, program.infused, self._wanted.outputs, short, n, JAX)
        outputs = tuple(
            replace(e, formula=s.formula) for e, s in zip(exact.outputs, bound.outputs, strict=True)
        )
        initial = {k: v.astype(self._dtype) for k, v in bound.initial.items()}
        return replace(bound, K=exact.K, outputs=outputs, initial=initial)

    def _initial(self, bounds: list[Bound], epoch: Any) -> dict[str, Any]:
        return {
            name: _choose([bound.initial[name] for bound in bounds], epoch)
            for name in self._program.graph.slow
        }

    def _bound_at(
        self, bounds: list[Bound], parameters: Mapping[str, Any], epoch: Any, n: int
    ) -> Bound:
        """The graph at an epoch (1,), or at each draw's own (n,)."""
        if len(bounds) == 1:
            return bounds[0]
        if isinstance(epoch, np.ndarray) and (epoch == epoch[0]).all():
            return bounds[int(epoch[0])]
        every = [self._program.at_epoch(parameters, e) for e in range(len(bounds))]
        now = {
            k: _choose([jnp.asarray(v[k]) + jnp.zeros(n) for v in every], epoch) for k in parameters
        }
        return self._bind(now, n)

    def _stepper(
        self, bounds: list[Bound], kinds: tuple[int, ...], wanted: Wanted,
        parameters: Mapping[str, Any], n: int,
    ) -> Callable[[Any, Any], Any]:  # fmt: skip
        form, program = self._form, self._program

        def make(kind: Kind, bound: Bound, length_h: Any, longest: float) -> Step:
            return Step(
                program, bound, wanted, length_h, kind.offsets, form.outflow * longest,
                kind.reduces, JAX, self._dtype,
            )  # fmt: skip

        ready = (
            []
            if form.apart
            else [
                make(form.kinds[k], bounds[form.kinds[k].epoch],
                     np.array([form.kinds[k].length_h]), form.kinds[k].length_h)
                for k in kinds
            ]
        )  # fmt: skip

        def walk(step: Step, carry: Any, x: Any) -> Any:
            state, slow, errors = carry
            found = follow([(step, slice(None))], state, slow, x["entering"], x["infusing"])
            (shown,) = found.shown
            errors = {name: jnp.maximum(errors[name], found.errors[name]) for name in errors}
            size = x["kind"].shape[0]
            readings = {
                name: _padded(shown.readings[name], form.reads, n)
                if name in shown.readings
                else jnp.zeros((form.reads, size, n), self._dtype)
                for name in wanted.outputs
            }
            reduced = self._reduced(shown, size, n)
            return (found.state, dict(found.slow), errors), (readings, reduced)

        def step(carry: Any, x: Any) -> Any:
            # Only the first of blocks that are walked together may begin with a reset.
            epoch = x["epoch"][0]
            carry = self._reset(carry, bounds, x["begin"][0], x["keep"][0])
            if form.apart:
                own = self._bound_at(bounds, parameters, epoch, n)
                here = make(form.kinds[0], own, x["length"][0], form.longest_h)
                return walk(here, carry, x)
            if len(ready) == 1:
                return walk(ready[0], carry, x)
            place = jnp.searchsorted(jnp.asarray(kinds), x["kind"][0])
            branches = [lambda c, x, s=s: walk(s, c, x) for s in ready]
            return lax.switch(place, branches, carry, x)

        return step

    def _reduced(self, shown: Shown, size: int, n: int) -> dict[str, dict[str, Any]]:
        """Every reduction of every output (size, n), 0 for blocks outside all windows."""
        if not self._wanted.kinds or not any(kind.reduces for kind in self._form.kinds):
            return {}
        every: list[str] = []
        for kind in sorted(self._wanted.kinds):
            every += ["peak", "peak_at"] if kind == "peak" else [kind]
        zero = jnp.zeros((size, n), self._dtype)
        reduced = {}
        for name in self._wanted.outputs:
            of_output = shown.reduced.get(name, {})
            names = [k for k in every if k != "above" or name in self._wanted.above]
            reduced[name] = {k: of_output[k] + zero if k in of_output else zero for k in names}
        return reduced

    def _reset(self, carry: Any, bounds: list[Bound], epoch: Any, keep: Any) -> Any:
        """The carry with everything at its start where `keep` is 0."""
        state, slow, errors = carry
        keep = keep.astype(self._dtype)
        fresh = self._initial(bounds, epoch)
        slow = {name: jnp.where(keep > 0, slow[name], fresh[name]) for name in slow}
        return state * keep, slow, errors

    def _set(self, dose: SteadyDose, here: Any, carry: Any, bound: Bound, factor: Any) -> Any:
        """The carry with a regimen's steady state set or added, in the draws `here`."""
        program, (state, slow, errors) = self._program, carry
        m = len(program.graph.compartments)
        part = factor[list(program.graph.inputs).index(dose.input)]
        dose = replace(dose, amount=dose.amount * part, rate_per_h=dose.rate_per_h * part)
        amounts = steady_amounts(program.graph, bound.K[:m, :m], dose, self._form.outflow, JAX)
        amounts = amounts.astype(self._dtype)
        if dose.is_added:
            if slow:
                raise not_added(slow)
            return state + jnp.where(here, amounts, 0.0), slow, errors
        new = jnp.where(here, amounts, state)
        if not slow:
            return new, slow, errors
        settled = self._settle(dose, bound, amounts, slow)
        slow = {name: jnp.where(here, settled[name], slow[name]) for name in slow}
        return new, slow, errors

    def _settle(
        self, dose: SteadyDose, bound: Bound, amounts: Any, slow: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Turnovers that one interval of the regimen brings back to where they were."""
        program, names, form = self._program, list(slow), self._form
        # The interval is laid out for 1 unit; what is given may be a traced number.
        entries, interval_h = one_interval(replace(dose, amount=np.ones(1), rate_per_h=np.ones(1)))
        inputs = tuple(program.graph.inputs)
        interval = lay_out(Agenda(entries, interval_h, inputs, longest_h=program.longest_h))
        nothing = Wanted((), frozenset(), {})
        bound = replace(bound, outputs=())
        steps = []
        for b in range(interval.count):
            longest = float(interval.length_h[b].max())
            steps.append(
                Step(program, bound, nothing, interval.length_h[b], (), form.outflow * longest,
                     False, JAX, self._dtype)
            )  # fmt: skip

        def once(values: Any) -> Any:
            state, now = amounts, dict(zip(names, values, strict=True))
            for b, step in enumerate(steps):
                given = interval.jump[b] * dose.amount
                infused = interval.rate[b][self._infused] * dose.rate_per_h
                entering = jnp.asarray(self._into @ given, self._dtype)
                found = follow(
                    [(step, slice(None))], state, now,
                    entering[None], jnp.asarray(infused, self._dtype)[None],
                )  # fmt: skip
                state, now = found.state, dict(found.slow)
            return jnp.stack([now[name] for name in names])

        begin = jnp.stack([bound.initial[name] for name in names])
        return dict(zip(names, settle(once, begin, JAX), strict=True))


def _choose(values: list[Any], epoch: Any) -> Any:
    """Of one array for each epoch, the one of each draw's epoch; draws come last."""
    if len(values) == 1:
        return values[0]
    every = jnp.stack(values)
    if epoch.shape[0] == 1:
        return every[epoch[0]]
    chosen = every[0]
    for e in range(1, len(values)):
        chosen = jnp.where(epoch == e, every[e], chosen)
    return chosen


def _in_order(found: Any, blocks: int) -> tuple[Any, Any]:
    """Readings (steps, offsets, size, n) as (blocks, offsets, n), reductions as (blocks, n)."""
    readings, reduced = found
    return (
        {
            k: v.transpose(0, 2, 1, 3).reshape(blocks, v.shape[1], v.shape[3])
            for k, v in readings.items()
        },
        jax.tree.map(lambda v: v.reshape(blocks, v.shape[-1]), reduced),
    )


def _padded(values: Any, rows: int, n: int) -> Any:
    values = values + jnp.zeros((1, 1, n), values.dtype)
    return jnp.pad(values, ((0, rows - values.shape[0]), (0, 0), (0, 0)))

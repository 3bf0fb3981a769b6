"""The one way to run a program: checks the numbers, then calls an executor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from baclofen.engine.bound import check_rates
from baclofen.engine.draws import Numbers, as_draws, count_draws
from baclofen.engine.library import Precision
from baclofen.engine.limits import check_inputs, must_be_finite, with_short_panels
from baclofen.engine.program import Program
from baclofen.engine.reduce import Kind
from baclofen.engine.run_numpy import run_numpy
from baclofen.engine.step import Wanted
from baclofen.engine.trajectory import Trajectory
from baclofen.engine.turns import Progress, in_turns, join
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.value import Value, replace

Executor = Literal["numpy", "c", "jax", "ode"]
Run = Callable[..., Trajectory]
KINDS: tuple[Kind, ...] = ("peak", "trough", "area", "above")
#: Draws computed together: so many that a call is worth it, so few that they fit in a cache.
CHUNK: Mapping[Executor, int] = {"numpy": 1024, "c": 1024, "jax": 1024, "ode": 16}


def run(
    program: Program,
    parameters: Mapping[str, ArrayLike],
    outputs: Iterable[str],
    *,
    reduce: Iterable[Kind] = ("peak", "trough", "area"),
    above: Mapping[str, ArrayLike] | None = None,
    executor: Executor | None = None,
    precision: Precision = "float64",
    progress: Progress | None = None,
    workers: int = 1,
) -> Trajectory:
    """The outputs of a program for n draws of its parameters.

    Each parameter is one number or n of them. `outputs` are names of compartments, signals
    or turnovers; `reduce` says what is wanted of each over each of the program's windows,
    and `above` gives the levels for the time above. `executor` is "numpy" where none is
    named, and "ode" for a graph that is not linear. "c" compiles the program once where it runs;
    where that cannot be done NumPy computes, which is said once. On C and JAX `precision`
    "float32" is for large simulations: some five digits; amounts are propagated in doubles all
    the same. `progress` is told how many draws are done. Several `workers` are threads of C or
    processes of NumPy, each on a core: the result is the same to the bit. Raises `UnknownName`,
    `OutOfRange` and `InputRefused`; `WorkerLost` where a process was ended from outside.

    >>> import numpy as np
    >>> from baclofen.engine import Event, Flow, Graph, Window, compile_program
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> program = compile_program(
    ...     tank, [Event(0, 8, "iv")], until_h=3, per_h=1, windows=[Window("all", 0, 3)])
    >>> halving = run(program, {"ke": np.log(2)}, ["tank"])
    >>> halving["tank"].ravel().round(9)
    array([8., 4., 2., 1.])
    >>> halving.windows["all"]["tank"].area.round(3)
    array([10.099])
    """
    plan = plan_run(program, parameters, outputs, reduce, above, executor, precision, None, workers)
    into = plan.room()
    return join([part for _, part in plan.turns(progress, into)], into)


def stream(
    program: Program,
    parameters: Mapping[str, ArrayLike],
    outputs: Iterable[str],
    *,
    reduce: Iterable[Kind] = ("peak", "trough", "area"),
    above: Mapping[str, ArrayLike] | None = None,
    executor: Executor | None = None,
    precision: Precision = "float64",
    progress: Progress | None = None,
    size: int | None = None,
    workers: int = 1,
) -> Iterator[tuple[slice, Trajectory]]:
    """The same as `run`, some draws at a time: which draws, and their trajectory.

    Full curves of a million patients fill a disk, not a memory: write each part as it comes.
    An interrupted run has given what was finished. All that can be refused is refused
    before the first part.
    """
    plan = plan_run(program, parameters, outputs, reduce, above, executor, precision, size, workers)
    return plan.turns(progress)


class Plan(Value, eq=False):
    """A run that was checked: what it takes, and how many draws and workers there are."""

    program: Program
    draws: Mapping[str, Numbers]
    n: int
    wanted: Wanted
    run_some: Run
    size: int
    workers: int
    is_c: bool

    def room(self) -> Numbers | None:
        """Where C puts the readings of all turns (outputs, k, n), if there are several."""
        if not self.is_c or self.n <= self.size or self.program.times_need:
            return None
        return np.empty((len(self.wanted.outputs), self.program.times_h.size, self.n))

    def turns(
        self, progress: Progress | None, into: Numbers | None = None
    ) -> Iterator[tuple[slice, Trajectory]]:
        """The turns, in order: C's by threads, which it leaves alone, others' by processes."""
        if self.workers > 1 and not self.is_c:
            return self._by_processes(progress)

        def some(parameters: Mapping[str, Numbers], count: int, which: slice) -> Trajectory:
            run_some = self.run_some
            if into is not None:
                run_some = partial(run_some, into=into[:, :, which])
            levels = self._levels(which)
            return _follow(run_some, self.program, self.wanted, parameters, count, levels)

        return in_turns(some, self.draws, self.n, self.size, progress, self.workers)

    def _by_processes(self, progress: Progress | None) -> Iterator[tuple[slice, Trajectory]]:
        from baclofen.native import Processes  # what it needs is slow to import

        beside = Processes(partial(_follow, self.run_some, self.program, self.wanted), self.workers)

        def some(parameters: Mapping[str, Numbers], count: int, which: slice) -> Trajectory:
            what = f"draws {which.start + 1:,} to {which.stop:,}"
            found: Trajectory = beside.do(what, parameters, count, self._levels(which))
            return found

        return in_turns(some, self.draws, self.n, self.size, progress, self.workers, beside.close)

    def _levels(self, which: slice) -> dict[str, Numbers]:
        return {k: v[which] if v.size > 1 else v for k, v in self.wanted.above.items()}


def _follow(
    run_some: Run, program: Program, wanted: Wanted, parameters: Mapping[str, Numbers], n: int,
    levels: Mapping[str, Numbers],
) -> Trajectory:  # fmt: skip
    """One turn, with levels of its own."""
    # What overflows is an error, with its name, and not a warning.
    with np.errstate(all="ignore"):
        return run_some(program, parameters, n, replace(wanted, above=levels))


def plan_run(
    program: Program, parameters: Mapping[str, ArrayLike], outputs: Iterable[str],
    reduce: Iterable[Kind], above: Mapping[str, ArrayLike] | None, executor: Executor | None,
    precision: Precision, size: int | None, workers: int,
) -> Plan:  # fmt: skip
    """All that can be refused is refused here."""
    wanted = _wanted(program, tuple(outputs), frozenset(reduce), above or {})
    draws = as_draws("parameter", parameters, program.graph.parameters)
    n = count_draws({**draws, **wanted.above})
    chosen = executor or ("numpy" if program.is_exact else "ode")
    if chosen not in CHUNK:
        raise UnknownName("executor", chosen, CHUNK)
    if not program.is_exact and chosen != "ode":
        raise InputRefused(
            "executor",
            f"{chosen!r} for a graph that is not linear",
            "it must be 'ode', or left out",
        )
    if precision not in ("float64", "float32"):
        raise UnknownName("precision", precision, ("float64", "float32"))
    if precision != "float64" and chosen not in ("c", "jax"):
        raise InputRefused("precision", f"{precision} on {chosen}", "only C and JAX have another")
    size = CHUNK[chosen] if size is None else size
    if size < 1:
        raise OutOfRange("number of draws in a turn", size, "", "1 or more")
    if not isinstance(workers, int) or workers < 1:
        raise OutOfRange("number of workers", workers, "", "a whole number, 1 or more")
    if workers > 1 and chosen == "jax":
        raise InputRefused(
            "number of workers", f"{workers} on {chosen}", "JAX spreads its work by itself"
        )
    for epoch in range(len(program.epochs)):
        check_rates(program.graph, program.at_epoch(draws, epoch))
    check_inputs(program, draws)
    program = with_short_panels(program, draws) if program.is_exact else program
    run_some = _executor(chosen, precision, program, wanted)
    # Without a compiler C is NumPy.
    is_c = chosen == "c" and run_some is not _NUMPY
    # More than there are turns would have nothing to do.
    return Plan(program, draws, n, wanted, run_some, size, min(workers, -(-n // size)), is_c)


def _executor(name: Executor, precision: Precision, program: Program, wanted: Wanted) -> Run:
    # Imported late: SciPy costs half a cold start, JAX all of it; C a compiler.
    if name == "jax":
        from baclofen.engine.run_jax import run_jax

        return partial(_checked, partial(run_jax, precision=precision))
    if name == "c":
        from baclofen.engine.run_c import can_run_c, run_c

        # C tells by itself whether anything is not finite: to look again would cost a tenth.
        can = can_run_c(program, wanted, precision)
        return partial(run_c, precision=precision) if can else _NUMPY
    if name == "ode":
        from baclofen.engine.run_ode import run_ode

        return partial(_checked, run_ode)
    return _NUMPY


def _checked(
    run_some: Run, program: Program, parameters: Mapping[str, Numbers], n: int, wanted: Wanted
) -> Trajectory:
    """What is not finite is refused."""
    found = run_some(program, parameters, n, wanted)
    must_be_finite(found)
    return found


_NUMPY: Run = partial(_checked, run_numpy)


def _wanted(
    program: Program, outputs: tuple[str, ...], kinds: frozenset[Kind],
    above: Mapping[str, ArrayLike],
) -> Wanted:  # fmt: skip
    graph = program.graph
    readable = (*graph.states, *graph.signals)
    for name in outputs:
        if name not in readable:
            raise UnknownName("output", name, readable)
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownName("reduction", kind, KINDS)
    levels = as_draws("level", above, above)
    for name in levels:
        if name not in outputs:
            raise UnknownName("output with a level", name, outputs)
    kinds = kinds | {"above"} if levels else kinds - {"above"}
    return Wanted(tuple(dict.fromkeys(outputs)), kinds if program.windows else frozenset(), levels)

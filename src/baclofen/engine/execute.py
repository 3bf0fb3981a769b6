"""The one way to run a program: checks the numbers, then calls an executor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from baclofen.engine.bound import check_rates
from baclofen.engine.draws import Numbers, as_draws, count_draws
from baclofen.engine.graph import Graph
from baclofen.engine.limits import check_inputs, must_be_finite, with_short_panels
from baclofen.engine.program import Program
from baclofen.engine.reduce import Kind
from baclofen.engine.run_numpy import run_numpy
from baclofen.engine.step import Wanted
from baclofen.engine.trajectory import Trajectory
from baclofen.engine.turns import Progress, in_turns, join
from baclofen.errors import InputRefused, OutOfRange, UnknownName

Executor = Literal["numpy", "jax", "ode"]
Precision = Literal["float64", "float32"]
KINDS: tuple[Kind, ...] = ("peak", "trough", "area", "above")
#: Draws computed together: so many that a call is worth it, so few that they fit in a cache.
CHUNK: Mapping[Executor, int] = {"numpy": 1024, "jax": 1024, "ode": 16}


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
) -> Trajectory:
    """The outputs of a program for n draws of its parameters.

    Each parameter is one number or n of them. `outputs` are names of compartments, signals
    or turnovers; `reduce` says what is wanted of each over each of the program's windows,
    and `above` gives the levels for the time above. `executor` is "numpy" where none is
    named, and "ode" for a graph that is not linear. On JAX `precision` "float32" is for large
    simulations: some six digits. `progress` is told how many draws are done. Raises
    `UnknownName`, `OutOfRange` and `InputRefused`.

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
    turns = stream(
        program, parameters, outputs, reduce=reduce, above=above, executor=executor,
        precision=precision,
        progress=progress,
    )  # fmt: skip
    return join([trajectory for _, trajectory in turns])


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
) -> Iterator[tuple[slice, Trajectory]]:
    """The same as `run`, some draws at a time: which draws, and their trajectory.

    Full curves of a million patients fill a disk, not a memory: write each part as it comes.
    An interrupted run has given what was finished. All that can be refused is refused
    before the first part.
    """
    turns = _turns(
        [program], parameters, outputs, reduce=reduce, above=above, executor=executor,
        precision=precision, progress=progress, size=size,
    )  # fmt: skip
    return ((which, trajectory) for which, (trajectory,) in turns)


def run_each(
    programs: Sequence[Program],
    parameters: Mapping[str, ArrayLike],
    outputs: Iterable[str],
    *,
    reduce: Iterable[Kind] = ("peak", "trough", "area"),
    executor: Executor | None = None,
) -> list[Trajectory]:
    """`run` for several event tables of one graph, in the same draws.

    What the programs have in common is made once. Raises as `run` does, and `InputRefused` for
    programs of several graphs.
    """
    if not programs:
        return []
    turns = _turns(list(programs), parameters, outputs, reduce=reduce, executor=executor)
    parts = [trajectories for _, trajectories in turns]
    return [join(of_program) for of_program in zip(*parts, strict=True)]


def _turns(
    programs: Sequence[Program],
    parameters: Mapping[str, ArrayLike],
    outputs: Iterable[str],
    *,
    reduce: Iterable[Kind],
    above: Mapping[str, ArrayLike] | None = None,
    executor: Executor | None = None,
    precision: Precision = "float64",
    progress: Progress | None = None,
    size: int | None = None,
) -> Iterator[tuple[slice, list[Trajectory]]]:
    """Some draws at a time: the trajectory of each program. What is wrong is refused first."""
    graph, is_exact = programs[0].graph, programs[0].is_exact
    if any(program.graph is not graph for program in programs):
        raise InputRefused("programs", "of several graphs", "they must share one")
    levels = as_draws("level", above or {}, above or {})
    wanted = _wanted(graph, tuple(outputs), frozenset(reduce), levels)
    draws = as_draws("parameter", parameters, graph.parameters)
    n = count_draws({**draws, **wanted.above})
    chosen = executor or ("numpy" if is_exact else "ode")
    if chosen not in CHUNK:
        raise UnknownName("executor", chosen, CHUNK)
    if not is_exact and chosen != "ode":
        raise InputRefused(
            "executor",
            f"{chosen!r} for a graph that is not linear",
            "it must be 'ode', or left out",
        )
    if precision not in ("float64", "float32"):
        raise UnknownName("precision", precision, ("float64", "float32"))
    if precision != "float64" and chosen != "jax":
        raise InputRefused("precision", f"{precision} on {chosen}", "only JAX has another")
    size = CHUNK[chosen] if size is None else size
    if size < 1:
        raise OutOfRange("number of draws in a turn", size, "", "1 or more")
    ready = [_checked(program, draws) for program in programs]
    run_some = _executor(chosen, precision)

    def some(parameters: Mapping[str, Numbers], count: int, which: slice) -> list[Trajectory]:
        levels = {k: v[which] if v.size > 1 else v for k, v in wanted.above.items()}
        # What overflows is an error below, with its name, and not a warning.
        with np.errstate(all="ignore"):
            found = run_some(ready, parameters, count, replace(wanted, above=levels))
        for trajectory in found:
            must_be_finite(trajectory)
        return found

    return in_turns(some, draws, n, size, progress)


def _checked(program: Program, draws: Mapping[str, Numbers]) -> Program:
    """The program, with panels short enough for these draws, if it holds for them."""
    for epoch in range(len(program.epochs)):
        check_rates(program.graph, program.at_epoch(draws, epoch))
    check_inputs(program, draws)
    return with_short_panels(program, draws) if program.is_exact else program


#: Programs of one graph and draws of their parameters become a trajectory each.
RunSome = Callable[[Sequence[Program], Mapping[str, Numbers], int, Wanted], list[Trajectory]]


def _executor(name: Executor, precision: Precision) -> RunSome:
    if name == "numpy":
        return run_numpy
    run_one: Callable[[Program, Mapping[str, Numbers], int, Wanted], Trajectory]
    # Imported late: SciPy costs half a cold start, JAX all of it.
    if name == "jax":
        from baclofen.engine.run_jax import run_jax

        run_one = partial(run_jax, precision=precision)
    else:
        from baclofen.engine.run_ode import run_ode

        run_one = run_ode
    return lambda programs, *rest: [run_one(program, *rest) for program in programs]


def _wanted(
    graph: Graph, outputs: tuple[str, ...], kinds: frozenset[Kind], levels: Mapping[str, Numbers],
) -> Wanted:  # fmt: skip
    readable = (*graph.states, *graph.signals)
    for name in outputs:
        if name not in readable:
            raise UnknownName("output", name, readable)
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownName("reduction", kind, KINDS)
    for name in levels:
        if name not in outputs:
            raise UnknownName("output with a level", name, outputs)
    kinds = kinds | {"above"} if levels else kinds - {"above"}
    return Wanted(tuple(dict.fromkeys(outputs)), kinds, levels)

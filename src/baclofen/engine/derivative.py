"""How outputs change with parameters: exact on JAX, by central differences on NumPy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from baclofen.engine.bound import check_rates
from baclofen.engine.draws import Numbers, as_draws, count_draws
from baclofen.engine.execute import run
from baclofen.engine.program import Program
from baclofen.errors import InputRefused, UnknownName

# A part of a parameter by which it is moved: the error is its square, rounding its inverse.
NUDGE = 1e-5


def jacobian(
    program: Program,
    parameters: Mapping[str, ArrayLike],
    outputs: Iterable[str],
    wrt: Iterable[str],
    executor: Literal["numpy", "jax"] = "numpy",
) -> dict[str, Numbers]:
    """Slopes of each output's readings in each of the parameters `wrt`: (len(wrt), k, n).

    On JAX they are exact, by forward mode; there no parameter may move a dose in time. On
    NumPy they are central differences. Raises `UnknownName` and `InputRefused`.

    >>> from baclofen.engine import Event, Flow, Graph, compile_program
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> program = compile_program(tank, [Event(0, 1, "iv")], at_h=[1.0, 2.0])
    >>> jacobian(program, {"ke": 0.5}, ["tank"], ["ke"])["tank"].round(6).ravel()
    array([-0.606531, -0.735759])
    """
    outputs, wrt = tuple(outputs), tuple(wrt)
    draws = as_draws("parameter", parameters, program.graph.parameters)
    for name in wrt:
        if name not in draws:
            raise UnknownName("parameter to differentiate by", name, draws)
    if executor not in ("numpy", "jax"):
        raise UnknownName("executor of derivatives", executor, ("numpy", "jax"))
    if executor == "jax" and not program.is_exact:
        raise InputRefused(
            "executor of derivatives", "'jax' for a graph that is not linear", "it must be 'numpy'"
        )
    for epoch in range(len(program.epochs)):
        check_rates(program.graph, program.at_epoch(draws, epoch))
    n = count_draws(draws)
    full = {name: np.broadcast_to(value, n).copy() for name, value in draws.items()}
    by = _by_differences if executor == "numpy" else _by_jax
    return by(program, full, outputs, wrt)


def _by_differences(
    program: Program, parameters: Mapping[str, Numbers], outputs: tuple[str, ...],
    wrt: tuple[str, ...],
) -> dict[str, Numbers]:  # fmt: skip
    n = next(iter(parameters.values())).size if parameters else 1
    steps = {name: NUDGE * np.maximum(np.abs(parameters[name]), NUDGE) for name in wrt}
    # One run holds all the moved copies of all draws, side by side.
    moved: dict[str, list[Numbers]] = {name: [] for name in parameters}
    for name in wrt:
        for sign in (1, -1):
            for other, value in parameters.items():
                moved[other].append(value + sign * steps[name] if other == name else value)
    course = run(program, {k: np.concatenate(v) for k, v in moved.items()}, outputs, reduce=())
    slopes = {}
    for output in outputs:
        values = course[output].reshape(-1, len(wrt), 2, n)
        by_name = [(values[:, i, 0] - values[:, i, 1]) / (2 * steps[w]) for i, w in enumerate(wrt)]
        slopes[output] = np.array(by_name)
    return slopes


def _by_jax(
    program: Program, parameters: Mapping[str, Numbers], outputs: tuple[str, ...],
    wrt: tuple[str, ...],
) -> dict[str, Numbers]:  # fmt: skip
    import jax  # an extra; NumPy alone does without it
    import jax.numpy as jnp

    from baclofen.engine.run_jax import jax_outputs

    with jax.enable_x64(True):
        outputs_of = jax_outputs(program, parameters, outputs)
        point = {name: jnp.asarray(value) for name, value in parameters.items()}

        @jax.jit
        def along(direction: dict[str, jax.Array]) -> dict[str, jax.Array]:
            slopes: dict[str, jax.Array] = jax.jvp(outputs_of, (point,), (direction,))[1]
            return slopes

        # Draws do not mix, so one direction moves the parameter in all of them.
        found = [
            along({k: jnp.ones_like(v) * (k == name) for k, v in point.items()}) for name in wrt
        ]
    return {output: np.array([np.asarray(slope[output]) for slope in found]) for output in outputs}

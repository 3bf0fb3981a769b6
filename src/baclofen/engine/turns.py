"""Many draws in turns: what is finished is kept, and never all of it is held at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from baclofen.engine.draws import Numbers
from baclofen.engine.reduce import Reduction
from baclofen.engine.trajectory import Trajectory

#: Told after each turn: how many draws are done, of how many.
Progress = Callable[[int, int], None]


def in_turns(
    run_some: Callable[[Mapping[str, Numbers], int, slice], Trajectory],
    parameters: Mapping[str, Numbers],
    n: int,
    size: int,
    progress: Progress | None = None,
) -> Iterator[tuple[slice, Trajectory]]:
    """`run_some` for `size` draws at a time: which draws, and their trajectory.

    A caller that is interrupted keeps the turns it has taken.
    """
    for first in range(0, n, size):
        some = slice(first, min(first + size, n))
        chosen = {k: v[some] if v.size > 1 else v for k, v in parameters.items()}
        yield some, run_some(chosen, some.stop - first, some)
        if progress is not None:
            progress(some.stop, n)


def join(parts: Sequence[Trajectory]) -> Trajectory:
    """One trajectory of all draws, in order."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return Trajectory(
        times_h=first.times_h,
        values={
            name: np.concatenate([part.values[name] for part in parts], axis=1)
            for name in first.values
        },
        windows={
            window: {
                name: Reduction.join([part.windows[window][name] for part in parts])
                for name in outputs
            }
            for window, outputs in first.windows.items()
        },
        errors={name: max(part.errors[name] for part in parts) for name in first.errors},
        executor=first.executor,
    )

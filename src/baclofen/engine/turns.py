"""Many draws in turns: what is finished is kept, and never all of it is held at once."""

from __future__ import annotations

from collections import deque
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
    workers: int = 1,
    stop: Callable[[], None] = lambda: None,
) -> Iterator[tuple[slice, Trajectory]]:
    """`run_some` for `size` draws at a time: which draws, and their trajectory, in order.

    Several workers take turns as they come: turns are the same for any number of them. A caller
    that is interrupted keeps the turns it has taken; what has not begun then never does, and
    `stop` ends what has.
    """

    def turn(some: slice) -> Trajectory:
        chosen = {k: v[some] if v.size > 1 else v for k, v in parameters.items()}
        return run_some(chosen, some.stop - some.start, some)

    turns = [slice(first, min(first + size, n)) for first in range(0, n, size)]
    found = map(turn, turns) if workers == 1 else _by_workers(turn, turns, workers, stop)
    for some, trajectory in zip(turns, found, strict=True):
        yield some, trajectory
        if progress is not None:
            progress(some.stop, n)


def _by_workers(
    turn: Callable[[slice], Trajectory], turns: Sequence[slice], workers: int,
    stop: Callable[[], None],
) -> Iterator[Trajectory]:  # fmt: skip
    """Each turn's trajectory in order; no more are begun than can soon be taken."""
    from concurrent.futures import Future, ThreadPoolExecutor  # slow to import

    pool = ThreadPoolExecutor(workers)
    begun: deque[Future[Trajectory]] = deque()
    try:
        for some in turns:
            begun.append(pool.submit(turn, some))
            if len(begun) > 2 * workers:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        stop()
        pool.shutdown(cancel_futures=True)


def join(parts: Sequence[Trajectory], into: Numbers | None = None) -> Trajectory:
    """One trajectory of all draws, in order; `into` (outputs, k, n) holds the readings, if they
    are together already."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return Trajectory(
        times_h=first.times_h,
        values={
            name: np.concatenate([part.values[name] for part in parts], axis=1)
            for name in first.values
        }
        if into is None
        else dict(zip(first.values, into, strict=True)),
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

"""Work that takes longer than a page may: done beside it, once for whoever asks, with its state.

A page waits for a moment, as most is done within it. Where it is not, `NotYet` says since when it
runs, and the page is asked for again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, TypeVar

from baclofen.newest import Newest

T = TypeVar("T")
#: A page waits so long for what it needs, in seconds.
PATIENCE = 0.3
#: Works at a time: one more than processors that a clinic's smallest machine has would help nobody.
_AT_ONCE = 2
#: What is done and was not fetched yet.
_HELD = 32


class NotYet(Exception):
    """It is being worked out, for `seconds` until now."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class _Job:
    """One work: when it began, what came of it."""

    def __init__(self) -> None:
        self.begun, self.done = monotonic(), threading.Event()
        self.made: Any = None
        self.fault: Exception | None = None


class Jobs:
    """Works in threads of their own. The same key is the same work, until its result is taken."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience, self._lock = patience, threading.Lock()
        self._held = Newest[Hashable, _Job](_HELD)
        self._room = threading.Semaphore(_AT_ONCE)

    def soon(self, key: Hashable, work: Callable[[], T]) -> T:
        """What the work makes; it is begun where it has not begun. Raises `NotYet` where it takes
        longer than a page waits, and what the work raised."""
        job = self._waited(key, work)
        # Of several who waited for it each has it: only the job that is done is let go, for under
        # its key another may have begun since.
        self._held.drop(key, job)
        if job.fault is not None:
            raise job.fault
        made: T = job.made
        return made

    def peek(self, key: Hashable, work: Callable[[], object]) -> None:
        """The same, and leaves what was made for who comes to take it."""
        self._waited(key, work)

    def _waited(self, key: Hashable, work: Callable[[], object]) -> _Job:
        """The job of this key, done. Raises `NotYet`."""
        with self._lock:
            job = self._held.get(key)
            if job is None:
                job = _Job()
                self._held.put(key, job)
                threading.Thread(
                    target=self._do, args=(job, work), daemon=True, name="a job"
                ).start()
        if not job.done.wait(self._patience):
            raise NotYet(monotonic() - job.begun)
        return job

    def _do(self, job: _Job, work: Callable[[], T]) -> None:
        with self._room:
            try:
                job.made = work()
            except Exception as fault:
                # Raised anew where it is asked for, where it becomes a page or a line of the log.
                job.fault = fault
        job.done.set()

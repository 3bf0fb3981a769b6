"""Illustrations are computed by the compiled executor once it is ready, and by NumPy until then.

Nobody waits for a compiler: the first who asks has it begun beside the page. What is believed is
never computed so (decision 0029), and nothing that is decided rests on what is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from baclofen.engine import Executor
from baclofen.native import why_not
from baclofen.service.log import tell


class Ahead:
    """Which programs are compiled in this process, by what tells them apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun: set[Hashable] = set()
        self._ready: set[Hashable] = set()

    def executor(self, key: Hashable, once: Callable[[], object]) -> Executor:
        """Who computes now. Where nothing is compiled yet it is begun: `once` runs the program in
        C a first time."""
        with self._lock:
            if key in self._ready:
                return "c"
            if key in self._begun or why_not() is not None:
                return "numpy"
            self._begun.add(key)
        threading.Thread(
            target=self._compile, args=(key, once), daemon=True, name="compiling"
        ).start()
        return "numpy"

    def _compile(self, key: Hashable, once: Callable[[], object]) -> None:
        try:
            once()
        except Exception as fault:
            # NumPy goes on; a warning made an error is one of them.
            tell("not compiled", kind=type(fault).__name__)
            return
        if why_not() is None:
            with self._lock:
                self._ready.add(key)

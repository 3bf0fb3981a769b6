"""Processes of this Python beside it: each is handed one function, and then its arguments.

A process is started without the script or the notebook that asks for it, so that neither has to be
written for that. It ends with its parent, whatever way that ends.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any, cast

from baclofen.errors import WorkerLost
from baclofen.value import Value

#: Before each message: how many bytes it has.
LENGTH = struct.Struct("<Q")
START = "from baclofen.native.worker import work; work()"


class Beside(Value, eq=False):
    """A process, and the pipes to it and from it."""

    process: subprocess.Popen[bytes]
    to: IO[bytes]
    back: IO[bytes]


class Processes:
    """So many processes that do `function`, started as they are needed."""

    def __init__(self, function: Callable[..., Any], count: int) -> None:
        self._function = function
        self._sent = pickle.dumps(function)
        self._idle: queue.LifoQueue[Beside | None] = queue.LifoQueue()
        self._started: list[Beside] = []
        self._lock = threading.Lock()
        self._closed = False
        for _ in range(count):
            self._idle.put(None)

    def do(self, what: str, *arguments: Any) -> Any:
        """What the function gives, computed by a process that has nothing to do; threads may ask.

        What raises an error there is computed once more here, where it is raised as itself. Raises
        `WorkerLost` where the process ended: it was killed, mostly for want of memory.
        """
        beside, said = self._idle.get(), None
        try:
            beside = beside or self._start()
            said = _asked(beside, pickle.dumps(arguments))
        finally:
            # In place of one that was lost another may be started.
            self._idle.put(beside if said is not None else None)
        if said is None:
            raise WorkerLost(f"{_ending(beside.process)} while it followed {what}")
        is_done, found = pickle.loads(said)  # noqa: S301 what our own process wrote
        return found if is_done else self._function(*arguments)

    def _start(self) -> Beside:
        path = os.pathsep.join(p or os.getcwd() for p in sys.path)
        with self._lock:
            if self._closed:
                raise WorkerLost("a worker was not started: the run has ended")
            try:
                # In a group of its own: an interruption is its parent's to act on, also while it
                # is only starting.
                process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-P", "-c", START], stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path},
                    process_group=0,
                )  # fmt: skip
            except OSError as error:
                raise WorkerLost(f"a worker did not start: {error}") from None
            beside = Beside(
                process, cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            )
            self._started.append(beside)
        with contextlib.suppress(OSError):  # it ended at once: the first question tells how
            send(beside.to, self._sent)
        return beside

    def close(self) -> None:
        """Ends all of them, also those that are at work."""
        with self._lock:
            self._closed = True
            started = self._started
            self._started = []
        for beside in started:
            beside.process.kill()
        for beside in started:
            beside.process.wait()
            for pipe in (beside.to, beside.back):
                with contextlib.suppress(OSError):  # what was not yet sent
                    pipe.close()


def send(pipe: IO[bytes], message: bytes) -> None:
    """One message into a pipe."""
    pipe.write(LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """One message from a pipe, None where it has ended."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    length = LENGTH.unpack(head)[0]
    message = pipe.read(length)
    return message if len(message) == length else None


def _asked(beside: Beside, message: bytes) -> bytes | None:
    """What a process says to a message; None where it has ended."""
    try:
        send(beside.to, message)
        return receive(beside.back)
    except OSError:
        return None


def _ending(process: subprocess.Popen[bytes]) -> str:
    """How a process ended, in words."""
    code = process.wait()
    if code >= 0:
        return f"a worker ended with {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"a worker was ended by {name}"

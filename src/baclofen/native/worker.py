"""What a process beside does: it takes a function, then arguments until there are no more."""

from __future__ import annotations

import os
import pickle
import sys

from baclofen.native.processes import receive, send


def work() -> None:
    """Until the pipe ends, and with it whoever asked."""
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not come between messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    first = receive(asked)
    if first is None:
        return
    function = pickle.loads(first)  # noqa: S301 what our own parent wrote
    while (message := receive(asked)) is not None:
        arguments = pickle.loads(message)  # noqa: S301
        try:
            found = True, function(*arguments)
        except Exception:
            found = False, None
        try:
            send(told, pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL))
        except OSError:
            return

"""A process that has loaded all that no fault touches, and runs tests in copies of itself.

Loading Python's libraries and the knowledge takes longer than most tests that see a fault. Here
they are loaded once, and each run of tests is a fork: what a fault can change (the rooms of `ROOMS`
and all that stands on them) is loaded in the fork, after the fault was put in.

    python -m tests.bite.warm      reads one JSON object a line, of tests and seconds; answers each
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

from baclofen.value import Value
from tests.bite.tree import OPTIONS, surroundings

#: The rooms into which faults are put.
ROOMS = ("planning", "assessment", "regimen", "exchange", "reporting")
#: What stands on none of them, and takes long to load.
_LOADED = (
    "pytest", "hypothesis.extra.numpy", "numpy", "scipy.linalg", "scipy.special",
    "baclofen.codec", "baclofen.drawing", "baclofen.engine", "baclofen.evidence",
    "baclofen.knowledge", "baclofen.patient", "baclofen.synthesis",
)  # fmt: skip
_POLL_S = 0.02
#: By the clock a run may take so many times what it may take of the processor.
_PATIENCE = 10


class Outcome(Value):
    """What became of a fault: the test that failed, or why none did."""

    killed_by: str
    note: str = ""

    @property
    def lived(self) -> bool:
        return not self.killed_by


class Warm:
    """The process, in one copy of the tree. A context: it ends with it."""

    def __init__(self, copy: Path) -> None:
        environment = {**surroundings(copy), "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bite.warm"], cwd=copy, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def run(self, tests: Sequence[str], limit_s: float) -> Outcome:
        """The first of these tests that fails in the copy as it stands."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([list(tests), limit_s]) + "\n")
        self._process.stdin.flush()
        code, printed = json.loads(self._process.stdout.readline())
        if code is None:
            return Outcome("the clock")
        if code == 0:
            return Outcome("", f"{len(tests)} tests ran it")
        failed = [line for line in printed.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return Outcome(failed[0] if failed else f"exit code {code}: {printed[-2000:]}")


# --- in that process --------------------------------------------------------------------


def _load() -> None:
    for name in _LOADED:
        import_module(name)
    import_module("baclofen.knowledge").load_knowledge()
    touched = [name for name in sys.modules if name.split(".")[1:2] and name.startswith("baclofen.")
               and name.split(".")[1] in ROOMS]  # fmt: skip
    if touched:
        raise SystemExit(f"a fault in these would not be seen: {touched}")


def _forked(tests: list[str], limit_s: float) -> tuple[int | None, str]:
    """The exit code of pytest and what it printed; None for a code where it took too long: of the
    processor, since others may be at work beside it, or much longer of the clock."""
    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if child == 0:
            _in_the_fork(tests, out.fileno(), limit_s)
        until = time.monotonic() + _PATIENCE * limit_s
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                code: int | None = os.waitstatus_to_exitcode(status)
                code = None if code == -signal.SIGXCPU else code
                break
            if time.monotonic() > until:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                code = None
                break
            time.sleep(_POLL_S)
        out.seek(0)
        return code, out.read().decode(errors="replace")


def _in_the_fork(tests: list[str], out: int, limit_s: float) -> None:
    """Never comes back."""
    code = 70
    try:
        os.setpgid(0, 0)
        most = math.ceil(limit_s)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(out, 2)
        import pytest

        from tests.bite.only import Only

        files = sorted({name.split("::")[0] for name in tests})
        code = pytest.main(
            ["-x", "-q", "--tb=no", "--assert=plain", *OPTIONS, *files], plugins=[Only(tests)]
        )
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(code))


def main() -> None:
    _load()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        answers.write(json.dumps(_forked(*json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

"""The C compiler of this machine: which there is, and what it is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from baclofen.cleaned import plain
from baclofen.value import Value

NAMES = ("cc", "gcc", "clang")
#: Longer than any program takes, also on a machine that is busy.
LONGEST_S = 120.0
# One result on every machine: nothing is reordered, and nothing fused but what is written so.
FLAGS = (
    "-std=gnu11", "-O3", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fPIC",
    "-shared", "-w",
)  # fmt: skip


class NotCompiled(Exception):
    """Why C cannot be used here, in words that end a sentence."""


class Compiler(Value):
    """A compiler that answers: its path, and what it says of itself."""

    path: str
    version: str


@cache
def find_compiler() -> Compiler:
    """The first of `NAMES` that answers. Raises `NotCompiled`."""
    for name in NAMES:
        path = shutil.which(name)
        if path is None:
            continue
        try:
            said = subprocess.run(  # noqa: S603
                [path, "--version"], capture_output=True, text=True, errors="replace",
                timeout=LONGEST_S, check=False, stdin=subprocess.DEVNULL, env=_in_english(),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        # A shim may be there, and ask for something else to be installed.
        if said.returncode == 0:
            return Compiler(path, said.stdout)
    raise NotCompiled(f"there is no C compiler ({', '.join(NAMES)})")


def _in_english() -> dict[str, str]:
    """Whatever the language of who runs this, so that an error is found in what it says."""
    return {**os.environ, "LC_ALL": "C"}


def compile_text(compiler: Compiler, text: str, flags: tuple[str, ...], into: Path) -> bytes:
    """A shared library made of C text, in the empty folder `into`. Raises `NotCompiled`."""
    source, made = into / "source.c", into / "made"
    try:
        source.write_text(text, encoding="utf-8")
    except OSError as error:
        raise NotCompiled(f"what is compiled cannot be kept: {error}") from None
    command = [compiler.path, *FLAGS, *flags, "-o", str(made), str(source), "-lm"]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=into, capture_output=True, text=True, errors="replace",
            timeout=LONGEST_S, check=False, stdin=subprocess.DEVNULL, env=_in_english(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotCompiled(f"the C compiler took longer than {LONGEST_S:g} s") from None
    except OSError as error:
        raise NotCompiled(f"the C compiler did not start: {error}") from None
    if done.returncode != 0 or not made.is_file():
        lines = [line for line in done.stderr.splitlines() if "error" in line]
        raise NotCompiled(f"the C compiler refused: {plain((lines or ['no reason given'])[0])}")
    try:
        return made.read_bytes()
    except OSError as error:
        raise NotCompiled(f"what was compiled cannot be read: {error}") from None

"""Files that hold keys, hashes or patients are their owner's alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from baclofen.errors import InputRefused


def owners_alone(
    what: str, path: Path, refusal: type[InputRefused] = InputRefused, *, why: str = ""
) -> None:
    """Raises the refusal where others may read or write a file. Raises `OSError` where it is not
    there."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise refusal(
            what, f"{path} with mode {mode:03o}", "it must be its owner's alone",
            do=f"Say: chmod 600 {path}", why=why,
        )  # fmt: skip

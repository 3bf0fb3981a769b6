"""A file of TOML that holds what others must not read: its owner's alone."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from baclofen.errors import UnreadableFile
from baclofen.store import owners_alone


def read_owned(what: str, path: Path) -> dict[str, Any]:
    """Its table. Raises `InputRefused`, which shows nothing of what it holds."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        owners_alone(what, path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as gap:
        raise UnreadableFile(
            what, f"{path} ({type(gap).__name__})", "it must be readable TOML"
        ) from None
    return table


def write_owned(path: Path, text: str) -> None:
    """The file anew, its owner's alone: the whole of it or, where anything fails, as it was. Raises
    `OSError`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

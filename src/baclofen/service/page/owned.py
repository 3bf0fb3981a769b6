"""A file of TOML that holds what others must not read: its owner's alone."""

from __future__ import annotations

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

"""Writes files together or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_together(folder: Path, files: Mapping[str, str | None]) -> tuple[Path, ...]:
    """Each text under its name in the folder, made first beside its place, then moved in.

    A reader never sees half a file. When making any of them fails, none is changed. A name
    without a text is taken away: nothing is left that belongs to what stood there before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[Path, Path] = {}
    try:
        for name, text in files.items():
            if text is None:
                continue
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            made[folder / name] = Path(temporary)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            # mkstemp makes private files; a report is read like any other file.
            Path(temporary).chmod(0o666 & ~_umask())
        for place, temporary_path in made.items():
            temporary_path.replace(place)
        for name in files:
            if files[name] is None:
                (folder / name).unlink(missing_ok=True)
    finally:
        for temporary_path in made.values():
            temporary_path.unlink(missing_ok=True)
    return tuple(made)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""Writes the files of one answer together or not at all, and never beside those of another."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from baclofen.cleaned import plain
from baclofen.errors import InputRefused

#: Makes a written file appear under its name.
_Show = Callable[[Path], object]
#: Where files wait on systems that have no files without a name; swept if a run was killed.
_WAITING = ".baclofen-"
#: Lies beside a set while it is exchanged, and stays where a run is killed meanwhile.
NOT_WHOLE = "NOT-WHOLE.txt"
_HEAD = """These files are not a whole answer: a run of baclofen is exchanging them, or was
killed while it did. Do not use them. Run the same command again. The files of the set:

"""
#: As long as a path may be on most systems.
_LONGEST = 4096


def write_together(folder: Path, files: Mapping[str, str | None]) -> tuple[Path, ...]:
    """Each text under its name in the folder. A name without a text is taken away.

    All are written before any is shown, without a name where the system can: who is killed leaves
    no copy behind. Then the old ones go before the first new one comes, so that whatever happens in
    between the folder never holds two patients. No file system exchanges several names at once:
    while it happens a file says that this set is not whole, and where a run is killed or the power
    fails in between it stays, until the next run takes away what is left of that set. When making
    any fails, none is changed. Signals wait until the exchange is done, another writer until it has
    the folder. Raises `InputRefused` where a folder stands in a file's place or the other way
    round, and `OSError`.
    """
    _refuse_what_stands_in_the_way(folder, files)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: text for name, text in files.items() if text is not None}
    with _undisturbed(), _alone(folder), ExitStack() as held:
        _sweep(folder, files)
        write = _nameless if _has_nameless(folder) else _hidden
        ready = {name: write(text, folder, held) for name, text in texts.items()}
        left = _left_of_another(folder, files)
        marker = folder / NOT_WHOLE
        mark = _hidden if os.path.lexists(marker) else write
        mark(_HEAD + "".join(f"{name}\n" for name in (*files, *left)), folder, held)(marker)
        _settle(folder)
        try:
            for name in (*files, *left):
                (folder / name).unlink(missing_ok=True)
            for name, show in ready.items():
                show(folder / name)
            _settle(folder)
        except BaseException:
            # A part of a set is none: what is seen is whole, or nothing.
            for name in files:
                (folder / name).unlink(missing_ok=True)
            marker.unlink(missing_ok=True)
            raise
        marker.unlink(missing_ok=True)
    return tuple(folder / name for name in texts)


def written(paths: Iterable[Path]) -> str:
    """The lines that say which files were written."""
    return "".join(f"Written: {plain(str(path), _LONGEST)}\n" for path in paths)


def _refuse_what_stands_in_the_way(folder: Path, files: Mapping[str, str | None]) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputRefused(
            "--out", f"{folder}, which is a file", "it must be a folder",
            do="Name another folder.",
        )  # fmt: skip
    for name in (*files, NOT_WHOLE):
        if (folder / name).is_dir():
            raise InputRefused(
                "--out", f"{folder}, where {name} is a folder",
                "its place is needed for a file of that name; nothing was written",
                do="Take it away, or name another folder.",
            )  # fmt: skip


def _left_of_another(folder: Path, files: Mapping[str, str | None]) -> list[str]:
    """What a run that was killed in its exchange has left of a set that is not this one's."""
    if not (folder / NOT_WHOLE).is_file():
        return []
    with (folder / NOT_WHOLE).open("rb") as file:
        told = file.read(_LONGEST).decode("utf-8", "replace")
    names = told.removeprefix(_HEAD).splitlines() if told.startswith(_HEAD) else []
    return [n for n in names if n not in files and Path(n).name == n and (folder / n).is_file()]


def _settle(folder: Path) -> None:
    """The names in the folder are on the disk, where a system can say so of a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _nameless(text: str, folder: Path, held: ExitStack) -> _Show:
    """The text in a file without a name, safe on the disk: gone with the process that holds it."""
    handle = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
    held.callback(os.close, handle)
    _write(text, os.dup(handle))
    # Only with a folder's handle does `link` follow the symbolic link that /proc has for a file.
    return lambda at: os.link(f"/proc/self/fd/{handle}", at, src_dir_fd=handle)


def _hidden(text: str, folder: Path, held: ExitStack) -> _Show:
    """The text in a hidden folder, where a system has no files without a name."""
    waiting = Path(tempfile.mkdtemp(prefix=_WAITING, dir=folder))
    held.callback(shutil.rmtree, waiting, ignore_errors=True)
    path = waiting / "file"
    _write(text, os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return path.rename


def _write(text: str, handle: int) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _has_nameless(folder: Path) -> bool:
    """Whether this system, and the disk of this folder, have files without a name."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return False
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600))
    except OSError:
        return False
    return True


def _sweep(folder: Path, files: Mapping[str, str | None]) -> None:
    """Takes away what runs that were killed have left: those before hid a copy of each file."""
    left = re.compile("|".join(rf"\.{re.escape(name)}\.\w{{8}}" for name in files))
    for path in folder.iterdir():
        if path.name.startswith(_WAITING) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif left.fullmatch(path.name):
            path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else exchanges files here meanwhile, where the system can tell."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a disk without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that would end the run wait until this is done, and then end it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def keep(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    kept = {
        number: signal.signal(number, keep)
        for number in (getattr(signal, name, None) for name in names)
        if number is not None
    }
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])

"""A folder of what was compiled, which nobody else can have written into.

What is loaded from it runs. So it belongs to who runs this, nobody else may read or write it, and
none of the folders above it can be moved away by anybody else but root.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from baclofen.native.compiler import NotCompiled
from baclofen.whole import write_whole

#: Files kept: those used last.
MOST_FILES = 512
PRIVATE = 0o700
# So much of a digest stands in a file's name: what is loaded is what was written.
DIGEST = 32
#: Begins the name of a folder in which something is compiled; one so old is left over.
_MAKING, LEFT_S = "making-", 3600.0


class Folder:
    """The folder at `path`, made if need be. Raises `NotCompiled` where it is not safe."""

    def __init__(self, path: Path) -> None:
        self._me = os.getuid()
        try:
            path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            # Links above are followed once, here; the folder itself must be none.
            self.path = path.parent.resolve() / path.name
            self.path.mkdir(mode=PRIVATE, exist_ok=True)
            self._check()
        except OSError as error:
            raise NotCompiled(f"what is compiled cannot be kept: {error}") from None

    def _check(self) -> None:
        own = self.path.lstat()
        if not stat.S_ISDIR(own.st_mode):
            raise NotCompiled(f"{self.path} is not a folder")
        if own.st_uid != self._me:
            raise NotCompiled(f"{self.path} belongs to somebody else")
        if stat.S_IMODE(own.st_mode) & 0o077:
            raise NotCompiled(f"{self.path} can be used by others: its mode must be 700")
        for above in self.path.parents:
            status = above.lstat()
            others = status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX
            if status.st_uid not in (self._me, 0) or others:
                raise NotCompiled(f"{above}, above {self.path.name}, can be changed by others")

    def find(self, key: str) -> Path | None:
        """The file kept under a key, if it is as it was written."""
        for path in sorted(self.path.glob(f"{key}-*.so")):
            if self._is_ours(path):
                return path
            self.drop(path)
        return None

    def _is_ours(self, path: Path) -> bool:
        try:
            own = path.lstat()
            if not stat.S_ISREG(own.st_mode) or own.st_uid != self._me:
                return False
            return path.stem.endswith(f"-{_digest(path.read_bytes())}")
        except OSError:
            return False

    def keep(self, key: str, made: bytes) -> Path:
        """Writes a file whole or not at all."""
        path = self.path / f"{key}-{_digest(made)}.so"
        try:
            write_whole(path, made)
            self._tidy()
        except OSError as error:
            raise NotCompiled(f"what is compiled cannot be kept: {error}") from None
        return path

    @contextmanager
    def for_a_while(self) -> Iterator[Path]:
        """An empty folder in it, which is gone afterwards; those that a killed process left are
        taken away."""
        try:
            for left in self.path.glob(f"{_MAKING}*"):
                if time.time() - left.lstat().st_mtime > LEFT_S:
                    shutil.rmtree(left, ignore_errors=True)
            into = tempfile.TemporaryDirectory(
                dir=self.path, prefix=_MAKING, ignore_cleanup_errors=True
            )
        except OSError as error:
            raise NotCompiled(f"what is compiled cannot be kept: {error}") from None
        with into as name:
            yield Path(name)

    def drop(self, path: Path) -> None:
        """Takes a file away that is not to be loaded."""
        try:
            path.unlink(missing_ok=True)
        except OSError:
            raise NotCompiled(f"{path} cannot be loaded, nor taken away") from None

    def _tidy(self) -> None:
        files = [(path.lstat().st_mtime, path) for path in self.path.glob("*.so")]
        for _, path in sorted(files)[: max(0, len(files) - MOST_FILES)]:
            path.unlink(missing_ok=True)


def _digest(made: bytes) -> str:
    return hashlib.sha256(made).hexdigest()[:DIGEST]


def usual_path() -> Path:
    """Where a system keeps what can be made again. Raises `NotCompiled` where it has no place."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    name = f"{__package__.split('.')[0]}-native"
    if given and Path(given).is_absolute():
        return Path(given) / name
    try:
        return Path.home() / ".cache" / name
    except RuntimeError:
        raise NotCompiled("there is no home folder to keep what is compiled in") from None

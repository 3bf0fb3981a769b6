"""A PostgreSQL of the tests' own: in a temporary folder, in memory where there is room, on a socket
there, gone afterwards.

PostgreSQL refuses root, so that root hands it to the first user there is of `_USERS`.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Users that a server may run as when the tests are root: neither owns anything of value.
_USERS = ("postgres", "nobody")
#: The newest version of the places where distributions keep the programs of the server.
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
#: How long a server may take to come up, or to be gone, on a machine that is busy; in seconds.
_PATIENCE_S = 120
#: What the databases of all tests may take, in bytes, with room to spare.
_ROOM_BYTES = 4 * 2**30


class NoServer(Exception):
    """No PostgreSQL can be started here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server. `folder` holds its data, `socket` is where it listens."""

    programs: Path
    folder: Path
    socket: Path
    user: str | None

    def made(self, name: str) -> str:
        """The URL of a new and empty database of this name."""
        self.psql("postgres", f'CREATE DATABASE "{name}"')
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.socket}"

    def psql(self, name: str, *orders: str) -> str:
        """What psql prints for these orders to a database. Raises `NoServer` where it fails."""
        asked = [word for order in orders for word in ("-c", order)]
        return _run(
            None, self.programs / "psql", "-h", self.socket, "-U", "postgres", "-d", name,
            "-v", "ON_ERROR_STOP=1", "-X", "-A", "-t", "-q", *asked,
        )  # fmt: skip

    def load(self, name: str, dump: Path) -> None:
        """Runs a file of SQL in a database."""
        self.psql(name, f"\\i {dump}")

    def crash(self) -> None:
        """Ends the server as a loss of power would, and starts it again."""
        self.stop("immediate")
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return self.start()
            except NoServer:
                # The last process of the one that ended may still hold its memory.
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def start(self) -> None:
        # No time is lost on safety that is not under test, none taken from that which is: fsync.
        options = f"-k {self.socket} -c listen_addresses= -c fsync=on -c shared_buffers=32MB"
        _run(
            self.user, self.programs / "pg_ctl", "start", "-w", "-s", "-t", _PATIENCE_S,
            "-D", self.folder, "-l", self.folder / "log", "-o", options,
        )  # fmt: skip

    def stop(self, how: str = "fast") -> None:
        _run(self.user, self.programs / "pg_ctl", "stop", "-w", "-s", "-D", self.folder, "-m", how)


@contextmanager
def server() -> Iterator[Server]:
    """A server as long as it is needed. Raises `NoServer`."""
    programs = _programs()
    user = _user()
    root = Path(tempfile.mkdtemp(prefix="pg-", dir=_room()))
    try:
        if user is not None:
            root.chmod(0o755)
            shutil.chown(root, user)
        one = Server(programs, root / "data", root, user)
        _run(
            user, programs / "initdb", "-D", one.folder, "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C",
        )  # fmt: skip
        one.start()
        try:
            yield one
        finally:
            one.stop("immediate")
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _room() -> str:
    """Where the data go, on a short path: that of a socket may have about a hundred letters. Each
    database is 300 files, and to remove those of all tests takes a disk a minute, memory none."""
    memory = Path("/dev/shm")  # noqa: S108
    if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_BYTES:
        return str(memory)
    return "/tmp"  # noqa: S108


def _programs() -> Path:
    found = [
        path
        for place in _PLACES
        for path in Path("/").glob(place.lstrip("/"))
        if (path / "initdb").exists()
    ]
    if found:
        return max(
            found, key=lambda path: [int(n) for n in re.findall(r"[0-9]+", path.parent.name)]
        )
    if (on_path := shutil.which("initdb")) is not None:
        return Path(on_path).resolve().parent
    raise NoServer("no PostgreSQL is installed here (no initdb found)")


def _user() -> str | None:
    """Whom the server runs as; none where the tests are not root."""
    if os.geteuid() != 0:
        return None
    there = {one.pw_name for one in pwd.getpwall()}
    for name in _USERS:
        if name in there:
            return name
    raise NoServer(f"the tests are root, which PostgreSQL refuses, and no user {_USERS} exists")


def _run(user: str | None, *words: object) -> str:
    command = [str(word) for word in words]
    as_user: dict[str, Any] = {}
    if user is not None:
        who = pwd.getpwnam(user)
        as_user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **as_user)
    if done.returncode:
        raise NoServer(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return str(done.stdout)

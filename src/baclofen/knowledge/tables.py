"""The TOML and CSV of a knowledge folder as tables, kept compiled beside the compiled Python.

Reading half a megabyte of TOML and checking it takes a few tenths of a second, which every
start of the command would pay. The tables of a folder that passed its checks are therefore
kept as JSON, under the digest of every file they came from and of the code that checked
them: any change makes another digest, and the folder is read and checked anew. What was kept
carries a seal over its content, and is believed only where that fits.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import tomllib
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from baclofen.errors import KnowledgeError
from baclofen.knowledge.code_tables import read_code_tables

Tables = Mapping[str, Any]
#: How hard what is packed is pressed: harder it is a fifth smaller, and takes three times as long
#: while somebody waits.
_QUICK = 1
#: No kept tables are larger, by far.
MOST_BYTES = 64_000_000


def read_tables(root: Path) -> Tables:
    """The tables of a folder laid out like `knowledge/data`, parsed. Raises `KnowledgeError`."""
    return {
        "frame": _toml(root / "frame.toml"),
        "sources": _toml(root / "sources.toml"),
        "facts": _merged(root / "parameters"),
        "rules": _merged(root / "rules"),
        "schedules": _merged(root / "schedules"),
        "questions": _toml(root / "questions.toml"),
        "keys": _toml(root / "keys.toml"),
        "targets": _toml(root / "targets.toml"),
        "credibility": _toml(root / "credibility.toml"),
        "codes": read_code_tables(root / "codes"),
        "phrases": _phrases(root / "phrases"),
    }


def digest_of(root: Path) -> str:
    """Of every file in the folder but those of trials, which are no part of the tables, and of
    the code that reads and checks them."""
    whole = hashlib.sha256()
    code = Path(__file__).parent
    own = (*sorted(code.glob("*.py")), *sorted((code / "numbers").glob("*.py")))
    for path in (*sorted(root.rglob("*.*")), *own, code.parent / "units.py"):
        if path.is_file() and path.parent.name != "trials":
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def recall_tables(digest: str) -> tuple[Tables, str] | None:
    """Tables kept under this digest, which passed their checks, and the digest of what they hold;
    None when there are none, or when what lies there is not what was kept."""
    if (found := recall_raw(digest)) is not None:
        raw, seal = found
        with suppress(ValueError, msgspec.DecodeError):
            kept = msgspec.json.decode(raw)
            if isinstance(kept, dict):
                return kept, seal
    return None


def recall_raw(digest: str) -> tuple[bytes, str] | None:
    """The same, unread: as JSON."""
    with suppress(OSError, ValueError):
        seal, _, raw = _own_file(_place(digest)).partition(b"\n")
        if seal.decode() == _used(digest, raw):
            return raw, seal.decode()
    return None


def raw_of(tables: Tables) -> bytes:
    """Tables as JSON, as they are kept."""
    return msgspec.json.encode(tables)


def _own_file(path: Path) -> bytes:
    """The bytes of a file of ours: no link, no device, no pipe that never ends, nor of any size.
    Raises `OSError`."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
        raise OSError(f"{path} is not what was kept")
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def keep_tables(digest: str, tables: Tables) -> str:
    """Keep checked tables where Python keeps its compiled files; the digest of what they hold.

    Where nothing may be written nothing is kept: the next start is slower, no more.
    """
    raw = raw_of(tables)
    seal = _used(digest, raw)
    place = _place(digest)
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        handle, made = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(seal.encode() + b"\n" + raw)
            # mkstemp makes private files; whoever runs the package reads this one.
            Path(made).chmod(0o644)
            Path(made).replace(place)
        finally:
            Path(made).unlink(missing_ok=True)
        for older in place.parent.glob("knowledge.*.json"):
            if older != place:
                older.unlink(missing_ok=True)
    return seal


def pack_tables(digest: str, raw: bytes) -> bytes:
    """Checked tables, to be kept elsewhere: what their digest is of, compressed."""
    return zlib.compress(digest.encode() + b"\n" + raw, _QUICK)


def unpack_tables(packed: bytes, seal: str) -> Tables:
    """The tables that were packed, whose digest this is. Raises `KnowledgeError`."""
    with suppress(zlib.error, ValueError, msgspec.DecodeError):
        digest, _, raw = zlib.decompress(packed).partition(b"\n")
        if _used(digest.decode(), raw) == seal:
            kept = msgspec.json.decode(raw)
            if isinstance(kept, dict):
                return kept
    raise KnowledgeError(f"the knowledge kept as {seal[:12]} is not what was kept")


def _used(digest: str, raw: bytes) -> str:
    """The digest that a plan carries: of the files and the code, and of the tables made of them. A
    cache that somebody changed, seal and all, gives another one."""
    return hashlib.sha256(digest.encode() + b"\0" + raw).hexdigest()


def _place(digest: str) -> Path:
    return Path(__file__).parent / "__pycache__" / f"knowledge.{digest[:32]}.json"


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _merged(folder: Path) -> dict[str, Any]:
    """All TOML files of a folder as one table; an id in two files is an error."""
    merged: dict[str, Any] = {}
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            for id, entry in entries_of(path):
                if id in merged:
                    raise KnowledgeError(f"{id} is defined twice, again in {path.name}")
                merged[id] = entry
    return merged


def _phrases(folder: Path) -> dict[str, Any]:
    """The languages by their ids: how each writes, its words, and its phrases by dotted id."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        raw = _toml(path)
        frame, words = raw.pop("language"), raw.pop("words", {})
        found[path.stem] = {"language": frame, "words": words, "phrases": dict(_flat(raw))}
    return found


def entries_of(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The entries of one file of facts, rules or schedules, as written, by dotted id."""
    return _flat(_toml(path))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Entries by dotted id: a table that holds `says` is an entry, others are folders."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name, value in table.items():
        if not isinstance(value, dict):
            raise KnowledgeError(f"{prefix}{name} is not a table")
        if "says" in value:
            found.append((prefix + name, value))
        else:
            found += _flat(value, f"{prefix}{name}.")
    return found

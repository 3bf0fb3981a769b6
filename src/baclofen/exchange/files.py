"""Reads an input file once, within limits, and says plainly what is wrong with it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baclofen.errors import UnreadableFile

#: Larger than any one patient's record seen (4 MB); a bulk export belongs elsewhere.
LARGEST_BYTES = 40_000_000


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `UnreadableFile` when missing, empty or too large."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except OSError as gap:
        reason = gap.strerror or "unreadable"
        raise UnreadableFile("file", f"{str(path)!r} ({reason})", "it must be a file") from None
    if len(raw) > LARGEST_BYTES:
        raise UnreadableFile(
            "file", f"{path.name} (more than {LARGEST_BYTES // 1_000_000} MB)",
            "it must be the record of one patient",
            do="Export one patient only.",
        )  # fmt: skip
    if not raw.strip():
        raise UnreadableFile("file", f"{path.name} (empty)", "it must hold a patient")
    return raw


def decode(raw: bytes, name: str) -> str:
    """The text of a file, a byte-order mark removed. Raises `UnreadableFile`."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as gap:
        raise UnreadableFile(
            "file", f"{name} (byte {gap.start} is not UTF-8)", "it must be UTF-8 text"
        ) from None


def parse_json(text: str, name: str) -> list[Any]:
    """The JSON documents of a text: one document, or one a line (NDJSON).

    Strict: a key given twice, NaN and Infinity are refused. Raises `UnreadableFile`
    naming line and column.
    """
    try:
        return [_loads(text)]
    except json.JSONDecodeError as whole:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and _starts_as_object(lines[0]):
            return _lines(lines, name)
        raise _broken(name, whole) from None
    except RecursionError:
        raise UnreadableFile("file", f"{name} (nested too deep)", "it must be a record") from None


def _lines(lines: list[str], name: str) -> list[Any]:
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(_loads(line))
        except json.JSONDecodeError as gap:
            raise UnreadableFile(
                "file", f"{name} (line {number}, column {gap.colno}: {gap.msg})",
                "each line must be one JSON resource",
            ) from None  # fmt: skip
        except RecursionError:
            raise UnreadableFile("file", f"{name} (nested too deep)", "it must be a record") from None
    return found


def _starts_as_object(line: str) -> bool:
    """Whether the first line alone is a document, so that the file is one a line."""
    try:
        _loads(line)
    except (json.JSONDecodeError, RecursionError):
        return False
    return True


def _broken(name: str, gap: json.JSONDecodeError) -> UnreadableFile:
    return UnreadableFile(
        "file", f"{name} (line {gap.lineno}, column {gap.colno}: {gap.msg})",
        "it must be JSON, one resource a line, or a TOML patient",
        do="Export the record again; nothing was repaired.",
    )  # fmt: skip


def _loads(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [k for k, _ in pairs]
        twice = next(k for k in names if names.count(k) > 1)
        raise UnreadableFile(
            "file", f"JSON with the key {twice!r} twice in one object", "each key may come once"
        )
    return made


def _no_constant(name: str) -> Any:
    raise UnreadableFile("file", f"JSON with the number {name}", "numbers must be finite")


def parse_toml(text: str, name: str) -> Mapping[str, Any]:
    """A TOML table. Raises `UnreadableFile` with the parser's place."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as gap:
        raise UnreadableFile(
            "file", f"{name} ({gap})", "it must be a TOML patient or a FHIR bundle in JSON"
        ) from None

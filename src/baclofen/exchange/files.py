"""Reads an input file once, within limits, and says plainly what is wrong with it."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baclofen.errors import UnreadableFile
from baclofen.exchange.quick_json import quickly

#: Larger than any one patient's record seen (4 MB); a bulk export belongs elsewhere.
LARGEST_BYTES = 40_000_000
#: A patient typed by hand takes ten lines; the TOML parser is slow on what is not one.
LARGEST_TOML = 100_000
#: One resource a line: more lines than the largest record has resources, many times over.
MOST_LINES = 200_000
#: Objects and lists of a JSON text: more than 40 MB of records hold, and few enough to be held.
MOST_PARTS = 2_000_000

#: The name of what is piped in.
STANDARD_INPUT = "-"

_EXPORT_AGAIN = "Export the record again; nothing was repaired."


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; standard input for `-`. Raises `UnreadableFile` when missing, empty or
    too large."""
    name = shown_name(path)
    try:
        if str(path) == STANDARD_INPUT:
            raw = sys.stdin.buffer.read(LARGEST_BYTES + 1)
        else:
            with path.open("rb") as file:
                raw = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as gap:  # ValueError: a zero byte in the name
        reason = getattr(gap, "strerror", None) or "unreadable"
        raise UnreadableFile("file", f"{name} ({reason})", "it must be a file") from None
    return checked_bytes(raw, name)


def checked_bytes(raw: bytes, name: str) -> bytes:
    """The same bytes. Raises `UnreadableFile` when there are none, or too many."""
    if len(raw) > LARGEST_BYTES:
        raise UnreadableFile(
            "file", f"{name} (more than {LARGEST_BYTES // 1_000_000} MB)",
            "it must be the record of one patient",
            do="Export one patient only.",
        )  # fmt: skip
    if not raw.strip():
        raise UnreadableFile("file", f"{name} (empty)", "it must hold a patient")
    return raw


def read_json(path: Path) -> list[Any]:
    """The JSON documents of a file, read strictly and within limits. Raises `UnreadableFile`."""
    name = shown_name(path)
    return parse_json(decode(read_bytes(path), name), name)


def read_text(path: Path) -> str:
    """The text of a file. Raises `UnreadableFile`."""
    return decode(read_bytes(path), shown_name(path))


def shown_name(path: Path) -> str:
    """The name of a file, fit to be printed."""
    if str(path) == STANDARD_INPUT:
        return "standard input"
    name = path.name or str(path)
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:120])


def decode(raw: bytes, name: str) -> str:
    """The text of a file, a byte-order mark removed. Raises `UnreadableFile`."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as gap:
        raise UnreadableFile(
            "file", f"{name} (byte {gap.start} is not UTF-8)", "it must be UTF-8 text"
        ) from None


def first_mark(text: str) -> str:
    """The first character that is not white space: what the file begins with.

    >>> first_mark(' {"resourceType": "Bundle"}')
    '{'
    """
    found = re.search(r"\S", text)
    return found[0] if found else ""


def is_heading(text: str) -> bool:
    """Whether a text begins with a TOML heading, as no JSON does.

    >>> is_heading('[screening]'), is_heading('[{"a": 1}]')
    (True, False)
    """
    return re.match(r"\s*\[[A-Za-z_]+\]", text) is not None


def parse_json(text: str, name: str) -> list[Any]:
    """The JSON documents of a text: one document, or one a line (NDJSON).

    Strict: a key given twice, NaN, Infinity, numbers of absurd length and half a character (a lone
    surrogate, which no text can hold) are refused.
    Raises `UnreadableFile` naming line and column.
    """
    parts = text.count("{") + text.count("[")
    if parts > MOST_PARTS:
        raise UnreadableFile(
            "file", f"{name} (more than {MOST_PARTS:,} objects and lists)",
            "it must be the record of one patient",
            do="Export one patient only.",
        )  # fmt: skip
    try:
        return [_loads(text, name)]
    except json.JSONDecodeError as whole:
        first, _, rest = text.lstrip().partition("\n")
        if not rest.strip() or not _is_whole(first, name):
            raise UnreadableFile(
                "file", f"{name} (line {whole.lineno}, column {whole.colno}: {whole.msg})",
                "it must be JSON, or one JSON resource a line",
                do=_EXPORT_AGAIN,
            ) from None  # fmt: skip
    return _each_line(text, name)


def _each_line(text: str, name: str) -> list[Any]:
    if text.count("\n") > MOST_LINES:
        raise UnreadableFile(
            "file", f"{name} (more than {MOST_LINES:,} lines)",
            "it must be the record of one patient",
            do="Export one patient only.",
        )  # fmt: skip
    found = []
    # Not splitlines(): that also splits at separators that JSON allows inside a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_loads(line, name))
        except json.JSONDecodeError as gap:
            raise UnreadableFile(
                "file", f"{name} (line {number}, column {gap.colno}: {gap.msg})",
                "each line must be one JSON resource",
                do=_EXPORT_AGAIN,
            ) from None  # fmt: skip
    return found


def _is_whole(line: str, name: str) -> bool:
    """Whether the first line alone is a document, so that the file is one a line."""
    try:
        _loads(line, name)
    except json.JSONDecodeError:
        return False
    return True


#: An escape that is half of a character.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _loads(text: str, name: str) -> Any:
    if (found := quickly(text)) is not None:
        return found[0]
    try:
        made = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        # Only an escape can make one: what was decoded holds none.
        if _HALF.search(text) is not None:
            json.dumps(made, ensure_ascii=False).encode()
        return made
    except UnicodeEncodeError:
        raise UnreadableFile(
            "file", f"{name} (half a character: a lone \\u escape from d800 to dfff)",
            "each escape must stand for a character, or be one of a pair",
            do=_EXPORT_AGAIN,
        ) from None  # fmt: skip
    except RecursionError:
        raise too_deep(name) from None
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python refuses to read an integer of thousands of digits
        raise UnreadableFile(
            "file", f"{name} (a number of thousands of digits)", "numbers must be of usual length"
        ) from None


def too_deep(name: str) -> UnreadableFile:
    """What is said of a file nested deeper than any record."""
    return UnreadableFile("file", f"{name} (nested too deep)", "it must be the record of a patient")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise UnreadableFile(
            "file", f"JSON with the key {twice[:60]!a} twice in one object",
            "each key may come once",
            do=_EXPORT_AGAIN,
        )  # fmt: skip
    return made


def _no_constant(name: str) -> Any:
    raise UnreadableFile("file", f"JSON with the number {name}", "numbers must be finite")


#: A key of more parts than any table has levels, joined by dots. Each word is looked at once.
_MANY_PARTS = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""")


def parse_toml(text: str, name: str) -> Mapping[str, Any]:
    """A TOML table. Raises `UnreadableFile` with the parser's place."""
    wanted = "it must be a TOML patient (text) or a FHIR bundle in JSON (beginning with '{')"
    if len(text) > LARGEST_TOML:
        raise UnreadableFile("file", f"{name} (long, and not JSON)", wanted)
    # The parser takes time and memory by the square of a key's parts.
    if _MANY_PARTS.search(text):
        raise too_deep(name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as gap:
        raise UnreadableFile("file", f"{name} ({gap})", wanted) from None
    except RecursionError:
        raise too_deep(name) from None
    except ValueError:  # a number of thousands of digits, or a date that does not exist
        raise UnreadableFile("file", f"{name} (a number or date out of range)", wanted) from None

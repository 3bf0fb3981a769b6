"""Reads further studies from a file or folder: JSON, TOML, or TOML with CSV beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baclofen.errors import UnreadableFile
from baclofen.exchange.files import decode, parse_json, parse_toml, read_bytes, shown_name

#: In a folder: the tables by id, and the rows.
TABLES = {"studies.toml": "studies", "scales.toml": "scales"}
ROWS = {"arms.csv": "arms", "contrasts.csv": "contrasts"}
_SEE = "See docs/how-to/read-the-evidence.md for an example."


def read_studies(path: Path) -> Mapping[str, Any]:
    """Studies as `baclofen.knowledge.with_studies` takes them: studies, arms, contrasts, scales.

    A .json or .toml file holds all parts; a folder holds studies.toml and arms.csv, and
    contrasts.csv and scales.toml where they are needed. Raises `UnreadableFile`; what the figures
    say is checked by `with_studies`.
    """
    try:
        return _folder(path) if path.is_dir() else _file(path)
    except UnreadableFile as gap:
        if gap.do == _SEE:
            raise
        # The readers below speak of patients; what was wrong is the same.
        raise UnreadableFile(gap.field, gap.came, "it must hold studies", do=_SEE) from None


def _file(path: Path) -> Mapping[str, Any]:
    name = shown_name(path)
    text = decode(read_bytes(path), name)
    if path.suffix.lower() == ".toml":
        return parse_toml(text, name)
    documents = parse_json(text, name)
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise UnreadableFile(
            "file", f"{name} (not one JSON object)", "it must hold the table `studies`", do=_SEE
        )
    return documents[0]


def _folder(path: Path) -> Mapping[str, Any]:
    if not (path / "studies.toml").exists():
        raise UnreadableFile(
            "folder", f"{shown_name(path)} (without studies.toml)",
            "it must hold studies.toml and arms.csv", do=_SEE,
        )  # fmt: skip
    found: dict[str, Any] = {}
    for name, part in TABLES.items():
        if (path / name).exists():
            found[part] = parse_toml(decode(read_bytes(path / name), name), name)
    for name, part in ROWS.items():
        if (path / name).exists():
            found[part] = _rows(decode(read_bytes(path / name), name), name)
    return found


def _rows(text: str, name: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text))
    rows: list[dict[str, Any]] = []
    try:
        for row in reader:
            if None in row or None in row.values():
                raise UnreadableFile(
                    "file", f"{name} (line {reader.line_num})",
                    f"each line must have {len(reader.fieldnames or ())} cells, as the first has; "
                    "a cell with a comma goes in quotes",
                    do=_SEE,
                )  # fmt: skip
            rows.append(row)
    except csv.Error as gap:
        raise UnreadableFile("file", f"{name} ({gap})", "it must be CSV") from None
    return rows

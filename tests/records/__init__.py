"""Fifteen Synthea records as third parties made them, compressed; see README.md."""

from __future__ import annotations

import gzip
from pathlib import Path

_FOLDER = Path(__file__).parent / "synthea"

NAMES: tuple[str, ...] = tuple(sorted(p.name.removesuffix(".json.gz") for p in _FOLDER.iterdir()))


def record_path(name: str, tmp_path: Path) -> Path:
    """One record, unpacked into a folder of the test's own."""
    path = tmp_path / f"{name}.json"
    path.write_bytes(gzip.decompress((_FOLDER / f"{name}.json.gz").read_bytes()))
    return path

"""Requests of CDS Hooks by third parties, and those put together here; see ../README.md."""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def _all() -> dict[str, bytes]:
    with zipfile.ZipFile(_HERE / "requests.zip") as held:
        return {name: held.read(name) for name in held.namelist()}


#: folder/file → its bytes
REQUESTS: Mapping[str, bytes] = _all()
#: The fifteen overlays by the name of their record.
OVERLAYS: Mapping[str, bytes] = {
    name.partition("/")[2].removesuffix(".json"): raw
    for name, raw in REQUESTS.items()
    if name.startswith("overlay_order_sign/")
}
#: What each of them calls for.
EXPECTED: Mapping[str, dict[str, Any]] = tomllib.loads(
    (_HERE / "expected_cards.toml").read_text("utf-8")
)

"""What the other side of a hook is told of what goes over the wire, kept as reviewed text.

    python -m tests.golden.schemas       writes it anew; the diff is then reviewed

Whoever writes an EHR's side builds on these: a field that falls away, or a bound that moves, breaks
what runs there.
"""

from __future__ import annotations

import json
from pathlib import Path

from baclofen.exchange import HOOK_SCHEMAS

KEPT = Path(__file__).parent / "hook_schemas.json"


def text() -> str:
    """All schemas by their names, each field on a line."""
    return json.dumps(HOOK_SCHEMAS, indent=1) + "\n"


if __name__ == "__main__":
    KEPT.write_text(text(), encoding="utf-8")

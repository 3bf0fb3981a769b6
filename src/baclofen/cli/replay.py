"""`baclofen replay`: work a plan out again from its own inputs, and compare to the last byte."""

from __future__ import annotations

import json
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

from baclofen.cli.plan import make_plan
from baclofen.errors import UnreadableFile
from baclofen.exchange import inputs_in, parse_json, read_text
from baclofen.knowledge import load_knowledge
from baclofen.reporting import FORMAT
from baclofen.version import VERSION

_WIDTH = 160


def replay_command(file: str) -> bool:
    """Print whether the plan comes out the same, and if not what differs; True when it does."""
    path = Path(file)
    text = read_text(path)
    known = load_knowledge()
    kept = _plan_in(text, path.name)
    again = make_plan(inputs_in(kept["origin"]), known).text
    if again.encode() == path.read_bytes():
        sys.stdout.write(
            f"same, byte for byte: worked out again from its inputs with baclofen {VERSION}, "
            f"knowledge {known.digest[:12]}.\n"
        )
        return True
    sys.stdout.write("".join(f"{line}\n" for line in differences(text, again)))
    return False


def differences(text: str, again: str) -> list[str]:
    """What differs between a plan's file and the same plan worked out now, in words."""
    kept, now = json.loads(text), json.loads(again)
    found = ["differs from what its inputs give now:"]
    for words, was, came in (
        ("version", kept.get("version"), now["version"]),
        ("knowledge", kept["origin"]["knowledge"], now["origin"]["knowledge"]),
    ):
        if was != came:
            found.append(f"  {words}: {_short(was)} in the file, {_short(came)} here")
    if kept == now:
        return [*found, "  the values are the same; the text was written in another form"]
    for number, (was, came) in enumerate(
        zip_longest(text.split("\n"), again.split("\n"), fillvalue=""), start=1
    ):
        if was != came and not _is_told(came):
            found += [
                f"  first other difference, line {number}:",
                f"    in the file: {_short(was.strip())}",
                f"    now:         {_short(came.strip())}",
            ]
            break
    return found


def _is_told(line: str) -> bool:
    """Whether a line holds only what was compared by name already."""
    return line.lstrip().startswith(('"version":', '"knowledge":'))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}..."


def _plan_in(text: str, name: str) -> dict[str, Any]:
    plan = parse_json(text, name)[0]
    if isinstance(plan, dict) and plan.get("format") == FORMAT and plan.get("origin"):
        return plan
    raise UnreadableFile(
        "file", name, f"it must be a plan.json of the format {FORMAT}",
        do="Older plans carry no inputs: make the plan again from its record.",
    )  # fmt: skip

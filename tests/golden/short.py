"""What three thousand short records and typed files come to, a line each, kept as reviewed text.

    python -m tests.golden.short         writes it anew; the diff is then reviewed
    python -m tests.golden.short 17      one of them: what was told, and all that came of it

Each is a patient of whom little is told, and one thing more: a sign in some words, a dose that was
not given, two kidney values that differ, an order that begins later; many are ordinary, and meant
to stay so. They were made up by people who looked for what is misjudged. A line has the verdict,
the rules that speak, the phrase of the headline, and a mark of all that was read and decided.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from baclofen.assessment import assess
from baclofen.errors import InputRefused, NotPlanned
from baclofen.exchange import read_patient
from baclofen.planning import plan_oral
from tests.golden.plain import mark, plain
from tests.people import known

INPUTS = Path(__file__).parent / "short.json"
KEPT = Path(__file__).parent / "short.txt"
#: What JSON holds.
Json = Any
#: So many are one test.
PART = 100
#: So much is shown of a refusal.
_SHOWN = 50
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@cache
def inputs() -> tuple[tuple[date, Json], ...]:
    """The day on which each is read, and what is told."""
    raw = json.loads(INPUTS.read_text(encoding="utf-8"))
    return tuple(
        (date.fromisoformat(day), _typed(told) if isinstance(told, dict) else _bundle(told, raw))
        for day, told in raw["inputs"]
    )


def _bundle(numbers: Sequence[int], raw: Json) -> Json:
    entries = [raw["entries"][number] for number in numbers]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _typed(told: Json) -> Json:
    """A typed file; its days stand as text in JSON."""
    if isinstance(told, dict):
        return {key: _typed(part) for key, part in told.items()}
    if isinstance(told, list):
        return [_typed(part) for part in told]
    return date.fromisoformat(told) if isinstance(told, str) and _DAY.fullmatch(told) else told


def came(day: date, told: Json) -> dict[str, Any]:
    """All that is read of it, judged and decided, in plain values; of a refusal its words."""
    try:
        reading = read_patient(told, known=known(), today=day)
        asked = reading.asks(today=day)
        fit = assess(reading.patient, known(), asked)
    except InputRefused as refusal:
        return {"refused": str(refusal)}
    found = {
        "person": plain(reading.patient),
        "entries": plain(reading.entries),
        "notes": plain(reading.notes),
        "assessment": plain(fit),
    }
    with suppress(NotPlanned):
        found["plan"] = plain(plan_oral(fit, known()))
    return found


def line(number: int) -> str:
    found = came(*inputs()[number])
    if "refused" in found:
        said = found["refused"]
        return f"{number} refused: {said[:_SHOWN]} ({mark(said)})"
    rules = sorted({finding["rule"] for finding in found["assessment"]["findings"]})
    headline = found["plan"]["headline"][0] if "plan" in found else "no plan"
    words = json.dumps(found, sort_keys=True)
    return " ".join(
        [str(number), found["assessment"]["verdict"], *rules, f"{headline} ({mark(words)})"]
    )


def lines(numbers: range) -> Iterator[str]:
    return map(line, numbers)


def text() -> str:
    """The whole table."""
    return "\n".join(lines(range(len(inputs())))) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        day, told = inputs()[int(sys.argv[1])]
        shown = {"day": day, "told": told, "came": came(day, told)}
        print(json.dumps(shown, indent=1, sort_keys=True, default=str))
    else:
        KEPT.write_text(text(), encoding="utf-8")

"""What one small change of an input changes in what comes of it, kept as reviewed text.

    python -m tests.golden.varied                  writes the marks anew; the diff is then reviewed
    python -m tests.golden.varied "record 7" 12    the twelfth change of that record, and all that
                                                   differs by it

Inputs are small records, typed files, requests of hooks, and people with what is asked of them, as
tests of the rooms ask with them. Their changes were found by trying: a place left out, an entry
told twice, words that stand in the code put where words stand, numbers and days about those at
which it turns. Of each kind of answer some are kept, on both sides of where it turns. A mark is of
what then differs from the unchanged input, so that what is said of all alike changes few. A further
change is written into the table by hand, with an empty mark.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from baclofen import codec
from baclofen.assessment import Request
from baclofen.errors import BaclofenError
from baclofen.exchange import read_patient
from baclofen.patient import Patient
from baclofen.value import Value
from tests.golden import crowd
from tests.golden.plain import mark, plain
from tests.hook_requests import cards
from tests.people import TODAY, known

INPUTS = Path(__file__).parent / "varied.json"
KEPT = Path(__file__).parent / "varied.txt"
#: So many of a kind are one test.
PARTS: Mapping[str, int] = {"record": 10, "file": 5, "hook": 3, "person": 3}
#: In a change: this place is left out, this entry is told twice.
LEFT_OUT, TWICE = "-", "+"
#: A day of a typed file, which JSON has no form for.
_A_DAY = re.compile(r"@\d{4}-\d\d-\d\d")
Json = Any
Place = tuple[str | int, ...]


# --- changes --------------------------------------------------------------------------


def changed(told: Json, place: Place, change: Json) -> Json:
    """A copy in which this stands there; `told` stays as it is."""
    if not place:
        return told
    key, *deeper = place
    made: Json = dict(told) if isinstance(told, dict) else list(told)
    if deeper:
        made[key] = changed(told[key], tuple(deeper), change)
    elif change == LEFT_OUT:
        del made[key]
    elif change == TWICE:
        made.append(_again(told[key]))
    else:
        made[key] = change
    return made


def _again(entry: Json) -> Json:
    """An entry a second time, as one of its own."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        return entry
    more = {"fullUrl": f"{entry['fullUrl']}2"} if "fullUrl" in entry else {}
    return {**entry, **more, "resource": {**resource, "id": f"{resource.get('id', 'r')}again"}}


# --- what comes of it -----------------------------------------------------------------


class Asked(Value):
    """Who it is, and what is asked."""

    patient: Patient
    request: Request


_asked = codec.reader(Asked, name="asked")


def outcome(name: str, told: Json) -> dict[str, Json]:
    """All that comes of it, by part; of a refusal its words."""
    kind = name.split()[0]
    try:
        if kind == "hook":
            return {f"card {at}": [c.as_json(), c.order, c.verdict, c.rules]
                    for at, c in enumerate(cards(told))}  # fmt: skip
        if kind == "person":
            made = person(told)
            return crowd.parts(made.patient, made.request)
        source = json.dumps(told).encode() if kind == "record" else dated(told)
        reading = read_patient(source, known=known(), today=TODAY)
        asks = reading.asks(today=TODAY)
        read = {
            "asks": plain(asks), "entries": plain(reading.entries), "notes": reading.notes,
            **{f"person {part}": value for part, value in plain(reading.patient).items()},
        }  # fmt: skip
        return read if kind == "record" else {**read, **crowd.parts(reading.patient, asks)}
    except BaclofenError as refusal:
        return {"refused": str(refusal)}


def person(told: Json) -> Asked:
    """A person, and what is asked of them."""
    made: Asked = _asked(json.dumps(told).encode())
    return made


def dated(told: Json) -> Json:
    """With its days as TOML has them: in our file they are words that begin with @."""
    if isinstance(told, dict):
        return {key: dated(value) for key, value in told.items()}
    if isinstance(told, list):
        return [dated(value) for value in told]
    if isinstance(told, str) and _A_DAY.fullmatch(told):
        return date.fromisoformat(told[1:])
    return told


def differs(name: str, told: Json, whole: Mapping[str, Json]) -> str:
    """What differs from the unchanged one, in words."""
    now = outcome(name, told)
    parts = {part: now.get(part) for part in {**whole, **now} if now.get(part) != whole.get(part)}
    return json.dumps(parts, sort_keys=True, default=str)


# --- what is kept ---------------------------------------------------------------------

#: Where, what stands there instead, and the mark of what then differs. Without a place it is the
#: unchanged one, and its mark that of all that comes of it.
Change = tuple[Place, Json, str]


@cache
def inputs() -> dict[str, Json]:
    """What is varied, by name."""
    made: dict[str, Json] = json.loads(INPUTS.read_text(encoding="utf-8"))
    return made


@cache
def kept() -> dict[str, tuple[Change, ...]]:
    """By name of an input its changes, each with its mark."""
    found: dict[str, list[Change]] = {}
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            of_one = found.setdefault(line, [])
            continue
        place, change, said = json.loads(f"[{line}]")
        of_one.append((tuple(place), change, said))
    return {name: tuple(changes) for name, changes in found.items()}


def parts() -> list[tuple[str, ...]]:
    """The names of inputs, in parts of a kind that take about the same time."""
    names = [[name for name in inputs() if name.split()[0] == kind] for kind in PARTS]
    return [
        tuple(of_kind[at : at + PARTS[of_kind[0].split()[0]]])
        for of_kind in names for at in range(0, len(of_kind), PARTS[of_kind[0].split()[0]])
    ]  # fmt: skip


def said(name: str) -> Iterator[tuple[Place, Json, str]]:
    """Each kept change of an input, with what now differs by it."""
    told = inputs()[name]
    whole = outcome(name, told)
    for place, change, _ in kept()[name]:
        yield place, change, differs(name, changed(told, place, change), whole if place else {})


def table(changes: Mapping[str, Iterable[Change]]) -> str:
    out = []
    for name, of_one in changes.items():
        out.append(name)
        out += [
            f"  {json.dumps(place)}, {json.dumps(change, ensure_ascii=False)}, {json.dumps(was)}"
            for place, change, was in of_one
        ]
    return "\n".join(out) + "\n"


def write() -> None:
    """The whole table, anew."""
    marked = {name: [(p, c, mark(words)) for p, c, words in said(name)] for name in inputs()}
    KEPT.write_text(table(marked), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:]:
        shown = list(said(sys.argv[1]))
        for place, change, words in [shown[int(at)] for at in sys.argv[2:3]] or shown:
            print(json.dumps(place), json.dumps(change), json.dumps(json.loads(words), indent=1))
    else:
        write()

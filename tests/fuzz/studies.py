"""`python -m tests.fuzz.studies N`: files and folders of studies, whole and damaged.

What is taken in must give a summary, finite throughout.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import math
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from baclofen.evidence import summary
from baclofen.exchange.studies import read_studies
from baclofen.knowledge import Trials, load_trials, with_studies
from tests.fuzz.campaign import Target, main
from tests.fuzz.mutate import VALUES, odd_text, place_in, scratched
from tests.studies import added

Parts = Mapping[str, bytes]
#: Beyond it Python refuses to multiply an integer by a fraction.
LARGEST = 1e300


@cache
def trials() -> Trials:
    """What is known, once a process."""
    return load_trials()


def files(rng: Random) -> Parts:
    """Files by name: one JSON file, or a folder of TOML and CSV; mostly damaged in one place."""
    raw: dict[str, Any] = copy.deepcopy(added())
    for _ in range(rng.randint(0, 3)):
        _damage(raw, rng)
    if rng.random() < 0.6:
        text = json.dumps(raw, indent=rng.choice([None, 1]))
        if rng.random() < 0.3:
            text = scratched(text, rng)
        return {"studies.json": _encoded(text, rng)}
    made = {"studies.toml": _toml(raw.get("studies")), "arms.csv": _csv(raw.get("arms"))}
    if rng.random() < 0.5:
        name = rng.choice(list(made))
        made[name] = scratched(made[name], rng)
    if rng.random() < 0.05:
        made.pop(rng.choice(list(made)))
    return {name: _encoded(text, rng) for name, text in made.items()}


def _damage(raw: Any, rng: Random) -> None:
    """One value somewhere inside is taken out, doubled or put into something else's place."""
    if (found := place_in(raw, rng, deeper=0.8)) is None:
        return
    at, key = found
    inside = at[key]
    kind = rng.random()
    if kind < 0.2:
        del at[key]
    elif kind < 0.3 and isinstance(at, dict):
        at[rng.choice(["", "Mean", "sd ", "n", "se", "study"])] = inside
    elif kind < 0.4 and isinstance(at, list):
        at.append(copy.deepcopy(inside))
    elif kind < 0.7 and isinstance(inside, int | float) and abs(inside) < LARGEST:
        at[key] = inside * rng.choice([0, -1, 1e-9, 1e9, 1e200, 0.1])
    else:
        at[key] = copy.deepcopy(rng.choice(VALUES)) if rng.random() < 0.7 else odd_text(rng)


def _toml(studies: Any) -> str:
    """Tables by id, one value a line: what TOML cannot hold becomes what it makes of it."""
    if not isinstance(studies, dict):
        return f"studies = {studies!r}\n"
    lines = []
    for id, one in studies.items():
        lines.append(f"[{id if id and id.isascii() else json.dumps(id)}]")
        if isinstance(one, dict):
            lines += [f"{key} = {_inline(value)}" for key, value in one.items()]
    return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(v) for v in value) + "]"
    return json.dumps(value)


def _csv(rows: Any) -> str:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return str(rows)
    names = list(dict.fromkeys(str(name) for row in rows for name in row))
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(names)
    for row in rows:
        writer.writerow([row.get(name, "") for name in names])
    return written.getvalue()


def _encoded(text: str, rng: Random) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.03:
        at = rng.randint(0, len(data))
        data = (
            data[:at] + rng.choice([b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xed\xa0\x80"]) + data[at:]
        )
    return data


def read(parts: Parts) -> tuple[Trials, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, data in parts.items():
            (folder / part).write_bytes(data)
        raw = read_studies(folder / "studies.json" if "studies.json" in parts else folder)
    joined = with_studies(trials(), raw)
    return joined, summary(joined, "clbp")


def wrong(found: tuple[Trials, Any]) -> list[str]:
    """Numbers of a summary that are none."""
    return [f"{where} is {value}" for where, value in _numbers("summary", found[1].bodies)
            if math.isnan(value)]  # fmt: skip


def _numbers(where: str, value: Any) -> list[tuple[str, float]]:
    if isinstance(value, float):
        return [(where, value)]
    if isinstance(value, np.ndarray):
        return [(where, float(v)) for v in value.ravel()] if value.dtype.kind == "f" else []
    if isinstance(value, tuple | list):
        return [one for i, v in enumerate(value) for one in _numbers(f"{where}[{i}]", v)]
    if is_dataclass(value) and not isinstance(value, type):
        return [
            one
            for f in fields(value)
            for one in _numbers(f"{where}.{f.name}", getattr(value, f.name))
        ]
    return []


TARGET = Target(files, read, wrong)

if __name__ == "__main__":
    sys.exit(main(TARGET, sys.argv[1:]))

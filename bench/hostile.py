"""Inputs made to be slow or large, each a whole command: seconds and peak memory.

Both stand beside those of the plan of the example record in the same run. The aim: no input below
40 MB takes over 10 s or 1 GB; what is beyond measure is refused by name (exit code 2).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Case = tuple[str, Callable[[Path], None], tuple[str, ...]]

EXAMPLE = Path(__file__).parent.parent / "examples" / "ms_spasticity.json"
DAY = ("--today", "2026-11-22")
#: As large as a file may be, nearly.
MEGABYTES = 39
_PERSON = 'age_y = 52\nsex = "female"\nweight_kg = 68\negfr = 89\nsyndrome = "ms_spasticity"\n'


def cases() -> Mapping[str, Case]:
    """By name: the file, how it is written, and the command."""
    return {
        "example": ("r.json", lambda p: _text(p, EXAMPLE.read_text(encoding="utf-8")), _plan("r.json")),
        "taper of 290 mg, 520 weeks": _typed('baclofen = "290 mg/day"\n[taper]\nweeks = 520\n', "taper"),
        "taper of 800 mg at one time": _typed('baclofen = "800 mg once daily"\ndose_confirmed = true\n', "taper"),
        "100,000 mg a day": _typed('baclofen = "100000 mg/day"\n', "taper"),
        "granules of 790 mg at one time": _typed(
            'baclofen = "none"\n[oral]\nproduct = "granules"\ndose = "790 mg"\n', "assess"),
        "10,000 unread medicines": _typed(
            "medicines = [" + ", ".join(f'"unheard{i}"' for i in range(5_500)) + "]\n", "assess"),
        "entries of nothing": ("r.json", _nothings, _plan("r.json")),
        "observations": ("r.json", _repeated("Observation"), _plan("r.json")),
        "conditions, each other words": ("r.json", _repeated("Condition"), _plan("r.json")),
        "medicines, each other words": ("r.json", _repeated("MedicationRequest"), _plan("r.json")),
        "resources that are not ours": ("r.json", _claims, _plan("r.json")),
        "one resource a line": ("r.ndjson", _lines, _plan("r.ndjson")),
        "numbers in a list": ("r.json", lambda p: _text(p, "{\"a\": [" + "1," * (MEGABYTES * 500_000) + "1]}"), _plan("r.json")),
        "braces": ("r.json", lambda p: _text(p, "{" * (MEGABYTES * 1_000_000)), _plan("r.json")),
        "one long word": ("r.json", _long_word, _plan("r.json")),
        "an answer's file": ("p.json", _answer, ("replay", "p.json")),
        "studies": ("s.json", _studies, ("evidence", "clbp", "--with", "s.json")),
    }  # fmt: skip


def _plan(name: str) -> tuple[str, ...]:
    return ("plan", name, *DAY)


def _typed(text: str, command: str) -> Case:
    return "p.toml", lambda path: _text(path, _PERSON + text), (command, "p.toml", *DAY)


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _bundle(path: Path, made: Callable[[int], Any], each: int) -> None:
    bundle = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    bundle["entry"] += [made(i) for i in range(MEGABYTES * 1_000_000 // each)]
    _text(path, json.dumps(bundle, separators=(",", ":")))


def _nothings(path: Path) -> None:
    _bundle(path, lambda i: {"resource": {"resourceType": "Basic"}}, 42)


def _repeated(kind: str) -> Callable[[Path], None]:
    """The example's own of one type, each under a new id and with a word of its own."""
    bundle = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    found = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]

    def made(i: int) -> Any:
        copy = json.loads(json.dumps(found[i % len(found)]))
        copy["id"] = f"n{i}"
        for key in ("code", "medicationCodeableConcept"):
            if kind != "Observation" and key in copy:
                copy[key] = {"text": f"unheard{i}"}
        return {"resource": copy}

    each = sum(len(json.dumps(made(i), separators=(",", ":"))) for i in range(len(found)))
    return lambda path: _bundle(path, made, each // len(found) + 2)


def _claims(path: Path) -> None:
    lines = [{"sequence": n, "productOrService": {"text": "visit of a practice"},
              "net": {"value": 12.5, "currency": "EUR"}} for n in range(10)]  # fmt: skip
    one = {"resourceType": "ExplanationOfBenefit", "status": "active", "item": lines}
    _bundle(path, lambda i: {"resource": {**one, "id": f"e{i}"}}, len(json.dumps(one)) + 20)


def _lines(path: Path) -> None:
    bundle = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    lines = [json.dumps(e["resource"]) for e in bundle["entry"]]
    more = '{"resourceType":"Basic"}\n' * (MEGABYTES * 1_000_000 // 25)
    _text(path, "\n".join(lines) + "\n" + more)


def _long_word(path: Path) -> None:
    one = {"resourceType": "Condition", "code": {"text": "pain " * (MEGABYTES * 200_000)}}
    _bundle(path, lambda i: {"resource": one}, MEGABYTES * 1_000_000)


def _answer(path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "baclofen", "plan", str(EXAMPLE), *DAY, "--json"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    kept = json.loads(made)
    kept["origin"]["inputs"]["notes"] = ["a note"] * (MEGABYTES * 100_000)
    _text(path, json.dumps(kept))


def _studies(path: Path) -> None:
    one = {"title": "x" * 100}
    _text(path, json.dumps({"studies": {f"s{i}": one for i in range(MEGABYTES * 7_500)}}))


def measured(
    command: tuple[str, ...], folder: Path, env: Mapping[str, str]
) -> tuple[float, float, int]:
    """CPU seconds, peak memory in MB and exit code of a command in a folder."""
    code = "import sys, resource; from baclofen.cli.main import run\nrun()"
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", code, *command], cwd=folder, env=dict(env),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(child.pid, 0)
    del started
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)

"""Inputs made to be slow or large, each a whole command: seconds and peak memory.

Both stand beside those of the plan of the example record in the same run. The aim: no input below
40 MB takes over 10 s or 1 GB; what is beyond measure is refused by name (exit code 2).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Case = tuple[str, Callable[[Path], None], tuple[str, ...]]

EXAMPLE = Path(__file__).parent.parent / "examples" / "ms_spasticity.json"
DAY = ("--today", "2026-11-22")
#: As large as a file may be, nearly.
MEGABYTES = 39
#: As many entries as a record may have, nearly.
MOST = 29_900
_PERSON = 'age_y = 52\nsex = "female"\nweight_kg = 68\negfr = 89\nsyndrome = "ms_spasticity"\n'


def cases() -> Mapping[str, Case]:
    """By name: the file, how it is written, and the command."""
    unread = ", ".join(f'"unheard{i}"' for i in range(5_500))
    return {
        "example": _record(lambda p: _text(p, EXAMPLE.read_text(encoding="utf-8"))),
        "taper of two years": _typed('baclofen = "80 mg/day"\n[taper]\nweeks = 104\n', "taper"),
        "taper of ten years": _typed('baclofen = "80 mg/day"\n[taper]\nweeks = 520\n', "taper"),
        "100,000 mg a day": _typed('baclofen = "100000 mg/day"\n', "taper"),
        "290 mg at one time": _typed('[oral]\nproduct = "granules"\ndose = "290 mg"\n', "assess"),
        "5,500 unread medicines": _typed(f"medicines = [{unread}]\n", "assess"),
        "a million entries": _record(_nothings),
        "observations": _record(_repeated("Observation")),
        "conditions nobody knows": _record(_repeated("Condition")),
        "medicines nobody knows": _record(_repeated("MedicationRequest")),
        "long conditions": _record(_long("Condition")),
        "long orders": _record(_long("MedicationRequest")),
        "what no reader reads": _record(_claims),
        "one resource a line": ("r.ndjson", _lines, ("plan", "r.ndjson", *DAY)),
        "numbers in a list": _record(_numbers),
        "braces": _record(lambda p: _text(p, "{" * (MEGABYTES * 1_000_000))),
        "one long word": _record(_long_word),
        "an answer's file": ("p.json", _answer, ("replay", "p.json")),
        "studies": ("s.json", _studies, ("evidence", "clbp", "--with", "s.json")),
    }


def _record(write: Callable[[Path], None]) -> Case:
    return "r.json", write, ("plan", "r.json", *DAY)


def _typed(text: str, command: str) -> Case:
    return "p.toml", lambda path: _text(path, _PERSON + text), (command, "p.toml", *DAY)


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _bundle(path: Path, made: Callable[[int], Any], each: int, most: int = MOST) -> None:
    bundle = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    bundle["entry"] += [made(i) for i in range(min(most, MEGABYTES * 1_000_000 // each))]
    _text(path, json.dumps(bundle, separators=(",", ":")))


def _nothings(path: Path) -> None:
    _bundle(path, lambda i: {"resource": {"resourceType": "Basic"}}, 42, most=10**9)


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


def _long(kind: str) -> Callable[[Path], None]:
    """Entries that are called a thousand characters, each of other words."""

    def made(i: int) -> Any:
        said = {
            "text": " ".join(f"{word}{i % 97}" for word in ("pain", "unheard", "no", "leg") * 28)
        }
        key = "code" if kind == "Condition" else "medicationCodeableConcept"
        more = {} if kind == "Condition" else {"status": "active", "intent": "order"}
        return {"resource": {"resourceType": kind, "id": f"n{i}", key: said, **more}}

    return lambda path: _bundle(path, made, len(json.dumps(made(0))) + 40)


def _claims(path: Path) -> None:
    lines = [{"sequence": n, "productOrService": {"text": "visit of a practice"},
              "net": {"value": 12.5, "currency": "EUR"}} for n in range(10)]  # fmt: skip
    one = {"resourceType": "ExplanationOfBenefit", "status": "active", "item": lines}
    _bundle(path, lambda i: {"resource": {**one, "id": f"e{i}"}}, len(json.dumps(one)) + 20)


def _numbers(path: Path) -> None:
    _text(path, '{"a": [' + "1," * (MEGABYTES * 500_000) + "1]}")


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


def main() -> None:
    """Prints seconds, memory and exit code of each, the first two as ratios to the example's."""
    with tempfile.TemporaryDirectory() as name:
        base: Used | None = None
        for title, (file, _, command) in cases().items():
            folder = Path(name) / title.replace(" ", "_")
            folder.mkdir()
            # Written by another process: what a command begins with counts as its own memory.
            code = f"from bench.hostile import write; write({title!r}, {str(folder)!r})"
            subprocess.run([sys.executable, "-c", code], check=True, cwd=EXAMPLE.parent.parent)
            used = measured(command, folder)
            base = base or used
            print(
                f"{title:24} {(folder / file).stat().st_size / 1e6:5.1f} MB "
                f"{used.seconds:6.1f} s ({used.seconds / base.seconds:5.1f} x) "
                f"{used.megabytes:5.0f} MB ({used.megabytes / base.megabytes:4.1f} x) "
                f"exit {used.code}"
            )
            (folder / file).unlink()


def write(title: str, folder: str) -> None:
    """Write one of the inputs into a folder."""
    file, made, _ = cases()[title]
    made(Path(folder) / file)


class Used(NamedTuple):
    """CPU seconds, peak memory in MB, and the exit code of a command."""

    seconds: float
    megabytes: float
    code: int


def measured(command: tuple[str, ...], folder: Path) -> Used:
    """What a command takes that runs in a folder."""
    child = subprocess.Popen(
        [sys.executable, "-m", "baclofen", *command], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Used(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, child.returncode)

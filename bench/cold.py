"""Whole cold commands against Python start plus NumPy import.

The machine is noisy, so the two are run in turns and their medians compared.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 11
PUMP = """age_y = 41
syndrome = "sci_spasticity"
egfr = 95
[pump]
stage = "titration"
now = "100 mcg/day"
asked = "5 mcg/h"
hours_since_change = 26
"""
EXAMPLE = Path(__file__).parent.parent / "examples" / "ms_spasticity.json"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, four = (_repeated(Path(folder), megabytes) for megabytes in (1, 4))
        cases = {
            "python + numpy": [sys.executable, "-c", "import numpy, numpy.random"],
            "baclofen --help": [sys.executable, "-m", "baclofen", "--help"],
            "why": [sys.executable, "-m", "baclofen", "why", "ASK-KIDNEY"],
            "assess, example": _on(EXAMPLE, "assess"),
            "pump": _on(_pump(Path(folder)), "pump"),
            "plan, example": _on(EXAMPLE, "plan"),
            "plan, 1 MB bundle": _on(one, "plan"),
            "plan, 4 MB bundle": _on(four, "plan"),
        }
        # As installed: Python keeps the compiled modules. The first round makes them.
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        seconds: dict[str, list[float]] = {name: [] for name in cases}
        for round_number in range(ROUNDS + 1):
            for name, command in cases.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
                if round_number:
                    seconds[name].append(time.perf_counter() - start)
    base = statistics.median(seconds["python + numpy"])
    for name, times in seconds.items():
        middle = statistics.median(times)
        print(f"{name:20} {middle * 1000:7.0f} ms   {middle / base:5.2f} x python + numpy")


def _on(path: Path, command: str) -> list[str]:
    return [sys.executable, "-m", "baclofen", command, str(path), "--today", "2026-11-22"]


def _pump(folder: Path) -> Path:
    """Someone whose pump is raised."""
    path = folder / "pump.toml"
    path.write_text(PUMP, encoding="utf-8")
    return path


def _repeated(folder: Path, megabytes: int) -> Path:
    """The example with its observations repeated, each under a new id, until it is so large."""
    bundle = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    observations = [e for e in bundle["entry"] if e["resource"]["resourceType"] == "Observation"]
    size, number = len(json.dumps(bundle)), 0
    while size < megabytes * 1_000_000:
        for entry in observations:
            number += 1
            copy = json.loads(json.dumps(entry))
            copy["resource"]["id"] = f"repeated-{number}"
            copy["fullUrl"] = f"urn:uuid:repeated-{number}"
            bundle["entry"].append(copy)
            size += len(json.dumps(copy))
    path = folder / f"{megabytes}mb.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path

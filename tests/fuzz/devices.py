"""`python -m tests.fuzz.devices N`: files of confirmed figures of pumps, whole and damaged.

What is read is written again and read as the same, and never changes a pump that it is not of.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from random import Random

from baclofen.exchange import Confirmation, device_with, read_confirmations
from baclofen.regimen import DEVICE_FIGURES, Device
from tests.fuzz.campaign import Target, main
from tests.fuzz.mutate import NUMBERS, odd_text, scratched

_NAMES = ("SynchroMed II", "Prometra II", "Codman 3000", "X", 'a "quoted" one', "back\\slash")


def text(rng: Random) -> bytes:
    """Entries as they are added, with odd figures, names and days; often scratched."""
    parts = []
    for _ in range(rng.randint(0, 4)):
        keys = {
            "device": f'"{rng.choice(_NAMES[:4])}"',
            "figure": f'"{rng.choice(sorted(DEVICE_FIGURES))}"',
            "value": rng.choice(["0.145", "0.05", "1", "20", rng.choice(NUMBERS)]),
            "when": rng.choice(["2026-11-01", "0001-01-01", "9999-12-31", '"2026-11-01"', "2026"]),
            "who": '"A. Meyer"', "manual": '"manual, page 12"',
        }  # fmt: skip
        if rng.random() < 0.2:
            keys[rng.choice([*keys, "more"])] = repr(odd_text(rng))
        if rng.random() < 0.1:
            del keys[rng.choice(list(keys))]
        heading = "[[confirmed]]" if rng.random() < 0.97 else rng.choice(["[confirmed]", "[x]", ""])
        parts.append("\n".join([heading, *(f"{k} = {v}" for k, v in keys.items())]))
    made = "\n\n".join(parts) + "\n"
    if rng.random() < 0.2:
        made = scratched(made, rng)
    return made.encode("utf-8", "surrogatepass")


def read(given: bytes) -> tuple[Confirmation, ...]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "devices.toml"
        path.write_bytes(given)
        return read_confirmations(path)


def wrong(found: tuple[Confirmation, ...]) -> list[str]:
    again = read("".join(one.as_toml() for one in found).encode() or b"\n# none\n")
    said = [] if again == found else ["what was written is read as something else"]
    other = Device("another pump")
    if device_with(other, found) != other:
        said.append("a figure of another pump is taken over")
    if any(not date.min <= one.when <= date.max or not one.by for one in found):
        said.append("nobody vouches for a figure")
    return said


TARGET = Target(text, read, wrong)

if __name__ == "__main__":
    sys.exit(main(TARGET, sys.argv[1:]))

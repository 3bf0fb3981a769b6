"""Writers killed in the middle of writing: what they were told is kept, is kept.

    python -m tests.unit.store.kills 100

kills so many writers on each database, and on PostgreSQL the server under every tenth; exits 0
only if no acknowledged event was lost and every chain verifies.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.postgres import NoServer, server
from tests.unit.store.places import Place, signed
from tests.unit.store.test_writers import start

#: More than a writer comes to before it is killed.
_MANY = 100_000
#: A server is ended as by a loss of power after so many writers.
_EVERY = 10


def kill_writers(place: Place, times: int, seed: int = 1) -> tuple[int, int]:
    """Kills writers while they write; how many events were acknowledged, and how many are there.

    Raises `AssertionError` where one that was acknowledged is gone, or a chain is not sound.
    """
    chance = random.Random(seed)  # noqa: S311 - when to kill, not what to hide
    with place.open() as ledger:
        patient = ledger.of("a").admit(signed())
    told: set[int] = set()
    for number in range(times):
        with start(place, patient, _MANY, "dr.k") as writer:
            assert writer.stdout is not None
            told |= _whole_lines(writer.stdout.readline())
            time.sleep(chance.uniform(0, 0.1))
            writer.kill()
            told |= _whole_lines(writer.stdout.read())
        if place.server is not None and number % _EVERY == _EVERY - 1:
            place.server.crash()
        with place.open() as ledger:
            found = ledger.verify()
            assert found.is_sound, found.wrong
            there = {one.seq for one in ledger.of("a").read(patient)}
            assert told <= there, sorted(told - there)
    return len(told), len(there)


def _whole_lines(text: str) -> set[int]:
    """What was acknowledged: a line that the kill cut short was not."""
    return {int(word) for line in text.splitlines(keepends=True) if line.endswith("\n")
            for word in line.split()}  # fmt: skip


def main(times: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        told, there = kill_writers(Place(str(Path(folder) / "store.sqlite"), None), times)
        print(f"SQLite: {times} writers killed, {told} events acknowledged, none lost of {there}")
    try:
        with server() as running:
            told, there = kill_writers(Place(running.made("kills"), running), times)
            print(
                f"PostgreSQL: {times} writers and {times // _EVERY} servers killed, {told} events "
                f"acknowledged, none lost of {there}"
            )
    except NoServer as gap:
        print(f"not tried on PostgreSQL: {gap}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

"""Makes the archived databases of the present form: once, before the form is released.

    python -m tests.unit.store.archive.make

A form that is there is not made again: what was archived is what people may have.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from baclofen.store.forms import FORM
from tests.postgres import server
from tests.unit.store.places import Place
from tests.unit.store.test_verify import fill

HERE = Path(__file__).parent


def main() -> None:
    file, dump = HERE / f"form-{FORM}.sqlite", HERE / f"form-{FORM}.sql"
    if file.exists() or dump.exists():
        raise SystemExit(f"form {FORM} is archived already")
    place = Place(str(file), None)
    fill(place)
    place.ask("PRAGMA journal_mode=DELETE")
    (HERE / f"{file.name}.erased").unlink()
    with server() as running:
        fill(Place(running.made("archived"), running))
        made = subprocess.run(
            [running.programs / "pg_dump", "-h", running.socket, "-U", "postgres", "--no-owner",
             "--inserts", "archived"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        # Newer programs write orders that older servers do not know.
        kept = [x for x in made.stdout.splitlines() if not x.startswith(("--", "\\", "SET "))]
        dump.write_text("\n".join(line for line in kept if line) + "\n")


if __name__ == "__main__":
    main()

"""What is read of random records and typed files, a few lines each, kept as reviewed text.

    python -m tests.golden.readings        writes it anew; the diff is then reviewed
    python -m tests.golden.readings 17     one of them: what was told, and all that was read of it

As in `crowd`, what is too long for a line stands as a mark of its content. Notes of a reading are
sentences, and count by their words.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from baclofen.errors import InputRefused
from baclofen.exchange import read_patient, with_answers
from tests.golden import watched
from tests.golden.files import typed
from tests.golden.plain import line, plain
from tests.golden.told import record
from tests.people import TODAY, known
from tests.unit.exchange.build import Json, write

KEPT = Path(__file__).parent / "readings.txt"
RECORDS, FILES, ANSWERED, WATCHED = 220, 200, 120, 200
#: An answer as a question shows it.
_SHOWN = re.compile(r'([a-zA-Z_]+)=("[^"]*"|\[[^\]]*\]|\S+)')


def everything() -> Iterator[tuple[str, Json]]:
    for seed in range(RECORDS):
        yield f"record {seed}", record(seed)
    for seed in range(FILES):
        yield f"file {seed}", typed(seed)
    for seed in range(ANSWERED):
        yield f"answered {seed}", typed(FILES + seed)
    for seed in range(WATCHED):
        yield f"watched {seed}", watched.record(seed)


def answers(name: str) -> list[tuple[str, str]]:
    """Two answers to questions, as these show how they are given; none for other names."""
    if not name.startswith("answered"):
        return []
    # By lot, but so that a further question changes the answers of few.
    shown = [
        (key, words.rstrip(".,;:"))
        for question in known().questions.values()
        for key, words in _SHOWN.findall(question.say)
    ]
    return sorted(shown, key=lambda told: sha256(f"{name} {told}".encode()).digest())[:2]


def read(name: str, told: Json, folder: Path) -> dict[str, Any]:
    """What is read of it, by part; of a refusal its words."""
    is_record = name.startswith(("record", "watched"))
    source: Any = write(told, folder) if is_record else told
    try:
        reading = read_patient(source, known=known(), today=TODAY)
        reading = with_answers(reading, answers(name), known(), today=TODAY)
        asked = reading.asks(today=TODAY)
    except InputRefused as refusal:
        return {"refused": str(refusal)}
    person = {n: v for n, v in plain(reading.patient).items() if v not in (None, [], "", False)}
    asks = {n: v for n, v in plain(asked).items() if v not in (None, [], "", False)}
    return {
        **person,
        "asks": asks,
        "entries": plain(reading.entries),
        "notes": plain(reading.notes),
    }


def text() -> str:
    """The whole table."""
    out = []
    with TemporaryDirectory() as folder:
        for name, told in everything():
            out.append(name)
            out += [line(*part) for part in read(name, told, Path(folder)).items()]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    if asked := " ".join(sys.argv[1:]):
        told = dict(everything())[asked]
        with TemporaryDirectory() as folder:
            found = read(asked, told, Path(folder))
        print(
            json.dumps(
                {"told": told, "answers": answers(asked), "read": found},
                indent=1,
                sort_keys=True,
                default=str,
            )
        )
    else:
        KEPT.write_text(text(), encoding="utf-8")

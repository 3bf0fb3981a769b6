"""What lies in the folder that an answer is written to: ours of this patient, ours of another, or
somebody's own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from baclofen import codec
from baclofen.answering import Answer
from baclofen.errors import InputRefused
from baclofen.exchange import read_json
from baclofen.version import WHAT_THIS_IS

#: What every file of ours holds, by the end of its name; a drawing lies beside one of these.
_MARKS: Mapping[str, str] = {
    ".html": WHAT_THIS_IS, ".json": WHAT_THIS_IS, ".ics": "PRODID:-//baclofen//",
}  # fmt: skip


def refuse_foreign(out: Path) -> None:
    """Raises `InputRefused` where a name that an answer is written under, or that goes with another
    patient's, is a file of somebody's own: what we did not write we take from nobody."""
    from baclofen.reporting import SETS

    for name in (name for names in SETS for name in names):
        file, mark = out / name, _MARKS.get(Path(name).suffix)
        if mark is None or not file.is_file():
            continue
        if mark not in file.read_text("utf-8", errors="replace"):
            raise InputRefused(
                "--out", f"{out}, where {name} is not of this program",
                "files of an answer take the place of earlier ones; nothing was written",
                do="Name another folder, or give that file another name.",
            )  # fmt: skip


def of_another(out: Path, files: Mapping[str, str | None], made: Answer) -> tuple[str, ...]:
    """Files of the other doors that lie in this folder, unless they are of the same patient as
    told now: whoever opens the folder must not meet two people in it."""
    from baclofen.reporting import SETS

    mine = codec.builtins(made.inputs.patient)
    others = (names for names in SETS if not files.keys() & set(names))
    return tuple(
        name
        for names in others
        if any((out / name).is_file() for name in names) and _patient_in(out / names[0]) != mine
        for name in names
        if (out / name).is_file()
    )


def _patient_in(file: Path) -> object:
    """The patient of an answer's file; None where it cannot be read as one."""
    with suppress(InputRefused, OSError, LookupError, TypeError):
        return read_json(file)[0]["origin"]["inputs"]["patient"]
    return None

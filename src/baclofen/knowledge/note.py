"""What is decided, before anyone words it: which phrase, the values that fill it, and its basis."""

from __future__ import annotations

from datetime import date

from baclofen.errors import NotPlanned
from baclofen.units import Dose
from baclofen.value import Value


class Note(Value):
    """One thing to be said. Equal notes say the same in every language.

    `phrase` names a sentence of `knowledge/data/phrases`, or is the id of a rule that speaks for
    itself. `values` are what its placeholders stand for, by name, in the order of their names:
    doses, days, numbers, words of the record, further notes, or several of these; None fills in
    nothing. `why` are the ids that it rests on. Made by `Knowledge.note`, which checks both.
    """

    phrase: str
    why: tuple[str, ...]
    values: tuple[tuple[str, Shown], ...] = ()

    def value(self, name: str) -> Shown:
        """What stands for one placeholder. Raises `KeyError`."""
        return dict(self.values)[name]


#: What may fill a placeholder.
Shown = float | str | Dose | date | Note | None | tuple["Shown", ...]


def note_of(refusal: NotPlanned) -> Note:
    """What a refusal of a plan says, to be said within a plan; one that has no note is raised."""
    if not isinstance(refusal.note, Note):
        raise refusal
    return refusal.note

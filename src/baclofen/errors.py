"""Every error this package raises on purpose, drawn as a tree.

    BaclofenError
    ├── InputRefused            the caller's mistake: a value, a file, a record (exit code 2)
    │   ├── OutOfRange          a number outside what a living patient can have
    │   ├── UnitProblem         a unit that is missing, unknown or does not fit its value
    │   ├── UnreadableFile      not JSON, not TOML, empty, too large
    │   ├── UnreadableRecord    JSON, but not the FHIR record of exactly one patient
    │   ├── UnknownName         an id, code or option that does not exist here
    │   └── StoreRefused        a store that gives or takes nothing as it is: full, damaged, busy
    │       ├── Conflict        somebody else wrote in between
    │       ├── NoKey           what identifies a person, where its key is not at hand
    │       └── Erased          a patient whose key was destroyed
    ├── NotPlanned              a safe refusal: the rules do not allow what was asked
    ├── WorkerLost              a process that computed a part of a run was ended by somebody else
    └── KnowledgeError          our mistake: a fact, rule or schedule that contradicts itself

Each message says what came, what is allowed, what to do, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from baclofen.cleaned import plain

#: No part of a refusal is longer: what came may be.
_MOST = 1_000


class BaclofenError(Exception):
    """The root: catch this to catch everything raised on purpose here."""


class InputRefused(BaclofenError):
    """What came in cannot be used. Nothing was computed and nothing was written.

    `offers` holds what may have been meant, and what that would come to: for the reader to
    choose from. Nothing is ever converted on its strength. The message is one line without
    characters that cannot be printed, whatever came.
    """

    def __init__(
        self, field: str, came: str, allowed: str, *,
        do: str = "", why: str = "", offers: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        self.field, self.came, self.allowed, self.do, self.why = field, came, allowed, do, why
        self.offers = dict(offers or {})
        text = f"{plain(field, _MOST)} is {plain(came, _MOST)}; {allowed}."
        if do:
            text += f" {do}"
        if why:
            text += f" [why: {why}]"
        super().__init__(plain(text, 8 * _MOST))

    def and_do(self, do: str) -> Self:
        """The same refusal, and what to do besides it at once."""
        self.args = (f"{self} {do}",)
        return self


class OutOfRange(InputRefused):
    """A number outside its range.

    >>> print(OutOfRange("weight", -4, "kg", "between 0.3 and 400"))
    weight is -4 kg; it must be between 0.3 and 400.
    """

    def __init__(
        self, field: str, value: object, unit: str, allowed: str, *,
        do: str = "", why: str = "", offers: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        shown = f"{value:g}" if isinstance(value, float) else f"{value}"
        came = f"{shown} {unit}".strip()
        super().__init__(field, came, f"it must be {allowed}", do=do, why=why, offers=offers)


class UnitProblem(InputRefused):
    """A unit that is missing, unknown, or does not fit the value beside it."""


class UnreadableFile(InputRefused):
    """The file could not be read as what it should be."""


class UnreadableRecord(InputRefused):
    """The file is readable, but is not the record of exactly one patient."""


class UnknownName(InputRefused):
    """A name that is not known here; the nearest known names are offered: `near`, where the
    meaning is known, else those that are written alike.

    >>> print(UnknownName("sex", "femal", ["female", "male"]))
    sex is 'femal'; it must be one of female, male. Did you mean female?
    """

    def __init__(
        self, field: str, came: str, known: Iterable[str], *, why: str = "", do: str = "",
        near: Sequence[str] = (),
    ) -> None:  # fmt: skip
        from difflib import get_close_matches  # only when something is wrong

        names = sorted(known)
        near = near or get_close_matches(came, names, n=2, cutoff=0.8)
        listed = ", ".join(names) if len(names) <= 24 else f"{len(names)} known names"
        do = f"Did you mean {' or '.join(near)}?" if near else do
        super().__init__(field, repr(came), f"it must be one of {listed}", do=do, why=why)


class StoreRefused(InputRefused):
    """The store, as it stands, takes or gives nothing: full, damaged, busy, of a newer form, or
    with a clock that disagrees. Nothing was written."""


class Conflict(StoreRefused):
    """What was to be written rests on what is no longer the last word: somebody wrote meanwhile."""


class NoKey(StoreRefused):
    """It identifies a person, and the key to write or read it is not at hand."""


class Erased(StoreRefused):
    """The patient was erased: the key was destroyed, and nobody can read what was kept."""


class NotPlanned(BaclofenError):
    """The rules do not allow what was asked; the message names the rule. `note` is what it says,
    as a value, where it comes from a plan."""

    def __init__(self, text: str, note: object = None) -> None:
        self.note = note
        super().__init__(text)


class WorkerLost(BaclofenError):
    """A process that computed a part of a run ended before it was done: mostly the system ended it
    for want of memory. Parts that were given are whole; the rest was not computed.

    >>> print(WorkerLost("a worker was ended by SIGKILL while it followed draws 1 to 1024"))
    a worker was ended by SIGKILL while it followed draws 1 to 1024; nothing of that part is kept. \
Give fewer workers, or more memory.
    """

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}; nothing of that part is kept. Give fewer workers, or more memory."
        )


class KnowledgeError(BaclofenError):
    """A fact, rule, schedule or source of ours is wrong. Loading stops."""

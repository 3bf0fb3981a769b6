"""What goes into a ledger and what comes out: values."""

from __future__ import annotations

from datetime import datetime

from baclofen.value import Value


class Versions(Value, gc=False):
    """With what something was made: the package, the digest of its knowledge, the form of the
    payload. Texts of the caller's; the store only keeps them."""

    package: str
    knowledge: str = ""
    form: str = ""


class Draft(Value):
    """Something to keep of one patient: `payload` is opaque here, `at` (UTC) is when it happened.

    `identifies` where the payload could tell who the patient is: a name, free text, a raw record.
    `attached` is a larger piece that is read apart, as the file something came from; it counts as
    the payload does.
    """

    kind: str
    at: datetime
    payload: bytes
    identifies: bool = False
    attached: bytes | None = None


class Signed(Value):
    """Who writes, for whom, with what, and what this machine's clock says (UTC)."""

    by: str
    now: datetime
    made_with: Versions
    on_behalf_of: str = ""


# Thousands are read at once, and none can be part of a circle: the collector need not look.
class Kept(Value, gc=False):
    """An event as it is kept: the `seq`-th of its clinic, the `version`-th of its patient.

    `at` is when it happened, `written` when it was kept, both UTC. `attached` says whether a piece
    is attached; `Book.attached` fetches it.
    """

    clinic: str
    seq: int
    patient: str
    version: int
    kind: str
    at: datetime
    written: datetime
    by: str
    on_behalf_of: str
    made_with: Versions
    identifies: bool
    payload: bytes
    attached: bool


class Listed(Value):
    """A patient of a clinic, without what happened.

    `label` is what the clinic calls the patient; None where none was given, it was erased, or the
    clinic's key is not at hand. `version` counts the events, `written` is when the last was kept.
    `erased` is when the key was destroyed, None while it was not.
    """

    patient: str
    label: str | None
    version: int
    written: datetime
    erased: datetime | None = None


class Erasure(Value):
    """A patient whose key was destroyed: when, by whom and why. `readable` counts events that were
    kept before there was a key: they hold nothing that identifies, and stay."""

    clinic: str
    patient: str
    at: datetime
    by: str
    why: str
    readable: int = 0


class Head(Value):
    """The last event of a clinic's chain and its hash, in hex.

    Noted elsewhere, it shows later that nothing up to it was changed or cut off.

    >>> Head("clinic-a", 2, "ab" * 32) == Head.of_text(f"clinic-a:2:{'ab' * 32}")
    True
    """

    clinic: str
    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.clinic}:{self.seq}:{self.hash}"

    @classmethod
    def of_text(cls, text: str) -> Head:
        """The head that was noted as `clinic:seq:hash`. Raises `InputRefused`."""
        import re

        from baclofen.errors import InputRefused

        found = re.fullmatch(r"(?P<clinic>[^:]+):(?P<seq>\d+):(?P<hash>[0-9a-f]{64})", text.strip())
        if found is None:
            raise InputRefused(
                "noted head", repr(text), "it must be clinic:number:hash, as verify prints it"
            )
        return cls(found["clinic"], int(found["seq"]), found["hash"])

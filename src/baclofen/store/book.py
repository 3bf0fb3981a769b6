"""The book of one clinic: patients admitted, events appended, read back, and erased.

Everything asked of a book is asked of its clinic; nothing of another can be reached from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from baclofen.errors import Conflict, InputRefused, NoKey
from baclofen.store import erasure, names, patients, reading, writing
from baclofen.store.database import Database
from baclofen.store.entry import Draft, Erasure, Kept, Listed, Signed
from baclofen.store.keys import Keys


class Book:
    """What a ledger keeps for one clinic. Made by `Ledger.of`."""

    def __init__(self, database: Database, clinic: str, keys: Keys) -> None:
        self.clinic = clinic
        self._database, self._keys = database, keys

    def admit(self, signed: Signed, label: str | None = None, *, in_the_clear: bool = False) -> str:
        """A random pseudonym for a new patient, whose events may now be appended, after version 1.

        `label` is what the clinic calls the patient: sealed like all that identifies, so that it
        needs the clinic's key. Without a key it is refused where the clinic has sealed patients, or
        keys are at hand and none is of this clinic; `in_the_clear` says that nobody here is to be
        sealed, as in a trail. Raises `NoKey`, `StoreRefused`.
        """
        writing.checked(signed)
        text = names.line(label, "label") if label is not None else ""
        with self._writing() as conn:
            patient = patients.new_pseudonym()
            key = patients.key_to_write(conn, self.clinic, patient, self._keys)
            if key is None:
                if label is not None:
                    raise self._no_key("a label")
                if patients.seals(conn, self.clinic):
                    # Unsealed between sealed ones it could be anybody's writing, never erased.
                    raise self._no_key("a patient")
                if self._keys.clinics and not in_the_clear:
                    raise self._no_key("a patient, with keys of " + ", ".join(self._keys.clinics))
            draft = Draft(names.ADMITTED, signed.now, text.encode(), identifies=label is not None)
            (row,) = writing.write(conn, self.clinic, patient, 0, [draft], signed, key)
            patients.list_new(conn, self.clinic, patient, row.seq, row.written)
        return patient

    def append(
        self, patient: str, drafts: Sequence[Draft], signed: Signed, *, expects: int | None
    ) -> tuple[Kept, ...]:
        """Appends all drafts in one transaction, or none; they are on the disk when this returns.

        `expects` is the version that was read before: where somebody has written since, nothing is
        (`Conflict`). None appends after whatever stands. Raises `InputRefused` for a patient that
        is not of this clinic, a time that is none or in the future, and `StoreRefused`: `NoKey` for
        what identifies where the clinic has no key, `Erased`, a full disk, clocks that disagree.
        """
        writing.checked(signed)
        if not drafts:
            raise InputRefused("drafts", "none", "there must be one or more to append")
        for draft in drafts:
            names.kind(draft.kind)
            writing.fits(draft, signed)
        with self._writing() as conn:
            stands = patients.living(conn, self.clinic, patient)
            if expects is not None and expects != stands.version:
                raise self._conflict(conn, patient, expects, stands.version)
            key = patients.key_to_write(conn, self.clinic, patient, self._keys)
            if key is None and (one := next((d for d in drafts if d.identifies), None)) is not None:
                raise self._no_key(f"an event of kind {one.kind}")
            rows = writing.write(conn, self.clinic, patient, stands.version, drafts, signed, key)
            patients.move_on(conn, self.clinic, patient, rows[-1].version, rows[-1].written)
        return tuple(reading.kept(row, key) for row in rows)

    def read(self, patient: str, *, until: int | None = None) -> tuple[Kept, ...]:
        """The patient's events in order, opened; `until` gives what stood at that version.

        The store's own entries, as of the admission, are left out: versions may skip a number.
        What a clock wrote that was ahead counts as written when that was said.
        Raises `InputRefused`, `Erased`, `NoKey`, and `StoreRefused` where one was changed.
        """
        with self._database.reading() as conn:
            stands = patients.living(conn, self.clinic, patient)
            if until is not None and not 0 <= until <= stands.version:
                raise InputRefused(
                    f"version of patient {patient}", f"{until}", f"there are 0 to {stands.version}"
                )
            key = patients.key_to_read(conn, self.clinic, patient, self._keys)
            upto = stands.version if until is None else until
            events = reading.events_of(conn, self.clinic, patient, upto, key)
            clocks = reading.wrong_clocks(conn, self.clinic)
        if clocks:
            events = [reading.put_right(one, clocks) for one in events]
        return tuple(one for one in events if not names.is_own(one.kind))

    def attached(self, event: Kept) -> bytes:
        """What is attached to an event that was read. Raises `InputRefused`, `StoreRefused`."""
        if event.clinic != self.clinic or not event.attached:
            raise InputRefused(
                "attachment", f"that of event {event.seq} of clinic {event.clinic}",
                f"clinic {self.clinic} has nothing attached there",
            )  # fmt: skip
        with self._database.reading() as conn:
            patients.living(conn, self.clinic, event.patient)
            key = patients.key_to_read(conn, self.clinic, event.patient, self._keys)
            return reading.attached_to(conn, event, key)

    def patients(self) -> tuple[Listed, ...]:
        """Every patient of the clinic, in the order of their pseudonyms. Raises `StoreRefused`."""
        with self._database.reading() as conn:
            return patients.listed(conn, self.clinic, self._keys)

    def listed(self, patient: str) -> Listed:
        """One patient of the clinic, as in the list. Raises `InputRefused`, `StoreRefused`."""
        with self._database.reading() as conn:
            patients.standing(conn, self.clinic, patient)
            (one,) = patients.listed(conn, self.clinic, self._keys, only=patient)
        return one

    def erase(self, patient: str, signed: Signed, *, why: str) -> Erasure:
        """Destroys the patient's data key, for good, and says so in the chain: who, when and why,
        in the clear. What was kept stays as it is, and nobody can read it.

        Once more for an erased patient, it only makes sure that no trace of the key is left.
        Raises `InputRefused` for a patient without a key, whose events nothing can make unreadable,
        and `StoreRefused` where another process has to let go of the file first.
        """
        writing.checked(signed)
        names.line(why, "why")
        return erasure.erase(self._database, self.clinic, patient, signed, why)

    def clock_was_wrong(self, signed: Signed, *, why: str) -> None:
        """Goes on from this machine's clock, after the times before were written by one that was
        ahead: an entry in the chain says so. Raises `StoreRefused`."""
        writing.checked(signed)
        draft = Draft(names.CLOCK, signed.now, names.line(why, "why").encode())
        with self._writing() as conn:
            version = writing.last_version(conn, self.clinic, names.NOBODY)
            writing.write(
                conn, self.clinic, names.NOBODY, version, [draft], signed, None, any_clock=True
            )

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._database.writing(f"clinic {self.clinic}")

    def _no_key(self, what: str) -> NoKey:
        return NoKey(
            what, f"given without a key of clinic {self.clinic}",
            "what identifies a person is kept sealed, or not at all",
            do="Give the clinic's key, or leave out what identifies.",
        )  # fmt: skip

    def _conflict(self, conn: Connection, patient: str, expects: int, stands: int) -> Conflict:
        since = reading.signatures(conn, self.clinic, patient, expects)
        return Conflict(
            f"version of patient {patient}", f"{expects}",
            f"it is {stands} by now" + (f"; since then: {'; '.join(since)}" if since else ""),
            do="Read the patient again, and decide anew.",
            why="what was decided may rest on what is no longer so",
        )  # fmt: skip

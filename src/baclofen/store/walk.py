"""One clinic's chain, walked event by event up to the first that is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.store import names
from baclofen.store.chain import NOTHING, Row
from baclofen.store.reading import holds


class Stand:
    """Where the chain says that a patient stands."""

    __slots__ = ("admitted", "erased", "last", "sealed", "version", "written")

    def __init__(self) -> None:
        self.version = self.admitted = self.last = self.sealed = 0
        self.written = ""
        self.erased: str | None = None


class Chain:
    """One clinic's chain as it is walked, up to the first event that is wrong."""

    def __init__(self, clinic: str, noted: Mapping[int, str]) -> None:
        self.clinic, self.noted = clinic, noted
        self.seq, self.hash, self.written = 0, NOTHING, ""
        self.patients: dict[str, Stand] = {}
        self.seals = False

    def take(self, event: Row) -> str | None:
        """What is wrong with the next event; None where nothing is."""
        if event.seq != self.seq + 1:
            return "missing"
        if not holds(event):
            return "changed since it was written"
        if event.previous != self.hash:
            return "does not follow the one before it: changed, moved or put in"
        if event.kind != names.CLOCK and event.written < self.written:
            return "written before the one before it"
        if self.noted.get(event.seq, event.hash.hex()) != event.hash.hex():
            return "not the event that was noted elsewhere: the chain was written anew"
        if (what := self._of_patient(event)) is not None:
            return what
        self.seq, self.hash, self.written = event.seq, event.hash, event.written
        return None

    def _of_patient(self, event: Row) -> str | None:
        patient = self.patients.setdefault(event.patient, Stand())
        if event.version != patient.version + 1:
            return f"version {event.version} of its patient after {patient.version}"
        if patient.sealed and not event.sealed and event.kind != names.ERASED:
            return "not sealed, after one of its patient that was"
        if patient.erased is not None:
            return "of a patient who was erased before"
        if event.kind == names.ADMITTED and self.seals and not event.sealed:
            return "of a patient who was admitted unsealed, in a clinic that seals"
        patient.version, patient.written = event.version, event.written
        patient.last = event.seq
        if event.kind == names.ADMITTED:
            patient.admitted = event.seq
        if event.kind == names.ERASED:
            patient.erased = event.written
        if event.sealed:
            self.seals = True
            patient.sealed = patient.sealed or event.seq
        return None

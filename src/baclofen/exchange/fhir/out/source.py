"""What every resource of one answer shares: the answer, who it is about, when it was made."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from baclofen import codec
from baclofen.answering import Answer
from baclofen.exchange.fhir.systems import OWN
from baclofen.knowledge import ATC, Knowledge, Note
from baclofen.value import Value

#: A resource, or a part of one, as JSON.
Json = dict[str, Any]
RULES = f"{OWN}/rule"
KEYS = f"{OWN}/key"
_REFERENCE = re.compile(r"Patient/[A-Za-z0-9\-.]{1,64}")


class Source(Value, eq=False, dict=True):
    """One answer on its way out. `subject` is a reference to the Patient of the record system, as
    `Patient/123`; where it is empty, that of the record that the answer was made of. `at` is when
    it was made."""

    made: Answer
    known: Knowledge
    at: datetime
    subject: str = ""
    language: str | None = None

    def say(self, note: Note) -> str:
        known = self.known
        return known.say(note) if self.language is None else known.say(note, self.language)

    def id(self, kind: str, *of: str) -> str:
        """The id of a resource: the same for the same answer, another for another one."""
        whole = "\n".join((self.digest, kind, *of))
        return str(UUID(hashlib.sha256(whole.encode()).hexdigest()[:32], version=4))

    @cached_property
    def digest(self) -> str:
        """That of the inputs, which the answer follows from."""
        return hashlib.sha256(codec.encode(self.made.inputs)).hexdigest()

    @cached_property
    def of_record(self) -> str:
        """The Patient whom the answer is about, as their record names them; empty where the answer
        was made of no record, or of one whose Patient has no id, and brings a Patient of its own.
        """
        if self.subject:
            return self.subject
        entries = self.made.inputs.entries
        places = [entry.place for entry in entries if entry.kind == "person"]
        return places[0] if len(places) == 1 and _REFERENCE.fullmatch(places[0]) else ""

    @property
    def patient(self) -> Json:
        return {"reference": self.of_record} if self.of_record else self.points_to("Patient")

    def points_to(self, kind: str, *of: str) -> Json:
        """A reference to another resource of the same answer."""
        return {"reference": f"{kind}/{self.id(kind, *of)}"}

    @property
    def day(self) -> str:
        return self.made.fit.request.today.isoformat()

    @property
    def instant(self) -> str:
        return self.at.isoformat(timespec="seconds")


def coded(system: str, code: str, text: str) -> Json:
    """A concept of one code. The text is what people read."""
    return {"coding": [{"system": system, "code": code}], "text": text}


def baclofen() -> Json:
    """The ingredient, whatever it is given as."""
    return {"system": ATC, "code": "M03BX01", "display": "baclofen"}


def reference_to(resource: Json) -> Json:
    """A reference to this resource."""
    return {"reference": f"{resource['resourceType']}/{resource['id']}"}

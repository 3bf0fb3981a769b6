"""Records for tests: a short way to say what happened when."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from baclofen import PlanInputs
from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import load_knowledge
from baclofen.record import Happening, Imported, Record, Told
from tests.unit.exchange.build import bundle, dosage, medicine

WOMAN = {
    "age_y": 52, "sex": "female", "weight_kg": 68, "creatinine_mg_per_dL": 0.8,
    "syndrome": "ms_spasticity", "baclofen": "none", "medicines": [],
}  # fmt: skip
#: Electronic records that were made for her, by their digest.
FILES: dict[str, bytes] = {}
#: Of a record that shows no baclofen.
OTHER = medicine("sertraline 50 mg tablet", authoredOn="2026-01-09")


def at(when: str) -> datetime:
    """A day, or a time of day in UTC: "2026-01-10", "2026-01-10 08:30"."""
    made = datetime.fromisoformat(when).replace(tzinfo=UTC)
    return made.replace(hour=12) if len(when) == len("2026-01-10") else made


def record(*said: tuple[str, Happening]) -> Record:
    """Each happening at its time, written then."""
    made = Record()
    written = at("1990-01-01")
    for when, what in said:
        written = max(written, at(when))
        made = made.with_(what, at=at(when), written=written, by="dr.a")
    return made


def woman(*said: tuple[str, Happening], on: str = "2026-01-10") -> Record:
    """The woman of the examples, told on a day, and what happened then."""
    return record((on, Told(table=WOMAN)), *said)


def imported(*resources: Any) -> Imported:
    """An electronic record of the woman of the examples, with these resources."""
    who = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1973-09-01"}
    raw = json.dumps(bundle(*resources, who=who)).encode()
    digest = hashlib.sha256(raw).hexdigest()
    FILES[digest] = raw
    return Imported(digest=digest)


def electronic(digest: str, day: date) -> Reading:
    """One of these records, as it reads on a day."""
    return read_patient(FILES[digest], known=load_knowledge(), today=day)


def order(each: float) -> Any:
    """An order of so many mg three times daily."""
    return medicine("baclofen 10 mg tablet", authoredOn="2026-01-09",
                    dosageInstruction=[dosage(each)])  # fmt: skip


def inputs_of(reading: Reading, day: date, kind: Any = None) -> PlanInputs:
    """What the door of plans is asked of a reading on its day, nothing weighed."""
    return PlanInputs(
        patient=reading.patient, request=reading.asks(today=day, kind=kind),
        entries=reading.entries, weighs=False,
    )  # fmt: skip

"""Records for tests: a short way to say what happened when."""

from __future__ import annotations

from datetime import UTC, datetime

from baclofen.record import Happening, Record, Told

WOMAN = {
    "age_y": 52, "sex": "female", "weight_kg": 68, "creatinine_mg_per_dL": 0.8,
    "syndrome": "ms_spasticity", "baclofen": "none", "medicines": [],
}  # fmt: skip


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

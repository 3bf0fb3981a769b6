"""A record of ten years: 5,000 events read and folded, against their JSON merely parsed.

python -m bench record
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from time import process_time

from baclofen import load_knowledge
from baclofen.record import (
    FORM,
    DoseSet,
    Happening,
    Measured,
    Record,
    Scored,
    SideEffect,
    Told,
    Took,
    event_of,
    on_day,
    payload,
)
from baclofen.units import mg

EVENTS = 5_000
TURNS = 9
_FIRST = datetime(2016, 1, 1, 8, tzinfo=UTC)
_WHO = {
    "age_y": 52, "sex": "female", "weight_kg": 68, "creatinine_mg_per_dL": 0.8,
    "syndrome": "ms_spasticity", "baclofen": "none", "medicines": [],
}  # fmt: skip


def _happening(number: int) -> Happening:
    """A diary: doses mostly, a score every fifth time, now and then a value or a new dose."""
    if number % 5 == 0:
        return Scored(scale="nrs", score=str(number % 11))
    if number % 5 == 1:
        return SideEffect(name="nausea", severity="mild")
    if number % 50 == 2:
        return Measured(what="creatinine", value=0.8 + 0.001 * (number % 40), unit="mg/dL")
    if number % 100 == 3:
        return DoseSet(route="oral", per_day=mg(30), times_per_day=3)
    return Took(dose=mg(10))


def main() -> None:
    """Prints the CPU time of a fold, and its ratio to parsing."""
    known = load_knowledge()
    times = [_FIRST + timedelta(hours=17 * n) for n in range(EVENTS)]
    said: list[Happening] = [Told(table=_WHO), *(_happening(n) for n in range(1, EVENTS))]
    raw = [payload(what, at) for what, at in zip(said, times, strict=True)]

    def fold() -> None:
        events = (
            event_of(one, FORM, number=n, written=at, by="a")
            for n, (one, at) in enumerate(zip(raw, times, strict=True), start=1)
        )
        on_day(Record(tuple(events)), date(2026, 1, 1), known)

    def parse() -> None:
        for one in raw:
            json.loads(one)

    took: dict[str, float] = {}
    for _ in range(TURNS):
        for name, run in (("fold", fold), ("parse", parse)):
            begun = process_time()
            run()
            took[name] = min(took.get(name, 1e9), process_time() - begun)
    ratio = took["fold"] / took["parse"]
    print(f"a day of {EVENTS} events: {1e3 * took['fold']:.0f} ms, {ratio:.1f} times their JSON")


if __name__ == "__main__":
    main()

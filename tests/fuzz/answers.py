"""`python -m tests.fuzz.answers N`: files of answers, whole and damaged, to be worked out again.

A file that was changed is refused, or the difference is said: the same is only what is the same.
"""

from __future__ import annotations

import copy
import json
import sys
from functools import cache
from random import Random
from typing import Any

from baclofen.answering import AssessInputs, Replayed, answer, answer_json, replay
from baclofen.exchange import read_patient
from tests.fuzz.campaign import Target, main
from tests.fuzz.mutate import VALUES, odd_text, place_in, scratched
from tests.people import TODAY, known

_TYPED: tuple[dict[str, Any], ...] = (
    {"age_y": 52, "egfr": 89, "syndrome": "ms_spasticity", "baclofen": "none",
     "medicines": ["sertraline", "Diazpam 5 mg"]},
    {"age_y": 70, "egfr": 40, "baclofen": "10 mg three times daily", "signs": ["confusion"]},
    {"age_y": 41, "egfr": 95, "pump": {"stage": "titration", "now": "100 mcg/day",
                                       "asked": "5 mcg/h", "hours_since_change": 26}},
    {"age_y": 9, "weight_kg": 28, "egfr": 100, "screening": {"dose": "25 mcg"}},
)  # fmt: skip


@cache
def whole() -> tuple[str, ...]:
    """Files as they are written."""
    made = []
    for table in _TYPED:
        reading = read_patient(table, known=known(), today=TODAY)
        asked = AssessInputs(
            patient=reading.patient, request=reading.asks(today=TODAY), entries=reading.entries,
            notes=reading.notes,
        )  # fmt: skip
        made.append(answer_json(answer(asked, known()), known()))
    return tuple(made)


def file(rng: Random) -> bytes:
    """One of them, mostly with one to three values changed."""
    text = rng.choice(whole())
    if rng.random() < 0.1:
        return text.encode()
    if rng.random() < 0.25:
        return scratched(text, rng).encode("utf-8", "surrogatepass")
    raw = json.loads(text)
    for _ in range(rng.randint(1, 3)):
        # What is worked out again rests on the inputs: they are damaged most.
        inputs = (
            raw.get("origin", {}).get("inputs") if isinstance(raw.get("origin"), dict) else None
        )
        _damage(inputs if isinstance(inputs, dict) and rng.random() < 0.7 else raw, rng)
    return json.dumps(raw).encode("utf-8", "surrogatepass")


def _damage(raw: Any, rng: Random) -> None:
    if (found := place_in(raw, rng, deeper=0.9)) is None:
        return
    at, key = found
    inside = at[key]
    kind = rng.random()
    if kind < 0.2:
        del at[key]
    elif kind < 0.3 and isinstance(at, dict):
        at[rng.choice(["", "is", "more", "kind"])] = inside
    elif kind < 0.5 and isinstance(inside, int | float) and abs(inside) < 1e300:
        at[key] = inside * rng.choice([0, -1, 1000, 1e300])
    else:
        at[key] = copy.deepcopy(rng.choice(VALUES)) if rng.random() < 0.7 else odd_text(rng)


def read(given: bytes) -> tuple[bytes, Replayed]:
    return given, replay(given, known(), name="p.json")


def wrong(found: tuple[bytes, Replayed]) -> list[str]:
    given, got = found
    if got.how != "same":
        return [] if got.differences else ["a difference that is not said"]
    inputs = json.loads(given)["origin"]["inputs"]
    own = [text for text in whole() if json.loads(text)["origin"]["inputs"] == inputs]
    return ["a changed file is called the same"] if own and given.decode() not in own else []


TARGET = Target(file, read, wrong)

if __name__ == "__main__":
    sys.exit(main(TARGET, sys.argv[1:]))

"""`python -m tests.fuzz.typed N`: patients typed by hand, as text and as tables, whole and damaged.

What is read is judged and said; where a danger was damaged, nobody is told to begin.
"""

from __future__ import annotations

import copy
import json
import sys
from datetime import UTC, date, datetime
from random import Random
from typing import Any, NamedTuple, get_args

from baclofen.exchange import Reading, read_patient
from baclofen.patient import SIGNS, Syndrome
from tests.doors import of_reading, say
from tests.fuzz.campaign import Target, main
from tests.fuzz.mutate import NUMBERS, VALUES, odd_text, scratched
from tests.people import TODAY, known

#: Days at the edges of the calendar and of what is judged.
DAYS = (
    date.min, date.max, TODAY, date(2026, 11, 23), date(1900, 1, 1), date(2024, 2, 29),
    datetime(2026, 11, 22, 8, tzinfo=UTC), "2026-11-22", "0001-01-01", "9999-12-31",
)  # fmt: skip
_ORDERS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"oral": {"dose": "10 mg", "times_per_day": 3, "product": "solution_1", "volume_mL": 10.0}},
    {"oral": {"per_day": "30 mg/day", "worst_at": "night"}},
    {"screening": {"dose": "50 mcg", "given": [{"dose": "50 mcg", "hours_ago": 30.0}]}},
    {
        "pump": {
            "stage": "titration", "now": "100 mcg/day", "asked": "5 mcg/h",
            "hours_since_change": 26, "concentration": 500, "fill_mL": 20,
            "filled_on": date(2026, 11, 1), "alarm_on": date(2026, 12, 20),
        }
    },
    {"taper": {"weeks": 6.0, "shape": "slow-end"}},
    {"swallowed": {"amount": "200 mg", "hours_ago": 3}},
)  # fmt: skip


class Typed(NamedTuple):
    """A table or its text, and whether a word that tells of a danger was damaged."""

    given: dict[str, Any] | bytes
    is_touched: bool


def patient(rng: Random) -> Typed:
    """One of many patients; mostly damaged in one to three places."""
    table = _whole(rng)
    touched = False
    for _ in range(rng.choice([0, 1, 1, 2])):
        touched |= _damage(table, rng)
    if rng.random() < 0.3:
        return Typed(table, touched)
    text = as_toml(table)
    if rng.random() < 0.25:
        # What was scratched may be anything, a whole line taken out included.
        return Typed(scratched(text, rng).encode("utf-8", "surrogatepass"), False)
    return Typed(text.encode("utf-8", "surrogatepass"), touched)


def _whole(rng: Random) -> dict[str, Any]:
    codes = known().codes
    age_y = rng.choice([3, 11.5, 17, 45, 64, 65, 90])
    table: dict[str, Any] = {
        "age_y": age_y, "sex": rng.choice(["female", "male"]),
        "weight_kg": 15 if age_y < 5 else 40 if age_y < 15 else rng.choice([60, 70, 90]),
        "egfr": rng.choice([8, 29, 45, 75, 110]), "egfr_on": date(2026, 10, 1),
        "syndrome": rng.choice(get_args(Syndrome)),
        "conditions": rng.sample(sorted(codes.conditions), rng.randint(0, 2)),
        "medicines": [rng.choice(codes.ingredients).name for _ in range(rng.randint(0, 3))],
        "no_allergies": ["baclofen"], "baclofen": rng.choice(["none", "10 mg three times daily"]),
        "baclofen_since": date(2025, 1, 1), "creatinine_mg_per_dL": 0.9,
        "signs": rng.sample(SIGNS, rng.choice([0, 0, 1])), "pregnant": False, "label": "A. Meyer",
    }  # fmt: skip
    for name in rng.sample(sorted(table), rng.randint(0, 4)):
        del table[name]
    # A date belongs to its value; what the damage below makes of them is another matter.
    if table.get("baclofen", "none") == "none":
        table.pop("baclofen_since", None)
    if "egfr" not in table:
        table.pop("egfr_on", None)
    return {**table, **copy.deepcopy(rng.choice(_ORDERS))}


def _damage(table: dict[str, Any], rng: Random) -> bool:
    """One value is changed; True where it told of a danger and still stands, as another word."""
    if not table:
        return False
    name = rng.choice(sorted(table))
    value = table[name]
    if isinstance(value, dict) and value:
        _damage(value, rng)
        return False
    if isinstance(value, list) and value and isinstance(value[0], str) and rng.random() < 0.7:
        at = rng.randrange(len(value))
        was = value[at]
        value[at] = _garbled(was, rng)
        is_danger = name in ("conditions", "signs") or (
            name == "medicines" and bool(known().classes_spoken_of & _classes(was))
        )
        return is_danger and value[at] != was
    kind = rng.random()
    if kind < 0.15:
        del table[name]
    elif kind < 0.3:
        table[rng.choice([f"{name}_", name.upper(), "", "a.b", name[:-1]])] = value
    elif kind < 0.5:
        table[name] = rng.choice(DAYS)
    elif kind < 0.7:
        table[name] = _number(rng)
    else:
        table[name] = copy.deepcopy(rng.choice(VALUES)) if rng.random() < 0.5 else odd_text(rng)
    return False


def _classes(name: str) -> frozenset[str]:
    return known().codes.medicine(name).classes


def _garbled(word: str, rng: Random) -> str:
    """A word with letters swapped, doubled or lost: never empty, and never another language's."""
    letters = list(word)
    for _ in range(rng.randint(2, 4)):
        at = rng.randrange(len(letters))
        letters[at] = rng.choice(["", "zq", letters[at] * 2, "x"])
    return "".join(letters).strip() or "zq"


def _number(rng: Random) -> Any:
    text = rng.choice(NUMBERS)
    try:
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return text


def as_toml(table: dict[str, Any]) -> str:
    """As a person types it: keys first, then headings."""
    alone = [f"{_key(k)} = {_value(v)}" for k, v in table.items() if not isinstance(v, dict)]
    for name, inside in table.items():
        if isinstance(inside, dict):
            alone += [f"[{_key(name)}]", *(f"{_key(k)} = {_value(v)}" for k, v in inside.items())]
    return "\n".join(alone) + "\n"


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else json.dumps(name)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


def read(given: Typed) -> tuple[Typed, Reading]:
    return given, read_patient(given.given, known=known(), today=TODAY)


def wrong(found: tuple[Typed, Reading]) -> list[str]:
    """Nothing crashes on its way out; where a danger was damaged, nobody is told to begin."""
    given, reading = found
    say(reading, Random(len(reading.entries)))  # noqa: S311 - a seed for tests
    if not given.is_touched:
        return []
    came = of_reading(reading)
    return [f"ok with a {came.gives} although a danger was garbled"] if came.is_free else []


TARGET = Target(patient, read, wrong)

if __name__ == "__main__":
    sys.exit(main(TARGET, sys.argv[1:]))

"""What is left out makes nothing better, unless it spoke against; what is spoilt makes nothing ok,
and is named."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from baclofen.errors import BaclofenError
from baclofen.exchange import Reading
from tests.doors import Outcome, outcome
from tests.laws.any_door import read_as_record, resources
from tests.laws.dangers import dangers
from tests.laws.entries import better_without, free_though_spoilt, left_out, names
from tests.laws.garbled import record_garbles, typed_garbles
from tests.laws.healthy import ASKED, Base, Typed, told
from tests.laws.heard import come_of
from tests.people import TODAY

BASES = [Base("ms_spasticity", "adult", asks, "US") for asks in ASKED]
SAMPLE = 600
#: What a refusal calls an entry of a record: by its type, or by what it measures.
NAMED = ("Observation/", "Condition/", "MedicationRequest/", "egfr", "weight", "height")
#: What a healthy start tells besides, so that there is more to spoil.
MORE = {"conditions": ["multiple_sclerosis"], "medicines": ["paracetamol"]}


def test_what_is_left_out_makes_nothing_better() -> None:
    rng, tried = Random(11), 0  # noqa: S311 - a seed for tests
    for _ in range(SAMPLE // 8):
        base, danger = rng.choice(BASES), rng.choice(dangers())
        typed = danger.at(base)
        if typed is None:
            continue
        try:
            before = come_of(typed, base)
        except BaclofenError:
            continue
        entries = list(left_out(typed))
        for key, what, rest in rng.sample(entries, min(8, len(entries))):
            if rest.get("pump") == {} or not rest:
                continue
            try:
                after = come_of(rest, base)
            except BaclofenError:
                continue
            tried += 1
            better = better_without(key, before, after)
            assert not better, f"{danger} at {base} without {key} {what}"
    assert tried > SAMPLE / 4


# --- spoilt -------------------------------------------------------------------------------


@pytest.mark.parametrize("base", BASES, ids=str)
def test_a_spoilt_key_is_refused_by_name_or_asked_about(base: Base) -> None:
    typed = told(base.typed, MORE)
    assert come_of(typed, base).is_free
    wrong = []
    for key, spoilt in typed_garbles(typed):
        try:
            if free_though_spoilt(spoilt, typed, base):
                wrong.append(f"{key} spoilt is free")
        except BaclofenError as refusal:
            if not names(refusal, key):
                wrong.append(f"{key} spoilt is refused by another name: {refusal}")
    assert not wrong


def test_a_spoilt_entry_of_a_record_is_never_ok() -> None:
    found, tried = resources(told(BASES[0].typed, MORE)), 0
    assert found is not None
    told_of, left = found
    assert by_record(told_of, left)[1].is_free
    wrong = []
    for at, resource in enumerate(told_of):
        for spoilt in record_garbles(resource):
            tried += 1
            try:
                reading, made = by_record([*told_of[:at], spoilt, *told_of[at + 1 :]], left)
            except BaclofenError as refusal:
                if not any(word in str(refusal) for word in NAMED):
                    wrong.append(f"{spoilt} is refused by another name: {refusal}")
                continue
            if made.is_free:
                wrong.append(f"{spoilt} is free")
            unread = any(entry.state == "unread" for entry in reading.entries)
            if not unread and not any("left out" in note for note in reading.notes):
                wrong.append(f"{spoilt} is named nowhere")
    assert not wrong
    assert tried > 20


def by_record(told_of: list[dict[str, Any]], left: Typed) -> tuple[Reading, Outcome]:
    reading = read_as_record(told_of, left, BASES[0].typed)
    return reading, outcome(reading.patient, reading.asks(today=TODAY, kind="start"))

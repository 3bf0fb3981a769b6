"""What runs as a liquid or as granules comes down as that; spasticity and its cause in one code."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.assessment import assess
from baclofen.exchange import read_patient
from baclofen.planning import Plan, plan_oral
from baclofen.regimen import Packets, Pieces, Poured
from tests.hook_requests import MS, SPASTICITY, condition, creatinine, order, patient, search
from tests.people import TODAY, fired, known

K = known()
TDS: Any = [{"text": "10 mg three times daily"}]


def down(name: str, kind: Any = "taper") -> Plan:
    runs = order("m2", name, "", status="active", authoredOn="2026-06-01", dosageInstruction=TDS)
    held = search(patient(), MS, SPASTICITY, creatinine(), runs)
    reading = read_patient(held, known=K, today=TODAY)
    return plan_oral(assess(reading.patient, K, reading.asks(today=TODAY, kind=kind)), K)


@pytest.mark.parametrize(
    ("name", "made_of"),
    [
        ("Fleqsuvy 25 mg/5 mL oral suspension", Poured), ("Lyvispah 10 mg granules", Packets),
        ("Baclofen 10 MG Oral Tablet", Pieces),
    ],
)  # fmt: skip
def test_a_way_down_is_made_of_what_runs(name: str, made_of: type) -> None:
    made = down(name)
    assert made.down is not None
    given = [portion for step in made.down.steps for portion in step.portions]
    assert given
    assert all(isinstance(one, made_of) for one in given)
    if made_of is Poured:
        assert {str(one).partition(" of ")[2] for one in given} == {"5 mg/mL"}


def test_a_liquid_of_unknown_strength_comes_down_as_no_tablet() -> None:
    made = down("Baclofen oral solution")
    assert made.down is None


@pytest.mark.parametrize(
    "name",
    [
        "Kemstro 10 mg",
        "Baclofen 10 MG Disintegrating Oral Tablet",
        "Baclofen Schmelztablette 10 mg",
    ],
)
def test_melting_tablets_come_down_and_begin_as_no_tablet_to_swallow(name: str) -> None:
    for made in (down(name), down(name, kind=None)):
        assert made.down is None
        assert made.up is None
        assert "no tablet to swallow takes their place" in " ".join(
            K.say(note) for note in (made.headline, *made.refusals, *made.reasons)
        )


@pytest.mark.parametrize(
    ("code", "words", "rule"),
    [
        ("108691000119102", "Spasticity as sequela of stroke", "IND-US-STROKE-CP-PD"),
        ("192967009", "Spastic paraplegia", None), ("192965001", "Spastic tetraplegia", None),
    ],
)  # fmt: skip
def test_spasticity_with_its_cause_in_one_code_is_the_indication(
    code: str, words: str, rule: str | None
) -> None:
    one = condition(code, words)
    one["code"]["text"] = "as coded"
    runs = order("m1", "Sertraline", "", status="active", mg=50, times=1)
    reading = read_patient(search(patient(), one, creatinine(), runs), known=K, today=TODAY)
    found = fired(assess(reading.patient, K, reading.asks(today=TODAY, kind="start")))
    assert "ASK-INDICATION" not in found
    assert rule is None or rule in found

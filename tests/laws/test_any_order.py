"""Servers give one record in many orders: its answer is the same to the byte."""

import gzip
import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from baclofen.answering import AssessInputs, answer, answer_json
from baclofen.exchange import read_patient
from tests.people import known

K = known()
HERE = Path(__file__).parents[2]
RECORDS = [
    HERE / "examples" / "ms_spasticity.json",
    *sorted((HERE / "tests" / "records" / "synthea").glob("*.json.gz")),
]
DAY = date(2026, 11, 22)


def bundle(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    made: dict[str, Any] = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return made


def judged(made: dict[str, Any]) -> str:
    reading = read_patient(json.dumps(made).encode(), known=K, today=DAY)
    inputs = AssessInputs(
        patient=reading.patient, request=reading.asks(today=DAY),
        entries=reading.entries, notes=reading.notes,
    )  # fmt: skip
    return answer_json(answer(inputs, K), K)


@pytest.mark.parametrize("path", RECORDS, ids=lambda p: p.name.split(".")[0])
def test_the_order_of_entries_changes_no_byte(path: Path) -> None:
    made = bundle(path)
    entries = list(made["entry"])
    as_it_is = judged(made)
    for seed in range(2):
        Random(seed).shuffle(entries)  # noqa: S311 - an order, no secret
        assert judged({**made, "entry": entries}) == as_it_is


def test_versions_under_one_id_are_read_alike_in_any_order() -> None:
    """Two values of one observation: which comes first must not decide."""
    made = bundle(RECORDS[0])
    one = next(
        e for e in made["entry"]
        if e["resource"]["resourceType"] == "Observation" and "valueQuantity" in e["resource"]
    )  # fmt: skip
    other = json.loads(json.dumps(one))
    other["resource"]["valueQuantity"]["value"] *= 2
    there = {**made, "entry": [*made["entry"], other]}
    back = {**made, "entry": [other, *made["entry"]]}
    assert judged(there) == judged(back)


def without_ids(made: dict[str, Any], *, addressed: bool) -> dict[str, Any]:
    """The record as servers give it that keep no ids, or only addresses."""
    bare = json.loads(json.dumps(made))
    for place, entry in enumerate(bare["entry"]):
        resource = entry["resource"]
        if resource["resourceType"] != "Patient":
            resource.pop("id", None)
            entry.pop("fullUrl", None)
            if addressed:
                entry["fullUrl"] = f"urn:uuid:{place:08}"
    # What nobody understands, parts held back, a modifier, and a message of the server.
    bare["entry"] += [
        {"resource": {"resourceType": "Condition", "code": {"text": words}, **more}}
        for words, more in (
            ("unheard of", {"meta": {"tag": [{"code": "SUBSETTED"}]}}),
            ("another", {"modifierExtension": [{"url": "x", "valueBoolean": True}]}),
        )
    ]
    bare["entry"] += [
        {"resource": {"resourceType": "OperationOutcome"}}, {"fullUrl": "urn:uuid:nothing"},
        {"resource": {"resourceType": "Observation", "implicitRules": "x", "status": "final",
                      "code": {"text": "unread of its kind"}}},
    ]  # fmt: skip
    return dict(bare)


@pytest.mark.parametrize("addressed", [False, True])
@pytest.mark.parametrize("path", RECORDS[:2], ids=lambda p: p.name.split(".")[0])
def test_nor_where_entries_have_no_id(path: Path, addressed: bool) -> None:
    made = without_ids(bundle(path), addressed=addressed)
    entries = list(made["entry"])
    as_it_is = judged(made)
    assert ".entry[" not in as_it_is
    for seed in range(3):
        Random(seed).shuffle(entries)  # noqa: S311 - an order, no secret
        assert judged({**made, "entry": entries}) == as_it_is


def test_nor_which_of_two_copies_of_the_patient_comes_first() -> None:
    made = bundle(RECORDS[0])
    one = next(e for e in made["entry"] if e["resource"]["resourceType"] == "Patient")
    other = json.loads(json.dumps(one))
    other["resource"]["language"] = "de"
    there = {**made, "entry": [*made["entry"], other]}
    back = {**made, "entry": [other, *made["entry"]]}
    assert judged(there) == judged(back)

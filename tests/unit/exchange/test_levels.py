"""A level of baclofen in a record is baclofen that is taken, or was given lately."""

from typing import Any

import pytest

from baclofen import PlanInputs, Request, Verdict, answer
from baclofen.exchange import Reading, read_patient, with_answers
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle, dosage, medicine, observation

#: A list of medicines without baclofen.
OTHER = medicine("sertraline 50 mg tablet", authoredOn="2026-11-01")


def level(value: float = 300.0, unit: str = "ng/mL", on: str = "2026-11-21", **more: Any) -> Any:
    return {
        "resourceType": "Observation", "id": "l", "status": "final",
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": on,
        "code": {"text": "Baclofen [Mass/volume] in Serum or Plasma"},
        "valueQuantity": {"value": value, "unit": unit}, **more,
    }  # fmt: skip


def read(*resources: Any) -> Reading:
    return read_patient(bundle(OTHER, *resources), known=known(), today=TODAY)


def shown(reading: Reading) -> list[str]:
    return [use.as_written for use in reading.patient.baclofen or () if "ng/mL" in use.as_written]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (level(), "300 ng/mL in plasma on 2026-11-21"),
        (level(0.3, "mg/L"), "300 ng/mL in plasma on 2026-11-21"),
        (level(300, "ug/L", code={"text": "Baclofen, CSF"}), "300 ng/mL in CSF on 2026-11-21"),
        (level(code={"text": "Lioresal level"}), "300 ng/mL in plasma on 2026-11-21"),
    ],
)
def test_it_is_a_use_of_which_nothing_else_is_known(made: Any, words: str) -> None:
    reading = read(made)
    assert shown(reading) == [words]
    (entry,) = (e for e in reading.entries if e.kind == "measurement")
    assert entry.state == "read"
    assert "baclofen_known" in entry.means


def test_none_told_beside_it_is_a_contradiction_and_no_start() -> None:
    reading = with_answers(read(level()), [("baclofen", "none")], known(), today=TODAY)
    made = answer(
        PlanInputs(
            patient=reading.patient, request=Request(today=TODAY, kind="start"),
            entries=reading.entries,
        ), known(),
    )  # fmt: skip
    assert "SAY-NONE" in {one.rule.id for one in made.fit.findings}
    assert made.verdict > Verdict.OK
    assert made.agenda is None


@pytest.mark.parametrize(
    "made",
    [
        level(0),
        level(5, valueQuantity={"value": 5, "unit": "ng/mL", "comparator": "<"}),
        level(on="2026-01-02"),
        level(2000, "mg/day"),
        level(status="entered-in-error"),
        observation("2160-0", 0.9, "mg/dL"),
    ],
)
def test_none_that_was_found_and_what_is_no_level_shows_none(made: Any) -> None:
    assert shown(read(made)) == []


def test_an_order_that_runs_explains_it() -> None:
    order = medicine(
        "baclofen 10 mg tablet", authoredOn="2026-11-09", dosageInstruction=[dosage(10)]
    )
    assert shown(read(order, level())) == []


def test_a_level_as_in_poisoning_is_one_on_record() -> None:
    assert "baclofen_overdose" in read(level(900)).patient.conditions
    assert "baclofen_overdose" not in read(level(900, on="2026-11-01")).patient.conditions

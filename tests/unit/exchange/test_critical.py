"""A result that a laboratory marked as critical is never harmless, whatever it is of."""

from typing import Any

import pytest

from baclofen.exchange import read_patient
from baclofen.patient import Entry
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle

_MARKS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def entry_of(mark: str, on: str = "2026-11-20", **more: Any) -> Entry:
    """What became of a lithium level, of which no rule speaks."""
    level = {
        "resourceType": "Observation", "id": "l", "status": "final",
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": on,
        "code": {"coding": [{"system": "http://loinc.org", "code": "14334-7"}]},
        "valueQuantity": {"value": 2.1, "unit": "mmol/L"},
        "interpretation": [{"coding": [{"system": _MARKS, "code": mark}]}],
    }  # fmt: skip
    reading = read_patient(bundle(level | more), known=known(), today=TODAY)
    (found,) = (e for e in reading.entries if e.kind == "measurement")
    return found


@pytest.mark.parametrize("mark", ["HH", "LL", "AA"])
def test_it_is_not_understood_and_named(mark: str) -> None:
    found = entry_of(mark)
    assert found.state == "unread"
    assert found.words == "14334-7, marked as critical"
    named = entry_of(mark, code={"text": "Lithium level", "coding": [
        {"system": "http://loinc.org", "code": "14334-7"}]})  # fmt: skip
    assert named.words == "Lithium level, marked as critical"


@pytest.mark.parametrize(
    ("mark", "on", "status"),
    [("H", "2026-11-20", "final"), ("N", "2026-11-20", "final"), ("HH", "2026-10-20", "final"),
     ("HH", "2026-11-20", "entered-in-error")],
)  # fmt: skip
def test_others_are_as_before(mark: str, on: str, status: str) -> None:
    assert entry_of(mark, on, status=status).state == "harmless"

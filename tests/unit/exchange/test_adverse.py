"""Adverse events, and visits of other FHIR versions: what happened reaches the judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baclofen.answering import PlanInputs, answer
from baclofen.knowledge import Verdict
from baclofen.patient import Patient
from tests.people import known
from tests.unit.exchange.build import (
    TODAY,
    bundle,
    condition,
    creatinine,
    day,
    medicine,
    read,
)

SPASTIC = condition("426373005", onsetDateTime="2012-01-01")
ON_IT = medicine("Baclofen 10 mg tablets", sig="20 mg three times daily")


def event(words: str, **more: Any) -> dict[str, Any]:
    made = {
        "resourceType": "AdverseEvent", "actuality": "actual", "event": {"text": words},
        "date": day(1), "subject": {"reference": "Patient/p"},
    }  # fmt: skip
    return {k: v for k, v in (made | more).items() if v is not None}


def of(tmp_path: Path, *resources: dict[str, Any]) -> Patient:
    return read(bundle(*resources), tmp_path).patient


@pytest.mark.parametrize(
    "told",
    [
        event("Seizure"), event("Seizure", date=None, detected=day(2)),
        event("Seizure", date=None, recordedDate=day(2)),
        event("Seizure", outcome={"coding": [{"code": "resolved"}]}),
        event("", event=None, code={"text": "Seizure"}, status="completed", date=None,
              occurrenceDateTime=day(1)),
    ],
)  # fmt: skip
def test_an_event_of_the_last_days_is_a_sign(tmp_path: Path, told: dict[str, Any]) -> None:
    found = of(tmp_path, told)
    assert found.signs == {"seizure"}
    assert found.conditions == {"seizure"}


def test_an_event_of_long_ago_is_a_condition(tmp_path: Path) -> None:
    found = of(tmp_path, event("Seizure", date="2019-03-01"))
    assert found.signs == frozenset()
    assert found.conditions == {"seizure"}


@pytest.mark.parametrize(
    "told",
    [
        event("Seizure", actuality="potential"), event("Seizure", status="entered-in-error"),
        event("Seizure", date=day(-2)),
    ],
)  # fmt: skip
def test_what_did_not_happen_does_not_count(tmp_path: Path, told: dict[str, Any]) -> None:
    found = of(tmp_path, told)
    assert found.signs == frozenset()
    assert found.conditions == frozenset()


@pytest.mark.parametrize(
    "suspect", [{"instance": {"display": "Baclofen 10 mg"}}, {"instance": {"reference": "#b"}}, {}]
)
def test_what_baclofen_is_blamed_for_and_nobody_read_stops_a_raise(
    tmp_path: Path, suspect: dict[str, Any]
) -> None:
    pill = {"resourceType": "Medication", "id": "b", "code": {"text": "Lioresal"}}
    told = event("Qwertz reaction", suspectEntity=[suspect], contained=[pill])
    (asked,) = of(tmp_path, told).unread
    assert (asked.alarms == ("CI-HYPERSENS",)) is bool(suspect)
    assert "Qwertz reaction" in asked.words


def test_a_harmless_event_that_baclofen_is_blamed_for_is_harmless(tmp_path: Path) -> None:
    suspects = [{"instance": {"display": "Baclofen"}}]
    assert of(tmp_path, event("Heartburn", suspectEntity=suspects)).unread == ()


def test_an_event_without_a_name_is_looked_through(tmp_path: Path) -> None:
    asked = of(tmp_path, event("", event=None, description="had a convulsion")).unread
    assert {"AdverseEvent" in one.words for one in asked} == {True}
    assert all("signs.seizure" in one.alarms for one in asked)


@pytest.mark.parametrize(
    "visit",
    [
        {"status": "completed", "actualPeriod": {"start": day(1), "end": day(1)},
         "reason": [{"value": [{"concept": {"text": "Seizure"}}]}]},
        {"status": "finished", "period": {"start": day(1)}, "reason": [{"text": "Seizure"}]},
        {"status": "finished", "period": {"start": day(1)}, "type": [{"text": "Seizure"}]},
    ],
)  # fmt: skip
def test_reasons_and_types_of_visits_of_other_versions_are_read(
    tmp_path: Path, visit: dict[str, Any]
) -> None:
    found = of(tmp_path, {"resourceType": "Encounter", **visit})
    assert found.signs == {"seizure"}


@pytest.mark.parametrize("words", ["Emergency room admission", "Check up", "Prenatal visit"])
def test_the_usual_types_of_visits_say_nothing(tmp_path: Path, words: str) -> None:
    visit = {
        "resourceType": "Encounter", "status": "finished", "period": {"start": day(1)},
        "type": [{"text": words}],
    }  # fmt: skip
    assert of(tmp_path, visit).unread == ()


def test_a_type_that_sounds_of_danger_is_asked_about(tmp_path: Path) -> None:
    visit = {
        "resourceType": "Encounter", "status": "finished", "period": {"start": day(1)},
        "type": [{"text": "Emergency admission, brought in unresponsive"}],
    }  # fmt: skip
    (asked,) = of(tmp_path, visit).unread
    assert "signs.coma" in asked.alarms


def test_an_overdose_told_as_an_event_of_yesterday_is_never_ok(tmp_path: Path) -> None:
    reading = read(bundle(SPASTIC, ON_IT, creatinine(0.8), event("Drug overdose")), tmp_path)
    request = reading.asks(today=TODAY)
    made = answer(
        PlanInputs(patient=reading.patient, request=request, entries=reading.entries), known()
    )
    assert made.verdict != Verdict.OK

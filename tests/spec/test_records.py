"""Every third-party record, planned twice."""

import json
from datetime import date
from pathlib import Path

import pytest

from baclofen.assessment import Request, assess
from baclofen.exchange import read_patient
from baclofen.planning import Plan, plan_oral
from tests.people import fired, known
from tests.records import NAMES, record_path
from tests.saying import worded
from tests.spec.records import RECORDS, TODAY, Expected

CASES = [pytest.param(r, id=r.name) for r in RECORDS]


def planned(record: Expected, day: date, folder: Path) -> Plan:
    read = read_patient(record_path(record.name, folder), known=known(), today=day)
    return plan_oral(assess(read.patient, known(), Request(today=day)), known())


def test_every_record_is_spoken_of() -> None:
    assert {r.name for r in RECORDS} == set(NAMES)
    assert len(NAMES) == 15


@pytest.mark.parametrize("record", CASES)
def test_today_every_kidney_value_is_stale_and_none_gets_a_schedule(
    record: Expected, tmp_path: Path
) -> None:
    plan = planned(record, TODAY, tmp_path)
    assert plan.fit.verdict.value == record.today
    assert plan.up is None
    if plan.fit.kidney.estimates or plan.fit.person.values:
        assert not plan.fit.kidney.known
        assert any("older than" in worded(n) for n in plan.fit.kidney.problems)


@pytest.mark.parametrize("record", CASES)
def test_as_of_its_last_encounter(record: Expected, tmp_path: Path) -> None:
    bundle = json.loads(record_path(record.name, tmp_path).read_text(encoding="utf-8"))
    starts = [
        e["resource"]["period"]["start"]
        for e in bundle["entry"]
        if e["resource"]["resourceType"] == "Encounter"
    ]
    assert max(starts)[:10] == record.last_encounter.isoformat()
    plan = planned(record, record.last_encounter, tmp_path)
    assert plan.fit.verdict.value == record.then
    assert (plan.up is not None) is record.schedule
    assert set(record.rules) <= fired(plan.fit)


def test_no_record_mentions_baclofen_and_none_is_taken_for_it(tmp_path: Path) -> None:
    for record in RECORDS:
        read = read_patient(record_path(record.name, tmp_path), known=known(), today=TODAY)
        assert read.patient.baclofen == ()
        assert read.patient.from_record

"""Whatever the bytes: a record, or a refusal with a reason. Never anything else."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baclofen.errors import InputRefused
from baclofen.exchange import Reading
from tests.unit.exchange.build import (
    bundle,
    condition,
    creatinine,
    day,
    dosage,
    egfr,
    medicine,
    observation,
    patient,
    read,
)

#: Strings that mean something somewhere in a record.
WORDS = st.sampled_from([
    "", "active", "stopped", "completed", "draft", "plan", "Patient/p", "Patient/q", "#m", "mg",
    "mcg", "mL/min", "mg/dL", "2026-11-20", "2026", "1850-01-01", "2030-01-01", "TID", "<", ">=",
    "baclofen 10 mg TID", "10 mg three times daily", "entered-in-error", "female", "baclophen",
    "\ud800", "\x00", "d", "http://loinc.org", "2160-0", "98979-8", "197391", "Bundle", "IT pump",
])  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=6)
    | st.just(10**400)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)

FULL = bundle(
    creatinine(0.9),
    creatinine(80, "umol/L", day(40)),
    egfr(88, comparator=None),
    egfr(70, "mL/min", day(50), code="33914-3"),
    observation("29463-7", 68, "kg"),
    observation("8302-2", 166, "cm"),
    condition("426373005"),
    condition("77386006", onsetDateTime=day(100)),
    {
        "resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p"},
        "code": {"text": "No known allergies"}, "clinicalStatus": {"coding": [{"code": "active"}]},
    },
    medicine("Baclofen 10 MG Oral Tablet", "197391", dosageInstruction=[dosage(10)]),
    medicine("baclofen", sig="10 mg three times daily", kind="MedicationStatement"),
    medicine(
        "", kind="MedicationDispense", status="completed", whenHandedOver=day(20),
        medicationReference={"reference": "#m"}, medicationCodeableConcept=None,
        daysSupply={"value": 30, "unit": "d"},
        contained=[{"resourceType": "Medication", "id": "m", "code": {"text": "baclofen"}}],
    ),
    medicine(
        "baclofen", kind="MedicationAdministration", status="completed",
        effectivePeriod={"start": day(3), "end": day(3)}, dosage={"text": "10 mg"},
    ),
    {"resourceType": "Device", "id": "d", "type": {"text": "SynchroMed II"}, "status": "active"},
    {
        "resourceType": "Procedure", "status": "completed", "performedDateTime": day(9),
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "302497006"}]},
    },
    {
        "resourceType": "CarePlan", "meta": {"tag": [{"code": "x"}], "security": [{"code": "N"}]},
        "title": "spasticity",
    },
    link=[{"relation": "self", "url": "x"}],
    total=20,
    who=patient(deceasedBoolean=False, link=[{"type": "seealso"}], extension=[{
        "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",
        "valueCode": "F",
    }]),
)  # fmt: skip


def read_or_refuse(content: object, folder: Path) -> Reading | InputRefused:
    try:
        return read(content, folder)
    except InputRefused as refusal:
        said = str(refusal)
    # A refusal can be printed, and is not the file over again.
    assert said == said.encode("utf-8").decode()
    assert len(said) < 1000
    return InputRefused("record", said, "it was refused")


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for name, inner in value.items():
            found += places(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found += places(inner, (*path, place))
    return found


PLACES = places(FULL)
FOLDER_IS_SHARED = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_the_whole_record_reads(tmp_path: Path) -> None:
    record = read(FULL, tmp_path)
    assert record.patient.baclofen is not None
    assert record.patient.dialysis is True


@FOLDER_IS_SHARED
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(["put", "drop", "double"]), VALUES),
        min_size=1,
        max_size=4,
    )
)
def test_a_mutated_record_is_read_or_refused(
    tmp_path: Path, changes: list[tuple[tuple[Any, ...], str, Any]]
) -> None:
    content = copy.deepcopy(FULL)
    for path, how, value in changes:
        holder: Any = content
        try:
            for step in path[:-1]:
                holder = holder[step]
            if how == "put":
                holder[path[-1]] = value
            elif how == "drop":
                del holder[path[-1]]
            else:
                holder.insert(path[-1], copy.deepcopy(holder[path[-1]]))
        except (LookupError, TypeError, AttributeError):
            continue
    result = read_or_refuse(json.dumps(content), tmp_path)
    if isinstance(result, Reading):
        for note in (*result.notes, result.patient.label):
            assert note == note.encode("utf-8").decode()


@FOLDER_IS_SHARED
@given(resources=st.lists(st.dictionaries(WORDS, VALUES, max_size=4), max_size=4))
def test_random_resources_are_read_or_refused(
    tmp_path: Path, resources: list[dict[str, Any]]
) -> None:
    kinds = ["Observation", "MedicationRequest", "Condition", "Device"]
    made = [{**r, "resourceType": kinds[n % 4]} for n, r in enumerate(resources)]
    assert read_or_refuse(json.dumps(bundle(*made)), tmp_path) is not None


@FOLDER_IS_SHARED
@given(content=st.binary(max_size=200))
def test_random_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    assert isinstance(read_or_refuse(content, tmp_path), InputRefused)


TOML_KEYS = st.sampled_from([
    "age_y", "sex", "weight_kg", "creatinine", "creatinine_mg_per_dL", "creatinine_on", "egfr",
    "egfr_on", "baclofen", "baclofen_since", "medicines", "conditions", "pregnant", "label", "x",
])  # fmt: skip
TOML_VALUES = st.sampled_from([
    "1", "-1", "0", "70.5", "true", '"female"', '"106 umol/L"', '"10 mg three times daily"',
    '"10 mg every 0 h"', '"1,5 mg daily"', "[]", '["baclofen"]', "[1]", "2026-11-20", "2027-01-01",
    "2026-11-20T10:00:00", "nan", "inf", '"none"', '["none"]', "{a = 1}", "[[1]]", "9" * 5000,
    "1e400", '"\\u0000"', '"٣ mg daily"',
])  # fmt: skip


@FOLDER_IS_SHARED
@given(lines=st.lists(st.tuples(TOML_KEYS, TOML_VALUES), max_size=5))
def test_random_toml_is_read_or_refused(tmp_path: Path, lines: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in lines)
    result = read_or_refuse(text, tmp_path)
    assert isinstance(result, InputRefused) or result.patient.from_record is False


@pytest.mark.parametrize("depth", [500, 900, 990, 5_000, 200_000])
def test_deep_nesting_is_read_or_refused(tmp_path: Path, depth: int) -> None:
    deep = '{"a":' * depth + "1" + "}" * depth
    content = json.dumps(bundle({"resourceType": "CarePlan", "note": "deep"}))
    result = read_or_refuse(content.replace('"deep"', deep), tmp_path)
    # How deep JSON may go before Python gives up differs between its versions.
    if isinstance(result, InputRefused):
        assert "nested too deep" in str(result)
    assert depth > 500 or not isinstance(result, InputRefused)

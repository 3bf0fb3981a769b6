"""Creatinine and eGFR: units, dates, contradictions. The traps of real records, one by one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.knowledge import load_knowledge
from baclofen.patient import KidneyValue
from tests.unit.exchange.build import (
    LOINC,
    TODAY,
    UCUM,
    bundle,
    creatinine,
    day,
    egfr,
    observation,
    read,
    said,
)


def values(tmp_path: Path, *resources: dict[str, Any]) -> list[KidneyValue]:
    return list(read(bundle(*resources), tmp_path).patient.kidney)


@pytest.mark.parametrize("code", ["2160-0", "38483-4", "14682-9", "59826-8"])
def test_creatinine_under_each_code(tmp_path: Path, code: str) -> None:
    unit, number = ("umol/L", 88.4) if code in ("14682-9", "59826-8") else ("mg/dL", 1.0)
    found = values(tmp_path, observation(code, number, unit))
    assert [(v.kind, round(v.value, 9), v.flag) for v in found] == [("creatinine", 1.0, "")]


@pytest.mark.parametrize("code", ["14959-1", "2161-8", "2164-2"])
def test_other_tests_with_creatinine_in_their_name_are_not_read(tmp_path: Path, code: str) -> None:
    assert values(tmp_path, observation(code, 29.0, "mg/g")) == []


@pytest.mark.parametrize(
    ("unit", "number"),
    [
        ("mg/dL", 1.2), ("MG/DL", 1.2), ("mg/100 mL", 1.2), ("umol/L", 106.08),
        ("µmol/L", 106.08), ("μmol/L", 106.08), ("micromol/L", 106.08), ("mcmol/L", 106.08),
    ],
)  # fmt: skip
def test_spellings_of_one_unit(tmp_path: Path, unit: str, number: float) -> None:
    (found,) = values(tmp_path, creatinine(number, unit))
    assert round(found.value, 6) == 1.2


def test_two_units_in_one_record_are_each_read_and_said(tmp_path: Path) -> None:
    record = read(bundle(creatinine(0.9, on=day(30)), creatinine(106, "umol/L")), tmp_path)
    assert [round(v.value, 2) for v in record.patient.kidney] == [0.9, 1.2]
    assert "The record gives creatinine in mg/dL and in umol/L" in said(record)
    assert "its LOINC code is not one for umol/L" in record.patient.kidney[1].flag


# --- the newest decides -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "kind", "words"),
    [
        (creatinine(1.2, ""), UnitProblem, "1.2 without a unit; its unit must be mg/dL or umol/L."),
        (creatinine(1.2, "mmol/L"), UnitProblem, "1.2 mmol/L; its unit must be"),
        (creatinine(106), OutOfRange,
         "106 mg/dL; it must be between 0.1 and 25 mg/dL. Is it in umol/L?"),
        (creatinine(1.2, "umol/L"), OutOfRange,
         "1.2 umol/L; it must be between 10 and 2200 umol/L. Is it in mg/dL?"),
        (creatinine(-1), OutOfRange, "-1 mg/dL; it must be above 0"),
        (creatinine(0), OutOfRange, "0 mg/dL; it must be above 0"),
        (
            creatinine(1.2, valueQuantity={"value": 1.2, "unit": "mg/dL", "code": "umol/L"}),
            UnitProblem,
            "1.2 mg/dL with the coded unit umol/L; the printed and the coded unit must be the same",
        ),
        (
            creatinine(15, valueQuantity={"value": 15, "unit": "mg/dL", "comparator": ">"}),
            UnitProblem,
            "reported as > 15 mg/dL; it must be one number.",
        ),
        (
            observation("2160-0", None, valueString="4.8"),
            UnitProblem,
            "'4.8'; it must be a number with its unit, not a text.",
        ),
    ],
)  # fmt: skip
def test_the_newest_creatinine_must_be_usable(
    tmp_path: Path, bad: dict[str, Any], kind: type[InputRefused], words: str
) -> None:
    with pytest.raises(kind, match=re.escape(f"creatinine of 2026-11-12 is {words}")):
        read(bundle(creatinine(0.9, on=day(400)), bad), tmp_path)


@pytest.mark.parametrize("bad", [creatinine(1.2, ""), creatinine(106), creatinine(-1)])
def test_an_older_one_that_is_not_usable_is_left_out_and_said(
    tmp_path: Path, bad: dict[str, Any]
) -> None:
    record = read(bundle(bad, creatinine(0.9, on=day(2))), tmp_path)
    assert [v.value for v in record.patient.kidney] == [0.9]
    assert "1 older creatinine value could not be read and was left out (creatinine of" in said(
        record
    )


def test_a_bad_creatinine_after_the_day_judged_is_no_harm(tmp_path: Path) -> None:
    record = read(bundle(creatinine(0.9), creatinine(1.2, "", on="2026-12-01")), tmp_path)
    assert [v.value for v in record.patient.kidney] == [0.9]


@pytest.mark.parametrize(
    "skipped",
    [
        {"status": "entered-in-error"},
        {"status": "cancelled"},
        {"dataAbsentReason": {"text": "haemolysed"}},
        {"valueQuantity": None, "valueString": "haemolysed"},
        {"valueQuantity": None},
    ],
)
def test_what_is_no_result_does_not_count(tmp_path: Path, skipped: dict[str, Any]) -> None:
    record = read(bundle(creatinine(0.9), creatinine(9.9, on=day(1)) | skipped), tmp_path)
    assert [v.value for v in record.patient.kidney] == [0.9]
    assert "left out" in said(record)


def test_a_printed_less_than_is_used_with_a_flag(tmp_path: Path) -> None:
    low = creatinine(0.2, valueQuantity={"value": 0.2, "unit": "mg/dL", "comparator": "<"})
    (found,) = values(tmp_path, low)
    assert (found.value, found.flag) == (0.2, "reported as < 0.2 mg/dL, the number was used")


# --- eGFR -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "mL/min/{1.73_m2}", "mL/min/{1.73m2}", "mL/min/1.73m2", "mL/min/1.73 m²",
        "mL/min/1.73m^2", "ml/min/1.73sq m", "mL/min per 1.73 m2", "mL/(min.{1.73_m2})",
    ],
)  # fmt: skip
def test_indexed_egfr_in_every_spelling(tmp_path: Path, unit: str) -> None:
    (found,) = values(tmp_path, egfr(58, unit))
    assert (found.kind, found.value, found.equation, found.flag) == ("egfr", 58, "CKD-EPI 2021", "")


def test_plain_ml_a_minute_is_kept_by_its_code_and_flagged(tmp_path: Path) -> None:
    (found,) = values(tmp_path, egfr(58, "mL/min", code="33914-3"))
    assert found.equation == "MDRD"
    assert found.flag == (
        "the unit printed is mL/min, not mL/min per 1.73 m2; read as per 1.73 m2 because of its "
        "LOINC code"
    )


@pytest.mark.parametrize("unit", ["%", "mL/s", "mg/dL"])
def test_egfr_in_another_unit_is_left_out_and_said(tmp_path: Path, unit: str) -> None:
    record = read(bundle(egfr(58, unit)), tmp_path)
    assert record.patient.kidney == ()
    assert f"1 eGFR result could not be used and was left out (58 {unit} of" in said(record)


@pytest.mark.parametrize(
    ("comparator", "number", "below"),
    [(">", 60, False), (">=", 90, False), ("<", 15, True), ("<", 30, True), ("<=", 60, True)],
)
def test_egfr_with_a_sign(tmp_path: Path, comparator: str, number: float, below: bool) -> None:
    quantity = {"value": number, "unit": "mL/min/1.73m2", "comparator": comparator}
    record = read(bundle(egfr(number) | {"valueQuantity": quantity}), tmp_path)
    printed = f"{comparator} {number} mL/min/1.73m2"
    (value,) = record.patient.kidney
    said_of_it = "how far below is not known" if below else "the number was used"
    assert value.flag == f"reported as {printed}, {said_of_it}"
    assert value.below is below
    assert (value.at_most < number) is below


def test_an_egfr_left_out_that_is_newer_than_the_one_used_is_said(tmp_path: Path) -> None:
    record = read(bundle(egfr(70, on=day(90)), egfr(22, "%", on=day(2))), tmp_path)
    assert [v.value for v in record.patient.kidney] == [70]
    assert "It is newer than every eGFR that was used." in said(record)


@pytest.mark.parametrize(
    ("code", "equation"),
    [
        ("98979-8", "CKD-EPI 2021"), ("98980-6", "CKD-EPI 2021 with cystatin C"),
        ("62238-1", "CKD-EPI 2009"), ("88293-6", "CKD-EPI 2009 with its race term"),
        ("33914-3", "MDRD"), ("50384-7", "Schwartz"), ("69405-9", "equation not stated"),
    ],
)  # fmt: skip
def test_the_equation_is_named_by_the_code(tmp_path: Path, code: str, equation: str) -> None:
    assert [v.equation for v in values(tmp_path, egfr(58, code=code))] == [equation]


EGFR_CODES = [
    (key, code)
    for key, codes in load_knowledge().codes.observations.items()
    if key.startswith("egfr_")
    for code in codes
]


def test_every_equation_has_a_code() -> None:
    assert len(EGFR_CODES) == 13


@pytest.mark.parametrize(("key", "code"), EGFR_CODES)
def test_the_egfr_of_every_code_is_read(tmp_path: Path, key: str, code: str) -> None:
    (found,) = values(tmp_path, egfr(58, code=code))
    assert (found.kind, found.value) == ("egfr", 58)
    assert (found.equation == "equation not stated") is (key == "egfr_unspecified")


@pytest.mark.parametrize("number", [-1, 251])
def test_an_impossible_newest_egfr_is_refused(tmp_path: Path, number: float) -> None:
    with pytest.raises(OutOfRange, match=f"egfr of 2026-11-12 is {number} mL/min/1.73m2; it must"):
        read(bundle(egfr(number)), tmp_path)


def test_values_that_contradict_each_other_are_both_kept(tmp_path: Path) -> None:
    found = values(tmp_path, creatinine(1.01), egfr(11, "mL/min", code="33914-3"))
    assert [(v.kind, v.value) for v in found] == [("creatinine", 1.01), ("egfr", 11)]


# --- time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "on"),
    [
        ({"effectiveDateTime": "2026-11-10T23:30:00-08:00"}, date(2026, 11, 10)),
        ({"effectivePeriod": {"start": "2026-11-01", "end": "2026-11-03"}}, date(2026, 11, 3)),
        ({"effectivePeriod": {"start": "2026-11-01"}}, date(2026, 11, 1)),
        ({"effectiveInstant": "2026-11-10T10:00:00Z"}, date(2026, 11, 10)),
        ({"issued": "2026-11-10T10:00:00.000Z"}, date(2026, 11, 10)),
        ({"effectiveDateTime": "2026-11"}, date(2026, 11, 1)),
        ({}, None),
    ],
)
def test_the_day_of_a_value(tmp_path: Path, times: dict[str, Any], on: date | None) -> None:
    (found,) = values(tmp_path, creatinine(0.9, on=None) | times)
    assert (found.on, found.undated) == (on, on is None)


def test_a_day_that_is_not_exact_is_flagged(tmp_path: Path) -> None:
    (found,) = values(tmp_path, creatinine(0.9, on="2026-10"))
    assert found.flag == "its day is not recorded, the earliest was taken"


def test_what_is_dated_after_the_day_judged_is_left_out_and_counted(tmp_path: Path) -> None:
    later = [creatinine(0.9, on=f"2020-0{month}-01") for month in range(1, 4)]
    record = read(bundle(*later, egfr(80, on="2019-01-01")), tmp_path, today=date(2019, 6, 1))
    assert [v.kind for v in record.patient.kidney] == ["egfr"]
    assert (
        "3 observations of what is read here dated after 2019-06-01 were left out." in record.notes
    )


def test_decades_of_values_are_counted_not_carried(tmp_path: Path) -> None:
    old = [creatinine(0.9, on=f"{year}-05-01") for year in range(1969, 2022)]
    record = read(bundle(*old), tmp_path)
    assert [v.on for v in record.patient.kidney] == [date(2021, 5, 1)]
    assert (
        "52 further creatinine values (1969-05-01 to 2020-05-01) were left out: the newest counts."
        in record.notes
    )


def test_creatinines_of_the_last_year_stay_for_the_rise(tmp_path: Path) -> None:
    found = values(tmp_path, *(creatinine(0.9 + n / 10, on=day(100 * n)) for n in range(6)))
    assert [round(v.value, 1) for v in found] == [1.2, 1.1, 1.0, 0.9]


def test_of_one_day_the_lowest_and_the_highest_stay(tmp_path: Path) -> None:
    found = values(tmp_path, *(creatinine(number) for number in (1.4, 0.9, 2.0, 1.1)))
    assert [v.value for v in found] == [0.9, 2.0]


def test_of_several_without_a_date_the_one_that_allows_least_stays(tmp_path: Path) -> None:
    record = read(bundle(creatinine(0.9, on=None), creatinine(1.9, on=None)), tmp_path)
    assert [(v.value, v.undated) for v in record.patient.kidney] == [(1.9, True)]
    assert "Of 2 creatinine values without a date" in said(record)


def test_thousands_of_values_a_year_stay_few(tmp_path: Path) -> None:
    many = [creatinine(0.9 + n % 7 / 10, on=day(n % 300)) for n in range(3_000)]
    assert len(values(tmp_path, *many)) <= 2 * 301


# --- where results hide ---------------------------------------------------------------------


def test_components_and_results_inside_a_report_are_read(tmp_path: Path) -> None:
    panel = {
        "resourceType": "Observation", "status": "final", "effectiveDateTime": day(5),
        "code": {"text": "Kidney panel"},
        "component": [{k: creatinine(0.9)[k] for k in ("code", "valueQuantity")}],
    }  # fmt: skip
    report = {"resourceType": "DiagnosticReport", "contained": [egfr(88)]}
    found = values(tmp_path, panel, report)
    assert [(v.kind, v.on) for v in found] == [
        ("egfr", TODAY - timedelta(days=10)),
        ("creatinine", TODAY - timedelta(days=5)),
    ]


def test_a_creatinine_of_what_nobody_knows_without_loinc_is_pointed_out(tmp_path: Path) -> None:
    local = observation("x", 4.1, "mg/dL")
    local["code"] = {"text": "Creatinine, dialysate", "coding": [{"code": "CREA"}]}
    record = read(bundle(local), tmp_path)
    assert record.patient.kidney == ()
    assert "1 observation called creatinine or eGFR was not used" in said(record)


def test_loinc_by_its_number_and_a_unit_in_another_system(tmp_path: Path) -> None:
    odd = creatinine(0.9) | {
        "code": {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.1", "code": "2160-0"}]},
        "valueQuantity": {"value": 0.9, "unit": "mg/dL", "system": "http://x", "code": "258797006"},
    }
    assert [v.value for v in values(tmp_path, odd)] == [0.9]
    assert LOINC != UCUM


def test_no_labs_at_all(tmp_path: Path) -> None:
    assert values(tmp_path) == []


def test_an_egfr_with_another_unit_is_said_with_what_came(tmp_path: Path) -> None:
    record = read(bundle(egfr(60, unit="mg/dL")), tmp_path)
    assert record.patient.values == ()
    assert "60 mg/dL" in said(record)


@pytest.mark.parametrize("status", ["preliminary", "registered", "unknown", "zzqx"])
def test_a_result_that_is_not_settled_is_said_to_be_so(tmp_path: Path, status: str) -> None:
    (found,) = values(tmp_path, creatinine(0.8) | {"status": status})
    assert found.flag == f"marked as {status}"
    (settled,) = values(tmp_path, creatinine(0.8) | {"status": "amended"})
    assert settled.flag == ""

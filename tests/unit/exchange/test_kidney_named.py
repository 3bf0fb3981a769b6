"""Cystatin C, clearances, and kidney results that no code names: heard, and never passed over."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.exchange import read_patient
from baclofen.knowledge import Verdict
from tests.people import TODAY, known
from tests.unit.exchange.build import Json, bundle, creatinine, day, egfr, observation, patient
from tests.unit.exchange.test_kidney_unread import GOOD, judged, lost, read


def named(name: str, value: float, unit: str = "", **more: Any) -> Json:
    made = observation("x", value, unit, on=day(1), **more)
    return made | {"code": {"text": name, "coding": [{"code": "L123", "system": "urn:lab"}]}}


CYSTATIN = observation("33863-2", 2.4, "mg/L", on=day(1))
CLEARANCE = observation("2164-2", 24, "mL/min", on=day(1))


@pytest.mark.parametrize(
    ("result", "kind", "value"),
    [
        (CYSTATIN, "egfr", 23.4),
        (named("Zystatin C", 2.4, "mg/l"), "egfr", 23.4),
        (CLEARANCE, "egfr", 24),
        (observation("35591-7", 24, "mL/min", on=day(1)), "egfr", 24),
        (named("Kreatinin-Clearance (24 h Urin)", 24, "ml/min"), "egfr", 24),
        (named("Kreatinin i. S.", 380, "µmol/l"), "creatinine", 4.3),
        (named("Serum creatinine", 4.3, "mg/dL"), "creatinine", 4.3),
        (named("Créatinine", 380, "µmol/L"), "creatinine", 4.3),
        (named("Creatinina", 4.3, "mg/dL"), "creatinine", 4.3),
        (named("TFG estimada", 18, "mL/min/1,73m2"), "egfr", 18),
        (named("eGFR", 18), "egfr", 18),
        (named("eGFRcr (2021)", 18, "mL/min/1.73m2"), "egfr", 18),
        (named("eGFR (non-indexed)", 18, "mL/min"), "egfr", 18),
        (named("CKD-EPI", 18, "mL/min/1.73m2"), "egfr", 18),
        (named("MDRD", 18, "mL/min/1.73m2"), "egfr", 18),
        (named("Cockcroft-Gault", 18, "mL/min"), "egfr", 18),
        (named("CCr", 18, "mL/min"), "egfr", 18),
        (named("Clairance MDRD", 18, "mL/min"), "egfr", 18),
        (named("FG estimado", 18, "mL/min/1.73m2"), "egfr", 18),
        (named("Glomeruläre Filtrationsrate", 18, "ml/min"), "egfr", 18),
        (egfr(18, code="70969-1") | {"code": {"text": "GFR, male", "coding": [
            {"system": "http://loinc.org", "code": "99999-9"}]}}, "egfr", 18),
    ],
)  # fmt: skip
def test_what_lowers_the_dose_counts(result: Json, kind: str, value: float) -> None:
    reading = read(GOOD, result)
    assert [round(v.value, 1) for v in reading.patient.kidney if v.kind == kind][-1] == value
    made = judged(reading)
    assert made.verdict is Verdict.CONTRAINDICATED
    assert lost(made) == []


@pytest.mark.parametrize(
    "result",
    [
        observation("33863-2", 0.8, "mg/L", on=day(1)),
        observation("2164-2", 110, "mL/min", on=day(1)),
    ],
)
def test_what_looks_good_undoes_no_creatinine(result: Json) -> None:
    assert judged(read(GOOD, result)).verdict is Verdict.OK
    low = judged(read(creatinine(2.6, on=day(60)), result))
    assert low.verdict is Verdict.CONTRAINDICATED
    alone = read(result)
    assert alone.patient.kidney == ()
    assert any("only a low one counts" in note for note in alone.notes)


@pytest.mark.parametrize(
    "result",
    [
        observation("33863-2", 2.4, "", on=day(1)),
        observation("33863-2", 2.4, "mg/dL", on=day(1)),
        observation("2164-2", 24, "", on=day(1)),
        named("Kreatinin", 4.3),
        named("Crea", 106, "mg/dL"),
        named("Creatinine", 4.3, "mmol/L"),
    ],
)
def test_what_no_unit_settles_holds_the_raise(result: Json) -> None:
    made = judged(read(GOOD, result))
    assert made.verdict is Verdict.NEEDS_INFO
    assert made.fit.blocking[0].rule.id == "ASK-KIDNEY-UNREAD"
    assert len(lost(made)) == 1


def test_of_a_child_no_cystatin_c_is_an_egfr() -> None:

    child = bundle(CYSTATIN, who=patient(birthDate="2018-03-14"))
    reading = read_patient(child, known=known(), today=TODAY)
    assert reading.patient.kidney == ()
    assert [r.words for r in reading.patient.unread_kidney] == ["cystatin C 2.4 mg/L"]


@pytest.mark.parametrize(
    "name",
    [
        "Creatinine, urine", "Kreatinin im Urin", "Albumin/creatinine ratio", "Creatine kinase",
        "EGFR mutation analysis", "Glomerular basement membrane antibodies", "Creatinina en orina",
    ],
)  # fmt: skip
def test_other_tests_are_no_function_of_the_kidneys(name: str) -> None:
    reading = read(GOOD, named(name, 15, "mg/dL"))
    assert len(reading.patient.kidney) == 1
    assert reading.patient.unread_kidney == ()


@pytest.mark.parametrize(
    "name",
    [
        "Urine creatinine", "Kreatinin im Harn", "Kreatinin (Spontanurin)", "Créatinine urinaire",
        "Créatininurie", "Creatinina urinaria", "Creatinina en orina",
        "Albumin/Kreatinin-Quotient im Urin", "Albumin-Kreatinin-Ratio",
        "Rapport albumine/créatinine", "Rapporto albumina/creatinina",
        "Cociente albúmina/creatinina", "UACR",
    ],
)  # fmt: skip
def test_a_creatinine_of_urine_is_read_as_none_and_costs_nothing(name: str) -> None:
    made = judged(read(GOOD, named(name, 120, "mg/dL")))
    assert made.verdict is Verdict.OK
    assert lost(made) == []


def test_of_serum_and_urine_in_one_it_has_to_be_read() -> None:
    assert lost(judged(read(GOOD, named("Creatinine, serum and urine", 120, "mg/dL"))))


@pytest.mark.parametrize("name", ["Nierenleistung", "Renal function (Lund-Malmo)", "FR", "Result"])
def test_what_nothing_but_its_unit_tells_is_asked_about_where_it_is_low(name: str) -> None:
    made = judged(read(GOOD, named(name, 14, "mL/min/1.73m2")))
    assert made.verdict is Verdict.NEEDS_INFO
    assert made.fit.fired("ASK-KIDNEY-UNREAD")
    assert judged(read(GOOD, named(name, 92, "mL/min/1.73m2"))).verdict is Verdict.OK


@pytest.mark.parametrize(
    "name", ["Blood flow (Qb)", "Cardiac output", "Infusion rate", "Urine flow", "Peak flow"]
)
def test_what_flows_is_no_result_of_the_kidneys(name: str) -> None:
    made = judged(read(GOOD, named(name, 14, "mL/min")))
    assert not made.fit.fired("ASK-KIDNEY-UNREAD", "CI-SEVERE-RENAL-SEED")

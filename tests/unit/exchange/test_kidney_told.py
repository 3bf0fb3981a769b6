"""What reports say of the kidneys in words: it holds a raise, as a result in words does.

The two lists were written down before the words were looked for.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from baclofen.exchange import with_answers
from baclofen.exchange.fhir.kidney_told import told_of_kidneys
from baclofen.knowledge import Verdict
from baclofen.patient import Patient
from tests.people import TODAY, known
from tests.unit.exchange.build import Json, condition, creatinine, day, egfr, observation
from tests.unit.exchange.test_kidney_unread import judged, lost, read

WORSE = (
    "eGFR 12, AKI stage 3", "eGFR 12 mL/min", "Renal function: eGFR 18 (was 88)",
    "eGFR fell from 88 to 12", "eGFR <15", "eGFR less than 60", "eGFR >15",
    "eGFR 15-29", "eGFR 12 (90-120)", "Creatinine 2.9 mg/dL 0.6-1.3", "eGFR 12, repeat in 2 weeks",
    "Impression: eGFR of 22 mL/min/1.73 m2 (CKD-EPI 2021), stable", "Pneumonia. eGFR 28.",
    "eGFR 28.11.2026: 14", "creatinine 5.2 mg/dL", "Creatinine risen 0.8 -> 2.9 mg/dL",
    "Kreatinin 450 µmol/l", "Krea 3,8 mg/dl, Kalium 4,1", "Créatininémie 412 µmol/L",
    "DFG estimé 14 mL/min", "Débit de filtration glomérulaire: 17", "VFG 20 ml/min/1,73 m2",
    "Filtrado glomerular 15", "Glomeruläre Filtrationsrate: 24", "CrCl 22 mL/min",
    "Creatinine clearance 18", "Acute kidney injury", "Acute renal failure on CKD",
    "Akute Nierenschädigung KDIGO 3", "KDIGO stage 2 AKI", "insuffisance rénale aiguë",
    "insufficienza renale acuta", "fracaso renal agudo", "Danno renale acuto", "CKD stage 4",
    "CKD G3b", "Chronic kidney disease, stage 5", "Niereninsuffizienz Stadium 4",
    "End-stage renal disease", "Kidney failure", "Severe renal impairment",
    "Kidney function has deteriorated", "Nierenfunktion deutlich eingeschränkt",
    "No improvement of the acute kidney injury", "anuric",
)  # fmt: skip
NOTHING = (
    "eGFR 88", "eGFR 88 mL/min/1.73 m2 (CKD-EPI 2021)", "eGFR >60", "eGFR above 60",
    "eGFR 88 (was 18)", "eGFR was 18, now 88", "eGFR 95 on 28.11.2026", "eGFR 88, potassium 4.1",
    "eGFR 88, 12 tablets dispensed", "creatinine 0.8 mg/dL (0.5-1.1)", "Creatinine 71 µmol/L",
    "Kreatinin 0,8 mg/dl", "Normal renal function", "Renal function",
    "Kidneys normal in size, no hydronephrosis", "No AKI", "No evidence of acute kidney injury",
    "Keine akute Nierenschädigung", "Kein Hinweis auf akutes Nierenversagen",
    "Pas d'insuffisance rénale", "Nessuna insufficienza renale", "Sin fracaso renal agudo",
    "History of acute kidney injury", "Renal cyst, simple", "Family history of kidney failure",
    "CKD stage 1", "Chronic kidney disease stage 2", "Urine creatinine 120 mg/dL",
    "Albumin/creatinine ratio 12 mg/g", "No kidney stones", "Nierenfunktion normal",
    "Fonction rénale normale", "EGFR mutation, exon 19", "AKI ruled out",
    "Repeat eGFR in 4 weeks", "Creatinine every 6 months", "Stop metformin if eGFR < 30",
    "Kreatinin in 2 Wochen kontrollieren", "Creatinine 71 umol/L (45-120)",
    "Creatinine 0.8 mg/dL 0.6-1.5", "Nierenfunktion dem Alter entsprechend",
    "MRI brain: no new lesions. 12 lesions in total.",
)  # fmt: skip
WHO = Patient(age_y=52, sex="female", weight_kg=68)


def report(**more: Any) -> Json:
    return {"resourceType": "DiagnosticReport", "status": "final",
            "subject": {"reference": "Patient/p"}, "code": {"text": "Renal function"},
            "effectiveDateTime": day(1)} | more  # fmt: skip


def page(text: str, kind: str = "text/plain") -> list[Json]:
    return [{"contentType": kind, "data": base64.b64encode(text.encode()).decode()}]


def test_of_words_the_worse_is_heard_and_the_rest_is_not() -> None:
    heard = {words for words in (*WORSE, *NOTHING) if any(told_of_kidneys(words, WHO, known()))}
    assert heard == set(WORSE)


def test_what_is_a_condition_of_this_person_is_nothing_new() -> None:
    someone = Patient(age_y=52, sex="female", conditions=frozenset({"ckd", "ckd_stage_3"}))
    assert not any(told_of_kidneys("CKD stage 3", someone, known()))
    assert any(told_of_kidneys("CKD stage 4", someone, known()))


GOOD = egfr(88, on=day(10))


@pytest.mark.parametrize(
    "told",
    [
        report(conclusion="eGFR 12, AKI stage 3"),
        report(conclusionCode=[{"text": "Acute kidney injury"}]),
        report(note=[{"text": "eGFR 12 phoned to the ward"}]),
        report(result=[{"display": "eGFR: 12 mL/min/1.73 m2"}]),
        report(presentedForm=page("Laboratory\neGFR &lt; 15")),
        report(presentedForm=page("<p>eGFR: <b>&lt;15</b></p>", "text/html; charset=utf-8")),
        report(text={"div": "<div>Creatinine <b>5.2</b> mg/dL</div>"}),
        report(conclusion="eGFR 12", effectiveDateTime=None, issued=day(1) + "T08:00:00Z"),
        report(conclusion="eGFR 12", effectiveDateTime=None),
        # Beside a value of its day that allows all.
        report(conclusion="eGFR 12", effectiveDateTime=day(10)),
        {**observation("11502-2", None, on=day(1)), "code": {"text": "Renal function"},
         "valueString": "eGFR 12, AKI stage 3"},
        observation("11502-2", None, on=day(1), note=[{"text": "eGFR 12"}]),
    ],
)  # fmt: skip
def test_what_a_report_says_of_failing_kidneys_holds_the_raise(told: Json) -> None:
    made = judged(read(GOOD, {k: v for k, v in told.items() if v is not None}))
    assert made.verdict is Verdict.NEEDS_INFO
    assert made.fit.fired("ASK-KIDNEY-UNREAD")
    assert lost(made)
    assert made.fit.kidney.egfr == 88, "what counts goes on counting"


@pytest.mark.parametrize(
    "told",
    [
        # Answered by a later value, by one of its day, or by what is known anyway.
        (report(conclusion="eGFR 12, AKI stage 3", effectiveDateTime=day(30)),),
        (report(conclusion="CKD stage 4", effectiveDateTime=day(10)),),
        (report(conclusion="eGFR 12", status="entered-in-error"),),
        (report(conclusion="eGFR 12", effectiveDateTime="2027-01-01"),),
        (report(code={"text": "Blood count"}, presentedForm=page("Haemoglobin 12 g/dL")),),
        (report(code={"text": "Blood count"}, presentedForm=page("%PDF", "application/pdf")),),
        (report(code={"text": "X-ray"}, conclusion="No fracture. 12 views."),),
    ],
)  # fmt: skip
def test_what_is_answered_or_says_no_such_thing_changes_nothing(told: tuple[Json, ...]) -> None:
    made = judged(read(GOOD, *told))
    assert made.verdict is Verdict.OK
    assert lost(made) == []


def test_a_report_of_the_value_that_counts_asks_nothing_more() -> None:
    low = egfr(12, on=day(1))
    alone, beside = (
        judged(read(GOOD, low, *more)) for more in ((), (report(conclusion="eGFR 12"),))
    )
    assert alone.verdict is beside.verdict is Verdict.CONTRAINDICATED
    assert not beside.fit.fired("ASK-KIDNEY-UNREAD")


def test_who_has_read_the_report_answers_it() -> None:
    reading = read(creatinine(0.8, on=day(60)), condition("38341003"), report(conclusion="eGFR 12"))
    after = with_answers(reading, [("unread", "checked")], known(), today=TODAY)
    assert not judged(after).fit.fired("ASK-KIDNEY-UNREAD")

"""Dialysis, failing kidneys and nothing by mouth wherever a record says them: a visit, a procedure,
an order, a plan, a flag, a note. The lists were written down before the words were looked for."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from baclofen.answering import Answer
from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import Verdict
from tests.people import TODAY, known
from tests.unit.exchange.build import (
    Json,
    bundle,
    condition,
    creatinine,
    day,
)
from tests.unit.exchange.test_kidney_unread import MS, RUNS, judged, lost

GOOD = creatinine(0.8, on=day(20))
NONE: Json = {
    "resourceType": "MedicationStatement", "status": "not-taken",
    "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Baclofen"},
}  # fmt: skip
HELD = (Verdict.NEEDS_INFO, Verdict.AVOID, Verdict.CONTRAINDICATED)


def held(kind: str, **more: Any) -> Json:
    return {"resourceType": kind, "subject": {"reference": "Patient/p"}} | more


def visit(of: int = 2, **more: Any) -> Json:
    when = {"start": day(of), "end": day(of)}
    made = {"status": "finished", "class": {"code": "AMB"}, "period": when}
    return held("Encounter", **made | more)


def order(text: str, of: int = 1, **more: Any) -> Json:
    made = {"status": "active", "intent": "order", "authoredOn": day(of)}
    return held("ServiceRequest", code={"text": text}, **made | more)


def plan(text: str, **more: Any) -> Json:
    return held("CarePlan", **{"status": "active", "intent": "plan", "title": text} | more)


def flag(text: str, **more: Any) -> Json:
    return held("Flag", **{"status": "active", "code": {"text": text}} | more)


def done(text: str, of: int = 2, **more: Any) -> Json:
    made = {"status": "completed", "performedDateTime": day(of)} | more
    return held("Procedure", code={"text": text}, **made)


def said(text: str, of: int = 1, **more: Any) -> Json:
    made = {"status": "final", "effectiveDateTime": day(of), "conclusion": text} | more
    return held("DiagnosticReport", code={"text": "Renal profile"}, **made)


def noted(text: str, **more: Any) -> Json:
    return condition("709044004", note=[{"text": text}], onsetDateTime="2020-01-01", **more)


def seen(name: str, of: int = 0, **more: Any) -> Json:
    return held("Observation", status="final", code={"text": name}, effectiveDateTime=day(of),
                **more)  # fmt: skip


def appointment(text: str) -> Json:
    return held("Appointment", status="booked", serviceType=[{"text": text}],
                start=day(-1) + "T08:00:00Z")  # fmt: skip


def on_it(*resources: Json) -> Answer:
    return judged(read_patient(bundle(MS, RUNS, GOOD, *resources), known=known(), today=TODAY))


def begins(*resources: Json) -> Answer:
    return judged(reading(NONE, GOOD, *resources))


def reading(*resources: Json) -> Reading:
    return read_patient(bundle(MS, *resources), known=known(), today=TODAY)


VISITS = (
    "Haemodialysis session", "Dialysis session", "Dialysis visit", "Dialysis clinic visit",
    "Outpatient dialysis", "Renal dialysis unit", "Encounter for dialysis",
    "Peritoneal dialysis clinic", "Nephrology: chronic haemodialysis", "Séance d'hémodialyse",
    "Sesión de hemodiálisis", "Seduta di emodialisi", "Dialysebehandlung",
    "Continuous veno-venous haemofiltration",
    "CVVH", "CRRT", "Haemodiafiltration",
)  # fmt: skip
DIALYSIS = (
    *(visit(type=[{"text": words}]) for words in VISITS),
    visit(reasonCode=[{"text": "Encounter for dialysis"}]),
    visit(serviceType={"text": "Haemodialysis"}),
    visit(of=40, type=[{"text": "Haemodialysis session"}]),
    appointment("Haemodialysis"),
    *(done(words) for words in ("Haemodialysis session", "CVVH", "Peritoneal dialysis exchange",
                                "Insertion of tunnelled dialysis catheter")),
    order("Hemodialysis three times a week", of=30), order("Dialyse 3x pro Woche"),
    plan("Haemodialysis Mon/Wed/Fri"),
    plan("Care", activity=[{"detail": {"description": "HD: dialysis"}}]),
    flag("Dialysis patient"), flag("Dialysepflichtig"),
    noted("On haemodialysis three times a week"), noted("Sous hémodialyse"),
)  # fmt: skip
KIDNEYS = (
    *(said(words) for words in (
        "eGFR has halved since last month", "eGFR fell by more than 50 % since October",
        "Bilateral hydronephrosis, rising creatinine", "Creatinine doubled since last week",
        "Créatininémie en hausse, doublée", "Creatinina duplicada desde la última semana",
        "eGFR: fifteen", "eGFR now in single figures", "kidney function critical",
        "Urgent dialysis needed", "Kreatinin-Anstieg auf das Doppelte", "Postrenal obstruction",
        "Kreatinin verdoppelt", "Creatinina raddoppiata", "Nierenfunktion halbiert",
        "Creatinine is going up", "Kidneys have stopped working", "GFR has dropped sharply",
        "Acute tubular necrosis", "Obstructive uropathy",
    )),
    flag("AKI stage 3"), flag("Acute kidney injury"), plan("CKD stage 5, conservative care"),
    order("Renal ultrasound", reasonCode=[{"text": "Worsening renal function"}]),
    visit(reasonCode=[{"text": "Creatinine doubled"}]), noted("eGFR now 14"),
    done("Nephrectomy, bilateral"), done("Kidney transplant 2 weeks ago"),
)  # fmt: skip
NO_KIDNEYS = (
    visit(type=[{"text": "Nephrology clinic"}]), visit(type=[{"text": "Renal clinic follow-up"}]),
    visit(of=400, type=[{"text": "Haemodialysis session"}]),
    visit(of=2, type=[{"text": "Haemodialysis session"}], status="cancelled"),
    order("Renal function panel"), order("Renal ultrasound"), order("eGFR"), order("Creatinine"),
    order("Hemodialysis", of=200, status="completed"), order("Hemodialysis", status="revoked"),
    order("Hemodialysis", intent="proposal"),
    plan("Hemodialysis", status="completed"), flag("Hemodialysis", status="inactive"),
    flag("No dialysis"), flag("Not on dialysis"), noted("Not on dialysis"),
    noted("No dialysis needed"), noted("Stable. Never on dialysis."), noted("Keine Dialyse"),
    noted("Pre-dialysis education given"), noted("Pas de dialyse"),
    noted("Kidney function stable"), noted("Creatinine 0.8, eGFR 88"),
    noted("Father was on dialysis"),
    plan("Kidney health: keep eGFR above 60"), plan("Prevent kidney failure"),
    *(said(words) for words in (
        "eGFR rose to 88", "eGFR has improved", "Creatinine fell to 0.8", "Creatinine normal",
        "Kidney function has recovered", "eGFR fell from 95 to 91", "eGFR: ninety",
        "Critical finding: none. Kidneys normal", "No hydronephrosis", "No dialysis access seen",
        "No obstruction of the renal tract", "Creatinine decreased to 0.8", "eGFR increased",
        "Adrenal mass unchanged",
    )),
    done("Renal biopsy", of=700), done("Nephrectomy, left", of=2000),
    done("Renal ultrasound"), done("CT kidneys"),
)  # fmt: skip
NIL = (
    order("NPO"), order("Nil by mouth from midnight"), flag("NPO"), flag("Nil by mouth"),
    plan("NBM"), order("Nüchtern ab Mitternacht"), order("À jeun strict"),
    seen("Diet status", valueString="NPO"),
    seen("Diet", valueCodeableConcept={"text": "Nil by mouth"}),
    held("CommunicationRequest", status="active", payload=[{"contentString": "Keep NPO"}]),
)  # fmt: skip
NO_NIL = (
    order("NPO", status="completed"), order("NPO", of=60), order("NPO except medications"),
    flag("NPO", status="inactive"), flag("Not NPO"), order("Fasting glucose"),
    seen("NPO", valueString="No"), seen("NPO", valueBoolean=False),
    seen("Diet status", 50, valueString="NPO"),
    order("Regular diet"),
)  # fmt: skip


def _names(made: Json) -> str:
    return f"{made['resourceType']} {[v for v in made.values() if isinstance(v, (dict, list))]}"[
        :90
    ]


@pytest.mark.parametrize("told", DIALYSIS, ids=_names)
def test_what_sounds_like_dialysis_is_asked_before_a_start_and_a_raise(told: Json) -> None:
    for made in (on_it(told), begins(told)):
        assert made.verdict in HELD, made.verdict
        assert lost(made) or made.verdict is Verdict.CONTRAINDICATED


@pytest.mark.parametrize("told", KIDNEYS, ids=_names)
def test_what_sounds_like_failing_kidneys_is_asked_before_a_start_and_a_raise(told: Json) -> None:
    assert on_it(told).verdict in HELD
    assert begins(told).verdict in HELD


@pytest.mark.parametrize("told", NO_KIDNEYS, ids=_names)
def test_what_says_no_such_thing_of_the_kidneys_holds_nobody(told: Json) -> None:
    assert on_it(told).verdict in (Verdict.OK, Verdict.CAUTION)
    assert begins(told).verdict in (Verdict.OK, Verdict.CAUTION)


@pytest.mark.parametrize("told", NIL, ids=_names)
def test_that_nothing_is_to_be_swallowed_is_asked_wherever_it_stands(told: Json) -> None:
    made = on_it(told)
    assert made.fit.fired("UNREAD-NBM", "NBM-ORAL", "NBM-LATER"), made.verdict


@pytest.mark.parametrize("told", NO_NIL, ids=_names)
def test_what_no_longer_forbids_to_swallow_holds_nobody(told: Json) -> None:
    made = on_it(told)
    assert made.verdict in (Verdict.OK, Verdict.CAUTION)


def test_drowsiness_beside_words_of_failing_kidneys_is_looked_at_now() -> None:
    drowsy = condition("271782001", onsetDateTime=day(1))
    for told in (visit(type=[{"text": "Haemodialysis session"}]), said("eGFR 12"),
                 said("AKI stage 3"), flag("Dialysis patient")):  # fmt: skip
        assert on_it(drowsy, told).verdict is Verdict.EMERGENCY
    assert on_it(drowsy).verdict is not Verdict.EMERGENCY
    assert on_it(drowsy, said("eGFR 88")).verdict is not Verdict.EMERGENCY


def test_a_later_diet_answers_an_order_of_nothing_by_mouth() -> None:
    food = {"resourceType": "NutritionOrder", "status": "active", "intent": "order",
            "patient": {"reference": "Patient/p"}, "dateTime": day(1),
            "oralDiet": {"type": [{"text": "Regular diet"}]}}  # fmt: skip
    assert not on_it(order("NPO", of=4), food).fit.fired("UNREAD-NBM")
    assert on_it(order("NPO", of=0), food).fit.fired("UNREAD-NBM")


def words(text: str, **more: Any) -> Json:
    return {
        "resourceType": "Condition", "subject": {"reference": "Patient/p"}, "code": {"text": text},
        "clinicalStatus": {"coding": [{"code": "active"}]},
    } | more  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Renal failure", "Kidney failure", "Renal impairment", "Obstructive uropathy",
        "Acute tubular necrosis", "Cardiorenal syndrome", "Tumour lysis syndrome",
        "Niereninsuffizienz", "Insuffisance rénale", "Renal insufficiency",
    ],
)  # fmt: skip
def test_a_failure_after_the_last_value_asks_for_a_new_one(text: str) -> None:
    since = words(text, onsetDateTime=day(2))
    drowsy = condition("271782001", onsetDateTime=day(1))
    assert on_it(since).verdict in HELD
    assert begins(since).verdict in HELD
    assert on_it(since, drowsy).verdict is Verdict.EMERGENCY


@pytest.mark.parametrize(
    "told",
    [
        words("Chronic kidney disease", onsetDateTime=day(2)),
        words("Renal failure", onsetDateTime=day(200)),
        words("Chronic renal failure", onsetDateTime=day(2)),
    ],
)
def test_an_old_or_chronic_failure_is_answered_by_the_value(told: Json) -> None:
    assert on_it(told).verdict in (Verdict.OK, Verdict.CAUTION)


# --- letters, summaries, forms and notes of orders ----------------------------------------


def letter(text: str, of: int = 2) -> Json:
    page = {"contentType": "text/plain", "data": b64encode(text.encode()).decode()}
    return held("DocumentReference", status="current", date=f"{day(of)}T10:00:00Z",
                type={"text": "Progress note"}, content=[{"attachment": page}])  # fmt: skip


def summary(text: str) -> Json:
    return held("Composition", status="final", date=f"{day(2)}T10:00:00Z", title="Letter",
                type={"text": "Summary"}, section=[{"title": "Course", "text": {
                    "status": "generated", "div": f"<div>{text}</div>"}}])  # fmt: skip


def noted_order(text: str) -> Json:
    return {**RUNS, "id": "noted", "note": [{"text": text}]}


def form(question: str, **answer: Any) -> Json:
    return held("QuestionnaireResponse", status="completed", authored=day(2),
                item=[{"linkId": "1", "text": question, "answer": [answer]}])  # fmt: skip


IN_LETTERS = (
    "On hemodialysis three times a week.", "Acute kidney failure, creatinine doubled.",
    "Insuffisance rénale terminale, dialyse trois fois par semaine.",
    "Paziente in emodialisi dal mese scorso.", "Nierenversagen, Kreatinin verdoppelt.",
    "No longer on dialysis since June; dialysis restarted last week.",
    "Father was on dialysis. Patient has been on dialysis since October.",
    "No urine for 24 hours.", "He hasn't passed urine since last night.", "Anuric since Monday.",
    "Has not passed water since yesterday.", "Has passed no water since last night.",
    "Seit gestern kein Urin.", "Keine Urinausscheidung seit gestern.",
    "Pas d'urine depuis 24 heures.", "Il n'urine plus depuis hier.", "Sin orinar desde ayer.",
    "Non urina da ieri.",
)  # fmt: skip
QUIET_LETTERS = (
    "Kidney function normal. Discharged from renal clinic.", "No history of dialysis.",
    "Keine Dialysepflicht. Nierenfunktion stabil.", "Pas d'insuffisance rénale.",
    "Mother died on dialysis.", "Renal ultrasound normal, no hydronephrosis.",
    "Risk of dialysis in future was discussed.", "Creatinine 0.8, eGFR 88, kidneys normal.",
    "Stones passed. Renal function preserved.", "Bloods fine incl. kidneys. Continue baclofen.",
    "No urine sample today.", "No urine leakage for two weeks.",
    "Passing water normally.", "Drinks no water at night.", "Call if no urine for 8 hours.",
    "No urine infection since March.", "Non urina di notte.", "No urinary symptoms for a year.",
    "AKI in 2019, fully recovered.", "Function of both kidneys is unremarkable.",
    "Works as a nurse on a dialysis ward.", "Donated a kidney to her brother in 2010.",
    "Reduce the dose if kidneys fail.", "Avoid NSAIDs: they may harm the kidneys.",
    "Creatinine stable, no decline in kidney function. No need for dialysis. Review in one year.",
    "Función renal normal, sin insuficiencia renal. No precisa diálisis.",
    "Funzione renale nella norma. Nessuna insufficienza renale. Non in dialisi.",
    "Baclofen is renally excreted; dose adjustment in renal impairment.",
)  # fmt: skip


@pytest.mark.parametrize("text", IN_LETTERS)
@pytest.mark.parametrize("place", [letter, summary, noted_order], ids=["letter", "summary", "note"])
def test_kidneys_that_fail_are_heard_in_letters_and_notes(place: Any, text: str) -> None:
    made = on_it(place(text))
    assert made.verdict in HELD
    assert lost(made) or made.verdict is Verdict.CONTRAINDICATED


@pytest.mark.parametrize("text", QUIET_LETTERS)
@pytest.mark.parametrize("place", [letter, summary], ids=["letter", "summary"])
def test_a_good_letter_about_kidneys_holds_nobody(place: Any, text: str) -> None:
    assert on_it(place(text)).verdict in (Verdict.OK, Verdict.CAUTION)
    assert not on_it(place(text)).fit.fired("UNREAD-RAISE", "ASK-KIDNEY-UNREAD")


def test_the_answer_of_a_form_is_read_with_its_question() -> None:
    assert lost(on_it(form("Are you on dialysis?", valueBoolean=True)))
    assert not lost(on_it(form("Are you on dialysis?", valueBoolean=False)))
    assert lost(on_it(form("Kidneys", valueString="They failed, dialysis since Friday")))
    assert not lost(on_it(letter("On hemodialysis three times a week.", of=400)))

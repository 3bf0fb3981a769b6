"""Every text of a record is heard, whatever it stands in; what is planned, hoped for, over or done
elsewhere, and ordinary texts in the same places, hold nobody."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from baclofen.exchange.fhir.rtf import text_of_rtf
from baclofen.knowledge import Verdict
from tests.people import fired
from tests.unit.exchange.build import condition, day, medicine, observation
from tests.unit.exchange.test_told import ORDER, WHO, heard, judged, note, read

Json = dict[str, Any]
COMA, DIALYSIS = "Unconscious since noon.", "Kidney failure, started dialysis on Friday."
STOPPED, TOOK = "Stopped taking baclofen five days ago.", "Took forty tablets last night."


def of(kind: str, **more: Any) -> Json:
    return {"resourceType": kind, **WHO, **more}


def named(words: str) -> Json:
    return {"text": words}


def on(words: str) -> Json:
    return note(words, time=day(1))


def activity(words: str, status: str = "in-progress") -> Json:
    doing = {"detail": {"status": status, "description": words}}
    return of("CarePlan", status="active", intent="plan", created=day(1), title="Care plan",
              activity=[doing])  # fmt: skip


def progress(words: str, time: str | None = day(1)) -> Json:
    said = {"text": words, **({"time": time} if time else {})}
    return of("CarePlan", status="active", intent="plan", created=day(700), title="Care plan",
              activity=[{"progress": [said]}])  # fmt: skip


def goal(words: str = "Walk to the shop", **more: Any) -> Json:
    return of("Goal", lifecycleStatus="active", description=named(words), startDate=day(1), **more)


def appointment(words: str, **more: Any) -> Json:
    return of("Appointment", **{"status": "booked", "start": day(1) + "T10:00:00Z",
                                "description": words} | more)  # fmt: skip


def done(**more: Any) -> Json:
    return of("Procedure", status="completed", code=named("Physiotherapy"),
              performedDateTime=day(1), **more)  # fmt: skip


def visit(**more: Any) -> Json:
    return of("Encounter", status="finished", **{"class": {"code": "AMB"}},
              period={"start": day(1), "end": day(1)}, **more)  # fmt: skip


def other(**more: Any) -> Json:
    return medicine("Paracetamol 500 mg tablet", authoredOn=day(1), **more)


def narrative(words: str, status: str = "additional") -> Json:
    return {"text": {"status": status, "div": f"<div>{words}</div>"}}


def page(words: str, kind: str = "text/plain") -> Json:
    return {"contentType": kind, "data": b64encode(words.encode()).decode()}


SLOTS: dict[str, Any] = {
    "activity": activity,
    "progress": progress,
    "outcome of an activity": lambda x: of(
        "CarePlan", status="active", intent="plan", created=day(1),
        activity=[{"outcomeCodeableConcept": [named(x)]}]),
    "goal": goal,
    "note of a goal": lambda x: goal(**on(x)),
    "appointment": appointment,
    "comment of one": lambda x: appointment("Review", comment=x),
    "what its patient is told": lambda x: appointment("Review", patientInstruction=x),
    "answer to one": lambda x: of("AppointmentResponse", participantStatus="declined", comment=x),
    "team": lambda x: of("CareTeam", status="active", period={"start": day(1)}, **on(x)),
    "time of care": lambda x: of("EpisodeOfCare", status="active", period={"start": day(1)},
                                 type=[named(x)]),
    "complication": lambda x: done(complication=[named(x)]),
    "outcome": lambda x: done(outcome=named(x)),
    "follow-up": lambda x: done(followUp=[named(x)]),
    "diagnosis of a visit": lambda x: visit(diagnosis=[{"condition": {"display": x}}]),
    "discharge": lambda x: visit(hospitalization={"dischargeDisposition": named(x)}),
    "narrative of a visit": lambda x: visit(**narrative(x)),
    "evidence": lambda x: condition("161891005", recordedDate=day(1),
                                    evidence=[{"code": [named(x)]}]),
    "stage": lambda x: condition("161891005", recordedDate=day(1), stage=[{"summary": named(x)}]),
    "interpretation": lambda x: observation("8867-4", 70, "/min", day(1),
                                            interpretation=[named(x)]),
    "narrative of a result": lambda x: observation("8867-4", 70, "/min", day(1), **narrative(x)),
    "value": lambda x: of("Observation", status="final", code=named("Nursing note"),
                          effectiveDateTime=day(1), valueString=x),
    "note of a weight": lambda x: observation("29463-7", 68, "kg", day(1), **on(x)),
    "reason of a medicine": lambda x: other(reasonCode=[named(x)]),
    "note of a medicine": lambda x: other(**on(x)),
    "note of a dose": lambda x: medicine("Paracetamol 500 mg", kind="MedicationAdministration",
                                         status="completed", effectiveDateTime=day(1), **on(x)),
    "what the patient is told of a medicine": lambda x: other(
        dosageInstruction=[{"text": "1 g", "patientInstruction": x}]),
    "letter in RTF": lambda x: of(
        "DocumentReference", status="current", date=day(1),
        content=[{"attachment": page(r"{\rtf1\ansi " + x + "}", "application/rtf")}]),
    "page of a message": lambda x: of("Communication", status="completed", sent=day(1),
                                      payload=[{"contentAttachment": page(x)}]),
    "category of a flag": lambda x: of("Flag", status="active", code=named("Hard of hearing"),
                                       category=[named(x)], period={"start": day(1)}),
    "category of an event": lambda x: of("AdverseEvent", actuality="actual", date=day(1),
                                         event=named("Fall"), category=[named(x)]),
    "list": lambda x: of("List", status="current", mode="snapshot", date=day(1), **on(x)),
    "task": lambda x: of("Task", status="requested", intent="order", authoredOn=day(1),
                         reasonCode=named(x)),
    "specimen": lambda x: of("Specimen", receivedTime=day(1), **on(x)),
    "diet": lambda x: of("NutritionOrder", status="active", intent="order", dateTime=day(1),
                         oralDiet={"type": [named("Regular diet")]}, **on(x)),
    "contained": lambda x: visit(contained=[{
        "resourceType": "Observation", "id": "c", "status": "final", "code": named("Finding"),
        "valueString": x}]),
    "extension": lambda x: visit(extension=[{"url": "http://x/comment", "valueString": x}]),
}  # fmt: skip


def is_held(*resources: Json, order: Json = ORDER) -> bool:
    fit = judged(read(*resources, order=order))
    return fit.verdict >= Verdict.NEEDS_INFO and not fit.may_go_up


@pytest.mark.parametrize("words", [COMA, DIALYSIS, STOPPED, TOOK])
@pytest.mark.parametrize("slot", SLOTS)
def test_a_danger_holds_a_raise_wherever_it_stands(slot: str, words: str) -> None:
    assert is_held(SLOTS[slot](words))


@pytest.mark.parametrize("words", [COMA, DIALYSIS, STOPPED, TOOK])
def test_what_the_patient_of_the_order_is_told_is_heard(words: str) -> None:
    told = {"text": "20 mg three times daily", "patientInstruction": words}
    assert is_held(order={**ORDER, "dosageInstruction": [told]})


def test_the_day_on_which_it_was_handed_over_is_not_that_of_a_note() -> None:
    box = medicine("Baclofen 10 mg tablet", kind="MedicationDispense", status="completed",
                   whenHandedOver=day(12), **note("took whole box on 20 Nov"))  # fmt: skip
    assert "UNREAD-POISONING" in fired(judged(read(box)))


ORDINARY = (
    "Slept well, no falls, walks 200 m with a stick.", "Bring your medicine list.",
    "Alert and oriented, no drowsiness, no dialysis.", "Kidney function normal.",
    "Takes her baclofen with breakfast.", "Father on dialysis since 2010.",
    "Wach, orientiert, keine Krampfanfälle.", "Pas de somnolence, bon appétit.",
    "Sin somnolencia, camina bien.", "Nessuna sonnolenza, cammina bene.",
)  # fmt: skip


@pytest.mark.parametrize("words", ORDINARY)
@pytest.mark.parametrize("slot", SLOTS)
def test_ordinary_texts_there_hold_nobody(slot: str, words: str) -> None:
    if slot == "value" and "dialysis" in words.lower():
        return
    fit = judged(read(SLOTS[slot](words)))
    assert fit.verdict <= Verdict.CAUTION
    assert fit.may_go_up


@pytest.mark.parametrize("resource", [
    # What is hoped for, avoided or only planned.
    goal("Stay seizure free"), goal("Avoid dialysis"), goal("Delay dialysis"),
    goal("Keep eGFR above 30 mL/min"), goal("Creatinine below 2 mg/dL"),
    goal("Stop baclofen by spring"), goal("Come off baclofen"), goal("Fewer seizures"),
    goal("Less drowsy in the daytime"), goal("Wake less at night because of spasms"),
    # What is over, was never so, or never was done.
    goal(COMA, ) | {"lifecycleStatus": "cancelled"}, goal(COMA) | {"lifecycleStatus": "completed"},
    activity(COMA, "cancelled"), activity(COMA, "completed"), activity(COMA, "entered-in-error"),
    progress(COMA, day(300)), appointment(COMA, status="cancelled"),
    visit(diagnosis=[{"condition": {"display": COMA}}]) | {"status": "planned"},
    goal(**note(COMA, time=day(200))),
    # What repeats what its reader has read, and what an illness of long ago showed.
    condition("84757009", onsetDateTime="2010-05-02", **narrative("Seizure", "generated")),
    condition("84757009", recordedDate=day(1), evidence=[{"code": [named("Seizures")]}]),
    # Why a medicine is taken.
    medicine("Levetiracetam 500 mg tablet", authoredOn=day(1), reasonCode=[named("Seizures")]),
    medicine("Quetiapine 25 mg tablet", authoredOn=day(1), reasonCode=[named("Hallucinations")]),
    # Another medicine that was stopped.
    medicine("Ibuprofen 200 mg", authoredOn=day(1), **on("Stopped, it gave her heartburn")),
    # Groups, clinics and courses.
    of("Immunization", status="completed", occurrenceDateTime=day(1),
       vaccineCode=named("Influenza"), **on("Left arm, no reaction")),
    appointment("Seizure clinic"), appointment("Epilepsy review"),
    appointment("Overdose prevention training"), appointment("Dialysis education"),
    appointment("Suicide prevention group"), appointment("Sleep clinic"),
    of("CareTeam", status="active", name="Suicide prevention team", period={"start": day(1)}),
], ids=str)  # fmt: skip
def test_what_is_no_danger_of_now_holds_nobody(resource: Json) -> None:
    fit = judged(read(resource))
    assert fit.verdict <= Verdict.CAUTION
    assert fit.may_go_up
    assert not {"UNREAD-GRAVE", "UNREAD-POISONING", "USE-STOP-TOLD"} & fired(fit)


def test_a_plan_that_runs_into_the_future_is_one_of_now() -> None:
    plan = of("CarePlan", status="active", intent="plan", description=COMA,
              period={"start": day(1), "end": day(-100)})  # fmt: skip
    assert "signs.coma" in heard(plan)


def test_a_text_is_quoted_once_for_a_place() -> None:
    person = read(visit(reasonCode=[named(COMA)])).patient
    asked = [one for one in person.unread if "signs.coma" in one.alarms]
    assert len(asked) <= 1


@pytest.mark.parametrize(("page", "text"), [
    (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0\fs24 Not rousable.\par Call 112.}",
     "Not rousable.\nCall 112."),
    (r"{\rtf1{\*\generator X;}H\'e9l\'e8ne \u233?t\'e9 \{a\}}", "Hélène été {a}"),
    (r"{\rtf1\uc0 \u8211 dash\line{\b bold} end}", "–dash\nbold end"),
    (r"{\rtf1 broken \'zz \u99999999999 {{{", "broken"),
    ("", ""),
])  # fmt: skip
def test_a_page_in_rtf_gives_its_text(page: str, text: str) -> None:
    assert text_of_rtf(page).strip().startswith(text)

"""Answers as FHIR: read back they are the same plan; what nobody may follow is not proposed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from numpy.testing import assert_allclose

from baclofen.answering import PlanInputs, answer
from baclofen.exchange import fhir_of, read_patient
from baclofen.exchange.reading import Reading
from baclofen.planning import Plan, agenda_of
from baclofen.regimen import OralOrder, Packets, Pieces, Poured
from baclofen.units import mg
from baclofen.value import replace
from tests.believing import believing
from tests.fhir_answers import ANSWERS, AT, resources, written
from tests.people import TODAY, known, person
from tests.tolerances import EXACT
from tests.unit.exchange.build import bundle as record_of
from tests.unit.exchange.build import condition, medicine, observation

K = known()
STEPS = [n for n in ANSWERS if n.startswith("start") or n in ("child_uk", "taper", "overridden")]


def read_back(bundle: dict[str, Any], request: dict[str, Any], day: date) -> Reading:
    """The bundle's patient with this one request."""
    patient = resources(bundle, "Patient")[0]
    alone = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": patient}, {"resource": request}],
    }
    return read_patient(json.dumps(alone).encode(), known=K, today=day)


@pytest.mark.parametrize("name", STEPS)
def test_each_step_reads_back_to_its_dose_a_day(name: str) -> None:
    plan = ANSWERS[name].decision
    assert isinstance(plan, Plan)
    agenda = agenda_of(plan, K)
    assert agenda is not None
    bundle = written(name)
    requests = resources(bundle, "MedicationRequest")
    assert len(requests) == len(agenda.steps)
    for step, request in zip(agenda.steps, requests, strict=True):
        asked = read_back(bundle, request, TODAY)
        assert isinstance(asked.ordered.order, OralOrder)
        assert asked.ordered.order.daily is not None
        assert_allclose(asked.ordered.order.daily.in_mg, step.daily.in_mg, **EXACT)
        taken = {**request, "status": "active", "intent": "order"}
        (use,) = read_back(bundle, taken, max(step.first, TODAY)).patient.baclofen or ()
        assert (use.route, use.status) == ("oral", "active")
        assert use.daily is not None
        assert_allclose(use.daily.in_mg, step.daily.in_mg, **EXACT)


@pytest.mark.parametrize("name", STEPS)
def test_each_step_says_its_days_hours_and_supply(name: str) -> None:
    plan = ANSWERS[name].decision
    assert isinstance(plan, Plan)
    agenda = agenda_of(plan, K)
    assert agenda is not None
    bundle = written(name)
    group = resources(bundle, "RequestGroup")[0]
    requests = resources(bundle, "MedicationRequest")
    assert [a["resource"]["reference"] for a in group["action"]] == [
        f"MedicationRequest/{r['id']}" for r in requests
    ]
    for step, request, action in zip(agenda.steps, requests, group["action"], strict=True):
        period = {"start": step.first.isoformat(), "end": step.last.isoformat()}
        assert action["timingPeriod"] == period
        hours = []
        for dosage in request["dosageInstruction"]:
            repeat = dosage["timing"]["repeat"]
            assert repeat["boundsPeriod"] == period
            assert repeat["frequency"] == len(repeat["timeOfDay"])
            hours += repeat["timeOfDay"]
        assert sorted(hours) == [f"{int(i.hour):02d}:00:00" for i in step.step.intakes]
        pieces = [p for p in step.portions if isinstance(p, Pieces | Packets)]
        strengths = {s for p in pieces for s, _ in p.items} or {1.0}
        assert ("dispenseRequest" in request) is (len(strengths) == 1)
        first, said = step.portions[0], request["medicationCodeableConcept"]
        if isinstance(first, Pieces):
            each = f"{strengths.pop():g} mg " if len(strengths) == 1 else ""
            assert said["text"] == f"baclofen {each}oral tablet"
        else:
            form = "granules"
            if isinstance(first, Poured):
                form = f"liquid {first.mg_per_mL:g} mg/mL"
            assert said["text"] == f"baclofen oral {form}"
        assert said["coding"][-1]["display"].lower() == "baclofen"
        if supply := request.get("dispenseRequest"):
            poured = isinstance(step.portions[0], Poured)
            given = sum(p.mL for p in step.portions if isinstance(p, Poured))
            given += sum(n for p in pieces for _, n in p.items)
            assert_allclose(supply["quantity"]["value"], given * step.step.days, **EXACT)
            assert (supply["quantity"]["code"] == "mL") is poured


@pytest.mark.parametrize(
    "name", ["goes_on", "failing_kidneys", "questions", "emergency", "dead", "judged"]
)
def test_where_nothing_may_be_followed_nothing_is_proposed(name: str) -> None:
    bundle = written(name)
    assert resources(bundle, "MedicationRequest") == []
    assert resources(bundle, "RequestGroup") == []
    assert resources(bundle, "CarePlan")[0]["title"] == K.say(ANSWERS[name].headline)


def test_everything_is_a_draft_or_a_proposal() -> None:
    for name in ANSWERS:
        for one in resources(written(name)):
            assert one.get("status") in (
                None, "draft", "preliminary", "data-required", "data-requested", "success",
            ), name  # fmt: skip
            assert one.get("intent") in (None, "proposal")


def test_questions_become_data_that_is_required() -> None:
    (guidance,) = resources(written("questions"), "GuidanceResponse")
    assert guidance["status"] == "data-required"
    fit = ANSWERS["questions"].fit
    asked = [one["codeFilter"][0]["code"][0]["code"] for one in guidance["dataRequirement"]]
    assert asked == [one.question.key for one in fit.questions]
    assert [one["text"] for one in guidance["note"]] == [
        K.say(q.says("ask", K)) for q in fit.questions
    ]
    reasons = {r["coding"][0]["code"] for r in guidance["reasonCode"]}
    assert reasons == {id for q in fit.questions if q.blocks for id in q.rules}


def test_every_firing_rule_is_an_issue_and_an_overridden_one_says_so() -> None:
    issues = {
        i["code"]["coding"][0]["code"]: i for i in resources(written("overridden"), "DetectedIssue")
    }
    fit = ANSWERS["overridden"].fit
    assert {f.rule.id for f in fit.findings if f.verdict.value != "ok"} <= set(issues)
    assert issues["REN-BEERS"]["severity"] == "high"
    assert "mitigation" in issues["REN-BEERS"]
    assert all("mitigation" not in issue for id, issue in issues.items() if id != "REN-BEERS")


def test_no_prediction_is_of_withdrawal_and_each_has_its_interval() -> None:
    """And only what is believed leaves: a record system has no fold."""
    trusting = believing(K)
    made = answer(ANSWERS["start_weighed"].inputs, trusting)
    (risk,) = resources(fhir_of(made, trusting, at=AT), "RiskAssessment")
    assert len(risk["prediction"]) == 3
    for prediction in risk["prediction"]:
        assert "withdrawal" not in prediction["outcome"]["text"]
        span = prediction["probabilityRange"]
        assert 0 <= span["low"]["value"] < span["high"]["value"] <= 100
    for name in ANSWERS:
        assert resources(written(name), "RiskAssessment") == [], name


def test_computed_kidneys_are_not_read_back_as_results_of_a_laboratory() -> None:
    bundle = written("start")
    assert resources(bundle, "Observation")
    back = read_patient(json.dumps(bundle).encode(), known=K, today=TODAY)
    assert back.patient.kidney == ()


def test_the_same_answer_gives_the_same_ids_and_another_day_others() -> None:
    anew = answer(ANSWERS["start"].inputs, K)
    assert fhir_of(anew, K, at=AT) == written("start")
    ids = {one["id"] for one in resources(written("start"))}
    assert not ids & {one["id"] for one in resources(written("start_uk"))}
    assert len(ids) == len(resources(written("start")))


def test_about_a_patient_of_the_record_system_it_brings_none() -> None:
    bundle = written("start", subject="Patient/77")
    assert resources(bundle, "Patient") == []
    assert resources(bundle, "CarePlan")[0]["subject"] == {"reference": "Patient/77"}


def test_every_reference_leads_to_something_in_the_bundle() -> None:
    for name in ANSWERS:
        bundle = written(name)
        there = {f"{one['resourceType']}/{one['id']}" for one in resources(bundle)}
        told = json.dumps(bundle).split('"reference": "')[1:]
        assert {one.split('"')[0] for one in told} <= there, name


def test_it_is_in_another_language_where_that_has_the_words() -> None:
    from baclofen.errors import UnknownName

    bundle = written("start", language="de")
    assert resources(bundle, "CarePlan")[0]["title"] == K.say(ANSWERS["start"].headline, "de")
    with pytest.raises(UnknownName):
        written("start", language="xx")


def test_provenance_names_inputs_and_knowledge() -> None:
    (provenance,) = resources(written("start"), "Provenance")
    said = [e["what"]["identifier"]["value"] for e in provenance["entity"]]
    assert len(said[0]) == 64
    assert said[1] == K.digest
    assert provenance["recorded"] == AT.isoformat(timespec="seconds")
    again = fhir_of(ANSWERS["start"], K, at=datetime(2027, 1, 1, tzinfo=UTC))
    assert resources(again, "Provenance")[0]["id"] == provenance["id"]
    assert person().label == ""


def test_it_refers_to_the_patient_of_the_record_and_is_read_back_beside_it() -> None:
    record = record_of(
        condition("24700007"), condition("221360009"), medicine("Sertraline"),
        observation("98979-8", 95, "mL/min/{1.73_m2}"),
    )  # fmt: skip
    read = read_patient(json.dumps(record).encode(), known=K, today=TODAY)
    inputs = PlanInputs(
        patient=replace(read.patient, syndrome="ms_spasticity"), entries=read.entries,
        request=read.asks(today=TODAY, kind="start"), weighs=False,
    )  # fmt: skip
    made = fhir_of(answer(inputs, K), K, at=AT)
    assert resources(made, "Patient") == []
    subjects = {
        one["subject"]["reference"]
        for kind in ("MedicationRequest", "CarePlan")
        for one in resources(made, kind)
    }
    assert subjects == {"Patient/p"}
    # All steps as orders that run: on each day the one of that day is taken, and no sum of them.
    requests = resources(made, "MedicationRequest")
    assert len(requests) > 1
    taken = [{**one, "status": "active", "intent": "order"} for one in requests]
    both = {**record, "entry": [*record["entry"], *({"resource": one} for one in taken)]}
    for request in requests:
        (dosage, *_) = request["dosageInstruction"]
        day = date.fromisoformat(dosage["timing"]["repeat"]["boundsPeriod"]["start"])
        again = read_patient(json.dumps(both).encode(), known=K, today=day)
        (use,) = again.patient.baclofen or ()
        per_day = dosage["doseAndRate"][0]["doseQuantity"]["value"] * 3
        assert use.daily == mg(per_day)


def test_what_a_drafted_order_leaves_in_doubt_is_written_too() -> None:
    """An order beside what runs is a doubt that rests on no rule: it has its own name."""
    runs = medicine("Baclofen 10 MG Oral Tablet", sig="10 mg three times daily")
    drafted = {**medicine("Baclofen 20 MG Oral Tablet", sig="20 mg three times daily"),
               "id": "m9", "status": "draft"}  # fmt: skip
    read = read_patient(
        json.dumps(record_of(condition("24700007"), runs, drafted)).encode(), known=K, today=TODAY
    )
    made = fhir_of(
        answer(PlanInputs(patient=read.patient, request=read.asks(today=TODAY)), K), K, at=AT
    )
    said = [one["detail"] for one in resources(made, "DetectedIssue")]
    assert any("together 90 mg a day" in words for words in said)

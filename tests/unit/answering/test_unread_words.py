"""What is heard in words: no start at the usual pace, and no raise on baclofen.

Conditions in words, as five languages write them, told the day before the day judged to a woman
of 52 with multiple sclerosis.
"""

from __future__ import annotations

from typing import Any

import pytest

import baclofen as bac
from baclofen.answering import judge
from baclofen.assessment import Assessment, Kind
from baclofen.knowledge import Verdict
from baclofen.planning import Plan
from tests.doors import SEED
from tests.people import known
from tests.unit.exchange.build import (
    SNOMED,
    TODAY,
    Json,
    bundle,
    condition,
    creatinine,
    day,
    medicine,
    observation,
)

MS = condition("24700007")


def told(text: str, code: str = "", **more: Any) -> Json:
    named: Json = {"text": text}
    if code:
        named["coding"] = [{"system": SNOMED, "code": code}]
    return condition("") | {"code": named, "onsetDateTime": day(1)} | more


def planned(*entries: Json, on: bool) -> Plan:
    """The plan of whoever takes 30 mg a day (`on`), or of whoever may start."""
    taken = medicine("Baclofen 10 MG Oral Tablet", sig="10 mg three times daily")
    return plan_of([taken] if on else [], *entries)


def plan_of(runs: list[Json], *entries: Json, kind: Kind | None = None) -> Plan:
    """The plan of whoever has these orders of baclofen; with none, of whoever may start."""
    body = (creatinine(0.8), observation("29463-7", 68, "kg"), observation("8302-2", 166, "cm"))
    reading = bac.read_patient(bundle(MS, *entries, *body, *runs), known=known(), today=TODAY)
    if not runs:
        answers = [("syndrome", "ms_spasticity"), ("baclofen", "none")]
        reading = bac.with_answers(reading, answers, known(), today=TODAY)
    request = reading.asks(today=TODAY, jurisdiction="UK", kind=kind)
    # What an answer weighs and predicts beside its judgement is not looked at here.
    _, decision = judge(bac.assess(reading.patient, known(), request), known(), seed=SEED)
    assert isinstance(decision, Plan)
    return decision


def raises(plan: Plan) -> bool:
    return any("one step up is" in known().say(note) for note in plan.options)


def paced(plan: Plan) -> int:
    """Days between the first two steps; 0 where none is printed."""
    steps = plan.up.steps if plan.up else ()
    return (steps[1].first - steps[0].first).days if len(steps) > 1 else 0


def is_plain(fit: Assessment) -> bool:
    return fit.verdict in (Verdict.OK, Verdict.CAUTION)


USUAL = 3


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Seizure yesterday", Verdict.EMERGENCY), ("very sleepy", Verdict.AVOID),
        ("confused since this morning", Verdict.AVOID), ("Jerking of limbs", Verdict.AVOID),
        ("Confused and very drowsy", Verdict.EMERGENCY), ("Kaum erweckbar", Verdict.EMERGENCY),
        ("Seit gestern verwirrt", Verdict.AVOID), ("Crise d'épilepsie hier soir", None),
        ("Vómitos desde hace dos días", Verdict.AVOID), ("Respirazione lenta", Verdict.EMERGENCY),
        ("Somnolence inhabituelle", Verdict.AVOID), ("Sente le voci", Verdict.AVOID),
    ],
)  # fmt: skip
def test_a_sign_in_words_is_read_as_one(text: str, verdict: Verdict | None) -> None:
    plan = planned(told(text), on=True)
    assert verdict is None or plan.fit.verdict is verdict
    assert not raises(plan)
    assert plan.headline.phrase != "running.go_on"
    assert not planned(told(text), on=False).up


@pytest.mark.parametrize(
    "text",
    [
        "Found confused by neighbours", "Twitching noted by carer", "Sleepy over lunch",
        "Wirkt auf die Tochter verwirrt", "Semble somnolent à sa fille", "Lo encuentran adormilado",
        "La figlia lo trova assopito", "Query overdose at party", "Erbricht alles",
        "Schizophreniform picture, seen once", "Ictus, sequele non note", "AVC, bilan en cours",
        "Niere: Befund unklar", "Heroin, occasional", "Apnoea noted by partner",
    ],
)  # fmt: skip
def test_what_sounds_like_danger_and_was_not_read_raises_nothing(text: str) -> None:
    going_on = planned(told(text), on=True)
    assert going_on.fit.verdict is Verdict.NEEDS_INFO
    assert not raises(going_on)
    assert "UNREAD-RAISE" in going_on.headline.why
    start = planned(told(text), on=False)
    assert start.fit.verdict is Verdict.NEEDS_INFO or paced(start) > USUAL


def test_a_way_down_that_is_asked_for_is_printed_beside_what_was_not_read() -> None:
    body = (creatinine(0.8), observation("29463-7", 68, "kg"))
    runs = medicine("Baclofen 10 MG Oral Tablet", sig="10 mg three times daily")
    heard = told("Found confused by neighbours")
    reading = bac.read_patient(bundle(MS, heard, *body, runs), known=known(), today=TODAY)
    request = reading.asks(today=TODAY, kind="taper", jurisdiction="UK")
    _, plan = judge(bac.assess(reading.patient, known(), request), known(), seed=SEED)
    assert isinstance(plan, Plan)
    assert plan.down is not None
    assert not plan.fit.fired("UNREAD-RAISE")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("paranoid schizophrenia", "psychosis_schizophrenia"), ("AVC ischémique", "stroke"),
        ("Schizophrenie, paranoide", "psychosis_schizophrenia"), ("ERC estadio 5", "ckd_severe"),
        ("CKD stage G4A2", "ckd_severe"), ("ictus isquémico", "stroke"),
        ("overdose of paracetamol 2024", "drug_overdose_history"), ("IRC stade 4", "ckd_severe"),
        ("obstructive sleep apnoea syndrome", "sleep_apnoea"),
        ("Heroin dependence", "opioid_use_disorder"), ("pregnant 30 weeks", "pregnancy"),
        ("T12 incomplete spinal cord injury", "spinal_cord_injury"),
    ],
)  # fmt: skip
def test_an_illness_in_words_is_read_as_one(text: str, key: str) -> None:
    assert key in planned(told(text), on=True).fit.person.conditions


@pytest.mark.parametrize(
    "entry",
    [
        told("Pressure ulcer of sacrum", "399912005"), told("pressure ulcer sacrum"),
        told("Venous leg ulcer"), told("Ulcus cruris"), told("Úlcera por presión en talón"),
        told("Escarre sacrée"), told("Ulcera da pressione"), told("Dekubitus Grad 2"),
        told("Febrile convulsion", "41497008", onsetDateTime="1978-02-01",
             clinicalStatus={"coding": [{"code": "resolved"}]}),
        told("Febrile convulsion", onsetDateTime="1978-02-01"),
        told("history of febrile convulsions in childhood"),
        told("Fieberkrämpfe in der Kindheit"), told("Convulsions fébriles dans l'enfance"),
        told("family history of epilepsy"), told("FH: epilepsy"), told("no known epilepsy"),
        told("Nil history of stroke"), told("denies suicidal ideation"),
        told("Keine Epilepsie bekannt"), told("Familienanamnese: Epilepsie"),
        told("Pas d'antécédent d'épilepsie"), told("Antécédents familiaux d'épilepsie"),
        told("Sin antecedentes de epilepsia"), told("Antecedentes familiares de ictus"),
        told("Nessuna storia di epilessia"), told("Familiarità per epilessia"),
        told("appendicectomy"), told("benign prostatic hyperplasia"), told("Krampfadern"),
        told("Cellulitis of the left leg"), told("Hallux valgus"), told("Grauer Star"),
    ],
    ids=lambda entry: entry["code"]["text"],
)  # fmt: skip
def test_the_ordinary_keep_their_plan(entry: Json) -> None:
    start = planned(entry, on=False)
    assert is_plain(start.fit)
    assert paced(start) == USUAL
    going_on = planned(entry, on=True)
    assert is_plain(going_on.fit)
    assert raises(going_on)


@pytest.mark.parametrize(
    "text",
    [
        "No seizures since May 2025", "No longer pregnant?", "Epilepsy, no seizures for a year",
        "Denies pain. Epilepsy", "Epilepsie bekannt", "No epilepsy, but kidney disease",
        "Not yet on dialysis", "Mother says he had epilepsy",
    ],
)  # fmt: skip
def test_what_only_begins_like_a_denial_is_asked_about(text: str) -> None:
    assert not known().codes.is_denied(text)
    assert known().codes.alarms_in(text)


def test_a_sign_of_long_ago_is_none_of_today() -> None:
    past = told("Confused after an operation, settled", onsetDateTime="2014-05-01")
    plan = planned(past, on=False)
    assert not plan.fit.fired("UNREAD-ALARM")


def test_known_epilepsy_does_not_hide_a_seizure_that_nobody_read() -> None:
    """The history of seizures is told; that one came yesterday is not."""
    history = told("Seizure disorder", onsetDateTime="2010-01-01")
    plan = planned(history, told("Carer saw a convulsion at breakfast"), on=True)
    assert plan.fit.fired("UNREAD-RAISE")
    assert not raises(plan)

"""Signs that a record codes as diagnoses: of now by their day, asked about without one."""

from datetime import date, timedelta
from typing import Any

import pytest

from baclofen.answering import AssessInputs, PlanInputs, answer
from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import ICD10CM, SNOMED, Verdict
from baclofen.patient import SIGNS
from baclofen.value import replace
from tests.people import TODAY, known

K = known()


def record(*conditions: dict[str, Any]) -> Reading:
    """A woman of 50 on baclofen with healthy kidneys, and these diagnoses."""
    who = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1976-01-01"}
    of = {"subject": {"reference": "Patient/p"}}
    drug = {
        "resourceType": "MedicationStatement", "id": "m", "status": "active",
        "medicationCodeableConcept": {"text": "Baclofen 10 mg tablet"},
        "dosage": [{"text": "10 mg three times daily"}],
        "effectivePeriod": {"start": f"{TODAY - timedelta(days=60)}"}, **of,
    }  # fmt: skip
    egfr = {
        "resourceType": "Observation", "id": "e", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "98979-8"}]},
        "effectiveDateTime": f"{TODAY - timedelta(days=3)}",
        "valueQuantity": {"value": 95, "unit": "mL/min/{1.73_m2}"}, **of,
    }  # fmt: skip
    found = [
        {"resourceType": "Condition", "id": f"c{n}", **of, **one}
        for n, one in enumerate(conditions)
    ]
    bundle = {
        "resourceType": "Bundle", "type": "collection",
        "entry": [{"resource": one} for one in (who, drug, egfr, *found)],
    }  # fmt: skip
    import json

    return read_patient(json.dumps(bundle).encode(), known=K, today=TODAY)


def sign(code: str, system: str, days: int | None = 1, **more: Any) -> dict[str, Any]:
    began = {} if days is None else {"onsetDateTime": f"{TODAY - timedelta(days=days)}"}
    return {"code": {"coding": [{"system": system, "code": code}]}, **began, **more}


def test_every_sign_of_the_table_is_one_that_rules_know() -> None:
    assert set(K.codes.signs.values()) <= set(SIGNS)


@pytest.mark.parametrize(
    ("code", "system", "meant"),
    [
        ("271782001", SNOMED, "somnolence"), ("R40.0", ICD10CM, "somnolence"),
        ("R40.20", ICD10CM, "coma"), ("17450006", SNOMED, "myoclonus"),
        ("G93.41", ICD10CM, "encephalopathy"), ("91175000", SNOMED, "seizure"),
    ],
)  # fmt: skip
def test_a_sign_of_yesterday_is_one_of_now(code: str, system: str, meant: str) -> None:
    read = record(sign(code, system))
    assert read.patient.signs == {meant}
    inputs = AssessInputs(patient=read.patient, request=read.asks(today=TODAY))
    assert answer(inputs, K).verdict >= Verdict.AVOID


def test_by_its_words_alone() -> None:
    words = {"code": {"text": "Drowsiness"}, "onsetDateTime": f"{TODAY}"}
    assert record(words).patient.signs == {"somnolence"}
    family = {"code": {"text": "Mother has drowsiness"}, "onsetDateTime": f"{TODAY}"}
    assert record(family).patient.signs == frozenset()


@pytest.mark.parametrize("days", [7, 8])
def test_seven_days_are_the_last_and_older_ones_are_past(days: int) -> None:
    assert bool(record(sign("271782001", SNOMED, days)).patient.signs) is (days == 7)


def test_without_a_day_it_is_asked_about() -> None:
    read = record(sign("271782001", SNOMED, None))
    assert read.patient.signs == frozenset()
    assert any("Recorded without the day" in note for note in read.notes)


@pytest.mark.parametrize(
    ("words", "began", "noted", "comes"),
    [
        # Of a month that holds these days, or of none: asked about, also where it is an illness.
        ("Seizure", f"{TODAY:%Y-%m}", None, "asked"),
        ("Seizure", None, None, "asked"),
        ("Confusion", f"{TODAY:%Y}", None, "asked"),
        ("Coma", f"{TODAY:%Y-%m}", None, "asked"),
        # The day of the note is the nearest that is told: within these days, or before them.
        ("Seizure", f"{TODAY:%Y}", TODAY - timedelta(days=1), "now"),
        ("Hallucinations", f"{TODAY:%Y}", TODAY, "now"),
        ("Seizure", f"{TODAY:%Y}", TODAY - timedelta(days=60), "past"),
        ("Seizure", f"{TODAY - timedelta(days=800):%Y-%m}", TODAY, "past"),
        # Begun weeks ago and never closed: what lasts may still be there, a fit is not.
        ("Hallucinations", f"{TODAY - timedelta(days=20)}", None, "asked"),
        ("Confusion", f"{TODAY - timedelta(days=20)}", None, "asked"),
        ("Hallucinations", f"{TODAY - timedelta(days=70)}", None, "past"),
        ("Seizure", f"{TODAY - timedelta(days=20)}", None, "past"),
        ("Drowsiness", f"{TODAY - timedelta(days=20)}", None, "past"),
    ],
)  # fmt: skip
def test_what_may_be_of_these_days_is_asked_about_and_what_was_is_past(
    words: str, began: str | None, noted: date | None, comes: str
) -> None:
    days = {"onsetDateTime": began, "recordedDate": noted and f"{noted}"}
    read = record({"code": {"text": words}} | {name: day for name, day in days.items() if day})
    asks = PlanInputs(patient=read.patient, request=read.asks(today=TODAY))
    found = answer(asks, K)
    asked = [one for one in read.entries if one.state == "unread"]
    assert (bool(read.patient.signs), bool(asked)) == (comes == "now", comes == "asked")
    assert (found.verdict > Verdict.CAUTION) == (comes != "past")


@pytest.mark.parametrize(
    "words", ["Hallucinations", "Drowsiness", "Fever", "Itching", "Vomiting", "Confusion", "Coma"]
)
def test_a_sign_that_was_over_years_ago_frightens_nobody(words: str) -> None:
    began, ended = (f"{TODAY - timedelta(days=days)}" for days in (900, 890))
    over = {"code": {"text": words}, "onsetDateTime": began, "abatementDateTime": ended}
    read = record(over | {"clinicalStatus": {"coding": [{"code": "resolved"}]}})
    assert not [one for one in read.entries if one.state == "unread"]
    found = answer(PlanInputs(patient=read.patient, request=read.asks(today=TODAY)), K)
    assert found.verdict <= Verdict.CAUTION


@pytest.mark.parametrize(
    "more",
    [
        {"clinicalStatus": {"coding": [{"code": "resolved"}]}, "onsetDateTime": "2026-11-01"},
        {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
    ],
    ids=["resolved weeks ago", "entered in error"],
)
def test_what_is_over_or_void_is_none(more: dict[str, Any]) -> None:
    assert record(sign("271782001", SNOMED, **more)).patient.signs == frozenset()


def test_a_single_seizure_of_the_past_is_a_condition_and_no_sign() -> None:
    old = sign("91175000", SNOMED, 900)
    assert record(old).patient.signs == frozenset()
    assert "seizure" in record(old).patient.conditions


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        *((words, "coma") for words in (
            "Decreased level of consciousness", "Reduced consciousness level", "obtunded",
            "Decreased consciousness", "Loss of consciousness", "unresponsive episode",
            "GCS 9", "GCS 9/15 since this morning", "Glasgow coma scale of 8",
            "Bewusstseinsminderung", "Vigilanzminderung seit gestern", "nicht ansprechbar",
            "Baisse de la vigilance", "Perte de connaissance hier", "Altération de la conscience",
            "Disminución del nivel de conciencia", "Pérdida de conciencia ayer",
            "Riduzione del livello di coscienza", "Perdita di coscienza ieri",
        )),
        *((words, "slow_breathing") for words in (
            "Respiratory arrest", "Ventilated in intensive care", "Intubated and ventilated",
            "Stopped breathing", "Atemstillstand", "Auf Intensivstation beatmet",
            "Arrêt respiratoire", "Parada respiratoria", "Arresto respiratorio",
        )),
        *((words, "somnolence") for words in (
            "Fell asleep mid-sentence", "Schläft im Gespräch ein", "S'endort en parlant",
            "Se duerme hablando", "Si addormenta parlando",
        )),
        *((words, "seizure") for words in ("fitted this morning", "has fitted", "Krampfte heute")),
        *((words, "confusion") for words in (
            "altered mental status", "Agitation and disorientation", "Altération de l'état mental",
        )),
    ],
)  # fmt: skip
def test_less_awake_and_its_kin_are_signs_of_now(words: str, meant: str) -> None:
    read = record({"code": {"text": words}, "onsetDateTime": f"{TODAY - timedelta(days=1)}"})
    assert meant in read.patient.signs
    inputs = AssessInputs(patient=read.patient, request=read.asks(today=TODAY))
    least = Verdict.AVOID if meant in ("somnolence", "confusion") else Verdict.EMERGENCY
    assert answer(inputs, K).verdict >= least


@pytest.mark.parametrize(
    ("code", "system", "meant"),
    [
        ("443371007", SNOMED, "coma"), ("R40.4", ICD10CM, "coma"),
        ("419284004", SNOMED, "confusion"), ("R41.82", ICD10CM, "confusion"),
        ("J96.01", ICD10CM, "slow_breathing"), ("J96.22", ICD10CM, "slow_breathing"),
    ],
)  # fmt: skip
def test_and_by_code(code: str, system: str, meant: str) -> None:
    assert meant in record(sign(code, system)).patient.signs


@pytest.mark.parametrize("words", ["GCS 15", "GCS 15/15", "No loss of consciousness", "GCS 95"])
def test_an_ordinary_score_or_a_denial_is_none(words: str) -> None:
    read = record({"code": {"text": words}, "onsetDateTime": f"{TODAY}"})
    assert read.patient.signs == frozenset()


def test_a_grave_sign_without_a_day_holds_the_raise() -> None:
    read = record({"code": {"text": "Reduced level of consciousness"}})
    assert read.patient.signs == frozenset()
    assert [entry.alarms for entry in read.patient.unread] == [("signs.coma",)]


def test_what_sounds_like_a_sign_and_was_not_read_comes_first_in_the_headline() -> None:
    words = "Became obtunded in the taxi on the way to her sister"
    read = record({"code": {"text": words}, "onsetDateTime": f"{TODAY}"})
    inputs = PlanInputs(patient=read.patient, request=read.asks(today=TODAY))
    told = K.say(answer(inputs, K).headline)
    assert told.startswith("Look at the patient now")
    assert words in told
    settled = replace(read.patient, unread_are="checked")
    quiet = answer(PlanInputs(patient=settled, request=read.asks(today=TODAY)), K)
    assert "Look at the patient now" not in K.say(quiet.headline)


@pytest.mark.parametrize(
    ("words", "meant", "rule"),
    [
        (words, f"baclofen_{what}", rule)
        for what, rule, named in (
            ("poisoning", "SIGN-POISONED", (
                "Baclofen overdose", "Baclofen toxicity", "Baclofenvergiftung",
                "Intoxication par le baclofène", "Sobredosis de baclofeno",
            )),
            ("withdrawal", "SIGN-WITHDRAWING", (
                "Baclofen withdrawal", "Baclofen withdrawal syndrome", "Baclofenentzug",
                "Sevrage au baclofène", "Astinenza da baclofene",
            )),
        )
        for words in named
    ],
)  # fmt: skip
def test_poisoning_and_withdrawal_of_these_days_are_emergencies_and_undated_are_asked(
    words: str, meant: str, rule: str
) -> None:
    now = record({"code": {"text": words}, "onsetDateTime": f"{TODAY}"})
    assert meant in now.patient.signs
    found = answer(AssessInputs(patient=now.patient, request=now.asks(today=TODAY)), K)
    assert found.verdict is Verdict.EMERGENCY
    assert rule in [finding.rule.id for finding in found.fit.findings]
    undated = record({"code": {"text": words}}).patient
    assert undated.signs == frozenset()
    asked = answer(AssessInputs(patient=undated, request=now.asks(today=TODAY)), K)
    assert Verdict.AVOID <= asked.verdict < Verdict.EMERGENCY
    began, ended = (f"{TODAY - timedelta(days=days)}" for days in (30, 20))
    over = {"code": {"text": words}, "onsetDateTime": began, "abatementDateTime": ended}
    assert record(over).patient.signs == frozenset()
    assert meant in record(over | {"abatementDateTime": f"{TODAY}"}).patient.signs
    old = record({"code": {"text": words}, "onsetDateTime": f"{TODAY - timedelta(days=200)}"})
    assert old.patient.signs == frozenset()


def test_poisoning_is_told_by_its_codes_and_underdosing_is_none() -> None:
    for code in ("T42.8X1A", "T42.8X2A", "T42.8X4A"):
        assert "baclofen_poisoning" in record(sign(code, ICD10CM)).patient.signs
    for code in ("T42.8X5A", "T42.8X6A", "T42.8X1S"):
        assert record(sign(code, ICD10CM)).patient.signs == frozenset()


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("Muscle rigidity", "rigidity"), ("generalised rigidity", "rigidity"),
        ("rapid heartbeat", "fast_pulse"), ("excessive sleepiness", "somnolence"),
    ],
)  # fmt: skip
def test_common_wordings_of_a_sign_are_that_sign(words: str, sign: str) -> None:
    assert K.codes.signs_of((), [words]) == {sign}

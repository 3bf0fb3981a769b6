"""Signs that began before the days that count and that the record never closed: they hold a raise
and a fast start, and two of them, or one since the dose was changed, are looked at first."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from baclofen.answering import Answer, PlanInputs, answer
from baclofen.assessment import Kind
from baclofen.exchange import read_patient, with_answers
from baclofen.knowledge import Verdict
from baclofen.planning import Plan
from tests.people import TODAY, known

K = known()
OF = {"subject": {"reference": "Patient/p"}}
ACTIVE: dict[str, Any] = {"clinicalStatus": {"coding": [{"code": "active"}]}}
RESOLVED: dict[str, Any] = {"clinicalStatus": {"coding": [{"code": "resolved"}]}}
Resource = dict[str, Any]


def ago(days: float) -> str:
    return f"{TODAY - timedelta(days=days)}"


def has(words: str, days: float = 10, **more: Any) -> Resource:
    """A diagnosis of these words that began so many days ago."""
    one = {"resourceType": "Condition", "code": {"text": words}, "onsetDateTime": ago(days)}
    return {**one, **OF, **more}


def takes(name: str, days: float, dose: str = "", status: str = "active", **more: Any) -> Resource:
    return {
        "resourceType": "MedicationRequest", "status": status, "intent": "order",
        "authoredOn": ago(days), "medicationCodeableConcept": {"text": name},
        "dosageInstruction": [{"text": dose}], **OF, **more,
    }  # fmt: skip


STEADY = takes("Baclofen 10 mg tablet", 320, "10 mg three times daily", id="m1")
#: Raised from 30 to 60 mg a day twelve days ago.
RAISED = (
    takes("Baclofen 10 mg tablet", 320, "10 mg three times daily", "completed", id="m0",
          dispenseRequest={"validityPeriod": {"start": ago(320), "end": ago(13)}}),
    takes("Baclofen 10 mg tablet", 12, "20 mg three times daily", id="m1"),
)  # fmt: skip
NONE = takes("Paracetamol 500 mg tablet", 320, "1 tablet as needed")


def judged(
    *resources: Resource, orders: Iterable[Resource] = (STEADY,), kind: Kind | None = None,
    egfr: float = 95, answers: Iterable[tuple[str, str]] = (),
) -> Answer:  # fmt: skip
    """The plan of a woman of 52 with multiple sclerosis and these resources."""
    who = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1974-03-14"}
    kidney = {
        "resourceType": "Observation", "status": "final", "effectiveDateTime": ago(7),
        "code": {"coding": [{"system": "http://loinc.org", "code": "98979-8"}]},
        "valueQuantity": {"value": egfr, "unit": "mL/min/{1.73_m2}"}, **OF,
    }  # fmt: skip
    found = (who, has("Multiple sclerosis", 5000), has("Spasticity", 2000), kidney)
    bundle = {
        "resourceType": "Bundle", "type": "collection",
        "entry": [{"resource": one} for one in (*found, *orders, *resources)],
    }  # fmt: skip
    reading = read_patient(json.dumps(bundle).encode(), known=K, today=TODAY)
    reading = with_answers(reading, answers, K, today=TODAY)
    request = reading.asks(today=TODAY, kind=kind)
    return answer(PlanInputs(patient=reading.patient, request=request, entries=reading.entries), K)


def plan(made: Answer) -> Plan:
    assert isinstance(made.decision, Plan)
    return made.decision


def offers_a_step(made: Answer) -> bool:
    return any("one step up is" in K.say(note) for note in plan(made).options)


@pytest.mark.parametrize(
    "words", ["Somnolence", "Myoclonus", "Somnolenz", "somnolencia", "Hypotonia"]
)
@pytest.mark.parametrize("more", [{}, ACTIVE], ids=["no status", "active"])
def test_one_on_a_steady_dose_holds_the_raise_and_nothing_else(words: str, more: Resource) -> None:
    for days in (8, 30):
        made = judged(has(words, days, **more))
        assert (made.verdict, offers_a_step(made)) == (Verdict.CAUTION, False)
        assert made.fit.fired("SIGN-OPEN")
        told = K.say(made.headline)
        assert told.startswith("Continue baclofen")
        assert "today" not in told


@pytest.mark.parametrize("words", ["Somnolence", "Myoclonus", "Hypotonia", "First seizure"])
def test_since_the_dose_was_raised_or_begun_it_is_looked_at_first(words: str) -> None:
    begun = takes("Baclofen 10 mg tablet", 20, "10 mg three times daily", id="m1")
    for orders in (RAISED, (begun,)):
        made = judged(has(words, **ACTIVE), orders=orders)
        assert (made.verdict, offers_a_step(made)) == (Verdict.NEEDS_INFO, False)
        assert "do not raise it" in K.say(made.headline)
        assert made.fit.fired("SIGN-OPEN-MORE")
        assert plan(made).opening


@pytest.mark.parametrize(
    ("signs", "held"),
    [
        (("Somnolence", "Myoclonus"), True), (("Hypotonia", "Bradycardia", "Hypothermia"), True),
        (("Somnolence", "Hypotonia"), True), (("Hypotonia", "Bradycardia"), False),
        (("Bradycardia",), None), (("Hypothermia",), None),
    ],
)  # fmt: skip
def test_two_are_looked_at_first_and_a_slow_pulse_alone_is_none(
    signs: tuple[str, ...], held: bool | None
) -> None:
    made = judged(*(has(words, **ACTIVE) for words in signs))
    assert made.fit.fired("SIGN-OPEN-MORE") is (held is True)
    assert made.fit.fired("SIGN-OPEN") is (held is not None)
    assert offers_a_step(made) is (held is None)
    assert (made.verdict > Verdict.CAUTION) is (held is True)


@pytest.mark.parametrize(
    ("more", "egfr"),
    [
        ((takes("Oxycodone 5 mg tablet", 12, "5 mg twice daily"),), 95),
        ((takes("Diazepam 5 mg tablet", 90, "5 mg at night"),
          takes("Pregabalin 75 mg capsule", 90, "75 mg twice daily")), 95),
        ((), 40),
    ],
    ids=["opioid", "two sedatives", "weak kidneys"],
)  # fmt: skip
def test_beside_what_makes_one_sign_an_emergency_it_is_looked_at_first(
    more: tuple[Resource, ...], egfr: float
) -> None:
    made = judged(has("Somnolence", **ACTIVE), *more, egfr=egfr)
    assert made.fit.fired("SIGN-OPEN-MORE")
    assert made.verdict >= Verdict.NEEDS_INFO
    assert not offers_a_step(made)


def test_a_start_goes_up_slowly_and_with_two_waits() -> None:
    free = judged(orders=(NONE,), kind="start")
    assert "raise the day's dose every 3 days" in K.say(free.headline)
    one = judged(has("Somnolence", **ACTIVE), orders=(NONE,), kind="start")
    assert one.verdict is Verdict.CAUTION
    assert "every 3 days" not in K.say(one.headline)
    two = judged(has("Somnolence"), has("Myoclonus"), orders=(NONE,), kind="start")
    assert two.verdict is Verdict.NEEDS_INFO
    assert "Do not start baclofen yet" in K.say(two.headline)


def test_a_raise_that_is_asked_for_is_advised_against_and_a_way_down_is_not() -> None:
    more = judged(has("Somnolence", **ACTIVE), kind="change")
    assert more.verdict is Verdict.AVOID
    assert more.fit.fired("SIGN-OPEN-RAISE")
    down = judged(has("Somnolence"), has("Myoclonus"), kind="taper")
    assert not down.fit.fired("SIGN-OPEN-MORE", "SIGN-OPEN-RAISE")
    assert plan(down).down is not None


def test_a_first_seizure_of_these_weeks_holds_the_raise_and_one_of_an_epilepsy_does_not() -> None:
    for words in ("First seizure", "Seizure"):
        for more in (dict[str, Any](), RESOLVED):
            made = judged(has(words, 18, **more))
            assert (made.verdict, offers_a_step(made)) == (Verdict.CAUTION, False), (words, more)
            assert made.fit.fired("SIGN-OPEN")
        usual = judged(has(words, 18), has("Epilepsy", 3000))
        assert not usual.fit.fired("SIGN-OPEN")
        assert offers_a_step(usual)
        assert not judged(has(words, 60)).fit.fired("SIGN-OPEN")


@pytest.mark.parametrize(
    "one",
    [
        has("Somnolence", 700, **ACTIVE), has("Somnolence", 700, recordedDate=ago(1), **ACTIVE),
        has("Somnolence", 40, **ACTIVE), has("Drowsiness", 20, **RESOLVED),
        has("Drowsiness", 20, abatementDateTime=ago(12)),
        has("Chronic fatigue syndrome", 900, **ACTIVE), has("Fatigue", 15, **ACTIVE),
        has("Hypotonia", 4000, **ACTIVE), has("Myoclonus", 900, **ACTIVE),
        has("Coma", 2800, **RESOLVED), has("Coma", 2800, recordedDate=ago(2800), **ACTIVE),
        has("Itching", 20, **ACTIVE), has("Vomiting", 20, **ACTIVE),
        has("Somnolence", 20, verificationStatus={"coding": [{"code": "refuted"}]}),
    ],
    ids=lambda one: f"{one['code']['text']} {one['onsetDateTime']}",
)  # fmt: skip
def test_ordinary_people_keep_their_plan_and_their_step(one: Resource) -> None:
    for orders in ((STEADY,), RAISED):
        made = judged(one, orders=orders)
        assert made.verdict <= Verdict.CAUTION
        assert not made.fit.fired("SIGN-OPEN", "SIGN-OPEN-MORE")
        assert offers_a_step(made)


@pytest.mark.parametrize(
    ("one", "least"),
    [
        # Noted in these days as there: of these days, whenever in the last weeks it began.
        (has("Somnolence", 10, recordedDate=ago(0), **ACTIVE), Verdict.AVOID),
        (has("Confusion", 20, recordedDate=ago(3), **ACTIVE), Verdict.AVOID),
        # What came back is of the day on which that was noted, however old it is.
        (has("Coma", 2800, recordedDate=ago(0),
             clinicalStatus={"coding": [{"code": "recurrence"}]}), Verdict.EMERGENCY),
        (has("Somnolence", 2800, recordedDate=ago(2),
             clinicalStatus={"coding": [{"code": "relapse"}]}), Verdict.AVOID),
        (has("Seizure", 900, recordedDate=ago(0),
             clinicalStatus={"coding": [{"code": "recurrence"}]}), Verdict.EMERGENCY),
    ],
    ids=lambda one: one["code"]["text"] if isinstance(one, dict) else "",
)  # fmt: skip
def test_what_is_noted_in_these_days_as_there_is_of_these_days(
    one: Resource, least: Verdict
) -> None:
    made = judged(one)
    assert made.verdict >= least
    assert made.fit.person.signs


def test_what_came_back_on_no_day_is_asked_about_and_an_illness_that_relapsed_is_ordinary() -> None:
    back: dict[str, Any] = {"clinicalStatus": {"coding": [{"code": "recurrence"}]}}
    asked = judged(has("Coma", 2800, **back))
    assert asked.verdict is Verdict.NEEDS_INFO
    for one in (
        has("Multiple sclerosis", 2800, recordedDate=ago(2), **back),
        has("Depression", 2800, recordedDate=ago(2), **back),
        has("Urinary tract infection", 300, recordedDate=ago(60), **back),
    ):
        assert judged(one).verdict <= Verdict.CAUTION
    # Noted weeks ago as back: open since then.
    assert judged(has("Somnolence", 2800, recordedDate=ago(15), **back)).fit.fired("SIGN-OPEN")


def test_an_answer_settles_it() -> None:
    signs = (has("Somnolence", **ACTIVE), has("Myoclonus", **ACTIVE))
    gone = judged(*signs, answers=[("signs", "none")])
    assert not gone.fit.fired("SIGN-OPEN", "SIGN-OPEN-MORE", "SIGN-OPEN-RAISE")
    assert offers_a_step(gone)
    there = judged(*signs, answers=[("somnolence", "yes"), ("myoclonus", "no")])
    assert there.fit.fired("SIGN-ONE")
    assert not there.fit.fired("SIGN-OPEN")


def test_the_report_names_it_and_its_question() -> None:
    made = judged(has("Somnolence", **ACTIVE))
    assert any("drowsiness" in K.say(note) for note in made.fit.notes)
    assert any("SIGN-OPEN" in asked.rules for asked in made.fit.questions)

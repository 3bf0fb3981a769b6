"""Every question can be answered as it says, and what an answer contradicts is said or refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from baclofen.assessment import Asked, Assessment, Request, assess
from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName
from baclofen.exchange import Reading, read_patient, with_answers
from baclofen.knowledge import Verdict
from baclofen.patient import KidneyValue, Patient
from baclofen.units import mcg, mg
from tests.people import TODAY, known
from tests.unit.exchange.build import (
    bundle,
    condition,
    creatinine,
    day,
    dosage,
    egfr,
    medicine,
    observation,
)

K = known()
MS = condition("426373005")
#: The label, and typed patients of whom questions are asked: one thing open, then nothing known.
#: That nobody may give it is told by a record alone.
POOL: tuple[tuple[str, dict[str, Any]], ...] = (
    ("US", {"request": "start", "age_y": 30, "sex": "female", "baclofen": "none"}),
    ("US", {"request": "start", "age_y": 30, "sex": "female", "egfr": 90}),
    ("US", {"request": "start", "age_y": 9, "sex": "female", "egfr": 90}),
    ("EU", {"request": "start", "age_y": 30, "pregnant": True, "egfr": 90}),
    ("US", {"request": "start", "egfr": 90, "medicines": ["Xyzzyzol"]}),
    ("US", {"request": "start", "egfr": 90, "born": "1961"}),
    ("US", {"request": "start", "age_y": 9, "weight_kg": 28, "creatinine": "0.5 mg/dL"}),
    ("US", {"age_y": 30, "egfr": 90, "baclofen": "200 mg/day"}),
    ("US", {"age_y": 30, "egfr": 90, "weight_kg": 166, "height_cm": 68}),
    ("US", {"age_y": 40, "pump": {"stage": "maintenance", "now": "120 mcg/h"}}),
    ("US", {"age_y": 30, "conditions": ["traumatic_brain_injury"], "screening": {}}),
    ("US", {"age_y": 40, "syndrome": "sci_spasticity", "screening": {}}),
    (
        "UK",
        {"conditions": ["epilepsy"], "syndrome": "sci_spasticity", "pump": {"stage": "start"}},
    ),
    ("US", {"age_y": 30, "sex": "male", "egfr": 90, "weight_kg": 70, "baclofen": "none"}),
    ("US", {"request": "start", "label": "nobody"}),
    ("US", {"stopped": "75 mg/day"}),
    (
        "US",
        {
            "request": "start", "age_y": 50, "sex": "male", "weight_kg": 76,
            "creatinine": "18 umol/L", "baclofen": "none",
        },
    ),
    (
        "US",
        {
            "request": "start", "age_y": 50, "sex": "female", "weight_kg": 70,
            "creatinine": "0.8 mg/dL", "baclofen": "none", "conditions": ["ckd_severe"],
        },
    ),
)  # fmt: skip
#: Questions that no rule leaves open today: their forms are read, and nobody is asked them.
NOBODY_ASKED = ("egfr", "sex", "hours_since_stop")
#: Answered by correcting a table of the file, which no answer beside it can.
IN_A_TABLE = ("boluses_disordered",)
ASKED = [id for id in K.questions if id not in (*NOBODY_ASKED, *IN_A_TABLE)]


def typed(table: dict[str, Any]) -> Reading:
    return read_patient(table, known=K, today=TODAY)


def record(*resources: Any) -> Reading:
    return read_patient(bundle(*resources), known=K, today=TODAY)


def judged(reading: Reading, **asked: Any) -> Assessment:
    return assess(reading.patient, K, reading.asks(today=TODAY, **asked))


def told(reading: Reading, *answers: tuple[str, str]) -> Reading:
    return with_answers(reading, answers, K, today=TODAY)


def asked(fit: Assessment, id: str) -> Asked | None:
    return next((q for q in fit.questions if q.question.id == id), None)


def first_form(say: str) -> tuple[str, str]:
    found = re.match(r'(\w+)=("[^"]*"|\S+?)(?=[,; ]|$)', say)
    assert found is not None, say
    return found[1], found[2]


def where(id: str) -> tuple[str, Reading]:
    """Someone who is asked; for those that nobody is asked, someone of whom it may be told."""
    for label, table in POOL:
        reading = typed(table)
        if asked(judged(reading, jurisdiction=label), id) is not None:
            return label, reading
    tablets = "Baclofen 10 MG Oral Tablet"
    banned = record(MS, egfr(90), medicine(tablets, doNotPerform=True))
    runs = medicine(tablets, sig="20 mg TID", authoredOn=day(200))
    over = medicine(tablets, kind="MedicationDispense", status="completed",
                    whenHandedOver=day(33), daysSupply={"value": 28, "unit": "d"})  # fmt: skip
    used_up = record(MS, egfr(90), runs, over)
    again = record(MS, egfr(90), runs, {**over, "whenHandedOver": day(60)}, {
        **over, "id": "again", "whenHandedOver": day(1),
    })  # fmt: skip
    words = {"code": {"text": "Double dose taken by mistake"}, "recordedDate": day(1)}
    doubled = record(MS, egfr(90), runs, condition("") | words)
    closed = {"code": {"text": "NBM, Dr Smith to review"}, "recordedDate": day(1)}
    shut = record(MS, egfr(90), runs, condition("") | closed)
    dark = observation("2160-0", None, on=day(1), valueString="see comment")
    unread = record(MS, egfr(90, on=day(30)), runs, dark)
    slipped = record(MS, creatinine(0.8), egfr(0.8), runs)
    drowsy = {"code": {"text": "Somnolence"}, "onsetDateTime": day(12)}
    lasting = record(MS, egfr(90), runs, condition("") | drowsy)
    said = {"resourceType": "Communication", "status": "completed", "sent": day(1),
            "payload": [{"contentString": "I stopped my baclofen three days ago."}]}  # fmt: skip
    ended = record(MS, egfr(90), runs, said)
    for of_a_record in (banned, used_up, again, doubled, shut, unread, slipped, lasting, ended):
        if asked(judged(of_a_record, jurisdiction="US"), id) is not None:
            return "US", of_a_record
    assert id in NOBODY_ASKED, f"nobody in the pool is asked {id}"
    return "US", typed(POOL[-1][1])


@pytest.mark.parametrize("id", ASKED)
def test_the_first_form_that_a_question_shows_settles_it(id: str) -> None:
    label, reading = where(id)
    key, words = first_form(K.questions[id].say)
    after = told(reading, (key, words))
    left = asked(judged(after, jurisdiction=label), id)
    assert left is None or not left.blocks
    assert after.patient != reading.patient
    last = after.entries[-1]
    assert (last.place, last.kind, last.state) == (f"answer {key}", "answer", "read")
    assert last.means


@pytest.mark.parametrize("id", ASKED)
def test_all_forms_together_leave_nothing_of_a_question(id: str) -> None:
    """What a question covers is answered too; what was not understood is asked about until it was
    looked at."""
    question = K.questions[id]
    label, reading = where(id)
    answers = [first_form(question.say)]
    answers += [(n.split(".")[1], "no") for n in question.covers if n.startswith("conditions.")]
    answers += [("unread", "checked")] if id == "unread" else []
    assert asked(judged(told(reading, *answers), jurisdiction=label), id) is None


@pytest.mark.parametrize("id", K.questions)
def test_the_key_of_a_question_is_the_one_it_shows(id: str) -> None:
    question = K.questions[id]
    if id in IN_A_TABLE:
        assert question.say.startswith(f"{question.key} = ")
        assert "." in question.key
    else:
        assert first_form(question.say)[0] == question.key


def test_boluses_out_of_order_are_asked_about_until_their_table_is_right() -> None:
    def fit(*doses: str) -> Assessment:
        given = [
            {"dose": dose, "hours_ago": 60 - 30 * at, "responded": False}
            for at, dose in enumerate(doses)
        ]
        return judged(typed({"age_y": 40, "screening": {"given": given}}), jurisdiction="US")

    question = asked(fit("75 mcg", "50 mcg"), "boluses_disordered")
    assert question is not None
    assert question.blocks
    assert asked(fit("50 mcg", "75 mcg"), "boluses_disordered") is None


def forms() -> list[Any]:
    """Every KEY=VALUE that a question shows."""
    return [
        pytest.param(id, key, words, id=f"{id}-{key}={words}")
        for id, q in K.questions.items()
        for key, words in re.findall(r'(\w+)=("[^"]*"|\[[^\]]*\]|\w[\w.]*)', q.say)
    ]


@pytest.mark.parametrize(("id", "key", "words"), forms())
def test_every_form_that_a_question_shows_is_accepted(id: str, key: str, words: str) -> None:
    after = told(where(id)[1], (key, words))
    assert after.entries[-1].place.startswith("answer ")


@pytest.mark.parametrize(
    ("base", "dated", "field"),
    [
        (("egfr", "85"), ("egfr_on", "2026-10-01"), "egfr"),
        (("creatinine", '"0.9 mg/dL"'), ("creatinine_on", "2026-10-01"), "creatinine"),
        (("creatinine_umol_per_L", "80"), ("creatinine_on", "2026-10-01"), "creatinine"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_value_with_its_day(
    base: tuple[str, str], dated: tuple[str, str], field: str, turned: bool
) -> None:
    reading = record(MS, medicine("Sertraline"))
    answers = (dated, base) if turned else (base, dated)
    (value,) = told(reading, *answers).patient.kidney
    assert (value.kind, value.on) == (field, date(2026, 10, 1))
    assert len(told(reading, *answers).entries) == len(reading.entries) + 2
    with pytest.raises(InputRefused, match="must stand beside"):
        told(reading, dated)


def test_a_weight_with_its_day() -> None:
    after = told(record(MS), ("weight_kg", "70"), ("weight_on", "2026-01-05"))
    assert (after.patient.weight_kg, after.patient.weight_on) == (70, date(2026, 1, 5))


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "words", "kind", "said"),
    [
        ("eggfr", "85", UnknownName, "Did you mean egfr?"),
        ("request", "start", UnknownName, "--answer key is 'request'"),
        ("label", "A", UnknownName, "--answer key is 'label'"),
        ("epilepsie", "no", UnknownName, "Did you mean epilepsy?"),
        ("confusio", "yes", UnknownName, "Did you mean confusion?"),
        ("pump.now", "100", UnknownName, "--answer key is 'pump.now'"),
        ("oral", "1", UnknownName, "--answer key is 'oral'"),
        ("epilepsy", "perhaps", UnknownName, "must be one of no, yes"),
        ("dialysis", "sometimes", InputRefused, "must be true or false"),
        ("sex", "femal", UnknownName, "Did you mean female?"),
        ("syndrome", "ms_spastic", UnknownName, "Did you mean ms_spasticity?"),
        ("unread", "chekced", UnknownName, "Did you mean checked?"),
        ("conditions", '["epilepsi"]', UnknownName, "Did you mean epilepsy?"),
        ("conditions", "nothing", InputRefused, "it must be a list"),
        ("signs", '["tired"]', UnknownName, "sign is 'tired'"),
        ("medicines", "3", InputRefused, "it must be complete, or a list of names"),
        ("weight_kg", "heavy", InputRefused, "weight_kg is 'heavy'; it must be a number"),
        ("weight_kg", "4000", OutOfRange, "weight_kg is 4000"),
        ("creatinine", "1.2", UnitProblem, "its unit must be mg/dL or umol/L"),
        ("creatinine_mg_per_dL", "106", InputRefused, "umol/L"),
        ("egfr", "normal", InputRefused, "--answer egfr is 'normal'; it must be a number"),
        ("baclofen", "30", InputRefused, "baclofen"),
        ("hours_since_last_dose", "30", InputRefused, "no baclofen that was stopped"),
        ("baclofen_since", "2026-01-01", InputRefused, "no baclofen that is taken"),
        ("", "yes", InputRefused, "it must be KEY=VALUE"),
        ("epilepsy", "", InputRefused, "it must be KEY=VALUE"),
    ],
)
def test_what_cannot_be_is_refused_with_the_nearest(
    key: str, words: str, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind) as refusal:
        told(record(MS, creatinine(0.8), medicine("Sertraline")), (key, words))
    assert said in str(refusal.value)


@pytest.mark.parametrize(("key", "words"), [("age_y", "30"), ("sex", "male")])
def test_what_the_record_states_once_and_for_all_is_not_answered_otherwise(
    key: str, words: str
) -> None:
    with pytest.raises(InputRefused, match="the record states"):
        told(record(MS), (key, words))
    assert told(record(MS), ("age_y", "52")).patient.age_y == 52


# --- what an answer does ------------------------------------------------------------------


def test_the_missing_indication_of_a_record_can_be_given() -> None:
    reading = record(creatinine(0.8), egfr(90), medicine("Sertraline"))
    before = judged(reading)
    assert before.syndrome is None
    assert asked(before, "syndrome") is not None
    after = judged(told(reading, ("syndrome", "ms_spasticity")))
    assert after.syndrome == "ms_spasticity"
    assert asked(after, "syndrome") is None
    assert after.fired("IND-US-MS")


def test_a_medicine_that_was_not_understood_is_named_and_nothing_else_is_settled() -> None:
    lost = [medicine("Diazpam 5 mg"), medicine("Xyzzomid")]
    reading = record(MS, creatinine(0.8), *lost)
    assert {e.words for e in reading.patient.unread} == {"Diazpam 5 mg", "Xyzzomid"}
    after = told(reading, ("medicines", '{"Diazpam 5 mg" = "diazepam"}'))
    assert {e.words for e in after.patient.unread} == {"Xyzzomid"}
    assert {e.words for e in after.entries if e.state == "unread"} == {"Xyzzomid"}
    assert {m.name for m in after.patient.medicines or ()} == {"diazepam", "Xyzzomid"}
    before = {f.rule.id for f in judged(reading).findings}
    assert {f.rule.id for f in judged(after).findings} - before
    # What is written of none of them settles none.
    other = told(reading, ("medicines", '{"Diazepan" = "diazepam"}'))
    assert {e.words for e in other.patient.unread} == {"Diazpam 5 mg", "Xyzzomid"}
    again = told(reading, ("medicines", '{"Diazpam 5 mg" = "diazpam"}'))
    assert {e.words for e in again.patient.unread} == {"diazpam", "Xyzzomid"}


def test_a_stale_kidney_value_can_be_replaced() -> None:
    reading = record(MS, creatinine(0.8, on=day(1500)), medicine("Sertraline"))
    assert (open_ := asked(judged(reading), "kidney_known")) is not None
    assert open_.blocks
    after = told(reading, ("egfr", "85"))
    assert asked(judged(after), "kidney_known") is None
    assert KidneyValue("egfr", 85) in after.patient.values or after.patient.egfr == 85


@pytest.mark.parametrize("by", ["a diagnosis", "a procedure"])
def test_no_dialysis_against_the_record_is_said_and_dialysis_governs(by: str) -> None:
    shown: Any = condition("302497006")
    if by == "a procedure":
        shown = {
            "resourceType": "Procedure", "status": "completed",
            "subject": {"reference": "Patient/p"}, "performedDateTime": day(3),
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": "302497006"}]},
        }  # fmt: skip
    reading = record(MS, egfr(90), medicine("Sertraline"), shown)
    alone, both = judged(reading), judged(told(reading, ("dialysis", "false")))
    assert alone.verdict is both.verdict is Verdict.CONTRAINDICATED
    assert not alone.contradictions
    assert [f.rule.id for f in both.contradictions] == ["SAY-DIALYSIS"]


def test_a_new_weight_replaces_that_of_the_record() -> None:
    reading = record(MS, medicine("Sertraline"))
    after = told(reading, ("weight_kg", "61.5"), ("height_cm", "170"))
    assert (after.patient.weight_kg, after.patient.height_cm) == (61.5, 170)


def test_a_dose_settles_baclofen_in_doubt_and_adds_to_none_else() -> None:
    doubtful = record(MS, medicine("baclofen 10 mg tablet", "197391"))
    (use,) = doubtful.patient.baclofen or ()
    assert use.daily is None
    (settled,) = told(doubtful, ("baclofen", '"10 mg three times daily"')).patient.baclofen or ()
    assert (settled.daily, settled.as_written) == (mg(30), use.as_written)
    firm = record(MS, medicine("baclofen 10 mg", "197391", dosageInstruction=[dosage(10)]))
    two = told(firm, ("baclofen", '"20 mg three times daily"')).patient.baclofen or ()
    assert [u.daily for u in two] == [mg(30), mg(60)]
    assert judged(told(firm, ("baclofen", '"20 mg three times daily"'))).verdict >= Verdict.CAUTION


def test_what_is_taken_of_several_orders_takes_their_place() -> None:
    """Tablets of two strengths are one dose, where whoever takes them says so."""
    ten, five = (
        medicine(f"baclofen {mg} mg", dosageInstruction=[dosage(mg)], authoredOn=day(mg))
        for mg in (10, 5)
    )
    several = record(MS, ten, five)
    before = judged(several)
    assert "DUP-BACLOFEN" in {f.rule.id for f in before.findings}
    after = told(several, ("baclofen", '"15 mg three times daily"'))
    (use,) = after.patient.baclofen or ()
    assert (use.daily, use.status, use.doubt) == (mg(45), "active", "")
    assert use.as_written.count("baclofen") == 2
    assert (use.since, use.ordered_on) == (None, date.fromisoformat(day(10)))
    assert "DUP-BACLOFEN" not in {f.rule.id for f in judged(after).findings}


def test_what_is_taken_by_mouth_leaves_the_pump_as_it_is() -> None:
    into_the_spine = {"coding": [{"system": "http://snomed.info/sct", "code": "72607000"}]}
    rate = [{"rateQuantity": {"value": 200, "unit": "mcg/day"}}]
    pump = {"doseAndRate": rate, "route": into_the_spine}
    spinal = medicine("baclofen 2000 mcg/mL intrathecal solution", dosageInstruction=[pump])
    ten, five = (medicine(f"baclofen {mg} mg", dosageInstruction=[dosage(mg)]) for mg in (10, 5))
    after = told(record(MS, spinal, ten, five), ("baclofen", '"15 mg three times daily"'))
    found = {(u.route, u.daily) for u in after.patient.baclofen or ()}
    assert found == {("oral", mg(45)), ("intrathecal", mcg(200))}


def test_none_where_the_record_tells_of_nothing_is_believed() -> None:
    after = told(record(MS), ("baclofen", "none"))
    assert (after.patient.baclofen, after.patient.said_none) == ((), True)


def test_medicines_are_added_and_the_list_is_complete_when_it_is_said() -> None:
    reading = record(MS, medicine("Sertraline"))
    more = told(reading, ("medicines", '["codeine", "diazepam"]'), ("medicines", "complete"))
    assert [m.name for m in more.patient.medicines or ()] == ["Sertraline", "codeine", "diazepam"]
    assert more.patient.medicines_complete
    fit = judged(more)
    assert fit.fired("INT-OPIOID")
    assert fit.fired("INT-BZD")
    one = told(reading, ("medicines", '"codeine"')).patient
    assert [m.name for m in one.medicines or ()][-1] == "codeine"
    assert told(reading, ("medicines", "codeine")).patient == one


def test_a_medicine_that_is_answered_and_not_read_is_asked_about() -> None:
    """What an answer holds is accounted for like what the record holds."""
    after = told(record(MS, medicine("Sertraline")), ("medicines", '["Xyzzyzol"]'))
    fit = judged(after)
    assert fit.fired("UNREAD-MEDICINE")
    (entry,) = [e for e in after.entries if e.state == "unread"]
    assert (entry.place, entry.words) == ("answer medicines[0]", "Xyzzyzol")
    assert entry in after.patient.unread


def test_an_allergy_that_is_answered_and_not_read_is_asked_about() -> None:
    after = told(record(MS, medicine("Sertraline")), ("allergies", '["Xyzzyzol"]'))
    assert "xyzzyzol" in [e.words for e in after.patient.unread]
    assert judged(after).fired("UNREAD-OTHER")


def test_baclofen_among_answered_medicines_is_taken() -> None:
    after = told(record(MS, medicine("Sertraline")), ("medicines", '["Lioresal"]'))
    assert judged(after).is_current_user


@pytest.mark.parametrize(
    ("key", "present", "absent"),
    [
        ("epilepsy", "conditions", "no_conditions"),
        ("seizure", "conditions", "no_conditions"),
        ("confusion", "signs", "no_signs"),
        ("allergy_to_baclofen", "allergies", "no_allergies"),
    ],
)
def test_yes_and_no_of_a_name(key: str, present: str, absent: str) -> None:
    name = "baclofen" if key == "allergy_to_baclofen" else key

    def sets(words: str) -> tuple[bool, bool]:
        who: Patient = told(record(MS), (key, words)).patient
        return name in getattr(who, present), name in getattr(who, absent)

    for words in ("yes", "true", "YES"):
        assert sets(words) == (True, False)
    for words in ("no", "False"):
        assert sets(words) == (False, True)


def test_a_new_seizure_is_a_sign() -> None:
    who = told(record(MS), ("signs", '["seizure"]')).patient
    assert "seizure" in who.signs
    assert "seizure" not in who.conditions


def test_none_of_the_others_leaves_what_is_there() -> None:
    reading = record(MS, condition("84757009"))
    after = told(reading, ("conditions", "none"), ("signs", "none")).patient
    assert after.conditions == reading.patient.conditions
    assert not after.no_conditions & after.conditions
    assert K.conditions_asked_for <= after.no_conditions | after.conditions
    assert "confusion" in after.no_signs


def test_hours_belong_to_what_was_stopped() -> None:
    reading = typed({"stopped": "75 mg/day"})
    (use,) = told(reading, ("hours_since_last_dose", "31")).patient.baclofen or ()
    assert (use.status, use.hours_since_last) == ("stopped", 31)
    taken = typed({"baclofen": "30 mg/day"})
    (use,) = told(taken, ("baclofen_since", "2026-01-01")).patient.baclofen or ()
    assert use.since == date(2026, 1, 1)


def test_answers_are_taken_over_in_their_order_and_change_nothing_else() -> None:
    reading = record(MS, creatinine(0.8), medicine("Sertraline"))
    after = told(reading, ("alcohol", "false"), ("alcohol", "true"))
    assert after.patient.alcohol is True
    assert [e.place for e in after.entries[len(reading.entries) :]] == ["answer alcohol"] * 2
    assert after.notes == reading.notes
    assert told(reading) == reading


def test_every_answer_that_denies_what_was_told_is_kept() -> None:
    told = {"alcohol": True, "infection_active": True, "no_signs": ["coma"]}
    reading = read_patient(told, known=K, today=TODAY)
    answers = [("alcohol", "false"), ("infection_active", "false")]
    who = with_answers(reading, answers, K, today=TODAY).patient
    assert who.denied == {"alcohol", "infection_active"}
    assert (who.alcohol, who.infection_active) == (True, True)


#: What an answer replaces: what the file had, what is answered, and what then stands there.
REPLACED: dict[str, tuple[Any, str, Any]] = {
    "weight_kg": (70, "64", 64), "height_cm": (170, "168", 168), "gestation_weeks": (9, "30", 30),
    "days_since_injury": (100, "500", 500), "lesion_level": ("C5", "T10", "T10"),
    "hours_since_antithrombotic": (10, "60", 60), "inr": (2.4, "1.1", 1.1),
}  # fmt: skip


@pytest.mark.parametrize("key", REPLACED)
def test_a_newer_value_stands_in_place_of_the_one_before(key: str) -> None:
    was, words, now = REPLACED[key]
    more = {"pregnant": True, "sex": "female"} if key == "gestation_weeks" else {}
    before = typed({"age_y": 30, key: was, **more})
    assert getattr(before.patient, key) == was
    after = with_answers(before, [(key, words)], K, today=TODAY)
    assert getattr(after.patient, key) == now
    untold = with_answers(typed({"age_y": 30, **more}), [(key, words)], K, today=TODAY)
    assert getattr(untold.patient, key) == now


#: Flags, each with its dangerous side.
SIDES = {
    "alcohol": True, "lactating": True, "newborn": True, "infection_active": True,
    "surgery_planned": True, "nil_by_mouth": True, "admitted": True, "oral_failed": False,
    "epilepsy_resistant": True, "seizure_as_usual": False, "dose_confirmed": False,
    "weight_confirmed": False, "rate_confirmed": False,
}  # fmt: skip


@pytest.mark.parametrize("key", SIDES)
def test_of_a_flag_told_twice_the_dangerous_side_stands(key: str) -> None:
    for was in (True, False):
        for now in (True, False):
            before = typed({"age_y": 30, "sex": "female", key: was})
            after = with_answers(before, [(key, str(now).lower())], K, today=TODAY).patient
            assert getattr(after, key) is (now if was is now else SIDES[key])
            assert (key in after.denied) is (was is not now)


#: What may be answered in several words, and two of them.
SEVERAL = {
    "conditions": ("epilepsy", "stroke"), "no_conditions": ("epilepsy", "stroke"),
    "signs": ("itching", "fever"), "no_signs": ("itching", "fever"),
    "allergies": ("penicillin", "baclofen"), "no_allergies": ("penicillin", "baclofen"),
}  # fmt: skip


@pytest.mark.parametrize("key", SEVERAL)
def test_of_what_may_be_many_each_answer_counts(key: str) -> None:
    names = SEVERAL[key]
    given = [(key, f'["{name}"]') for name in names]
    after = with_answers(typed({"age_y": 30}), given, K, today=TODAY).patient
    assert set(names) <= getattr(after, key)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("creatinine", ("0.8 mg/dL", "3 mg/dL")),
        ("creatinine_mg_per_dL", ("0.8", "3")),
        ("creatinine_umol_per_L", ("70", "270")),
        ("egfr", ("90", "20")),
    ],
)
def test_each_kidney_value_that_is_answered_is_kept(key: str, told: tuple[str, str]) -> None:
    """Two of one day are both seen: they are asked about, never one of them dropped."""
    before = typed({"age_y": 30, "sex": "female"})
    after = with_answers(before, [(key, one) for one in told], K, today=TODAY).patient
    assert len({value.value for value in after.kidney}) == len(told)


@pytest.mark.parametrize("key", ["dialysis", "pregnant"])
def test_answered_both_ways_dialysis_and_a_pregnancy_govern(key: str) -> None:
    before = typed({"age_y": 30, "sex": "female"})
    there = {f.rule.id for f in judged(told(before, (key, "true")), kind="start").findings}
    assert there - {f.rule.id for f in judged(told(before, (key, "false")), kind="start").findings}
    for words in (("true", "false"), ("false", "true")):
        both = judged(told(before, *((key, one) for one in words)), kind="start")
        assert there <= {f.rule.id for f in both.findings}


@pytest.mark.parametrize("key", SIDES)
def test_a_flag_that_is_answered_both_ways_is_said_both_ways(key: str) -> None:
    before = typed({"age_y": 30, "sex": "female"})
    for words in (("true", "false"), ("false", "true")):
        after = with_answers(before, [(key, one) for one in words], K, today=TODAY).patient
        assert assess(after, K, Request(today=TODAY)).fired("SAY-BOTH")


def test_more_medicines_and_doses_of_baclofen_may_be_answered_one_by_one() -> None:
    before = typed({"age_y": 30, "sex": "female"})
    given = [("medicines", '["gabapentin"]'), ("medicines", '["morphine"]')]
    after = with_answers(before, given, K, today=TODAY).patient
    assert {m.name for m in after.medicines or ()} == {"gabapentin", "morphine"}


@pytest.mark.parametrize("key", ["weight_kg", "age_y", "syndrome", "inr", "gestation_weeks"])
def test_of_what_is_one_a_second_answer_is_refused(key: str) -> None:
    words = ("ms_spasticity", "sci_spasticity") if key == "syndrome" else ("30", "31")
    with pytest.raises(InputRefused, match="given twice, in other words"):
        with_answers(typed({"label": "x"}), [(key, one) for one in words], K, today=TODAY)

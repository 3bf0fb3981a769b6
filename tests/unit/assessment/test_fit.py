"""Verdicts on the rules that decide most. Ids in the tests are those of the rule base."""

from datetime import date
from typing import Any

import pytest

from baclofen.assessment import Asked, Request, assess
from baclofen.errors import InputRefused, UnitProblem, UnknownName
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, KidneyValue, Medicine, Patient
from baclofen.planning import plan_oral
from baclofen.regimen import OralOrder
from baclofen.units import Dose, mcg, mg
from tests.people import TODAY, fired, judge, known, on_baclofen, person
from tests.saying import worded


@pytest.mark.parametrize(
    ("who", "jurisdiction", "verdict", "fires", "silent"),
    [
        ({}, "US", "ok", ["IND-US-MS"], ["CI-SEVERE-RENAL-SEED"]),
        ({"egfr": 29.9}, "US", "contraindicated", ["CI-SEVERE-RENAL-SEED"], []),
        ({"egfr": 30.0}, "US", "caution", ["REN-TIERS-PROJECT"], ["CI-SEVERE-RENAL-SEED"]),
        ({"egfr": None, "dialysis": True}, "US", "contraindicated",
         ["CI-SEVERE-RENAL-SEED", "REN-CHAUVIN", "REN-UK-DIALYSIS"], []),
        ({"allergies": ["baclofen"]}, "US", "contraindicated", ["CI-HYPERSENS"], []),
        ({"conditions": ["peptic_ulcer"]}, "US", "caution", ["W-PEPTIC-CA"], ["CI-PEPTIC-UK"]),
        ({"conditions": ["peptic_ulcer"]}, "UK", "contraindicated", ["CI-PEPTIC-UK"], []),
        ({"syndrome": "cerebral_spasticity"}, "US", "avoid", ["IND-US-STROKE-CP-PD"], []),
        ({"syndrome": "cerebral_spasticity"}, "UK", "caution",
         ["IND-UK-CEREBRAL", "AGE-CEREBRAL"], ["IND-US-STROKE-CP-PD"]),
        ({"conditions": ["epilepsy"]}, "UK", "caution", ["SZ-UK-COVER"], ["CI-AT-EPILEPSY"]),
        ({"conditions": ["epilepsy"]}, "AT", "contraindicated", ["CI-AT-EPILEPSY"], []),
        ({"conditions": ["epilepsy"]}, "DE", "contraindicated", ["CI-DE-EPILEPSY"],
         ["CI-AT-EPILEPSY"]),
        ({"conditions": ["seizure"]}, "DE", "contraindicated", ["CI-DE-EPILEPSY"], []),
        ({"egfr": 14.0}, "DE", "contraindicated", ["CI-DE-RENAL", "REN-CA-ESRD"], []),
        ({"egfr": 16.0}, "DE", "contraindicated", ["CI-SEVERE-RENAL-SEED"], ["CI-DE-RENAL"]),
        ({"egfr": 14.0}, "CA", "contraindicated", ["REN-CA-ESRD"], ["CI-DE-RENAL"]),
        ({"age_y": 9.0, "weight_kg": 28.0}, "US", "avoid", ["AGE-US-LT12"], []),
        ({"age_y": 14.0, "weight_kg": 50.0}, "US", "ok", [], ["AGE-US-LT12"]),
        ({"pregnant": True, "gestation_weeks": 8}, "EU", "avoid", ["PRG-EU-T1"], []),
        ({"pregnant": True, "gestation_weeks": 8}, "US", "caution", ["PRG-US-RISK"], ["PRG-EU-T1"]),
        ({"medicines": ["oxycodone"]}, "US", "caution", ["INT-OPIOID"], ["INT-MULTI-CNS"]),
        ({"medicines": ["oxycodone", "Valium"]}, "US", "avoid", ["INT-MULTI-CNS"], []),
        ({"medicines": ["oxycodone", "zopiclone"]}, "US", "caution", ["INT-TWO-CNS"],
         ["INT-MULTI-CNS"]),
        ({"medicines": ["lithium"]}, "US", "caution", ["INT-LITHIUM"], ["INT-ANTIPSYCH"]),
        ({"alcohol": True}, "US", "avoid", ["INT-ALCOHOL"], []),
        ({"syndrome": "fibromyalgia"}, "US", "caution", ["IND-OL-FIBROMYALGIA"], []),
        ({"syndrome": "neuropathic_pain"}, "UK", "caution", ["IND-OL-NEUROPATHIC"], []),
        ({"syndrome": "chronic_low_back_pain"}, "DE", "caution", ["IND-OL-CLBP"], []),
        ({"syndrome": "cancer_pain"}, "FR", "caution", ["IND-OL-CANCER"], []),
    ],
)  # fmt: skip
def test_a_rule_decides(
    who: dict[str, Any], jurisdiction: str, verdict: str, fires: list[str], silent: list[str]
) -> None:
    fit = judge(person(**who), jurisdiction=jurisdiction)
    assert fit.verdict is Verdict(verdict)
    assert set(fires) <= fired(fit)
    assert not set(silent) & fired(fit)


def test_another_labels_contraindication_is_information() -> None:
    fit = judge(person(conditions=["peptic_ulcer"]))
    assert "CI-PEPTIC-UK" in {f.rule.id for f in fit.information}


@pytest.mark.parametrize(
    ("who", "rule", "question"),
    [
        ({"egfr": None}, "ASK-KIDNEY", "kidney_known"),
        ({"age_y": None}, "ASK-AGE", "age"),
        ({"age_y": 14.0}, "ASK-CHILD-WEIGHT", "weight"),
    ],
)
def test_a_blocking_unknown_gives_needs_info_and_its_question(
    who: dict[str, Any], rule: str, question: str
) -> None:
    fit = judge(person(**who))
    assert fit.verdict is Verdict.NEEDS_INFO
    assert rule in {f.rule.id for f in fit.blocking}
    assert question in {q.question.id for q in fit.questions if q.blocks}


def test_needs_info_hides_nothing_that_is_known() -> None:
    fit = judge(person(egfr=None, conditions=["epilepsy"], medicines=["oxycodone"]))
    assert fit.verdict is Verdict.NEEDS_INFO
    assert {"SZ-THRESHOLD", "INT-OPIOID"} <= fired(fit)


def test_contraindicated_outranks_what_is_missing() -> None:
    assert judge(person(egfr=None, allergies=["baclofen"])).verdict is Verdict.CONTRAINDICATED


def test_an_unknown_is_a_question_not_a_no() -> None:
    fit = judge(person())
    asked = {q.question.id: q.worst for q in fit.questions}
    assert asked["allergies.baclofen"] is Verdict.CONTRAINDICATED
    assert "conditions.epilepsy" in asked
    stated = judge(person(no_conditions=["epilepsy", "seizure"]))
    assert "conditions.epilepsy" not in {q.question.id for q in stated.questions}


def test_questions_come_worst_first_and_each_once() -> None:
    questions = judge(person(egfr=None)).questions
    assert questions[0].blocks
    ranks = [(q.blocks, q.worst.rank) for q in questions]
    assert ranks == sorted(ranks, reverse=True)
    assert len({q.question.ask for q in questions}) == len(questions)


def test_a_man_is_not_asked_about_pregnancy() -> None:
    asked = {q.question.id for q in judge(person(sex="male")).questions}
    assert not {"pregnant", "trimester"} & asked


def test_the_week_of_a_pregnancy_is_asked_for_once_there_is_one() -> None:
    def asked(**told: Any) -> dict[str, Asked]:
        fit = judge(person(sex="female", age_y=30, **told), kind="start")
        return {q.question.id: q for q in fit.questions}

    both = asked()
    assert "trimester" not in both
    # A week is a second answer: "pregnant" alone does not bring the worst.
    assert (both["pregnant"].worst, both["pregnant"].alone) == (Verdict.AVOID, False)
    week = asked(pregnant=True)["trimester"]
    assert week.blocks
    assert week.rules == ("ASK-PREGNANCY-WEEK", "PRG-NO-START")
    assert not {"pregnant", "trimester"} & asked(pregnant=False).keys()


def test_a_request_to_start_states_that_none_is_taken() -> None:
    fit = judge(person(), kind="start")
    assert "taken as your statement that no baclofen is taken" in worded(fit.statements[0])
    assert fit.verdict is Verdict.OK


def test_without_a_request_or_a_list_baclofen_is_asked_for() -> None:
    fit = judge(person(), kind=None)
    assert fit.verdict is Verdict.NEEDS_INFO
    assert fit.fired("ASK-BACLOFEN")


def test_a_record_without_a_medicine_list_still_asks() -> None:
    fit = judge(person(from_record=True), kind="start")
    assert fit.fired("ASK-BACLOFEN")


def test_a_start_for_someone_on_baclofen_is_a_duplicate() -> None:
    fit = judge(on_baclofen(), kind="start")
    assert fit.verdict is Verdict.AVOID
    assert fit.fired("DUP-BACLOFEN")


def test_oral_with_a_pump_is_a_duplicate() -> None:
    uses = (
        BaclofenUse("oral", "active", "tablets", mg(30)),
        BaclofenUse("intrathecal", "active", "pump", mcg(300)),
    )
    assert judge(person(baclofen=uses), kind="continue").fired("DUP-BACLOFEN")


PUMP = BaclofenUse("intrathecal", "active", "pump", mcg(380))


@pytest.mark.parametrize("kind", [None, "start", "change", "continue"])
@pytest.mark.parametrize("starts", [None, True])
def test_an_order_by_mouth_beside_a_pump_is_a_duplicate(kind: Any, starts: bool | None) -> None:
    order = OralOrder(dose=mg(10), times_per_day=3, starts=starts)
    fit = judge(person(baclofen=(PUMP,)), kind=kind, order=order)
    assert (fit.verdict, fired(fit) >= {"DUP-BACLOFEN"}) == (Verdict.AVOID, True)


def test_a_start_beside_a_pump_is_one_by_mouth() -> None:
    assert judge(person(baclofen=(PUMP,)), kind="start").verdict is Verdict.AVOID
    assert not judge(person(baclofen=(PUMP,)), kind=None).fired("DUP-BACLOFEN")


def test_a_first_dose_beside_a_running_one_is_no_cut() -> None:
    """20 mg three times a day, and 30 mg as the first: 90 mg a day, no step down to 30."""
    first = OralOrder(dose=mg(10), times_per_day=3, starts=True)
    fit = judge(on_baclofen(), kind=None, order=first)
    assert fit.verdict is Verdict.AVOID
    assert fired(fit) >= {"DUP-BACLOFEN"}
    assert "DO-START-MOST" not in fired(fit)
    assert "taken already" in worded(plan_oral(fit, known()).headline)
    cut = judge(on_baclofen(), kind=None, order=OralOrder(dose=mg(10), times_per_day=3))
    assert not cut.fired("DUP-BACLOFEN")


def test_baclofen_stopped_long_ago_is_past() -> None:
    old = BaclofenUse("oral", "stopped", "tablets", mg(30), stopped_on=date(2026, 1, 1))
    new = BaclofenUse("oral", "stopped", "tablets", mg(30), stopped_on=date(2026, 11, 12))
    assert judge(person(baclofen=(old,))).uses == ()
    assert judge(person(baclofen=(new,))).uses == (new,)


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (on_baclofen(egfr=22, signs=["confusion"]), "TOX-KIDNEY"),
        (on_baclofen(egfr=95, conditions=["aki"], signs=["myoclonus"]), "TOX-KIDNEY"),
        (
            person(
                baclofen=(BaclofenUse("oral", "stopped", "x", mg(75), stopped_on=TODAY),),
                signs=["hallucinations"],
            ),
            "WD-ESCALATE",
        ),
    ],
)
def test_emergencies_are_recognised(who: Patient, rule: str) -> None:
    fit = judge(who, kind="continue")
    assert fit.verdict is Verdict.EMERGENCY
    assert fit.fired(rule)


def test_confusion_with_good_kidneys_is_no_kidney_emergency() -> None:
    fit = judge(on_baclofen(egfr=95, signs=["confusion"], dialysis=False), kind="continue")
    assert not fit.fired("TOX-KIDNEY")


def test_a_dead_patient_gets_no_plan_and_one_who_died_later_does() -> None:
    dead = judge(person(deceased_on=date(2020, 1, 1)))
    assert dead.verdict is Verdict.REJECT_INPUT
    assert judge(person(deceased=True)).verdict is Verdict.REJECT_INPUT
    later = judge(person(deceased_on=date(2030, 1, 1)))
    assert later.verdict is Verdict.OK
    assert "after the day of judgement" in worded(later.notes[0])


def test_a_request_beyond_the_maximum_is_an_avoid() -> None:
    assert judge(person(), order=OralOrder(daily=mg(100))).fired("DO-US-MAX")
    assert not judge(person(), order=OralOrder(daily=mg(80))).fired("DO-US-MAX")
    with pytest.raises(UnitProblem):
        OralOrder(daily=mcg(300))


def test_an_override_needs_a_reason_and_a_rule_that_fires() -> None:
    who = person(age_y=70.0, egfr=45)
    with pytest.raises(InputRefused) as bare:
        judge(who, overrides=("REN-BEERS",))
    assert "without a reason" in str(bare.value)
    with pytest.raises(InputRefused) as other:
        judge(who, overrides=("INT-ALCOHOL",), reason="because")
    assert "must fire, with avoid or because no label names this (REN-BEERS)" in str(other.value)
    with pytest.raises(UnknownName):
        judge(who, overrides=("REN-BEER",), reason="because")
    fit = judge(who, overrides=("REN-BEERS",), reason="no alternative")
    assert fit.verdict is Verdict.AVOID
    assert fit.may_go_up


def test_a_contraindication_cannot_be_overridden() -> None:
    allergic = person(allergies=["baclofen"])
    with pytest.raises(InputRefused) as refusal:
        judge(allergic, overrides=("CI-HYPERSENS",), reason="specialist")
    assert "cannot be overridden" in str(refusal.value)


@pytest.mark.parametrize("daily", [None, mg(10)])
def test_weak_kidneys_are_overridden_for_a_small_dose_only(daily: Dose | None) -> None:
    order = OralOrder(daily=daily) if daily else None
    with pytest.raises(InputRefused) as refusal:
        judge(person(egfr=20), overrides=("CI-SEVERE-RENAL-SEED",), reason="me", order=order)
    assert "of at most 5 mg a day by mouth" in str(refusal.value)


def test_a_specialist_may_override_the_stop_at_weak_kidneys() -> None:
    ids = ("CI-SEVERE-RENAL-SEED", "REN-WOLF-AVOID")
    five = OralOrder(daily=mg(5))
    fit = judge(person(egfr=20), overrides=ids, reason="hiccups, renal team agrees", order=five)
    assert fit.verdict is Verdict.CONTRAINDICATED
    assert (fit.may_go_up, fit.by_specialist) == (True, True)
    made = plan_oral(fit, known())
    assert (made.up, made.ceiling) == (None, None)
    assert "hiccups, renal team agrees" in worded(made.headline)
    # Each reason against it is overridden by name, or nothing is.
    one = judge(person(egfr=20), overrides=ids[:1], reason="because", order=five)
    assert not one.may_go_up


def test_an_unknown_jurisdiction_is_refused() -> None:
    with pytest.raises(UnknownName) as refusal:
        judge(person(), jurisdiction="USA")
    assert "jurisdiction is 'USA'" in str(refusal.value)


def test_the_indication_is_read_from_one_diagnosis_and_asked_with_two() -> None:
    one = judge(person(syndrome=None, conditions=["multiple_sclerosis"]))
    assert one.syndrome == "ms_spasticity"
    assert "confirm that this is what baclofen is for" in worded(one.notes[0])
    two = judge(person(syndrome=None, conditions=["multiple_sclerosis", "fibromyalgia"]))
    assert two.syndrome is None
    assert "syndrome" in {q.question.id for q in two.questions}


@pytest.mark.parametrize("beside", ["fibromyalgia", "chronic_low_back_pain"])
def test_a_pain_beside_spasticity_of_the_cord_takes_no_indication_away(beside: str) -> None:
    told = ["multiple_sclerosis", "spasticity", beside]
    fit = judge(person(syndrome=None, conditions=told))
    assert fit.syndrome == "ms_spasticity"
    assert "syndrome" not in {q.question.id for q in fit.questions}
    both = judge(person(syndrome=None, conditions=[*told, "cerebral_palsy"]))
    assert both.syndrome is None


def test_a_code_and_a_name_that_disagree_are_not_guessed() -> None:
    wrong = Medicine("Aspirin 81mg", rxnorm=("197391",))
    fit = assess(
        Patient(age_y=45, egfr=95, syndrome="ms_spasticity", medicines=(wrong,), baclofen=()),
        known(),
        Request(today=TODAY, kind="start"),
    )
    assert not fit.medicines[0].is_recognised
    assert any("the words say aspirin, the code says baclofen" in worded(n) for n in fit.notes)


def test_the_same_drug_under_an_old_and_a_new_code_counts_once() -> None:
    both = (Medicine("", atc=("N03AX16",)), Medicine("", atc=("N02BF02",)))
    fit = assess(
        Patient(age_y=52, egfr=90, syndrome="neuropathic_pain", medicines=both),
        known(),
        Request(today=TODAY, kind="start"),
    )
    assert fit.fired("INT-GABAPENTINOID")
    assert not fit.fired("INT-TWO-CNS")


def test_a_medicine_that_matches_nothing_is_not_harmless() -> None:
    fit = judge(person(medicines=["Xyzzyzol 5 mg"]))
    assert not fit.medicines[0].is_recognised
    assert "medicine_classes" in {q.question.id for q in fit.questions}


def test_the_same_case_gives_the_same_answer_in_any_order() -> None:
    names = ["oxycodone", "ibuprofen", "Valium", "lisinopril"]
    one, two = judge(person(medicines=names)), judge(person(medicines=names[::-1]))
    assert [f.rule.id for f in one.findings] == [f.rule.id for f in two.findings]
    assert [q.question.id for q in one.questions] == [q.question.id for q in two.questions]


def test_values_of_a_record_carry_their_age() -> None:
    old = KidneyValue("egfr", 95, on=date(2025, 10, 1))
    fit = judge(person(egfr=None, kidney=(old,)))
    assert fit.verdict is Verdict.NEEDS_INFO
    assert "older than 12 months" in worded(fit.kidney.problems[0])


@pytest.mark.parametrize("kind", ["continue", "change", "taper", "stop"])
@pytest.mark.parametrize("baclofen", [None, ()])
def test_a_request_about_baclofen_that_is_not_known_asks_for_it(
    kind: str, baclofen: tuple[BaclofenUse, ...] | None
) -> None:
    fit = judge(person(baclofen=baclofen), kind=kind)
    assert fit.verdict is Verdict.NEEDS_INFO
    assert fit.fired("ASK-DOSE")
    assert "says that baclofen is taken" in worded(fit.statements[0])
    assert fit.questions[0].question.id == "baclofen_known"


def test_who_goes_on_is_judged_for_more_as_well() -> None:
    assert judge(on_baclofen(), "continue").if_raised is not None
    assert judge(on_baclofen(), "change").if_raised is None


def test_one_end_that_is_told_among_several_contradicts_what_runs() -> None:
    runs = BaclofenUse("oral", "active", "tablets", mg(30))
    ended, dated = (
        BaclofenUse("oral", "stopped", "before", mg(30), hours_since_last=hours)
        for hours in (None, 100.0)
    )
    for uses, said in (((runs, ended, dated), True), ((runs, ended), False)):
        assert ("SAY-ENDED" in fired(judge(person(baclofen=uses), "continue"))) is said


def test_no_dialysis_is_no_kidney_value() -> None:
    for dialysis, lacks in ((False, True), (None, True), (True, False)):
        problems = judge(person(egfr=None, dialysis=dialysis)).kidney.problems
        assert any(note.phrase == "kidneys.none" for note in problems) is lacks


def test_the_recalled_solution_is_named_where_it_is_sold() -> None:
    order = OralOrder(product="solution_2", mg_per_mL=2.0)
    at = {place: fired(judge(person(), jurisdiction=place, order=order)) for place in ("UK", "US")}
    assert "PR-RECALL-UK-2024" in at["UK"]
    assert "PR-RECALL-UK-2024" not in at["US"]

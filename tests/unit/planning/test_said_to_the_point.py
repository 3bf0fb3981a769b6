"""What is measured and called about fits the request; a stack of sedatives has two prescribers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baclofen.answering import AssessInputs
from baclofen.assessment import assess
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict
from baclofen.planning import Plan, agenda_of, monitor, plan_oral
from baclofen.planning.reckon.child import child_ceiling
from baclofen.reporting import compose, render_text
from baclofen.value import replace
from tests.people import TODAY, fired, known
from tests.saying import worded
from tests.unit.planning.test_ordered_too_much import CHILD, WHO, at, judged, plan

K = known()
ON: dict[str, Any] = {"baclofen": "10 mg three times daily"}


def at_override(rule: str, **told: Any) -> Plan:
    record = read_table(WHO | told, K, today=TODAY)
    asks = replace(record.asks(today=TODAY, jurisdiction="UK"), overrides=(rule,), reason="Agreed")
    return plan_oral(assess(record.patient, K, asks), K)


@pytest.mark.parametrize("told", [ON, {"baclofen": "none"}])
def test_a_fit_at_any_time_is_the_first_red_flag(told: dict[str, Any]) -> None:
    first = monitor(judged(**told), K).red_flags[0]
    assert worded(first).startswith("A seizure, at any time, also without a missed dose: emergency")


@pytest.mark.parametrize(
    ("conditions", "words"), [([], "A fit, at any time"), (["epilepsy"], "another than your usual")]
)
def test_a_fit_stands_first_where_the_sheet_says_to_call_an_ambulance(
    conditions: list[str], words: str
) -> None:
    found = agenda_of(plan(**ON, request="taper", conditions=conditions), K)
    assert found is not None
    urgent = next(part for part in found.sheet.parts if part.is_urgent)
    assert words in worded(urgent.lines[0])


@pytest.mark.parametrize(
    ("told", "urgent"),
    [
        ({}, False), ({"egfr": 47}, True), ({"dialysis": True}, True),
        ({"conditions": ["aki"]}, True), ({"medicines": ["morphine 10 mg"]}, True),
        ({"medicines": ["zopiclone"]}, False), ({"medicines": ["zopiclone", "diazepam"]}, True),
    ],
)  # fmt: skip
def test_a_sign_is_as_urgent_on_the_sheet_as_when_it_is_told(
    told: dict[str, Any], *, urgent: bool
) -> None:
    fit = judged(**{**ON, "request": "taper", **told, "signs": ["somnolence"]})
    assert (fit.verdict is Verdict.EMERGENCY) is urgent
    made = plan(**{**ON, "request": "taper", **told})
    found = agenda_of(made, K)
    if found is None:  # A way down that waits for the prescriber is not handed out.
        assert told
    else:
        now, today = found.sheet.calls[:2]
        assert any("You get sleepy" in worded(line) for line in now.lines) is urgent
        assert any("You get sleepy" in worded(line) for line in today.lines) is not urgent
    watched = " ".join(worded(note) for note in made.watch)
    assert ("an emergency in this patient" in watched) is urgent
    flags = " ".join(worded(note) for note in monitor(made.fit, K).red_flags)
    assert ("emergency in this patient" in flags) is urgent


def test_who_starts_with_weak_kidneys_does_not_go_back_a_step_for_sleepiness() -> None:
    found = agenda_of(plan(baclofen="none", egfr=47), K)
    assert found is not None
    words = " ".join(worded(line) for part in found.sheet.parts for line in part.lines)
    assert "too sleepy" not in words
    assert "Sleepy is another matter" in words


def test_what_is_measured_fits_what_is_asked_for() -> None:
    def when(**told: Any) -> str:
        return " | ".join(worded(check.when) for check in monitor(judged(**told), K).checks)

    assert "a visit between" in when(baclofen="none")
    assert "at the visits of the way down" in when(**ON, request="taper")
    assert "weeks at the highest dose" not in when(**ON, request="taper")
    assert "before any change of the dose" in when(**ON)
    for told in ({**ON, "request": "taper"}, ON):
        assert "a visit between" not in when(**told)


def test_what_is_measured_fits_who_it_is_measured_in() -> None:
    def table(**told: Any) -> str:
        checks = monitor(judged(**told), K).checks
        return " | ".join(worded(note) for c in checks for note in (c.what, c.when, c.review_if))

    pressed = {**ON, "medicines": ["ramipril 5 mg"]}
    assert "Blood pressure" in table(**pressed)
    assert "at the start" not in table(**pressed)
    down = table(**ON, request="taper")
    assert "worse than before the way down" in down
    assert "lower at the decision" not in down
    on_dialysis = table(**ON, dialysis=True)
    assert "Creatinine" not in on_dialysis
    assert "highest dose tolerated" not in on_dialysis


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Kidney function again by 22 November 2027"),
        ({"conditions": ["aki"]}, "Kidney function today, and"),
        ({"dialysis": True}, "On dialysis no creatinine tells"),
        ({"conditions": ["dialysis"]}, "On dialysis no creatinine tells"),
    ],
)
def test_the_kidneys_are_measured_today_where_they_are_due(told: dict[str, Any], said: str) -> None:
    watched = " ".join(worded(note) for note in plan(**ON, **told).watch)
    assert said in watched
    assert "by 22 November 2026" not in watched


def test_a_sign_told_beside_an_overdose_is_among_the_reasons() -> None:
    made = at(AssessInputs, who=CHILD, swallowed={"amount": "50 mg", "hours_ago": 1},
              signs=["somnolence"])  # fmt: skip
    assert fired(made.fit) >= {"OD-ANY", "OD-SIGN-NOW"}
    said = render_text(compose(made, K), width=1000)
    assert "Signs of these days: drowsiness." in said
    assert "Swallowed 1 hour ago, and a sign is there" in said
    assert "also when the person feels well" not in said.split("Tell them")[0]
    well = at(AssessInputs, who=CHILD, swallowed={"amount": "50 mg", "hours_ago": 1}, signs=[])
    assert "OD-SIGN-NOW" not in fired(well.fit)


def test_of_a_newborn_that_is_watched_nothing_is_asked_but_signs() -> None:
    small = {"age_y": 0.005, "weight_kg": 3.1, "newborn": True, "baclofen": "none"}
    fit = judged(who=small)
    assert fit.verdict is Verdict.CAUTION
    assert [(q.question.id, q.worst) for q in fit.questions] == [("signs", Verdict.EMERGENCY)]
    assert not fit.cited
    begun = judged(who=small, request="start", syndrome="cerebral_spasticity")
    assert begun.verdict is Verdict.NEEDS_INFO


def test_lithium_is_measured_with_the_kidneys() -> None:
    assert "INT-LITHIUM-KIDNEY" in fired(judged(**ON, medicines=["lithium carbonate"]))
    assert "INT-LITHIUM-KIDNEY" not in fired(judged(**ON, medicines=["sertraline"]))


@pytest.mark.parametrize(
    ("told", "rule", "verdict"),
    [
        ({"baclofen": "none"}, "INT-OXYBATE", Verdict.AVOID),
        (ON, "INT-OXYBATE-NOW", Verdict.CAUTION),
    ],
)
def test_sodium_oxybate_has_a_sentence_of_its_own(
    told: dict[str, Any], rule: str, verdict: Verdict
) -> None:
    fit = judged("US", **told, medicines=["Xyrem"])
    assert rule in fired(fit)
    assert fit.verdict is verdict


def test_a_pump_that_works_is_not_said_to_be_faulty() -> None:
    pump = {"stage": "maintenance", "now": "250 mcg/day", "alarm": False, "fault": False}
    made = at(AssessInputs, pump=pump, signs=["fever"])
    assert made.verdict is Verdict.EMERGENCY
    said = worded(K.rule_says("WD-ESCALATE"))
    assert "may be faulty" not in said
    assert "meningitis" in said


@pytest.mark.parametrize(("who", "is_told"), [(CHILD, False), (WHO, True)])
def test_the_adults_threshold_stands_in_no_childs_overdose(
    who: dict[str, Any], *, is_told: bool
) -> None:
    made = at(AssessInputs, who=who, swallowed={"amount": "50 mg"})
    assert made.verdict is Verdict.EMERGENCY
    assert ("threshold_mg" in {f.name for f in made.figures}) is is_told


def test_the_poison_centre_is_named_beside_the_ambulance() -> None:
    made = plan(who=CHILD, swallowed={"amount": "50 mg"})
    assert any("poison centre" in worded(note) for note in made.opening)


def test_on_dialysis_no_creatinine_is_asked_for() -> None:
    who = {name: value for name, value in WHO.items() if name != "egfr"}
    fit = judged(who=who, baclofen="none", dialysis=True)
    assert fit.verdict is Verdict.CONTRAINDICATED
    assert "ASK-KIDNEY" not in fired(fit)
    assert not {"kidney_known", "egfr", "crcl"} & {q.question.id for q in fit.questions}
    assert "ASK-KIDNEY" in fired(judged(who=who, baclofen="none"))


def test_a_stack_is_decided_together_and_no_reduction_is_hurried() -> None:
    stack = plan(**ON, medicines=["morphine", "diazepam"])
    said = worded(stack.headline)
    assert "decide together, soon, which of them comes down first" in said
    assert "on the stepwise reduction below" not in said
    options = " ".join(worded(note) for note in stack.options)
    assert "the dose stays until both have decided" in options
    drowsy = plan(**ON, alcohol=True, signs=["somnolence"])
    assert "decide together" not in worded(drowsy.headline)
    assert "how much is drunk" not in worded(drowsy.headline)
    drinks = plan(**ON, alcohol=True)
    assert "Ask how much is drunk, and when" in worded(drinks.headline)
    assert "who prescribes the sedatives" not in worded(drinks.headline)


def test_a_stop_at_once_gets_no_sheet() -> None:
    made = plan(**ON, taper={"weeks": 0})
    assert made.verdict is Verdict.AVOID
    assert agenda_of(made, K) is None
    assert agenda_of(plan(**ON, taper={"weeks": 8}), K) is not None


@pytest.mark.parametrize("tube", [{}, {"tube": "peg"}])
def test_a_tube_does_not_settle_that_nothing_may_be_swallowed(tube: dict[str, str]) -> None:
    made = plan(**ON, nil_by_mouth=True, admitted=True, oral=tube or {"times_per_day": 3})
    if not tube:
        assert "NBM-ORAL" in fired(made.fit)
        return
    assert made.verdict is Verdict.CAUTION
    assert worded(made.headline).startswith("Nothing by mouth: the doses go down the tube only")
    fed = plan(**ON, oral=tube)
    assert "NBM-TUBE" not in fired(fed.fit)
    assert worded(fed.headline).startswith("Continue baclofen")


@pytest.mark.parametrize("runs", [{"baclofen": "none"}, ON])
def test_what_an_overridden_rule_asks_for_stands_first(runs: dict[str, Any]) -> None:
    made = at_override("INT-MULTI-CNS", **runs, medicines=["morphine", "diazepam"])
    assert worded(made.opening[0]).startswith(
        "Set aside by the requester; what it asks for is kept"
    )
    assert "INT-MULTI-CNS" in made.opening[0].why


def test_the_least_dose_on_dialysis_does_not_come_down_at_once_to_itself() -> None:
    least = plan(baclofen="5 mg once daily", dialysis=True)
    said = f"{worded(least.headline)} {' '.join(worded(note) for note in least.reasons)}"
    assert "at once" not in said
    assert "for 7 more days, then none" in said
    more = plan(baclofen="5 mg three times daily", dialysis=True)
    assert "at once down to 5 mg a day" in worded(more.headline)


@pytest.mark.parametrize(
    ("who", "words"),
    [(CHILD | {"age_y": 9, "weight_kg": 28, "height_cm": 130}, "is the child who gets them"),
     (WHO, None)],
)  # fmt: skip
def test_the_sheet_of_a_child_says_who_is_meant(who: dict[str, Any], words: str | None) -> None:
    found = agenda_of(plan(who=who, **ON, request="taper"), K)
    assert found is not None
    first = " ".join(worded(line) for line in found.sheet.first)
    assert ("This page is for whoever gives the doses" in first) is (words is not None)
    assert (words or "") in first


def test_a_question_about_what_is_taken_has_one_mark() -> None:
    made = plan(**ON, baclofen_until=date(2026, 11, 20))
    assert "is it still taken? Confirm" in worded(made.options[0])


def test_a_childs_most_has_no_more_digits_than_its_weight() -> None:
    made = plan(who=CHILD | {"age_y": 6, "weight_kg": 8.16466266, "weight_confirmed": True})
    assert made.fit.person.weight_kg is not None
    ceiling = child_ceiling(made.fit, K)
    assert ceiling is not None
    assert str(ceiling[0]) == "16.3 mg"

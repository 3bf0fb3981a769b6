"""Far more than a start, a slip in what runs, a supply that ends: what is advised and said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.answering import Answer, AssessInputs, PlanInputs, answer
from baclofen.assessment import Assessment, assess
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict
from baclofen.planning import Plan, agenda_of, plan_oral
from baclofen.units import Dose, mg
from tests.people import TODAY, fired, known
from tests.saying import worded

K = known()
WHO: dict[str, Any] = {
    "age_y": 45, "sex": "female", "weight_kg": 66, "egfr": 94, "syndrome": "ms_spasticity",
    "signs": [],
}  # fmt: skip
CHILD: dict[str, Any] = {
    "age_y": 5, "weight_kg": 16, "height_cm": 105, "creatinine": "30 umol/L",
    "syndrome": "cerebral_spasticity",
}  # fmt: skip


def judged(place: str = "UK", who: dict[str, Any] = WHO, **told: Any) -> Assessment:
    record = read_table(who | told, K, today=TODAY)
    return assess(record.patient, K, record.asks(today=TODAY, jurisdiction=place))


def plan(place: str = "UK", who: dict[str, Any] = WHO, **told: Any) -> Plan:
    return plan_oral(judged(place, who, **told), K)


def at(door: Any, who: dict[str, Any] = WHO, **told: Any) -> Answer:
    record = read_table(who | told, K, today=TODAY)
    asks = record.asks(today=TODAY, jurisdiction="UK")
    return answer(door(patient=record.patient, request=asks, entries=record.entries), K)


# --- far more than a start --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("daily", "verdict"),
    [(15, Verdict.OK), (30, Verdict.CAUTION), (31, Verdict.AVOID), (80, Verdict.AVOID)],
)
def test_more_than_twice_a_start_for_who_takes_none_is_advised_against(
    daily: float, verdict: Verdict
) -> None:
    fit = judged(baclofen="none", oral={"per_day": f"{daily} mg/day", "times_per_day": 4})
    assert fit.verdict is verdict
    assert ("DO-FIRST-MUCH" in fired(fit)) is (verdict is Verdict.AVOID)


def test_it_is_never_called_possible_and_the_start_is_offered_instead() -> None:
    asks: dict[str, Any] = {"baclofen": "none", "oral": {"dose": "20 mg", "times_per_day": 4}}
    said = worded(at(AssessInputs, **asks).headline)
    assert said.startswith("Better not as asked: Far more than a start")
    assert "Possible" not in said
    made = at(PlanInputs, **asks)
    assert made.verdict is Verdict.AVOID
    assert worded(made.headline).startswith("Better not as asked")
    assert "Against advice" not in worded(made.headline)
    assert isinstance(made.decision, Plan)
    assert made.decision.up is not None
    assert made.decision.up.steps[0].daily == mg(15)


def test_a_dose_told_to_run_is_no_first_order() -> None:
    fit = judged(baclofen="none", oral={"per_day": "60 mg/day", "starts": False})
    assert "DO-FIRST-MUCH" not in fired(fit)


@pytest.mark.parametrize(("daily", "fires"), [(11, False), (12, True)])
def test_a_childs_first_order_is_held_against_its_weight(daily: float, *, fires: bool) -> None:
    fit = judged(who=CHILD, baclofen="none", oral={"per_day": f"{daily} mg/day"})
    assert ("DO-MUCH-CHILD" in fired(fit)) is fires


@pytest.mark.parametrize("place", ["US", "UK", "CH"])
@pytest.mark.parametrize(
    ("starts", "daily", "fires"),
    [(None, 5, False), (None, 6, True), (True, 6, True), (None, 80, True)],
)
def test_a_child_is_told_nothing_of_adults_starts_nor_of_the_old(
    place: str, starts: Any, daily: float, *, fires: bool
) -> None:
    order = {"per_day": f"{daily} mg/day", "starts": starts}
    fit = judged(place, CHILD | {"conditions": ["cerebral_palsy"]}, baclofen="none", oral=order)
    assert ("DO-FIRST-CHILD" in fired(fit)) is fires
    assert "AGE-CEREBRAL" in fired(fit)
    assert not {"DO-FIRST-ORDER", "DO-FIRST-MUCH", "DO-START-MOST", "AGE-ELDERLY"} & fired(fit)


def test_without_a_weight_the_most_of_any_child_holds_and_without_an_age_that_of_adults() -> None:
    who = {name: value for name, value in CHILD.items() if name != "weight_kg"}
    order: dict[str, Any] = {"baclofen": "none", "oral": {"per_day": "16 mg/day"}}
    assert "DO-FIRST-CHILD" in fired(judged(who=who, **order))
    ageless = {name: value for name, value in WHO.items() if name != "age_y"}
    assert "DO-FIRST-ORDER" in fired(judged(who=ageless, **order))


@pytest.mark.parametrize(
    ("runs", "asked", "verdict"),
    [
        (15, 100, Verdict.AVOID), (15, 31, Verdict.AVOID), (15, 30, Verdict.OK),
        (20, 40, Verdict.CAUTION), (30, 60, Verdict.AVOID), (35, 65, Verdict.CAUTION),
        (60, 80, Verdict.CAUTION), (5, 15, Verdict.OK),
    ],
)  # fmt: skip
def test_several_steps_to_the_double_or_more_are_advised_against(
    runs: float, asked: float, verdict: Verdict
) -> None:
    fit = judged(baclofen=f"{runs} mg/day", requested=f"{asked} mg/day")
    assert fit.verdict is verdict
    assert ("DO-DOUBLE-MORE" in fired(fit)) is (verdict is Verdict.AVOID)


def test_one_step_up_is_offered_in_its_place() -> None:
    made = plan(baclofen="5 mg three times daily", requested="100 mg/day")
    assert worded(made.headline).startswith("Better not as asked: Several steps at once")
    options = " ".join(worded(note) for note in made.options)
    assert "Offered is 30 mg a day" in options
    assert "keep the dose as read" in options


# --- a slip in what runs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "fires"),
    [
        ("25 mg four times daily", True), ("20 mg three times daily", True),
        ("10 mg three times daily", False), ("40 mg/day", False), ("41 mg/day", True),
    ],
)  # fmt: skip
def test_a_childs_dose_far_above_its_weight_is_asked_about_first(
    written: str, *, fires: bool
) -> None:
    made = plan(who=CHILD, baclofen=written)
    assert ("SLIP-CONFIRM-CHILD" in fired(made.fit)) is fires
    assert (made.verdict is Verdict.NEEDS_INFO) is fires
    if fires:
        assert made.down is None
        assert "Look at the child now, and confirm today" in worded(made.headline)
        assert not any("soon" in worded(note) for note in made.options)
    confirmed = plan(who=CHILD, baclofen=written, dose_confirmed=True)
    assert "SLIP-CONFIRM-CHILD" not in fired(confirmed.fit)
    assert confirmed.down is not None


def test_without_the_weight_the_age_asks() -> None:
    who = {name: value for name, value in CHILD.items() if name != "weight_kg"}
    assert "SLIP-CONFIRM-CHILD" in fired(judged(who=who, baclofen="61 mg/day"))
    assert "SLIP-CONFIRM-CHILD" not in fired(judged(who=who, baclofen="60 mg/day"))
    assert "SLIP-CONFIRM-CHILD" not in fired(judged(who=WHO, baclofen="100 mg/day"))


@pytest.mark.parametrize(
    ("who", "written"),
    [
        (WHO, "100 mg three times daily"), (WHO, "50 mg three times daily"), (WHO, "0.35 mg/day"),
        (CHILD, "25 mg four times daily"), (WHO, "2880 mcg/day"), (WHO, "0.4 mcg/day"),
    ],
)  # fmt: skip
def test_what_is_likely_a_slip_is_never_kept_as_read(who: dict[str, Any], written: str) -> None:
    made = plan(who=who, baclofen=written)
    said = " ".join(worded(note) for note in (*made.options, *made.above, made.headline))
    assert "keep the dose as read" not in said
    assert "stepwise reduction" not in said
    by_pump = "mcg" in written
    assert ("Nothing is set by the rate as read" in said) is by_pump
    assert ("Not given as read" in said) is not by_pump
    if not by_pump:
        assert "What is surely taken goes on meanwhile" in said
        assert "never nothing" in said


# --- a supply that ends -----------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_said"), [(0, True), (1, True), (5, True), (6, False)])
def test_a_supply_that_ends_within_days_is_said_first(days: int, *, is_said: bool) -> None:
    last = TODAY + timedelta(days=days)
    asks: dict[str, Any] = {"baclofen": "10 mg three times daily", "baclofen_until": last}
    for door in (PlanInputs, AssessInputs):
        made = at(door, **asks)
        first = f"The supply of baclofen by mouth ends on {last.day} {last:%B %Y}"
        assert worded(made.headline).startswith(first) is is_said
        assert made.verdict is (Verdict.CAUTION if is_said else Verdict.OK)
    steps = plan(**asks)
    assert (bool(steps.opening) and worded(steps.opening[0]).startswith(first)) is is_said
    assert ("today" in worded(steps.headline)) is (days == 0)


def test_it_stands_on_the_sheet_of_a_way_down_and_not_behind_an_emergency() -> None:
    last = TODAY + timedelta(days=2)
    asks: dict[str, Any] = {"baclofen": "10 mg three times daily", "baclofen_until": last}
    found = agenda_of(plan(**asks, request="taper"), K)
    assert found is not None
    assert f"ends on {last.day} {last:%B %Y}. Fetch" in " ".join(map(worded, found.sheet.first))
    grave = at(PlanInputs, **asks | {"signs": ["coma"]})
    assert worded(grave.headline).startswith("Emergency")


# --- a newborn that was exposed ---------------------------------------------------------------

NEWBORN: dict[str, Any] = {"age_y": 0.005, "weight_kg": 3.1, "newborn": True, "baclofen": "none"}


@pytest.mark.parametrize("door", [PlanInputs, AssessInputs])
@pytest.mark.parametrize("sign", ["seizure", "rigidity", "vomiting", "limpness"])
def test_any_sign_of_an_exposed_newborn_is_an_emergency(door: Any, sign: str) -> None:
    made = at(door, who=NEWBORN, signs=[sign])
    assert made.verdict is Verdict.EMERGENCY
    said = worded(made.headline)
    assert "the neonatal team now" in said
    assert "mother's dose" in said
    assert "last intake" in said


@pytest.mark.parametrize("door", [PlanInputs, AssessInputs])
def test_a_newborn_is_watched_and_no_dose_is_worked_out(door: Any) -> None:
    ill = at(door, who=NEWBORN, conditions=["neonatal_withdrawal"])
    assert ill.verdict is Verdict.AVOID
    assert worded(ill.headline).startswith("A newborn with withdrawal on record: the neonatal team")
    well = at(door, who=NEWBORN)
    assert well.verdict is Verdict.CAUTION
    assert worded(well.headline).startswith("Watch this newborn")
    for made in (ill, well):
        assert not {"start_mg_per_day", "per_dose_mg"} & {f.name for f in made.figures}
        assert not any(q.blocks for q in made.judgement.fit.questions)


def test_a_diagnosis_at_birth_is_past_for_someone_older() -> None:
    fit = judged(conditions=["neonatal_withdrawal"], baclofen="10 mg three times daily")
    assert not {"NEWBORN-SIGN", "NEWBORN-WITHDRAWS"} & fired(fit)
    assert judged(conditions=["neonatal_withdrawal"], baclofen="none").kind == "start"


# --- more than weak kidneys leave -------------------------------------------------------------


@pytest.mark.parametrize(
    ("egfr", "runs", "asked", "verdict"),
    [
        (40, 40, 50, Verdict.CAUTION), (40, 40, 55, Verdict.AVOID), (58, 45, 60, Verdict.AVOID),
        # What goes on, and what comes down, is no raise; healthy kidneys ask for nothing.
        (40, 60, 60, Verdict.CAUTION), (40, 60, 50, Verdict.CAUTION), (94, 45, 60, Verdict.OK),
    ],
)  # fmt: skip
def test_a_raise_that_a_plan_never_reaches_with_these_kidneys_is_advised_against(
    egfr: float, runs: float, asked: float, verdict: Verdict
) -> None:
    made = at(
        AssessInputs, egfr=egfr, baclofen=f"{runs} mg/day", oral={"per_day": f"{asked} mg/day"}
    )
    assert made.verdict is verdict
    said = [d.note for d in made.judgement.details if d.note.phrase == "asked.above_kidneys"]
    assert bool(said) is (verdict is Verdict.AVOID)
    if said:
        assert (said[0].value("asked"), said[0].value("ceiling")) == (mg(asked), most(egfr))


@pytest.mark.parametrize(
    ("egfr", "runs", "asked", "starts", "verdict"),
    [
        (54, "none", 10, True, Verdict.CAUTION), (54, "none", 15, True, Verdict.CAUTION),
        (54, "none", 15, None, Verdict.CAUTION), (54, "none", 30, None, Verdict.AVOID),
        (54, "none", 20, None, Verdict.AVOID),
        # Of whom nothing is told, it may run already; healthy kidneys leave the labels' start.
        (54, None, 30, None, Verdict.NEEDS_INFO), (94, "none", 15, True, Verdict.OK),
    ],
)  # fmt: skip
def test_a_start_above_what_weak_kidneys_get_is_named_by_its_figure(
    egfr: float, runs: str | None, asked: float, starts: bool | None, verdict: Verdict
) -> None:
    told: dict[str, Any] = {} if runs is None else {"baclofen": runs}
    order: dict[str, Any] = {"per_day": f"{asked} mg/day"}
    order |= {} if starts is None else {"starts": starts}
    made = at(AssessInputs, egfr=egfr, **told, oral=order)
    said = [d for d in made.judgement.details if d.note.phrase.endswith("above_start")]
    assert [d.note.value("most") for d in said] == ([mg(10)] if egfr < 60 and asked > 10 else [])
    assert made.verdict is verdict
    assert all(d.verdict is min(verdict, Verdict.AVOID) or runs is None for d in said)


@pytest.mark.parametrize(("runs", "asked"), [("none", 15), ("none", 60), ("5 mg twice daily", 20)])
def test_where_no_dose_is_computed_before_cystatin_c_none_is_possible(
    runs: str, asked: float
) -> None:
    """Muscle is little after cord injury, so that the estimate may be too high (REN-MISLEAD)."""
    order = {"per_day": f"{asked} mg/day"}
    who = WHO | {"syndrome": "sci_spasticity"}
    made = at(AssessInputs, who, egfr=35, baclofen=runs, oral=order)
    assert made.verdict is Verdict.AVOID
    assert "asked.none_computed" in [d.note.phrase for d in made.judgement.details]
    same = at(AssessInputs, who, egfr=35, baclofen=runs, oral={"per_day": "10 mg/day"})
    is_raise = runs == "none"
    said = [d.note.phrase for d in same.judgement.details]
    assert ("asked.none_computed" in said) is is_raise


def test_what_is_added_to_what_runs_counts_with_it_against_what_kidneys_leave() -> None:
    order = {"per_day": "25 mg/day", "starts": True}
    made = at(AssessInputs, egfr=40, baclofen="30 mg/day", oral=order)
    said = [d.note for d in made.judgement.details if d.note.phrase == "asked.sum_above_kidneys"]
    assert [n.value("together") for n in said] == [mg(55)]


def most(egfr: float) -> Dose:
    """The most of a plan of somebody who takes none, with these kidneys."""
    made = plan(egfr=egfr, baclofen="none").ceiling
    assert made is not None
    return made


def test_a_child_is_held_to_what_weak_kidneys_leave_of_its_own_most() -> None:
    weak = CHILD | {"creatinine": "75 umol/L", "baclofen": "10 mg/day"}
    child = at(AssessInputs, who=weak, oral={"per_day": "20 mg/day"})
    said = [d for d in child.judgement.details if d.note.phrase == "asked.above_kidneys"]
    assert [d.verdict for d in said] == [Verdict.AVOID]

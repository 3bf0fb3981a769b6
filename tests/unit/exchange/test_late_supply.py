"""An order that goes on while all that was handed over for it should be used up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.exchange import Reading, with_answers
from baclofen.knowledge import Verdict
from baclofen.planning import Plan, plan_oral
from baclofen.planning.decide.raising import raise_of
from baclofen.regimen import OralOrder
from baclofen.units import mg
from baclofen.value import replace
from tests.hook_requests import SUBJECT, order, reading
from tests.people import TODAY, fired, known
from tests.saying import worded

K = known()
Json = dict[str, Any]


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def runs(**more: Any) -> Json:
    return order("rq", mg=20, status="active", **{"authoredOn": ago(200), **more})


def handed(over: int, *, days: float | None = 28, **more: Any) -> Json:
    """Tablets that should be used up since so many days; by default without a dose or a link."""
    kept = {name: runs()[name] for name in ("medicationCodeableConcept",)}
    lasts = {} if days is None else {"daysSupply": {"value": days, "unit": "d"}}
    return {"resourceType": "MedicationDispense", "id": f"d{over}", "status": "completed",
            "subject": SUBJECT, "whenHandedOver": ago(over + 28), **kept, **lasts,
            **more}  # fmt: skip


LINKED: Json = {"authorizingPrescription": [{"reference": "MedicationRequest/rq"}]}
DOSED: Json = {"dosageInstruction": runs()["dosageInstruction"]}
OTHER_DOSE: Json = {"dosageInstruction": order("x", mg=10)["dosageInstruction"]}


def judged(read: Reading, kind: Any = "continue") -> Assessment:
    return assess(read.patient, K, read.asks(today=TODAY, kind=kind))


def planned(read: Reading) -> tuple[Assessment, Plan]:
    fit = judged(read)
    return fit, plan_oral(fit, K)


@pytest.mark.parametrize("of", [LINKED, DOSED, {}, OTHER_DOSE, LINKED | DOSED])
@pytest.mark.parametrize(("over", "rule"), [(1, "LATE"), (3, "LATE"), (4, "GAP"), (13, "GAP")])
def test_a_supply_that_should_be_used_up_is_told_and_no_raise_is_offered(
    of: Json, over: int, rule: str
) -> None:
    """Linked or not, with a dose or without: it was handed over under the one order that runs."""
    fit, plan = planned(reading(runs(), handed(over, **of)))
    assert [use.daily for use in fit.uses] == [mg(60)]
    assert {"SUPPLY-LATE", "SUPPLY-GAP", "USE-UNCLEAR"} & fired(fit) == {f"SUPPLY-{rule}"}
    assert fit.verdict is Verdict.CAUTION
    day = TODAY - timedelta(days=over)
    assert f"used up on {day.day} {day:%B %Y}" in worded(plan.headline)
    raising = raise_of(fit, K)
    assert raising is not None
    assert raising.step is None
    assert "ASK-SUPPLY" in raising.note.why
    assert "days_without_supply" in [asked.question.id for asked in fit.questions]
    assert plan.down is not None


@pytest.mark.parametrize(
    ("over", "held"),
    [
        (0, ()), (5, (handed(-20),)), (5, (handed(-2, days=None),)),
        (5, (order("new", mg=20, status="active", authoredOn=ago(2)),)),
    ],
)  # fmt: skip
def test_what_was_handed_over_or_ordered_since_leaves_nothing_to_ask(
    over: int, held: tuple[Json, ...]
) -> None:
    fit = judged(reading(runs(), handed(over), *held))
    assert not {"SUPPLY-LATE", "SUPPLY-GAP", "USE-UNCLEAR", "DUP-BACLOFEN"} & fired(fit)


def test_what_was_fetched_early_month_after_month_is_still_there() -> None:
    """Of 28 days each, two days early each time: twelve days are left over after half a year."""
    early = [handed(4 + 26 * n) for n in range(7)]
    assert not {"SUPPLY-LATE", "SUPPLY-GAP"} & fired(judged(reading(runs(), *early)))
    assert "SUPPLY-GAP" in fired(judged(reading(runs(), *early[:1])))


def test_a_part_of_a_day_is_a_day_wherever_a_supply_is_counted() -> None:
    assert "SUPPLY-ENDS" in fired(judged(reading(runs(), handed(0, days=27.5))))


@pytest.mark.parametrize(("answer", "daily"), [("60 mg/day", 60), ("45 mg/day", 45)])
def test_an_answer_that_it_is_taken_settles_it(answer: str, daily: float) -> None:
    told = with_answers(reading(runs(), handed(8)), [("baclofen", answer)], K, today=TODAY)
    fit = judged(told)
    assert [use.daily for use in fit.uses] == [mg(daily)]
    assert not {"SUPPLY-GAP", "DUP-BACLOFEN"} & fired(fit)
    raising = raise_of(fit, K)
    assert raising is not None
    assert raising.step is not None


def test_a_raise_that_is_asked_for_waits_and_a_dose_that_is_no_more_does_not() -> None:
    read = reading(runs(), handed(1))
    assert judged(read, "change").verdict is Verdict.NEEDS_INFO
    for daily, waits in ((75, True), (60, False), (45, False)):
        asked = replace(read.asks(today=TODAY, kind="change"), order=OralOrder(daily=mg(daily)))
        fit = assess(read.patient, K, asked)
        assert ("ASK-SUPPLY" in fired(fit)) is waits


def test_what_was_handed_over_for_what_was_stopped_is_no_part_of_a_pump() -> None:
    """Only what runs by the same route takes a used up supply in."""
    pump = order("it", mg=20, status="active")
    pump |= {"medicationCodeableConcept": {"text": "Baclofen intrathecal"},
             "dosageInstruction": [{"text": "300 mcg per day"}]}  # fmt: skip
    fit = judged(reading(pump, handed(5)))
    assert {(use.route, use.status) for use in fit.uses} >= {("oral", "stopped")}


def sign(text: str) -> Json:
    return {
        "resourceType": "Condition", "id": "s", "subject": SUBJECT, "code": {"text": text},
        "onsetDateTime": ago(1),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["Hallucinations", "Delirium"])
@pytest.mark.parametrize(("over", "is_gap"), [(3, False), (4, True), (13, True)])
def test_a_sign_beside_a_supply_that_should_be_used_up_may_be_of_too_little(
    text: str, over: int, *, is_gap: bool
) -> None:
    """No way down is printed from a dose that may not be taken; within the grace it is as ever."""
    fit, plan = planned(reading(runs(), handed(over, **LINKED), sign(text)))
    assert fit.verdict is Verdict.AVOID
    assert ("SUPPLY-SIGN" in fired(fit)) is is_gap
    assert (plan.down is None) is is_gap
    said = worded(plan.headline)
    assert "used up on" in said
    assert ("too little as well as of too much" in said) is is_gap


def test_whoever_is_called_for_a_seizure_hears_of_the_supply() -> None:
    fit, plan = planned(reading(runs(), handed(4, **LINKED), sign("Seizure")))
    assert fit.verdict is Verdict.EMERGENCY
    assert "toxicity or withdrawal" in worded(plan.headline)
    assert any("used up on" in worded(note) for note in plan.opening)


def test_a_sign_long_after_a_supply_asks_first_whether_it_is_taken_at_all() -> None:
    """Its day is said, and what may not be taken is no dose that goes on as read."""
    fit, plan = planned(reading(runs(), handed(45, **LINKED), sign("Hallucinations")))
    assert {"USE-UNCLEAR", "SUPPLY-SIGN", "SUPPLY-GAP"} & fired(fit) == {
        "USE-UNCLEAR", "SUPPLY-SIGN",
    }  # fmt: skip
    assert fit.verdict is Verdict.AVOID
    said = worded(plan.headline)
    day = TODAY - timedelta(days=45)
    assert f"used up on {day.day} {day:%B %Y}" in said
    assert "Find out first whether baclofen (60 mg a day as read) is taken" in said
    assert plan.down is None


# --- a supply that came again after a gap -----------------------------------------------------


def refilled(*, gap: int, ago_days: int, **more: Any) -> list[Json]:
    """One filling, and another so many days after the first must have been used up."""
    return [handed(gap + ago_days, **more), handed(ago_days - 28, **more)]


@pytest.mark.parametrize("ago_days", [0, 5])
@pytest.mark.parametrize("gap", [4, 30])
def test_a_refill_after_a_gap_asks_what_was_taken_and_offers_no_raise(
    gap: int, ago_days: int
) -> None:
    read = reading(runs(), *refilled(gap=gap, ago_days=ago_days))
    fit, plan = planned(read)
    assert fit.verdict is Verdict.CAUTION
    assert {one for one in fired(fit) if one.startswith("SUPPLY")} == {"SUPPLY-AGAIN"}
    said = worded(plan.headline)
    for day in (TODAY - timedelta(days=gap + ago_days), TODAY - timedelta(days=ago_days)):
        assert f"{day.day} {day:%B %Y}" in said
    raising = raise_of(fit, K)
    assert raising is not None
    assert raising.step is None
    assert "ASK-SUPPLY-AGAIN" in raising.note.why
    assert plan.down is None
    # Who says that it is taken as it stands there has answered.
    told = with_answers(read, [("baclofen", "20 mg three times daily")], K, today=TODAY)
    fit, plan = planned(told)
    assert "SUPPLY-AGAIN" not in fired(fit)
    assert plan.down is not None


@pytest.mark.parametrize(
    "held",
    [
        # A few days late, long borne, and a time that somebody filled.
        refilled(gap=3, ago_days=0), refilled(gap=30, ago_days=6),
        [*refilled(gap=10, ago_days=0), handed(5, days=28)],
        [*refilled(gap=10, ago_days=1),
         {"resourceType": "MedicationStatement", "id": "s", "status": "active",
          "subject": SUBJECT, "dateAsserted": ago(3), **DOSED,
          "medicationCodeableConcept": runs()["medicationCodeableConcept"]}],
        # One that does not tell its days.
        [*refilled(gap=30, ago_days=0), handed(20, days=None)],
    ],
)  # fmt: skip
def test_an_ordinary_refill_is_quiet(held: list[Json]) -> None:
    fit, plan = planned(reading(runs(), *held))
    assert not {one for one in fired(fit) if one.startswith("SUPPLY-AGAIN")}
    assert plan.down is not None


def test_a_first_dose_that_came_again_is_a_start_like_any_other() -> None:
    low = order("rq", mg=5, status="active", authoredOn=ago(200))
    fit, _ = planned(reading(low, *refilled(gap=30, ago_days=1)))
    assert "SUPPLY-AGAIN" not in fired(fit)


def test_drowsiness_after_a_refill_brings_no_way_down_from_a_dose_days_old() -> None:
    fit, plan = planned(reading(runs(), *refilled(gap=30, ago_days=2), sign("Somnolence")))
    assert fit.verdict is Verdict.AVOID
    assert "SUPPLY-AGAIN-SIGN" in fired(fit)
    assert "Ask first whether baclofen was taken between" in worded(plan.headline)
    assert plan.down is None


def test_a_seizure_after_a_refill_may_be_either_and_the_gap_is_told() -> None:
    fit, plan = planned(reading(runs(), *refilled(gap=30, ago_days=2), sign("Seizure")))
    assert fit.verdict is Verdict.EMERGENCY
    assert "toxicity or withdrawal" in worded(plan.headline)
    assert any("when more was handed over" in worded(note) for note in plan.opening)


@pytest.mark.parametrize(("gap", "is_avoid"), [(30, True), (10, False)])
def test_weeks_without_beside_an_opioid_are_for_the_prescriber_today(
    gap: int, is_avoid: bool
) -> None:
    opioid = order("o", mg=5, status="active", authoredOn=ago(200)) | {
        "medicationCodeableConcept": {"text": "Morphine 10 mg tablet"}
    }
    fit, _ = planned(reading(runs(), opioid, *refilled(gap=gap, ago_days=1)))
    assert ("SUPPLY-AGAIN-SEDATED" in fired(fit)) is is_avoid


def test_a_supply_that_was_declined_is_named_with_its_day() -> None:
    refused = handed(2) | {"id": "x", "status": "declined", "whenPrepared": ago(1)}
    del refused["whenHandedOver"]
    notes = " ".join(reading(runs(), handed(2), refused).notes)
    name = runs()["medicationCodeableConcept"]["text"]
    assert f"was not handed over: {name}, declined, {ago(1)}" in notes


@pytest.mark.parametrize("dose", [None, "20 mg three times daily", "25 mg three times daily"])
def test_who_took_none_until_yesterday_is_on_a_first_dose_far_too_high(dose: str | None) -> None:
    """In whatever order it is told, and of whatever dose."""
    read = reading(runs(), *refilled(gap=30, ago_days=1))
    told = [("baclofen_since", ago(1))]
    told = told if dose is None else [("baclofen", dose), *told]
    fit, plan = planned(with_answers(read, told, K, today=TODAY))
    assert len(fit.uses) == 1
    assert fit.verdict is Verdict.AVOID
    assert "SET-AFTER-NONE" in fired(fit)
    assert "None was taken just before" in worded(plan.headline)
    assert plan.down is None


def test_since_before_the_gap_is_no_answer_to_it() -> None:
    read = reading(runs(), *refilled(gap=30, ago_days=1))
    fit, _ = planned(with_answers(read, [("baclofen_since", ago(400))], K, today=TODAY))
    assert "SUPPLY-AGAIN" in fired(fit)


# --- told by tablets and by orders ------------------------------------------------------------


def counted(over: int, count: float, unit: str = "tablet", **more: Any) -> Json:
    """The same, told by how many were handed over alone; of 60 mg a day in tablets of 10 mg."""
    return handed(over, days=None, quantity={"value": count, "unit": unit}, **more)


@pytest.mark.parametrize("unit", ["tablet", "{tbl}", "Tabletten", "comprimés", "TAB"])
@pytest.mark.parametrize("of", [{}, LINKED, DOSED])
def test_tablets_and_the_dose_tell_for_how_long(unit: str, of: Json) -> None:
    fit, plan = planned(reading(runs(), counted(10, 168, unit, **of)))
    assert "SUPPLY-GAP" in fired(fit)
    day = TODAY - timedelta(days=10)
    assert f"used up on {day.day} {day:%B %Y}" in worded(plan.headline)
    fit, plan = planned(reading(runs(), counted(31, 168, unit, **of), counted(-27, 168, unit)))
    assert "SUPPLY-AGAIN" in fired(fit)
    assert plan.down is None


@pytest.mark.parametrize(
    "held",
    [
        # What a pack or a bottle holds, and a day's dose that stands for it, tell nothing.
        (counted(10, 3, "pack"),), (counted(10, 500, "mL"),), (counted(10, 6),),
        (counted(10, 168, ""),), (counted(10, 168, "pack of tablets"),),
        (handed(10, days=None, quantity={"value": 168, "unit": "tablet", "comparator": ">"}),),
        # In a dose that nobody could read, and of two orders, nobody knows.
        (counted(10, 168, dosageInstruction=[{"text": "as directed"}]),),
        (counted(10, 168), order("two", mg=5, status="active", authoredOn=ago(150))),
        # Enough for longer, and a few days late.
        (counted(0, 340),), (counted(30, 168), counted(2, 336)),
        (counted(30, 168), counted(-1, 168), counted(-28, 168)),
    ],
)  # fmt: skip
def test_a_count_that_is_not_sure_or_lasts_is_quiet(held: tuple[Json, ...]) -> None:
    named = {one for one in fired(judged(reading(runs(), *held))) if one.startswith("SUPPLY")}
    assert named <= {"SUPPLY-LATE"}


def for_days(id: str, since: int, *, days: int = 30, status: str = "active", **more: Any) -> Json:
    lasts = {"expectedSupplyDuration": {"value": days, "unit": "d"}, **more}
    return order(id, mg=20, status=status, authoredOn=ago(since), dispenseRequest=lasts)


def test_an_order_whose_supply_ended_weeks_before_the_next_is_asked_about() -> None:
    held = for_days("a", 120, status="completed"), for_days("b", 1)
    fit, plan = planned(reading(*held))
    assert {one for one in fired(fit) if one.startswith("SUPPLY")} == {"SUPPLY-AGAIN"}
    day = TODAY - timedelta(days=90)
    assert f"between {day.day} {day:%B %Y}" in worded(plan.headline)
    assert plan.down is None


@pytest.mark.parametrize(
    "held",
    [
        # Within the grace, repeated, of no length, handed over by the record, long ago, asserted.
        (for_days("a", 61, status="completed"), for_days("b", 1)),
        (for_days("a", 120, status="completed", numberOfRepeatsAllowed=3), for_days("b", 1)),
        (order("a", mg=20, status="completed", authoredOn=ago(120)), for_days("b", 1)),
        (for_days("a", 120, status="completed"), for_days("b", 1), handed(-20)),
        (for_days("a", 120, status="completed"), for_days("b", 10)),
        (for_days("a", 120, status="completed"), for_days("b", 1),
         {"resourceType": "MedicationStatement", "id": "s", "status": "active",
          "subject": SUBJECT, "dateAsserted": ago(20), **DOSED,
          "medicationCodeableConcept": runs()["medicationCodeableConcept"]}),
    ],
)  # fmt: skip
def test_orders_that_follow_each_other_are_quiet(held: tuple[Json, ...]) -> None:
    fit = judged(reading(*held))
    assert not {one for one in fired(fit) if one.startswith("SUPPLY-AGAIN")}


@pytest.mark.parametrize("jurisdiction", ["US", "UK"])
@pytest.mark.parametrize("ill", [(), (sign("Somnolence"),)])
def test_no_way_down_that_is_asked_for_begins_at_the_dose_before_a_gap(
    jurisdiction: Any, ill: tuple[Json, ...]
) -> None:
    read = reading(runs(), *refilled(gap=21, ago_days=0), *ill)
    asked = read.asks(today=TODAY, kind="taper", jurisdiction=jurisdiction)
    plan = plan_oral(assess(read.patient, K, asked), K)
    assert plan.down is None
    assert "Ask first whether baclofen was taken between" in worded(plan.headline)
    assert "below" not in worded(plan.headline)
    quiet = reading(runs(), *refilled(gap=3, ago_days=0))
    asked = quiet.asks(today=TODAY, kind="taper", jurisdiction=jurisdiction)
    assert plan_oral(assess(quiet.patient, K, asked), K).down is not None

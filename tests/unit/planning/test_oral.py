"""The oral plan: what is printed, scaled, slowed or refused."""

from datetime import date, timedelta
from typing import Any, Literal

import pytest

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, KidneyValue
from baclofen.planning import Plan, Steps, oral_schedule
from baclofen.planning.reckon.steps import StepMaker
from baclofen.regimen import OralOrder
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import TODAY, known, on_baclofen, person, plan
from tests.saying import worded


def daily(course: Steps | None) -> list[float]:
    assert course is not None
    return [s.daily.in_mg for s in course.steps]


def everything(p: Plan) -> str:
    notes = (*p.opening, *p.options, *p.reasons, *p.refusals, *p.watch)
    return " ".join([worded(p.headline), *(worded(n) for n in notes)])


def test_the_us_titration_as_the_label_has_it() -> None:
    p = plan(person())
    assert daily(p.up) == [15, 30, 45, 60]
    assert p.up is not None
    assert [(s.step.first_day, s.step.last_day) for s in p.up.steps] == [
        (1, 3), (4, 6), (7, 9), (10, 12)
    ]  # fmt: skip
    assert [s.first for s in p.up.steps][:2] == [date(2026, 11, 22), date(2026, 11, 25)]
    assert sum(s.daily.in_mg * s.step.days for s in p.up.steps) == 450
    assert p.if_needed is not None
    assert [i.dose for i in p.if_needed.step.intakes] == [mg(20)] * 4
    assert p.ceiling == mg(80)
    assert [str(t) for t in p.up.steps[2].portions] == ["1 and a half x 10 mg"] * 3
    assert worded(p.headline).startswith(
        "Start baclofen 5 mg three times daily on 22 November 2026"
    )


@pytest.mark.parametrize(
    ("jurisdiction", "ceiling", "first_tablet", "if_needed"),
    [
        ("US", 80, "half x 10 mg", 80),
        ("CA", 80, "half x 10 mg", 80),
        ("UK", 100, "half x 10 mg", 75),
        ("SG", 75, "half x 10 mg", 75),
        ("CH", 75, "half x 10 mg", 75),
        ("FR", 80, "half x 10 mg", 80),
        ("DE", 75, "half x 10 mg", 75),
        ("EU", 75, "half x 10 mg", 75),
        ("AT", 75, "half x 10 mg", 75),
    ],
)
def test_each_jurisdiction_has_its_ceiling_and_its_tablets(
    jurisdiction: str, ceiling: float, first_tablet: str, if_needed: float
) -> None:
    p = plan(person(), jurisdiction=jurisdiction)
    assert daily(p.up) == [15, 30, 45, 60]
    assert p.up is not None
    assert str(p.up.steps[0].portions[0]) == first_tablet
    assert p.ceiling == mg(ceiling)
    assert p.if_needed is not None
    assert p.if_needed.daily == mg(if_needed)


@pytest.mark.parametrize(
    ("who", "doses", "ceiling"),
    [
        ({"egfr": None, "age_y": 60.0, "sex": "male", "weight_kg": 76.0,
          "creatinine_mg_per_dL": 1.3}, [15, 30, 40], 50),
        ({"egfr": 45.0}, [5, 10, 15, 20, 25, 30], 40),
        ({"age_y": 70.0}, [5, 10, 15, 20, 25, 30], 80),
        ({"conditions": ["stroke"]}, [5, 10, 15, 20, 25, 30], 80),
        ({"medicines": ["oxycodone"]}, [5, 10, 15, 20, 25, 30], 80),
        ({"age_y": 14.0, "weight_kg": 50.0}, [15, 30, 45, 60], 80),
    ],
)  # fmt: skip
def test_the_steps_are_scaled_and_slowed(
    who: dict[str, Any], doses: list[float], ceiling: float
) -> None:
    p = plan(person(**who))
    assert daily(p.up) == doses
    assert p.ceiling == mg(ceiling)


def test_slow_steps_last_a_week_and_say_why() -> None:
    p = plan(person(age_y=70.0, medicines=["oxycodone"]))
    assert p.up is not None
    assert {s.step.days for s in p.up.steps} == {7}
    assert "because of an opioid; age 65 or more." in everything(p)
    assert p.if_needed is None


def test_an_avoid_prints_a_schedule_only_when_overridden_with_a_reason() -> None:
    who = person(age_y=70.0, egfr=45.0)
    bare = plan(who)
    assert bare.up is None
    assert worded(bare.headline).startswith("Better not start baclofen")
    given = plan(who, overrides=("REN-BEERS",), reason="everything else failed")
    assert daily(given.up) == [5, 10, 15]
    assert given.ceiling == mg(15)
    assert "everything else failed" in everything(given)
    assert worded(given.headline).startswith("Against advice, with your reason: start")


@pytest.mark.parametrize(
    "who",
    [
        {"egfr": None}, {"egfr": 20.0}, {"age_y": None}, {"allergies": ["baclofen"]},
        {"alcohol": True}, {"medicines": ["oxycodone", "Valium"]}, {"conditions": ["aki"]},
        {"age_y": 9.0, "weight_kg": 28.0}, {"deceased": True},
    ],
)  # fmt: skip
def test_nothing_that_stops_prints_a_dose(who: dict[str, Any]) -> None:
    p = plan(person(**who))
    assert p.fit.verdict >= Verdict.AVOID
    assert (p.up, p.if_needed, p.ceiling) == (None, None, None)
    assert p.refusals


def test_below_18_no_label_without_a_schedule_gives_a_dose() -> None:
    for jurisdiction, age in (("CH", 10.0), ("CA", 16.0), ("DE", 14.0)):
        p = plan(person(age_y=age, weight_kg=40.0), jurisdiction=jurisdiction)
        assert p.up is None
        assert "no schedule that was read" in worded(p.headline)


def test_near_the_stop_with_little_muscle_no_dose_is_computed() -> None:
    p = plan(person(egfr=35.0, syndrome="sci_spasticity"))
    assert p.fit.verdict is Verdict.CAUTION
    assert p.up is None
    assert "cystatin C" in worded(p.headline)


# --- someone who takes baclofen ------------------------------------------------------------


@pytest.mark.parametrize("kind", [None, "start", "continue", "change", "taper", "stop"])
@pytest.mark.parametrize(
    "who",
    [
        {}, {"egfr": None}, {"egfr": 20.0}, {"age_y": 70.0, "egfr": 45.0},
        {"allergies": ["baclofen"]}, {"age_y": None}, {"syndrome": None}, {"conditions": ["aki"]},
    ],
)  # fmt: skip
def test_a_current_user_is_never_restarted_and_always_told_not_to_stop(
    who: dict[str, Any], kind: str | None
) -> None:
    p = plan(on_baclofen(**who), kind=kind)
    assert p.up is None
    assert "30 mg a day" in everything(p)
    assert "abruptly" in everything(p) or "emergency care decides" in everything(p)


@pytest.mark.parametrize("who", [{"egfr": 20.0}, {"age_y": 70.0, "egfr": 45.0}, {"egfr": None}])
def test_what_forbids_a_start_opens_with_do_not_stop_for_a_current_user(
    who: dict[str, Any],
) -> None:
    p = plan(on_baclofen(**who), kind="change")
    assert worded(p.opening[0]) == "Do not stop baclofen abruptly."
    assert "decides" in worded(p.opening[-1])
    kidneys_allow_none = who.get("egfr") == 20.0
    assert daily(p.down) == ([10, 5] if kidneys_allow_none else [20, 15, 10, 5])


def test_missing_data_never_stop_a_running_dose() -> None:
    p = plan(on_baclofen(egfr=None), kind="continue")
    assert p.fit.verdict is not Verdict.NEEDS_INFO
    assert worded(p.headline).startswith("Continue baclofen (30 mg a day as read)")


def test_hypersensitivity_gets_urgent_care_and_no_computed_taper() -> None:
    p = plan(on_baclofen(allergies=["baclofen"]), kind="continue")
    assert p.down is None
    assert "emergency care decides on stopping" in worded(p.headline)


def test_an_emergency_computes_nothing() -> None:
    p = plan(on_baclofen(egfr=22.0, signs=["confusion"]), kind="continue")
    assert (p.up, p.down) == (None, None)
    assert worded(p.headline).startswith("Emergency, possible baclofen toxicity")
    assert {"REN-AKI", "T-1-2WK", "OD-TREAT"} <= {id for n in p.opening for id in n.why}


def test_fever_and_rigidity_with_a_pump_are_withdrawal_until_shown_otherwise() -> None:
    pump = BaclofenUse("intrathecal", "active", "baclofen pump", mcg(300))
    p = plan(person(baclofen=(pump,), signs=["fever", "rigidity"]), kind="continue")
    assert p.fit.verdict is Verdict.EMERGENCY
    assert "call an ambulance or the emergency team, and the pump clinic, now" in worded(p.headline)
    assert {"WD-ONSET", "WD-SIGNS", "W-ABRUPT-IT"} <= {id for n in p.opening for id in n.why}


def test_a_pump_gets_whom_to_call_and_no_computed_stop() -> None:
    pump = BaclofenUse("intrathecal", "active", "baclofen pump 300 mcg/day", mcg(300))
    p = plan(person(baclofen=(pump,)), kind="stop")
    assert (p.up, p.down) == (None, None)
    assert "call the pump clinic" in worded(p.headline)
    assert (p.fit.verdict, p.fit.fired("IT-STOP-ASKED")) == (Verdict.AVOID, True)
    assert any("keep the dose as read" in worded(option) for option in p.options)
    down = plan(person(baclofen=(pump,)), kind="taper").fit
    assert (down.verdict, down.fired("IT-TAPER-ASKED")) == (Verdict.CAUTION, True)


def test_a_dose_that_cannot_be_read_is_asked_for() -> None:
    unread = BaclofenUse("oral", "active", "baclofen as directed")
    p = plan(person(baclofen=(unread,)), kind="stop")
    assert p.down is None
    assert "dose not readable" in everything(p)


def test_baclofen_stopped_lately_is_not_restarted() -> None:
    gone = BaclofenUse("oral", "stopped", "baclofen", mg(60), stopped_on=TODAY)
    for kind in ("start", None):
        p = plan(person(baclofen=(gone,)), kind=kind)
        assert p.up is None
        assert "do not restart" in everything(p)


@pytest.mark.parametrize(
    ("dose", "since", "doses", "days"),
    [
        (60, None, [50, 40, 30, 20, 15, 10, 5], 49),
        (60, date(2024, 11, 22), [50, 40, 30, 20, 15, 10, 5], 49),
        (30, date(2026, 11, 8), [20, 10, 5], 12),
        (15, date(2026, 11, 15), [5], 7),
        (7.5, None, [5], 7),
    ],
)
def test_a_taper_goes_down_in_tablets_and_never_below_the_labels_floor(
    dose: float, since: date | None, doses: list[float], days: int
) -> None:
    use = BaclofenUse("oral", "active", "baclofen", mg(dose), since=since)
    p = plan(person(baclofen=(use,)), kind="stop")
    assert daily(p.down) == doses
    assert p.down is not None
    assert p.down.regimen.days == days
    assert "Taper, never stop abruptly" in worded(p.headline)


def test_a_taper_in_a_country_of_10_mg_tablets_uses_halves() -> None:
    p = plan(on_baclofen(), kind="stop", jurisdiction="UK")
    assert p.down is not None
    assert str(p.down.steps[-1].portions[0]) == "half x 10 mg"


def test_from_the_smallest_dose_the_end_of_every_way_is_left() -> None:
    p = plan(on_baclofen(mg(5)), kind="stop")
    longer = plan(on_baclofen(mg(30)), kind="stop")
    assert p.down is not None
    assert longer.down is not None
    assert daily(p.down) == daily(longer.down)[-1:] == [5]
    assert p.down.steps[0].step.days == longer.down.steps[-1].step.days


def test_an_amount_below_the_smallest_step_goes_to_the_prescriber() -> None:
    p = plan(on_baclofen(mg(4)), kind="stop")
    assert p.down is None
    assert "the prescriber decides with a liquid" in everything(p)


def test_a_change_names_one_step_up_and_never_passes_the_ceiling() -> None:
    options = " ".join(worded(n) for n in plan(on_baclofen(), kind="change").options)
    assert "one step up is 15 mg three times daily (45 mg a day)" in options
    top = " ".join(worded(n) for n in plan(on_baclofen(mg(80)), kind="change").options)
    assert "no step up; 80 mg a day is the most allowed here" in top


def test_a_running_dose_above_what_the_kidney_allows_is_said_not_changed() -> None:
    p = plan(on_baclofen(mg(60), egfr=45.0), kind="continue")
    options = " ".join(worded(n) for n in p.options)
    assert "60 mg a day is above 40 mg a day" in options
    assert worded(p.headline).startswith("60 mg a day is above 40 mg a day")
    assert "do not stop abruptly" in worded(p.headline)


@pytest.mark.parametrize(
    ("age", "months", "is_said"), [(50, 30, True), (75, 30, True), (50, 11, False), (75, 5, False)]
)
def test_a_kidney_value_too_old_for_anybody_stands_behind_continue(
    age: int, months: int, is_said: bool
) -> None:
    old = KidneyValue("creatinine", 0.8, on=TODAY - timedelta(days=31 * months))
    who = on_baclofen(mg(30), age_y=age, egfr=None, kidney=(old,))
    p = plan(who, "continue")
    assert p.fit.verdict <= Verdict.CAUTION
    assert ("Measure kidney function again: Creatinine" in worded(p.headline)) is is_said
    # Whoever asks for less is told the way down.
    assert "Measure kidney" not in worded(plan(who, "taper").headline)


def test_a_dose_read_with_a_doubt_is_confirmed_before_anything_is_computed() -> None:
    use = BaclofenUse("oral", "active", "baclofen ?30 mg", mg(30), doubt="Words read only in part")
    p = plan(person(baclofen=(use,)), kind="stop")
    assert p.down is None
    assert "Words read only in part" in everything(p)
    assert "confirm it first" in everything(p)


def test_what_to_watch_has_its_days() -> None:
    words = " ".join(worded(n) for n in plan(person()).watch)
    assert "A visit after 2 to 4 weeks: between 6 December 2026 and 20 December 2026." in words
    assert "Kidney function again by 22 November 2027" in words
    low = " ".join(worded(n) for n in plan(person(egfr=45.0)).watch)
    assert "Kidney function again by 22 February 2027" in low


@pytest.mark.parametrize(
    ("jurisdiction", "since", "days"),
    [("US", None, 14), ("DE", None, 22), ("CH", None, 22), ("DE", date(2026, 11, 8), 7)],
)
def test_germany_and_switzerland_take_three_weeks_after_long_use(
    jurisdiction: str, since: date | None, days: int
) -> None:
    use = BaclofenUse("oral", "active", "baclofen", mg(15), since=since)
    p = plan(person(baclofen=(use,)), kind="stop", jurisdiction=jurisdiction)
    assert p.down is not None
    assert p.down.regimen.days == days
    assert ("T-DE-CH-3WK" in p.down.why) is (days == 22)


def test_a_start_for_someone_on_baclofen_is_turned_into_what_can_be_done() -> None:
    p = plan(on_baclofen(), kind="start")
    assert worded(p.headline) == (
        "Baclofen is taken already (30 mg a day as read): do not start or add any, and do not stop "
        "it abruptly; confirm what is really taken, then continue, change or taper."
    )
    assert any(worded(n).startswith("Continue: keep the dose as read") for n in p.options)
    low = plan(on_baclofen(egfr=20.0), kind="start")
    assert "the prescriber decides today" in worded(low.headline)
    assert any(worded(n).startswith("Continue: only until") for n in low.options)


def test_for_want_of_data_a_running_dose_is_kept() -> None:
    p = plan(on_baclofen(egfr=None), kind="change")
    assert p.fit.verdict is Verdict.NEEDS_INFO
    assert any(worded(n).startswith("Continue: keep the dose as read") for n in p.options)


@pytest.mark.parametrize("jurisdiction", ["US", "CA", "UK", "SG", "CH", "FR", "DE", "EU", "AT"])
@pytest.mark.parametrize("running", [25, 40, 60, 65, 70, 75, 80])
def test_no_dose_on_the_way_down_passes_the_labels_largest_single_dose(
    jurisdiction: str, running: int
) -> None:
    p = plan(on_baclofen(mg(running)), kind="taper", jurisdiction=jurisdiction)
    label = oral_schedule(known(), jurisdiction)
    levels = daily(p.down)
    assert levels == sorted(levels, reverse=True)
    assert levels[0] < running
    assert p.down is not None
    assert label.id in p.down.why
    for step in p.down.steps:
        assert max(i.dose.in_mg for i in step.step.intakes) <= label.max_single_mg
        assert len(step.step.intakes) <= 4


def test_a_taper_is_called_slower_than_the_labels_only_when_it_is() -> None:
    def paced(dose: float, since: date | None) -> tuple[int, str]:
        use = BaclofenUse("oral", "active", "baclofen", mg(dose), since)
        p = plan(person(baclofen=(use,)), kind="taper")
        assert p.down is not None
        return p.down.regimen.days, " ".join(worded(n) for n in p.reasons)

    days, said = paced(60, None)
    assert days > 14
    assert "for a time that is not known" in said
    assert "slower than the labels'" in said
    days, said = paced(10, None)
    assert days <= 14
    assert "slower than the labels'" not in said
    _, said = paced(60, TODAY - timedelta(weeks=2))
    assert "taken for 2 weeks" in said


def test_a_taper_that_cannot_be_computed_is_not_said_to_be_printed() -> None:
    unread = BaclofenUse("oral", "active", "baclofen as directed")
    p = plan(person(baclofen=(unread,)), kind="continue")
    assert p.down is None
    assert "printed below" not in everything(p)
    assert "no steps are printed here" in everything(p)
    p = plan(on_baclofen(mg(2)), kind="change")
    assert p.down is None
    assert "taper below" not in everything(p)
    assert "tablets of 5, 10, 15, 20 mg" in everything(p)


@pytest.mark.parametrize(
    ("worst_at", "first"), [("night", [5, 10, 15]), ("day", [15, 10, 5]), (None, [10, 10, 10])]
)
def test_the_larger_dose_goes_where_symptoms_are_worst(
    worst_at: Literal["night", "day"] | None, first: list[float]
) -> None:
    p = plan(person(), order=OralOrder(worst_at=worst_at))
    assert p.up is not None
    second = p.up.steps[1]
    assert [i.dose.in_mg for i in second.step.intakes] == first
    assert second.daily == mg(30)
    assert any("DO-NIGHT" in n.why for n in p.reasons) is (worst_at is not None)


def test_what_to_do_with_missed_doses_and_in_illness() -> None:
    cases = {case.phrase for case, _ in plan(person()).branches}
    assert {"next.missed", "next.illness"} <= cases


@pytest.mark.parametrize(
    ("hours", "phrase"), [(26, "running.resumed_by"), (120, "running.no_restart")]
)
def test_only_after_the_first_days_is_the_old_dose_refused(hours: float, phrase: str) -> None:
    stopped = BaclofenUse("oral", "stopped", "75 mg/day", mg(75), hours_since_last=hours)
    made = plan(person(baclofen=(stopped,)), kind="continue")
    said = {note.phrase for note in made.options}
    assert said & {"running.resumed_by", "running.no_restart"} == {phrase}


def test_with_kidneys_that_allow_none_the_old_dose_is_never_taken_up() -> None:
    stopped = BaclofenUse("oral", "stopped", "75 mg/day", mg(75), hours_since_last=26.0)
    made = plan(person(egfr=20.0, baclofen=(stopped,)), kind="continue")
    assert "running.no_restart" in {note.phrase for note in made.options}


@pytest.mark.parametrize(("days", "offered"), [(1, False), (2, False), (3, True), (400, True)])
def test_no_step_up_before_the_first_one_was_taken_for_its_days(days: int, offered: bool) -> None:
    """Under the US label a step takes three days."""
    use = BaclofenUse("oral", "active", "baclofen", mg(15), since=TODAY - timedelta(days=days))
    p = plan(person(baclofen=(use,)), "change")
    found = {note.phrase for note in p.options if note.phrase.startswith("change.")}
    assert found == ({"change.either"} if offered else {"change.too_soon"})
    # The day of an order is often that of a renewal: it says nothing of a first dose.
    renewed = replace(use, since=None, ordered_on=TODAY - timedelta(days=days))
    on_record = plan(person(baclofen=(renewed,), from_record=True), "change")
    assert "change.too_soon" not in {note.phrase for note in on_record.options}


@pytest.mark.parametrize(
    ("worst_at", "doses", "moved"),
    [("night", (10, 10), (5, 15)), ("day", (10, 10), (15, 5)), ("night", (10,), (10,)),
     ("night", (10, 10, 10), (5, 10, 15)), (None, (10, 10), (10, 10))],
)  # fmt: skip
def test_a_unit_moves_to_when_symptoms_are_worst(
    worst_at: Any, doses: tuple[int, ...], moved: tuple[int, ...]
) -> None:
    maker = replace(StepMaker.under(known(), "UK"), worst_at=worst_at)
    shift = maker.shifted(tuple(map(mg, doses)))
    assert [dose.in_mg for dose in shift.doses] == list(moved)

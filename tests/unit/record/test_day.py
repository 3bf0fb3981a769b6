"""A patient on a day: what each kind of event means then, and what lapses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from baclofen import PumpInputs, Verdict, answer, load_knowledge
from baclofen.errors import InputRefused
from baclofen.exchange import Reading, read_table
from baclofen.patient import KidneyValue, Patient
from baclofen.record import (
    Accepted,
    Alarmed,
    Answered,
    Corrected,
    DoseSet,
    Fell,
    Happening,
    Interrogated,
    Level,
    Measured,
    Missed,
    Noticed,
    Planned,
    Record,
    Refilled,
    Scored,
    SideEffect,
    StepPlanned,
    Stopped,
    Told,
    Took,
    on_day,
)
from baclofen.regimen import PumpOrder
from baclofen.units import mcg, mg
from baclofen.value import fields
from tests.unit.record.told import WOMAN, at, inputs_of, record, woman

KNOWN = load_knowledge()
SET = DoseSet(route="oral", per_day=mg(30), times_per_day=3)


def on(made: Record, day: str) -> Reading:
    return on_day(made, date.fromisoformat(day), KNOWN)


def who(made: Record, day: str) -> Patient:
    return on(made, day).patient


def verdict(made: Record, day: str, kind: Any = None) -> Verdict:
    return answer(inputs_of(on(made, day), date.fromisoformat(day), kind), KNOWN).verdict


# --- what was told ---------------------------------------------------------------------


def test_on_its_day_it_is_what_was_typed() -> None:
    plain = read_table(WOMAN, KNOWN, today=date(2026, 1, 10))
    assert who(woman(), "2026-01-10") == Patient(
        age_y=52, sex="female", weight_kg=68, weight_on=date(2026, 1, 10), baclofen=(),
        syndrome="ms_spasticity", medicines=(),
        kidney=(KidneyValue("creatinine", 0.8, on=date(2026, 1, 10)),),
    )  # fmt: skip
    assert set(on(woman(), "2026-01-10").entries) == set(plain.entries)


def test_nobody_is_known_before_something_was_told() -> None:
    with pytest.raises(InputRefused, match="without anything told by 2026-01-09"):
        on(woman(), "2026-01-09")
    with pytest.raises(InputRefused, match="without anything told"):
        on(record(("2026-01-01", Fell())), "2026-02-01")


def test_years_go_on() -> None:
    assert who(woman(), "2027-01-10").age_y == pytest.approx(53, abs=0.01)


def test_both_ages_of_a_birth_year_go_on() -> None:
    told = {key: value for key, value in WOMAN.items() if key != "age_y"} | {"born": "1961"}
    made = record(("2026-01-10", Told(table=told)))
    found = who(made, "2029-01-10")
    assert found.age_y is not None
    assert found.age_most_y is not None
    assert found.age_y == pytest.approx(67, abs=0.01)
    assert found.age_most_y == pytest.approx(68, abs=0.01)


#: What a later day makes of each field of a patient: it goes on or gets its day, it lapses, it
#: stays, or it is told by events.
GOES_ON = {
    "age_y", "age_most_y", "creatinine_mg_per_dL", "creatinine_umol_per_L", "egfr",
    "egfr_equation", "kidney", "weight_on", "days_since_injury", "hours_since_antithrombotic",
    "gestation_weeks", "baclofen",
}  # fmt: skip
LAPSES = {
    "dialysis", "pregnant", "alcohol", "lactating", "infection_active", "surgery_planned",
    "epilepsy_resistant", "nil_by_mouth", "admitted", "inr", "signs", "no_signs", "denied",
    "no_conditions", "medicines_complete", "said_none", "weight_confirmed", "rate_confirmed",
    "seizure_as_usual", "signs_passed", "signs_again", "signs_open",
}  # fmt: skip
STAYS = {
    "sex", "weight_kg", "height_cm", "syndrome", "conditions", "allergies", "no_allergies",
    "medicines", "ended", "newborn", "oral_failed", "dose_confirmed", "lesion_level",
    "deceased_on", "deceased", "unread", "unread_are", "unread_kidney", "from_record", "label",
}  # fmt: skip


def test_of_every_field_it_is_said_what_a_later_day_makes_of_it() -> None:
    assert {f.name for f in fields(Patient)} == GOES_ON | LAPSES | STAYS
    assert len(GOES_ON) + len(LAPSES) + len(STAYS) == len(fields(Patient))


def test_a_dose_that_was_set_has_its_entry() -> None:
    made = on(woman(("2026-01-11", SET)), "2026-01-12")
    assert [e.words for e in made.entries if e.place == "record.baclofen"] == [
        "30 mg/day, set on 2026-01-11"
    ]


def test_a_pregnancy_goes_on_and_ends() -> None:
    made = record(("2026-01-10", Told(table={**WOMAN, "pregnant": True, "gestation_weeks": 20})))
    assert who(made, "2026-02-07").gestation_weeks == 24
    later = who(made, "2026-09-10")
    assert later.gestation_weeks is None
    assert later.pregnant is None


@pytest.mark.parametrize("key", ["dialysis", "pregnant", "alcohol", "surgery_planned"])
def test_a_no_lapses_and_a_yes_stays(key: str) -> None:
    for told in (True, False):
        made = record(("2026-01-10", Told(table={**WOMAN, key: told})))
        assert getattr(who(made, "2026-04-10"), key) is told
        assert getattr(who(made, "2026-04-11"), key) is (True if told else None)


def test_that_none_is_taken_lapses() -> None:
    assert who(woman(), "2026-04-10").baclofen == ()
    assert who(woman(), "2026-04-11").baclofen is None


def test_signs_count_for_a_week() -> None:
    made = record(("2026-01-10", Told(table={**WOMAN, "signs": ["confusion"]})))
    assert who(made, "2026-01-17").signs == {"confusion"}
    assert who(made, "2026-01-18").signs == frozenset()


def test_what_is_told_again_is_replaced_and_illnesses_join() -> None:
    made = woman(
        ("2026-02-01", Told(table={"conditions": ["epilepsy"], "medicines": ["codeine"]})),
        ("2026-03-01", Told(table={"conditions": ["falls"], "medicines": ["pregabalin"]})),
    )
    found = who(made, "2026-03-01")
    assert found.conditions == {"epilepsy", "falls"}
    assert found.medicines is not None
    assert [m.name for m in found.medicines] == ["pregabalin"]
    assert found.sex == "female"


@pytest.mark.parametrize("table", [{"sex": "male"}, {"age_y": 20}])
def test_a_record_of_another_patient_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(InputRefused, match="another patient"):
        on(woman(("2026-02-01", Told(table=table))), "2026-02-01")


def test_an_answer_counts_from_its_day_and_ages() -> None:
    made = woman(("2026-02-01", Answered(key="pregnant", words="no")))
    assert who(made, "2026-01-31").pregnant is None
    assert who(made, "2026-02-01").pregnant is False
    assert who(made, "2026-06-01").pregnant is None


def test_an_answer_about_a_stop_ages() -> None:
    table = {**WOMAN, "baclofen": "30 mg/day", "stopped": "30 mg/day"}
    made = record(
        ("2026-01-10", Told(table={k: v for k, v in table.items() if k != "baclofen"})),
        ("2026-01-11", Answered(key="hours_since_last_dose", words="20")),
    )
    (use,) = who(made, "2026-01-13").baclofen or ()
    assert use.hours_since_last == 68


# --- doses by mouth --------------------------------------------------------------------


def _uses(made: Record, day: str) -> list[tuple[str, str, object]]:
    return [(u.route, u.status, u.daily) for u in who(made, day).baclofen or ()]


def test_a_dose_that_was_set_runs() -> None:
    made = woman(("2026-01-11", SET))
    assert _uses(made, "2026-01-10") == []
    assert _uses(made, "2026-01-11") == [("oral", "active", mg(30))]
    assert _uses(made, "2026-04-11") == [("oral", "active", mg(30))]
    assert _uses(made, "2026-04-12") == [("oral", "unknown", mg(30))]
    assert verdict(made, "2026-01-12", "start") > Verdict.CAUTION  # never started twice


def test_the_newest_word_counts() -> None:
    made = woman(
        ("2026-01-11", SET),
        ("2026-01-20", Told(table={"baclofen": "10 mg twice daily"})),
        ("2026-01-25", DoseSet(route="oral", per_day=mg(40))),
    )
    assert [_uses(made, day)[0][2] for day in ("2026-01-19", "2026-01-20", "2026-01-25")] == [
        mg(30), mg(20), mg(40),
    ]  # fmt: skip


def test_a_stop_is_told_with_its_hours() -> None:
    made = woman(("2026-01-11", SET), ("2026-02-01", Stopped(route="oral")))
    (use,) = who(made, "2026-02-02").baclofen or ()
    assert (use.status, use.daily, use.stopped_on) == ("stopped", mg(30), date(2026, 2, 1))
    assert verdict(made, "2026-02-02") >= Verdict.AVOID  # today's call, STOP-NOW


@pytest.mark.parametrize(("doses", "status"), [(2, "active"), (3, "stopped"), (9, "stopped")])
def test_a_day_without_any_dose_is_a_stop(doses: int, status: str) -> None:
    made = woman(("2026-01-11", SET), ("2026-02-01 20:00", Missed(doses=doses)))
    (use,) = who(made, "2026-02-02").baclofen or ()
    assert use.status == status
    if status == "stopped":
        assert use.stopped_on == (at("2026-02-01 20:00") - timedelta(hours=8 * (doses - 1))).date()


def test_none_does_not_end_what_nobody_stopped() -> None:
    none = ("2026-02-01", Told(table={"baclofen": "none"}))
    made = woman(("2026-01-11", SET), none)
    (use,) = who(made, "2026-02-02").baclofen or ()
    assert use.daily == mg(30)
    assert who(made, "2026-02-02").none_told
    assert verdict(made, "2026-02-02", "start") > Verdict.CAUTION
    stopped = woman(("2026-01-11", SET), ("2026-01-15", Stopped(route="oral")), none)
    assert _uses(stopped, "2026-02-02") == [("oral", "stopped", mg(30))]
    told = record(
        ("2026-01-10", Told(table={**WOMAN, "baclofen": "10 mg three times daily"})), none
    )
    assert _uses(told, "2026-02-02") == [("oral", "unknown", mg(30))]
    assert verdict(told, "2026-02-02", "start") > Verdict.CAUTION


def test_what_was_stopped_for_poisoning_is_not_taken_up() -> None:
    made = woman(("2026-01-11", SET), ("2026-02-01", Stopped(route="oral", why="poisoning")))
    assert "baclofen_overdose" in who(made, "2026-02-02").conditions
    again = made.with_(SET, at=at("2026-03-01"), written=at("2026-03-01"), by="dr.a")
    assert "baclofen_overdose" not in who(again, "2026-03-02").conditions


def test_a_dose_set_within_days_of_a_poisoning_does_not_silence_it() -> None:
    made = woman(("2026-01-11", SET), ("2026-02-01", Stopped(route="oral", why="poisoning")))
    same = made.with_(SET, at=at("2026-02-01"), written=at("2026-02-01"), by="dr.a")
    for day in ("2026-02-01", "2026-02-02", "2026-02-20"):
        assert verdict(same, day) >= Verdict.AVOID
        (use,) = who(same, day).baclofen or ()
        assert (use.status, "on the day of the stop for poisoning" in use.doubt) == (
            "stopped",
            True,
        )
    next_day = made.with_(SET, at=at("2026-02-02"), written=at("2026-02-02"), by="dr.a")
    assert _uses(next_day, "2026-02-02") == [("oral", "active", mg(30))]
    for day, there in (("2026-02-02", True), ("2026-02-08", True), ("2026-02-09", False)):
        assert ("baclofen_overdose" in who(next_day, day).conditions) is there
        assert (verdict(next_day, day) >= Verdict.CAUTION) is there


def test_a_dose_after_missed_days_is_asked_about_until_days_are_as_set() -> None:
    made = woman(
        ("2026-01-11", SET), ("2026-02-01", Missed(doses=5)), ("2026-02-02", Took(dose=mg(10)))
    )
    assert _uses(made, "2026-02-02") == [("oral", "unknown", mg(10))]
    for when in ("2026-02-03", "2026-02-04"):
        made = made.with_(Took(dose=mg(30)), at=at(when), written=at(when), by="dr.a")
    assert _uses(made, "2026-02-04") == [("oral", "active", mg(30))]


def test_more_taken_than_was_set_is_doubtful() -> None:
    taken = [(f"2026-01-20 {hour:02}:00", Took(dose=mg(20))) for hour in (8, 14, 20)]
    made = woman(("2026-01-11", SET), *taken)
    (use,) = who(made, "2026-01-21").baclofen or ()
    assert use.doubt
    assert "60 mg were taken on 2026-01-20" in use.doubt


def test_doses_alone_are_no_dose_a_day() -> None:
    taken = [(f"2026-01-20 {hour:02}:00", Took(dose=mg(10))) for hour in (8, 20)]
    for day, daily in (("2026-01-20", None), ("2026-01-21", mg(20)), ("2028-01-21", mg(20))):
        (use,) = who(woman(*taken), day).baclofen or ()
        assert (use.status, use.daily) == ("unknown", daily)
        assert use.doubt


def test_a_plan_that_was_accepted_is_no_dose_that_was_taken() -> None:
    plan = Planned(
        door="plan", verdict="ok", headline="Start", digest="0" * 64,
        steps=(
            StepPlanned(date(2026, 1, 12), mg(15)), StepPlanned(date(2026, 1, 15), mg(30)),
        ),
    )  # fmt: skip
    made = woman(("2026-01-10", plan))
    assert _uses(made, "2026-01-20") == []
    made = woman(("2026-01-10", plan), ("2026-01-10", Accepted(plan=2)))
    assert _uses(made, "2026-01-11") == []
    (use,) = who(made, "2026-01-20").baclofen or ()
    assert (use.status, use.daily) == ("unknown", mg(30))
    assert use.doubt
    assert verdict(made, "2026-01-20", "start") > Verdict.CAUTION
    told = made.with_(SET, at=at("2026-01-21"), written=at("2026-01-21"), by="dr.a")
    assert _uses(told, "2026-01-21") == [("oral", "active", mg(30))]


# --- measured and noticed --------------------------------------------------------------


def test_values_are_kept_with_their_days() -> None:
    made = woman(("2026-02-20", Measured(what="creatinine", value=160, unit="umol/L")))
    assert [v.on for v in who(made, "2026-02-20").kidney] == [date(2026, 1, 10), date(2026, 2, 20)]
    assert verdict(made, "2026-02-20", "start") > verdict(woman(), "2026-01-10", "start")


def test_the_newest_weight_counts() -> None:
    made = woman(
        ("2026-02-20", Measured(what="weight", value=60, unit="kg")),
        ("2026-01-01", Measured(what="weight", value=90, unit="kg")),
    )
    found = who(made, "2026-03-01")
    assert (found.weight_kg, found.weight_on) == (60, date(2026, 2, 20))


def test_a_sign_counts_until_someone_looks_again() -> None:
    made = woman(
        ("2026-02-01", Noticed(sign="confusion")),
        ("2026-02-03", Noticed(sign="confusion", there=False)),
    )
    assert who(made, "2026-02-02").signs == {"confusion"}
    assert who(made, "2026-02-03").signs == frozenset()
    assert who(made, "2026-02-03").no_signs == {"confusion"}
    assert who(made, "2026-02-04").no_signs == frozenset()


@pytest.mark.parametrize(("severity", "there"), [("mild", False), ("moderate", True)])
def test_a_side_effect_that_is_a_sign_is_one(severity: Any, there: bool) -> None:
    made = woman(
        ("2026-02-01", SET), ("2026-02-01", SideEffect(name="somnolence", severity=severity))
    )
    assert ("somnolence" in who(made, "2026-02-02").signs) is there


@pytest.mark.parametrize(
    ("what", "becomes"),
    [
        (SideEffect(name="weakness", severity="severe"), "weak_legs"),
        (SideEffect(name="low blood pressure", severity="severe"), "hypotension"),
        (SideEffect(name="urinary retention", severity="moderate"), "urinary_retention"),
        (SideEffect(name="other", severity="mild", words="Slow breathing"), "slow_breathing"),
        (SideEffect(name="other", severity="mild", words="coma"), "coma"),
        (Level(matrix="plasma", ng_per_mL=700), "baclofen_overdose"),
        (Level(matrix="plasma", ng_per_mL=3300), "baclofen_poisoning"),
    ],
)
def test_what_rules_know_of_is_heard(what: Happening, becomes: str) -> None:
    made = woman(("2026-02-01", SET), ("2026-02-01", what))
    found = who(made, "2026-02-02")
    assert becomes in found.signs | found.conditions
    assert verdict(made, "2026-02-02") > Verdict.OK
    assert becomes not in who(made, "2026-02-20").signs | who(made, "2026-02-20").conditions


@pytest.mark.parametrize(
    "what",
    [
        SideEffect(name="dizziness", severity="severe"),
        SideEffect(name="other", severity="mild", words="found unconscious"),
    ],
)
def test_what_is_severe_or_sounds_so_is_settled_by_someone(what: Happening) -> None:
    made = woman(("2026-02-01", SET), ("2026-02-01", what))
    assert [entry.kind for entry in who(made, "2026-02-02").unread] == ["sign"]
    assert verdict(made, "2026-02-02") > Verdict.OK


def test_a_level_as_in_poisoning_is_an_emergency_at_its_top_or_beside_a_sign() -> None:
    def judged(ng_per_mL: float, *signs: str) -> Verdict:
        said = [("2026-02-01", Noticed(sign=sign)) for sign in signs]  # type: ignore[arg-type]
        level = Level(matrix="plasma", ng_per_mL=ng_per_mL)
        takes = ("2026-01-30", Told(table={"baclofen": "20 mg three times daily"}))
        return verdict(woman(takes, ("2026-02-01", level), *said), "2026-02-02")

    assert judged(300) is Verdict.OK
    assert judged(3299) is Verdict.CAUTION
    assert judged(3300) is Verdict.EMERGENCY
    assert judged(699, "confusion") < Verdict.EMERGENCY
    assert judged(700, "confusion") is Verdict.EMERGENCY
    assert judged(700, "fever") < Verdict.EMERGENCY


@pytest.mark.parametrize("kind", [None, "start", "change"])
@pytest.mark.parametrize(
    "level",
    [
        Level(matrix="plasma", ng_per_mL=300, hours_after=2),
        Level(matrix="plasma", ng_per_mL=0.5),
        Level(matrix="csf", ng_per_mL=500),
    ],
)
def test_a_level_that_nothing_told_explains_is_baclofen_that_is_asked_about(
    level: Level, kind: Any
) -> None:
    made = woman(("2026-02-01", level))
    (use,) = who(made, "2026-02-01").baclofen or ()
    assert (use.status, use.route, use.daily) == ("unknown", "unknown", None)
    assert f"{level.ng_per_mL:g} ng/mL" in use.as_written
    asked = date(2026, 2, 1)
    said = answer(inputs_of(on(made, "2026-02-01"), asked, kind), KNOWN)
    assert said.verdict >= Verdict.CAUTION
    assert "SAY-NONE" in {one.rule.id for one in said.fit.findings}
    assert said.agenda is None
    assert not [e for e in on(made, "2026-02-01").entries if e.words.startswith("level in")]


def test_a_level_told_against_none_stays_asked_until_a_stop_or_a_dose_is_told() -> None:
    level = ("2026-02-01", Level(matrix="plasma", ng_per_mL=300))
    again = ("2026-02-02", Answered(key="baclofen", words="none"))
    assert verdict(woman(level, again), "2026-02-02", "start") > Verdict.OK
    stop = ("2026-02-02", Stopped(route="oral"))
    assert [u.status for u in who(woman(level, stop), "2026-02-02").baclofen or ()] == ["stopped"]
    taken = who(woman(level, ("2026-02-02", SET)), "2026-02-02").baclofen or ()
    assert [u.status for u in taken] == ["active"]
    assert verdict(woman(level), "2026-06-02", "start") is Verdict.OK


@pytest.mark.parametrize(
    ("before", "level", "asks"),
    [
        (SET, "2026-02-01", False),
        (Stopped(route="oral"), "2026-01-20", False),
        (Stopped(route="oral"), "2026-02-20", True),
        (DoseSet(route="intrathecal", per_day=mcg(300)), "2026-02-01", False),
    ],
)
def test_what_runs_or_was_just_stopped_explains_a_level(
    before: Happening, level: str, asks: bool
) -> None:
    found = Level(matrix="plasma", ng_per_mL=300)
    made = woman(("2026-01-15", before), (level, found))
    uses = who(made, level).baclofen or ()
    assert any("ng/mL" in use.as_written for use in uses) is asks


def test_a_level_of_before_that_comes_late_is_not_explained_by_what_was_begun_since() -> None:
    level = Level(matrix="plasma", ng_per_mL=300)
    made = woman(("2026-01-15", SET))
    late = made.with_(level, at=at("2026-01-14"), written=at("2026-01-16"), by="dr.a")
    assert [u.status for u in who(late, "2026-01-16").baclofen or ()] == ["active", "unknown"]
    assert "USE-UNCLEAR" in {
        one.rule.id
        for one in answer(inputs_of(on(late, "2026-01-16"), date(2026, 1, 16)), KNOWN).fit.findings
    }
    known = late.with_(SET, at=at("2026-01-17"), written=at("2026-01-17"), by="dr.a")
    assert [u.status for u in who(known, "2026-01-17").baclofen or ()] == ["active"]


def test_a_level_of_none_says_nothing() -> None:
    made = woman(("2026-02-01", Level(matrix="plasma", ng_per_mL=0)))
    assert who(made, "2026-02-01").baclofen == ()
    assert verdict(made, "2026-02-01", "start") is Verdict.OK


@pytest.mark.parametrize(
    ("series", "governs"),
    [
        ([("2026-02-01", 12), ("2026-02-02", 95)], True),
        ([("2026-02-01", 12), ("2026-02-02", 95), ("2026-02-04", 93)], False),
        ([("2026-02-01", 95), ("2026-02-02", 92)], False),
    ],
)
def test_a_low_egfr_governs_a_start_until_a_leap_is_repeated(
    series: list[tuple[str, float]], governs: bool
) -> None:
    made = woman(*((day, Measured(what="egfr", value=value, unit="mL/min/1.73m2"))
                   for day, value in series))  # fmt: skip
    judged = verdict(made, series[-1][0], "start")
    assert (judged is Verdict.CONTRAINDICATED) is governs


def test_falls_count_for_a_year() -> None:
    made = woman(("2026-02-01", Fell()))
    assert "falls" in who(made, "2027-02-01").conditions
    assert "falls" not in who(made, "2027-02-02").conditions


def test_scores_and_levels_are_counted_and_named() -> None:
    made = woman(
        ("2026-02-01", Scored(scale="nrs", score="6")),
        ("2026-02-02", Scored(scale="nrs", score="5")),
        ("2026-02-02", Level(matrix="plasma", ng_per_mL=0)),
    )
    kept = {(e.words, e.count) for e in on(made, "2026-02-02").entries if e.place == "record"}
    assert kept == {("nrs score", 2), ("level in plasma", 1)}


# --- pump ------------------------------------------------------------------------------


PUMP: dict[str, Any] = {
    **WOMAN, "baclofen": "300 mcg/day",
    "pump": {"stage": "maintenance", "origin": "spinal", "now": "300 mcg/day",
             "concentration": 2000, "fill_mL": 20, "filled_on": date(2026, 1, 5)},
}  # fmt: skip


def pump(*said: tuple[str, Happening], day: str) -> PumpOrder:
    made = record(("2026-01-10", Told(table=PUMP)), *said)
    order = on(made, day).ordered.order
    assert isinstance(order, PumpOrder)
    return order


def test_a_pump_as_told_goes_on() -> None:
    assert pump(day="2026-02-10").now == mcg(300)


def test_a_rate_that_was_set_runs_and_the_old_one_is_history() -> None:
    found = pump(("2026-02-01", DoseSet(route="intrathecal", per_day=mcg(330))), day="2026-02-03")
    assert (found.now, found.history, found.hours_since_change) == (mcg(330), (mcg(300),), 48)
    made = record(
        ("2026-01-10", Told(table=PUMP)),
        ("2026-02-01", DoseSet(route="intrathecal", per_day=mcg(330))),
    )
    assert _uses(made, "2026-02-03") == [("intrathecal", "active", mcg(330))]


def test_a_refill_fills_and_what_was_drawn_is_judged() -> None:
    refill = Refilled(fill_mL=18, mcg_per_mL=2000, withdrawn_mL=9, expected_mL=3,
                      refill_on=date(2026, 6, 1))  # fmt: skip
    found = pump(("2026-03-01", refill), day="2026-03-01").filling
    assert (found.fill_mL, found.filled_on, found.withdrawn_mL) == (18, date(2026, 3, 1), 9)
    made = record(("2026-01-10", Told(table=PUMP)), ("2026-03-01", refill))
    reading = on(made, "2026-03-01")
    inputs = PumpInputs(patient=reading.patient, request=reading.asks(today=date(2026, 3, 1)),
                        entries=reading.entries)  # fmt: skip
    fired = {f.rule.id for f in answer(inputs, KNOWN).judgement.fit.findings}
    assert {id for id in fired if id.startswith(("P-VOLUME", "P-DISCREP"))}


def test_an_alarm_stands_until_someone_saw_to_it() -> None:
    heard = ("2026-02-01", Alarmed(alarm="motor stall"))
    assert pump(heard, day="2026-05-01").alarm == "motor stall"
    assert pump(heard, ("2026-02-02", Alarmed(over=True)), day="2026-05-01").alarm is None


def test_a_pump_that_stopped_gives_nothing_until_it_is_set_again() -> None:
    stop = ("2026-02-01", Stopped(route="intrathecal"))
    found = pump(stop, day="2026-02-03")
    assert found.interruption_stands
    assert found.interruption_hours == 48
    again = ("2026-02-04", DoseSet(route="intrathecal", per_day=mcg(200)))
    found = pump(stop, again, day="2026-02-05")
    assert not found.interruption_stands
    assert found.interruption_hours == 72
    assert pump(stop, again, day="2026-03-05").interruption_hours is None


def test_what_was_read_out_holds_and_its_volume_is_of_its_day() -> None:
    read = ("2026-02-01", Interrogated(now=mcg(310), left_mL=12.0, alarm_on=date(2026, 4, 1)))
    found = pump(read, day="2026-02-01")
    assert (found.now, found.filling.left_mL, found.filling.alarm_on) == (
        mcg(310), 12, date(2026, 4, 1),
    )  # fmt: skip
    assert pump(read, day="2026-02-02").filling.left_mL is None


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (Interrogated(now=mcg(300)), "read 300 mcg a day"),
        (Interrogated(mcg_per_mL=500.0), "read 500 mcg/mL"),
    ],
)
def test_a_pump_that_reads_otherwise_than_it_was_set_is_in_doubt(
    read: Interrogated, says: str
) -> None:
    said: list[tuple[str, Happening]] = [
        ("2026-02-01", DoseSet(route="intrathecal", per_day=mcg(330))),
        ("2026-02-02", Refilled(fill_mL=20, mcg_per_mL=2000)),
        ("2026-02-03", read),
    ]
    found = pump(*said, day="2026-02-04")
    assert found.fault
    made = record(("2026-01-10", Told(table=PUMP)), *said)
    assert says in " ".join(on(made, "2026-02-04").notes)
    again = ("2026-02-05", DoseSet(route="intrathecal", per_day=mcg(330)))
    assert not pump(*said[:1], said[2], again, day="2026-02-06").fault


# --- laws ------------------------------------------------------------------------------


DANGERS: tuple[Happening, ...] = (
    Noticed(sign="coma"), Noticed(sign="seizure"), Stopped(route="oral"), Missed(doses=6),
    Measured(what="egfr", value=12, unit="mL/min/1.73m2"),
    SideEffect(name="confusion", severity="severe"),
    Told(table={"conditions": ["epilepsy"], "signs": ["somnolence", "myoclonus"]}),
)  # fmt: skip


@pytest.mark.parametrize("danger", DANGERS, ids=lambda d: type(d).__name__)
def test_a_danger_never_leaves_a_better_verdict(danger: Happening) -> None:
    calm = woman(("2026-01-11", SET), ("2026-01-15", Scored(scale="nrs", score="5")))
    told = calm.with_(danger, at=at("2026-01-20"), written=at("2026-01-20"), by="dr.a")
    assert verdict(told, "2026-01-20") >= Verdict.AVOID
    assert verdict(told, "2026-01-20") >= verdict(calm, "2026-01-20")
    back = told.with_(
        Corrected(of=4, why="another patient"), at=at("2026-01-20"), written=at("2026-01-20"),
        by="dr.a",
    )  # fmt: skip
    assert on(back, "2026-01-20") == on(calm, "2026-01-20")


def test_the_order_of_writing_changes_nothing_but_the_numbers() -> None:
    said: list[tuple[str, Happening]] = [
        ("2026-01-11", SET), ("2026-01-12", Measured(what="weight", value=70, unit="kg")),
        ("2026-01-13", Noticed(sign="confusion")), ("2026-01-14", Missed()),
    ]  # fmt: skip
    there = on(woman(*said), "2026-01-15")
    turned = record(("2026-01-10", Told(table=WOMAN)), *reversed(said))
    assert on(turned, "2026-01-15") == there

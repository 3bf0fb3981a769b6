"""What is taken by mouth, where what was set, planned, taken, missed, stopped and told disagree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from baclofen import Verdict, answer, load_knowledge
from baclofen.answering import Answer
from baclofen.errors import InputRefused
from baclofen.exchange import Reading
from baclofen.knowledge import Note
from baclofen.record import (
    Accepted,
    Answered,
    Corrected,
    DoseSet,
    Happening,
    Imported,
    Missed,
    Planned,
    Record,
    Scored,
    StepPlanned,
    Stopped,
    Told,
    Took,
    on_day,
)
from baclofen.units import Dose, mcg, mg
from tests.unit.record.told import (
    OTHER,
    WOMAN,
    at,
    electronic,
    imported,
    inputs_of,
    order,
    record,
    woman,
)

KNOWN = load_knowledge()
SET = DoseSet(route="oral", per_day=mg(60), times_per_day=3)
ORAL = Stopped(route="oral")
POISONED = Stopped(route="oral", why="poisoning")
NONE = Told(table={"baclofen": "none"})
TYPED = Told(table={**WOMAN, "baclofen": "20 mg three times daily"})
Said = tuple[str, Happening]


def set_to(daily: Dose) -> DoseSet:
    return DoseSet(route="oral", per_day=daily, times_per_day=3)


def plan(*steps: tuple[str, float], at_event: int = 2) -> tuple[Planned, Accepted]:
    planned = Planned(
        door="plan", verdict="ok", headline="As planned", digest="0" * 64,
        steps=tuple(StepPlanned(date.fromisoformat(day), mg(dose)) for day, dose in steps),
    )  # fmt: skip
    return planned, Accepted(plan=at_event)


def read(made: Record, day: str) -> Reading:
    return on_day(made, date.fromisoformat(day), KNOWN, electronic=electronic)


def uses(made: Record, day: str) -> list[tuple[str, Dose | None]]:
    return [(use.status, use.daily) for use in read(made, day).patient.baclofen or ()]


def asked(made: Record, day: str) -> Answer:
    return answer(inputs_of(read(made, day), date.fromisoformat(day)), KNOWN)


def headline(made: Record, day: str) -> str:
    return asked(made, day).headline.phrase


def is_plain(made: Record, day: str) -> bool:
    """Whether baclofen simply goes on, be it with the next steps of a plan named after that."""
    found = asked(made, day)
    (use,) = read(made, day).patient.baclofen or ()
    said = found.headline
    first = said.value("headline") if said.phrase == "ahead.first" else said
    assert isinstance(first, Note)
    return first.phrase == "running.go_on" and found.verdict is Verdict.OK and (
        use.doubt == ""
    )  # fmt: skip


def is_asked(made: Record, day: str) -> bool:
    """Whether what is taken is asked about, and nothing is continued or started."""
    found = asked(made, day)
    phrases = (
        "running.unclear_use", "running.taken_already", "running.held_unclear", "running.needed",
    )  # fmt: skip
    return found.headline.phrase in phrases and found.verdict > Verdict.OK


# --- since when -------------------------------------------------------------------------


def way_down(made: Record, day: str) -> str:
    """What the way down from what is taken counts on: a short use, or a long one."""
    found = answer(inputs_of(read(made, day), date.fromisoformat(day), "taper"), KNOWN)
    (pace,) = {note.phrase for note in found.decision.reasons} & {  # type: ignore[union-attr]
        "taper.short_use", "taper.long_use",
    }  # fmt: skip
    return pace


def test_a_new_dose_is_no_new_treatment() -> None:
    """Whoever has taken it for years comes down as such, whatever day the dose was last changed."""
    told = {**WOMAN, "baclofen": "10 mg three times daily"}
    forty = DoseSet(route="oral", per_day=mg(40), times_per_day=4)
    for since in ({"baclofen_since": "2020-03-01"}, {}):
        made = record(("2026-01-10", Told(table={**told, **since})), ("2026-01-12", forty))
        assert way_down(made, "2026-01-14") == "taper.long_use"
    on_record = record(
        ("2026-01-10", Told(table={**WOMAN, "baclofen": "none"})),
        ("2026-01-10", imported(order(10))), ("2026-01-12", forty),
    )  # fmt: skip
    assert way_down(on_record, "2026-01-14") == "taper.long_use"


def test_who_begins_by_a_plan_has_taken_it_since_then() -> None:
    planned, accepted = plan(("2026-01-12", 15), ("2026-01-16", 30))
    told = ("2026-01-10", planned), ("2026-01-10", accepted)
    by_plan = woman(*told, ("2026-01-16", set_to(mg(30))))
    (use,) = read(by_plan, "2026-01-20").patient.baclofen or ()
    assert (use.since, use.dose_since) == (date(2026, 1, 12), date(2026, 1, 16))
    assert way_down(by_plan, "2026-01-20") == "taper.short_use"
    # A dose alone, after "none" was told, may be one of before.
    alone = woman(("2026-01-16", set_to(mg(30))))
    assert way_down(alone, "2026-01-26") == "taper.long_use"


# --- a stop ----------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["by the patient", "ran out", "poisoning", "side effect"])
@pytest.mark.parametrize("after", [Missed(), Missed(doses=30), Took(dose=mg(5)), NONE],
                         ids=["missed", "many missed", "taken", "none told"])  # fmt: skip
def test_nothing_but_a_new_dose_ends_a_stop(why: Any, after: Happening) -> None:
    stop = Stopped(route="oral", why=why)
    made = woman(("2026-01-10", SET), ("2026-01-12", stop), ("2026-01-13", after))
    found = uses(made, "2026-01-13")
    assert found[0] == ("stopped", mg(60))
    assert asked(made, "2026-01-13").verdict >= Verdict.AVOID
    assert headline(made, "2026-01-13") not in ("running.go_on", "start.label")
    again = made.with_(set_to(mg(15)), at=at("2026-01-14"), written=at("2026-01-14"), by="dr.a")
    assert uses(again, "2026-01-14") == [("active", mg(15))]


def test_a_dose_long_after_a_stop_is_asked_about() -> None:
    made = woman(("2026-01-10", SET), ("2026-01-12", ORAL), ("2026-02-05", Took(dose=mg(5))))
    assert uses(made, "2026-02-06") == [("stopped", mg(60)), ("unknown", mg(5))]
    assert is_asked(made, "2026-02-06")


def test_a_stop_is_not_forgotten_beside_none_or_a_record_without_it() -> None:
    stopped = woman(("2026-01-10", SET), ("2026-01-12", ORAL))
    for after in (NONE, imported(OTHER), Answered(key="baclofen", words="none")):
        made = stopped.with_(after, at=at("2026-01-13"), written=at("2026-01-13"), by="dr.a")
        (use,) = read(made, "2026-01-13").patient.baclofen or ()
        assert (use.status, use.stopped_on) == ("stopped", date(2026, 1, 12))
        fired = {f.rule.id for f in asked(made, "2026-01-13").judgement.fit.findings}
        assert "STOP-NOW" in fired


def test_why_it_was_stopped_is_not_lost() -> None:
    made = woman(
        ("2026-01-10", SET), ("2026-01-12", POISONED),
        ("2026-01-13", Stopped(route="oral", why="side effect")), ("2026-01-15", Took(dose=mg(5))),
        ("2026-01-16", DoseSet(route="intrathecal", per_day=mcg(100))),
    )  # fmt: skip
    for day in ("2026-01-13", "2026-01-15", "2026-01-16"):
        assert "baclofen_overdose" in read(made, day).patient.conditions
    (use,) = read(made, "2026-01-15").patient.baclofen or ()
    assert "poisoning" in use.as_written
    # What was taken since moves the last dose.
    assert use.stopped_on == date(2026, 1, 15)
    assert "after the stop" in use.doubt


@pytest.mark.parametrize("days", [1, 13, 40])
def test_a_list_that_shows_what_was_stopped_is_an_old_list(days: int) -> None:
    said: tuple[Said, ...] = (("2026-01-10", SET), ("2026-01-12", ORAL))
    day = str(date(2026, 1, 12) + timedelta(days))
    for after in (imported(order(20)), Told(table={"baclofen": "20 mg three times daily"})):
        made = woman(*said, (day, after))
        assert uses(made, day) == [("stopped", mg(60)), ("unknown", mg(60))]
        assert is_asked(made, day)


def test_a_dose_told_anew_ends_a_stop() -> None:
    said: tuple[Said, ...] = (("2026-01-10", SET), ("2026-01-12", ORAL))
    typed = woman(*said, ("2026-01-20", Told(table={"baclofen": "5 mg three times daily"})))
    assert uses(typed, "2026-01-20") == [("active", mg(15))]
    told = woman(*said, ("2026-01-20", Answered(key="baclofen", words="20 mg three times daily")))
    assert uses(told, "2026-01-20") == [("active", mg(60))]


def test_a_stop_of_long_ago_is_asked_about() -> None:
    made = woman(("2026-01-10", SET), ("2026-01-12", ORAL))
    assert uses(made, "2026-04-12") == [("stopped", mg(60))]
    assert uses(made, "2026-04-13") == [("stopped", mg(60)), ("unknown", None)]
    again = made.with_(NONE, at=at("2026-04-13"), written=at("2026-04-13"), by="dr.a")
    assert uses(again, "2026-04-13") == [("stopped", mg(60))]


# --- the end of a way down --------------------------------------------------------------


def _ended(*after: Said) -> Record:
    """60 mg, and a way down that was accepted; its last dose was on the 17th."""
    planned, accepted = plan(
        ("2026-01-12", 20), ("2026-01-15", 5), ("2026-01-18", 0), at_event=3
    )  # fmt: skip
    return woman(
        ("2026-01-10", SET), ("2026-01-11", planned), ("2026-01-11", accepted), *after
    )  # fmt: skip


@pytest.mark.parametrize("day", ["2026-01-18", "2026-01-30", "2026-06-01"])
def test_after_the_end_of_a_way_down_no_dose_is_planned_and_it_is_asked(day: str) -> None:
    assert uses(_ended(), "2026-01-17") == [("unknown", mg(5))]
    ended, shown = read(_ended(), day).patient.baclofen or ()
    assert (ended.status, ended.daily, ended.stopped_on) == ("stopped", mg(5), date(2026, 1, 17))
    assert (shown.status, shown.daily) == ("unknown", None)
    assert "the last dose was on 2026-01-17" in shown.doubt
    assert is_asked(_ended(), day)


def test_what_is_told_after_the_end_of_a_way_down_settles_it() -> None:
    for told in (NONE, Stopped(route="oral", why="planned")):
        made = _ended(("2026-01-18", told))
        (use,) = read(made, "2026-01-19").patient.baclofen or ()
        assert (use.status, use.daily, bool(use.doubt)) == ("stopped", mg(5), False)
    assert uses(_ended(("2026-01-19", set_to(mg(5)))), "2026-01-20") == [("active", mg(5))]
    answered = Answered(key="baclofen", words="5 mg daily")
    assert uses(_ended(("2026-01-19", answered)), "2026-01-20") == [("active", mg(5))]


def test_an_old_list_or_a_dose_after_the_end_of_a_way_down_starts_nothing() -> None:
    for after in (
        Told(table={"baclofen": "20 mg three times daily"}), imported(order(20)), Took(dose=mg(5)),
        imported(OTHER),
    ):  # fmt: skip
        made = _ended(("2026-01-19", after))
        assert [status for status, _ in uses(made, "2026-01-20")] == ["stopped", "unknown"], after
        assert is_asked(made, "2026-01-20")


# --- days without a time ---------------------------------------------------------------


def _told(*said: tuple[str, str, Happening, bool]) -> Record:
    """What happened when, when it was written, and whether only the day is known."""
    made = record(("2026-01-10", Told(table=WOMAN)))
    for when, written, what, whole_day in said:
        made = made.with_(what, at=at(when), written=at(written), by="dr.a", whole_day=whole_day)
    return made


def test_a_day_alone_comes_after_what_was_written_of_it_before() -> None:
    made = _told(
        ("2026-01-12 15:00", "2026-01-12 15:00", SET, False),
        ("2026-01-12", "2026-01-12 18:00", POISONED, True),
    )
    assert uses(made, "2026-01-12") == [("stopped", mg(60))]
    assert uses(made, "2026-01-13") == [("stopped", mg(60))]


def test_a_dose_set_on_the_day_of_a_stop_is_asked_about_where_no_time_tells() -> None:
    made = _told(
        ("2026-01-11", "2026-01-15", SET, True),
        ("2026-01-12", "2026-01-15", ORAL, True),
        ("2026-01-12", "2026-01-15", set_to(mg(30)), True),
    )
    assert uses(made, "2026-01-15") == [("stopped", mg(60)), ("unknown", mg(30))]
    assert is_asked(made, "2026-01-15")


# --- plans -----------------------------------------------------------------------------


def test_one_dose_does_not_undo_a_taper() -> None:
    planned, accepted = plan(("2026-01-11", 45), ("2026-01-20", 20), ("2026-01-25", 5), at_event=3)
    made = woman(("2026-01-10", SET), ("2026-01-10", planned), ("2026-01-10", accepted),
                 ("2026-01-26", Took(dose=mg(5))))  # fmt: skip
    assert uses(made, "2026-01-27") == [("active", mg(5))]
    assert is_plain(made, "2026-01-27")
    more = made.with_(Took(dose=mg(60)), at=at("2026-01-27"), written=at("2026-01-27"), by="dr.a")
    assert uses(more, "2026-01-27") == [("unknown", mg(5))]


def test_one_dose_below_the_step_is_no_dose_a_day() -> None:
    planned, accepted = plan(("2026-01-11", 15), ("2026-01-20", 60))
    made = woman(("2026-01-10", planned), ("2026-01-10", accepted),
                 ("2026-01-22", Took(dose=mg(5))))  # fmt: skip
    assert [status for status, _ in uses(made, "2026-01-23")] == ["unknown"]
    assert is_asked(made, "2026-01-23")


def test_a_plan_that_is_followed_goes_on() -> None:
    planned, accepted = plan(("2026-01-11", 15), ("2026-01-14", 30), ("2026-01-17", 45))
    made = woman(("2026-01-10", planned), ("2026-01-10", accepted))
    for day, dose in ((11, 15), (12, 15), (13, 15), (14, 30), (15, 30), (16, 30), (17, 45)):
        when = f"2026-01-{day}"
        made = made.with_(Took(dose=mg(dose)), at=at(when), written=at(when), by="dr.a")
        assert uses(made, when) == [("active", mg(dose))]
        assert is_plain(made, when)
    # Nobody tells of the days since: one step was followed, the next may not be.
    assert is_plain(made, "2026-01-24")


def test_a_step_that_was_set_is_one_and_the_next_is_asked_about() -> None:
    planned, accepted = plan(("2026-01-11", 15), ("2026-01-14", 30))
    made = woman(("2026-01-10", planned), ("2026-01-10", accepted), ("2026-01-11", set_to(mg(15))))
    assert is_plain(made, "2026-01-12")
    assert uses(made, "2026-01-20") == [("unknown", mg(30))]
    again = made.with_(set_to(mg(30)), at=at("2026-01-20"), written=at("2026-01-20"), by="dr.a")
    assert is_plain(again, "2026-01-21")
    other = made.with_(set_to(mg(20)), at=at("2026-01-20"), written=at("2026-01-20"), by="dr.a")
    assert uses(other, "2026-01-21") == [("active", mg(20))]


def test_a_plan_whose_first_step_is_ahead_leaves_the_one_before() -> None:
    first, accepted = plan(("2026-01-11", 15), ("2026-01-14", 45))
    second, again = plan(("2026-02-01", 60), at_event=4)
    made = woman(("2026-01-10", first), ("2026-01-10", accepted),
                 ("2026-01-20", second), ("2026-01-20", again))  # fmt: skip
    assert uses(made, "2026-01-21") == [("unknown", mg(45))]
    assert uses(made, "2026-02-02") == [("unknown", mg(60))]


# --- doses taken and missed ------------------------------------------------------------


def _daily(dose: float, *days: int, month: str = "2026-01") -> tuple[Said, ...]:
    return tuple((f"{month}-{day:02}", Took(dose=mg(dose))) for day in days)


def test_less_for_days_is_asked_about_and_one_day_is_not() -> None:
    one = woman(("2026-01-10", SET), *_daily(5, 15))
    assert is_plain(one, "2026-01-16")
    days = woman(("2026-01-10", SET), *_daily(5, *range(11, 25)))
    assert uses(days, "2026-01-25") == [("unknown", mg(5))]
    assert is_asked(days, "2026-01-25")
    assert asked(days, "2026-01-25").judgement.fit.verdict > Verdict.OK
    # Days as set since: it is over.
    back = woman(("2026-01-10", SET), *_daily(5, 11, 12, 13), *_daily(60, 14, 15))
    assert is_plain(back, "2026-01-16")


@pytest.mark.parametrize("what", [SET, Told(table={"baclofen": "20 mg three times daily"})])
def test_one_dose_is_never_the_dose(what: Happening) -> None:
    made = woman(("2026-01-11", what), ("2026-01-15", Took(dose=mg(10))))
    assert uses(made, "2026-01-16") == [("active", mg(60))]
    alone = record(("2024-01-10", Told(table={k: v for k, v in WOMAN.items() if k != "baclofen"})),
                   ("2024-01-11", Took(dose=mg(10))))  # fmt: skip
    for day in ("2024-01-12", "2026-11-12"):
        assert [status for status, _ in uses(alone, day)] == ["unknown"]
        assert is_asked(alone, day)


@pytest.mark.parametrize("what", [SET, TYPED])
def test_what_was_told_long_ago_is_asked_about(what: Happening) -> None:
    made = woman(("2026-01-11", what))
    assert is_plain(made, "2026-04-11")
    assert uses(made, "2026-04-12") == [("unknown", mg(60))]
    taken = woman(("2026-01-11", what), *_daily(60, 10, 11, month="2026-04"))
    assert uses(taken, "2026-04-20") == [("active", mg(60))]


def test_single_missed_doses_on_different_days_are_no_stop() -> None:
    made = woman(("2026-01-10", SET), *((f"2026-01-{d}", Missed()) for d in (12, 13, 14, 16)))
    assert uses(made, "2026-01-16") == [("active", mg(60))]
    in_a_row: list[Said] = [(f"2026-01-12 {hour:02}:00", Missed()) for hour in (8, 14, 22)]
    assert uses(woman(("2026-01-10", SET), *in_a_row), "2026-01-12") == [("stopped", mg(60))]
    between: tuple[Said, ...] = (
        *in_a_row[:2],
        ("2026-01-12 15:00", Took(dose=mg(20))),
        in_a_row[2],
    )
    assert uses(woman(("2026-01-10", SET), *between), "2026-01-12") == [("active", mg(60))]


def test_days_of_missed_doses_join_over_the_night() -> None:
    night: tuple[Said, ...] = (
        ("2026-01-12 22:00", Missed(doses=2)), ("2026-01-13 08:00", Missed())
    )  # fmt: skip
    assert uses(woman(("2026-01-10", SET), *night), "2026-01-13") == [("stopped", mg(60))]
    noon: tuple[Said, ...] = (("2026-01-12", Missed(doses=2)), ("2026-01-13", Missed()))
    assert uses(woman(("2026-01-10", SET), *noon), "2026-01-13") == [("active", mg(60))]


# --- records from elsewhere ------------------------------------------------------------


def test_a_record_that_shows_another_dose_is_asked_about() -> None:
    made = woman(("2026-01-10", SET), ("2026-01-20", set_to(mg(45))),
                 ("2026-01-21", imported(order(20))))  # fmt: skip
    (use,) = read(made, "2026-01-22").patient.baclofen or ()
    assert (use.status, use.daily) == ("unknown", mg(45))
    assert "45 mg/day, set on 2026-01-20" in use.doubt
    assert is_asked(made, "2026-01-22")
    assert is_plain(woman(("2026-01-10", SET), ("2026-01-20", imported(order(20)))), "2026-01-22")


def test_a_typed_list_from_before_is_an_old_list() -> None:
    old = Told(table={"baclofen": "20 mg three times daily"})
    made = woman(("2026-01-10", SET), ("2026-01-15", set_to(mg(15))), ("2026-01-20", old))
    assert uses(made, "2026-01-20") == [("unknown", mg(15))]


def test_a_record_that_follows_another_counts() -> None:
    one, other = imported(order(20)), imported(order(10))
    made = record(("2026-01-10", one), ("2026-01-12", other))
    assert uses(made, "2026-01-11") == [("active", mg(60))]
    assert uses(made, "2026-01-12") == [("active", mg(30))]
    gone = record(("2026-01-10", one), ("2026-01-12", imported(OTHER)))
    assert uses(gone, "2026-01-13") == [("unknown", mg(60))]


def test_what_came_with_an_import_goes_with_it() -> None:
    one = imported(order(20))
    told = woman(("2026-01-09", Scored(scale="nrs", score="3")))
    made = told
    for what in (Imported(digest=one.digest, brought=2), Took(dose=mg(10)),
                 Scored(scale="nrs", score="8"), Scored(scale="nrs", score="2")):  # fmt: skip
        made = made.with_(what, at=at("2026-01-11"), written=at("2026-01-11"), by="dr.a")
    fixed = made.with_(Corrected(of=4, why="a slip", to=Took(dose=mg(20))), at=at("2026-01-11"),
                       written=at("2026-01-11"), by="dr.a")  # fmt: skip
    for wrong in (made, fixed):
        back = wrong.with_(Corrected(of=3, why="another patient"), at=at("2026-01-12"),
                           written=at("2026-01-12"), by="dr.a")  # fmt: skip
        left = [event.what for event in back.standing]
        assert Scored(scale="nrs", score="8") not in left
        assert not any(isinstance(what, Took) for what in left)
        # What was told beside it stays.
        assert Scored(scale="nrs", score="3") in left
        assert Scored(scale="nrs", score="2") in left
        assert uses(back, "2026-01-12") == []


# --- pumps -----------------------------------------------------------------------------


def test_a_record_without_the_pump_does_not_take_it_out() -> None:
    pump = DoseSet(route="intrathecal", per_day=mcg(150))
    made = woman(("2026-01-10", pump), ("2026-01-12", imported(OTHER)))
    assert uses(made, "2026-01-13") == [("active", mcg(150))]
    none = woman(("2026-01-10", pump), ("2026-01-12", NONE))
    assert uses(none, "2026-01-13") == [("active", mcg(150))]
    assert read(none, "2026-01-13").patient.none_told


@pytest.mark.parametrize("why", ["explanted", "no longer used"])
def test_a_pump_that_was_ended_is_one_no_more(why: Any) -> None:
    pump: Said = ("2024-01-10", DoseSet(route="intrathecal", per_day=mcg(150)))
    who: Said = ("2024-01-09", Told(table=WOMAN))
    ended: Said = ("2024-06-01", Stopped(route="intrathecal", why=why))
    made = record(who, pump, ended, ("2026-01-10", SET))
    assert read(made, "2026-01-12").ordered.order is None
    # Its dose by mouth goes on, by a kidney value of two years ago.
    assert headline(made, "2026-01-12") == "kidneys.measured_again"
    # On its day it is a stop, and an emergency.
    assert asked(record(who, pump, ended), "2024-06-02").verdict is Verdict.EMERGENCY
    with pytest.raises(InputRefused, match="it is said of a pump"):
        Stopped(route="oral", why=why)


# --- ordinary follow-ups ---------------------------------------------------------------


def test_an_ordinary_follow_up_has_no_doubt() -> None:
    said: list[Said] = [("2026-01-10", SET)]
    for day in range(11, 31):
        for hour in (8, 14, 20):
            missed = day in (14, 22) and hour == 14
            what: Happening = Missed() if missed else Took(dose=mg(20))
            said.append((f"2026-01-{day} {hour:02}:00", what))
        said.append((f"2026-01-{day} 21:00", Scored(scale="nrs", score="5")))
    said.append(("2026-01-20", imported(order(20))))
    made = woman(*sorted(said, key=lambda one: at(one[0])))
    # In the first days 60 mg where none was told before are asked about.
    for day in range(16, 31):
        assert is_plain(made, f"2026-01-{day}")


# --- far too much, and far too little ---------------------------------------------------


@pytest.mark.parametrize(
    ("took", "leads"), [((200,), True), ((20, 60), True), ((60,), False), ((20, 40), False)]
)
def test_far_more_at_one_time_than_meant_is_too_much_that_was_swallowed(
    took: tuple[float, ...], leads: bool
) -> None:
    doses = [(f"2026-01-20 {8 + hour:02}:00", Took(dose=mg(one))) for hour, one in enumerate(took)]
    made = woman(("2026-01-10", SET), *doses)
    found = asked(made, "2026-01-21")
    assert (found.headline.phrase == "running.needed_look") is leads
    later = asked(made, "2026-01-29")
    for one, fires in ((found, leads), (later, False)):
        fired = {finding.rule.id for finding in one.judgement.fit.findings}
        assert ("UNREAD-POISONING" in fired) is fires


def test_a_third_of_the_dose_for_days_is_a_cut_where_each_dose_is_told() -> None:
    third = [
        (f"2026-01-{day} {hour}:00", Took(dose=mg(20)) if hour == "08" else Missed())
        for day in (12, 13) for hour in ("08", "14", "20")
    ]  # fmt: skip
    found = asked(woman(("2026-01-10", SET), *third), "2026-01-14")
    assert "SET-CUT-FAR" in {one.rule.id for one in found.judgement.fit.findings}


@pytest.mark.parametrize(
    ("took", "leads"),
    [
        ([(21, n, 20) for n in range(9)], True),
        ([(8, 20 * n, 20) for n in range(3)] + [(20, 20 * n, 20) for n in range(3)], True),
        ([(hour, 0, 20) for hour in (8, 10, 12, 14, 16, 18, 20, 21, 22, 23)], True),
        # Late, and a day's doses at its end.
        ([(10, 0, 20), (13, 30, 20), (20, 0, 20)], False),
        ([(20, 0, 20), (20, 5, 20), (20, 10, 20)], False),
        ([(8, 0, 20), (10, 0, 20), (14, 0, 20), (20, 0, 20)], False),
    ],
)
def test_doses_close_together_are_one_amount(
    took: list[tuple[int, int, float]], leads: bool
) -> None:
    doses = [
        (f"2026-01-20 {hour + minute // 60:02}:{minute % 60:02}", Took(dose=mg(each)))
        for hour, minute, each in took
    ]
    made = woman(("2026-01-11", SET), *doses)
    assert (asked(made, "2026-01-21").headline.phrase == "running.needed_look") is leads

"""The calendar, parsed back: every dose of the plan, at its hour, on its days, and no other.

It is read by three: a strict reader of our own, `icalendar`, and `recurring-ical-events`, which
lays out what a calendar app would show.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]

from baclofen.assessment import Request, assess
from baclofen.errors import InputRefused, OutOfRange, UnknownName, UnreadableFile
from baclofen.knowledge import Note
from baclofen.planning import Agenda, Due, Plan, agenda_of, plan_oral
from baclofen.reporting import CalendarAsked, calendar_id, read_calendar, render_calendar
from baclofen.reporting.calendar.write import folded
from baclofen.reporting.calendar.zone import zone_lines
from baclofen.units import mg
from baclofen.value import replace
from tests.people import TODAY, known, on_baclofen, person, plan
from tests.unit.reporting import calendar_reader
from tests.unit.reporting.calendar_reader import Event
from tests.unit.reporting.plans import PLANS, agenda

K = known()


def text(found: Plan | Agenda, *, made: date = TODAY, patient: Any = None, **asked: Any) -> str:
    handed = found if isinstance(found, Agenda) else agenda(found)
    who = patient if patient is not None else person(label="A (1)")
    return render_calendar(handed, K, patient=who, made=made, asked=CalendarAsked(**asked))


def events(found: Plan | Agenda, **asked: Any) -> list[Event]:
    return calendar_reader.read_calendar(text(found, **asked))


def parsed(raw: str) -> Any:
    """The calendar as `icalendar` has it, whose types say little."""
    return icalendar.Calendar.from_ical(raw)


def shown(raw: str) -> list[Any]:
    """What an app shows of a calendar, over ten years."""
    calendar = parsed(raw)
    found: list[Any] = recurring_ical_events.of(calendar).between((2020, 1, 1), (2030, 1, 1))
    return found


def names(found: list[Event]) -> dict[str, Event]:
    """Entries by the part of their name behind the patient's."""
    return {event.uid[37:]: event for event in found}


@pytest.mark.parametrize("name", PLANS)
def test_every_dose_of_the_plan_is_there_once_and_no_other(name: str) -> None:
    found = agenda(PLANS[name])
    wanted: Counter[Any] = Counter()
    for step in found.steps:
        for n in range((step.last - step.first).days + 1):
            midnight = datetime.combine(step.first + timedelta(days=n), datetime.min.time())
            for intake in step.step.intakes:
                wanted[midnight + timedelta(hours=intake.hour), str(intake.dose)] += 1
    got: Counter[Any] = Counter()
    for event in events(PLANS[name]):
        if not event.is_all_day:
            told = event.summary.removeprefix("Baclofen ").split(":")[0]
            got.update((start, told) for start in event.starts)
    assert got == wanted
    apps = Counter(
        (event["DTSTART"].dt, str(event["SUMMARY"]).removeprefix("Baclofen ").split(":")[0])
        for event in shown(text(PLANS[name]))
        if isinstance(event["DTSTART"].dt, datetime)
    )
    assert apps == wanted


@pytest.mark.parametrize("name", PLANS)
def test_it_is_a_calendar_to_others_too(name: str) -> None:
    calendar = parsed(text(PLANS[name]))
    assert not calendar.errors
    assert str(calendar["NAME"]) == "Baclofen plan"
    assert "take this one out" in str(calendar["DESCRIPTION"])
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        assert str(event["CLASS"]) == "PRIVATE"
        assert str(event["STATUS"]) == "CONFIRMED"
        assert "[" not in str(event["SUMMARY"]) + str(event["DESCRIPTION"])  # no ids


@pytest.mark.parametrize("name", PLANS)
def test_steps_the_end_and_what_is_due_have_their_days(name: str) -> None:
    p = PLANS[name]
    found = agenda(p)
    days = [e for e in events(p) if e.is_all_day]
    starts = [e.starts[0] for e in days if ", step " in e.summary]
    assert starts == [s.first for s in found.steps]
    (end,) = [e for e in days if e.uid.endswith("-end")]
    assert end.starts == (found.last_day + timedelta(days=1),)
    assert ("no dose from today" in end.summary) is found.is_down
    assert ("stop suddenly" in end.description) is not found.is_down
    due = [e for e in days if "-due-" in e.uid]
    assert [(e.starts[0], e.starts[0] + e.lasts - timedelta(days=1)) for e in due] == [
        (d.first, d.last) for d in found.due
    ]


def test_a_raise_is_only_if_needed_and_a_cut_is_not_in_question() -> None:
    up = [e.summary for e in events(PLANS["start"]) if ", step " in e.summary]
    assert ["if needed and tolerated" in said for said in up] == [False, True, True, True]
    for event in events(PLANS["start"]):
        if "dose" in event.uid:
            assert "take the dose of that step" in event.description
    assert not [e for e in events(PLANS["taper"]) if "if needed" in e.summary]


def test_the_visit_and_the_kidney_check_are_those_of_the_page() -> None:
    due = agenda(PLANS["start"]).due
    assert [(d.first, d.last) for d in due] == [
        (date(2026, 12, 6), date(2026, 12, 20)), (date(2027, 11, 22), date(2027, 11, 22)),
    ]  # fmt: skip
    assert {d.says.why for d in agenda(PLANS["taper"]).due} == {("T-VISITS",)}


# --- clocks -----------------------------------------------------------------------------


def across_summer_time() -> Agenda:
    request = Request(today=date(2027, 3, 25), kind="start")
    found = agenda_of(plan_oral(assess(person(), K, request), K), K)
    assert found is not None
    return found


@pytest.mark.parametrize("zone", ["", "Europe/Berlin", "America/Chicago"])
def test_a_dose_at_eight_stays_at_eight_across_the_change_to_summer_time(zone: str) -> None:
    found = across_summer_time()
    raw = text(found, made=date(2027, 3, 25), zone=zone)
    there = ZoneInfo(zone or "Europe/Berlin")
    morning = []
    for event in shown(raw):
        at = event["DTSTART"].dt
        if isinstance(at, datetime) and at.hour == 8:
            assert (at.tzinfo is None) is not bool(zone)
            morning.append(at.replace(tzinfo=there))
    assert len(morning) == (found.last_day - found.first_day).days + 1
    utc = {at.astimezone(UTC).hour for at in morning}
    assert utc == ({13} if zone == "America/Chicago" else {6, 7})


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Berlin", date(2026, 9, 1), date(2027, 12, 1)),
        ("America/Chicago", date(2026, 11, 22), date(2027, 4, 1)),
        ("Australia/Lord_Howe", date(2027, 1, 1), date(2027, 12, 31)),  # by half an hour
        ("Asia/Kolkata", date(2027, 1, 1), date(2027, 12, 31)),  # none
        ("Europe/Dublin", date(2027, 1, 1), date(2027, 12, 31)),  # winter is what saves there
    ],
)
def test_a_zone_is_told_as_it_is_hour_by_hour(zone: str, first: date, last: date) -> None:
    """The rules of a VTIMEZONE, read by hand: an offset holds from its begin on the old clock."""
    lines = list(zone_lines(zone, first, last))
    assert lines[:2] == ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    changes = []
    for at, line in enumerate(lines):
        if line.startswith("DTSTART:"):
            begins = datetime.strptime(line, "DTSTART:%Y%m%dT%H%M%S")  # noqa: DTZ007
            before, after = (_offset(lines[at + n]) for n in (2, 3))
            changes.append((begins - before, after))
    now = datetime.combine(first, datetime.min.time())
    while now.date() <= last:
        told = max((when, offset) for when, offset in changes if when <= now)[1]
        assert told == now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
        now += timedelta(hours=1)


def _offset(line: str) -> timedelta:
    sign, hours, minutes = line[-5], int(line[-4:-2]), int(line[-2:])
    return (1 if sign == "+" else -1) * timedelta(hours=hours, minutes=minutes)


def test_a_zone_stands_in_the_file_and_one_that_does_not_exist_is_refused() -> None:
    raw = text(PLANS["start"], zone="Europe/London")
    assert raw.count("BEGIN:VTIMEZONE") == 1
    assert {e.zone for e in events(PLANS["start"], zone="Europe/London")} == {"", "Europe/London"}
    with pytest.raises(UnknownName, match="Did you mean Europe/London"):
        CalendarAsked(zone="Europe/Londn")
    with pytest.raises(UnknownName):
        CalendarAsked(zone="../../etc/passwd")


def test_an_alarm_is_set_for_doses_only_and_only_where_asked() -> None:
    assert {e.alarm for e in events(PLANS["start"])} == {""}
    for event in events(PLANS["start"], alarm=15):
        assert event.alarm == ("" if event.is_all_day else "-PT15M")
    (alarm, *_) = parsed(text(PLANS["start"], alarm=15)).walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(minutes=15)
    for wrong in (-1, 24 * 60 + 1):
        with pytest.raises(OutOfRange):
            CalendarAsked(alarm=wrong)


# --- made again -------------------------------------------------------------------------


def test_names_are_of_the_patient_and_the_step() -> None:
    """Made again, also later and with other values, the same step has the same name."""
    first = names(events(PLANS["taper"], patient=person(label="A (1)")))
    again = names(events(PLANS["slow-end"], patient=person(label="A (1)", egfr=60.0)))
    assert first.keys() <= again.keys() | {"due-kidneys"}
    assert {n for n in again if "visit" not in n} == {n for n in first if "visit" not in n}
    assert {"down-1", "down-1-dose-1", "end", "due-visit_down"} <= first.keys()
    whole = [{e.uid for e in events(PLANS["taper"], patient=who)} for who in (
        person(label="A (1)"), person(label="A (1)", egfr=60.0), person(label="B (2)"),
        person(), person(egfr=60.0), person(egfr=60.0),
    )]  # fmt: skip
    assert whole[0] == whole[1]
    assert whole[4] == whole[5]
    # Two labels, a label and none, two who are told otherwise: never one name in common.
    for one, other in ((0, 2), (0, 3), (2, 3), (3, 4)):
        assert not whole[one] & whole[other]


def test_a_later_plan_has_a_higher_sequence_also_without_the_earlier_calendar() -> None:
    early, late = (events(PLANS["start"], made=day) for day in (TODAY, TODAY + timedelta(days=1)))
    assert max(e.sequence for e in early) < min(e.sequence for e in late)
    assert all(0 <= e.sequence < 2**31 for e in late)


def test_what_stays_keeps_its_sequence_and_what_changes_gets_a_higher_one() -> None:
    old = text(PLANS["start"])
    same = text(PLANS["start"], earlier=read_calendar(old, "old"))
    assert same == old
    moved = names(events(PLANS["slow start"], earlier=read_calendar(old, "old")))
    before = names(calendar_reader.read_calendar(old))
    for name, event in moved.items():
        if name in before and not event.is_cancelled:
            differs = replace_sequence(event) != replace_sequence(before[name])
            assert event.sequence == before[name].sequence + differs
    assert moved["up-1"].sequence == before["up-1"].sequence + 1


def replace_sequence(event: Event) -> Any:
    return (event.summary, event.description, event.starts, event.lasts)


def test_what_fell_away_is_cancelled_once_and_for_all() -> None:
    up = text(PLANS["start"])
    raw = text(PLANS["taper"], earlier=read_calendar(up, "old"))
    found = names(calendar_reader.read_calendar(raw))
    gone = {name for name in names(calendar_reader.read_calendar(up)) if name.startswith("up-")}
    gone |= {"due-visit", "due-kidneys"}
    assert {name for name, event in found.items() if event.is_cancelled} == gone
    before = names(calendar_reader.read_calendar(up))
    assert all(found[name].sequence > before[name].sequence for name in gone)
    # What an app shows of both files together is the new plan, and nothing of the old one.
    newest: dict[str, Event] = {}
    for event in (*calendar_reader.read_calendar(up), *calendar_reader.read_calendar(raw)):
        kept = newest.get(event.uid)
        if kept is None or kept.sequence <= event.sequence:
            newest[event.uid] = event
    left = {uid[37:] for uid, event in newest.items() if not event.is_cancelled}
    assert left == names(events(PLANS["taper"])).keys()
    # Made once more it stays as it is; and a third plan still cancels what the first had.
    assert text(PLANS["taper"], earlier=read_calendar(raw, "old")) == raw
    third = text(PLANS["halves"], earlier=read_calendar(raw, "old"))
    assert gone <= {
        n for n, e in names(calendar_reader.read_calendar(third)).items() if e.is_cancelled
    }


def test_days_that_have_passed_stay_and_only_what_was_to_come_falls_away() -> None:
    old = read_calendar(text(PLANS["start"]), "old")
    later = TODAY + timedelta(days=4)  # in the second of three days of step 2
    raw = text(PLANS["taper"], made=later, earlier=old)
    found = names(calendar_reader.read_calendar(raw))
    assert not found["up-1-dose-1"].is_cancelled
    assert not found["up-2-dose-1"].is_cancelled
    assert [s.date() for s in found["up-2-dose-1"].starts] == [TODAY + timedelta(days=3)]  # type: ignore[union-attr]
    assert found["up-3"].is_cancelled
    assert found["up-3-dose-1"].is_cancelled
    assert text(PLANS["taper"], made=later, earlier=read_calendar(raw, "old")) == raw


def test_the_calendar_of_another_patient_is_refused() -> None:
    old = read_calendar(text(PLANS["start"], patient=person(label="B (2)")), "old")
    with pytest.raises(InputRefused, match="must be of the same patient"):
        text(PLANS["start"], earlier=old)
    assert old.uid == calendar_id(person(label="B (2)"))


def test_it_is_read_back_as_it_was_written_also_by_other_line_ends() -> None:
    raw = text(PLANS["small supplies"], zone="Europe/London", alarm=5)
    one = read_calendar(raw, "old")
    other = read_calendar(raw.replace("\r\n", "\n"), "old")
    assert (one.uid, one.entries) == (other.uid, other.entries)
    assert len(one.entries) == raw.count("BEGIN:VEVENT")
    again = text(PLANS["small supplies"], zone="Europe/London", alarm=5, earlier=one)
    assert again == raw


@pytest.mark.parametrize(
    "broken",
    [
        "", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        text(PLANS["start"]).replace("//baclofen//", "//other//"),
        text(PLANS["start"]).replace("FREQ=DAILY", "FREQ=WEEKLY"),
        text(PLANS["start"]).replace("END:VEVENT\r\n", "", 1),
        text(PLANS["start"]).replace("SEQUENCE:", "SEQUENCE:x", 1),
        text(PLANS["start"]).replace("COUNT=3", "COUNT=0", 1),
        text(PLANS["start"])[:-40],
    ],
)  # fmt: skip
def test_a_file_that_this_program_did_not_write_so_is_refused(broken: str) -> None:
    with pytest.raises(UnreadableFile, match="one that this program wrote"):
        read_calendar(broken, "old.ics")


def test_text_is_escaped_and_folded_without_cutting_a_character() -> None:
    hard = "semi; comma, back\\slash\nline " + "µ" * 90 + " 5 mg"
    said = Note("newcomer.unmade", ("M-EGFR",), (("reason", hard),))
    found = replace(agenda(PLANS["start"]), due=(Due(TODAY, TODAY, said),))
    raw = text(found)
    (event,) = [e for e in calendar_reader.read_calendar(raw) if "newcomer" in e.uid]
    assert event.summary == f"Baclofen plan: {hard}"
    (other,) = [e for e in shown(raw) if "newcomer" in e["UID"]]
    assert str(other["SUMMARY"]) == f"Baclofen plan: {hard}"
    assert [e for e in read_calendar(raw, "x").entries if e.title == f"Baclofen plan: {hard}"]
    assert folded("x" * 75) == "x" * 75
    assert folded("x" * 76) == "x" * 75 + "\r\n x"


@pytest.mark.parametrize(
    "p",
    [
        plan(on_baclofen(), "continue"),
        plan(on_baclofen(mg(60), egfr=20.0), "continue"),
        plan(on_baclofen(mg(60), egfr=20.0), "start"),
        plan(person(egfr=None)),
        plan(on_baclofen(egfr=22.0, signs=["confusion"]), "taper"),
        plan(person(deceased=True)),
    ],
    ids=["continue", "held", "not started", "needs-info", "emergency", "dead"],
)
def test_nothing_that_nobody_decided_on_is_put_into_a_calendar(p: Plan) -> None:
    assert agenda_of(p, K) is None

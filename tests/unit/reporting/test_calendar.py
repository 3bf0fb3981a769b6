"""The calendar, parsed back: every dose of the plan, at its hour, on its days, and no other."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any

import pytest

from baclofen.assessment import Request, assess
from baclofen.knowledge import Note
from baclofen.planning import Agenda, Due, Plan, agenda_of, plan_oral
from baclofen.regimen import OralOrder, TaperOrder
from baclofen.reporting import render_calendar
from baclofen.reporting.calendar import folded
from baclofen.units import mg
from baclofen.value import replace
from tests.people import TODAY, known, on_baclofen, person, plan
from tests.unit.reporting.calendar_reader import Event, read_calendar

K = known()
PLANS = {
    "start": plan(person()),
    "slow start": plan(person(age_y=70.0)),
    "taper": plan(on_baclofen(mg(60)), "taper"),
    "halves": plan(on_baclofen(mg(45)), "stop", "UK"),
    "slow-end": plan(on_baclofen(mg(60)), "taper", taper=TaperOrder(shape="slow-end")),
    "long": plan(on_baclofen(mg(100)), "taper", taper=TaperOrder(shape="proportional")),
    "liquid": plan(on_baclofen(mg(30)), "taper", order=OralOrder(product="solution_1")),
    "back": plan(on_baclofen(), "taper", taper=TaperOrder(returned=True, previous=mg(40))),
}


def agenda(p: Plan) -> Agenda:
    found = agenda_of(p, K)
    assert found is not None
    return found


def events(p: Plan, text: str = "a plan") -> list[Event]:
    return read_calendar(render_calendar(agenda(p), K, plan_text=text, made=TODAY))


@pytest.mark.parametrize("name", PLANS)
def test_every_dose_of_the_plan_is_there_once_and_no_other(name: str) -> None:
    p = PLANS[name]
    course = agenda(p).course
    wanted: Counter[Any] = Counter()
    for hours, dose in course.regimen.times():
        midnight = datetime.combine(course.regimen.start, datetime.min.time())
        wanted[midnight + timedelta(hours=hours), str(dose)] += 1
    got: Counter[Any] = Counter()
    for event in events(p):
        if not event.is_all_day:
            told = event.summary.removeprefix("Baclofen ").split(":")[0]
            got.update((start, told) for start in event.starts)
    assert got == wanted


@pytest.mark.parametrize("name", PLANS)
def test_steps_the_end_and_what_is_due_have_their_days(name: str) -> None:
    p = PLANS[name]
    found = agenda(p)
    days = [e for e in events(p) if e.is_all_day]
    starts = [e.starts[0] for e in days if ", step " in e.summary]
    assert starts == [s.first for s in found.course.steps]
    (end,) = [e for e in days if "-end@" in e.uid]
    assert end.starts == (found.course.steps[-1].last + timedelta(days=1),)
    assert ("no dose from today" in end.summary) is found.is_down
    due = [e for e in days if "-due-" in e.uid]
    assert [(e.starts[0], e.starts[0] + e.lasts - timedelta(days=1)) for e in due] == [
        (d.first, d.last) for d in found.due
    ]


def test_the_visit_and_the_kidney_check_are_those_of_the_page() -> None:
    due = agenda(PLANS["start"]).due
    assert [(d.first, d.last) for d in due] == [
        (date(2026, 12, 6), date(2026, 12, 20)), (date(2027, 11, 22), date(2027, 11, 22)),
    ]  # fmt: skip
    assert [d.says.why for d in agenda(PLANS["taper"]).due] == [("M-EGFR",)]


class Berlin(tzinfo):
    """Central Europe in 2027: one hour, from 28 March 2 h on the clock two."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        assert when is not None
        summer = when.replace(tzinfo=None) >= datetime(2027, 3, 28, 2)  # noqa: DTZ001
        return timedelta(hours=2 if summer else 1)

    def dst(self, when: datetime | None) -> timedelta:
        return self.utcoffset(when) - timedelta(hours=1)

    def tzname(self, when: datetime | None) -> str:
        return "CEST" if self.dst(when) else "CET"


def test_a_dose_at_eight_stays_at_eight_across_the_change_to_summer_time() -> None:
    today = date(2027, 3, 25)
    request = Request(today=today, kind="start")
    p = plan_oral(assess(person(), K, request), K)
    found = agenda(p)
    assert found.course.steps[0].first == today
    morning = [
        start.replace(tzinfo=Berlin())
        for e in read_calendar(render_calendar(found, K, plan_text="x", made=today))
        for start in e.starts
        if isinstance(start, datetime) and start.hour == 8
    ]
    assert len(morning) == found.course.regimen.days
    assert {when.hour for when in morning} == {8}
    utc = [when.astimezone(UTC) for when in sorted(morning)]
    assert {when.hour for when in utc} == {6, 7}
    gaps = {b - a for a, b in pairwise(utc)}
    assert gaps == {timedelta(hours=24), timedelta(hours=23)}


def test_names_of_entries_are_stable_for_a_plan_and_differ_between_plans() -> None:
    p = PLANS["taper"]
    one, again, other = (events(p, text) for text in ("plan", "plan", "another plan"))
    assert [e.uid for e in one] == [e.uid for e in again]
    assert not {e.uid for e in one} & {e.uid for e in other}


def test_text_is_escaped_and_folded_without_cutting_a_character() -> None:
    hard = "semi; comma, back\\slash\nline " + "µ" * 90 + " 5 mg"
    said = Note("newcomer.unmade", ("M-EGFR",), (("reason", hard),))
    found = replace(agenda(PLANS["start"]), due=(Due(TODAY, TODAY, said),))
    text = render_calendar(found, K, plan_text="x", made=TODAY)
    (event,) = [e for e in read_calendar(text) if "-due-" in e.uid]
    assert event.summary == f"Baclofen plan: {hard}"
    assert event.description == f"{hard}. [M-EGFR]"
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

"""Random courses of doses set, planned, taken, missed, stopped and told: nobody is told to go on
with more than the evidence allows, and no stop passes in silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baclofen import Verdict, answer, load_knowledge
from baclofen.answering import Answer
from baclofen.record import (
    Accepted,
    Answered,
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
from baclofen.units import mg
from tests.size import people
from tests.unit.record.told import OTHER, WOMAN, electronic, imported, inputs_of, order

KNOWN = load_knowledge()
FIRST = date(2026, 1, 10)
DAYS = 24
GOES_ON = "running.go_on"
DOSES = st.sampled_from([15, 30, 60, 75])
#: A stop is said for so many days: baclofen that was stopped within them counts as current.
RECENT = int(KNOWN.number("patient.recent_baclofen"))
WITHIN = int(KNOWN.number("records.taken_otherwise"))

HAPPENS: st.SearchStrategy[Happening] = st.one_of(
    st.builds(lambda d: DoseSet(route="oral", per_day=mg(d), times_per_day=3), DOSES),
    st.builds(lambda d: Took(dose=mg(d)), st.sampled_from([5, 10, 20, 60, 75])),
    st.builds(lambda n: Missed(doses=n), st.integers(1, 6)),
    st.builds(
        lambda why: Stopped(route="oral", why=why),
        st.sampled_from(["planned", "ran out", "poisoning", "side effect"]),
    ),
    st.builds(
        lambda words: Told(table={"baclofen": words}),
        st.sampled_from(["none", "10 mg three times daily", "20 mg three times daily"]),
    ),
    st.just(Answered(key="baclofen", words="10 mg three times daily")),
    st.builds(
        lambda shown: imported(OTHER, *shown), st.sampled_from([(), (order(10),), (order(20),)])
    ),
    st.builds(lambda n: Scored(scale="nrs", score=str(n)), st.integers(0, 10)),
)
COURSE = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, 23), st.booleans(), HAPPENS),
    min_size=1, max_size=9,
)  # fmt: skip


def _lived(course: list[tuple[int, int, bool, Happening]], plan: list[int] | None) -> Record:
    """The woman of the examples, and what happened, each written when it happened."""
    begun = datetime.combine(FIRST, time(0), UTC)
    made = Record().with_(Told(table=WOMAN), at=begun, written=begun, by="a")
    if plan is not None:
        steps = tuple(
            StepPlanned(FIRST + timedelta(days=4 * n), mg(dose)) for n, dose in enumerate(plan)
        )
        planned = Planned(door="plan", verdict="ok", headline="x", digest="0" * 64, steps=steps)
        for one in (planned, Accepted(plan=2)):
            made = made.with_(one, at=begun, written=begun, by="a")
    seen: set[str] = set()
    for day, hour, whole_day, what in sorted(course, key=lambda one: one[:2]):
        if isinstance(what, Imported):
            if what.digest in seen:
                continue
            seen.add(what.digest)
        when = begun + timedelta(days=day, hours=hour, minutes=1)
        at = when.replace(hour=12, minute=0) if whole_day else when
        made = made.with_(what, at=at, written=when, by="a", whole_day=whole_day)
    return made


def _asked(made: Record, day: date, kind: Any = None) -> Answer:
    reading = on_day(made, day, KNOWN, electronic=electronic)
    return answer(inputs_of(reading, day, kind), KNOWN)


def _allowed(made: Record, day: date) -> list[float]:
    """The doses a day, in mg, that speak on this day; the smallest of them is the most that may
    go on: what was set or told last, the step of a plan, and whole days of less."""
    told: list[float] = []
    sums: dict[date, float] = {}
    newest = FIRST
    for event in made.standing:
        what = event.what
        if event.day > day:
            continue
        if isinstance(what, DoseSet):
            told, sums, newest = [what.per_day.in_mg], {}, event.day
        elif isinstance(what, Took) and newest < event.day < day:
            sums[event.day] = sums.get(event.day, 0.0) + what.dose.in_mg
    last = list(sums.values())[-WITHIN:]
    return told + ([max(last)] if len(last) == WITHIN else [])


PLANS = st.one_of(st.none(), st.lists(st.sampled_from([60, 45, 30, 15, 5]), min_size=1, max_size=5))


@given(course=COURSE, plan=PLANS)
@settings(max_examples=people(120), deadline=None)
def test_nobody_goes_on_with_more_than_the_evidence_allows(
    course: list[tuple[int, int, bool, Happening]], plan: list[int] | None
) -> None:
    made = _lived(course, plan)
    day = FIRST + timedelta(days=DAYS)
    reading = on_day(made, day, KNOWN, electronic=electronic)
    found = _asked(made, day)
    if found.headline.phrase != GOES_ON:
        return
    (use,) = reading.patient.baclofen or ()
    assert use.status == "active"
    assert use.daily is not None
    assert not use.doubt
    if allowed := _allowed(made, day):
        newest = [e for e in made.standing if isinstance(e.what, DoseSet | Told | Answered)]
        if newest and isinstance(newest[-1].what, DoseSet) and plan is None:
            assert use.daily.in_mg <= min(allowed) * 1.01


@given(course=COURSE, plan=PLANS, ahead=st.integers(0, RECENT - 1))
@settings(max_examples=people(120), deadline=None)
def test_no_stop_passes_in_silence(
    course: list[tuple[int, int, bool, Happening]], plan: list[int] | None, ahead: int
) -> None:
    """Until a dose is set, told or planned anew it is neither continued nor started as if nothing
    had been."""
    ends = (DoseSet, Told, Answered)
    course = [one for one in course if not isinstance(one[3], ends) or one[0] < 8]
    stop = Stopped(route="oral", why="poisoning" if ahead % 2 else "ran out")
    told = DoseSet(route="oral", per_day=mg(60), times_per_day=3)
    before = [one for one in course if one[0] < 8]
    after = [one for one in course if one[0] > 9]
    made = _lived([*before, (8, 8, False, told), (9, 8, False, stop), *after], plan)
    day = FIRST + timedelta(days=9 + ahead)
    found = _asked(made, day)
    assert found.verdict >= Verdict.CAUTION
    assert found.headline.phrase != GOES_ON
    assert not found.headline.phrase.startswith("start")
    if stop.why == "poisoning":
        conditions = on_day(made, day, KNOWN, electronic=electronic).patient.conditions
        assert "baclofen_overdose" in conditions
        assert found.verdict >= Verdict.AVOID


@given(
    daily=st.sampled_from([15, 30, 60]), missed=st.sets(st.integers(0, 20), max_size=4),
    day=st.integers(1, 20),
)  # fmt: skip
@settings(max_examples=people(60), deadline=None)
def test_an_ordinary_follow_up_has_no_doubt(daily: int, missed: set[int], day: int) -> None:
    """Set, taken as set, a dose missed now and then: it goes on. What is more than a start is
    asked about on its first days (SET-AFTER-NONE)."""
    day += 6 if daily > 15 else 0
    course: list[tuple[int, int, bool, Happening]] = [
        (0, 1, False, DoseSet(route="oral", per_day=mg(daily), times_per_day=3))
    ]
    alone = {one for one in missed if one - 1 not in missed}
    for one in range(1, day + 1):
        for hour in (8, 14, 20):
            forgot = one in alone and hour == 14
            course.append((one, hour, False, Missed() if forgot else Took(dose=mg(daily / 3))))
    made = _lived(course, None)
    found = _asked(made, FIRST + timedelta(days=day))
    assert found.headline.phrase == GOES_ON
    assert found.verdict is Verdict.OK

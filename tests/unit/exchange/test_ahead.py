"""What orders lead to on later days: named with its days, judged, and nothing put beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.errors import InputRefused
from baclofen.exchange import Reading, read_table, with_answers
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse, DoseAhead, DoseBefore
from baclofen.planning import Plan, plan_oral
from baclofen.planning.decide.raising import raise_of
from baclofen.units import mg
from tests.hook_requests import (
    asked,
    cards,
    order,
    prefetch,
)
from tests.hook_requests import reading as read
from tests.people import TODAY, fired, known

K = known()
Json = dict[str, Any]
Step = tuple[str, int, int | None]


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def dosage(words: str, first: int | None, last: int | None, sequence: int | None = None) -> Json:
    """A dosage in words, from a day of so many days on to another."""
    days = {"start": first, "end": last}
    period = {name: on(at).isoformat() for name, at in days.items() if at is not None}
    made: Json = {"text": words, "timing": {"repeat": {"boundsPeriod": period}}}
    return made | ({} if sequence is None else {"sequence": sequence})


def stepped(*steps: Step, id: str = "rq", **more: Any) -> Json:
    """One order that goes in steps."""
    each = [dosage(*step, sequence=n) for n, step in enumerate(steps, start=1)]
    return order(
        id, status="active", authoredOn=on(-30).isoformat(), dosageInstruction=each, **more
    )


def lone(
    id: str, words: str, first: int | None = None, last: int | None = None, **more: Any
) -> Json:
    """An order of one dosage."""
    bounds = {} if first is None and last is None else dosage(words, first, last)
    made = {"status": "active", "authoredOn": on(-30).isoformat(), **more}
    return order(id, dosageInstruction=[{"text": words, **bounds}], **made)


def use(*orders: Json) -> BaclofenUse:
    (found,) = read(*orders).patient.baclofen or ()
    return found


def judged(*orders: Json, kidney: float | None = 0.8, **ask: Any) -> Assessment:
    reading = read(*orders, kidney=kidney)
    return assess(reading.patient, K, reading.asks(today=TODAY, **ask))


def ahead(*steps: tuple[float | None, int]) -> tuple[DoseAhead, ...]:
    return tuple(DoseAhead(None if dose is None else mg(dose), on(days)) for dose, days in steps)


def plan(fit: Assessment) -> Plan:
    made = plan_oral(fit, K)
    assert isinstance(made, Plan)
    return made


def lead(fit: Assessment) -> str:
    return K.say(plan(fit).headline)


def day_said(days: int) -> str:
    return K.say(K.note("set.since", day=on(days))).removeprefix(" since ")


TID = "three times daily"
DOWN: tuple[Step, ...] = (
    (f"10 mg {TID}", -5, 9), (f"5 mg {TID}", 10, 23), ("5 mg once daily", 24, 37),
)  # fmt: skip
STEEP: tuple[Step, ...] = ((f"20 mg {TID}", -5, 9), ("10 mg once daily", 10, None))
UP: tuple[Step, ...] = ((f"5 mg {TID}", -1, 1), (f"10 mg {TID}", 2, 4), (f"15 mg {TID}", 5, None))


# --- what is read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        ([stepped(*DOWN)], ahead((15, 10), (5, 24))),
        # Of two orders, by the days of their doses.
        ([lone("a", f"10 mg {TID}", -5, 9), lone("b", f"5 mg {TID}", 10)], ahead((15, 10))),
        # Of one that is dated ahead, beside one with an end.
        ([lone("a", f"10 mg {TID}", -5, 9),
          lone("b", f"5 mg {TID}", authoredOn=on(10).isoformat())], ahead((15, 10))),
        # In words, with an end that is told.
        ([lone("a", f"10 mg {TID} for 1 week, then 5 mg {TID} for 1 week, then stop",
               authoredOn=on(-2).isoformat())], ahead((15, 5), (0, 12))),
        ([lone("a", f"20 mg {TID} for 1 week, then stop", authoredOn=on(-2).isoformat())],
         ahead((0, 5))),
        # Nothing is told of the days after a renewal, or after an order alone.
        ([lone("a", f"10 mg {TID}", -40, 3), lone("b", f"10 mg {TID}", -5, 40)], ()),
        ([lone("a", f"10 mg {TID}", -5, 9)], ()),
        ([lone("a", f"10 mg {TID}")], ()),
        # Over each other, or after days without any: nobody can tell.
        ([lone("a", f"10 mg {TID}"), lone("b", f"5 mg {TID}", 10)], ahead((None, 10))),
        ([lone("a", f"10 mg {TID}", -5, 3), lone("b", f"10 mg {TID}", 8)],
         ahead((None, 4), (30, 8))),
        # A few days late with the next.
        ([lone("a", f"10 mg {TID}", -5, 3), lone("b", f"10 mg {TID}", 7)], ()),
        ([stepped((f"10 mg {TID}", -5, 9), ("as directed", 10, None))], ahead((None, 10))),
        # What is only drafted, or is no order to take it, leads to nothing.
        ([lone("a", f"10 mg {TID}"), lone("b", f"5 mg {TID}", 10, status="cancelled")], ()),
    ],
)  # fmt: skip
def test_the_doses_that_are_ordered_ahead(orders: list[Json], found: tuple[DoseAhead, ...]) -> None:
    assert use(*orders).ahead == found


def test_more_steps_than_anybody_lays_out_are_not_told_for_sure() -> None:
    many = [(f"{10 + n % 5} mg once daily", n, n) for n in range(250)]
    found = use(stepped(("20 mg once daily", -5, -1), *many))
    assert found.daily == mg(10)
    assert found.ahead == ahead((None, 1))


def test_steps_that_are_over_ran_before_and_a_way_down_that_ends_is_no_supply() -> None:
    found = use(stepped((f"10 mg {TID}", -20, -11), (f"5 mg {TID}", -10, 5)))
    assert found.before == (DoseBefore(mg(30), on(-10)),)
    assert found.until == on(5)
    ends = use(lone("a", f"10 mg {TID} for 1 week, then stop", authoredOn=on(-2).isoformat()))
    assert ends.until is None


@pytest.mark.parametrize("orders", [
    [stepped((f"20 mg {TID}", -20, -2), (f"5 mg {TID}", -1, None))],
    [lone("a", f"20 mg {TID}", -20, -2), lone("b", f"5 mg {TID}", -1)],
])  # fmt: skip
def test_a_step_that_was_just_taken_is_judged_as_what_was_set(orders: list[Json]) -> None:
    assert "SET-CUT-FAR" in fired(judged(*orders))


def test_of_each_day_the_dose_is_the_one_of_its_step() -> None:
    found = use(stepped(*DOWN))
    assert [found.daily_on(on(days)) for days in (-3, 0, 9, 10, 23, 24, 60)] == [
        mg(30), mg(30), mg(30), mg(15), mg(15), mg(5), mg(5),
    ]  # fmt: skip
    later = use(stepped((f"10 mg {TID}", -20, -11), (f"5 mg {TID}", -10, 5)))
    assert [later.daily_on(on(days)) for days in (-11, -10)] == [mg(30), mg(15)]


# --- what is said -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "named"), [(DOWN, ((15, 10), (5, 24))), (UP, ((30, 2), (45, 5)))]
)
def test_steps_that_are_ordered_are_named_and_nothing_is_put_beside_them(
    steps: tuple[Step, ...], named: tuple[tuple[float, int], ...]
) -> None:
    fit = judged(stepped(*steps))
    made, found = plan(fit), raise_of(fit, K)
    assert fit.verdict is Verdict.OK
    assert found is not None
    assert found.step is None
    assert found.note.phrase == "ahead.no_raise"
    said = K.say(made.headline)
    options = " ".join(K.say(note) for note in made.options)
    for daily, days in named:
        assert f"{mg(daily)} a day from {day_said(days)}" in said
        assert f"{mg(daily)} a day from {day_said(days)}" in options
    assert said.startswith("Continue baclofen")
    # Beside an ordered way up the way down is still there for whoever decides on it.
    assert (made.down is None) is (steps is DOWN)
    assert ("none written after" in said) is (steps is DOWN)


def test_many_steps_are_counted_in_the_headline_and_all_named_below() -> None:
    doses = [(f"{dose} mg once daily", -1 + 7 * n, 5 + 7 * n) for n, dose in
             enumerate((40, 35, 30, 25, 20))]  # fmt: skip
    made = plan(judged(stepped(*doses)))
    assert "1 more step until" in K.say(made.headline)
    assert "20 mg a day from" not in K.say(made.headline)
    assert "20 mg a day from" in " ".join(K.say(note) for note in made.options)


def test_who_asks_to_come_down_or_must_gets_a_way_down_all_the_same() -> None:
    assert plan(judged(stepped(*DOWN), kind="taper")).down is not None
    assert plan(judged(stepped(*DOWN), kidney=3.5)).down is not None


# --- what is judged ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "rule", "before", "now", "days"),
    [
        (STEEP, "AHEAD-CUT-FAR", 60, 10, 10),
        # One step a day: what they come to.
        (((f"20 mg {TID}", -5, 9), (f"15 mg {TID}", 10, 10), (f"10 mg {TID}", 11, 11),
          (f"5 mg {TID}", 12, None)), "AHEAD-CUT-FAR", 60, 15, 12),
        (((f"5 mg {TID}", -5, 9), (f"20 mg {TID}", 10, None)), "AHEAD-RAISE-FAR", 15, 60, 10),
        # The first step is one, the second is far.
        (((f"20 mg {TID}", -5, 9), (f"15 mg {TID}", 10, 20), ("5 mg once daily", 21, None)),
         "AHEAD-CUT-FAR", 45, 5, 21),
    ],
)  # fmt: skip
def test_an_ordered_step_too_far_is_advised_against_with_both_doses_and_its_day(
    steps: tuple[Step, ...], rule: str, before: float, now: float, days: int
) -> None:
    fit = judged(stepped(*steps))
    made = plan(fit)
    assert fit.verdict is Verdict.AVOID
    assert rule in made.headline.why
    assert f"anew before {day_said(days)}: they go from {mg(before)} to {mg(now)}" in lead(fit)
    # What runs goes on, and beside a way down that may not be taken stands one that may.
    assert "running.keep" in {note.phrase for note in made.options}
    assert made.down is not None


def test_to_none_at_once_is_a_stop_but_for_the_last_step_of_a_way_down() -> None:
    far = judged(lone("a", f"20 mg {TID} for 1 week, then stop", authoredOn=on(-2).isoformat()))
    last = judged(lone("a", f"5 mg {TID} for 1 week, then stop", authoredOn=on(-2).isoformat()))
    assert (far.verdict, "AHEAD-CUT-FAR" in fired(far)) == (Verdict.AVOID, True)
    assert (last.verdict, "AHEAD-CUT-FAR" in fired(last)) == (Verdict.OK, False)


def test_the_old_dose_after_days_without_is_advised_against() -> None:
    reading = typed(f"none from {on(7)}", f"30 mg/day from {on(14)}", baclofen="15 mg/day")
    fit = assess(reading.patient, K, reading.asks(today=TODAY))
    assert {r for r in fired(fit) if r.startswith("AHEAD")} == {"AHEAD-AFTER-NONE"}
    assert f"before {day_said(14)}: they go on with 30 mg a day then" in lead(fit)
    low = typed(f"none from {on(7)}", f"15 mg/day from {on(14)}", baclofen="15 mg/day")
    assert assess(low.patient, K, low.asks(today=TODAY)).verdict is Verdict.OK


def test_several_steps_at_once_are_a_caution_and_the_labels_steps_are_none() -> None:
    two = judged(stepped((f"20 mg {TID}", -5, 9), (f"10 mg {TID}", 10, None)))
    assert (two.verdict, "AHEAD-STEPS" in fired(two)) == (Verdict.CAUTION, True)
    assert not {r for r in fired(judged(stepped(*UP))) if r.startswith("AHEAD")}
    assert not {r for r in fired(judged(stepped(*DOWN))) if r.startswith("AHEAD")}


def test_what_cannot_be_told_for_sure_is_a_caution_and_holds_a_raise_back() -> None:
    fit = judged(lone("a", f"10 mg {TID}"), lone("b", f"5 mg {TID}", 10))
    assert (fit.verdict, "AHEAD-UNSURE" in fired(fit)) == (Verdict.CAUTION, True)
    found = raise_of(fit, K)
    assert found is not None
    assert found.step is None
    assert f"from {day_said(10)} a dose that cannot be told" in lead(fit)


@pytest.mark.parametrize(
    ("steps", "kidney", "verdict", "words"),
    [
        # Above the label: what runs is no reason to come down.
        (((f"25 mg {TID}", -5, 9), (f"30 mg {TID}", 10, None)), 0.8, Verdict.AVOID,
         "do not raise it as it is ordered"),
        # Kidneys that leave less than is ordered, that refuse it, and that nobody knows.
        (UP, 1.9, Verdict.CAUTION, "45 mg a day is above the 40 mg a day"),
        (UP, 3.5, Verdict.CONTRAINDICATED, "Nothing is raised as it is ordered"),
        (UP, None, Verdict.NEEDS_INFO, "Nothing is raised as it is ordered"),
    ],
)  # fmt: skip
def test_an_ordered_way_up_is_a_request_for_more(
    steps: tuple[Step, ...], kidney: float | None, verdict: Verdict, words: str
) -> None:
    fit = judged(stepped(*steps), kidney=kidney)
    assert fit.verdict is verdict
    assert words in lead(fit)


# --- at the other doors -----------------------------------------------------------------

WHO: Json = {
    "age_y": 52, "sex": "female", "weight_kg": 68, "egfr": 95, "syndrome": "ms_spasticity",
    "baclofen": "20 mg three times daily",
}  # fmt: skip


def typed(*steps: str, **more: Any) -> Reading:
    return read_table({**WHO, "ordered_ahead": list(steps), **more}, K, today=TODAY)


def test_beside_what_speaks_against_what_runs_the_ordered_step_is_named_after_it() -> None:
    reading = typed(f"10 mg/day from {on(10)}", alcohol=True)
    fit = assess(reading.patient, K, reading.asks(today=TODAY))
    assert {"INT-ALCOHOL", "AHEAD-CUT-FAR"} <= fired(fit)
    assert "Ask how much is drunk" in lead(fit)
    assert f"from 60 mg to 10 mg a day on {day_said(10)}" in lead(fit)


def test_it_can_be_typed() -> None:
    (found,) = typed(f"45 mg/day from {on(7)}", f"10 mg three times daily from {on(14)}",
                     f"none from {on(21)}").patient.baclofen or ()  # fmt: skip
    assert found.ahead == ahead((45, 7), (30, 14), (0, 21))


@pytest.mark.parametrize(
    ("steps", "more", "words"),
    [
        (["45 mg/day"], {}, "a dose a day and its first day"),
        (["45 mg/day from 2026-02-30"], {}, "it must end with a date"),
        ([f"45 mg/day from {on(0)}"], {}, "in the order of the days"),
        ([f"45 mg/day from {on(7)}", f"30 mg/day from {on(7)}"], {}, "in the order of the days"),
        ([f"45 mcg/day from {on(7)}"], {}, "slip of unit"),
        ([f"45 mg/day from {on(7)}"], {"baclofen": "none"}, "must stand beside it"),
        ([f"45 mg/day from {on(7)}"], {"baclofen": ["10 mg/day", "20 mg/day"]}, "must stand"),
    ],
)  # fmt: skip
def test_what_cannot_be_ordered_so_is_refused(steps: list[str], more: Json, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        typed(*steps, **more)


def test_a_dose_that_is_confirmed_keeps_what_is_ordered_after_it() -> None:
    reading = read(stepped(*DOWN))
    same = with_answers(reading, [("baclofen", f"10 mg {TID}")], K, today=TODAY)
    assert (same.patient.baclofen or ())[0].ahead == ahead((15, 10), (5, 24))
    answers = [("baclofen", f"10 mg {TID}"), ("ordered_ahead", f'["20 mg/day from {on(10)}"]')]
    told = with_answers(reading, answers, K, today=TODAY)
    assert (told.patient.baclofen or ())[0].ahead == ahead((20, 10))


def test_whoever_opens_the_record_is_told_of_a_step_too_far() -> None:
    (card,) = cards(asked("patient-view", prefetch(stepped(*STEEP))))
    assert card.rules[0] == "AHEAD-CUT-FAR"
    assert cards(asked("patient-view", prefetch(stepped(*DOWN)))) == ()


def test_an_order_in_place_of_the_one_that_leads_down_is_judged_by_itself() -> None:
    held = prefetch(stepped(*STEEP))
    instead = order("new", mg=15, priorPrescription={"reference": "MedicationRequest/rq"})
    (card,) = cards(asked("order-sign", held, instead))
    assert not {rule for rule in card.rules if rule.startswith("AHEAD")}

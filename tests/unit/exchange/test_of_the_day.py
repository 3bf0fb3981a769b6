"""Orders for different times of the day are one regimen; orders for the same time are a double."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.assessment import assess, changed_by_mouth, oral_dose
from baclofen.exchange import with_answers
from baclofen.knowledge import Verdict
from baclofen.planning import plan_oral
from baclofen.units import Dose, mg
from tests.hook_requests import (
    SERTRALINE,
    asked,
    cards,
    order,
    prefetch,
)
from tests.hook_requests import reading as read
from tests.people import TODAY, fired, known

K = known()
Json = dict[str, Any]
MORNING: Json = {"when": ["MORN"]}
NIGHT: Json = {"when": ["HS"]}


def at(id: str, mg: float, repeat: Json, *, status: str = "active", **more: Any) -> Json:
    made = order(id, mg=mg, status=status, authoredOn="2026-06-01", **more)
    made["dosageInstruction"][0]["timing"] = {"repeat": repeat}
    return made


def clock(*times: str) -> Json:
    return {"timeOfDay": [f"{time}:00" for time in times]}


def judged(reading: Any) -> Any:
    return assess(reading.patient, K, reading.asks(today=TODAY, kind="continue"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MORNING, NIGHT), ({"when": ["PCM", "NOON"]}, {"when": ["NIGHT"]}),
        (clock("08:00"), clock("20:00")), (clock("06:00", "12:00"), clock("22:00")),
        ({**MORNING, "frequency": 1, "period": 1, "periodUnit": "d"}, {"when": ["AFT", "EVE"]}),
    ],
)  # fmt: skip
def test_a_morning_and_a_night_order_are_one_regimen(one: Json, other: Json) -> None:
    reading = read(at("a", 10, one), at("b", 20, other))
    fit = judged(reading)
    assert {"USE-IN-PARTS", "DUP-BACLOFEN"} & fired(fit) == {"USE-IN-PARTS"}
    assert fit.verdict is Verdict.CAUTION
    daily = oral_dose(fit.uses)
    assert daily is not None
    first, second = (len(r.get("when") or r["timeOfDay"]) for r in (one, other))
    assert daily.in_mg == 10 * first + 20 * second
    told = with_answers(reading, [("baclofen", f"{daily.in_mg:g} mg/day")], K, today=TODAY)
    assert not {"USE-IN-PARTS", "DUP-BACLOFEN"} & fired(judged(told))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MORNING, MORNING), ({"when": ["EVE"]}, NIGHT), (MORNING, {"when": ["C"]}),
        (clock("08:00", "14:00", "20:00"), clock("06:00", "12:00", "18:00")),
        (clock("08:00"), clock("09:00")), (clock("23:00"), clock("01:00")),
        (MORNING, clock("20:00")), (MORNING, {"frequency": 1, "period": 1, "periodUnit": "d"}),
        ({"frequency": 3, "period": 1, "periodUnit": "d"},) * 2,
    ],
)  # fmt: skip
def test_a_real_double_is_still_advised_against(one: Json, other: Json) -> None:
    fit = judged(read(at("a", 10, one), at("b", 20, other)))
    assert {"USE-IN-PARTS", "DUP-BACLOFEN"} & fired(fit) == {"DUP-BACLOFEN"}
    assert fit.verdict is Verdict.AVOID


@pytest.mark.parametrize(
    "other",
    [
        at("b", 20, NIGHT, status="on-hold"),
        {
            **at("b", 20, NIGHT),
            "dosageInstruction": [{"text": "20 mg three times daily, the last at night"}],
        },
        at("b", 20, {**NIGHT, "dayOfWeek": ["mon"]}),
        {**at("b", 20, NIGHT), "authoredOn": "2024-01-01"},
    ],
)
def test_a_part_that_is_not_sure_makes_no_regimen(other: Json) -> None:
    assert "USE-IN-PARTS" not in fired(judged(read(at("a", 10, MORNING), other)))


def test_the_same_dose_at_two_times_is_two_doses_and_of_one_time_one() -> None:
    daily = oral_dose(judged(read(at("a", 20, MORNING), at("b", 20, NIGHT))).uses)
    assert daily is not None
    assert daily.in_mg == 40
    once = oral_dose(judged(read(at("a", 20, MORNING), at("b", 20, MORNING))).uses)
    assert once is not None
    assert once.in_mg == 20


def since(part: Json, days: int, **more: Any) -> Json:
    return {**part, "authoredOn": (TODAY - timedelta(days=days)).isoformat(), **more}


@pytest.mark.parametrize(
    ("held", "before", "rule"),
    [
        ((since(at("b", 40, NIGHT), 2),), 10, "SET-RAISE-FAR"),
        # Each of them one step, together several.
        ((since(at("b", 20, NIGHT), 2), since(at("c", 20, {"when": ["NOON"]}), 1)), 10,
         "SET-RAISE-FAR"),
        # Beside what was over by then.
        ((since(at("b", 10, NIGHT), 2), since(at("o", 60, NIGHT, status="completed"), 90,
          dispenseRequest={"validityPeriod": {"end": "2026-11-20"}})), 70, "SET-CUT-FAR"),
        ((since(at("b", 15, NIGHT), 2),), 10, None),
        ((since(at("b", 40, NIGHT), 40),), 10, None),
    ],
)  # fmt: skip
def test_a_part_that_came_lately_is_judged_by_the_sums_of_the_days_before_and_since(
    held: tuple[Json, ...], before: float, rule: str | None
) -> None:
    fit = judged(read(at("a", 10, MORNING), *held))
    assert {"SET-RAISE-FAR", "SET-CUT-FAR"} & fired(fit) == ({rule} if rule else set())
    assert "DUP-BACLOFEN" not in fired(fit)
    change = changed_by_mouth(fit.uses, K)
    assert change is not None
    assert change.before == mg(before)


def worded(id: str, *texts: str, times: int | None = None, mg: float = 0) -> Json:
    """An order whose times stand in its words; coded is at most how much and how often."""
    made = at(id, mg, {"frequency": times, "period": 1, "periodUnit": "d"})
    coded = made["dosageInstruction"][0] if times else {}
    return {**made, "dosageInstruction": [{**coded, "text": text} for text in texts]}


def part(id: str, dose: float, when: str, *, days: int = 2, status: str = "") -> Json:
    """Since long; where a status is told, one that ended so many days ago."""
    end = (TODAY - timedelta(days=days)).isoformat()
    bounds = {"boundsPeriod": {"start": "2026-06-01", "end": end}} if status else {}
    return at(id, dose, {"when": [when], **bounds}, status=status or "active")


@pytest.mark.parametrize(
    ("held", "before", "now", "named"),
    [
        (("NOON", "HS"), 60, 20, {"SET-CUT-FAR"}),
        (("HS",), 40, 20, {"SET-STEPS"}),
    ],
)
@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_a_part_that_ended_is_a_cut_of_the_day_and_no_double(
    held: tuple[str, ...], before: float, now: float, named: set[str], status: str
) -> None:
    ended = (part(when, 20, when, status=status) for when in held)
    fit = judged(read(part("a", 20, "MORN"), *ended))
    change = changed_by_mouth(fit.uses, K)
    assert change is not None
    assert (change.before, change.now, change.days(TODAY)) == (mg(before), mg(now), 2)
    assert {"DUP-BACLOFEN", "SET-CUT-FAR", "SET-STEPS"} & fired(fit) >= named
    assert "DUP-BACLOFEN" not in fired(fit)
    plan = plan_oral(fit, K)
    assert f"{before} mg a day ran before, {now} mg a day since" in K.say(plan.headline)
    assert plan.down is None


@pytest.mark.parametrize(
    ("ended", "evening", "before", "named"),
    [
        # Ended on one day and begun on the next: the same dose, a step, a cut.
        (20, 20, [], set()), (20, 25, [mg(30)], set()), (60, 10, [mg(70)], {"SET-CUT-FAR"}),
    ],
)  # fmt: skip
def test_a_part_and_the_one_that_follows_it_on_the_next_day_are_one_after_the_other(
    ended: float, evening: float, before: list[Dose], named: set[str]
) -> None:
    fit = judged(
        read(
            part("a", 10, "MORN"), part("b", ended, "EVE", days=3, status="completed"),
            since(at("c", evening, {"when": ["EVE"]}), 2),
        )
    )  # fmt: skip
    (use,) = fit.uses
    assert use.daily == mg(10 + evening)
    assert [one.daily for one in use.before] == before
    assert {"SET-RAISE-FAR", "SET-CUT-FAR"} & fired(fit) == named


def test_a_part_that_ended_days_before_another_came_makes_three_sums() -> None:
    fit = judged(
        read(
            part("a", 20, "MORN"), part("b", 20, "HS", days=10, status="stopped"),
            at("c", 5, NIGHT) | {"authoredOn": (TODAY - timedelta(days=1)).isoformat()},
        )
    )  # fmt: skip
    (use,) = fit.uses
    assert [one.daily for one in use.before] == [mg(40), mg(20)]
    assert use.daily == mg(25)


@pytest.mark.parametrize(
    ("held", "is_named"),
    [
        # Beside what runs, replaced by another for its time, of an earlier regimen, and dated.
        ((at("b", 20, NIGHT, status="stopped"),), True),
        ((at("b", 20, NIGHT, status="stopped"), since(at("c", 10, NIGHT), 60)), False),
        ((since(at("b", 20, NIGHT, status="stopped"), 900),), False),
        ((part("b", 20, "HS", status="stopped"),), False),
    ],
)
def test_a_part_that_was_stopped_on_no_day_is_named(held: tuple[Json, ...], is_named: bool) -> None:
    found = read(at("a", 10, MORNING), *held)
    assert any("the day on which" in entry.words for entry in found.patient.unread) is is_named


@pytest.mark.parametrize(
    "repeat",
    [
        # For the same time of the day, or for none that is told: nobody knows what was taken.
        {"when": ["MORN"]}, {"frequency": 1, "period": 1, "periodUnit": "d"},
    ],
)  # fmt: skip
def test_an_order_of_no_time_of_its_own_that_was_stopped_is_still_asked_about(repeat: Json) -> None:
    end = (TODAY - timedelta(days=2)).isoformat()
    stopped = at("b", 10, repeat | {"boundsPeriod": {"end": end}}, status="stopped")
    fit = judged(read(part("a", 20, "MORN"), stopped))
    assert "DUP-BACLOFEN" in fired(fit)
    assert plan_oral(fit, K).down is None


@pytest.mark.parametrize(
    ("parts", "daily"),
    [
        ((worded("a", "10 mg in the morning"), worded("b", "20 mg at bedtime")), 30),
        ((worded("a", "10 mg in the morning", times=1, mg=10), at("b", 20, NIGHT)), 30),
        ((worded("a", "5 mg morning and noon", times=2, mg=5), worded("b", "15 mg at night")), 25),
        ((worded("a", "10 mg morgens"), worded("b", "10 mg mittags"),
          worded("c", "20 mg zur Nacht")), 40),
        ((worded("a", "10 mg le matin"), worded("b", "10 mg le soir")), 20),
        ((worded("a", "10 mg in the morning", "10 mg at noon"), worded("b", "20 mg nocte")), 40),
    ],
)  # fmt: skip
def test_times_in_words_make_a_regimen_where_all_of_them_are_told(
    parts: tuple[Json, ...], daily: float
) -> None:
    fit = judged(read(*parts))
    assert {"USE-IN-PARTS", "DUP-BACLOFEN"} & fired(fit) == {"USE-IN-PARTS"}
    assert oral_dose(fit.uses) == mg(daily)


@pytest.mark.parametrize(
    "other",
    [
        worded("b", "20 mg three times daily"), worded("b", "20 mg in the morning"),
        worded("b", "20 mg with dinner"), worded("b", "20 mg evening and bedtime"),
        worded("b", "20 mg at bedtime", times=2, mg=20),
    ],
)  # fmt: skip
def test_words_that_leave_a_time_open_make_a_double(other: Json) -> None:
    fit = judged(read(worded("a", "10 mg in the morning"), other))
    assert "DUP-BACLOFEN" in fired(fit)


def test_three_parts_are_one_regimen_and_a_fourth_order_beside_them_is_a_double() -> None:
    parts = [at("a", 5, MORNING), at("b", 5, {"when": ["NOON"]}), at("c", 10, NIGHT)]
    assert fired(judged(read(*parts))) >= {"USE-IN-PARTS"}
    assert "DUP-BACLOFEN" in fired(judged(read(*parts, order("d", mg=15, status="active"))))


def test_a_new_part_of_the_day_is_judged_by_the_sum_and_confirmed() -> None:
    held = prefetch(SERTRALINE, at("a", 10, MORNING))
    (card,) = cards(asked("order-sign", held, at("b", 10, NIGHT, status="draft")))
    assert (card.indicator, card.verdict) == ("info", "caution")
    assert "read as one regimen (10 mg a day): together 20 mg a day" in card.detail
    (card,) = cards(asked("order-sign", held, at("b", 20, NIGHT, status="draft")))
    assert (card.indicator, "DO-DOUBLE-MORE" in card.rules) == ("warning", True)
    same = at("b", 20, MORNING, status="draft")
    (card,) = cards(asked("order-sign", held, same))
    assert (card.indicator, card.verdict) == ("warning", "avoid")


def test_a_part_that_is_changed_is_no_second_order() -> None:
    held = prefetch(SERTRALINE, at("a", 10, MORNING), at("b", 20, NIGHT))
    (card,) = cards(asked("order-sign", held, at("a", 15, MORNING, status="draft")))
    assert (card.indicator, card.verdict) == ("info", "caution")
    assert "together 35 mg a day" in card.detail


def test_a_first_dose_in_two_orders_of_one_day_is_one_order() -> None:
    held = prefetch(SERTRALINE)
    two = [at("a", 5, MORNING, status="draft"), at("b", 10, NIGHT, status="draft")]
    made = cards(asked("order-sign", held, *two))
    assert [(card.indicator, card.verdict) for card in made] == [("info", "caution")] * 2
    assert all("together 15 mg a day" in card.detail for card in made)

"""An order whose first day is to come, alone and beside one that is just over."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.exchange import with_answers
from baclofen.knowledge import Verdict
from baclofen.planning.decide.raising import raise_of
from baclofen.units import mg
from tests.hook_requests import order, reading
from tests.people import TODAY, fired, known
from tests.unit.exchange.test_ahead import lone, on

K = known()
Json = dict[str, Any]
WORDS = "20 mg three times daily"


def over(last: int | None, *, status: str = "completed", words: str = WORDS, **more: Any) -> Json:
    """An order that is over, with its last day so many days from today; None for none told."""
    bounds = (None, None) if last is None else (last - 60, last)
    told = {"status": status, "authoredOn": on(-60).isoformat(), **more}
    return lone("m0", words, *bounds, **told)


def coming(first: int, words: str = WORDS, **more: Any) -> Json:
    return lone("m1", words, first, **{"authoredOn": on(-1).isoformat(), **more})


def judged(*held: Json, answers: tuple[tuple[str, str], ...] = (), **ask: Any) -> Assessment:
    read = reading(*held)
    if answers:
        read = with_answers(read, list(answers), K, today=TODAY)
    return assess(read.patient, K, read.asks(today=TODAY, **ask))


def named(*held: Json) -> list[str]:
    return [one.words for one in reading(*held).entries if one.state == "unread"]


def raises(fit: Assessment) -> bool:
    step = raise_of(fit, K)
    return step is not None and step.step is not None


# --- alone ------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [1, 2, 5, 14, 60])
def test_one_that_is_to_come_leaves_open_what_is_taken_until_then(first: int) -> None:
    assert reading(coming(first)).patient.baclofen is None
    fit = judged(coming(first), kind="start")
    assert "ASK-BACLOFEN" in fired(fit)
    assert fit.verdict is Verdict.NEEDS_INFO
    (words,) = named(coming(first))
    assert "60 mg" in words
    assert on(first).isoformat() in words


def test_one_that_was_written_on_a_day_to_come_is_one() -> None:
    later = order("m1", mg=20, status="active", authoredOn=on(5).isoformat())
    assert reading(later).patient.baclofen is None
    assert any("60 mg" in words and on(5).isoformat() in words for words in named(later))


def test_whoever_says_that_none_is_taken_still_sees_it() -> None:
    none = ("baclofen", "none")
    fit = judged(coming(5), answers=(none,), kind="start")
    assert fit.verdict is Verdict.NEEDS_INFO
    assert "UNREAD-ALARM" in fired(fit)
    settled = judged(coming(5), answers=(none, ("unread", "checked")), kind="start")
    assert settled.verdict is Verdict.OK


@pytest.mark.parametrize(
    "later",
    [coming(5, status="draft"), coming(5, status="cancelled"), coming(5, intent="proposal")],
)
def test_what_is_only_planned_or_was_taken_back_is_none(later: Json) -> None:
    assert not named(later)


def test_beside_what_runs_it_is_told_as_ordered_ahead_and_is_no_question() -> None:
    held = (lone("m0", WORDS, -60, 4), coming(5))
    fit = judged(*held)
    assert fit.verdict is Verdict.OK
    assert not named(*held)


# --- beside one that is over ------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "first"),
    [
        (over(0), 1),
        (over(0), 2),
        (over(-1), 1),
        (over(-1), 2),
        # What is replaced is often marked as stopped on that day.
        (over(0, status="stopped"), 1),
    ],
)
def test_a_renewal_that_follows_at_once_goes_on(old: Json, first: int) -> None:
    fit = judged(old, coming(first))
    assert [(use.status, use.daily) for use in fit.uses] == [("active", mg(60))]
    assert not {one for one in fired(fit) if one.startswith(("STOP", "WD-STOPPED"))}
    assert fit.verdict is Verdict.OK
    assert not fit.uses[0].ahead
    assert not named(old, coming(first))


def test_another_dose_that_follows_is_ordered_ahead() -> None:
    fit = judged(over(0), coming(1, "15 mg three times daily"))
    assert [(use.status, use.daily) for use in fit.uses] == [("active", mg(60))]
    assert [(one.daily, one.on) for one in fit.uses[0].ahead] == [(mg(45), on(1))]
    far = judged(over(0), coming(1, "5 mg three times daily"))
    assert "AHEAD-CUT-FAR" in fired(far)


@pytest.mark.parametrize(("old", "first"), [(over(0), 7), (over(None), 1), (over(-2), 7)])
def test_days_between_and_an_end_that_is_not_told_are_asked_about(old: Json, first: int) -> None:
    fit = judged(old, coming(first))
    assert [use.status for use in fit.uses] == ["unknown"]
    assert "USE-UNCLEAR" in fired(fit)
    assert not {one for one in fired(fit) if one.startswith("STOP")}
    assert not raises(fit)
    assert [one.on for one in fit.uses[0].ahead] == [on(first)]


@pytest.mark.parametrize(
    ("old", "first"),
    [
        (over(0, status="stopped"), 7),
        (over(-8), 1),
        (over(-8, status="stopped"), 1),
    ],
)
def test_what_was_stopped_and_is_to_be_taken_up_again_stays_a_stop(old: Json, first: int) -> None:
    fit = judged(old, coming(first))
    assert [use.status for use in fit.uses] == ["stopped"]
    assert fired(fit) & {"STOP-NOW", "WD-STOPPED"}
    assert any("60 mg" in words for words in named(old, coming(first)))


def test_of_several_that_are_over_the_last_goes_on() -> None:
    older = over(-61, words="10 mg three times daily", authoredOn=on(-130).isoformat())
    fit = judged({**older, "id": "older"}, over(0), coming(1))
    assert [(use.status, use.daily) for use in fit.uses] == [("active", mg(60))]
    assert fit.verdict is Verdict.OK


def test_parts_of_a_day_that_are_over_go_on_together() -> None:
    at = {"8": "10 mg in the morning", "20": "20 mg at night"}
    olds = [{**over(0, words=words), "id": f"m{hour}"} for hour, words in at.items()]
    news = [{**coming(1, words), "id": f"n{hour}"} for hour, words in at.items()]
    fit = judged(*olds, *news)
    assert not {one for one in fired(fit) if one.startswith("STOP")}
    assert all(use.status == "active" for use in fit.uses)


# --- a number of doses ------------------------------------------------------------------


def counted(count: int, days: int, **repeat: Any) -> Json:
    """An order of so many doses, written so many days ago."""
    dosage = {"text": WORDS, "timing": {"repeat": {"count": count, **repeat}}}
    day = on(-days).isoformat()
    return order("m1", status="active", authoredOn=day, dosageInstruction=[dosage])


@pytest.mark.parametrize("often", [{}, {"frequency": 3, "period": 1, "periodUnit": "d"}])
def test_a_number_of_doses_ends_an_order_as_a_length_of_time_does(often: Json) -> None:
    over = judged(counted(21, 30, **often))
    assert [use.status for use in over.uses] == ["unknown"]
    assert "USE-UNCLEAR" in fired(over)
    assert not raises(over)
    assert "SUPPLY-ENDS" in fired(judged(counted(21, 3, **often)))
    assert judged(counted(270, 3, **often)).verdict is Verdict.OK

"""Beside an order that runs: what was given, or not, and statements that say otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.knowledge import Verdict
from baclofen.planning import plan_oral
from baclofen.planning.decide.raising import raise_of
from baclofen.units import mg
from tests.hook_requests import (
    SERTRALINE,
    SUBJECT,
    asked,
    cards,
    order,
    prefetch,
    reading,
)
from tests.people import TODAY, fired, known

K = known()
Json = dict[str, Any]
TIMES = ("08", "14", "20")


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def runs(id: str = "rq", **more: Any) -> Json:
    """20 mg three times a day, since 60 days."""
    return order(id, mg=20, times=3, **{"status": "active", "authoredOn": ago(60), **more})


CONCEPT = {"medicationCodeableConcept": runs()["medicationCodeableConcept"]}


def dose(days: int, hour: str, given: float | None, **more: Any) -> Json:
    """One administration so many days ago: what was given in mg, None for none."""
    held: Json = {"status": "not-done"} if given is None else {
        "status": "completed", "dosage": {"dose": {"value": given, "unit": "mg"}}
    }  # fmt: skip
    return {"resourceType": "MedicationAdministration", "id": f"a{days}-{hour}", **CONCEPT,
            "subject": SUBJECT, "effectiveDateTime": f"{ago(days)}T{hour}:00:00Z", **held,
            **more}  # fmt: skip


def doses(*days: int, given: float | None = None, **more: Any) -> list[Json]:
    return [dose(day, hour, given, **more) for day in days for hour in TIMES]


def says(status: str, days: int | None, **more: Any) -> Json:
    """A statement on the same baclofen, of so many days ago."""
    on = {} if days is None else {"effectiveDateTime": ago(days)}
    return {"resourceType": "MedicationStatement", "id": "st", "status": status,
            "subject": SUBJECT, **CONCEPT, **on, **more}  # fmt: skip


def judged(*held: Json) -> Assessment:
    read = reading(*held)
    return assess(read.patient, K, read.asks(today=TODAY, kind="continue"))


def offers(fit: Assessment) -> bool:
    """Whether a step up or a way down is printed."""
    step = raise_of(fit, K)
    return (step is not None and step.step is not None) or plan_oral(fit, K).down is not None


def ordered(fit: Assessment) -> bool:
    """Whether it goes on as ordered: ok, with a step up."""
    return fit.verdict is Verdict.OK and offers(fit)


# --- what was given ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        doses(2, 1),
        doses(1),
        [dose(3, "20", 20), *doses(1)],
        [*doses(3, given=20), *doses(2, 1)],
        [*doses(1), dose(0, "08", None)],
    ],
)
def test_a_whole_day_that_was_not_given_is_a_stop(given: list[Json]) -> None:
    fit = judged(runs(), *given)
    assert [use.status for use in fit.uses] == ["stopped"]
    assert fit.uses[0].daily == mg(60)
    assert "STOP-NOW" in fired(fit)
    assert fit.verdict >= Verdict.AVOID
    assert not offers(fit)


@pytest.mark.parametrize(
    "given",
    [
        doses(3, 2, 1, given=20),
        [*doses(3, 2, given=20), dose(1, "08", 20), dose(1, "14", None), dose(1, "20", 20)],
        [dose(1, "14", None, statusReason=[{"text": "Patient asleep"}])],
        # Missed before the order began, or taken up again as ordered since.
        doses(61, 62),
        [*doses(5), *doses(4, 3, 2, 1, given=20)],
        # Of long ago, and the order was renewed since.
        [*doses(50, 51), runs(id="r2", authoredOn=ago(20))],
    ],
)
def test_doses_as_ordered_one_that_was_missed_and_what_is_over_change_nothing(
    given: list[Json],
) -> None:
    assert ordered(judged(runs(), *given))


@pytest.mark.parametrize(
    ("given", "daily"),
    [
        (doses(2, 1, given=40), 60),
        (doses(1, given=40), 60),
        (doses(2, 1, given=5), 15),
        ([dose(1, "20", 40)], 60),
        ([*doses(4, 3), *doses(1, given=20)], 60),
        ([*doses(4, 3), dose(1, "20", 20)], 20),
        (doses(9, 8), 60),
        (doses(1, status="stopped"), 60),
        ([*doses(2, 1), runs(id="r2", authoredOn=ago(0))], 60),
    ],
)
def test_another_dose_or_a_gap_that_may_be_over_is_asked_about(
    given: list[Json], daily: float
) -> None:
    fit = judged(runs(), *given)
    assert [(use.status, use.daily) for use in fit.uses] == [("unknown", mg(daily))]
    assert "USE-UNCLEAR" in fired(fit)
    assert fit.verdict > Verdict.OK
    assert not offers(fit)


def test_a_day_with_a_dose_nobody_could_read_is_not_less_than_ordered() -> None:
    dark = [dose(day, "20", 20, dosage={"dose": {"value": 2, "unit": "sachet"}}) for day in (2, 1)]
    given = [dose(day, hour, 20) for day in (2, 1) for hour in TIMES[:2]]
    fit = judged(runs(), *given, *dark)
    assert [use.daily for use in fit.uses] == [mg(60)]
    assert '"2 sachet"' in fit.uses[0].doubt
    assert "less than" not in fit.uses[0].doubt


def test_once_a_day_one_missed_dose_is_the_day() -> None:
    once = order("rq", mg=20, times=1, status="active", authoredOn=ago(60))
    assert "STOP-NOW" in fired(judged(once, dose(1, "20", None)))


# --- what is said -----------------------------------------------------------------------


@pytest.mark.parametrize("status", ["not-taken", "stopped"])
def test_a_newer_statement_that_it_is_not_taken_is_asked_about_with_its_day(status: str) -> None:
    fit = judged(runs(), says(status, 5))
    assert [use.status for use in fit.uses] == ["unknown", "stopped"]
    assert fit.uses[1].stopped_on == TODAY - timedelta(days=5)
    assert {"STOP-UNSURE", "USE-UNCLEAR"} <= fired(fit)
    assert "DUP-BACLOFEN" not in fired(fit)
    assert fit.verdict >= Verdict.AVOID
    assert not offers(fit)


@pytest.mark.parametrize(
    "said",
    [says("on-hold", 1), says("not-taken", None), says("not-taken", 30),
     says("stopped", None, effectivePeriod={"start": ago(400)}, dateAsserted=ago(3))],
)  # fmt: skip
def test_one_without_a_day_of_these_weeks_is_asked_about_alone(said: Json) -> None:
    fit = judged(runs(), said)
    assert fit.uses[0].status == "unknown"
    assert fit.verdict > Verdict.OK
    assert not offers(fit)


@pytest.mark.parametrize(
    "held",
    [
        [says("not-taken", 70)],
        [says("not-taken", 60)],
        # Taken again by a newer word, another dose of before, and of another order.
        [says("not-taken", 30), runs(id="r2", authoredOn=ago(10))],
        [says("stopped", None, effectivePeriod={"start": ago(400), "end": ago(55)},
              dosage=order("x", mg=5, times=3)["dosageInstruction"])],
        [says("stopped", 5, basedOn=[{"reference": "MedicationRequest/r0"}]),
         runs(id="r0", status="stopped", authoredOn=ago(300))],
        [says("active", 5)],
    ],
)  # fmt: skip
def test_an_older_statement_and_one_of_another_order_are_history(held: list[Json]) -> None:
    assert ordered(judged(runs(), *held))


def test_only_doses_that_were_not_given_leave_open_whether_it_is_taken() -> None:
    assert reading(*doses(1)).patient.baclofen is None


# --- why not ----------------------------------------------------------------------------


def test_why_a_dose_was_not_given_is_a_sign_of_that_day() -> None:
    drowsy: Json = {"statusReason": [{"text": "Too drowsy"}]}
    fit = judged(runs(), *doses(1, **drowsy))
    assert "somnolence" in fit.person.signs
    assert {"STOP-SIGNS", "STOP-NOW"} <= fired(fit)
    assert "somnolence" in judged(runs(), dose(2, "08", None, **drowsy)).person.signs
    assert "somnolence" not in judged(runs(), dose(20, "08", None, **drowsy)).person.signs
    given = dose(2, "08", 20, **drowsy)
    assert "somnolence" not in judged(runs(), given).person.signs


def test_why_an_order_was_held_is_read_of_the_day_of_it() -> None:
    held = runs(status="on-hold", statusReason={"text": "Held - nil by mouth"})
    assert judged({**held, "statusChanged": ago(1)}).person.nil_by_mouth is True
    assert judged(held).person.nil_by_mouth is None


# --- hooks ------------------------------------------------------------------------------


@pytest.mark.parametrize("hook", ["patient-view", "order-sign"])
def test_cards_hear_it_as_plans_do(hook: str) -> None:
    before: Json = {"priorPrescription": {"reference": "MedicationRequest/rq"}}
    drafts = [order("o1", mg=25, times=3, **before)] if hook == "order-sign" else []
    for held, rule in ((doses(2, 1), "STOP-NOW"), ([says("not-taken", 5)], "STOP-UNSURE")):
        request = asked(
            hook, prefetch(SERTRALINE, runs(), *held), *drafts[: hook != "patient-view"]
        )
        [card] = cards(request)
        assert card.indicator == "critical"
        assert rule in card.detail
    quiet = asked(hook, prefetch(SERTRALINE, runs(), *doses(3, 2, 1, given=20)), *drafts)
    assert all(card.indicator != "critical" for card in cards(quiet))

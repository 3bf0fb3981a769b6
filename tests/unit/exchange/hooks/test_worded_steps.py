"""A taper or a titration that stands in an order's words alone: its steps, or a question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.exchange import Card, read_patient
from tests.hook_requests import SERTRALINE, asked, cards, order, prefetch
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle, dosage, medicine

Json = dict[str, Any]
PRIOR: Json = {"priorPrescription": {"reference": "MedicationRequest/m2"}}
THIRTY = order("m2", status="active", authoredOn="2026-06-01")
SIXTY = order("m2", mg=20, status="active", authoredOn="2026-06-01")
DOWN = "10 mg TID for 1 week, then 5 mg TID for 1 week, then stop"


def one(text: str, held: Json = THIRTY, *, coded: Json | None = None) -> Card:
    draft = order("o1", dosageInstruction=[{**(coded or {}), "text": text}], **PRIOR)
    (card,) = cards(asked("order-sign", prefetch(SERTRALINE, held), draft))
    return card


@pytest.mark.parametrize("text", [
    DOWN, "10 mg three times daily x 7 days; then 5 mg three times daily for one week, then off.",
    "10 mg 3x täglich für 1 Woche, dann 5 mg 3x täglich für 1 Woche, dann absetzen",
    "10 mg 3 fois par jour pendant 7 jours puis 5 mg 3 fois par jour pendant une semaine",
])  # fmt: skip
def test_steps_in_words_are_those_that_they_say(text: str) -> None:
    card = one(text)
    assert "goes in 2 steps" in card.detail
    assert "30 mg, 15 mg a day" in card.detail
    assert card.indicator == "info"
    assert "several steps at once" in one(text, SIXTY).summary


@pytest.mark.parametrize("text", [
    "10 mg TID, taper by 5 mg every week until off", "10 mg TID for 1-2 weeks, then 5 mg TID",
    "10 mg TID, then 5 mg TID for 1 week, then stop", "10 mg TID, reduce the dose by 5 mg weekly",
])  # fmt: skip
@pytest.mark.parametrize("is_coded", [True, False])
def test_steps_that_are_not_all_told_have_no_dose_and_are_asked_about(
    text: str, *, is_coded: bool
) -> None:
    card = one(text, coded=dosage(10, frequency=3) if is_coded else None)
    assert card.indicator == "warning"
    assert "its words tell of steps that could not be read" in card.detail
    assert text[:20] in card.detail


def test_the_code_of_the_first_step_must_say_what_its_words_say() -> None:
    assert "goes in 2 steps" in one(DOWN, coded=dosage(10, frequency=3)).detail
    assert "the words and the coded dose differ" in one(DOWN, coded=dosage(5, frequency=3)).detail


def test_what_says_itself_that_none_follows_a_high_dose_is_a_stop_put_off() -> None:
    assert "What follows?" in one("10 mg TID for 2 weeks, then stop").summary
    assert "What follows?" in one("20 mg TID for 2 weeks, then 10 mg TID for 2 weeks, then stop",
                                  SIXTY).detail  # fmt: skip
    assert one("5 mg TID for 2 weeks, then stop", THIRTY).indicator == "info"


def test_a_warning_not_to_stop_is_no_step() -> None:
    coded = dosage(10, frequency=3)
    assert one("10 mg TID. Do not stop without tapering", coded=coded).indicator == "info"


@pytest.mark.parametrize(("since", "told"), [(3, "30 mg"), (10, "15 mg")])
def test_what_runs_in_words_is_the_step_of_the_day(since: int, told: str) -> None:
    day = (TODAY - timedelta(days=since)).isoformat()
    held = medicine("Baclofen", authoredOn=day, dosageInstruction=[{"text": DOWN}])
    read = read_patient(bundle(held, medicine("Sertraline")), known=known(), today=TODAY)
    (use,) = read.patient.baclofen or ()
    assert str(use.daily) == told

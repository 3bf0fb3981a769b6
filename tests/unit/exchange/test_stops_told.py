"""A stop that a text tells of is asked about today; beside what may come of one the patient is
looked at now; and what only speaks of baclofen holds nobody."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from baclofen.knowledge import Verdict
from tests.people import fired
from tests.unit.exchange.build import day
from tests.unit.exchange.test_told import ORDER, WHO, heard, judged, note, read

Json = dict[str, Any]
STOP, WITHDRAWN = "USE-STOP-TOLD", "signs.baclofen_withdrawal"


def message(words: str, on: int = 1) -> Json:
    return {"resourceType": "Communication", "status": "completed", **WHO, "sent": day(on),
            "payload": [{"contentString": words}]}  # fmt: skip


def letter(words: str, on: int = 1) -> Json:
    page = {"contentType": "text/plain", "data": b64encode(words.encode()).decode()}
    return {"resourceType": "DocumentReference", "status": "current", **WHO, "date": day(on),
            "content": [{"attachment": page}]}  # fmt: skip


def form(asked: str, answer: str | bool) -> Json:
    value = {"valueBoolean": answer} if isinstance(answer, bool) else {"valueString": answer}
    item = {"linkId": "1", "text": asked, "answer": [value]}
    return {"resourceType": "QuestionnaireResponse", "status": "completed", **WHO,
            "authored": day(1), "item": [item]}  # fmt: skip


def comments(words: str) -> Json:
    return form("Comments", words)


STOPPED = (
    "Baclofen was stopped 3 days ago.", "Stopped taking baclofen last week, too expensive.",
    "Has no baclofen left since Saturday.", "I haven't had my baclofen for four days.",
    "Seit drei Tagen ohne Baclofen.", "Plus de baclofène depuis lundi.",
    "Have not had a baclofen tablet since Saturday.", "Could not get my baclofen for three days.",
    "Keine Baclofen-Tablette seit Samstag.", "Sin pastillas de baclofeno desde el sábado.",
    "Senza compresse di baclofene da sabato.",
    "Sin baclofeno desde el lunes.", "Senza baclofen da lunedì.",
)  # fmt: skip
ILL = (
    "I stopped my baclofen 3 days ago and I am shaking and have a fever.",
    "Has not taken his baclofen since Friday, very stiff and itching all over.",
    "Has run out of baclofen, spasms much worse, sweating.",
    "Baclofen seit 3 Tagen abgesetzt, jetzt Fieber.",
    "Ne prend plus son baclofène, tremble et transpire.",
)
GOES_ON = (
    "Good response to baclofen.", "Has enough baclofen left.", "Never stopped her baclofen.",
    "Not taking any NSAIDs with baclofen.", "We stopped increasing baclofen, stays at 30 mg.",
    "Do not stop baclofen abruptly.", "Stopped baclofen in 2019 for a month.",
    "Stopped smoking; baclofen helps.", "Has stopped ibuprofen, goes on with baclofen.",
    "If you run out of baclofen call us.", "Baclofen was stopped last year and restarted.",
)  # fmt: skip


@pytest.mark.parametrize("door", [message, letter, comments])
@pytest.mark.parametrize("words", STOPPED)
def test_a_stop_in_words_is_asked_about_before_a_raise(door: Any, words: str) -> None:
    fit = judged(read(door(words)))
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert STOP in fired(fit)
    assert not fit.may_go_up
    assert WITHDRAWN not in heard(door(words))


@pytest.mark.parametrize("door", [message, letter, comments])
@pytest.mark.parametrize("words", ILL)
def test_a_stop_beside_what_may_come_of_it_is_looked_at(door: Any, words: str) -> None:
    assert {STOP, WITHDRAWN} <= heard(door(words))
    assert {STOP, "UNREAD-RAISE"} <= fired(judged(read(door(words))))


@pytest.mark.parametrize("words", [*STOPPED, *ILL])
def test_a_note_of_the_order_tells_it_too(words: str) -> None:
    assert STOP in fired(judged(read(order={**ORDER, **note(words)})))


@pytest.mark.parametrize("door", [message, letter, comments])
@pytest.mark.parametrize("words", GOES_ON)
def test_what_goes_on_holds_nobody(door: Any, words: str) -> None:
    fit = judged(read(door(words)))
    assert fit.verdict is Verdict.OK
    assert fit.may_go_up


def test_a_stop_of_weeks_ago_is_no_news() -> None:
    assert STOP not in heard(message(STOPPED[0], on=20))


@pytest.mark.parametrize(("asked", "answer", "stops"), [
    ("Do you take your baclofen as prescribed?", False, True),
    ("Do you take your baclofen as prescribed?", True, False),
    ("Are you still taking baclofen?", "No", True),
    ("Are you still taking baclofen?", "Yes", False),
    ("Have you stopped taking baclofen?", True, True),
    ("Have you stopped taking baclofen?", False, False),
    ("Have you run out of baclofen?", "Yes", True),
    ("Nehmen Sie Baclofen ein?", "nein", True),
    ("Baclofen", "stopped 3 days ago", True),
    ("Do you take any other medicines?", False, False),
])  # fmt: skip
def test_an_answer_is_read_with_its_question(asked: str, answer: str | bool, stops: bool) -> None:
    assert (STOP in heard(form(asked, answer))) is stops


def test_no_fever_beside_a_stop_is_no_withdrawal() -> None:
    assert WITHDRAWN not in heard(message("Stopped baclofen on Friday, no fever, no itching."))


def test_a_reason_why_it_was_not_taken_makes_it_unclear() -> None:
    taken = {"resourceType": "MedicationStatement", "status": "active", **WHO,
             "medicationCodeableConcept": {"text": "Baclofen 10 mg tablet"},
             "dosage": [{"text": "20 mg three times daily"}],
             "effectivePeriod": {"start": day(300)}}  # fmt: skip
    reason = {"reasonNotTaken": [{"text": "side effects"}]}
    for more, unclear in (({}, False), (reason, True), ({**reason, "taken": "y"}, False)):
        assert ("USE-UNCLEAR" in fired(judged(read(order={**taken, **more})))) is unclear

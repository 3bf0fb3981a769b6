"""The schemas of hooks say what the reader takes, and what the answers hold."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from baclofen.cli import main
from baclofen.errors import BaclofenError
from baclofen.exchange import HOOK_SCHEMAS, discovery, read_request, record_of
from baclofen.service.hooks.feedback import read_feedback
from tests.hook_requests import RUNNING, SERTRALINE, asked, cards, order, prefetch
from tests.people import known
from tests.records.hooks import OVERLAYS, REQUESTS

FIVE = order("o1", mg=5)
GOOD = asked("order-sign", prefetch(SERTRALINE), FIVE)


def fits(name: str, value: Any) -> bool:
    return jsonschema_rs.is_valid(HOOK_SCHEMAS[name], value)


def is_read(raw: bytes) -> bool:
    """Whether a request is one by its form: whose record it holds is another matter."""
    try:
        request, _ = read_request(raw)
        record_of(request, {})
    except BaclofenError as gap:
        return "another patient" in str(gap)
    return True


@pytest.mark.parametrize("name", HOOK_SCHEMAS)
def test_each_is_a_schema_and_printed_by_the_command(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert jsonschema_rs.meta.is_valid(HOOK_SCHEMAS[name])
    assert main.main(["schema", name]) == 0
    assert json.loads(capsys.readouterr().out) == HOOK_SCHEMAS[name]
    assert tuple(HOOK_SCHEMAS) == main.HOOK_SCHEMAS


def test_what_is_read_fits_and_what_is_not_read_does_not() -> None:
    told = set()
    for name, raw in REQUESTS.items():
        try:
            document = json.loads(raw.decode("utf-8-sig"))
        except ValueError:
            continue
        assert fits("hook-request", document) is is_read(raw), name
        told.add(is_read(raw))
    assert told == {True, False}


@pytest.mark.parametrize(
    "hook",
    ["patient-view", "order-select", "order-sign", "medication-refill", "encounter-discharge"],
)
def test_each_hook_fits_with_what_it_needs_and_not_without(hook: str) -> None:
    request = asked(hook, prefetch(RUNNING), FIVE)
    assert fits("hook-request", request)
    for name in request["context"]:
        if name == "encounterId":
            continue
        context = {key: value for key, value in request["context"].items() if key != name}
        raw = json.dumps({**request, "context": context}).encode()
        assert fits("hook-request", json.loads(raw)) is is_read(raw)
    assert not fits("hook-request", {**request, "context": {}})


@pytest.mark.parametrize(
    "change",
    [{"hook": "appointment-book"}, {"hook": None}, {"hookInstance": ""}, {"hookInstance": " "},
     {"context": None}, {"prefetch": []}, {"fhirAuthorization": {"access_token": "x"}},
     {"fhirServer": ""}, {"context": {"userId": "a", "patientId": "../x"}}],
)  # fmt: skip
def test_what_is_refused_by_form_does_not_fit(change: dict[str, Any]) -> None:
    assert fits("hook-request", GOOD)
    assert not fits("hook-request", {**GOOD, **change})
    assert not is_read(json.dumps({**GOOD, **change}).encode())


def test_what_is_answered_fits() -> None:
    for raw in OVERLAYS.values():
        made = [card.as_json() for card in cards(json.loads(raw))]
        assert fits("hook-cards", {"cards": made})
    (card,) = (one.as_json() for one in cards(GOOD))
    assert "suggestions" in card
    assert fits("hook-cards", {"cards": [card]})
    for change in ({"indicator": "hard-stop"}, {"summary": "x" * 140}, {"detail": None}):
        assert not fits("hook-cards", {"cards": [{**card, **change}]})
    assert not fits("hook-cards", {"cards": [], "systemActions": []})
    assert fits("hook-services", discovery(known()))


def test_feedback_fits_where_it_is_read() -> None:
    entry = {"card": "c", "outcome": "overridden", "outcomeTimestamp": "2026-11-22T10:00:00Z"}
    changes: list[dict[str, Any]] = [
        {}, {"outcome": "accepted"}, {"outcome": "ignored"}, {"card": ""}, {"overrideReason": {}},
        {"outcome": "accepted", "acceptedSuggestions": [{"id": "s"}]},
        {"outcome": "accepted", "acceptedSuggestions": []},
        {"overrideReason": {"userComment": "x"}}, {"overrideReason": {"reason": {"code": "y"}}},
        {"overrideReason": {"reason": {}}},
    ]  # fmt: skip
    told = set()
    for change in changes:
        made = {"feedback": [{**entry, **change}]}
        try:
            read_feedback(json.dumps(made).encode())
            is_taken = True
        except BaclofenError:
            is_taken = False
        assert fits("hook-feedback", made) is is_taken, change
        told.add(is_taken)
    assert told == {True, False}

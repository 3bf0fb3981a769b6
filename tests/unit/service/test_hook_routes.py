"""Hooks over HTTP: real material, errors, feedback and its figures, in open mode."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from baclofen.service import Settings, create_app
from baclofen.service.book import Book
from baclofen.service.trust import read_trust
from tests.hook_requests import (
    RUNNING,
    SERTRALINE,
    asked,
    broken_rules,
    order,
    prefetch,
)
from tests.people import TODAY, known
from tests.records.hooks import EXPECTED, OVERLAYS, REQUESTS

URL = "/cds-services/baclofen"
TWENTY = order("o1", mg=20, times=4)


def client_on(day: date, **settings: Any) -> TestClient:
    app = create_app(Settings(**settings), known=known(), today=lambda: day)
    return TestClient(app, raise_server_exceptions=False, base_url="http://127.0.0.1")


@pytest.fixture
def client() -> Iterator[TestClient]:
    with client_on(TODAY) as made:
        yield made


def test_discovery_lists_five_hooks_in_the_subset_that_clients_can_fill(
    client: TestClient,
) -> None:
    services = client.get("/cds-services").json()["services"]
    assert {one["hook"] for one in services} == {
        "patient-view", "order-select", "order-sign", "medication-refill", "encounter-discharge",
    }  # fmt: skip
    for one in services:
        assert (one["id"], one["version"]) == ("baclofen", "2.0.1")
        assert one["title"]
        assert one["description"]
        for query in one["prefetch"].values():
            assert query.count("{{") == 1
            assert "{{context.patientId}}" in query


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_real_material_is_answered_or_refused_and_never_breaks(
    client: TestClient, name: str
) -> None:
    got = client.post(URL, content=REQUESTS[name])
    assert got.status_code in (200, 400, 412), got.text
    if got.status_code == 200:
        assert broken_rules(got.json()) == []
    else:
        assert got.json()["resourceType"] == "OperationOutcome"
    told = client.post(f"{URL}/feedback", content=REQUESTS[name])
    assert told.status_code == 400


def test_the_real_requests_are_of_every_kind(client: TestClient) -> None:
    found: dict[str, set[int]] = {}
    for name, raw in REQUESTS.items():
        status = client.post(URL, content=raw).status_code
        found.setdefault(name.partition("/")[0], set()).add(status)
    assert found["overlay_order_sign"] == {200}
    assert 400 in found["cds_hooks_requests"]
    assert 200 in found["cds_hooks_requests_repaired"]
    # A hook that is none of ours, and one whose server is not to be read.
    assert found["inferno_crd"] == {400, 412}
    assert found["hl7_r4_examples"] == {400}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_fifteen_over_http(name: str) -> None:
    (draft,) = json.loads(OVERLAYS[name])["context"]["draftOrders"]["entry"]
    with client_on(date.fromisoformat(draft["resource"]["authoredOn"])) as client:
        got = client.post(URL, content=OVERLAYS[name])
    (card,) = got.json()["cards"]
    assert card["indicator"] == EXPECTED[name]["indicator"]
    assert broken_rules(got.json(), 1) == []


def test_without_the_patient_it_is_412_and_other_services_are_404(client: TestClient) -> None:
    held = prefetch(SERTRALINE)
    del held["patient"]
    got = client.post(URL, json=asked("order-sign", held, TWENTY))
    assert got.status_code == 412
    assert got.json()["issue"][0]["code"] == "incomplete"
    for path in ("/cds-services/other", "/cds-services/other/feedback"):
        assert client.post(path, json={}).status_code == 404
    assert client.get("/cds-services/other/figures").status_code == 404


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"[]", b"{}", b"null", b'{"a": 1, "a": 2}', b'{"a": NaN}',
     b"[" * 100_000, b'{"hook": 7}', b"\xef\xbb\xbf{}"],
)  # fmt: skip
def test_damaged_bodies_are_refused(client: TestClient, raw: bytes) -> None:
    for path in (URL, f"{URL}/feedback"):
        got = client.post(path, content=raw)
        assert got.status_code == 400, raw[:20]
        assert got.json()["resourceType"] == "OperationOutcome"


def test_an_answer_says_nothing_of_who_asked_in_the_log(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    held = prefetch(SERTRALINE)
    held["patient"]["name"] = [{"family": "Verysecret"}]
    request = asked("order-sign", held, TWENTY)
    request |= {"fhirServer": "https://ehr.example/fhir",
                "fhirAuthorization": {"access_token": "tok3n"}}  # fmt: skip
    assert client.post(URL, json=request).status_code == 200
    printed = capsys.readouterr().err
    assert "Verysecret" not in printed
    assert "tok3n" not in printed
    assert "Oral Tablet" not in printed


def feedback(card: str, outcome: str = "overridden", **more: Any) -> dict[str, Any]:
    told = {"card": card, "outcome": outcome, "outcomeTimestamp": "2026-11-22T10:00:00Z"}
    return {"feedback": [{**told, **more}]}


def test_feedback_counts_once_by_the_rule_that_came_first(tmp_path: Path) -> None:
    state = str(tmp_path / "state.sqlite")
    with client_on(TODAY, state=state) as client:
        shown = client.post(URL, json=asked("order-sign", prefetch(SERTRALINE), TWENTY)).json()
        (card,) = shown["cards"]
        rule = card["source"]["topic"]["code"]
        reason = {"reason": {"code": "risk-benefit-ratio"}, "userComment": "seen"}
        for _ in range(3):
            told = feedback(card["uuid"], overrideReason=reason)
            assert client.post(f"{URL}/feedback", json=told).status_code == 200
        other = client.post(URL, json=asked("patient-view", prefetch(RUNNING, kidney=3.5))).json()
        (second,) = other["cards"]
        accepted = feedback(second["uuid"], "accepted", acceptedSuggestions=[{"id": "s"}])
        assert client.post(f"{URL}/feedback", json=accepted).status_code == 200
    # What was acknowledged is there after a restart.
    with client_on(TODAY, state=state) as client:
        figures = {one["rule"]: one for one in client.get(f"{URL}/figures").json()["rules"]}
    assert figures[rule] == {"rule": rule, "shown": 1, "accepted": 0, "overridden": 1}
    of_second = figures[second["source"]["topic"]["code"]]
    assert (of_second["accepted"], of_second["overridden"]) == (1, 0)


def test_feedback_on_a_card_that_was_never_given_is_told_apart_and_not_counted(
    tmp_path: Path,
) -> None:
    state = str(tmp_path / "state.sqlite")
    with client_on(TODAY, state=state) as client:
        shown = client.post(URL, json=asked("order-sign", prefetch(SERTRALINE), TWENTY)).json()
        (card,) = shown["cards"]
        given, strange = feedback(card["uuid"]), feedback("00000000-0000-4000-8000-000000000000")
        before = client.get(f"{URL}/figures").json()
        for _ in range(2):
            got = client.post(f"{URL}/feedback", json=strange)
            assert got.status_code == 404
            (issue,) = got.json()["issue"]
            assert (issue["code"], issue["diagnostics"][:11]) == ("not-found", "feedback[0]")
        assert client.get(f"{URL}/figures").json() == before
        # Beside one that was given, that one is kept: sent again it counts no second time.
        both = {"feedback": [*given["feedback"], *strange["feedback"]]}
        for _ in range(2):
            got = client.post(f"{URL}/feedback", json=both)
            assert got.status_code == 404
            (issue,) = got.json()["issue"]
            assert issue["diagnostics"].startswith("feedback[1]")
        assert client.post(f"{URL}/feedback", json=given).status_code == 200
        (figure,) = client.get(f"{URL}/figures").json()["rules"]
        assert (figure["shown"], figure["overridden"]) == (1, 1)


def test_a_card_that_rests_on_no_rule_was_given_too(client: TestClient) -> None:
    (card,) = client.post(URL, json=asked("encounter-discharge", prefetch(RUNNING))).json()["cards"]
    assert "topic" not in card["source"]
    assert client.post(f"{URL}/feedback", json=feedback(card["uuid"])).status_code == 200


def test_a_state_from_before_still_knows_its_cards(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite"
    book = Book(state)
    book.shown("c", "info", ["R"])
    with book._open() as held:
        held.execute("drop table given")
    book.close()
    book = Book(state)
    assert book.given(["c", "d"]) == {"c"}
    book.close()


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "ignored"}, {"outcome": "accepted"}, {"card": ""}, {"card": None},
        {"outcomeTimestamp": "yesterday"}, {"outcomeTimestamp": "2026-11-22T10:00:00"},
        {"overrideReason": {}}, {"outcome": "accepted", "acceptedSuggestions": []},
        {"outcome": "accepted", "acceptedSuggestions": [{}]},
    ],
)  # fmt: skip
def test_feedback_that_breaks_the_rules_is_refused_whole(
    client: TestClient, change: dict[str, Any]
) -> None:
    good = feedback("c1")["feedback"][0]
    told = {"feedback": [good, {**good, **change}]}
    assert client.post(f"{URL}/feedback", json=told).status_code == 400


def test_without_its_state_cards_are_given_and_feedback_is_not_acknowledged(
    tmp_path: Path,
) -> None:
    with client_on(TODAY, state=str(tmp_path / "state.sqlite")) as client:
        client.app.state.book.close()  # type: ignore[attr-defined]
        got = client.post(URL, json=asked("order-sign", prefetch(SERTRALINE), TWENTY))
        assert got.status_code == 200
        assert client.post(f"{URL}/feedback", json=feedback("c")).status_code == 503
        assert client.get(f"{URL}/figures").status_code == 503


def test_the_how_to_can_be_followed(client: TestClient, tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs/how-to/connect-a-record-system.md").read_text("utf-8")
    blocks = page.split("```")
    request = next(b for b in blocks if b.startswith("json")).removeprefix("json")
    (card,) = client.post(URL, content=request).json()["cards"]
    assert card["indicator"] == "warning"
    path = tmp_path / "trust.toml"
    tables = [b.removeprefix("toml") for b in blocks if b.startswith("toml")]
    for table in tables:
        path.write_text(table)
        assert read_trust(path).servers or read_trust(path).clients
    assert len(tables) == 3


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite"
    code = (
        "import sys, os, signal; from pathlib import Path; from baclofen.service.book import Book;"
        "book = Book(Path(sys.argv[1])); book.shown('c', 'info', ['R']);"
        "book.told([('c', 'accepted', 't', '', '')]); print('kept', flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    got = subprocess.run(
        [sys.executable, "-c", code, str(state)], capture_output=True, text=True, check=False
    )
    assert got.stdout.strip() == "kept"
    book = Book(state)
    assert book.figures() == [{"rule": "R", "shown": 1, "accepted": 1, "overridden": 0}]
    book.close()

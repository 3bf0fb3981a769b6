"""What strangers send: half characters, pages elsewhere, a store or state that others hold."""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from baclofen.service import Settings, create_app
from baclofen.service.book import Book, BookClosed
from baclofen.service.hooks import reading
from baclofen.store import Keys, Ledger, new_key
from tests.hook_requests import SERTRALINE, asked, order, patient, prefetch, search
from tests.people import TODAY, known

URL = "/cds-services/baclofen"
HALF = "\ud800"
FIVE = order("o1", mg=5)
BASE = "https://ehr.example/fhir"


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = create_app(Settings(), known=known(), today=lambda: TODAY)
    with TestClient(app, raise_server_exceptions=False, base_url="http://127.0.0.1") as made:
        yield made


def sign(**more: Any) -> dict[str, Any]:
    return {**asked("order-sign", prefetch(SERTRALINE), FIVE), **more}


@pytest.mark.parametrize(
    "request_",
    [
        sign(hookInstance=f"a{HALF}"),
        asked("order-sign", prefetch(SERTRALINE), order("o1", f"Baclofen {HALF}")),
        asked("order-sign", prefetch(SERTRALINE), {**FIVE, "id": HALF}),
        asked("order-sign", prefetch(SERTRALINE, conditions=search({
            "resourceType": "Condition", "code": {"text": HALF},
        })), FIVE),
    ],
)  # fmt: skip
def test_half_a_character_is_refused_by_name(client: TestClient, request_: dict[str, Any]) -> None:
    raw = json.dumps(request_)
    assert "\\ud800" in raw
    got = client.post(URL, content=raw)
    assert (got.status_code, got.json()["resourceType"]) == (400, "OperationOutcome")
    assert "half a character" in got.json()["issue"][0]["diagnostics"]
    whole = client.post(URL, content=raw.replace("\\ud800", "\\ud83d\\ude00"))
    assert whole.status_code == 200


def test_half_a_character_in_feedback_is_refused_too(client: TestClient) -> None:
    told = {"card": "c", "outcome": "overridden", "outcomeTimestamp": "2026-11-22T10:00:00Z",
            "overrideReason": {"userComment": HALF}}  # fmt: skip
    got = client.post(f"{URL}/feedback", content=json.dumps({"feedback": [told]}))
    assert got.status_code == 400


@pytest.mark.parametrize("id", ["..", ".", "Patient/.."])
def test_dots_that_lead_out_are_no_patient(client: TestClient, id: str) -> None:
    request = sign()
    request["context"]["patientId"] = id
    got = client.post(URL, json=request)
    assert got.status_code == 400
    assert "context.patientId" in got.json()["issue"][0]["diagnostics"]


def test_an_address_with_a_slash_too_many_redirects_nobody(client: TestClient) -> None:
    got = client.get("/cds-services/", follow_redirects=False)
    assert (got.status_code, "location" in got.headers) == (404, False)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1", ""])
def test_where_nobody_is_asked_a_name_of_another_is_refused(client: TestClient, host: str) -> None:
    """A page elsewhere has its own name lead to this machine, and asks through a browser."""
    for path in ("/cds-services", "/health/ready"):
        got = client.get(path, headers={"host": host})
        assert (got.status_code, got.json()["resourceType"]) == (421, "OperationOutcome")
    for own in ("localhost:8080", "127.0.0.1", "[::1]:8080"):
        assert client.get("/cds-services", headers={"host": own}).status_code == 200


# --- pages of a FHIR server --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "is_asked"),
    [
        (f"{BASE}/MedicationRequest?page=2", True),
        (f"{BASE}?page=2&of=..", True),
        ("MedicationRequest?page=2", True),
        (f"{BASE}/../secret/admin", False),
        (f"{BASE}/%2e%2e/secret", False),
        (f"{BASE}/%252E%252e/secret", False),
        (f"{BASE}/a/..%2f..%2fsecret", False),
        (f"{BASE}/a\\..\\..\\secret", False),
        ("/secret", False),
        ("//evil.example/fhir/x", False),
        ("http://[::1/fhir", False),
    ],
)
def test_a_token_goes_to_no_page_outside_its_base(
    monkeypatch: pytest.MonkeyPatch, link: str, is_asked: bool
) -> None:
    asked_: list[str] = []

    def get(url: str, **_: Any) -> tuple[int, bytes]:
        asked_.append(url)
        page = {**search(), "link": [{"relation": "next", "url": link}]}
        return 200, json.dumps(page if len(asked_) == 1 else search(SERTRALINE)).encode()

    monkeypatch.setattr(reading, "get", get)
    got = reading.read_keys(["medications"], BASE, "p1", "tok3n")["medications"]
    assert len(asked_) == 1 + is_asked
    assert got["resourceType"] == ("Bundle" if is_asked else "OperationOutcome")


def test_a_patient_of_dots_is_asked_of_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_: list[str] = []
    monkeypatch.setattr(reading, "get", lambda url, **_: asked_.append(url))
    for id in ("..", "."):
        got = reading.read_keys(["patient"], BASE, id, "tok3n")
        assert got["patient"]["resourceType"] == "OperationOutcome"
    assert asked_ == []


@pytest.mark.parametrize("answer", [b'{"id": "p1"}', b'["x"]', b'{"resourceType": 5}', b"\xff"])
def test_an_answer_that_is_no_resource_is_a_failed_one(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(reading, "get", lambda url, **_: (200, answer))
    got = reading.read_keys(["patient"], BASE, "p1", "")
    assert got["patient"]["resourceType"] == "OperationOutcome"


def test_half_a_character_of_a_server_is_a_failed_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    raw = json.dumps(search(order("m1", HALF))).encode()
    whole = json.dumps(patient()).encode()
    monkeypatch.setattr(
        reading, "get", lambda url, **_: (200, whole if "/Patient/" in url else raw)
    )
    trust = tmp_path / "trust.toml"
    trust.write_text(f'[[servers]]\nurl = "{BASE}"\n')
    app = create_app(Settings(trust=str(trust)), known=known(), today=lambda: TODAY)
    with TestClient(app, raise_server_exceptions=False, base_url="http://127.0.0.1") as client:
        got = client.post(URL, json={**sign(prefetch={}), "fhirServer": BASE})
    assert got.status_code == 200
    assert "medications" in got.json()["cards"][0]["detail"]


# --- what others hold --------------------------------------------------------------------------


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process writes there and does not end."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin exclusive")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


def test_a_store_that_others_hold_keeps_no_card_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACLOFEN_KEYS", f"pain.calls {new_key()}")
    trust, store = tmp_path / "trust.toml", tmp_path / "s.sqlite"
    trust.write_text('calls = "pain.calls"\n')
    settings = Settings(trust=str(trust), store=str(store))
    with TestClient(
        create_app(settings, known=known(), today=lambda: TODAY), base_url="http://127.0.0.1"
    ) as client:
        assert client.post(URL, json=sign()).status_code == 200
        monkeypatch.setattr("baclofen.service.calls._PATIENCE_S", 0.05)
        with held(store):
            # None waits for the store: each would take as long as it is patient.
            for _ in range(3):
                assert len(client.post(URL, json=sign()).json()["cards"]) == 1
            ready = client.get("/health/ready")
            assert ready.status_code == 503
            assert ready.json()["lacking"] == ["the book of calls (3 not put down)"]
        calls = client.app.state.house.calls  # type: ignore[attr-defined]
        calls._writer.submit(lambda: None).result()
        assert client.get("/health/ready").status_code == 200
    with Ledger.open(store, Keys.of_setting(os.environ["BACLOFEN_KEYS"], name="keys")) as ledger:
        assert ledger.verify().is_sound
        (chapter,) = ledger.of("pain.calls").patients()
        assert len(list(ledger.of("pain.calls").read(chapter.patient))) == 4


def test_nobody_waits_in_a_row_for_a_state_that_others_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baclofen.service.book._PATIENCE_S", 0.05)
    book = Book(tmp_path / "state.sqlite")
    book._lock.acquire()
    closed: list[str] = []

    def ask() -> None:
        try:
            book.first_seen("i", "j", until=time.time() + 60)
        except BookClosed as gap:
            closed.append(str(gap))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert closed == ["busy"] * 4
    book._lock.release()
    assert book.first_seen("i", "j", until=time.time() + 60)
    book.close()


def test_of_one_card_the_outcome_that_was_told_last_counts(tmp_path: Path) -> None:
    book = Book(tmp_path / "state.sqlite")
    book.shown("c", "info", ["R"])
    accepted = ("c", "accepted", "2026-11-22T10:00:00Z", "", "")
    book.told([accepted])
    book.told([("c", "overridden", "2026-11-22T11:00:00Z", "", "")])
    book.told([accepted])
    assert book.figures() == [{"rule": "R", "shown": 1, "accepted": 0, "overridden": 1}]
    book.close()


def test_a_book_that_is_let_go_of_leaves_no_file_open() -> None:
    book = Book()
    held = book._held
    del book
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        held.execute("select 1")

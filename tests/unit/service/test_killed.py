"""A service that is killed in the midst of calls has lost nothing that it acknowledged."""

from __future__ import annotations

import http.client
import json
import signal
import threading
from pathlib import Path
from uuid import uuid4

import pytest

from baclofen.service.book import Book
from baclofen.service.calls import read_calls
from baclofen.store import Keys, Ledger, new_key
from bench.load import free_port, started
from tests.hook_requests import SERTRALINE, asked, order, prefetch

URL, BOOK = "/cds-services/baclofen", "pain.calls"
#: So many outcomes are acknowledged before the kill.
_ENOUGH = 20


def body_of(port: int, path: str, document: object) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, json.dumps(document))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _calling(port: int, kept: list[str], enough: threading.Event) -> None:
    """Asks and tells until the service is gone; notes each outcome that was acknowledged."""
    request = asked("order-sign", prefetch(SERTRALINE), order("o1", mg=20, times=4))
    while True:
        try:
            _, raw = body_of(port, URL, {**request, "hookInstance": str(uuid4())})
            (card,) = json.loads(raw)["cards"]
            told = {"card": card["uuid"], "outcome": "overridden",
                    "outcomeTimestamp": "2026-11-22T10:00:00Z"}  # fmt: skip
            status, _ = body_of(port, f"{URL}/feedback", {"feedback": [told]})
        except (OSError, ValueError, KeyError, http.client.HTTPException):
            return
        if status == 200:
            kept.append(card["uuid"])
        if len(kept) >= _ENOUGH:
            enough.set()


def test_a_kill_amid_calls_loses_nothing_that_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"{BOOK} {new_key()}"
    trust, store = tmp_path / "trust.toml", tmp_path / "kept" / "s.sqlite"
    trust.write_text(f'calls = "{BOOK}"\n')
    for name, value in (("KEYS", said), ("TRUST", str(trust)), ("STORE", str(store))):
        monkeypatch.setenv(f"BACLOFEN_{name}", value)
    port = free_port()
    process = started(port, 1, str(tmp_path))
    kept: list[str] = []
    enough = threading.Event()
    callers = [threading.Thread(target=_calling, args=(port, kept, enough)) for _ in range(3)]
    try:
        for caller in callers:
            caller.start()
        assert enough.wait(120), f"the service ended with {process.poll()}"
        process.send_signal(signal.SIGKILL)
        process.wait()
    finally:
        process.kill()
        process.wait()
        for caller in callers:
            caller.join()
    book = Book(tmp_path / "state.sqlite")
    assert sum(int(str(one["overridden"])) for one in book.figures()) >= len(kept)
    book.close()
    with Ledger.open(store, Keys.of_setting(said, name="keys")) as ledger:
        assert ledger.verify().is_sound
        told = {card for line in read_calls(ledger, BOOK) for card, _ in line.call.outcomes}
    assert set(kept) <= told
    # It starts again on what it left.
    again = started(port, 1, str(tmp_path))
    again.terminate()
    again.wait()

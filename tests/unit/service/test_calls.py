"""The book of calls: who asked, for whom, what came of it; sealed, chained, without tokens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from baclofen.cli.main import main
from baclofen.errors import InputRefused
from baclofen.service import Settings, create_app
from baclofen.service.calls import Line, read_calls
from baclofen.store import Keys, Ledger, Signed, Versions, new_key
from tests.hook_requests import RUNNING, SERTRALINE, asked, order, prefetch
from tests.people import TODAY, known

URL, BOOK = "/cds-services/baclofen", "pain.calls"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TWENTY = order("o1", mg=20, times=4)
SECRETS = (b"tok3n", b"Practitioner/1", b"Sertraline", b'"p1"')


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("BACLOFEN_KEYS", f"{BOOK} {new_key()}")
    trust = tmp_path / "trust.toml"
    trust.write_text(f'calls = "{BOOK}"\n')
    return Settings(trust=str(trust), store=str(tmp_path / "kept" / "s.sqlite"))


def service(settings: Settings) -> TestClient:
    return TestClient(
        create_app(settings, known=known(), today=lambda: TODAY, now=lambda: NOW),
        base_url="http://127.0.0.1",
    )


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with service(settings) as made:
        yield made


def lines(settings: Settings, patient: str = "") -> list[Line]:
    keys = Keys.of_setting(os.environ["BACLOFEN_KEYS"], name="keys")
    with Ledger.open(settings.store, keys) as ledger:
        assert ledger.verify().is_sound
        return list(read_calls(ledger, BOOK, patient=patient))


def sign(**more: Any) -> dict[str, Any]:
    access = {"access_token": "tok3n", "token_type": "Bearer"}
    request = asked("order-sign", prefetch(SERTRALINE), TWENTY)
    return {**request, "fhirServer": "https://ehr.example/fhir", "fhirAuthorization": access,
            **more}  # fmt: skip


def test_a_call_and_its_feedback_are_put_down_with_who_for_whom_and_what(
    client: TestClient, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (card,) = client.post(URL, json=sign()).json()["cards"]
    entry = {"card": card["uuid"], "outcome": "accepted", "acceptedSuggestions": [{"id": "s"}],
             "outcomeTimestamp": "2026-11-22T10:00:00Z"}  # fmt: skip
    assert client.post(f"{URL}/feedback", json={"feedback": [entry]}).status_code == 200
    held = prefetch(RUNNING)
    del held["patient"]
    assert client.post(URL, json=asked("patient-view", held)).status_code == 412
    assert client.post(URL, content=b"{}").status_code == 400
    first, second, third, fourth = (line.call for line in lines(settings))
    assert (first.done, first.status, first.hook) == ("asked", 200, "order-sign")
    assert (first.user, first.patient) == ("Practitioner/1", "p1")
    assert first.server == "https://ehr.example/fhir"
    (shown,) = first.cards
    assert (shown.card, shown.order, shown.indicator) == (card["uuid"], "o1", card["indicator"])
    assert card["source"]["topic"]["code"] == shown.rules[0]
    assert second.outcomes == ((card["uuid"], "accepted"),)
    assert (third.status, third.lacking) == (412, ("patient",))
    assert (fourth.status, fourth.patient) == (400, "")
    assert len(lines(settings, patient="p1")) == 2
    for path in Path(settings.store).parent.iterdir():
        raw = path.read_bytes()
        assert not any(secret in raw for secret in SECRETS), path
    assert main(["calls", BOOK, "--patient", "Patient/p1", "--store", settings.store]) == 0
    printed = capsys.readouterr().out
    assert "Practitioner/1 asked order-sign for Patient/p1: 200" in printed
    assert "412, no card; not there: patient" in printed


def overridden(card: str) -> dict[str, Any]:
    told = {"card": card, "outcome": "overridden", "outcomeTimestamp": "2026-11-22T10:00:00Z"}
    return {"feedback": [told]}


def test_the_book_tells_cards_that_were_given_from_others(settings: Settings) -> None:
    with service(settings) as one:
        (card,) = one.post(URL, json=sign()).json()["cards"]
    # Another process, or this one after it was started anew: it remembers nothing itself.
    with service(settings) as other:
        strange = overridden("Anna Roe, born 1974")
        assert other.post(f"{URL}/feedback", json=strange).status_code == 404
        for _ in range(2):
            assert other.post(f"{URL}/feedback", json=overridden(card["uuid"])).status_code == 200
        (figure,) = other.get(f"{URL}/figures").json()["rules"]
        assert figure == {"rule": card["source"]["topic"]["code"], "shown": 1, "accepted": 0,
                          "overridden": 1}  # fmt: skip
    calls = [line.call for line in lines(settings)]
    told = [call for call in calls if call.done == "told"]
    assert [call.strange for call in told] == [1, 0, 0]
    # What was written where the card should stand is nowhere put down.
    assert [call.outcomes for call in told[:2]] == [(), ((card["uuid"], "overridden"),)]


def test_a_card_of_a_chapter_that_was_erased_stays_erased(settings: Settings) -> None:
    with service(settings) as one:
        (card,) = one.post(URL, json=sign()).json()["cards"]
    keys = Keys.of_setting(os.environ["BACLOFEN_KEYS"], name="keys")
    with Ledger.open(settings.store, keys) as ledger:
        (chapter,) = ledger.of(BOOK).patients()
        ledger.of(BOOK).erase(chapter.patient, Signed("dr.a", NOW, Versions("0")), why="asked for")
    with service(settings) as other:
        assert other.post(f"{URL}/feedback", json=overridden(card["uuid"])).status_code == 404
        assert other.get(f"{URL}/figures").json() == {"rules": []}
    assert lines(settings, patient="p1") == []


def test_a_store_that_is_gone_holds_no_card_back_and_is_said(
    client: TestClient, settings: Settings
) -> None:
    assert client.post(URL, json=sign()).status_code == 200
    store = Path(settings.store)
    away = store.with_name("away")
    calls = client.app.state.house.calls  # type: ignore[attr-defined]
    calls.close()
    store.rename(away)
    store.mkdir()
    for _ in range(2):
        got = client.post(URL, json=sign())
        assert len(got.json()["cards"]) == 1
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json()["lacking"] == ["the book of calls (2 not put down)"]
    store.rmdir()
    away.rename(store)
    assert client.post(URL, json=sign()).status_code == 200
    assert client.get("/health/ready").status_code == 200
    assert [line.call.lost for line in lines(settings)] == [0, 2]


def test_several_services_share_one_book(settings: Settings) -> None:
    with service(settings) as one, service(settings) as other:
        for _ in range(3):
            for client in (one, other):
                assert client.post(URL, json=sign()).status_code == 200
    assert len(lines(settings)) == 6


def test_a_clock_that_jumps_back_holds_no_card_back(settings: Settings) -> None:
    at = [NOW]

    def now() -> datetime:
        return at[0]

    app = create_app(settings, known=known(), today=lambda: now().date(), now=now)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.post(URL, json=sign()).status_code == 200
        at[0] = NOW.replace(day=20)
        got = client.post(URL, json=sign())
        assert got.status_code == 200
        # The orders and values of a later day are not read as if they were of today.
        assert got.json()["cards"]
        assert client.get("/health/ready").status_code == 503
        at[0] = NOW.replace(hour=10)
        assert client.post(URL, json=sign()).status_code == 200
    assert [line.call.lost for line in lines(settings)] == [0, 1]


def test_it_needs_a_store_and_a_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match="store"):
        create_app(Settings(trust=settings.trust), known=known())
    monkeypatch.setenv("BACLOFEN_KEYS", f"other {new_key()}")
    with pytest.raises(InputRefused, match="without a key"):
        create_app(settings, known=known())

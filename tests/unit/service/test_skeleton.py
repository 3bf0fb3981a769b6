"""What every request passes: bounds, logs without patients, health, and settings by name."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from fastapi import APIRouter
from prometheus_client import generate_latest
from starlette.requests import Request
from starlette.testclient import TestClient

from baclofen.errors import InputRefused
from baclofen.service import Settings, create_app, health, serve, settings_from
from baclofen.service import app as application
from baclofen.service.book import Book
from baclofen.service.bounds import ends_what_it_begins
from baclofen.service.house import House
from baclofen.service.trust import Trust
from tests.hook_requests import asked, order, prefetch
from tests.people import known

K = known()
SECRET = "Mrs Jane Roe"  # noqa: S105


def _routes(house: House) -> Iterator[APIRouter]:
    """Routes that do what ours must never do, beside ours."""
    bad = APIRouter()

    @bad.post("/fail/{name}")
    def fail(name: str) -> None:
        raise ValueError(f"could not read {name}")

    @bad.post("/sleep")
    async def sleep() -> None:
        import anyio

        await anyio.sleep(60)

    @bad.post("/keep")
    async def keep(request: Request) -> str:
        import anyio

        ends_what_it_begins(request.scope)
        await anyio.sleep(0.5)
        return "kept"

    @bad.post("/echo")
    def echo(body: dict[str, str]) -> dict[str, str]:
        return body

    yield bad
    yield health.router(house)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(application, "_routers", _routes)
    settings = Settings(body_bytes=2000, seconds=0.2)
    with TestClient(
        create_app(settings, known=K), raise_server_exceptions=False, base_url="http://127.0.0.1"
    ) as made:
        yield made


def test_a_fault_is_told_by_number_and_its_words_nowhere(
    capsys: pytest.CaptureFixture[str], client: TestClient
) -> None:
    got = client.post(f"/fail/{SECRET}?q={SECRET}")
    assert got.status_code == 500
    assert got.json()["resourceType"] == "OperationOutcome"
    assert SECRET not in got.text
    printed = capsys.readouterr().err
    logged = [json.loads(line) for line in printed.splitlines()][-2:]
    assert [line["event"] for line in logged] == ["fault", "request"]
    assert logged[0]["request"] in got.text
    assert logged[0]["kind"] == "ValueError"
    # When it was, as of any other line, beside where.
    assert all(datetime.fromisoformat(line["at"]).tzinfo for line in logged)
    assert logged[0]["where"].startswith("test_skeleton.py:")
    assert logged[1]["route"] == "/fail/{name}"
    assert logged[1]["status"] == 500
    assert "Jane" not in printed
    page = client.post(f"/fail/{SECRET}", headers={"accept": "text/html"})
    assert page.status_code == 500
    assert "<h1>This is our own fault</h1>" in page.text
    assert SECRET not in page.text


def test_logging_starts_once(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with TestClient(create_app(known=K), base_url="http://127.0.0.1") as made:
            made.get("/health/live")
    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert [event.partition(":")[0] for event in events] == ["OPEN", "request"] * 2


def test_a_body_is_read_to_its_bound_whatever_it_says_of_itself(client: TestClient) -> None:
    large = json.dumps({"a": "b" * 3000}).encode()
    assert client.post("/echo", content=large).status_code == 413

    def in_pieces() -> Iterator[bytes]:
        for at in range(0, len(large), 100):
            yield large[at : at + 100]

    got = client.post("/echo", content=in_pieces(), headers={"content-type": "application/json"})
    assert got.status_code == 413
    assert got.json()["issue"][0]["code"] == "too-long"
    small = client.post("/echo", json={"a": "b"})
    assert small.json() == {"a": "b"}


def test_what_takes_too_long_is_given_up(client: TestClient) -> None:
    got = client.post("/sleep")
    assert got.status_code == 503
    assert got.json()["issue"][0]["code"] == "timeout"
    # Unless it began to keep something: that is answered for.
    assert client.post("/keep").json() == "kept"


def test_every_answer_is_kept_nowhere(client: TestClient) -> None:
    for got in (client.get("/health/live"), client.post("/fail/x"), client.get("/none")):
        assert got.headers["x-request-id"]
    assert client.get("/none").headers["cache-control"] == "no-store"
    assert client.get("/none").headers["x-content-type-options"] == "nosniff"


def test_what_is_not_ready_is_said() -> None:
    app = create_app(known=K)
    with TestClient(app, base_url="http://127.0.0.1") as made:
        assert made.get("/health/ready").json() == {"status": "ready", "lacking": []}
    from fastapi import FastAPI

    lacking = FastAPI()
    house = House(
        Settings(), K, Trust(), Book(), ready=[lambda: "the store of records", lambda: ""]
    )
    lacking.include_router(health.router(house))
    got = TestClient(lacking, base_url="http://127.0.0.1").get("/health/ready")
    assert got.status_code == 503
    assert got.json()["lacking"] == ["the store of records"]


def test_settings_come_from_the_environment() -> None:
    got = settings_from({"BACLOFEN_PORT": "99", "BACLOFEN_SECONDS": "1.5", "PORT": "1"})
    assert (got.port, got.seconds, got.host) == (99, 1.5, "127.0.0.1")
    for name, text in (("PORT", "x"), ("WORKERS", "0"), ("SECONDS", "nan"), ("BODY_BYTES", "-1")):
        with pytest.raises(InputRefused, match=f"BACLOFEN_{name}"):
            settings_from({f"BACLOFEN_{name}": text})
    assert Settings(public_url="https://a.example/").public == "https://a.example"
    assert Settings(host="::1").public == "http://[::1]:8080"


@pytest.mark.parametrize(
    ("host", "inside"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("10.0.0.1", False), ("example.org", False), ("::", False)],  # noqa: S104
)  # fmt: skip
def test_open_mode_is_of_this_machine_alone(host: str, inside: bool) -> None:
    assert Settings(host=host).on_loopback is inside
    if not inside:
        with pytest.raises(InputRefused, match="only to this machine"):
            serve(Settings(host=host))


def test_a_country_that_is_not_known_is_refused_before_it_serves() -> None:
    with pytest.raises(InputRefused):
        create_app(Settings(jurisdiction="XX"), known=K)


def test_the_command_serves_and_stops_when_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "baclofen", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ})
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live") as got:
                    assert json.load(got)["status"] == "live"
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("it did not come up")
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "OPEN to everybody on this machine" in said
    assert "Traceback" not in said


def _figures(one: TestClient) -> dict[str, float]:
    text = one.get("/metrics").text
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_what_was_answered_is_counted_and_nothing_of_a_patient_is_among_it() -> None:
    with TestClient(create_app(Settings(), known=K), base_url="http://127.0.0.1") as one:
        for _ in range(3):
            one.get("/health/live")
        unread = prefetch(order("m3", SECRET, "", status="active"))
        one.post("/cds-services/baclofen", json=asked("order-sign", unread, order("o1")))
        found = _figures(one)
        assert SECRET not in one.get("/metrics").text
    live = 'method="GET",route="/health/live",status="200"'
    assert found[f"baclofen_requests_total{{{live}}}"] == 3
    assert found['baclofen_request_seconds_count{route="/health/live"}'] == 3
    assert found['baclofen_entries_total{outcome="not understood"}'] >= 1


def test_faults_are_counted(client: TestClient) -> None:
    client.post(f"/fail/{SECRET}")
    app: Any = client.app
    counted = generate_latest(app.state.house.metrics.registry).decode()
    assert 'baclofen_faults_total{kind="ValueError"} 1.0' in counted
    assert SECRET not in counted


def test_through_a_proxy_there_are_no_figures() -> None:
    settings = Settings(public_url="https://pain.example")
    with TestClient(create_app(settings, known=K), base_url="https://pain.example") as one:
        assert one.get("/metrics").status_code == 404

"""What a request lacks is read from a FHIR server that is not ours; from a bad one, nothing."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from baclofen.service import Settings, create_app
from baclofen.service.hooks import reading
from tests.hook_requests import MS, RUNNING, SPASTICITY, asked, creatinine, order, patient, prefetch
from tests.peers.fhir import HERE, lacking
from tests.people import TODAY, known

TOKEN = "a-token-of-the-ehr"  # noqa: S105
Start = Callable[..., str]
FIVE = order("o1", mg=5)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server with a woman on baclofen whose kidneys fail, and gives its address."""
    if reason := lacking():
        pytest.skip(reason)
    ids = ("c1", "c2", "k1")
    facts = [{**one, "id": id} for one, id in zip(
        (MS, SPASTICITY, creatinine(3.5)), ids, strict=True)]  # fmt: skip
    resources = [patient(), {**RUNNING, "id": "m2"}, *facts]
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps({"entry": [{"resource": one} for one in resources]}))
    running: list[subprocess.Popen[str]] = []

    def begin(fault: str = "", token: str = TOKEN) -> str:
        process = subprocess.Popen(
            ["node", "server.mjs", str(bundle)], cwd=HERE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "TOKEN": token, "FAULT": fault},
        )  # fmt: skip
        running.append(process)
        assert process.stdout is not None
        return f"http://127.0.0.1:{process.stdout.readline().strip()}"

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def posted(tmp_path: Path, request: dict[str, Any], allowed: str) -> Any:
    trust = tmp_path / "trust.toml"
    trust.write_text(f'[[servers]]\nurl = "{allowed}"\n')
    app = create_app(Settings(trust=str(trust)), known=known(), today=lambda: TODAY)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        return client.post("/cds-services/baclofen", json=request)


def to(server: str, request: dict[str, Any], token: str = TOKEN) -> dict[str, Any]:
    access = {"access_token": token, "token_type": "Bearer"}
    return {**request, "fhirServer": server, "fhirAuthorization": access}


def test_all_of_it_is_read_where_nothing_came(start: Start, tmp_path: Path) -> None:
    server = start()
    got = posted(tmp_path, to(server, asked("patient-view", {})), server)
    assert got.status_code == 200, got.text
    (card,) = got.json()["cards"]
    assert card["indicator"] == "critical"
    assert "Not supplied" not in card["detail"]


def test_only_what_lacks_is_read(start: Start, tmp_path: Path) -> None:
    server = start()
    held = prefetch(RUNNING)
    del held["observations"]
    got = posted(tmp_path, to(server, asked("patient-view", held)), server)
    # The creatinine is that of the server.
    assert [card["indicator"] for card in got.json()["cards"]] == ["critical"]


def test_a_server_that_is_not_on_the_list_is_never_asked(start: Start, tmp_path: Path) -> None:
    server = start()
    request = to(server, asked("patient-view", {}))
    assert posted(tmp_path, request, "https://ehr.example/fhir").status_code == 412
    for other in ("http://169.254.169.254", f"{server}.evil.example", f"{server}@evil.example"):
        assert posted(tmp_path, to(other, asked("patient-view", {})), server).status_code == 412


@pytest.mark.parametrize("fault", ["broken", "slow", "drips", "wrong token", "gone"])
def test_a_bad_server_gives_412_without_the_patient(
    start: Start, tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 1.0)
    server = "http://127.0.0.1:9" if fault == "gone" else start(fault)
    token = "other" if fault == "wrong token" else TOKEN
    got = posted(tmp_path, to(server, asked("patient-view", {}), token), server)
    assert got.status_code == 412


def test_a_slow_server_keeps_only_its_own_callers_waiting(start: Start, tmp_path: Path) -> None:
    server = start("drips")
    trust = tmp_path / "trust.toml"
    trust.write_text(f'[[servers]]\nurl = "{server}"\n')
    settings = Settings(trust=str(trust), at_once=1)
    app = create_app(settings, known=known(), today=lambda: TODAY)
    ended: list[str] = []

    def call(client: TestClient, name: str, request: dict[str, Any]) -> None:
        client.post("/cds-services/baclofen", json=request)
        ended.append(name)

    with TestClient(app, base_url="http://127.0.0.1") as client:
        slow = to(server, asked("patient-view", {}))
        waiting = threading.Thread(target=call, args=(client, "slow", slow))
        waiting.start()
        whole = asked("patient-view", prefetch(RUNNING))
        for _ in range(3):
            call(client, "quick", whole)
        waiting.join()
    assert ended == ["quick", "quick", "quick", "slow"]


def test_a_bad_server_leaves_a_card_that_says_what_was_not_there(
    start: Start, tmp_path: Path
) -> None:
    server = start("broken")
    held = prefetch(RUNNING)
    del held["observations"]
    got = posted(tmp_path, to(server, asked("order-sign", held, FIVE)), server)
    (card,) = got.json()["cards"]
    assert "Not supplied, and so unknown: observations" in card["detail"]
    assert card["indicator"] == "warning"


def test_pages_without_end_are_read_so_far_and_no_absence_is_concluded(
    start: Start, tmp_path: Path
) -> None:
    server = start("endless")
    held = {"patient": patient(), "conditions": None, "allergies": None, "devices": None}
    got = posted(tmp_path, to(server, asked("order-sign", held, FIVE)), server)
    assert got.status_code == 200
    (card,) = got.json()["cards"]
    assert card["indicator"] in ("warning", "critical")


def test_what_is_of_somebody_else_is_not_read_and_said(start: Start, tmp_path: Path) -> None:
    server = start("lies")
    held = {"patient": patient()}
    got = posted(tmp_path, to(server, asked("order-sign", held, FIVE)), server)
    (card,) = got.json()["cards"]
    assert (
        "in part about somebody else, and so only partly known: medications, conditions"
        in (card["detail"])
    )
    # What was left out counts as unknown: kidneys, and whether baclofen is taken.
    assert card["indicator"] == "warning"


def test_the_token_is_never_logged(
    start: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = start("broken")
    posted(tmp_path, to(server, asked("patient-view", {})), server)
    assert TOKEN not in capsys.readouterr().err

"""Pages of a service that loses its database, its disk, its life or its clock: what is said is
true, and nothing that was acknowledged is lost. The service is a process of its own."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2 as httpx
import pytest

from baclofen.store import Keys, Ledger
from bench.load import free_port
from tests.postgres import NoServer, server
from tests.unit.service.page.clinic import PASSWORD, WOMAN, House, keys, users_file, words

_HIDDEN = re.compile(r'<input type="hidden" name="(form_key|seen)" value="([^"]*)"')


class Client:
    """A browser of a service that runs in a process of its own."""

    def __init__(self, port: int) -> None:
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=60
        )
        self.text, self.status, self.path = "", 0, ""

    def get(self, path: str) -> str:
        return self._read(self._client.get(path))

    def post(self, path: str, **fields: str) -> str:
        hidden = dict(_HIDDEN.findall(self.text))
        return self._read(self._client.post(path, data={**hidden, **fields}))

    def sign_in(self) -> None:
        self.post("/sign-in", name="dr.a", password=PASSWORD)
        assert self.path == "/patients", words(self.text)

    def typed(self) -> str:
        self.get("/patients")
        self.post("/patients/typed", **WOMAN)
        assert self.status == 200, words(self.text)
        return self.path.split("/")[2]

    def score(self, patient: str, score: int) -> None:
        self.get(f"/patients/{patient}/follow")
        self.post(f"/patients/{patient}/follow/scored", scale="nrs", score=f"{score}")

    def close(self) -> None:
        self._client.close()

    def _read(self, answer: httpx.Response) -> str:
        self.text, self.status, self.path = answer.text, answer.status_code, answer.url.path
        return self.text


@contextmanager
def service(
    folder: Path, secret: str, store: str, before: Callable[[], None] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], Client]]:
    """A service and a client of it; `before` is run in its process first."""
    port = free_port()
    told = {"BACLOFEN_USERS": str(users_file(folder)), "BACLOFEN_STORE": store,
            "BACLOFEN_KEYS": secret, "BACLOFEN_SECONDS": "120"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "baclofen", "serve", "--port", f"{port}"],
        stderr=subprocess.DEVNULL, env={**os.environ, **told}, preexec_fn=before,  # noqa: PLW1509
    )  # fmt: skip
    client = Client(port)
    try:
        for _ in range(1200):
            try:
                client.get("/health/live")
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.1)
        yield process, client
    finally:
        client.close()
        process.kill()
        process.wait()


def kept(store: str, secret: str, patient: str) -> int:
    """Entries of a patient, in a store whose chains are what was written."""
    with Ledger.open(store, Keys.of_setting(secret, name="k"), make=False) as ledger:
        assert not ledger.verify().wrong
        return len(ledger.of("clinic-a").read(patient))


def test_a_killed_service_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    secret, store = keys(), str(tmp_path / "s.sqlite")
    with service(tmp_path, secret, store) as (process, client):
        client.sign_in()
        patient = client.typed()
        for score in (7, 6, 5):
            client.score(patient, score)
            assert client.status == 200
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert kept(store, secret, patient) == 4
    with service(tmp_path, secret, store) as (_, client):
        # Sessions are of the process: everybody signs in again, and finds all.
        client.get(f"/patients/{patient}/follow")
        assert client.path == "/sign-in"
        client.sign_in()
        said = words(client.get(f"/patients/{patient}/follow"))
        assert "lowest 5, highest 7 of 3 values" in said


# Where another test has loaded JAX it warns of any fork; this one ends in a program of its own.
@pytest.mark.filterwarnings(r"ignore:os\.fork\(\) was called:RuntimeWarning")
def test_a_full_disk_is_said_and_what_was_acknowledged_stays(tmp_path: Path) -> None:
    secret, store = keys(), str(tmp_path / "s.sqlite")

    def small() -> None:
        # A file cannot grow beyond this: what a full disk does to a writer.
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    with service(tmp_path, secret, store, small) as (_, client):
        client.sign_in()
        patient = client.typed()
        told = 0
        for number in range(2000):
            client.score(patient, number % 10)
            if client.status != 200:
                break
            told += 1
        assert client.status == 503
        said = words(client.text)
        assert "The store does not answer as it should" in said
        assert "full" in said
        # Nothing is shown either of which the trail cannot tell.
        client.get(f"/patients/{patient}")
        assert client.status == 503
        assert "multiple" not in client.text.lower()
    assert kept(store, secret, patient) >= 1 + told


def test_a_database_that_is_gone_is_said_and_comes_back(tmp_path: Path) -> None:
    secret = keys()
    with ExitStack() as stack:
        try:
            running = stack.enter_context(server())
        except NoServer as why:
            pytest.skip(f"{why}")
        store = running.made("pages")
        with service(tmp_path, secret, store) as (_, client):
            client.sign_in()
            patient = client.typed()
            client.score(patient, 7)
            running.stop("immediate")
            client.get(f"/patients/{patient}/follow")
            assert client.status == 503
            assert "The store does not answer as it should" in words(client.text)
            assert "7 on" not in words(client.text)
            client.post(f"/patients/{patient}/follow/fell")
            assert client.status == 503
            running.start()
            assert "7 on" in words(client.get(f"/patients/{patient}/follow"))
            client.score(patient, 6)
            assert client.status == 200
        assert kept(store, secret, patient) == 3


def test_a_clock_that_jumps_back_writes_and_shows_nothing(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    house.clock.at -= timedelta(days=2)
    one.get(f"/patients/{patient}/follow")
    assert one.status == 503
    assert "two clocks that disagree" in words(one.text)
    house.clock.at += timedelta(days=2)
    one.get(f"/patients/{patient}/follow")
    assert one.status == 200


def test_a_clock_that_jumps_ahead_makes_a_plan_of_yesterday(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    one.get(f"/patients/{patient}/plan")
    inputs = one.hidden("inputs")
    house.clock.at += timedelta(days=400)
    one.post(f"/patients/{patient}/plan/accept", ask="", weigh="", inputs=inputs)
    assert one.status == 400
    assert "another than the one you saw" in words(one.text)
    # The kidney value is too old by then, and asked for again.
    assert "Creatinine" in words(one.get(f"/patients/{patient}/fit"))
    assert one.status == 200

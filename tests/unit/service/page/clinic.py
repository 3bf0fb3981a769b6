"""Two clinics with their users and a patient each, and a browser of plain forms."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.responses import Response
from starlette.testclient import TestClient

from baclofen.service import Settings, create_app, page
from baclofen.service.house import House as Service
from baclofen.service.page import desk_of
from baclofen.service.page.desk import Desk
from baclofen.store import new_key
from tests.people import known

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()
PASSWORD = "correct horse battery"  # noqa: S105
URL = "http://127.0.0.1:8080"
USERS = {
    "dr.a": ("clinic-a", "prescriber"), "dr.b": ("clinic-a", "prescriber"),
    "reader": ("clinic-a", "viewer"), "keeper": ("clinic-a", "admin"),
    "other": ("clinic-b", "prescriber"),
}  # fmt: skip
#: A woman with MS as the form takes her; every field filled that a start waits for.
WOMAN = {
    "age_y": "52", "sex": "female", "weight_kg": "68", "height_cm": "166", "creatinine": "0.8",
    "creatinine_unit": "mg/dL", "creatinine_on": TODAY.isoformat(),
    "syndrome": "ms_spasticity", "conditions": "Multiple sclerosis",
    "medicines": "sertraline", "allergies": "none", "baclofen": "none",
}  # fmt: skip


@cache
def _hash(name: str) -> str:
    """Of one password for all, as a file has it: no two are alike. It is one that is quick to ask
    for, as nobody guesses here; what `hash_of` costs who guesses is held where it is tested."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def users_file(folder: Path) -> Path:
    path = folder / "users.toml"
    path.write_text(
        "".join(
            f'[users."{name}"]\nclinic = "{clinic}"\nrole = "{role}"\npassword = "{_hash(name)}"\n'
            for name, (clinic, role) in USERS.items()
        )
    )
    path.chmod(0o600)
    return path


class Clock:
    """The service's clock, which a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()


class Browser:
    """A client that follows links and sends the forms that a page has, as a browser without the
    script does."""

    def __init__(self, client: TestClient, name: str = "") -> None:
        self.client, self.name = client, name
        self.text, self.raw, self.status, self.path = "", b"", 0, ""
        if name:
            self.post("/sign-in", name=name, password=PASSWORD)

    def get(self, path: str) -> str:
        """A page; where it is being worked out, as often as it asks for."""
        self._read(self.client.get(path))
        while self.status == 202 or ("weigh=yes" in path and "Look again" in self.text):
            time.sleep(0.1)
            self._read(self.client.get(path))
        return self.text

    def post(self, path: str, **fields: str) -> str:
        """Sends a form, with the hidden fields of the page that is open."""
        self._read(self.client.post(path, data={**self._hidden(), **fields}))
        return self._settled()

    def hand_in(self, path: str, file: bytes) -> str:
        """Sends a form with a file."""
        files = {"file": ("record", file)}
        self._read(self.client.post(path, data=self._hidden(), files=files))
        return self._settled()

    def _settled(self) -> str:
        """The page that comes where it is being worked out: what is asked for again there, or
        sent again."""
        while self.status == 202:
            time.sleep(0.1)
            if again := re.search(r'<a href="([^"]+)">Look again</a>', self.text):
                self._read(self.client.get(unescape(again[1])))
                continue
            waiting = self.text.rpartition('<form method="post"')[2]
            fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', waiting)
            sent = {name: unescape(words) for name, words in fields}
            self._read(self.client.post(self.path, data=sent))
        return self.text

    def _hidden(self) -> dict[str, str]:
        names = r'<input type="hidden" name="(form_key|seen)" value="([^"]*)"'
        return dict(re.findall(names, self.text))

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found is not None, f"no {name} on {self.path}"
        return found[1]

    def typed(self, **fields: str) -> str:
        """A new patient, typed; the name of it."""
        self.get("/patients")
        self.post("/patients/typed", **{**WOMAN, **fields})
        assert self.status == 200, words(self.text)
        return self.path.split("/")[2]

    def _read(self, response: Any) -> str:
        made: Response = response
        self.text, self.raw, self.status = response.text, response.content, made.status_code
        self.path = response.url.path
        self.headers = response.headers
        return self.text


def read_by_two(house: House, patient: str, *, rate: str = "320", strength: str = "2000") -> None:
    """Two of clinic-a read what a pump gives, and type it."""
    for name in ("dr.a", "dr.b"):
        one = house.browser(name)
        one.get(f"/patients/{patient}/pump")
        typed = {"drug": "baclofen", "mcg_per_mL": strength, "mcg_per_day": rate}
        one.post(f"/patients/{patient}/pump/read", **typed)
        assert one.status == 200, words(one.text)


def words(page: str) -> str:
    """What a page says, without its marks."""
    main = page.partition("<main")[2] or page
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


class House:
    """A service that runs, with its clock and its application."""

    def __init__(self, app: FastAPI, clock: Clock, store: str) -> None:
        self.app, self.clock, self.store = app, clock, store

    def browser(self, name: str = "") -> Browser:
        return Browser(TestClient(self.app, base_url=URL, raise_server_exceptions=False), name)


@contextmanager
def serving(folder: Path, **settings: Any) -> Iterator[House]:
    """A service with two clinics, its store in the folder. The environment must hold its keys."""
    clock = Clock()
    told = {"users": str(users_file(folder)), "store": str(folder / "store" / "s.sqlite")}
    made = Settings(**{"seconds": 120.0, **told, **settings})
    app = create_app(made, known=known(), today=clock.today, now=clock.now)
    with TestClient(app, base_url=URL):
        yield House(app, clock, made.store)


def kept_desks(monkeypatch: pytest.MonkeyPatch) -> list[Desk]:
    """The desks of the services that are started from here on, each as it is made."""
    desks: list[Desk] = []

    def kept(house: Service) -> Desk:
        desks.append(desk_of(house))
        return desks[-1]

    monkeypatch.setattr(page, "desk_of", kept)
    return desks


def keys() -> str:
    return f"clinic-a {new_key()};clinic-b {new_key()}"

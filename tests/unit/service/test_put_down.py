"""What a launch read, put down in a chart: found again, told once, told again where it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from baclofen.errors import InputRefused
from baclofen.record import Imported
from baclofen.service import Settings
from baclofen.service.book import Book
from baclofen.service.house import House
from baclofen.service.page import Desk, desk_of
from baclofen.service.page.users import User
from baclofen.service.smart.arrival import Arrival
from baclofen.service.smart.chart import put_down
from baclofen.service.trust import Server, Trust
from baclofen.store import Signed, Versions
from tests.hook_requests import MS, RUNNING, patient
from tests.people import known
from tests.unit.service.page.clinic import Clock, keys, users_file

SERVER = Server(url="https://ehr.example/fhir", client="c", clinic="clinic-a")
WHO = User("Practitioner/1 at ehr.example", "clinic-a", "prescriber")
ARRIVAL = Arrival("Practitioner/1", "p1", "")
CLOCK = Clock()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    settings = Settings(users=str(users_file(tmp_path)), store=str(tmp_path / "s" / "s.sqlite"))
    made = desk_of(House(settings, known(), Trust(), Book(), CLOCK.today, CLOCK.now))
    yield made
    made.close()
    made.house.book.close()


def record(*more: dict[str, Any], name: str = "Anna") -> bytes:
    who = patient(name=[{"given": [name], "family": "Roe"}])
    entries = [{"resource": one} for one in (who, {**MS, "id": "c1"}, *more)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(bundle).encode()


def said(desk: Desk, name: str) -> set[str]:
    uses = desk.chart(WHO, name).on(CLOCK.today()).patient.baclofen or ()
    return {use.status for use in uses}


def test_a_record_that_is_what_it_once_was_is_told_again(desk: Desk) -> None:
    on_it, off_it = record(RUNNING), record({**RUNNING, "status": "stopped"})
    names = set()
    # Shown again after a stop, whether it is taken has to be asked.
    both = {"stopped", "unknown"}
    for raw, wanted in (
        (on_it, {"active"}), (off_it, {"stopped"}), (on_it, both), (on_it, both),
    ):  # fmt: skip
        CLOCK.at += timedelta(minutes=1)
        names.add(put_down(desk, WHO, ARRIVAL, SERVER, raw))
        (name,) = names
        assert said(desk, name) == wanted
    # The same as the last one is not told again.
    assert len(list(desk.chart(WHO, name).record.of(Imported))) == 3


def test_patients_are_told_apart_by_server_and_id(desk: Desk) -> None:
    first = put_down(desk, WHO, ARRIVAL, SERVER, record())
    other = Server(url="https://ehr.example/fhir2", client="c", clinic="clinic-a")
    second = put_down(desk, WHO, ARRIVAL, other, record())
    assert first != second
    assert desk.listed(WHO, first).label == "Anna Roe (Patient/p1 at https://ehr.example/fhir)"


def test_somebody_elses_record_under_the_same_id_is_refused(desk: Desk) -> None:
    name = put_down(desk, WHO, ARRIVAL, SERVER, record())
    born = record().replace(b"1974-05-01", b"2001-01-01")
    with pytest.raises(InputRefused):
        put_down(desk, WHO, ARRIVAL, SERVER, born)
    assert len(list(desk.chart(WHO, name).record.of(Imported))) == 1


def test_what_is_no_record_admits_nobody(desk: Desk) -> None:
    with pytest.raises(InputRefused):
        put_down(desk, WHO, ARRIVAL, SERVER, b"{}")
    assert desk.ledger.of("clinic-a").patients() == ()


def test_a_new_surname_is_no_other_patient(desk: Desk) -> None:
    name = put_down(desk, WHO, ARRIVAL, SERVER, record())
    CLOCK.at += timedelta(minutes=1)
    married = json.loads(record(RUNNING))
    married["entry"][0]["resource"]["name"] = [{"text": "Zoe Miller"}]
    assert put_down(desk, WHO, ARRIVAL, SERVER, json.dumps(married).encode()) == name


def test_a_label_that_was_typed_is_nobodys_record(desk: Desk) -> None:
    label = "Bob (Patient/p1 at https://ehr.example/fhir)"
    signed = Signed(WHO.name, desk.now().astimezone(UTC), Versions("0"))
    typed = desk.ledger.of(WHO.clinic).admit(signed, label)
    assert put_down(desk, WHO, ARRIVAL, SERVER, record()) != typed

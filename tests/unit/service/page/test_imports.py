"""A file that takes long: others' pages go on, and what was kept is said to be kept."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from baclofen.service.page.importing import check_file
from tests.unit.service.page.clinic import House, keys, serving, words
from tests.unit.service.page.test_walk import PUMP

#: A request is given up after so long, and the file is held for longer; seconds.
GIVEN_UP, HELD = 6.0, 8.0


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Reading a file begins, and waits."""
    begun, goes_on = threading.Event(), threading.Event()

    def waits(*told: object) -> None:
        begun.set()
        assert goes_on.wait(60)
        check_file(*told)  # type: ignore[arg-type]

    monkeypatch.setattr("baclofen.service.page.screens.patients.check_file", waits)
    return begun, goes_on


def test_what_is_kept_too_late_is_said_to_be_kept_and_is_in_the_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: tuple[threading.Event, threading.Event]
) -> None:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    begun, goes_on = slow
    with serving(tmp_path, seconds=GIVEN_UP) as house:
        one = house.browser("dr.a")
        one.get("/patients")
        threading.Timer(HELD, goes_on.set).start()
        one.hand_in("/patients/file", PUMP)
        assert begun.is_set()
        assert one.status == 200, words(one.text)
        patient = one.path.split("/")[2]
        trail = words(house.browser("keeper").get("/trail"))
        assert f"/patients/file {patient}" in trail


def test_while_files_are_read_others_go_on_and_one_user_sends_one(
    house: House, slow: tuple[threading.Event, threading.Event]
) -> None:
    begun, goes_on = slow
    senders = [house.browser("dr.a"), house.browser("dr.b"), house.browser("other")]
    threads = []
    for one in senders:
        one.get("/patients")
        threads.append(threading.Thread(target=one.hand_in, args=("/patients/file", PUMP)))
        threads[-1].start()
    assert begun.wait(60)
    again = house.browser("dr.a")
    again.get("/patients")
    assert again.status == 200
    again.hand_in("/patients/file", PUMP)
    assert again.status == 400
    assert "one is read at a time" in words(again.text)
    assert house.browser().client.get("/health/live").status_code == 200
    goes_on.set()
    for thread in threads:
        thread.join(60)
    assert [one.status for one in senders] == [200, 200, 200]
    again.get("/patients")
    again.hand_in("/patients/file", PUMP)
    assert again.status == 200


@pytest.mark.parametrize("day", ["2027-01-01", "yesterday"])
def test_a_day_that_is_wrong_leaves_no_patient_behind(house: House, day: str) -> None:
    one = house.browser("dr.a")
    one.get("/patients")
    one.post("/patients/typed", called="Nobody yet", creatinine="0.8", creatinine_unit="mg/dL",
             creatinine_on=day)  # fmt: skip
    assert one.status == 400
    assert "Nothing was kept" in words(one.text)
    assert 'href="/patients/' not in one.get("/patients")

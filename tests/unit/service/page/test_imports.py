"""A file that takes long: others' pages go on, and what was kept is said to be kept."""

from __future__ import annotations

import asyncio
import math
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from baclofen.service.page.importing import check_file
from baclofen.service.page.jobs import Jobs, NotYet
from tests.unit.service.page.clinic import House, words
from tests.unit.service.page.test_walk import PUMP

RECORD = (Path(__file__).parents[4] / "examples/ms_spasticity.json").read_bytes()

#: What reading a file does before it reads.
Before = Callable[[], object]
_READS = "baclofen.service.page.screens.patients.check_file"


def _reading(monkeypatch: pytest.MonkeyPatch, before: Before) -> None:
    def reads(*told: object) -> None:
        before()
        check_file(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(_READS, reads)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Reading a file begins, and waits."""
    begun, goes_on = threading.Event(), threading.Event()

    def waits() -> None:
        begun.set()
        assert goes_on.wait(60)

    _reading(monkeypatch, waits)
    yield begun, goes_on
    # Nothing waits for a test that is over.
    goes_on.set()


@pytest.fixture
def given_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The time that a request may take is over while its file is read, however quick that is."""
    limits: list[tuple[asyncio.AbstractEventLoop, Any]] = []
    real, is_over = anyio.fail_after, threading.Event()

    @contextmanager
    def noted(seconds: float) -> Iterator[Any]:
        with real(seconds) as limit:
            limits.append((asyncio.get_running_loop(), limit))
            yield limit

    def time_is_over() -> None:
        loop, limit = limits[-1]

        def ends() -> None:
            if limit.deadline < math.inf:
                limit.deadline = loop.time()
            is_over.set()

        loop.call_soon_threadsafe(ends)
        assert is_over.wait(60)

    monkeypatch.setattr(anyio, "fail_after", noted)
    _reading(monkeypatch, time_is_over)
    return is_over


def test_what_is_kept_too_late_is_said_to_be_kept_and_is_in_the_trail(
    house: House, given_up: threading.Event
) -> None:
    one = house.browser("dr.a")
    one.get("/patients")
    one.hand_in("/patients/file", PUMP)
    assert given_up.is_set()
    assert one.status == 200, words(one.text)
    patient = one.path.split("/")[2]
    trail = words(house.browser("keeper").get("/trail"))
    assert f"/patients/file {patient}" in trail


def test_while_files_are_read_others_go_on_and_one_user_sends_one(
    house: House, slow: tuple[threading.Event, threading.Event]
) -> None:
    begun, goes_on = slow
    senders = [house.browser("dr.a"), house.browser("dr.b"), house.browser("other")]
    again = house.browser("dr.a")
    threads = []
    for one in (*senders, again):
        one.get("/patients")
    for one in senders:
        threads.append(threading.Thread(target=one.hand_in, args=("/patients/file", PUMP)))
        threads[-1].start()
        # That of dr.a is being read before another comes: else the second could be the first.
        assert begun.wait(60)
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
    one.post("/patients/typed", label="Nobody yet", creatinine="0.8", creatinine_unit="mg/dL",
             creatinine_on=day)  # fmt: skip
    assert one.status == 400
    assert "Nothing was kept" in words(one.text)
    assert 'href="/patients/' not in one.get("/patients")


def test_a_file_that_takes_long_is_waited_for_elsewhere_and_told_once(
    house: House, slow: tuple[threading.Event, threading.Event]
) -> None:
    """The page goes on at once; who sent it is led to the patient, nobody else is."""
    _, goes_on = slow
    one, other = house.browser("dr.a"), house.browser("dr.b")
    one.get("/patients")
    form = {"form_key": one.hidden("form_key")}
    got = one.client.post("/patients/file", data=form, files={"file": ("record", PUMP)})
    assert got.status_code == 202
    assert "<progress" in got.text
    ticket = re.search(r'href="(/patients/file/[^"]+)"', got.text)
    assert ticket is not None
    assert other.client.get(ticket[1]).status_code == 404
    goes_on.set()
    one.get(ticket[1])
    assert one.status == 200, words(one.text)
    patient = one.path.split("/")[2]
    assert patient in one.text
    trail = words(house.browser("keeper").get("/trail"))
    assert trail.count(f"changed /patients/file {patient}") == 1


def test_what_is_sent_is_sent_again_until_it_is_worked_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an electronic record, which may be long: each work is waited for once, and what was
    tried, and what was decided, comes of the same form."""
    one = house.browser("dr.a")
    one.get("/patients")
    one.hand_in("/patients/file", RECORD)
    patient = one.path.split("/")[2]
    waited: list[object] = []
    real = Jobs.soon

    def first_not(jobs: Jobs, key: Any, work: Any) -> Any:
        if key not in waited:
            waited.append(key)
            raise NotYet(2.0)
        return real(jobs, key, work)

    monkeypatch.setattr(Jobs, "soon", first_not)
    said = words(one.post(f"/patients/{patient}/try", per_day="35", times="3"))
    assert waited
    assert "35 mg a day in 3 doses" in said
    one.get(f"/patients/{patient}/plan?ask=start")
    seen = one.hidden("inputs")
    one.post(f"/patients/{patient}/plan/accept", inputs=seen, ask="start")
    assert one.path.startswith(f"/patients/{patient}/plans/"), words(one.text)
    assert "Accepted" in words(one.text)

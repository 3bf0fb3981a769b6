"""Work beside the pages: done once for a key, taken once, and a page that waits is told so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

import pytest

from baclofen.service.page.jobs import Jobs, NotYet, _Job
from tests.unit.service.page.clinic import House, words


def test_what_is_quick_is_there_at_once_and_done_anew_when_asked_again() -> None:
    jobs, made = Jobs(patience=30), []
    for _ in range(2):
        assert jobs.soon("a", lambda: made.append(1) or len(made)) == len(made)  # type: ignore[func-returns-value]
    assert len(made) == 2


def test_what_is_slow_runs_on_and_is_done_once() -> None:
    may_end, begun = threading.Event(), []

    def work() -> str:
        begun.append(1)
        assert may_end.wait(30)
        return "done"

    jobs = Jobs(patience=0.01)
    for _ in range(3):
        with pytest.raises(NotYet) as told:
            jobs.soon("a", work)
        assert told.value.seconds >= 0
    may_end.set()
    for thread in threading.enumerate():
        if thread.name == "a job":
            thread.join(30)
    jobs.peek("a", work)
    assert jobs.soon("a", work) == "done"
    assert begun == [1]


def test_what_failed_is_raised_where_it_is_asked_for_and_may_be_tried_again() -> None:
    def work() -> None:
        raise ValueError("no")

    jobs = Jobs(patience=30)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            jobs.soon("a", work)


def test_a_page_that_waits_says_so_and_leads_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = house.browser("dr.a")
    patient = one.typed()

    def never(*_: object) -> None:
        raise NotYet(2.0)

    monkeypatch.setattr(Jobs, "soon", never)
    got = one.client.get(f"/patients/{patient}/plan?ask=start")
    assert got.status_code == 202
    assert "It began 2 seconds ago" in words(got.text)
    assert f'href="/patients/{patient}/plan?ask=start"' in got.text


def test_whoever_waited_has_what_was_made_though_another_took_it() -> None:
    """Several ask the same at once: one came to it when it was taken and begun anew, and had what
    was not made yet, which is nothing."""
    begun_anew = _Job()

    class Late(Jobs):
        def _waited(self, key: Hashable, work: Callable[[], object]) -> _Job:
            job = super()._waited(key, work)
            self._held.put(key, begun_anew)
            return job

    jobs = Late(patience=30)
    assert jobs.soon("a", lambda: "made") == "made"
    assert jobs._held.get("a") is begun_anew

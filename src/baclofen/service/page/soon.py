"""A judgement that may take longer than a page waits, and the page that waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from baclofen.chart import Chart
from baclofen.record import Imported
from baclofen.service.page.desk import Desk
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.shown import shown

T = TypeVar("T")


def soon(desk: Desk, of: tuple[str, str], chart: Chart, work: Callable[[], T]) -> T:
    """What comes of work on a chart as it stands, `of` which screen and clinic; beside the pages
    where it holds an electronic record, which may be long: lists that are typed are not. Raises
    `NotYet`, which becomes the page that waits."""
    if not any(chart.record.of(Imported)):
        return work()
    seen = len(chart.record.events)
    return desk.jobs.soon((*of, chart.patient, seen, desk.today()), work)


def waiting(gap: NotYet, request: Request, *, again: str = "", **values: Any) -> Response:
    """The page of work that runs; it is asked for again there, or at another address."""
    asked = request.url
    here = asked.path + (f"?{asked.query}" if asked.query else "")
    return shown(
        "waiting.html.j2", status=202, again=again or here, seconds=gap.seconds, **values
    )  # fmt: skip

"""A judgement that may take longer than a page waits, and the page that waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from baclofen.chart import Chart
from baclofen.record import Imported
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.shown import shown

if TYPE_CHECKING:
    from baclofen.service.page.gate import Place

T = TypeVar("T")


def soon(place: Place, name: str, chart: Chart, work: Callable[[], T]) -> T:
    """What comes of work on a chart as it stands; beside the pages where it holds an electronic
    record, which may be long: lists that are typed are not. Raises `NotYet`, which becomes the page
    that waits."""
    if not any(chart.record.of(Imported)):
        return work()
    desk, who = place.desk, place.visit.session.user.clinic
    seen = len(chart.record.events)
    return desk.jobs.soon((name, who, place.name, seen, desk.today()), work)


def waiting(gap: NotYet, request: Request, *, again: str = "", **values: Any) -> Response:
    """The page of work that runs; it is asked for again there, or at another address."""
    asked = request.url
    here = asked.path + (f"?{asked.query}" if asked.query else "")
    return shown(
        "waiting.html.j2", status=202, again=again or here, seconds=gap.seconds, **values
    )  # fmt: skip

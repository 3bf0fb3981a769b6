"""What all routes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from baclofen.knowledge import Knowledge
from baclofen.service.book import Book
from baclofen.service.metrics import Metrics
from baclofen.service.settings import Settings
from baclofen.service.trust import Trust
from baclofen.value import Value, field

if TYPE_CHECKING:
    from baclofen.service.calls import Calls

#: How a refusal of the service's own is shown to a browser: of which request, with which status, in
#: which words and with which headers.
RefusalPage = Callable[[Request, int, str, Mapping[str, str]], Response]


def clock_now() -> datetime:
    """The time where this machine stands, with its zone."""
    return datetime.now().astimezone()


def clock_day() -> date:
    """The day there."""
    return clock_now().date()


class House(Value, eq=False, dict=True):
    """What all routes share: the settings, the knowledge, whom the hooks trust, what the service
    remembers, and the day of judgement.

    `today` is asked for each request, so that a service that runs past midnight judges on the
    right day; `now` is when something is written. `metrics` counts what this process answered.
    `calls` is the book in which calls of hooks are put down, where there is one. `ready` says what
    is not there yet, in words; nothing means ready. `framed` shows a refusal of the service's own
    as one of its pages, where there are pages.
    """

    settings: Settings
    known: Knowledge
    trust: Trust
    book: Book
    today: Callable[[], date] = clock_day
    now: Callable[[], datetime] = clock_now
    calls: Calls | None = None
    ready: list[Callable[[], str]] = field(default_factory=list)
    framed: list[RefusalPage] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)

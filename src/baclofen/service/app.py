"""The application: what every request passes, and the routers of the house.

A part of the service is a package beside this file with a function `router(house)` that gives its
routes. It is added in `_routers`, and takes from the `House` what it needs.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from baclofen.errors import InputRefused
from baclofen.knowledge import Knowledge, load_knowledge
from baclofen.service import described, health, hooks, metrics
from baclofen.service.book import Book
from baclofen.service.bounds import Bounds
from baclofen.service.described import as_outcome
from baclofen.service.house import House, clock_day, clock_now
from baclofen.service.log import Log, start_logs, tell
from baclofen.service.settings import Settings, keys_at_hand
from baclofen.service.trust import Trust, read_trust
from baclofen.version import VERSION

if TYPE_CHECKING:
    from baclofen.service.calls import Calls


def create_app(
    settings: Settings | None = None,
    *,
    known: Knowledge | None = None,
    today: Callable[[], date] = clock_day,
    now: Callable[[], datetime] = clock_now,
) -> FastAPI:
    """The service as an ASGI application.

    Raises `InputRefused` where the settings name what is not there, as a jurisdiction or a file of
    trust, and `BookClosed` where the file of its state cannot be used.
    """
    settings = settings or Settings()
    known = known or load_knowledge()
    known.family(settings.jurisdiction)
    trust = read_trust(Path(settings.trust)) if settings.trust else Trust()
    book = Book(Path(settings.state) if settings.state else None)
    calls = _calls(settings, trust, now)
    ready = [calls.lacking] if calls is not None else []
    house = House(settings, known, trust, book, today, now, calls, ready)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        # An answer holds its thread; more at a time would only make every one of them slower.
        to_thread.current_default_thread_limiter().total_tokens = settings.at_once
        start_logs()
        if trust.is_open:
            tell("OPEN: nobody is asked who they are", address=settings.public)
        yield
        book.close()
        if calls is not None:
            calls.close()

    app = FastAPI(
        title="baclofen", version=VERSION, lifespan=life, redoc_url=None, docs_url=None,
        openapi_url=None, redirect_slashes=False,
        description="Plans baclofen treatment for one patient, with the basis of every number. "
        "Decision support for clinicians to check; not a medical device.",
    )  # fmt: skip
    app.state.book, app.state.house = book, house
    for router in _routers(house):
        app.include_router(router)
    app.include_router(described.router(app))
    app.add_exception_handler(HTTPException, as_outcome)
    # The last one added is met first.
    app.add_middleware(
        Bounds, most_bytes=settings.body_bytes, seconds=settings.seconds,
        over_tls=settings.over_tls, hosts=_own_names(settings) if trust.is_open else None,
    )  # fmt: skip
    app.add_middleware(Log, metrics=house.metrics)
    if trust.origins:
        # Before all else: a preflight brings no token.
        app.add_middleware(
            CORSMiddleware, allow_origins=trust.origins, allow_methods=["GET", "POST", "OPTIONS"],
            allow_headers=["authorization", "content-type"],
        )  # fmt: skip
    return app


def _own_names(settings: Settings) -> frozenset[str]:
    """Names of this machine for itself, and the one that others are told."""
    public = urlsplit(settings.public).hostname or ""
    return frozenset({"127.0.0.1", "localhost", "::1", settings.host, public})


def _calls(settings: Settings, trust: Trust, now: Callable[[], datetime]) -> Calls | None:
    """The book of calls, where the file of trust names one. Raises `InputRefused`."""
    if not trust.calls:
        return None
    if not settings.store:
        raise InputRefused(
            "store", "not named", "calls are put down in one", do="Set BACLOFEN_STORE to a place."
        )
    # The store is loaded by who keeps something in one.
    from baclofen.service.calls import Calls
    from baclofen.store import Keys

    return Calls(settings.store, trust.calls, keys_at_hand(os.environ) or Keys({}), now)


def _routers(house: House) -> Iterator[APIRouter]:
    yield health.router(house)
    yield metrics.router(house.metrics)
    yield hooks.router(house)
    if house.settings.has_pages:
        # The pages cost what they load: templates, the store, the record.
        from baclofen.service import page

        desk = page.desk_of(house)
        house.framed.append(partial(page.framed, desk))
        yield page.router_of(desk)
        if house.trust.launching:
            from baclofen.service import smart

            yield smart.router(desk)
    elif house.trust.launching:
        raise InputRefused(
            "trust", "with a server whose users launch the pages", "there must be pages",
            do="Name users and a store, or take the client off the server.",
        )  # fmt: skip

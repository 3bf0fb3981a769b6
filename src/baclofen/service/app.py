"""The application: what every request passes, and the routers of the house.

A part of the service is a package beside this file with a function `router(house)` that gives its
routes. It is added in `_routers`, and takes from the `House` what it needs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime

from anyio import to_thread
from fastapi import APIRouter, FastAPI

from baclofen.knowledge import Knowledge, load_knowledge
from baclofen.service import health
from baclofen.service.bounds import Bounds
from baclofen.service.house import House, clock_day, clock_now
from baclofen.service.log import Log, start_logs
from baclofen.service.settings import Settings
from baclofen.version import VERSION


def create_app(
    settings: Settings | None = None,
    *,
    known: Knowledge | None = None,
    today: Callable[[], date] = clock_day,
    now: Callable[[], datetime] = clock_now,
) -> FastAPI:
    """The service as an ASGI application. Pure until it starts: nothing is opened here.

    Raises `InputRefused` where the settings name what is not there, as a jurisdiction.
    """
    settings = settings or Settings()
    known = known or load_knowledge()
    known.family(settings.jurisdiction)
    house = House(settings, known, today, now)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        # An answer holds its thread; more at a time would only make every one of them slower.
        to_thread.current_default_thread_limiter().total_tokens = settings.at_once
        start_logs()
        yield

    app = FastAPI(
        title="baclofen", version=VERSION, lifespan=life, redoc_url=None, docs_url=None,
        description="Plans baclofen treatment for one patient, with the basis of every number. "
        "Decision support for clinicians to check; not a medical device.",
    )  # fmt: skip
    for router in _routers(house):
        app.include_router(router)
    # The last one added is met first.
    app.add_middleware(Bounds, most_bytes=settings.body_bytes, seconds=settings.seconds)
    app.add_middleware(Log)
    return app


def _routers(house: House) -> Iterator[APIRouter]:
    yield health.router(house)
    if house.settings.has_pages:
        # The pages cost what they load: templates, the store, the record.
        from baclofen.service import page

        yield page.router(house)

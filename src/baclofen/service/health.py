"""Whether the service lives, and whether it can answer: for whoever keeps it running."""

from __future__ import annotations

from fastapi import APIRouter, Response

from baclofen.service.house import House
from baclofen.version import VERSION


def router(house: House) -> APIRouter:
    """`/health/live` is 200 while the process runs; `/health/ready` 503 with the reasons until it
    can answer."""
    routes = APIRouter(prefix="/health", tags=["health"])

    @routes.get("/live")
    async def live() -> dict[str, str]:
        # Told at once, also while every thread waits for something.
        return {"status": "live", "version": VERSION}

    @routes.get("/ready")
    async def ready(response: Response) -> dict[str, object]:
        lacking = [words for check in house.ready if (words := check())]
        response.status_code = 503 if lacking else 200
        return {"status": "not ready" if lacking else "ready", "lacking": lacking}

    return routes

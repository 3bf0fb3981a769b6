"""The page: a clinician sees, tries, follows and prints. Every screen is a view of one answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter

from baclofen.service.page.desk import Desk
from baclofen.service.page.framed import framed
from baclofen.service.page.furnished import desk_of
from baclofen.service.page.screens import (
    account,
    elsewhere,
    evidence,
    fit,
    follow,
    front,
    model,
    patients,
    plans,
    prints,
    pump,
    read,
    record,
    static,
    trail,
    whatif,
)

__all__ = ["Desk", "desk_of", "framed", "router_of"]


def router_of(desk: Desk) -> APIRouter:
    """All pages of a desk, which is closed when the service stops."""

    @asynccontextmanager
    async def life(_: object) -> AsyncIterator[None]:
        yield
        desk.close()

    routes = APIRouter(lifespan=life)
    for screen in (
        front, elsewhere, account, patients, read, fit, plans, prints, pump, follow, record, whatif,
        evidence, model, trail,
    ):  # fmt: skip
        routes.include_router(screen.router(desk))
    routes.include_router(static.router())
    return routes

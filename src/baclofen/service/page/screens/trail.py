"""Screen 9: who did what in the clinic, and whether the store is what was written."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import NotAllowed, Seen, guarded

#: Entries on one page.
_MOST = 200


def router(desk: Desk) -> APIRouter:
    """`/trail`, for an admin of the clinic."""
    routes = guarded(desk)

    @routes.get("/trail")
    def trail(visit: Seen) -> Response:
        user = visit.session.user
        if user.role != "admin":
            raise NotAllowed
        checked = desk.ledger.verify()
        own = [h for h in checked.heads if h.clinic.startswith(user.clinic)]
        return visit.page(
            "trail.html.j2", lines=desk.trail.last(user.clinic, _MOST),
            broken="; ".join(f"{wrong}" for wrong in checked.wrong),
            heads=", ".join(f"{h.seq} entries of {h.clinic}" for h in own),
        )  # fmt: skip

    return routes

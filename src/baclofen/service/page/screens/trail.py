"""Screen 9: who did what in the clinic, and whether the store is what was written."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.errors import InputRefused
from baclofen.service.page.audit import BESIDE
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import Seen, guarded
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.visits import NotAllowed

#: Entries on one page; the furthest that is gone back to.
_MOST, _FURTHEST = 100, 1_000_000


def router(desk: Desk) -> APIRouter:
    """`/trail`, for an admin of the clinic: in parts, of all, of a user or about a patient; and
    whether all of the store is what was written."""
    routes = guarded(desk)

    @routes.get("/trail")
    def trail(visit: Seen, skip: str = "0", by: str = "", patient: str = "") -> Response:
        user = visit.session.user
        if user.role != "admin":
            raise NotAllowed
        start = _start(skip)
        by, patient = by.strip(), patient.strip().upper()
        read = partial(
            desk.trail.part, user.clinic, skip=start, most=_MOST + 1, by=by, patient=patient
        )
        try:
            found = desk.jobs.soon(("trail", user, start, by, patient), read)
        except NotYet as gap:
            return visit.waits(gap)
        return visit.page(
            "trail.html.j2", lines=found[:_MOST], skip=start, by=by, patient_=patient,
            newer=max(0, start - _MOST) if start else None,
            older=start + _MOST if len(found) > _MOST else None,
        )  # fmt: skip

    @routes.get("/trail/checked")
    def checked(visit: Seen) -> Response:
        user = visit.session.user
        if user.role != "admin":
            raise NotAllowed
        try:
            found = desk.jobs.soon(("verify", user), desk.ledger.verify)
        except NotYet as gap:
            return visit.waits(gap)
        # What is of another clinic is not told here; what is of none is of everybody's store.
        books = (user.clinic, user.clinic + BESIDE)
        own = [h for h in found.heads if h.clinic in books]
        wrong = [one for one in found.wrong if one.clinic in (*books, "")]
        return visit.page(
            "checked.html.j2", broken="; ".join(f"{one}" for one in wrong),
            heads=", ".join(f"{h.seq} entries of {h.clinic}" for h in own),
        )  # fmt: skip

    return routes


def _start(words: str) -> int:
    if not words.isascii() or not words.isdigit() or int(words[:9]) > _FURTHEST:
        raise InputRefused(
            "entries to skip", repr(words[:40]), f"it must be a number, at most {_FURTHEST}"
        )
    return int(words[:9])

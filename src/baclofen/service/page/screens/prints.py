"""Screen 7: what is taken along of an accepted plan. Nothing is printed of a stale one."""

from __future__ import annotations

import base64
import hashlib
import re

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from baclofen.errors import InputRefused
from baclofen.planning import Agenda
from baclofen.reporting import compose, render_calendar, render_page, render_schedule
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import At, Place, Stale, guarded
from baclofen.service.page.keeping import KeptPlan, kept_plan
from baclofen.service.page.shown import whys_of

#: Sections of a report that say what must not wait.
_FLAGS = ("opening", "red_flags", "watch")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/plans/{number}/...`: schedule, plan, flags, calendar."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}/plans/{number}/schedule", tags=["printed"])
    def schedule(place: At, number: int) -> Response:
        kept = _to_follow(place, number, desk)
        made = kept.answer.fit.request.today
        return _alone(render_schedule(_agenda(place, kept), desk.known, made=made))

    @routes.get("/patients/{patient}/plans/{number}/plan", tags=["printed"])
    def whole(place: At, number: int) -> Response:
        kept = _to_follow(place, number, desk)
        return _alone(render_page(compose(kept.answer, desk.known), kept.answer, desk.known))

    @routes.get("/patients/{patient}/plans/{number}/flags", tags=["printed"])
    def flags(place: At, number: int) -> Response:
        kept = _to_follow(place, number, desk)
        report = compose(kept.answer, desk.known)
        return place.page(
            "flags.html.j2", report=report, kept=kept.event, accepted=kept.accepted,
            sections=[s for s in report.sections if s.kind in _FLAGS],
            whys=whys_of(report, desk.known),
        )  # fmt: skip

    @routes.get("/patients/{patient}/plans/{number}/calendar", tags=["exported"])
    def calendar(place: At, number: int) -> Response:
        kept = _to_follow(place, number, desk)
        text = render_calendar(
            _agenda(place, kept), desk.known, patient=kept.answer.inputs.patient,
            made=kept.answer.fit.request.today,
        )  # fmt: skip
        named = {"content-disposition": 'attachment; filename="baclofen-plan.ics"'}
        return Response(text, media_type="text/calendar; charset=utf-8", headers=named)

    return routes


def _to_follow(place: Place, number: int, desk: Desk) -> KeptPlan:
    """The plan, if it was accepted and nothing has happened since that makes it another."""
    kept = kept_plan(place.chart(), number, desk)
    if kept.accepted is None:
        raise Stale(place, "Nobody has accepted it.")
    if kept.stale:
        raise Stale(place, kept.stale)
    return kept


def _agenda(place: Place, kept: KeptPlan) -> Agenda:
    agenda = kept.answer.agenda
    if agenda is None:
        raise InputRefused("plan", "without steps by mouth", "only such a plan has a schedule")
    if agenda.last_day < place.desk.today():
        raise Stale(place, f"Its last day was {agenda.last_day}.")
    return agenda


def _alone(page: str) -> Response:
    """A page that carries its own style, which its digest lets through and no other."""
    style = _STYLE.search(page)
    digest = hashlib.sha256((style[1] if style else "").encode()).digest()
    allowed = base64.b64encode(digest).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return HTMLResponse(page, headers={"content-security-policy": policy})

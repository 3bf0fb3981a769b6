"""Screen 7: what is taken along of an accepted plan. Nothing is printed of a stale one."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import partial

from fastapi import APIRouter
from markupsafe import escape
from starlette.responses import HTMLResponse, Response

from baclofen.errors import InputRefused
from baclofen.planning import Agenda
from baclofen.reporting import compose, render_calendar, render_page, render_schedule
from baclofen.service.page.desk import Desk
from baclofen.service.page.diary import days_of
from baclofen.service.page.gate import At, guarded
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.keeping import KeptPlan, kept_soon
from baclofen.service.page.paper import pdf_of
from baclofen.service.page.shown import rendered
from baclofen.service.page.visits import Place, Stale

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_AT = "/patients/{patient}/plans/{number}"


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/plans/{number}/...`: each sheet as a page and as a PDF; the calendar."""
    routes = guarded(desk)
    for name, make in SHEETS.items():
        routes.get(f"{_AT}/{name}", tags=["printed"])(_as_page(make, desk))
        routes.get(f"{_AT}/{name}.pdf", tags=["printed"])(_as_pdf(name, make, desk))

    @routes.get(f"{_AT}/calendar", tags=["exported"])
    def calendar(place: At, number: int) -> Response:
        kept = _to_follow(place, number)
        text = render_calendar(
            _agenda(place, kept), desk.known, patient=kept.answer.inputs.patient,
            made=kept.answer.fit.request.today,
        )  # fmt: skip
        return _file(
            text.encode(), "text/calendar; charset=utf-8", f"baclofen-plan-{place.name}.ics"
        )

    return routes


def _schedule(place: Place, kept: KeptPlan) -> str:
    made = kept.answer.fit.request.today
    return render_schedule(_agenda(place, kept), place.desk.known, made=made)


def _whole(place: Place, kept: KeptPlan) -> str:
    known = place.desk.known
    return render_page(compose(kept.answer, known), kept.answer, known)


def _flags(place: Place, kept: KeptPlan) -> str:
    sheet = _agenda(place, kept).sheet
    return _sheet("flags.html.j2", place, kept, sheet=sheet, say=place.desk.known.say)


def _diary(place: Place, kept: KeptPlan) -> str:
    agenda, accepted = _agenda(place, kept), kept.accepted
    assert accepted is not None  # noqa: S101 - of no other plan is anything printed
    days = days_of(agenda, place.desk.today(), accepted.at.astimezone(place.desk.now().tzinfo))
    return _sheet(
        "diary.html.j2", place, kept, days=days, goes_on=days[-1].day < agenda.last_day,
        sheet=agenda.sheet, say=place.desk.known.say,
    )  # fmt: skip


#: By its name in the address how a sheet is made.
SHEETS: Mapping[str, Callable[[Place, KeptPlan], str]] = {
    "schedule": _schedule, "plan": _whole, "flags": _flags, "diary": _diary,
}  # fmt: skip


def _sheet(template: str, place: Place, kept: KeptPlan, **values: object) -> str:
    return rendered(
        template, desk=place.desk, accepted=kept.accepted,
        telephone=kept.answer.inputs.request.telephone, **values,
    )  # fmt: skip


def _made(make: Callable[[Place, KeptPlan], str], place: Place, kept: KeptPlan) -> str:
    """A sheet, which says first whose it is: sheets of two patients look alike."""
    accepted, clinic = kept.accepted, place.visit.session.user.clinic
    assert accepted is not None  # noqa: S101 - of no other plan is anything printed
    whose = escape(
        f"Record {place.name} of {clinic}, plan of event {kept.event.number}, accepted by "
        f"{accepted.by} on {accepted.day}."
    )
    head = f'<body>\n<aside class="sheet" aria-label="Whose it is"><small>{whose}</small></aside>'
    return make(place, kept).replace("<body>", head, 1)


def _as_page(make: Callable[[Place, KeptPlan], str], desk: Desk) -> Callable[..., Response]:
    def page(place: At, number: int) -> Response:
        return _alone(_made(make, place, _to_follow(place, number)))

    return page


def _as_pdf(
    name: str, make: Callable[[Place, KeptPlan], str], desk: Desk
) -> Callable[..., Response]:
    def pdf(place: At, number: int, look: str = "") -> Response:
        """The PDF; while it is being made, or where somebody looks whether it is, a page."""
        html = _made(make, place, _to_follow(place, number))
        key = "pdf", hashlib.sha256(html.encode()).hexdigest()
        where = f"/patients/{place.name}/plans/{number}/{name}.pdf"
        try:
            if look:
                desk.jobs.peek(key, partial(pdf_of, html))
                return place.page("ready.html.j2", where=where, back=where.rpartition("/")[0])
            made = desk.jobs.soon(key, partial(pdf_of, html))
        except NotYet as gap:
            return place.waits(gap, f"{where}?look=yes", at="/plan")
        return _file(made, "application/pdf", f"baclofen-{name}-{place.name}.pdf")

    return pdf


def _file(content: bytes, kind: str, name: str) -> Response:
    named = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=named)


def _to_follow(place: Place, number: int) -> KeptPlan:
    """The plan, if it was accepted and nothing has happened since that makes it another."""
    kept = kept_soon(place, place.chart(), number)
    if kept.accepted is None:
        raise Stale(place, "Nobody has accepted it.")
    if kept.stale:
        raise Stale(place, kept.stale)
    return kept


def _agenda(place: Place, kept: KeptPlan) -> Agenda:
    agenda = kept.answer.agenda
    if agenda is None:
        raise InputRefused("plan", "without steps by mouth", "only such a plan has a schedule")
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

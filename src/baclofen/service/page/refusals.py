"""What is raised on purpose, as a page: a form that was refused comes back where it stands, and
anything else is said on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baclofen.errors import Conflict, Erased, InputRefused, NotPlanned, StoreRefused
from baclofen.service.page.desk import Desk
from baclofen.service.page.fields import fields_of, form_sent
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.named import sent_as
from baclofen.service.page.plainly import refusal
from baclofen.service.page.returned import returned
from baclofen.service.page.said import called, says_of
from baclofen.service.page.sessions import Session
from baclofen.service.page.shown import shown
from baclofen.service.page.visits import Changed, NotAllowed, NotHere, SignInFirst, Stale
from baclofen.service.page.waiting import WAITS, waiting

#: Where it is asked who somebody is.
SIGN_IN = "/sign-in"
#: The page that a form stands on, for the visit or the place that it was sent from.
On = Callable[[Any], Response]


def may_come_back(gap: Exception, request: Request) -> bool:
    """Whether what was refused is the form itself, of somebody who may send it."""
    is_of_form = isinstance(gap, InputRefused | NotPlanned) and not isinstance(gap, StoreRefused)
    return is_of_form and request.state.at is not None


def come_back(gap: Exception, request: Request, desk: Desk, on: On) -> Response:
    """The page that the form stands on, with what was sent in it; where that page cannot be shown
    either, what was sent."""
    assert isinstance(gap, InputRefused | NotPlanned)  # noqa: S101 - `may_come_back` asks
    try:
        page = on(request.state.at)
    except Exception as further:
        is_known = isinstance(further, InputRefused | NotPlanned)
        return as_page(gap if is_known else further, request, desk)
    if page.status_code == WAITS:
        return page
    text = returned(bytes(page.body).decode(), request.state.action, request.state.form, gap)
    return HTMLResponse(text, 400)


def as_page(gap: Exception, request: Request, desk: Desk, on: On | None = None) -> Response:
    """What is raised on purpose, as a page; anything else is our own fault and goes on. `on` is the
    page of the form that was sent, which says how what was sent is called there."""
    session: Session | None = request.state.session

    def page(status: int, kind: str, words: str = "", told: Mapping[str, str] = {}) -> Response:
        return shown("refused.html.j2", desk=desk, session=session, status=status, kind=kind,
                     words=words, told=told, patient=request.state.patient)  # fmt: skip

    match gap:
        case SignInFirst():
            return RedirectResponse(f"{SIGN_IN}?held=yes" if gap.is_held else SIGN_IN, 303)
        case NotAllowed():
            return page(403, "not-allowed")
        # A part of an address that is no number names nothing either.
        case NotHere() | RequestValidationError():
            return page(404, "not-here")
        case NotYet():
            return waiting(
                gap, request, desk=desk, session=session, form=request.state.form,
                patient=request.state.patient, at=_screen_of(request),
            )  # fmt: skip
        case Changed():
            return _changed(gap, _sent(request, on))
        case Stale():
            return gap.place.page("refused.html.j2", status=409, kind="stale", words=gap.why)
        # Whoever comes second at the same moment has typed as much as who comes a minute later.
        case Conflict():
            return page(409, "conflict", refusal(gap), _sent(request, on))
        case Erased():
            return page(410, "store", refusal(gap))
        case StoreRefused():
            return page(503, "store", refusal(gap), _sent(request, on))
        case InputRefused() | NotPlanned():
            return page(400, "input", refusal(gap), _sent(request, on))
        case _:
            raise gap


def _screen_of(request: Request) -> str:
    """The screen of a patient that an address is of, as the links to the screens name it."""
    part = request.url.path.split("/")[3:4]
    return f"/{part[0].replace('plans', 'plan')}" if part else ""


def _sent(request: Request, on: On | None) -> dict[str, str]:
    """What a person filled in of the form that was sent, as its page calls that where it can be
    shown now."""
    form = request.state.form
    try:
        page = bytes(on(request.state.at).body).decode() if on and request.state.at else ""
    except (InputRefused, NotPlanned, NotYet):
        page = ""
    found = form_sent(page, request.state.action, form)
    return sent_as(form, fields_of(found[0]) if found else ())


def _changed(gap: Changed, told: Mapping[str, str]) -> Response:
    """What is new, and what was sent: nothing of it is lost, and nothing of it was kept."""
    form, record = gap.place.visit.form, gap.chart.record
    seen = int(form["seen"]) if form.get("seen", "").isdecimal() else 0
    new = record.events[min(seen, len(record.events)) :]
    words = "; ".join(
        f"{', '.join(filter(None, (called(e.what), says_of(e.what))))} ({e.by})" for e in new
    )
    return gap.place.page(
        "refused.html.j2", status=409, kind="conflict", words=f"New since your page: {words}.",
        told=told,
    )  # fmt: skip

"""What every page passes: whose request it is, what they may do, and that it is put in the trail.

A route names in its signature what it needs: somebody signed in (`Seen`), somebody who may write
(`Written`), a patient of their clinic (`At`, `WrittenAt`). What is not of the clinic is not there.
A route that takes a form names the page that the form stands on (`Screens.form`): what is refused
comes back there, with what was typed in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from baclofen.errors import InputRefused, StoreRefused
from baclofen.service.bounds import ends_what_it_begins
from baclofen.service.page.audit import Done, Entry
from baclofen.service.page.callers import address_of, line_of
from baclofen.service.page.desk import Desk
from baclofen.service.page.forms import check_letters, form_of
from baclofen.service.page.left import Form
from baclofen.service.page.plainly import refusal
from baclofen.service.page.rates import Rate
from baclofen.service.page.refusals import SIGN_IN, On, as_page, come_back, may_come_back
from baclofen.service.page.sessions import Elsewhere, Session
from baclofen.service.page.shown import HEADERS, shown
from baclofen.service.page.users import User
from baclofen.service.page.visits import NotAllowed, NotHere, Place, SignInFirst, Visit
from baclofen.service.page.waiting import WAITS

#: Where who signs in at a provider is sent on.
ELSEWHERE = f"{SIGN_IN}/elsewhere"
#: Tags of routes that do more than show or change.
_BY_TAG: tuple[Done, ...] = ("printed", "exported", "tried")


async def _visit(request: Request) -> Visit:
    desk: Desk = request.state.desk
    session = desk.session(request.cookies.get(cookie_name(desk), ""))
    if session is None:
        raise SignInFirst(is_held=await _held(request, desk))
    request.state.session = session
    form, file = await form_of(request)
    request.state.form = form
    if request.method == "POST":
        check_origin(request)
        if not _is_of(session, form):
            raise NotAllowed
        waiting = desk.left.of(session.user)
        if waiting is not None and waiting.path == request.url.path:
            desk.left.drop(session.user)
    visit = Visit(desk, session, request, form, file)
    if "patient" not in request.path_params:
        request.state.at = visit
        check_letters(form)
    return visit


def _is_of(session: Session, form: Mapping[str, str]) -> bool:
    """Whether a page of this session sent the form."""
    return secrets.compare_digest(form.get("form_key", "").encode(), session.form_key.encode())


async def _held(request: Request, desk: Desk) -> bool:
    """Holds what was sent in a session that has ended, for whose it was; whether it did. The key
    of the form says whose: who has signed out has no cookie of it any more."""
    if request.method != "POST":
        return False
    check_origin(request)
    form, _ = await form_of(request)
    was = desk.sessions.ended(form.get("form_key", ""))
    if was is None:
        return False
    fields = {name: words for name, words in form.items() if name != "form_key"}
    return desk.left.put(was.user, Form(request.url.path, fields))


async def _writing(visit: Annotated[Visit, Depends(_visit)]) -> Visit:
    if not visit.session.user.writes:
        raise NotAllowed
    # The whole form is here; what is kept of it is answered for, however long that takes.
    ends_what_it_begins(visit.request.scope)
    return visit


def _place(name: str, visit: Visit) -> Place:
    try:
        patient = visit.desk.listed(visit.session.user, name)
    except StoreRefused:
        raise
    except InputRefused:
        raise NotHere from None
    visit.request.state.patient = patient
    visit.request.state.at = place = Place(visit, patient)
    check_letters(visit.form)
    return place


def _seen_at(patient: str, visit: Annotated[Visit, Depends(_visit)]) -> Place:
    return _place(patient, visit)


def _written_at(patient: str, visit: Annotated[Visit, Depends(_writing)]) -> Place:
    return _place(patient, visit)


Seen = Annotated[Visit, Depends(_visit)]
Written = Annotated[Visit, Depends(_writing)]
At = Annotated[Place, Depends(_seen_at)]
WrittenAt = Annotated[Place, Depends(_written_at)]


def check_origin(request: Request) -> None:
    """Raise `NotAllowed` for a form that a page of another site sends."""
    if not is_pressed(request):
        raise NotAllowed


def is_pressed(request: Request) -> bool:
    """Whether a page of ours asks for this, or who typed or kept the address; no page of another
    site. A browser that says neither where it comes from nor of which origin is believed: there are
    none of late."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def cookie_name(desk: Desk, of: str = "") -> str:
    """The name binds the cookie to this very host where it is only sent over TLS. `of` names what
    it is for, beside that of the session."""
    name = "__Host-baclofen" if desk.house.settings.over_tls else "baclofen"
    return f"{name}-{of}" if of else name


def with_cookie(
    response: Response, desk: Desk, token: str, *, of: str = "", lasts_s: float | None = None
) -> Response:
    """The response, with a token: that of a session, which ends with the browser, or of what it is
    said to be for. An empty one takes it away."""
    lasts = None if lasts_s is None else int(lasts_s)
    response.set_cookie(
        cookie_name(desk, of), token, max_age=lasts if token else 0, httponly=True, samesite="lax",
        secure=desk.house.settings.over_tls, path="/",
    )  # fmt: skip
    return response


def signed_in(
    response: Response, request: Request, desk: Desk, user: User,
    elsewhere: Elsewhere | None = None,
) -> Response:  # fmt: skip
    """The response, with a new session of a user who has shown who they are, and who they are
    elsewhere; that which this browser had ends."""
    before = desk.session(request.cookies.get(cookie_name(desk), ""))
    if before is not None:
        desk.sessions.end(lambda one: one.name == before.name)
    return with_cookie(response, desk, desk.sessions.begin(user, elsewhere))


class Screens(APIRouter):
    """Routes that all pass what this file guards, and by the path of each that takes a form the
    page that it stands on."""

    on: dict[str, On]

    def form(self, path: str, on: On, **more: Any) -> Callable[..., Any]:
        """A route that takes a form which stands `on` a page."""
        self.on[path] = on
        return self.post(path, **more)

    def asked_again(self, path: str, on: On) -> Callable[..., Any]:
        """A route by which it is asked what came of such a form, which takes long to read."""
        self.on[path] = on
        return self.get(path)


def guarded(desk: Desk, *, of_patients: bool = True) -> Screens:
    """A router whose routes all pass what this file guards. Where nothing of patients is shown,
    a view is no entry of the trail."""
    on: dict[str, On] = {}

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()
            done = _done(self)

            async def passed(request: Request) -> Response:
                request.state.desk, request.state.session = desk, None
                request.state.admitted, request.state.form, request.state.patient = "", {}, None
                request.state.at, request.state.action = None, request.url.path
                tries = "tried" in self.tags
                if refused := _refused_at_once(request, desk, desk.steps if tries else desk.asks):
                    return refused
                try:
                    response = await handle(request)
                except Exception as gap:
                    found = on.get(self.path)
                    if found is not None and may_come_back(gap, request):
                        back = partial(come_back, gap, request, desk, found)
                    else:
                        back = partial(as_page, gap, request, desk, found)
                    response = await to_thread.run_sync(back)
                if response.status_code == WAITS:
                    # Nothing was seen of anybody, and nothing kept: what comes of it is told.
                    return _with_headers(response)
                is_told = not tries or response.status_code >= 400 or _is_first(request, desk)
                if is_told and (of_patients or done != "viewed" or response.status_code >= 400):
                    response = await _put(response, request, desk, done, self.path)
                return _with_headers(response)

            return passed

    made = Screens(route_class=Guarded, include_in_schema=False)
    made.on = on
    return made


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _done(route: APIRoute) -> Done:
    """What a route does, in a word of the trail: its tag, or by its method."""
    for word in _BY_TAG:
        if word in route.tags:
            return word
    return "changed" if "POST" in (route.methods or ()) else "viewed"


def _is_first(request: Request, desk: Desk) -> bool:
    """Whether this is the first step of a slider within a minute, of a session and a patient: the
    trail tells that somebody tried, not every step."""
    token = request.cookies.get(cookie_name(desk), "")
    return desk.tells.takes(f"{token[:16]} {request.path_params.get('patient', '')}")


def _refused_at_once(request: Request, desk: Desk, asks: Rate) -> Response | None:
    public = urlsplit(desk.house.settings.public).hostname
    if request.url.hostname not in (public, "127.0.0.1", "localhost", "::1"):
        # Another name for this machine is how a page elsewhere would reach it through a browser.
        return shown("refused.html.j2", desk=desk, status=421, kind="host")
    # A cookie that is nobody's is no other caller.
    session = desk.session(request.cookies.get(cookie_name(desk), ""))
    if not asks.takes(session.name if session else line_of(request, desk)):
        return shown("refused.html.j2", desk=desk, status=429, kind="rate")
    return None


async def _put(
    response: Response, request: Request, desk: Desk, done: Done, route: str
) -> Response:
    """What was done goes into the trail before anybody sees what came of it."""
    session: Session | None = request.state.session
    if session is None:
        return response
    patient = request.state.admitted or request.path_params.get("patient", "")
    entry = Entry(
        done=done if response.status_code < 400 else "refused", route=route,
        patient=patient if response.status_code != 404 else "", status=response.status_code,
        address=address_of(request, desk),
    )  # fmt: skip
    try:
        await to_thread.run_sync(desk.put, session.user, entry)
    except StoreRefused as gap:
        return shown("refused.html.j2", desk=desk, session=session, status=503, kind="store",
                     words=refusal(gap))  # fmt: skip
    return response

"""The routes under /smart: the launch, where its code comes back to, and where it ends."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from anyio import from_thread, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange import PREFETCH_TYPES
from baclofen.service.bounds import ends_what_it_begins
from baclofen.service.hooks.keys import Keys
from baclofen.service.log import tell
from baclofen.service.page import Desk
from baclofen.service.page.audit import Entry
from baclofen.service.page.callers import address_of, line_of, refusals_told
from baclofen.service.page.forms import form_of
from baclofen.service.page.gate import cookie_name, guarded, is_pressed, signed_in, with_cookie
from baclofen.service.page.oidc import signed_out
from baclofen.service.page.persons import AT
from baclofen.service.page.shown import shown
from baclofen.service.page.users import User
from baclofen.service.pending import PATIENCE, Pending
from baclofen.service.smart.arrival import Arrival, arrived
from baclofen.service.smart.chart import put_down, record_of
from baclofen.service.smart.endpoints import endpoints_of
from baclofen.service.trust import LAUNCH, Server, Trust

#: Where a code comes back to, and where a record system tells that somebody is out.
BACK, OUT = "/smart/callback", "/smart/out"
#: The cookie of the browser that began it.
_COOKIE = "launch"
#: Longer values are no launch, code or state of anybody's.
_LONGEST = 8192


def router(desk: Desk) -> APIRouter:
    """`/smart/launch`, `/smart/callback`, `/smart/out`. Raises `InputRefused` where a clinic
    that is launched into has no key: who somebody is there is kept sealed, or not at all."""
    trust, keys = desk.house.trust, Keys()
    pending: Pending[Server] = Pending()
    for server in trust.launching:
        if not desk.has_key(_user(trust, server, "Practitioner/1")):
            raise InputRefused(
                f"clinic {server.clinic}", "without a key", "launched patients are kept sealed",
                do="Give the clinic a key, or take the client off the server.",
            )  # fmt: skip
    routes = guarded(desk, of_patients=False)
    redirect = f"{desk.house.settings.public}{BACK}"

    @routes.get(LAUNCH)
    def launch(request: Request) -> Response:
        server = _server(trust.launching, _told(request, "iss"))
        context = _told(request, "launch")
        if not is_pressed(request):
            return _asked(desk, request, server, context)
        at = endpoints_of(server)
        state, waiting = pending.begin(server)
        asked = {
            "response_type": "code", "client_id": server.client, "redirect_uri": redirect,
            "scope": scopes(is_ehr=bool(context), is_second_form=at.is_second_form),
            "state": state, "aud": server.base, "nonce": waiting.nonce,
            "code_challenge": waiting.challenge, "code_challenge_method": "S256",
            **({"launch": context} if context else {}),
        }  # fmt: skip
        joint = "&" if urlsplit(at.authorize).query else "?"
        response = RedirectResponse(f"{at.authorize}{joint}{urlencode(asked)}", 303)
        return with_cookie(response, desk, waiting.browser, of=_COOKIE, lasts_s=PATIENCE)

    @routes.get(BACK)
    def back(request: Request) -> Response:
        address = address_of(request, desk)
        with refusals_told("launch", address):
            arrival, server = came(request)
        # What is put down from here on is answered for.
        from_thread.run_sync(ends_what_it_begins, request.scope)
        user = _user(trust, server, arrival.who)
        desk.check_in(user)
        raw = record_of(arrival, server)
        name = put_down(desk, user, arrival, server, raw)
        entry = Entry(done="signed in", route=BACK, patient=name, status=303, address=address)
        desk.put(user, entry)
        response: Response = RedirectResponse(f"/patients/{name}", 303)
        response = signed_in(response, request, desk, user, arrival.there)
        return with_cookie(response, desk, "", of=_COOKIE)

    def came(request: Request) -> tuple[Arrival, Server]:
        """Who came back, and from which server. Raises `InputRefused`."""
        browser = request.cookies.get(cookie_name(desk, _COOKIE), "")
        waiting = pending.take(_told(request, "state"), browser)
        if waiting is None:
            raise InputRefused(
                "launch", "not one that this browser began, or too old", "it must be both",
                do="Launch it anew, in a window of its own and not inside another page.",
            )  # fmt: skip
        if error := _told(request, "error"):
            raise InputRefused(
                f"launch from {waiting.server.base}", f"refused there ({plain(error, 60)})",
                "it must be allowed", do="Launch it anew, or ask who keeps the record system.",
            )  # fmt: skip
        at = endpoints_of(waiting.server)
        if _told(request, "iss") not in ("", at.issuer):
            raise InputRefused(
                f"launch from {waiting.server.base}", "answered by another server",
                "it must be that which was asked", do="Launch it anew.",
            )  # fmt: skip
        return arrived(_told(request, "code"), waiting, at, redirect, keys), waiting.server

    @routes.post(OUT)
    async def signed_out_there(request: Request) -> Response:
        """A record system tells that somebody is signed out, or no longer known, there."""
        if not desk.away.takes(line_of(request, desk)):
            raise InputRefused("sign-out", "too often", "wait a minute, then go on")
        form, _ = await form_of(request)
        return await to_thread.run_sync(ended, form.get("logout_token", ""))

    def ended(token: str) -> Response:
        for server in trust.launching:
            try:
                at = endpoints_of(server)
            except InputRefused:
                continue
            out = signed_out(
                token, client=server.client, issuer=at.issuer, keys_at=at.keys, keys=keys
            )
            if out is not None:
                desk.end_elsewhere(out, OUT)
                return Response(status_code=200)
        tell("sign-out refused", door="launch")
        return Response(status_code=400)

    return routes


def scopes(*, is_ehr: bool, is_second_form: bool) -> str:
    """What is asked for: who launches, which patient, and to read what the planner reads.

    >>> scopes(is_ehr=True, is_second_form=True).split()[:4]
    ['openid', 'fhirUser', 'launch', 'patient/Patient.rs']
    """
    verb = "rs" if is_second_form else "read"
    types = (f"patient/{kind}.{verb}" for kind in dict.fromkeys(PREFETCH_TYPES.values()))
    return " ".join(("openid", "fhirUser", "launch" if is_ehr else "launch/patient", *types))


def _server(launching: tuple[Server, ...], iss: str) -> Server:
    """The one that is named, or the only one there is."""
    if not iss and len(launching) == 1:
        return launching[0]
    found = next((one for one in launching if one.base == iss.rstrip("/")), None)
    if found is None:
        raise InputRefused(
            "iss", plain(iss, 200) or "missing", "it must be a server of the file of trust",
            do="Launch from one of those, or have it added there.",
        )  # fmt: skip
    return found


def _asked(desk: Desk, request: Request, server: Server, context: str) -> Response:
    """The page that says who asks for a session here, and whose this browser has: any page of
    another site can send somebody to a launch."""
    told = {"iss": server.base, **({"launch": context} if context else {})}
    session = desk.session(request.cookies.get(cookie_name(desk), ""))
    return shown(
        "launch.html.j2", desk=desk, session=session,
        host=urlsplit(server.url).netloc, on=f"{LAUNCH}?{urlencode(told)}",
    )  # fmt: skip


def _user(trust: Trust, server: Server, who: str) -> User:
    """Who launches, as the trail and the charts name them."""
    return User(f"{who}{AT}{trust.place_of(server)}", server.clinic, server.role)


def _told(request: Request, name: str) -> str:
    """A parameter of the address; empty where it is not there. Raises `InputRefused` for one that
    is there twice or too long: to go on as if it were not would be another launch."""
    found: list[str] = request.query_params.getlist(name)
    if len(found) > 1 or any(len(one) > _LONGEST for one in found):
        came = "there twice" if len(found) > 1 else f"longer than {_LONGEST} letters"
        raise InputRefused(name, came, "it must be there once", do="Launch it anew.")
    return found[0] if found else ""

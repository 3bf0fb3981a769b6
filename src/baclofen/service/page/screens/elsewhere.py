"""Signing in at an OpenID provider: sent there, and come back."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.service.hooks.keys import Keys
from baclofen.service.log import tell
from baclofen.service.page.audit import Entry
from baclofen.service.page.callers import address_of, line_of, refusals_told
from baclofen.service.page.desk import Desk
from baclofen.service.page.forms import form_of
from baclofen.service.page.gate import (
    ELSEWHERE,
    cookie_name,
    guarded,
    is_pressed,
    signed_in,
    with_cookie,
)
from baclofen.service.page.issuer import Issuer
from baclofen.service.page.oidc import came_back, provider_of, sent_to, signed_out
from baclofen.service.page.refusals import SIGN_IN
from baclofen.service.page.sessions import Elsewhere
from baclofen.service.page.users import User
from baclofen.service.page.visits import NotHere
from baclofen.service.pending import PATIENCE, Pending

_BACK, _OUT = f"{ELSEWHERE}/back", f"{ELSEWHERE}/out"
#: The cookie of the browser that began it.
_COOKIE = "elsewhere"
#: A longer code or state is nobody's.
_LONGEST = 4096


def router(desk: Desk) -> APIRouter:
    """`/sign-in/elsewhere`, and where the provider sends the browser back to."""
    routes = guarded(desk, of_patients=False)
    pending: Pending[Issuer] = Pending()
    keys = Keys()
    back = f"{desk.house.settings.public}{_BACK}"

    @routes.get(ELSEWHERE)
    def away(request: Request) -> Response:
        issuer = _issuer(desk)
        if not is_pressed(request):
            # A page of another site would sign somebody in whom this browser's user is not.
            return RedirectResponse(SIGN_IN, 303)
        if not desk.away.takes(line_of(request, desk)):
            raise InputRefused("sign-in", "too often", "wait a minute, then go on")
        state, waiting = pending.begin(issuer)
        where = sent_to(provider_of(issuer), issuer, waiting, state, back)
        response = RedirectResponse(where, 303)
        return with_cookie(response, desk, waiting.browser, of=_COOKIE, lasts_s=PATIENCE)

    @routes.get(_BACK)
    def come(request: Request) -> Response:
        issuer, address = _issuer(desk), address_of(request, desk)
        with refusals_told("issuer", address):
            user, there = came(request, issuer)
            desk.check_in(user)
        desk.put(user, Entry(done="signed in", route=_BACK, status=303, address=address))
        response: Response = RedirectResponse(desk.landing(user), 303)
        response = signed_in(response, request, desk, user, there)
        return with_cookie(response, desk, "", of=_COOKIE)

    @routes.post(_OUT)
    async def signed_out_there(request: Request) -> Response:
        """The provider tells that somebody is signed out, or no longer known, there."""
        issuer = _issuer(desk)
        if not desk.away.takes(line_of(request, desk)):
            raise InputRefused("sign-out", "too often", "wait a minute, then go on")
        form, _ = await form_of(request)
        return await to_thread.run_sync(ended, issuer, form.get("logout_token", ""))

    def ended(issuer: Issuer, token: str) -> Response:
        out = signed_out(
            token, client=issuer.client_id, issuer=issuer.url, keys_at=provider_of(issuer).keys,
            keys=keys,
        )  # fmt: skip
        if out is None:
            tell("sign-out refused", door="issuer")
            return Response(status_code=400)
        desk.end_elsewhere(out, _OUT)
        return Response(status_code=200)

    def came(request: Request, issuer: Issuer) -> tuple[User, Elsewhere]:
        """Who came back, and who that is there. Raises `InputRefused`."""
        browser = request.cookies.get(cookie_name(desk, _COOKIE), "")
        waiting = pending.take(_told(request, "state"), browser)
        if waiting is None:
            raise InputRefused(
                "sign-in", "not one that this browser began, or too old", "it must be both",
                do="Sign in anew.",
            )  # fmt: skip
        if error := _told(request, "error"):
            raise InputRefused("sign-in", f"refused there ({plain(error, 60)})", "try again")
        if _told(request, "iss") not in ("", issuer.url):
            raise InputRefused("sign-in", "answered by another provider", "sign in anew")
        claims = came_back(provider_of(issuer), issuer, waiting, _told(request, "code"), back, keys)
        return issuer.user_of(claims), Elsewhere(
            issuer.url, f"{claims['sub']}", f"{claims.get('sid', '')}"
        )  # fmt: skip

    return routes


def _issuer(desk: Desk) -> Issuer:
    if desk.issuer is None:
        raise NotHere
    return desk.issuer


def _told(request: Request, name: str) -> str:
    """A parameter of the address, once and not too long; empty where it is not there."""
    found = request.query_params.getlist(name)
    return found[0] if len(found) == 1 and len(found[0]) <= _LONGEST else ""

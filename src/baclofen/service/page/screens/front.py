"""Signing in and out."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from baclofen.errors import StoreRefused
from baclofen.service.page.audit import Entry
from baclofen.service.page.callers import address_of, line_of, tell_refused
from baclofen.service.page.desk import Desk
from baclofen.service.page.forms import form_of
from baclofen.service.page.gate import Seen, check_origin, guarded, signed_in, with_cookie
from baclofen.service.page.named import sent_as
from baclofen.service.page.plainly import refusal
from baclofen.service.page.refusals import SIGN_IN
from baclofen.service.page.shown import shown
from baclofen.service.page.users import User

#: Letters of a name by which guesses are counted.
_NAME = 64


def router(desk: Desk) -> APIRouter:
    """`/`, `/sign-in`, `/sign-out`, and `/left`: what was typed in a session that had ended."""
    routes = guarded(desk)

    @routes.get("/")
    def start() -> Response:
        return RedirectResponse("/patients", 303)

    @routes.get(SIGN_IN)
    def ask(held: str = "") -> Response:
        return _asked(desk, is_held=bool(held))

    @routes.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        check_origin(request)
        form, _ = await form_of(request)
        name, address = form.get("name", ""), address_of(request, desk)
        # Of one name from one line: who guesses keeps nobody else out.
        guesser = f"{line_of(request, desk)} {name[:_NAME]}"
        if not desk.is_demo and not desk.tries.takes(guesser):
            tell_refused("password", "too often", address)
            return shown("refused.html.j2", desk=desk, status=429, kind="rate")
        user = await to_thread.run_sync(_user, desk, name, form.get("password", ""), address)
        if user is None:
            return _asked(desk, wrong="No user has this name and password.", name=name)
        # A morning's many sign-ins from one address are no guesses.
        desk.tries.give_back(guesser)
        entry = Entry(done="signed in", route=SIGN_IN, status=303, address=address)
        await to_thread.run_sync(desk.put, user, entry)
        where = RedirectResponse(desk.landing(user), 303)
        return signed_in(where, request, desk, user)

    @routes.get("/left")
    def left(visit: Seen) -> Response:
        form = desk.left.of(visit.session.user)
        told = sent_as(form.fields) if form else {}
        return visit.page("left.html.j2", form=form, told=told)

    @routes.post("/left")
    def forget(visit: Seen) -> Response:
        desk.left.drop(visit.session.user)
        return visit.go("/patients")

    @routes.post("/sign-out")
    def sign_out(visit: Seen) -> Response:
        address = address_of(visit.request, desk)
        # Whatever the store does: whoever sits down next must not be this user.
        desk.sessions.sign_out(visit.session)
        visit.request.state.session = None
        entry = Entry(done="signed out", route="/sign-out", status=303, address=address)
        where: Response = RedirectResponse(SIGN_IN, 303)
        try:
            desk.put(visit.session.user, entry)
        except StoreRefused as gap:
            where = shown(
                "refused.html.j2", desk=desk, status=503, kind="signed-out", words=refusal(gap)
            )
        where = with_cookie(where, desk, "")
        # Nor does the browser keep a page that the button for going back would show.
        where.headers["clear-site-data"] = '"cache"'
        return where

    return routes


def _asked(desk: Desk, *, wrong: str = "", name: str = "", is_held: bool = False) -> Response:
    """The page that asks who somebody is."""
    return shown(
        "signin.html.j2", desk=desk, status=403 if wrong else 200, guests=desk.guests, wrong=wrong,
        named=name[:_NAME],
        held=is_held, issuer=desk.issuer, has_users=desk.users is not None,
    )  # fmt: skip


def _user(desk: Desk, name: str, password: str, address: str) -> User | None:
    """Who signs in; a failure is logged, and put in the trail of who was named."""
    if desk.is_demo:
        return next((guest for guest in desk.guests if guest.name == name), None)
    if desk.users is None:
        return None
    found = desk.users.signed_in(name, password)
    named = desk.users.named(name)
    if found is None:
        tell_refused("password", "no such user" if named is None else "password", address)
    if found is None and named is not None:
        desk.put(named, Entry(done="refused", route=SIGN_IN, status=403, address=address))
    return found

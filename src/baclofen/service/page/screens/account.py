"""Who is signed in where, and their password: one's own, and for an admin those of the clinic."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.errors import InputRefused
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import Seen, guarded
from baclofen.service.page.sessions import Session
from baclofen.service.page.users import SHORTEST
from baclofen.service.page.visits import NotHere, Visit

ACCOUNT = "/account"


def router(desk: Desk) -> APIRouter:
    """`/account`: sessions that are open, ended one by one or all others; another password."""
    routes = guarded(desk, of_patients=False)
    on = partial(_account, desk)

    @routes.get(ACCOUNT)
    def account(visit: Seen) -> Response:
        return _account(desk, visit)

    @routes.form(f"{ACCOUNT}/others", on)
    def end_others(visit: Seen) -> Response:
        ended = _end_others(desk, visit)
        return _account(desk, visit, done=f"{ended} ended: only this session of yours is open.")

    @routes.form(f"{ACCOUNT}/end", on)
    def end_one(visit: Seen) -> Response:
        own, name = visit.session, visit.form.get("name", "")

        def is_meant(one: Session) -> bool:
            if own.user.role == "admin":
                return one.name == name and one.user.clinic == own.user.clinic
            return one.name == name and one.user.id == own.user.id

        if name == own.name or not desk.sessions.end(is_meant):
            raise NotHere
        return _account(desk, visit, done="It is ended.")

    @routes.form(f"{ACCOUNT}/password", on)
    def change(visit: Seen) -> Response:
        user, form = visit.session.user, visit.form
        if desk.users is None or desk.users.named(user.name) != user:
            raise NotHere
        guesser = f"password of {user.name}"
        if not desk.tries.takes(guesser):
            raise InputRefused("password", "tried too often", "wait a minute, then go on")
        if form.get("password_new") != form.get("password_again"):
            raise InputRefused("new password", "typed in two ways", "both must be the same")
        desk.users.change(user, form.get("password_now", ""), form.get("password_new", ""))
        desk.tries.give_back(guesser)
        done = f"Your password is changed. Other sessions ended: {_end_others(desk, visit)}."
        return _account(desk, visit, done=done)

    return routes


def _end_others(desk: Desk, visit: Visit) -> int:
    own = visit.session
    ended = desk.sessions.end(lambda one: one.user.id == own.user.id and one.name != own.name)
    return len(ended)


def _account(desk: Desk, visit: Visit, done: str = "") -> Response:
    user = visit.session.user
    of_clinic = desk.sessions.open(user.clinic)
    return visit.page(
        "account.html.j2", done=done, shortest=SHORTEST,
        own=[one for one in of_clinic if one.user.id == user.id],
        others=[one for one in of_clinic if one.user.id != user.id and user.role == "admin"],
        has_password=desk.users is not None and desk.users.named(user.name) == user,
    )  # fmt: skip

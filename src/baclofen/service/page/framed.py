"""A refusal of the service's own, as of an address that nobody has, in the frame of the pages."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import cookie_name
from baclofen.service.page.shown import HEADERS, shown
from baclofen.service.plain_page import head_of


def framed(
    desk: Desk, request: Request, status: int, words: str, headers: Mapping[str, str]
) -> Response:
    """The page, for who is signed in, or for nobody."""
    session = desk.session(request.cookies.get(cookie_name(desk), ""))
    page = shown(
        "refused.html.j2", desk=desk, session=session, status=status, kind="service",
        head=head_of(status), words=words,
    )  # fmt: skip
    page.headers.update({**HEADERS, **headers})
    return page

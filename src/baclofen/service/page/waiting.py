"""The page that waits for work that runs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from baclofen.service.page.desk import Desk
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.shown import shown

#: The status of a page that waits.
WAITS = 202


def waiting(
    gap: NotYet, request: Request, *, desk: Desk, again: str = "",
    form: Mapping[str, str] | None = None, **values: Any,
) -> Response:  # fmt: skip
    """The page of work that runs; it is asked for again there, or at another address. What was
    sent is sent again, as it was: until then nothing of it is kept."""
    asked = request.url
    here = asked.path + (f"?{asked.query}" if asked.query else "")
    return shown(
        "waiting.html.j2", desk=desk, status=WAITS, again=again or here, seconds=gap.seconds,
        form=form if request.method == "POST" and not again else None, **values,
    )  # fmt: skip

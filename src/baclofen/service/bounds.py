"""How much of a request is read, and how long one may take."""

from __future__ import annotations

import json
import math
from urllib.parse import urlsplit

import anyio
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from baclofen.service.plain_page import refusal_page, wants_page

#: What goes with every answer: nothing is kept by caches, guessed at, told elsewhere, or framed.
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
)
#: And where we are reached over TLS: for two years by nothing else.
OVER_TLS = ((b"strict-transport-security", b"max-age=63072000; includeSubDomains"),)


#: Where a request's own limit of time is found.
_LIMIT = "baclofen.limit"


def ends_what_it_begins(scope: Scope) -> None:
    """From now on the request is not given up: what it keeps cannot be stopped in the middle, and
    must not be said to be given up. For who calls from the event loop."""
    if (limit := scope.get(_LIMIT)) is not None:
        limit.deadline = math.inf


class _TooLarge(Exception):
    """More came than is read."""


class Bounds:
    """Refuses bodies beyond `most_bytes` (413), gives up after `seconds` (503)
    unless it began to keep something, adds `HEADERS`,
    and `OVER_TLS` where that is how it is reached. With `hosts` it answers under these names only
    (421): a page elsewhere reaches this machine through a browser by a name of its own.

    The body is counted as it comes: what a request says of its own length is believed only
    when it says too much.
    """

    def __init__(
        self, app: ASGIApp, *, most_bytes: int, seconds: float, over_tls: bool = False,
        hosts: frozenset[str] | None = None,
    ) -> None:  # fmt: skip
        self.app, self.most_bytes, self.seconds, self.hosts = app, most_bytes, seconds, hosts
        self.headers = (*HEADERS, *(OVER_TLS if over_tls else ()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, read = False, 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most_bytes:
                raise _TooLarge
            return message

        async def answered(message: Message) -> None:
            nonlocal begun
            if read > self.most_bytes and not begun:
                # Whoever read the body may have taken its end for a fault of the sender's.
                raise _TooLarge
            if message["type"] == "http.response.start":
                begun = True
                names = {name.lower() for name, _ in message["headers"]}
                own = [pair for pair in self.headers if pair[0] not in names]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        if self.hosts is not None and _host(scope) not in self.hosts:
            await _refuse(answered, scope, 421, "This service is not known by that name.")
            return
        if self._says_too_much(scope):
            await _refuse(answered, scope, 413, f"A body is read up to {self.most_bytes} bytes.")
            return
        try:
            with anyio.fail_after(self.seconds) as limit:
                scope[_LIMIT] = limit
                await self.app(scope, counted, answered)
        except _TooLarge:
            read = 0
            if not begun:
                await _refuse(
                    answered, scope, 413, f"A body is read up to {self.most_bytes} bytes."
                )
        except TimeoutError:
            if begun:
                raise
            await _refuse(
                answered, scope, 503, "The answer took too long and was given up. Ask again."
            )

    def _says_too_much(self, scope: Scope) -> bool:
        said = dict(scope["headers"]).get(b"content-length", b"0")
        return said.isdigit() and int(said) > self.most_bytes


def _host(scope: Scope) -> str:
    """The name by which it was asked, without the port."""
    said = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    try:
        return urlsplit(f"//{said}").hostname or ""
    except ValueError:
        return ""


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


#: The code of the issue by status; what is not named is a timeout.
_CODES = {413: "too-long", 421: "security"}


async def _refuse(send: Send, scope: Scope, status: int, words: str) -> None:
    """An OperationOutcome, which hooks want and anyone can read; as a page for a browser."""
    accept = dict(scope["headers"]).get(b"accept", b"").decode("latin-1")
    if wants_page(accept):
        page = refusal_page(Request(scope), status, words, {"connection": "close"})
        await page(scope, _nothing, send)
        return
    issue = {"severity": "error", "code": _CODES.get(status, "timeout")}
    body = json.dumps(
        {"resourceType": "OperationOutcome", "issue": [{**issue, "diagnostics": words}]}
    ).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

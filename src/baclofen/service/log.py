"""What is logged: one JSON object a line, and never anything that a patient told.

A line names the route as it is declared (`/cds-services/{service}`), not the address that came: an
address may hold a name. Bodies, queries, headers and the words of errors are never logged.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from baclofen.service.metrics import Metrics
from baclofen.service.plain_page import fault_page, wants_page

#: The one logger of the service.
LOGGER = logging.getLogger("baclofen.service")


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = getattr(record, "told", {})
        line = {"at": at, "level": record.levelname, "event": record.msg, **told}
        print(json.dumps(line), file=sys.stderr, flush=True)


def start_logs() -> None:
    """Lines go to standard error, each once however often this is called."""
    if not any(isinstance(handler, _Lines) for handler in LOGGER.handlers):
        LOGGER.addHandler(_Lines())
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False


def tell(event: str, **told: object) -> None:
    """One line. What is told must be of the service itself: a route, a status, a count."""
    LOGGER.info(event, extra={"told": told})


class Log:
    """A line for each request; a fault of ours becomes 500 with the number of its line alone."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, begun, status = uuid4().hex, time.perf_counter(), 0

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], (b"x-request-id", number.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, answered)
        except Exception as fault:
            # Only where it happened: the words of a fault may hold what came.
            place = traceback.extract_tb(fault.__traceback__)[-1]
            where = f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
            self.metrics.fault(type(fault).__name__)
            tell("fault", request=number, kind=type(fault).__name__, where=where)
            if status:
                raise
            await _own_fault(scope, receive, answered, number)
        finally:
            taken = time.perf_counter() - begun
            route = getattr(scope.get("route"), "path", "")
            self.metrics.answered(scope["method"], route, status or 500, taken)
            tell("request", request=number, method=scope["method"], route=route, status=status,
                 ms=round(taken * 1000))  # fmt: skip


async def _own_fault(scope: Scope, receive: Receive, send: Send, number: str) -> None:
    words = f"Our own fault, logged as {number}. Nothing was answered."
    if wants_page(dict(scope["headers"]).get(b"accept", b"").decode("latin-1")):
        await fault_page(words)(scope, receive, send)
        return
    issue = {"severity": "fatal", "code": "exception", "diagnostics": words}
    body = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]}).encode()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})

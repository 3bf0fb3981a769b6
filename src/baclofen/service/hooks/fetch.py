"""One request, bounded in time and size, to an address that was allowed before. No redirect is
followed."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

#: So much is read at a time.
_PIECE = 65_536


class NotFetched(Exception):
    """It could not be had. The message names no address and holds nothing that came."""


def get(
    url: str, *, headers: Mapping[str, str], most_bytes: int, seconds: float
) -> tuple[int, bytes]:
    """Status and body. Raises `NotFetched`.

    The caller has made sure that the address is one of those allowed. A redirect comes back as its
    status: to follow it would be to ask an address that nobody allowed.
    """
    return _asked("GET", url, headers, None, most_bytes, seconds)


def post_form(
    url: str, fields: Mapping[str, str], *, headers: Mapping[str, str], most_bytes: int,
    seconds: float,
) -> tuple[int, bytes]:  # fmt: skip
    """The same with a form sent. Raises `NotFetched`."""
    sent = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return _asked("POST", url, sent, urlencode(fields).encode(), most_bytes, seconds)


def _asked(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, most_bytes: int,
    seconds: float,
) -> tuple[int, bytes]:  # fmt: skip
    parts = urlsplit(url)
    until = time.monotonic() + seconds
    port = parts.port or (443 if parts.scheme == "https" else 80)
    made: http.client.HTTPConnection
    if parts.scheme == "https":
        made = http.client.HTTPSConnection(
            parts.hostname or "", port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        made = http.client.HTTPConnection(parts.hostname or "", port, timeout=seconds)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        made.request(method, target, body, headers=dict(headers))
        answer = made.getresponse()
        return answer.status, _read(answer, made, most_bytes, until)
    except (OSError, http.client.HTTPException, ValueError) as gap:
        raise NotFetched(type(gap).__name__) from None
    finally:
        made.close()


def _read(
    answer: http.client.HTTPResponse, made: http.client.HTTPConnection, most: int, until: float
) -> bytes:
    body = bytearray()
    while piece := answer.read1(_PIECE):
        body += piece
        left = until - time.monotonic()
        if len(body) > most or left <= 0:
            raise NotFetched("too large" if len(body) > most else "too slow")
        if made.sock is not None:
            made.sock.settimeout(left)
    return bytes(body)

"""One request, bounded in time and size, to an address that was allowed before. No redirect is
followed."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any
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


def object_at(
    url: str, form: Mapping[str, str] | None = None, *, headers: Mapping[str, str] | None = None,
    most_bytes: int, seconds: float,
) -> dict[str, Any] | None:  # fmt: skip
    """The object of JSON that such an address answers with, to a form where one is sent; None where
    it cannot be had, or is anything else."""
    sent = {"Accept": "application/json", **(headers or {})}
    try:
        if form is None:
            status, body = get(url, headers=sent, most_bytes=most_bytes, seconds=seconds)
        else:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            filled = urlencode(form).encode()
            status, body = _asked("POST", url, sent, filled, most_bytes, seconds)
        told = json.loads(body) if status == 200 else None
    except (NotFetched, ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


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
            parts.hostname or "", port, timeout=seconds, context=_authorities()
        )
    else:
        made = http.client.HTTPConnection(parts.hostname or "", port, timeout=seconds)
    # A timeout of a socket is for each piece: who sends one byte at a time would never end.
    end = threading.Timer(seconds, _shut, (made,))
    end.daemon = True
    end.start()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        made.request(method, target, body, headers=dict(headers))
        answer = made.getresponse()
        return answer.status, _read(answer, made, most_bytes, until)
    except (OSError, http.client.HTTPException, ValueError) as gap:
        raise NotFetched(type(gap).__name__) from None
    finally:
        end.cancel()
        made.close()


@cache
def _authorities() -> ssl.SSLContext:
    """Whose certificates are believed: to load them takes longer than most answers."""
    return ssl.create_default_context()


def _shut(made: http.client.HTTPConnection) -> None:
    with suppress(OSError):
        if made.sock is not None:
            made.sock.shutdown(socket.SHUT_RDWR)


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

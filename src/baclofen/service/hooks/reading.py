"""What a request lacks, read from its FHIR server: allowed ones only, paged, bounded."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from baclofen.errors import InputRefused
from baclofen.exchange import FAILED, HookRequest, filled, lacking_keys, parse_json
from baclofen.service.hooks.fetch import NotFetched, get
from baclofen.service.log import tell
from baclofen.service.trust import Trust

#: All of it takes no longer, in seconds; one key no more pages and bytes.
SECONDS, MOST_PAGES, MOST_BYTES = 3.0, 10, 8 * 2**20
#: Of one server so much is read at a time: a slow one keeps only its own callers waiting.
_AT_ONCE = 24
#: How long after its time a reading is still waited for, in seconds: it ends by itself.
_GRACE = 0.5
#: So often a path is decoded when it is looked through.
_DECODED = 3


@cache
def _pool(base: str) -> ThreadPoolExecutor:
    """The threads that read one server of the file of trust."""
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="fhir")


def fetched(request: HookRequest, token: str, trust: Trust) -> dict[str, Any]:
    """Each key that lacked: a resource, or `FAILED`. Empty where the server may not be asked.

    The token goes to that server alone, and is held nowhere.
    """
    server = trust.server(request.server)
    if server is None:
        return {}
    return read_keys(lacking_keys(request), server.base, request.patient_id, token)


def read_keys(keys: Iterable[str], base: str, patient_id: str, token: str) -> dict[str, Any]:
    """Each of these keys of one patient, read from an allowed server: a resource, or `FAILED`."""
    until = time.monotonic() + SECONDS
    pool = _pool(base)
    waiting = {key: pool.submit(_one, base, key, patient_id, token, until) for key in keys}
    return {key: _waited(key, future, until) for key, future in waiting.items()}


def _waited(key: str, future: Future[dict[str, Any]], until: float) -> dict[str, Any]:
    try:
        return future.result(max(0.0, until - time.monotonic()) + _GRACE)
    except TimeoutError:
        future.cancel()
        tell("not read", key=key, because="no end")
        return FAILED


def _one(base: str, key: str, patient_id: str, token: str, until: float) -> dict[str, Any]:
    try:
        first = _address(f"{base}/", filled(key, patient_id), base)
        return _paged(first, base, patient_id, token, until)
    except (NotFetched, InputRefused) as gap:
        tell("not read", key=key, because=type(gap).__name__)
        return FAILED


def _paged(url: str, base: str, patient_id: str, token: str, until: float) -> dict[str, Any]:
    first = _document(url, token, until)
    if first.get("resourceType") != "Bundle":
        if first.get("resourceType") == "Patient" and first.get("id") != patient_id:
            raise NotFetched("another patient")
        return first
    entries, page, pages = list(_entries(first)), first, 1
    while (following := _next(page)) is not None:
        address = _address(url, following, base)
        if pages == MOST_PAGES:
            # With its link left in, the reader takes the record as not complete.
            return {**page, "entry": entries, "total": None}
        page, pages = _document(address, token, until), pages + 1
        entries += _entries(page)
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


#: What leads out of a path, once a server has resolved or decoded it.
_OUT = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\;]|$)|[\\\x00-\x20]")


def _address(url: str, following: str, base: str) -> str:
    """The address that comes next. Raises `NotFetched` for one that is none, and for one that
    is not below the base of the server once it is resolved: the token is for nothing else."""
    try:
        address = urljoin(url, following)
        path = f"{urlsplit(following).path}/{urlsplit(address).path}"
    except ValueError:
        raise NotFetched("no address") from None
    if not address.startswith((f"{base}/", f"{base}?")):
        raise NotFetched("a page elsewhere")
    # What was encoded twice is decoded twice by somebody.
    for _ in range(_DECODED):
        if _OUT.search(path) is not None:
            raise NotFetched("a page elsewhere")
        path = unquote(path)
    return address


def _document(url: str, token: str, until: float) -> dict[str, Any]:
    left = until - time.monotonic()
    if left <= 0:
        raise NotFetched("no time left")
    headers = {"Accept": "application/fhir+json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    status, body = get(url, headers=headers, most_bytes=MOST_BYTES, seconds=left)
    if status != 200:
        raise NotFetched(f"status {status}")
    documents = parse_json(body.decode("utf-8-sig", errors="replace"), "answer")
    made = documents[0] if len(documents) == 1 else None
    if not isinstance(made, dict) or not isinstance(made.get("resourceType"), str):
        raise NotFetched("no resource")
    return made


def _entries(bundle: dict[str, Any]) -> Iterable[Any]:
    found = bundle.get("entry", [])
    return found if isinstance(found, list) else ()


def _next(bundle: dict[str, Any]) -> str | None:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == "next":
            url = link.get("url")
            return url if isinstance(url, str) else None
    return None

"""What a request lacks, read from its FHIR server: allowed ones only, paged, bounded.

Of a search whose pages did not all come, or that came to less than its server counts, what came
is kept, and it says that more is there: a list that may lack something is none to conclude from.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from baclofen.errors import InputRefused
from baclofen.exchange import (
    FAILED,
    HookRequest,
    filled,
    lacking_keys,
    matches_of,
    parse_json,
    total_of,
    type_of,
)
from baclofen.service.hooks.fetch import NotFetched, get
from baclofen.service.log import tell
from baclofen.service.trust import Trust

#: All of it takes no longer, in seconds; one key no more pages and bytes.
SECONDS, MOST_PAGES, MOST_BYTES = 3.0, 10, 8 * 2**20
#: Of one server so much is read at a time: a slow one keeps only its own callers waiting.
_AT_ONCE = 24
_PATIENT = "Patient"
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
        url = _address(f"{base}/", filled(key, patient_id), base)
        first = _document(url, token, until)
        if type_of(key) == _PATIENT:
            return _checked(first, patient_id)
        return _paged(key, url, first, base, token, until)
    except (NotFetched, InputRefused) as gap:
        tell("not read", key=key, because=type(gap).__name__)
        return FAILED


def _checked(found: dict[str, Any], patient_id: str) -> dict[str, Any]:
    """The Patient that was asked for. Raises `NotFetched` for anything else."""
    if found["resourceType"] != _PATIENT:
        raise NotFetched("another type")
    if found.get("id") != patient_id:
        raise NotFetched("another patient")
    return found


def _paged(
    key: str, url: str, first: dict[str, Any], base: str, token: str, until: float
) -> dict[str, Any]:
    """The search that begins with this page, as one Bundle, which says where it is not whole.
    Raises `NotFetched` where it is no answer to the search, and where a page leads elsewhere."""
    if first["resourceType"] not in ("Bundle", type_of(key)):
        raise NotFetched("another type")
    page, pages, entries, total, lacks = first, 0, list[Any](), 0, ""
    while not lacks:
        pages += 1
        if page["resourceType"] != "Bundle":
            entries += [{"resource": page}] if page["resourceType"] == type_of(key) else []
            lacks = "a page that is no list"
            break
        entries += _entries(page)
        total = max(total, total_of(page))
        if (following := _next(page)) is None:
            lacks = "fewer than the server counts" if total > matches_of(entries) else ""
            break
        address = _address(url, following, base)
        if pages == MOST_PAGES:
            lacks = "more pages than are read"
        else:
            page = _page(address, token, until)
    if lacks:
        tell("not read to the end", key=key, because=lacks)
        entries.append({"resource": _lacks(key), "search": {"mode": "outcome"}})
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def _page(address: str, token: str, until: float) -> dict[str, Any]:
    """A later page; where it cannot be had, what stands for it."""
    try:
        return _document(address, token, until)
    except (NotFetched, InputRefused):
        return FAILED


def _lacks(key: str) -> dict[str, Any]:
    """A message in place of what did not come."""
    words = f"{type_of(key)} could not be read to the end"
    return {**FAILED, "issue": [{"severity": "error", "code": "incomplete", "diagnostics": words}]}


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

"""The routes under /cds-services."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request, Response

from baclofen.cleaned import plain
from baclofen.errors import BaclofenError, InputRefused, KnowledgeError
from baclofen.exchange import (
    HOOK_SCHEMAS,
    HOOK_SERVICE,
    Card,
    HookRequest,
    cards_of,
    discovery,
    lacking_keys,
    read_request,
    record_of,
)
from baclofen.service.book import BookClosed
from baclofen.service.call import Call, Shown
from baclofen.service.hooks.feedback import Feedback, read_feedback
from baclofen.service.hooks.reading import fetched
from baclofen.service.hooks.token import Doorkeeper, NotAccepted
from baclofen.service.house import House
from baclofen.service.log import tell
from baclofen.service.trust import LAUNCH
from baclofen.value import replace

_BASE = "/cds-services"
#: So many calls may wait for others at a time, in each process.
_WAITS = 64


async def _body(request: Request) -> bytes:
    return await request.body()


#: The body as it came: it is read by our own strict reader.
Body = Annotated[bytes, Depends(_body)]


#: What each status means, beside what a route answers.
_WHY = {
    400: "What came cannot be read, or breaks the rules of CDS Hooks; the outcome says where.",
    401: "Not accepted: one answer for whatever is wrong with the token.",
    404: f"No such service: the one here is {HOOK_SERVICE}. To feedback also: no such card was "
    "given here; the outcome names the entries, and the others were kept.",
    412: "The Patient neither came nor can be read from an allowed server.",
    413: "More than is read.",
    503: "Too slow, or what the service remembers cannot be reached: ask again.",
}


def _told(schema: str, *statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route answers, for its description: 200 by a schema, and each other status."""
    made: dict[int | str, dict[str, Any]] = {200: {"description": "Answered."}}
    if schema:
        made[200]["content"] = _json_of(schema)
    for status in sorted((*statuses, 401, 503)):
        made[status] = {"description": _WHY[status], "content": _json_of("hook-outcome")}
    return made


def _takes(schema: str) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": _json_of(schema)}}


def _json_of(schema: str) -> dict[str, Any]:
    bare = {key: value for key, value in HOOK_SCHEMAS[schema].items() if key != "$schema"}
    return {"application/json": {"schema": bare}}


def router(house: House) -> APIRouter:
    """Every route asks first who calls; then it is one verb of the exchange room."""
    routes = APIRouter(prefix=_BASE, tags=["CDS Hooks"])
    trust = house.trust
    keeper = Doorkeeper(trust, trust.audiences or (house.settings.public,), house.book)

    # What waits for others, as for a slow server, takes no place of what is worked out.
    waits = CapacityLimiter(_WAITS)

    def admitted(request: Request) -> str | Response:
        """Who calls, or why they are not let in."""
        try:
            return keeper.admit(request.headers.get("authorization"), request.url.path)
        except NotAccepted:
            return _not_accepted()
        except BookClosed:
            return _outcome(503, "transient", "Who calls cannot be checked now. Ask again later.")

    def put(by: str, response: Response, call: Call) -> Response:
        """The response, once the call is put down."""
        if house.calls is not None:
            house.calls.put(by, replace(call, status=response.status_code))
        return response

    @routes.get("", responses=_told("hook-services"))
    def services(request: Request) -> Response:
        """Discovery: the hooks and the data that they want beforehand."""
        by = admitted(request)
        return by if isinstance(by, Response) else _json(discovery(house.known))

    @routes.get("/{service}/figures", responses=_told("hook-figures", 404))
    def figures(request: Request, service: str) -> Response:
        """By rule: cards shown, accepted, overridden."""
        by = admitted(request)
        if isinstance(by, Response):
            return by
        if service != HOOK_SERVICE:
            return _no_service()
        try:
            return _json({"rules": house.book.figures()})
        except BookClosed:
            return _outcome(503, "transient", "The figures cannot be read now. Ask again later.")

    @routes.post(
        "/{service}/feedback",
        responses=_told("", 400, 404, 413),
        openapi_extra=_takes("hook-feedback"),
    )
    def feedback(request: Request, service: str, raw: Body) -> Response:
        """What became of cards. The same feedback twice counts once; what is told of cards that
        were never given here is not kept, and named."""
        by = admitted(request)
        if isinstance(by, Response):
            return by
        if service != HOOK_SERVICE:
            return _no_service()
        try:
            told = read_feedback(raw)
            given = _given(house, {f.card for f in told})
            kept = [f for f in told if f.card in given]
            house.book.told((f.card, f.outcome, f.at, f.reason, f.comment) for f in kept)
        except InputRefused as gap:
            return _outcome(400, "invalid", str(gap))
        except BookClosed:
            return _outcome(503, "transient", "The feedback was not kept. Send it again later.")
        call = Call(
            done="told", outcomes=tuple((f.card, f.outcome) for f in kept),
            strange=len(told) - len(kept),
        )  # fmt: skip
        return put(by, _json({}) if len(kept) == len(told) else _not_given(told, given), call)

    @routes.post(
        "/{service}", responses=_told("hook-cards", 400, 404, 412, 413),
        openapi_extra=_takes("hook-request"),
    )  # fmt: skip
    async def hook(request: Request, service: str, raw: Body) -> Response:
        """One call of a hook: its cards, at most one for each order."""
        by = "" if trust.is_open else await to_thread.run_sync(admitted, request, limiter=waits)
        if isinstance(by, Response):
            return by
        if service != HOOK_SERVICE:
            return _no_service()
        got: Mapping[str, Any] = {}
        try:
            asked, token = await to_thread.run_sync(_asked, raw)
            if lacking_keys(asked) and trust.server(asked.server) is not None:
                got = await to_thread.run_sync(fetched, asked, token, trust, limiter=waits)
            return await to_thread.run_sync(lambda: put(by, *_answered(house, asked, got)))
        except KnowledgeError:
            raise
        except BaclofenError as gap:
            refused = _outcome(400, "invalid", str(gap))
            return await to_thread.run_sync(put, by, refused, Call(done="asked"))

    return routes


def _asked(raw: bytes) -> tuple[HookRequest, str]:
    """The request, and the token for its server, which is held nowhere else."""
    asked, document = read_request(raw)
    return asked, _token(document)


def _answered(house: House, asked: HookRequest, got: Mapping[str, Any]) -> tuple[Response, Call]:
    """The answer to a request with what was fetched for it, and what is put down of it."""
    record = record_of(asked, got)
    call = Call(
        done="asked", hook=asked.hook, instance=plain(asked.instance, 100),
        user=plain(asked.user, 100), server=plain(asked.server, 200), patient=asked.patient_id,
        lacking=record.lacking,
    )  # fmt: skip
    if not record.has_patient:
        gone = _outcome(
            412, "incomplete", "The Patient is neither in the prefetch nor can it be read from an "
            "allowed FHIR server.",
        )  # fmt: skip
        return gone, call
    public, server = house.settings.public, house.trust.server(asked.server)
    is_launch = server is not None and bool(server.client)
    planner = f"{public}{LAUNCH if is_launch else '/'}" if house.settings.has_pages else ""
    cards = cards_of(
        asked, record, house.known, today=house.today(), url=public, planner=planner,
        jurisdiction=house.settings.jurisdiction, is_launch=is_launch,
    )  # fmt: skip
    if cards:
        # Each is of the same record.
        house.metrics.read(cards[0].entries)
    _keep(house, cards)
    shown = tuple(
        Shown(card.uuid, plain(card.order, 100), card.verdict, card.indicator, card.rules)
        for card in cards
    )
    return _json({"cards": [card.as_json() for card in cards]}), replace(call, cards=shown)


def _given(house: House, cards: set[str]) -> frozenset[str]:
    """Those of these cards that were given here: by what the service remembers, else by the book of
    calls, from which they are then known again. Raises `BookClosed`."""
    known = house.book.given(cards)
    if known >= cards or house.calls is None:
        return known
    again = house.calls.given(cards - known)
    for card in again:
        house.book.shown(card.card, card.indicator, card.rules)
    return known | {card.card for card in again}


def _not_given(told: tuple[Feedback, ...], given: frozenset[str]) -> Response:
    """Which entries name cards that were never given here; those of the others were kept."""
    issues = [
        _issue("not-found", f"feedback[{place}]: no such card was given here; not kept.")
        for place, one in enumerate(told) if one.card not in given
    ]  # fmt: skip
    return _json({"resourceType": "OperationOutcome", "issue": issues}, 404)


def _keep(house: House, cards: tuple[Card, ...]) -> None:
    """That they were shown. A card is not held back because a count of it is lost."""
    try:
        for card in cards:
            house.book.shown(card.uuid, card.indicator, card.rules)
    except BookClosed:
        tell("cards not counted", cards=len(cards))


def _token(document: dict[str, Any]) -> str:
    held = document.get("fhirAuthorization")
    token = held.get("access_token") if isinstance(held, dict) else None
    # What is no token of a header would be a header of its own.
    return token if isinstance(token, str) and token.isascii() and token.isprintable() else ""


def _not_accepted() -> Response:
    """One body for whatever was wrong."""
    made = _outcome(401, "security", "Not accepted.")
    made.headers["www-authenticate"] = "Bearer"
    return made


def _no_service() -> Response:
    return _outcome(404, "not-found", f"The one service here is {HOOK_SERVICE}.")


def _outcome(status: int, code: str, words: str) -> Response:
    return _json({"resourceType": "OperationOutcome", "issue": [_issue(code, words)]}, status)


def _issue(code: str, words: str) -> dict[str, str]:
    return {"severity": "error", "code": code, "diagnostics": words}


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content), status, media_type="application/json")

"""Screen 8: what trials found, by syndrome; the map; the claims; what anything rests on."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.errors import UnknownName
from baclofen.evidence import (
    Summary,
    effect_of,
    evidence_map,
    size_in_words,
    summary,
    title,
)
from baclofen.knowledge import Claim, Trials, load_claims, load_trials, why
from baclofen.reporting import forests, map_picture, map_text
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import Seen, guarded
from baclofen.service.page.visits import NotHere

#: A picture brings its own style, and nothing else: it is shown as an image.
_OF_PICTURE = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}


def router(desk: Desk) -> APIRouter:
    """`/evidence`, a syndrome of it, its pictures, `/evidence/claims`, and `/why/{ids}`."""
    routes = guarded(desk, of_patients=False)

    @routes.get("/evidence")
    def front(visit: Seen) -> Response:
        trials = load_trials()
        return visit.page(
            "evidence.html.j2", found=None, syndromes=trials.syndromes,
            map_words=map_text(evidence_map(trials), trials), claims=None,
        )  # fmt: skip

    @routes.get("/evidence/claims")
    def claims(visit: Seen) -> Response:
        found: list[Claim] = list(load_claims().values())
        return visit.page(
            "evidence.html.j2", found=None, syndromes=load_trials().syndromes, map_words="",
            claims=found,
        )  # fmt: skip

    @routes.get("/evidence/map.svg")
    def map_drawn(visit: Seen, narrow: bool = False) -> Response:
        trials = load_trials()
        return _picture(map_picture(evidence_map(trials), trials, narrow=narrow))

    @routes.get("/evidence/{syndrome}")
    def of_syndrome(visit: Seen, syndrome: str) -> Response:
        trials = load_trials()
        if syndrome not in trials.syndromes:
            raise NotHere
        found = _summary(syndrome)
        return visit.page(
            "evidence.html.j2", found=found, syndrome=syndrome, syndromes=trials.syndromes,
            pictures=list(_forests(syndrome)),
            titles=[title(body.question, trials) for body in found.bodies],
            effects=[effect_of(body) for body in found.bodies], size_in_words=size_in_words,
            map_words="", claims=None,
        )  # fmt: skip

    @routes.get("/evidence/{syndrome}/{name}")
    def forest(visit: Seen, syndrome: str, name: str, narrow: bool = False) -> Response:
        if syndrome not in load_trials().syndromes or name not in _forests(syndrome):
            raise NotHere
        return _picture(_forests(syndrome, narrow=narrow)[name])

    @routes.get("/why/{ids}")
    def because(visit: Seen, ids: str) -> Response:
        try:
            found = [why(id, desk.known) for id in ids.split(",")]
        except UnknownName:
            raise NotHere from None
        return visit.page("why.html.j2", found=found)

    return routes


def _picture(svg: str) -> Response:
    return Response(svg, media_type="image/svg+xml", headers=_OF_PICTURE)


@cache
def _summary(syndrome: str) -> Summary:
    return summary(load_trials(), syndrome)


@cache
def _forests(syndrome: str, *, narrow: bool = False) -> dict[str, str]:
    trials: Trials = load_trials()
    return forests(_summary(syndrome), trials, narrow=narrow)

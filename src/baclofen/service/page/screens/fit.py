"""Screen 2: does baclofen fit? The verdict, why, and what to ask, answered in place."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.reporting import compose
from baclofen.service.page.controls import control_of
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import At, guarded
from baclofen.service.page.screens.read import judged
from baclofen.service.page.shown import whys_of

#: Sections above the questions, below them, and those that are folded; the rest are of others.
_FIRST, _THEN = ("opening", "tell", "findings", "details"), ("kidney", "younger")
_MORE = ("beneath", "information")


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/fit`."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}/fit")
    def fit(place: At) -> Response:
        chart = place.chart()
        _, made = judged(place, chart)
        report = compose(made, desk.known)
        asked = made.fit.questions
        by = {s.kind: s for s in report.sections}
        return place.page(
            "fit.html.j2", report=report, seen=len(chart.record.events),
            questions=[(one, control_of(one, desk.known)) for one in asked],
            evidence=by.get("evidence"), first=[by[k] for k in _FIRST if k in by],
            then=[by[k] for k in _THEN if k in by], more=[by[k] for k in _MORE if k in by],
            whys=whys_of(report, desk.known, *(one.rules for one in asked)),
        )  # fmt: skip

    return routes

"""Screen 2: does baclofen fit? The verdict, why, and what to ask, answered in place."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.chart import Telling
from baclofen.record import Answered, Measured, moment
from baclofen.reporting import compose
from baclofen.service.page.controls import control_of
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import At, WrittenAt, guarded
from baclofen.service.page.keeping import unset
from baclofen.service.page.number import number
from baclofen.service.page.screens.read import judged, read_page
from baclofen.service.page.shown import whys_of
from baclofen.service.page.visits import Place

#: Sections above the questions, below them, and those that are folded; the rest are of others.
_FIRST, _THEN = ("opening", "tell", "findings", "details"), ("kidney", "younger")
_MORE = ("beneath", "information")


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/fit`, and what is told there: an answer, a measured value."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}/fit")
    def fit(place: At) -> Response:
        return _page(place)

    @routes.form("/patients/{patient}/answer", _asked_on)
    def answer(place: WrittenAt) -> Response:
        form = place.visit.form
        key, words = form.get("key", ""), form.get("words", "").strip()
        if member := form.get("member"):
            key, words = member, "yes"
        if written := form.get("written"):
            # TOML writes such a text as JSON does.
            words = f"{{ {json.dumps(written)} = {json.dumps(words)} }}"
        elif key == "medicines" and words != "complete":
            words = _listed(words)
        chart = place.chart_as_seen()
        telling = Telling(what=Answered(key=key, words=words), at=desk.now())
        chart.tell(telling, by=place.visit.by, now=desk.now())
        return place.go("/fit")

    @routes.form("/patients/{patient}/measured", _page)
    def measured(place: WrittenAt) -> Response:
        form = place.visit.form
        what, _, unit = form.get("what", "").partition("|")
        value = form.get("value", "").strip()
        at, whole_day = moment(form.get("day", ""))
        chart = place.chart_as_seen()
        told = Measured(what=what, value=number("value", value), unit=unit)  # type: ignore[arg-type]
        telling = Telling(what=told, at=at, whole_day=whole_day)
        chart.tell(telling, by=place.visit.by, now=desk.now())
        return place.go("/fit")

    return routes


def _page(place: Place) -> Response:
    desk, chart = place.desk, place.chart()
    _, made = judged(place, chart)
    report = compose(made, desk.known)
    asked = made.fit.questions
    by = {s.kind: s for s in report.sections}
    return place.page(
        "fit.html.j2", report=report, unset=unset(chart, desk), seen=len(chart.record.events),
        questions=[(one, control_of(one, desk.known)) for one in asked],
        evidence=by.get("evidence"), first=[by[k] for k in _FIRST if k in by],
        then=[by[k] for k in _THEN if k in by], more=[by[k] for k in _MORE if k in by],
        whys=whys_of(report, desk.known, *(one.rules for one in asked)),
    )  # fmt: skip


def _asked_on(place: Place) -> Response:
    """The page that a question was answered on: this one, or that of what was not understood."""
    return read_page(place) if place.visit.form.get("on") == "read" else _page(place)


def _listed(words: str) -> str:
    """Names with commas between, as the list that an answer holds."""
    names = (name.strip().replace('"', "") for name in words.split(","))
    return "[" + ", ".join(f'"{name}"' for name in names if name) + "]"

"""Screen 5: the follow-up. What happened is told; scores and levels are seen over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.chart import Telling
from baclofen.errors import InputRefused, UnknownName
from baclofen.record import happening, keys_of, moment
from baclofen.service.page import series
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import At, WrittenAt, guarded
from baclofen.service.page.keeping import last_accepted, unset
from baclofen.service.page.shown import own
from baclofen.service.page.visits import Place

#: What may be told here, in the order of the page.
KINDS = (
    "scored", "level", "side_effect", "noticed", "dose_set", "missed", "stopped", "fell", "visited",
)  # fmt: skip


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/follow`, and each kind of event that is told there."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}/follow")
    def follow(place: At) -> Response:
        return _page(place)

    @routes.form("/patients/{patient}/follow/{kind}", _page)
    def tell(place: WrittenAt, kind: str) -> Response:
        form = place.visit.form
        chart = place.chart_as_seen()
        if kind not in KINDS:
            raise UnknownName("kind of event", kind[:40], KINDS)
        _by_mouth(kind, form)
        fields = keys_of(kind)
        given = {k: form[k].strip() for k in fields if form.get(k, "").strip()}
        at, whole_day = moment(form["day"]) if form.get("day") else (desk.now(), False)
        telling = Telling(what=happening(kind, given), at=at, whole_day=whole_day)
        chart.tell(telling, by=place.visit.by, now=desk.now())
        return place.go("/follow")

    return routes


def _by_mouth(kind: str, form: Mapping[str, str]) -> None:
    """Raises `InputRefused` for the dose of a pump: nobody has read drug and concentration here."""
    if kind == "dose_set" and form.get("route", "").strip() == "intrathecal":
        raise InputRefused(
            "dose from now on", "that of a pump", "a pump is set on its own page",
            do="Open Pump: two people type drug, concentration and rate there. What a pump was set "
            "to elsewhere is told there too, as what runs.",
            why="a slip of a unit or of a digit has killed",
        )  # fmt: skip


def _page(place: Place) -> Response:
    chart = place.chart()
    record = chart.record
    found = series.over_time(record)
    last, stale = last_accepted(chart, place.desk)
    return place.page(
        "follow.html.j2", seen=len(record.events), last=last, stale=stale,
        unset=unset(chart, place.desk),
        series=[(one, own(series.drawn(one))) for one in found],
        scales=list(series.SCALES.items()), matrices=_choices("level", "matrix"),
        side_effects=_choices("side_effect", "name"),
        severities=_choices("side_effect", "severity"), signs=_choices("noticed", "sign"),
        reasons=_choices("stopped", "why"),
    )  # fmt: skip


def _choices(kind: str, name: str) -> list[tuple[str, str]]:
    """The words that a field of an event may hold, each as it is shown."""
    return [(word, word.replace("_", " ")) for word in get_args(keys_of(kind)[name])]

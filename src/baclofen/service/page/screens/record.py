"""The record of a patient: everything that was kept, and what was put right."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.chart import Telling
from baclofen.errors import InputRefused
from baclofen.record import Corrected, format_rows
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import At, WrittenAt, guarded
from baclofen.service.page.said import told
from baclofen.service.page.visits import Place

#: Entries of one page: more would be slow to send, and nobody reads them.
_SHOWN = 200


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/record`: shown, exported, put right."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}/record")
    def record(place: At, before: int = 0) -> Response:
        return _page(place, before)

    @routes.get("/patients/{patient}/record.csv", tags=["exported"])
    def export(place: At) -> Response:
        rows = format_rows(place.chart().record.standing)
        named = {"content-disposition": f'attachment; filename="{place.name}.csv"'}
        return Response(rows, media_type="text/csv; charset=utf-8", headers=named)

    @routes.form("/patients/{patient}/record/{number}/taken-back", _of_entry)
    def take_back(place: WrittenAt, number: int) -> Response:
        chart = place.chart_as_seen()
        why = place.visit.form.get("why", "").strip()
        if not why:
            raise InputRefused("reason", "empty", "say what was wrong, in words")
        was = chart.record[number]
        telling = Telling(what=Corrected(of=number, why=why), at=was.at, whole_day=was.whole_day)
        chart.tell(telling, by=place.visit.by, now=desk.now())
        return place.go("/record")

    return routes


def _page(place: Place, before: int) -> Response:
    """The newest entries, or those before one."""
    made = place.chart().record
    standing = frozenset(e.number for e in made.standing)
    last = max(0, min(before - 1, len(made.events))) if before else len(made.events)
    first = max(0, last - _SHOWN)
    return place.page(
        "record.html.j2", seen=len(made.events), older=first + 1 if first else 0,
        rows=[told(event, standing) for event in reversed(made.events[first:last])],
        newer=min(last + _SHOWN, len(made.events)) + 1 if last < len(made.events) else 0,
    )  # fmt: skip


def _of_entry(place: Place) -> Response:
    """The entries among which that stands which the address names: the newest ones, if it may."""
    is_new = place.visit.number > len(place.chart().record.events) - _SHOWN
    return _page(place, 0 if is_new else place.visit.number + 1)

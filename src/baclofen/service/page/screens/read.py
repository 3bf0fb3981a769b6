"""Screen 1 of one patient: what was understood and what was not, answered in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.answering import Accounted, Answer
from baclofen.chart import Chart
from baclofen.errors import InputRefused
from baclofen.exchange import Reading
from baclofen.knowledge import Knowledge
from baclofen.record import Told
from baclofen.reporting import compose
from baclofen.service.page.asked import Wanted, assessed
from baclofen.service.page.controls import control_of, syndromes
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import At, WrittenAt, guarded
from baclofen.service.page.importing import ended, sent, tell_file
from baclofen.service.page.imports import StillRead
from baclofen.service.page.keeping import unset
from baclofen.service.page.shown import whys_of
from baclofen.service.page.soon import reading_of, soon
from baclofen.service.page.visits import Place

#: Keys of a typed patient whose names say too little by themselves.
_KEYS = {
    "age_y": "age, years", "weight_kg": "weight, kg", "height_cm": "height, cm",
    "creatinine_on": "day of creatinine", "syndrome": "baclofen is for", "baclofen": "baclofen now",
}  # fmt: skip
#: Sections of a report that say how the patient was read.
_SECTIONS = ("kidney", "record")


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}`, and the file that is told there."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}")
    def read(place: At) -> Response:
        return read_page(place)

    @routes.form("/patients/{patient}/file", read_page)
    def file(place: WrittenAt) -> Response:
        work = partial(_told_file, place)
        return _file(place, partial(sent, place.visit, work, "/patients/{patient}/file"))

    @routes.asked_again("/patients/{patient}/file/{ticket}", read_page)
    def file_read(place: At, ticket: str) -> Response:
        return _file(place, partial(ended, place.visit, ticket))

    return routes


def _file(place: Place, patient: Callable[[], str]) -> Response:
    """Back to the patient once a file is read; the page that waits until then."""
    try:
        return place.visit.go(f"/patients/{patient()}")
    except StillRead as gap:
        return place.waits(gap, f"/patients/{place.name}/file/{gap.ticket}", at="")


def _told_file(place: Place) -> str:
    """Puts down a file of this patient; who it is of."""
    visit = place.visit
    if visit.file is None:
        raise InputRefused("file", "empty, or none was chosen", "it must hold something")
    tell_file(
        place.chart_as_seen(), visit.file, by=visit.by, now=place.desk.now(),
        same_person=visit.form.get("same_person") == "yes",
    )  # fmt: skip
    return place.name


def judged(place: Place, chart: Chart) -> tuple[Reading, Answer]:
    """The patient as read today, and as judged. Raises `NotYet`."""
    reading, desk = reading_of(place, chart), place.desk
    return reading, soon(
        place, chart, "judged", lambda: desk.answer(assessed(reading, wanted(desk)))
    )  # fmt: skip


def wanted(desk: Desk) -> Wanted:
    """Today, under the label of this service."""
    return Wanted(day=desk.today(), jurisdiction=desk.house.settings.jurisdiction)


def read_page(place: Place) -> Response:
    """What was understood of a patient, and what was not."""
    desk, chart = place.desk, place.chart()
    seen = len(chart.record.events)
    if not any(chart.record.of(Told)) and not seen:
        return place.page("read.html.j2", report=None, seen=seen)

    reading, made = judged(place, chart)
    report = compose(made, desk.known)
    entries = made.account.entries
    unread = next((q for q in made.fit.questions if q.question.id == "unread"), None)
    used = [e for e in entries if e.outcome in ("used", "asked")]
    told = [e.by for e in used if e.outcome == "used" and e.by]
    extra = [unread.rules] if unread else []
    return place.page(
        "read.html.j2", report=report, unset=unset(chart, desk), seen=seen,
        open=len(made.fit.questions), lost=made.account.not_understood,
        used=[(*_said(one, desk.known), one) for one in used],
        harmless=[e for e in entries if e.outcome == "harmless"],
        unread=(unread, control_of(unread, desk.known)) if unread else None,
        sections=[s for s in report.sections if s.kind in _SECTIONS],
        notes=reading.notes, whys=whys_of(report, desk.known, *told, *extra),
    )  # fmt: skip


def _said(entry: Accounted, known: Knowledge) -> tuple[str, str]:
    """What an entry is, and its words, as the pages call both."""
    labels = {**known.codes.condition_labels, **dict(syndromes(known))}
    if entry.kind == "key":
        what = _KEYS.get(entry.place, entry.place)
    else:
        what = f"no {entry.kind}" if entry.place.startswith("no_") else entry.kind
    return what.replace("_", " "), labels.get(entry.words, entry.words)

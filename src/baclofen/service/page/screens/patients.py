"""Screen 1: the patients of the clinic; a new one from a file or from a form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.chart import Telling
from baclofen.errors import InputRefused
from baclofen.record import Told
from baclofen.service.page.controls import syndromes
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import Seen, Written, guarded
from baclofen.service.page.importing import check_file, ended, sent, tell_file
from baclofen.service.page.imports import StillRead
from baclofen.service.page.typed import table_of
from baclofen.service.page.visits import Visit


def router(desk: Desk) -> APIRouter:
    """`/patients`, `/patients/file`, `/patients/typed`."""
    routes = guarded(desk)

    @routes.get("/patients")
    def patients(visit: Seen) -> Response:
        return _page(visit)

    @routes.form("/patients/file", _page)
    def from_file(visit: Written) -> Response:
        return _read(visit, partial(sent, visit, partial(_from_file, visit), "/patients/file"))

    @routes.asked_again("/patients/file/{ticket}", _page)
    def file_read(visit: Seen, ticket: str) -> Response:
        return _read(visit, partial(ended, visit, ticket))

    @routes.form("/patients/typed", _page)
    def typed(visit: Written) -> Response:
        table = table_of(visit.form, desk.known.codes.condition_labels)
        chart = desk.new_chart(visit.session.user, visit.form.get("label", ""))
        chart.tell(Telling(what=Told(table=table), at=desk.now()), by=visit.by, now=desk.now())
        return visit.go(f"{_admitted(visit, chart.patient)}/fit")

    return routes


def _read(visit: Visit, patient: Callable[[], str]) -> Response:
    """On to the patient of a file; or the page that waits while it is read."""
    try:
        return visit.go(_admitted(visit, patient()))
    except StillRead as gap:
        return visit.waits(gap, f"/patients/file/{gap.ticket}")


def _from_file(visit: Visit) -> str:
    """Admits the patient of a file; who it is now."""
    desk = visit.desk
    if visit.file is None:
        raise InputRefused("file", "empty, or none was chosen", "it must hold a patient")
    check_file(visit.file, desk.known, desk.today())
    chart = desk.new_chart(visit.session.user, visit.form.get("label", ""))
    tell_file(chart, visit.file, by=visit.by, now=desk.now())
    return chart.patient


def _admitted(visit: Visit, patient: str) -> str:
    """Where the new patient is; the trail is told whom, as no part of this address names them."""
    visit.request.state.admitted = patient
    return f"/patients/{patient}"


def _page(visit: Visit) -> Response:
    desk = visit.desk
    listed = desk.ledger.of(visit.session.user.clinic).patients()
    return visit.page(
        "patients.html.j2", listed=sorted(listed, key=lambda one: one.written, reverse=True),
        syndromes=syndromes(desk.known), has_key=desk.has_key(visit.session.user),
    )  # fmt: skip

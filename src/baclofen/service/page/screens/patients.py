"""Screen 1: the patients of the clinic; a new one from a file or from a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.errors import InputRefused, StoreRefused
from baclofen.service.page.controls import syndromes
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import Seen, Visit, Written, guarded
from baclofen.service.page.importing import check_file, check_table, tell_file, tell_table
from baclofen.service.page.typed import table_of
from baclofen.store import Signed, Versions
from baclofen.version import VERSION


def router(desk: Desk) -> APIRouter:
    """`/patients`, `/patients/file`, `/patients/typed`."""
    routes = guarded(desk)

    @routes.get("/patients")
    def patients(visit: Seen) -> Response:
        return _page(visit)

    @routes.post("/patients/file")
    def from_file(visit: Written) -> Response:
        try:
            if visit.file is None:
                raise InputRefused("file", "empty, or none was chosen", "it must hold a patient")
            check_file(visit.file, desk.known, desk.today())
            patient = _admitted(visit, visit.form.get("label", ""))
            chart = desk.chart(visit.session.user, patient)
            tell_file(chart, visit.file, by=visit.by, now=desk.now())
        except StoreRefused:
            raise
        except InputRefused as gap:
            return _page(visit, wrong=f"{gap}", told=visit.form)
        return visit.go(f"/patients/{patient}")

    @routes.post("/patients/typed")
    def typed(visit: Written) -> Response:
        try:
            table = table_of(visit.form, desk.known.codes.condition_labels)
            check_table(table, desk.known, desk.today())
            patient = _admitted(visit, visit.form.get("called", ""))
            tell_table(desk.chart(visit.session.user, patient), table, by=visit.by, now=desk.now())
        except StoreRefused:
            raise
        except InputRefused as gap:
            return _page(visit, wrong=f"{gap}", told=visit.form)
        return visit.go(f"/patients/{patient}/fit")

    return routes


def _admitted(visit: Visit, label: str) -> str:
    """The pseudonym of a new patient of the clinic."""
    signed = Signed(visit.by, visit.desk.now().astimezone(UTC), Versions(VERSION))
    name = visit.desk.ledger.of(visit.session.user.clinic).admit(signed, label.strip() or None)
    # For the trail: no part of the address names them yet.
    visit.request.state.admitted = name
    return name


def _page(visit: Visit, *, wrong: str = "", told: Mapping[str, str] | None = None) -> Response:
    desk = visit.desk
    listed = desk.ledger.of(visit.session.user.clinic).patients()
    return visit.page(
        "patients.html.j2", status=400 if wrong else 200,
        listed=sorted(listed, key=lambda one: one.written, reverse=True), wrong=wrong,
        told=told or {}, syndromes=syndromes(desk.known), has_key=desk.has_key(visit.session.user),
    )  # fmt: skip

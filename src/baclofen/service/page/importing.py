"""What a clinician hands in, put down in a chart: an electronic record, a typed patient, a table of
events. It is read before anybody is admitted for it, and beside the pages where that takes long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from baclofen.chart import Chart
from baclofen.exchange import read_patient
from baclofen.knowledge import Knowledge
from baclofen.service.page.audit import Entry
from baclofen.service.page.callers import address_of
from baclofen.service.page.visits import NotHere, Visit

_NAME = "the file"


def check_file(raw: bytes, known: Knowledge, today: date) -> None:
    """Raises as reading does, for what is no patient."""
    read_patient(raw, known=known, today=today)


def tell_file(
    chart: Chart, raw: bytes, *, by: str, now: datetime, same_person: bool = False
) -> tuple[str, ...]:
    """Puts down all of a file, or nothing; what was left out, each with why."""
    told = chart.tell_file(
        raw, _NAME, by=by, now=now, skip_known=True, same_person=same_person
    )  # fmt: skip
    return told.left_out


def sent(visit: Visit, work: Callable[[], str], route: str) -> str:
    """The patient whose file it was that came with this form, as `Imports.run` gives it. What is
    kept once the page has gone on is put in the trail as this route's, where it is kept."""
    desk, user = visit.desk, visit.session.user
    address = address_of(visit.request, desk)

    def told(patient: str) -> None:
        entry = Entry(done="changed", route=route, patient=patient, status=303, address=address)
        desk.put(user, entry)

    return desk.imports.run(visit.session, work, told, visit.form)


def ended(visit: Visit, ticket: str) -> str:
    """What came of a file that was sent from here. Raises `NotHere` for another one's."""
    request, imports = visit.request, visit.desk.imports
    try:
        request.state.form = imports.form(visit.session, ticket)
        # So it comes back where it was sent from.
        request.state.action = request.url.path.rpartition("/")[0]
        return imports.of(visit.session, ticket)
    except KeyError:
        raise NotHere from None

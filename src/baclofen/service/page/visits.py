"""Who asks, and of whom: a request of somebody who is signed in, and one to a patient of their
clinic; and what may be raised on purpose on the way."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from baclofen.chart import Chart
from baclofen.service.page.desk import Desk
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.sessions import Session
from baclofen.service.page.shown import shown
from baclofen.service.page.waiting import waiting
from baclofen.store import Listed
from baclofen.value import Value


class SignInFirst(Exception):
    """Nobody is signed in, or no longer; what was sent is held for them, or not."""

    def __init__(self, *, is_held: bool = False) -> None:
        super().__init__()
        self.is_held = is_held


class NotAllowed(Exception):
    """The role of who is signed in does not do this, or the form is not of this session."""


class NotHere(Exception):
    """Nothing of that name is in this clinic: what another has is not told."""


class Changed(Exception):
    """Somebody wrote to the chart since the page was made that this form is of."""

    def __init__(self, place: Place, chart: Chart) -> None:
        self.place, self.chart = place, chart


class Stale(Exception):
    """A plan that is no longer to be followed, and why: nothing is printed of it."""

    def __init__(self, place: Place, why: str) -> None:
        self.place, self.why = place, why


class Visit(Value, eq=False):
    """A request of somebody who is signed in. `form` is what came with it, files apart."""

    desk: Desk
    session: Session
    request: Request
    form: Mapping[str, str]
    file: bytes | None = None

    @property
    def by(self) -> str:
        return self.session.user.name

    @property
    def number(self) -> int:
        """The event that the address names."""
        return int(self.request.path_params["number"])

    def page(self, name: str, *, status: int = 200, **values: object) -> Response:
        """One of our pages, for who is signed in."""
        return shown(name, desk=self.desk, session=self.session, status=status, **values)

    def waits(self, gap: NotYet, again: str = "", **values: object) -> Response:
        """The page of work that runs; it is asked for again there, or at another address."""
        return waiting(
            gap, self.request, desk=self.desk, session=self.session, again=again, form=self.form,
            **values,
        )  # fmt: skip

    def go(self, where: str) -> Response:
        """On to another page: it is got anew, so that going back repeats nothing."""
        return RedirectResponse(where, 303)


class Place(Value, eq=False):
    """A visit to one patient of the clinic."""

    visit: Visit
    patient: Listed

    @property
    def name(self) -> str:
        return self.patient.patient

    @property
    def desk(self) -> Desk:
        return self.visit.desk

    def chart(self) -> Chart:
        """The chart of the patient, as it stands."""
        return self.desk.chart(self.visit.session.user, self.name)

    def chart_as_seen(self) -> Chart:
        """The same, to write to. Raises `Changed` where somebody wrote since the page was made."""
        chart = self.chart()
        if self.visit.form.get("seen") != f"{len(chart.record.events)}":
            raise Changed(self, chart)
        return chart

    def go(self, part: str = "") -> Response:
        return self.visit.go(f"/patients/{self.name}{part}")

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        return self.visit.page(template, status=status, patient=self.patient, **values)

    def waits(self, gap: NotYet, again: str = "", *, at: str) -> Response:
        """The same, on the patient's screen of this name."""
        return self.visit.waits(gap, again, patient=self.patient, at=at)

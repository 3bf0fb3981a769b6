"""Screen 9: how well the model predicts what was published. It takes a minute: it is worked out
beside the pages, once, for who asks first."""

from __future__ import annotations

import threading
from enum import Enum

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.knowledge import Knowledge, why
from baclofen.model import basis_of
from baclofen.qualification import Qualification, qualify
from baclofen.reporting import about_credit, credits_in_order
from baclofen.service.log import tell
from baclofen.service.page.desk import Desk
from baclofen.service.page.gate import Seen, guarded
from baclofen.service.page.shown import Whys


class Stands(Enum):
    """Where the work stands."""

    NOT_BEGUN = "not begun"
    RUNS = "runs"
    DONE = "done"
    FAILED = "failed"


class Work:
    """One qualification, worked out in a thread of its own."""

    def __init__(self, known: Knowledge) -> None:
        self._known, self._lock = known, threading.Lock()
        self.stands, self.found = Stands.NOT_BEGUN, None

    stands: Stands
    found: Qualification | None

    def begin(self) -> None:
        """Begins it where it has not begun, or failed."""
        with self._lock:
            if self.stands in (Stands.RUNS, Stands.DONE):
                return
            self.stands = Stands.RUNS
        threading.Thread(target=self._do, daemon=True, name="qualification").start()

    def _do(self) -> None:
        try:
            self.found = qualify(self._known)
            self.stands = Stands.DONE
        except Exception as fault:
            # Whoever waits must be told; the words of a fault are not for a page.
            tell("fault", kind=type(fault).__name__, at="qualification")
            self.stands = Stands.FAILED


def router(desk: Desk) -> APIRouter:
    """`/model`: what the model is held against, and how near it came."""
    routes = guarded(desk, of_patients=False)
    work = Work(desk.known)

    @routes.get("/model")
    def model(visit: Seen) -> Response:
        return _page(visit, work, desk)

    @routes.post("/model")
    def begin(visit: Seen) -> Response:
        work.begin()
        return visit.go("/model")

    return routes


def _page(visit: Seen, work: Work, desk: Desk) -> Response:
    strains = [why(id, desk.known) for id in desk.known.facts if id.startswith("strain.")]
    q = work.found
    ids: list[tuple[str, ...]] = [(w.id,) for w in strains]
    ids += [(r.target.fact,) for r in q.results] if q else []
    ids += [basis_of(credit, desk.known) for credit in desk.known.credibility.entries.values()]
    return visit.page(
        "model.html.j2", stands=work.stands.value, q=q, strains=strains,
        credits=[
            (c, about_credit(c), basis_of(c, desk.known)) for c in credits_in_order(desk.known)
        ],
        whys=Whys(ids, desk.known),
    )  # fmt: skip

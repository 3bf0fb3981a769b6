"""Figures of a running service, in Prometheus' text: requests, their times, faults, and how much of
what came was not understood. Nothing of a patient is among them."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from baclofen.service.settings import is_loopback

#: Upper edges in seconds: what is told of pages and hooks is below 0.3.
_EDGES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


class Metrics:
    """What one process counts since it started."""

    def __init__(self) -> None:
        # Of its own, so that two applications in one process do not count together.
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "baclofen_requests", "Requests answered, by route as declared and status.",
            ["method", "route", "status"], registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "baclofen_request_seconds", "Time to the end of an answer, by route.", ["route"],
            buckets=_EDGES, registry=self.registry,
        )  # fmt: skip
        self._faults = Counter(
            "baclofen_faults", "Faults of our own, by kind.", ["kind"], registry=self.registry
        )
        self._entries = Counter(
            "baclofen_entries", "Entries of records, by what became of them.", ["outcome"],
            registry=self.registry,
        )  # fmt: skip

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request that ended."""
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def fault(self, kind: str) -> None:
        """A fault of our own."""
        self._faults.labels(kind).inc()

    def read(self, outcomes: Iterable[tuple[str, int]]) -> None:
        """What became of the entries of a record: used, asked, harmless, not understood."""
        for outcome, count in outcomes:
            self._entries.labels(outcome).inc(count)


def router(metrics: Metrics) -> APIRouter:
    """`/metrics`, for whoever watches from this machine: through a proxy it is not there."""
    routes = APIRouter(tags=["health"])

    @routes.get("/metrics")
    def shown(request: Request) -> Response:
        asked = request.url.hostname or ""
        if not is_loopback(asked):
            return Response(status_code=404)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return routes

"""Work on a chart that may take longer than a page waits."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TypeVar

from baclofen.chart import Chart
from baclofen.exchange import Reading
from baclofen.record import Imported
from baclofen.service.page.visits import Place

T = TypeVar("T")


def soon(place: Place, chart: Chart, screen: str, work: Callable[[], T], *more: Hashable) -> T:
    """What comes of work on a chart as it stands, for a screen, and whatever `more` tells it from
    other work; beside the pages where the chart holds an electronic record, which may be long:
    lists that are typed are not. Raises `NotYet`, which becomes the page that waits."""
    if not any(chart.record.of(Imported)):
        return work()
    return beside(place, chart, screen, work, *more)


def beside(place: Place, chart: Chart, screen: str, work: Callable[[], T], *more: Hashable) -> T:
    """The same, beside the pages whatever the chart holds, and held ready until it changes."""
    desk, clinic = place.desk, place.visit.session.user.clinic
    seen = len(chart.record.events)
    return desk.held_soon((screen, clinic, chart.patient, seen, desk.today(), *more), work)


def reading_of(place: Place, chart: Chart) -> Reading:
    """The patient as the chart tells of them today. Raises `NotYet`."""
    return soon(place, chart, "reading", partial(chart.on, place.desk.today()))

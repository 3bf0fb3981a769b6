"""A plan that was kept: read from its file, held against what happened since."""

from __future__ import annotations

import json

from baclofen import codec
from baclofen.answering import Answer, Inputs, answer_json
from baclofen.chart import Chart
from baclofen.errors import InputRefused
from baclofen.record import (
    Accepted,
    DoseSet,
    Event,
    Level,
    Overridden,
    Planned,
    Record,
    Scored,
    Took,
    Visited,
)
from baclofen.service.page.desk import Desk
from baclofen.service.page.said import called
from baclofen.value import Value

#: What may happen after a plan without making it another: it is followed, and looked at.
_GOES_WITH = (Planned, Accepted, Overridden, Scored, Level, Visited, Took)


class KeptPlan(Value, eq=False):
    """A plan of the record: its event, who took it over, the answer and its file.

    `stale` says why it is no longer to be followed; empty while it is.
    """

    event: Event
    accepted: Event | None
    answer: Answer
    text: str
    stale: str


def kept_plan(chart: Chart, number: int, desk: Desk) -> KeptPlan:
    """The plan of an event. Raises `InputRefused` for another event, and where this version would
    make another plan of the same inputs: then nothing of it is shown as if it were that plan."""
    event = chart.record[number]
    if not isinstance(event.what, Planned):
        raise InputRefused("event", f"{number}, {called(event.what)}", "it must be a plan")
    raw = chart.file(event.what.digest)
    inputs: Inputs = codec.read(Inputs, json.loads(raw)["origin"]["inputs"], name="inputs")
    made = desk.answer(inputs)
    text = answer_json(made, desk.known)
    if text.encode() != raw:
        raise InputRefused(
            f"plan of event {number}", "another when it is worked out today",
            "this version or its knowledge differs from that which made it",
            do="It can be replayed with `baclofen record replay`; here, make it anew.",
        )  # fmt: skip
    return KeptPlan(
        event, acceptance(chart.record, number), made, text, _stale(chart.record, event)
    )


def plans(record: Record) -> list[Event]:
    """Every plan that was kept, the newest first."""
    return [e for e in reversed(record.events) if isinstance(e.what, Planned)]


def acceptance(record: Record, number: int) -> Event | None:
    """Who took a plan over; None where nobody did."""
    return next(
        (e for e in record.of(Accepted) if isinstance(e.what, Accepted) and e.what.plan == number),
        None,
    )


def taken_over(record: Record) -> frozenset[int]:
    """The numbers of plans that were accepted."""
    return frozenset(e.what.plan for e in record.of(Accepted) if isinstance(e.what, Accepted))


def _stale(record: Record, plan: Event) -> str:
    """What makes a plan one of yesterday: anything told, measured or set since, or a later plan."""
    for event in record.events[plan.number :]:
        what = event.what
        if isinstance(what, Accepted) and what.plan > plan.number:
            return f"A later plan was accepted on {event.day} (event {what.plan})."
        if isinstance(what, DoseSet) and _is_planned(what, plan):
            continue
        if not isinstance(what, _GOES_WITH):
            return f"Something is known since: {called(what)} (event {event.number})."
    return ""


def _is_planned(what: DoseSet, plan: Event) -> bool:
    made = plan.what
    return isinstance(made, Planned) and (
        any(step.per_day == what.per_day for step in made.steps) or made.door == "pump"
    )

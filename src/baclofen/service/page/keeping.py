"""A plan that was kept: read from its file, held against what happened since."""

from __future__ import annotations

import json
from datetime import date, timedelta

from baclofen import codec
from baclofen.answering import Answer, Inputs, PumpInputs, answer_json
from baclofen.chart import Chart
from baclofen.errors import InputRefused, NotPlanned, StoreRefused
from baclofen.knowledge import Verdict
from baclofen.planning import PumpPlan
from baclofen.record import (
    Accepted,
    Confirmed,
    DoseSet,
    Event,
    Level,
    Overridden,
    Planned,
    Record,
    Scored,
    Took,
    Visited,
    on_day,
)
from baclofen.service.page.asked import Wanted, assessed
from baclofen.service.page.desk import Desk
from baclofen.service.page.said import called
from baclofen.service.page.soon import beside
from baclofen.service.page.visits import Place
from baclofen.value import Value, replace

#: What may happen after a plan without making it another: it is followed, and looked at.
_OBSERVED = (Scored, Level, Took)
_GOES_WITH = (Planned, Accepted, Overridden, Visited, Confirmed, *_OBSERVED)


class KeptPlan(Value, eq=False):
    """A plan of the record: its event, who took it over, the answer and its file.

    `stale` says why it is no longer to be followed; empty while it is.
    """

    event: Event
    accepted: Event | None
    answer: Answer
    text: str
    stale: str


class Unset(Value, eq=False):
    """A change of the pump that waits for a second person: the plan's event, and who was first."""

    plan: Event
    first: Event


def kept_plan(chart: Chart, number: int, desk: Desk) -> KeptPlan:
    """The plan of an event. Raises `InputRefused` for another event, and where this version would
    make another plan of the same inputs: then nothing of it is shown as if it were that plan."""
    event = chart.record[number]
    if not isinstance(event.what, Planned):
        raise InputRefused("event", f"{number}, {called(event.what)}", "it must be a plan")
    raw = chart.file(event.what.digest)
    inputs = _inputs(raw)
    made = desk.answer(inputs)
    text = answer_json(made, desk.known)
    if text.encode() != raw:
        raise InputRefused(
            f"plan of event {number}", "another when it is worked out today",
            "this version or its knowledge differs from that which made it",
            do="It can be replayed with `baclofen record replay`; here, make it anew.",
        )  # fmt: skip
    stale = _stale(chart, event, inputs, desk) or _over(made, desk)
    return KeptPlan(event, acceptance(chart.record, number), made, text, stale)


def kept_soon(place: Place, chart: Chart, number: int) -> KeptPlan:
    """The same, without a page that waits for it long. Raises `NotYet`, and as `kept_plan`."""
    return beside(place, chart, "kept", lambda: kept_plan(chart, number, place.desk), number)


def last_accepted(chart: Chart, desk: Desk) -> tuple[Event | None, str]:
    """The plan that was taken over last, and why it is no longer to be followed; nothing else can
    be followed. No plan by mouth is worked out for it."""
    numbers = taken_over(chart.record)
    if not numbers:
        return None, ""
    event = chart.record[max(numbers)]
    assert isinstance(event.what, Planned)  # noqa: S101 - the record takes no other
    raw = chart.file(event.what.digest)
    try:
        return event, _stale(chart, event, _inputs(raw), desk)
    except StoreRefused:
        raise
    except (InputRefused, NotPlanned):
        # What an earlier version wrote is no reason to show nothing of the patient.
        return event, "This version or its knowledge does not read it as that which made it."


def unset(chart: Chart, desk: Desk) -> Unset | None:
    """The change of the pump that one person has confirmed and no second has, while it may still be
    set; None where none waits."""
    event, stale = last_accepted(chart, desk)
    if event is None or stale or not isinstance(event.what, Planned) or event.what.door != "pump":
        return None
    first, *others = _accepting(chart.record, event.number)
    return None if others else Unset(event, first)


def plans(record: Record) -> list[Event]:
    """Every plan that was kept, the newest first."""
    return [e for e in reversed(record.events) if isinstance(e.what, Planned)]


def acceptance(record: Record, number: int) -> Event | None:
    """Who took a plan over; None where nobody did."""
    return next(iter(_accepting(record, number)), None)


def _accepting(record: Record, number: int) -> list[Event]:
    return [
        e for e in record.of(Accepted) if isinstance(e.what, Accepted) and e.what.plan == number
    ]


def taken_over(record: Record) -> frozenset[int]:
    """The numbers of plans that were accepted."""
    return frozenset(e.what.plan for e in record.of(Accepted) if isinstance(e.what, Accepted))


def set_by(record: Record, kept: KeptPlan, desk: Desk) -> Event | None:
    """Who set the pump by a plan, as the second who read drug, concentration and rate; None while
    nobody did."""
    first = kept.accepted
    if first is None:
        return None
    return next(
        (e for e in record.events[first.number :]
         if e.by != first.by and _is_planned(record, e, kept.event, kept.answer.inputs, desk)),
        None,
    )  # fmt: skip


def _inputs(raw: bytes) -> Inputs:
    inputs: Inputs = codec.read(Inputs, json.loads(raw)["origin"]["inputs"], name="inputs")
    return inputs


def _stale(chart: Chart, plan: Event, inputs: Inputs, desk: Desk) -> str:
    """What makes a plan one of yesterday: anything told, measured or set since, a later plan, or
    a danger that what is known today tells of."""
    later = chart.record.events[plan.number :]
    for event in later:
        what = event.what
        if isinstance(what, Accepted) and what.plan > plan.number:
            return f"A later plan was accepted on {event.day} (event {what.plan})."
        if isinstance(what, DoseSet) and _is_planned(chart.record, event, plan, inputs, desk):
            continue
        if not isinstance(what, _GOES_WITH):
            return f"Something is known since: {called(what)} (event {event.number})."
    held = plan.what
    ends = (
        [s.first for s in held.steps if not s.per_day.in_mcg] if isinstance(held, Planned) else []
    )
    if ends and ends[0] <= desk.today():
        return _ended(ends[0] - timedelta(days=1))
    return _told_of(chart, plan, inputs, desk)


def _over(made: Answer, desk: Desk) -> str:
    """That the last day of a plan is behind; after a way up its last dose goes on."""
    agenda = made.agenda
    if agenda is None or agenda.last_day >= desk.today():
        return ""
    last = agenda.last_day
    if agenda.is_down:
        return _ended(last)
    return f"Its last day was {last}: its last dose goes on until a new plan is made."


def _ended(last: date) -> str:
    return f"Its last day was {last}: no dose is planned after it."


def _told_of(chart: Chart, plan: Event, inputs: Inputs, desk: Desk) -> str:
    """What scores, levels and doses since speak of that the judgement did not know: a level may
    tell of poisoning, doses left out of a stop. Empty where they speak of nothing."""
    events = chart.record.events
    without = tuple(
        replace(one, what=Visited())
        if one.number > plan.number and isinstance(one.what, _OBSERVED) else one
        for one in events
    )  # fmt: skip
    if without == events:
        return ""
    asked = Wanted(day=desk.today(), jurisdiction=inputs.request.jurisdiction)
    then, now = (
        desk.answer(
            assessed(on_day(record, asked.day, desk.known, electronic=chart.electronic), asked)
        ).fit
        for record in (Record(without), chart.record)
    )
    known = {one.rule.id for one in then.findings}
    new = [
        one.rule.id for one in now.findings
        if one.rule.id not in known and one.verdict > Verdict.OK
    ]  # fmt: skip
    return f"Known since: {desk.known.say(desk.known.rule_says(new[0]))}" if new else ""


def _is_planned(record: Record, event: Event, plan: Event, inputs: Inputs, desk: Desk) -> bool:
    """Whether a dose that was set is that of the plan: the pump's new one, set with the plan taken
    over once more by who read it as the second, or by mouth that of the step of the day. Any other
    is another than the sheet says, and one that was only told nobody has read."""
    what, held = event.what, plan.what
    if not isinstance(what, DoseSet) or not isinstance(held, Planned):
        return False
    if isinstance(inputs, PumpInputs):
        decision = desk.answer(inputs).decision
        new = decision.new if isinstance(decision, PumpPlan) else None
        with_it = record[event.number - 1]
        return (
            what.route == "intrathecal" and new is not None and what.per_day == new.per_day
            and with_it.what == Accepted(plan=plan.number) and with_it.by == event.by
        )  # fmt: skip
    begun = [step.per_day for step in held.steps if step.first <= event.day]
    begun = begun or [step.per_day for step in held.steps[:1]]
    return what.route == "oral" and begun[-1:] == [what.per_day]

"""A plan by mouth in the file of an answer: steps, choice and monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from baclofen.answering.door import Answer
from baclofen.answering.file.predicted import (
    ForecastSaid,
    WaysDownSaid,
    WeighedSaid,
    forecast_said,
    ways_down_said,
    weighed_said,
)
from baclofen.answering.file.said import Branch, Ids, Said, all_said, branches_said, said
from baclofen.answering.rounded import rounded
from baclofen.knowledge import Knowledge
from baclofen.planning import (
    Agenda,
    Amount,
    Choice,
    Monitoring,
    Plan,
    PlannedStep,
    Steps,
    Supply,
    to_dispense,
)
from baclofen.regimen import Packets, Portion, Poured, Untold
from baclofen.value import TAG, Value, field


class PieceSaid(Value):
    """So many tablets or packets of one strength."""

    mg: float
    number: float


class PouredSaid(Value):
    """A volume of a liquid, never without its strength."""

    mL: float
    mg_per_mL: float


class IntakeSaid(Value):
    """One dose of the day, and what gives it; nothing where the liquid is not told."""

    hour: float
    mg: float
    tablets: tuple[PieceSaid, ...] | None = None
    packets: tuple[PieceSaid, ...] | None = None
    liquid: PouredSaid | None = None


class StepSaid(Value):
    """Days on one daily dose."""

    first: date = field(name="from")
    last: date = field(name="to")
    daily_mg: float
    intakes: tuple[IntakeSaid, ...]
    why: Ids


class StepsSaid(Value):
    """Steps up or down."""

    steps: tuple[StepSaid, ...]
    why: Ids


class OptionSaid(Value):
    """One way to go."""

    name: Said
    verdict: str | None
    says: Said
    expected: Said | None
    why: Ids


class ChoiceSaid(Value):
    """The ways to go, side by side."""

    options: tuple[OptionSaid, ...]
    cautions: tuple[Said, ...]


class CheckSaid(Value):
    """One thing to measure."""

    what: Said
    when: Said
    by: Said
    review_if: Said
    why: Ids


class MonitoringSaid(Value):
    """What to measure, and the red flags."""

    checks: tuple[CheckSaid, ...]
    red_flags: tuple[Said, ...]


class DueSaid(Value):
    """Something to be done between two days, both counted in."""

    first: date = field(name="from")
    last: date = field(name="to")
    says: Said


class AmountSaid(Value):
    """So much of one product: tablets or packets of so many mg, or mL of so many mg/mL."""

    unit: str
    strength: float
    number: int


class HandedSaid(Value):
    """What is handed out at once, for each of these days."""

    first: date = field(name="from")
    last: date = field(name="to")
    amounts: tuple[AmountSaid, ...]


class SupplySaid(Value):
    """What is dispensed; in parts of at most so many days where `most_days` is told. `reserve`
    comes on top of a way down."""

    parts: tuple[HandedSaid, ...]
    most_days: int | None
    says: tuple[Said, ...]
    reserve: tuple[AmountSaid, ...] = ()


class SheetPartSaid(Value):
    """Lines of the patient's sheet under a heading."""

    heading: Said
    lines: tuple[Said, ...]


class AgendaSaid(Value):
    """The days of the plan: how long the last step is laid out, what is due, what is dispensed, and
    what the patient's sheet says around the steps."""

    until: date
    due: tuple[DueSaid, ...]
    supply: SupplySaid
    sheet_first: tuple[Said, ...]
    sheet_after: Said
    sheet: tuple[SheetPartSaid, ...]


class OralSaid(Value, tag_field=TAG, tag="oral"):
    """A plan by mouth."""

    opening: tuple[Said, ...]
    up: StepsSaid | None
    if_needed: StepSaid | None
    ceiling_mg_per_day: float | None
    down: StepsSaid | None
    keeps_mg_per_day: float | None
    switch: StepsSaid | None
    exceeds: bool
    options: tuple[Said, ...]
    reasons: tuple[Said, ...]
    refusals: tuple[Said, ...]
    watch: tuple[Said, ...]
    branches: tuple[Branch, ...]
    forecast: ForecastSaid | None
    withheld: tuple[Said, ...]
    ways_down: WaysDownSaid | None
    weighed: WeighedSaid | None
    choice: ChoiceSaid | None
    monitoring: MonitoringSaid | None
    agenda: AgendaSaid | None


def oral_said(made: Answer, plan: Plan, known: Knowledge) -> OralSaid:
    return OralSaid(
        opening=all_said(known, plan.opening),
        up=_steps(plan.up),
        if_needed=_step(plan.if_needed) if plan.if_needed else None,
        ceiling_mg_per_day=plan.ceiling.in_mg if plan.ceiling else None,
        down=_steps(plan.down),
        keeps_mg_per_day=plan.keeps.in_mg if plan.keeps else None,
        switch=_steps(plan.switched),
        exceeds=plan.exceeds,
        options=all_said(known, plan.options),
        reasons=all_said(known, plan.reasons),
        refusals=all_said(known, plan.refusals),
        watch=all_said(known, plan.watch),
        branches=branches_said(known, plan.branches),
        forecast=rounded(forecast_said(made.forecast, known)),
        withheld=all_said(known, made.withheld),
        ways_down=rounded(ways_down_said(made.compared)),
        weighed=rounded(weighed_said(made.optimum, known)),
        choice=_choice(made.choice, known),
        monitoring=_monitoring(made.monitoring, known),
        agenda=_agenda(made.agenda, known),
    )


def _steps(course: Steps | None) -> StepsSaid | None:
    if course is None:
        return None
    return StepsSaid(tuple(_step(s) for s in course.steps), course.why)


def _step(step: PlannedStep) -> StepSaid:
    intakes = zip(step.step.intakes, step.portions, strict=True)
    return StepSaid(
        step.first, step.last, step.daily.in_mg,
        tuple(IntakeSaid(i.hour, i.dose.in_mg, **_portion(p)) for i, p in intakes), step.why,
    )  # fmt: skip


def _portion(portion: Portion) -> dict[str, Any]:
    if isinstance(portion, Poured):
        return {"liquid": PouredSaid(portion.mL, portion.mg_per_mL)}
    if isinstance(portion, Untold):
        return {}
    kind = "packets" if isinstance(portion, Packets) else "tablets"
    return {kind: tuple(PieceSaid(s, n) for s, n in portion.items)}


def _choice(choice: Choice | None, known: Knowledge) -> ChoiceSaid | None:
    if choice is None:
        return None
    options = tuple(
        OptionSaid(
            said(known, o.name),
            o.verdict.value if o.verdict else None,
            said(known, o.says),
            said(known, o.expected) if o.expected else None,
            o.why,
        )
        for o in choice.options
    )
    return ChoiceSaid(options, all_said(known, choice.cautions))


def _monitoring(monitoring: Monitoring | None, known: Knowledge) -> MonitoringSaid | None:
    if monitoring is None:
        return None
    checks = tuple(
        CheckSaid(
            said(known, c.what), said(known, c.when), said(known, c.by), said(known, c.review_if),
            c.why,
        )
        for c in monitoring.checks
    )  # fmt: skip
    return MonitoringSaid(checks, all_said(known, monitoring.red_flags))


def _agenda(agenda: Agenda | None, known: Knowledge) -> AgendaSaid | None:
    if agenda is None:
        return None
    sheet = agenda.sheet
    return AgendaSaid(
        until=agenda.last_day,
        due=tuple(DueSaid(d.first, d.last, said(known, d.says)) for d in agenda.due),
        supply=_supply(agenda.supply, known, is_down=agenda.is_down),
        sheet_first=all_said(known, sheet.first),
        sheet_after=said(known, sheet.after),
        sheet=tuple(
            SheetPartSaid(said(known, part.heading), all_said(known, part.lines))
            for part in sheet.parts
        ),
    )


def _supply(supply: Supply, known: Knowledge, *, is_down: bool) -> SupplySaid:
    parts = (
        HandedSaid(
            part.first, part.last,
            _amounts(part.amounts),
        )
        for part in supply.parts
    )  # fmt: skip
    says = all_said(known, to_dispense(supply, known, is_down=is_down))
    return SupplySaid(tuple(parts), supply.most_days, says, _amounts(supply.reserve))


def _amounts(amounts: Sequence[Amount]) -> tuple[AmountSaid, ...]:
    return tuple(AmountSaid(a.unit, a.strength, a.number) for a in amounts)

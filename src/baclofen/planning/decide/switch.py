"""The same day's dose in another product or in other shares of the day; never another route."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.assessment import Assessment, oral_dose
from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Knowledge, Note, note_of
from baclofen.patient import BaclofenUse
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.portion import maker_for
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.say.advice import visit_days
from baclofen.regimen import Intake, OralOrder, Regimen, Step, spread_over_day
from baclofen.units import Dose, mg
from baclofen.value import Value


class Switch(Value):
    """The switch that was asked for, as it is said. `course` is the dose after it, where it is one
    to another product and can be made; `is_unmade`: it cannot be made."""

    note: Note
    course: Steps | None = None
    is_unmade: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether another product was asked for, and is laid out or refused."""
        return self.is_unmade or self.course is not None


def switch_asked(
    fit: Assessment, known: Knowledge, running: Sequence[BaclofenUse]
) -> Switch | None:
    """The switch of product, or of the shares of the day, that was asked for; None where none was,
    or none may be made."""
    daily = oral_dose(running)
    may_switch = fit.may_go_up and not fit.person.is_minor
    if not may_switch or fit.kind != "change" or daily is None:
        return None
    return _switch(fit, known, daily=daily)


def _switch(fit: Assessment, known: Knowledge, *, daily: Dose) -> Switch | None:
    """How the running daily dose is taken after the switch that was asked for; None without one.

    A volume never stands without its strength. Where the dose asked for is another one, or
    cannot be shared out so, the note says that instead.

    Facts: `DO-FREQ`, `DO-ROUND`, `PR-LIQ-CONC`, `plan.clock`.
    """
    order = fit.request.order
    if not isinstance(order, OralOrder) or (order.product is None and order.times_per_day is None):
        return None
    asked = order.per_day
    if asked is not None and abs(asked.in_mg - daily.in_mg) > 1e-9:  # rounding of print
        return Switch(known.note("switch.other_dose", asked=asked, daily=daily))
    try:
        maker = maker_for(order, known, fit.request.jurisdiction)
        intakes = _shared(maker, daily, order.times_per_day, known)
        market = maker.market.for_all(i.dose.in_mg for i in intakes)
        portions = tuple(str(market.pieces(i.dose.in_mg)) for i in intakes)
    except NotPlanned as refusal:
        return _unmade(note_of(refusal), known)
    except InputRefused:
        return _unmade(known.note("switch.uneven", daily=daily, unit=mg(maker.unit_mg)), known)
    note = known.note(
        "switch.same",
        maker.market_id,
        day=fit.request.today,
        daily=daily,
        doses=tuple(i.dose for i in intakes),
        hours=tuple(i.hour for i in intakes),
        portions=portions[:1] if len(set(portions)) == 1 else portions,
    )
    # Other shares of the day alone are no other product.
    is_another = order.product is not None
    return Switch(note, _course(intakes, maker, note.why, fit, known) if is_another else None)


def _unmade(reason: Note, known: Knowledge) -> Switch:
    return Switch(known.note("switch.unmade", *reason.why, reason=reason), is_unmade=True)


def _course(
    intakes: tuple[Intake, ...], maker: StepMaker, why: tuple[str, ...], fit: Assessment,
    known: Knowledge,
) -> Steps:  # fmt: skip
    """One step, laid out to the latest day of the visit after it; it goes on beyond."""
    start, until = fit.request.today, visit_days(fit, known)[1]
    step = Step(1, (until - start).days + 1, intakes)
    made = maker.dated(step, start=start, why=why)
    return Steps(Regimen(start, (made.step,)), maker.alike((made,)), why)


def _shared(
    maker: StepMaker, daily: Dose, times: float | None, known: Knowledge
) -> tuple[Intake, ...]:
    """The day's dose over so many intakes. Raises `NotPlanned`, `InputRefused`."""
    if times is None:
        times = min(maker.times_of(daily.in_mg), int(daily.in_mg // maker.unit_mg)) or 1
    if times not in maker.hours:
        fewest, most = min(maker.hours), max(maker.hours)
        why = known.note("switch.times", times=times, fewest=fewest, most=most)
        raise known.refusal(why)
    hours = maker.hours[int(times)]
    intakes = spread_over_day(daily.in_mg, hours=hours, unit_mg=maker.unit_mg)
    largest = max(i.dose for i in intakes)
    if largest.in_mg > maker.max_single_mg:
        most_at_once = mg(maker.max_single_mg)
        raise known.refusal(
            known.note("switch.single", maker.label.id, largest=largest, most=most_at_once)
        )
    return intakes

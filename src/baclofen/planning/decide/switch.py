"""The same day's dose in another product or in other shares of the day; never another route."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.assessment import Assessment, by_mouth_now, oral_dose
from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Knowledge, Note, Verdict, note_of
from baclofen.patient import BaclofenUse
from baclofen.planning.decide.raising import Raise
from baclofen.planning.reckon.child import child_rule, is_as_adult, measured_finely
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.portion import product_for, too_coarse
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.say.advice import visit_days
from baclofen.regimen import Intake, OralOrder, Regimen, Step, spread_over_day
from baclofen.units import Dose, intake_in, mg
from baclofen.value import Value


class Switch(Value):
    """The switch that was asked for, as it is said. `course` is the dose after it, where it is one
    to another product and can be made; `is_unmade`: it cannot be made; `is_of_shares`: the same
    dose in other shares of the day is laid out. `later` says of what a step
    up or down is made where the product gives none."""

    note: Note
    course: Steps | None = None
    is_unmade: bool = False
    is_of_shares: bool = False
    later: Note | None = None

    @property
    def is_settled(self) -> bool:
        """Whether another product was asked for, and is laid out or refused."""
        return self.is_unmade or self.course is not None


def switch_asked(
    fit: Assessment, known: Knowledge, running: Sequence[BaclofenUse]
) -> Switch | None:
    """The switch of product, or of the shares of the day, that was asked for, or why it is not laid
    out; None where none was.

    Facts: `DO-FREQ`, `DO-ROUND`, `PR-LIQ-CONC`, `plan.clock`.
    """
    order = fit.request.order
    if fit.kind != "change" or not isinstance(order, OralOrder):
        return None
    daily, asked = oral_dose(running), order.per_day
    of_shares = order.product is None
    if of_shares and order.times_per_day is None:
        return None
    is_another = daily is not None and asked is not None and not _alike(asked, daily)
    if not fit.may_go_up:
        if is_another:
            return None
        return Switch(_waits(fit, known, of_shares=of_shares))
    if daily is None:
        return Switch(known.note("switch.shares.no_dose" if of_shares else "switch.no_dose"))
    # A volume never stands without its strength; a dose that is another one is no switch.
    if is_another:
        return Switch(known.note("switch.other_dose", asked=asked, daily=daily))
    if order.product is None and fit.person.is_minor and not is_as_adult(fit, known):
        return Switch(known.note("switch.shares_of_child"))
    return _switch(fit, order, running, daily, known)


def _waits(fit: Assessment, known: Knowledge, *, of_shares: bool) -> Note:
    """Why another product, or other shares of the day, are not laid out yet."""
    is_asked = fit.verdict is Verdict.NEEDS_INFO
    if of_shares:
        return known.note("switch.shares.after_answers" if is_asked else "switch.shares.held")
    return known.note("switch.after_answers" if is_asked else "switch.held")


def switch_said(switched: Switch | None, raising: Raise | None) -> list[Note]:
    """The switch, and of what later steps are made where the step up does not say it."""
    if switched is None:
        return []
    is_said = raising is not None and raising.note.phrase == "change.unmade"
    return [switched.note, *([] if switched.later is None or is_said else [switched.later])]


def _alike(one: Dose, other: Dose) -> bool:
    return abs(one.in_mg - other.in_mg) <= 1e-9  # rounding of print


def _switch(
    fit: Assessment, order: OralOrder, running: Sequence[BaclofenUse], daily: Dose, known: Knowledge
) -> Switch:
    """How the running daily dose is taken after the switch that was asked for, or that it cannot be
    shared out so."""
    try:
        maker = product_for(order, known, fit.request.jurisdiction)
        if fit.person.is_minor:
            maker = measured_finely(maker, known)
        if order.dose is not None and not _gives(maker, order.dose):
            return _unmade(
                known.note("switch.each", dose=order.dose, unit=mg(maker.unit_mg)), known
            )
        times = order.times_per_day or _times_now(running, maker) or _times_of_child(fit, known)
        intakes = _shared(maker, daily, times, known)
        market = maker.market.for_all(i.dose.in_mg for i in intakes)
        portions = tuple(str(market.pieces(i.dose.in_mg)) for i in intakes)
    except NotPlanned as refusal:
        return _unmade(note_of(refusal), known)
    except InputRefused:
        return _unmade(known.note("switch.uneven", daily=daily, unit=mg(maker.unit_mg)), known)
    note = known.note(
        "switch.shares.same" if order.product is None else "switch.same",
        maker.market_id,
        day=fit.request.today,
        daily=daily,
        doses=tuple(i.dose for i in intakes),
        hours=tuple(i.hour for i in intakes),
        portions=portions[:1] if len(set(portions)) == 1 else portions,
    )
    # Other shares of the day alone are no other product.
    if order.product is None:
        return Switch(note, is_of_shares=True)
    coarse = too_coarse(order, maker, known, fit.request.jurisdiction)
    return Switch(note, _course(intakes, maker, note.why, fit, known), later=coarse)


def _gives(maker: StepMaker, dose: Dose) -> bool:
    """Whether one dose is a whole number of what the product gives."""
    parts = dose.in_mg / maker.unit_mg
    return abs(parts - round(parts)) <= 1e-9  # rounding of print


def _times_now(running: Sequence[BaclofenUse], maker: StepMaker) -> float | None:
    """How often it is taken now, where the words of one use tell that and a day has hours for it:
    a switch changes the product alone."""
    taken = by_mouth_now(running)
    each = intake_in(taken[0].as_written) if len(taken) == 1 else None
    daily = taken[0].daily if taken else None
    if each is None or daily is None or not each.in_mg:
        return None
    times = round(daily.in_mg / each.in_mg, 9)  # rounding of print
    return times if times in maker.hours else None


def _times_of_child(fit: Assessment, known: Knowledge) -> int | None:
    """Into how many doses the label of a child's start divides a day; None where it has none."""
    label = child_rule(fit, known) if not is_as_adult(fit, known) else None
    return None if label is None else label.preferred_times_per_day


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

"""The same day's dose in another product or in other shares of the day; never another route."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Knowledge, Note, note_of
from baclofen.planning.reckon.portion import maker_for
from baclofen.planning.reckon.steps import StepMaker
from baclofen.regimen import Intake, OralOrder, spread_over_day
from baclofen.units import Dose, mg


def switch(fit: Assessment, known: Knowledge, *, daily: Dose) -> Note | None:
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
        return known.note("switch.other_dose", asked=asked, daily=daily)
    try:
        maker = maker_for(order, known, fit.request.jurisdiction)
        intakes = _shared(maker, daily, order.times_per_day, known)
        market = maker.market.for_all(i.dose.in_mg for i in intakes)
        portions = tuple(str(market.pieces(i.dose.in_mg)) for i in intakes)
    except NotPlanned as refusal:
        reason = note_of(refusal)
        return known.note("switch.unmade", *reason.why, reason=reason)
    except InputRefused:
        reason = known.note("switch.uneven", daily=daily, unit=mg(maker.unit_mg))
        return known.note("switch.unmade", reason=reason)
    return known.note(
        "switch.same",
        maker.market_id,
        daily=daily,
        doses=tuple(i.dose for i in intakes),
        hours=tuple(i.hour for i in intakes),
        portions=portions[:1] if len(set(portions)) == 1 else portions,
    )


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

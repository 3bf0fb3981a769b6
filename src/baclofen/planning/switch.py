"""The same day's dose in another product or in other shares of the day; never another route."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.portion import maker_for
from baclofen.planning.steps import StepMaker
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
        return Note(
            f"Switch: {asked} a day is asked for and {daily} a day runs. One thing at a time: "
            "switch at the same daily dose, then change it.",
            ("DO-LOWEST", "PR-LIQ-CONC"),
        )
    try:
        maker = maker_for(order, known, fit.request.jurisdiction)
        intakes = _shared(maker, daily, order.times_per_day)
        portions = [str(maker.market.pieces(i.dose.in_mg)) for i in intakes]
    except (NotPlanned, InputRefused) as refusal:
        return Note(f"Switch: {refusal}", ("DO-ROUND",))
    each = portions[0] if len(set(portions)) == 1 else "; ".join(portions)
    hours = ", ".join(f"{i.hour:g}" for i in intakes)
    doses = " + ".join(f"{i.dose.in_mg:g}" for i in intakes)
    return Note(
        f"Switch: the same {daily} a day, {doses} mg at {hours} h, as {each} a dose. Watch as "
        "after any change; what is left of the old product is no longer taken.",
        ("DO-FREQ", "DO-ROUND", "plan.clock", maker.market_id),
    )


def _shared(maker: StepMaker, daily: Dose, times: float | None) -> tuple[Intake, ...]:
    """The day's dose over so many intakes. Raises `NotPlanned`, `InputRefused`."""
    if times is None:
        times = min(maker.times_of(daily.in_mg), int(daily.in_mg // maker.unit_mg)) or 1
    if times not in maker.hours:
        most = max(maker.hours)
        raise NotPlanned(f"{times:g} doses a day are not planned here: 1 to {most}. [why: DO-FREQ]")
    hours = maker.hours[int(times)]
    intakes = spread_over_day(daily.in_mg, hours=hours, unit_mg=maker.unit_mg)
    largest = max(i.dose for i in intakes)
    if largest.in_mg > maker.max_single_mg:
        raise NotPlanned(
            f"{largest} at a time is above {mg(maker.max_single_mg)}, the largest single dose of "
            f"this label: take more doses a day. [why: {maker.label.id}]"
        )
    return intakes

"""A child's doses, by weight: small doses, of a liquid where one is sold, weekly steps, never above
the adult start or the children's highest dose. Where nothing sold meets a dose, the nearest below
it is given and said; only the dose to be kept up may be rounded up, within what the label keeps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import (
    AdultFrom,
    ChildCap,
    ChildMaintenance,
    ChildMost,
    ChildStart,
    LiquidsSold,
    TabletsFrom,
    most_at,
)
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.planning.reckon.evening import in_the_evening
from baclofen.planning.reckon.kidney_share import allowed_share
from baclofen.planning.reckon.portion import maker_for
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.reckon.titration import Titration
from baclofen.regimen import Intake, Liquid, OralOrder, Regimen, Step, spread_over_day
from baclofen.units import Dose, mg
from baclofen.value import Value, replace

#: Rounding of sums of doses, mg.
_ROUNDING = 1e-9


class ChildDosing(Value):
    """A child's numbers before they meet a syringe: mg a day, days, doses a day.

    `uncapped` is the start by weight alone, `start` what caps and kidneys leave of it; from
    `target` to `ceiling` is what is kept up. `is_cut`: kidneys allow less than the label's.
    """

    uncapped: float
    start: float
    add: float
    every: int
    times: int
    target: float
    ceiling: float
    is_cut: bool
    why: tuple[str, ...]

    @property
    def per_dose(self) -> float:
        """One dose of the first day, mg."""
        return self.start / self.times


def is_as_adult(fit: Assessment, known: Knowledge) -> bool:
    """Whether the adult schedule holds: for adults, and where a label extends it downward."""
    age = fit.person.age_y
    if age is None or not fit.person.is_minor:
        return True
    extended = known.local(AdultFrom, fit.request.jurisdiction)
    return extended is not None and age >= extended.from_y


def child_rule(fit: Assessment, known: Knowledge) -> ChildStart | None:
    """The label's start by weight that holds for this child, or None where none was read."""
    said = {f.rule.id for f in (*fit.findings, *fit.cited)}
    start = known.local(ChildStart, fit.request.jurisdiction)
    return start if start is not None and start.id in said else None


def child_labels(known: Knowledge, *, but: frozenset[str]) -> tuple[Note, ...]:
    """Which labels have doses for children, but for those of these places: as adults from an age
    on, or by weight."""
    as_adults = (
        known.note("child.from_age", label.id, places=others, age=label.from_y)
        for label in known.every(AdultFrom)
        if (others := tuple(sorted(label.places - but)))
    )
    starts = [label for label in known.every(ChildStart) if label.places - but]
    places = tuple(sorted(place for label in starts for place in label.places - but))
    if not starts:
        return tuple(as_adults)
    return (*as_adults, known.note("child.for_weight", *(x.id for x in starts), places=places))


def child_ceiling(fit: Assessment, known: Knowledge) -> tuple[Dose, tuple[str, ...]] | None:
    """The highest daily dose of a child who is not dosed as an adult, and the ids that set it.

    By weight where the country's label is; elsewhere the project's cap. None above the ages of
    that cap without such a label: the governing label's own holds there. Kidneys cut it as they
    cut all.
    """
    age, weight = fit.person.age_y, fit.person.weight_kg
    if age is None or is_as_adult(fit, known):
        return None
    cap = known.of(ChildCap)
    kept = known.local(ChildMaintenance, fit.request.jurisdiction)
    why: tuple[str, ...] = (cap.entry,)
    if kept is not None:
        most, rule = child_maximum(age, known, fit.request.jurisdiction)
        top, why = most, (rule, *why)
        if weight is not None:
            # To the tenth of a mg below: no weight tells more.
            top = min(top, math.floor(10 * kept.maint_mg_per_kg_day[1] * weight + _ROUNDING) / 10)
            why = (kept.id, *why)
    else:
        found = most_at(cap.most_mg_per_day, age)
        if found is None:
            return None
        top = float(found)
    share = allowed_share(fit)
    if share < 1:
        return mg(share * top), (*why, *fit.kidney.fraction_why)
    return mg(top), why


def child_maximum(age_y: float, known: Knowledge, jurisdiction: str) -> tuple[float, str]:
    """A label's highest daily dose of a child of this age, mg, before weight and kidneys, and its
    rule: this country's own, else the lowest that any label read has."""
    own = known.local(ChildMost, jurisdiction)
    labels = known.every(ChildMost) if own is None else (own,)
    found = ((most_at(label.most_mg_per_day, age_y), label.id) for label in labels)
    return min((float(most), id) for most, id in found if most is not None)


def form_of(weight_kg: float, known: Knowledge, jurisdiction: str) -> tuple[str, str] | None:
    """Whether a child of this weight takes tablets or a liquid, and the rule; None where no label
    of this country says so."""
    rule = known.local(TabletsFrom, jurisdiction)
    if rule is None:
        return None
    return ("tablet" if weight_kg >= rule.tablets_from_kg else "liquid"), rule.id


def child_step_up(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date
) -> PlannedStep | None:
    """One step above a child's running dose, or None where that would pass the ceiling.

    The caller has made sure that an increase is allowed, and that a label has one. Raises
    `NotPlanned` where no product gives it.
    """
    shape, maker = child_dosing(fit, known), _maker_up(fit, known)
    if shape is None:
        raise known.refusal(known.note("child.no_label"))
    why = (*shape.why, maker.market_id, "plan.child_steps")
    # The next dose of the way up, as it is given; beyond its last as large a step.
    ways = [_sum(day) for day in _way_up(shape, maker, known)]
    beyond = _sum(_divided(min(daily.in_mg + shape.add, shape.ceiling), shape, maker, known))
    raised = next((given for given in (*ways, beyond) if given > daily.in_mg + _ROUNDING), None)
    if raised is None:
        return None
    doses = _divided(raised, shape, maker, known)
    return maker.alike([_step(doses, shape, maker, start=start, why=why)])[0]


def titrate_child(fit: Assessment, known: Knowledge, *, start: date) -> Titration:
    """The steps of a child from `start`. The caller has made sure that a start is allowed, and
    that a label has one.

    Raises `NotPlanned` where the smallest dose of the product is more than the start.
    """
    shape = child_dosing(fit, known)
    assert shape is not None  # noqa: S101 - without a weight the verdict is needs-info
    maker = _maker_up(fit, known)
    why = (*shape.why, maker.market_id, "plan.child_steps", "plan.clock")
    planned = [
        _step(doses, shape, maker, day=1 + at * shape.every, start=start, why=why)
        for at, doses in enumerate(_way_up(shape, maker, known))
    ]
    course = Steps(Regimen(start, tuple(p.step for p in planned)), maker.alike(planned), why)
    reasons = (*_reasons(fit, known, shape, maker), *_short(fit, known, shape, course))
    return Titration(course, None, planned[-1].daily, mg(shape.ceiling), reasons, shape.why)


def child_dosing(fit: Assessment, known: Knowledge) -> ChildDosing | None:
    """What the label's mg a kilogram come to in this child, cut by weak kidneys; None without a
    label by weight, or a weight."""
    age, weight, label = fit.person.age_y, fit.person.weight_kg, child_rule(fit, known)
    kept = known.local(ChildMaintenance, fit.request.jurisdiction)
    of_child = child_ceiling(fit, known)
    if age is None or weight is None or label is None or kept is None or of_child is None:
        return None
    _, most = child_maximum(age, known, fit.request.jurisdiction)
    cap, share = known.of(ChildCap), allowed_share(fit)
    low, _ = kept.maint_mg_per_kg_day
    ceiling = of_child[0].in_mg
    # Steps as the start: never above the adult one, however heavy the child.
    uncapped = label.start_mg_per_kg_day * weight
    each = min(uncapped, cap.start_max_mg_per_day)
    return ChildDosing(
        uncapped=uncapped,
        start=min(share * each, ceiling),
        add=share * each,
        # Of two intervals the longer: every label asks for care.
        every=int(label.interval_days[-1]),
        times=label.preferred_times_per_day,
        target=min(share * low * weight, ceiling),
        ceiling=ceiling,
        is_cut=share < 1,
        why=(label.id, kept.id, cap.entry, most),
    )


def maker_of_child(fit: Assessment, known: Knowledge) -> StepMaker:
    """The product asked for; else the weakest liquid of the market, measured finely."""
    order = fit.request.order
    jurisdiction = fit.request.jurisdiction
    sold = known.local(LiquidsSold, jurisdiction)
    no_liquid = fit.request.by_tube and sold is None
    is_asked = isinstance(order, OralOrder) and (order.product is not None or no_liquid)
    asked = order if isinstance(order, OralOrder) and is_asked else None
    maker = in_the_evening(maker_for(asked, known, jurisdiction), fit, known)
    if asked is not None:
        return measured_finely(maker, known)
    if sold is None:
        return maker
    weakest = _fine(min(sold.liquids_mg_per_mL), known)
    return replace(maker, market=weakest, market_id=sold.id)


def measured_finely(maker: StepMaker, known: Knowledge) -> StepMaker:
    """The same product; a liquid in the steps of a child's syringe. Facts:
    `plan.child_liquid_step`."""
    if not isinstance(maker.market, Liquid):
        return maker
    return replace(maker, market=_fine(maker.market.mg_per_mL, known))


def _maker_up(fit: Assessment, known: Knowledge) -> StepMaker:
    """The same for a start or a raise: tablets that the label has no child of this weight take are
    none, where nobody asked for them. Whoever takes them comes down with them.

    Raises `NotPlanned` where nothing else is sold.
    """
    order, weight = fit.request.order, fit.person.weight_kg
    maker = maker_of_child(fit, known)
    asked = isinstance(order, OralOrder) and order.product is not None
    if asked or isinstance(maker.market, Liquid) or weight is None:
        return maker
    form = form_of(weight, known, fit.request.jurisdiction)
    if form is not None and form[0] == "liquid":
        raise known.refusal(known.note("child.no_tablets", form[1], weight=weight))
    return maker


def _fine(mg_per_mL: float, known: Knowledge) -> Liquid:
    return Liquid(mg_per_mL, known.number("plan.child_liquid_step"))


def _sum(doses: tuple[Intake, ...]) -> float:
    """A day's dose, mg."""
    return sum(i.dose.in_mg for i in doses)


def _way_up(shape: ChildDosing, maker: StepMaker, known: Knowledge) -> Iterator[tuple[Intake, ...]]:
    """The days of a start as they are given: no step larger than the label's, each rounded down."""
    doses = _divided(shape.start, shape, maker, known)
    if not doses:
        smallest = mg(maker.unit_mg)
        raise known.refusal(known.note("child.unmade", daily=mg(shape.start), smallest=smallest))
    last = _kept_up(shape, maker, known)
    while True:
        yield doses
        given = _sum(doses)
        if given >= last - _ROUNDING:
            return
        higher = _divided(min(given + shape.add, last), shape, maker, known)
        if _sum(higher) <= given + _ROUNDING:  # no product gives so small a step
            return
        doses = higher


def _kept_up(shape: ChildDosing, maker: StepMaker, known: Knowledge) -> float:
    """The daily dose that is aimed at, mg: the smallest that can be given of what the label keeps
    up; below it where kidneys allow less, or the next dose would pass the ceiling."""
    below = _sum(_divided(shape.target, shape, maker, known))
    if shape.is_cut or below >= shape.target - _ROUNDING:
        return below
    unit = maker.unit_mg * (shape.times if isinstance(maker.market, Liquid) else 1)
    above = _sum(_divided(shape.target + unit, shape, maker, known))
    return above if shape.target <= above <= shape.ceiling + _ROUNDING else below


def _step(
    doses: tuple[Intake, ...],
    shape: ChildDosing,
    maker: StepMaker,
    *,
    start: date,
    why: tuple[str, ...],
    day: int = 1,
) -> PlannedStep:
    moved = maker.shifted(tuple(i.dose for i in doses)).doses
    intakes = tuple(Intake(i.hour, dose) for i, dose in zip(doses, moved, strict=True))
    return maker.dated(Step(day, day + shape.every - 1, intakes), start=start, why=why)


def _divided(
    daily: float, shape: ChildDosing, maker: StepMaker, known: Knowledge
) -> tuple[Intake, ...]:
    """The day's doses, rounded down to what can be given: each dose of a liquid, the day of
    tablets. As many as the label prefers where there is enough to share out; fewer of a liquid
    where so many fall short by more than `plan.child_shortfall`. None where nothing is so small."""
    unit = maker.unit_mg
    units = math.floor(daily / unit + _ROUNDING)  # a whole unit, not just below it
    times = min(shape.times, units)
    if times < 1:
        return ()
    if isinstance(maker.market, Liquid):
        # A strong liquid may need fewer doses to come near enough.
        fewer = [n for n in (times, 3, 2) if n <= times]
        each = {n: math.floor(daily / n / unit + _ROUNDING) * unit for n in fewer}
        least = (1 - known.number("plan.child_shortfall")) * daily
        most = max(fewer, key=lambda n: n * each[n])
        near = next((n for n in fewer if n * each[n] >= least), most)
        return tuple(Intake(hour, mg(each[near])) for hour in maker.hours[near])
    return spread_over_day(units * unit, hours=maker.hours[times], unit_mg=unit)


def _short(
    fit: Assessment, known: Knowledge, shape: ChildDosing, course: Steps
) -> tuple[Note, ...]:
    """Where what can be given falls well short of what the weight comes to."""
    given, weight = course.steps[0].daily, fit.person.weight_kg
    assert weight is not None  # noqa: S101 - a dosing by weight was made
    least = (1 - known.number("plan.child_shortfall")) * shape.start
    if given.in_mg >= least:
        return ()
    return (
        known.note("child.short", daily=mg(shape.start), given=given, per_kg=given.in_mg / weight),
    )


def _reasons(
    fit: Assessment, known: Knowledge, shape: ChildDosing, maker: StepMaker
) -> tuple[Note, ...]:
    weight = fit.person.weight_kg
    label = known.rule_says(shape.why[0])
    rounded = "child.rounded" if isinstance(maker.market, Liquid) else "child.rounded_tablets"
    notes = [
        known.note("child.by_weight", *label.why, weight=weight, label=label),
        known.note(rounded),
    ]
    fraction = fit.kidney.fraction
    if fraction is not None and fraction < 1:
        notes.append(known.note("child.kidneys", *fit.kidney.fraction_why, share=fraction))
    return tuple(notes)

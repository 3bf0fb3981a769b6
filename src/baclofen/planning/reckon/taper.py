"""The way down: steps that can be dispensed, never faster than the labels' floor and the policy."""

from __future__ import annotations

from datetime import date

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import ChildTaper, LabelWeeks, LongUseFloor, TaperPolicy
from baclofen.planning.reckon.child import maker_of_child
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.planning.reckon.evening import in_the_evening
from baclofen.planning.reckon.portion import maker_for
from baclofen.planning.reckon.shapes import Hold, Pace, holds
from baclofen.planning.reckon.steps import StepMaker
from baclofen.regimen import Liquid, OralOrder, Regimen, Shape, Tablets, TaperOrder
from baclofen.units import Dose, mg
from baclofen.value import Value, replace


class WayDown(Value):
    """Where a way down starts and what holds for it.

    `weeks_on` is how long baclofen was taken; None is unknown and counts as long. `first` are
    steps that come before the first cut, such as the dose one goes back to. `cuts_mg` and
    `every_days` are what the policy allows at a time, from the smallest to the largest; the plan's
    own cut is `pace.cut_mg`, one every `pace.step_days`. `label_days` is the longer end of the
    weeks over which labels stop.
    """

    daily: Dose
    start: date
    weeks_on: float | None
    pace: Pace
    maker: StepMaker
    is_fast: bool
    why: tuple[str, ...]
    cuts_mg: tuple[float, float]
    every_days: tuple[float, float]
    label_days: int
    first: tuple[Hold, ...] = ()


class Floor(Value):
    """The fewest days a way down may take under the governing label, and the rules that say so."""

    days: int
    why: tuple[str, ...]

    @property
    def weeks(self) -> float:
        return self.days / 7  # days in a week


class Descent(Value):
    """The steps down, or why none are printed; and the way they follow, None without steps.
    `is_begun`: a cut that was made is the first of that way, and its days are over."""

    course: Steps | None
    notes: tuple[Note, ...]
    way: WayDown | None = None
    is_begun: bool = False

    @property
    def cuts(self) -> tuple[float, float] | None:
        """How many cuts the policy's sizes come to, fewest and most; never fewer at most than the
        steps that are printed."""
        if self.way is None or self.course is None:
            return None
        small, large = self.way.cuts_mg
        daily = self.way.daily.in_mg
        return max(1.0, daily / large), max(daily / small, float(len(self.course.steps)))

    @property
    def weeks(self) -> tuple[float, float] | None:
        """How long the policy's sizes take, shortest and longest: never below the label's floor,
        and never less at most than the steps that are printed."""
        cuts, way, course = self.cuts, self.way, self.course
        if cuts is None or way is None or course is None:
            return None
        floor, asked = way.pace.floor_days / 7, course.weeks
        least, most = (n * d / 7 for n, d in zip(cuts, way.every_days, strict=True))
        if way.is_fast:  # the labels' own weeks, which the policy's short steps stay within
            least, most = floor, way.label_days / 7
        return max(least, floor), max(most, asked)


def way_down(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None,
    slow: bool = False,
) -> WayDown:  # fmt: skip
    """What policy and label allow for this person, dose and time. Raises `NotPlanned`.

    `slow` asks for the slow rate also after a short time.

    Facts: `T-PROJECT`, `T-1-2WK`, `T-DE-CH-3WK`, `plan.liquid_step`.
    """
    rule = known.of(TaperPolicy)
    asked = fit.request.order
    order = asked if isinstance(asked, OralOrder) else None
    child = fit.person.is_minor
    maker = in_the_evening(
        maker_of_child(fit, known) if child else maker_for(order, known, fit.request.jurisdiction),
        fit,
        known,
    )
    fast = (
        not (slow or child)
        and daily.in_mg <= rule.fast_up_to_mg_per_day
        and weeks_on is not None
        and weeks_on < rule.fast_below_weeks
    )
    floor = floor_of(fit, known, weeks_on)
    poured = isinstance(maker.market, Liquid)
    small, large = rule.fast_steps_mg if fast else rule.slow_steps_mg
    cut = small if fast else large
    most = _most_in_a_child(fit, known) if child else cut
    pace = Pace(
        unit_mg=maker.unit_mg,
        cut_mg=min(cut, most),
        last_cut_mg=min(small, most),
        last_from_mg=rule.slow_last_from_mg_per_day,
        step_days=rule.fast_steps_days[1] if fast else rule.slow_step_days,
        floor_days=floor.days,
        end_hold=rule.slower_times,
        share=rule.liquid_share,
        even_share=rule.proportional_share,
        poured=poured,
        end_mg=rule.liquid_last_mg_per_day if poured else 0.0,
        asked_days=_asked_days(fit.request.taper),
    )
    why = (
        "T-PROJECT", *floor.why, "DO-ROUND", "plan.clock", maker.label.id, maker.market_id,
        *(("plan.liquid_step", "PR-LIQ-CONC") if poured else ()),
        *(("T-CHILD-PROJECT",) if child else ()),
    )  # fmt: skip
    return WayDown(
        daily, start, weeks_on, pace, maker, fast, tuple(dict.fromkeys(why)),
        cuts_mg=(min(small, most), min(large, most)) if child else (small, large),
        every_days=rule.fast_steps_days if fast else (rule.slow_step_days,) * 2,
        label_days=7 * known.of(LabelWeeks).weeks[1],  # days in a week
    )  # fmt: skip


def _most_in_a_child(fit: Assessment, known: Knowledge) -> float:
    """The largest cut at a time, in mg a day. Raises `NotPlanned` without a weight."""
    weight = fit.person.weight_kg
    if weight is None:
        raise known.refusal(known.note("taper.no_weight"))
    return known.of(ChildTaper).cut_mg_per_kg_day * weight


def taper(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None
) -> Descent:
    """Steps from a daily oral dose to nothing, and why they run at this pace.

    The shape, the product and the weeks are those of the request. Raises `NotPlanned` when the
    dose is smaller than the product can step down.
    """
    way = way_down(fit, known, daily=daily, start=start, weeks_on=weeks_on)
    shape: Shape = fit.request.taper.shape if fit.request.taper else "standard"
    course = steps_of(way, shape, known)
    notes = (_pace(way, course, shape, known), *_asked(fit, way, known))
    return Descent(course, notes, way)


def steps_of(way: WayDown, shape: Shape, known: Knowledge) -> Steps:
    """The dated steps of one shape. Raises `NotPlanned` when the product cannot step down."""
    found = holds(shape, way.daily.in_mg, way.pace)
    if not found:
        raise known.refusal(too_small(way, known))
    return laid_out(way, (*way.first, *found), way.why)


def laid_out(way: WayDown, levels: tuple[Hold, ...], why: tuple[str, ...]) -> Steps:
    """These doses, one after the other from the start of the way, each for its days."""
    steps: list[PlannedStep] = []
    day = 1
    for level, days in levels:
        steps.append(way.maker.step(level, day=day, days=days, start=way.start, why=why))
        day += days
    regimen = Regimen(way.start, tuple(s.step for s in steps))
    return Steps(regimen, way.maker.alike(steps), why)


def slower(way: WayDown, *, hold_days: int, times: int) -> WayDown:
    """The same way down, first so many days on its own dose, then every step so many times."""
    pace = replace(way.pace, step_days=times * way.pace.step_days)
    least, most = way.every_days
    return replace(
        way, pace=pace, is_fast=False, every_days=(times * least, times * most),
        first=((way.daily.in_mg, hold_days),),
    )  # fmt: skip


def too_small(way: WayDown, known: Knowledge) -> Note:
    """That the product steps down no further."""
    market = way.maker.market
    if isinstance(market, Tablets):
        return known.note("taper.below_tablets", daily=way.daily, strengths=market.strengths_mg)
    return known.note("taper.below_product", daily=way.daily, smallest=mg(way.maker.unit_mg))


def _asked_days(order: TaperOrder | None) -> int:
    return round(7 * order.weeks) if order is not None and order.weeks else 0  # days in a week


def _asked(fit: Assessment, way: WayDown, known: Knowledge) -> tuple[Note, ...]:
    """What becomes of a number of weeks that was asked for."""
    order = fit.request.taper
    if order is None or not order.weeks:
        return ()
    least = sum(days for _, days in holds("standard", way.daily.in_mg, _unasked(way.pace)))
    if way.pace.asked_days >= least:
        return (known.note("taper.weeks_kept", weeks=order.weeks),)
    return (known.note("taper.weeks_too_few", weeks=order.weeks, days=least),)


def _unasked(pace: Pace) -> Pace:
    return replace(pace, asked_days=0)


def floor_of(fit: Assessment, known: Knowledge, weeks_on: float | None) -> Floor:
    """The floor for someone who has taken it for so long; not told counts as long."""
    label, longer = known.of(LabelWeeks), known.local(LongUseFloor, fit.request.jurisdiction)
    if longer is not None and (weeks_on is None or weeks_on > longer.after_weeks):
        return Floor(longer.floor_days, (label.entry, longer.id))
    return Floor(known.of(TaperPolicy).floor_days, (label.entry,))


def _pace(way: WayDown, course: Steps, shape: Shape, known: Knowledge) -> Note:
    lengths = sorted({s.step.days for s in course.steps})
    days = tuple(dict.fromkeys((lengths[0], lengths[-1])))
    if way.is_fast:
        return known.note("taper.short_use", daily=way.daily, days=days, shape=shape)
    weeks = way.weeks_on
    is_slower = course.regimen.days > way.label_days
    return known.note(
        "taper.long_use", daily=way.daily, days=days, shape=shape,
        taken=known.note("taper.for_weeks", weeks=weeks) if weeks is not None
        else known.note("taper.for_unknown"),
        slower=known.note("taper.slower") if is_slower else None,
    )  # fmt: skip

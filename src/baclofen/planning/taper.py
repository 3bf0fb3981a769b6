"""The way down: steps that can be dispensed, never faster than the labels' floor and the policy."""

from __future__ import annotations

from datetime import date
from typing import Any

from baclofen.assessment import Assessment
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.child import maker_of_child
from baclofen.planning.plan import PlannedStep, Steps
from baclofen.planning.portion import maker_for
from baclofen.planning.shapes import Hold, Pace, holds
from baclofen.planning.steps import StepMaker
from baclofen.regimen import Liquid, OralOrder, Regimen, Shape, Tablets, TaperOrder
from baclofen.units import Dose
from baclofen.value import Value, replace

#: The longer end of the labels' 1 to 2 weeks (T-1-2WK).
LABEL_DAYS = 14


class WayDown(Value):
    """Where a way down starts and what holds for it.

    `weeks_on` is how long baclofen was taken; None is unknown and counts as long. `first` are
    steps that come before the first cut, such as the dose one goes back to. `cuts_mg` and
    `every_days` are what the policy allows at a time, from the smallest to the largest; the plan's
    own cut is `pace.cut_mg`, one every `pace.step_days`.
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
    first: tuple[Hold, ...] = ()


class Floor(Value):
    """The fewest days a way down may take under the governing label, and the rules that say so."""

    days: int
    why: tuple[str, ...]

    @property
    def weeks(self) -> float:
        return self.days / 7  # days in a week


class Descent(Value):
    """The steps down, or why none are printed; and the way they follow, None without steps."""

    course: Steps | None
    notes: tuple[Note, ...]
    way: WayDown | None = None

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
            least, most = floor, LABEL_DAYS / 7
        return max(least, floor), max(most, asked)


def way_down(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None,
    slow: bool = False,
) -> WayDown:  # fmt: skip
    """What policy and label allow for this person, dose and time. Raises `NotPlanned`.

    `slow` asks for the slow rate also after a short time.

    Facts: `T-PROJECT`, `T-1-2WK`, `T-DE-CH-3WK`, `plan.liquid_step`.
    """
    rule: Any = known.schedules["T-PROJECT"].values
    asked = fit.request.order
    order = asked if isinstance(asked, OralOrder) else None
    child = fit.person.is_minor
    maker = (
        maker_of_child(fit, known) if child else maker_for(order, known, fit.request.jurisdiction)
    )
    fast = (
        not (slow or child)
        and daily.in_mg <= rule["fast_up_to_mg_per_day"]
        and weeks_on is not None
        and weeks_on < rule["fast_below_weeks"]
    )
    floor = floor_of(fit, known, weeks_on)
    poured = isinstance(maker.market, Liquid)
    cut = rule["fast_step_mg"] if fast else rule["slow_step_mg"]
    most = _most_in_a_child(fit, known) if child else cut
    pace = Pace(
        unit_mg=maker.unit_mg,
        cut_mg=min(cut, most),
        last_cut_mg=min(cut if fast else rule["slow_last_step_mg"], most),
        last_from_mg=rule["slow_last_from_mg_per_day"],
        step_days=rule["fast_step_days"] if fast else rule["slow_step_days"],
        floor_days=floor.days,
        end_hold=rule["slower_times"],
        share=rule["liquid_share"],
        even_share=rule["proportional_share"],
        poured=poured,
        end_mg=rule["liquid_last_mg_per_day"] if poured else 0.0,
        asked_days=_asked_days(fit.request.taper),
    )
    why = (
        "T-PROJECT", *floor.why, "DO-ROUND", "plan.clock", maker.schedule.id, maker.market_id,
        *(("plan.liquid_step", "PR-LIQ-CONC") if poured else ()),
        *(("T-CHILD-PROJECT",) if child else ()),
    )  # fmt: skip
    small, large = rule["fast_steps_mg"] if fast else rule["slow_steps_mg"]
    return WayDown(
        daily, start, weeks_on, pace, maker, fast, tuple(dict.fromkeys(why)),
        cuts_mg=(min(small, most), min(large, most)) if child else (small, large),
        every_days=rule["fast_steps_days"] if fast else (rule["slow_step_days"],) * 2,
    )  # fmt: skip


def _most_in_a_child(fit: Assessment, known: Knowledge) -> float:
    """The largest cut at a time, in mg a day. Raises `NotPlanned` without a weight."""
    weight = fit.person.weight_kg
    if weight is None:
        raise NotPlanned("A child's way down needs the weight. [why: T-CHILD-PROJECT]")
    values: Any = known.schedules["T-CHILD-PROJECT"].values
    return float(values["cut_mg_per_kg_day"]) * weight


def taper(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None
) -> Descent:
    """Steps from a daily oral dose to nothing, and why they run at this pace.

    The shape, the product and the weeks are those of the request. Raises `NotPlanned` when the
    dose is smaller than the product can step down.
    """
    way = way_down(fit, known, daily=daily, start=start, weeks_on=weeks_on)
    shape: Shape = fit.request.taper.shape if fit.request.taper else "standard"
    course = steps_of(way, shape)
    return Descent(course, (_pace(way, course, shape), *_asked(fit, way)), way)


def steps_of(way: WayDown, shape: Shape) -> Steps:
    """The dated steps of one shape. Raises `NotPlanned` when the product cannot step down."""
    found = holds(shape, way.daily.in_mg, way.pace)
    if not found:
        raise NotPlanned(_too_small(way))
    steps: list[PlannedStep] = []
    day = 1
    for level, days in (*way.first, *found):
        steps.append(way.maker.step(level, day=day, days=days, start=way.start, why=way.why))
        day += days
    return Steps(Regimen(way.start, tuple(s.step for s in steps)), tuple(steps), way.why)


def slower(way: WayDown, *, hold_days: int, times: int) -> WayDown:
    """The same way down, first so many days on its own dose, then every step so many times."""
    pace = replace(way.pace, step_days=times * way.pace.step_days)
    least, most = way.every_days
    return replace(
        way, pace=pace, is_fast=False, every_days=(times * least, times * most),
        first=((way.daily.in_mg, hold_days),),
    )  # fmt: skip


def _too_small(way: WayDown) -> str:
    market = way.maker.market
    if isinstance(market, Tablets):
        strengths = ", ".join(f"{s:g}" for s in market.strengths_mg)
        return (
            f"{way.daily} a day is less than tablets of {strengths} mg can step down from; the "
            "prescriber decides with a liquid. With one named (product and concentration of the "
            "order by mouth) steps are printed."
        )
    return (
        f"{way.daily} a day is less than this product can step down from (smallest dose "
        f"{way.maker.unit_mg:g} mg); the prescriber decides."
    )


def _asked_days(order: TaperOrder | None) -> int:
    return round(7 * order.weeks) if order is not None and order.weeks else 0  # days in a week


def _asked(fit: Assessment, way: WayDown) -> tuple[Note, ...]:
    """What becomes of a number of weeks that was asked for."""
    order = fit.request.taper
    if order is None or not order.weeks:
        return ()
    least = sum(days for _, days in holds("standard", way.daily.in_mg, _unasked(way.pace)))
    if way.pace.asked_days >= least:
        return (Note(f"Held to the {order.weeks:g} weeks that were asked for.", ("T-PROJECT",)),)
    return (
        Note(
            f"{order.weeks:g} weeks were asked for; the policy's steps take {least} days, and no "
            "faster ones are printed. The prescriber who wants them sets them.",
            ("T-PROJECT", "T-1-2WK", "WHO-DECIDES"),
        ),
    )


def _unasked(pace: Pace) -> Pace:
    return replace(pace, asked_days=0)


def floor_of(fit: Assessment, known: Knowledge, weeks_on: float | None) -> Floor:
    """The floor for someone who has taken it for so long; not told counts as long."""
    longer = known.rules["T-DE-CH-3WK"]
    values: Any = longer.values
    at_home = longer.only_in & set(known.family(fit.request.jurisdiction))
    if at_home and (weeks_on is None or weeks_on > values["after_weeks"]):
        return Floor(values["floor_days"], ("T-1-2WK", longer.id))
    rule: Any = known.schedules["T-PROJECT"].values
    return Floor(rule["floor_days"], ("T-1-2WK",))


_SHAPES = {
    "standard": "",
    "linear": " Even cuts.",
    "proportional": " Each cut about the same part of the dose, so the last ones are the smallest.",
    "slow-end": " The last doses are held longer.",
}


def _pace(way: WayDown, course: Steps, shape: Shape) -> Note:
    lengths = sorted({s.step.days for s in course.steps})
    days = f"{lengths[0]}" if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}"
    every = f"one step every {days} days"
    if way.is_fast:
        text = f"Short use at {way.daily} a day: {every}."
    else:
        weeks = way.weeks_on
        taken = "for a time that is not known" if weeks is None else f"for {weeks:.0f} weeks"
        slower_than = course.regimen.days > LABEL_DAYS
        text = f"{way.daily} a day, taken {taken}: {every}"
        text += ", slower than the labels' 1 to 2 weeks." if slower_than else "."
    return Note(text + _SHAPES[shape], ("T-PROJECT", "T-1-2WK", "T-US"))

"""The way up: the label's steps, scaled, slowed or refused for this patient."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from baclofen.assessment import Assessment, Note
from baclofen.knowledge import Knowledge, Schedule
from baclofen.planning.market import Hours, hours_of_day, oral_schedule, tablets
from baclofen.planning.plan import Course, PlannedStep
from baclofen.regimen import Regimen, Step, Tablets, spread_over_day
from baclofen.units import Dose, mg

#: Findings that slow the start down: side effects are likelier, or harder to notice.
SLOWED_BY = (
    "AGE-ELDERLY", "INT-OPIOID", "INT-BZD", "INT-ZDRUG", "INT-GABAPENTINOID", "INT-SEDATIVE",
    "INT-MUSCLE-RELAX", "INT-TWO-CNS", "W-DEMENTIA",
)  # fmt: skip


@dataclass(frozen=True)
class Titration:
    """A titration for one patient, with every reason that changed it.

    `basis` names the schedules the steps are taken from.
    """

    course: Course
    if_needed: PlannedStep | None
    target: Dose
    ceiling: Dose
    reasons: tuple[Note, ...]
    basis: tuple[str, ...]


@dataclass(frozen=True)
class _Ladder:
    """The numbers of a titration before it meets the tablets. All mg a day, days."""

    start: float
    add: float
    every: int
    target: float
    ceiling: float
    max_single: float
    why: tuple[str, ...]


def titrate(fit: Assessment, known: Knowledge, *, start: date) -> Titration:
    """The oral titration of this patient, from `start`.

    The caller has made sure that a start is allowed. The kidney fraction scales target
    and ceiling; older age, cerebral origin, reduced kidney function and other sedatives
    slow the steps; nothing ever raises a dose above the label.
    """
    market, market_entry = tablets(known, fit.request.jurisdiction)
    schedule = oral_schedule(known, fit.request.jurisdiction)
    ladder, reasons, is_slow = _ladder(fit, known, schedule, market)
    hours = hours_of_day(known)
    planned: list[PlannedStep] = []
    day = 1
    for daily in _daily_doses(ladder, market.smallest_mg):
        planned.append(
            _step(daily, day, ladder, hours, market, start, (*ladder.why, market_entry.id))
        )
        day += ladder.every
    regimen = Regimen(start, tuple(p.step for p in planned))
    ids = (*ladder.why, market_entry.id, "DO-ROUND", "plan.clock")
    more = None
    top = planned[-1].daily.in_mg
    if not is_slow and ladder.ceiling > top:
        # The label's own last step (20 mg four times daily) is larger than the others.
        gap = ladder.ceiling - top
        daily = ladder.ceiling if gap <= 20 else top + ladder.add
        more = _step(daily, day, ladder, hours, market, start, (*ladder.why, market_entry.id))
    return Titration(
        Course(regimen, tuple(planned), ids), more, mg(ladder.target), mg(ladder.ceiling),
        tuple(reasons), ladder.why,
    )  # fmt: skip


def ceiling_for(fit: Assessment, known: Knowledge) -> tuple[Dose, tuple[str, ...]]:
    """The highest daily dose the rules allow this patient, and the ids that set it."""
    market, _ = tablets(known, fit.request.jurisdiction)
    ladder, reasons, _ = _ladder(fit, known, oral_schedule(known, fit.request.jurisdiction), market)
    return mg(ladder.ceiling), tuple(
        dict.fromkeys((*ladder.why, *(id for note in reasons for id in note.why)))
    )


def step_up(fit: Assessment, known: Knowledge, *, daily: Dose, start: date) -> PlannedStep | None:
    """One step above a running dose, or None when that would pass the ceiling.

    The caller has made sure that an increase is allowed.
    """
    market, entry = tablets(known, fit.request.jurisdiction)
    ladder, _, _ = _ladder(fit, known, oral_schedule(known, fit.request.jurisdiction), market)
    raised = _down(min(daily.in_mg + ladder.add, ladder.ceiling), market.smallest_mg)
    if raised <= daily.in_mg:
        return None
    return _step(raised, 1, ladder, hours_of_day(known), market, start, (*ladder.why, entry.id))


def _ladder(
    fit: Assessment, known: Knowledge, schedule: Schedule, market: Tablets
) -> tuple[_Ladder, list[Note], bool]:
    label: Any = schedule.values
    unit = market.smallest_mg
    target, ceiling = float(label["target_mg_per_day"]), float(label["ceiling_mg_per_day"])
    ids = [schedule.id, *([label["ceiling_rule"]] if "ceiling_rule" in label else [])]
    reasons: list[Note] = []
    fraction = fit.kidney.fraction if fit.kidney.fraction is not None else 1.0
    if fraction < 1:
        target, ceiling = _down(target * fraction, unit), _down(ceiling * fraction, unit)
        share = "half" if fraction <= known.number("kidney.egfr_mid_fraction") else "two thirds"
        reasons.append(
            Note(
                f"Kidney function allows {share} of the usual dose: target {target:g} mg a day "
                f"instead of {label['target_mg_per_day']:g}, ceiling {ceiling:g} instead of "
                f"{label['ceiling_mg_per_day']:g}.",
                (*fit.kidney.fraction_why, "kidney.egfr_mid_fraction", "kidney.crcl_fractions"),
            )
        )
    if fit.person.age_y is not None and fit.person.age_y < known.number("patient.adult"):
        reasons.append(Note(known.rules["DO-US-12UP"].says, ("DO-US-12UP",)))
    cap = known.number("kidney.elderly_cap")
    if fit.fired("REN-BEERS") and ceiling >= cap:
        target = ceiling = _down(cap - unit / 2, unit)
        reasons.append(
            Note(
                f"Age 65 or more with eGFR below 60: the dose stays below {cap:g} mg a day.",
                ("kidney.elderly_cap", "REN-MUANDA", "REN-BEERS"),
            )
        )
    slowed = [id for id in SLOWED_BY if fit.fired(id)]
    if fraction <= known.number("kidney.egfr_mid_fraction"):
        slowed.append("REN-TIERS-PROJECT")
    start, add, every = (
        float(label["start_mg_per_day"]), float(label["add_mg_per_day"]), int(label["every_days"])
    )  # fmt: skip
    if slowed:
        slow: Any = known.schedules["DO-CEREBRAL-PROJECT"].values
        start = max(unit, float(slow["start_mg_per_day"]))
        add, every = max(unit, float(slow["add_mg_per_day"])), int(slow["every_days"])
        review = known.number("plan.review_dose")
        ids.append("DO-CEREBRAL-PROJECT")
        until = f" A visit comes before going above {review:g} mg a day." if target > review else ""
        target = min(target, review)
        reasons.append(
            Note(
                f"Slow start, {start:g} mg a day and {add:g} mg more each week, because of "
                f"{', '.join(known.rules[id].short for id in slowed)}.{until}",
                ("DO-CEREBRAL-PROJECT", *slowed, *(["plan.review_dose"] if until else [])),
            )
        )
    ladder = _Ladder(start, add, every, target, ceiling, float(label["max_single_mg"]), tuple(ids))
    return ladder, reasons, bool(slowed)


def _daily_doses(ladder: _Ladder, unit: float) -> list[float]:
    """Daily doses from the start to the target; the last step may be a shorter one."""
    doses = [min(ladder.start, ladder.target)]
    while doses[-1] < ladder.target - 1e-9:
        doses.append(min(doses[-1] + ladder.add, ladder.target))
    return [_down(d, unit) for d in doses]


def _step(
    daily: float,
    day: int,
    ladder: _Ladder,
    hours: dict[int, Hours] | Any,
    market: Tablets,
    start: date,
    why: tuple[str, ...],
) -> PlannedStep:
    unit = market.smallest_mg
    # Three doses a day where the tablets allow it, four where one dose would be too large.
    times = 3 if daily <= 3 * ladder.max_single else 4
    times = min(times, int(daily // unit))
    intakes = spread_over_day(daily, hours=hours[times], unit_mg=unit)
    step = Step(day, day + ladder.every - 1, intakes)
    regimen = Regimen(start, ())
    return PlannedStep(
        step=step,
        first=regimen.date_of(step.first_day),
        last=regimen.date_of(step.last_day),
        tablets=tuple(market.pieces(i.dose.in_mg) for i in intakes),
        why=why,
    )


def _down(amount: float, unit: float) -> float:
    """Rounded down to what the tablets give: a rule is never overshot by rounding."""
    return math.floor(amount / unit + 1e-9) * unit

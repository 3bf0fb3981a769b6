"""What must hold for every plan, tried on many random people and requests.

`python -m tests.laws.soak 100000` tries so many on all processors, prints each failure with its
seed, ends with `N passed, M failed`, and exits 0 only if none failed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from baclofen.assessment import Assessment, assess
from baclofen.errors import NotPlanned
from baclofen.knowledge import Verdict
from baclofen.knowledge.numbers import AdultTitration
from baclofen.patient import Patient
from baclofen.planning import (
    Plan,
    PlannedStep,
    PumpPlan,
    ScreeningPlan,
    oral_schedule,
    plan_oral,
    plan_pump,
    plan_screening,
    taper,
)
from baclofen.regimen import Pieces, Poured, PumpOrder, ScreeningOrder, Untold
from baclofen.units import mcg
from baclofen.value import replace
from tests.laws.crowd import K, person_and_request
from tests.seeds import failures, run

#: Rounding of sums.
_SLACK = 1e-6
_LEAST_SHARE = 0.9
#: What a day of tablets goes up by.
_HALF_TABLET_MG = 5.0
#: The largest raise that any text allows at once (ITM-REFILL-SPINAL).
_MOST_PERCENT = 40.0


def wrong_with(seed: int) -> list[str]:
    """What does not hold for the person and request of a seed; empty when all does."""
    who, request = person_and_request(seed)
    fit = assess(who, K, request)
    if isinstance(request.order, PumpOrder):
        return list(_pump(request.order, plan_pump(fit, K)))
    if isinstance(request.order, ScreeningOrder):
        # Without a kidney value no course is predicted: a second saved, and no rule is lost.
        blind = replace(who, egfr=None, creatinine_mg_per_dL=None, kidney=())
        plan_of = plan_screening(assess(blind, K, request), K, seed=seed)
        return list(_needle(request.order, plan_of))
    try:
        plan = plan_oral(fit, K)
    except NotPlanned as refusal:
        return [] if "[why: " in str(refusal) else [f"refused without a rule: {refusal}"]
    return [
        *_bounds(fit, plan), *_told(fit, plan), *_dispensed(plan), *_stops(fit, plan),
        *_monotone(who, plan, seed),
    ]  # fmt: skip


def _pump(order: PumpOrder, plan: PumpPlan) -> Iterator[str]:
    """No new rate where the rules say no, none that rises by more than any rule allows."""
    if plan.new is None:
        return
    if plan.verdict >= Verdict.AVOID or plan.refusals or plan.slips:
        yield f"a new rate is printed for {plan.verdict.value}"
    if abs(24 * plan.new.per_hour.in_mcg - plan.new.per_day.in_mcg) > _SLACK:
        yield "the rate by the hour is not that by the day"
    if plan.old is not None:
        change = 100 * (plan.new.per_day.in_mcg / plan.old.per_day.in_mcg - 1)
        if change > _MOST_PERCENT + _SLACK:
            yield f"the dose rises by {change:.1f} %"
        if plan.change_percent is None or abs(change - plan.change_percent) > _SLACK:
            yield f"the change is printed as {plan.change_percent}, it is {change}"
    if order.asked is not None and plan.new.per_day != order.asked:
        yield f"{order.asked} were asked for, {plan.new.per_day} are set"
    empty = plan.new.earliest_empty_days
    if plan.new.offered is not None and empty is not None and plan.new.offered > empty + _SLACK:
        yield "the refill offered comes after the pump may be empty"


def _needle(order: ScreeningOrder, plan: ScreeningPlan) -> Iterator[str]:
    """No bolus above the label's largest, none too soon, none where the rules say no."""
    if plan.next is None:
        return
    if plan.verdict >= Verdict.AVOID or plan.refusals:
        yield f"a bolus is printed for {plan.verdict.value}"
    if plan.next.dose > mcg(100):
        yield f"a bolus of {plan.next.dose}"
    if abs(plan.next.volume_mL * 50 - plan.next.dose.in_mcg) > _SLACK:
        yield f"{plan.next.volume_mL} mL of 50 mcg/mL are not {plan.next.dose}"
    last = order.given[-1] if order.given else None
    if (
        last is not None
        and last.hours_ago is not None
        and (plan.wait_h or 0.0) < 24 - last.hours_ago
    ):
        yield f"the next bolus may come {24 - last.hours_ago:.1f} h too soon"
    if any(b.responded for b in order.given):
        yield "a bolus after one that worked"


def _steps(plan: Plan) -> list[PlannedStep]:
    up = list(plan.up.steps) if plan.up else []
    return up + ([plan.if_needed] if plan.if_needed else [])


def _bounds(fit: Assessment, plan: Plan) -> Iterator[str]:
    """No plan above a rule, no step larger than allowed, nothing where nothing is allowed."""
    steps = _steps(plan)
    if not steps:
        return
    if fit.verdict >= Verdict.AVOID or fit.uses:
        yield f"a start is printed for {fit.verdict.value}"
    label = oral_schedule(K, fit.request.jurisdiction)
    doses = [s.daily.in_mg for s in steps]
    if plan.ceiling is None or max(doses) > plan.ceiling.in_mg + _SLACK:
        yield f"{max(doses)} mg is above the ceiling"
    fraction = fit.kidney.fraction
    if fraction is None:
        yield "a start without a kidney value"
        return
    if max(doses) > label.ceiling_mg_per_day * fraction + _SLACK:
        yield f"{max(doses)} mg is above the label's maximum for these kidneys"
    if doses[0] > label.start_mg_per_day + _SLACK:
        yield f"the first day has {doses[0]} mg"
    most = max(label.add_mg_per_day, label.max_single_mg)
    rises = [b - a for a, b in pairwise(doses)]
    if any(rise > most + _SLACK or rise < -_SLACK for rise in rises):
        yield f"a step of {max(rises)} mg"
    if any(s.step.days < label.every_days for s in steps):
        yield "a step is too short"
    if fit.person.is_minor and fit.person.weight_kg is not None:
        yield from _child(fit, plan, steps[0], label)


def _told(fit: Assessment, plan: Plan) -> Iterator[str]:
    """A dose that runs above the most for this age is never passed over: it comes down, or whether
    it is real is asked."""
    running = [use for use in fit.uses if use.status != "stopped"]
    if len(running) != 1 or fit.verdict in (Verdict.EMERGENCY, Verdict.REJECT_INPUT):
        return
    (use,) = running
    if use.doubt or use.route != "oral" or use.daily is None or use.daily.unit != "mg":
        return
    label = oral_schedule(K, fit.request.jurisdiction)
    age, most = fit.person.age_y, label.ceiling_mg_per_day
    if age is not None and age < 12:
        most = 40 if age < 9 else 60
    asked = any(f.rule.id.startswith("SLIP-CONFIRM") for f in fit.findings)
    if use.daily.in_mg > most + _SLACK and not plan.exceeds and not asked:
        yield f"{use.daily} runs at {age} years, above {most} mg, and nothing is said"


def _child(fit: Assessment, plan: Plan, first: PlannedStep, label: AdultTitration) -> Iterator[str]:
    """At what was computed, or what can be given below it, which is said: never above."""
    if fit.request.jurisdiction == "US":
        return
    weight, share = fit.person.weight_kg or 0.0, fit.kidney.fraction or 0.0
    computed = min(0.3 * weight, label.start_mg_per_day) * share
    daily = first.daily.in_mg
    if daily > computed + _SLACK:
        yield f"a child starts on {daily} mg, computed {computed}"
    is_said = any(note.phrase == "child.short" for note in plan.reasons)
    if daily < _LEAST_SHARE * computed - _SLACK and not is_said:
        yield f"a child starts on {daily} mg, more than a tenth below {computed}, unsaid"
    in_tablets = all(isinstance(portion, Pieces) for portion in first.portions)
    if in_tablets and daily + _HALF_TABLET_MG <= computed + _SLACK:
        yield f"a child starts on {daily} mg, half a tablet or more below {computed}"


def _dispensed(plan: Plan) -> Iterator[str]:
    """Every dose is an exact count of what is dispensed, and the printed total is its sum."""
    for step in [*_steps(plan), *(plan.down.steps if plan.down else [])]:
        total = 0.0
        for intake, portion in zip(step.step.intakes, step.portions, strict=True):
            if isinstance(portion, Poured):
                given = portion.mL * portion.mg_per_mL
            elif isinstance(portion, Untold):
                given = portion.mg
            else:
                given = sum(strength * number for strength, number in portion.items)
            if abs(given - intake.dose.in_mg) > _SLACK:
                yield f"{portion} is {given} mg, not {intake.dose}"
            if intake.dose.in_mg <= 0:
                yield "a dose of nothing"
            total += given
        if abs(total - step.daily.in_mg) > _SLACK:
            yield f"the day is printed as {step.daily}, dispensed as {total} mg"


def _stops(fit: Assessment, plan: Plan) -> Iterator[str]:
    """Every way up has a way down, slowly enough and to the end; a printed one falls."""
    downs = [plan.down] if plan.down else []
    if plan.up is not None:
        top = plan.up.steps[-1].daily
        try:
            day = fit.request.today
            down = taper(fit, K, daily=top, start=day, weeks_on=plan.up.weeks).course
            downs += [down] if down else []
        except NotPlanned as refusal:
            # What is the smallest unit of the product already is not stepped down, and is said.
            if top.in_mg > 2 * _smallest(plan) + _SLACK:
                yield f"no way down from {top}: {refusal}"
    for down in downs:
        doses = [s.daily.in_mg for s in down.steps]
        if doses != sorted(doses, reverse=True):
            yield f"a way down that rises: {doses}"
        if down.regimen.days < 7:
            yield f"a way down of {down.regimen.days} days"


def _smallest(plan: Plan) -> float:
    return min(i.dose.in_mg for s in _steps(plan) for i in s.step.intakes)


def _monotone(who: Patient, plan: Plan, seed: int) -> Iterator[str]:
    """Worse kidneys never raise a dose."""
    if who.egfr is None or plan.up is None:
        return
    _, request = person_and_request(seed)
    worse = replace(who, egfr=0.7 * who.egfr)
    try:
        other = plan_oral(assess(worse, K, request), K)
    except NotPlanned:
        return
    if other.up is None or other.ceiling is None or plan.ceiling is None:
        return
    if other.ceiling > plan.ceiling:
        yield f"worse kidneys raise the ceiling from {plan.ceiling} to {other.ceiling}"
    for day in range(1, min(plan.up.regimen.days, other.up.regimen.days) + 1):
        well, weak = _on(plan, day), _on(other, day)
        if weak > well + _SLACK:
            yield f"worse kidneys raise day {day} from {well} to {weak} mg"
            return


def _on(plan: Plan, day: int) -> float:
    assert plan.up is not None
    return next(s.daily.in_mg for s in plan.up.steps if s.step.first_day <= day <= s.step.last_day)


try_many = partial(failures, wrong_with)

if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, try_many))

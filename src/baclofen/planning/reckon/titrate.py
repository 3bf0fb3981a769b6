"""The way up: the label's steps, scaled, slowed or refused for this patient."""

from __future__ import annotations

from datetime import date

from baclofen.assessment import Assessment
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import AdultFrom, SlowStart, WorthStarting
from baclofen.planning.reckon.child import child_ceiling
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.planning.reckon.evening import has_weak_legs, in_the_evening
from baclofen.planning.reckon.kidney_share import allowed_share
from baclofen.planning.reckon.market import oral_schedule
from baclofen.planning.reckon.portion import maker_for
from baclofen.planning.reckon.recommend import little_to_gain
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.reckon.titration import Titration
from baclofen.regimen import OralOrder, Regimen
from baclofen.units import Dose, mg
from baclofen.value import Value


class Ladder(Value):
    """The numbers of a titration before it meets the tablets. All mg a day, days.

    `why` names the schedules they are taken from.
    """

    start: float
    add: float
    every: int
    target: float
    ceiling: float
    why: tuple[str, ...]

    def excess(self, daily: Dose) -> float | None:
        """By how much a daily dose is above the ceiling; None where it is not."""
        over = daily.in_mg - self.ceiling
        return over if over > 0 else None


def label_ladder(known: Knowledge, jurisdiction: str) -> Ladder:
    """The governing label's own numbers for an adult, before anything slows or cuts them."""
    label = oral_schedule(known, jurisdiction)
    return Ladder(
        start=float(label.start_mg_per_day),
        add=float(label.add_mg_per_day),
        every=label.every_days,
        target=float(label.target_mg_per_day),
        ceiling=float(label.ceiling_mg_per_day),
        why=tuple(id for id in (label.id, label.ceiling_rule) if id is not None),
    )


def titrate(fit: Assessment, known: Knowledge, *, start: date) -> Titration:
    """The oral titration of this patient, from `start`.

    The caller has made sure that a start is allowed. The kidney fraction scales target
    and ceiling; older age, cerebral origin, reduced kidney function, other sedatives and
    an indication that no label names, with little to gain, slow the steps; nothing ever
    raises a dose above the label.
    """
    maker = maker_of(fit, known)
    ladder, reasons, is_slow = _ladder(fit, known, maker)
    why = (*ladder.why, maker.market_id)
    planned: list[PlannedStep] = []
    day = 1
    for daily in _daily_doses(ladder, maker):
        planned.append(maker.step(daily, day=day, days=ladder.every, start=start, why=why))
        day += ladder.every
    reasons += by_weight(fit, mg(ladder.target), known)
    if has_weak_legs(fit, known):
        reasons.append(known.note("titrate.weak_legs"))
    elif maker.worst_at is not None:
        reasons.append(known.note("titrate.worst_at", when=maker.worst_at))
    regimen = Regimen(start, tuple(p.step for p in planned))
    ids = (*why, "DO-ROUND", "plan.clock")
    more = None
    if (last := _if_needed(ladder, maker, is_slow=is_slow)) is not None:
        more = maker.step(last, day=day, days=ladder.every, start=start, why=why)
    steps = maker.alike(planned if more is None else (*planned, more))
    return Titration(
        Steps(regimen, steps[: len(planned)], ids),
        steps[-1] if more is not None else None,
        mg(ladder.target),
        mg(ladder.ceiling),
        tuple(reasons),
        ladder.why,
    )


def by_weight(fit: Assessment, daily: Dose, known: Knowledge) -> tuple[Note, ...]:
    """What a day's dose is by weight, for someone below 18 y; none for an adult."""
    weight = fit.person.weight_kg
    if not fit.person.is_minor or weight is None:
        return ()
    return (known.note("body.per_kg", weight=weight, daily=daily, per_kg=daily.in_mg / weight),)


def maker_of(fit: Assessment, known: Knowledge) -> StepMaker:
    """Of the product asked for, else of the market's tablets. Raises `NotPlanned`."""
    order = fit.request.order
    asked = order if isinstance(order, OralOrder) else None
    return in_the_evening(maker_for(asked, known, fit.request.jurisdiction), fit, known)


def _maker_or_tablets(fit: Assessment, known: Knowledge) -> StepMaker:
    """The same for questions about a running dose, which must be answered whatever was asked."""
    try:
        return maker_of(fit, known)
    except NotPlanned:
        return StepMaker.under(known, fit.request.jurisdiction)


def ladder_of(fit: Assessment, known: Knowledge) -> Ladder:
    """The numbers of this patient's titration. The caller has made sure that one is allowed."""
    return _ladder(fit, known, _maker_or_tablets(fit, known))[0]


def ceiling_for(fit: Assessment, known: Knowledge) -> tuple[Dose, tuple[str, ...]]:
    """The highest daily dose the rules allow this patient, and the ids that set it."""
    of_child = child_ceiling(fit, known)
    if of_child is not None:
        return of_child
    maker = _maker_or_tablets(fit, known)
    ladder, reasons, _ = _ladder(fit, known, maker)
    return mg(ladder.ceiling), tuple(
        dict.fromkeys((*ladder.why, *(id for note in reasons for id in note.why)))
    )


def slow_because(fit: Assessment, known: Knowledge) -> Note | None:
    """That the steps of this patient are slow ones, and why; None where they are the label's."""
    _, reasons, _ = _ladder(fit, known, _maker_or_tablets(fit, known))
    slow = next((note for note in reasons if note.phrase == "titrate.slow"), None)
    if slow is None:
        return None
    return known.note(
        "titrate.slow_here", *slow.why, add=slow.value("add"), reasons=slow.value("reasons")
    )


def step_up(fit: Assessment, known: Knowledge, *, daily: Dose, start: date) -> PlannedStep | None:
    """One step above a running dose, or None when that would pass the ceiling: the next dose of the
    way up that a start would take, beyond its last one as large a step.

    The caller has made sure that an increase is allowed. Raises `NotPlanned` for a product that was
    asked for and gives none.
    """
    maker = maker_of(fit, known)
    ladder, _, is_slow = _ladder(fit, known, maker)
    last = _if_needed(ladder, maker, is_slow=is_slow)
    way = [*_daily_doses(ladder, maker), *([last] if last is not None else [])]
    beyond = maker.down(min(daily.in_mg + ladder.add, ladder.ceiling))
    raised = next(
        (level for level in way if level > daily.in_mg + 1e-9), beyond
    )  # sums are rounded
    if raised <= daily.in_mg:
        return None
    why = (*ladder.why, maker.market_id)
    (step,) = maker.alike([maker.step(raised, day=1, days=ladder.every, start=start, why=why)])
    return step


def _ladder(fit: Assessment, known: Knowledge, maker: StepMaker) -> tuple[Ladder, list[Note], bool]:
    label = label_ladder(known, fit.request.jurisdiction)
    unit = maker.unit_mg
    target, ceiling = label.target, label.ceiling
    ids = list(label.why)
    reasons: list[Note] = []
    fraction = allowed_share(fit)
    if fraction < 1:
        target, ceiling = maker.down(target * fraction), maker.down(ceiling * fraction)
        reasons.append(
            known.note(
                "titrate.kidneys", *fit.kidney.fraction_why, share=fraction,
                target=mg(target), usual_target=mg(label.target),
                ceiling=mg(ceiling), usual_ceiling=mg(label.ceiling),
            )
        )  # fmt: skip
    extended = known.local(AdultFrom, fit.request.jurisdiction)
    if fit.person.is_minor and extended is not None:
        reasons.append(known.rule_says(extended.id))
    cap = known.number("kidney.elderly_cap")
    if ceiling and fit.fired("REN-BEERS"):
        ceiling = min(ceiling, maker.down(cap - unit / 2))
        target = min(target, ceiling)
        reasons.append(known.note("titrate.elderly_kidneys"))
    start, add, every = label.start, label.add, label.every
    slow = known.of(SlowStart)
    slowed = [f.rule.id for f in fit.findings if f.rule.slows]
    if fraction <= known.number("kidney.egfr_mid_fraction"):
        slowed.append(slow.kidney_rule)
    if little_to_gain(fit, known) is not None:
        slowed.append(WorthStarting.entry)
    if slowed:
        start = float(max(unit, slow.start_mg_per_day))
        add = float(max(unit, slow.add_mg_per_day))
        every = slow.every_days
        ids.append(slow.entry)
        review = known.number("plan.review_dose")
        until = known.note("titrate.until_visit") if target > review else None
        target = min(target, review)
        reasons.append(
            known.note(
                "titrate.slow", *slowed, *(until.why if until else ()), start=mg(start),
                add=mg(add), reasons=tuple(known.rule_short(id) for id in slowed), until=until,
            )
        )  # fmt: skip
    return Ladder(start, add, every, target, ceiling, tuple(ids)), reasons, bool(slowed)


def _if_needed(ladder: Ladder, maker: StepMaker, *, is_slow: bool) -> float | None:
    """The dose after the last of the plan; None on the slow way, where a visit comes first, and at
    the ceiling. The label's own last step (20 mg four times daily) is larger than the others."""
    top = maker.down(ladder.target)
    if is_slow or ladder.ceiling <= top:
        return None
    is_last = ladder.ceiling - top <= maker.max_single_mg
    return ladder.ceiling if is_last else top + ladder.add


def _daily_doses(ladder: Ladder, maker: StepMaker) -> list[float]:
    """Daily doses from the start to the target; the last step may be a shorter one."""
    doses = [min(ladder.start, ladder.target)]
    while doses[-1] < ladder.target - 1e-9:
        doses.append(min(doses[-1] + ladder.add, ladder.target))
    return [maker.down(d) for d in doses]

"""The search for a dose inside the rules: all that can be dispensed, for this patient's belief.

The model never sets a dose: the label's steps stand, and the point found says at which of them
to expect the best trade. No schedule above the ceiling is even looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window
from baclofen.knowledge import Knowledge, Note
from baclofen.model import Belief, Model, build_model
from baclofen.planning.decide.optimum import Effect, Followed, Optimum, Weighed
from baclofen.planning.decide.plan import Plan
from baclofen.planning.reckon.child import is_as_adult
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.reckon.titrate import Ladder, ladder_of, maker_of
from baclofen.regimen import Intake, Regimen, Step, dosing_of, spread_over_day
from baclofen.simulation import Spread, quantiles, settled_days, spread, window_means
from baclofen.value import replace

#: What is weighed: output → the fact that says how much of it is one change that matters.
_GAINS = {
    "nrs_change": "optimum.gain_pain",
    "ashworth_1_5": "optimum.gain_tone",
    "paroxysm_ratio": "optimum.gain_paroxysms",
}
_HARMS = ("prob_drowsiness", "prob_dizziness", "prob_weakness")
#: How many of the best are followed in full.
_IN_FULL = 3

Values = NDArray[np.float64]


def optimise(
    plan: Plan, known: Knowledge, *, seed: int, belief: Belief | None = None
) -> Optimum | None:
    """The doses of a titration, weighed for this patient; None where none is planned or modelled.

    Searches every daily dose up to the plan's ceiling, in one to four doses that the market's
    tablets give, where days repeat and tolerance has settled; the best three are followed from
    the first dose on. People are drawn from `belief`, by default the model's first; raises as
    `settled_days` does. Facts: `optimum.*`.
    """
    if plan.up is None or plan.ceiling is None:
        return None
    model = build_model(plan.fit, known)
    # A child's doses are by weight and liquid: the search of tablets says nothing of them.
    if model is None or not is_as_adult(plan.fit, known):
        return None
    gains = tuple(name for name in _GAINS if name in model.outputs)
    if not gains or not model.graph.is_linear:
        return None
    ladder = ladder_of(plan.fit, known)
    maker = maker_of(plan.fit, known)
    schedules = _schedules(maker, plan.ceiling.in_mg, known)
    outputs = (*gains, *_HARMS)
    found = settled_days(model, [(), *schedules], outputs=outputs, seed=seed, belief=belief)
    weighed = _with_frontier(_best_of_each_dose(_weigh(schedules, found, gains, known)))
    best = _best_step(weighed, plan.up, known)
    plain = next((w for w in weighed if w.daily == plan.up.steps[-1].daily), None)
    below = [w for w in weighed if w.daily <= plan.up.steps[-1].daily]
    chosen = sorted(below, key=lambda w: w.loss)[:_IN_FULL]
    followed = _follow(chosen, model, ladder, maker, outputs, known, seed=seed, belief=belief)
    worth = _worth(weighed, known) if "nrs_change" in gains else None
    return Optimum(
        weighed=weighed,
        best=best if best is not None and best.loss < 0 else None,
        plain=plain,
        followed=followed,
        without={name: _effect(values[0]) for name, values in found.items()},
        is_worth=worth,
        notes=_notes(weighed, best, plain, worth, known),
        outputs=outputs,
        searched=len(schedules),
        draws=int(known.number("predict.draws")),
        seed=seed,
        why=(*(_GAINS[name] for name in gains), "optimum.cost", "optimum.tie", "predict.draws"),
    )


def _schedules(maker: StepMaker, ceiling_mg: float, known: Knowledge) -> list[tuple[Intake, ...]]:
    """Every daily dose that the product gives, up to the ceiling, in each way to divide it; of a
    liquid in steps as tablets have them."""
    unit = maker.unit_mg
    unit *= max(1, round(known.number("plan.sensitive_step") / unit))
    made = []
    for count in range(1, int(ceiling_mg / unit + 1e-9) + 1):
        for hours in maker.hours.values():
            if len(hours) > count:
                continue
            intakes = spread_over_day(count * unit, hours=hours, unit_mg=unit)
            if max(i.dose.in_mg for i in intakes) <= maker.max_single_mg:
                made.append(intakes)
    return made


def _weigh(
    schedules: Sequence[tuple[Intake, ...]], found: Mapping[str, Values],
    gains: Sequence[str], known: Knowledge,
) -> list[Weighed]:  # fmt: skip
    """Gain and cost of each schedule, as the mean over people, against no drug."""
    changes = {name: values[1:] - values[0] for name, values in found.items()}
    gain: Values = sum(-changes[name] / known.number(_GAINS[name]) for name in gains)
    costs = known.numbers("optimum.cost")
    cost = sum(price * changes[name] for price, name in zip(costs, _HARMS, strict=True))
    matters = known.number("optimum.gain_pain")
    pain = changes.get("nrs_change")
    reach = np.zeros(len(schedules)) if pain is None else (pain <= -matters).mean(axis=-1)
    gained, paid = np.mean(gain, axis=-1), np.mean(cost, axis=-1)
    means = {name: values.mean(axis=-1) for name, values in changes.items()}
    spreads = {name: quantiles(values) for name, values in changes.items()}
    return [
        Weighed(
            intakes=schedule,
            gain=float(gained[at]),
            cost=float(paid[at]),
            effects={
                name: Effect(float(means[name][at]), Spread(*map(float, spreads[name][:, at])))
                for name in changes
            },
            reach=float(reach[at]),
        )
        for at, schedule in enumerate(schedules)
    ]


def _effect(values: Values) -> Effect:
    return Effect(float(values.mean()), Spread(*map(float, quantiles(values))))


def _best_of_each_dose(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Of the ways to divide a day's dose, the one with the lowest loss; ties to fewer doses."""
    best: dict[float, Weighed] = {}
    for one in sorted(weighed, key=lambda w: len(w.intakes)):
        kept = best.get(one.daily.in_mg)
        if kept is None or one.loss < kept.loss:
            best[one.daily.in_mg] = one
    return [best[dose] for dose in sorted(best)]


def _with_frontier(weighed: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """Marked where no other dose gives more for less."""

    def beaten(one: Weighed) -> bool:
        return any(
            other.gain >= one.gain and other.cost <= one.cost
            and (other.gain > one.gain or other.cost < one.cost)
            for other in weighed
        )  # fmt: skip

    return tuple(replace(w, on_frontier=not beaten(w)) for w in weighed)


def _best_step(weighed: Sequence[Weighed], up: Steps, known: Knowledge) -> Weighed | None:
    """Of the plan's own steps the one with the lowest loss; within the tie its last, else the
    lowest dose. What lies between steps, or above them, is not offered."""
    last = up.steps[-1].daily
    below = [w for w in weighed if w.daily <= last]
    steps = {step.daily for step in up.steps}
    among = [w for w in below if w.daily in steps] or below
    if not among:
        return None
    most = min(w.loss for w in among) + known.number("optimum.tie")
    equal = [w for w in among if w.loss <= most]
    return equal[-1] if equal[-1].daily == last else equal[0]


def _worth(weighed: Sequence[Weighed], known: Knowledge) -> bool:
    """Whether some allowed dose is expected to lower pain by one change that matters."""
    matters = known.number("optimum.gain_pain")
    return any(-w.effects["nrs_change"].mean >= matters for w in weighed)


def _notes(
    weighed: Sequence[Weighed], best: Weighed | None, plain: Weighed | None, worth: bool | None,
    known: Knowledge,
) -> tuple[Note, ...]:  # fmt: skip
    """What the search says, in words: the point, and whether pain alone is worth the way."""
    if best is None or best.loss >= 0:
        notes = [known.note("weighed.none")]
    elif plain is not None and best.daily < plain.daily:
        notes = [known.note("weighed.below_target", daily=best.daily, target=plain.daily)]
    else:
        notes = [known.note("weighed.at_target", daily=best.daily)]
    if worth is False:
        most = max(weighed, key=lambda w: -w.effects["nrs_change"].mean)
        notes.append(
            known.note(
                "weighed.not_worth", fall=-most.effects["nrs_change"].mean, daily=most.daily,
                reach=round(100 * most.reach),
            )
        )  # fmt: skip
    return tuple(notes)


def with_best_trade(plan: Plan, optimum: Optimum | None, known: Knowledge) -> Plan:
    """The plan, whose headline also names the step where the best trade is expected, where that
    comes before its last."""
    if optimum is None or optimum.best is None or optimum.plain is None:
        return plan
    daily = optimum.best.daily
    if daily >= optimum.plain.daily:
        return plan
    judge = known.note("weighed.judge_at", *plan.headline.why, headline=plan.headline, daily=daily)
    return replace(plan, headline=judge)


def _follow(
    chosen: Sequence[Weighed], model: Model, ladder: Ladder, maker: StepMaker,
    outputs: Sequence[str], known: Knowledge, *, seed: int, belief: Belief | None,
) -> tuple[Followed, ...]:  # fmt: skip
    """The way up to each dose and on it, day by day: the mean of its last week."""
    ups = [_way_up(one, ladder, maker) for one in chosen]
    # All to one day: the last of the weeks, or a fortnight after the longest way up.
    end = max(int(known.number("optimum.full_days")), *(_next_day(up) + 13 for up in ups))
    ways = [
        Regimen(date.min, (*up, Step(_next_day(up), end, one.intakes)))
        for up, one in zip(ups, chosen, strict=True)
    ]
    made = window_means(
        model, [dosing_of(way) for way in ways], outputs=outputs,
        windows=[Window("last week", 24.0 * (end - 7), 24.0 * end)],
        seed=seed, n=int(known.number("optimum.full_draws")), belief=belief,
    )  # fmt: skip
    return tuple(
        Followed(one.daily, {name: spread(means[name][0]) for name in outputs})
        for one, means in zip(chosen, made, strict=True)
    )


def _way_up(chosen: Weighed, ladder: Ladder, maker: StepMaker) -> list[Step]:
    """The label's steps for this patient as far as this dose, and without it."""
    steps: list[Step] = []
    daily = ladder.start
    while daily < chosen.daily.in_mg - 1e-9:
        made = maker.step(
            maker.down(daily), day=_next_day(steps), days=ladder.every, start=date.min, why=()
        )
        steps.append(made.step)
        daily += ladder.add
    return steps


def _next_day(steps: Sequence[Step]) -> int:
    return steps[-1].last_day + 1 if steps else 1

"""The search for a dose inside the rules: all that can be dispensed, for this patient's belief.

The model never sets a dose: the label's steps stand. What of it is refused is not weighed, and then
no trade is named; nor where none beats no drug surely enough. No schedule above the ceiling is even
looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window
from baclofen.knowledge import Credit, Knowledge, Note
from baclofen.model import (
    COSTS,
    GAINS,
    Belief,
    Model,
    Purpose,
    basis_of,
    build_model,
    refused_note,
)
from baclofen.planning.decide.optimum import Best, Effect, Followed, Optimum, Trade, Weighed
from baclofen.planning.decide.plan import Plan
from baclofen.planning.reckon.child import is_as_adult
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.steps import StepMaker
from baclofen.planning.reckon.titrate import Ladder, ladder_of, maker_of
from baclofen.regimen import Intake, Regimen, Step, dosing_of, spread_over_day
from baclofen.simulation import (
    Spread,
    quantiles,
    settings_of_days,
    settled_days,
    window_means,
)
from baclofen.value import Value, replace

#: How much of each gain is one change that matters: the fact that says so.
_MATTERS = dict(
    zip(GAINS, ("optimum.gain_pain", "optimum.gain_tone", "optimum.gain_paroxysms"), strict=True)
)
_PAIN = "nrs_change"
#: How many are followed in full.
_IN_FULL = 3

Values = NDArray[np.float64]


class _Judged(Value):
    """What of the outputs of a trade is shown, how far each is believed, and the trade itself."""

    shown: tuple[str, ...]
    refused: tuple[str, ...]
    credits: Mapping[str, Credit]
    gain: Credit
    trade: Credit
    purpose: Purpose

    @property
    def weighs(self) -> bool:
        """Whether all that a trade is made of is there."""
        return not self.refused

    @property
    def names_a_dose(self) -> bool:
        """Whether a best trade may be named."""
        return self.trade.verdict == "believed" or self.purpose == "comparison"


def optimise(
    plan: Plan, known: Knowledge, *, seed: int, belief: Belief | None = None,
    purpose: Purpose = "person",
) -> Optimum | None:  # fmt: skip
    """The doses of a titration, weighed for this patient; None where none is planned or modelled.

    Searches every daily dose up to the plan's ceiling, in one to four doses that the market's
    tablets give, where days repeat and tolerance has settled; some are followed from the first dose
    on. People are drawn from `belief`, by default the model's first; raises as `settled_days` does.
    With the `purpose` of a comparison nothing is refused. Facts: `optimum.*`.
    """
    if plan.up is None or plan.ceiling is None:
        return None
    model = build_model(plan.fit, known)
    # A child's doses are by weight and liquid: the search of tablets says nothing of them.
    if model is None or not is_as_adult(plan.fit, known):
        return None
    gains = tuple(name for name in GAINS if name in model.outputs)
    if not gains or not model.graph.is_linear:
        return None
    ladder = ladder_of(plan.fit, known)
    maker = maker_of(plan.fit, known)
    schedules = _schedules(maker, plan.ceiling.in_mg, known)
    judged = _judged(model, schedules, gains, purpose)
    if not judged.shown:
        return None
    if not judged.weighs:
        schedules = _as_planned(schedules, plan.up)
    outputs = judged.shown
    found = settled_days(
        model, [(), *schedules], outputs=outputs, seed=seed, belief=belief, purpose=purpose
    )
    weighed = _weigh(schedules, found, gains, known, trades=judged.weighs)
    if judged.weighs:
        weighed = _with_frontier(_best_of_each_dose(weighed))
    steps = _steps_of(weighed, plan.up)
    best = _best(steps, known) if judged.weighs and judged.names_a_dose else None
    plain = next((w for w in weighed if w.daily == plan.up.steps[-1].daily), None)
    chosen = sorted(steps, key=_net, reverse=True)[:_IN_FULL]
    followed = _follow(
        chosen, model, ladder, maker, outputs, known, seed=seed, belief=belief, purpose=purpose
    )
    believes_gain = judged.gain.verdict == "believed" or purpose == "comparison"
    worth = _worth(weighed, known) if _PAIN in outputs and believes_gain else None
    return Optimum(
        weighed=tuple(weighed),
        best=best,
        plain=plain,
        followed=followed,
        without={name: _effect(values[0]) for name, values in found.items()},
        is_worth=worth,
        notes=_notes(weighed, best, steps, judged, worth, known),
        outputs=outputs,
        credits=judged.credits,
        gain=judged.gain,
        trade=judged.trade,
        refused=_refused(judged, model, known),
        searched=len(schedules),
        draws=int(known.number("predict.draws")),
        seed=seed,
        why=_why(gains, judged),
    )


def _refused(judged: _Judged, model: Model, known: Knowledge) -> tuple[Note, ...]:
    """Why outputs are refused, those of one entry together."""
    entries = {judged.credits[name].id: judged.credits[name] for name in judged.refused}
    return tuple(
        refused_note(
            [model.output(n) for n in judged.refused if judged.credits[n] is credit], credit, known
        )
        for credit in entries.values()
    )


def _why(gains: Sequence[str], judged: _Judged) -> tuple[str, ...]:
    if not judged.weighs:
        return ("predict.draws",)
    matters = (_MATTERS[name] for name in gains)
    return (*matters, "optimum.cost", "optimum.sure", "predict.draws")


def _judged(
    model: Model, schedules: Sequence[Sequence[Intake]], gains: Sequence[str], purpose: Purpose
) -> _Judged:
    table, settings = model.known.credibility, settings_of_days(model, schedules)
    parts = (*gains, *COSTS)
    credits = {name: table.worst([name], settings) for name in parts}
    refused = tuple(
        name for name in parts if credits[name].verdict == "refused" and purpose == "person"
    )
    return _Judged(
        shown=tuple(name for name in parts if name not in refused),
        refused=refused,
        credits=credits,
        gain=table.worst(gains, settings, "gain"),
        trade=table.worst(parts, settings, "trade"),
        purpose=purpose,
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


def _as_planned(
    schedules: Sequence[tuple[Intake, ...]], up: Steps
) -> list[tuple[Intake, ...]]:  # fmt: skip
    """Of the ways to divide a day's dose the one as the plan's last step does, or nearest to it."""
    times = len(up.steps[-1].step.intakes)
    kept: dict[float, tuple[Intake, ...]] = {}
    for one in sorted(schedules, key=lambda s: (abs(len(s) - times), -len(s))):
        kept.setdefault(sum(i.dose.in_mg for i in one), one)
    return [kept[dose] for dose in sorted(kept)]


def _weigh(
    schedules: Sequence[tuple[Intake, ...]], found: Mapping[str, Values],
    gains: Sequence[str], known: Knowledge, *, trades: bool,
) -> list[Weighed]:  # fmt: skip
    """What each schedule changes, against no drug; and what it trades, draw by draw."""
    changes = {name: values[1:] - values[0] for name, values in found.items()}
    on_it = {name: values[1:] for name, values in found.items()}
    matters = known.number(_MATTERS[_PAIN])
    pain = changes.get(_PAIN)
    reach = np.zeros(len(schedules)) if pain is None else (pain <= -matters).mean(axis=-1)
    means = {name: values.mean(axis=-1) for name, values in changes.items()}
    spreads = {name: quantiles(values) for name, values in changes.items()}
    traded = _traded(changes, gains, known) if trades else [None] * len(schedules)
    return [
        Weighed(
            intakes=schedule,
            effects={
                name: Effect(float(means[name][at]), Spread(*map(float, spreads[name][:, at])))
                for name in changes
            },
            on_it={name: _effect(values[at]) for name, values in on_it.items()},
            reach=float(reach[at]),
            trade=traded[at],
        )
        for at, schedule in enumerate(schedules)
    ]


def _traded(
    changes: Mapping[str, Values], gains: Sequence[str], known: Knowledge
) -> list[Trade | None]:
    """Gain and cost of each schedule in each draw, in changes that matter."""
    gain: Any = sum(-changes[name] / known.number(_MATTERS[name]) for name in gains)
    costs = known.numbers("optimum.cost")
    cost: Any = sum(price * changes[name] for price, name in zip(costs, COSTS, strict=True))
    net = gain - cost
    over = quantiles(net)
    return [
        Trade(
            gain=float(gain[at].mean()),
            cost=float(cost[at].mean()),
            over=Spread(*map(float, over[:, at])),
            beats_none=float((net[at] > 0).mean()),
        )
        for at in range(len(net))
    ]


def _effect(values: Values) -> Effect:
    return Effect(float(values.mean()), Spread(*map(float, quantiles(values))))


def _net(one: Weighed) -> float:
    """By what doses are ordered: the trade, else the dose."""
    return one.daily.in_mg if one.trade is None else one.trade.net


def _best_of_each_dose(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Of the ways to divide a day's dose, the one of the best trade; ties to fewer doses."""
    best: dict[float, Weighed] = {}
    for one in sorted(weighed, key=lambda w: len(w.intakes)):
        kept = best.get(one.daily.in_mg)
        if kept is None or _net(one) > _net(kept):
            best[one.daily.in_mg] = one
    return [best[dose] for dose in sorted(best)]


def _with_frontier(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Marked where no other dose gives more for less."""

    def beaten(one: Trade) -> bool:
        return any(
            other.gain >= one.gain and other.cost <= one.cost
            and (other.gain > one.gain or other.cost < one.cost)
            for other in (w.trade for w in weighed) if other is not None
        )  # fmt: skip

    return [replace(w, on_frontier=w.trade is not None and not beaten(w.trade)) for w in weighed]


def _steps_of(weighed: Sequence[Weighed], up: Steps) -> list[Weighed]:
    """The plan's own steps among the doses weighed; what lies between them, or above, is not
    offered."""
    last, steps = up.steps[-1].daily, {step.daily for step in up.steps}
    below = [w for w in weighed if w.daily <= last]
    return [w for w in below if w.daily in steps] or below


def _best(steps: Sequence[Weighed], known: Knowledge) -> Best | None:
    """The steps with the best trade, of those that beat no drug in enough of the draws: all that
    are nearer to it than one change that matters."""
    sure = known.number("optimum.sure")
    trades = [(w.daily, w.trade) for w in steps if w.trade is not None]
    beat = [(d, t) for d, t in trades if t.beats_none >= sure and t.net > 0]
    if not beat:
        return None
    most = max(t.net for _, t in beat)
    near = [(d, t) for d, t in beat if most - t.net < 1]
    return Best(near[0][0], near[-1][0], min(t.beats_none for _, t in near))


def _worth(weighed: Sequence[Weighed], known: Knowledge) -> bool:
    """Whether some allowed dose is expected to lower pain by one change that matters."""
    matters = known.number(_MATTERS[_PAIN])
    return any(-w.effects[_PAIN].mean >= matters for w in weighed)


def _notes(
    weighed: Sequence[Weighed], best: Best | None, steps: Sequence[Weighed], judged: _Judged,
    worth: bool | None, known: Knowledge,
) -> tuple[Note, ...]:  # fmt: skip
    """What the search says, in words: the best trade, and whether pain alone is worth the way."""
    first, last = steps[0].daily, steps[-1].daily
    if not judged.names_a_dose:
        trade = judged.trade
        notes = [
            known.note(
                "weighed.cannot_tell", *basis_of(trade, known), low=first, high=last,
                because=trade.because, instead=trade.instead,
            )
        ]  # fmt: skip
    elif best is None:
        notes = [known.note("weighed.none")]
    elif (best.low, best.high) == (first, last) and first != last:
        notes = [known.note("weighed.all_alike", low=first, high=last)]
    elif best.low == best.high:
        notes = [known.note("weighed.at_one", daily=best.low, share=best.beats_none)]
    else:
        share = best.beats_none
        notes = [known.note("weighed.between", low=best.low, high=best.high, share=share)]
    if worth is False:
        most = max(weighed, key=lambda w: -w.effects[_PAIN].mean)
        notes.append(
            known.note(
                "weighed.not_worth", fall=-most.effects[_PAIN].mean, daily=most.daily,
                reach=round(100 * most.reach),
            )
        )  # fmt: skip
    return tuple(notes)


def with_best_trade(plan: Plan, optimum: Optimum | None, known: Knowledge) -> Plan:
    """The plan, whose headline also names the step by which the best trade is expected, where that
    is named and comes before its last."""
    if optimum is None or optimum.best is None or optimum.plain is None:
        return plan
    daily = optimum.best.high
    if daily >= optimum.plain.daily:
        return plan
    judge = known.note("weighed.judge_at", *plan.headline.why, headline=plan.headline, daily=daily)
    return replace(plan, headline=judge)


def _follow(
    chosen: Sequence[Weighed], model: Model, ladder: Ladder, maker: StepMaker,
    outputs: Sequence[str], known: Knowledge, *, seed: int, belief: Belief | None,
    purpose: Purpose,
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
        seed=seed, n=int(known.number("optimum.full_draws")), belief=belief, purpose=purpose,
    )  # fmt: skip
    return tuple(
        Followed(one.daily, {name: _effect(means[name][0]) for name in outputs})
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

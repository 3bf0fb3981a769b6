"""What days that repeat for ever come to, for many schedules at once: to search among them.

Amounts follow doses in proportion, so one dose a day, followed once, gives every schedule: it
is moved to each hour of the clock, scaled and added up. What follows from the amounts is
then worked out where tolerance and its like have settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import (
    Event,
    Graph,
    compile_program,
    formula_names,
    keep_only,
    parse_unit,
    run,
    settle,
)
from baclofen.errors import InputRefused
from baclofen.model import Belief, Model, Purpose, Spreads
from baclofen.regimen import SWITCH, Form, Intake
from baclofen.simulation.believed import credits_of, settings_of_days
from baclofen.simulation.parts import beliefs_of, chance, draws_asked, numbers_of

#: Hours of a day, and every how many of them the outputs are looked at.
_DAY_H, _EVERY_H = 24, 3


def settled_days(
    model: Model,
    schedules: Sequence[Sequence[Intake]],
    *,
    outputs: Iterable[str],
    seed: int,
    n: int | None = None,
    belief: Belief | None = None,
    spreads: Spreads = "both",
    form: Form = "tablet",
    purpose: Purpose = "person",
) -> Mapping[str, NDArray[np.float64]]:
    """The mean over a day of each output, as (schedule, person), in the output's unit.

    A schedule without doses is a day without the drug. `n` draws of the first belief or of
    `belief`, from `seed`: the same people for every schedule. For searching: `simulate`
    shows what is found. Raises `UnknownName`, and `InputRefused` for kinetics that are
    averaged or saturate, and for doses that are not on the hour; `NotPlanned` for what is refused.

    Checked against `simulate` after months: within 1 % of the pain score.
    """
    if len(model.variants) > 1 or not model.graph.is_linear:
        raise InputRefused(
            "kinetics", model.kinetics, "one set of equations, in proportion to the dose, is needed"
        )
    shown = tuple(model.output(name) for name in outputs)
    credits_of(model, shown, settings_of_days(model, schedules), purpose)
    wanted = [output.signal for output in shown]
    needed = keep_only(
        model.graph, wanted, inputs=[form], idle=set(SWITCH.values())
    )  # fmt: skip
    n = draws_asked(model, n)
    (believed,) = beliefs_of(model, [needed], belief)
    draws = believed.draw(n, chance(seed), spreads=spreads)
    own = numbers_of(model, needed, draws)
    read = [c for c in needed.compartments if c in _read_by(needed)]
    daily = [Event(0.0, 1000.0, form, ss=1, ii_h=float(_DAY_H))]
    kinetics = keep_only(needed, read, inputs=[form])
    program = compile_program(kinetics, daily, until_h=float(_DAY_H), per_h=1, nocb=False)
    unit = run(program, {name: own[name] for name in kinetics.parameters}, read)
    hours = np.arange(0, _DAY_H, _EVERY_H)
    amounts = {name: _superposed(unit[name][:_DAY_H], schedules, hours) for name in read}
    made = settle(needed, amounts, own, wanted)
    shape = (len(schedules), n)
    found = {}
    for output in shown:
        factor = model.graph.unit(output.signal).scale / parse_unit(output.unit).scale
        values = np.broadcast_to(made[output.signal], (*made[output.signal].shape[:1], *shape))
        found[output.name] = values.mean(axis=0) * factor
    return found


def _read_by(graph: Graph) -> set[str]:
    """The compartments that signals and turnovers read: the rest is on the way to them."""
    texts = [*graph.signals.values()]
    for turnover in graph.turnovers:
        texts += [turnover.gain, turnover.loss]
    return {name for text in texts for name in formula_names(text)}


def _superposed(
    unit: NDArray[np.float64], schedules: Sequence[Sequence[Intake]], hours: NDArray[np.int_]
) -> NDArray[np.float64]:
    """Amounts over the day, as (time, schedule, person), from those of 1 mg at midnight."""
    made = np.zeros((len(hours), len(schedules), unit.shape[1]))
    for place, schedule in enumerate(schedules):
        for intake in schedule:
            if intake.hour != int(intake.hour):
                raise InputRefused("dose", f"at {intake.hour:g} h", "it must be on the hour")
            made[:, place] += intake.dose.in_mg * unit[(hours - int(intake.hour)) % _DAY_H]
    return made

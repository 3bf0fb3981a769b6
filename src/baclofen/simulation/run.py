"""Draws people like this patient, gives them what is given, and keeps the seed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import (
    Event,
    Executor,
    Graph,
    Reduction,
    Trajectory,
    Window,
    compile_program,
    parse_unit,
    run,
)  # fmt: skip
from baclofen.errors import InputRefused, OutOfRange
from baclofen.knowledge import Credit, Note
from baclofen.model import PUBLISHED, Belief, Draws, Model, Output, Purpose, Spreads
from baclofen.regimen import Dosing
from baclofen.simulation.believed import credits_of, most_in_a_day_mg, settings_of
from baclofen.simulation.course import Course, Curve, Reduced
from baclofen.simulation.parts import (
    beliefs_of,
    chance,
    draws_asked,
    needed,
    numbers_of,
    read_by,
    shares_of,
)
from baclofen.value import Value

#: Covariates that change, by the hour at which they do.
Changes = Mapping[float, Mapping[str, float]]

#: So many numbers of all curves together are kept, where nobody said how often to read.
MOST_KEPT = 20_000_000

#: Hours shown after the last dose, when no end is given: long past all levels.
AFTER_H = 48.0


def simulate(
    model: Model,
    dosing: Dosing,
    *,
    outputs: Iterable[str] = ("plasma_ng_mL",),
    seed: int,
    belief: Belief | None = None,
    n: int | None = None,
    spreads: Spreads = "both",
    until_h: float | None = None,
    from_h: float = 0.0,
    per_h: int | None = None,
    at_h: Sequence[float] = (),
    windows: Sequence[Window] = (),
    whole: bool = True,
    changes: Changes | None = None,
    executor: Executor | None = None,
    purpose: Purpose = "person",
) -> Course:
    """What this dosing does to people who could be this patient.

    `n` draws of the model's first belief, or of `belief`, which then speaks alone (a score of the
    body is in the first one): it must hold what the outputs need, and may hold more.
    It is refused where kinetics are averaged. `spreads` says which spread draws carry.
    Curves run from `from_h` (which becomes hour 0) to `until_h`, with `per_h` readings an hour
    (by default as many as is usual, on a course of years fewer), or at the hours `at_h` alone, and
    are summed up over `windows` and, where the `whole` is asked for, over "all": leaving it out
    halves the time of a long course. `changes` sets covariates at hours, counted as those of the
    doses are (before `from_h` becomes 0), such as {240: {"CRCL": 40}} for kidneys that fail on day
    10. The
    same seed gives the same course on every executor. What of the model is not to be believed is
    refused (`NotPlanned`), or comes with its mark (`credits`); with the `purpose` of a comparison
    with what was published nothing is. Raises `UnknownName`, `OutOfRange` and `InputRefused`.
    """
    n = draws_asked(model, n)
    plan = _plan(
        model, dosing, outputs, until_h, from_h, per_h, windows, changes, belief, n, purpose,
        whole=whole, read_h=at_h,
    )  # fmt: skip
    parts = []
    for own, graph, count in zip(plan.beliefs, plan.graphs, shares_of(model, n), strict=True):
        draws = own.draw(count, chance(seed), spreads=spreads)
        parts.append(_follow(model, graph, draws, plan, executor))
    return _course(model, plan, parts, dosing, seed=seed)


def simulate_typical(
    model: Model,
    dosing: Dosing,
    *,
    outputs: Iterable[str] = ("plasma_ng_mL",),
    belief: Belief | None = None,
    until_h: float | None = None,
    from_h: float = 0.0,
    per_h: int | None = None,
    windows: Sequence[Window] = (),
    changes: Changes | None = None,
    executor: Executor | None = None,
    purpose: Purpose = "person",
) -> Course:
    """The same for the typical person: one curve without a band.

    Refused for what the model only derives: that is never shown without its band. With
    averaged kinetics there is no typical person. Raises as `simulate` does.
    """
    outputs = tuple(outputs)
    for name in outputs:
        output = model.output(name)
        if output.kind == "model-derived":
            raise InputRefused(
                f"typical course of {name}",
                "without a band",
                "it must be simulated with draws",
                do="Use simulate().",
                why=f"It is {output.mark}.",
            )
    if len(model.variants) > 1:
        raise InputRefused(
            "typical person", "of several kinetics", "one of them must be chosen",
            do="Use simulate(), or name one of the kinetics.",
        )  # fmt: skip
    plan = _plan(
        model, dosing, outputs, until_h, from_h, per_h, windows, changes, belief, 1, purpose
    )
    part = _follow(model, plan.graphs[0], plan.beliefs[0].typical(), plan, executor)
    return _course(model, plan, [part], dosing, seed=None)


class _Plan(Value):
    """What all variants share, and of each the graph with no more than the outputs need, and
    what is believed."""

    graphs: tuple[Graph, ...]
    beliefs: tuple[Belief, ...]
    events: tuple[Event, ...]
    outputs: tuple[Output, ...]
    until_h: float
    from_h: float
    per_h: int
    at_h: tuple[float, ...]
    windows: tuple[Window, ...]
    credits: Mapping[str, Credit]
    purpose: Purpose


def _plan(
    model: Model, dosing: Dosing, outputs: Iterable[str], until_h: float | None, from_h: float,
    per_h: int | None, windows: Sequence[Window], changes: Changes | None,
    belief: Belief | None, n: int, purpose: Purpose, *, whole: bool = True,
    read_h: Sequence[float] = (),
) -> _Plan:  # fmt: skip
    shown = tuple(model.output(name) for name in dict.fromkeys(outputs))
    if not shown:
        raise InputRefused("outputs", "none", "at least one must be asked for")
    end_h = dosing.until_h + AFTER_H if until_h is None else from_h + until_h
    if not end_h > from_h:
        raise OutOfRange("end of the simulation", end_h - from_h, "h", "above 0")
    events = [e for e in dosing.events() if e.time_h <= end_h]
    covariates = model.body.covariates(model.known)
    for values in (changes or {}).values():
        for name, value in values.items():
            model.body.check_covariate(name, value, model.known)
    for name in sorted({name for values in (changes or {}).values() for name in values}):
        # A covariate has its first value from the start on: it must begin as it is.
        events.insert(0, Event(0.0, evid=2, values={name: covariates[name]}))
    events += [Event(at_h, evid=2, values=values) for at_h, values in (changes or {}).items()]
    least_crcl = min((v["CRCL"] for v in (changes or {}).values() if "CRCL" in v), default=None)
    credits = credits_of(model, shown, settings_of(model, dosing, least_crcl=least_crcl), purpose)
    shifted = tuple(Window(w.name, w.start_h + from_h, w.end_h + from_h) for w in windows)
    graphs = tuple(needed(variant.graph, events, shown) for variant in model.variants)
    at_h = tuple(from_h + hour for hour in sorted(set(read_h)))
    if at_h:
        per_h = per_h or 0
    if per_h is None:
        per_h = int(model.known.number("predict.nodes_per_hour"))
        if (end_h - from_h) * per_h * n * len(shown) > MOST_KEPT:
            at_h = _thinned(from_h, end_h, per_h, most=max(1, MOST_KEPT // (n * len(shown))))
            per_h = 0
    return _Plan(
        graphs=graphs,
        beliefs=beliefs_of(model, graphs, belief),
        events=tuple(events),
        outputs=shown,
        until_h=end_h,
        from_h=from_h,
        per_h=per_h,
        at_h=at_h,
        windows=(*shifted, *([Window("all", from_h, end_h)] if whole else [])),
        credits=credits,
        purpose=purpose,
    )


def _thinned(from_h: float, end_h: float, per_h: int, *, most: int) -> tuple[float, ...]:
    """Every so-manieth of the usual readings, so that no more than `most` are left; never at the
    same hour of each day, which would show peaks alone, or troughs."""
    every = math.ceil((end_h - from_h) * per_h / most)
    while math.gcd(every, 24 * per_h) > 1:  # hours of a day
        every += 1
    count = math.floor((end_h - from_h) * per_h / every)
    return (*(from_h + i * every / per_h for i in range(count)), end_h)


def _follow(
    model: Model, graph: Graph, draws: Draws, plan: _Plan, executor: Executor | None
) -> Trajectory:
    program = compile_program(
        graph,
        read_by(graph, plan.events),
        until_h=plan.until_h,
        # What was before is not shown.
        from_h=plan.from_h,
        per_h=plan.per_h,
        at_h=plan.at_h,
        windows=plan.windows,
        nocb=False,
    )
    outputs = [output.signal for output in plan.outputs]
    return run(program, numbers_of(model, graph, draws), outputs, executor=executor)


def _why(plan: _Plan) -> tuple[str, ...]:
    """The facts behind what was simulated, and no others."""
    ids = [id for output in plan.outputs for id in output.rests_on]
    for belief, graph in zip(plan.beliefs, plan.graphs, strict=True):
        ids += belief.why_of(graph.parameters)
    return tuple(dict.fromkeys((*ids, "predict.draws", "predict.nodes_per_hour")))


def _course(
    model: Model, plan: _Plan, parts: Sequence[Trajectory], dosing: Dosing, *, seed: int | None
) -> Course:
    times = parts[0].times_h
    shown = times >= plan.from_h - 1e-9
    times = times[shown] - plan.from_h
    curves = {}
    for output in plan.outputs:
        factor = model.graph.unit(output.signal).scale / parse_unit(output.unit).scale
        values = np.concatenate([part[output.signal] for part in parts], axis=1)[shown] * factor
        windows = {
            w.name: _reduced(w, output, [part.windows[w.name] for part in parts], factor, plan)
            for w in plan.windows
        }
        curves[output.name] = Curve(
            output, times, values, windows, plan.credits[output.name], plan.purpose
        )
    return Course(
        times_h=times,
        curves=curves,
        n=int(next(iter(curves.values())).values.shape[1]),
        seed=seed,
        kinetics=model.kinetics,
        why=_why(plan),
        assumed=model.assumed,
        outside=(*model.outside, *_beyond(model, dosing)),
        against=model.against,
        credits=plan.credits,
        purpose=plan.purpose,
    )


def _reduced(
    window: Window, output: Output, parts: Sequence[Mapping[str, Reduction]], factor: float,
    plan: _Plan,
) -> Reduced:  # fmt: skip
    def all_of(field: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(part[output.signal], field) for part in parts])

    return Reduced(
        name=window.name,
        start_h=window.start_h - plan.from_h,
        end_h=window.end_h - plan.from_h,
        Cmax=all_of("peak") * factor,
        Cmin=all_of("trough") * factor,
        Cavg=all_of("mean") * factor,
        AUC=all_of("area") * factor,
        tmax=all_of("peak_at_h") - plan.from_h,
    )


def _beyond(model: Model, dosing: Dosing) -> tuple[Note, ...]:
    """Where what is given leaves what the model was built on."""
    known = model.known
    notes = []
    if most_in_a_day_mg(dosing) > known.number("overdose.domain.dose_from"):
        notes.append(known.note("beyond.by_mouth"))
    if "granules" in dosing.ways:
        notes.append(known.note("beyond.granules"))
    if dosing.sessions and set(PUBLISHED) & {v.kinetics for v in model.variants}:
        notes.append(known.note("beyond.dialysis"))
    _, most = known.numbers("it.domain.per_day")
    if any(i.per_day.in_mcg > most for i in dosing.infused):
        notes.append(known.note("beyond.pump", most=most))
    bolus = known.number("it.domain.bolus")
    if any(g.way == "intrathecal" and g.dose.in_mcg > bolus for g in dosing.given):
        notes.append(known.note("beyond.bolus"))
    mouth = any(g.way != "intrathecal" for g in dosing.given)
    if mouth and "intrathecal" in dosing.ways:
        notes.append(known.note("beyond.both"))
    return tuple(notes)

"""What a run cannot do well: too fast a filter is followed more closely, no NaN gets out."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from baclofen.engine.draws import Numbers, must_hold
from baclofen.engine.expression import evaluate, parse
from baclofen.engine.program import MOST_PANELS, Program
from baclofen.engine.trajectory import Trajectory
from baclofen.errors import InputRefused, OutOfRange

# In a panel a filter may forget its start by exp of so much: the error is then 2e-9 at 16
# places, and grows tenfold with each tenth more.
MOST_FORGETTING = 3.0


def with_short_panels(program: Program, parameters: Mapping[str, Numbers]) -> Program:
    """The program, with panels so short that its fastest filter is still followed.

    Raises `OutOfRange` where there would be too many.
    """
    graph, fastest = program.graph, 0.0
    for epoch in range(len(program.epochs)):
        now = program.at_epoch(parameters, epoch)
        for turnover in graph.turnovers:
            loss = graph.formula(turnover.loss)
            if set(loss.names) & set(graph.states):
                continue
            with np.errstate(all="ignore"):
                values = np.atleast_1d(np.asarray(evaluate(loss, now, np, {}), dtype=float))
            must_hold(f"loss of {turnover.name}", values, np.isfinite(values), "per h", "finite")
            fastest = max(fastest, float(values.max()))
    if fastest * program.longest_h <= MOST_FORGETTING:
        return program
    # A power of 2, so that draws that differ a little share one layout.
    longest_h = 2.0 ** math.floor(math.log2(MOST_FORGETTING / fastest))
    if program.until_h / longest_h > MOST_PANELS:
        raise OutOfRange(
            "loss of a turnover",
            fastest,
            "per h",
            f"at most {MOST_FORGETTING * MOST_PANELS / program.until_h:.3g} in a run this long",
            do="What is that fast follows its gain at once: make it a signal.",
        )
    return program.with_panels(longest_h)


def check_inputs(program: Program, parameters: Mapping[str, Numbers]) -> None:
    """Raise `OutOfRange` for a lag or an F below 0, at any epoch and for any draw."""
    for epoch in range(len(program.epochs)):
        now = program.at_epoch(parameters, epoch)
        for name, way_in in program.graph.inputs.items():
            for what, text, unit in (("lag", way_in.lag, "h"), ("F", way_in.F, "")):
                with np.errstate(all="ignore"):
                    value = np.atleast_1d(np.asarray(evaluate(parse(text), now, np, {}), float))
                must_hold(f"{what} of the input {name}", value, value >= 0, unit, "0 or more")


def must_be_finite(found: Trajectory) -> None:
    """Raise `InputRefused` for an output that is not a number everywhere."""
    values = list(found.values.items())
    for window, outputs in found.windows.items():
        for name, reduced in outputs.items():
            for field in (reduced.peak, reduced.trough, reduced.area, reduced.above_h):
                values.append((f"{name} over {window}", field))
    for name, value in values:
        if not np.isfinite(value).all():
            raise InputRefused(
                f"output {name}",
                "not finite: it overflows, or divides by 0",
                "formulas must give numbers for these parameters",
                do="If the loss of a turnover grows large, give a shorter longest_h.",
            )

"""What the model predicts for a target: one number, from the typical person or from many.

Typical subjects carry no spread between people. Populations carry that one only, not the
uncertainty of the typical values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window
from baclofen.errors import InputRefused
from baclofen.knowledge import Credence, Knowledge
from baclofen.model import Kinetics, Model, model_of
from baclofen.qualification.subjects import SEED
from baclofen.qualification.target import Arm, Target
from baclofen.simulation import Curve, Reduced, settings_of, simulate, simulate_typical
from baclofen.value import replace

Numbers = NDArray[np.float64]

#: Readings an hour: every 0.02 h where the whole time fits in a few weeks.
FINE, COARSE, FINE_UP_TO_H = 50, 4, 600.0
#: So many mean residence times after the last dose nothing is left.
UNTIL_GONE = 30.0


def predict(target: Target, known: Knowledge, *, kinetics: Kinetics = "composite") -> float:
    """The prediction, in the target's unit. Raises what the model refuses."""
    return float(_STATISTICS[target.statistic](_Ask(target, known, kinetics)))


def credence_of(target: Target, known: Knowledge) -> Credence:
    """What a person who decides is told of such a figure."""
    arm = target.arm
    model = model_of(arm.body, known, arm.syndrome)
    return known.credibility.worst([arm.output], settings_of(model, arm.dosing)).verdict


class _Ask:
    """One target with the means to answer it."""

    def __init__(self, target: Target, known: Knowledge, kinetics: Kinetics) -> None:
        self.target, self.known, self.kinetics = target, known, kinetics
        self.arm = target.arm
        self.settings = target.settings

    def model(self, arm: Arm) -> Model:
        # The other kinetics were made of adults.
        child = arm.body.is_child(self.known)
        kinetics: Kinetics = "composite" if child else self.kinetics
        return model_of(arm.body, self.known, arm.syndrome, kinetics=kinetics)

    def versus(self) -> Arm:
        if self.target.versus is None:
            raise InputRefused(
                f"target {self.target.id}", "without versus", "its statistic is a ratio"
            )
        return self.target.versus

    def gone_h(self, arm: Arm) -> float:
        """When all that was given is gone."""
        # Slower than any: renal clearance alone, with the largest volume.
        largest_L = self.known.number("oral.F") * 1.2 * arm.body.weight_kg
        slowest = largest_L / max(0.06 * arm.body.crcl, 0.6)
        return arm.dosing.until_h + max(UNTIL_GONE * slowest, 96.0)

    def typical(self, arm: Arm, until_h: float, windows: tuple[Window, ...] = ()) -> Curve:
        course = simulate_typical(
            self.model(arm), arm.dosing, outputs=[arm.output], until_h=until_h,
            per_h=FINE if until_h <= FINE_UP_TO_H else COARSE, windows=windows,
            purpose="comparison",
        )  # fmt: skip
        return course[arm.output]

    def effect_hours(self, arm: Arm) -> tuple[float, float]:
        """The last day of a regimen, or the day after a single dose."""
        end = arm.dosing.until_h
        single = len(arm.dosing.given) <= 1 and not arm.dosing.infused
        return (0.0, end + 24.0) if single else (max(end - 24.0, 0.0), end)

    def last_day(self, arm: Arm) -> float:
        end = arm.dosing.until_h
        curve = self.typical(arm, end, (Window("last day", max(end - 24.0, 0.0), end),))
        return curve.over("last day").Cavg.median


def _dose_mg(arm: Arm, until_h: float = math.inf) -> float:
    """All that was given by mouth, in mg."""
    return sum(
        g.dose.in_mg for g in arm.dosing.given if g.way != "intrathecal" and g.time_h <= until_h
    )


def _CL_F(ask: _Ask, arm: Arm) -> float:
    curve = ask.typical(arm, ask.gone_h(arm))
    # mg over ng*h/mL is a thousand L/h.
    return _dose_mg(arm) * 1000 / curve.over().AUC.median


def _half_life(ask: _Ask) -> float:
    curve = ask.typical(ask.arm, ask.gone_h(ask.arm))
    return curve.terminal_half_life_h.median


def _half_life_between(ask: _Ask) -> float:
    start, end = ask.settings["from_h"], ask.settings["until_h"]
    curve = ask.typical(ask.arm, max(end, ask.arm.dosing.until_h))
    ratio = curve.at(start).median / curve.at(end).median
    return math.log(2) * (end - start) / math.log(ratio)


def _time_of_minimum(ask: _Ask) -> float:
    # A day after a single dose: long past every effect.
    curve = ask.typical(ask.arm, ask.arm.dosing.until_h + 24.0)
    return float(curve.times_h[int(np.argmin(curve.median))])


def _time_to_plateau(ask: _Ask) -> float:
    curve = ask.typical(ask.arm, ask.arm.dosing.until_h)
    change = np.abs(curve.median - curve.median[0])
    first = int(np.argmax(change >= ask.settings["fraction"] * change.max()))
    return float(curve.times_h[first])


def _swing(ask: _Ask) -> float:
    times = sorted(g.time_h for g in ask.arm.dosing.given)
    if len(times) < 2:
        raise InputRefused(
            f"target {ask.target.id}", "of one dose", "a swing needs a dosing interval"
        )
    start, length = times[-1], times[-1] - times[-2]
    curve = ask.typical(ask.arm, start + length, (Window("interval", start, start + length),))
    e = curve.over("interval")
    return 100 * (e.Cmax.median - e.Cmin.median) / e.Cmin.median


def _excreted(ask: _Ask) -> float:
    until_h = ask.settings["until_h"]
    return ask.typical(ask.arm, until_h).at(until_h).median / _dose_mg(ask.arm, until_h)


def _non_renal(ask: _Ask) -> float:
    """What did not pass into urine of what entered the body, once all is gone."""
    arm = replace(ask.arm, output="urine_unchanged_mg")
    until_h = ask.gone_h(arm)
    F = ask.known.number("oral.F")
    return 1 - ask.typical(arm, until_h).at(until_h).median / (_dose_mg(arm) * F)


def _people(ask: _Ask, arm: Arm, start_h: float, end_h: float) -> Reduced:
    """Every person of the population over a stretch of time."""
    course = simulate(
        ask.model(arm), arm.dosing, outputs=[arm.output], until_h=end_h, per_h=0,
        n=ask.target.population, spreads="people", seed=SEED, purpose="comparison",
        windows=(Window("asked", start_h, end_h),),
    )  # fmt: skip
    return course[arm.output].each["asked"]


def _each(ask: _Ask, arm: Arm) -> Numbers:
    """Every person's peak effect: the highest level or harm, the lowest of a score."""
    reduced = _people(ask, arm, *ask.effect_hours(ask.arm))
    highest = arm.output.startswith("prob_") or arm.output.endswith("ng_mL")
    return reduced.Cmax if highest else reduced.Cmin


def _excess(ask: _Ask) -> float:
    """The same people with the drug and without."""
    nothing = replace(ask.arm, dosing=ask.arm.dosing.without_doses)
    return float((_each(ask, ask.arm) - _each(ask, nothing)).mean())


def _spread_of_area(ask: _Ask) -> float:
    areas = _people(ask, ask.arm, 0.0, ask.gone_h(ask.arm)).AUC
    return 100 * float(areas.std(ddof=1) / areas.mean())


_STATISTICS: Mapping[str, Callable[[_Ask], float]] = {
    "Cmax": lambda a: a.typical(a.arm, a.gone_h(a.arm)).over().Cmax.median,
    "tmax": lambda a: a.typical(a.arm, a.gone_h(a.arm)).over().tmax.median,
    "AUC_0_inf": lambda a: a.typical(a.arm, a.gone_h(a.arm)).over().AUC.median,
    "AUC_0_t": lambda a: a.typical(a.arm, a.settings["until_h"]).over().AUC.median,
    "terminal_half_life": _half_life,
    "half_life_between": _half_life_between,
    "CL_F": lambda a: _CL_F(a, a.arm),
    "CL_F_per_kg": lambda a: _CL_F(a, a.arm) / a.arm.body.weight_kg,
    "one_minus_CL_F_ratio": lambda a: 1 - _CL_F(a, a.arm) / _CL_F(a, a.versus()),
    "Cmax_ratio": lambda a: (
        a.typical(a.arm, a.gone_h(a.arm)).over().Cmax.median
        / a.typical(a.versus(), a.gone_h(a.versus())).over().Cmax.median
    ),
    "AUC_ratio_last_day": lambda a: a.last_day(a.arm) / a.last_day(a.versus()),
    "mean_ratio_last_day": lambda a: a.last_day(a.arm) / a.last_day(a.versus()),
    "mean_last_day": lambda a: a.last_day(a.arm),
    "at_h": lambda a: a.typical(a.arm, max(a.settings["at_h"], 0.1)).at(a.settings["at_h"]).median,
    "time_of_minimum": _time_of_minimum,
    "time_to_fraction_of_plateau": _time_to_plateau,
    "swing_percent_last_interval": _swing,
    "fraction_of_dose_by_h": _excreted,
    "non_renal_fraction": _non_renal,
    "AUC_between_subject_cv_percent": _spread_of_area,
    "population_mean": lambda a: float(_each(a, a.arm).mean()),
    "excess_over_placebo": _excess,
}

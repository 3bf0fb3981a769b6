"""A statistic of a published figure, read off what the model simulates: one number a person.

Typical subjects carry no spread between people. Populations carry that one only, not the
uncertainty of the typical values. Groups carry both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window
from baclofen.errors import InputRefused
from baclofen.knowledge import Knowledge
from baclofen.model import Kinetics, Model, model_of
from baclofen.qualification.groups import Groups
from baclofen.qualification.holding import dose_to_hold, dose_to_hold_of
from baclofen.qualification.measure import start_of
from baclofen.qualification.subjects import SEED, spinal
from baclofen.qualification.target import Arm, Target
from baclofen.simulation import Curve, Reduced, simulate, simulate_typical
from baclofen.value import replace

Numbers = NDArray[np.float64]

#: Readings an hour: every 0.02 h where the whole time fits in a few weeks.
FINE, COARSE, FINE_UP_TO_H = 50, 4, 600.0
#: So many mean residence times after the last dose nothing is left.
UNTIL_GONE = 30.0
#: Groups of a band, and people in each: fewer on courses of months, which take long.
GROUPS, EACH, EACH_FOR_MONTHS, MONTHS_FROM_H = 40, 25, 8, 1500.0
#: End of the first weeks, with which what is left after years is compared.
EARLY_H = 672.0


def each_of(arm: Arm) -> int:
    """People in a group."""
    return EACH if arm.dosing.until_h < MONTHS_FROM_H else EACH_FOR_MONTHS


class Ask:
    """One target with the means to answer it: of the typical person, or of people in groups."""

    def __init__(
        self, target: Target, known: Knowledge, kinetics: Kinetics, *, in_groups: bool = False,
        fold: Numbers | None = None,
    ) -> None:  # fmt: skip
        self.target, self.known, self.kinetics = target, known, kinetics
        self.arm = target.arm
        self.settings = target.settings
        self.in_groups, self.fold = in_groups, fold

    def given(self, fold: Numbers | None) -> Ask:
        """The same where people got so many times what is written."""
        return Ask(self.target, self.known, self.kinetics, in_groups=self.in_groups, fold=fold)

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

    def curve(
        self, arm: Arm, until_h: float, windows: tuple[Window, ...] = (), *, read: bool = True
    ) -> Curve:
        """Of the typical person, or of all people of all groups; unread, it has windows alone."""
        if self.in_groups:
            return self._curve_of_groups(arm, until_h, windows, COARSE if read else 0)
        course = simulate_typical(
            self.model(arm), arm.dosing, outputs=[arm.output], until_h=until_h,
            per_h=FINE if until_h <= FINE_UP_TO_H else COARSE, windows=windows,
            purpose="comparison",
        )  # fmt: skip
        return course[arm.output]

    def _curve_of_groups(
        self, arm: Arm, until_h: float, windows: tuple[Window, ...], per_h: int
    ) -> Curve:
        model = self.model(arm)
        each = len(self.fold) // GROUPS if self.fold is not None else each_of(arm)
        groups = Groups(model.belief, GROUPS, each)
        by_mouth = not arm.dosing.infused and any(g.way != "intrathecal" for g in arm.dosing.given)
        course = simulate(
            model, arm.dosing, outputs=[arm.output], until_h=until_h, per_h=per_h,
            windows=windows, seed=SEED, n=GROUPS * each, purpose="comparison",
            belief=groups if self.fold is None else groups.dosed(self.fold, by_mouth=by_mouth),
        )  # fmt: skip
        return course[arm.output]

    def people(self, arm: Arm, start_h: float, end_h: float) -> Reduced:
        """Every person of the population over a stretch of time."""
        asked = (Window("asked", start_h, end_h),)
        if self.in_groups:
            return self._curve_of_groups(arm, end_h, asked, 0).each["asked"]
        course = simulate(
            self.model(arm), arm.dosing, outputs=[arm.output], until_h=end_h, per_h=0,
            n=self.target.population, spreads="people", seed=SEED, windows=asked,
            purpose="comparison",
        )  # fmt: skip
        return course[arm.output].each["asked"]

    def effect_hours(self, arm: Arm) -> tuple[float, float]:
        """The last day of a regimen, or the day after a single dose."""
        end = arm.dosing.until_h
        single = len(arm.dosing.given) <= 1 and not arm.dosing.infused
        return (0.0, end + 24.0) if single else (max(end - 24.0, 0.0), end)

    def last_day(self, arm: Arm) -> Numbers:
        """The mean of the last day."""
        end = arm.dosing.until_h
        day = Window("last day", max(end - 24.0, 0.0), end)
        return self.curve(arm, end, (day,), read=False).each["last day"].Cavg


def _dose_mg(arm: Arm, until_h: float = math.inf) -> float:
    """All that was given by mouth, in mg."""
    return sum(
        g.dose.in_mg for g in arm.dosing.given if g.way != "intrathecal" and g.time_h <= until_h
    )


def _over_all(ask: Ask, arm: Arm) -> Reduced:
    return ask.curve(arm, ask.gone_h(arm), read=False).each["all"]


def _CL_F(ask: Ask, arm: Arm) -> Numbers:
    # mg over ng*h/mL is a thousand L/h.
    return _dose_mg(arm) * 1000 / _over_all(ask, arm).AUC


def _at(curve: Curve, time_h: float) -> Numbers:
    return np.array([np.interp(time_h, curve.times_h, v) for v in curve.values.T])


def _at_h(ask: Ask) -> Numbers:
    time_h = ask.settings["at_h"]
    return _at(ask.curve(ask.arm, max(time_h, 0.1)), time_h)


def _half_life(ask: Ask) -> Numbers:
    return ask.curve(ask.arm, ask.gone_h(ask.arm)).terminal_half_lives_h


def _half_life_between(ask: Ask) -> Numbers:
    start, end = ask.settings["from_h"], ask.settings["until_h"]
    curve = ask.curve(ask.arm, max(end, ask.arm.dosing.until_h))
    return np.asarray(math.log(2) * (end - start) / np.log(_at(curve, start) / _at(curve, end)))


def _time_of_minimum(ask: Ask) -> Numbers:
    # A day after a single dose: long past every effect.
    curve = ask.curve(ask.arm, ask.arm.dosing.until_h + 24.0)
    return np.asarray(curve.times_h[np.argmin(curve.values, axis=0)])


def _lowest(ask: Ask) -> Numbers:
    return ask.curve(ask.arm, ask.arm.dosing.until_h + 24.0).each["all"].Cmin


def _time_to_plateau(ask: Ask) -> Numbers:
    curve = ask.curve(ask.arm, ask.arm.dosing.until_h)
    change = np.abs(curve.values - curve.values[0])
    reached = change >= ask.settings["fraction"] * change.max(axis=0)
    return np.asarray(curve.times_h[np.argmax(reached, axis=0)])


def _swing(ask: Ask) -> Numbers:
    times = sorted(g.time_h for g in ask.arm.dosing.given)
    if len(times) < 2:
        raise InputRefused(
            f"target {ask.target.id}", "of one dose", "a swing needs a dosing interval"
        )
    start, length = times[-1], times[-1] - times[-2]
    curve = ask.curve(ask.arm, start + length, (Window("interval", start, start + length),))
    e = curve.each["interval"]
    return 100 * (e.Cmax - e.Cmin) / e.Cmin


def _excreted(ask: Ask) -> Numbers:
    until_h = ask.settings["until_h"]
    return _at(ask.curve(ask.arm, until_h), until_h) / _dose_mg(ask.arm, until_h)


def _non_renal(ask: Ask) -> Numbers:
    """What did not pass into urine of what entered the body, once all is gone."""
    arm = replace(ask.arm, output="urine_unchanged_mg")
    until_h = ask.gone_h(arm)
    F = ask.known.number("oral.F")
    return 1 - _at(ask.curve(arm, until_h), until_h) / (_dose_mg(arm) * F)


def _each(ask: Ask, arm: Arm) -> Numbers:
    """Every person's peak effect: the highest level or harm, the lowest of a score."""
    reduced = ask.people(arm, *ask.effect_hours(ask.arm))
    highest = arm.output.startswith("prob_") or arm.output.endswith("ng_mL")
    return reduced.Cmax if highest else reduced.Cmin


def _excess(ask: Ask) -> Numbers:
    """The same people with the drug and without."""
    nothing = replace(ask.arm, dosing=ask.arm.dosing.without_doses)
    return _each(ask, ask.arm) - _each(ask, nothing)


def _share_above(ask: Ask) -> Numbers:
    """People whose score rises above its start within some hours after the last dose."""
    start, end = start_of(ask.arm), ask.arm.dosing.until_h
    if start is None:
        raise InputRefused(
            f"target {ask.target.id}", "without a start", "a share above it needs the score before"
        )
    reduced = ask.people(ask.arm, end, end + ask.settings["until_h"])
    return np.asarray((reduced.Cmax > start * (1 + 1e-9)).astype(float))


def _kept(ask: Ask) -> Numbers:
    """Effect on the last day over that after the first four weeks."""
    start, end = start_of(ask.arm), ask.arm.dosing.until_h
    top = 1.0 if start is None else start
    days = Window("early", EARLY_H - 24.0, EARLY_H), Window("late", end - 24.0, end)
    each = ask.curve(ask.arm, end, days, read=False).each
    return np.asarray((top - each["late"].Cavg) / (top - each["early"].Cavg))


def _dose_ratio(ask: Ask) -> Numbers:
    """The mean dose of a cohort at the end over its first; each holds the first effect."""
    (first,) = ask.arm.dosing.infused
    months = (first.end_h - first.start_h) / (365.25 / 12 * 24)
    first_mcg = first.per_day.in_mcg
    if not ask.in_groups:
        return dose_to_hold(ask.known, months, first_mcg)
    cohorts = Groups(spinal(ask.known).belief, GROUPS, EACH)
    draws = cohorts.draw(GROUPS * EACH, np.random.default_rng(SEED))
    return dose_to_hold_of(draws, months, first_mcg)


def _spread_of_area(ask: Ask) -> Numbers:
    areas = ask.people(ask.arm, 0.0, ask.gone_h(ask.arm)).AUC
    return np.array([100 * areas.std(ddof=1) / areas.mean()])


#: Figures that are no mean of people: a spread, or the end of a range.
NO_MEAN = ("AUC_between_subject_cv_percent", "swing_percent_last_interval")

#: Each gives one number a person: the typical one, or people in groups.
READ_OFF: Mapping[str, Callable[[Ask], Numbers]] = {
    "Cmax": lambda a: _over_all(a, a.arm).Cmax,
    "tmax": lambda a: _over_all(a, a.arm).tmax,
    "AUC_0_inf": lambda a: _over_all(a, a.arm).AUC,
    "AUC_0_t": lambda a: a.curve(a.arm, a.settings["until_h"], read=False).each["all"].AUC,
    "terminal_half_life": _half_life,
    "half_life_between": _half_life_between,
    "CL_F": lambda a: _CL_F(a, a.arm),
    "CL_F_per_kg": lambda a: _CL_F(a, a.arm) / a.arm.body.weight_kg,
    "one_minus_CL_F_ratio": lambda a: 1 - _CL_F(a, a.arm) / _CL_F(a, a.versus()),
    "Cmax_ratio": lambda a: _over_all(a, a.arm).Cmax / _over_all(a, a.versus()).Cmax,
    "AUC_ratio_last_day": lambda a: a.last_day(a.arm) / a.last_day(a.versus()),
    "mean_ratio_last_day": lambda a: a.last_day(a.arm) / a.last_day(a.versus()),
    "mean_last_day": lambda a: a.last_day(a.arm),
    "at_h": _at_h,
    "time_of_minimum": _time_of_minimum,
    "lowest": _lowest,
    "time_to_fraction_of_plateau": _time_to_plateau,
    "swing_percent_last_interval": _swing,
    "fraction_of_dose_by_h": _excreted,
    "non_renal_fraction": _non_renal,
    "AUC_between_subject_cv_percent": _spread_of_area,
    "population_mean": lambda a: _each(a, a.arm),
    "excess_over_placebo": _excess,
    "share_above_baseline": _share_above,
    "share_of_effect_kept": _kept,
    "dose_ratio_of_cohort": _dose_ratio,
}

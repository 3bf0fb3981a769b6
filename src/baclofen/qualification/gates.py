"""What the model must do beside single figures: orders, timings and shares.

Each gate is a number and the range it must be in. Those that are expected to fail say why, and
between which numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from baclofen.knowledge import Knowledge
from baclofen.model import Model
from baclofen.qualification.holding import dose_to_hold
from baclofen.qualification.score import Result
from baclofen.qualification.subjects import SEED, adult, spinal
from baclofen.regimen import Dosing, by_mouth, pump
from baclofen.simulation import simulate
from baclofen.units import mcg, mg
from baclofen.value import Value

Numbers = NDArray[np.float64]
PEOPLE = 400
DAY_H = 24.0


class Gate(Value):
    """One gate: the `value` found and the range allowed. `basis` are the facts behind it.

    `expect` says why a failure is expected, `expect_value` between which values, all outside the
    range.
    """

    id: str
    says: str
    value: float
    low: float
    high: float
    unit: str
    basis: tuple[str, ...]
    expect: str = ""
    expect_value: tuple[float, float] | None = None

    @property
    def passes(self) -> bool:
        return bool(self.low <= self.value <= self.high)

    @property
    def as_expected(self) -> bool:
        """Passed; or, where a failure is expected, failed by as much as was said."""
        if self.expect_value is None:
            return self.passes
        return bool(self.expect_value[0] <= self.value <= self.expect_value[1])

    @property
    def verdict(self) -> str:
        """In words, for a table."""
        if self.passes:
            return "passed" if self.as_expected else "PASSED, a failure was expected"
        return "failed (expected)" if self.as_expected else "FAILED"


_ONE_LINK = "one link cannot fit both the fall after a bolus and the slow rise on an infusion"
#: Gates on targets that are expected to fail: why, and between which values.
_EXPECTED: Mapping[str, tuple[str, tuple[float, float]]] = {
    "coma_200": (
        "people differ so much in the model that some must be in coma at 200 mg when half are at "
        "445 mg", (15.2, 17.0),
    ),
    "it_first_effect": (_ONE_LINK, (2.4, 3.3)),
    "it_max_inf": (_ONE_LINK, (9.0, 11.5)),
}  # fmt: skip


#: So many gates are judged by runs of their own.
RUN_GATES = 11


def judge_gates(known: Knowledge) -> Iterator[Gate]:
    """Every gate that is judged by runs of its own, one by one. Some seconds."""
    yield from _tolerance_gates(known)
    yield from _withdrawal_gates(known)
    yield from _order_gates(known)


def gates_of(results: Iterable[Result]) -> tuple[Gate, ...]:
    """The gates that are about figures already predicted as targets."""
    found = {r.target.id: r for r in results}
    reflex = [found[id] for id in ("hm_30", "hm_70", "hm_110")]
    apart = max(abs(r.predicted - (r.target.value or 0.0)) for r in reflex)
    gates = [
        Gate(
            "hm_within_a_tenth", "largest distance of H/M at three pump doses from the seen",
            apart, 0.0, 0.10, "of the untreated one", ("pd.hm_dose",),
        )
    ]  # fmt: skip
    for id, says, per, low, high, unit in (
        ("bolus_peak", "time of the largest effect of a bolus", 1.0, 3.0, 5.0, "h"),
        ("drowsy_excess", "drowsy in excess of placebo at 80 mg/day", 100.0, 13.0, 30.0, "points"),
        ("coma_200", "in deep coma after 200 mg", 100.0, 0.0, 15.0, "%"),
        ("coma_445", "in deep coma after 445 mg", 100.0, 40.0, 65.0, "%"),
        ("it_first_effect", "first effect of an infusion", 1.0, 6.0, 8.0, "h"),
        ("it_max_inf", "95 % of the effect of an infusion", 1.0, 24.0, 48.0, "h"),
    ):
        r = found[id]
        why, band = _EXPECTED.get(id, ("", None))
        found_here = r.predicted * per
        gates.append(
            Gate(f"gate_{id}", says, found_here, low, high, unit, (r.target.fact,), why, band)
        )
    return tuple(gates)


def _tolerance_gates(known: Knowledge) -> Iterable[Gate]:
    first, _ = known.numbers("pd.tol_spain")
    rise = dose_to_hold(known, 12, first)
    facts = ("pd.tol_spain", "pd.tol22", "tolerance.T_max")
    yield Gate(
        "dose_ratio_12_months", "mean pump dose after a year over the first", float(rise.mean()),
        1.6, 3.3, "ratio", facts,
    )  # fmt: skip
    yield Gate(
        "tolerant_share", "share that needs 100 mcg/day more within a year",
        100 * float(((rise - 1) * first > 100).mean()), 15, 30, "%", facts,
    )  # fmt: skip


def _drive(model: Model, dosing: Dosing, stop_h: float, after_h: float) -> tuple[Numbers, Numbers]:
    """Withdrawal drive of people over time from `stop_h`; shape (k,) and (k, n)."""
    course = simulate(
        model, dosing, outputs=["withdrawal_drive"], until_h=stop_h + after_h, per_h=1,
        n=PEOPLE, spreads="people", seed=SEED, purpose="comparison",
    )  # fmt: skip
    shown = course.times_h >= stop_h
    return course.times_h[shown] - stop_h, course["withdrawal_drive"].values[shown]


def _half_reached(times_h: Numbers, drive: Numbers) -> float:
    """Median over people of the hour by which half of the drive has been spent."""
    spent = np.cumsum(drive, axis=0)
    counted = spent[-1] > 0
    half = np.argmax(spent[:, counted] >= spent[-1, counted] / 2, axis=0)
    weights = spent[-1, counted]
    # People with more drive count for more: they are the ones that fall ill.
    order = np.argsort(times_h[half])
    share = np.cumsum(weights[order]) / weights.sum()
    return float(times_h[half][order][np.argmax(share >= 0.5)])


def _stops(daily: float, days_on: float) -> tuple[Dosing, Dosing]:
    """The same oral dose stopped at once, and tapered in seven steps over two weeks after it."""
    on = by_mouth(mg(daily / 4), every_h=6, days=days_on)
    taper = on
    for i, share in enumerate([0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2]):
        taper += by_mouth(mg(daily / 4 * share), every_h=6, days=2, at_h=DAY_H * (days_on + 2 * i))
    return on, taper


def _withdrawal_gates(known: Knowledge) -> Iterable[Gate]:
    facts = ("pd.wd_oral_times", "pd.wd_itb_time", "withdrawal.W50", "withdrawal.t_up")
    oral = adult(known)
    for daily in (30.0, 60.0, 80.0, 120.0):
        at_once, taper = _stops(daily, 60)
        times, abrupt = _drive(oral, at_once, at_once.until_h, 24 * 30)
        _, slow = _drive(oral, taper, at_once.until_h, 24 * 30)
        yield Gate(
            f"taper_below_stop_{daily:.0f}",
            f"withdrawal drive of a two-week taper over that of a stop, {daily:.0f} mg/day",
            float(slow.sum() / abrupt.sum()), 0.0, 1.0, "ratio", facts,
        )  # fmt: skip
        if daily == 80:
            yield Gate(
                "onset_after_oral_stop", "hour by which half of the drive is spent, 80 mg/day",
                _half_reached(times, abrupt), 18, 72, "h", facts,
            )  # fmt: skip
    on = pump(mcg(300), per="day", days=365)
    times, drive = _drive(spinal(known), on, on.until_h, 24 * 14)
    yield Gate(
        "onset_after_pump_stop", "hour by which half of the drive is spent, 300 mcg/day for a year",
        _half_reached(times, drive), 18, 72, "h", facts,
    )  # fmt: skip


def _order_gates(known: Knowledge) -> Iterable[Gate]:
    """More drug never gives less effect, at any of these doses, in anyone."""
    model = spinal(known)
    cases: tuple[tuple[str, Callable[[float], Dosing], tuple[float, ...]], ...] = (
        ("ashworth_1_5", lambda d: pump(mcg(d), per="day", days=3), (30, 70, 110, 200, 400, 800)),
        ("prob_drowsiness", lambda d: by_mouth(mg(d)), (5, 10, 20, 40, 80, 160)),
        ("nrs_0_10", lambda d: pump(mcg(d), per="day", days=3), (30, 70, 110, 200, 400, 800)),
    )
    for output, dosing_of_dose, doses in cases:
        each = []
        for dose in doses:
            dosing = dosing_of_dose(dose)
            course = simulate(
                model, dosing, outputs=[output], until_h=max(dosing.until_h, 24.0), per_h=4,
                n=PEOPLE, spreads="people", seed=SEED, purpose="comparison",
            )  # fmt: skip
            values = course[output].values
            each.append(values.max(axis=0) if output.startswith("prob_") else -values.min(axis=0))
        wrong = float((np.diff(np.array(each), axis=0) < -1e-6).mean())
        yield Gate(
            f"more_is_not_less_{output}",
            f"share of steps up in dose after which someone's {output} answered less",
            wrong, 0.0, 0.0, "share", ("receptor.K_A",),
        )  # fmt: skip

"""The pictures of a qualification, as numbers: what the model says over time and dose, beside
what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from baclofen.drawing import Chart, Point, Series
from baclofen.engine import Window
from baclofen.knowledge import Knowledge
from baclofen.model import SIDE_EFFECTS, Body, Model, model_of
from baclofen.qualification.holding import dose_to_hold
from baclofen.qualification.picture import Picture
from baclofen.qualification.subjects import SEED, adult, spinal
from baclofen.regimen import Dosing, bolus, by_mouth, pump
from baclofen.simulation import Course, simulate
from baclofen.units import mcg, mg

PEOPLE = 300


_Maker = Callable[[Knowledge], Picture]


def pictures(
    known: Knowledge, *, along: Callable[[Sequence[_Maker]], Iterable[_Maker]] = iter
) -> tuple[Picture, ...]:
    """All of them; some seconds. `along` hands out what makes each, one by one."""
    makers: tuple[_Maker, ...] = (
        _by_kidney, _bolus_in_CSF, _bolus_effect, _infusion_effect, _dose_response, _harms_by_dose,
        _tolerance, _stop_and_taper,
    )  # fmt: skip
    return tuple(make(known) for make in along(makers))


def _run(model: Model, dosing: Dosing, output: str, until_h: float, per_h: int = 4) -> Course:
    return simulate(
        model,
        dosing,
        outputs=[output],
        until_h=until_h,
        per_h=per_h,
        n=PEOPLE,
        seed=SEED,
        purpose="comparison",
    )


def _line(label: str, course: Course, output: str, *, per: float = 1.0) -> Series:
    curve = course[output]
    return Series(label, course.times_h / per, curve.low, curve.median, curve.high)


def _by_kidney(known: Knowledge) -> Picture:
    series = tuple(
        _line(
            f"CrCl {crcl:g} mL/min",
            _run(adult(known, crcl), by_mouth(mg(5)), "plasma_ng_mL", 36),
            "plasma_ng_mL",
        )
        for crcl in (105.0, 65.0, 40.0, 20.0)
    )
    return Picture(
        Chart(
            "kidney", "Plasma after one tablet of 5 mg, by kidney function", "hours",
            "plasma baclofen, ng/mL", series,
        ),
        says="Doses cut by a third, a half and two thirds gave the same exposure in kidney disease "
        "(Vlavonou 2014); the levels of that study were not found.",
        basis=("pk.vlavonou_mild", "pk.vlavonou_sev", "oral.CLr_slope"),
    )  # fmt: skip


def _bolus_in_CSF(known: Knowledge) -> Picture:
    series = tuple(
        _line(f"{dose} mcg", _run(spinal(known), bolus(mcg(dose)), "csf_lumbar_ng_mL", 12, 10),
              "csf_lumbar_ng_mL")
        for dose in (50, 100)
    )  # fmt: skip
    return Picture(
        Chart(
            "bolus_csf", "Lumbar CSF after an intrathecal bolus", "hours", "lumbar CSF, ng/mL",
            series,
        ),
        says="Half-life 1.51 h over 4 h (recalled); 0.9 to 5 h in four people.",
        basis=("pk.it_bolus_thalf", "pk.sallerin_thalf", "it.V_L"),
    )  # fmt: skip


def _bolus_effect(known: Knowledge) -> Picture:
    model = model_of(
        Body(age_y=45, weight_kg=70, crcl=105, baseline={"ashworth": 2.4}), known,
        "cerebral_spasticity",
    )  # fmt: skip
    course = _run(model, bolus(mcg(50)), "ashworth_1_5", 24, 10)
    start, at_4h, at_6h, *_ = known.numbers("pd.abi_bolus")
    return Picture(
        Chart(
            "bolus_effect", "Tone after a bolus of 50 mcg, brain injury", "hours",
            "Ashworth, 1 to 5", (_line("model", course, "ashworth_1_5"),),
            (Point(0, start, "seen"), Point(4, at_4h, "seen"), Point(6, at_6h, "seen")),
        ),
        says="The label's effect starts at 0.5 to 1 h, peaks at 4 h and lasts 4 to 8 h; the "
        "model's lasts longer.",
        basis=("pd.abi_bolus", "pd.it_bolus_onset", "site.ke_it"),
    )  # fmt: skip


def _infusion_effect(known: Knowledge) -> Picture:
    course = _run(spinal(known), pump(mcg(200), per="day", days=5), "ashworth_1_5", 120, 2)
    tone, then, *_ = known.numbers("pd.penn89")
    return Picture(
        Chart(
            "infusion_effect", "Tone on an infusion of 200 mcg/day, cord disease", "hours",
            "Ashworth, 1 to 5", (_line("model", course, "ashworth_1_5"),),
            (Point(0, tone, "seen"), Point(72, then, "seen; dose not told")),
        ),
        says="First effect at 6 to 8 h and the most at 24 to 48 h are published: the model is "
        "earlier on both. A link that fits them does not fit the bolus.",
        basis=("pd.penn89", "pk.it_onset_inf", "pk.it_max_inf"),
    )  # fmt: skip


def _dose_response(known: Knowledge) -> Picture:
    doses = (10, 30, 50, 70, 90, 110, 150, 200, 300)
    each = []
    for dose in doses:
        course = simulate(
            spinal(known), pump(mcg(dose), per="day", days=5), outputs=["hm_ratio"], until_h=120,
            per_h=0, n=PEOPLE, seed=SEED, purpose="comparison", windows=[Window("last", 96, 120)],
        )  # fmt: skip
        each.append(course["hm_ratio"].over("last").Cavg)
    x = np.array(doses, dtype=float)
    series = Series(
        "model", x, np.array([e.low for e in each]), np.array([e.median for e in each]),
        np.array([e.high for e in each]),
    )  # fmt: skip
    seen = zip(known.numbers("pd.hm_dose"), (0.75, 0.50, 0.25), strict=True)
    return Picture(
        Chart(
            "dose_response", "H-reflex by pump dose", "mcg/day", "H/M, of the untreated one",
            (series,), tuple(Point(dose, left, "seen") for dose, left in seen),
        ),
        says="The best dose-response there is in people; it calibrates the model.",
        basis=("pd.hm_dose", "receptor.K_A", "receptor.tau_Ia", "spasticity.theta_m"),
    )  # fmt: skip


def _harms_by_dose(known: Knowledge) -> Picture:
    doses = np.array([0.0, 20, 40, 60, 80, 100, 120])
    names = [f"prob_{name}" for name in SIDE_EFFECTS]
    means: dict[str, list[float]] = {name: [] for name in names}
    for daily in doses:
        dosing = by_mouth(mg(daily / 4), every_h=6, days=28)
        course = simulate(
            adult(known), dosing, outputs=names, until_h=24.0 * 28, per_h=0, n=PEOPLE, seed=SEED,
            spreads="people", purpose="comparison", windows=[Window("last", 24.0 * 27, 24.0 * 28)],
        )  # fmt: skip
        for name in names:
            means[name].append(100 * float(course[name].each["last"].Cmax.mean()))
    series = tuple(
        Series(name.removeprefix("prob_"), doses, *(np.array(means[name]),) * 3) for name in names
    )
    drug, placebo = known.numbers("pd.ae_drowsy")
    return Picture(
        Chart(
            "harms", "Side effects by daily dose by mouth, after four weeks", "mg/day",
            "people with it at the day's peak, %", series,
            (Point(0, placebo, "drowsy, 175 people"), Point(80, drug, "drowsy; dose assumed")),
        ),
        says="Means of a population. Placebo levels differ between trials: the excess counts.",
        basis=("pd.ae_drowsy", "pd.ae_hdb", "harm.drowsiness.slope"),
    )  # fmt: skip


def _tolerance(known: Knowledge) -> Picture:
    first, after = known.numbers("pd.tol_spain")
    months = np.array([0.0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18])
    each = [first * dose_to_hold(known, float(m), first) for m in months]
    series = Series(
        "model", months, *(np.array([np.quantile(e, q) for e in each]) for q in (0.05, 0.5, 0.95))
    )
    mean = np.array([e.mean() for e in each])
    return Picture(
        Chart(
            "tolerance", "Pump dose that keeps the first effect", "months", "mcg/day",
            (series, Series("model, mean", months, mean, mean, mean)),
            (Point(0, first, "seen"), Point(12, after, "seen, 64 people")),
        ),
        says="Another series called 22 % tolerant; part of either was faulty pumps.",
        basis=("pd.tol_spain", "pd.tol22", "tolerance.T_max"),
    )  # fmt: skip


def _stop_and_taper(known: Knowledge) -> Picture:
    on = pump(mcg(300), per="day", days=365)
    series = []
    for label, days in (("stop at once", 0), ("taper of 2 weeks", 14), ("taper of 6 weeks", 42)):
        dosing = on
        for day in range(days):
            rate = mcg(300 * (1 - (day + 0.5) / days))
            dosing += pump(rate, per="day", days=1, start_h=24.0 * (365 + day))
        course = simulate(
            spinal(known), dosing, outputs=["ashworth_1_5"], until_h=24.0 * (365 + 56), per_h=1,
            n=100, seed=SEED, purpose="comparison",
        )  # fmt: skip
        curve = course["ashworth_1_5"]
        shown = course.times_h >= 24.0 * 363
        series.append(
            Series(label, course.times_h[shown] / 24 - 365,
                   *(q[shown] for q in (curve.low, curve.median, curve.high)))
        )  # fmt: skip
    return Picture(
        Chart(
            "stop", "Tone after 300 mcg/day for a year: stopped at once, and tapered", "days after",
            "Ashworth, 1 to 5", tuple(series), (Point(0, 4.0, "before any treatment"),),
        ),
        says="Model-derived: the rebound above the starting level is an assumed process, shown to "
        "compare ways of stopping. It is no risk of withdrawal: nothing gives one. Labels and "
        "rules govern how fast a taper may be.",
        basis=("withdrawal.t_up", "withdrawal.t_dn", "cord.g_m", "pd.wd_itb_time"),
    )  # fmt: skip

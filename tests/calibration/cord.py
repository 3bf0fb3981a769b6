"""The block of the cord: what its figures are, and what the model says of them.

Every figure is of calibration by its mark, and tells its dose or has it as a nuisance; what else
is assumed of it is accounted for in `assumed.py`. Errors that no source tells are facts of their
own, marked as assumed (`fitting.error`). Falls count as parts of what could fall, so that trials of
one drug effect share it whatever their scale and start. Kinetics by mouth are given by their block.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.stats import norm  # type: ignore[import-untyped]

from baclofen.engine import Window
from baclofen.model import Draws
from baclofen.regimen import Dosing, bolus, pump, spread_over_day
from baclofen.simulation import settled_days, simulate
from baclofen.units import mcg
from tests.calibration.block import SEED, Block, Free, K, Numbers, Seen, was
from tests.calibration.handed import given_of
from tests.calibration.people import PEOPLE, Told, adult, mean, people

#: What the block takes as given beside: tolerance is fitted after it.
GIVEN = {"T_max": 0.491}
_RATIOS = ("hm_ratio", "tone_ratio", "spasm_ratio")

FREE: Mapping[str, Free] = {
    "ke_it": Free("log", was("site.ke_it"), 0.5, "site.ke_it"),
    "K_A": Free("log", was("receptor.K_A"), 0.3, "receptor.K_A"),
    "tau_Ia": Free("log", was("receptor.tau_Ia"), 0.3, "receptor.tau_Ia"),
    "theta_m": Free("logit", was("spasticity.theta_m"), 0.5, "spasticity.theta_m"),
    "theta_hm": Free("logit", was("spasticity.theta_m"), 0.5, "spasticity.theta_hm"),
    "theta_sp": Free("logit", was("spasticity.theta_sp"), 0.7, "spasticity.theta_sp"),
    # Nothing was measured between plasma and cord: from a seventh to sevenfold.
    "blood_to_cord": Free("log", 1.0, 1.0, "site.blood_to_cord"),
    # Penn does not tell the dose of three days.
    "penn_dose": Free("log", 200.0, K.number("fitting.doubt.pump")),
    # Exposure to R-baclofen of 40 mg extended release over that of 80 mg of racemate in tablets.
    "extended": Free("log", 1.0, K.number("fitting.doubt.exposure")),
    # The same of a prodrug's R content, and the score that its trial started from, of 4: not told.
    "prodrug": Free("log", 1.0, K.number("fitting.doubt.exposure")),
    "prodrug_start": Free("log", 3.0, K.number("fitting.doubt.start")),
    # SD of the log drug effect between trials.
    "between": Free("log", 0.2, 0.5),
}


def _fall(what: str, trial: str, fact: str, value: float, sd: float) -> Seen:
    """A figure that is a part of what could fall: at most all of it."""
    return Seen(what, trial, fact, value, sd, most=1.0)


def _figures() -> tuple[Seen, ...]:
    injured, abi = K.numbers("pd.abi_bolus"), "pd.abi_bolus"
    start, at_4h, at_6h, reflex, reflex_5h = injured
    peak, reflex_sd = K.numbers("pd.it_bolus_tc")[2], K.number("fitting.error.reflex")
    penn = K.numbers("pd.penn89")
    m_tone, m_after, m_spasms, m_left = K.numbers("later.meythaler96")
    drug, placebo = K.numbers("later.okuda_tone")
    before, before_placebo, k_drug, k_placebo = K.numbers("later.kantor_tone")
    limb = (before + before_placebo) / 2
    # Points over placebo, and errors by their P.
    low, high = K.numbers("later.nance_tone")
    low_se, high_se = low / norm.isf(0.0059 / 2), high / norm.isf(0.0007 / 2)
    # The SEs of okuda_tone are those of its intervals; kantor_tone tells none, of fewer people.
    okuda_se = np.hypot(0.61 / 3.92, 0.58 / 3.92) / limb
    return (
        *(
            _fall(f"reflex {dose}", "hm_dose", "pd.hm_dose", 1 - left, reflex_sd)
            for dose, left in zip((30, 70, 110), (0.75, 0.50, 0.25), strict=True)
        ),
        _fall("tone 4 h", "abi", abi, (start - at_4h) / (start - 1), 0.6 / np.sqrt(30) / 1.4),
        _fall("tone 6 h", "abi", abi, (start - at_6h) / (start - 1), 0.6 / np.sqrt(30) / 1.4),
        _fall("reflex 5 h", "abi", abi, 1 - reflex_5h / reflex, 19 / 62 / np.sqrt(30)),
        Seen("peak h", "torque", "pd.it_bolus_tc", peak, K.number("fitting.error.peak"), "", ""),
        Seen("log effect 2 h over 8.5 h", "torque", "pd.it_bolus_tc", 0.0,
             K.number("fitting.error.course"), "", ""),
        _fall("tone 4 h", "meythaler96", "later.meythaler96", (m_tone - m_after) / (m_tone - 1),
             0.6 / np.sqrt(11) / 3.2),
        _fall("spasms 4 h", "meythaler96", "later.meythaler96", 1 - m_left / m_spasms,
             0.7 / np.sqrt(11) / 3.1),
        _fall("penn tone", "penn89", "pd.penn89", (penn[0] - penn[1]) / (penn[0] - 1),
             0.4 / np.sqrt(20) / 3.0),
        _fall("penn spasms", "penn89", "pd.penn89", 1 - penn[3] / penn[2], 0.8 / np.sqrt(19) / 3.3),
        _fall("tone by mouth", "okuda", "later.okuda_tone", (placebo - drug) / limb, okuda_se),
        _fall("tone by mouth", "kantor", "later.kantor_tone", (k_placebo - k_drug) / limb,
             okuda_se * np.sqrt(357 / 236)),
        Seen("points on 40 mg of a prodrug", "nance", "later.nance_tone", low, low_se),
        Seen("points on 60 mg of a prodrug", "nance", "later.nance_tone", high, high_se),
    )  # fmt: skip


#: What plasma by mouth reads of the kinetics' block.
KINETICS = ("F", "CLr_slope", "CLnr", "V_factor")
#: Racemate with the R content of 1 mg of arbaclofen placarbil, by molecular weights (recalled).
PRODRUG = 2 * 213.66 / 399.87
_MODEL = adult("sci_spasticity")


def _last_day(dosing: Dosing, draws: Draws, s: int) -> dict[str, Numbers]:
    end = dosing.until_h
    course = simulate(
        _MODEL, dosing, outputs=_RATIOS, seed=SEED, n=s * PEOPLE, belief=Told(draws), until_h=end,
        per_h=0, windows=[Window("last", end - 24, end)], purpose="comparison",
    )  # fmt: skip
    return {name: 1 - mean(course[name].each["last"].Cavg, s) for name in _RATIOS}


def predict(told: Mapping[str, Numbers]) -> Mapping[str, Numbers]:
    """What the model says of every figure, by what it is: each (s,)."""
    s = len(told["K_A"])
    draws = people(_MODEL, told, GIVEN)
    found: dict[str, Numbers] = {}
    for dose in (30, 70, 110):
        on_it = _last_day(pump(mcg(dose), per="day", days=5), draws, s)
        found[f"reflex {dose}"] = on_it["hm_ratio"]
    course = simulate(
        _MODEL, bolus(mcg(50)), outputs=_RATIOS, seed=SEED, n=s * PEOPLE, belief=Told(draws),
        until_h=12, per_h=4, purpose="comparison",
    )  # fmt: skip
    tone, spasm, reflex = (
        1 - mean(course[n].values, s) for n in ("tone_ratio", "spasm_ratio", "hm_ratio")
    )
    found["tone 4 h"], found["tone 6 h"] = tone[16], tone[24]
    found["reflex 5 h"], found["spasms 4 h"] = reflex[20], spasm[16]
    found["peak h"] = _peak(course.times_h, tone)
    found["log effect 2 h over 8.5 h"] = np.log(tone[8] / tone[34])
    # Levels are in proportion to the dose: dividing clearance and volume multiplies it.
    before = FREE["penn_dose"].before
    fold = np.repeat(told["penn_dose"] / before, PEOPLE)
    penn = {**draws, "CL_CSF": draws["CL_CSF"] / fold, "V_L": draws["V_L"] / fold}
    on_it = _last_day(pump(mcg(before), per="day", days=3), penn, s)
    found["penn tone"], found["penn spasms"] = on_it["tone_ratio"], on_it["spasm_ratio"]
    found["tone by mouth"] = _by_mouth(80.0, told["extended"], draws, s)
    for daily in (40, 60):
        fall = _by_mouth(PRODRUG * daily, told["prodrug"], draws, s)
        found[f"points on {daily} mg of a prodrug"] = told["prodrug_start"] * fall
    return found


def _by_mouth(daily_mg: float, exposure: Numbers, draws: Draws, s: int) -> Numbers:
    """Part of tone that is gone on so much racemate a day, whose exposure (s,) is that of tablets
    times so much."""
    mouth = {**draws, "F": draws["F"] * np.repeat(exposure, PEOPLE)}
    days = settled_days(
        _MODEL, [spread_over_day(daily_mg, hours=(0, 6, 12, 18), unit_mg=daily_mg / 4)],
        outputs=["tone_ratio"], seed=SEED, belief=Told(mouth), n=s * PEOPLE, purpose="comparison",
    )  # fmt: skip
    return 1 - mean(days["tone_ratio"][0], s)


def _peak(times_h: Numbers, effect: Numbers) -> Numbers:
    """The hour of the largest effect (k, s), between readings by a parabola."""
    i = np.clip(np.argmax(effect, axis=0), 1, len(effect) - 2)
    each = np.arange(effect.shape[1])
    a, b, c = (effect[i + step, each] for step in (-1, 0, 1))
    step_h = times_h[1] - times_h[0]
    return np.asarray(times_h[i] + step_h * (a - c) / (2 * (a - 2 * b + c)))


BLOCK = Block("cord", FREE, _figures(), predict, given_of("kinetics", KINETICS))

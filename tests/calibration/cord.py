"""The block of the cord: what its figures are, what the model says of them, and how likely that is.

Every figure is of calibration by its mark, and tells its dose or has it as a nuisance; what stands
for something else sets nothing. Falls count as parts of what could fall, so that trials of one drug
effect share it whatever their scale and start.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window
from baclofen.knowledge import load_knowledge
from baclofen.model import Body, Draws, Independent, Model, Spreads, model_of
from baclofen.regimen import Dosing, bolus, pump, spread_over_day
from baclofen.simulation import settled_days, simulate
from baclofen.units import mcg
from baclofen.value import replace

Numbers = NDArray[np.float64]
K = load_knowledge()
#: People of every arm at every evaluation: the same, so that a difference is the parameters' own.
PEOPLE, SEED = 24, 20261129
#: What the block takes as given: tolerance is fitted after it.
GIVEN = {"T_max": 0.491}
_RATIOS = ("hm_ratio", "tone_ratio", "spasm_ratio")


class Free(NamedTuple):
    """A parameter that is estimated: on a log or logit scale, with its prior there. `fact` is where
    the posterior goes; a nuisance of the trials has none."""

    scale: str
    before: float
    sd: float
    fact: str = ""


def _was(id: str) -> float:
    fact = K.facts[id]
    return K.number(id) if fact.was is None else fact.was


FREE: Mapping[str, Free] = {
    "ke_it": Free("log", _was("site.ke_it"), 0.5, "site.ke_it"),
    "K_A": Free("log", _was("receptor.K_A"), 0.3, "receptor.K_A"),
    "tau_Ia": Free("log", _was("receptor.tau_Ia"), 0.3, "receptor.tau_Ia"),
    "theta_m": Free("logit", _was("spasticity.theta_m"), 0.5, "spasticity.theta_m"),
    "theta_hm": Free("logit", _was("spasticity.theta_m"), 0.5, "spasticity.theta_hm"),
    "theta_sp": Free("logit", _was("spasticity.theta_sp"), 0.7, "spasticity.theta_sp"),
    # Nothing was measured between plasma and cord: from a seventh to sevenfold.
    "blood_to_cord": Free("log", 1.0, 1.0, "site.blood_to_cord"),
    # Penn does not tell the dose of three days.
    "penn_dose": Free("log", 200.0, 0.4),
    # Exposure to R-baclofen of 40 mg extended release over that of 80 mg of racemate in tablets.
    "extended": Free("log", 1.0, 0.25),
    # SD of the log drug effect between trials.
    "between": Free("log", 0.2, 0.5),
}
NAMES = tuple(FREE)


class Seen(NamedTuple):
    """One figure: of a trial, its error's SD, and whether the trial's own drug effect moves it."""

    what: str
    trial: str
    fact: str
    value: float
    sd: float
    is_effect: bool = True


def _figures() -> tuple[Seen, ...]:
    injured, abi = K.numbers("pd.abi_bolus"), "pd.abi_bolus"
    start, at_4h, at_6h, reflex, reflex_5h = injured
    peak = K.numbers("pd.it_bolus_tc")[2]
    penn = K.numbers("pd.penn89")
    m_tone, m_after, m_spasms, m_left = K.numbers("later.meythaler96")
    drug, placebo = K.numbers("later.okuda_tone")
    before, before_placebo, k_drug, k_placebo = K.numbers("later.kantor_tone")
    limb = (before + before_placebo) / 2
    # The SEs of okuda_tone are those of its intervals; kantor_tone tells none, of fewer people.
    okuda_se = np.hypot(0.61 / 3.92, 0.58 / 3.92) / limb
    return (
        *(
            Seen(f"reflex {dose}", "hm_dose", "pd.hm_dose", 1 - left, 0.05)
            for dose, left in zip((30, 70, 110), (0.75, 0.50, 0.25), strict=True)
        ),
        Seen("tone 4 h", "abi", abi, (start - at_4h) / (start - 1), 0.6 / np.sqrt(30) / 1.4),
        Seen("tone 6 h", "abi", abi, (start - at_6h) / (start - 1), 0.6 / np.sqrt(30) / 1.4),
        Seen("reflex 5 h", "abi", abi, 1 - reflex_5h / reflex, 19 / 62 / np.sqrt(30)),
        Seen("peak h", "torque", "pd.it_bolus_tc", peak, 0.5, is_effect=False),
        Seen("log effect 2 h over 8.5 h", "torque", "pd.it_bolus_tc", 0.0, 0.3, is_effect=False),
        Seen("tone 4 h", "meythaler96", "later.meythaler96", (m_tone - m_after) / (m_tone - 1),
             0.6 / np.sqrt(11) / 3.2),
        Seen("spasms 4 h", "meythaler96", "later.meythaler96", 1 - m_left / m_spasms,
             0.7 / np.sqrt(11) / 3.1),
        Seen("penn tone", "penn89", "pd.penn89", (penn[0] - penn[1]) / (penn[0] - 1),
             0.4 / np.sqrt(20) / 3.0),
        Seen("penn spasms", "penn89", "pd.penn89", 1 - penn[3] / penn[2], 0.8 / np.sqrt(19) / 3.3),
        Seen("tone by mouth", "okuda", "later.okuda_tone", (placebo - drug) / limb, okuda_se),
        Seen("tone by mouth", "kantor", "later.kantor_tone", (k_placebo - k_drug) / limb,
             okuda_se * np.sqrt(357 / 236)),
    )  # fmt: skip


SEEN = _figures()


class Told:
    """People whose parameters are told, one after the other: a belief of draws."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws

    why: tuple[str, ...] = ()
    digest = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._draws)

    def why_of(self, names: Iterable[str]) -> tuple[str, ...]:
        return ()

    def typical(self) -> Draws:
        return {
            name: np.atleast_1d(values).mean(keepdims=True) for name, values in self._draws.items()
        }

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        return self._draws

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Told:
        return Told({**self._draws, **{name: np.array([v]) for name, v in values.items()}})


_MODEL: Model = model_of(Body(age_y=45, weight_kg=70, crcl=105), K, "sci_spasticity")


def natural(name: str, x: Numbers) -> Numbers:
    """Values of a parameter from those on its scale."""
    return np.exp(x) if FREE[name].scale == "log" else 1 / (1 + np.exp(-x))


def on_scale(name: str, value: float) -> float:
    """A value of a parameter on its scale."""
    return float(np.log(value) if FREE[name].scale == "log" else np.log(value / (1 - value)))


BEFORE = np.array([on_scale(name, free.before) for name, free in FREE.items()])
PRIOR_SD = np.array([free.sd for free in FREE.values()])


def _people(x: Numbers) -> dict[str, Numbers]:
    """Parameters of the same people under each row of `x` (s, p): arrays (s * PEOPLE,)."""
    prior = Independent(
        tuple(replace(p, typical=GIVEN.get(p.name, p.typical)) for p in _MODEL.prior.parameters)
    )
    normals, ignorance = prior.normals(PEOPLE, np.random.default_rng(SEED))
    # So few people are made to have the mean and spread they stand for.
    even = {n: (z - z.mean()) / z.std() for n, z in normals.items()}
    base = prior.from_normals(even, {n: 0 * z for n, z in ignorance.items()}, "people")
    made = {
        n: np.tile(v, len(x)) if v.size > 1 else np.full(len(x) * PEOPLE, v[0])
        for n, v in base.items()
    }
    for i, name in enumerate(NAMES):
        if name in made:
            spread = prior[name].omega * even.get(name, np.zeros(PEOPLE))
            made[name] = natural(name, (x[:, i, None] + spread).ravel())
    return made


def _mean(values: Numbers, s: int) -> Numbers:
    """Means of groups: (..., s * PEOPLE) to (..., s)."""
    return np.asarray(values.reshape(*values.shape[:-1], s, PEOPLE).mean(axis=-1))


def _last_day(dosing: Dosing, draws: Draws, s: int) -> dict[str, Numbers]:
    end = dosing.until_h
    course = simulate(
        _MODEL, dosing, outputs=_RATIOS, seed=SEED, n=s * PEOPLE, belief=Told(draws), until_h=end,
        per_h=0, windows=[Window("last", end - 24, end)], purpose="comparison",
    )  # fmt: skip
    return {name: 1 - _mean(course[name].each["last"].Cavg, s) for name in _RATIOS}


def predicted(x: Numbers) -> Numbers:
    """What the model says of every figure under each row of `x` (s, p): (s, figures)."""
    s = len(x)
    value = {name: natural(name, x[:, i]) for i, name in enumerate(NAMES)}
    draws = _people(x)
    found: dict[str, Numbers] = {}
    for dose in (30, 70, 110):
        on_it = _last_day(pump(mcg(dose), per="day", days=5), draws, s)
        found[f"reflex {dose}"] = on_it["hm_ratio"]
    course = simulate(
        _MODEL, bolus(mcg(50)), outputs=_RATIOS, seed=SEED, n=s * PEOPLE, belief=Told(draws),
        until_h=12, per_h=4, purpose="comparison",
    )  # fmt: skip
    tone, spasm, reflex = (
        1 - _mean(course[n].values, s) for n in ("tone_ratio", "spasm_ratio", "hm_ratio")
    )
    found["tone 4 h"], found["tone 6 h"] = tone[16], tone[24]
    found["reflex 5 h"], found["spasms 4 h"] = reflex[20], spasm[16]
    found["peak h"] = _peak(course.times_h, tone)
    found["log effect 2 h over 8.5 h"] = np.log(tone[8] / tone[34])
    # Levels are in proportion to the dose: dividing clearance and volume multiplies it.
    fold = np.repeat(value["penn_dose"] / FREE["penn_dose"].before, PEOPLE)
    penn = {**draws, "CL_CSF": draws["CL_CSF"] / fold, "V_L": draws["V_L"] / fold}
    on_it = _last_day(pump(mcg(FREE["penn_dose"].before), per="day", days=3), penn, s)
    found["penn tone"], found["penn spasms"] = on_it["tone_ratio"], on_it["spasm_ratio"]
    mouth = {**draws, "F": draws["F"] * np.repeat(value["extended"], PEOPLE)}
    days = settled_days(
        _MODEL, [spread_over_day(80.0, hours=(0, 6, 12, 18), unit_mg=20.0)],
        outputs=["tone_ratio"], seed=SEED, belief=Told(mouth), n=s * PEOPLE, purpose="comparison",
    )  # fmt: skip
    found["tone by mouth"] = 1 - _mean(days["tone_ratio"][0], s)
    return np.stack([found[seen.what] for seen in SEEN], axis=1)


def _peak(times_h: Numbers, effect: Numbers) -> Numbers:
    """The hour of the largest effect (k, s), between readings by a parabola."""
    i = np.clip(np.argmax(effect, axis=0), 1, len(effect) - 2)
    each = np.arange(effect.shape[1])
    a, b, c = (effect[i + step, each] for step in (-1, 0, 1))
    step_h = times_h[1] - times_h[0]
    return np.asarray(times_h[i] + step_h * (a - c) / (2 * (a - 2 * b + c)))


def log_density(x: Numbers, values: Numbers | None = None, without: Container[str] = ()) -> Numbers:
    """Log of prior times likelihood at each row of `x` (s, p), up to a constant: (s,).

    Figures of one trial share its departure of the log drug effect, whose SD is `between`. Trials
    in `without` are left out.
    """
    seen = np.array([f.value for f in SEEN]) if values is None else values
    means = predicted(x)
    between = natural("between", x[:, NAMES.index("between")])
    sd = np.array([f.sd for f in SEEN])
    total = -0.5 * (((x - BEFORE) / PRIOR_SD) ** 2).sum(axis=1)
    for trial in dict.fromkeys(f.trial for f in SEEN if f.trial not in without):
        own = [i for i, f in enumerate(SEEN) if f.trial == trial]
        moved = means[:, own] * np.array([SEEN[i].is_effect for i in own])
        cover = np.eye(len(own)) * sd[own] ** 2
        cover = cover + (between**2)[:, None, None] * moved[:, :, None] * moved[:, None, :]
        off = seen[own] - means[:, own]
        total += -0.5 * np.einsum("si,si->s", off, np.linalg.solve(cover, off[..., None])[..., 0])
        total += -0.5 * np.linalg.slogdet(cover)[1]
    return np.asarray(total)

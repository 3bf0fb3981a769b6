"""The block of the brain: drowsiness, by mouth over placebo.

Only placebo-controlled arms count: a trial by its log odds ratio at the share that it saw without
the drug, so that what it calls drowsy is its own. Their doses are nuisances. The one cohort that
tells drowsiness on a pump was open, and told neither its doses nor what it would have reported
without the drug: it sets nothing, and is compared (decision 0062). Kinetics and affinity are given.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from baclofen.engine import Window, compile_program, keep_only, run
from baclofen.regimen import by_mouth
from baclofen.units import mg
from tests.calibration.block import Block, Free, K, Numbers, Seen, was
from tests.calibration.cord import KINETICS
from tests.calibration.handed import given_of
from tests.calibration.people import PEOPLE, adult, people

FREE: Mapping[str, Free] = {
    "drowsiness_intercept": Free(
        "normal", was("harm.drowsiness.intercept"), 1.0, "harm.drowsiness.intercept"
    ),
    "drowsiness_slope": Free("log", was("harm.drowsiness.slope"), 0.7, "harm.drowsiness.slope"),
    "tau_b": Free("log", was("receptor.tau_b"), 0.3, "receptor.tau_b"),
    "T_b_max": Free("logit", was("tolerance.T_b_max"), 0.7, "tolerance.T_b_max"),
    # Doses were free: the label's in spasticity, and those of three trials of high doses, of which
    # one reached a mean of 94 mg.
    "spasticity_mg": Free("log", 60.0, K.number("fitting.doubt.oral")),
    "high_mg": Free("log", 120.0, K.number("fitting.doubt.oral")),
    # SDs between trials: of the log drug effect, and of what is called drowsy without it.
    "between": Free("log", 0.2, 0.5),
    "between_rest": Free("log", 0.5, 0.5),
}
GIVEN = (*KINETICS, "K_A")
#: Days of a dose at which tolerance to drowsiness has settled.
SETTLED = 28
#: Of which a trial's dose is a multiple.
REFERENCE_MG = 80.0
#: Shares nearer to none or all are these.
LEAST = 1e-6
_MODEL = adult(None)
_PERSON = K.number("harm.omega.person")
#: Nodes and weights of a normal: people's own departure of the logit needs no draws.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def _logit(p: Numbers | float) -> Numbers:
    # Nobody, or everybody, is as far as one in a million: no trial tells more, and draws get there.
    inside = np.clip(p, LEAST, 1 - LEAST)
    return np.asarray(np.log(inside / (1 - inside)))


def _odds(share: float, n: float) -> float:
    """SD of the logit of a share of so many people."""
    return float(1 / np.sqrt(n * share * (1 - share)))


def _figures() -> tuple[Seen, ...]:
    drug, placebo = (value / 100 for value in K.numbers("pd.ae_drowsy"))
    low, high, p_low, p_high = (value / 100 for value in K.numbers("pd.ae_hdb")[:4])
    # 175 people, arms not told; the three trials' largest of two arms alone had 160 each: how many
    # they were, and nothing that they felt.
    half, trials = 175 / 2, float(np.mean(K.numbers("people.alpadir_design")))
    of_drug, of_placebo = (low + high) / 2, (p_low + p_high) / 2

    def ratio(p: float, q: float, n: float) -> tuple[float, float]:
        return float(_logit(p) - _logit(q)), float(np.hypot(_odds(p, n), _odds(q, n)))

    return (
        Seen("at rest", "spasticity", "pd.ae_drowsy", float(_logit(placebo)),
             _odds(placebo, half), "between_rest", "by"),
        Seen("at rest", "high", "pd.ae_hdb", float(_logit(of_placebo)),
             _odds(of_placebo, trials), "between_rest", "by"),
        Seen("over placebo, spasticity", "spasticity", "pd.ae_drowsy",
             *ratio(drug, placebo, half)),
        Seen("over placebo, high", "high", "pd.ae_hdb", *ratio(of_drug, of_placebo, trials)),
    )  # fmt: skip


def _active(draws: Mapping[str, Numbers], fold: Numbers) -> Numbers:
    """Highest share of active arousal sites in each person's last day, on so many times the
    reference dose: (s, PEOPLE). Levels are in proportion to the dose."""
    given = np.repeat(fold, PEOPLE)
    dosing, until_h = by_mouth(mg(REFERENCE_MG / 4), every_h=6, days=SETTLED), 24.0 * SETTLED
    graph = keep_only(_MODEL.graph, ("A_sedation",))
    program = compile_program(
        graph, [e for e in dosing.events() if e.input in graph.inputs], until_h=until_h,
        windows=[Window("last", until_h - 24, until_h)],
    )  # fmt: skip
    told = _MODEL.parameters({**draws, "F": draws["F"] * given})
    course = run(program, {n: told[n] for n in graph.parameters}, ("A_sedation",))
    peak = np.asarray(course.windows["last"]["A_sedation"].peak)
    return np.broadcast_to(peak, given.shape).reshape(len(fold), PEOPLE)


def _share(logit: Numbers) -> Numbers:
    """The share of people (s,) with these logits (s, people) and departures of their own."""
    each = logit[..., None] + _PERSON * _NODES
    return np.asarray(((1 / (1 + np.exp(-each))) @ _WEIGHTS).mean(axis=-1))


def _rest_of(share: float) -> float:
    """The typical person's logit where so many have it without the drug."""
    low, high = -15.0, 15.0
    for _ in range(60):
        middle = (low + high) / 2
        found = float(_share(np.array([[middle]]))[0])
        low, high = (middle, high) if found < share else (low, middle)
    return (low + high) / 2


#: Where trials start from: what they saw without the drug.
_REST = {
    f.trial: _rest_of(float(1 / (1 + np.exp(-f.value)))) for f in _figures() if f.what == "at rest"
}


def predict(told: Mapping[str, Numbers]) -> Mapping[str, Numbers]:
    """Logits of shares, and log odds ratios over placebo, by figure: each (s,)."""
    draws = people(_MODEL, {name: told[name] for name in (*GIVEN, "tau_b", "T_b_max")})
    slope, rest = told["drowsiness_slope"][:, None], told["drowsiness_intercept"][:, None]
    found = {"at rest": _logit(_share(rest))}
    for trial, dose in (("spasticity", "spasticity_mg"), ("high", "high_mg")):
        active = _active(draws, told[dose] / REFERENCE_MG)
        start = np.full((len(active), 1), _REST[trial])
        on_it = _share(start + slope * active)
        found[f"over placebo, {trial}"] = _logit(on_it) - _logit(_share(start))
    return found


BLOCK = Block("brain", FREE, _figures(), predict, given_of("cord", GIVEN))

"""Does a block's fit find what was true? Data sets are simulated from its prior and fitted again.

    python -m tests.calibration.recovery BLOCK N # N data sets; goes on where it was

A data set is kept as soon as it is fitted.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np

from tests.calibration.block import SEED, Block, Numbers
from tests.calibration.handed import HERE
from tests.calibration.posterior import (
    block_of,
    curvature,
    keep,
    log_densities,
    mode,
    proposal,
    summary,
)
from tests.calibration.psis import K_MAX, weigh

#: Draws around the mode of a data set.
DRAWS = 600
#: A parameter counts as recovered where its fit is off by at most so much of what its prior is.
RECOVERED = 0.8


def recovered_of(name: str) -> list[dict[str, Any]]:
    """The data sets of a block that were fitted again: none where none was."""
    path = HERE / f"{name}-recovered.json"
    done: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return done


def simulated(block: Block, number: int) -> tuple[Numbers, Numbers]:
    """Parameters drawn from the prior, and figures as trials under them would have told."""
    chance = np.random.default_rng([SEED, number])
    true = chance.multivariate_normal(block.before, block.prior)
    made = block.predicted(true[None])
    values = made[0].copy()
    for trial in dict.fromkeys(f.trial for f in block.seen):
        own = [i for i, f in enumerate(block.seen) if f.trial == trial]
        cover = block.departure(true[None], made, own)[0]
        cover = cover + np.diag([block.seen[i].sd ** 2 for i in own])
        values[own] += chance.multivariate_normal(np.zeros(len(own)), cover)
    return true, values


def recover(block: Block, count: int) -> None:
    """Simulated data sets, fitted again: how far off each parameter is, against its prior; and how
    many 90 % intervals hold it."""
    done = recovered_of(block.name)
    for number in range(len(done), count):
        true, values = simulated(block, number)
        at = mode(block, values)
        x, proposed = proposal(at, curvature(block, at, values), DRAWS)
        found = weigh(log_densities(block, x, values) - proposed)
        if not np.isfinite(found.k) or not np.isfinite(found.weights).all():
            raise ValueError(f"data set {number} of {block.name} has no density: it tells nothing")
        mean, cover = summary(x, found.weights)
        done.append({
            "true": true.tolist(), "mean": mean.tolist(),
            "sd": np.sqrt(np.diag(cover)).tolist(), "k_hat": found.k,
            "below": (found.weights @ (x < true)).tolist(),
        })  # fmt: skip
        keep(HERE / f"{block.name}-recovered.json", done)
    for line in recovered(block, done):
        print(line)


def accepted(done: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fits whose draws stand for the posterior: of others no mean is taken, as of real data."""
    return [d for d in done if d["k_hat"] <= K_MAX]


def recovered(block: Block, done: list[dict[str, Any]]) -> list[str]:
    """By parameter: the error of the fit's mean over that of the prior's, beside what a fit that
    knows how wide it is would have; and 90 % intervals, by the draws, that held."""
    judged = accepted(done)
    true, sd = (np.array([d[key] for d in judged]) for key in ("true", "sd"))
    gain, held = errors_over_prior(block, done), share_held(done)
    wanted = np.sqrt((sd**2).mean(axis=0) / ((block.before - true) ** 2).mean(axis=0))
    return [
        f"{len(done)} data sets, of {len(done) - len(judged)} of them the fit is not accepted",
        *(
            f"{name:22} error over the prior's {gain[i]:.2f} (by its own width {wanted[i]:.2f}), "
            f"{held[i]} of {len(judged)} held, {_verdict(block, name, gain[i])}"
            for i, name in enumerate(block.names)
        ),
    ]


def _verdict(block: Block, name: str, gain: float) -> str:
    if name in block.given.scales:
        return "given"
    return "recovered" if gain <= RECOVERED else "not recovered: it stays what the prior says"


def errors_over_prior(block: Block, done: list[dict[str, Any]]) -> Numbers:
    """By parameter: the root mean square error of accepted means over that of the prior's mean."""
    true, at = (np.array([d[key] for d in accepted(done)]) for key in ("true", "mean"))
    off, alone = at - true, block.before - true
    return np.asarray(np.sqrt((off**2).mean(axis=0) / (alone**2).mean(axis=0)))


def share_held(done: list[dict[str, Any]]) -> list[int]:
    """By parameter: of how many accepted fits the 90 % interval holds what was true."""
    below = np.array([d["below"] for d in accepted(done)])
    return [int(n) for n in ((below >= 0.05) & (below <= 0.95)).sum(axis=0)]


if __name__ == "__main__":
    recover(block_of(sys.argv[1]), int(sys.argv[2]))

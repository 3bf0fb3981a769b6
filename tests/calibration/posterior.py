"""Fits the cord's block, and keeps what came of it.

    python -m tests.calibration.posterior             # fits, weighs and keeps; goes on where it was
    python -m tests.calibration.posterior prior       # what the prior says of every figure
    python -m tests.calibration.posterior recover N   # N simulated data sets, fitted again; goes on
    python -m tests.calibration.posterior without okuda kantor    # each figure where these are out

Mode and curvature by batched differences, then importance sampling with smoothed weights. One
process, one thread of linear algebra.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Container
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]

from tests.calibration.cord import (
    BEFORE,
    FREE,
    NAMES,
    PRIOR_SD,
    SEED,
    SEEN,
    Numbers,
    log_density,
    natural,
    predicted,
)
from tests.calibration.psis import K_MAX, weigh

KEPT = Path(__file__).parent / "posterior.json"
RECOVERED = Path(__file__).parent / "recovered.json"
#: Draws around the mode, how many are kept, how many are followed at once.
DRAWS, KEEP, AT_ONCE = 2000, 50, 200
#: Step of differences, in SDs of the prior; a t proposal's degrees of freedom.
STEP, FREEDOM = 0.05, 7.0


def log_densities(
    x: Numbers, values: Numbers | None = None, without: Container[str] = ()
) -> Numbers:
    """`log_density`, so many rows at a time."""
    parts = [log_density(x[i : i + AT_ONCE], values, without) for i in range(0, len(x), AT_ONCE)]
    return np.concatenate(parts)


def gradient(
    x: Numbers, values: Numbers | None = None, without: Container[str] = ()
) -> tuple[float, Numbers]:
    """Log density and its gradient, by central differences in one batch."""
    steps = np.diag(STEP * PRIOR_SD)
    found = log_densities(np.concatenate([x[None], x + steps, x - steps]), values, without)
    p = len(x)
    return float(found[0]), (found[1 : p + 1] - found[p + 1 :]) / (2 * STEP * PRIOR_SD)


def mode(values: Numbers | None = None, without: Container[str] = ()) -> Numbers:
    """Where the density is highest."""

    def down(z: Numbers) -> tuple[float, Numbers]:
        height, slope = gradient(BEFORE + z * PRIOR_SD, values, without)
        return -height, -slope * PRIOR_SD

    found = minimize(down, 0 * BEFORE, jac=True, method="BFGS", options={"gtol": 1e-3})
    return np.asarray(BEFORE + found.x * PRIOR_SD)


def curvature(x: Numbers) -> Numbers:
    """Covariance of a normal with the curvature at `x`."""
    p, h = len(x), 3 * STEP * PRIOR_SD
    pairs = [(i, j) for i in range(p) for j in range(i, p)]
    rows = []
    for i, j in pairs:
        for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            row = x.copy()
            row[i] += a * h[i]
            row[j] += b * h[j]
            rows.append(row)
    found = log_densities(np.array(rows)).reshape(-1, 4)
    H = np.zeros((p, p))
    for (i, j), (pp, pm, mp, mm) in zip(pairs, found, strict=True):
        H[i, j] = H[j, i] = -(pp - pm - mp + mm) / (4 * h[i] * h[j])
    # A direction the figures do not tell keeps the prior's width: no eigenvalue below its own.
    scaled = H * np.outer(PRIOR_SD, PRIOR_SD)
    values, vectors = np.linalg.eigh(scaled)
    inverse = (vectors / np.maximum(values, 0.3)) @ vectors.T
    return np.asarray(inverse * np.outer(PRIOR_SD, PRIOR_SD))


def proposal(at: Numbers, cover: Numbers, n: int) -> tuple[Numbers, Numbers]:
    """Draws of a multivariate t around the mode, and their log densities up to a constant."""
    chance = np.random.default_rng(SEED)
    root = np.linalg.cholesky(cover)
    z = chance.standard_normal((n, len(at)))
    scale = np.sqrt(FREEDOM / chance.chisquare(FREEDOM, n))
    t = z * scale[:, None]
    logs = -0.5 * (FREEDOM + len(at)) * np.log1p((t**2).sum(axis=1) / FREEDOM)
    return at + t @ root.T, logs


def summary(x: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Weighted mean and covariance of draws."""
    mean = weights @ x
    off = x - mean
    return mean, (weights[:, None] * off).T @ off


def fit() -> None:
    """Mode, curvature and weights; what is done already is read."""
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if "mode" not in kept:
        kept["mode"] = mode().tolist()
        _keep(KEPT, kept)
    at = np.array(kept["mode"])
    if "curvature" not in kept:
        kept["curvature"] = curvature(at).tolist()
        _keep(KEPT, kept)
    cover = np.array(kept["curvature"])
    x, proposed = proposal(at, cover, DRAWS)
    logs = log_densities(x)
    found = weigh(logs - proposed)
    mean, after = summary(x, found.weights)
    sd = np.sqrt(np.diag(after))
    order = np.random.default_rng(SEED).choice(DRAWS, KEEP, p=found.weights)
    kept |= {
        "names": list(NAMES), "k_hat": found.k, "worth": found.worth, "draws": DRAWS,
        "mean": mean.tolist(), "covariance": after.tolist(),
        "value": {n: float(natural(n, mean[i])) for i, n in enumerate(NAMES)},
        "was": {n: FREE[n].before for n in NAMES},
        "shrunk": {n: float(1 - sd[i] / PRIOR_SD[i]) for i, n in enumerate(NAMES)},
        "kept_draws": x[order].tolist(), "kept_log_density": logs[order].tolist(),
    }  # fmt: skip
    kept["figures"] = _checked(x[order])
    _keep(KEPT, kept)
    _tell(kept)


def _checked(x: Numbers) -> list[dict[str, Any]]:
    """Every figure beside what the posterior says of it."""
    made = predicted(x)
    return [
        {
            "what": f.what, "trial": f.trial, "fact": f.fact, "seen": f.value, "sd": f.sd,
            "mean": float(made[:, i].mean()), "low": float(np.quantile(made[:, i], 0.05)),
            "high": float(np.quantile(made[:, i], 0.95)),
        }
        for i, f in enumerate(SEEN)
    ]  # fmt: skip


def prior_predictive() -> None:
    """What 200 draws of the prior say of every figure."""
    x = BEFORE + PRIOR_SD * np.random.default_rng(SEED).standard_normal((AT_ONCE, len(BEFORE)))
    for figure in _checked(x):
        print("{trial:12} {what:26} seen {seen:6.3f} prior {mean:6.3f} ({low:.3f} to {high:.3f})"
              .format(**figure))  # fmt: skip


def recover(count: int) -> None:
    """Simulated data sets with known parameters, fitted again: how many SDs off each mode is."""
    done = json.loads(RECOVERED.read_text()) if RECOVERED.exists() else []
    for number in range(len(done), count):
        chance = np.random.default_rng([SEED, number])
        true = BEFORE + PRIOR_SD * 0.7 * chance.standard_normal(len(BEFORE))
        made = predicted(true[None])[0]
        between = float(natural("between", true[NAMES.index("between")]))
        drift = {t: np.exp(between * chance.standard_normal()) for t in {f.trial for f in SEEN}}
        values = np.array(
            [m * (drift[f.trial] if f.is_effect else 1.0) + f.sd * chance.standard_normal()
             for m, f in zip(made, SEEN, strict=True)]
        )  # fmt: skip
        done.append({"true": true.tolist(), "mode": mode(values).tolist()})
        _keep(RECOVERED, done)
    off = np.array([np.subtract(d["mode"], d["true"]) for d in done]) / PRIOR_SD
    print(f"{len(done)} data sets; in prior SDs:")
    for i, name in enumerate(NAMES):
        print(f"{name:14} mean {off[:, i].mean():+.2f} SD {off[:, i].std():.2f}")


def leave_out(trials: list[str]) -> None:
    """The mode without some trials, and what it says of every figure: theirs are then unseen."""
    at = mode(without=trials)
    for name, x in zip(NAMES, at, strict=True):
        print(f"{name:14} {float(natural(name, np.array([x]))[0]):8.3f}")
    for figure, made in zip(SEEN, predicted(at[None])[0], strict=True):
        out = "  left out" if figure.trial in trials else ""
        print(f"{figure.trial:12} {figure.what:26} seen {figure.value:6.3f} model {made:6.3f}{out}")


def _keep(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _tell(kept: dict[str, Any]) -> None:
    verdict = "accepted" if kept["k_hat"] <= K_MAX else "NOT accepted"
    print(
        f"k-hat {kept['k_hat']:.2f} ({verdict}), worth {kept['worth']:.0f} of {kept['draws']} draws"
    )
    for i, name in enumerate(NAMES):
        sd = float(np.sqrt(kept["covariance"][i][i]))
        print(f"{name:14} was {kept['was'][name]:8.3f} now {kept['value'][name]:8.3f} SD {sd:.3f} "
              f"shrunk {100 * kept['shrunk'][name]:4.0f} %")  # fmt: skip
    for figure in kept["figures"]:
        print("{trial:12} {what:26} seen {seen:6.3f} model {mean:6.3f} ({low:.3f} to {high:.3f})"
              .format(**figure))  # fmt: skip


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "fit"
    if command == "prior":
        prior_predictive()
    elif command == "recover":
        recover(int(sys.argv[2]))
    elif command == "without":
        leave_out(sys.argv[2:])
    else:
        fit()

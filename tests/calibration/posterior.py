"""Fits a block, and keeps what came of it.

    python -m tests.calibration.posterior BLOCK           # fits, weighs and keeps, from the start
    python -m tests.calibration.posterior BLOCK prior     # what the prior says of every figure
    python -m tests.calibration.posterior BLOCK after     # what is kept, and says of every figure
    python -m tests.calibration.posterior BLOCK wider     # what rests on priors: twice as wide
    python -m tests.calibration.posterior BLOCK without okuda kantor # figures where these are out
    python -m tests.calibration.posterior told            # what the knowledge is to hold of all

Blocks are kinetics, cord, brain, in this order: each takes what the one before it hands on. Mode
and curvature by batched differences, then importance sampling with smoothed weights: minutes of one
process and one thread of linear algebra, so nothing of an earlier fit is read. Kept are the mode,
the curvature and the density at every draw; all else follows from them (`of_draws`), and a test
draws and weighs again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Container, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]

from baclofen.model import TIED
from tests.calibration.block import SEED, Block, Numbers, natural
from tests.calibration.handed import HERE, hand_on, handed_by, kept
from tests.calibration.psis import K_MAX, weigh

#: In the order in which they hand on.
BLOCKS = ("kinetics", "cord", "brain")
#: Draws around the mode, how many are kept, how many are followed at once.
DRAWS, KEEP, AT_ONCE = 2000, 50, 200
#: A step of the search so many SDs of the prior away is turned back: no engine runs there.
FAR = 8.0
#: Step of differences, in SDs of the prior; a t proposal's degrees of freedom.
STEP, FREEDOM = 0.05, 7.0
#: What figures narrow by less stays as it was: it is moved by chance alone. Its ties are told.
UNTOUCHED = 0.05


def block_of(name: str) -> Block:
    """A block by its name; those before it must have been fitted."""
    found: Block = import_module(f"tests.calibration.{name}").BLOCK
    return found


def log_densities(
    block: Block, x: Numbers, values: Numbers | None = None, without: Container[str] = ()
) -> Numbers:
    """`Block.log_density`, so many rows at a time."""
    parts = [
        block.log_density(x[i : i + AT_ONCE], values, without) for i in range(0, len(x), AT_ONCE)
    ]
    return np.concatenate(parts)


def gradient(
    block: Block, x: Numbers, values: Numbers | None = None, without: Container[str] = ()
) -> tuple[float, Numbers]:
    """Log density and its gradient, by central differences in one batch."""
    found = log_densities(block, around(block, x), values, without)
    return float(found[0]), slope_of(block, found)


def around(block: Block, x: Numbers) -> Numbers:
    """`x`, and a step up and down from it in each direction: rows of a gradient."""
    steps = np.diag(STEP * block.prior_sd)
    return np.concatenate([x[None], x + steps, x - steps])


def slope_of(block: Block, densities: Numbers) -> Numbers:
    """The gradient, from log densities at those rows."""
    p = len(block.names)
    return np.asarray((densities[1 : p + 1] - densities[p + 1 :]) / (2 * STEP * block.prior_sd))


def mode(block: Block, values: Numbers | None = None, without: Container[str] = ()) -> Numbers:
    """Where the density is highest."""
    root = np.linalg.cholesky(block.prior)

    def down(z: Numbers) -> tuple[float, Numbers]:
        if np.abs(z).max() > FAR:
            return float(z @ z) + 1e6, 2 * z
        height, slope = gradient(block, block.before + root @ z, values, without)
        return -height, -slope @ root

    start = np.zeros(len(block.before))
    found = minimize(down, start, jac=True, method="BFGS", options={"gtol": 1e-3})
    return np.asarray(block.before + root @ found.x)


def curvature(
    block: Block, x: Numbers, values: Numbers | None = None, without: Container[str] = ()
) -> Numbers:
    """Covariance of a normal with the curvature at `x`."""
    p, h = len(x), 3 * STEP * block.prior_sd
    pairs = [(i, j) for i in range(p) for j in range(i, p)]
    rows = []
    for i, j in pairs:
        for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            row = x.copy()
            row[i] += a * h[i]
            row[j] += b * h[j]
            rows.append(row)
    found = log_densities(block, np.array(rows), values, without).reshape(-1, 4)
    H = np.zeros((p, p))
    for (i, j), (pp, pm, mp, mm) in zip(pairs, found, strict=True):
        H[i, j] = H[j, i] = -(pp - pm - mp + mm) / (4 * h[i] * h[j])
    # A direction the figures do not tell keeps the prior's width: no eigenvalue far below its own.
    root = np.linalg.cholesky(block.prior)
    values_of, vectors = np.linalg.eigh(root.T @ H @ root)
    inverse = (vectors / np.maximum(values_of, 0.3)) @ vectors.T
    return np.asarray(root @ inverse @ root.T)


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


def fit(block: Block) -> None:
    """Mode, curvature and weights, all anew, and what follows from them."""
    at = mode(block)
    cover = curvature(block, at)
    # The search ends where heights no longer tell: a step of Newton's goes by the slope alone.
    at = at + cover @ gradient(block, at)[1]
    logs = log_densities(block, proposal(at, cover, DRAWS)[0])
    made = {"mode": at.tolist(), "curvature": cover.tolist(), "log_densities": logs.tolist()}
    made |= of_draws(block, at, cover, logs)
    made["figures"] = checked(block, block.predicted(x := np.array(made["kept_draws"])), x)
    made["prior"] = of_prior(block)
    keep(HERE / f"{block.name}.json", made)
    _tell(block, made)


def of_draws(block: Block, at: Numbers, cover: Numbers, logs: Numbers) -> dict[str, Any]:
    """What follows of a fit from its mode, its curvature and the log densities (`DRAWS`,) at the
    draws around it, which are the same at every call."""
    x, proposed = proposal(at, cover, DRAWS)
    found = weigh(logs - proposed)
    mean, after = summary(x, found.weights)
    sd = np.sqrt(np.diag(after))
    order = np.random.default_rng(SEED).choice(DRAWS, KEEP, p=found.weights)
    place = BLOCKS.index(block.name)
    handed = hand_on(block, handed_by(BLOCKS[place - 1]) if place else None, mean, after)
    return {
        "names": list(block.names), "k_hat": found.k, "worth": found.worth, "draws": DRAWS,
        "mean": mean.tolist(), "covariance": after.tolist(),
        "value": {n: float(v[0]) for n, v in block.natural(mean[None]).items()},
        "was": {n: float(v[0]) for n, v in block.natural(block.before[None]).items()},
        "shrunk": {n: float(1 - sd[i] / block.prior_sd[i]) for i, n in enumerate(block.names)},
        "ridges": _ridges(block, after),
        "handed": {
            "scales": handed.scales, "mean": handed.mean.tolist(),
            "covariance": handed.covariance.tolist(),
        },
        "kept_draws": x[order].tolist(), "kept_log_density": logs[order].tolist(),
    }  # fmt: skip


def _ridges(block: Block, after: Numbers) -> list[dict[str, Any]]:
    """Pairs that figures see together: correlations above one half."""
    sd = np.sqrt(np.diag(after))
    tied = after / np.outer(sd, sd)
    names = block.names
    return [
        {"of": [names[i], names[j]], "correlation": round(float(tied[i, j]), 2)}
        for i in range(len(names)) for j in range(i) if abs(tied[i, j]) > 0.5
    ]  # fmt: skip


def checked(block: Block, made: Numbers, x: Numbers) -> list[dict[str, Any]]:
    """Every figure beside what the draws `x` say of it, `made` (draws, figures): of these people,
    and `new` of a trial like it, with its errors and its own departure, up to the most there is."""
    chance = np.random.default_rng(SEED)
    found = []
    for i, f in enumerate(block.seen):
        off = np.sqrt(block.departure(x, made, [i])[:, 0, 0] + f.sd**2)
        each = made[:, i, None] + off[:, None] * chance.standard_normal((len(x), 40))
        each = np.minimum(each, f.most)
        (low, high), (new_low, new_high) = band(made[:, i]), band(each)
        found.append({
            "what": f.what, "trial": f.trial, "fact": f.fact, "seen": f.value, "sd": f.sd,
            "mean": float(made[:, i].mean()), "low": low, "high": high,
            "new_low": new_low, "new_high": new_high, "held": bool(new_low <= f.value <= new_high),
        })  # fmt: skip
    return found


def band(drawn: Numbers) -> tuple[float, float]:
    """Ends between which another draw falls nine times in ten, however few there are: places are
    parts of one more than there are."""
    low, high = np.quantile(drawn, (0.05, 0.95), method="weibull")
    return float(low), float(high)


def of_prior(block: Block) -> list[dict[str, Any]]:
    """What 200 draws of the prior say of every figure."""
    chance = np.random.default_rng(SEED)
    x = chance.multivariate_normal(block.before, block.prior, AT_ONCE)
    return checked(block, block.predicted(x), x)


def wider(block: Block) -> None:
    """The mode where every prior of the block's own is twice as wide."""
    free = {n: f._replace(sd=2 * f.sd) for n, f in block.free.items()}
    other = Block(block.name, free, block.seen, block.predict, block.given)
    one, two = mode(block), mode(other)
    for name, a, b, sd in zip(block.names, one, two, block.prior_sd, strict=True):
        shown = [float(natural(block.scales[name], np.array([v]))[0]) for v in (a, b)]
        print(f"{name:22} {shown[0]:8.3f} wider {shown[1]:8.3f} moved {(b - a) / sd:+.2f} SD")


def leave_out(block: Block, trials: list[str]) -> None:
    """The mode without some trials, and what it says of every figure: theirs are then unseen."""
    at = mode(block, without=trials)
    for name, value in block.natural(at[None]).items():
        print(f"{name:22} {float(value[0]):8.3f}")
    for figure, made in zip(block.seen, block.predicted(at[None])[0], strict=True):
        out = "  left out" if figure.trial in trials else ""
        print(f"{figure.trial:12} {figure.what:26} seen {figure.value:6.3f} model {made:6.3f}{out}")


def told() -> Iterator[tuple[str, str, float, float]]:
    """Of every parameter of persons that a block fits: its name, its fact, what that is to hold,
    and its spread in the unit of the fact about it. Volumes carry what studies depart by too."""
    whole = handed_by(BLOCKS[-1])
    of = {n: block_of(b) for b in BLOCKS for n, f in block_of(b).free.items() if f.fact}
    for i, (name, scale) in enumerate(whole.scales.items()):
        free = of[name].free[name]
        value = float(natural(scale, whole.mean[i : i + 1])[0])
        sd = float(np.sqrt(whole.covariance[i, i]))
        if of[name].name == "kinetics":
            # Derived by hand in their notes, and found the same: they stay, their spreads do not.
            value = free.before
        if kept(of[name].name)["shrunk"][name] < UNTOUCHED:
            value, sd = free.before, free.sd
        if name == "V_factor":
            sd = float(np.hypot(sd, between_studies()["V_factor"]))
        yield name, free.fact, value, sd * (1 - value) if scale == "logit" else sd


def between_studies() -> dict[str, float]:
    """SDs of logs by which studies' people depart from each other in clearance and volume."""
    value = kept("kinetics")["value"]
    clearance, half_life = value["between_CL"], value["between_half_life"]
    # A half-life is a volume over a clearance: what is left of its spread is the volume's.
    return {"CL_factor": clearance, "V_factor": float(np.sqrt(half_life**2 - clearance**2))}


def correlations() -> list[float]:
    """What ties persons' parameters, in the order of `TIED`: the lower triangle by rows."""
    whole = handed_by(BLOCKS[-1])
    names = list(whole.scales)
    cover = whole.covariance.copy()
    cover[names.index("V_factor"), names.index("V_factor")] += between_studies()["V_factor"] ** 2
    sd = np.sqrt(np.diag(cover))
    order = [names.index(name) for name in TIED]
    tied = (cover / np.outer(sd, sd))[np.ix_(order, order)]
    return [round(float(c), 3) + 0.0 for c in tied[np.tril_indices(len(TIED), -1)]]


def keep(path: Path, content: Any) -> None:
    """Write what was found, as JSON."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _tell(block: Block, of: dict[str, Any]) -> None:
    verdict = "accepted" if of["k_hat"] <= K_MAX else "NOT accepted"
    print(f"k-hat {of['k_hat']:.2f} ({verdict}), worth {of['worth']:.0f} of {of['draws']} draws")
    for i, name in enumerate(block.names):
        sd = float(np.sqrt(of["covariance"][i][i]))
        print(f"{name:22} was {of['was'][name]:8.3f} now {of['value'][name]:8.3f} SD {sd:.3f} "
              f"shrunk {100 * of['shrunk'][name]:4.0f} %")  # fmt: skip
    for ridge in of["ridges"]:
        print("{of[0]} and {of[1]}: {correlation}".format(**ridge))
    for figure in of["figures"]:
        print("{trial:12} {what:26} seen {seen:6.3f} model {mean:6.3f} ({low:.3f} to {high:.3f}), "
              "a new trial {new_low:.3f} to {new_high:.3f}".format(**figure))  # fmt: skip


def main(words: list[str]) -> None:
    """What the command line asks for."""
    if words == ["told"]:
        for name, fact, value, spread in told():
            print(f"{name} {fact} {value:.4g} {spread:.4g}")
        print(between_studies(), correlations())
        return
    block = block_of(words[0])
    command, rest = (words[1], words[2:]) if len(words) > 1 else ("fit", [])
    if command == "prior":
        for figure in of_prior(block):
            print("{trial:12} {what:26} seen {seen:6.3f} prior {mean:6.3f} "
                  "({low:.3f} to {high:.3f})".format(**figure))  # fmt: skip
    elif command == "after":
        _tell(block, kept(block.name))
    elif command == "wider":
        wider(block)
    elif command == "without":
        leave_out(block, rest)
    else:
        fit(block)


if __name__ == "__main__":
    main(sys.argv[1:])

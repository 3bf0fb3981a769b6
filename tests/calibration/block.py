"""What a block of the fit is: its parameters, its figures, and how likely they are.

Blocks stand one after the other, kinetics, cord, brain. What an earlier one found is the next one's
prior of those parameters, with its covariance (`Given`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from baclofen.knowledge import load_knowledge

Numbers = NDArray[np.float64]
K = load_knowledge()
#: Of people, of draws around a mode, of simulated data.
SEED = 20261129


class Free(NamedTuple):
    """A parameter that is estimated: on a log, logit or normal scale, with its prior there. `fact`
    is where the posterior goes; a nuisance of the trials has none."""

    scale: str
    before: float
    sd: float
    fact: str = ""


class Given(NamedTuple):
    """What earlier blocks found of parameters that this one reads: on their scales."""

    scales: Mapping[str, str]
    mean: Numbers
    covariance: Numbers


class Seen(NamedTuple):
    """One figure: of a trial, with the SD of its error.

    `between` names the SD by which trials depart from each other in such figures, and `departs`
    how: "times" what is predicted of it, "by" so much on the figure's scale; "" not at all. Figures
    of one trial with one `between` share their trial's departure. No trial can tell more than
    `most`.
    """

    what: str
    trial: str
    fact: str
    value: float
    sd: float
    between: str = "between"
    departs: str = "times"
    most: float = np.inf


def was(id: str) -> float:
    """A value before any block was fitted."""
    fact = K.facts[id]
    return K.number(id) if fact.was is None else fact.was


def natural(scale: str, x: Numbers) -> Numbers:
    """Values from those on a scale."""
    if scale == "log":
        return np.exp(x)
    return 1 / (1 + np.exp(-x)) if scale == "logit" else x


def on_scale(scale: str, value: float) -> float:
    """A value on a scale."""
    if scale == "log":
        return float(np.log(value))
    return float(np.log(value / (1 - value))) if scale == "logit" else value


class Block:
    """One block. `predict` gives for rows of parameters by name, each (s,) as they are read, the
    figures of `seen` by their `what`, each (s,)."""

    def __init__(
        self,
        name: str,
        free: Mapping[str, Free],
        seen: tuple[Seen, ...],
        predict: Callable[[Mapping[str, Numbers]], Mapping[str, Numbers]],
        given: Given | None = None,
    ) -> None:
        self.name, self.free, self.seen, self.predict = name, free, seen, predict
        self.given = Given({}, np.zeros(0), np.zeros((0, 0))) if given is None else given
        self.scales = {**self.given.scales, **{n: f.scale for n, f in free.items()}}
        self.names = tuple(self.scales)

    @cached_property
    def before(self) -> Numbers:
        """The prior's mean, on the scales."""
        own = [on_scale(f.scale, f.before) for f in self.free.values()]
        return np.array([*self.given.mean, *own])

    @cached_property
    def prior(self) -> Numbers:
        """The prior's covariance: what is given with its own, the rest alone."""
        q, p = len(self.given.mean), len(self.names)
        cover = np.zeros((p, p))
        cover[:q, :q] = self.given.covariance
        cover[q:, q:] = np.diag([f.sd**2 for f in self.free.values()])
        return cover

    @cached_property
    def prior_sd(self) -> Numbers:
        """The prior's SDs."""
        return np.sqrt(np.diag(self.prior))

    @cached_property
    def _precision(self) -> Numbers:
        return np.asarray(np.linalg.inv(self.prior))

    @property
    def values(self) -> Numbers:
        """The figures as they were seen."""
        return np.array([f.value for f in self.seen])

    def natural(self, x: Numbers) -> dict[str, Numbers]:
        """Each parameter as it is read, from rows (s, p) on the scales."""
        return {n: natural(scale, x[:, i]) for i, (n, scale) in enumerate(self.scales.items())}

    def predicted(self, x: Numbers) -> Numbers:
        """What the model says of every figure under each row of `x` (s, p): (s, figures)."""
        found = self.predict(self.natural(x))
        return np.stack([found[seen.what] for seen in self.seen], axis=1)

    def departure(self, x: Numbers, means: Numbers, own: list[int]) -> Numbers:
        """Covariance (s, k, k) of figures of one trial by what trials depart from each other."""
        told = self.natural(x)
        cover = np.zeros((len(x), len(own), len(own)))
        for between in dict.fromkeys(self.seen[i].between for i in own if self.seen[i].departs):
            moved = np.zeros((len(x), len(own)))
            for k, i in enumerate(own):
                if self.seen[i].departs and self.seen[i].between == between:
                    moved[:, k] = means[:, i] if self.seen[i].departs == "times" else 1.0
            cover += (told[between] ** 2)[:, None, None] * moved[:, :, None] * moved[:, None, :]
        return cover

    def log_density(
        self, x: Numbers, values: Numbers | None = None, without: Container[str] = ()
    ) -> Numbers:
        """Log of prior times likelihood at each row of `x` (s, p), up to a constant: (s,).

        Trials in `without` are left out.
        """
        return self.density_of(x, self.predicted(x), values, without)

    def density_of(
        self,
        x: Numbers,
        means: Numbers,
        values: Numbers | None = None,
        without: Container[str] = (),
    ) -> Numbers:
        """The same where what the model says under each row is known: `means` (s, figures)."""
        seen = self.values if values is None else values
        sd = np.array([f.sd for f in self.seen])
        off = x - self.before
        total = -0.5 * np.einsum("si,ij,sj->s", off, self._precision, off)
        for trial in dict.fromkeys(f.trial for f in self.seen if f.trial not in without):
            own = [i for i, f in enumerate(self.seen) if f.trial == trial]
            cover = np.eye(len(own)) * sd[own] ** 2 + self.departure(x, means, own)
            miss = seen[own] - means[:, own]
            solved = np.linalg.solve(cover, miss[..., None])[..., 0]
            total += -0.5 * np.einsum("si,si->s", miss, solved)
            total += -0.5 * np.linalg.slogdet(cover)[1]
        return np.asarray(total)

"""People in whom blocks of the fit follow courses: the same at every evaluation, so that a
difference is the parameters' own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from baclofen.model import Body, Draws, Independent, Model, Spreads, model_of
from baclofen.value import replace
from tests.calibration.block import SEED, K, Numbers, natural, on_scale

#: People of every arm.
PEOPLE = 24


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


def adult(syndrome: str | None) -> Model:
    """The model of an adult with sound kidneys."""
    return model_of(Body(age_y=45, weight_kg=70, crcl=105), K, syndrome)


def people(
    model: Model, told: Mapping[str, Numbers], given: Mapping[str, float] | None = None
) -> dict[str, Numbers]:
    """Parameters of the same people under each typical value (s,) that is told: arrays
    (s * PEOPLE,). `given` are typical values that differ from the knowledge's."""
    given = given or {}
    prior = Independent(
        tuple(replace(p, typical=given.get(p.name, p.typical)) for p in model.prior.parameters)
    )
    normals, ignorance = prior.normals(PEOPLE, np.random.default_rng(SEED))
    # So few people are made to have the mean and spread they stand for.
    even = {n: (z - z.mean()) / z.std() for n, z in normals.items()}
    base = prior.from_normals(even, {n: 0 * z for n, z in ignorance.items()}, "people")
    (s,) = {len(values) for values in told.values()}
    made = {n: np.tile(v, s) if v.size > 1 else np.full(s * PEOPLE, v[0]) for n, v in base.items()}
    for name in prior.names:
        if name in told:
            scale = prior[name].scale
            x = np.array([on_scale(scale, float(v)) for v in told[name]])
            spread = prior[name].omega * even.get(name, np.zeros(PEOPLE))
            made[name] = natural(scale, (x[:, None] + spread).ravel())
    return made


def mean(values: Numbers, s: int) -> Numbers:
    """Means of groups: (..., s * PEOPLE) to (..., s)."""
    return np.asarray(values.reshape(*values.shape[:-1], s, PEOPLE).mean(axis=-1))

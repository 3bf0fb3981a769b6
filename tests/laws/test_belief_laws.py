"""What holds for every belief: streams, the covariance that was given, content that tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from baclofen import codec
from baclofen.errors import InputRefused
from baclofen.model import Beliefs, Covariance, Draws, Gaussian, Independent, Parameter
from baclofen.model.draws import Numbers
from baclofen.model.parameter import SPREADS, Scale, Spreads
from baclofen.value import replace
from tests.kinetics import spinal
from tests.tolerances import ROUNDING, SINGULAR, monte_carlo

Rows = tuple[tuple[float, ...], ...]
SCALES: tuple[Scale, ...] = get_args(Scale)
NAMES = ("CL", "V", "ka", "F", "s", "kappa", "t_T", "B")
seeds = st.integers(0, 2**32)
spreads = st.sampled_from(SPREADS)
#: An eigenvalue that no rounding takes for 0.
CLEAR = 1 / 64
#: SD of a logit beyond which draws round to 1.
FAR_LOGIT = 4.0
#: From nothing to more than any of the knowledge's.
sds = st.one_of(st.just(0.0), st.floats(0.01, 2.0))


@st.composite
def parameters(draw: st.DrawFn, name: str) -> Parameter:
    scale = draw(st.sampled_from(SCALES))
    typical = draw(st.floats(0.05, 0.95))
    limits: tuple[float | None, float | None] = (None, None)
    if scale == "normal":
        limits = draw(st.sampled_from([limits, (0.0, None), (None, 1.0), (-0.5, 1.5)]))
    return Parameter(
        name, typical, draw(st.sampled_from([(), ("oral.CLnr",), ("oral.F", "oral.ka")])),
        draw(sds), draw(sds), scale, limits,
    )  # fmt: skip


@st.composite
def margins(draw: st.DrawFn, least: int = 1) -> Independent:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=least, unique=True))
    return Independent(tuple(draw(parameters(name)) for name in names))


def rows_of(correlations: Numbers, sds: Iterable[float]) -> Rows:
    each = np.array(list(sds))
    full = correlations * each[:, None] * each
    np.fill_diagonal(full, each**2)
    return tuple(tuple(map(float, row[: i + 1])) for i, row in enumerate(full))


@st.composite
def covariances(draw: st.DrawFn, sd_of: dict[str, float]) -> Covariance:
    """Of some of these, of any rank: from a few loadings of each, as a factor model has them."""
    names = draw(st.lists(st.sampled_from(list(sd_of)), unique=True))
    rank = draw(st.integers(1, 4))
    loading = st.sampled_from([-1.0, -0.7, 0.0, 0.2, 0.5, 1.0])
    loadings = [
        (1.0, *draw(st.lists(loading, min_size=rank - 1, max_size=rank - 1))) for _ in names
    ]
    A = np.array(loadings).reshape(len(names), rank)
    A /= np.linalg.norm(A, axis=1, keepdims=True)
    return Covariance(tuple(names), rows_of(A @ A.T, (sd_of[n] for n in names)), ("oral.Vc",))


@st.composite
def gaussians(draw: st.DrawFn) -> Gaussian:
    each = draw(margins())
    return Gaussian(
        each,
        draw(covariances({p.name: p.omega for p in each.parameters})),
        draw(covariances({p.name: p.knowledge_sd for p in each.parameters})),
    )


ON_SCALE: dict[Scale, Callable[[Numbers], Numbers]] = {
    "log": np.log, "logit": lambda x: np.log(x / (1 - x)), "normal": np.asarray,
}  # fmt: skip
beliefs = st.one_of(margins(), gaussians())


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def same(one: Draws, other: Draws, names: Iterable[str]) -> None:
    for name in names:
        assert_array_equal(one[name], other[name], name)


def moves_no_other(name: str, tie: Covariance) -> bool:
    """True where no other is tied to it, or only those before it."""
    if name not in tie.names:
        return True
    place = tie.names.index(name)
    return not any(row[place] for row in tie.rows[place + 1 :])


@given(belief=gaussians(), seed=seeds, spreads=spreads, data=st.data())
@settings(deadline=None)
def test_a_draw_stays_where_another_that_it_is_not_tied_to_comes_or_goes(
    belief: Gaussian, seed: int, spreads: Spreads, data: st.DataObject
) -> None:
    """Also one tied to it that stands after it in the covariances."""
    drawn = belief.draw(20, rng(seed), spreads=spreads)
    ties = (belief.people, belief.knowledge)
    free = [name for name in belief.names if all(moves_no_other(name, tie) for tie in ties)]
    gone = set(data.draw(st.lists(st.sampled_from(free), max_size=1))) if free else set()
    fewer = Gaussian(
        Independent(tuple(p for p in belief.margins.parameters if p.name not in gone)),
        belief.people.without(gone),
        belief.knowledge.without(gone),
    )
    same(fewer.draw(20, rng(seed), spreads=spreads), drawn, fewer.names)
    turned = Gaussian(
        Independent(tuple(reversed(belief.margins.parameters))), belief.people, belief.knowledge
    )
    same(turned.draw(20, rng(seed), spreads=spreads), drawn, belief.names)


@given(each=margins(), seed=seeds, spreads=spreads)
@settings(deadline=None)
def test_a_covariance_of_variances_alone_draws_the_independent_people(
    each: Independent, seed: int, spreads: Spreads
) -> None:
    people, knowledge = (
        Covariance(each.names, rows_of(np.eye(len(each.names)), (sd(p) for p in each.parameters)))
        for sd in (attrgetter("omega"), attrgetter("knowledge_sd"))
    )
    wanted = each.draw(20, rng(seed), spreads=spreads)
    for belief in (Gaussian(each), Gaussian(each, people, knowledge)):
        same(belief.draw(20, rng(seed), spreads=spreads), wanted, each.names)
        same(belief.typical(), each.typical(), each.names)


@given(belief=gaussians(), seed=seeds, data=st.data())
@settings(deadline=None, max_examples=30)
def test_many_draws_vary_together_as_was_given(
    belief: Gaussian, seed: int, data: st.DataObject
) -> None:
    """On the scales of the parameters; where limits cut, what is cut says nothing of it."""
    n, asked = 20_000, data.draw(st.sampled_from(["people", "knowledge"]))
    covariance = belief.people if asked == "people" else belief.knowledge
    drawn = belief.draw(n, rng(seed), spreads=asked)  # type: ignore[arg-type]
    off: dict[str, Numbers] = {}
    for name in covariance.names:
        p = belief.margins[name]
        sd = p.omega if asked == "people" else p.knowledge_sd
        # With a logit far off the fraction is 1 to the last digit, and no logit comes back.
        if p.limits == (None, None) and 0 < sd < (FAR_LOGIT if p.scale == "logit" else np.inf):
            x = drawn[name]
            off[name] = ON_SCALE[p.scale](x) - ON_SCALE[p.scale](np.array(p.typical))
    for i, one in enumerate(covariance.names):
        for j, other in enumerate(covariance.names[: i + 1]):
            if {one, other} <= off.keys():
                wanted = covariance.rows[i][j]
                # Of a product of two normals: v1 v2 + c^2.
                sd = math.sqrt(covariance.rows[i][i] * covariance.rows[j][j] + wanted**2)
                found = (off[one] * off[other]).mean()
                # Twice four standard errors: a run looks at many pairs.
                assert_allclose(found, wanted, **monte_carlo(2 * sd, n), err_msg=f"{one} {other}")


@given(rank=st.integers(1, 8), n=st.integers(1, 8), seed=seeds)
def test_any_correlations_that_people_can_have_are_taken_and_no_others(
    rank: int, n: int, seed: int
) -> None:
    A = rng(seed).standard_normal((n, rank))
    A /= np.linalg.norm(A, axis=1, keepdims=True)
    found = given_back(taken(A @ A.T))
    assert_allclose(found, A @ A.T, **(ROUNDING if is_full(A @ A.T) else SINGULAR))
    half = np.tril(rng(seed).uniform(-1, 1, (n, n)), -1)
    noise = half + half.T + np.eye(n)
    if is_full(noise):
        assert_allclose(given_back(taken(noise)), noise, **ROUNDING)
    elif np.linalg.eigvalsh(noise)[0] < -CLEAR:
        with pytest.raises(InputRefused, match="no people can vary so"):
            taken(noise)


def taken(correlations: Numbers) -> Covariance:
    n = len(correlations)
    return Covariance(NAMES[:n], rows_of(correlations, np.full(n, 0.3)))


def given_back(covariance: Covariance) -> Numbers:
    """The correlations of what it makes of normals that have none."""
    unit = np.eye(len(covariance.names))
    made = covariance.mixed(dict(zip(covariance.names, unit, strict=True)))
    factor = np.array([made[name] for name in covariance.names])
    return np.asarray(factor @ factor.T)


def is_full(correlations: Numbers) -> bool:
    return bool(np.linalg.eigvalsh(correlations)[0] > CLEAR)


@given(belief=beliefs)
def test_a_belief_comes_back_from_json_as_it_was(belief: Independent | Gaussian) -> None:
    again = codec.decode(Beliefs, codec.encode(belief), name="belief")
    assert again == belief
    assert type(again) is type(belief)
    assert again.digest == belief.digest
    same(again.draw(5, rng(1)), belief.draw(5, rng(1)), belief.names)


@given(one=beliefs, other=beliefs)
def test_the_digest_tells_beliefs_apart_and_nothing_else(
    one: Independent | Gaussian, other: Independent | Gaussian
) -> None:
    assert (one.digest == other.digest) is (one == other)
    assert one.digest == replace(one).digest


def test_any_change_of_content_is_another_digest() -> None:
    prior = spinal().prior
    first = prior.parameters[0]
    changed = {
        prior.digest,
        *(
            Independent((replace(first, **change), *prior.parameters[1:])).digest
            for change in (
                {"name": "other"}, {"typical": np.nextafter(first.typical, 0)}, {"omega": 0.25},
                {"rse": 0.25}, {"scale": "normal"}, {"why": ()},
                {"scale": "normal", "limits": (None, 9.0)},
            )
        ),
        Independent(prior.parameters[1:]).digest,
        Independent(tuple(reversed(prior.parameters))).digest,
        Gaussian(prior).digest,
    }  # fmt: skip
    assert len(changed) == 11

"""People drawn from a model: as its belief says they differ, and as `simulate` draws them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import compile_program, run
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.model import Body, Model, model_of
from baclofen.regimen import by_mouth
from baclofen.simulation import simulate
from baclofen.units import mg
from tests.people import known
from tests.tolerances import EXACT

HOURS = [1.0, 2.0, 6.0]


def model() -> Model:
    return model_of(Body(age_y=60, weight_kg=70, crcl=80), known())


def test_people_differ_by_the_random_effects_of_the_model() -> None:
    n = 4000
    made = model()
    drawn = made.sample(n, seed=1)
    spread = [p for p in made.prior.parameters if p.omega and p.scale == "log"]
    assert spread
    for parameter in spread:
        sd = np.std(np.log(drawn[parameter.name]))
        assert abs(sd / parameter.omega - 1) < 4 / np.sqrt(2 * n)
    fixed = [p for p in made.prior.parameters if not p.omega and p.rse]
    assert fixed
    assert all(np.unique(drawn[p.name]).size == 1 for p in fixed)
    assert set(drawn) == set(made.graph.parameters)
    covariates = made.body.covariates(known())
    for name in covariates.keys() & drawn.keys():
        assert_array_equal(drawn[name], covariates[name])


def test_what_was_drawn_runs_as_it_is_and_is_what_simulate_draws() -> None:
    made, given = model(), by_mouth(mg(20))
    signal = made.output("plasma_ng_mL").signal
    program = compile_program(made.graph, given.events(), at_h=HOURS)
    course = simulate(made, given, seed=7, n=50, until_h=HOURS[-1], at_h=HOURS)
    assert course.times_h.tolist() == HOURS
    both = run(program, made.sample(50, seed=7, spreads="both"), [signal])[signal]
    ratio = course["plasma_ng_mL"].values / both
    assert_allclose(ratio, ratio[0, 0], **EXACT)
    people = simulate(made, given, seed=7, n=50, spreads="people", until_h=6, at_h=HOURS)
    alone = run(program, made.sample(50, seed=7), [signal])[signal]
    assert_allclose(people["plasma_ng_mL"].values / alone, ratio[0, 0], **EXACT)


def test_a_belief_that_is_handed_in_is_drawn_from() -> None:
    made = model()
    known_to = made.belief.fixed({"CL_factor": 2.0})
    drawn = made.sample(10, seed=1, belief=known_to)
    assert_array_equal(drawn["CL_factor"], 2.0)


def test_what_cannot_be_drawn_is_refused() -> None:
    averaged = model_of(Body(age_y=60, weight_kg=70, crcl=80), known(), kinetics="average")
    with pytest.raises(InputRefused, match="Name one of the kinetics"):
        averaged.sample(10, seed=1)
    with pytest.raises(OutOfRange):
        model().sample(0, seed=1)
    with pytest.raises(OutOfRange):
        model().sample(10, seed=-1)
    with pytest.raises(UnknownName):
        model().sample(10, seed=1, spreads="all")  # type: ignore[arg-type]

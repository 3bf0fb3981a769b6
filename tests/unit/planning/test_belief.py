"""A belief handed in is what every forecast, comparison and search draws its people from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from baclofen.assessment import assess
from baclofen.engine import Window
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange import read_table
from baclofen.model import (
    Belief,
    Covariance,
    Draws,
    Gaussian,
    Independent,
    Kinetics,
    Model,
    Spreads,
    build_model,
)
from baclofen.planning import plan_screening, predict
from baclofen.planning.decide.optimum import Optimum
from baclofen.planning.foresee.rebound import compare_ways_down
from baclofen.planning.foresee.weigh import optimise
from baclofen.planning.reckon.taper import way_down
from baclofen.regimen import Intake, by_mouth
from baclofen.simulation import settled_days, simulate, simulate_typical, window_means
from baclofen.units import mg
from tests.people import TODAY, known, on_baclofen, person, plan
from tests.tolerances import EXACT

K = known()
PLASMA, PAIN, TONE = "plasma_ng_mL", "nrs_change", "ashworth_1_5"
Numbers = NDArray[np.float64]
#: Numbers that a door comes to with a belief.
Door = Callable[[Belief | None], Numbers]


@cache
def model(kinetics: Kinetics = "composite") -> Model:
    made = build_model(plan(person(weight_kg=70.0)).fit, K, kinetics=kinetics)
    assert made is not None
    return made


def forecast(belief: Belief | None) -> Numbers:
    made = predict(plan(person(weight_kg=70.0)), K, seed=1, belief=belief)
    assert made is not None
    return made[PLASMA].values


def coming_off(belief: Belief | None) -> Numbers:
    made = predict(plan(on_baclofen(weight_kg=70.0), kind="stop"), K, seed=1, belief=belief)
    assert made is not None
    return made[PLASMA].values


def comparison(belief: Belief | None) -> Numbers:
    made = plan(on_baclofen(weight_kg=70.0), kind="stop")
    way = way_down(made.fit, K, daily=mg(30), start=TODAY, weeks_on=4)
    compared = compare_ways_down(made, way, K, seed=1, belief=belief)
    assert compared is not None
    return np.array([[w.peak.low, w.peak.median, w.peak.high] for w in compared.ways])


def search(belief: Belief | None) -> Numbers:
    return np.array([one.effects[PAIN].mean for one in found(belief).weighed])


def followed(belief: Belief | None) -> Numbers:
    """The levels are those of three doses; only their order may change with the search."""
    each = found(belief).followed
    return np.sort([one.effects[PAIN].mean for one in each])


def found(belief: Belief | None) -> Optimum:
    made = optimise(plan(person(weight_kg=70.0)), K, seed=1, belief=belief)
    assert made is not None
    return made


def screening(belief: Belief | None) -> Numbers:
    who = {"age_y": 45, "egfr": 95, "syndrome": "ms_spasticity", "weight_kg": 70,
           "baclofen": "none", "screening": {}}  # fmt: skip
    record = read_table(who, K, today=TODAY)
    fit = assess(record.patient, K, record.asks(today=TODAY))
    effect = plan_screening(fit, K, seed=1, belief=belief).effect
    assert effect is not None
    return effect.course[TONE].values


def course(belief: Belief | None) -> Numbers:
    return simulate(model(), by_mouth(mg(20)), outputs=[PAIN], seed=1, n=9, belief=belief)[
        PAIN
    ].values


def typical(belief: Belief | None) -> Numbers:
    return simulate_typical(model(), by_mouth(mg(20)), belief=belief)[PLASMA].values


def means(belief: Belief | None) -> Numbers:
    return window_means(
        model(), [by_mouth(mg(20))], outputs=[PAIN, PLASMA], windows=[Window("day", 0, 24)],
        seed=1, n=9, belief=belief,
    )[0][PAIN]  # fmt: skip


def days(belief: Belief | None) -> Numbers:
    return settled_days(
        model(), [(Intake(8.0, mg(20)),)], outputs=[PAIN], seed=1, n=9, belief=belief
    )[PAIN]


DOORS: tuple[Door, ...] = (
    forecast, coming_off, comparison, search, followed, screening, course, typical, means, days,
)  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_the_first_belief_handed_in_changes_no_bit_and_another_is_taken(door: Door) -> None:
    first, prior = model().belief, model().prior
    wanted = door(None)
    assert_array_equal(door(first), wanted)
    assert_array_equal(door(Gaussian(prior, knowledge=first.knowledge)), wanted)
    names = ("CLnr", "CLr_slope", "K_A", "theta_m", "s")
    other = first.fixed({name: prior[name].typical * 0.6 for name in names})
    assert not np.array_equal(door(other), wanted)
    with pytest.raises(
        InputRefused, match=r"belief is without .* the composite kinetics and the outputs need"
    ):
        door(Independent(()))


def test_what_is_tied_together_widens_what_it_drives() -> None:
    """If both ways out are slower than is thought, levels are higher than by either alone."""
    # By how much populations differ in clearance would drown it.
    prior = model().prior.fixed({"CL_factor": 1.0})
    one, other = prior["CLnr"], prior["CLr_slope"]
    tie = Covariance(
        (one.name, other.name),
        ((one.rse**2,), (0.99 * one.rse * other.rse, other.rse**2)),
    )
    apart, tied = (
        simulate(model(), by_mouth(mg(20)), seed=1, n=500, belief=b, spreads="knowledge")[PLASMA]
        .each["all"].AUC
        for b in (prior, Gaussian(prior, knowledge=tie))
    )  # fmt: skip
    assert np.log(tied).std() > 1.1 * np.log(apart).std()


def test_an_entered_score_holds_for_a_belief_too() -> None:
    who = {"age_y": 45, "egfr": 95, "syndrome": "ms_spasticity", "weight_kg": 70,
           "baclofen": "none", "screening": {"given": [
               {"dose": "50 mcg", "hours_ago": 26, "responded": False,
                "ashworth_before": [4, 3], "ashworth_after": [4, 3]}]}}  # fmt: skip
    record = read_table(who, K, today=TODAY)
    fit = assess(record.patient, K, record.asks(today=TODAY))
    believed = model().prior.fixed({"ashworth": 2.0})
    effect = plan_screening(fit, K, seed=1, belief=believed).effect
    assert effect is not None
    assert effect.baseline == 4.5
    assert_allclose(effect.course[TONE].values[0], 4.5, **EXACT)
    unscored = read_table({**who, "screening": {}}, K, today=TODAY)
    fit = assess(unscored.patient, K, unscored.asks(today=TODAY))
    effect = plan_screening(fit, K, seed=1, belief=believed).effect
    assert effect is not None
    assert effect.baseline == 2.0


def test_the_facts_of_a_course_are_those_of_the_belief_it_was_drawn_from() -> None:
    weighed = model().prior.fixed({"CLnr": 2.0, "s": 0.1}, why=("pk.agarwal_f",))
    why = simulate(model(), by_mouth(mg(20)), seed=1, n=9, belief=weighed).why
    assert "pk.agarwal_f" in why
    assert "oral.CLnr" not in why
    only_pain = model().prior.fixed({"s": 0.1}, why=("pk.agarwal_f",))
    assert (
        "pk.agarwal_f" not in simulate(model(), by_mouth(mg(20)), seed=1, n=9, belief=only_pain).why
    )


# --- several kinetics -------------------------------------------------------------------


def test_a_belief_holds_for_its_own_kinetics_and_is_refused_by_name_for_others() -> None:
    made = plan(person(weight_kg=70.0))
    simon = model("simon2018").belief
    got = predict(made, K, seed=1, kinetics="simon2018", belief=simon)
    wanted = predict(made, K, seed=1, kinetics="simon2018")
    assert got is not None
    assert wanted is not None
    assert_array_equal(got[PLASMA].values, wanted[PLASMA].values)
    with pytest.raises(InputRefused, match=r"without MTT, .* the composite kinetics and"):
        predict(made, K, seed=1, belief=simon)
    with pytest.raises(InputRefused, match=r"kinetics composite and simon2018 and .*about one"):
        predict(made, K, seed=1, kinetics="average", belief=model().prior)


# --- a belief of another form -----------------------------------------------------------


@dataclass(frozen=True)
class People:
    """Some people, known one by one: as a sampler leaves them."""

    each: Mapping[str, Numbers]
    why: tuple[str, ...] = ("pk.agarwal_f",)
    digest: str = "people"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.each)

    def why_of(self, names: Iterable[str]) -> tuple[str, ...]:
        return self.why if set(names) & set(self.each) else ()

    def typical(self) -> Draws:
        return {name: np.median(values, keepdims=True) for name, values in self.each.items()}

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        who = rng.integers(next(iter(self.each.values())).size, size=n)
        return {name: values[who] for name, values in self.each.items()}

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Self:
        for name in values:
            if name not in self.each:
                raise UnknownName("parameter", name, self.each)
        known_now = {name: np.full_like(self.each[name], value) for name, value in values.items()}
        return replace(self, each={**self.each, **known_now})


def test_a_belief_of_any_other_form_will_do() -> None:
    drawn = model().prior.draw(50, np.random.default_rng(1))
    people = People({name: np.broadcast_to(values, 50) for name, values in drawn.items()})
    for door in DOORS:
        assert np.isfinite(door(people)).all()
    assert "pk.agarwal_f" in simulate(model(), by_mouth(mg(20)), seed=1, n=9, belief=people).why

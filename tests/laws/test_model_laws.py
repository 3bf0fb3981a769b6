"""What holds for every body, dose and draw: nothing is lost, causes add, and more is more."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import Event, Window, compile_program, keep_only, run
from baclofen.model import Model
from baclofen.value import replace
from tests.laws.bodies import (
    LARGEST_MCG,
    Numbers,
    Person,
    doses,
    extreme,
    follow,
    not_above,
    people,
    signals,
    ways,
    whole,
)
from tests.tolerances import EXACT, LEFT_OUT, PEOPLE_FAR_OFF, ROUNDING, SLOW_AND_FAR_OFF

LONG_H = 36.0
GRID_H = tuple(np.arange(0, LONG_H + 1, 4.0).tolist())
#: Soon after a dose, through its peak by every way, and to the end of its effect.
SINGLE_H = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 48.0)
seeds = st.integers(0, 2**32)

#: Shown, and driven by drug that is not missed where it comes from.
NO_PART_OF_THE_BALANCE = {
    "lumbar_blood", "cisternal_blood", "cord1", "cord2", "tissue", "rostral",
}  # fmt: skip
LEVELS = (
    "plasma_ng_mL", "csf_lumbar_ng_mL", "csf_cisternal_ng_mL", "csf_catheter_ng_mL",
    "cord_ng_mL", "brain_ng_mL",
)  # fmt: skip
#: Fewer of these is what the drug is given for.
RELIEVED = {
    "hm_ratio", "tone_ratio", "ashworth_1_5", "mas_0_4", "spasm_ratio", "spasms_0_4", "nrs_0_10",
    "nrs_change", "paroxysm_ratio",
}  # fmt: skip
#: They follow a fall of the level, and so come later after a larger dose.
AFTER_THE_FALL = {"withdrawal_drive", "rebound_cord"}

SCALES: Mapping[str, tuple[float, float]] = {
    "occupancy_cord": (0, 1), "occupancy_brain": (0, 1),
    "tolerance_cord": (0, 1), "tolerance_brain": (0, 1), "withdrawal_drive": (0, 1),
    "rebound_cord": (0, 1), "glutamate_release": (0, 1), "substance_P_release": (0, 1),
    "ashworth_1_5": (1, 5), "mas_0_4": (0, 4), "spasms_0_4": (0, 4), "nrs_0_10": (0, 10),
    "hm_ratio": (0, np.inf), "tone_ratio": (0, np.inf), "spasm_ratio": (0, np.inf),
    "paroxysm_ratio": (0, np.inf),
    "excitability_motor": (0, np.inf), "excitability_pain": (0, np.inf),
}  # fmt: skip


def given_and_gone(model: Model, events: tuple[Event, ...], who: Mapping[str, Numbers]) -> Numbers:
    """What was given, less what is in the body or urine, less all other losses."""
    graph = model.graph
    body = [name for name in graph.compartments if name not in NO_PART_OF_THE_BALANCE]
    losses = [f.rate for f in graph.flows if f.target is None and f.source == "central"]
    program = compile_program(graph, events, until_h=LONG_H, at_h=[LONG_H],
                              windows=[Window("all", 0, LONG_H)])  # fmt: skip
    course = run(program, {name: who[name] for name in graph.parameters}, [*body, "V1", "CL_other"])
    central = course.windows["all"]["central"].area
    assert losses == [
        "CL_other/V1", "CL_HD*on_HD/V1", "CL_CVVH*on_CVVH/V1", "CL_CAPD*on_CAPD/V1"
    ]  # fmt: skip
    taken = (
        course["CL_other"][0] + who["CL_HD"] * who["on_HD"] + who["CL_CVVH"] * who["on_CVVH"]
        + who["CL_CAPD"] * who["on_CAPD"]
    )  # fmt: skip
    came = sum(e.amount * (1.0 if e.input in ("intrathecal", "intravenous") else who["F"])
               for e in events)  # fmt: skip
    held = np.sum([course[name][0] for name in body], axis=0)
    return np.asarray((came - held - taken * central / course["V1"][0]) / came)


@given(data=st.data(), person=people(), seed=seeds)
@settings(deadline=None, max_examples=10)
def test_what_was_given_is_in_urine_in_the_body_or_lost_otherwise(
    data: st.DataObject, person: Person, seed: int
) -> None:
    model = person.model
    events = tuple(
        replace(e, time_h=min(e.time_h, LONG_H - e.duration_h))
        for e in data.draw(doses(model, LONG_H))
    )
    who = extreme(model, seed)
    for switch in ("on_HD", "on_CVVH", "on_CAPD"):
        who[switch] = np.array([data.draw(st.sampled_from([0.0, 1.0]))])
    assert_allclose(given_and_gone(model, events, who), 0, **PEOPLE_FAR_OFF)


@given(data=st.data(), person=people(), seed=seeds)
@settings(deadline=None, max_examples=10)
def test_levels_of_two_regimens_by_any_ways_add(
    data: st.DataObject, person: Person, seed: int
) -> None:
    """Also what comes by mouth and what comes into CSF."""
    model = person.model
    who, names = extreme(model, seed), [model.output(name).signal for name in LEVELS]
    one = data.draw(doses(model, LONG_H))
    other = (Event(0.0, 100.0, "intrathecal"), *data.draw(doses(model, LONG_H)))
    a, b, both = (
        follow(model.graph, who, events, GRID_H, names) for events in (one, other, (*one, *other))
    )
    for name in names:
        scale = both[name].max()
        assert_allclose((a[name] + b[name]) / scale, both[name] / scale, **PEOPLE_FAR_OFF)


@given(data=st.data(), person=people(), seed=seeds, factor=st.floats(1.0, 20.0))
@settings(deadline=None, max_examples=10)
def test_a_larger_single_dose_never_means_less_of_what_harms(
    data: st.DataObject, person: Person, seed: int, factor: float
) -> None:
    """Levels, tolerance and side effects; rebound comes later after a larger dose."""
    model = person.model
    who, way = extreme(model, seed), data.draw(ways(model))
    amount = data.draw(st.floats(1, LARGEST_MCG[way] / 20))
    small, large = (
        follow(model.graph, who, [Event(0, a, way)], SINGLE_H, signals(model).values())
        for a in (amount, amount * factor)
    )
    for name, output in model.outputs.items():
        if output.worse == 1 and name not in RELIEVED | AFTER_THE_FALL:
            not_above(small[output.signal], large[output.signal], SLOW_AND_FAR_OFF)


@given(data=st.data(), person=people(), seed=seeds, factor=st.floats(1.0, 20.0))
@settings(deadline=None, max_examples=10)
def test_a_larger_single_dose_never_means_more_tone_or_pain_while_it_acts(
    data: st.DataObject, person: Person, seed: int, factor: float
) -> None:
    """Where the brain does not add to pain (a gain below 0), and until rebound."""
    model = person.model
    who, way = extreme(model, seed), data.draw(ways(model))
    who["kappa"] = np.abs(who["kappa"])
    amount = data.draw(st.floats(1, LARGEST_MCG[way] / 20))
    names = [*signals(model).values(), "W_s"]
    small, large = (
        follow(model.graph, who, [Event(0, a, way)], SINGLE_H, names)
        for a in (amount, amount * factor)
    )
    acts = (small["W_s"] <= 0) & (large["W_s"] <= 0)
    for name in RELIEVED & set(model.outputs):
        signal = model.output(name).signal
        not_above(large[signal] * acts, small[signal] * acts, SLOW_AND_FAR_OFF)


@given(data=st.data(), person=people(), seed=seeds)
@settings(deadline=None, max_examples=12)
def test_shares_probabilities_and_scores_stay_on_their_scales(
    data: st.DataObject, person: Person, seed: int
) -> None:
    model = person.model
    who = extreme(model, seed)
    course = follow(
        model.graph, who, data.draw(doses(model, LONG_H)), (*GRID_H, 60.0, 84.0),
        signals(model).values(),
    )  # fmt: skip
    for name, signal in signals(model).items():
        low, high = (0.0, 1.0) if name.startswith("prob_") else SCALES.get(name, (-np.inf, np.inf))
        off = max(low - course[signal].min(), course[signal].max() - high)
        assert off <= SLOW_AND_FAR_OFF["atol"], (name, course[signal].min(), course[signal].max())
    assert course["glutamate"].min() > 0
    assert course["substance_P"].min() > 0


@given(data=st.data(), person=people(), seed=seeds, worse=st.floats(0, 1))
@settings(deadline=None, max_examples=10)
def test_worse_kidneys_never_give_lower_levels(
    data: st.DataObject, person: Person, seed: int, worse: float
) -> None:
    model = person.model
    who, names = extreme(model, seed), [model.output(name).signal for name in LEVELS]
    events = data.draw(doses(model, LONG_H))
    good = follow(model.graph, who, events, GRID_H, names)
    for name in ("CRCL", "secretion"):
        poor = follow(model.graph, {**who, name: who[name] * worse}, events, GRID_H, names)
        for level in names:
            not_above(good[level], poor[level], PEOPLE_FAR_OFF)


@given(data=st.data(), person=people(), seed=seeds)
@settings(deadline=None, max_examples=10)
def test_a_dose_of_nothing_leaves_everything_as_it_was(
    data: st.DataObject, person: Person, seed: int
) -> None:
    model = person.model
    who = extreme(model, seed)
    nothing = [Event(3.0, 0.0, data.draw(ways(model)))]
    course = follow(model.graph, who, nothing, GRID_H, signals(model).values())
    before = {
        "ashworth_now": who.get("ashworth"), "nrs_now": who.get("B"),
        "mas_now": who["ashworth"] - 1 if "ashworth" in who else None,
        "spasms_now": who.get("spasms"),
        **dict.fromkeys(("glutamate", "substance_P", "descending", "X_m", "X_p"), np.ones(1)),
        **dict.fromkeys(
            {"tone", "reflex", "spasm", "paroxysm"} & set(model.graph.signals), np.ones(1)
        ),
    }  # fmt: skip
    for name, signal in signals(model).items():
        if name.startswith("prob_"):
            assert_allclose(course[signal], course[signal][[0]] + 0 * course[signal], **EXACT)
            if f"{name[5:]}_person" in who:
                logit = who[f"{name[5:]}_intercept"] + who[f"{name[5:]}_person"]
                assert_allclose(course[signal][0], 1 / (1 + np.exp(-logit)), **ROUNDING)
        else:
            wanted = before.get(signal)
            was = np.zeros(1) if wanted is None else wanted
            assert_allclose(course[signal], was + 0 * course[signal], **ROUNDING)


@given(data=st.data(), person=people(), seed=seeds)
@settings(deadline=None, max_examples=10)
def test_what_is_left_out_of_a_graph_changes_no_output(
    data: st.DataObject, person: Person, seed: int
) -> None:
    model = person.model
    who, events = extreme(model, seed, n=3), data.draw(doses(model, LONG_H))
    names = data.draw(st.lists(st.sampled_from(list(model.outputs)), min_size=1, unique=True))
    wanted = [model.output(name).signal for name in names]
    small = keep_only(
        model.graph, wanted, inputs=dict.fromkeys(e.input for e in events),
        idle=("on_HD", "on_CVVH", "on_CAPD"),
    )  # fmt: skip
    got = whole(small, who, events, GRID_H, wanted)
    full = whole(model.graph, who, events, GRID_H, wanted)
    for name in wanted:
        scale = max(np.abs(full[name]).max(), 1.0)
        assert_allclose(got[name] / scale, full[name] / scale, **LEFT_OUT)

"""Whatever a file holds, it is taken whole or refused; nothing falls over, nothing half-read."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baclofen.errors import InputRefused
from baclofen.evidence import Size, summary
from baclofen.knowledge import load_trials, with_studies
from baclofen.reporting import summary_data
from baclofen.reporting.evidence import summary_text
from tests.studies import added
from tests.tolerances import ROUNDING

T = load_trials()

ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 400) | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def places(raw: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a file where something else could stand."""
    found = [path] if path else []
    inner: list[tuple[Any, Any]] = []
    if isinstance(raw, dict):
        inner = list(raw.items())
    elif isinstance(raw, list):
        inner = list(enumerate(raw))
    for key, value in inner:
        found += places(value, (*path, key))
    return found


def put(raw: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The file with something else at one place."""
    made = copy.deepcopy(raw)
    at = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return made


FULL = added()
FULL["studies"]["made_up_2026"] |= {
    "sums": [{"of": "people", "parts": [50, 50], "whole": 100}],
    "indirect": {"function": "an example"},
}
FULL["contrasts"] = [
    {
        "study": "made_up_2026", "outcome": "pain", "family": "pain_intensity", "time": "week 6",
        "phase": "treatment", "arm": "baclofen", "versus": "control", "finding": "no-difference",
        "how": "assumed", "measure": "MD", "estimate": -3.0, "scale": "vas_0_100", "kind": "final",
    }
]  # fmt: skip
FULL["scales"] = {"own": {"says": "own", "better": "lower", "unit": "points", "how": "assumed"}}
PLACES = places(FULL)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), ODD)
def test_a_file_is_taken_whole_or_refused(path: tuple[Any, ...], value: Any) -> None:
    raw = put(FULL, path, value)
    try:
        joined = with_studies(T, raw)
    except InputRefused:
        return
    # What was taken can be summed up, printed and written.
    for study in (s for id, s in joined.studies.items() if id not in T.studies):
        found = summary(joined, study.syndrome)
        assert summary_data(found, joined)["bodies"] is not None
        text = summary_text(found, joined, width=100)
        assert all(c.isprintable() or c == "\n" for c in text)


@settings(max_examples=40, deadline=None)
@given(
    mean=st.floats(20, 90).map(lambda v: round(v, 1)),
    sd=st.floats(5, 25).map(lambda v: round(v, 1)),
    n=st.integers(10, 100),
)
def test_an_effect_is_the_difference_of_its_means(mean: float, sd: float, n: int) -> None:
    raw = added(mean=mean, sd=sd, n=n)
    found = summary(with_studies(T, raw), "clbp")
    (answer,) = [a for b in found.bodies for a in b.answers if a.study.id == "made_up_2026"]
    size = answer.size
    assert isinstance(size, Size)
    control = raw["arms"][1]
    assert abs(size.estimate - (mean - control["mean"])) <= ROUNDING["rtol"] * 100
    error = (sd**2 / n + control["sd"] ** 2 / control["n"]) ** 0.5
    assert abs(size.se - error) <= ROUNDING["rtol"] * 100
    assert size.low < size.estimate < size.high

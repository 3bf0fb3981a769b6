"""Means of several dosings are those that each would have alone, in the same people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from baclofen.engine import Event, Flow, Graph, Input, Window
from baclofen.errors import InputRefused, UnknownName
from baclofen.model import Body, model_of
from baclofen.regimen import Dosing, bolus, by_mouth, dialysis, pump
from baclofen.simulation import means, simulate, window_means
from baclofen.simulation.together import Case, left_by, same_until
from baclofen.units import mcg, mg
from tests.people import known
from tests.tolerances import EIGHT_PLACES, SWEPT

K = known()
BODY = Body(age_y=50, weight_kg=70, crcl=60)
WINDOWS = [Window("day 2", 24, 48), Window("last", 72, 120)]
OUTPUTS = ("nrs_change", "plasma_ng_mL", "prob_drowsiness")


@pytest.mark.parametrize("kinetics", ["composite", "average"])
def test_each_is_what_it_is_alone(kinetics: str) -> None:
    model = model_of(BODY, K, "ms_spasticity", kinetics=kinetics)  # type: ignore[arg-type]
    dosings = [
        by_mouth(mg(10), every_h=8, days=5),
        by_mouth(mg(20), at_h=[7.5, 30.0, 80.0]),
        bolus(mcg(50), at_h=26) + pump(mcg(100), per="day", days=5),
        by_mouth(mg(10), every_h=6, days=5) + dialysis("haemodialysis", start_h=40, hours=4),
        Dosing(until_h=120.0),
    ]
    made = window_means(
        model, dosings, outputs=OUTPUTS, windows=WINDOWS, seed=4, n=20, purpose="comparison"
    )
    for dosing, found in zip(dosings, made, strict=True):
        alone = simulate(
            model, dosing, outputs=OUTPUTS, seed=4, n=20, windows=WINDOWS, until_h=120.0,
            purpose="comparison",
        )  # fmt: skip
        for name in OUTPUTS:
            wanted = [alone[name].each[w.name].Cavg for w in WINDOWS]
            assert_allclose(found[name], wanted, **EIGHT_PLACES, err_msg=name)
    assert np.ptp(made[0]["nrs_change"]) > 0


def test_what_cannot_be_compared_is_refused() -> None:
    model = model_of(BODY, K, "ms_spasticity")
    given = [by_mouth(mg(10), every_h=8, days=5)]
    with pytest.raises(InputRefused, match="at least one must be asked for"):
        window_means(model, given, outputs=OUTPUTS, windows=[], seed=1)
    with pytest.raises(UnknownName, match="pain"):
        window_means(model, given, outputs=["pain"], windows=WINDOWS, seed=1)
    assert window_means(model, [], outputs=OUTPUTS, windows=WINDOWS, seed=1) == []


def test_what_all_are_given_alike_is_followed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(BODY, K, "ms_spasticity")
    way_up = by_mouth(mg(5), every_h=8, days=4)
    dosings = [way_up + by_mouth(mg(dose), every_h=8, days=2).later(96.0) for dose in (5, 10, 20)]
    asked = {"outputs": OUTPUTS, "windows": [Window("last", 120, 144)], "seed": 4, "n": 20}
    starts: list[float] = []

    def told(case: Case, at_h: float, places: int) -> Mapping[str, NDArray[np.float64]]:
        starts.append(at_h)
        return left_by(case, at_h, places)

    monkeypatch.setattr(means, "left_by", told)
    shared = window_means(model, dosings, **asked)  # type: ignore[arg-type]
    assert starts == [96.0]
    monkeypatch.setattr(means, "_WORTH_SHARING", 2.0)
    apart = window_means(model, dosings, **asked)  # type: ignore[arg-type]
    assert starts == [96.0]
    for one, other in zip(shared, apart, strict=True):
        for name in OUTPUTS:
            assert_allclose(one[name], other[name], **SWEPT, err_msg=name)
    falls = [one["nrs_change"].mean() for one in shared]
    assert falls[0] > falls[1] > falls[2]


def case(*events: Event, lag: str = "0") -> Case:
    graph = Graph({"gut": "mg"}, {"ka": "1/h"}, [Flow("gut", None, "ka")],
                  {"oral": Input("gut", lag=lag)})  # fmt: skip
    return Case(graph, events, {"ka": np.ones(2)}, 2)


def test_events_are_the_same_until_one_differs_and_while_nothing_is_under_way() -> None:
    first, second = Event(0, 5, "oral"), Event(8, 5, "oral")
    assert same_until([case(first, second), case(second, first)], 24) == 24
    assert same_until([case(first, second), case(first)], 24) == 8
    assert same_until([case(first, second), case(first, Event(6, 5, "oral"))], 24) == 6
    assert same_until([case(first, second), case(first, Event(8, 7, "oral"))], 4) == 4
    assert same_until([case(second), case(first, second)], 24) == 0
    assert same_until([case(), case()], 24) == 24
    assert same_until([case(first, lag="1"), case(first, lag="1")], 24) == 0
    lasting = Event(2, 5, "oral", duration_h=3)
    assert same_until([case(first, lasting), case(first, lasting)], 24) == 0

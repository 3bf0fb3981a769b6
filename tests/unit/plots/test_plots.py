"""What a plot shows is what the course, the run and the studies hold, each with its mark."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Event, Flow, Graph, compile_program, run
from baclofen.errors import InputRefused, NotPlanned, UnknownName
from baclofen.model import Body, Model, model_of
from baclofen.plots import check_predictions
from baclofen.regimen import bolus, by_mouth
from baclofen.simulation import Course, simulate
from baclofen.synthesis import given, pool
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import known
from tests.tolerances import EXACT


def levels(dose_mg: float = 20.0) -> Course:
    model = model_of(Body(age_y=60, weight_kg=70, crcl=80), known())
    return simulate(model, by_mouth(mg(dose_mg)), seed=1, n=40, until_h=12)


def spinal() -> Model:
    body = Body(age_y=45, weight_kg=70, crcl=105, baseline={"ashworth": 4.0})
    return model_of(body, known(), "sci_spasticity")


def said_beside(axes: Any) -> list[str]:
    """The legend's words; it stands right of all that is drawn."""
    axes.figure.draw_without_rendering()
    assert axes.get_legend().get_window_extent().x0 >= axes.get_window_extent().x1
    return [words.get_text() for words in axes.get_legend().get_texts()]


def line(axes: Any, which: int = 0) -> Any:
    return axes.get_lines()[which].get_data()


def test_a_course_is_drawn_as_it_is_held() -> None:
    course = levels()
    (axes,) = course.plot(each=3)
    curve = course["plasma_ng_mL"]
    times, middle = line(axes)
    assert_array_equal(times, curve.times_h)
    assert_array_equal(middle, curve.median)
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert_allclose([band.min(), band.max()], [curve.low.min(), curve.high.max()], **EXACT)
    assert len(axes.get_lines()) == 4
    assert said_beside(axes) == ["median", "90 % of 40 draws", "3 single draws"]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("ng/mL", "time, h")
    assert axes.get_title() == curve.output.says


def test_a_second_course_is_drawn_over_the_first_and_named() -> None:
    axes = levels().plot(label="20 mg")
    assert levels(10.0).plot(axes=axes, label="10 mg") is axes
    band = "90 % of 40 draws"
    assert said_beside(axes[0]) == ["20 mg, median", band, "10 mg, median", band]
    with pytest.raises(InputRefused, match="there must be 1"):
        levels().plot(axes=[*axes, *axes])
    with pytest.raises(UnknownName):
        levels().plot(["no_such_output"])


def test_a_picture_carries_its_mark_and_what_is_refused_is_not_drawn() -> None:
    model = spinal()
    drawn = simulate(model, bolus(mcg(50)), outputs=["ashworth_1_5"], seed=1, n=40)
    assert drawn.credits["ashworth_1_5"].verdict == "illustration"
    assert "Illustration" in drawn.plot()[0].get_title()
    compared = simulate(
        model, by_mouth(mg(20), every_h=8, days=2), outputs=["plasma_ng_mL", "ashworth_1_5"],
        seed=1, n=40, purpose="comparison",
    )  # fmt: skip
    with pytest.raises(NotPlanned, match="Not shown"):
        compared.plot()
    assert len(compared.plot(["plasma_ng_mL"])) == 1
    assert set(pd.DataFrame(compared.table()).groupby("output").credence.first()) == {
        "believed",
        "refused",
    }


def test_who_draws_over_a_picture_does_not_take_away_its_mark() -> None:
    model = spinal()
    marked = simulate(model, bolus(mcg(50)), outputs=["ashworth_1_5"], seed=1, n=40, until_h=12)
    plain = replace(marked, credits={})
    axes = plain.plot()
    assert "Illustration" not in axes[0].get_title()
    marked.plot(axes=axes)
    once = axes[0].get_title()
    assert "Illustration" in once
    assert plain.plot(axes=axes)[0].get_title() == marked.plot(axes=axes)[0].get_title() == once


def test_each_row_of_a_table_says_what_is_believed_of_it() -> None:
    drawn = simulate(spinal(), bolus(mcg(50)), outputs=["ashworth_1_5"], seed=1, n=40, until_h=4)
    for table in (drawn.table(), drawn.table(each=True), drawn.exposures()):
        assert set(table.credence) == {"illustration"}


def test_tables_hold_every_number_and_make_data_frames() -> None:
    course = levels()
    curve = course["plasma_ng_mL"]
    frame = pd.DataFrame(course.table())
    assert list(frame) == ["output", "time_h", "low", "median", "high", "credence"]
    assert set(frame.credence) == {"believed"}
    assert_array_equal(frame.high, curve.high)
    each = pd.DataFrame(course.table(each=True))
    wide = each.pivot(index="time_h", columns="draw", values="value").to_numpy()
    assert_array_equal(wide, curve.values)
    exposed = course.exposures()
    assert_array_equal(exposed.AUC, curve.each["all"].AUC)
    assert set(exposed.window) == set(curve.each)


def test_a_run_of_any_model_is_drawn_and_tabled() -> None:
    model = Graph(
        {"central": "mg"}, {"CL": "L/h", "V": "L"}, [Flow("central", None, "CL/V")],
        {"iv": "central"}, {"CP": "central/V"},
    )  # fmt: skip
    program = compile_program(model, [Event(0, 10, "iv")], at_h=[4.0, 1.0, 2.0])
    course = run(program, {"CL": np.array([1.0, 2.0, 3.0]), "V": 10.0}, ["CP"])
    (axes,) = course.plot()
    times, middle = line(axes)
    assert list(times) == sorted(course.times_h)
    assert_allclose(middle[0], np.median(course["CP"][list(course.times_h).index(1.0)]), **EXACT)
    table = course.table()
    assert table.dtype.names == ("draw", "time_h", "CP")
    assert_array_equal(table.CP.reshape(3, -1).T, course["CP"])


@pytest.mark.parametrize(("measure", "to"), [("MD", np.asarray), ("RR", np.exp)])
def test_a_forest_shows_studies_what_they_give_and_what_is_expected(measure: str, to: Any) -> None:
    found = pool(given([0.1, 0.5, 0.9], se=[0.1, 0.1, 0.2], measure=measure, labels=list("ABC")))
    axes = found.plot(title="Any", effect_name="effect")
    assert [t.get_text() for t in axes.get_yticklabels()] == [
        "A", "B", "C", "together", "a further study",
    ]  # fmt: skip
    squares = axes.collections[1].get_offsets()
    assert_allclose(squares[:, 0], to(found.effects.yi), **EXACT)
    diamond = axes.patches[0].get_xy()[:, 0]
    assert_allclose([diamond.min(), diamond.max()], to([found.ci.low, found.ci.high]), **EXACT)
    assert axes.get_xscale() == ("log" if measure == "RR" else "linear")
    assert found.prediction_hts is not None
    ahead = axes.collections[2].get_segments()[0][:, 0]
    assert_allclose(ahead, to([found.prediction_hts.low, found.prediction_hts.high]), **EXACT)
    assert_array_equal(found.table().weight, found.weights)
    # Each row in figures, under their heading.
    low, middle, high = (f"{to(v):.2f}" for v in (found.ci.low, found.estimate, found.ci.high))
    figures = [text.get_text() for text in axes.texts]
    assert len(figures) == 6
    assert figures[3] == f"{middle} ({low} to {high})".replace("-", "\N{MINUS SIGN}")
    assert figures[-1] == f"{measure} (95 % CI)"


def test_a_forest_says_what_it_is_of_and_whom_its_sides_speak_for() -> None:
    found = pool(given([0.1, 0.5, 0.9], se=[0.1, 0.1, 0.2], measure="MD", labels=list("ABC")))
    axes = found.plot(favours=("favours one", "favours the other"))
    sides = axes.get_xlabel().splitlines()[0]
    assert sides.index("favours one") < sides.index("favours the other")
    assert axes.get_title() == "3 studies and what they give together, 95 % intervals"
    assert found.plot().get_xlabel().startswith("MD")


def test_of_two_studies_nothing_is_drawn_of_a_further_one() -> None:
    two = pool(given([0.1, 0.5], se=[0.1, 0.1], measure="SMD", labels=list("AB")))
    rows = [label.get_text() for label in two.plot().get_yticklabels()]
    assert rows == ["A", "B", "together"]


@pytest.mark.parametrize(
    ("measure", "unit", "says"),
    [("MD", "points of 10", "MD, points of 10"), ("MD", "", "MD, unit not told"), ("RR", "", "RR")],
)
def test_the_axis_of_a_forest_has_its_unit(measure: str, unit: str, says: str) -> None:
    found = pool(given([0.1, 0.5], se=[0.1, 0.1], measure=measure, labels=list("AB"), unit=unit))
    assert found.plot().get_xlabel().startswith(f"{says}\n")


def repeats_of(
    rng: np.random.Generator, times: np.ndarray[Any, Any], n: int, spread: float
) -> np.ndarray[Any, Any]:
    return np.asarray(10 * np.exp(-times / 8 + rng.normal(0, spread, (n, times.size))))


def test_a_predictive_check_holds_as_often_as_it_says_where_the_model_is_right() -> None:
    """Within four standard errors of its level, over studies and percentiles; not where the model
    is too sure of itself."""
    rng = np.random.default_rng(20261129)
    times = np.tile([1.0, 2.0, 4.0, 8.0], 50)
    right, too_sure = [], []
    for _ in range(40):
        seen = repeats_of(rng, times, 1, 0.3)[0]
        right.append(check_predictions(times, seen, repeats_of(rng, times, 200, 0.3)).held)
        too_sure.append(check_predictions(times, seen, repeats_of(rng, times, 200, 0.1)).held)
    level, count = 0.9, np.size(right)
    reach = 4 * np.sqrt(level * (1 - level) / count)
    assert abs(np.mean(right) - level) < reach
    outer = np.array(too_sure)[:, [0, 2]]
    assert outer.mean() < reach


def test_a_predictive_check_is_drawn_and_tabled() -> None:
    rng = np.random.default_rng(20261129)
    times = np.tile([1.0, 2.0, 4.0, 8.0], 50)
    check = check_predictions(
        times, repeats_of(rng, times, 1, 0.3)[0], repeats_of(rng, times, 50, 0.3),
        mark="made up",
    )  # fmt: skip
    axes = check.plot(y_label="mg/L")
    assert axes.get_title() == "Visual predictive check: bands hold 90 % of 50 repeats\nmade up"
    assert_array_equal(line(axes, 1)[1], check.seen[0])
    assert (axes.get_ylabel(), check.plot().get_ylabel()) == ("mg/L", "reading, in its own unit")
    assert said_beside(axes)[:3] == [
        "readings",
        "5th percentile, seen",
        "5th percentile, simulated",
    ]
    assert_array_equal(check.count, 50)
    assert pd.DataFrame(check.table()).shape == (12, 9)


def test_correction_by_the_typical_person_takes_doses_out() -> None:
    rng = np.random.default_rng(20261129)
    doses = np.repeat([1.0, 10.0], 100)
    times = np.ones(200)
    typical = 5.0 * doses
    made = typical * np.exp(rng.normal(0, 0.2, (101, 200)))
    check = check_predictions(times, made[0], made[1:], typical=typical)
    assert check.is_corrected
    assert check.seen[2, 0] / check.seen[0, 0] < 10
    assert_allclose(check.at_h, 1.0, **EXACT)


def bad(**changed: Any) -> dict[str, Any]:
    good = {
        "times_h": np.arange(4.0), "readings": np.ones(4), "repeats": np.ones((20, 4)),
    }  # fmt: skip
    return good | changed


@pytest.mark.parametrize(
    ("given_wrong", "said"),
    [
        (bad(repeats=np.ones((20, 3))), "20, 3"),
        (bad(repeats=np.ones((3, 4))), "20 or more"),
        (bad(readings=np.array([1.0, np.nan, 1.0, 1.0])), "Leave out what was not read"),
        (bad(readings=np.ones(3)), "of shapes"),
        (bad(edges_h=[0.0]), "must rise"),
        (bad(edges_h=[0.0, 2.0]), "reach over all"),
        (bad(edges_h=[0.0, 0.2, 0.4, 4.0]), "a bin must hold a reading"),
        (bad(typical=np.zeros(4)), "above 0"),
    ],
)
def test_a_check_that_cannot_be_made_is_refused(given_wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        check_predictions(**given_wrong)


def test_without_matplotlib_a_plot_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from baclofen.plots import new_axes\nnew_axes()"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "matplotlib is not installed" in got.stderr
    assert "pip install matplotlib" in got.stderr


def test_matplotlib_is_not_there_until_something_is_drawn() -> None:
    code = "import sys, baclofen as b; b.simulate; b.Course; print('matplotlib' in sys.modules)"
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "False"

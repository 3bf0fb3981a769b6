"""Windows and reductions, on curves whose answers are known by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Event, Reduction, Window, compile_program, run
from baclofen.engine.draws import Numbers
from baclofen.engine.library import NUMPY
from baclofen.engine.panel import make_panel
from baclofen.engine.reduce import Kind, reduce_block
from baclofen.errors import OutOfRange
from tests.tolerances import EXACT, PANEL, TOP, TOP_AT
from tests.unit.engine.models import BATEMAN

ALL: frozenset[Kind] = frozenset(["peak", "trough", "area", "above"])
PANEL_16 = make_panel(16)
#: Where a block's values are looked at, as a column: parts of its length.
AT = np.array([0.0, *PANEL_16.at, 1.0])[:, None, None]


def reduced(values: Any, level: Any = 0.0, kinds: frozenset[Kind] = ALL) -> dict[str, Numbers]:
    """One block's reductions, each (n,), from values (places, 1, n)."""
    found = reduce_block(np.asarray(values, dtype=float), None, level, PANEL_16, kinds, NUMPY)
    return {name: array[0] for name, array in found.items()}


def test_the_top_of_a_cubic_is_found_for_each_draw() -> None:
    """t (t - s)^2 has its top, 4 s^3 / 27, at s / 3."""
    s = np.array([1.2, 1.8, 2.7])
    found = reduced(AT * (AT - s) ** 2)
    assert_allclose(found["peak"], 4 * s**3 / 27, **TOP)
    assert_allclose(found["peak_at"], s / 3, **TOP_AT)
    assert_allclose(found["trough"], 0.0, **PANEL)


def test_the_bottom_of_a_curve_is_found_for_each_draw() -> None:
    s = np.array([0.2, 0.5, 0.9])
    assert_allclose(reduced(3 + (AT - s) ** 2)["trough"], 3.0, **TOP)


def test_a_top_between_vanishing_amounts_stays_within_them() -> None:
    tiny = 1e-200
    found = reduced(tiny * AT * (1 - AT))
    assert_allclose(found["peak"] / tiny, 0.25, **TOP)
    assert_allclose(found["peak_at"], 0.5, **TOP_AT)


@pytest.mark.parametrize(("slope", "at"), [(2.0, 1.0), (-2.0, 0.0)])
def test_a_curve_without_a_top_peaks_at_an_end(slope: float, at: float) -> None:
    found = reduced(5 + slope * AT)
    assert_allclose(found["peak"], max(5.0, 5 + slope), **EXACT)
    assert_allclose(found["trough"], min(5.0, 5 + slope), **EXACT)
    assert_allclose(found["peak_at"], at, **PANEL)


def test_a_corner_is_not_shot_over_where_it_is_known_what_the_values_can_be() -> None:
    rising, falling = np.minimum(AT / 0.4, 1.0), np.maximum(1 - AT / 0.4, 0.0)
    kinds: frozenset[Kind] = frozenset(["peak", "trough"])

    def ends(values: Any, *limits: Any) -> tuple[float, float]:
        found = reduce_block(values, None, 0.0, PANEL_16, kinds, NUMPY, *limits)
        return float(found["peak"][0, 0]), float(found["trough"][0, 0])

    assert ends(rising)[0] > 1.01
    assert ends(falling)[1] < -0.01
    for values in (rising, falling):
        assert ends(values, (0.0, 1.0)) == (1.0, 0.0)


def test_a_level_line_is_its_own_peak_trough_and_area() -> None:
    found = reduced(0 * AT + [3.0, 0.0])
    for kind in ("peak", "trough", "area"):
        assert_allclose(found[kind], [3, 0], **PANEL)


def test_the_area_is_that_of_the_curve_or_the_exact_one_if_it_is_known() -> None:
    assert_allclose(reduced(np.exp(-AT))["area"], -math.expm1(-1), **PANEL)
    known = np.array([[7.0]])
    found = reduce_block(np.exp(-AT), known, 0.0, PANEL_16, ALL, NUMPY)
    assert_array_equal(found["area"], known)


def test_time_above_is_between_the_crossings() -> None:
    """4 t (1 - t) is above 1 - d^2 while t is within d / 2 of one half."""
    d = np.array([0.1, 0.5, 0.9])
    assert_allclose(reduced(4 * AT * (1 - AT) + 0 * d, 1 - d**2)["above"], d, **TOP_AT)


def test_time_above_on_a_decay_is_a_logarithm() -> None:
    level = np.array([0.9, 0.5, 0.2])
    found = reduced(np.exp(-2 * AT) + 0 * level, level)
    assert_allclose(found["above"], -np.log(level) / 2, **TOP_AT)


@pytest.mark.parametrize(("level", "above"), [(-1.0, 1.0), (2.0, 0.0), (0.5, 0.5)])
def test_time_above_is_all_none_or_a_part(level: float, above: float) -> None:
    assert_allclose(reduced(AT, level)["above"], above, **PANEL)


def test_only_what_is_asked_for_is_reduced() -> None:
    assert set(reduced(AT, kinds=frozenset(["trough"]))) == {"trough"}
    assert set(reduced(AT, kinds=frozenset(["peak"]))) == {"peak", "peak_at"}
    assert reduced(AT, kinds=frozenset()) == {}


def test_reductions_of_some_draws_are_joined_in_order() -> None:
    one = Reduction(2.0, peak=np.array([1.0]), area=np.array([4.0]))
    two = Reduction(2.0, peak=np.array([2.0, 3.0]), area=np.array([5.0, 6.0]))
    both = Reduction.join([one, two])
    assert_array_equal([both.peak, both.mean], [[1, 2, 3], [2, 2.5, 3]])
    assert both.trough.size == 0


KA, KE = 1.5, np.linspace(0.1, 0.4, 200)
PEAK_AT_H = np.log(KA / KE) / (KA - KE)
PEAK = np.exp(-KE * PEAK_AT_H)


def bateman(places: int) -> Reduction:
    """Peaks after a dose of 1, at 1.2 to 1.9 h, with no reading near them."""
    windows = [Window("all", 0, 24)]
    program = compile_program(BATEMAN, [Event(0, 1, "oral")], windows=windows, places=places)
    return run(program, {"ka": KA, "ke": KE}, ["central"]).windows["all"]["central"]


def test_a_peak_is_found_between_readings() -> None:
    found = bateman(16)
    assert_allclose(found.peak, PEAK, **TOP)
    assert_allclose(found.peak_at_h, PEAK_AT_H, **TOP_AT)


@pytest.mark.parametrize("places", [3, 6, 30])
def test_a_peak_of_what_is_linear_needs_no_places(places: int) -> None:
    assert_allclose(bateman(places).peak, PEAK, **TOP)


@pytest.mark.parametrize("start_h", [-1.0, math.inf, math.nan])
def test_a_window_from_before_zero_is_refused(start_h: float) -> None:
    with pytest.raises(OutOfRange, match=f"start of the window day 1 is {start_h:g} h; it must be"):
        Window("day 1", start_h, 24.0)


@pytest.mark.parametrize("end_h", [24.0, 12.0, math.inf, math.nan])
def test_a_window_without_length_is_refused(end_h: float) -> None:
    with pytest.raises(
        OutOfRange, match=f"end of the window day 2 is {end_h:g} h; it must be after its start, 24"
    ):
        Window("day 2", 24.0, end_h)

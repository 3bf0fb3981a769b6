"""Windows and reductions, on curves whose answers are known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Window
from baclofen.engine.reduce import Reducer, find_peak
from baclofen.errors import OutOfRange
from tests.tolerances import EXACT


def test_the_top_of_a_cubic_is_found_exactly_for_each_draw() -> None:
    """t (t - s)^2 has its top, 4 s^3 / 27, at s / 3."""
    t, s = np.array([[0.0], [0.5], [2.0], [2.5]]), np.array([3.0, 4.5])
    peak, peak_at_h = find_peak(t[:, 0], t * (t - s) ** 2, (t - s) * (3 * t - s))
    assert_allclose(peak, 4 * s**3 / 27, **EXACT)
    assert_allclose(peak_at_h, s / 3, **EXACT)


def test_a_top_between_vanishing_amounts_stays_within_them() -> None:
    t, tiny = np.array([0.0, 1.0]), 1e-200
    peak, peak_at_h = find_peak(t, np.array([[0.0], [3 * tiny]]), np.array([[tiny], [-tiny]]))
    assert 3 * tiny <= peak.item() <= 4 * tiny
    assert 0 < peak_at_h.item() <= 1


@pytest.mark.parametrize(("slope", "at_h"), [(2.0, 1.0), (-2.0, 0.0), (0.0, 0.0)])
def test_a_curve_without_a_top_peaks_at_an_end(slope: float, at_h: float) -> None:
    t = np.array([[0.0], [1.0]])
    peak, peak_at_h = find_peak(t[:, 0], 5 + slope * t, np.full((2, 1), slope))
    assert (peak.item(), peak_at_h.item()) == (max(5.0, 5 + slope), at_h)


def test_the_first_of_two_equal_peaks_counts() -> None:
    reducer = Reducer(Window("both", 0, 2), n=1)
    level, flat = np.full((2, 1), 3.0), np.zeros((2, 1))
    reducer.add(np.array([0.0, 1.0]), level, flat, area=np.array([3.0]))
    reducer.add(np.array([1.0, 2.0]), level, flat, area=np.array([3.0]))
    result = reducer.result()
    assert_array_equal([result.peak_at_h, result.peak, result.trough], [[0.0], [3.0], [3.0]])
    assert_array_equal([result.area, result.mean], [[6.0], [3.0]])


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

"""Panels: what their integrals and interpolations are exact for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine.panel import FEWEST, FINE, MOST, make_panel
from baclofen.errors import OutOfRange
from tests.tolerances import PANEL, ROUNDING

PLACES = [FEWEST, 4, 8, 16, 24, MOST]


@pytest.mark.parametrize("places", PLACES)
def test_places_lie_inside_and_crowd_at_the_start(places: int) -> None:
    at = make_panel(places).at
    assert at.shape == (places,)
    assert 0 < at[0] < at[-1] < 1
    assert (np.diff(np.diff(at)) > 0)[: places // 2 - 1].all()
    assert at[0] < 1 / places**2


@pytest.mark.parametrize("places", PLACES)
def test_integrals_of_polynomials_in_the_root_of_time_are_exact(places: int) -> None:
    """To each place up to the degree that so many values decide; the whole to its double."""
    panel = make_panel(places)
    upto, whole = panel.sums[:places], panel.sums[places]
    for degree in range(2 * places - 1):
        values = panel.at ** (degree / 2)
        power = degree / 2 + 1
        assert_allclose(whole @ values, 1 / power, **PANEL)
        if degree < places - 1:
            assert_allclose(upto @ values, panel.at**power / power, **PANEL)


@pytest.mark.parametrize("places", PLACES)
def test_the_tail_is_nothing_for_what_the_places_resolve(places: int) -> None:
    panel = make_panel(places)
    assert panel.sums.shape == (places + 3, places)
    tail, s = panel.sums[places + 1 :], np.sqrt(panel.at)
    # It is an integral over the root s of time, and dt is 2 s ds: values times 2 s are expanded.
    for degree in range(places - 3):
        assert_allclose(tail @ s**degree, 0.0, **PANEL)
    for degree in (places - 2, places - 1):
        last = np.polynomial.legendre.Legendre.basis(degree)(2 * s - 1)
        wanted = [degree == places - 2, degree == places - 1]
        assert_allclose(tail @ (last / (2 * s)), wanted, **PANEL)


@pytest.mark.parametrize("places", PLACES)
def test_polynomials_in_the_root_of_time_are_interpolated_exactly(places: int) -> None:
    panel = make_panel(places)
    points = np.array([0.0, *panel.at, 1.0])
    wanted = np.linspace(0.0, 1.0, 41)
    fine_at = np.linspace(0.0, 1.0, FINE + 1) ** 2
    matrix = panel.interpolate(wanted)
    for degree in range(places + 2):
        got = matrix @ points ** (degree / 2)
        assert_allclose(got, wanted ** (degree / 2), **PANEL)
        assert_allclose(panel.fine @ points ** (degree / 2), fine_at ** (degree / 2), **PANEL)


def test_interpolation_to_a_place_gives_its_value() -> None:
    panel = make_panel(7)
    points = np.array([0.0, *panel.at, 1.0])
    assert_allclose(panel.interpolate(points), np.eye(9), **ROUNDING)


def test_the_fine_steps_go_from_start_to_end() -> None:
    panel = make_panel(16)
    assert panel.fine.shape == (FINE + 1, 18)
    ends = np.zeros((2, 18))
    ends[0, 0] = ends[1, -1] = 1
    assert_allclose(panel.fine[[0, FINE]], ends, **ROUNDING)


def test_what_rises_at_once_after_a_dose_is_integrated_closely() -> None:
    """The place of a dose: fast at first, slow then; even points would need a hundred."""
    panel = make_panel(16)
    for rate in (0.1, 1.0, 5.0, 20.0):
        wanted = -math.expm1(-rate) / rate
        assert_allclose(panel.sums[16] @ np.exp(-rate * panel.at), wanted, **PANEL)


def test_the_same_panel_is_made_once() -> None:
    assert make_panel(9) is make_panel(9)


@pytest.mark.parametrize("places", [-1, 0, FEWEST - 1, MOST + 1])
def test_a_panel_of_too_few_or_too_many_places_is_refused(places: int) -> None:
    with pytest.raises(OutOfRange, match=f"places per panel is {places}; it must be 3 to 40"):
        make_panel(places)

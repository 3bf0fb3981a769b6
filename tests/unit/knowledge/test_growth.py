"""Weight for age by the CDC's charts: the medians, and between their months."""

from __future__ import annotations

from typing import Literal

import pytest
from numpy.testing import assert_allclose

from baclofen.knowledge.growth import bmi_of_95th, charts, weight_z


def test_the_median_is_nought_and_more_is_more() -> None:
    for sex, rows in charts().items():
        assert rows[0].months == 0
        assert rows[-1].months == 240
        for row in rows:
            assert row.z(row.m) == 0
            assert row.z(1.1 * row.m) > 0 > row.z(0.9 * row.m), sex


def test_between_the_months_it_is_between() -> None:
    low, high = (weight_z(20.0, age_y=months / 12, sex="male") for months in (72.5, 73.5))
    between = weight_z(20.0, age_y=73 / 12, sex="male")
    assert low is not None
    assert high is not None
    assert between is not None
    assert high < between < low


@pytest.mark.parametrize("age", [-0.1, 20.1, 45])
def test_beyond_the_charts_nothing_is_said(age: float) -> None:
    assert weight_z(20.0, age_y=age, sex="female") is None


def test_without_a_sex_it_is_the_nearer_one() -> None:
    both = [weight_z(80.0, age_y=15, sex=sex) for sex in ("female", "male")]
    told = [z for z in both if z is not None]
    assert weight_z(80.0, age_y=15, sex=None) == min(told, key=abs)


@pytest.mark.parametrize(
    ("age", "sex", "of"), [(2, "male", 19.338), (10.042, "male", 22.15), (10.042, "female", 22.98)]
)
def test_the_95th_percentile_of_the_body_mass_index_is_the_charts(
    age: float, sex: Literal["female", "male"], of: float
) -> None:
    share = bmi_of_95th(of, age_y=age, sex=sex)
    assert share is not None
    assert_allclose(share, 1, rtol=2e-3)
    assert bmi_of_95th(of, age_y=1.9, sex=sex) is None
    both = [bmi_of_95th(of, age_y=age, sex=sex) for sex in ("female", "male")]
    assert bmi_of_95th(of, age_y=age, sex=None) == min(one for one in both if one is not None)

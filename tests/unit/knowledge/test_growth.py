"""Weight for age by the CDC's charts: the medians, and between their months."""

from __future__ import annotations

import pytest

from baclofen.knowledge.growth import charts, weight_z


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

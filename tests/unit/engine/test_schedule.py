"""Schedules: which nodes, how few step lengths, and where blocks begin."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Event
from baclofen.engine.schedule import LONGEST_BLOCK, build_schedule
from baclofen.errors import OutOfRange
from tests.tolerances import EXACT


def test_nodes_are_the_grid_and_every_start_and_end_once() -> None:
    schedule = build_schedule([Event(1.0, 5, "oral"), Event(0.7, 5, "pump", 0.5)], 2, 2)
    assert_allclose(schedule.times_h, [0, 0.5, 0.7, 1.0, 1.2, 1.5, 2.0], **EXACT)


def test_a_run_may_end_off_the_grid() -> None:
    schedule = build_schedule([], 1.3, 2)
    assert_allclose(schedule.times_h, [0, 0.5, 1.0, 1.3], **EXACT)


def test_a_time_off_by_rounding_makes_no_node_and_no_length() -> None:
    schedule = build_schedule([Event(0.1 + 0.2, 5, "oral")], 1, 10)
    assert schedule.times_h.size == 11
    assert_allclose(schedule.lengths_h, [0.1], **EXACT)
    assert [block.first for block in schedule.blocks] == [0, 3]


def test_equal_steps_share_one_length_though_their_times_are_rounded() -> None:
    schedule = build_schedule([], 120 * 24, 3)
    assert_allclose(schedule.lengths_h, [1 / 3], **EXACT)


def test_the_blocks_cover_every_step_once_with_the_right_length() -> None:
    events = [Event(h, 5, "oral") for h in (0.0, 7.1, 12.3, 19.9)]
    schedule = build_schedule(events, 48, 4)
    steps_h = [schedule.lengths_h[b.length] for b in schedule.blocks for _ in range(b.steps)]
    assert_allclose(steps_h, np.diff(schedule.times_h), **EXACT)
    assert [b.first for b in schedule.blocks[1:]] == [
        b.first + b.steps for b in schedule.blocks[:-1]
    ]
    assert max(b.steps for b in schedule.blocks) <= LONGEST_BLOCK


def test_each_bolus_enters_at_the_first_node_of_one_block() -> None:
    events = [Event(0.0, 5, "oral"), Event(6.0, 10, "oral"), Event(6.0, 2, "iv")]
    schedule = build_schedule(events, 24, 4)
    given = {schedule.times_h[b.first]: b.boluses for b in schedule.blocks if b.boluses}
    assert given == {0.0: (("oral", 5),), 6.0: (("oral", 10), ("iv", 2))}


def test_an_infusion_runs_through_its_own_blocks_only() -> None:
    schedule = build_schedule([Event(1.0, 6, "pump", 2.0)], 6, 1)
    running = {schedule.times_h[b.first]: b.infusions for b in schedule.blocks}
    assert running == {0.0: (), 1.0: (("pump", 3.0),), 3.0: ()}


def test_an_infusion_may_outlast_the_run() -> None:
    schedule = build_schedule([Event(1.0, 40, "pump", 20.0)], 3, 1)
    assert schedule.times_h[-1] == 3.0
    assert schedule.blocks[-1].infusions == (("pump", 2.0),)


def test_blocks_within_edges_fill_them() -> None:
    schedule = build_schedule([Event(0, 5, "oral")], 96, 4, edges_h=[24.1, 72.0])
    chosen = [schedule.blocks[i] for i in schedule.blocks_within(24.1, 72.0)]
    last = chosen[-1].first + chosen[-1].steps
    assert_array_equal(schedule.times_h[[chosen[0].first, last]], [24.1, 72.0])


@pytest.mark.parametrize("until_h", [0.0, -1.0, math.inf, math.nan])
def test_a_run_without_length_is_refused(until_h: float) -> None:
    with pytest.raises(OutOfRange, match=f"end of the run is {until_h:g} h; it must be above 0"):
        build_schedule([], until_h, 4)


def test_less_than_one_node_per_hour_is_refused() -> None:
    with pytest.raises(OutOfRange, match="number of nodes per hour is 0; it must be 1 or more"):
        build_schedule([], 24, 0)


def test_an_event_at_the_end_of_the_run_is_refused() -> None:
    with pytest.raises(
        OutOfRange,
        match=r"time of an event is 24 h; it must be before the end of the run, 24 h\. Let",
    ):
        build_schedule([Event(24.0, 5, "oral")], 24, 4)

"""What functions of numbers and small parts give over their edges, changes by a reviewed diff."""

from __future__ import annotations

import pytest

from tests.golden import grids

#: So much of what now differs is shown.
_LONGEST = 6_000


@pytest.mark.parametrize("name", grids.GRIDS)
def test_a_grid_gives_what_was_reviewed(name: str) -> None:
    """Meant to change? Run `python -m tests.golden.grids` and review the diff."""
    reviewed, now = grids.kept()[name], grids.marks(name)
    assert len(now) == len(reviewed)
    other = [at for at, (one, was) in enumerate(zip(now, reviewed, strict=True)) if one != was]
    if other:
        row = list(grids.rows(name))[other[0]]
        pytest.fail(f"{name}, rows {other}; of the first {grids.shown(row)[:_LONGEST]}")


def test_every_grid_is_kept_and_no_other() -> None:
    assert set(grids.kept()) == set(grids.GRIDS)

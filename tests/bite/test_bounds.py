"""What a number of an order may be at least and at most is what was read and kept."""

from __future__ import annotations

from tests.bite.bounds import KEPT, table


def test_every_number_of_an_order_has_the_bounds_that_were_kept() -> None:
    """Changed on purpose? `python -m tests.bite.bounds` writes it anew: read what changed."""
    made, kept = table().splitlines(), KEPT.read_text(encoding="utf-8").splitlines()
    assert len(made) > 40
    assert [line for line in made if line not in kept] == []
    assert made == kept

"""A report changes only by a reviewed diff."""

import pytest

from tests.golden.cases import EVERY, PLANS, printed


@pytest.mark.parametrize("name", EVERY)
def test_a_report_reads_as_reviewed(name: str) -> None:
    """Meant to change? Run `python -m tests.golden.cases` and review the diff."""
    assert printed(name) == (PLANS / f"{name}.txt").read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert {p.stem for p in PLANS.glob("*.txt")} == set(EVERY)

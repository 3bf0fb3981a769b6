"""A report changes only by a reviewed diff."""

import pytest

from tests.golden import papers, reports, schemas
from tests.golden.cases import EVERY, PLANS, printed


@pytest.mark.parametrize("name", EVERY)
def test_a_report_reads_as_reviewed(name: str) -> None:
    """Meant to change? Run `python -m tests.golden.cases` and review the diff."""
    assert printed(name) == (PLANS / f"{name}.txt").read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert {p.stem for p in PLANS.glob("*.txt")} == set(EVERY)


def test_what_is_said_of_evidence_and_of_a_qualification_reads_as_reviewed() -> None:
    """Meant to change? Run `python -m tests.golden.reports` and look at what changed whole."""
    kept = reports.KEPT.read_text(encoding="utf-8").splitlines()
    made = [reports.line(*one) for one in reports.everything()]
    assert [one for one in made if one not in kept] == []
    assert made == kept


def test_what_is_printed_for_people_reads_as_reviewed() -> None:
    """Meant to change? Run `python -m tests.golden.papers` and look at what changed whole."""
    kept = papers.KEPT.read_text(encoding="utf-8").splitlines()
    made = [reports.line(name, papers.said(name)) for name in papers.names()]
    assert [one for one in made if one not in kept] == []
    assert made == kept


def test_the_schemas_of_hooks_read_as_reviewed() -> None:
    """Meant to change? Run `python -m tests.golden.schemas` and review the diff."""
    assert schemas.text() == schemas.KEPT.read_text(encoding="utf-8")

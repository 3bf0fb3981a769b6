"""Every row of every clinical story."""

import pytest

from tests.people import fired
from tests.spec.elements import PAGE as ELEMENTS
from tests.spec.story import DOCS, play, read_stories, write_docs

ROWS = [
    pytest.param(row, id=f"{story.name}-{number}")
    for story in read_stories()
    for number, row in enumerate(story.rows, start=1)
]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_comes_out_as_told(row: dict[str, str]) -> None:
    plan = play(row)
    fit = plan.fit
    assert fit.verdict.value == row["verdict"]
    for id in _listed(row, "fires"):
        assert id in fired(fit), id
    for id in _listed(row, "silent"):
        assert id not in fired(fit), id
    for id in _listed(row, "asks"):
        assert id in {q.question.id for q in fit.questions if q.blocks}, id
    if row.get("steps", "-") != "-":
        course = plan.up or plan.down
        doses = [f"{s.daily.in_mg:g}" for s in course.steps] if course else ["none"]
        assert doses == row["steps"].split(" ")
    if row.get("ceiling", "-") != "-":
        assert plan.ceiling is not None
        assert f"{plan.ceiling.in_mg:g}" == row["ceiling"]


def _listed(row: dict[str, str], name: str) -> list[str]:
    cell = row.get(name, "-")
    return [] if cell == "-" else cell.split(", ")


def test_there_are_stories_to_tell() -> None:
    assert len(ROWS) >= 40


def test_the_pages_are_those_of_the_stories() -> None:
    """Stale? Run `python -m tests.spec.story`."""
    # That of the elements is held to the readers by a test of its own.
    own = [p for p in DOCS.glob("*.md") if p != ELEMENTS]
    assert {p.name: p.read_text(encoding="utf-8") for p in own} == write_docs()

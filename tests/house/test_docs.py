"""The site of the documentation: what it is made of from the code, and that a dead link is seen."""

from __future__ import annotations

import re
import runpy
from importlib import import_module
from pathlib import Path

import pytest

import baclofen
from baclofen.knowledge import HOW_WORDS, Verdict
from baclofen.patient import SYNDROMES

ROOT = Path(__file__).parents[2]
DOCS = runpy.run_path(str(ROOT / "scripts" / "docs.py"))


def test_a_link_that_leads_to_nothing_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="here"></h1><a href="b.html#there">1</a><a href="#here">2</a>'
        '<a href="/b.html">3</a>'
        '<a href="c.html">4</a><a href="b.html#gone">5</a><a href="https://example.org">6</a>'
        '<script src="https://example.org/x.js"></script>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<p id="there"></p>', encoding="utf-8")
    assert sorted(DOCS["dead_links"](tmp_path)) == [
        ("a.html", "b.html#gone"), ("a.html", "c.html"), ("a.html", "https://example.org/x.js"),
    ]  # fmt: skip


def test_every_public_name_has_its_arguments_and_words_in_the_reference() -> None:
    page = DOCS["_room"]("")
    for name in baclofen.__all__:
        if not name.startswith("__"):
            assert f"## `{name}`" in page or not callable(getattr(baclofen, name)), name
    assert "age_y: " in page
    assert "purpose: " in page


def test_a_format_has_a_page_for_each_kind_of_value_with_its_fields() -> None:
    pages = DOCS["_formats"]()
    said = pages["QuestionSaid"]
    assert said.startswith("# `QuestionSaid`")
    for field in ("ask", "blocks", "worst"):
        assert f"| `{field}` |" in said
    for name, page in pages.items():
        # Each kind that another holds is a page beside it, and none is too long to be drawn.
        assert {f"{at}.md" for at in pages} >= set(re.findall(r"\]\(([\w-]+\.md)\)", page)), name
        assert len(page.splitlines()) < 400, name
    assert "[`Patient`](Patient.md)" in pages["PlanInputs"]
    assert pages["Request"].count("it must be there") == 1


def test_the_readme_names_every_how_to_and_where_what_changed_is_told() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"\]\((docs/how-to/[\w-]+\.md|CHANGELOG\.md)\)", text))
    pages = {f"docs/how-to/{page.name}" for page in (ROOT / "docs/how-to").glob("*.md")}
    assert named == {*pages, "CHANGELOG.md"}
    assert "<!-- towncrier release notes start -->" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_rooms_of_the_reference_are_there() -> None:
    for room in DOCS["ROOMS"]:
        assert DOCS["_room"](room).startswith(f"# `baclofen.{room}`")


GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(baclofen\.[\w.]+)`", GLOSSARY))))
def test_what_the_glossary_names_in_code_is_there(name: str) -> None:
    room, _, named = name.rpartition(".")
    try:
        found = import_module(room)
    except ModuleNotFoundError:  # a method of a class
        room, _, kind = room.rpartition(".")
        found = getattr(import_module(room), kind)
    assert hasattr(found, named)


def test_the_glossary_says_each_word_once_and_all_of_the_code() -> None:
    words = [
        word
        for row in re.findall(r"(?m)^\| (.+?) \|", GLOSSARY)
        for word in row.split(", ")
        if word not in ("word", "symbol", "---")
    ]
    assert len(words) == len(set(words))
    page = DOCS["_glossary"]()
    for word in (*(v.value for v in Verdict), *HOW_WORDS, *SYNDROMES):
        assert f"`{word}`" in page

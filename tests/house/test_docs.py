"""The site of the documentation: what it is made of from the code, and that a dead link is seen."""

from __future__ import annotations

import runpy
from pathlib import Path

import baclofen

ROOT = Path(__file__).parents[2]
DOCS = runpy.run_path(str(ROOT / "scripts" / "docs.py"))


def test_a_link_that_leads_to_nothing_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="here"></h1><a href="b.html#there">1</a><a href="#here">2</a>'
        '<a href="/b.html">3</a>'
        '<a href="c.html">4</a><a href="b.html#gone">5</a><a href="https://example.org">6</a>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<p id="there"></p>', encoding="utf-8")
    assert sorted(DOCS["dead_links"](tmp_path)) == [("a.html", "b.html#gone"), ("a.html", "c.html")]


def test_every_public_name_has_its_arguments_and_words_in_the_reference() -> None:
    page = DOCS["_room"]("")
    for name in baclofen.__all__:
        if not name.startswith("__"):
            assert f"## `{name}`" in page or not callable(getattr(baclofen, name)), name
    assert "age_y: " in page
    assert "purpose: " in page


def test_rooms_of_the_reference_are_there() -> None:
    for room in DOCS["ROOMS"]:
        assert DOCS["_room"](room).startswith(f"# `baclofen.{room}`")

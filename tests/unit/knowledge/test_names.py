"""Whole words, in any case and spelling of marks."""

import pytest

from baclofen.knowledge.names import names_of, words_in

NAMES = names_of(
    [("ozobax", ("a",)), ("Ozobax DS", ("b",)), ("co-codamol", ("c", "p")), ("codeine", ("c",)),
     ("isopropyl alcohol", ()), ("alcohol", ("e",)), ("co-codamol", ("c", "d"))]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ozobax DS 10 mg", ("b",)),
        ("OZOBAX", ("a",)),
        ("ozobaxx", ()),
        ("arcodeinex", ()),
        ("codeine10mg", ("c",)),
        ("Codéine phosphate", ("c",)),
        ("co codamol, codeine", ("c", "p", "d")),
        ("isopropyl alcohol wipes", ()),
        ("isopropyl alcohol and alcohol", ("e",)),
        ("", ()),
    ],
)
def test_names_in_a_text(text: str, found: tuple[str, ...]) -> None:
    assert NAMES.found_in(text) == found


def test_a_whole_name_is_nothing_else() -> None:
    assert NAMES.whole("Co-Codamol") == ("c", "p", "d")
    assert NAMES.whole("no codeine") == ()
    assert words_in("  ") == ()

"""The page of what is read from which element is what the readers ask for."""

from __future__ import annotations

from baclofen.exchange.fhir.element import Element
from tests.spec.elements import FOR, PAGE, page, read_all, watched

HINT = "run: python -m tests.spec.elements"


def test_the_page_is_what_the_readers_ask_for() -> None:
    seen = read_all()
    assert PAGE.read_text("utf-8") == page(seen), HINT
    readers = set[str]().union(*seen.values()) - {""}
    # No reader is named that reads nothing.
    assert readers == set(FOR)


def test_an_element_that_is_asked_for_is_seen() -> None:
    resource = Element({"resourceType": "Observation", "code": {"text": "x"}}, "Observation/1")
    with watched() as seen:
        code = resource.child("code")
        assert code is not None
        assert code.text("text") == "x"
        assert resource.day("issued") is None
    assert set(seen) == {
        ("Observation", "code"), ("Observation", "code.text"), ("Observation", "issued")
    }  # fmt: skip
    # Afterwards nothing is watched.
    resource.text("status")
    assert len(seen) == 3

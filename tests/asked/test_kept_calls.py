"""Functions of the rooms give what they gave when they are asked as they were: calls that tests
make of them and small changes of these, each kept since it sees a fault that no other sees.

A change that was meant: `python -m tests.asked.keep` writes the marks anew.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.asked.asking import came_of
from tests.asked.forms import KIND, made, whole
from tests.asked.functions import functions_of
from tests.asked.keep import files, marks
from tests.golden.plain import mark
from tests.people import known, person

#: So much of a call is shown.
_SHOWN = 600


@pytest.mark.parametrize("file", files())
def test_every_kept_call_gives_what_it_gave(file: str) -> None:
    differ = [
        f"{name} {json.dumps(form, sort_keys=True)[:_SHOWN]}: {now}, and it was {was}"
        for name, form, was, now in marks(file)
        if now != was
    ]
    assert not differ, f"{len(differ)} calls of {file} give something else:\n" + "\n".join(differ)


def test_there_are_calls_of_every_room() -> None:
    rooms = {file.split("/")[0] for file in files()}
    assert rooms == {"planning", "assessment", "regimen", "exchange", "reporting"}


@pytest.mark.parametrize("thing", [
    known(), known().codes, person(signs={"coma"}), frozenset({"b", "a"}), [1, "a", None],
    {"code": [{"text": "x"}]}, {1: 2.5}, (1, (2.0, float("inf"))),
])  # fmt: skip
def test_a_thing_comes_back_from_its_form(thing: Any) -> None:
    form = json.loads(json.dumps(whole(thing)))
    assert made(form) == thing
    assert type(made(form)) is type(thing)


def test_parts_of_what_is_known_are_kept_by_their_place() -> None:
    assert whole(known().codes) == {KIND: "known", "v": "/codes"}
    assert made({KIND: "known", "v": "/codes"}) is known().codes


def test_a_fault_in_a_function_changes_what_a_kept_call_gives() -> None:
    function = functions_of("exchange/names.py")["has_lost_letters"]
    form = [["ba?lofen"], {KIND: "json", "v": {}}]
    before = mark(came_of(function, form))
    own = function.__code__
    function.__code__ = (lambda text: "turned").__code__
    try:
        assert mark(came_of(function, form)) != before
    finally:
        function.__code__ = own
    assert mark(came_of(function, form)) == before

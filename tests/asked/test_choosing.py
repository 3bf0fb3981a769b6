"""Calls are chosen by the fault that they see, and nothing of the fault stays behind."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from datetime import date
from types import FrameType
from typing import Any

import pytest

from baclofen.exchange import typed_values
from baclofen.exchange.fhir import dates, kidney_words
from tests.asked.asking import Form
from tests.asked.calls import ring
from tests.asked.changes import with_text, with_word
from tests.asked.forms import KIND, whole
from tests.asked.functions import SRC
from tests.asked.gather import Chooser
from tests.bite.operators import Fault, faults_in

_DATES, _WORDS = "exchange/fhir/dates.py", "exchange/fhir/kidney_words.py"
_NONE = {KIND: "json", "v": {}}


@pytest.fixture(autouse=True)
def _endless_calls_end() -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, ring)
    yield
    signal.signal(signal.SIGVTALRM, before)


def _faults(file: str, text: str) -> list[Fault]:
    return [f for f in faults_in(file, (SRC / file).read_bytes(), {}) if text in f.text]


def _tried(file: str, name: str, forms: list[Form], fault: Fault) -> tuple[bool, Chooser]:
    chooser = Chooser(file, {file: {name: forms}}, lambda _: {})
    return chooser.sees(fault), chooser


def test_a_fault_is_seen_by_a_call_that_runs_its_line() -> None:
    (sign,) = _faults(_DATES, "return day + timedelta(days=days)")
    form = [[whole(date(2026, 11, 22)), 3], _NONE]
    seen, chooser = _tried(_DATES, "days_after", [form], sign)
    assert seen
    asked = chooser.asked(_DATES, "days_after")
    assert [asked.calls[at].form for at in asked.kept] == [form]
    assert dates.days_after(date(2026, 11, 22), 3) == date(2026, 11, 25)


def test_a_fault_that_no_call_runs_into_is_not_seen() -> None:
    (sign,) = _faults(_DATES, "return day + timedelta(days=days)")
    seen, chooser = _tried(_DATES, "days_after", [], sign)
    assert not seen
    assert chooser.chosen_calls() == {_DATES: {}}


def test_a_word_that_a_table_loses_is_put_into_calls() -> None:
    fault = next(f for f in _faults(_WORDS, '"wnl"') if f.before.startswith('"wnl"'))
    element = {KIND: "value", "c": "baclofen.exchange.fhir.element:Element",
               "v": {"above": None, "name": "x",
                     "raw": {KIND: "json", "v": {"valueString": "high"}}}}  # fmt: skip
    seen, chooser = _tried(_WORDS, "is_as_usual", [[[element], _NONE]], fault)
    assert seen
    (kept,) = chooser.chosen_calls()[_WORDS]["is_as_usual"]
    assert kept[0][0][0]["v"]["raw"]["v"] == {"valueString": "wnl"}
    assert "wnl" in kidney_words._USUAL


def test_a_text_stands_in_place_of_each_other_text_and_beside_those_of_a_set() -> None:
    call = [["a", {KIND: "set", "v": ["b"]}], _NONE]
    first, second, *_ = with_text([call], "new")
    assert first[0][0] == "new"
    assert second[0][1]["v"] == ["b", "new"]


def test_whoever_measures_which_lines_run_goes_on_to() -> None:
    def measure(frame: FrameType, event: str, arg: Any) -> None:
        return None

    (sign,) = _faults(_DATES, "return day + timedelta(days=days)")
    before = sys.gettrace()
    sys.settrace(measure)
    try:
        _tried(_DATES, "days_after", [[[whole(date(2026, 11, 22)), 3], _NONE]], sign)
        assert sys.gettrace() is measure
    finally:
        sys.settrace(before)


def test_a_word_is_put_into_texts_and_names_something() -> None:
    call = [["told yesterday", {KIND: "json", "v": {"text": 1}}], _NONE]
    found = [form[0] for form in with_word([call], "unlikely")]
    table = {KIND: "json", "v": {"text": 1}}
    assert found == [
        ["unlikely yesterday", table], ["unlikely told yesterday", table],
        ["told unlikely", table], ["told unlikely yesterday", table],
        ["told yesterday unlikely", table],
        ["told yesterday", {KIND: "json", "v": {"unlikely": 1}}],
    ]  # fmt: skip


def test_both_sides_of_a_comparison_are_brought_together() -> None:
    file = "exchange/typed_values.py"
    (edge, _) = [f for f in _faults(file, "len(listed) > _MOST_NAMES") if f.kind == "comparison"]
    assert edge.after == ">="
    form = [["medicines", ["one"]], _NONE]
    seen, chooser = _tried(file, "not_too_many", [form], edge)
    assert seen
    asked = chooser.asked(file, "not_too_many")
    (found,) = [asked.calls[at].form for at in asked.kept]
    assert len(found[0][1]) == typed_values._MOST_NAMES

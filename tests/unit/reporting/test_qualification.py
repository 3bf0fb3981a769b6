"""What the report of a qualification says of misses, expected and not."""

from __future__ import annotations

import json

from baclofen.qualification import Gate, Qualification, Result, own_targets
from baclofen.reporting import qualification_json, qualification_page, qualification_text
from baclofen.value import replace
from tests.people import known

TARGET = replace(
    own_targets(known())[0], id="one", value=100.0, low=None, high=None, expect="for a reason",
    expect_ratio=(2.4, 2.6), unit="ng/mL",
)  # fmt: skip
GATE = Gate("g", "says", 16.0, 0.0, 15.0, "%", (), "for another", (15.2, 17.0))


#: Of those that calibrated the model, and of those that did not.
OTHER = replace(TARGET, id="two", expect="", expect_ratio=None, split="calibration")
TARGET = replace(TARGET, split="validation")


def told(predicted: float) -> Qualification:
    return Qualification((Result(TARGET, predicted), Result(OTHER, 100.0)), (GATE,), "composite")


def test_an_expected_miss_is_listed_with_its_reason() -> None:
    text = qualification_text(told(250.0))
    assert "Missed, as expected:\n  one: for a reason\n" in text
    assert "Not as expected: none" in text
    assert "(expected miss)" in text
    assert "failed (expected)" in text


def test_a_miss_beyond_what_was_expected_is_named() -> None:
    text = qualification_text(told(300.0))
    assert "Missed, as expected:\nNot as expected: one\n" in text


def test_the_numbers_of_what_was_expected_are_in_the_file() -> None:
    made = json.loads(qualification_json(told(250.0), (), known()))
    assert made["unexpected"] == []
    (target, _), (gate,) = made["targets"], made["gates"]
    assert (target["predicted"], target["ratio"], target["observed"]) == (250.0, 2.5, 100.0)
    assert (target["expect"], target["expect_ratio"]) == ("for a reason", [2.4, 2.6])
    assert (gate["value"], gate["low"], gate["high"], gate["unit"]) == (16.0, 0.0, 15.0, "%")
    assert (gate["expect"], gate["expect_value"]) == ("for another", [15.2, 17.0])


def test_the_page_shows_every_figure_once_with_what_a_person_is_told_of_it() -> None:
    results = tuple(
        Result(replace(TARGET, id=f"of {use}", standing=use), 250.0, credence="refused")
        for use in ("fitted", "kept back", "new")
    )
    page = qualification_page(Qualification(results, (GATE,), "composite"), (), known())
    for result in results:
        assert page.count(f">{result.target.id} <") == 1
    assert page.count("; to a person: refused") == len(results)


def test_its_parts_stand_apart() -> None:
    text = qualification_text(told(250.0))
    assert "\n\nMean distance of falls" in text
    assert "\n\nMissed, as expected:" in text

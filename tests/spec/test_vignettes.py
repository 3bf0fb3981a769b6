"""Every vignette comes out as it must, and a wrong expectation is noticed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from baclofen.knowledge import Vignette, load_knowledge, load_vignettes
from baclofen.review import complaints, play
from tests.spec.arithmetic import SUMS, check
from tests.spec.vignette_words import TODAY
from tests.spec.vignettes import against_plan, main

VECTORS = tomllib.loads((Path(__file__).parent / "arithmetic.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vignette", load_vignettes(), ids=lambda v: v.id)
def test_a_vignette(vignette: Vignette) -> None:
    got = play(vignette.patient, load_knowledge(), today=TODAY, jurisdiction=vignette.jurisdiction)
    assert not complaints(
        got, verdict=vignette.verdict, flags=vignette.flags, silent=vignette.silent,
        values=vignette.values,
    )  # fmt: skip


@pytest.mark.parametrize("vignette", load_vignettes(), ids=lambda v: v.id)
def test_a_vignette_through_its_plan(vignette: Vignette) -> None:
    assert not against_plan(vignette.patient, load_knowledge(), vignette.jurisdiction)


def test_a_plan_that_says_another_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pump = {"now": "400 mcg/day", "stage": "refill", "origin": "spinal"}
    monkeypatch.setattr("tests.spec.vignettes.work_figures", lambda fit, known: ())
    found = against_plan({"age_y": 60, "pump": pump}, load_knowledge(), "US")
    assert any("raise_range_mcg_per_day: the figure is None" in words for words in found)


@pytest.mark.parametrize("name", VECTORS)
def test_a_sum(name: str) -> None:
    assert not check(VECTORS[name])


def test_a_wrong_sum_is_noticed() -> None:
    assert check({"input": {"mcg_day": 100}, "expect": {"mcg_h": 5}}) == [
        f"mcg_h {100 / 24}, expected 5"
    ]
    assert "not computed" in check({"input": {"mcg_day": 100}, "expect": {"mg_h": 1}})[0]
    assert "no sum takes" in check({"input": {"moons": 1}, "expect": {}})[0]


#: What stands for a number and is none, or is one that no sum takes.
ODD: tuple[Any, ...] = (0, -5, 1e300, "five", None, [], [1, "two"], {"of": 1}, True)


@pytest.mark.parametrize("names", SUMS, ids=lambda names: ", ".join(sorted(names)))
def test_every_sum_takes_numbers_and_lists_and_never_crashes(names: frozenset[str]) -> None:
    # A creatinine in umol/L is none below 10.
    one = {n: 2.0 + at + (70 if n == "umol_L" else 0) for at, n in enumerate(sorted(names))}
    single = check({"input": one, "expect": {"moons": 1}})
    assert single == ["moons is not computed, expected 1"]
    come = dict(SUMS[names](one))
    lists = {name: [value, value] for name, value in one.items()}
    both = {name: [value, value] for name, value in come.items()}
    assert check({"input": lists, "expect": both}) == []
    first = sorted(names)[0]
    assert check({"input": {**one, first: lists[first]}, "expect": both}) == []
    for name in names:
        for odd in ODD:
            wrong = check({"input": {**one, name: odd}, "expect": {"moons": 1}})
            assert wrong, (name, odd)
    if len(names) > 1:
        uneven = {**lists, first: [1.0]}
        assert "not of one length" in check({"input": uneven, "expect": {}})[0]


@pytest.mark.parametrize("odd", [*ODD, ["a", ["b"]], float("nan")], ids=repr)
def test_no_odd_word_crashes_the_runner(
    odd: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the place of each thing that is told: its line is printed, and the count at the end."""
    keys = (
        "age_years", "condition", "egfr", "requested", "conditions", "signs", "medicines",
        "pump", "event", "creatinine_umol_L", "moons",
    )  # fmt: skip
    for key in keys:
        main(file_of(tmp_path, input={key: odd}))
        printed = capsys.readouterr().out
        assert printed.count("X1 Request") == 1
        assert re.search(r"\n\d passed, \d failed\n$", printed)


def file_of(folder: Path, **changes: Any) -> Path:
    """A file with one vignette that holds, changed."""
    vignette = {
        "id": "X1",
        "title": "Request for 25 mg four times daily",
        "jurisdiction": "US",
        "input": {
            "age_years": 50, "condition": "spinal_cord_injury", "egfr": 90,
            "requested": {"dose_mg": 25, "times_per_day": 4},
        },
        "expect": {
            "verdict": "avoid", "values": {"excess_mg": 20}, "must_flag": ["DO-US-MAX"],
            "must_not_flag": ["REN-US"],
        },
    }  # fmt: skip
    for part, more in changes.items():
        vignette[part] = {**vignette[part], **more}  # type: ignore[dict-item]
    path = folder / "some.yaml"
    path.write_text(yaml.safe_dump({"vignettes": [vignette]}), encoding="utf-8")
    return path


def test_a_file_that_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(file_of(tmp_path)) == 0
    printed = capsys.readouterr().out
    assert "ok   X1 Request for 25 mg four times daily: expected avoid, came avoid" in printed
    assert printed.endswith("1 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expect": {"verdict": "ok"}}, "verdict avoid, expected ok"),
        ({"expect": {"must_flag": ["REN-US"]}}, "REN-US is neither fired nor cited"),
        ({"expect": {"must_not_flag": ["DO-US-MAX"]}}, "DO-US-MAX fires"),
        ({"expect": {"values": {"excess_mg": 21}}}, "excess_mg 20.0, expected 21"),
        ({"expect": {"values": {"moons": 21}}}, "moons is not computed, expected 21"),
        ({"input": {"moons": 3}}, "input key moons"),
        ({"input": {"event": "an eclipse"}}, "event 'an eclipse'"),
    ],
)
def test_what_does_not_hold_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], words: str
) -> None:
    assert main(file_of(tmp_path, **changes)) == 1
    printed = capsys.readouterr().out
    assert words in printed
    assert printed.endswith("0 passed, 1 failed\n")

"""Event handling against the answers of mrgsolve, by every executor that can run a case."""

from __future__ import annotations

import copy
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from baclofen.engine import compile_program
from baclofen.engine.execute import Executor
from tests.peers import events
from tests.peers.events import DATA, MODELS, Outcome, main, run_case

CASES: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["cases"]
COUNTED = [case for case in CASES if not case["implementation_defined"]]
EXACT = [case for case in COUNTED if MODELS[case["model"]][0].is_linear]


def test_there_are_cases_of_every_kind() -> None:
    tags = {tag for case in COUNTED for tag in case["tags"]}
    assert len(COUNTED) >= 25
    assert tags >= {
        "bolus", "infusion", "rate-1", "rate-2", "addl", "ss", "ss2", "lag", "F", "evid2",
        "evid4", "tvcov", "locf", "tie", "overlap", "regimen",
    }  # fmt: skip
    assert {case["settings"]["nocb"] for case in COUNTED} == {True, False}


def agrees(case: dict[str, Any], executor: Executor) -> None:
    outcome = run_case(case, executor)
    assert outcome.holds, str(outcome)


@pytest.mark.parametrize("case", EXACT, ids=lambda case: case["id"])
def test_a_case_agrees_with_mrgsolve_by_exact_steps(case: dict[str, Any]) -> None:
    agrees(case, "numpy")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("case", EXACT, ids=lambda case: case["id"])
def test_a_case_agrees_with_mrgsolve_as_c(case: dict[str, Any]) -> None:
    agrees(case, "c")


@pytest.mark.parametrize("case", COUNTED, ids=lambda case: case["id"])
def test_a_case_agrees_with_mrgsolve_by_an_ode(case: dict[str, Any]) -> None:
    agrees(case, "ode")


def test_the_file_passes_and_its_last_line_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DATA)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"{len(COUNTED)} passed, 0 failed"
    assert len(lines) == len(CASES) + 1
    assert sum(" ok " in line for line in lines[:-1]) == len(COUNTED)


def test_what_engines_define_each_in_its_own_way_is_shown_and_not_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = [case for case in CASES if case["implementation_defined"]]
    assert main([str(changed(tmp_path, [*own, COUNTED[0]]))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(own) > 0
    assert sum("defined otherwise" in line for line in lines) == len(own)
    assert lines[-1] == "1 passed, 0 failed"


def test_the_other_way_to_define_them_is_there_to_be_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "compile_program", partial(compile_program, cancel="never"))
    for case in CASES:
        if case["implementation_defined"]:
            assert run_case(case).holds


def changed(tmp_path: Path, cases: list[dict[str, Any]]) -> Path:
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    return path


@pytest.mark.parametrize("part", [1.001, 0.0, -1.0])
def test_an_altered_value_is_found(
    part: float, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cases = copy.deepcopy(COUNTED[:3])
    output = cases[1]["output"]
    name = next(key for key in output if key not in ("ID", "time"))
    largest = max(range(len(output[name])), key=lambda i: float(output[name][i]))
    output[name][largest] *= part
    assert main([str(changed(tmp_path, cases))]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 passed, 1 failed"
    assert [cases[1]["id"] in line and "FAILED" in line for line in lines[:-1]] == [
        False, True, False,
    ]  # fmt: skip


def test_a_case_that_cannot_run_fails_with_its_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = copy.deepcopy(COUNTED[0])
    broken["data"]["amt"][0] = -1
    assert main([str(changed(tmp_path, [broken]))]) == 1
    shown = capsys.readouterr().out
    assert "amount of an event is -1; it must be 0 or more" in shown
    assert shown.endswith("0 passed, 1 failed\n")


def test_no_cases_that_count_are_no_success(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([str(changed(tmp_path, []))]) == 1
    assert capsys.readouterr().out == "0 passed, 0 failed\n"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"case": []}', "\ufeff"])
def test_a_file_that_holds_no_cases_is_told(
    text: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "events.json"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == 2
    assert f"{path} is not a file of cases: " in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([str(tmp_path / "nowhere.json")]) == 2
    assert "nowhere.json is not a file of cases: " in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["one.json", "two.json"]])
def test_how_to_call_it_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m tests.peers.events FILE\n"


def test_an_outcome_holds_up_to_its_tolerance() -> None:
    assert Outcome("E1", "title", 1.0).holds
    assert not Outcome("E1", "title", 1.1).holds
    assert not Outcome("E1", "title", 0.0, "trouble").holds

"""Modes of the benchmark's patients, and the runner that compares them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peers.map import DATA, main

TABLE, REFERENCE = DATA / "w2_data.csv", DATA / "w2_map_reference.csv"


def head(path: Path, ids: set[str], to: Path) -> Path:
    """The rows of some patients."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.split(",")[0] in ids]
    to.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    return to


def test_every_patients_objective_is_the_references(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(TABLE), str(REFERENCE)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "500 passed, 0 failed"
    assert "Q 100%, V2 100%" in out[-3]


def test_a_lower_reference_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = head(TABLE, {"1", "3"}, tmp_path / "data.csv")
    reference = head(REFERENCE, {"1", "3"}, tmp_path / "reference.csv")
    text = reference.read_text(encoding="utf-8").replace("-16.197389", "-16.198")
    reference.write_text(text, encoding="utf-8")
    assert main([str(few), str(reference)]) == 1
    out = capsys.readouterr().out
    assert "1: objective -16.197389" in out
    assert out.endswith("1 passed, 1 failed\n")


def test_a_patient_without_data_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = head(TABLE, {"1"}, tmp_path / "data.csv")
    assert main([str(few), str(head(REFERENCE, {"1", "3"}, tmp_path / "reference.csv"))]) == 1
    assert "3: not in the data" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [[], ["nowhere.csv", str(REFERENCE)], [str(TABLE), "nowhere.csv"],
                  [str(TABLE), str(TABLE)]],
)  # fmt: skip
def test_what_cannot_be_compared_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err

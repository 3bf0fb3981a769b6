"""`baclofen assess`: the verdict, the figures, and JSON that says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baclofen.cli.main import main

PUMP = """
age_y = 45
syndrome = "sci_spasticity"
[pump]
history = ["400 mcg/day", "420 mcg/day"]
asked = "1100 mcg/day"
"""


def run(tmp_path: Path, text: str, *more: str) -> int:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    return main(["assess", str(path), "--today", "2026-11-22", *more])


def test_a_pump_order_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, PUMP) == 0
    printed = capsys.readouterr().out
    assert "Verdict: avoid." in printed
    assert "asked for against what runs          161.9       %" in printed
    assert "most that the next dose may be       588         mcg/day" in printed
    assert "Not a certified" in printed


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, PUMP, "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["format"], made["verdict"]) == ("baclofen-answer/2", "avoid")
    assert made["decision"] is None
    figures = {f["name"]: f for f in made["figures"]}
    assert figures["max_next_mcg_per_day"]["value"] == pytest.approx(588)
    assert figures["max_next_mcg_per_day"]["why"] == [
        "ITM-REFILL-SPINAL", "ITM-CHANGE-ANY",
    ]  # fmt: skip
    assert {b["id"] for b in made["basis"]} >= {"ITM-REFILL-SPINAL", "ITM-ESCALATION"}
    assert made["origin"]["inputs"]["door"] == "assess"


def test_an_emergency_says_what_to_do_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'stopped = "75 mg/day"\nhours_since_last_dose = 31\nsigns = ["hallucinations"]\n'
    assert run(tmp_path, text) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Emergency, possible baclofen withdrawal")
    assert "No dose is computed in an emergency." in printed


def test_a_thousandfold_slip_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, '[screening]\ndose = "50 mg"\n') == 2
    assert "Was 50 mcg meant?" in capsys.readouterr().err


def test_no_plan_by_mouth_stands_in_for_a_pump(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.toml"
    path.write_text('age_y = 45\negfr = 95\n[screening]\ndose = "50 mcg"\n', encoding="utf-8")
    assert main(["plan", str(path), "--today", "2026-11-22"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "`baclofen screen` answers this" in captured.err

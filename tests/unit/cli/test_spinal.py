"""`baclofen screen`, `pump` and `device`: what a clinician types, and what comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baclofen.cli.main import main

DAY = ("--today", "2026-11-22")
PERSON = 'age_y = 41\nsyndrome = "ms_spasticity"\negfr = 95\n'
PUMP = (
    PERSON + '[pump]\nstage = "titration"\nnow = "100 mcg/day"\nasked = "5 mcg/h"\n'
    "hours_since_change = 26\nfill_mL = 20\nalarm_mL = 2\nconcentration = 500\n"
    'filled_on = 2026-11-20\ndevice = "SynchroMed II"\n'
)
NEEDLE = PERSON + "[screening]\n"


def typed(tmp_path: Path, text: str) -> str:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_pump_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pump", typed(tmp_path, PUMP), *DAY]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Set the pump to 120 mcg/day (5 mcg/h), +20.0 %.")
    assert 'asked: "5 mcg/h" is read as 5 mcg/h, 120 mcg/day.' in printed
    rows = {line[:20].strip(): line[20:].split() for line in printed.splitlines()}
    assert rows["mcg/day"] == ["100", "120"]
    assert rows["mcg/h"] == ["4.167", "5"]
    assert rows["mL/day"] == ["0.2", "0.24"]
    assert "Confirm from the device's manual" in printed


@pytest.mark.parametrize("columns", [80, 100])
def test_lines_fit_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    columns: int,
) -> None:  # fmt: skip
    monkeypatch.setenv("COLUMNS", str(columns))
    for command, text in (("pump", PUMP), ("screen", NEEDLE)):
        assert main([command, typed(tmp_path, text), *DAY]) == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) <= columns


def test_what_a_screening_folds_is_printed_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the word that the fold itself names."""
    file = typed(tmp_path, NEEDLE)
    assert main(["screen", file, *DAY]) == 0
    shut = " ".join(capsys.readouterr().out.split())
    assert "Folded: --illustrations prints it here" in shut
    assert main(["screen", file, *DAY, "--illustrations"]) == 0
    opened = " ".join(capsys.readouterr().out.split())
    assert "Folded" not in opened
    # Its mark stands in both.
    assert "Illustration, not to act on" in opened
    assert len(opened.split()) > len(shut.split())


def test_page_and_json_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    for command, text, name in (("pump", PUMP, "pump"), ("screen", NEEDLE, "screening")):
        assert main([command, typed(tmp_path, text), *DAY, "--out", str(out)]) == 0
        page = (out / f"{name}.html").read_text(encoding="utf-8")
        made = json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
        assert (made["format"], made["decision"]["is"]) == ("baclofen-answer/2", name)
        assert made["headline"]["text"].split(".")[0] in page.replace("\u00a0", " ")
        assert ("<svg" in page) is (name == "screening")
        capsys.readouterr()
        assert main(["cite", str(out / f"{name}.json")]) == 0
        assert "[1]" in capsys.readouterr().out


def test_json_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = _json(["pump", typed(tmp_path, PUMP), *DAY, "--json"], capsys)["decision"]
    assert made["new"]["mcg_per_h"] == 5
    assert made["new"]["refill_offered_on"] == "2027-01-25"
    assert made["to_confirm"] == ["most_mL_per_day", "accuracy"]
    made = _json(["screen", typed(tmp_path, NEEDLE), *DAY, "--json"], capsys)["decision"]
    assert (made["next"]["mcg"], made["next"]["volume_mL"]) == (50, 1)
    assert made["effect"]["kind"] == "calibrated"


def _json(args: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(args) == 0
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    return made


def test_a_refused_change_prints_no_new_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PUMP.replace('asked = "5 mcg/h"', 'asked = "100 mcg/h"')
    assert main(["pump", typed(tmp_path, text), *DAY]) == 0
    printed = capsys.readouterr().out
    assert "Likely slip: 2,400 mcg a day is about 24 times 100 mcg a day" in printed
    assert "What runs. No new setting is printed." in printed
    assert "Set the pump" not in printed


def test_confirmed_figures_are_kept_and_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "devices.toml"

    def confirm(figure: str, value: str, who: str = "A. Meyer") -> int:
        return main(
            ["device", "confirm", str(kept), "--device", "SynchroMed II", "--figure", figure,
             "--value", value, "--who", who, "--manual", 'manual "2020", page 12', *DAY]
        )  # fmt: skip

    assert confirm("accuracy", "0.2") == 0
    first = kept.read_text(encoding="utf-8")
    assert confirm("accuracy", "0.05", who="B. Ortiz") == 0
    assert confirm("most_mL_per_day", "24") == 0
    assert kept.read_text(encoding="utf-8").startswith(first)  # only ever added to
    capsys.readouterr()
    assert main(["device", "show", str(kept)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 3
    assert shown[1].endswith('confirmed by B. Ortiz on 2026-11-22, from manual "2020", page 12')
    made = _json(["pump", typed(tmp_path, PUMP), *DAY, "--device", str(kept), "--json"], capsys)
    used = {f["figure"]: (f["value"], f["confirmed"]) for f in made["decision"]["device"]}
    assert used["accuracy"] == (0.05, True)
    assert made["decision"]["to_confirm"] == []
    assert made["verdict"] == "ok"
    assert main(["pump", typed(tmp_path, PUMP + "accuracy = 0.1\n"), *DAY,
                 "--device", str(kept), "--json"]) == 0  # fmt: skip
    shown_again = json.loads(capsys.readouterr().out)["decision"]
    typed_in = {f["figure"]: f["value"] for f in shown_again["device"]}
    assert typed_in["accuracy"] == 0.1  # what stands with the order outranks the file


@pytest.mark.parametrize(
    ("figure", "value", "who"),
    [("accuracy", "14.5", "A"), ("accuracy", "much", "A"), ("colour", "1", "A"),
     ("accuracy", "0.1", " ")],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], figure: str, value: str, who: str
) -> None:
    kept = tmp_path / "devices.toml"
    args = ["device", "confirm", str(kept), "--device", "x2", "--figure", figure]
    assert main([*args, "--value", value, "--who", who, "--manual", "m", *DAY]) == 2
    assert capsys.readouterr().err.startswith("baclofen: ")
    assert not kept.exists()


def test_a_broken_file_of_figures_is_not_added_to(tmp_path: Path) -> None:
    kept = tmp_path / "devices.toml"
    for text in ("[[confirmed]]\ndevice = 3\n", "[other]\n", "confirmed = 1\n", "x ="):
        kept.write_text(text, encoding="utf-8")
        args = ["device", "confirm", str(kept), "--device", "x2", "--figure", "accuracy"]
        assert main([*args, "--value", "0.1", "--who", "A", "--manual", "m", *DAY]) == 2
        assert kept.read_text(encoding="utf-8") == text


def test_stored_figures_need_a_named_pump(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "devices.toml"
    kept.write_text("# none yet\n", encoding="utf-8")
    text = PUMP.replace('device = "SynchroMed II"\n', "")
    code = main(["pump", typed(tmp_path, text), *DAY, "--device", str(kept)])
    assert code == 2
    assert "not named in [pump]" in capsys.readouterr().err


@pytest.mark.parametrize(("command", "text"), [("pump", NEEDLE), ("screen", PUMP)])
def test_the_wrong_table_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, text: str
) -> None:
    assert main([command, typed(tmp_path, text), *DAY]) == 2
    assert "ITM-CONVERT" in capsys.readouterr().err


def test_milligrams_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, text in (("pump", PUMP.replace("100 mcg/day", "0.1 mg/day")),
                          ("screen", NEEDLE + 'dose = "50 mg"\n')):  # fmt: skip
        assert main([command, typed(tmp_path, text), *DAY]) == 2
        assert "mcg" in capsys.readouterr().err

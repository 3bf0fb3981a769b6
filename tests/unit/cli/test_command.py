"""The command as its users meet it: files, exit codes, messages, nothing half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from baclofen.cli.main import main, run
from tests.people import known

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "ms_spasticity.json"
TEN_LINES = ROOT / "examples" / "ten_lines.toml"
TODAY = ["--today", "2026-11-22"]


def test_the_example_is_planned_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(EXAMPLE), "--out", str(tmp_path / "out"), *TODAY]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Start baclofen 5 mg three times daily on 22 November 2026")
    written = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert written == ["plan.html", "plan.ics", "plan.json", "schedule.html"]
    made = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert made["verdict"] == "ok"
    assert made["today"] == "2026-11-22"


def test_ten_lines_of_toml_are_a_patient(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(TEN_LINES.read_text().strip().splitlines()) == 10
    assert main(["plan", str(TEN_LINES), *TODAY]) == 0
    out = capsys.readouterr().out
    assert "Verdict: caution" in out
    assert out.startswith("Start baclofen")


def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    code = subprocess.run(
        [sys.executable, "-m", "baclofen", "plan", str(EXAMPLE), *TODAY],
        cwd=tmp_path, capture_output=True, check=False,
    ).returncode  # fmt: skip
    assert code == 0
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"{", "line 1"),
        (b"[1, 2]", "Bundle"),
        (b'{"resourceType": "Patient"}', "Patient"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": []}', "patient"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"weight_kg = -4\nage_y = 50\n", "weight_kg"),
        (b"weight_kg = 4000\n", "weight_kg"),
        (b"age_y = 50\ncreatinine = 1.2\n", "without a unit"),
        (b"age_y = 50\ncreatinine_mg_per_dL = 106\n", "umol/L"),
        (b"colour = 'red'\n", "colour"),
        (b"age_y = 'old'\n", "age_y"),
        (b"x" * 1000, "file"),
    ],
)
def test_bad_input_is_refused_by_name_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, named: str
) -> None:
    file = tmp_path / "patient"
    file.write_bytes(content)
    out = tmp_path / "out"
    assert main(["plan", str(file), "--out", str(out), *TODAY]) == 2
    message = capsys.readouterr()
    assert message.out == ""
    assert named.lower() in message.err.lower()
    assert message.err.startswith("baclofen: ")
    assert "Traceback" not in message.err
    assert not out.exists()


def test_fifty_megabytes_of_nonsense_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as handle:
        handle.truncate(50_000_000)
    assert main(["plan", str(file), "--out", str(tmp_path / "out"), *TODAY]) == 2
    assert "more than 40 MB" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["--today", "22.11.2026"], "YYYY-MM-DD"),
        (["--jurisdiction", "XX"], "jurisdiction"),
        (["--override", "REN-BEERS", "--reason", "x"], "must fire, with avoid or because"),
        (["--override", "REN-BEERS"], "without a reason"),
        (["--override", "NO-SUCH", "--reason", "x"], "override"),
    ],
)
def test_bad_options_are_refused(
    capsys: pytest.CaptureFixture[str], args: list[str], named: str
) -> None:
    assert main(["plan", str(EXAMPLE), *(TODAY if "--today" not in args else []), *args]) == 2
    assert named in capsys.readouterr().err


def test_a_missing_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "no/such/file.json"]) == 2
    assert "file.json (No such file or directory)" in capsys.readouterr().err


def test_an_unknown_request_ends_with_2() -> None:
    with pytest.raises(SystemExit) as end:
        main(["plan", str(EXAMPLE), "--request", "double"])
    assert end.value.code == 2


def test_an_override_is_carried_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "p.toml"
    file.write_text('age_y = 70\nsex = "male"\negfr = 45\nsyndrome = "ms_spasticity"\n')
    args = ["plan", str(file), "--request", "start", *TODAY]
    assert main(args) == 0
    assert "Better not start baclofen" in capsys.readouterr().out
    assert main([*args, "--override", "REN-BEERS", "--reason", "nothing else helped"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Against advice, with your reason: start baclofen")
    assert "nothing else helped" in out


def test_why_prints_sentence_figure_source_and_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "pk.kochak_cl_f", "REN-BEERS"]) == 0
    out = capsys.readouterr().out
    for words in ("10.8 L/h", "180 ml/min", "healthy men", "Kochak 1985", "AGS Beers"):
        assert words in out
    assert "seen: read in an index of its field" in " ".join(out.split())
    assert "pubmed.ncbi.nlm.nih.gov/4028618" in out
    assert main(["why", "REN-BEER"]) == 2
    assert "Did you mean REN-BEERS" in capsys.readouterr().err


def test_why_marks_what_was_not_read_and_links_only_where_we_vouch(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["why", "pk.csf_volume", "INT-OPIOID"])
    out = capsys.readouterr().out
    assert "[memory]" in out
    assert "not a link we vouch for" in out
    assert "link      https://www.mims.com" not in out


def test_cite_prints_the_bibliography_of_a_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["plan", str(EXAMPLE), "--out", str(tmp_path), *TODAY])
    capsys.readouterr()
    assert main(["cite", str(tmp_path / "plan.json")]) == 0
    out = capsys.readouterr().out
    assert "Kochak 1985" in out
    assert out.count("\n") < len(known().sources)
    assert main(["cite", str(EXAMPLE)]) == 2
    assert "written by assess, plan, taper, screen or pump --out" in capsys.readouterr().err


def test_a_plan_is_the_same_every_time(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        main(["plan", str(EXAMPLE), "--out", str(tmp_path / name), *TODAY])
        texts.append([(tmp_path / name / f).read_bytes() for f in ("plan.html", "plan.json")])
    assert texts[0] == texts[1]


@pytest.mark.parametrize("words", [["--help"], ["plan", "--help"], ["--version"]])
def test_help_ends_well(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 0
    assert "baclofen" in capsys.readouterr().out


def test_a_reader_who_leaves_early_sees_no_traceback() -> None:
    command = [sys.executable, "-m", "baclofen", "plan", str(EXAMPLE), *TODAY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""


def test_a_name_a_terminal_cannot_show_does_not_end_a_plan(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text('label = "Zoë Łukasz"\nage_y = 40\n', encoding="utf-8")
    got = subprocess.run(
        [sys.executable, "-m", "baclofen", "plan", str(file), *TODAY],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert got.returncode == 0
    assert b"Zo\\xeb" in got.stdout


def test_our_own_fault_is_one_line_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> int:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr("baclofen.cli.main.main", broken)
    with pytest.raises(SystemExit) as end:
        run()
    assert end.value.code == 1
    assert "our own fault: ZeroDivisionError: a slip" in capsys.readouterr().err


def test_why_tells_what_a_fitted_parameter_was_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "spasticity.theta_sp", "oral.F"]) == 0
    printed = capsys.readouterr().out
    assert "0.45 fraction, until the links of the model were joined" in printed
    assert printed.count("before") == 1

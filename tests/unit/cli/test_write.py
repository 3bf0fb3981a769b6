"""The files of one answer, whole or not at all, and never those of two patients."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from baclofen.cli import write
from baclofen.cli.main import main
from baclofen.cli.write import write_together
from baclofen.errors import InputRefused

HERE = Path(__file__).parents[3]
START, RUNNING = HERE / "examples" / "ten_lines.toml", HERE / "examples" / "on_baclofen.toml"
TODAY = ["--today", "2026-11-22"]
#: How often a writer is killed.
KILLS = 40


def held(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in folder.iterdir()}


@pytest.fixture(params=["without a name", "hidden"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Both ways of writing; the one without names only where the system has it."""
    way: str = request.param
    if way == "hidden":
        monkeypatch.setattr(write, "_has_nameless", lambda folder: False)
    elif not write._has_nameless(tmp_path):
        pytest.skip("no files without a name here")
    return way


def test_files_are_written_together_or_not_at_all(tmp_path: Path, way: str) -> None:
    write_together(tmp_path, {"a": "old", "b": "old"})
    with pytest.raises(UnicodeEncodeError):
        write_together(tmp_path, {"a": "new", "b": "\ud800"})
    assert held(tmp_path) == {"a": "old", "b": "old"}
    assert write_together(tmp_path, {"a": "new", "b": None}) == (tmp_path / "a",)
    assert held(tmp_path) == {"a": "new"}


def test_a_set_that_cannot_be_shown_whole_is_not_shown(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a disk fills up in between: nothing half, and nothing hidden."""
    real_link, real_rename = os.link, Path.rename

    def link(src: str, at: Path, src_dir_fd: int) -> None:
        if at.name == "b":
            raise OSError("full")
        real_link(src, at, src_dir_fd=src_dir_fd)

    def rename(self: Path, at: Path) -> Path:
        if at.name == "b":
            raise OSError("full")
        return real_rename(self, at)

    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="full"):
        write_together(tmp_path, {"a": "new", "b": "new"})
    assert held(tmp_path) == {}


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_report_is_readable_like_any_other_file(tmp_path: Path, way: str) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    write_together(tmp_path, {"a": "x"})
    assert (tmp_path / "a").stat().st_mode == plain.stat().st_mode


def test_what_killed_runs_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".baclofen-x1y2z3").mkdir()
    (tmp_path / ".baclofen-x1y2z3" / "file").write_text("a patient")
    (tmp_path / ".plan.json.abcd1234").write_text("a patient")
    for kept in (".plan.json.bak", ".hidden", "mine.txt"):
        (tmp_path / kept).write_text("mine")
    write_together(tmp_path, {"plan.json": "new"})
    assert sorted(held(tmp_path)) == [".hidden", ".plan.json.bak", "mine.txt", "plan.json"]


@pytest.mark.parametrize("what", ["a folder in a file's place", "a file in the folder's"])
def test_what_stands_in_the_way_is_named_and_the_plan_is_printed_all_the_same(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    if what == "a file in the folder's":
        out.write_text("a file, not a folder")
    else:
        (out / "schedule.html").mkdir(parents=True)
    assert main(["plan", str(START), "--out", str(out), *TODAY, "--label-only"]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("Start baclofen")
    assert "--out is" in said.err
    if what == "a file in the folder's":
        assert out.read_text() == "a file, not a folder"
    else:
        assert [p.name for p in out.iterdir()] == ["schedule.html"]


def test_a_folder_never_holds_two_patients(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A needle's plan beside the oral plan of somebody else: that one goes, and it is said."""
    needle = tmp_path / "needle.toml"
    needle.write_text(
        'age_y = 41\nsyndrome = "sci_spasticity"\negfr = 95\nbaclofen = "none"\n[screening]\n'
    )
    out = tmp_path / "out"
    (out).mkdir()
    (out / "mine.txt").write_text("mine")
    assert main(["plan", str(START), "--out", str(out), *TODAY, "--label-only"]) == 0
    assert main(["screen", str(needle), "--out", str(out), *TODAY]) == 0
    said = capsys.readouterr().out
    assert "Taken away: plan.html, of another patient" in said
    assert sorted(held(out)) == ["mine.txt", "screening.html", "screening.json"]
    # Of one and the same patient both stay.
    assert main(["plan", str(needle), "--out", str(out), *TODAY]) == 2
    both = tmp_path / "both.toml"
    both.write_text(needle.read_text().replace("[screening]\n", ""))
    assert main(["plan", str(both), "--out", str(out), *TODAY, "--label-only"]) == 0
    assert {"plan.json", "screening.json"} <= set(held(out))


def killed_in_between(folder: Path, names: list[str], at: int) -> None:
    """A run of its own, killed as it shows the file at this place."""
    code = (
        "import os, sys, signal; from pathlib import Path; from baclofen.cli import write;"
        "real, shown = os.link, []\n"
        "def link(src, at, src_dir_fd):\n"
        "    if at.name != write.NOT_WHOLE: shown.append(at)\n"
        f"    if len(shown) > {at}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    real(src, at, src_dir_fd=src_dir_fd)\n"
        "os.link = link\n"
        "write.write_together(Path(sys.argv[1]), dict.fromkeys(sys.argv[2:], 'new'))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder), *names], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("at", [0, 1])
def test_what_a_kill_leaves_says_that_it_is_not_whole_and_the_next_run_ends_it(
    at: int, tmp_path: Path
) -> None:
    if not write._has_nameless(tmp_path):
        pytest.skip("no files without a name here")
    write_together(tmp_path, {"plan.html": "old", "plan.json": "old"})
    (tmp_path / "mine.txt").write_text("mine")
    killed_in_between(tmp_path, ["plan.html", "plan.json"], at)
    left = held(tmp_path)
    told = left.pop(write.NOT_WHOLE)
    assert "Do not use them" in told
    assert left == {"mine.txt": "mine"} | ({"plan.html": "new"} if at else {})
    # Another door's run takes away what is left of that set; the same run again makes it whole.
    write_together(tmp_path, {"screening.html": "other"})
    assert held(tmp_path) == {"mine.txt": "mine", "screening.html": "other"}
    killed_in_between(tmp_path, ["plan.html", "plan.json"], at)
    write_together(tmp_path, {"plan.html": "new", "plan.json": "new"})
    assert write.NOT_WHOLE not in held(tmp_path)
    assert held(tmp_path)["plan.json"] == "new"


@pytest.mark.parametrize("told", ["", "../mine.txt\n/etc/passwd\n..\n.\n\n", "mine.txt\n" * 9999])
def test_a_mark_that_is_not_ours_takes_nothing_away(told: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "mine.txt").write_text("mine")
    (out / "mine.txt").write_text("mine")
    (out / write.NOT_WHOLE).write_text(told if "\n" in told[:9] else write._HEAD + told)
    write_together(out, {"plan.html": "new"})
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert held(out) == {"mine.txt": "mine", "plan.html": "new"}


@pytest.mark.parametrize("kind", ["pipe", "no end"])
def test_a_mark_that_never_ends_is_not_read(kind: str, tmp_path: Path) -> None:
    if kind == "pipe":
        os.mkfifo(tmp_path / write.NOT_WHOLE)
    else:
        (tmp_path / write.NOT_WHOLE).symlink_to("/dev/zero")
    write_together(tmp_path, {"plan.html": "new"})
    assert held(tmp_path) == {"plan.html": "new"}


_WRITER = """
import sys
from pathlib import Path
from baclofen.cli.write import write_together
names = ("plan.html", "plan.json", "plan.ics", "schedule.html")
who = 0
while True:
    who = 1 - who
    gone = {"schedule.html": None} if who else {}
    write_together(Path(sys.argv[1]), {**{n: f"{who}" * 200_000 for n in names}, **gone})
    print(who, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM"])
def test_a_writer_killed_at_any_moment_leaves_one_patient_and_nothing_hidden(
    number: str, tmp_path: Path
) -> None:
    moments = random.Random(7)  # noqa: S311 - moments, no secret
    whole = told = 0
    for _ in range(KILLS // 4 if number == "SIGTERM" else KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(moments.uniform(0, 0.02))
        writer.send_signal(getattr(signal, number))
        writer.communicate()
        found = {p.name: p.read_text()[:1] for p in tmp_path.iterdir()}
        is_told = found.pop(write.NOT_WHOLE, None) is not None
        told += is_told
        assert len(set(found.values())) <= 1
        assert not [name for name in found if name.startswith(".")] or number == "SIGKILL"
        expected = 3 if "1" in found.values() else 4
        whole += len(found) == expected
        # What is not whole says so, and no run that could end of itself leaves it.
        assert is_told or len(found) == expected
        assert not is_told or number == "SIGKILL"
    assert whole > 0
    write_together(tmp_path, {"plan.json": "x", "plan.html": None, "plan.ics": None,
                              "schedule.html": None})  # fmt: skip
    assert held(tmp_path) == {"plan.json": "x"}


def test_two_writers_take_turns(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.readline()
    for writer in writers:
        writer.terminate()
    for writer in writers:
        writer.communicate()
    found = {p.name: p.read_text()[:1] for p in tmp_path.iterdir()}
    assert len(set(found.values())) == 1
    assert len(found) == (3 if "1" in found.values() else 4)


def test_inputs_that_are_kept_are_those_of_the_files(tmp_path: Path) -> None:
    """The way by which two patients are told apart reads the very patient that was written."""
    out = tmp_path / "out"
    assert main(["plan", str(RUNNING), "--out", str(out), *TODAY]) == 0
    patient = json.loads((out / "plan.json").read_text())["origin"]["inputs"]["patient"]
    assert patient["age_y"] == 70


def test_a_folder_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(InputRefused, match="where a is a folder"):
        write_together(tmp_path, {"b": "new", "a": None})
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_name_that_is_too_long_leaves_the_plan_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / ("x" * 300)
    assert main(["plan", str(START), "--out", str(out), *TODAY, "--label-only"]) != 0
    assert "baclofen" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["plan.html", "plan.ics", "assessment.json"])
def test_a_file_of_somebodys_own_is_neither_taken_away_nor_replaced(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text("my own notes on baclofen")
    assert main(["plan", str(START), "--out", str(tmp_path), *TODAY, "--label-only"]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("Start baclofen")
    assert f"where {name} is not of this program" in said.err
    assert list(held(tmp_path)) == [name]
    assert (tmp_path / name).read_text() == "my own notes on baclofen"

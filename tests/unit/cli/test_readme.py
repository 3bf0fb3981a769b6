"""The commands of the README run as they stand there, on the files of `examples`."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from baclofen.cli.main import build_parser, main

ROOT = Path(__file__).parents[3]
#: These go on until they are stopped, or take minutes: they are only parsed here.
_LONG = ("serve", "qualify")


def commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```sh\npip install \.\n(.*?)```", text, re.DOTALL)
    assert block is not None
    return [re.sub(r"\s+#.*$", "", line) for line in block[1].splitlines() if line.strip()]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples in it, and a place of its own for what is kept."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "examples").symlink_to(ROOT / "examples")
    return folder


def test_there_are_commands_and_all_are_baclofens() -> None:
    found = commands()
    assert len(found) > 20
    assert all(command.startswith("baclofen ") for command in found)
    named = set(re.findall(r"examples/[\w.]+", " ".join(found)))
    assert {path for path in named if not (ROOT / path).is_file()} == set()


def test_every_command_runs_as_written_in_the_order_of_the_page(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("BACLOFEN_STORE", f"{checkout}/kept.sqlite")
    monkeypatch.setenv("XDG_DATA_HOME", str(checkout / "data"))
    ended = {}
    for command in commands():
        words = shlex.split(command)[1:]
        if words[0] in _LONG:
            build_parser().parse_args(words)
        elif "<" in words:
            ended[command] = piped(words, checkout)
        else:
            ended[command] = main(words)
    assert {command: code for command, code in ended.items() if code != 0} == {}
    told = capsys.readouterr()
    # Of another patient than the next command's: taken away again.
    assert "Written: out/assessment.html" in told.out
    assert (checkout / "out" / "evidence-ms-spasticity.html").is_file()
    assert "Traceback" not in told.err


def piped(words: list[str], folder: Path) -> int:
    """What stands before `<`, with the file after it as standard input; its exit code."""
    at = words.index("<")
    with (folder / words[at + 1]).open("rb") as file:
        return subprocess.run(
            [sys.executable, "-m", "baclofen", *words[:at]], check=False, cwd=folder, stdin=file,
            stdout=subprocess.DEVNULL, env={**os.environ},
        ).returncode  # fmt: skip


def test_standard_input_is_read_as_a_file_is(checkout: Path) -> None:
    example = ROOT / "examples" / "ten_lines.toml"
    told = [
        subprocess.run(
            [sys.executable, "-m", "baclofen", "assess", name, "--today", "2026-11-22"],
            input=example.read_bytes(), capture_output=True, check=True,
        ).stdout
        for name in ("-", str(example))
    ]  # fmt: skip
    assert told[0] == told[1]
    empty = subprocess.run(
        [sys.executable, "-m", "baclofen", "assess", "-"],
        input=b"",
        capture_output=True,
        check=False,
    )
    assert empty.returncode == 2
    assert b"standard input (empty)" in empty.stderr


def test_what_serve_needs_is_named_where_it_is_installed_and_where_it_is_missing() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install '.[service]'" in readme
    code = (
        "import sys; sys.modules['uvicorn'] = None; from baclofen.cli.main import main; "
        "sys.exit(main(['serve', '--demo']))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert ran.returncode == 2
    assert "[service]" in ran.stderr


def test_what_the_page_makes_is_not_taken_for_a_change_of_the_checkout() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    made = {words[2].split("/")[0] for words in map(str.split, commands()) if words[1] == "backup"}
    assert made
    assert {f"/{folder}/" for folder in made} <= set(ignored)

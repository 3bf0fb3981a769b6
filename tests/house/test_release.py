"""What is handed out: built twice it is one to the byte, holds what it should, in one version."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from baclofen.version import VERSION

ROOT = Path(__file__).parents[2]
#: Another place, time, language and clock than those of the first build.
ELSEWHERE = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7"}


def build(tree: Path, into: Path, *, only: str = "", env: dict[str, str] | None = None) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    if only:
        command += ["-t", only]
    # The hook of the build is imported from the tree: its bytecode would be a stray of ours.
    given = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(env or {})}
    subprocess.run(command, cwd=tree, check=True, capture_output=True, env=given)


def hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("built")
    build(ROOT, into)
    return into


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (source,) = built.glob("*.tar.gz")
    into = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(source) as packed:
        packed.extractall(into, filter="data")
    (tree,) = into.iterdir()
    return tree


def test_built_twice_it_is_the_same_to_the_byte(built: Path, tmp_path: Path) -> None:
    build(ROOT, tmp_path, env=ELSEWHERE)
    assert len(hashes(built)) == 2
    assert hashes(tmp_path) == hashes(built)


def test_built_from_the_source_distribution_it_is_the_same_again(
    built: Path, unpacked: Path, tmp_path: Path
) -> None:
    """From another folder, whose files are of another age; but for what npm gives, which is taken
    along, so that this asks no registry."""
    vendor = Path("src/baclofen/service/page/static/vendor")
    for script in (ROOT / vendor).glob("*.js"):
        (unpacked / vendor).mkdir(exist_ok=True)
        (unpacked / vendor / script.name).write_bytes(script.read_bytes())
    for path in unpacked.rglob("*.py"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    build(unpacked, tmp_path, only="wheel", env=ELSEWHERE)
    (wheel,) = built.glob("*.whl")
    assert hashes(tmp_path) == {wheel.name: hashes(built)[wheel.name]}


def test_the_source_distribution_is_what_is_kept_and_nothing_else(unpacked: Path) -> None:
    """Tests, docs and examples are in it, and no stray of whoever built it."""
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout: what is kept cannot be told")
    kept = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    there = {
        str(p.relative_to(unpacked)) for p in unpacked.rglob("*") if p.is_file() or p.is_symlink()
    }
    there = {name for name in there if not name.startswith("src/baclofen/service/page/static/ven")}
    assert there - {"PKG-INFO"} == {name for name in kept if name and (ROOT / name).exists()}


def test_a_wheel_holds_the_package_alone(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"baclofen", f"baclofen-{VERSION}.dist-info"}
    assert not [name for name in names if name.endswith((".pyc", ".orig", ".rej"))]


def test_the_version_stands_in_one_place(built: Path) -> None:
    assert {re.split(r"-(?=\d)", name)[1][: len(VERSION)] for name in hashes(built)} == {VERSION}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    written = [
        path.relative_to(ROOT)
        for path in (ROOT / "src").rglob("*.py")
        if re.search(rf"""["']{re.escape(VERSION)}["']""", path.read_text("utf-8"))
    ]
    assert written == [Path("src/baclofen/version.py")]


def test_what_it_says_it_runs_on_is_what_make_looks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    said = {c.rsplit(" ", 1)[1] for c in project["classifiers"] if "Python :: 3." in c}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    looked_for = set(re.findall(r"python(3\.\d+)", makefile.partition("FIND_PYTHON")[2][:200]))
    assert said == looked_for
    least = min(said, key=lambda version: int(version.split(".")[1]))
    assert project["requires-python"] == f">={least}"

"""From C text to functions, and why there are none."""

from __future__ import annotations

import os
import platform
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from baclofen.native import NotCompiled, compiler, load, loader, machine, why_not
from baclofen.native.folder import Folder

SEVEN = "#include <stdint.h>\nint64_t seven(void) { return 7; }\n"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has not compiled anything yet."""
    monkeypatch.setattr(loader, "_FOUND", {})
    compiler.find_compiler.cache_clear()
    yield
    compiler.find_compiler.cache_clear()


def stand_in(folder: Path, does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiler that does this, and no other."""
    folder.mkdir()
    script = folder / "cc"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    monkeypatch.setattr(compiler, "NAMES", ("cc",))


@pytest.mark.usefixtures("compiled")
def test_text_is_compiled_once_and_then_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert load(SEVEN, "seven")() == 7
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.so")}
    monkeypatch.setattr(loader, "_FOUND", {})
    assert load(SEVEN, "seven")() == 7
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.so")} == files
    assert why_not() is None


@pytest.mark.usefixtures("compiled")
def test_what_does_not_load_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load(SEVEN, "seven")
    own = Folder(tmp_path / "baclofen-native")
    for path in own.path.glob("*.so"):
        key = path.name.split("-")[0]
        path.unlink()
        own.keep(key, b"no library")
    monkeypatch.setattr(loader, "_FOUND", {})
    assert load(SEVEN, "seven")() == 7


@pytest.mark.usefixtures("compiled")
def test_what_the_compiler_refuses_is_told_and_not_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(NotCompiled, match=r"the C compiler refused: .*error"):
        load("no C at all", "seven")
    assert "refused" in (why_not() or "")
    monkeypatch.setattr(loader, "compile_text", None)
    with pytest.raises(NotCompiled, match="refused"):
        load("no C at all", "seven")


def test_without_a_compiler_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotCompiled, match=r"there is no C compiler \(cc, gcc, clang\)"):
        load(SEVEN, "seven")
    assert why_not() == "there is no C compiler (cc, gcc, clang)"


def test_a_shim_that_answers_with_an_error_is_no_compiler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    stand_in(tmp_path / "bin", "echo 'install the tools first' >&2; exit 1", monkeypatch)
    with pytest.raises(NotCompiled, match="there is no C compiler"):
        load(SEVEN, "seven")


def test_a_compiler_that_takes_too_long_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    stand_in(tmp_path / "bin", '[ "$1" = --version ] || exec sleep 60', monkeypatch)
    compiler.find_compiler()
    monkeypatch.setattr(compiler, "LONGEST_S", 0.2)
    with pytest.raises(NotCompiled, match=r"took longer than 0\.2 s"):
        load(SEVEN, "seven")


def test_a_compiler_that_makes_no_library_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    does = 'while [ "$#" -gt 1 ]; do [ "$1" = -o ] && echo rubbish > "$2"; shift; done; exit 0'
    stand_in(tmp_path / "bin", does, monkeypatch)
    with pytest.raises(NotCompiled, match="what was compiled does not load"):
        load(SEVEN, "seven")


@pytest.mark.usefixtures("compiled")
def test_a_library_without_the_function_is_told_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(NotCompiled, match="has no function 'eight'"):
        load(SEVEN, "eight")
    assert all(b"seven" not in path.read_bytes() for path in tmp_path.rglob("*.so"))


def test_what_a_compiler_says_is_cleaned_whatever_its_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    does = r"""
    printf '\377\n'
    [ "$1" = --version ] || { printf 'error \033[2J\377\n' >&2; exit 1; }
    """
    stand_in(tmp_path / "bin", does, monkeypatch)
    with pytest.raises(NotCompiled, match="refused: error") as told:
        load(SEVEN, "seven")
    assert str(told.value).isprintable()


@pytest.mark.parametrize("where", ["mkdtemp", "write_text"])
def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """A read-only or a full disk; whoever runs the tests may be one whom no mode holds off."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    stand_in(tmp_path / "bin", "exit 0", monkeypatch)
    monkeypatch.setattr(Path if where == "write_text" else tempfile, where, full)
    with pytest.raises(NotCompiled, match=r"cannot be kept: .*No space left"):
        load(SEVEN, "seven")


def test_an_unsafe_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "baclofen-native").mkdir()
    (tmp_path / "baclofen-native").chmod(0o777)
    with pytest.raises(NotCompiled, match="its mode must be 700"):
        load(SEVEN, "seven")


def test_a_system_without_owners_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(NotCompiled, match="none on which a folder can be kept from others"):
        load(SEVEN, "seven")


def test_the_width_of_vectors_is_that_of_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.flags_for(8) == machine.WIDE
    assert machine.flags_for(4) == machine.USUAL
    with pytest.raises(NotCompiled, match="no AVX2 with FMA"):
        machine.flags_for(0)
    for kind, needs in (("arm64", False), ("aarch64", False), ("x86_64", True), ("AMD64", True)):
        monkeypatch.setattr(platform, "machine", lambda kind=kind: kind)
        assert machine.needs_probe() is needs
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(NotCompiled, match="'riscv64' is not one of x86-64 and arm64"):
        machine.needs_probe()


@pytest.mark.usefixtures("compiled")
def test_what_is_written_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert load(SEVEN, "seven")() == 7
    for path in (tmp_path / "baclofen-native").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0

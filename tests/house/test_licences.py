"""Licences of what users install, the bill of materials, and the origin of each data file."""

from __future__ import annotations

import json
import runpy
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

import baclofen.knowledge

ROOT = Path(__file__).parents[2]
DATA = Path(baclofen.knowledge.__file__).parent / "data"
LICENCES: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "licences.py"))
RULES = tomllib.loads((ROOT / "scripts" / "licences.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (GPL-3.0-only OR BSD-3-Clause)", True),
        ("(MIT OR GPL-3.0-only) AND AGPL-3.0-only", False),
        ("MIT WITH Classpath-exception-2.0", False),
        ("MIT AND", False),
        ("(MIT", False),
        ("", False),
    ],
)
def test_an_expression_is_kept_only_with_what_is_allowed(expression: str, kept: bool) -> None:
    assert LICENCES["fits"](expression, frozenset({"MIT", "BSD-3-Clause"})) is kept


def test_what_users_install_is_allowed_and_a_copyleft_package_would_not_be() -> None:
    packages = LICENCES["installed"]("baclofen", RULES["read"])
    assert {"baclofen", "numpy", "scipy", "jinja2", "markupsafe"} <= set(packages)
    assert "pytest" not in packages
    allowed, bundled = frozenset(RULES["allowed"]), frozenset(RULES["bundled"])
    assert LICENCES["refusals"](packages, allowed, bundled) == []
    # Without their exceptions the libraries inside the wheels are named.
    refused = [name for name, _ in LICENCES["refusals"](packages, allowed, frozenset())]
    assert any("in numpy" in name for name in refused)
    # A package whose licence cannot be read is refused, not passed over.
    unread = LICENCES["installed"]("baclofen", {})
    assert ("jinja2", "") in LICENCES["refusals"](unread, allowed, bundled)


def test_the_bill_of_materials_lists_each_package_once_and_is_the_same_each_time(
    tmp_path: Path,
) -> None:
    made = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in made:
        assert LICENCES["main"](["--sbom", str(path)]) == 0
    assert made[0].read_bytes() == made[1].read_bytes()
    bill = json.loads(made[0].read_text(encoding="utf-8"))
    refs = [c["bom-ref"] for c in bill["components"]]
    assert len(refs) == len(set(refs))
    known = {*refs, bill["metadata"]["component"]["bom-ref"]}
    for dependency in bill["dependencies"]:
        assert dependency["ref"] in known
        assert set(dependency["dependsOn"]) <= known
    assert all(c["licenses"] and c["version"] for c in bill["components"])


def test_each_data_file_says_where_it_is_from_and_under_which_terms() -> None:
    origins = tomllib.loads((DATA / "origins.toml").read_text(encoding="utf-8"))
    files = [str(p.relative_to(DATA)) for p in sorted(DATA.rglob("*")) if p.is_file()]
    for file in files:
        assert file in origins or any(fnmatch(file, name) for name in origins if "*" in name), (
            f"{file} has no entry in origins.toml: add where it is from and under which terms"
        )
    for name, entry in origins.items():
        assert any(fnmatch(file, name) for file in files), f"{name} stands for no file"
        assert set(entry) == {"from", "terms"}
        assert all(isinstance(text, str) and text for text in entry.values())

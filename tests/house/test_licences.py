"""Licences of what users install, the bill of materials, and the origin of each data file."""

from __future__ import annotations

import hashlib
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


#: What stands under a licence that one extra alone may bring.
_ONLY_WITH = {"postgres": {"psycopg", "psycopg-binary"}, "plots": {"matplotlib", "pillow"}}


def test_copyleft_is_allowed_only_where_the_extra_that_brings_it_says_so() -> None:
    base = set(LICENCES["installed"]("baclofen", RULES["read"]))
    allowed, bundled = frozenset(RULES["allowed"]), frozenset(RULES["bundled"])
    for extra, further in RULES["extras"].items():
        brought = LICENCES["installed"]("baclofen", RULES["read"], [extra])
        more = {name: p for name, p in brought.items() if name not in base}
        assert more
        assert LICENCES["refusals"](more, allowed | frozenset(further), bundled) == []
        refused = {name for name, _ in LICENCES["refusals"](more, allowed, bundled)}
        assert refused == _ONLY_WITH.get(extra, set())


@pytest.mark.parametrize("missing", ["jax", "postgres", "service"])
def test_an_extra_without_a_rule_is_refused(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    left = {name: more for name, more in RULES["extras"].items() if name != missing}
    main = LICENCES["main"]
    monkeypatch.setitem(
        main.__globals__, "tomllib", _Read({**RULES, "extras": left}, LICENCES["tomllib"])
    )
    assert main([]) == 1
    assert f"the extra {missing}" in capsys.readouterr().err


class _Read:
    """Stands for tomllib and gives these rules first."""

    def __init__(self, rules: dict[str, Any], other: Any) -> None:
        self.rules, self.other = rules, other

    def loads(self, text: str) -> Any:
        return self.rules if "[extras]" in text else self.other.loads(text)


def test_what_npm_gives_the_page_is_held_against_the_same_list() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    page = LICENCES["from_npm"](lock, RULES["read"])
    assert set(page) == {"htmx.org"}  # axe-core is of the tests alone
    assert LICENCES["refusals"](page, frozenset({"0BSD"}), frozenset()) == []
    # What npm calls it is no SPDX identifier: without reading it, it is refused.
    unread = LICENCES["from_npm"](lock, {})
    assert LICENCES["refusals"](unread, frozenset(RULES["allowed"]), frozenset()) == [
        ("htmx.org", "")
    ]


def test_the_bill_of_materials_lists_each_component_once_and_is_the_same_each_time(
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
    assert all(c["licenses"] for c in bill["components"])
    assert all(c["version"] for c in bill["components"] if c["type"] == "library")
    optional = {c["name"] for c in bill["components"] if c.get("scope") == "optional"}
    assert {"jax", "psycopg", "fastapi"} <= optional
    assert not optional & {"numpy", "scipy", "jinja2"}
    assert any(c["name"] == "htmx.org" and c["hashes"] for c in bill["components"])


def test_the_bill_gives_each_data_file_its_origin_its_terms_and_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "bill.json"
    LICENCES["main"](["--sbom", str(path)])
    data = {
        c["name"]: c
        for c in json.loads(path.read_text(encoding="utf-8"))["components"]
        if c["type"] == "data"
    }
    assert set(data) == {p.relative_to(DATA).as_posix() for p in DATA.rglob("*") if p.is_file()}
    assert "SNOMED International" in data["codes/snomed.csv"]["licenses"][0]["license"]["name"]
    held = hashlib.sha256((DATA / "codes/snomed.csv").read_bytes()).hexdigest()
    assert data["codes/snomed.csv"]["hashes"][0]["content"] == held


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

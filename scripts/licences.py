"""Licences of what users install, held against an allow-list, and a bill of materials.

    python scripts/licences.py [--sbom out/sbom.json]

Follows what baclofen requires, and what that requires, through the metadata of the packages
installed beside it. A package without a readable licence, or under one that is not allowed in
scripts/licences.toml, is named, and the exit code is 1. Libraries that a wheel brings along are
read from the licence files that it ships, where these list them by name and licence. The bill is
CycloneDX 1.6 as JSON, the same for the same packages: no date and no random number. The extra of
the service is followed too, and what extras its packages ask for; jax is not.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
PROJECT = "baclofen"
#: What is followed besides what everybody installs.
EXTRAS = {"baclofen": ("", "service"), "pyjwt": ("", "crypto")}


@dataclass(frozen=True)
class Package:
    """An installed package: `licence` is an SPDX expression, empty where none can be read.

    `bundled` are libraries inside it, by name and licence.
    """

    name: str
    version: str
    licence: str
    requires: tuple[str, ...]
    bundled: tuple[tuple[str, str], ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def installed(root: str, read: Mapping[str, str]) -> dict[str, Package]:
    """`root` and all that it requires here, by name. `read` gives licences by name."""
    found: dict[str, Package] = {}
    waiting = [canonicalize_name(root)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        needed = sorted(
            canonicalize_name(one.name)
            for one in map(Requirement, distribution(name).requires or ())
            if one.marker is None
            or any(one.marker.evaluate({"extra": extra}) for extra in EXTRAS.get(name, ("",)))
        )
        found[name] = Package(
            name, version(name), _licence(name, read), tuple(needed), _bundled(name)
        )
        waiting += needed
    return dict(sorted(found.items()))


def _licence(name: str, read: Mapping[str, str]) -> str:
    told = distribution(name).metadata.get_all("License-Expression", [read.get(name, "")])[0]
    try:
        return canonicalize_license_expression(told) if told else ""
    except InvalidLicenseExpression:
        return ""


_LISTED = re.compile(r"^Name: (?P<name>.+)\n(?:(?!Name: ).*\n)*?License: (?P<licence>.+)$", re.M)


def _bundled(name: str) -> tuple[tuple[str, str], ...]:
    """Libraries that the licence files of a package list as `Name:` with `License:`."""
    package = distribution(name)
    found = {
        (one["name"].strip(), one["licence"].strip())
        for file in package.files or ()
        if "LICENSE" in file.name.upper() and ".dist-info" in str(file)
        for one in _LISTED.finditer(Path(str(package.locate_file(file))).read_text("utf-8"))
    }
    return tuple(sorted(found))


def fits(expression: str, allowed: frozenset[str]) -> bool:
    """Whether an SPDX expression can be kept with these licences only.

    Of `A OR B` one must be allowed, of `A AND B` both. A `WITH` exception is not allowed: it
    would have to be listed with its licence.

    >>> fits("MIT AND (GPL-3.0-only OR BSD-3-Clause)", frozenset({"MIT", "BSD-3-Clause"}))
    True
    """
    tokens = expression.replace("(", " ( ").replace(")", " ) ").split()
    verdict, rest = _either(tokens, allowed)
    return verdict and not rest


def _either(tokens: list[str], allowed: frozenset[str]) -> tuple[bool, list[str]]:
    verdict, tokens = _both(tokens, allowed)
    while tokens and tokens[0] == "OR":
        other, tokens = _both(tokens[1:], allowed)
        verdict = verdict or other
    return verdict, tokens


def _both(tokens: list[str], allowed: frozenset[str]) -> tuple[bool, list[str]]:
    verdict, tokens = _one(tokens, allowed)
    while tokens and tokens[0] == "AND":
        other, tokens = _one(tokens[1:], allowed)
        verdict = verdict and other
    return verdict, tokens


def _one(tokens: list[str], allowed: frozenset[str]) -> tuple[bool, list[str]]:
    if not tokens:
        return False, []
    if tokens[0] == "(":
        verdict, tokens = _either(tokens[1:], allowed)
        return verdict and tokens[:1] == [")"], tokens[1:]
    if tokens[1:2] == ["WITH"]:
        return f"{tokens[0]} WITH {' '.join(tokens[2:3])}" in allowed, tokens[3:]
    return tokens[0] in allowed, tokens[1:]


def refusals(
    packages: Mapping[str, Package], allowed: frozenset[str], bundled: frozenset[str]
) -> list[tuple[str, str]]:
    """Packages, and libraries in them, whose licence is not allowed, each with that licence."""
    refused = [(p.name, p.licence) for p in packages.values() if not fits(p.licence, allowed)]
    refused += [
        (f"{name} in {p.name}", licence)
        for p in packages.values()
        for name, licence in p.bundled
        if not fits(licence, allowed | bundled)
    ]
    return refused


def bill(packages: Mapping[str, Package]) -> dict[str, Any]:
    """The bill of materials: the project, its components, and what each requires."""
    project = packages[PROJECT]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(project, "application")},
        "components": [_component(p, "library") for p in packages.values() if p is not project],
        "dependencies": [
            {"ref": p.purl, "dependsOn": [packages[name].purl for name in p.requires]}
            for p in packages.values()
        ],
    }


def _component(package: Package, kind: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": kind,
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "licenses": [{"expression": package.licence}] if package.licence else [],
    }
    if package.bundled:
        made["components"] = [
            {"type": "library", "name": name, "licenses": [{"expression": licence}]}
            for name, licence in package.bundled
        ]
    return made


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Licences of what users install.")
    parser.add_argument("--sbom", type=Path, help="write the bill of materials here")
    asked = parser.parse_args(arguments)
    rules = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
    packages = installed(PROJECT, rules["read"])
    refused = refusals(packages, frozenset(rules["allowed"]), frozenset(rules["bundled"]))
    for package in packages.values():
        print(f"{package.name} {package.version}: {package.licence or 'no licence can be read'}")
        for name, licence in package.bundled:
            print(f"  brings {name}: {licence}")
    for name, licence in refused:
        print(
            f"NOT ALLOWED: {name} under {licence or 'a licence that cannot be read'}; allow it in "
            "scripts/licences.toml after reading it, or do without it",
            file=sys.stderr,
        )
    if asked.sbom:
        asked.sbom.parent.mkdir(parents=True, exist_ok=True)
        asked.sbom.write_text(json.dumps(bill(packages), indent=2) + "\n", encoding="utf-8")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

"""Licences of what users install, held against an allow-list, and a bill of materials.

    python scripts/licences.py [--sbom out/sbom.json]

Follows what baclofen requires, and what that requires, through the metadata of the packages
installed beside it; each of its extras too, which the bill marks as optional. What npm gives the
page is read from its lock file. A package without a readable licence, or under one that is not
allowed in scripts/licences.toml, is named, and the exit code is 1; so is an extra that nobody
allowed anything for. Libraries that a wheel brings along are read from the licence files that it
ships, where these list them by name and licence; of a wheel that lists none the bill gives the
names of the files alone. Each data file stands in the bill with where it is from, its terms and
its hash. The bill is CycloneDX 1.6 as JSON, the same for the same packages: no date and no random
number.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
ROOT = HERE.parent
DATA = ROOT / "src/baclofen/knowledge/data"
PROJECT = "baclofen"


@dataclass(frozen=True)
class Package:
    """An installed package: `licence` is an SPDX expression, empty where none can be read.

    `bundled` are libraries inside it, by name and licence (empty where it lists none).
    """

    name: str
    version: str
    licence: str
    requires: tuple[str, ...] = ()
    bundled: tuple[tuple[str, str], ...] = ()
    registry: str = "pypi"
    #: SHA-512 of what the registry gives, where a lock file holds it.
    sha512: str = field(default="", repr=False)

    @property
    def purl(self) -> str:
        return f"pkg:{self.registry}/{self.name}@{self.version}"


def installed(
    root: str, read: Mapping[str, str], extras: Collection[str] = ()
) -> dict[str, Package]:
    """`root` with these extras, and all that it requires here, by name. `read` gives licences."""
    wanted: dict[str, frozenset[str]] = {}
    found: dict[str, Package] = {}
    waiting = [(canonicalize_name(root), frozenset(extras))]
    while waiting:
        name, asked = waiting.pop()
        asked |= wanted.get(name, frozenset())
        if wanted.get(name) == asked:
            continue
        wanted[name] = asked
        needed = {
            canonicalize_name(one.name): frozenset(one.extras)
            for one in map(Requirement, distribution(name).requires or ())
            if one.marker is None
            or any(one.marker.evaluate({"extra": extra}) for extra in ("", *asked))
        }
        found[name] = Package(
            name, version(name), _licence(name, read), tuple(sorted(needed)), _bundled(name)
        )
        waiting += needed.items()
    return dict(sorted(found.items()))


def from_npm(lock: Mapping[str, Any], read: Mapping[str, str]) -> dict[str, Package]:
    """What a wheel carries from npm, by name: all in the lock file that no test alone needs."""
    found = {}
    for place, entry in lock["packages"].items():
        if place and not entry.get("dev"):
            name = place.removeprefix("node_modules/")
            sha = base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()
            licence = _expression(read.get(name) or entry.get("license", ""))
            found[name] = Package(name, entry["version"], licence, registry="npm", sha512=sha)
    return found


def _licence(name: str, read: Mapping[str, str]) -> str:
    told = distribution(name).metadata.get_all("License-Expression", [read.get(name, "")])[0]
    return _expression(told)


def _expression(told: str) -> str:
    try:
        return canonicalize_license_expression(told) if told else ""
    except InvalidLicenseExpression:
        return ""


_LISTED = re.compile(r"^Name: (?P<name>.+)\n(?:(?!Name: ).*\n)*?License: (?P<licence>.+)$", re.M)


def _bundled(name: str) -> tuple[tuple[str, str], ...]:
    """Libraries that the licence files of a package list as `Name:` with `License:`.

    Where they list none, the libraries in its folder `*.libs`, by file and without a licence.
    """
    package = distribution(name)
    files = package.files or ()
    found = {
        (one["name"].strip(), one["licence"].strip())
        for file in files
        if "LICENSE" in file.name.upper() and ".dist-info" in str(file)
        for one in _LISTED.finditer(Path(str(package.locate_file(file))).read_text("utf-8"))
    }
    carried = {(f.name, "") for f in files if f.parts[0].endswith(".libs")}
    return tuple(sorted(found or carried))


def fits(expression: str, allowed: frozenset[str]) -> bool:
    """Whether an SPDX expression can be kept with these licences only.

    Of `A OR B` one must be allowed, of `A AND B` both. A `WITH` exception is not allowed: it
    would have to be listed with its licence.

    >>> fits("MIT AND (GPL-3.0-only OR BSD-3-Clause)", frozenset({"MIT", "BSD-3-Clause"}))
    True
    """
    if expression in allowed:
        return True
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
        if licence and not fits(licence, allowed | bundled)
    ]
    return refused


def bill(
    packages: Mapping[str, Package], optional: Mapping[str, Package], page: Mapping[str, Package]
) -> dict[str, Any]:
    """The bill of materials: the project, its components and data, and what each requires.

    `optional` are packages that only an extra brings, `page` what its wheel carries from npm.
    """
    project = packages[PROJECT]
    every = {**packages, **optional}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(project, "application")},
        "components": [
            *(_component(p, "library") for p in packages.values() if p is not project),
            *({**_component(p, "library"), "scope": "optional"} for p in optional.values()),
            *(_component(p, "library") for p in page.values()),
            *_data(),
        ],
        "dependencies": [
            {"ref": p.purl, "dependsOn": [every[name].purl for name in p.requires]}
            for p in every.values()
            if p is not project
        ]
        + [
            {
                "ref": project.purl,
                "dependsOn": [every[name].purl for name in project.requires]
                + [p.purl for p in page.values()],
            }
        ],
    }


def _component(package: Package, kind: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": kind,
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "licenses": _known(package.licence),
    }
    if package.sha512:
        made["hashes"] = [{"alg": "SHA-512", "content": package.sha512}]
    if package.bundled:
        made["components"] = [
            {"type": "library", "name": name, "licenses": _known(licence)}
            for name, licence in package.bundled
        ]
    return made


def _known(licence: str) -> list[dict[str, str]]:
    return [{"expression": licence}] if licence else []


def _data() -> list[dict[str, Any]]:
    """Each file of knowledge, with its origin and terms as origins.toml gives them."""
    origins = tomllib.loads((DATA / "origins.toml").read_text(encoding="utf-8"))
    made = []
    for path in sorted(p for p in DATA.rglob("*") if p.is_file()):
        name = path.relative_to(DATA).as_posix()
        origin = origins.get(name) or next(o for n, o in origins.items() if fnmatch(name, n))
        made.append(
            {
                "type": "data",
                "bom-ref": f"data:{name}",
                "name": name,
                "description": origin["from"],
                "licenses": [{"license": {"name": origin["terms"]}}],
                "hashes": [
                    {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}
                ],
            }
        )
    return made


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Licences of what users install.")
    parser.add_argument("--sbom", type=Path, help="write the bill of materials here")
    asked = parser.parse_args(arguments)
    rules = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
    allowed, bundled = frozenset(rules["allowed"]), frozenset(rules["bundled"])
    packages = installed(PROJECT, rules["read"])
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    page = from_npm(lock, rules["read"])
    refused = refusals(packages, allowed, bundled) + refusals(page, allowed, bundled)
    optional: dict[str, Package] = {}
    for extra in distribution(PROJECT).metadata.get_all("Provides-Extra", []):
        if extra not in rules["extras"]:
            refused.append((f"the extra {extra}", "no rule of [extras]"))
            continue
        try:
            brought = installed(PROJECT, rules["read"], [extra])
        except PackageNotFoundError as gap:
            parser.error(f"{gap.name} of the extra {extra} is not installed here: run make setup")
        packages[PROJECT] = _joined(packages[PROJECT], brought[PROJECT])
        more = {name: p for name, p in brought.items() if name not in packages}
        refused += refusals(more, allowed | frozenset(rules["extras"][extra]), bundled)
        optional |= more
    for package in (*packages.values(), *page.values(), *optional.values()):
        only = " (with an extra)" if package.name in optional else ""
        print(f"{package.name} {package.version}{only}: {package.licence or 'cannot be read'}")
        for name, licence in package.bundled:
            print(f"  brings {name}: {licence or 'its wheel lists no licence for it'}")
    for name, licence in refused:
        print(
            f"NOT ALLOWED: {name} under {licence or 'a licence that cannot be read'}; allow it in "
            "scripts/licences.toml after reading it, or do without it",
            file=sys.stderr,
        )
    if asked.sbom:
        asked.sbom.parent.mkdir(parents=True, exist_ok=True)
        made = json.dumps(bill(packages, optional, page), indent=2)
        asked.sbom.write_text(made + "\n", encoding="utf-8")
    return 1 if refused else 0


def _joined(one: Package, other: Package) -> Package:
    return replace(one, requires=tuple(sorted({*one.requires, *other.requires})))


if __name__ == "__main__":
    sys.exit(main())

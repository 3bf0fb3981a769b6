"""The table of ASVS 5.0 to level 2: each requirement once, met where it says, or said not to be.
And the inventory of keys and algorithms, of every file that uses one."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs/security/asvs.csv"
INVENTORY = ROOT / "docs/security/cryptography.csv"
#: What hashes, seals, signs, or makes what nobody guesses.
_USED = re.compile(
    r"^\s*(?:import|from) (?:argon2|cryptography|hashlib|hmac|jwt|secrets|ssl)\b", re.MULTILINE
)
#: Of ASVS 5.0.0 so many requirements are of level 1, and so many more of level 2.
_OF_LEVEL = {"1": 70, "2": 183}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_requirement_stands_once_and_in_order() -> None:
    found = [tuple(int(n) for n in row["requirement"].split(".")) for row in rows()]
    assert found == sorted(set(found))
    assert Counter(row["level"] for row in rows()) == _OF_LEVEL


def test_each_is_met_not_applicable_or_open_and_says_why() -> None:
    for row in rows():
        assert row["status"] in ("met", "not applicable", "open"), row
        assert row["because"] or row["where"], row


def test_where_something_is_met_is_there() -> None:
    for row in rows():
        if row["where"]:
            assert (ROOT / row["where"]).exists(), row


def test_what_is_open_is_counted_in_the_docs() -> None:
    counts = Counter(row["status"] for row in rows())
    page = (ROOT / "docs/how-to/run-the-pages.md").read_text("utf-8")
    told = f"{counts['met']} met, {counts['not applicable']} not applicable, {counts['open']} open"
    assert told in page


def test_every_file_that_uses_a_key_or_a_digest_is_in_the_inventory() -> None:
    with INVENTORY.open(encoding="utf-8", newline="") as file:
        named = list(csv.DictReader(file))
    assert all(row["what"] and row["algorithm"] and row["protects"] for row in named)
    assert not [row for row in named if None in row or None in row.values()]
    source = ROOT / "src/baclofen"
    using = {
        f"{path.relative_to(ROOT)}"
        for path in source.rglob("*.py")
        if _USED.search(path.read_text("utf-8"))
    }
    assert using == {row["where"] for row in named}

"""Predicts every published figure of a target file, and says how near each came.

    python -m tests.peers.targets FILE

prints one line a target: id, observed, predicted, ratio, on scores the difference in
points, and the verdict. What the file asks and this cannot express is named, and is a
failure: the exit code is then 1, else 0. The last line counts.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from baclofen.errors import InputRefused
from baclofen.knowledge import load_knowledge
from baclofen.qualification import Result, judge, read_target


def read_file(path: Path) -> list[Mapping[str, Any]]:
    """The entries of a target file in YAML."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = content["targets"] if isinstance(content, dict) else content
    return list(entries)


def judged(raw: Mapping[str, Any]) -> Result | str:
    """A result, or the line of a target that cannot be expressed."""
    try:
        target = read_target(raw)
    except InputRefused as gap:
        return f"{raw.get('id', '?'):32} not expressed: {gap}"
    return judge(target, load_knowledge())


def main(path: Path) -> int:
    """Print all; 1 if some could not be expressed."""
    results = [judged(raw) for raw in read_file(path)]
    print(f"{'id':32} {'observed':>16} {'predicted':>10} {'ratio':>7}")
    for result in results:
        print(result if isinstance(result, str) else result.line)
    good = [r for r in results if isinstance(r, Result) and not r.problem]
    near, twice = (sum(r.within(fold) for r in good) for fold in (1.25, 2.0))
    print(f"{near} within 1.25, {twice} within 2, of {len(results)}")
    return int(len(good) < len(results))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

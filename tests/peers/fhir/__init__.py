"""Independent readers of FHIR R4, and who signs people in before one: from npm, for tests alone.

They are installed beside this file, from a lock file with hashes, when a test first wants them.
Where npm or node are not there, or nothing can be fetched, that is the reason of a skip.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: What is fetched once may take so long, in seconds; what is fetched and run is given as long.
_PATIENCE = 300
#: Installed a second time where the first is not whole.
_TRIES = 2


@cache
def lacking() -> str:
    """Why the tools of npm cannot be used here; empty where they can.

    One process installs at a time: two at once take each other's files away, and what is left
    loads, and then finds nothing.
    """
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            return f"{tool} is not on this machine"
    with (HERE / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        reason = _not_whole()
        for _ in range(_TRIES):
            if reason:
                reason = _installed() or _not_whole()
    return reason


def _not_whole() -> str:
    got = subprocess.run(
        ["node", "whole.mjs"], check=False, cwd=HERE, capture_output=True, text=True,
        timeout=_PATIENCE,
    )  # fmt: skip
    if got.returncode == 0:
        return ""
    return f"what npm brought is not whole: {got.stderr.strip()[-200:]}"


def _installed() -> str:
    """Why npm could not bring them; empty where it did."""
    try:
        subprocess.run(
            ["npm", "ci", "--ignore-scripts"], cwd=HERE, check=True, capture_output=True,
            text=True, timeout=_PATIENCE,
        )  # fmt: skip
    except subprocess.CalledProcessError as gap:
        lines = [line for line in gap.stderr.splitlines() if line.strip()]
        return f"npm ci failed: {lines[0] if lines else gap.returncode}"
    except subprocess.TimeoutExpired:
        return f"npm ci took more than {_PATIENCE} s"
    return ""


def medplum_issues(resources: Iterable[dict[str, Any]]) -> list[list[str]]:
    """What Medplum's validator has against each resource; an empty list is none."""
    lines = "".join(json.dumps(one) + "\n" for one in resources)
    got = subprocess.run(
        ["node", "validate.mjs"], cwd=HERE, input=lines, capture_output=True, text=True,
        check=True, timeout=_PATIENCE,
    )  # fmt: skip
    return [json.loads(line) for line in got.stdout.splitlines()]

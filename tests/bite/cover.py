"""Which tests run which lines, and how long each takes: one run of the tests, kept by the text.

Loaded by pytest (`-p tests.bite.cover`) in that run; `line_map` makes or reads the map.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from baclofen.value import Value
from tests.bite.tree import OPTIONS, copied, surroundings

#: Tests of other rooms, of texts that nothing runs, and laws on thousands of people: these see
#: much, and take too long to be run for each fault.
LEFT_OUT = (
    "tests/calibration", "tests/peers", "tests/fuzz", "tests/house", "tests/knowledge",
    "tests/laws", "tests/unit/engine", "tests/unit/evidence", "tests/unit/model",
    "tests/unit/native", "tests/unit/service", "tests/unit/store", "tests/unit/synthesis",
    "tests/unit/simulation", "tests/unit/qualification", "tests/unit/drawing",
    "src/baclofen/engine", "src/baclofen/synthesis", "src/baclofen/evidence",
    "src/baclofen/model", "src/baclofen/native", "src/baclofen/service", "src/baclofen/store",
    "src/baclofen/simulation", "src/baclofen/qualification",
)  # fmt: skip
#: The tests that ask each room for each name that it offers.
NAMES = "tests/bite/test_names.py::"
#: How many runs make the map, and where each is told what to measure and where to write it.
_AT_ONCE = 2
_SOURCE, _OUT = "BITE_SOURCE", "BITE_OUT"


class LineMap(Value):
    """Tests by number: their names and seconds; what loading each file of tests takes; and by file
    and line the tests that run it."""

    tests: tuple[str, ...]
    seconds: tuple[float, ...]
    loading: dict[str, float]
    lines: dict[str, dict[int, tuple[int, ...]]]

    def running(self, file: str, line: int) -> tuple[int, ...]:
        """The tests that run this line. A line that is run on loading is run by whoever first
        looks at its file: every test that runs anything of the file counts."""
        of_file = self.lines.get(file, {})
        if (own := of_file.get(line)) and len(own) > 1:
            return own
        found = {test for tests in of_file.values() for test in tests}
        if file.endswith("__init__.py"):
            # A room's door is run once, on loading: of its names tests look.
            found |= self._named(NAMES)
        if not found:
            # What loading alone runs is a table; what is made of it is kept.
            found = self._named("tests/golden/")
        return tuple(sorted(found))

    def _named(self, start: str) -> set[int]:
        return {n for n, test in enumerate(self.tests) if test.startswith(start)}


def line_map(root: Path, rooms: Sequence[str], cache: Path) -> LineMap:
    """The map of this text: as it was kept, else made anew (some minutes)."""
    kept = cache / f"map-{_digest(root)}.json"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            shares = [files_run(root)[at::_AT_ONCE] for at in range(_AT_ONCE)]
            parts = pool.map(partial(_measured, root, rooms), shares)
            kept.write_text(json.dumps(joined(list(parts))), encoding="utf-8")
    raw = json.loads(kept.read_text(encoding="utf-8"))
    for name in raw["blinding"]:
        print(f"takes the measure of lines away, and gives none back: {name}", flush=True)
    for name in raw["failed"]:
        print(f"fails without any fault, and is left out: {name}", flush=True)
    lines = {
        file: {int(line): tuple(tests) for line, tests in by_line.items()}
        for file, by_line in raw["lines"].items()
    }
    return LineMap(tuple(raw["tests"]), tuple(raw["seconds"]), raw["loading"], lines)


def files_run(root: Path) -> list[str]:
    """Every file of tests that is run for a fault, the largest first."""
    found = [
        path for pattern in ("tests/**/test_*.py", "src/**/*.py") for path in root.glob(pattern)
        if not path.relative_to(root).as_posix().startswith(LEFT_OUT)
        # Of the source those that have examples.
        and (pattern.startswith("tests") or ">>> " in path.read_text(encoding="utf-8"))
    ]  # fmt: skip
    found.sort(key=lambda path: (-path.stat().st_size, path))
    return [path.relative_to(root).as_posix() for path in found]


def _measured(root: Path, rooms: Sequence[str], files: Sequence[str]) -> dict[str, Any]:
    """What a run of these tests wrote down of itself, in a process of its own."""
    with copied(root) as copy:
        out = copy / "map.json"
        told = {**surroundings(copy), _OUT: str(out), _SOURCE: " ".join(rooms)}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.bite.cover", *OPTIONS]
        done = subprocess.run(
            [*command, *files], cwd=copy, env=told, check=False, capture_output=True, text=True
        )
        if not out.exists():
            print(done.stdout[-4000:], done.stderr[-4000:], sep="\n")
            raise SystemExit("The tests did not run to their end: no fault is put in.")
        made: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return made


def joined(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several runs as one: the tests of each are numbered on from those before."""
    whole: dict[str, Any] = {
        "failed": [],
        "blinding": [],
        "tests": [],
        "seconds": [],
        "loading": {},
        "lines": {},
    }
    for part in parts:
        before = len(whole["tests"])
        for file, by_line in part["lines"].items():
            own = whole["lines"].setdefault(file, {})
            for line, tests in by_line.items():
                own.setdefault(line, []).extend(before + test for test in tests)
        for name in ("failed", "blinding", "tests", "seconds"):
            whole[name] += part[name]
        whole["loading"] |= part["loading"]
    return whole


def _digest(root: Path) -> str:
    made = hashlib.sha256()
    for folder in ("src", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                made.update(path.relative_to(root).as_posix().encode())
                made.update(path.read_bytes())
    return made.hexdigest()[:16]


# --- in the run that is measured --------------------------------------------------------

_seconds: dict[str, float] = {}
_loading: dict[str, float] = {}
_failed: set[str] = set()
_blinding: set[str] = set()
_coverage: Any = None


def pytest_configure(config: pytest.Config) -> None:
    global _coverage
    if _OUT not in os.environ:
        return
    import coverage  # type: ignore[import-not-found,unused-ignore]

    import baclofen

    src = Path(baclofen.__file__).parent
    _coverage = coverage.Coverage(
        data_file=None, config_file=False,
        source=[str(src / room) for room in os.environ[_SOURCE].split()],
    )  # fmt: skip
    _coverage.start()


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    began = time.process_time()
    yield
    file = collector.nodeid.split("::")[0]
    _loading[file] = _loading.get(file, 0.0) + time.process_time() - began


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if _coverage is not None:
        _coverage.switch_context(item.nodeid)
    measure = sys.gettrace()
    began = time.process_time()
    yield
    # Of the processor, not of the clock: others may be at work beside it.
    _seconds[item.nodeid] = time.process_time() - began
    if _coverage is not None:
        _coverage.switch_context("")
        if sys.gettrace() is not measure:
            # Every test behind it would run no line, and see no fault.
            _blinding.add(item.nodeid)
            sys.settrace(measure)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if _coverage is None or exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return
    import baclofen

    _coverage.stop()
    src = Path(baclofen.__file__).parent
    data = _coverage.get_data()
    tests = sorted(set(_seconds) - _failed)
    number = {name: at for at, name in enumerate(tests)}
    lines: dict[str, dict[int, list[int]]] = {}
    for file in sorted(data.measured_files()):
        by_line = data.contexts_by_lineno(file)
        lines[Path(file).relative_to(src).as_posix()] = {
            line: sorted(number[name] for name in names if name in number)
            for line, names in sorted(by_line.items())
        }
    content = {
        "failed": sorted(_failed),
        "blinding": sorted(_blinding),
        "tests": tests,
        "seconds": [_seconds[name] for name in tests],
        "loading": _loading,
        "lines": lines,
    }
    Path(os.environ[_OUT]).write_text(json.dumps(content), encoding="utf-8")

"""Which tests take long, by what they took of a processor: a busy machine's clock is no measure.

    python -m tests.long            runs what `make check` may run, and writes tests/long.csv anew
    python -m tests.long FILE...    the same of some files or folders; what it says of others stays

`make check` leaves out what `long.csv` names (`pytest -p tests.long`): a test function with a case
above `_MOST_S`; and all that a browser does, whose seconds are counted when it ends. Of a function
with many cases it tries some from all along the list. All of it
takes half an hour: when `make check` has become slow. A file that has become quicker, or slower, is
written alone.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from tests.size import QUICK

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("long.csv")
#: What `make check` looks through.
CHECKED = ("tests/unit", "tests/bite", "tests/knowledge", "tests/house", "src")
#: A test may take so much of one processor, in seconds, and be run at every check.
_MOST_S = 0.3
#: At most so many cases of one function are run at every check; `make test` runs all.
_CASES = 12
#: Seconds of a processor, by file and name.
Took = dict[tuple[str, str], float]


def name_of(item: pytest.Item) -> tuple[str, str]:
    """The file of a test and the name of its function, whatever the case."""
    return item.nodeid.split("::")[0], getattr(item, "originalname", None) or item.name


def long_ones() -> Took:
    """The seconds of each test that is left out, by its file and name."""
    with KEPT.open(encoding="utf-8", newline="") as lines:
        return {(row["file"], row["test"]): float(row["cpu_s"]) for row in csv.DictReader(lines)}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `-p tests.long` what takes long is left out."""
    named = long_ones()
    left_out = [item for item in items if name_of(item) in named or _in_browser(item)]
    gone = set(left_out)
    cases: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(name_of(item), []).append(item)
    for of_one in cases.values():
        kept = set(of_one[:: -(-len(of_one) // _CASES)])
        left_out += [item for item in of_one if item not in kept and item not in gone]
    gone.update(left_out)
    items[:] = [item for item in items if item not in gone]
    config.hook.pytest_deselected(items=left_out)


def _in_browser(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


class _Watch:
    """Adds up what each test takes, setting up included, in this process and those it started."""

    def __init__(self) -> None:
        self.took: Took = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        before = sum(os.times()[:4])
        result = yield
        took = sum(os.times()[:4]) - before
        name = name_of(item)
        self.took[name] = max(took, self.took.get(name, 0.0))
        return result


def main(asked: Sequence[str]) -> int:
    """Runs them, one after the other, and writes the list. Ends with pytest's code."""
    os.environ[QUICK] = "1"
    watch = _Watch()
    ran = asked or CHECKED
    code = pytest.main(["-p", "no:xdist", "-k", "not jax", *ran], plugins=[watch])
    if code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        _write({**_of_others(long_ones(), ran), **watch.took})
    return int(code)


def _of_others(named: Took, ran: Sequence[str]) -> Took:
    """What is named of files that did not run, and are still there."""
    folders = [Path(one) for one in ran]
    return {
        (file, test): seconds
        for (file, test), seconds in named.items()
        if (ROOT / file).is_file() and not any(Path(file).is_relative_to(one) for one in folders)
    }


def _write(took: Took) -> None:
    with KEPT.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("file", "test", "cpu_s"))
        for (file, test), seconds in sorted(took.items()):
            if seconds > _MOST_S:
                rows.writerow((file, test, f"{seconds:.1f}"))


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))

"""The faults that are put in: each kind is found, changes what it says, and is still Python."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import baclofen
from tests.bite.__main__ import equivalents, kept_faults
from tests.bite.cover import LineMap, joined
from tests.bite.operators import all_faults, drawn, faults_in, fields_of
from tests.bite.plant import replaced, stages

SRC = Path(baclofen.__file__).parent
TEXT = b'''"""A text is no fault, nor is 3 in it."""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    x: int = 3


class Range(Value, kw_only=True):
    low: float
    high: float
    name: str


def f(a: Range, b: float = 2.5, *, only: bool = True) -> tuple[float, ...]:
    if a.low <= b < a.high and not only:
        raise ValueError(f"{a.low + 1} of {b}")
    return (min(a.low, -b), b - 1.0)


WHY = ("A-1", "B-2", "C-3")
PAIR = ("A-1", "B-2")
'''
FIELDS = fields_of([TEXT])


def found(kind: str) -> set[tuple[str, str]]:
    faults = [f for f in faults_in("x.py", TEXT, FIELDS) if f.kind == kind]
    for fault in faults:
        planted = fault.planted(TEXT)
        assert planted != TEXT
        ast.parse(planted)
        assert TEXT.splitlines()[fault.line - 1].strip().decode() == fault.text
    return {(f.before, f.after) for f in faults}


def test_each_kind_of_fault_is_found() -> None:
    assert found("comparison") == {("<=", "<"), ("<=", ">="), ("<", "<="), ("<", ">")}
    assert found("and-or") == {("and", "or")}
    assert found("not") == {("not ", "")}
    assert found("min-max") == {("min", "max")}
    assert found("true-false") == {("True", "False")}
    assert found("constant") == {("2.5", "3.5"), ("1.0", "2.0")}
    assert found("sign") == {("-", "+"), ("-", "")}
    assert found("field") == {("low", "high"), ("high", "low")}
    assert found("left out") == {
        ('"A-1", ', ""), ('"B-2", ', ""), (', "C-3"', ""), ('"A-1", ', ""),
    }  # fmt: skip


def test_a_guard_of_who_calls_is_no_place_for_a_fault() -> None:
    """`kw_only` and `strict` change no value that a call gives, as an assertion changes none."""
    places = [f.text for f in faults_in("x.py", TEXT, FIELDS) if f.kind == "true-false"]
    assert places == ["def f(a: Range, b: float = 2.5, *, only: bool = True) -> tuple[float, ...]:"]


def test_a_lot_is_the_same_for_a_seed_and_takes_every_kind() -> None:
    faults = all_faults(SRC, ["regimen"])
    one, again, other = (drawn(faults, SRC, 40, seed) for seed in (1, 1, 2))
    assert len(one) == 40
    assert one == again != other
    assert len({f.kind for f in one}) == 9


def test_the_faults_that_lived_still_have_their_place_and_a_test() -> None:
    """Where the text moved on, the fault is written anew in survivors.toml."""
    kept = kept_faults(SRC)
    assert len(kept) >= 31
    root = Path(__file__).parents[2]
    for fault, parts in kept:
        assert fault.planted((SRC / fault.file).read_bytes()) != (SRC / fault.file).read_bytes()
        assert all((root / test).is_file() for tests in parts for test in tests)


def test_every_equivalent_still_stands_in_its_file_and_has_a_reason() -> None:
    for one in equivalents():
        lines = [line.strip() for line in (SRC / one.file).read_text("utf-8").splitlines()]
        assert one.line in lines, one
        assert one.before in one.line
        assert len(one.reason) > 10


def test_a_line_that_runs_on_loading_is_seen_by_all_who_run_its_file() -> None:
    known = LineMap(("a", "b", "c"), (1.0, 0.1, 30.0), {}, {"x.py": {1: (), 2: (0, 2), 3: (1,)}})
    assert known.running("x.py", 2) == (0, 2)
    assert known.running("x.py", 1) == (0, 1, 2)
    assert known.running("y.py", 1) == ()


def test_the_cheapest_tests_of_the_room_come_first_and_dear_ones_last() -> None:
    names = ("tests/spec/a.py::a", "tests/unit/x/b.py::b", "tests/unit/x/c.py::c", "tests/d.py::d")
    known = LineMap(names, (0.1, 1.0, 5.0, 0.2), {"tests/d.py": 2.9}, {})
    assert stages((0, 1, 2, 3), known, "x") == ((names[1],), (names[0],), (names[2],), (names[3],))
    dear = LineMap(("tests/unit/x/b.py::b",), (60.0,), {}, {})
    assert stages((0,), dear, "x") == (("tests/unit/x/b.py::b",),)


def test_maps_of_two_runs_are_one() -> None:
    def part(name: str) -> dict[str, Any]:
        lines = {"x.py": {"1": [0]}}
        return {"failed": [], "blinding": [f"{name}!"], "tests": [name], "seconds": [1.0],
                "loading": {name: 0.5}, "lines": lines}  # fmt: skip

    assert joined([part("a"), part("b")]) == {
        "failed": [], "blinding": ["a!", "b!"], "tests": ["a", "b"], "seconds": [1.0, 1.0],
        "loading": {"a": 0.5, "b": 0.5}, "lines": {"x.py": {"1": [0, 1]}},
    }  # fmt: skip


def test_a_changed_file_is_younger_than_what_was_compiled_of_it(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(b"a = 1 < 2")
    before = path.stat().st_mtime
    replaced(path, b"a = 1 > 2")
    assert path.stat().st_mtime >= before + 2

"""`python -m tests.peers.events FILE`: every case of a file of event-handling references.

A file holds small models, NM-TRAN style tables and the answers of mrgsolve 2.0.2; see
`data/README.md`. Cases of which the file itself says that engines differ are printed and
not counted. Exit code 0 only if all counted cases hold.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from baclofen.engine import Event, Flow, Graph, Input, Program, compile_program, run
from baclofen.engine.execute import Executor
from baclofen.errors import BaclofenError
from baclofen.exchange.nmtran import parse_nmtran
from tests.tolerances import PEER_EVENTS, PEER_STEADY, Tolerance

DATA = Path(__file__).parent / "data" / "events.json"

_GUT = Input("GUT", F="F1*(1 + COVF)", lag="LAG1", duration="D1", rate="R1")
_CENT = Input("CENT", F="F1", lag="LAG1", duration="D1", rate="R1")
_WAYS = {"F1": "1", "LAG1": "h", "D1": "h", "R1": "mg/h"}

MODELS: Mapping[str, tuple[Graph, Mapping[str, float]]] = {
    "oral1": (
        Graph(
            {"GUT": "mg", "CENT": "mg"},
            {"KA": "1/h", "CL": "L/h", "V": "L", "WT": "kg", "CRCL": "mL/min", "COVF": "1",
             "WT0": "kg", "CRCL0": "mL/min", **_WAYS},
            [Flow("GUT", "CENT", "KA"),
             Flow("CENT", None, "CL*(WT/WT0)**0.75*(CRCL/CRCL0)/V")],
            {"oral": _GUT, "iv": _CENT},
            {"CP": "CENT/V"},
        ),
        {"KA": 1.2, "CL": 10, "V": 50, "F1": 1, "LAG1": 0, "D1": 0, "R1": 0, "WT": 70,
         "CRCL": 100, "COVF": 0, "WT0": 70, "CRCL0": 100},
    ),
    "iv2": (
        Graph(
            {"CENT": "mg", "PERI": "mg"},
            {"CL": "L/h", "V1": "L", "Q": "L/h", "V2": "L", **_WAYS},
            [Flow("CENT", None, "CL/V1"), Flow("CENT", "PERI", "Q/V1"),
             Flow("PERI", "CENT", "Q/V2")],
            {"iv": _CENT, "peri": "PERI"},
            {"CP": "CENT/V1"},
        ),
        {"CL": 10, "V1": 30, "Q": 6, "V2": 45, "F1": 1, "LAG1": 0, "D1": 0, "R1": 0},
    ),
    "mm": (
        Graph(
            {"GUT": "mg", "CENT": "mg"},
            {"VM": "mg/h", "KM": "mg/L", "V": "L", "KA": "1/h"},
            [Flow("GUT", "CENT", "KA"), Flow("CENT", None, "VM/(KM + CENT/V)/V")],
            {"oral": "GUT", "iv": "CENT"},
            {"CP": "CENT/V"},
        ),
        {"VM": 15, "KM": 0.3, "V": 40, "KA": 1.5},
    ),
    "it": (
        Graph(
            {"CSF": "mcg", "CORD": "mcg", "PLAS": "mcg"},
            {"QCSF": "L/h", "VCSF": "L", "KEL": "1/h", "KCP": "1/h", "VP": "L", "CLP": "L/h",
             "KPC": "1/h"},
            [Flow("CSF", "PLAS", "QCSF/VCSF"), Flow("CSF", "CORD", "KCP"),
             Flow("CORD", "CSF", "KPC"), Flow("CORD", "PLAS", "KEL"),
             Flow("PLAS", None, "CLP/VP")],
            {"csf": "CSF", "cord": "CORD", "plasma": "PLAS"},
            {"CP": "CSF/VCSF"},
        ),
        {"QCSF": 0.02, "VCSF": 0.03, "KEL": 0.15, "KCP": 0.05, "VP": 70, "CLP": 10, "KPC": 0.02},
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One case: its largest miss, as a part of what is allowed, or why it could not run."""

    id: str
    title: str
    miss: float
    trouble: str = ""
    is_counted: bool = True

    @property
    def holds(self) -> bool:
        return not self.trouble and self.miss <= 1.0

    def __str__(self) -> str:
        if not self.is_counted:
            word = "defined otherwise" + (" (agrees)" if self.holds else "")
        else:
            word = "ok" if self.holds else "FAILED"
        detail = self.trouble or f"{self.miss:.1e} of the tolerance"
        return f"{self.id:6} {word:27} {detail:24} {self.title}"


def run_case(case: Mapping[str, Any], executor: Executor | None = None) -> Outcome:
    """Runs one case and compares every value at every observation row."""
    counted = not case["implementation_defined"]
    try:
        miss = max(_misses(case, executor), default=0.0)
    except BaclofenError as error:
        return Outcome(case["id"], case["title"], np.inf, str(error), counted)
    return Outcome(case["id"], case["title"], miss, "", counted)


def program_of(case: Mapping[str, Any], events: tuple[Event, ...]) -> Program:
    """The program of one ID of a case."""
    graph, _ = MODELS[case["model"]]
    settings = case["settings"]
    return compile_program(
        graph,
        events,
        nocb=settings["nocb"],
        additional_first=settings["recsort"] in (1, 3),
    )


@dataclass(frozen=True)
class Asked:
    """What a case asks of one ID: a program, its parameters and the outputs to read."""

    id: str
    program: Program
    parameters: Mapping[str, float]
    outputs: list[str]


def asked_of(case: Mapping[str, Any]) -> list[Asked]:
    """What a case asks of each of its IDs."""
    graph, typical = MODELS[case["model"]]
    data = case["data"]
    names = [name if name in typical else name.upper() for name in data]
    rows = zip(*data.values(), strict=True)
    table = "\n".join([",".join(names), *(",".join(repr(v) for v in row) for row in rows)])
    readable = [name for name in case["output"] if name not in ("ID", "time")]
    given = {**typical, **case["param"]}
    return [
        Asked(subject.id, program_of(case, subject.events), given, readable)
        for subject in parse_nmtran(table, graph)
    ]


def _misses(case: Mapping[str, Any], executor: Executor | None) -> list[float]:
    output = case["output"]
    tolerance: Tolerance = PEER_STEADY if "ss" in case["tags"] else PEER_EVENTS
    wanted_ids = np.array(output["ID"], dtype=float)
    misses = []
    for asked in asked_of(case):
        course = run(asked.program, asked.parameters, asked.outputs, executor=executor)
        own = wanted_ids == float(asked.id)
        for name in asked.outputs:
            wanted = np.array(output[name], dtype=float)[own]
            allowed = tolerance["atol"] + tolerance["rtol"] * np.abs(wanted)
            misses.append(float((np.abs(course[name][:, 0] - wanted) / allowed).max()))
    return misses


def main(arguments: list[str]) -> int:
    """Prints a line a case and the count; 0 if all that count hold, 1 if not, 2 if no file."""
    if len(arguments) != 1:
        print("usage: python -m tests.peers.events FILE", file=sys.stderr)
        return 2
    try:
        cases = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{arguments[0]} is not a file of cases: {error}", file=sys.stderr)
        return 2
    outcomes = []
    try:
        for case in cases:
            outcomes.append(run_case(case))
            print(outcomes[-1])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        print(f"{arguments[0]} has a case of another form: {error!r}", file=sys.stderr)
        return 2
    counted = [o for o in outcomes if o.is_counted]
    failed = sum(not o.holds for o in counted)
    print(f"{len(counted) - failed} passed, {failed} failed")
    return 1 if failed or not counted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.peers.map DATA REFERENCE [EXECUTOR]`: modes of patients against a reference.

DATA is an NM-TRAN table of concentrations, REFERENCE each patient's etas and objective at
the optimum; the model is W2's (see `data/README.md`). Exit code 0 only if every patient's
objective is the reference's, or lower.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from baclofen.engine import Flow, Graph, compile_program
from baclofen.engine.execute import Executor
from baclofen.engine.mode import Mode, find_mode
from baclofen.engine.readings import Residual
from baclofen.errors import BaclofenError
from baclofen.exchange.nmtran import Subject, read_nmtran
from tests.tolerances import MAP_OBJECTIVE

DATA = Path(__file__).parent / "data"

GRAPH = Graph(
    {"T1": "mg", "T2": "mg", "T3": "mg", "CENT": "mg", "PERI": "mg"},
    {"KTR": "1/h", "CL": "L/h", "V1": "L", "Q": "L/h", "V2": "L"},
    [Flow("T1", "T2", "KTR"), Flow("T2", "T3", "KTR"), Flow("T3", "CENT", "KTR"),
     Flow("CENT", None, "CL/V1"), Flow("CENT", "PERI", "Q/V1"), Flow("PERI", "CENT", "Q/V2")],
    {"oral": "T1", "iv": "CENT"},
    {"CP": "CENT/V1"},
)  # fmt: skip
TYPICAL = {"KTR": 4.0, "CL": 11.6, "V1": 50.0, "Q": 8.0, "V2": 22.8}
OMEGA = {"KTR": 0.1936**0.5, "CL": 0.0441**0.5, "V1": 0.0484**0.5, "Q": 0.0625**0.5,
         "V2": 0.0484**0.5}  # fmt: skip
RESIDUAL = Residual(proportional=0.0225**0.5, additive=0.000025**0.5)


@dataclass(frozen=True)
class Fit:
    """One patient: etas and objective found, and the data's silence."""

    eta: tuple[float, ...]
    objective: float
    hardly_informed: tuple[str, ...]
    converged: bool


def fit_all(subjects: tuple[Subject, ...], executor: Executor | None = None) -> dict[str, Fit]:
    """Everyone's mode; those with the same events are fitted together."""
    alike: defaultdict[object, list[Subject]] = defaultdict(list)
    for subject in subjects:
        alike[str(subject.events)].append(subject)
    found: dict[str, Fit] = {}
    for group in alike.values():
        program = compile_program(GRAPH, group[0].events)
        seen = np.array(
            [[np.nan if y is None else y for y in s.observed] for s in group], dtype=float
        ).T
        mode: Mode = find_mode(program, TYPICAL, OMEGA, seen, output="CP", residual=RESIDUAL,
                               executor=executor)  # fmt: skip
        silent = mode.hardly_informed
        for i, subject in enumerate(group):
            found[subject.id] = Fit(
                tuple(mode.eta[i].tolist()),
                float(mode.objective[i]),
                silent[i],
                bool(mode.converged[i]),
            )
    return found


def read_reference(path: Path) -> dict[str, Mapping[str, float]]:
    """Each ID's row of a reference table."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["ID"]: {k: float(v) for k, v in row.items()} for row in csv.DictReader(file)}


def main(arguments: list[str]) -> int:
    """Prints what differs and the count; 0 if all hold, 1 if not, 2 if a file cannot be used."""
    if len(arguments) not in (2, 3) or arguments[2:] not in ([], ["numpy"], ["c"]):
        print("usage: python -m tests.peers.map DATA REFERENCE [numpy or c]", file=sys.stderr)
        return 2
    try:
        subjects = read_nmtran(arguments[0], GRAPH).subjects
        reference = read_reference(Path(arguments[1]))
        if not reference or any("objective" not in row for row in reference.values()):
            raise ValueError("the reference has no objective")
    except (OSError, ValueError, KeyError, TypeError, BaclofenError) as error:
        print(f"cannot be compared: {error}", file=sys.stderr)
        return 2
    start = time.process_time()
    fits = fit_all(subjects, "c" if arguments[2:] == ["c"] else None)
    spent_ms = (time.process_time() - start) * 1000 / max(len(fits), 1)
    passed = failed = 0
    largest_eta = 0.0
    for id, wanted in reference.items():
        if id not in fits:
            print(f"{id}: not in the data")
            failed += 1
            continue
        above = fits[id].objective - wanted["objective"]
        etas = [wanted.get(f"ETA_{name}", np.nan) for name in OMEGA]
        largest_eta = max(largest_eta, float(np.nanmax(np.abs(np.array(fits[id].eta) - etas))))
        holds = above <= MAP_OBJECTIVE["atol"] and fits[id].converged
        passed, failed = passed + holds, failed + (not holds)
        if not holds or above < -MAP_OBJECTIVE["atol"]:
            word = "lower than the reference" if holds else "FAILED"
            print(f"{id}: objective {fits[id].objective:.6f}, {above:+.2e} from it: {word}")
    silent = [sum(name in fit.hardly_informed for fit in fits.values()) for name in OMEGA]
    shown = ", ".join(f"{n} {s / len(fits):.0%}" for n, s in zip(OMEGA, silent, strict=True))
    print(f"hardly informed by the data, of the patients: {shown}")
    print(f"{spent_ms:.2f} CPU ms a patient with curvature; etas within {largest_eta:.1e}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

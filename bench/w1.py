"""W1: a benchmark model of eight states, two of them not linear, four weeks of doses.

Its constants and reference trajectories are in `tests/peers/data`: they test an engine, and
describe no drug.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Drive, Event, Flow, Graph, Program, Turnover, Window, compile_program

Numbers = NDArray[np.float64]

FIXED = {"KP": 0.12, "HILL": 1.2, "KINT": 0.01, "KTOL": 0.01, "EMAX": 1.0, "T50": 0.5}
TYPICAL = {"KTR": 4.0, "CL": 11.6, "V1": 50.0, "Q": 8.0, "V2": 22.8, "KE0": 0.35,
           "EC50": 0.025, "KOUT": 0.02}  # fmt: skip
SPREAD = {"KTR": 0.44, "CL": 0.21, "V1": 0.22, "Q": 0.25, "V2": 0.22, "KE0": 0.3,
          "EC50": 0.4, "KOUT": 0.3}  # fmt: skip
SEED = 20261122

GRAPH = Graph(
    compartments={"T1": "mg", "T2": "mg", "T3": "mg", "CENT": "mg", "PERI": "mg", "CSF": "mg/L"},
    parameters={
        "KTR": "1/h", "CL": "L/h", "V1": "L", "Q": "L/h", "V2": "L", "KE0": "1/h",
        "EC50": "mg/L", "KOUT": "1/h", "KP": "1", "HILL": "1", "KINT": "1/h", "KTOL": "1/h",
        "EMAX": "1", "T50": "1",
    },
    flows=[
        Flow("T1", "T2", "KTR"), Flow("T2", "T3", "KTR"), Flow("T3", "CENT", "KTR"),
        Flow("CENT", None, "CL/V1"), Flow("CENT", "PERI", "Q/V1"), Flow("PERI", "CENT", "Q/V2"),
        Drive("CENT", "CSF", "KE0*KP/V1"), Flow("CSF", None, "KE0"),
    ],
    inputs={"oral": "T1"},
    signals={"CPL": "CENT/V1", "OCC": "hill(CSF, EC50, HILL)",
             "EFF": "EMAX*OCC*REC/(1 + TOL/T50)"},
    turnovers=[
        Turnover("REC", gain="KOUT", loss="KOUT + KINT*OCC", initial="1"),
        Turnover("TOL", gain="KTOL*OCC*REC", loss="KTOL"),
    ],
)  # fmt: skip

DATA = Path(__file__).parent.parent / "tests" / "peers" / "data"
UNTIL_H = 840.0


def regimen() -> list[Event]:
    """Every 6 h: 10 mg for 3 days, 15 mg for 3, 20 mg up to day 28; then nothing."""
    return [
        Event(0, 10, "oral", ii_h=6, addl=11),
        Event(72, 15, "oral", ii_h=6, addl=11),
        Event(144, 20, "oral", ii_h=6, addl=87),
    ]


def hourly(places: int) -> Program:
    """Read every hour, 841 times."""
    return compile_program(GRAPH, regimen(), until_h=UNTIL_H, per_h=1, places=places)


def reduced(places: int) -> Program:
    """Nothing read: daily windows and the whole run."""
    days = [Window(f"day {d + 1}", 24 * d, 24 * d + 24) for d in range(35)]
    return compile_program(GRAPH, regimen(), windows=days, places=places)


def population(n: int) -> dict[str, Numbers]:
    """The first n of the benchmark's patients."""
    z = np.random.default_rng(SEED).standard_normal((max(n, 10_000), len(TYPICAL)))[:n]
    drawn = np.array(list(TYPICAL.values())) * np.exp(z * np.array(list(SPREAD.values())))
    return {**_fixed(), **dict(zip(TYPICAL, drawn.T.copy(), strict=True))}


def fixed_sets() -> dict[str, Numbers]:
    """The five parameter sets whose trajectories are known."""
    rows = np.loadtxt(DATA / "w1_fixed5.csv", delimiter=",", skiprows=1)
    return {**_fixed(), **dict(zip(TYPICAL, rows[:, 1:].T.copy(), strict=True))}


def reference() -> dict[str, Numbers]:
    """Their hourly trajectories (841, 5): CPL, CSF, REC, TOL, OCC, EFF."""
    rows = np.loadtxt(DATA / "w1_reference.csv", delimiter=",", skiprows=1)
    names = ("CPL", "CSF", "REC", "TOL", "OCC", "EFF")
    return {name: rows[:, i].reshape(5, -1).T for i, name in enumerate(names, start=2)}


def _fixed() -> dict[str, Numbers]:
    return {name: np.array([value]) for name, value in FIXED.items()}

"""How curves are computed, for any drug: compartments, events, exact propagation.

A model is data (`Graph`), and so is what happens to it (`Event`). Both are compiled to a
`Program`, which `run` follows for many parameter draws at once.

>>> oral = Graph(
...     compartments={"gut": "mg", "central": "mg"},
...     parameters={"ka": "1/h", "CL": "L/h", "V": "L"},
...     flows=[Flow("gut", "central", "ka"), Flow("central", None, "CL/V")],
...     inputs={"oral": "gut"},
...     signals={"CP": "central/V"},
... )
>>> program = compile_program(oral, [Event(0, 10, "oral")], windows=[Window("day", 0, 24)])
>>> course = run(program, {"ka": 1.0, "CL": [10.0, 15.0], "V": 50}, ["CP"])
>>> course.windows["day"]["CP"].peak.round(4)
array([0.1337, 0.1194])
"""

from baclofen.engine.compiler import compile_program
from baclofen.engine.derivative import jacobian
from baclofen.engine.dimension import parse_unit
from baclofen.engine.events import Event
from baclofen.engine.execute import Executor, run, stream
from baclofen.engine.expression import formula_names
from baclofen.engine.graph import Drive, Flow, Graph, Input, Turnover
from baclofen.engine.legs import Dose, Legs
from baclofen.engine.mode import Mode, find_mode
from baclofen.engine.program import Program
from baclofen.engine.prune import keep_only
from baclofen.engine.readings import Residual
from baclofen.engine.reduce import Reduction, Window
from baclofen.engine.settle import settle
from baclofen.engine.trajectory import Trajectory

__all__ = [
    "Dose",
    "Drive",
    "Event",
    "Executor",
    "Flow",
    "Graph",
    "Input",
    "Legs",
    "Mode",
    "Program",
    "Reduction",
    "Residual",
    "Trajectory",
    "Turnover",
    "Window",
    "compile_program",
    "find_mode",
    "formula_names",
    "jacobian",
    "keep_only",
    "parse_unit",
    "run",
    "settle",
    "stream",
]

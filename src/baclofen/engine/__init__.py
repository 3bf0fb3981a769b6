"""How curves are computed, for any drug: compartments, events, exact propagation.

A model is data (`Graph`), and so is what enters it (`Event`). Both are compiled
to a `Program`, which an executor (`run`) follows for many parameter draws at once.

>>> oral = Graph(
...     compartments=("gut", "central"),
...     flows=(Flow("gut", "central", "ka"), Flow("central", None, "ke")),
...     inputs={"oral": "gut"},
... )
>>> program = compile_program(oral, [Event(0, 10, "oral")], until_h=24, nodes_per_h=4)
>>> rates = {"ka": 1.0, "ke": [0.2, 0.3]}
>>> course = run(program, rates, keep="central", windows=[Window("day", 0, 24)])
>>> course.windows["day"].peak.round(2)
array([6.69, 5.97])
"""

from baclofen.engine.events import Event
from baclofen.engine.graph import Flow, Graph
from baclofen.engine.program import Program, compile_program
from baclofen.engine.reduce import Reduction, Window
from baclofen.engine.run_numpy import run
from baclofen.engine.trajectory import Trajectory

__all__ = [
    "Event",
    "Flow",
    "Graph",
    "Program",
    "Reduction",
    "Trajectory",
    "Window",
    "compile_program",
    "run",
]

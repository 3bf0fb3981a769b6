"""What is started on this machine: a C compiler, and processes of this Python.

C text in, functions out: compiled once where it runs, and kept. Only vectors with a fused
multiplication and addition are compiled for. What cannot be compiled is told by `NotCompiled`, and
why: no program depends on it. A function and arguments in, results out: `Processes` do the work of
several cores, and one that is lost is told.
"""

from baclofen.native.compiler import NotCompiled
from baclofen.native.loader import load, why_not
from baclofen.native.processes import Processes

__all__ = ["NotCompiled", "Processes", "load", "why_not"]

"""Runs a program as C: printed from it, compiled once where it runs, vectors of patients in turn.

What is computed is what NumPy computes: the same exact steps, the same panels, the same sums. Doses
and times are laid out by the same code, and steady states are found by it.
"""

from __future__ import annotations

import ctypes
import threading
import warnings
from collections.abc import Callable, Mapping

import numpy as np

from baclofen.engine.course_c import Course, make_course
from baclofen.engine.draws import Numbers
from baclofen.engine.leg import Leg, State
from baclofen.engine.library import Precision
from baclofen.engine.limits import must_be_finite
from baclofen.engine.print_program import Printed, print_program
from baclofen.engine.program import Program
from baclofen.engine.reduce import Reduction
from baclofen.engine.step import Wanted
from baclofen.engine.trajectory import Trajectory, Windows, judge_errors
from baclofen.native import NotCompiled, load, why_not
from baclofen.value import Value


class Compiled(Value, eq=False):
    """A program's text, and the function it became."""

    printed: Printed
    function: Callable[[int], int]


def compiled(program: Program, wanted: Wanted, precision: Precision) -> Compiled:
    """The program compiled for what is wanted of it, once. Raises `NotCompiled`."""
    form = "C", precision, wanted.outputs, wanted.kinds
    if form not in program.compiled:
        printed = print_program(program, wanted, precision)
        function = load(printed.text, "follow")
        function.restype, function.argtypes = ctypes.c_int64, [ctypes.c_void_p]
        program.compiled[form] = Compiled(printed, function)
    made: Compiled = program.compiled[form]
    return made


# What is laid out and evaluated before a run counts uses of formulas, which all threads share.
_MAKING = threading.Lock()


def can_run_c(program: Program, wanted: Wanted, precision: Precision = "float64") -> bool:
    """True where the program can be compiled; where not, it is said, once in a process."""
    is_first = why_not() is None
    try:
        compiled(program, wanted, precision)
    except NotCompiled as why:
        if is_first:
            # At the line of whoever called `run`, `stream` or `Legs`.
            warnings.warn(f"C is not used: {why}. NumPy computes instead.", stacklevel=5)
        return False
    return True


def run_c(
    program: Program, parameters: Mapping[str, Numbers], n: int, wanted: Wanted,
    into: Numbers | None = None, precision: Precision = "float64",
) -> Trajectory:  # fmt: skip
    """The program for n draws of its parameters, each of shape (1,) or (n,).

    Readings go into an array (outputs, readings, n), if one is given. Several threads may run at
    once: while C follows, Python does something else.
    """
    return follow_c(program, parameters, n, wanted, Leg(), into, precision)[0]


def follow_c(
    program: Program, parameters: Mapping[str, Numbers], n: int, wanted: Wanted, leg: Leg,
    into: Numbers | None = None, precision: Precision = "float64",
) -> tuple[Trajectory, State]:  # fmt: skip
    """One leg of a run, and what is there at its end."""
    own = compiled(program, wanted, precision)
    with _MAKING:
        course = make_course(program, own.printed, parameters, n, wanted, leg, precision, into)
    follow(own, course)
    found = _trajectory(program, course, wanted, n)
    if not course.is_finite:
        must_be_finite(found)
    return found, course.end


def follow(own: Compiled, course: Course) -> None:
    """Lets C follow the course. Raises `MemoryError`."""
    if own.function(ctypes.addressof(course.handed_over)):
        raise MemoryError("no memory to follow a program in")


def _trajectory(program: Program, course: Course, wanted: Wanted, n: int) -> Trajectory:
    values = dict(zip(wanted.outputs, course.values, strict=True))
    if course.read_at is not None:
        values = {k: np.take_along_axis(v, course.read_at, axis=0) for k, v in values.items()}
    windows: Windows = {}
    for place, window in enumerate(course.windows):
        windows[window.name] = {name: Reduction(window.length_h) for name in wanted.outputs}
        for o, name in enumerate(wanted.outputs if wanted.kinds else ()):
            kinds = wanted.kinds if name in wanted.above else wanted.kinds - {"above"}
            peak, peak_at, trough, area, above = course.reduced[place, o, :, :n]
            fields = {
                "peak": {"peak": peak, "peak_at_h": peak_at}, "trough": {"trough": trough},
                "area": {"area": area}, "above": {"above_h": above},
            }  # fmt: skip
            asked = {k: v for kind in kinds for k, v in fields[kind].items()}
            windows[window.name][name] = Reduction(window.length_h, **asked)
    errors = {name: course.errors[t, :, :n] for t, name in enumerate(program.graph.slow)}
    return Trajectory(course.times_h, values, windows, judge_errors(errors), "c")

"""How long a plan takes once everything is loaded: the label's, and with the doses weighed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from statistics import median

from baclofen.assessment import Request, assess
from baclofen.knowledge import load_knowledge
from baclofen.patient import Patient
from baclofen.planning import optimise, plan_oral, work_figures
from baclofen.value import replace

TIMES = 7


def main() -> None:
    """Prints milliseconds of each part, and how many label plans one weighed plan takes."""
    known = load_knowledge()
    who = Patient(
        age_y=52, sex="female", weight_kg=68, egfr=95, syndrome="ms_spasticity", baclofen=()
    )
    request = Request(today=date(2026, 11, 22), kind="start")
    fit = assess(who, known, request)
    made = plan_oral(fit, known)
    assessed = _ms(lambda: assess(who, known, request))
    figures = _ms(lambda: work_figures(fit, known))
    label = _ms(lambda: plan_oral(fit, known))
    weighed = _ms(lambda: optimise(made, known, seed=1))
    # Weekly steps, four months of them: the longest way up that is followed.
    older = plan_oral(assess(replace(who, age_y=72), known, request), known)
    slowly = _ms(lambda: optimise(older, known, seed=1))
    print(f"assessment                {assessed:9.2f} ms")
    print(f"worked figures            {figures:9.2f} ms")
    print(f"the label's plan          {label:9.2f} ms")
    times = weighed / (assessed + label)
    print(f"the doses weighed         {weighed:9.2f} ms, {times:.0f} times both")
    print(f"the same at 72 years      {slowly:9.2f} ms, {slowly / weighed:.1f} times that")


def _ms(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return 1000 * median(took)

"""Worked figures: every number that a rule gives for one patient and request.

Nothing is reckoned here: a figure is read off the value that the plan's own function returns, or
is a number of a rule as it stands. So what a plan states too is the same number.
"""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.planning.figures.child import child_figures
from baclofen.planning.figures.figure import Figure, FigureValue, Sheet
from baclofen.planning.figures.kidney import kidney_figures
from baclofen.planning.figures.liquid import liquid_figures
from baclofen.planning.figures.medicines import medicine_figures
from baclofen.planning.figures.needle import needle_figures
from baclofen.planning.figures.oral import oral_figures
from baclofen.planning.figures.people import people_figures
from baclofen.planning.figures.poisoning import poisoning_figures
from baclofen.planning.figures.pump import pump_figures
from baclofen.planning.figures.reservoir import reservoir_figures
from baclofen.planning.figures.stopping import stopping_figures
from baclofen.planning.figures.worth import worth_figures
from baclofen.planning.worked import Worked

__all__ = ["Figure", "FigureValue", "work_figures"]

_SHEETS = (
    oral_figures, child_figures, liquid_figures, kidney_figures, medicine_figures,
    stopping_figures, needle_figures, pump_figures, reservoir_figures, people_figures,
    poisoning_figures, worth_figures,
)  # fmt: skip


def work_figures(
    fit: Assessment, known: Knowledge, worked: Worked | None = None
) -> tuple[Figure, ...]:
    """Every figure that can be worked for this assessment, each name once: the first stands.

    None of them is a plan: a figure says what a rule comes to, the verdict whether it may be
    used. `worked` is what was reckoned of this assessment already.
    """
    sheet = Sheet(worked or Worked(fit, known))
    found: dict[str, Figure] = {}
    for make in _SHEETS:
        for figure in make(sheet):
            found.setdefault(figure.name, figure)
    return tuple(found.values())

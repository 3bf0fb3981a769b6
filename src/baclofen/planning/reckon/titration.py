"""A way up, as it comes out for one patient."""

from __future__ import annotations

from baclofen.knowledge import Note
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.units import Dose
from baclofen.value import Value


class Titration(Value):
    """A titration for one patient, with every reason that changed it.

    `basis` names the schedules the steps are taken from.
    """

    course: Steps
    if_needed: PlannedStep | None
    target: Dose
    ceiling: Dose
    reasons: tuple[Note, ...]
    basis: tuple[str, ...]

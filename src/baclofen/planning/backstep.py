"""Symptoms came back on the way down: back to the dose before the cut, hold, then slower."""

from __future__ import annotations

from datetime import date
from typing import Any

from baclofen.assessment import Assessment, Note
from baclofen.knowledge import Knowledge
from baclofen.planning.present import oral_dose
from baclofen.planning.taper import Descent, slower, steps_of, way_down
from baclofen.planning.titrate import ceiling_for
from baclofen.units import Dose


def is_asked(fit: Assessment) -> bool:
    """Whether symptoms are said to have returned on a way down."""
    return fit.request.taper is not None and bool(fit.request.taper.returned)


def dose_before(fit: Assessment) -> Dose | None:
    """The dose to go back to from a raise that was not borne: the one before it, as told, where
    it is the lower one; None on a way down, which `step_back` answers."""
    order, daily = fit.request.taper, oral_dose(fit.uses)
    previous = order.previous if order is not None else None
    if previous is None or daily is None or fit.kind not in ("continue", "change"):
        return None
    return previous if previous < daily else None


def step_back(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None
) -> Descent:
    """The new steps, or why none are printed: no dose goes up where the rules let none.

    Facts: `T-BACKSTEP`, `T-PROJECT`. Raises `NotPlanned` as `taper` does.
    """
    order = fit.request.taper
    previous = order.previous if order is not None else None
    if previous is None:
        untold = (
            "Symptoms came back: the rule is to go back to the previous dose, which is not told. "
            "Say the dose before the last cut."
        )
        return Descent(None, (Note(untold, ("T-BACKSTEP",)),))
    if refusal := _refusal(fit, known, previous, daily):
        return Descent(None, (refusal,))
    rule: Any = known.schedules["T-PROJECT"].values
    way = way_down(fit, known, daily=previous, start=start, weeks_on=weeks_on, slow=True)
    if abs(way.maker.down(previous.in_mg) - previous.in_mg) > 1e-9:  # rounding of print
        unmade = f"{previous} a day cannot be made from this product: the prescriber decides."
        return Descent(None, (Note(unmade, ("T-BACKSTEP", "DO-ROUND")),))
    way = slower(way, hold_days=rule["hold_days"], times=rule["slower_times"])
    course = steps_of(way, order.shape if order is not None else "standard")
    said = (
        f"Symptoms came back after the cut from {previous} to {daily} a day: back to {previous} "
        f"for {rule['hold_days']} days, then down again with every step {rule['slower_times']} "
        "times as long. Go on only when the symptoms have settled."
    )
    return Descent(course, (Note(said, ("T-BACKSTEP", "T-PROJECT")),), way)


def _refusal(fit: Assessment, known: Knowledge, previous: Dose, daily: Dose) -> Note | None:
    if previous <= daily:
        return Note(
            f"The dose before the cut ({previous} a day) is not above the present one ({daily} a "
            "day): one of the two is wrong. Confirm both.",
            ("T-BACKSTEP", "ASK-BACLOFEN"),
        )
    if not fit.may_go_up:
        return Note(
            f"Going back to {previous} a day is an increase, which the rules do not allow here: "
            f"stay on {daily}, and the prescriber decides today.",
            ("T-BACKSTEP", "WHO-DECIDES", *(f.rule.id for f in fit.findings[:1])),
        )
    if fit.kidney.fraction is None:
        return Note(
            f"Going back to {previous} a day is an increase, and kidney function is not known: "
            f"stay on {daily}, and the prescriber decides today.",
            ("T-BACKSTEP", "ASK-KIDNEY", "WHO-DECIDES"),
        )
    ceiling, why = ceiling_for(fit, known)
    if previous > ceiling:
        return Note(
            f"{previous} a day is above {ceiling} a day, the most these rules allow this patient: "
            f"stay on {daily}, and the prescriber decides today.",
            ("T-BACKSTEP", "WHO-DECIDES", *why),
        )
    return None

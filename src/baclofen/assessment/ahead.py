"""What is ordered ahead of the dose that runs by mouth, as fields of the case.

An ordered step is held against the dose that will have run before it, by the rules of a dose that
was just set. One that leads up is a request for more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from baclofen.assessment.lately import Change, changes_ahead
from baclofen.assessment.request import Kind
from baclofen.assessment.taken import by_mouth_now, oral_dose
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, DoseAhead, Patient
from baclofen.units import Dose

#: The rules on an ordered change of a dose, the gravest first; with the one on a dose after none.
_OF_A_CHANGE = ("AHEAD-CUT-FAR", "AHEAD-RAISE-FAR", "AHEAD-STEPS")
OF_A_STEP = (*_OF_A_CHANGE, "AHEAD-AFTER-NONE")
#: What a step does not say: no comparison with it holds, as with a number that is none.
_NOT_SAID = dict.fromkeys(("ahead_change", "ahead_change_per_kg", "ahead_ratio"), math.nan)


def ordered_ahead(uses: tuple[BaclofenUse, ...]) -> tuple[DoseAhead, ...]:
    """What is ordered after the one dose that is taken by mouth."""
    found = by_mouth_now(uses)
    return found[0].ahead if len(found) == 1 else ()


def leads_down(uses: tuple[BaclofenUse, ...]) -> bool:
    """Whether the first dose that is ordered ahead is lower than the one that runs."""
    runs, ahead = oral_dose(uses), ordered_ahead(uses)
    first = ahead[0].daily if ahead else None
    return runs is not None and first is not None and first < runs


def raises_ahead(uses: tuple[BaclofenUse, ...]) -> tuple[tuple[Dose, date], ...]:
    """The doses above the one that runs which are ordered ahead, each with its first day."""
    runs = oral_dose(uses)
    told = [(one.daily, one.on) for one in ordered_ahead(uses) if one.daily is not None]
    return () if runs is None else tuple(one for one in told if one[0] > runs)


def step_ahead(person: Patient, uses: tuple[BaclofenUse, ...], known: Knowledge) -> Change | None:
    """The ordered change of a dose that is judged: the first of which the gravest rule speaks, else
    the first; None where none is ordered."""
    found = [c for c in changes_ahead(uses, known) if c.before.in_mcg > 0]
    for id in _OF_A_CHANGE:
        when = known.rules[id].when
        for change in found:
            case = _NOT_SAID | _changed(change, person)
            if person.age_y is not None:
                case["age"] = person.age_y
            if when is not None and when.judge(case) is not False:
                return change
    return found[0] if found else None


def after_none_ahead(uses: tuple[BaclofenUse, ...], known: Knowledge) -> Change | None:
    """The highest dose that is ordered after days without any; None where none is."""
    found = (c for c in changes_ahead(uses, known) if c.before.in_mcg == 0)
    return max(found, key=lambda change: change.now.in_mcg, default=None)


def ahead_fields(
    person: Patient, uses: tuple[BaclofenUse, ...], known: Knowledge
) -> dict[str, Any]:
    """Fields of the case on what is ordered ahead, in mg."""
    fields: dict[str, Any] = {"ahead_unsure": any(one.daily is None for one in ordered_ahead(uses))}
    if (change := step_ahead(person, uses, known)) is not None:
        fields |= _changed(change, person)
    if (anew := after_none_ahead(uses, known)) is not None:
        fields |= _by_weight("ahead_after_none", anew.now.in_mg, person)
    return fields


def raised_ahead(
    person: Patient, uses: tuple[BaclofenUse, ...], kind: Kind, case: Mapping[str, Any]
) -> dict[str, Any]:
    """Fields of the case that a raise ordered for a later day fills: it is a request for more, but
    for whoever asks to come down."""
    found = raises_ahead(uses)
    if not found or kind in ("taper", "stop"):
        return {}
    most = max(daily.in_mg for daily, _ in found)
    more: dict[str, Any] = {"may_increase": True}
    if most > case["requested_daily_dose"]:
        more["requested_daily_dose"] = most
        if person.weight_kg is not None:
            more["daily_dose_per_kg"] = round(most / person.weight_kg, 9)  # as a ratio
    return more


def _changed(change: Change, person: Patient) -> dict[str, Any]:
    step = change.now.in_mg - change.before.in_mg
    return {**_by_weight("ahead_change", step, person), "ahead_ratio": change.ratio}


def _by_weight(name: str, amount: float, person: Patient) -> dict[str, float]:
    """An amount, and what it is a kilogram where the weight is told."""
    if person.weight_kg is None:
        return {name: amount}
    return {name: amount, f"{name}_per_kg": round(amount / person.weight_kg, 9)}  # as a ratio

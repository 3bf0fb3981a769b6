"""What of a simulation may be shown to whom: asked before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from baclofen.errors import UnknownName
from baclofen.knowledge import Credit, Setting
from baclofen.model import PURPOSES, Model, Output, Purpose, refused_note, setting_by_mouth
from baclofen.regimen import Dosing, Intake


def settings_of(
    model: Model, dosing: Dosing, *, least_crcl: float | None = None
) -> tuple[Setting, ...]:
    """To whom and how this is given: all that applies.

    `least_crcl` is the lowest kidney clearance to come, in mL/min, where that changes.
    """
    found: list[Setting] = []
    if dosing.infused:
        found.append("pump")
    if any(g.way == "intrathecal" for g in dosing.given):
        found.append("bolus")
    most_mg = most_in_a_day_mg(dosing)
    if most_mg or not found:
        found += _by_mouth(model, most_mg, least_crcl)
    return tuple(found)


def settings_of_days(model: Model, schedules: Sequence[Sequence[Intake]]) -> tuple[Setting, ...]:
    """The same of days by mouth that repeat."""
    most = max((sum(i.dose.in_mg for i in schedule) for schedule in schedules), default=0.0)
    return _by_mouth(model, most, None)


def _by_mouth(model: Model, most_mg: float, least_crcl: float | None) -> tuple[Setting, ...]:
    body, known = model.body, model.known
    crcl = body.crcl if least_crcl is None else min(body.crcl, least_crcl)
    own = setting_by_mouth(is_child=body.is_child(known), crcl=crcl, known=known)
    # Weak kidneys are no less weak in a child, and neither is safe from an overdose.
    weak = setting_by_mouth(is_child=False, crcl=crcl, known=known)
    over = most_mg > known.number("overdose.domain.dose_from")
    both = (own, *(("weak_kidneys",) if weak == "weak_kidneys" else ()))
    return tuple(dict.fromkeys((*both, *(("overdose",) if over else ()))))


def credits_of(
    model: Model, outputs: Iterable[Output], settings: Sequence[Setting], purpose: Purpose
) -> Mapping[str, Credit]:
    """By output what is said of it in these settings, the worst of several.

    Raises `NotPlanned` for one that is refused, with why and what to do instead, unless it is to be
    compared with what was published; `UnknownName` for a purpose that there is not.
    """
    if purpose not in PURPOSES:
        raise UnknownName("purpose", purpose, PURPOSES)
    table = model.known.credibility
    shown = tuple(outputs)
    found = {o.name: table.worst([o.name], settings) for o in shown}
    for output in shown:
        credit = found[output.name]
        if credit.verdict == "refused" and purpose == "person":
            raise model.known.refusal(refused_note([output], credit, model.known))
    return found


def most_in_a_day_mg(dosing: Dosing) -> float:
    """The largest amount by mouth within any 24 h, in mg."""
    taken = sorted((g.time_h, g.dose.in_mg) for g in dosing.given if g.way != "intrathecal")
    if not taken:
        return 0.0
    times_h, amounts = np.array(taken).T
    before = np.concatenate([[0.0], np.cumsum(amounts)])
    ends = np.searchsorted(times_h, times_h + 24.0)
    return float((before[ends] - before[np.searchsorted(times_h, times_h)]).max())

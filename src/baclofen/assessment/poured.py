"""What the volume of a liquid holds, against every dose that is told: in the order, or running."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from baclofen.assessment.taken import by_mouth_now, oral_sum_mg
from baclofen.patient import BaclofenUse
from baclofen.regimen import OralOrder
from baclofen.units import Dose, intake_in, mg
from baclofen.value import Value

#: How far a syringe's reading may be from the dose.
_NEAR = 0.05


class Poured(Value):
    """What one volume `holds`, and the dose that is `told` where it is another (None: none is
    told); `is_of_before` where the volume gave that dose from the liquid before."""

    holds: Dose
    told: Dose | None
    is_of_before: bool


def poured_amiss(order: OralOrder, uses: Iterable[BaclofenUse]) -> Poured | None:
    """What the volume holds where it gives another dose than one that is told, or none is told;
    None where it gives each, and without a volume or a strength."""
    if order.volume_mL is None or order.strength is None:
        return None
    holds, told_any = mg(order.volume_mL * order.strength), False
    for told, times in _told(order, tuple(uses)):
        told_any = True
        if not _gives(holds.in_mg, told.in_mg, times):
            before = order.before_mg_per_mL
            old_mg = None if before is None else order.volume_mL * before
            return Poured(holds, told, old_mg is not None and _gives(old_mg, told.in_mg, times))
    return None if told_any else Poured(holds, None, False)


def _told(order: OralOrder, uses: tuple[BaclofenUse, ...]) -> Iterator[tuple[Dose, float | None]]:
    """Each dose that one volume must give, and how many volumes make it (None: not told). What runs
    counts where the order has no mg."""
    if order.dose is not None:
        yield order.dose, 1.0
    if order.daily is not None:
        yield order.daily, order.times_per_day
    if order.dose is not None or order.daily is not None:
        return
    day_mg = oral_sum_mg(uses)
    if day_mg is None:
        return
    running = by_mouth_now(uses)
    intake = intake_in(running[0].as_written) if len(running) == 1 else None
    if order.times_per_day is None and intake is not None:
        yield intake, 1.0
    else:
        yield mg(day_mg), order.times_per_day


def _gives(holds_mg: float, told_mg: float, times: float | None) -> bool:
    """Whether so many volumes make the dose; any whole number of them where that is not told."""
    many = times if times is not None else max(1, round(told_mg / holds_mg)) if holds_mg else 1
    return math.isclose(holds_mg * many, told_mg, rel_tol=_NEAR)

"""What is poured, mixed or put down a tube: mg, mL and the concentration, always together."""

from __future__ import annotations

import math

from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.regimen import OralOrder

_TUBE_NAMES = {"ng": "ng_fr_min", "g": "g_fr_min", "peg": "peg_fr_min", "gj": "gj_fr_min"}
_STRENGTH_RULE = {
    "solution_1": "PR-SOL-1", "solution_2": "PR-SOL-2", "suspension_5": "PR-SUSP-5",
}  # fmt: skip


def liquid_figures(sheet: Sheet) -> Figures:
    """Volume of a dose, what a poured volume would hold, granule packets, tube sizes."""
    order = sheet.fit.request.order
    if not isinstance(order, OralOrder):
        return
    rule = _STRENGTH_RULE.get(order.product or "")
    strength = order.mg_per_mL
    if strength is None and rule is not None:
        strength = sheet.values(rule)["mg_per_mL"]
    why = (rule or "PR-LIQ-CONC",)
    if strength is not None and order.dose is not None:
        yield Figure("volume_mL", order.dose.in_mg / strength, "mL", why)
        yield Figure("correct_volume_mL", order.dose.in_mg / strength, "mL", why)
    # Without a volume: that of the weakest liquid sold, the slip the label warns of.
    weakest = sheet.values("PR-SOL-1")["mg_per_mL"]
    measured = order.volume_mL or (order.dose.in_mg / weakest if order.dose else None)
    if strength is not None and measured is not None:
        holds = measured * strength
        yield Figure("dose_if_volume_given_mg", holds, "mg", (*why, "PR-LIQ-CONC"))
        if order.dose is not None:
            yield Figure("error_factor", holds / order.dose.in_mg, "", (*why, "PR-LIQ-CONC"))
    if order.product == "granules":
        yield from _granules(sheet, order)


def _granules(sheet: Sheet, order: OralOrder) -> Figures:
    values = sheet.values("DO-LYV-ADMIN")
    packet = values["mix_mL_max"]
    if order.tube is not None:
        yield Figure("min_tube_fr", values[_TUBE_NAMES[order.tube]], "Fr", ("DO-LYV-ADMIN",))
    yield Figure("use_within_h", values["use_within_h"], "h", ("DO-LYV-ADMIN",))
    if order.dose is None:
        return
    packets = packets_for(order.dose.in_mg, sheet.values("PR-GRAN")["packet_mg"])
    if packets is None:
        return
    yield Figure("packets_mg", packets, "mg", ("PR-GRAN",))
    yield Figure("packets", len(packets), "", ("PR-GRAN",))
    yield Figure("max_total_food_mL", packet * len(packets), "mL", ("DO-LYV-ADMIN", "PR-GRAN"))


def packets_for(dose_mg: float, sizes: tuple[float, ...]) -> tuple[float, ...] | None:
    """The fewest packets that make a dose exactly, largest first; None when none do.

    >>> packets_for(25, (5, 10, 20)), packets_for(7, (5, 10, 20))
    ((20, 5), None)
    """
    left, found = dose_mg, []
    for size in sorted(sizes, reverse=True):
        count = math.floor(left / size + 1e-9)
        found += [size] * count
        left -= count * size
    return tuple(found) if found and abs(left) < 1e-9 else None  # an exact sum, not a rounding

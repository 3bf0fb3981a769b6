"""What is poured, mixed or put down a tube: mg, mL and the concentration, always together."""

from __future__ import annotations

from baclofen.knowledge.numbers import GranuleMixing, GranulePackets
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.reckon.portion import granules_for, measured
from baclofen.regimen import OralOrder


def liquid_figures(sheet: Sheet) -> Figures:
    """Volume of a dose, what a poured volume would hold, granule packets, tube sizes."""
    order = sheet.fit.request.order
    if not isinstance(order, OralOrder):
        return
    liquid = measured(order, sheet.known)
    if liquid is not None:
        why = liquid.why
        if liquid.volume_mL is not None:
            yield Figure("volume_mL", liquid.volume_mL, "mL", why)
            yield Figure("correct_volume_mL", liquid.volume_mL, "mL", why)
        if liquid.holds_mg is not None:
            slip = (*why, "PR-LIQ-CONC")
            yield Figure("dose_if_volume_given_mg", liquid.holds_mg, "mg", slip)
            if liquid.error_factor is not None:
                yield Figure("error_factor", liquid.error_factor, "", slip)
    if order.product == "granules":
        yield from _granules(sheet, order)


def _granules(sheet: Sheet, order: OralOrder) -> Figures:
    mixing, sold = sheet.known.of(GranuleMixing), GranulePackets.entry
    if order.tube is not None:
        yield Figure("min_tube_fr", mixing.tube_fr_min[order.tube], "Fr", (mixing.entry,))
    yield Figure("use_within_h", mixing.use_within_h, "h", (mixing.entry,))
    made = granules_for(order, sheet.known)
    if made is None:
        return
    yield Figure("packets_mg", made.packets_mg, "mg", (sold,))
    yield Figure("packets", len(made.packets_mg), "", (sold,))
    yield Figure("max_total_food_mL", made.most_food_mL, "mL", (mixing.entry, sold))

"""A new pump rate that looks like a slip: mcg an hour for a day, mg for mcg, the other vial."""

from __future__ import annotations

from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import UnitSlips
from baclofen.regimen import Filling, Flex, PumpOrder
from baclofen.units import Dose
from baclofen.value import Value


class Slip(Value):
    """One likely slip: the `factor` it makes, and what was probably meant."""

    factor: float
    note: Note
    by_concentration: bool = False


def slips(
    before: Dose, after: Dose, known: Knowledge, filling: Filling | None = None
) -> tuple[Slip, ...]:
    """Every slip that the step from `before` to `after` looks like, whatever their size.

    >>> from baclofen.knowledge import load_knowledge
    >>> from baclofen.units import mcg
    >>> [s.factor for s in slips(mcg(100), mcg(2400), load_knowledge())]
    [24.0]
    >>> slips(mcg(100), mcg(120), load_knowledge())
    ()
    """
    if before.in_mcg == 0 or after.in_mcg == 0:
        return ()
    ratio = after.in_mcg / before.in_mcg
    wide, units = known.number("pump.slip.wide"), known.of(UnitSlips)
    found = [
        Slip(factor, known.note(phrase, before=before, after=after))
        for factor, phrase in (
            (units.hour_for_day, "slip.hour_for_day"),
            (1 / units.hour_for_day, "slip.day_for_hour"),
            (units.mg_for_mcg, "slip.mg_for_mcg"),
            (1 / units.mg_for_mcg, "slip.mcg_for_mg"),
        )
        if abs(ratio / factor - 1) <= wide
    ]
    return (*found, *_by_concentration(ratio, filling or Filling(), known))


def _by_concentration(ratio: float, filling: Filling, known: Knowledge) -> list[Slip]:
    old, new = filling.mcg_per_mL, filling.new_mcg_per_mL
    if not filling.changes_concentration or old is None or new is None:
        return []
    near = known.number("pump.slip.near")
    return [
        Slip(
            one / other,
            known.note("slip.vial", factor=one / other, one=one, other=other),
            by_concentration=True,
        )
        for one, other in ((old, new), (new, old))
        if abs(ratio / (one / other) - 1) <= near
    ]


def slips_before(order: PumpOrder, known: Knowledge, *, confirmed: bool) -> tuple[Slip, ...]:
    """Slips in what was entered beside the new rate: the running dose, unless it was `confirmed`
    on the pump; the steps of a day."""
    found: list[Slip] = []
    if order.now is not None and order.history and not confirmed:
        found += [
            Slip(s.factor, known.note("slip.running", *s.note.why, slip=s.note))
            for s in slips(order.history[-1], order.now, known)
        ]
    if isinstance(order.mode, Flex):
        found += [
            Slip(s.factor, known.note("slip.steps", *s.note.why, slip=s.note))
            for s in slips(order.mode.lowest, order.mode.highest, known)
        ]
    return tuple(found)

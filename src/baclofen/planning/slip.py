"""A new pump rate that looks like a slip: mcg an hour for a day, mg for mcg, the other vial."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.regimen import Filling, Flex, PumpOrder
from baclofen.units import Dose
from baclofen.value import Value

_WHY = ("P-SLIP", "pump.slip.wide")


class Slip(Value):
    """One likely slip: the `factor` it makes, what was probably meant, and the ids."""

    factor: float
    says: str
    why: tuple[str, ...] = _WHY
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
    wide = known.number("pump.slip.wide")
    found = [
        Slip(factor, f"{after} a day is about {words} times {before} a day: {meant}")
        for factor, words, meant in _UNITS
        if abs(ratio / factor - 1) <= wide
    ]
    return (*found, *_by_concentration(ratio, filling or Filling(), known))


_UNITS = (
    (24.0, "24", "was a dose by the day entered as a rate by the hour?"),
    (1 / 24, "1/24", "was a rate by the hour entered as a dose by the day?"),
    (1000.0, "1000", "was mg meant for mcg?"),
    (1 / 1000, "1/1000", "was mcg meant for mg?"),
)


def _by_concentration(ratio: float, filling: Filling, known: Knowledge) -> list[Slip]:
    old, new = filling.mcg_per_mL, filling.new_mcg_per_mL
    if not filling.changes_concentration or old is None or new is None:
        return []
    near = known.number("pump.slip.near")
    return [
        Slip(
            factor,
            f"The new rate is about {factor:.3g} times the old one, the ratio of the "
            f"concentrations ({words}): was the dose converted with the vial? The dose in mcg does "
            "not change with the concentration, only the flow does.",
            ("P-SLIP", "pump.slip.near", "P-BRIDGE-CALC"),
            by_concentration=True,
        )
        for factor, words in (
            (old / new, f"{old:g} over {new:g} mcg/mL"),
            (new / old, f"{new:g} over {old:g} mcg/mL"),
        )
        if abs(ratio / factor - 1) <= near
    ]


def slips_before(order: PumpOrder, known: Knowledge) -> tuple[Slip, ...]:
    """Slips in what was entered beside the new rate: the running dose, the steps of a day."""
    found: list[Slip] = []
    if order.now is not None and order.history:
        found += [
            Slip(s.factor, f"The running dose: {s.says}", s.why)
            for s in slips(order.history[-1], order.now, known)
        ]
    if isinstance(order.mode, Flex):
        found += [
            Slip(s.factor, f"Between two steps of the day: {s.says}", s.why)
            for s in slips(order.mode.lowest, order.mode.highest, known)
        ]
    return tuple(found)

"""What gives a dose, and what is dispensed, in words and counts."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.knowledge import Knowledge, Note
from baclofen.planning.reckon.supply import Amount, Handed, Supply
from baclofen.regimen import Packets, Portion, Poured, Untold
from baclofen.units import mg


def taken(portion: Portion, known: Knowledge) -> Note:
    """What to take for one dose: "half a tablet of 10 mg"; a volume never without its strength."""
    if isinstance(portion, Poured):
        return known.note("portion.poured", volume=portion.mL, strength=mg(portion.mg_per_mL))
    if isinstance(portion, Untold):
        return known.note("portion.untold", dose=mg(portion.mg))
    if isinstance(portion, Packets):
        made = [
            known.note("portion.packets", number=n, strength=mg(strength))
            for strength, n in portion.items
        ]
    else:
        made = [_tablets(n, strength, known) for strength, n in portion.items]
    return made[0] if len(made) == 1 else known.note("portion.several", portions=tuple(made))


def _tablets(number: float, strength: float, known: Knowledge) -> Note:
    whole, half = divmod(number, 1)
    if not half:
        return known.note("portion.tablets", number=whole, strength=mg(strength))
    if not whole:
        return known.note("portion.half", strength=mg(strength))
    return known.note("portion.and_half", number=whole, strength=mg(strength))


def to_dispense(supply: Supply, known: Knowledge, *, is_down: bool) -> tuple[Note, ...]:
    """The whole of it, or the parts where they are small; that it reaches to the visit, or what is
    kept for one step held or back."""
    parts = supply.parts
    if supply.most_days is None:
        days = (parts[0].first, parts[0].last)
        amounts = _all(parts[0].amounts, known)
        notes = [known.note("supply.whole", days=days, amounts=amounts)]
    else:
        small = tuple(_handed(part, known) for part in parts)
        notes = [known.note("supply.small", *supply.why, days=supply.most_days, parts=small)]
    if not is_down:
        return (*notes, known.note("supply.to_the_visit"))
    if supply.reserve:
        reserve = _all(supply.reserve, known)
        return (*notes, known.note("supply.reserve", amounts=reserve))
    return (*notes, known.note("supply.no_reserve", *supply.why))


def _handed(part: Handed, known: Knowledge) -> Note:
    amounts = _all(part.amounts, known)
    return known.note("supply.part", days=(part.first, part.last), amounts=amounts)


def _all(amounts: Sequence[Amount], known: Knowledge) -> tuple[Note, ...]:
    return tuple(_amount(amount, known) for amount in amounts)


def _amount(amount: Amount, known: Knowledge) -> Note:
    strength = mg(amount.strength)
    if amount.unit == "packet":
        return known.note("portion.packets", number=amount.number, strength=strength)
    if amount.unit == "tablet":
        return known.note("portion.tablets", number=amount.number, strength=strength)
    whole = mg(amount.number * amount.strength)
    if amount.unit == "mg":
        return known.note("supply.untold", whole=whole)
    return known.note("supply.liquid", volume=amount.number, strength=strength, whole=whole)

"""Which product the doses are made from: the tablets of the market, or what was asked for; and
what one dose of it is."""

from __future__ import annotations

from typing import Any

from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Knowledge
from baclofen.planning.steps import StepMaker
from baclofen.regimen import Liquid, OralOrder, Sachets, dose_in, volume_mL
from baclofen.units import mg
from baclofen.value import Value, replace

#: Product of an order -> the rule that gives its strength.
_LIQUID_RULES = {
    "solution_1": "PR-SOL-1", "solution_2": "PR-SOL-2", "suspension_5": "PR-SUSP-5",
}  # fmt: skip


def maker_for(order: OralOrder | None, known: Knowledge, jurisdiction: str) -> StepMaker:
    """The maker of steps for the product that was asked for; tablets where none was.

    Raises `NotPlanned` for a liquid whose strength is not known, and for an ampoule.
    """
    maker = StepMaker.under(known, jurisdiction)
    product = order.product if order is not None else None
    if order is None or product in (None, "tablet"):
        return maker
    if product == "granules":
        values: Any = known.rules["PR-GRAN"].values
        return replace(maker, market=Sachets(tuple(values["packet_mg"])), market_id="PR-GRAN")
    if product == "ampoule":
        raise NotPlanned("An ampoule is not for the mouth. [why: PR-IT]")
    return replace(maker, **_liquid(order, known))


def _liquid(order: OralOrder, known: Knowledge) -> dict[str, Any]:
    strength, rule = strength_of(order, known)
    if strength is None:
        raise NotPlanned(
            "A liquid without its strength gives no volume: say how many mg are in a mL "
            '(concentration = "5 mg/5 mL"). [why: PR-LIQ-CONC]'
        )
    liquid = Liquid(strength, known.number("plan.liquid_step"))
    return {"market": liquid, "market_id": rule}


def strength_of(order: OralOrder, known: Knowledge) -> tuple[float | None, str]:
    """The strength of the liquid asked for in mg/mL, None where it is not told, and its rule.

    Raises `NotPlanned` where the one told is not that of the product named.
    """
    rule = _LIQUID_RULES.get(order.product or "")
    values: Any = known.rules[rule].values if rule else {}
    own = values.get("mg_per_mL")
    if own is not None and order.mg_per_mL not in (None, own):
        raise NotPlanned(
            f"The strength asked for, {order.mg_per_mL:g} mg/mL, is not that of the product named, "
            f"{own:g} mg/mL: say which is meant. [why: PR-LIQ-CONC]"
        )
    strength = own if own is not None else order.mg_per_mL
    return (None if strength is None else float(strength)), rule or "PR-LIQ-CONC"


class Measured(Value):
    """One dose of a liquid: `volume_mL` gives it (None: no dose is told), `holds_mg` is what the
    volume told would give, `error_factor` how many times the dose that is."""

    volume_mL: float | None
    holds_mg: float | None
    error_factor: float | None
    why: tuple[str, ...]


def measured(order: OralOrder, known: Knowledge) -> Measured | None:
    """The dose asked for as a volume; None where no strength, or two, are told.

    Without a volume what is compared is that of the weakest liquid sold, the slip that labels
    warn of. Facts: `PR-SOL-1`, `PR-LIQ-CONC`.
    """
    try:
        strength, rule = strength_of(order, known)
    except NotPlanned:
        return None
    if strength is None:
        return None
    per_mL, dose = mg(strength), order.dose
    if dose is None:
        told = order.volume_mL
        holds = None if told is None else dose_in(told, per_mL=per_mL).in_mg
        return Measured(None, holds, None, (rule,))
    weakest: Any = known.rules["PR-SOL-1"].values
    poured = order.volume_mL or volume_mL(dose, per_mL=mg(weakest["mg_per_mL"]))
    if not poured:
        return None
    holds = dose_in(poured, per_mL=per_mL).in_mg
    return Measured(volume_mL(dose, per_mL=per_mL), holds, holds / dose.in_mg, (rule,))


class Granules(Value):
    """One dose of granules: the packets, largest first, and the most food they may be mixed in."""

    packets_mg: tuple[float, ...]
    most_food_mL: float


def granules_for(order: OralOrder, known: Knowledge) -> Granules | None:
    """None without a dose, or where no packets make it exactly. Facts: `PR-GRAN`,
    `DO-LYV-ADMIN`."""
    if order.dose is None:
        return None
    sold: Any = known.rules["PR-GRAN"].values
    mixing: Any = known.rules["DO-LYV-ADMIN"].values
    try:
        packets = Sachets(tuple(sold["packet_mg"])).pieces(order.dose.in_mg).each_mg
    except InputRefused:
        return None
    return Granules(packets, mixing["mix_mL_max"] * len(packets))

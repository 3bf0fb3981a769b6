"""Which product the doses are made from: the tablets of the market, or what was asked for."""

from __future__ import annotations

from typing import Any

from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge
from baclofen.planning.steps import StepMaker
from baclofen.regimen import Liquid, OralOrder, Sachets
from baclofen.value import replace

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
    rule = _LIQUID_RULES.get(order.product or "")
    values: Any = known.rules[rule].values if rule else {}
    strength = order.mg_per_mL or values.get("mg_per_mL")
    if strength is None:
        raise NotPlanned(
            "A liquid without its strength gives no volume: say how many mg are in a mL "
            '(concentration = "5 mg/5 mL"). [why: PR-LIQ-CONC]'
        )
    if values and strength != values["mg_per_mL"]:
        raise NotPlanned(
            f"The strength asked for, {strength:g} mg/mL, is not that of the product named, "
            f"{values['mg_per_mL']:g} mg/mL: say which is meant. [why: PR-LIQ-CONC]"
        )
    liquid = Liquid(float(strength), known.number("plan.liquid_step"))
    return {"market": liquid, "market_id": rule or "PR-LIQ-CONC"}

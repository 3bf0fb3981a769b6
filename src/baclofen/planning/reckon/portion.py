"""Which product the doses are made from: the tablets of the market, or what was asked for; and
what one dose of it is."""

from __future__ import annotations

from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import GranuleMixing, GranulePackets, LiquidProduct
from baclofen.planning.reckon.steps import StepMaker
from baclofen.regimen import (
    Liquid,
    OralOrder,
    Portions,
    Sachets,
    Tablets,
    UntoldLiquid,
    dose_in,
    volume_mL,
)
from baclofen.units import mg
from baclofen.value import Value, replace


def maker_for(order: OralOrder | None, known: Knowledge, jurisdiction: str) -> StepMaker:
    """The maker of steps for the product that was asked for.

    Raises `NotPlanned` where `product_for` does, and for a strength that alone gives no small
    enough step. Facts: `plan.sensitive_step`.
    """
    maker = product_for(order, known, jurisdiction)
    if order is not None and (coarse := too_coarse(order, maker, known, jurisdiction)) is not None:
        raise known.refusal(coarse)
    return maker


def too_coarse(
    order: OralOrder, maker: StepMaker, known: Knowledge, jurisdiction: str
) -> Note | None:
    """That the one strength asked for gives no small enough step, and which of those sold do; None
    where it does, or all that are sold are open."""
    least = known.number("plan.sensitive_step")
    if order.mg_each is None or maker.unit_mg <= least:
        return None
    whole = product_for(replace(order, mg_each=None), known, jurisdiction).market
    finer = tuple(each for each in _strengths(whole) if _alone(whole, each).smallest_mg <= least)
    return known.note("portion.too_coarse", maker.market_id, asked=order.mg_each, finer=finer)


def product_for(order: OralOrder | None, known: Knowledge, jurisdiction: str) -> StepMaker:
    """What gives the doses of the product that was asked for, however far apart they are; tablets
    where none was. Down a tube nothing is made of tablets that nobody asked for: it is a liquid, in
    mg until it is told which.

    Raises `NotPlanned` for a liquid whose strength is not known, for melting tablets, for an
    ampoule, and for a strength that is not sold.
    """
    maker = StepMaker.under(known, jurisdiction)
    if order is None:
        return maker
    product = order.product
    if product in ("tablet", "granules") and order.mg_per_mL is not None:
        raise known.refusal(known.note("portion.not_poured", asked=order.mg_per_mL))
    if product is None and order.mg_per_mL is None and order.tube is not None:
        strongest = max(x.mg_per_mL for x in known.every(LiquidProduct))
        step = strongest * known.number("plan.liquid_step")
        return replace(maker, market=UntoldLiquid(step), market_id="PR-TUBE")
    if product in (None, "tablet") and order.mg_per_mL is None:
        return _of_one_strength(maker, order.mg_each, known)
    if product == "granules":
        sold = known.of(GranulePackets)
        packets = replace(maker, market=Sachets(sold.packet_mg), market_id=sold.entry)
        return _of_one_strength(packets, order.mg_each, known)
    if product == "melting":
        raise known.refusal(known.note("portion.melting"))
    if product == "ampoule":
        raise known.refusal(known.note("portion.ampoule"))
    strength, rule = strength_of(order, known)
    if strength is None:
        raise known.refusal(known.note("portion.no_strength"))
    liquid = Liquid(strength, known.number("plan.liquid_step"))
    return replace(maker, market=liquid, market_id=rule)


def _of_one_strength(maker: StepMaker, each_mg: float | None, known: Knowledge) -> StepMaker:
    """The same of the one strength that was asked for; of all that are sold where none was."""
    if each_mg is None:
        return maker
    sold = _strengths(maker.market)
    if each_mg not in sold:
        note = known.note("portion.not_sold", maker.market_id, asked=each_mg, sold=sold)
        raise known.refusal(note)
    return replace(maker, market=_alone(maker.market, each_mg))


def _strengths(market: Portions) -> tuple[float, ...]:
    """The strengths of tablets or packets, mg; none of a liquid."""
    if isinstance(market, Sachets):
        return market.packets_mg
    return market.strengths_mg if isinstance(market, Tablets) else ()


def _alone(market: Portions, each_mg: float) -> Portions:
    """Tablets or packets of this one strength."""
    if isinstance(market, Tablets):
        return Tablets((each_mg,), tuple(h for h in market.halves_mg if h == each_mg))
    return Sachets((each_mg,))


def strength_of(order: OralOrder, known: Knowledge) -> tuple[float | None, str]:
    """The strength of the liquid asked for in mg/mL, None where it is not told, and its rule.

    Raises `NotPlanned` where the one told is not that of the product named.
    """
    own = next((x for x in known.every(LiquidProduct) if x.product == order.product), None)
    if own is None:
        return order.mg_per_mL, "PR-LIQ-CONC"
    if order.mg_per_mL not in (None, own.mg_per_mL):
        raise known.refusal(
            known.note("portion.two_strengths", asked=order.mg_per_mL, own=own.mg_per_mL)
        )
    return own.mg_per_mL, own.id


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
    warn of. Facts: `PR-LIQ-CONC`, and the rules of the liquids sold.
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
    weakest = min(x.mg_per_mL for x in known.every(LiquidProduct))
    poured = order.volume_mL or volume_mL(dose, per_mL=mg(weakest))
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
    try:
        packets = Sachets(known.of(GranulePackets).packet_mg).pieces(order.dose.in_mg).each_mg
    except InputRefused:
        return None
    return Granules(packets, known.of(GranuleMixing).mix_mL_max * len(packets))

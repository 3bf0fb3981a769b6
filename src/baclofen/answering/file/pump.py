"""A pump in the file of an answer: settings, what the rules allow next, bridge, weaning."""

from __future__ import annotations

from datetime import date

from baclofen.answering.file.judged import DetailSaid, details_said
from baclofen.answering.file.said import Branch, Ids, Said, all_said, branches_said, pair, said
from baclofen.assessment import PumpSetting
from baclofen.knowledge import Knowledge
from baclofen.planning import (
    Offer,
    PumpPlan,
    Wean,
)
from baclofen.regimen import Bridge, Clocked, Flex
from baclofen.value import TAG, Value


class SettingSaid(Value):
    """One setting of a pump."""

    mcg_per_day: float
    mcg_per_h: float
    mcg_per_mL: float | None
    mL_per_day: float | None
    since: date | None
    days_to_alarm: float | None
    earliest_empty_days: float | None
    refill_nominal_days: float | None
    refill_offered_days: float | None
    refill_offered_on: date | None


class OfferSaid(Value):
    """Doses that the rules allow next."""

    low_mcg_per_day: float
    high_mcg_per_day: float
    cut_mcg_per_day: tuple[float, float] | None
    wait_h: float | None
    why: Ids


class SlipSaid(Value):
    """A likely slip of unit."""

    factor: float
    says: Said


class BridgeSaid(Value):
    """From one concentration to another."""

    volume_mL: float
    in_parts: tuple[str, ...]
    old_mcg: float
    hours: float
    shown_mcg: float
    error_factor: float
    through_by: date


class DeviceSaid(Value):
    """One figure of the pump."""

    figure: str
    value: float
    how: str
    confirmed: bool
    by: str
    why: Ids


class WeanSaid(Value):
    """The next step of baclofen by mouth once the pump works."""

    now_mg_per_day: float
    cut_mg: tuple[float, float]
    rest_mg_per_day: tuple[float, float]
    others: tuple[str, ...]
    why: Ids


class StretchSaid(Value):
    """One rate of the day."""

    from_h: float
    to_h: float
    mcg_per_h: float
    given_mcg: float


class ClockedSaid(Value):
    """Boluses by the clock over a steady rate."""

    bolus_mcg: float
    times_per_day: int
    base_mcg_per_day: float


class PumpSaid(Value, tag_field=TAG, tag="pump"):
    """A pump's plan."""

    opening: tuple[Said, ...]
    old: SettingSaid | None
    new: SettingSaid | None
    change_percent: float | None
    first_mcg_per_day: float | None
    offer: OfferSaid | None
    slips: tuple[SlipSaid, ...]
    bridge: BridgeSaid | None
    held_mcg_per_day: float | None
    flex: tuple[StretchSaid, ...] | None
    clocked: ClockedSaid | None
    device: tuple[DeviceSaid, ...]
    to_confirm: tuple[str, ...]
    one_flow: str | None
    wean: WeanSaid | None
    cautions: tuple[Said, ...]
    refusals: tuple[DetailSaid, ...]
    supply: tuple[Said, ...]
    watch: tuple[Said, ...]
    branches: tuple[Branch, ...]


def pump_said(plan: PumpPlan, known: Knowledge) -> PumpSaid:
    mode = plan.mode
    return PumpSaid(
        opening=all_said(known, plan.opening),
        old=_setting(plan.old),
        new=_setting(plan.new),
        change_percent=plan.change_percent,
        first_mcg_per_day=plan.first.in_mcg if plan.first else None,
        offer=_offer(plan.offer),
        slips=tuple(SlipSaid(s.factor, said(known, s.note)) for s in plan.slips),
        bridge=_bridge(plan.bridge, plan.fit.request.today),
        held_mcg_per_day=plan.held.in_mcg if plan.held else None,
        flex=_flex(mode) if isinstance(mode, Flex) else None,
        clocked=_clocked(mode) if isinstance(mode, Clocked) else None,
        device=tuple(
            DeviceSaid(
                f.name, f.value, f.how, f.is_confirmed, f.by, (f.id,) if f.id else ("P-CONFIRM",)
            )
            for f in plan.device
        ),
        to_confirm=tuple(f.name for f in plan.to_confirm),
        one_flow=plan.one_flow,
        wean=_wean(plan.wean),
        cautions=all_said(known, plan.cautions),
        refusals=details_said(known, plan.refusals),
        supply=all_said(known, plan.supply),
        watch=all_said(known, plan.watch),
        branches=branches_said(known, plan.branches),
    )


def _setting(setting: PumpSetting | None) -> SettingSaid | None:
    if setting is None:
        return None
    return SettingSaid(
        setting.per_day.in_mcg, setting.per_hour.in_mcg, setting.mcg_per_mL,
        setting.flow_mL_per_day, setting.since, setting.days_to_alarm,
        setting.earliest_empty_days, setting.nominal, setting.offered,
        setting.on(setting.offered),
    )  # fmt: skip


def _offer(offer: Offer | None) -> OfferSaid | None:
    if offer is None:
        return None
    cut = pair(offer.cut, "mcg") if offer.cut else None
    return OfferSaid(
        offer.low.in_mcg, offer.high.in_mcg, cut, offer.wait_h, offer.limits.why
    )  # fmt: skip


def _bridge(bridge: Bridge | None, today: date) -> BridgeSaid | None:
    if bridge is None:
        return None
    return BridgeSaid(
        bridge.volume_mL, bridge.parts, bridge.old.in_mcg, bridge.hours, bridge.shown.in_mcg,
        bridge.error_factor, bridge.through_by(today),
    )  # fmt: skip


def _flex(mode: Flex) -> tuple[StretchSaid, ...]:
    return tuple(
        StretchSaid(s.from_h, s.to_h, s.rate.in_mcg / 24, s.given.in_mcg) for s in mode.stretches
    )


def _clocked(mode: Clocked) -> ClockedSaid:
    return ClockedSaid(mode.dose.in_mcg, mode.times_per_day, mode.base.in_mcg)


def _wean(wean: Wean | None) -> WeanSaid | None:
    if wean is None:
        return None
    return WeanSaid(
        wean.now.in_mg, pair(wean.cut, "mg"), pair(wean.rest, "mg"), wean.others, wean.why
    )

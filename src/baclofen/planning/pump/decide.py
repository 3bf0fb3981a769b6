"""The pump's plan: old and new setting, what was refused, the refill, and what comes next."""

from __future__ import annotations

from baclofen.assessment import (
    Assessment,
    DeviceFigure,
    PumpSetting,
    device_figure,
    read_response,
    unconfirmed,
)
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.decide.stopped import stopped
from baclofen.planning.pump.advice import branches, headline, opening, watch
from baclofen.planning.pump.notes import cautions, supply_notes
from baclofen.planning.pump.one_flow import by_one_flow, until_cleared
from baclofen.planning.pump.plan import PumpPlan
from baclofen.planning.pump.reckoning import PumpReckoning, reckon_pump
from baclofen.planning.pump.refusals import refusals_of
from baclofen.planning.say.advice import looked_at_first
from baclofen.planning.say.slip import slip_first
from baclofen.regimen import PumpOrder
from baclofen.value import replace


def plan_pump(fit: Assessment, known: Knowledge, reckoned: PumpReckoning | None = None) -> PumpPlan:
    """The plan of the pump that is ordered. Raises `NotPlanned` where none is.

    The verdict of the assessment governs: avoid, needs-info and worse print no new setting, an
    emergency computes nothing. A change beyond the rule, and any likely slip of unit, are
    refused here even where no rule of the assessment limits them. `reckoned` is what was reckoned
    of this assessment already.
    """
    order = fit.request.order
    if not isinstance(order, PumpOrder):
        raise known.refusal(known.note("pump.none_ordered"))
    stop = stopped(fit, known)
    if stop is not None:
        return PumpPlan(fit, fit.verdict, stop.headline, stop.opening, refusals=stop.refusals)
    return _planned(fit, order, reckoned or reckon_pump(fit, order, known), known)


def _planned(fit: Assessment, order: PumpOrder, made: PumpReckoning, known: Knowledge) -> PumpPlan:
    """What was reckoned, without what is refused."""
    fixed = made.one_flow
    refusals = (
        *refusals_of(fit, order, made.slips, made.limits, made.first, known),
        *made.no_first, *made.no_bridge,
        *(by_one_flow(order, fixed, made.limits, known) if fixed else ()),
    )  # fmt: skip
    old = None if made.is_rate_lost or made.is_first_ever else made.running
    new = None if refusals else made.setting
    used, doubtful = _device(order, (old, new), known)
    offer = None if order.asked is not None or made.is_rate_lost or refusals else made.offer
    notes = (
        *cautions(fit, order, made.slips, made.limits, doubtful, known),
        *(until_cleared(order, fixed, known) if fixed else ()),
    )
    verdict = max((fit.verdict, *(r.verdict for r in refusals)))
    shown = new or old
    empty_before = shown is not None and shown.may_be_empty_before
    if notes or _by_scores(order, known) or empty_before:
        verdict = max(verdict, Verdict.CAUTION)
    plan = PumpPlan(
        fit, verdict, Note("", ()),
        opening=opening(fit, order, known), old=old, new=new,
        change_percent=_percent(order, new),
        first=None if refusals else made.first, offer=offer, slips=made.slips,
        bridge=made.bridge if new else None, held=made.held if new else None,
        mode=order.mode if new and made.held is None else None,
        device=used, to_confirm=doubtful, one_flow=fixed,
        wean=made.wean if verdict < _NO_WEAN else None,
        cautions=notes, refusals=refusals, supply=supply_notes(order, old, new, fit, known),
        watch=watch(order, known), branches=branches(fit, order, new, known),
    )  # fmt: skip
    slip = slip_first(fit, known)
    plan = headline(plan, order, known) if slip is None else replace(plan, headline=slip)
    return replace(plan, headline=looked_at_first(plan.headline, fit, known))


def _percent(order: PumpOrder, new: PumpSetting | None) -> float | None:
    if new is None or order.stage == "start":
        return None
    return order.percent_to(new.per_day)


def _device(
    order: PumpOrder, settings: tuple[PumpSetting | None, ...], known: Knowledge
) -> tuple[tuple[DeviceFigure, ...], tuple[DeviceFigure, ...]]:
    """The figures of the pump that the printed settings rest on, and those to confirm."""
    shown = [s for s in settings if s is not None]
    names: list[str] = []
    if any(s.flow_mL_per_day is not None for s in shown):
        names += ["least_mL_per_day", "most_mL_per_day"]
    if any(s.earliest_empty_days is not None for s in shown):
        names += ["accuracy", "unusable_mL"]
    if order.mode is not None and shown:
        names.append("least_step_mL_per_day")
    device = order.device
    found = tuple(f for name in names if (f := device_figure(device, name, known)) is not None)
    return found, unconfirmed(device, tuple(names), known)


def _by_scores(order: PumpOrder, known: Knowledge) -> bool:
    """Whether a response rests on the cut from memory alone."""
    tried = order.screening
    return tried is not None and read_response(tried, known).rests_on_scores


#: From here on the way down by mouth is not planned either.
_NO_WEAN = Verdict.CONTRAINDICATED
